"""
What befalls keys, as entries of the log: one brings in the next, one is revoked.

    entry = rotation(subject, 1, (old, sign_old), (new, sign_new))
    entry = revocation(subject, 1, old, "superseded", from_size=1_000, by=(new, sign_new))

Each is signed over a text of its own, which is no checkpoint, so that neither can pass for the other:

    tanba-key-rotation-v1 LF old key LF new key LF                              by both
    tanba-key-revocation-v1 LF key LF reason LF size LF the key that says so LF   by that key

Keys are written as others configure them (C2SP signed-note), sizes in decimal digits.
"""

from base64 import b64decode, b64encode
from binascii import Error
from typing import Final, Literal, get_args

from tanba.evidence.entries.entry import LAST, LONGEST_TEXT, Entry
from tanba.evidence.notes.checkpoint import read_number
from tanba.evidence.notes.note import ED25519, Sign, VerifierKey, read_key, verifies
from tanba.kernel import Refused, value

ROTATE: Final = "key.rotate"
REVOKE: Final = "key.revoke"

Reason = Literal["superseded", "lost", "compromised"]
"""Another took its place and it was destroyed; nobody knows who has it; somebody else has it."""

REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
"""From the mildest to the worst."""


@value
class Rotation:
    """`old` brings in `new`; that both signed is checked."""

    old: VerifierKey
    new: VerifierKey


@value
class Revocation:
    """`key` signs no checkpoint of `from_size` entries or more; that `by` signed this is checked."""

    key: VerifierKey
    reason: Reason
    from_size: int
    by: VerifierKey


def rotation(
    subject: str, seq: int, old: tuple[VerifierKey, Sign], new: tuple[VerifierKey, Sign]
) -> Entry:
    """
    Return the entry by which a key brings in another; the old one signs on until it is revoked.

    Raises
    ------
    Refused
        EV43 when the two are one key, or one is no Ed25519 key, or has too long a name.
    """
    (old_key, sign_old), (new_key, sign_new) = old, new
    text = _rotation_text(_line(old_key), _line(new_key))
    if old_key == new_key:
        raise Refused("EV43", "a key cannot take its own place")
    clear = {
        "old": _line(old_key),
        "new": _line(new_key),
        "old_signature": b64encode(sign_old(text)).decode(),
        "new_signature": b64encode(sign_new(text)).decode(),
    }
    return _entry(ROTATE, subject, seq, clear)


def revocation(
    subject: str,
    seq: int,
    key: VerifierKey,
    reason: Reason,
    from_size: int,
    by: tuple[VerifierKey, Sign],
) -> Entry:
    """
    Return the entry by which a key is revoked: for checkpoints of `from_size` entries or more.

    The key itself may say so, or another that is good at that time. A size in the past says since when
    it was in other hands.

    Raises
    ------
    Refused
        EV43 for another reason, a size below 0, a key that is not Ed25519 or has too long a name.
    """
    by_key, sign = by
    if reason not in REASONS or not 0 <= from_size <= LAST:
        hint = "superseded, lost or compromised; from a size of 0 or more"
        raise Refused("EV43", "a revocation has a reason and a size", hint)
    text = _revocation_text(_line(key), reason, str(from_size), _line(by_key))
    clear = {
        "key": _line(key),
        "reason": reason,
        "from_size": str(from_size),
        "by": _line(by_key),
        "signature": b64encode(sign(text)).decode(),
    }
    return _entry(REVOKE, subject, seq, clear)


def read_event(entry: Entry) -> Rotation | Revocation | None:
    """
    Return what an entry says of keys, or None when its kind is another.

    Raises
    ------
    Refused
        EV43 when it is not written as above, or a signature in it does not verify.
    """
    match entry.kind:
        case "key.rotate":
            return _read_rotation(entry)
        case "key.revoke":
            return _read_revocation(entry)
        case _:
            return None


def _read_rotation(entry: Entry) -> Rotation:
    _expect(entry, "old", "new", "old_signature", "new_signature")
    old, new = _key(entry, "old"), _key(entry, "new")
    text = _rotation_text(str(old), str(new))
    _require_signed(entry, "old_signature", old, text)
    _require_signed(entry, "new_signature", new, text)
    if old == new:
        raise Refused("EV43", "a key that takes its own place")
    return Rotation(old=old, new=new)


def _read_revocation(entry: Entry) -> Revocation:
    _expect(entry, "key", "reason", "from_size", "by", "signature")
    key, by = _key(entry, "key"), _key(entry, "by")
    said, size = entry.clear["reason"], entry.clear["from_size"]
    _require_signed(entry, "signature", by, _revocation_text(str(key), said, size, str(by)))
    from_size = read_number(size)
    reason = next((one for one in REASONS if one == said), None)
    if reason is None or from_size is None or from_size > LAST:
        raise Refused("EV43", "a revocation without its reason or size")
    return Revocation(key=key, reason=reason, from_size=from_size, by=by)


def _rotation_text(old: str, new: str) -> bytes:
    return f"tanba-key-rotation-v1\n{old}\n{new}\n".encode()


def _revocation_text(key: str, reason: str, size: str, by: str) -> bytes:
    return f"tanba-key-revocation-v1\n{key}\n{reason}\n{size}\n{by}\n".encode()


def _entry(kind: str, subject: str, seq: int, clear: dict[str, str]) -> Entry:
    entry = Entry(kind=kind, subject=subject, seq=seq, commits={}, clear=clear)
    read_event(entry)  # a signer that is not the key's is found here, not in court
    entry.to_bytes()
    return entry


def _line(key: VerifierKey) -> str:
    line = str(key)
    if key.kind != ED25519 or len(line) > LONGEST_TEXT:
        hint = f"its line has up to {LONGEST_TEXT} letters"
        raise Refused("EV43", f"the key {key.name[:80]} is no Ed25519 key with a short name", hint)
    return line


def _expect(entry: Entry, *names: str) -> None:
    if entry.commits or entry.clear.keys() != set(names):
        raise Refused("EV43", f"an entry {entry.kind} has, in the clear, {', '.join(names)}")


def _key(entry: Entry, name: str) -> VerifierKey:
    try:
        key = read_key(entry.clear[name])
    except Refused:
        raise Refused("EV43", f"an entry {entry.kind} whose {name} is no key") from None
    if str(key) != entry.clear[name] or key.kind != ED25519:
        raise Refused("EV43", f"an entry {entry.kind} whose {name} is no Ed25519 key")
    return key


def _require_signed(entry: Entry, name: str, key: VerifierKey, text: bytes) -> None:
    spelled = entry.clear[name]
    try:
        signature = b64decode(spelled, validate=True)
    except (ValueError, Error):
        signature = b""
    if b64encode(signature).decode() != spelled or not verifies(key.public, signature, text):
        raise Refused("EV43", f"an entry {entry.kind} that {key.name} did not sign")
