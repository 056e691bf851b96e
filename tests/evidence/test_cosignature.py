"""Cosignatures of both kinds (C2SP tlog-cosignature), and what must not pass for one."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from evidence.small_log import NOW, Key, SmallLog, signed, witness_key
from tanba.evidence.notes.checkpoint import Checkpoint, read_checkpoint
from tanba.evidence.notes.cosignature import cosign, cosignature, cosignatures, signed_by_log
from tanba.evidence.notes.note import ML_DSA_44, Signature, VerifierKey, read_key
from tanba.kernel import Refused

LOG = SmallLog.of(5)
W1, W2 = witness_key(), witness_key("witness.example/w2", 8)


class LatticeKey:
    """An ML-DSA-44 key of a witness, or of a log that cosigns itself."""

    def __init__(self, name: str, seed: int) -> None:
        private = MLDSA44PrivateKey.from_seed_bytes(seed.to_bytes(32, "big"))
        self.key = VerifierKey(
            name=name, kind=ML_DSA_44, public=private.public_key().public_bytes_raw()
        )
        self.sign = private.sign


LATTICE = LatticeKey("witness.example/pq", 9)


@pytest.mark.parametrize("key", [W1, LATTICE], ids=["Ed25519", "ML-DSA-44"])
def test_a_cosignature_tells_who_saw_the_tree_and_when(key: Key | LatticeKey) -> None:
    checkpoint = LOG.checkpoint()
    cosigned = checkpoint.under([cosign(checkpoint.head, key.key, key.sign, NOW)])
    read = read_checkpoint(str(cosigned).encode())
    seen = cosignature(read, read_key(str(key.key)))
    assert seen is not None
    assert (seen.witness, seen.time) == (key.key, NOW)
    assert read.note.signed_by(LOG.key.key)


def test_what_is_signed_is_what_the_specification_says_byte_for_byte() -> None:
    said: list[bytes] = []

    def sign(data: bytes) -> bytes:
        said.append(data)
        return bytes(64)

    root = b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    head = Checkpoint(origin="example.com/behind-the-sofa", size=20852163, root=root)
    at = datetime.fromtimestamp(1679315147, UTC)
    line = cosign(head, W1.key, sign, at.astimezone(timezone(timedelta(hours=5))))
    assert said.pop() == (
        b"cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n"
        b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    )
    assert line.data[:8] == (1679315147).to_bytes(8, "big")
    cosign(head, LATTICE.key, sign, at)
    assert said.pop() == (
        b"subtree/v1\n\0" + b"\x12witness.example/pq" + (1679315147).to_bytes(8, "big")
        + b"\x1bexample.com/behind-the-sofa" + bytes(8) + (20852163).to_bytes(8, "big") + root
    )  # fmt: skip


@pytest.mark.parametrize("key", [W1, LATTICE], ids=["Ed25519", "ML-DSA-44"])
def test_nothing_but_the_cosigned_tree_is_cosigned(key: Key | LatticeKey) -> None:
    head = LOG.head()
    line = cosign(head, key.key, key.sign, NOW)
    others = [
        LOG.head(4),
        Checkpoint(origin=head.origin, size=head.size, root=bytes(32)),
        Checkpoint(origin="other.example/log", size=head.size, root=head.root),
    ]
    for other in others:
        assert cosignature(signed(other, LOG.key).under([line]), key.key) is None
    later = Signature(name=line.name, id=line.id, data=(1).to_bytes(8, "big") + line.data[8:])
    short = Signature(name=line.name, id=line.id, data=line.data[:8])
    cut = Signature(name=line.name, id=line.id, data=line.data[:-1])
    for altered in (later, short, cut):
        assert cosignature(LOG.checkpoint().under([altered]), key.key) is None


def test_an_extension_line_is_cosigned_by_one_kind_only() -> None:
    """The specification: an ML-DSA-44 cosignature says nothing of extension lines."""
    head = LOG.head()
    more = Checkpoint(origin=head.origin, size=head.size, root=head.root, extensions=("said later",))
    for key, holds in ((W1, False), (LATTICE, True)):
        line = cosign(head, key.key, key.sign, NOW)
        assert (cosignature(signed(more, LOG.key).under([line]), key.key) is not None) is holds


def test_a_plain_signature_of_the_same_key_is_no_cosignature() -> None:
    plain = Key(W1.key.name, seed=7)
    both = signed(LOG.head(), LOG.key, plain)
    assert plain.public == W1.public
    assert cosignature(both, W1.key) is None
    assert cosignature(both, plain.key) is None
    line = both.note.signatures[1]
    relabelled = Signature(name=W1.key.name, id=W1.key.id, data=bytes(8) + line.data)
    assert cosignature(LOG.checkpoint().under([relabelled]), W1.key) is None


def test_a_false_line_of_a_witness_spoils_its_good_one() -> None:
    checkpoint = LOG.checkpoint()
    good = cosign(checkpoint.head, W1.key, W1.sign, NOW)
    false = Signature(name=good.name, id=good.id, data=bytes(72))
    for lines in ((good, false), (false, good)):
        note = checkpoint.note.only([*checkpoint.note.signatures, *lines])
        assert cosignature(type(checkpoint)(head=checkpoint.head, note=note), W1.key) is None


def test_of_two_good_lines_the_later_one_counts() -> None:
    checkpoint = LOG.checkpoint()
    lines = [cosign(checkpoint.head, W1.key, W1.sign, NOW + timedelta(seconds=s)) for s in (9, 3)]
    note = checkpoint.note.only(lines)
    seen = cosignature(type(checkpoint)(head=checkpoint.head, note=note), W1.key)
    assert seen is not None
    assert seen.time == NOW + timedelta(seconds=9)


def test_one_public_key_under_two_names_is_one_witness() -> None:
    twin = witness_key("witness.example/twin", 7)
    checkpoint = LOG.checkpoint()
    lines = [cosign(checkpoint.head, key.key, key.sign, NOW) for key in (W1, twin, W2)]
    seen = cosignatures(checkpoint.under(lines), [W1.key, twin.key, W2.key])
    assert [one.witness for one in seen] == [W1.key, W2.key]


def test_a_lattice_cosignature_without_a_time_states_none() -> None:
    """Only a witness that states no time may write zero; nobody else's line is 56 years old."""
    checkpoint = LOG.checkpoint()
    said: list[bytes] = []
    cosign(checkpoint.head, LATTICE.key, lambda data: said.append(data) or b"", NOW)  # type: ignore[func-returns-value]
    stamp = int(NOW.timestamp()).to_bytes(8, "big")
    data = bytes(8) + LATTICE.sign(said[0].replace(stamp, bytes(8)))
    line = Signature(name=LATTICE.key.name, id=LATTICE.key.id, data=data)
    seen = cosignature(checkpoint.under([line]), LATTICE.key)
    assert seen is not None
    assert seen.time is None
    plain = W1.sign(b"cosignature/v1\ntime 0\n" + checkpoint.head.text.encode())
    line = Signature(name=W1.key.name, id=W1.key.id, data=bytes(8) + plain)
    assert cosignature(checkpoint.under([line]), W1.key) is None


def test_a_time_that_no_calendar_has_does_not_verify() -> None:
    checkpoint = LOG.checkpoint()
    for seconds in (253402300800, (1 << 63) - 1, (1 << 64) - 1):
        said = f"cosignature/v1\ntime {seconds}\n{checkpoint.head.text}".encode()
        data = seconds.to_bytes(8, "big") + W1.sign(said)
        line = Signature(name=W1.key.name, id=W1.key.id, data=data)
        assert cosignature(checkpoint.under([line]), W1.key) is None


def test_only_a_witness_cosigns_and_only_in_our_era() -> None:
    for key, at in ((LOG.key, NOW), (W1, datetime(1969, 1, 1, tzinfo=UTC))):
        with pytest.raises(Refused, match="EV35"):
            cosign(LOG.head(), key.key, key.sign, at)
    long = Checkpoint(origin="x" * 256, size=0, root=bytes(32))
    with pytest.raises(Refused, match="EV35"):
        cosign(long, LATTICE.key, LATTICE.sign, NOW)


def test_a_log_may_sign_with_a_lattice_key_and_only_for_itself() -> None:
    own = LatticeKey("log.example/small", 5)
    checkpoint = LOG.checkpoint()
    both = checkpoint.under([cosign(checkpoint.head, own.key, own.sign, NOW)])
    assert signed_by_log(both, own.key)
    assert signed_by_log(both, LOG.key.key)
    assert not signed_by_log(checkpoint, own.key)
    other = signed(Checkpoint(origin="other.example/log", size=1, root=bytes(32)), LOG.key)
    assert not signed_by_log(other, LOG.key.key)


def test_a_lattice_key_that_is_no_key_verifies_nothing() -> None:
    odd = VerifierKey(name="w", kind=ML_DSA_44, public=b"\xff" * 1312)
    short = VerifierKey(name="w", kind=ML_DSA_44, public=b"\xff")
    for key in (odd, short):
        line = Signature(name=key.name, id=key.id, data=bytes(2428))
        assert cosignature(LOG.checkpoint().under([line]), key) is None
    with pytest.raises(Refused, match="EV30"):
        read_key(str(short))
