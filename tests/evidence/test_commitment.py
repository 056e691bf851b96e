"""Commitments: their bytes, as somebody else would compute them, and what guessing comes to."""

import hashlib
import json
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.evidence.entries.commitment import (
    LARGEST_PAYLOAD,
    Opening,
    commitment,
    composed,
    opening_from,
    opens,
)
from tanba.kernel import Refused

SUBJECT = "00112233445566778899aabbccddeeff"
SALT = bytes(range(32))

VECTORS = [
    ("work.deposit", "prompt", "Қала таңда".encode(), SALT,
     "0ad18a32993d782051aa52ec0c9591e2c22db69dbc55ad04cba2222e624e7ac2"),
    ("assessment", "card", b"", SALT,
     "b67cc77fa378024769761b42d878955d367f520cb68c52bf39003489e00accb4"),
    ("measure", "result", bytes(1000), bytes(32),
     "3f31178a0c35a70f9861e316dedc42f5156cedb3d142abc2123108cb2da4006a"),
]  # fmt: skip


def by_hand(kind: str, field: str, payload: bytes, salt: bytes) -> bytes:
    """What anybody can write from the description, in any language."""
    message = b"tanba-commit-v1\0"
    for part in (kind.encode("utf-8"), field.encode("utf-8"), payload):
        message += len(part).to_bytes(8, "big") + part
    return hashlib.sha256(message + salt).digest()


@pytest.mark.parametrize(("kind", "field", "payload", "salt", "expected"), VECTORS)
def test_the_vectors(kind, field, payload, salt, expected):
    assert commitment(kind, field, payload, salt).hex() == expected
    assert by_hand(kind, field, payload, salt).hex() == expected


parts = st.tuples(st.text("ab.", max_size=4), st.text("ab.", max_size=4), st.binary(max_size=40))


@settings(deadline=None)
@given(parts, parts, st.binary(min_size=32, max_size=32))
def test_two_different_things_never_share_a_commitment(one, other, salt):
    assert commitment(*one, salt) == by_hand(*one, salt)
    assert (commitment(*one, salt) == commitment(*other, salt)) == (one == other)


def test_moving_a_border_between_the_parts_changes_everything():
    borders = [("ab", "c", b"d"), ("a", "bc", b"d"), ("a", "b", b"cd")]
    assert len({commitment(*parts, SALT) for parts in borders}) == 3


@settings(deadline=None)
@given(st.dictionaries(st.text("abc", min_size=1, max_size=8), st.binary(max_size=60), min_size=1))
def test_each_field_opens_alone(fields):
    entry, openings = composed("work.seal", SUBJECT, 1, fields)
    assert {one.field: one.payload for one in openings} == fields
    assert len({one.salt for one in openings}) == len(fields)
    assert all(opens(entry, one) for one in openings)
    assert all(opens(entry, opening_from(json.loads(json.dumps(one.to_json())))) for one in openings)


def test_what_is_not_what_was_promised_opens_nothing():
    entry, (opening,) = composed("work.deposit", SUBJECT, 1, {"prompt": b"at dawn"})
    said = {
        "kind": opening.kind,
        "field": opening.field,
        "payload": opening.payload,
        "salt": opening.salt,
    }
    for part, other in [
        ("kind", "work.seal"),
        ("field", "answer"),
        ("payload", b"at dusk"),
        ("payload", b""),
        ("salt", bytes(32)),
        ("salt", opening.salt[:-1]),
        ("payload", bytes(LARGEST_PAYLOAD + 1)),
    ]:
        assert not opens(entry, Opening(**said | {part: other}))
    twin, _ = composed("work.deposit", SUBJECT, 1, {"prompt": b"at dawn"})
    assert twin.commits != entry.commits
    assert not opens(twin, opening)


def test_a_prompt_from_a_list_of_a_million_is_found_with_the_salt_only():
    started = time.process_time()
    scenes = [
        f"{who} {what} in scene {where} at hour {when}".encode()
        for who in ("rider", "eagle", "child", "dancer", "wolf", "smith", "cook", "poet", "fox", "star")
        for what in (
            "sings",
            "runs",
            "waits",
            "falls",
            "dreams",
            "draws",
            "hides",
            "turns",
            "calls",
            "is",
        )
        for where in range(100)
        for when in range(100)
    ]
    assert len(set(scenes)) == 1_000_000
    secret = scenes[765_432]
    entry, (opening,) = composed("work.deposit", SUBJECT, 1, {"prompt": secret})
    target = bytes.fromhex(entry.commits["prompt"])
    head = b"tanba-commit-v1\0" + b"".join(
        len(part).to_bytes(8, "big") + part for part in (b"work.deposit", b"prompt")
    )

    def found(salt: bytes) -> list[bytes]:
        hashed, sha = head, hashlib.sha256
        return [
            s for s in scenes if sha(hashed + len(s).to_bytes(8, "big") + s + salt).digest() == target
        ]

    assert found(opening.salt) == [secret]
    assert found(os.urandom(32)) == []
    assert not any(hashlib.sha256(s).digest() == target for s in scenes[765_000:766_000])
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "said",
    [
        None,
        [],
        {},
        {"kind": "work", "field": "a", "payload": "", "salt": ""},
        {"kind": "work", "field": "a", "payload": "AA=", "salt": "A" * 43 + "="},
        {"kind": "work", "field": "a", "payload": "AB==", "salt": "A" * 43 + "="},
        {"kind": "work", "field": "a", "payload": "ä", "salt": "A" * 43 + "="},
        {"kind": "work", "field": "a", "payload": 1, "salt": "A" * 43 + "="},
        {"kind": "work", "field": "a", "payload": "", "salt": "A" * 90},
        {"kind": "work", "field": "a", "payload": "A" * (LARGEST_PAYLOAD * 2), "salt": "A" * 43 + "="},
        {"kind": "Work", "field": "a", "payload": "", "salt": "A" * 43 + "="},
        {"kind": "work", "field": 7, "payload": "", "salt": "A" * 43 + "="},
        {"kind": "work", "field": "a", "payload": "", "salt": "A" * 43 + "=", "more": ""},
    ],
)
def test_an_opening_that_is_none_is_refused(said):
    with pytest.raises(Refused) as refused:
        opening_from(said)
    assert refused.value.code in ("EV41", "EV42")


def test_a_payload_that_is_too_large_is_refused_with_what_to_do():
    with pytest.raises(Refused, match="EV42") as refused:
        composed("work.seal", SUBJECT, 1, {"picture": bytes(LARGEST_PAYLOAD + 1)})
    assert "SHA-256" in refused.value.hint
    with pytest.raises(Refused, match="EV42"):
        commitment("work", "a", b"", b"short")
