"""
XMP in JPEG XL: a box `xml ` (ISO/IEC 18181-2, 9.5) before the codestream; a bare one gets boxes.

A packet that others compressed (`brob`) stays, since its packing has no reader here; ours then stands
beside it. So do the `xml ` boxes of a recompressed JPEG (`jbrd`), which cannot be rebuilt without them.
"""

from typing import BinaryIO, Final

from tanba.kernel import Refused
from tanba.marks.disclosure import PROFILE
from tanba.marks.media import size_of
from tanba.marks.media.boxes import Box, body, boxes, packed
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.packet import LARGEST, RDF, merged, parsed
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in box xml"
SIGNATURE: Final = packed(b"JXL ", b"\r\n\x87\n")
TYPE: Final = packed(b"ftyp", b"jxl \0\0\0\0jxl ")

_MANY: Final = 100_000


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the picture with its XMP box, replaced or added; return its place and packet.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK14 for damaged XMP.
    """
    if _bare(source):
        packet = merged(None, said)
        # In 64 bits, whatever it is; no size at all would be shorter, but swallow what others add.
        size = (size_of(source) + 16).to_bytes(8, "big")
        head = b"".join((SIGNATURE, TYPE, packed(b"xml ", packet), b"\0\0\0\1jxlc", size))
        spliced(source, target, [Cut(start=0, end=0, new=head)])
        return WHERE, packet
    found = _boxes(source)
    texts = _texts(source, found)
    if any(box.kind == b"jbrd" for box in found):
        texts = [(box, text) for box, text in texts if PROFILE.encode() in text]
    old, earlier = texts[0] if texts else (None, None)
    packet = merged(earlier, said)
    cuts = []
    if old:
        cuts.append(Cut(start=old.start, end=old.end, new=packed(b"xml ", packet)))
    else:
        # A JPEG is rebuilt with the first box of its kind: ours comes after those of others.
        others = [box for box in found if box.kind in (b"xml ", b"brob")]
        last = others[-1] if others else None
        place = last.end if last else _codestream(found).start
        cuts.append(Cut(start=place, end=place, new=packed(b"xml ", packet)))
        if last and last.open:
            cuts.append(Cut(start=last.start, end=last.start + 4, new=_size(last)))
    spliced(source, target, cuts)
    return WHERE, packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what each XMP box says, and that a compressed one was not read; raises Refused MK10."""
    if _bare(source):
        return ()
    found = _boxes(source)
    said = [parsed(text, WHERE) for _, text in _texts(source, found)]
    for box in [box for box in found if box.kind == b"brob"][:100]:
        source.seek(box.body)
        if source.read(4) == b"xml ":
            said.append(
                Said(
                    where="XMP in box brob", flaw="the XMP is compressed with Brotli, and was not read"
                )
            )
    return tuple(said)


def _bare(source: BinaryIO) -> bool:
    source.seek(0)
    return source.read(2) == b"\xff\x0a"


def _boxes(source: BinaryIO) -> list[Box]:
    found = list(boxes(source, 0, size_of(source), _MANY))
    if [box.kind for box in found[:2]] != [b"JXL ", b"ftyp"]:
        raise Refused("MK10", "a damaged JPEG XL: it does not start as one")
    _codestream(found)
    return found


def _codestream(found: list[Box]) -> Box:
    box = next((box for box in found if box.kind in (b"jxlc", b"jxlp")), None)
    if box is None:
        raise Refused("MK10", "a damaged JPEG XL: there is no picture in it")
    return box


def _size(box: Box) -> bytes:
    if box.size >> 32:
        raise CannotHold("MK12", "the last box has more than 4 GiB and no size of its own")
    return box.size.to_bytes(4, "big")


def _texts(source: BinaryIO, found: list[Box]) -> list[tuple[Box, bytes]]:
    """Return the `xml ` boxes that hold XMP: others may hold any XML."""
    small = [box for box in found if box.kind == b"xml " and box.size <= LARGEST][:100]
    texts = [(box, body(source, box)) for box in small]
    return [(box, text) for box, text in texts if RDF.encode() in text]
