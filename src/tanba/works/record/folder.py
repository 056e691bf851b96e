"""The files of a work's folder: plain ones only, written whole, by one writer at a time."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from tanba.kernel import Fault, Faults, Place, Refused

PRIVATE: Final = 0o700
CARD: Final = "work.json"
SESSIONS: Final = "sessions"
BLOBS: Final = "blobs"
LOCK: Final = "lock"
BESIDE: Final = ".new-"
"""How a file is called until it is whole; one that a crash left is nobody's and is never read."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Say of what goes wrong inside that it is about `path`: raise Faults; WK01 is for the disk's."""
    try:
        yield
    except Refused as refused:
        raise refused.at(str(path)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        what = f"cannot be read or written: {why}"
        raise Faults([Fault(at=Place(file=str(path)), code="WK01", what=what)]) from None


def opened(path: Path) -> BinaryIO:
    """Open a plain file for reading; a link, a device or a pipe is refused (WK01), never waited for."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused("WK01", "not a plain file")
    return os.fdopen(handle, "rb")


def bounded(path: Path, at_most: int) -> bytes:
    """Return the bytes of a plain file; raises Refused (WK12) when there are more than `at_most`."""
    with opened(path) as file:
        content = file.read(at_most + 1)
    if len(content) > at_most:
        raise Refused("WK12", f"more than {at_most:,} bytes")
    return content


def written(path: Path, content: bytes) -> None:
    """Write a file in one step, over what was there; after this it survives a loss of power."""
    path.parent.mkdir(PRIVATE, parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=BESIDE, dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(folder: Path) -> None:
    """Make the names in a folder survive a loss of power, where the system knows how."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def locked(folder: Path) -> int:
    """
    Keep every other recorder out until the returned handle is closed, or the program ends in any way.

    Raises
    ------
    Refused
        WK03 when another one is recording.
    """
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        import fcntl
    except ImportError:  # a system without them: its own sharing rules must do
        return handle
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Refused(
            "WK03", "this work is being recorded already", "stop the other recorder first"
        ) from None
    return handle


def swept(folder: Path) -> None:
    """Remove what a crash left half-written; only for who holds the lock."""
    for beside in [*folder.glob(f"{SESSIONS}/{BESIDE}*"), *folder.glob(f"{BLOBS}/*/{BESIDE}*")]:
        beside.unlink(missing_ok=True)
