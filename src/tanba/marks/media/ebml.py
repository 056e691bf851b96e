"""
Elements of EBML (RFC 8794), the binary tree under Matroska and WebM: listed strictly, read within
bounds.
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from tanba.kernel import Refused, value

MANY: Final = 5_000_000
"""Elements on one level; ten hours of one block each hundredth of a second have 3,600,000."""
HELD: Final = 16 * 1024 * 1024
"""Bytes of one element that are read into memory."""
VOID: Final = 0xEC
CRC: Final = 0xBF


@value
class Element:
    """Where one element stands, in bytes from the start of its stream."""

    id: int
    start: int
    header: int
    size: int
    """Of the body."""
    open: bool = False
    """
    Its size is unknown: the body ends where something of its parent's level begins, or the parent
    ends.
    """

    @property
    def body(self) -> int:
        """Where its body starts."""
        return self.start + self.header

    @property
    def end(self) -> int:
        """The first byte after it; of an open one, the end of what holds it."""
        return self.body + self.size


def elements(source: BinaryIO, start: int, end: int, at_most: int = MANY) -> Iterator[Element]:
    """
    Yield the elements that fill `start` to `end`; after an open one none follows: the caller finds its
    end.

    Raises
    ------
    Refused
        MK25 when an element is cut off, overlong or has no lawful header; MK26 when there are more than
        `at_most`.
    """
    count = 0
    while start < end:
        found = element(source, start, end)
        count += 1
        if count > at_most:
            raise Refused("MK26", f"more than {at_most} elements on one level")
        yield found
        if found.open:
            return
        start = found.end


def element(source: BinaryIO, start: int, end: int) -> Element:
    """Return the element that starts here and ends by `end`; raises as `elements` does."""
    source.seek(start)
    head = source.read(min(12, end - start))
    ahead = _length(head, 0)
    if ahead > 4 or len(head) <= ahead:
        raise _damaged("an element has no lawful identifier")
    wide = _length(head, ahead)
    if wide > 8 or len(head) < ahead + wide:
        raise _damaged("an element has no lawful size")
    number = int.from_bytes(head[ahead : ahead + wide], "big") & ((1 << 7 * wide) - 1)
    left = end - start - ahead - wide
    is_open = number == (1 << 7 * wide) - 1  # all ones: unknown (RFC 8794, 6.2)
    if is_open:
        number = left
    if number > left:
        raise _damaged(f"an element says that it has {number} bytes, where {left} are left")
    return Element(
        id=int.from_bytes(head[:ahead], "big"),
        start=start,
        header=ahead + wide,
        size=number,
        open=is_open,
    )


def inside(source: BinaryIO, parent: Element) -> Iterator[Element]:
    """Yield the elements in an element's body; raises as `elements` does."""
    return elements(source, parent.body, parent.end)


def body(source: BinaryIO, found: Element, at_most: int = HELD) -> bytes:
    """
    Return an element's body; raises Refused MK26 above `at_most` bytes, MK25 when the stream ends
    before it.
    """
    if found.size > at_most:
        raise Refused("MK26", f"an element of {found.size} bytes, where at most {at_most} are read")
    source.seek(found.body)
    data = source.read(found.size)
    if len(data) != found.size:
        raise _damaged("the file ends inside an element")
    return data


def size_field(number: int, wide: int = 0) -> bytes:
    """Return a size as a variable-size integer, of `wide` bytes or as few as it takes (RFC 8794, 4)."""
    wide = wide or next(n for n in range(1, 9) if number < (1 << 7 * n) - 1)
    return (number | 1 << 7 * wide).to_bytes(wide, "big")


def packed(identifier: int, *parts: bytes, wide: int = 0) -> bytes:
    """Return an element made of `parts`."""
    name = identifier.to_bytes((identifier.bit_length() + 7) // 8, "big")
    return b"".join((name, size_field(sum(map(len, parts)), wide), *parts))


def whole_number(number: int) -> bytes:
    """Return an unsigned integer in as few bytes as it takes, at least one (RFC 8794, 7.2)."""
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")


def void(size: int) -> bytes:
    """Return a Void element of exactly `size` bytes, 2 or more; nothing for 0."""
    if size == 0:
        return b""
    wide = 1 if size < 129 else 8
    return packed(VOID, bytes(size - 1 - wide), wide=wide)


def _length(head: bytes, at: int) -> int:
    """
    Return how many bytes a variable-size integer takes: one more than the zero bits before its
    first one.
    """
    return 9 - head[at].bit_length() if at < len(head) else 9


def _damaged(what: str) -> Refused:
    return Refused("MK25", f"a damaged Matroska or WebM file: {what}")
