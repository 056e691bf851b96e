"""The end of a session's file, where lines are added and nothing else is ever done."""

import os
from contextlib import suppress
from pathlib import Path

from tanba.works.record.folder import opened, told


class Tail:
    """A session's file, open for adding whole lines; one that fails is closed for good."""

    def __init__(self, path: Path, torn: int = 0) -> None:
        self.path = path
        with told(path), opened(path):  # a plain file, or refused
            self._handle = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._size = os.fstat(self._handle).st_size - torn

    @property
    def closed(self) -> bool:
        """Whether lines can no longer be added."""
        return self._handle < 0

    def mend(self) -> None:
        """Cut off the half of a line at the end."""
        with told(self.path):
            os.ftruncate(self._handle, self._size)
            os.fsync(self._handle)

    def add(self, line: bytes) -> None:
        """Hand a line to the system whole; raises Faults (WK01) when it cannot take it, and closes."""
        try:
            with told(self.path):
                left = memoryview(line + b"\n")
                while left:
                    left = left[os.write(self._handle, left) :]
        except BaseException:
            # No half of a line stays if it can be helped; if not, resuming cuts it off.
            with suppress(OSError):
                os.ftruncate(self._handle, self._size)
            self.close()
            raise
        self._size += len(line) + 1

    def sync(self) -> None:
        """Bring all lines to the disk; raises Faults (WK01), after which nobody knows what is there."""
        try:
            with told(self.path):
                os.fsync(self._handle)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
