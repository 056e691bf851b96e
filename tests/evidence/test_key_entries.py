"""Keys come and go in the log itself; a stolen one that was revoked signs nothing any more."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.evidence.entries.entry import Entry, entry_from
from tanba.evidence.entries.keyring import Keyring
from tanba.evidence.entries.lifecycle import Revocation, Rotation, read_event, revocation, rotation
from tanba.evidence.notes.checkpoint import Checkpoint, SignedCheckpoint
from tanba.evidence.notes.note import ED25519, ML_DSA_44, VerifierKey, sign_note
from tanba.kernel import Refused

SUBJECT = "5e" * 16
ORIGIN = "example.kz/log"


def pair(seed: int, name: str = ORIGIN):
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    public = private.public_key().public_bytes_raw()
    return VerifierKey(name=name, kind=ED25519, public=public), private.sign


FIRST, SECOND, THIRD, THIEF = pair(1), pair(2), pair(3), pair(66)


def checkpoint(size: int, *pairs, origin: str = ORIGIN) -> SignedCheckpoint:
    head = Checkpoint(origin=origin, size=size, root=bytes([size % 256]) * 32)
    return SignedCheckpoint(head=head, note=sign_note(head.text, pairs))


def rotated(old, new) -> Entry:
    return rotation(SUBJECT, 1, old, new)


def revoked(key, reason, size, by) -> Entry:
    return revocation(SUBJECT, 1, key[0], reason, size, by)


def altered(entry: Entry, **clear: str) -> Entry:
    return Entry(kind=entry.kind, subject=SUBJECT, seq=1, commits={}, clear={**entry.clear, **clear})


def verdict(ring: Keyring, size: int, *pairs, anchored: bool = False) -> str:
    return ring.judge(checkpoint(size, *pairs), anchored=anchored).verdict


def test_what_is_written_of_keys_is_read_again():
    entry = entry_from(rotated(FIRST, SECOND).to_bytes())
    assert read_event(entry) == Rotation(old=FIRST[0], new=SECOND[0])
    entry = entry_from(revoked(FIRST, "compromised", 12, SECOND).to_bytes())
    assert read_event(entry) == Revocation(
        key=FIRST[0], reason="compromised", from_size=12, by=SECOND[0]
    )
    assert read_event(Entry(kind="work", subject=SUBJECT, seq=1, commits={})) is None


def test_the_signed_texts_can_be_made_by_anybody():
    entry = rotated(FIRST, SECOND)
    text = f"tanba-key-rotation-v1\n{FIRST[0]}\n{SECOND[0]}\n".encode()
    assert entry.clear["old_signature"] == b64encode(FIRST[1](text)).decode()
    assert entry.clear["new_signature"] == b64encode(SECOND[1](text)).decode()
    entry = revoked(FIRST, "lost", 900, SECOND)
    text = f"tanba-key-revocation-v1\n{FIRST[0]}\nlost\n900\n{SECOND[0]}\n".encode()
    assert entry.clear["signature"] == b64encode(SECOND[1](text)).decode()


def test_a_key_brought_in_signs_from_then_on_and_the_old_one_until_it_is_superseded():
    entries = [(10, rotated(FIRST, SECOND)), (20, revoked(FIRST, "superseded", 25, SECOND))]
    ring = Keyring([FIRST[0]], entries)
    assert ring.ignored == ()
    assert [verdict(ring, size, FIRST) for size in (0, 10, 24, 25, 99)] == ["good"] * 3 + [
        "revoked"
    ] * 2
    assert [verdict(ring, size, SECOND) for size in (10, 11, 99)] == ["not shown", "good", "good"]
    assert verdict(ring, 30, FIRST, SECOND) == "good"
    assert verdict(ring, 30, THIEF) == "not shown"
    assert ring.keys(5) == (FIRST[0],)
    assert ring.keys(15) == (FIRST[0], SECOND[0])
    assert ring.keys(30) == (SECOND[0],)


def test_a_stolen_key_signs_nothing_after_its_revocation_although_its_signature_verifies():
    ring = Keyring(
        [FIRST[0]], [(10, rotated(FIRST, SECOND)), (50, revoked(FIRST, "compromised", 40, SECOND))]
    )
    forged = checkpoint(60, FIRST)
    assert forged.note.signed_by(FIRST[0])
    for anchored in (False, True):
        standing = ring.judge(forged, anchored=anchored)
        assert (standing.verdict, standing.key) == ("revoked", FIRST[0])
        assert (standing.why, standing.about) == ("compromised", "40")
    assert verdict(ring, 40, FIRST) == "revoked"
    assert verdict(ring, 60, SECOND) == "good"


def test_what_stood_before_the_theft_stays_provable_if_others_saw_it():
    ring = Keyring(
        [FIRST[0]], [(10, rotated(FIRST, SECOND)), (50, revoked(FIRST, "compromised", 40, SECOND))]
    )
    assert verdict(ring, 30, FIRST, anchored=True) == "good"
    backdated = ring.judge(checkpoint(30, FIRST))
    assert backdated.verdict == "not shown"
    assert backdated.why == "unanchored"


@pytest.mark.parametrize("reason", ["lost", "compromised"])
def test_a_thief_brings_in_no_key_of_his_own(reason):
    ring = Keyring(
        [FIRST[0]],
        [
            (10, rotated(FIRST, SECOND)),
            (45, rotated(FIRST, THIEF)),
            (46, rotated(THIEF, THIRD)),
            (50, revoked(FIRST, reason, 40, SECOND)),
            (51, rotated(THIEF, pair(67))),
        ],
    )
    assert verdict(ring, 48, THIEF, anchored=True) == "revoked"
    assert verdict(ring, 60, THIEF) == "revoked"
    assert verdict(ring, 60, THIRD) == "revoked"
    assert verdict(ring, 60, SECOND) == "good"
    assert [one.index for one in ring.ignored] == [51]
    assert ring.keys(60) == (SECOND[0],)


def test_what_a_key_did_before_it_was_revoked_stays():
    entries = [
        (10, rotated(FIRST, SECOND)),
        (20, rotated(SECOND, THIRD)),
        (30, revoked(SECOND, "compromised", 25, THIRD)),
    ]
    ring = Keyring([FIRST[0]], entries)
    assert ring.keys(40) == (FIRST[0], THIRD[0])


def test_a_key_may_revoke_itself_and_then_says_no_more():
    ring = Keyring(
        [FIRST[0]],
        [
            (5, rotated(FIRST, SECOND)),
            (9, revoked(FIRST, "compromised", 10, FIRST)),
            (12, revoked(SECOND, "compromised", 0, FIRST)),
            (13, rotated(FIRST, THIRD)),
        ],
    )
    assert ring.keys(20) == (SECOND[0],)
    assert [one.index for one in ring.ignored] == [12, 13]


def test_a_revocation_can_become_worse_and_never_better():
    mild = (20, revoked(FIRST, "superseded", 25, SECOND))
    worse = (30, revoked(FIRST, "compromised", 28, SECOND))
    entries = [(10, rotated(FIRST, SECOND)), mild, worse, (31, revoked(FIRST, "lost", 26, SECOND))]
    ring = Keyring([FIRST[0]], entries)
    assert [one.index for one in ring.ignored] == [31]
    assert verdict(ring, 26, FIRST) == "revoked"
    assert verdict(ring, 24, FIRST) == "not shown"
    assert verdict(Keyring([FIRST[0]], entries[:2]), 24, FIRST) == "good"


def test_strangers_change_nothing_in_a_ring():
    ring = Keyring(
        [FIRST[0]],
        [
            (1, rotated(THIEF, SECOND)),
            (2, revoked(FIRST, "compromised", 0, THIEF)),
            (3, revoked(SECOND, "lost", 0, FIRST)),
            (4, rotated(FIRST, THIRD)),
            (5, rotated(FIRST, THIRD)),
            (6, Entry(kind="work.seal", subject=SUBJECT, seq=1, commits={})),
            (7, altered(rotated(FIRST, SECOND), new=str(THIEF[0]))),
        ],
    )
    assert ring.keys(50) == (FIRST[0], THIRD[0])
    assert [(one.index, one.why) for one in ring.ignored] == [
        (1, "stranger"),
        (2, "stranger"),
        (3, "stranger"),
        (5, "known"),
        (7, "unreadable"),
    ]
    assert Keyring([]).judge(checkpoint(3, FIRST)).verdict == "not shown"


def test_a_checkpoint_of_another_log_is_not_this_logs():
    ring = Keyring([FIRST[0]])
    assert ring.judge(checkpoint(3, FIRST, origin="example.kz/other")).verdict == "not shown"


TEXTS = st.one_of(st.text(max_size=90), st.sampled_from([str(p[0]) for p in (FIRST, SECOND, THIEF)]))


@settings(deadline=None)
@given(st.sampled_from([rotated(FIRST, SECOND), revoked(FIRST, "lost", 9, SECOND)]), st.data())
def test_no_part_of_an_entry_about_keys_can_be_changed(entry, data):
    name, other = data.draw(st.sampled_from(sorted(entry.clear))), data.draw(TEXTS)
    if other == entry.clear[name]:
        return
    with pytest.raises(Refused, match="EV43"):
        read_event(altered(entry, **{name: other}))


def test_an_entry_about_keys_says_nothing_else():
    entry = rotated(FIRST, SECOND)
    less = {name: text for name, text in entry.clear.items() if name != "new"}
    for other in (
        altered(entry, more="x"),
        Entry(kind=entry.kind, subject=SUBJECT, seq=1, commits={}, clear=less),
        Entry(kind=entry.kind, subject=SUBJECT, seq=1, commits={"a": "00" * 32}, clear=entry.clear),
        Entry(kind="key.revoke", subject=SUBJECT, seq=1, commits={}, clear=entry.clear),
    ):
        with pytest.raises(Refused, match="EV43"):
            read_event(other)


def test_what_cannot_be_said_of_keys_is_refused_before_it_is_logged():
    for make in (
        lambda: rotated(FIRST, FIRST),
        lambda: rotated(FIRST, pair(2, "example.kz/" + "x" * 160)),
        lambda: rotated(FIRST, (SECOND[0], THIEF[1])),
        lambda: rotated(
            (VerifierKey(name=ORIGIN, kind=ML_DSA_44, public=bytes(1312)), FIRST[1]), SECOND
        ),
        lambda: revoked(FIRST, "bored", 1, SECOND),
        lambda: revoked(FIRST, "lost", -1, SECOND),
        lambda: revoked(FIRST, "lost", 2**53, SECOND),
    ):
        with pytest.raises(Refused, match="EV43"):
            make()
