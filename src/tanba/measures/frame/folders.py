"""The files of a folder in order, without following links, opening devices or walking in circles."""

import os
import stat
from collections.abc import Iterator
from hashlib import new
from heapq import nsmallest
from pathlib import Path
from typing import Final, Literal

from tanba.kernel import Refused, value

PIECE: Final = 1 << 20
"""Bytes read at a time."""

Why = Literal["link", "device", "unreadable", "too many"]


@value
class File:
    """A regular file: its place, its name from the folder on with slashes, its size in bytes."""

    path: Path
    name: str
    size: int


@value
class Left:
    """Something in a folder that is not read, and why not."""

    name: str
    why: Why


@value
class Walk:
    """What lies in a folder: files by name, what was left, and how many more were not even looked at."""

    files: tuple[File, ...]
    left: tuple[Left, ...]


def walk(folder: Path, most: int) -> Walk:
    """
    Return the files of a folder by name, `most` at the most; beyond, one `too many` is left.

    Links are never followed, so no walk goes in circles or leaves the folder. Raises Refused ML01 when
    `folder` is no folder that can be listed.
    """
    try:
        with os.scandir(folder):
            pass
    except OSError as error:
        hint = "name a folder of files"
        raise Refused(
            "ML01", f"{folder.name!r} cannot be listed: {error.strerror or 'an error'}", hint
        ) from None
    files: list[File] = []
    left: list[Left] = []
    for one in _found(folder, most):
        if isinstance(one, Left):
            left.append(one)
        elif len(files) < most:
            files.append(one)
        else:
            left.append(Left(name=one.name, why="too many"))
            break
    return Walk(files=tuple(sorted(files, key=lambda one: one.name)), left=tuple(left))


def pieces(path: Path) -> Iterator[bytes]:
    """
    Yield the bytes of a regular file, a piece at a time.

    Raises Refused ML02 when it cannot be read. It is opened without waiting and without following a link, for
    it may have become a pipe or a link since it was listed.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except (OSError, ValueError):
        raise _unread(path) from None
    with os.fdopen(handle, "rb", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _unread(path)
        while True:
            try:
                piece = file.read(PIECE)
            except OSError:
                raise _unread(path) from None
            if not piece:
                return
            yield piece


def hashed(path: Path, algorithm: str) -> str:
    """Return the hash of a file in hexadecimal; raises Refused ML02 when it cannot be read."""
    state = new(algorithm, usedforsecurity=False)
    for piece in pieces(path):
        state.update(piece)
    return state.hexdigest()


def head(path: Path, most: int) -> bytes:
    """Return the first `most` bytes of a file; raises Refused ML02 when it cannot be read."""
    found = b""
    for piece in pieces(path):
        found += piece
        if len(found) >= most:
            break
    return found[:most]


def _found(folder: Path, most: int) -> Iterator[File | Left]:
    waiting: list[tuple[Path, str]] = [(folder, "")]
    while waiting:
        at, name = waiting.pop()
        try:
            with os.scandir(at) as listed:
                # Of a folder of millions only as many as can be used are held, and always the same ones.
                entries = nsmallest(most + 1, listed, key=lambda entry: entry.name)
        except OSError:
            yield Left(name=_plain(name), why="unreadable")
            continue
        below: list[tuple[Path, str]] = []
        for entry in entries:
            called = f"{name}/{entry.name}" if name else entry.name
            try:
                status = entry.stat(follow_symlinks=False)
            except OSError:
                yield Left(name=_plain(called), why="unreadable")
                continue
            if stat.S_ISLNK(status.st_mode):
                yield Left(name=_plain(called), why="link")
            elif stat.S_ISDIR(status.st_mode):
                below.append((Path(entry.path), called))
            elif stat.S_ISREG(status.st_mode):
                yield File(path=Path(entry.path), name=_plain(called), size=status.st_size)
            else:
                yield Left(name=_plain(called), why="device")
        waiting += reversed(below)


def _plain(name: str) -> str:
    """Return a name that can be written anywhere: bytes that are no text become question marks."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _unread(path: Path) -> Refused:
    return Refused(
        "ML02",
        f"{_plain(path.name)!r} cannot be read",
        "give the right to read it, or take it out of the folder",
    )
