"""What a sound file says about itself, carried over whole to the file that has a notice before it."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, BinaryIO, Final

from tanba.kernel import Refused, value
from tanba.marks.media import Container

HELD: Final = 64 * 1024 * 1024
"""Bytes of tags and pictures."""
_KEPT: Final = (2, 4, 6)
"""
FLAC blocks that stay: application, comments, picture. Seek table and cue sheet give places that
have moved.
"""


@value
class StreamInfo:
    """The first block of a FLAC file (RFC 9639, 8.2)."""

    bits: int
    """Of a sample."""


def stream_info(source: BinaryIO) -> StreamInfo:
    """Return what the first block says; raises Refused MK72 where it is not there."""
    for kind, body in _blocks(source):
        if kind == 0 and len(body) == 34:
            return StreamInfo(bits=(int.from_bytes(body[12:14], "big") >> 4 & 0x1F) + 1)
        break
    raise Refused("MK72", "a damaged sound: it does not begin with what FLAC begins with")


def keep_blocks(source: BinaryIO, coded: BinaryIO, target: BinaryIO) -> None:
    """Write new FLAC frames behind their own first block and the old file's comments and pictures."""
    first = next(body for kind, body in _blocks(coded) if kind == 0)
    blocks = [(0, first), *((kind, body) for kind, body in _blocks(source) if kind in _KEPT)]
    target.write(b"fLaC")
    for n, (kind, body) in enumerate(blocks):
        last = 0x80 if n == len(blocks) - 1 else 0
        target.write(bytes((kind | last,)) + len(body).to_bytes(3, "big") + body)
    for _ in _blocks(coded):  # leaves the stream where the frames begin
        pass
    while piece := coded.read(1024 * 1024):
        target.write(piece)


def keep_tags(source: BinaryIO, target: BinaryIO, kind: Container) -> None:
    """Put the tags of an M4A or Ogg file, pictures among them, in place of those of the new file."""
    import mutagen

    try:
        if kind.name == "m4a":
            from mutagen import mp4

            opened: Any = mp4.MP4

            source.seek(0)
            tags = opened(source).tags
            target.seek(0)
            new: Any = opened(target)
            if tags is not None:
                new.tags = tags
        else:
            old = _ogg(source)
            new = _ogg(target)
            new.tags[:] = [pair for pair in old.tags if pair[0].upper() != "ENCODER"]
        target.seek(0)
        new.save(target)
    except (
        mutagen.MutagenError,
        struct.error,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
    ) as error:
        raise Refused("MK72", f"a damaged sound: its tags cannot be read: {str(error)[:100]}") from None
    except (EOFError, OverflowError, MemoryError, RecursionError, AssertionError):
        raise Refused("MK72", "a damaged sound: the lengths of its tags make no sense") from None


def shifted(chapters: list[Any], seconds: float) -> list[Any]:
    """Return chapters, each so much later; the first begins where the sound did."""
    return [
        {**each, "start": each["start"] + by, "end": each["end"] + by}
        for each in chapters
        for by in [round(Fraction(seconds) / each["time_base"])]
    ]


def _ogg(stream: BinaryIO) -> Any:
    from mutagen.oggopus import OggOpus
    from mutagen.oggvorbis import OggVorbis

    stream.seek(0)
    head = stream.read(128)
    stream.seek(0)
    kind: Any = OggOpus if b"OpusHead" in head else OggVorbis
    return kind(stream)


def _blocks(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """
    Yield the metadata blocks of a FLAC file (RFC 9639, 8.1), and leave the stream behind the last.
    """
    source.seek(0)
    head = source.read(10)
    start = 0
    if head[:3] == b"ID3" and len(head) == 10:  # some programs put one before
        start = 10 + sum(
            (byte & 0x7F) << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True)
        )
    source.seek(start)
    if source.read(4) != b"fLaC":
        raise Refused("MK72", "a damaged sound: it does not begin with what FLAC begins with")
    total = 0
    while True:
        head = source.read(4)
        size = int.from_bytes(head[1:], "big")
        total += size + 4
        if len(head) < 4 or total > HELD:
            raise Refused("MK72", "a damaged sound: it ends inside its headers, or they are too long")
        body = source.read(size)
        if len(body) < size:
            raise Refused("MK72", "a damaged sound: it ends inside its headers")
        yield head[0] & 0x7F, body
        if head[0] & 0x80:
            return
