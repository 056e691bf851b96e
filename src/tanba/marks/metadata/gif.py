"""
XMP in GIF: an application extension `XMP DataXMP` with the packet as it is (XMP part 3, 1.1.2).

The packet is not cut into sub-blocks. A reader that knows nothing of XMP walks over it as if it were,
until the "magic trailer", bytes that count down from 255, leads it to the end wherever it came from.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, Final, NamedTuple

from tanba.kernel import Refused
from tanba.marks.media import whole
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.packet import merged, parsed
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in an application extension"
NAME: Final = b"\x21\xff\x0bXMP DataXMP"
TRAILER: Final = b"\x01" + bytes(range(255, -1, -1)) + b"\0"

_MANY: Final = 1_000_000


class _Block(NamedTuple):
    kind: int
    """0xff an application extension, 0xfe a comment, 0xf9 a control, 0x2c a picture, 0x3b the end."""
    start: int
    end: int


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the picture with its XMP extension, replaced or put in front; return place and packet.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK14 for damaged XMP.
    """
    data = whole(source)
    blocks = list(_blocks(data))
    old = next((block for block in blocks if data.startswith(NAME, block.start)), None)
    packet = merged(_packet(data, old) if old else None, said)
    # Behind the extensions at the start: players want the loop count right after the colours.
    place = old.start if old else next(block.start for block in blocks if block.kind != 0xFF)
    cuts = [Cut(start=place, end=old.end if old else place, new=NAME + packet + TRAILER)]
    if data[:6] == b"GIF87a":  # which has no extensions yet
        cuts.append(Cut(start=0, end=6, new=b"GIF89a"))
    spliced(source if isinstance(source, BytesIO) else BytesIO(data), target, cuts)
    return WHERE, packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what each XMP extension says; raises Refused MK10 for a damaged file."""
    data = whole(source)
    found = [block for block in _blocks(data) if data.startswith(NAME, block.start)]
    return tuple(parsed(_packet(data, block), WHERE) for block in found[:100])


def _packet(data: bytes, block: _Block) -> bytes:
    """Return the packet; some writers cut it into sub-blocks after all, and that is understood too."""
    start = block.start + len(NAME)
    if data.endswith(TRAILER, start, block.end):
        return data[start : block.end - len(TRAILER)]
    pieces, at = [], start
    while at < block.end and data[at]:
        pieces.append(data[at + 1 : at + 1 + data[at]])
        at += 1 + data[at]
    return b"".join(pieces)


def _blocks(data: bytes) -> Iterator[_Block]:
    """Yield the blocks after the header and the colours, up to the end (GIF89a, appendix B)."""
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 13:
        raise _damaged("it does not start as a GIF")
    at = 13 + _colours(data[10])
    for _ in range(_MANY):
        start = at
        match data[at : at + 1]:
            case b"\x3b":
                yield _Block(0x3B, start, at + 1)
                return
            case b"\x21":
                kind = data[at + 1] if at + 1 < len(data) else 0
                at = _behind(data, at + 2)
            case b"\x2c" if at + 10 < len(data):
                kind = 0x2C
                at = _behind(data, at + 11 + _colours(data[at + 9]))
            case b"" | b"\x2c":
                raise _damaged("it is cut off")
            case _:
                raise _damaged("something stands between its blocks")
        yield _Block(kind, start, at)
    raise Refused("MK13", f"more than {_MANY} blocks")


def _colours(packed: int) -> int:
    """Return the bytes of a colour table, by the packed field before it."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _behind(data: bytes, at: int) -> int:
    """Return the place after a chain of sub-blocks."""
    total = len(data)
    while at < total:
        size = data[at]
        at += 1 + size
        if not size:
            return at
    raise _damaged("it is cut off")


def _damaged(what: str) -> Refused:
    return Refused("MK10", f"a damaged GIF: {what}")
