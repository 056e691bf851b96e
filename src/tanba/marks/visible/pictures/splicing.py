"""What a file says beside its pixels, carried over as bytes: JPEG segments, PNG chunks, JXL boxes."""

import struct
import zlib
from collections.abc import Iterator
from itertools import takewhile
from typing import Final

from tanba.kernel import Refused

MOST: Final = 100_000
"""Chunks, segments or boxes of one file."""

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
JXL_SIGNATURE: Final = b"\0\0\0\x0cJXL \r\n\x87\n"


def jpeg_with(encoded: bytes, original: bytes) -> bytes:
    """
    Return new pixels with every application segment and comment of the original (ITU-T T.81, B.2.4).

    Who owns what: the colour transform (Adobe, APP14) is that of the new pixels; JFIF (APP0) is the
    original's; pictures chained behind the first (MPF, CIPA DC-007) are gone, and so is their index.
    """
    ours = list(_segments(encoded))
    theirs = [raw for code, raw in _segments(original) if _is_said(code)]
    theirs = [raw for raw in theirs if not raw.startswith(b"MPF\0", 4)]
    jfif = [raw for raw in theirs if raw[1] == 0xE0]
    said = [raw for raw in theirs if raw[1] not in (0xE0, 0xEE)]
    if not jfif:
        jfif = [raw for code, raw in ours if code == 0xE0]
    adobe = [raw for code, raw in ours if code == 0xEE]
    start = 2 + sum(len(raw) for _, raw in takewhile(lambda part: _is_said(part[0]), ours))
    return b"".join((b"\xff\xd8", *jfif, *said, *adobe, encoded[start:]))


def _is_said(code: int) -> bool:
    return 0xE0 <= code <= 0xEF or code == 0xFE


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the marker and the bytes of every segment before the scan."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        code = data[at + 1]
        if code == 0xFF:  # a fill byte
            at += 1
            continue
        if code == 0xDA:
            return
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        if size < 2 or at + 2 + size > len(data):
            raise Refused("MK66", "a damaged picture: a segment is longer than the file")
        yield code, data[at : at + 2 + size]
        at += 2 + size


_MODE_BOUND: Final = {b"sBIT", b"bKGD", b"hIST", b"sPLT"}
_PIXELS: Final = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"}


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give type and content of each PNG chunk (PNG third edition, 5.3); checksums are not judged."""
    at, seen = len(PNG_SIGNATURE), 0
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if at + 12 + size > len(data) or (seen := seen + 1) > MOST:
            raise Refused("MK66", "a damaged or truncated picture: a chunk is longer than the file")
        yield name, data[at + 8 : at + 8 + size]
        if name == b"IEND":
            return
        at += 12 + size


def chunk(name: bytes, content: bytes) -> bytes:
    """Return one PNG chunk."""
    check = zlib.crc32(content, zlib.crc32(name))
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png_with(pixels: list[tuple[bytes, bytes]], original: bytes) -> bytes:
    """
    Return a PNG of new pixel chunks, IHDR first, with every other chunk of the original in its place.

    Chunks that speak in terms of the old kind of pixels go where that kind has changed.
    """
    theirs = list(chunks(original))
    if not theirs or theirs[0][0] != b"IHDR" or len(theirs[0][1]) != 13:
        raise Refused("MK66", "a damaged picture: it does not begin with IHDR")
    gone = _PIXELS | (_MODE_BOUND if theirs[0][1][8:10] != pixels[0][1][8:10] else set())
    names = [name for name, _ in theirs]
    first = names.index(b"IDAT") if b"IDAT" in names else len(names)
    palette = names.index(b"PLTE") if b"PLTE" in names else first
    parts = [PNG_SIGNATURE, chunk(*pixels[0])]
    parts += [chunk(*part) for part in theirs[:palette] if part[0] not in gone]
    parts += [chunk(*part) for part in pixels[1:] if part[0] in (b"PLTE", b"tRNS")]
    parts += [chunk(*part) for part in theirs[palette:first] if part[0] not in gone]
    parts += [chunk(*part) for part in pixels[1:] if part[0] not in (b"PLTE", b"tRNS", b"IEND")]
    parts += [chunk(*part) for part in theirs[first:] if part[0] not in gone]
    return b"".join((*parts, chunk(b"IEND", b"")))


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Give type, content and whole bytes of each top-level box (ISO/IEC 18181-2, 9.1)."""
    at, seen = 0, 0
    while at + 8 <= len(data):
        size, head = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head or at + size > len(data) or (seen := seen + 1) > MOST:
            raise Refused("MK66", "a damaged or truncated picture: a box is longer than the file")
        yield data[at + 4 : at + 8], data[at + head : at + size], data[at : at + size]
        at += size


def jxl_with(encoded: bytes, original: bytes) -> bytes:
    """Return a JPEG XL of new pixels with the original's Exif, XMP and JUMBF boxes, packed or not."""
    said = []
    if original.startswith(JXL_SIGNATURE):
        for name, content, _ in boxes(original):
            inner = content[:4] if name == b"brob" else name
            if inner in (b"Exif", b"xml ", b"jumb"):
                said.append(struct.pack(">I4s", 8 + len(content), name) + content)
    if not said:
        return encoded
    if encoded.startswith(JXL_SIGNATURE):
        ours = (b"Exif", b"xml ", b"jumb", b"brob")
        kept = [raw for name, _, raw in boxes(encoded) if name not in ours]
        return b"".join((*kept[:2], *said, *kept[2:]))
    head = JXL_SIGNATURE + b"\0\0\0\x14ftypjxl \0\0\0\0jxl "
    return b"".join((head, *said, struct.pack(">I4s", 8 + len(encoded), b"jxlc"), encoded))
