"""
XMP in RIFF: the chunk `XMP ` of WebP (RFC 9649, 2.7), `_PMX` of WAV and AVI (XMP part 3, 1.2).

A WebP without an extended header gets one. In AVI nothing may move, as indexes count from the start of
the file: an earlier packet in front of the film becomes JUNK; a file of several RIFFs is left alone.
"""

from typing import BinaryIO, Final, NamedTuple

from tanba.kernel import Refused
from tanba.marks.media import size_of
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.packet import LARGEST, merged, parsed
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

_MANY: Final = 100_000
_XMP, _ALPHA = 0x04, 0x10


class _Chunk(NamedTuple):
    kind: bytes
    start: int
    size: int

    @property
    def end(self) -> int:
        """The first byte after it and after the byte that makes its size even."""
        return self.start + 8 + self.size + self.size % 2


class _Form(NamedTuple):
    kind: bytes
    end: int
    chunks: list[_Chunk]
    more: bool
    """Something follows the RIFF."""

    @property
    def name(self) -> bytes:
        """The name of the chunk that holds XMP."""
        return b"XMP " if self.kind == b"WEBP" else b"_PMX"


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the file with its XMP chunk, replaced or put last; return its place and packet.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK12 where the file cannot take a chunk, MK14 for damaged XMP.
    """
    form = _form(source)
    if form.kind == b"AVI " and form.more:
        raise CannotHold("MK12", "an AVI of several parts, which are found by their places")
    old = next((chunk for chunk in form.chunks if chunk.kind == form.name), None)
    packet = merged(_body(source, old) if old else None, said)
    cuts = [_without(form, old)] if old else []
    if form.kind == b"WEBP":
        cuts.append(_extended(source, form))
    last = form.chunks[-1]
    gap = b"\0" if last.end > form.end and last is not old else b""  # its even byte is missing
    chunk = form.name + len(packet).to_bytes(4, "little") + packet + b"\0" * (len(packet) % 2)
    cuts.append(Cut(start=form.end, end=form.end, new=gap + chunk))
    size = form.end - 8 + sum(cut.grows for cut in cuts)
    if size >= 1 << 32:
        raise CannotHold("MK12", "with its metadata it would have more than 4 GiB, where RIFF ends")
    cuts.append(Cut(start=4, end=8, new=size.to_bytes(4, "little")))
    spliced(source, target, cuts)
    return _where(form), packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what each XMP chunk says; raises Refused MK10 for a damaged file."""
    form = _form(source)
    found = []
    for chunk in [chunk for chunk in form.chunks if chunk.kind == form.name][:100]:
        try:
            found.append(parsed(_body(source, chunk), _where(form)))
        except Refused as refused:
            found.append(Said(where=_where(form), flaw=refused.what))
    return tuple(found)


def _where(form: _Form) -> str:
    return f"XMP in chunk {form.name.decode().strip()}"


def _form(source: BinaryIO) -> _Form:
    """Return the chunks on the top level, without their bodies."""
    total = size_of(source)
    source.seek(0)
    head = source.read(12)
    kind = head[8:]
    if head[:4] != b"RIFF" or kind not in (b"WEBP", b"WAVE", b"AVI "):
        raise _damaged("it does not start as one")
    end, at = 8 + int.from_bytes(head[4:8], "little"), 12
    if end > total:
        raise _damaged(f"it claims {end} bytes, and has {total}")
    chunks: list[_Chunk] = []
    while at < end:
        source.seek(at)
        head = source.read(8)
        chunk = _Chunk(head[:4], at, int.from_bytes(head[4:], "little"))
        if at + 8 + chunk.size > end:
            raise _damaged("a chunk is cut off")
        chunks.append(chunk)
        if len(chunks) > _MANY:
            raise Refused("MK13", f"more than {_MANY} chunks")
        at = chunk.end
    if not chunks:
        raise _damaged("it is empty")
    if at <= total:  # the last even byte, which some writers leave out of the count
        end = at
    return _Form(kind, end, chunks, total > end)


def _body(source: BinaryIO, chunk: _Chunk) -> bytes:
    if chunk.size > LARGEST:
        raise Refused("MK14", f"the XMP has {chunk.size} bytes, more than {LARGEST}")
    source.seek(chunk.start + 8)
    return source.read(chunk.size)


def _without(form: _Form, old: _Chunk) -> Cut:
    """Return what takes an earlier packet out."""
    lists = [chunk.start for chunk in form.chunks if chunk.kind == b"LIST"]
    if form.kind == b"AVI " and lists and old.start < lists[-1]:
        return Cut(start=old.start, end=old.start + 4, new=b"JUNK")
    return Cut(start=old.start, end=min(old.end, form.end))


def _extended(source: BinaryIO, form: _Form) -> Cut:
    """Return the extended header of a WebP with the flag for XMP; a new one where there is none."""
    first = form.chunks[0]
    source.seek(first.start + 8)
    head = source.read(min(first.size, 10))
    if len(head) < 10 and not (first.kind == b"VP8L" and len(head) >= 5):
        raise _damaged("its first chunk is too short")
    match first.kind:
        case b"VP8X":
            return Cut(start=first.start + 8, end=first.start + 9, new=bytes([head[0] | _XMP]))
        case b"VP8 " if head[3:6] == b"\x9d\x01\x2a":  # RFC 6386, 9.1
            flags, width, height = (
                0,
                *(int.from_bytes(head[i : i + 2], "little") & 0x3FFF for i in (6, 8)),
            )
        case b"VP8L" if head[0] == 0x2F:  # RFC 9649, 3.4
            bits = int.from_bytes(head[1:5], "little")
            flags = _ALPHA if bits >> 28 & 1 else 0
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            raise _damaged("it does not start with a picture")
    if not (width and height):
        raise _damaged("a picture without width or height")
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    body = bytes([flags | _XMP, 0, 0, 0]) + sides
    return Cut(start=12, end=12, new=b"VP8X" + len(body).to_bytes(4, "little") + body)


def _damaged(what: str) -> Refused:
    return Refused("MK10", f"a damaged RIFF file: {what}")
