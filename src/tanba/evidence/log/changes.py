"""What entries say about the log's own keys: the log stores opaque bytes, but it obeys these two kinds."""

from collections.abc import Sequence
from typing import Final

from tanba.evidence.entries.entry import entry_from
from tanba.evidence.log.database import KeyLine
from tanba.evidence.notes.note import ED25519, read_key
from tanba.kernel import Refused

ROTATE: Final = "key.rotate"
"""The key in `clear["vkey"]` signs for this log from the next size on."""
REVOKE: Final = "key.revoke"
"""The key in `clear["vkey"]` signs for this log no more."""

_SIGN: Final = b'"kind":"key.'


def key_changes(
    entries: Sequence[bytes], first: int, origin: str, keys: Sequence[KeyLine]
) -> tuple[KeyLine, ...]:
    """Return the lines of keys that entries from number `first` on add or end; mostly none."""
    now = {line.vkey: line for line in keys}
    before = dict(now)
    for number, data in enumerate(entries, first):
        if _SIGN in data:
            _follow(data, number, origin, now)
    return tuple(line for vkey, line in now.items() if before.get(vkey) != line)


def mentions_keys(bundle: bytes) -> bool:
    """Say whether a bundle may have an entry about a key: most have none, and are not looked at closer."""
    return _SIGN in bundle


def _follow(data: bytes, number: int, origin: str, keys: dict[str, KeyLine]) -> None:
    try:
        entry = entry_from(data)
        key = read_key(entry.clear.get("vkey", ""))
    except Refused:
        return
    vkey = str(key)
    if (key.name, key.kind, len(key.public)) != (origin, ED25519, 32):
        return  # a key of something else that this log bears witness of
    if entry.kind == ROTATE and vkey not in keys:
        keys[vkey] = KeyLine(vkey=vkey, since=number + 1)
    if entry.kind == REVOKE and vkey in keys and keys[vkey].until is None:
        keys[vkey] = KeyLine(vkey=vkey, since=keys[vkey].since, until=number + 1)
