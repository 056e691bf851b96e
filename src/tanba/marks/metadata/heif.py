"""
XMP in AVIF and HEIC: an item of type `mime` that describes the primary picture (ISO/IEC 23008-12, 8.4).

The `meta` box grows, and what stands behind it moves: the item table, and the chunk offsets of a
sequence, are put right. The packet goes into an `mdat` of its own at the end. Where something else
counts from the start of the file (fragments, items of a movie), the file is left alone.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final, NamedTuple

from tanba.kernel import Refused
from tanba.marks.media import size_of
from tanba.marks.media.boxes import Box, body, boxes, inside, packed
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.items import Entry, Extent, Location, Locations, entry, located, locations
from tanba.marks.metadata.packet import LARGEST, merged, parsed
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in an item"
MIME: Final = b"application/rdf+xml"

_TOP: Final = 10_000
_OTHER_PLACES: Final = (b"moof", b"mfra", b"sidx", b"ssix")


class _File(NamedTuple):
    """The boxes that we work on."""

    top: list[Box]
    meta: Box
    parts: dict[bytes, Box]
    entries: list[Entry]
    table: Locations
    primary: int
    described: dict[int, set[int]]
    """By item, the items that it describes."""
    others: set[int]
    """Numbers that are taken by groups of items."""

    def packets(self) -> list[Entry]:
        """Return the XMP items of the primary picture, and those that do not say what they describe."""
        found = [item for item in self.entries if item.kind == b"mime" and item.mime == MIME]
        return [item for item in found if self.primary in self.described.get(item.id, {self.primary})]

    def location(self, item: int) -> Location | None:
        """Return where an item lies."""
        return next((place for place in self.table.items if place.id == item), None)


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the picture with its XMP item, replaced or added; return its place and packet.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK12 where its tables cannot be changed safely, MK14 for damaged XMP.
    """
    file = _file(source)
    old = next(iter(file.packets()), None)
    packet = merged(_packet(source, file, old) if old else None, said)
    item = old.id if old else _free_id(file)
    last, place = file.top[-1], size_of(source)
    cuts = []
    if old and _is_alone(file, old.id):
        cuts.append(Cut(start=last.start, end=last.end))
        place = last.start
    elif last.open:
        cuts.append(Cut(start=last.start, end=last.body, new=_header(last, 0)))
    grows = [] if old else _told(source, file, item)
    table, more = _moved(file, item, place, len(packet), sum(cut.grows for cut in grows))
    iloc = file.parts[b"iloc"]
    cuts = [cut for cut in cuts if cut.start != file.meta.start] + grows
    cuts.append(Cut(start=iloc.start, end=iloc.end, new=table))
    cuts.append(Cut(start=file.meta.start, end=file.meta.body, new=_header(file.meta, more)))
    cuts.append(Cut(start=size_of(source), end=size_of(source), new=packed(b"mdat", packet)))
    cuts += _chunks(source, file, more)
    spliced(source, target, cuts)
    return WHERE, packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the XMP items say; raises Refused MK10 for a damaged file."""
    file = _file(source)
    found = []
    for item in file.packets()[:100]:
        try:
            found.append(parsed(_packet(source, file, item), WHERE))
        except Refused as refused:
            found.append(Said(where=WHERE, flaw=refused.what))
    return tuple(found)


# --- reading ----------------------------------------------------------------------------------------


def _file(source: BinaryIO) -> _File:
    top = list(boxes(source, 0, size_of(source), _TOP))
    metas = [box for box in top if box.kind == b"meta"]
    if not top or top[0].kind != b"ftyp":
        raise Refused("MK10", "a damaged file: it does not start as AVIF or HEIC")
    if len(metas) != 1:
        raise CannotHold("MK12", f"the file has {len(metas)} tables of items, where one is needed")
    parts: dict[bytes, Box] = {}
    for box in _parts(source, metas[0], 4):
        if box.kind in parts and box.kind in (b"pitm", b"iinf", b"iloc", b"iref", b"idat"):
            raise CannotHold("MK12", f"the file has two boxes {box.kind.decode()}")
        parts[box.kind] = box
    if not {b"pitm", b"iinf", b"iloc"} <= set(parts):
        raise CannotHold("MK12", "the file has no table of items, or no primary picture")
    pitm = body(source, parts[b"pitm"])
    return _File(
        top, metas[0], parts, _entries(source, parts[b"iinf"]), locations(body(source, parts[b"iloc"])),
        int.from_bytes(pitm[4:], "big"), _described(source, parts.get(b"iref")),
        _groups(source, parts.get(b"grpl")),
    )  # fmt: skip


def _entries(source: BinaryIO, iinf: Box) -> list[Entry]:
    source.seek(iinf.body)
    wide = 4 if source.read(1) != b"\0" else 2
    return [entry(body(source, box)) for box in _parts(source, iinf, 4 + wide) if box.kind == b"infe"]


def _parts(source: BinaryIO, box: Box, skip: int) -> Iterator[Box]:
    """Yield the boxes in one; each needs a size, or it would take in what we add behind it."""
    for part in inside(source, box, skip):
        if part.open:
            raise Refused("MK10", "a damaged file: a box inside another has no size")
        yield part


def _described(source: BinaryIO, iref: Box | None) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    if iref is None:
        return found
    wide = _wide(source, iref)
    for box in _parts(source, iref, 4):
        if box.kind == b"cdsc":
            data = body(source, box)
            places = range(wide + 2, len(data), wide)
            numbers = {int.from_bytes(data[at : at + wide], "big") for at in places}
            found.setdefault(int.from_bytes(data[:wide], "big"), set()).update(numbers)
    return found


def _groups(source: BinaryIO, grpl: Box | None) -> set[int]:
    found = [] if grpl is None else [body(source, box) for box in inside(source, grpl)]
    return {int.from_bytes(data[4:8], "big") for data in found}


def _wide(source: BinaryIO, iref: Box) -> int:
    source.seek(iref.body)
    return 4 if source.read(1) != b"\0" else 2


def _packet(source: BinaryIO, file: _File, item: Entry) -> bytes:
    place = file.location(item.id)
    if item.encoding or item.protected or place is None or place.reference or place.method > 1:
        raise CannotHold("MK12", "the XMP is packed, locked or in another file")
    if sum(extent.length for extent in place.extents) > LARGEST:
        raise Refused("MK14", f"the XMP has more than {LARGEST} bytes")
    start, end = 0, size_of(source)
    if place.method == 1:
        if b"idat" not in file.parts:
            raise Refused("MK10", "a damaged file: an item lies in a box that is not there")
        start, end = file.parts[b"idat"].body, file.parts[b"idat"].end
    pieces = []
    for extent in place.extents:
        if start + extent.offset + extent.length > end:
            raise Refused("MK10", "a damaged file: an item lies behind its end")
        source.seek(start + extent.offset)
        pieces.append(source.read(extent.length))
    return b"".join(pieces)


# --- writing ----------------------------------------------------------------------------------------


def _free_id(file: _File) -> int:
    taken = {item.id for item in file.entries} | {place.id for place in file.table.items} | file.others
    free = next((number for number in range(1, 1 << 16) if number not in taken), None)
    if free is None:
        raise CannotHold("MK12", "every number of an item is taken")
    return free


def _is_alone(file: _File, item: int) -> bool:
    """Say whether the last box is an `mdat` with an item's bytes and nothing else: as we write it."""
    last, place = file.top[-1], file.location(item)
    if last.kind != b"mdat" or place is None or place.method or not place.extents:
        return False
    alone = place.extents == (Extent(place.extents[0].number, last.body, last.size - last.header),)
    others = [other for other in file.table.items if other.id != item and not other.method]
    extents = [extent for other in others for extent in other.extents]
    return alone and not any(extent.offset + extent.length > last.start for extent in extents)


def _told(source: BinaryIO, file: _File, item: int) -> list[Cut]:
    """Return what tells of a new item: its entry (8.11.6), and which picture it describes (8.11.12)."""
    iinf = file.parts[b"iinf"]
    source.seek(iinf.body)
    head = source.read(4)
    wide = 4 if head[0] else 2
    count = int.from_bytes(source.read(wide), "big") + 1
    if count >> 8 * wide:
        raise CannotHold("MK12", "the table of items is full")
    rest = body(source, iinf)[4 + wide :]
    infe = packed(b"infe", b"\2\0\0\0", item.to_bytes(2, "big"), b"\0\0mime\0", MIME, b"\0")
    new = packed(b"iinf", head, count.to_bytes(wide, "big"), rest, infe)
    cuts = [Cut(start=iinf.start, end=iinf.end, new=new)]
    iref = file.parts.get(b"iref")
    wide = _wide(source, iref) if iref else 4 if file.primary >> 16 else 2
    cdsc = packed(b"cdsc", item.to_bytes(wide, "big"), b"\0\1", file.primary.to_bytes(wide, "big"))
    if iref:
        new = packed(b"iref", body(source, iref), cdsc)
        return [*cuts, Cut(start=iref.start, end=iref.end, new=new)]
    new = packed(b"iref", bytes([wide == 4, 0, 0, 0]), cdsc)
    return [*cuts, Cut(start=file.meta.end, end=file.meta.end, new=new)]


def _moved(file: _File, item: int, place: int, size: int, grows: int) -> tuple[bytes, int]:
    """Return the new `iloc` box, and by how much `meta` grows with it and with `grows` bytes more."""
    old = file.parts[b"iloc"].size
    table, more = b"", grows
    # A larger table moves what it points at: settled at the second turn, nearly always.
    for _ in range(4):
        items = [_shifted(file, where, more) for where in file.table.items if where.id != item]
        before = file.location(item)
        index = before.extents[0].number if before and before.extents else 0
        items.append(Location(item, 0, 0, (Extent(index, place + more + 8, size),)))
        table = located(file.table._replace(items=tuple(items)))
        if more == grows + len(table) - old:
            return table, more
        more = grows + len(table) - old
    raise CannotHold("MK12", "the table of items does not settle")


def _shifted(file: _File, place: Location, more: int) -> Location:
    if place.method or place.reference:
        return place
    extents = []
    for extent in place.extents:
        if not extent.length:
            raise CannotHold("MK12", "an item goes on to the end of the file")
        if extent.offset >= file.meta.end:
            extent = extent._replace(offset=extent.offset + more)
        elif extent.offset + extent.length > file.meta.start:
            raise CannotHold("MK12", "an item lies inside the table of items")
        extents.append(extent)
    return place._replace(extents=tuple(extents))


def _chunks(source: BinaryIO, file: _File, more: int) -> list[Cut]:
    """Return a sequence's chunk offsets (8.7.5) as they are after the move."""
    cuts: list[Cut] = []
    for box in file.top:
        if box.kind in _OTHER_PLACES:
            raise CannotHold("MK12", "the file has fragments, which are found by their places")
        if box.kind == b"moov":
            if any(kind in body(source, box) for kind in (b"iloc", b"saio", b"mvex")):
                raise CannotHold("MK12", "the sequence has parts that are found by their places")
            cuts += _offsets(source, box, file.meta.end, more, (b"trak", b"mdia", b"minf", b"stbl"))
    return cuts


def _offsets(source: BinaryIO, box: Box, start: int, more: int, way: tuple[bytes, ...]) -> list[Cut]:
    cuts: list[Cut] = []
    for part in inside(source, box):
        if way and part.kind == way[0]:
            cuts += _offsets(source, part, start, more, way[1:])
        elif not way and part.kind in (b"stco", b"co64"):
            wide = 4 if part.kind == b"stco" else 8
            data = body(source, part)
            stream, new = BytesIO(data[8:]), [data[:8]]
            while piece := stream.read(wide):
                offset = int.from_bytes(piece, "big")
                offset += more if offset >= start else 0
                if len(piece) < wide or offset >> 8 * wide:
                    raise CannotHold("MK12", "a sequence's table of places is damaged or full")
                new.append(offset.to_bytes(wide, "big"))
            cuts.append(Cut(start=part.body, end=part.end, new=b"".join(new)))
    return cuts


def _header(box: Box, more: int) -> bytes:
    """Return a box's header with its size written out, grown by `more`."""
    size = box.size + more
    if box.header == 16:
        return b"\0\0\0\1" + box.kind + size.to_bytes(8, "big")
    if size >> 32:
        raise CannotHold("MK12", "a box of more than 4 GiB has too short a header")
    return size.to_bytes(4, "big") + box.kind
