"""XMP in PNG and APNG: an iTXt chunk with a keyword of its own (XMP part 3, 1.1.5; PNG, 11.3.3.4)."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from tanba.kernel import Refused, value
from tanba.marks.media import size_of
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.metadata.packet import LARGEST, merged, parsed, says_ai
from tanba.marks.reservation import Statement
from tanba.marks.results import Said

WHERE: Final = "XMP in iTXt"
KEYWORD: Final = b"XML:com.adobe.xmp\0"
SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_MANY: Final = 1_000_000
_TEXT: Final = 64 * 1024


@value
class _Chunk:
    kind: bytes
    start: int
    size: int

    @property
    def end(self) -> int:
        return self.start + 12 + self.size


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the picture with its XMP chunk, replaced or put after the header; return place and packet.

    Raises
    ------
    Refused
        MK10 for a damaged file, MK14 for damaged XMP.
    """
    head: _Chunk | None = None
    old: _Chunk | None = None
    for chunk in _chunks(source):
        if chunk.kind == b"IHDR":
            head = chunk
        if chunk.kind == b"iTXt" and old is None and _starts(source, chunk) == KEYWORD:
            old = chunk
    if head is None:
        raise _damaged("it has no header")
    packet = merged(_packet(source, old) if old else None, said)
    # Not compressed, no language, no translated keyword: nothing that a reader could get wrong.
    body = b"".join((b"iTXt", KEYWORD, b"\0\0\0\0", packet))
    new = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    place = old.start if old else head.end
    spliced(source, target, [Cut(start=place, end=old.end if old else place, new=new)])
    return WHERE, packet


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what XMP, and texts named AIGC, say; raises Refused MK10 for a damaged file."""
    found: list[Said] = []
    for chunk in _chunks(source):
        if len(found) == 100:
            break
        if chunk.kind == b"iTXt" and _starts(source, chunk) == KEYWORD:
            try:
                found.append(parsed(_packet(source, chunk), WHERE))
            except Refused as refused:
                found.append(Said(where=WHERE, flaw=refused.what))
        elif chunk.kind == b"tEXt" and chunk.size <= _TEXT and _starts(source, chunk)[:5] == b"AIGC\0":
            found.append(_named_aigc(source, chunk))
    return tuple(found)


def _named_aigc(source: BinaryIO, chunk: _Chunk) -> Said:
    try:
        text = _body(source, chunk)[5:].decode("utf-8", "replace")
    except Refused as refused:
        return Said(where="tEXt", flaw=refused.what)
    return Said(where="tEXt", aigc=text[:4000], ai=says_ai(text))


def _chunks(source: BinaryIO) -> Iterator[_Chunk]:
    """Yield the chunks from the header to the end; the stream's position may move in between."""
    total, at = size_of(source), 8
    source.seek(0)
    if source.read(8) != SIGNATURE:
        raise _damaged("it does not start as a PNG")
    for _ in range(_MANY):
        source.seek(at)
        head = source.read(8)
        chunk = _Chunk(kind=head[4:8], start=at, size=int.from_bytes(head[:4], "big"))
        if len(head) < 8 or chunk.end > total:
            raise _damaged("a chunk is cut off")
        if at == 8 and chunk.kind != b"IHDR":
            raise _damaged("it does not start with its header")
        yield chunk
        if chunk.kind == b"IEND":
            return
        at = chunk.end
    raise Refused("MK13", f"more than {_MANY} chunks")


def _starts(source: BinaryIO, chunk: _Chunk) -> bytes:
    source.seek(chunk.start + 8)
    return source.read(min(len(KEYWORD), chunk.size))


def _body(source: BinaryIO, chunk: _Chunk) -> bytes:
    source.seek(chunk.start + 4)
    data = source.read(chunk.size + 8)
    if zlib.crc32(data[:-4]) != int.from_bytes(data[-4:], "big"):
        raise Refused("MK14", "the chunk with the metadata does not match its checksum")
    return data[4:-4]


def _packet(source: BinaryIO, chunk: _Chunk) -> bytes:
    """Return the packet of an XMP chunk, unpacked within bounds."""
    if chunk.size > 2 * LARGEST:
        raise Refused("MK14", f"the chunk with the XMP has {chunk.size} bytes")
    rest = _body(source, chunk)[len(KEYWORD) :]
    packed, rest = rest[:2], rest[2:]
    _, closed, rest = rest.partition(b"\0")
    _, closed_too, rest = rest.partition(b"\0")
    if not (closed and closed_too) or packed not in (b"\0\0", b"\1\0", b"\0\1"):
        raise Refused("MK14", "the chunk with the XMP is damaged")
    if packed[0] == 0:
        return rest
    stream = zlib.decompressobj()
    try:
        data = stream.decompress(rest, LARGEST + 1)
    except zlib.error as error:
        raise Refused("MK14", f"the compressed XMP is damaged: {error}") from None
    if not stream.eof and len(data) <= LARGEST:
        raise Refused("MK14", "the compressed XMP is cut off")
    return data


def _damaged(what: str) -> Refused:
    return Refused("MK10", f"a damaged PNG: {what}")
