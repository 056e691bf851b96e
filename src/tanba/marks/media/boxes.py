"""Boxes of ISO base media files (ISO/IEC 14496-12, 4.2): listed strictly, read within bounds."""

from collections.abc import Iterator
from io import SEEK_SET
from typing import BinaryIO, Final

from tanba.kernel import Refused, value

MANY: Final = 200_000
"""Boxes on one level; a day of two-second fragments has 86,400."""

HELD: Final = 64 * 1024 * 1024
"""Bytes of one box that are read into memory."""


@value
class Box:
    """Where one box stands, in bytes from the start of its stream."""

    kind: bytes
    start: int
    header: int
    """8, or 16 where the size takes 64 bits; the 16 bytes of a `uuid` box's type count as its body."""
    size: int
    """Header and body."""
    open: bool = False
    """Its size is written as 0: it ends where what holds it ends."""

    @property
    def body(self) -> int:
        """Where its body starts."""
        return self.start + self.header

    @property
    def end(self) -> int:
        """The first byte after it."""
        return self.start + self.size


def boxes(source: BinaryIO, start: int, end: int, at_most: int = MANY) -> Iterator[Box]:
    """
    Yield the boxes that fill `start` to `end`; bodies are not read, the stream's position moves.

    Fewer than eight zero bytes at the end are passed over: QuickTime closes a list so.

    Raises
    ------
    Refused
        MK10 when a box is cut off, overlong or smaller than its header; MK13 above `at_most` boxes.
    """
    count = 0
    while start < end:
        source.seek(start, SEEK_SET)
        head = source.read(min(16, end - start))
        if len(head) < 8:
            if any(head) or len(head) < end - start:
                raise _damaged("ends in the middle of a box's header")
            return
        size, header = int.from_bytes(head[:4], "big"), 8
        if to_end := size == 0:
            size = end - start
        elif size == 1:
            if len(head) < 16:
                raise _damaged("ends in the middle of a box's header")
            size, header = int.from_bytes(head[8:], "big"), 16
        if not header <= size <= end - start:
            raise _damaged(f"box {_shown(head[4:8])} claims {size} bytes, where {end - start} are left")
        count += 1
        if count > at_most:
            raise Refused("MK13", f"more than {at_most} boxes in a row")
        yield Box(kind=head[4:8], start=start, header=header, size=size, open=to_end)
        start += size


def inside(source: BinaryIO, box: Box, skip: int = 0) -> Iterator[Box]:
    """Yield the boxes in a box, after `skip` bytes of it (4 for a full box); raises as `boxes` does."""
    if skip > box.size - box.header:
        raise _damaged(f"box {_shown(box.kind)} is too short")
    return boxes(source, box.body + skip, box.end)


def body(source: BinaryIO, box: Box, at_most: int = HELD) -> bytes:
    """Return a box's body; raises Refused MK13 above `at_most` bytes, MK10 when it is cut off."""
    size = box.size - box.header
    if size > at_most:
        raise Refused("MK13", f"box {_shown(box.kind)} has {size} bytes, more than {at_most}")
    source.seek(box.body)
    data = source.read(size)
    if len(data) != size:
        raise _damaged(f"box {_shown(box.kind)} is cut off")
    return data


def packed(kind: bytes, *parts: bytes) -> bytes:
    """Return a box made of `parts`; with a 64-bit size where 32 bits are too few."""
    size = 8 + sum(map(len, parts))
    if size < 1 << 32:
        return b"".join((size.to_bytes(4, "big"), kind, *parts))
    return b"".join((b"\0\0\0\x01", kind, (size + 8).to_bytes(8, "big"), *parts))


def _damaged(what: str) -> Refused:
    return Refused("MK10", f"a damaged file: {what}")


def _shown(kind: bytes) -> str:
    return repr(kind.decode("latin-1"))
