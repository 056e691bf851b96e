"""
The item tables of a `meta` box (ISO/IEC 14496-12, 8.11): which items there are, and where they lie.

A table is written again in one plain form: base offsets folded in, four or eight bytes for a number.
"""

from io import BytesIO
from typing import Final, NamedTuple

from tanba.kernel import Refused
from tanba.marks.media.boxes import packed
from tanba.marks.refusal import CannotHold

MANY: Final = 65_535
"""Items in a file, and extents of an item."""


class Reading:
    """A body read from left to right; asking for more than there is raises Refused MK10."""

    def __init__(self, data: bytes) -> None:
        self._data = BytesIO(data)
        self._size = len(data)

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        data = self._data.read(size)
        if len(data) != size:
            raise Refused("MK10", "a damaged file: an item table is cut off")
        return data

    def number(self, size: int) -> int:
        """Return the next number of `size` bytes; one of no bytes is 0."""
        return int.from_bytes(self.take(size), "big")

    def text(self) -> bytes:
        """Return the next text up to its zero, which is taken too; what is left where there is none."""
        rest = self._data.getvalue()[self._data.tell() :]
        end = rest.find(b"\0")
        self._data.seek(self._size if end < 0 else self._data.tell() + end + 1)
        return rest if end < 0 else rest[:end]


class Entry(NamedTuple):
    """What an item is (8.11.6, `infe`)."""

    id: int
    kind: bytes
    protected: bool
    mime: bytes
    encoding: bytes


class Extent(NamedTuple):
    """A stretch of an item's bytes, base offset counted in."""

    number: int
    """Its `extent_index`, which only items inside other items use."""
    offset: int
    length: int


class Location(NamedTuple):
    """Where an item's bytes lie (8.11.3)."""

    id: int
    method: int
    """0 in the file, 1 in the `idat` box, 2 in another item."""
    reference: int
    """0 for this file."""
    extents: tuple[Extent, ...]


class Locations(NamedTuple):
    """The table `iloc`."""

    version: int
    indexed: int
    """Bytes of an extent's index."""
    items: tuple[Location, ...]


def entry(data: bytes) -> Entry:
    """Return one `infe` body; versions below 2 know only kinds that we pass over."""
    reading = Reading(data)
    version = reading.number(4) >> 24
    if version not in (2, 3):
        return Entry(reading.number(2), b"", False, b"", b"")
    id_, protected, kind = reading.number(2 if version == 2 else 4), reading.number(2), reading.take(4)
    reading.text()
    mime, encoding = (reading.text(), reading.text()) if kind == b"mime" else (b"", b"")
    return Entry(id_, kind, protected != 0, mime, encoding)


def locations(data: bytes) -> Locations:
    """
    Return the table of an `iloc` body.

    Raises
    ------
    Refused
        MK10 when it is cut off, MK12 for a form that the standard does not know, MK13 for too many.
    """
    reading = Reading(data)
    version = reading.number(4) >> 24
    sizes = reading.number(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    if version > 2 or {offset, length, base} - {0, 4, 8} or (version and index not in (0, 4, 8)):
        raise CannotHold("MK12", "an item table of a version or form that we do not know")
    indexed = index if version else 0
    wide = 4 if version == 2 else 2
    items, extents = [], 0
    for _ in range(_few(reading.number(wide))):
        id_ = reading.number(wide)
        method = reading.number(2) & 15 if version else 0
        reference, start = reading.number(2), reading.number(base)
        count = reading.number(2)
        extents = _few(extents + count)
        parts = tuple(
            Extent(reading.number(indexed), start + reading.number(offset), reading.number(length))
            for _ in range(count)
        )
        items.append(Location(id_, method, reference, parts))
    return Locations(version, indexed, tuple(items))


def located(table: Locations) -> bytes:
    """Return the table as an `iloc` box; numbers take eight bytes where one needs them, else four."""
    extents = [extent for item in table.items for extent in item.extents]
    offset = 8 if any(extent.offset >> 32 for extent in extents) else 4
    length = 8 if any(extent.length >> 32 for extent in extents) else 4
    wide = 4 if table.version == 2 else 2
    parts = [
        bytes([table.version, 0, 0, 0, offset << 4 | length, table.indexed]),
        len(table.items).to_bytes(wide, "big"),
    ]
    for item in table.items:
        parts.append(item.id.to_bytes(wide, "big"))
        if table.version:
            parts.append(item.method.to_bytes(2, "big"))
        parts.append(item.reference.to_bytes(2, "big") + len(item.extents).to_bytes(2, "big"))
        for extent in item.extents:
            parts.append(extent.number.to_bytes(table.indexed, "big"))
            parts.append(extent.offset.to_bytes(offset, "big") + extent.length.to_bytes(length, "big"))
    return packed(b"iloc", *parts)


def _few(count: int) -> int:
    if count > MANY:
        raise Refused("MK13", f"more than {MANY} items or stretches of items")
    return count
