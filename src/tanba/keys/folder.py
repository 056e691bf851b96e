"""Files that are there whole or not at all, and that nobody else on the machine may read."""

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tanba.kernel import Fault, Faults, Place, Refused

PRIVATE: Final = 0o700
LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a file with keys or certificates; the C2PA trust list has 60,000."""


def default_folder(environment: Mapping[str, str]) -> Path:
    """Return where a person's keys live: TANBA_KEYS, else where the system keeps what programs keep."""
    if named := environment.get("TANBA_KEYS"):
        return Path(named)
    if os.name == "nt" and (local := environment.get("LOCALAPPDATA")):
        return Path(local, "tanba", "keys")
    data = environment.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):  # not to be followed then (XDG Base Directory Specification 0.8)
        data = os.path.join(environment.get("HOME") or Path.home(), ".local", "share")
    return Path(data, "tanba", "keys")


@contextmanager
def at(path: Path) -> Iterator[None]:
    """Say of what goes wrong inside that it is about `path`: raise Faults; KY18 is for the disk's."""
    try:
        yield
    except Refused as refused:
        raise refused.at(str(path)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Faults(
            [Fault(at=Place(file=str(path)), code="KY18", what=f"cannot be read or written: {why}")]
        ) from None


def made(folder: Path) -> None:
    """Make a folder that only its owner enters; one that is there already is left as it is."""
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    folder.mkdir(PRIVATE, parents=True, exist_ok=True)


def placed(folder: Path, files: Mapping[str, bytes]) -> None:
    """
    Make a new folder with these files in one step; its files have mode 0600.

    Raises
    ------
    FileExistsError
        When there is a folder of this name already.
    """
    made(folder.parent)
    with tempfile.TemporaryDirectory(
        prefix=".new-", dir=folder.parent, ignore_cleanup_errors=True
    ) as beside:
        inner = Path(beside, "key")
        inner.mkdir(PRIVATE)
        for name, content in files.items():
            _write(inner / name, content)
        _settle(inner)
        try:
            inner.rename(folder)  # onto a folder that is not empty: refused by the system
        except OSError as error:
            if folder.exists():
                raise FileExistsError(str(folder)) from None
            raise error
    _settle(folder.parent)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else changes this folder, and keep them out meanwhile, where the system can."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)


def written(path: Path, content: bytes) -> None:
    """Write one file in one step, mode 0600, over what was there."""
    handle, beside = tempfile.mkstemp(prefix=".new-", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        Path(beside).unlink(missing_ok=True)
    _settle(path.parent)


def added(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, mode 0600; raise FileExistsError when it is."""
    _write(path, content)
    _settle(path.parent)


def bounded(path: Path) -> bytes:
    """Return a file of at most `LARGEST` bytes; raise Refused (KY18) when it has more."""
    with path.open("rb") as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Refused("KY18", f"more than {LARGEST} bytes, so neither a key nor certificates")
    return content


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Make the names in a folder survive a loss of power, where the system knows how."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
