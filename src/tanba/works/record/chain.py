"""The chain of a record: the hash of each line, of which the next one carries the one before."""

from collections import deque
from typing import Final

from tanba.kernel import Refused

SEALED_WITHIN: Final = 65_536
"""A seal names a line at most so many lines before it."""


class Chain:
    """The hashes of the latest lines, heads of sessions among them."""

    __slots__ = ("_first", "_session", "digests", "lines")

    def __init__(self) -> None:
        self.digests: deque[str] = deque(maxlen=SEALED_WITHIN)
        """SHA-256 in hexadecimal, the newest last; whoever adds one adds to `lines` too."""
        self.lines = 0
        self._first: dict[int, int] = {}
        self._session = 0

    @property
    def last(self) -> str:
        """The hash of the last line; empty before the first."""
        return self.digests[-1] if self.digests else ""

    def begin(self, session: int, digest: str) -> None:
        """Add the first line of a session."""
        self._first[session], self._session = self.lines, session
        self.add(digest)

    def add(self, digest: str) -> None:
        """Add a line of the session that was begun last."""
        self.digests.append(digest)
        self.lines += 1

    def check(self, session: int, act: int, digest: str) -> None:
        """Compare what a seal names with the line; raises Refused (WK18) if it is not that line."""
        first = self._first.get(session)
        ends = self._first.get(session + 1, self.lines)
        if first is None or not 0 <= act < ends - first:
            raise Refused("WK18", f"no act {act:,} of session {session:,} stands before the seal")
        back = self.lines - first - act
        if back > len(self.digests):
            raise Refused("WK18", f"seals a line more than {SEALED_WITHIN:,} lines before it")
        if self.digests[-back] != digest:
            raise Refused("WK18", f"act {act:,} of session {session:,} is not the one that was sealed")
