"""One writer at a time: the lock on a log's folder, which the system lets go when its holder dies."""

import os
import platform
from pathlib import Path

from tanba.kernel import Faults, Refused


class WriterLock:
    """
    Holds a folder for as long as it is open.

    Raises
    ------
    Faults
        EV03 when somebody else holds it, with who they say they are; EV09 when it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / "lock"
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise unwritten(path, error) from error
        try:
            _lock(self._handle)
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"process {os.getpid()} on {platform.node()}\n".encode(), 0)
        except BlockingIOError:
            holder = os.pread(self._handle, 200, 0).decode(errors="replace").strip()
            os.close(self._handle)
            what = f"another writer has this log: {_shown(holder)}"
            raise Refused("EV03", what, "a log has one writer; ask it, or end it first").at(
                str(path)
            ) from None
        except OSError as error:
            os.close(self._handle)
            raise unwritten(path, error) from error

    def release(self) -> None:
        """Let the folder go; a second time does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def unwritten(path: Path, error: OSError) -> Faults:
    """Return the error that says why a file of a log could not be written."""
    why = (error.strerror or "no reason given").lower()
    return Refused("EV09", f"could not be written: {why}", "make room on the disk, then try again").at(
        str(path)
    )


def _lock(handle: int) -> None:
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:  # no such locks here; the database still lets one write at a time
        return
    flock(handle, LOCK_EX | LOCK_NB)


def _shown(text: str) -> str:
    return "".join(c for c in text if c.isprintable()) or "it has not said who it is"
