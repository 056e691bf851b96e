"""Entries: one way to write one, and nothing else is read."""

import json
import string
import time

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.evidence.entries.entry import LARGEST, LAST, Entry, entry_from
from tanba.kernel import Refused

SUBJECT = "00112233445566778899aabbccddeeff"
ENTRY = Entry(
    kind="work.deposit",
    subject=SUBJECT,
    seq=7,
    commits={"prompt": "ab" * 32, "author": "cd" * 32},
    clear={"note": "Қала, 3 ₸", "key": "example.kz/log"},
)
WRITTEN = (
    '{"clear":{"key":"example.kz/log","note":"Қала, 3 ₸"},"commits":{"author":"' + "cd" * 32 + '","prompt":"'
    + "ab" * 32 + '"},"kind":"work.deposit","seq":7,"subject":"00112233445566778899aabbccddeeff",'
    '"tanba":"entry/1"}'
).encode()  # fmt: skip

kinds = st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=8), min_size=1, max_size=4).map(
    ".".join
)
names = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
hexes = st.binary(min_size=32, max_size=32).map(bytes.hex)
shown = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=200)
entries = st.builds(
    Entry,
    kind=kinds,
    subject=st.binary(min_size=16, max_size=16).map(bytes.hex),
    seq=st.integers(1, LAST),
    commits=st.dictionaries(names, hexes, max_size=64),
    clear=st.dictionaries(names, shown, max_size=8),
)


def test_an_entry_is_written_as_the_specification_of_canonical_json_says():
    assert ENTRY.to_bytes() == WRITTEN
    assert rfc8785.dumps(json.loads(WRITTEN)) == WRITTEN
    assert entry_from(WRITTEN) == ENTRY


@settings(deadline=None)
@given(entries)
def test_what_is_written_is_read_again(entry):
    try:
        data = entry.to_bytes()
    except Refused:  # a letter that does not show: refused when written, and so never read
        assert entry.clear
        return
    assert entry_from(data) == entry
    assert len(data) <= LARGEST


@settings(deadline=None, max_examples=300)
@given(st.integers(0, len(WRITTEN) - 1), st.integers(0, 255))
def test_another_byte_anywhere_is_another_entry_or_none(place, byte):
    changed = bytearray(WRITTEN)
    changed[place] = byte
    try:
        read = entry_from(bytes(changed))
    except Refused:
        return
    assert read.to_bytes() == bytes(changed)
    assert (read == ENTRY) == (bytes(changed) == WRITTEN)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=300), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
).map(lambda thing: json.dumps(thing).encode("utf-8", "surrogatepass"))))  # fmt: skip
def test_anything_else_is_refused_in_our_words(data):
    with pytest.raises(Refused) as refused:
        entry_from(data)
    assert refused.value.code == "EV40"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"1" * 60_000,
        b"NaN",
        b" " + WRITTEN,
        WRITTEN + b"\n",
        WRITTEN.replace(b'"seq":7', b'"seq":7.0'),
        WRITTEN.replace(b'"seq":7', b'"seq":true'),
        WRITTEN.replace(b'"seq":7', b'"seq":1e0'),
        WRITTEN.replace(b'"seq":7', b'"seq":0'),
        WRITTEN.replace(b'"seq":7', b'"seq":9007199254740992'),
        WRITTEN.replace(b'"seq":7', b'"seq":' + b"9" * 5_000),
        WRITTEN.replace(b'"seq":7', b'"seq":7,"seq":7'),
        WRITTEN.replace(b'"seq":7', b'"seq":7,"more":1'),
        WRITTEN.replace(b"entry/1", b"entry/2"),
        WRITTEN.replace(b'"work.deposit"', b'"Work"'),
        WRITTEN.replace(b'"work.deposit"', b'"work."'),
        WRITTEN.replace(b'"work.deposit"', b'"work\\n"'),
        WRITTEN.replace(SUBJECT.encode(), b"Aigul".ljust(32, b"l")),
        WRITTEN.replace(b"00112233", b"0011223A"),
        WRITTEN.replace(b"cdcd", b"CDcd", 1),
        WRITTEN.replace(b'"author"', b'"Author"'),
        WRITTEN.replace(b"log", b"\\u006cog"),
        WRITTEN.replace("Қала".encode(), b"\\ud800"),
        WRITTEN.replace("Қала".encode(), "\u202eала".encode()),
        WRITTEN.replace("Қала".encode(), b"a\\u0000"),
        WRITTEN.replace("Қала, 3 ₸".encode(), b""),
        WRITTEN.replace("Қала".encode(), b"x" * 201),
    ],
)  # fmt: skip
def test_there_is_one_way_to_write_an_entry(data):
    started = time.process_time()
    with pytest.raises(Refused) as refused:
        entry_from(data)
    assert refused.value.code in ("EV40", "EV41")
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "letter", "\n\x1b\x7f\x85\xad\u200b\u200f\u2028\u202a\u2066\ufeff\ufffe\U000e0041"
)
def test_letters_that_do_not_show_are_not_said_in_the_clear(letter):
    with pytest.raises(Refused, match="EV41"):
        Entry(kind="work", subject=SUBJECT, seq=1, commits={}, clear={"a": f"x{letter}y"}).to_bytes()


def test_an_entry_has_a_bounded_size():
    def entry(fields: int) -> Entry:
        names = [f"f{n:063}" for n in range(fields)]
        commits, clear = dict.fromkeys(names, "00" * 32), dict.fromkeys(names, "\U00020000" * 200)
        return Entry(kind="w" * 64, subject=SUBJECT, seq=LAST, commits=commits, clear=clear)

    assert 64_000 < len(entry(64).to_bytes()) <= LARGEST
    assert entry_from(entry(64).to_bytes()) == entry(64)
    with pytest.raises(Refused, match="EV41"):
        entry(65).to_bytes()
    with pytest.raises(Refused, match="EV40"):
        entry_from(b" " * (LARGEST + 1))
