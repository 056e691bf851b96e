"""
XMP in JPEG: a segment APP1 with a name of its own (XMP part 3, 1.1.3), before the picture's data.

Everything else stays, the extended XMP of others included. Pictures after the first one (gain maps,
stereo) are found by offsets and sizes in APP2 "MPF" (CIPA DC-007); these are put right.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final, Literal, NamedTuple

from tanba.kernel import Refused
from tanba.marks.media import whole
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.packet import merged, parsed
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in APP1"
NAME: Final = b"http://ns.adobe.com/xap/1.0/\0"
ROOM: Final = 0xFFFF - 2 - len(NAME)
"""Bytes of a packet that one segment holds: its length takes two bytes, counting themselves."""

_SOS, _EOI, _APP0, _APP1, _APP2 = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2
_MANY: Final = 20_000


class _Segment(NamedTuple):
    marker: int
    start: int
    body: int
    end: int


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the picture with its XMP segment, replaced or after JFIF and Exif; return place and packet.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK11 when the packet does not fit a segment, MK14 for damaged XMP.
    """
    data = whole(source)
    segments = list(_segments(data))
    old = next((s for s in segments if _holds(data, s, _APP1, NAME)), None)
    packet = merged(data[old.body + len(NAME) : old.end] if old else None, said)
    if len(packet) > ROOM:
        raise CannotHold("MK11", f"the XMP has {len(packet)} bytes, and a JPEG segment holds {ROOM}")
    size = 2 + len(NAME) + len(packet)
    place = old.start if old else _after_heads(data, segments)
    new = b"".join((b"\xff\xe1", size.to_bytes(2, "big"), NAME, packet))
    cuts = [Cut(start=place, end=old.end if old else place, new=new)]
    index = next((s for s in segments if _holds(data, s, _APP2, b"MPF\0")), None)
    if index is not None:
        cuts.append(_indexed(data, index, cuts[0]))
    spliced(source if isinstance(source, BytesIO) else BytesIO(data), target, cuts)
    return WHERE, packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what each XMP segment says; raises Refused MK10 for a damaged file."""
    data = whole(source)
    found = [s for s in _segments(data) if _holds(data, s, _APP1, NAME)]
    return tuple(parsed(data[s.body + len(NAME) : s.end], WHERE) for s in found)


def _segments(data: bytes) -> Iterator[_Segment]:
    """Yield the segments before the picture's data (ITU-T T.81, annex B)."""
    at = 2
    if data[:2] != b"\xff\xd8":
        raise _damaged("it does not start as a JPEG")
    for _ in range(_MANY):
        start = at
        if data[at : at + 1] != b"\xff":
            raise _damaged("a segment does not start with its marker")
        while data[at : at + 1] == b"\xff":  # fill bytes, B.1.1.2
            at += 1
        if at >= len(data):
            raise _damaged("it ends before the picture")
        marker = data[at]
        if marker in (_SOS, _EOI):
            return
        if marker == 0x01 or 0xD0 <= marker <= 0xD8 or marker == 0:
            raise _damaged(f"marker {marker:02x} stands where no picture is")
        size = int.from_bytes(data[at + 1 : at + 3], "big")
        end = at + 1 + size
        if size < 2 or end > len(data):
            raise _damaged("a segment is cut off")
        yield _Segment(marker=marker, start=start, body=at + 3, end=end)
        at = end
    raise Refused("MK13", f"more than {_MANY} segments")


def _holds(data: bytes, segment: _Segment, marker: int, name: bytes) -> bool:
    return segment.marker == marker and data.startswith(name, segment.body, segment.end)


def _after_heads(data: bytes, segments: list[_Segment]) -> int:
    """Return where a new segment goes: JFIF and Exif both want to be first, and are left so."""
    place = 2
    for segment in segments:
        if not (segment.marker == _APP0 or _holds(data, segment, _APP1, b"Exif\0")):
            break
        place = segment.end
    return place


def _indexed(data: bytes, index: _Segment, cut: Cut) -> Cut:
    """
    Return the multi-picture index with the first size and the later offsets as they are after `cut`.

    Offsets count from the index's own header (DC-007, 5.2.3.3): they change if the cut comes after it.
    """
    head = index.body + 4
    same = Cut(start=index.body, end=index.body)
    mark = data[head : head + 4]
    if mark not in (b"II*\0", b"MM\0*"):
        return same
    order: Literal["little", "big"] = "little" if mark[:1] == b"I" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], order)

    directory = head + number(head + 4, 4)
    entries = [directory + 2 + 12 * i for i in range(number(directory, 2))]
    place = next((e for e in entries if e + 12 <= index.end and number(e, 2) == 0xB002), None)
    if place is None:
        return same
    count, first = number(place + 4, 4) // 16, head + number(place + 8, 4)
    if not 1 <= count <= 1000 or first + 16 * count > index.end:
        return same
    table = bytearray(data[first : first + 16 * count])

    def add(at: int, more: int) -> None:
        table[at : at + 4] = ((number(first + at, 4) + more) & 0xFFFFFFFF).to_bytes(4, order)

    add(4, cut.grows)
    if cut.start > index.start:
        for picture in range(1, count):
            if number(first + 16 * picture + 8, 4):
                add(16 * picture + 8, cut.grows)
    return Cut(start=first, end=first + len(table), new=bytes(table))


def _damaged(what: str) -> Refused:
    return Refused("MK10", f"a damaged JPEG: {what}")
