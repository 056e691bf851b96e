"""
A zip with one way to be written (APPNOTE 6.3.10): nothing packed, nothing dated, nothing beside the files.

So every byte of it is checked when it is read, and nothing hostile fits in: no packed part that unfolds
without end, no link, no secret part, no second part of one name, no name that climbs out of its folder.
Anybody's `unzip` opens it.
"""

import re
from collections.abc import Mapping
from struct import Struct, error
from typing import Final
from zlib import crc32

from tanba.kernel import Refused

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a bundle; it is held in memory."""
MOST: Final = 20_000
"""Files in a bundle."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:[./][A-Za-z0-9_-]+)*")
LONGEST_NAME: Final = 160

_LOCAL: Final = Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = Struct("<4sHHHHIIH")
_VERSION: Final = 20
_MADE_BY_UNIX: Final = 3 << 8 | _VERSION
_DAY: Final = 0x21
"""1 January 1980, the first day there is: the same files are the same bytes."""
_PLAIN_FILE: Final = 0o100644 << 16
_ENCRYPTED: Final = 0x1


def safe(name: str) -> bool:
    """Say whether a file of a bundle may have this name: plain letters, and folders inside it only."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def packed(files: Mapping[str, bytes]) -> bytes:
    """
    Return the zip of these files, in their order: the same files give the same bytes.

    Raises Refused (EV66) when there are too many, too large ones, or a name that is not `safe`.
    """
    total = sum(_LOCAL.size + _CENTRAL.size + 2 * len(name) + len(x) for name, x in files.items())
    if len(files) > MOST or total + _END.size > LARGEST:
        raise Refused(
            "EV66",
            f"too much for one bundle: {len(files)} files of {total} bytes",
            f"at most {MOST} files and {LARGEST} bytes; write several bundles",
        )
    parts, directory, at = [], [], 0
    for name, content in files.items():
        if not safe(name):
            raise Refused("EV66", f"no name for a file of a bundle: {name[:80]!r}")
        sizes = (crc32(content), len(content), len(content))
        parts += [_local(name, *sizes), content]
        directory.append(_central(name, *sizes, at))
        at += len(parts[-2]) + len(content)
    listing = b"".join(directory)
    return b"".join((*parts, listing, _ending(len(files), len(listing), at)))


def unpacked(data: bytes) -> dict[str, memoryview]:
    """
    Return the files of a bundle, in their order, without a copy of their bytes.

    Raises Refused (EV65) for whatever `packed` would not have written so.
    """
    if len(data) > LARGEST:
        raise Refused("EV65", f"a bundle of more than {LARGEST} bytes")
    view, at = memoryview(data), 0
    files: dict[str, memoryview] = {}
    directory = []
    while data[at : at + 4] == b"PK\x03\x04":
        name, start, end = _part(data, at)
        if name in files:
            raise Refused("EV65", f"two files of one name: {name}")
        if len(files) == MOST:
            raise Refused("EV65", f"more than {MOST} files")
        content = view[start:end]
        sizes = (crc32(content), len(content), len(content))
        if data[at:start] != _local(name, *sizes):
            raise Refused("EV65", f"damaged, or not written as a bundle is: {name}")
        files[name] = content
        directory.append(_central(name, *sizes, at))
        at = end
    listing = b"".join(directory)
    if data[at:] != listing + _ending(len(files), len(listing), at):
        raise Refused(
            "EV65", "truncated, or not written as a bundle is", "get it anew from whoever sent it"
        )
    return files


def _part(data: bytes, at: int) -> tuple[str, int, int]:
    """Return the name of the part that begins here, and where its content begins and ends."""
    try:
        _, _, flags, method, _, _, _, size, _, length, _ = _LOCAL.unpack_from(data, at)
    except error:
        raise Refused("EV65", "truncated") from None
    start = at + _LOCAL.size + length
    name = data[at + _LOCAL.size : start].decode("ascii", "replace")
    if not safe(name):
        raise Refused("EV65", f"a name that no file of a bundle has: {name[:80]!r}")
    if flags & _ENCRYPTED:
        raise Refused("EV65", f"a part under a password: {name}")
    if method:
        raise Refused("EV65", f"a packed part: {name}", "a bundle holds its files as they are")
    if start + size > len(data):
        raise Refused("EV65", f"truncated inside {name}")
    return name, start, start + size


def _local(name: str, crc: int, packed_size: int, size: int) -> bytes:
    head = (b"PK\x03\x04", _VERSION, 0, 0, 0, _DAY, crc, packed_size, size, len(name), 0)
    return _LOCAL.pack(*head) + name.encode("ascii")


def _central(name: str, crc: int, packed_size: int, size: int, at: int) -> bytes:
    head = (
        b"PK\x01\x02", _MADE_BY_UNIX, _VERSION, 0, 0, 0, _DAY, crc, packed_size, size,
        len(name), 0, 0, 0, 0, _PLAIN_FILE, at,
    )  # fmt: skip
    return _CENTRAL.pack(*head) + name.encode("ascii")


def _ending(count: int, size: int, at: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, size, at, 0)
