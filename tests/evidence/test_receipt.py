"""Receipts for what a machine gave: one form, bounded, and worth only what their signer is to the reader."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.small_log import Key, witness_key
from tanba.evidence.notes.note import sign_note
from tanba.evidence.notes.receipt import (
    RECEIPT_BYTES,
    check_receipt,
    read_receipt,
    receipt_text,
)
from tanba.kernel import Refused

GATEWAY, STRANGER = Key("gateway.example/ai", seed=3), Key("gateway.example/ai", seed=4)
TEXT = receipt_text("Жаз".encode(), "qazaq-llm", "2.1", [b"one", b"two"])


def note(text: str, *keys: Key) -> bytes:
    return str(sign_note(text, [key.pair for key in keys])).encode()


def test_the_text_of_a_receipt_is_these_lines_and_no_others():
    assert TEXT.splitlines() == [
        "tanba-generation-receipt-v1",
        sha256("Жаз".encode()).hexdigest(),
        "qazaq-llm",
        "2.1",
        sha256(b"one").hexdigest(),
        sha256(b"two").hexdigest(),
    ]
    assert TEXT.endswith("\n")
    assert receipt_text(None, "m", "", [b""]).splitlines()[1:4] == ["-", "m", ""]


def test_a_receipt_holds_for_whoever_trusts_its_signer_and_for_nobody_else():
    data = note(TEXT, GATEWAY)
    assert check_receipt(data, [STRANGER.key, GATEWAY.key]) == "gateway.example/ai"
    assert check_receipt(data, [STRANGER.key]) == ""  # the same name, another key
    assert check_receipt(data, []) == ""
    assert check_receipt(note(TEXT, STRANGER), [GATEWAY.key]) == ""
    assert check_receipt(TEXT.encode(), [GATEWAY.key]) == ""


def test_a_witness_signs_no_receipts():
    key = witness_key()
    assert check_receipt(note(TEXT, key), [key.key]) == ""


@pytest.mark.parametrize("at", range(0, len(TEXT), 7))
def test_a_receipt_that_was_altered_holds_for_nobody(at: int):
    data = bytearray(note(TEXT, GATEWAY))
    data[at] ^= 1
    assert check_receipt(bytes(data), [GATEWAY.key]) == ""


WRONG = {
    "another form": TEXT.replace("-v1", "-v2"),
    "no outputs": "\n".join(TEXT.split("\n")[:4]) + "\n",
    "no model": TEXT.replace("qazaq-llm", ""),
    "a long model": TEXT.replace("qazaq-llm", "x" * 201),
    "capital digits": TEXT.replace(sha256(b"one").hexdigest(), sha256(b"one").hexdigest().upper()),
    "a short hash": TEXT[:-2] + "\n",
    "an empty line more": TEXT + "\n",
    "a prompt that is no hash": receipt_text(None, "m", "1", [b"x"]).replace("\n-\n", "\n--\n"),
    "too many outputs": TEXT + f"{'0' * 64}\n" * 999,
    "a log's checkpoint": "example.kz/log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda name: name.replace(" ", "-"))
def test_what_is_signed_but_is_no_receipt_is_refused(wrong: str):
    data = note(WRONG[wrong], GATEWAY)
    with pytest.raises(Refused) as raised:
        read_receipt(data)
    assert raised.value.code == "EV26"
    assert check_receipt(data, [GATEWAY.key]) == ""


@pytest.mark.parametrize(
    ("model", "version", "outputs"),
    [
        ("", "1", 1),
        ("a\nb", "1", 1),
        ("m", "\t", 1),
        ("m", "\ud800", 1),
        ("m", "1", 0),
        ("m", "1", 1001),
    ],
)
def test_what_no_receipt_can_name_is_not_put_into_one(model: str, version: str, outputs: int):
    with pytest.raises(Refused, match="receipt"):
        receipt_text(b"", model, version, [b"x"] * outputs)


@given(data=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(deadline=None, max_examples=200)
def test_any_bytes_are_refused_in_our_words(data: bytes):
    for one in (data, note(TEXT, GATEWAY) + data, data + note(TEXT, GATEWAY)):
        assert one == note(TEXT, GATEWAY) or isinstance(check_receipt(one, [GATEWAY.key]), str)
    with pytest.raises(Refused) as raised:
        read_receipt(data)
    assert raised.value.code == "EV26"


def test_a_receipt_of_megabytes_is_not_read():
    with pytest.raises(Refused, match="more than"):
        read_receipt(b"x" * (RECEIPT_BYTES + 1))


NAMES = st.text(
    st.characters(min_codepoint=32, blacklist_characters="\x7f", blacklist_categories=["Cs"]),
    min_size=1, max_size=200,
)  # fmt: skip


@given(
    prompt=st.none() | st.binary(max_size=9), model=NAMES, version=st.just("") | NAMES,
    outputs=st.lists(st.binary(max_size=9), min_size=1, max_size=5),
)  # fmt: skip
@settings(deadline=None)
def test_whatever_was_put_into_a_receipt_is_read_from_it(prompt, model, version, outputs):
    text = receipt_text(prompt, model, version, outputs)
    said = read_receipt(note(text, GATEWAY))
    assert str(said) == text
    assert (said.model, said.version) == (model, version)
    assert list(said.outputs) == [sha256(one).hexdigest() for one in outputs]
    assert check_receipt(note(text, GATEWAY), [GATEWAY.key])
