"""
Metadata of MP4, QuickTime and M4A files: XMP in a top-level `uuid` box (XMP part 3, §1.2.7.1; ISO/IEC
14496-12, 4.2).

Chunk offsets count from the start of the file (8.7.5), so nothing before the media may change its
length: the packet is padded into the place of an old one, or the old one becomes `free` and the new one
stands at the end, before an `mfra`, which must stay last (8.8.9).
"""

from collections.abc import Iterator
from typing import BinaryIO, Final

from tanba.kernel import Refused
from tanba.marks.media.boxes import Box, body, boxes, inside, packed
from tanba.marks.media.movie import PACKET, XMP, is_xmp
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.media.spool import size_of
from tanba.marks.metadata.fields import AIGC, told
from tanba.marks.metadata.packet import merged, parsed
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

_WHERE: Final = "XMP in a uuid box"

TEXT: Final = 64 * 1024
"""Bytes of one text of the movie's metadata that we look into."""


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """Write the file with the disclosure in its XMP packet; return where it stands, and the packet."""
    top = _top(source)
    old = [box for box in top if is_xmp(source, box)]
    packet = merged(_packet(source, old[0]) if old else None, said)
    new = packed(b"uuid", XMP, packet)
    if old and _matters(old[0], top) and old[0].size >= 24 + len(packet) and not old[0].open:
        cuts = [Cut(start=old[0].start, end=old[0].end, new=_padded(old[0], packet))]
        gone = old[1:]
    else:
        index = next((box for box in top if box.kind == b"mfra"), None)
        start, end = (index.start, index.start) if index else (top[-1].end, size_of(source))
        cuts = [Cut(start=start, end=end, new=new)]
        gone = old
    cuts += [
        Cut(start=box.start, end=box.end, new=_freed(box) if _matters(box, top) else b"")
        for box in gone
    ]
    if top[-1].open and top[-1] not in old:
        cuts.append(_closed(top[-1]))
    spliced(source, target, cuts)
    return _WHERE, packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the file's XMP packets and the movie's own metadata say."""
    seen: list[Said] = []
    for box in _top(source):
        if is_xmp(source, box):
            seen.append(parsed(_packet(source, box), _WHERE))
        elif box.kind == b"moov":
            seen += _of_movie(source, box)
    return tuple(seen)


# --- boxes of the file --------------------------------------------------------------------------------


def _top(source: BinaryIO) -> list[Box]:
    top = list(boxes(source, 0, size_of(source)))
    if not top or top[0].kind not in (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"):
        raise Refused("MK23", "not an MP4 or QuickTime file: it does not begin with a box of one")
    if not any(box.kind == b"moov" for box in top):
        raise Refused(
            "MK23",
            "an MP4 or QuickTime file without a movie box",
            "it was cut off, or is still being written",
        )
    return top


def _packet(source: BinaryIO, box: Box) -> bytes:
    return body(source, box, PACKET + 16)[16:]


def _matters(box: Box, top: list[Box]) -> bool:
    """
    Say whether anything but an index to fragments stands after a box, so that its length must stay.
    """
    return any(
        other.start > box.start and other.kind not in (b"mfra", b"uuid", b"free") for other in top
    )


def _padded(box: Box, packet: bytes) -> bytes:
    """Return an XMP box of the old one's size: spaces fill it up (XMP part 1, §7.3.2)."""
    return _header(box, b"uuid") + XMP + packet.ljust(box.size - box.header - 16, b" ")


def _freed(box: Box) -> bytes:
    return _header(box, b"free") + bytes(box.size - box.header)


def _header(box: Box, kind: bytes) -> bytes:
    if box.header == 8:
        return box.size.to_bytes(4, "big") + kind
    return b"\0\0\0\x01" + kind + box.size.to_bytes(8, "big")


def _closed(box: Box) -> Cut:
    """Return what writes out the size of a box that went on to the end of the file."""
    if box.size >= 1 << 32 and box.header == 8:
        raise Refused(
            "MK24",
            "the last box goes on to the end of the file and is too large to be closed in its place",
            "copy the file with a program that writes sizes, such as ffmpeg -c copy",
        )
    return Cut(start=box.start, end=box.body, new=_header(box, box.kind))


# --- the movie's own metadata -------------------------------------------------------------------------


def _of_movie(source: BinaryIO, moov: Box) -> Iterator[Said]:
    """
    Yield what stands in moov/udta/XMP_ (QuickTime), and in keys or items that name AIGC or a tool.
    """
    texts: dict[str, str] = {}
    tool = ""
    for holder in _children(source, moov, b"udta", b"meta"):
        if holder.kind == b"meta":
            texts |= _keyed(source, holder)
            continue
        for box in inside(source, holder):
            if box.kind == b"XMP_" and box.size <= PACKET:
                yield parsed(body(source, box), "XMP in moov/udta")
            elif box.kind == b"meta":
                texts |= _keyed(source, box)
            elif box.kind == b"\xa9swr":
                tool = tool or body(source, box, TEXT)[4:].decode("utf-8", "replace").rstrip("\0")
    by_name = {name.upper(): text for name, text in texts.items()}
    tool = tool or by_name.get("ENCODER", "") or by_name.get("\xa9TOO", "")
    if seen := told({AIGC: by_name.get(AIGC, "")}, "movie metadata", tool):
        yield seen


def _children(source: BinaryIO, box: Box, *kinds: bytes) -> list[Box]:
    return [child for child in inside(source, box) if child.kind in kinds]


def _keyed(source: BinaryIO, meta: Box) -> dict[str, str]:
    """
    Return the texts of a `meta` box by name: of `keys` (QuickTime File Format, metadata) or four
    letters (iTunes).

    ISO files write a full box; QuickTime a plain one: told by where the first child's kind stands.
    """
    source.seek(meta.body + 4)
    skip = 0 if source.read(4) in (b"hdlr", b"keys", b"ilst") else 4
    parts = {box.kind: box for box in inside(source, meta, skip)}
    names: list[str] = []
    if keys := parts.get(b"keys"):
        for key in inside(source, keys, 8):
            names.append(body(source, key, TEXT).decode("utf-8", "replace"))
    texts: dict[str, str] = {}
    for item in inside(source, parts[b"ilst"]) if b"ilst" in parts else ():
        number = int.from_bytes(item.kind, "big")
        name = names[number - 1] if 0 < number <= len(names) else item.kind.decode("latin-1")
        for data in _children(source, item, b"data"):
            if data.size <= TEXT:
                texts.setdefault(name, body(source, data)[8:].decode("utf-8", "replace"))
    return texts
