"""The keys of a log as a reader knows them: one that was named, and those before and after it."""

from collections.abc import Mapping
from typing import Final, Self

from tanba.evidence import Entry, Keyring, SignedCheckpoint, VerifierKey, entry_from, read_key
from tanba.flow.archive import Archive
from tanba.kernel import Refused

EVENTS: Final = ("key.rotate", "key.revoke")
_ABOUT: Final = b'"kind":"key.'


class KnownKeys:
    """
    Which key of a log may have signed a checkpoint.

    Keys that followed each other are found by the entries that both of them signed, so that seals of
    years ago hold for a reader who knows only the key of today.
    """

    def __init__(self, named: VerifierKey, entries: Mapping[int, bytes]) -> None:
        events = [(at, entry) for at, data in sorted(entries.items()) if (entry := _event(data))]
        before = {entry.clear.get("new"): entry.clear.get("old", "") for _, entry in events}
        first = named
        for _ in before:
            if str(first) in before:
                first = _key(before[str(first)]) or first
        ring = Keyring([first], events)
        # Whoever makes up a way to the named key cannot sign with it: then nothing of that way counts.
        known = ring.standing(named, 0).why != "stranger"
        self._ring = ring if known else Keyring([named], events)
        self._named = named

    @classmethod
    def of(cls, archive: Archive) -> Self:
        """Return the keys of a log that is at hand."""
        first = read_key(archive.log.keys[0].vkey)
        indexes = (one.index for kind in EVENTS for one in archive.listed(kind))
        return cls(first, {index: archive.log.entry(index) for index in indexes})

    def signer(self, checkpoint: SignedCheckpoint, *, anchored: bool) -> VerifierKey | None:
        """Return the key that may have signed a checkpoint; None when it may not count."""
        found = self._ring.judge(checkpoint, anchored=anchored)
        if found.key is None:
            return self._named  # of a kind that the ring does not know, or nobody's: the proof tells
        return found.key if found.verdict == "good" else None


def _event(data: bytes) -> Entry | None:
    try:
        entry = entry_from(data) if _ABOUT in data else None
    except Refused:
        return None
    return entry if entry is not None and entry.kind in EVENTS else None


def _key(line: str) -> VerifierKey | None:
    try:
        return read_key(line)
    except Refused:
        return None
