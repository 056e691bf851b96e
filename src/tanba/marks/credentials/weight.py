"""
How heavy a manifest store is before anybody unpacks it.

The C2PA library bounds nesting, but not the work on plain bulk: a megabyte of CBOR costs it some
seconds and a third of a gigabyte, and so does a compressed manifest of two kilobytes. Pictures are cheap.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from tanba.marks.media import Container

HEAVY: Final = 2 * 1024 * 1024
"""Bytes of words, without pictures, that we let the library read in one store."""
UNPACKED: Final = 1
"""Megabytes that one compressed manifest may unpack to: a setting of the library."""

_STORE: Final = b"jumdc2pa"
_PICTURES: Final = frozenset({b"bidb", b"bfdb", b"jp2c", b"free", b"c2sh"})
_PIECE: Final = 4 * 1024 * 1024
_DEEPEST: Final = 32
_LONGEST: Final = 64 * 1024 * 1024


def weigh(store: bytes) -> int:
    """Return the bytes of words in a manifest store, and what its compressed parts may come to."""
    weight = 0
    waiting = [(0, len(store), 0)]
    while waiting:
        at, end, depth = waiting.pop()
        while at + 8 <= end:
            size, kind = int.from_bytes(store[at : at + 4], "big"), store[at + 4 : at + 8]
            head = 8
            if size == 1:
                size, head = int.from_bytes(store[at + 8 : at + 16], "big"), 16
            if size < head or at + size > end:
                size = end - at
            if kind == b"jumb" and depth < _DEEPEST:
                waiting.append((at + head, at + size, depth + 1))
            elif kind == b"brob":
                weight += UNPACKED * 1024 * 1024
            elif kind not in _PICTURES:
                weight += size
            at += size
    return weight


def weigh_inside(source: BinaryIO, kind: Container) -> int:
    """
    Return the weight of the heaviest store among those that stand as they are in a file.

    A document may have many, those of its pictures, of which the library reads none.

    One that its container compresses or cuts up (GIF, SVG, some PDFs) is not seen: a process that reads
    files of strangers should have a limit of memory all the same.
    """
    if kind.name == "jpeg":
        return weigh(segments(source))
    heaviest = 0
    for at, size in _stores(source):
        if size > HEAVY or _packs(source, at, size):
            source.seek(at)
            size = weigh(source.read(min(size, _LONGEST)))
        heaviest = max(heaviest, size)
    return heaviest


def _packs(source: BinaryIO, at: int, size: int) -> bool:
    source.seek(at)
    return b"brob" in source.read(size)


def _stores(source: BinaryIO) -> Iterator[tuple[int, int]]:
    """Give the start and length of everything that looks like the beginning of a manifest store."""
    source.seek(0)
    here, before = 0, b""
    found: list[tuple[int, int]] = []
    while piece := source.read(_PIECE):
        window = before + piece
        start = here - len(before)
        at = window.find(_STORE, 13 if before else 0)
        while at >= 0:
            if at >= 12 and window[at - 8 : at - 4] == b"jumb":
                found.append((start + at - 12, int.from_bytes(window[at - 12 : at - 8], "big")))
            at = window.find(_STORE, at + 1)
        here += len(piece)
        before = window[-(12 + len(_STORE)) :]
    yield from found


def segments(source: BinaryIO) -> bytes:
    """Return what the APP11 segments of a JPEG hold together (ISO/IEC 18477-3, B.2)."""
    source.seek(2)
    parts: list[bytes] = []
    seen: set[bytes] = set()
    while len(head := source.read(4)) == 4 and head[0] == 0xFF and head[1] != 0xDA:
        body = source.read(int.from_bytes(head[2:], "big") - 2 if head[2:] > b"\x00\x02" else 0)
        if head[1] == 0xEB and body[:2] == b"JP":
            parts.append(body[16:] if body[2:4] in seen else body[8:])
            seen.add(body[2:4])
    return b"".join(parts)
