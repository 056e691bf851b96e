"""The keys of a log: the first one, and what entries that a good key signed say befell them since."""

from collections.abc import Sequence
from typing import Final

from tanba.evidence.entries.entry import entry_from
from tanba.evidence.entries.keyring import Keyring
from tanba.evidence.entries.lifecycle import Revocation, Rotation, read_event
from tanba.evidence.notes.note import VerifierKey
from tanba.kernel import Refused, value

_SIGN: Final = b'"kind":"key.'


@value
class KeyLine:
    """A key of a log: it signs from the size `since` on, and no longer from `until` on."""

    vkey: str
    since: int
    until: int | None = None


class LogKeys:
    """
    The keys of one log after some of its entries. It never changes.

    The log stores opaque bytes; it obeys those that `entries.lifecycle` writes, and of these only
    what the ring of keys lets count. `events` are these entries, with their indices.
    """

    def __init__(self, first: Sequence[VerifierKey], events: Sequence[tuple[int, bytes]] = ()) -> None:
        self.first, self.events = tuple(first), tuple(events)
        self.ring = Keyring(self.first, [(index, entry_from(data)) for index, data in events])
        """Which key may sign which checkpoint."""

    def after(self, entries: Sequence[bytes], start: int) -> "LogKeys":
        """Return the keys after more entries, the first of them at index `start`; mostly the same."""
        keys = self
        for index, data in enumerate(entries, start):
            if _SIGN in data and _event(data) is not None:
                more = LogKeys(self.first, (*keys.events, (index, data)))
                if not more.ring.ignored:
                    keys = more
        return keys

    @property
    def lines(self) -> tuple[KeyLine, ...]:
        """Every key, the first one first."""
        lines = {str(key): KeyLine(vkey=str(key), since=0) for key in self.first}
        for index, data in self.events:
            match _event(data):
                case Rotation(new=new):
                    lines[str(new)] = KeyLine(vkey=str(new), since=index + 1)
                case Revocation(key=key, from_size=size):
                    line = lines[str(key)]
                    until = size if line.until is None else min(size, line.until)
                    lines[line.vkey] = KeyLine(vkey=line.vkey, since=line.since, until=until)
        return tuple(lines.values())


def mentions_keys(bundle: bytes) -> bool:
    """Say whether a bundle may have an entry about a key: most have none, and are not looked at closer."""
    return _SIGN in bundle


def _event(data: bytes) -> Rotation | Revocation | None:
    try:
        return read_event(entry_from(data))
    except Refused:
        return None
