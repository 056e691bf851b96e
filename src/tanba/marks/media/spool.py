"""Streams between layers: in memory while small, in a file when large, never more than asked."""

import shutil
import tempfile
from hashlib import file_digest, sha256
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from tanba.kernel import Refused

ON_DISK_FROM: Final = 64 * 1024 * 1024
"""Bytes from which a layer's result goes through a file instead of memory."""

WHOLE_AT_MOST: Final = 1024 * 1024 * 1024
"""Bytes that a carrier which needs the whole file at once may take."""


def spool(size: int, near: Path | None = None) -> BinaryIO:
    """Return an empty stream to write and read again, for about `size` bytes, kept beside `near` when large."""
    if size < ON_DISK_FROM:
        return BytesIO()
    return cast(BinaryIO, tempfile.TemporaryFile(dir=near))


def taken(file: BinaryIO) -> BinaryIO:
    """Return what to work on in the place of an open file: its bytes while it is small, else itself."""
    return BytesIO(file.read()) if size_of(file) < ON_DISK_FROM else file


def size_of(source: BinaryIO) -> int:
    """Return the length of a seekable stream in bytes; its position is kept."""
    if isinstance(source, BytesIO):
        return source.getbuffer().nbytes
    here = source.tell()
    end = source.seek(0, SEEK_END)
    source.seek(here)
    return end


def whole(source: BinaryIO, at_most: int = WHOLE_AT_MOST) -> bytes:
    """
    Return all of a stream, read from its start.

    Raises
    ------
    Refused
        MK03 when it is longer than `at_most` bytes.
    """
    if isinstance(source, BytesIO):
        data = source.getvalue()
        if len(data) <= at_most:
            return data
    source.seek(0)
    data = source.read(at_most + 1)
    if len(data) > at_most:
        raise Refused(
            "MK03", f"larger than {at_most} bytes, which is as much as we read of this kind of file"
        )
    return data


def copied(source: BinaryIO, target: BinaryIO) -> None:
    """Copy a stream from its start, in pieces."""
    source.seek(0)
    shutil.copyfileobj(source, target, 1024 * 1024)


def digest_of(source: BinaryIO) -> str:
    """Return the SHA-256 of a stream from its start, in hexadecimal."""
    if isinstance(source, BytesIO):
        return sha256(source.getbuffer()).hexdigest()
    source.seek(0)
    return file_digest(cast(Any, source), "sha256").hexdigest()
