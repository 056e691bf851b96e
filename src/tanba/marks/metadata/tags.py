"""
Tags of sound files: ID3v2 in MP3, Vorbis comments in FLAC and Ogg. The sound itself is copied as it is.

The disclosure stands in three texts (see `fields`); MP3 also gets an XMP packet (XMP part 3, §1.1.3:
PRIV frame of owner `XMP`). Vorbis comments have no agreed place for XMP.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from mutagen import MutagenError
from mutagen._vorbis import VComment
from mutagen.flac import FLAC
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggtheora import OggTheora
from mutagen.oggvorbis import OggVorbis

from tanba.kernel import Refused
from tanba.marks.disclosure import Disclosure
from tanba.marks.media.id3 import (
    Frame,
    private,
    read_tag,
    tag_bytes,
    text_of,
    texts_as_frames,
    user_texts,
)
from tanba.marks.media.spool import copied
from tanba.marks.metadata.fields import NAMES, fields, spelled, told
from tanba.marks.metadata.packet import merged, parsed
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Reservation, Statement
from tanba.marks.results import Said

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of headers and pictures before the sound that we read."""

_OGG: Final = (
    (b"\x01vorbis", OggVorbis),
    (b"OpusHead", OggOpus),
    (b"\x7fFLAC", OggFLAC),
    (b"Speex   ", OggSpeex),
    (b"\x80theora", OggTheora),
)


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write the file with the disclosure in its tags; return where, and the texts as lines or the
    packet.
    """
    if _magic(source) in (b"fLaC", b"OggS"):
        if isinstance(said, Reservation):
            raise CannotHold("MK04", "Vorbis comments have no agreed place for a wish about training")
        return _write_comments(source, target, said)
    return _write_id3(source, target, said)


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the tags say about how the sound was made."""
    if _magic(source) in (b"fLaC", b"OggS"):
        return _read_comments(source)
    return _read_id3(source)


def _magic(source: BinaryIO) -> bytes:
    """Read the first four bytes of the sound; C2PA puts an ID3 tag before those of FLAC."""
    source.seek(0)
    head = source.read(4)
    if head[:3] != b"ID3":
        return head
    source.seek(read_tag(source).size)
    return source.read(4)


# --- MP3 ----------------------------------------------------------------------------------------------


def _write_id3(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    tag = read_tag(source)
    texts, ours = {}, set[int]()
    if not isinstance(said, Reservation):
        texts = fields(said, {name.upper(): text for _, name, text in user_texts(tag)})
        ours = {id(frame) for frame, name, _ in user_texts(tag) if name.upper() in NAMES}
    elif tag.version <= 2:
        raise CannotHold("MK12", "an ID3 tag of version 2.2, which has no place for XMP")
    new, packet = texts_as_frames(tag, texts), b""
    if tag.version > 2:  # PRIV came with 2.3
        found = private(tag, b"XMP")
        packet = merged(found[1] if found else None, said)
        ours |= {id(found[0])} if found else set()
        new.append(Frame(id=b"PRIV", flags=0, data=b"XMP\0" + packet))
    target.write(tag_bytes(tag, [*(frame for frame in tag.frames if id(frame) not in ours), *new]))
    _copy_from(source, tag.size, target)
    if not packet:
        return "TXX in ID3v2.2", spelled(texts)
    where = "TXXX and XMP" if texts else "XMP"
    return f"{where} in ID3v2.{tag.version}", spelled(texts) + packet


def _read_id3(source: BinaryIO) -> tuple[Said, ...]:
    tag = read_tag(source)
    found = private(tag, b"XMP")
    texts = {name: text for _, name, text in user_texts(tag)}
    tool = text_of(tag, b"TSSE") or text_of(tag, b"TENC")
    told_texts = told(texts, f"TXXX in ID3v2.{tag.version}", tool)
    told_packet = parsed(found[1], "XMP in ID3 PRIV") if found else None
    return tuple(each for each in (told_packet, told_texts) if each)


def _copy_from(source: BinaryIO, start: int, target: BinaryIO) -> None:
    source.seek(start)
    while piece := source.read(1024 * 1024):
        target.write(piece)


# --- FLAC and Ogg -------------------------------------------------------------------------------------


def _write_comments(source: BinaryIO, target: BinaryIO, said: Disclosure) -> tuple[str, bytes]:
    _measure(source)
    copied(source, target)
    with _refusing():
        audio = _opened(target)
        if audio.tags is None:
            audio.add_tags()
        comments: VComment = audio.tags
        texts = fields(said, {name.upper(): text for name, text in comments})
        comments[:] = [(name, text) for name, text in comments if name.upper() not in NAMES]
        comments.extend(texts.items())
        target.seek(0)
        audio.save(target)
    return f"Vorbis comments in {type(audio).__name__.removeprefix('Ogg')}", spelled(texts)


def _read_comments(source: BinaryIO) -> tuple[Said, ...]:
    _measure(source)
    with _refusing():
        audio = _opened(source)
        tags: list[tuple[str, str]] = list(audio.tags or ())
        vendor = str(getattr(audio.tags, "vendor", ""))
    texts = {name.upper(): text for name, text in reversed(tags)}  # of twins, the first
    seen = told(texts, "Vorbis comments", texts.get("ENCODER") or vendor)
    return (seen,) if seen else ()


def _opened(stream: BinaryIO) -> Any:
    stream.seek(0)
    head = stream.read(128)
    stream.seek(0)
    if head[:4] == b"fLaC" or head[:3] == b"ID3":
        kind: Any = FLAC
        return kind(stream)
    for magic, kind in _OGG:
        if magic in head:
            return kind(stream)
    raise Refused(
        "MK22",
        "an Ogg file of a kind that Tanba does not know",
        "Vorbis, Opus, FLAC, Speex and Theora are",
    )


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what the tag library raises on damaged files into our refusal."""
    try:
        yield
    except (
        MutagenError,
        struct.error,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        EOFError,
    ) as e:
        raise Refused(
            "MK20", f"a damaged sound file: {' '.join(str(e).split())[:120] or type(e).__name__}"
        ) from None
    except (OverflowError, MemoryError, RecursionError, AssertionError):
        raise Refused("MK20", "a damaged sound file: its lengths make no sense") from None


def _measure(source: BinaryIO) -> None:
    """Refuse headers that the tag library would load without a limit."""
    if _magic(source) == b"fLaC":
        _measure_flac(source)
    else:
        _measure_ogg(source)


def _measure_flac(source: BinaryIO) -> None:
    """Walk the metadata blocks (RFC 9639 §8): a last flag and type, then 24 bits of length."""
    total = count = 0
    while True:
        head = source.read(4)
        if len(head) < 4:
            raise Refused("MK20", "a damaged sound file: it ends inside its headers")
        size = int.from_bytes(head[1:], "big")
        total, count = total + size, count + 1
        if total > LARGEST or count > 10_000:
            raise Refused("MK21", f"headers of more than {LARGEST} bytes before the sound")
        source.seek(size, 1)
        if head[0] & 0x80:
            return


def _measure_ogg(source: BinaryIO) -> None:
    """
    Walk pages (RFC 3533 §6) up to the first that has a time other than 0: the headers stand before
    it.
    """
    source.seek(0)
    total = 0
    while head := source.read(27):
        if len(head) < 27 or head[:4] != b"OggS":
            raise Refused("MK20", "a damaged sound file: a page of Ogg does not begin where it should")
        lacing = source.read(head[26])
        size = sum(lacing)
        if head[6:14] not in (bytes(8), b"\xff" * 8):
            return
        total += 27 + len(lacing) + size
        if total > LARGEST:
            raise Refused("MK21", f"headers of more than {LARGEST} bytes before the sound")
        source.seek(size, 1)
