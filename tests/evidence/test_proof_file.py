"""Proofs in a file (C2SP tlog-proof), and policies of whom they must satisfy (C2SP tlog-policy)."""

from base64 import b64encode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.small_log import NOW, Key, SmallLog, again, witness_key
from tanba.evidence.notes.checkpoint import SignedCheckpoint
from tanba.evidence.notes.cosignature import cosign
from tanba.evidence.notes.note import VerifierKey
from tanba.evidence.notes.proof_file import ProofFile, check_proof, read_proof
from tanba.evidence.witnesses.policy import (
    KnownLog,
    KnownWitness,
    Policy,
    any_of,
    check_by,
    read_policy,
)
from tanba.kernel import Refused

LOG = SmallLog.of(11)
KEY = LOG.key.key
WITNESSES = [witness_key(f"witness.example/w{n}", 20 + n) for n in range(3)]
KEYS = [one.key for one in WITNESSES]


def cosigned(checkpoint: SignedCheckpoint, *keys: Key) -> SignedCheckpoint:
    return checkpoint.under([cosign(checkpoint.head, key.key, key.sign, NOW) for key in keys])


def seen_by(proof: ProofFile, *keys: Key) -> ProofFile:
    return replace(proof, checkpoint=cosigned(proof.checkpoint, *keys))


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 40), st.data(), st.binary(max_size=40))
def test_every_entry_of_every_tree_is_proved_in_a_file(
    size: int, data: st.DataObject, extra: bytes
) -> None:
    log = SmallLog.of(size)
    index = data.draw(st.integers(0, size - 1))
    proof = log.proof(index, extra=extra)
    read = read_proof(str(proof).encode())
    assert read == proof
    checked = check_proof(log.entries[index], read, log.key.key)
    assert (checked.included, checked.signed, checked.quorum) == (True, True, "none asked")


def test_a_file_reads_as_the_specification_shows_it() -> None:
    lines = str(LOG.proof(3, extra=b"of an application")).split("\n")
    assert lines[:3] == [
        "c2sp.org/tlog-proof@v1",
        f"extra {b64encode(b'of an application').decode()}",
        "index 3",
    ]
    assert len(lines[3]) == 44
    assert lines[7:11] == ["", "log.example/small", "11", b64encode(LOG.root(11)).decode()]
    assert "extra" not in str(LOG.proof(3))


FILE = str(LOG.proof(3, extra=b"x"))


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1 \n"),
        ("c2sp.org/tlog-proof@v1\n", ""),
        ("extra eA==", "extra "),
        ("extra eA==", "extra eB=="),
        ("extra eA==\n", "extra eA==\nextra eA==\n"),
        ("extra eA==", "Extra eA=="),
        ("index 3", "index 03"),
        ("index 3", "index +3"),
        ("index 3", "index -3"),
        ("index 3", "index 3 "),
        ("index 3", "index  3"),
        ("index 3", "index\t3"),
        ("index 3", "index ٣"),
        ("index 3", f"index {1 << 63}"),
        ("index 3", f"index {'1' * 9000}"),
        ("index 3\n", ""),
        ("index 3\n", "index 3\r\n"),
        ("index 3\n", "index 3\n" + f"{'A' * 43}=\n" * 64),
        ("index 3\n", f"index 3\n{'A' * 43}\n"),
        ("index 3\n", f"index 3\n{'A' * 42}B=\n"),
        ("index 3\n", "index 3\n\n"),
    ],
)
def test_a_file_that_is_not_written_exactly_so_is_refused(was: str, is_: str) -> None:
    with pytest.raises(Refused, match=r"EV3[234]"):
        read_proof(FILE.replace(was, is_, 1).encode())


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.integers(0, len(FILE.encode())))
def test_bytes_of_any_kind_are_a_proof_file_or_refused(data: bytes, at: int) -> None:
    whole = FILE.encode()
    for written in (data, whole[:at] + data + whole[at:], whole[:at]):
        assert again(read_proof, written) in (written, "EV32", "EV33", "EV34")


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(Refused, match="EV34"):
        read_proof(b"c2sp.org/tlog-proof@v1\nindex 0\n" + b"\n" * (1 << 22))
    with pytest.raises(Refused, match="EV34"):
        read_proof(b"\xff" + FILE.encode())


# --- what a proof does not show --------------------------------------------------------------------


def test_each_part_of_a_proof_fails_alone() -> None:
    proof = seen_by(LOG.proof(3), *WITNESSES[:2])
    good = check_proof(b"entry 3", proof, KEY, KEYS, 2)
    assert good.holds
    assert [one.witness for one in good.cosigned] == KEYS[:2]
    assert {one.time for one in good.cosigned} == {NOW}
    other = check_proof(b"entry 4", proof, KEY, KEYS, 2)
    assert (other.included, other.signed, other.quorum) == (False, True, "reached")
    wrong = check_proof(b"entry 3", proof, Key(KEY.name, seed=2).key, KEYS, 2)
    assert (wrong.included, wrong.signed, wrong.quorum) == (True, False, "reached")
    few = check_proof(b"entry 3", proof, KEY, KEYS, 3)
    assert (few.included, few.signed, few.quorum) == (True, True, "not reached")
    assert [one.holds for one in (other, wrong, few)] == [False] * 3


def test_a_proof_that_is_altered_in_one_place_does_not_include() -> None:
    proof = LOG.proof(3)
    flipped = bytes((proof.proof[0][0] ^ 1,)) + proof.proof[0][1:]
    altered = [
        replace(proof, index=2),
        replace(proof, index=4),
        replace(proof, index=11),
        replace(proof, index=(1 << 63) - 1),
        replace(proof, proof=(flipped, *proof.proof[1:])),
        replace(proof, proof=proof.proof[1:]),
        replace(proof, proof=proof.proof[:-1]),
        replace(proof, proof=(*proof.proof, bytes(32))),
        replace(proof, proof=proof.proof[::-1]),
        replace(proof, proof=()),
        replace(proof, checkpoint=LOG.checkpoint(10)),
        replace(proof, checkpoint=LOG.checkpoint(4)),
    ]
    assert check_proof(b"entry 3", proof, KEY).included
    for one in altered:
        assert not check_proof(b"entry 3", one, KEY).included


def test_a_node_of_the_tree_does_not_pass_for_an_entry() -> None:
    left, right = LOG.hashes(0, 2), LOG.hashes(0, 3)
    proof = replace(LOG.proof(1), proof=LOG.proof(2).proof[1:])
    assert not check_proof(left + right, proof, KEY).included


def test_a_witness_that_has_the_logs_own_key_never_counts() -> None:
    own = Key("witness.example/own", 4, seed=1)
    assert own.public == LOG.key.public
    checked = check_proof(b"entry 3", seen_by(LOG.proof(3), own), KEY, [own.key], 1)
    assert (checked.cosigned, checked.quorum) == ((), "not reached")


def test_one_witness_under_two_names_does_not_make_a_quorum_of_two() -> None:
    twin = witness_key("witness.example/twin", 20)
    proof = seen_by(LOG.proof(3), WITNESSES[0], twin)
    assert check_proof(b"entry 3", proof, KEY, [KEYS[0], twin.key], 2).quorum == "not reached"


def test_whoever_cosigned_is_told_also_when_nobody_was_asked_for() -> None:
    checked = check_proof(b"entry 3", seen_by(LOG.proof(3), WITNESSES[1]), KEY, KEYS)
    assert checked.quorum == "none asked"
    assert [one.witness for one in checked.cosigned] == [KEYS[1]]


# --- policies --------------------------------------------------------------------------------------


def policy(quorum: str, key: VerifierKey = KEY) -> Policy:
    witnesses = "".join(f"witness w{n} {key} https://w{n}.example/\n" for n, key in enumerate(KEYS))
    return read_policy(f"# whom we ask\n\n \tlog {key}\n{witnesses}{quorum}".encode())


@pytest.mark.parametrize(
    ("quorum", "seen", "reached"),
    [
        ("quorum none\n", 3, "none asked"),
        ("quorum w1\n", 1, "not reached"),
        ("quorum w1\n", 2, "reached"),
        ("group g any w0 w1\nquorum g\n", 0, "not reached"),
        ("group g any w0 w1\nquorum g\n", 1, "reached"),
        ("group g 2 w0 w1 w2\nquorum g\n", 1, "not reached"),
        ("group g 2 w0 w1 w2\nquorum g\n", 2, "reached"),
        ("group g all w0 w1 w2\nquorum g\n", 2, "not reached"),
        ("group a any w0 w1\ngroup b all w2 a\nquorum b\n", 2, "not reached"),
        ("group a any w0 w1\ngroup b all w2 a\nquorum b\n", 3, "reached"),
    ],
)
def test_a_quorum_is_counted_group_by_group(quorum: str, seen: int, reached: str) -> None:
    read = policy(quorum)
    proof = seen_by(LOG.proof(3), *WITNESSES[:seen])
    checked = check_by(b"entry 3", proof, read)
    assert checked.quorum == reached
    assert checked.included
    assert checked.signed
    assert read_policy(str(read).encode()) == read


def test_a_policy_chooses_the_log_that_signed() -> None:
    second = SmallLog.of(11, seed=2)
    text = f"log {KEY}\nlog {second.key.key}\nquorum none\n"
    for log in (LOG, second):
        assert check_by(b"entry 3", log.proof(3), read_policy(text.encode())).signed
    stranger = SmallLog.of(11, name="log.example/other")
    assert not check_by(b"entry 3", stranger.proof(3), read_policy(text.encode())).signed


W = f"witness w {KEYS[0]}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        W,
        f"{W}quorum v\n",
        f"{W}quorum w\nquorum w\n",
        f"quorum w\n{W}",
        f"{W}{W}quorum w\n",
        f"{W}witness v {KEYS[0]}\nquorum w\n",
        f"witness none {KEYS[0]}\nquorum none\n",
        f"witness w {KEY}\nquorum w\n",
        f"log {KEY}\nlog {KEY}\nquorum none\n",
        f"{W}group g 0 w\nquorum g\n",
        f"{W}group g 2 w\nquorum g\n",
        f"{W}group g 01 w\nquorum g\n",
        f"{W}group g {'9' * 6000} w\nquorum g\n",
        f"{W}group g any\nquorum w\n",
        f"{W}group g any w w\nquorum g\n",
        f"{W}group g any g\nquorum g\n",
        f"{W}group g any none\nquorum g\n",
        f"{W}group g any w\ngroup h any w\nquorum g\n",
        f"{W}group w any w\nquorum w\n",
        f"{W}quorum w extra\n",
        f"{W}quorum w\r\n",
        f"{W}quorum w\0\n",
        f"{W}Quorum w\n",
        f"{W}score 5\nquorum w\n",
        "witness w not-a-key\nquorum w\n",
        f"witness w {KEYS[0]} https://a https://b\nquorum w\n",
        "#" * (1 << 19),
        "".join(f"witness w{n} {witness_key(f'w{n}', 1000 + n).key}\n" for n in range(300))
        + "quorum w1\n",
    ],
)
def test_a_policy_that_is_not_written_so_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(Refused, match=r"EV3[06]"):
        read_policy(text.encode())


def test_names_in_a_policy_are_octets() -> None:
    data = (
        f"witness қазақ {KEYS[0]}\n".encode()
        + b"witness \xff\xfe "
        + f"{KEYS[1]}\nquorum ".encode()
        + b"\xff\xfe\n"
    )
    read = read_policy(data)
    assert read.reached({KEYS[1]})
    assert str(read).encode("utf-8", "surrogateescape") == data


def test_so_many_of_the_witnesses_is_a_policy() -> None:
    known = tuple(KnownWitness(name=f"w{n}", key=key) for n, key in enumerate(KEYS))
    two = any_of(2, known, (KnownLog(key=KEY),))
    assert two.reached(KEYS[:2])
    assert not two.reached(KEYS[:1])
    assert not any_of(0, known).asks
    assert not any_of(0, known).reached(KEYS)
    for least in (4, -1):
        with pytest.raises(Refused, match="EV36"):
            any_of(least, known)
    with pytest.raises(Refused, match="EV36"):
        check_by(b"", LOG.proof(3), any_of(2, known))
