"""Signed notes and checkpoints, to the byte of C2SP signed-note and tlog-checkpoint."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.small_log import Key, SmallLog, again, signed
from tanba.evidence.notes.checkpoint import Checkpoint, read_checkpoint, read_head
from tanba.evidence.notes.note import (
    Note,
    Signature,
    VerifierKey,
    check_name,
    is_weak,
    opened,
    read_key,
    read_note,
    read_signatures,
    sign_note,
)
from tanba.kernel import Refused

# The example of the specification's own program (golang.org/x/mod/sumdb/note).
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
NEUMANN = """\
If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
"""
SOFA = """\
example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""


def refused(code: str, work: Callable[[], object]) -> None:
    with pytest.raises(Refused) as raised:
        work()
    assert raised.value.code == code


def test_a_note_that_another_program_signed_is_read_and_verifies() -> None:
    note = read_note(NEUMANN.encode())
    peter, enoch = read_key(PETER), read_key(ENOCH)
    assert opened(note, [peter, enoch]) == (peter, enoch)
    assert str(note) == NEUMANN
    assert str(peter) == PETER


def test_the_example_of_a_checkpoint_is_read_and_written_byte_for_byte() -> None:
    checkpoint = read_checkpoint(SOFA.encode())
    assert checkpoint.head.origin == "example.com/behind-the-sofa"
    assert checkpoint.head.size == 20852163
    assert str(checkpoint) == SOFA
    assert checkpoint.head.text == checkpoint.note.text


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n")))
def test_whatever_text_is_signed_comes_back_as_it_was(text: str) -> None:
    key = Key("k.example")
    note = sign_note(f"{text}\n", [key.pair])
    read = read_note(str(note).encode())
    assert read == note
    assert opened(read, [key.key]) == (key.key,)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_a_note_or_refused(data: bytes) -> None:
    for written in (data, SOFA.encode()[:150] + data, b"a\n\n" + data):
        assert again(read_note, written) in (written, "EV32")


NOTE = str(SmallLog.of(3).checkpoint())
NAME = "log.example/small"


@pytest.mark.parametrize(
    "broken",
    [
        NOTE.replace("\n", "\r\n"),
        NOTE.replace(f"— {NAME} ", f"— {NAME}\t"),
        NOTE.replace("3\n", "3\0\n"),
        NOTE.replace("3\n", "3\x1b[2J\n"),
        NOTE.removesuffix("\n"),
        NOTE + "\n",
        NOTE + "trailing words\n",
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("— ", "—"),
        NOTE.replace(f"— {NAME} ", f"— {NAME}  "),
        NOTE.replace(f"— {NAME}", "— "),
        NOTE.replace(f"— {NAME}", "— two words"),
        NOTE.replace(f"— {NAME}", "— plus+name"),
        NOTE.replace(f"— {NAME}", "— no\u00a0break"),
        NOTE.replace("\n\n", "\n\n— a AAAAAA==\n"),  # four bytes: a key id that signs nothing
        NOTE.replace("\n\n", "\n\n— a !!!!AAAA\n"),
        NOTE.replace("\n\n", "\n\n— a AAAAAAAB=\n"),
        NOTE.replace("\n\n", "\n\n— a AAAAAAB=\n"),  # bits after the last byte
        NOTE.replace("\n\n", "\n\n— a AAAA\u0410AAA\n"),
        "",
        "\n",
        "\n\n",
    ],
)
def test_a_note_that_is_not_written_exactly_so_is_refused(broken: str) -> None:
    refused("EV32", lambda: read_note(broken.encode()))


def test_a_note_that_is_not_text_or_too_large_is_refused() -> None:
    refused("EV32", lambda: read_note(b"\xff" + NOTE.encode()))
    refused("EV32", lambda: read_note(b"\xed\xa0\x80" + NOTE.encode()))  # half a surrogate pair
    refused("EV32", lambda: read_note(b"x" * (1 << 20) + NOTE.encode()))
    line = NOTE.rpartition("\n\n")[2]
    refused("EV32", lambda: read_note((NOTE + line * 100).encode()))
    assert len(read_note((NOTE + line * 99).encode()).signatures) == 100


def test_the_text_may_have_empty_lines_and_ends_at_the_last_one() -> None:
    key = Key("k.example")
    note = sign_note("one\n\ntwo\n\n", [key.pair])
    assert read_note(str(note).encode()).text == "one\n\ntwo\n\n"


def test_a_key_of_another_name_or_id_or_kind_has_signed_nothing() -> None:
    log = SmallLog.of(3)
    note, key = log.checkpoint().note, log.key.key
    same_id = Note(
        text=note.text, signatures=(Signature(name="other.example", id=key.id, data=b"x" * 64),)
    )
    assert note.signed_by(key)
    assert not same_id.signed_by(key)
    assert not note.signed_by(VerifierKey(name="other.example", kind=key.kind, public=key.public))
    assert not note.signed_by(VerifierKey(name=key.name, kind=4, public=key.public))
    assert not note.signed_by(Key(key.name, seed=2).key)
    renamed = Signature(name="other.example", id=key.id, data=note.signatures[0].data)
    assert not note.only([renamed]).signed_by(key)


def test_a_signature_that_is_there_twice_counts_once_and_a_false_twin_spoils_it() -> None:
    log = SmallLog.of(3)
    note, key = log.checkpoint().note, log.key.key
    (good,) = note.signatures
    false = Signature(name=good.name, id=good.id, data=bytes(64))
    assert opened(note.only([good, good]), [key]) == (key,)
    assert not note.only([good, false]).signed_by(key)
    assert not note.only([false, good]).signed_by(key)
    assert note.under([good]).signatures == (good,)


@pytest.mark.parametrize("change", ["3\n", "log.example/small\n", "="])
def test_a_changed_text_is_not_signed(change: str) -> None:
    log = SmallLog.of(3)
    text = log.head().text
    other = {"3\n": "4\n", "log.example/small\n": "log.example/smalk\n", "=": "=\nmore"}[change]
    altered = Note(text=text.replace(change, other), signatures=log.checkpoint().note.signatures)
    assert not altered.signed_by(log.key.key)


# --- checkpoints -----------------------------------------------------------------------------------

ROOT = b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"log\n07\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n 1\n{ROOT}\n",
        f"log\n1_0\n{ROOT}\n",
        f"log\n٣\n{ROOT}\n",
        f"log\n1.0\n{ROOT}\n",
        f"log\n{1 << 63}\n{ROOT}\n",
        f"log\n{'9' * 5000}\n{ROOT}\n",
        f"\n1\n{ROOT}\n",
        "log\n1\n",
        f"log\n1\n{ROOT[:-1]}\n",
        f"log\n1\n{ROOT[:-2]}B=\n",
        f"log\n1\n{b64encode(bytes(31)).decode()}\n",
        f"log\n1\n{b64encode(bytes(33)).decode()}\n",
        f"log\n1\n{ROOT}\n\nextension\n",
        f"log\n1\n{ROOT}",
        "",
        "\n",
    ],
)
def test_a_tree_head_that_is_not_written_exactly_so_is_refused(text: str) -> None:
    refused("EV33", lambda: read_head(text))


def test_extension_lines_are_kept_and_signed() -> None:
    head = Checkpoint(origin="log", size=(1 << 63) - 1, root=bytes(32), extensions=("one", "two words"))
    read = read_checkpoint(str(signed(head, Key("log"))).encode())
    assert read.head == head
    assert read.note.signed_by(Key("log").key)


# --- keys ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "",
        "+",
        "PeterNeumann",
        PETER.replace("c74f20a3", "c74f20a4"),
        PETER.replace("c74f20a3", "C74F20A3"),
        PETER.replace("Peter", "Pater"),
        PETER + "=",
        PETER[:-4],
        "a b+00000000+AAAA",
        "name+00000000+" + "A" * 5000,
        "x" * 100_000,
        "\ud800+00000000+AAAA",
        "имя+00000000+Ж",
    ],
)
def test_a_line_that_is_no_key_is_refused(line: str) -> None:
    refused("EV30", lambda: read_key(line))


@pytest.mark.parametrize("kind", [0, 2, 5, 255])
def test_a_key_of_a_kind_we_do_not_verify_is_refused(kind: int) -> None:
    key = VerifierKey(name="k.example", kind=kind, public=Key("k").public)
    refused("EV30", lambda: read_key(str(key)))


ORDER_8 = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
IDENTITY = "01" + "00" * 31


@pytest.mark.parametrize(
    "public",
    [
        IDENTITY,
        "01" + "00" * 30 + "80",
        "00" * 32,
        "ec" + "ff" * 30 + "7f",
        "ee" + "ff" * 30 + "7f",  # the identity again, not reduced
        ORDER_8,
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ],
)
def test_a_key_under_which_anybody_can_sign_is_no_key(public: str) -> None:
    weak = VerifierKey(name="k.example", kind=1, public=bytes.fromhex(public))
    assert is_weak(weak.public)
    refused("EV30", lambda: read_key(str(weak)))
    forged = Signature(name=weak.name, id=weak.id, data=bytes.fromhex(IDENTITY) + bytes(32))
    assert not Note(text="anything\n", signatures=(forged,)).signed_by(weak)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\tb", "a\nb", "a\u2028b", "a\u202eb", "я" * 128, "\ud800"]
)
def test_a_name_that_no_key_can_have_is_refused(name: str) -> None:
    refused("EV31", lambda: check_name(name))


def test_a_name_may_be_in_any_letters() -> None:
    check_name("журнал.мысал.қаз/әліпби")
    check_name("я" * 127)


@pytest.mark.parametrize("text", ["no end", "a\rb\n", "a\0b\n"])
def test_a_text_that_no_note_can_hold_is_not_signed(text: str) -> None:
    refused("EV32", lambda: sign_note(text, [Key("k").pair]))


def test_signature_lines_stand_alone_as_a_witness_sends_them() -> None:
    line = NOTE.rpartition("\n\n")[2]
    assert read_signatures((line + line).encode()) == read_note(NOTE.encode()).signatures * 2
    for broken in (
        "",
        "\n",
        line.removesuffix("\n"),
        f"{line}\n{line}",
        f"text\n\n{line}",
        f"\n{line}",
    ):
        refused("EV32", lambda broken=broken: read_signatures(broken.encode()))
