"""
Boxes on the top level of MP4 and QuickTime: the movie, which may be put first, and XMP, carried over.

A movie box before the media lets players start at once.
"""

from io import BytesIO
from typing import BinaryIO, Final
from uuid import UUID

from tanba.kernel import Refused
from tanba.marks.media.boxes import Box, body, boxes, packed
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.media.spool import size_of

XMP: Final = UUID("be7acfcb-97a9-42e8-9c71-999491e3afac").bytes
"""Type of the `uuid` box that holds XMP (XMP part 3, 1.2.7.1)."""
PACKET: Final = 16 * 1024 * 1024
"""Bytes of an XMP packet that are carried over."""

_HOLDERS: Final = (b"trak", b"mdia", b"minf", b"stbl")
"""Boxes between the movie and its chunk offsets (ISO/IEC 14496-12, 6.2.3)."""
_WIDTHS: Final = {b"stco": 4, b"co64": 8}


def starts_at_once(source: BinaryIO) -> bool:
    """Say whether the movie box stands before the first media."""
    kinds = [box.kind for box in boxes(source, 0, size_of(source)) if box.kind in (b"moov", b"mdat")]
    return kinds[:1] == [b"moov"]


def is_xmp(source: BinaryIO, box: Box) -> bool:
    """Say whether a box on the top level holds XMP."""
    if box.kind != b"uuid" or box.size - box.header < 16:
        return False
    source.seek(box.body)
    return source.read(16) == XMP


def xmp_box(source: BinaryIO) -> bytes:
    """Return the first XMP box of a file, to be put at the end of another; empty when there is none."""
    found = next((box for box in boxes(source, 0, size_of(source)) if is_xmp(source, box)), None)
    return packed(b"uuid", body(source, found, PACKET + 16)) if found else b""


def put_first(source: BinaryIO, target: BinaryIO) -> None:
    """
    Write a file, whose movie box stands last, with that box before the media.

    Every chunk offset counts from the start of the file (8.7.5) and grows by the length of the box. A
    file in fragments, or one whose offsets would pass 32 bits, is written as it is.
    """
    top = list(boxes(source, 0, size_of(source)))
    moov = next((box for box in top if box.kind == b"moov"), None)
    first = next((box for box in top if box.kind == b"mdat"), None)
    if (
        moov is None
        or first is None
        or moov.start < first.start
        or any(box.kind == b"moof" for box in top)
    ):
        spliced(source, target, [])
        return
    data = bytearray(body(source, moov))
    if not _moved(data, moov.size):
        spliced(source, target, [])
        return
    new = packed(b"moov", bytes(data))
    cuts = [Cut(start=first.start, end=first.start, new=new), Cut(start=moov.start, end=moov.end)]
    spliced(source, target, cuts)


def _moved(data: bytearray, by: int) -> bool:
    """Let all chunk offsets in a movie box's body grow; False where one does not fit."""
    stream = BytesIO(bytes(data))
    todo = list(boxes(stream, 0, len(data)))
    while todo:
        box = todo.pop()
        if box.kind in _HOLDERS:
            todo += boxes(stream, box.body, box.end)
        # `saio` holds offsets of encryption, which we do not know how to move.
        elif box.kind == b"saio" or (box.kind in _WIDTHS and not _grown(data, box, by)):
            return False
    return True


def _grown(data: bytearray, box: Box, by: int) -> bool:
    at, wide = box.body + 8, _WIDTHS[box.kind]
    count = int.from_bytes(data[box.body + 4 : at], "big")
    if at + count * wide > box.end:
        raise Refused("MK10", "a damaged file: a table of offsets is longer than its box")
    for place in range(at, at + count * wide, wide):
        offset = int.from_bytes(data[place : place + wide], "big") + by
        if offset >= 1 << 8 * wide:
            return False
        data[place : place + wide] = offset.to_bytes(wide, "big")
    return True
