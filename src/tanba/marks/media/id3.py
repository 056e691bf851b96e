"""
ID3v2 tags as a list of frames: what is not ours is kept as the bytes it was (id3.org, ID3v2.2, 2.3 and
2.4).

Written here because a library that decodes and writes every frame anew drops what it does not know, and
unpacks compressed frames without a limit. Compressed and encrypted frames are kept and not looked into.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO, Final

from tanba.kernel import Refused, value

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a tag that we read; cover pictures have a few."""
MOST: Final = 20_000
"""Frames in one tag."""
SPARE: Final = 1024
"""Zero bytes after the frames, so that the next editor need not move the sound."""

_UNSYNCED, _EXTENDED = 0x80, 0x40
_ID: Final = re.compile(rb"[A-Z0-9]{2}[A-Z0-9 \0]{1,2}")
_CODECS: Final = ("latin-1", "utf-16", "utf-16-be", "utf-8")


@value
class Frame:
    """One frame, as it stands in the file."""

    id: bytes
    flags: int
    data: bytes


@value
class Tag:
    """A tag, and where the sound begins after it."""

    version: int
    """2, 3 or 4."""
    frames: tuple[Frame, ...]
    size: int
    """Bytes that the tag takes in the file; 0 when there is none."""


def read_tag(source: BinaryIO) -> Tag:
    """
    Return the tag at the start of a file; an empty one of version 2.4 where there is none.

    Raises
    ------
    Refused
        MK20 when the tag is damaged, MK21 when it is too large or has too many frames.
    """
    source.seek(0)
    head = source.read(10)
    if head[:3] != b"ID3":
        return Tag(version=4, frames=(), size=0)
    if len(head) < 10 or head[3] not in (2, 3, 4) or any(byte & 0x80 for byte in head[6:]):
        raise Refused("MK20", "a damaged ID3 tag: its first ten bytes make no sense")
    version, flags, size = head[3], head[5], _synchsafe(head[6:])
    if size > LARGEST:
        raise Refused("MK21", f"an ID3 tag of {size} bytes, more than {LARGEST}")
    body = source.read(size)
    if len(body) < size:
        raise Refused("MK20", "a damaged ID3 tag: it is longer than the file")
    whole = 10 + size + (10 if version == 4 and flags & 0x10 else 0)
    if flags & _UNSYNCED and version < 4:
        body = body.replace(b"\xff\x00", b"\xff")
    if flags & _EXTENDED:
        if version == 2:
            raise Refused(
                "MK20", "an ID3v2.2 tag that is compressed as a whole, which no program defines"
            )
        body = _without_extension(body, version)
    frames = _walk(body, version, plain=version != 4)
    if frames is None and version == 4:
        frames = _walk(body, version, plain=True)  # some writers forget that 2.4 sizes are synchsafe
    if frames is None:
        raise Refused("MK20", "a damaged ID3 tag: a frame is longer than the tag, or has no name")
    if flags & _UNSYNCED and version == 4:
        # §3.1: then every frame is; say so in each, as we write no such header.
        frames = [Frame(id=f.id, flags=f.flags | 0x02, data=f.data) for f in frames]
    return Tag(version=version, frames=tuple(frames), size=whole)


def tag_bytes(tag: Tag, frames: Iterable[Frame]) -> bytes:
    """
    Return a tag of the same version with these frames, no shorter than the old one, with spare
    room.
    """
    body = b"".join(_framed(frame, tag.version) for frame in frames)
    room = tag.size - 10 - len(body)
    body += bytes(room if room >= 0 else SPARE)
    if len(body) > LARGEST:
        raise Refused("MK21", f"an ID3 tag of {len(body)} bytes, more than {LARGEST}")
    return b"ID3" + bytes((tag.version, 0, 0)) + _as_synchsafe(len(body)) + body


def user_texts(tag: Tag) -> Iterator[tuple[Frame, str, str]]:
    """Yield every user-defined text (TXXX) that can be read: its frame, its description, its text."""
    for frame in tag.frames:
        if frame.id.rstrip(b" \0") in (b"TXXX", b"TXX") and (said := _strings(frame, tag.version)):
            yield frame, said[0], said[1] if len(said) > 1 else ""


def text_of(tag: Tag, name: bytes) -> str:
    """Return the text of the first frame with this name, or an empty one."""
    frame = next((frame for frame in tag.frames if frame.id == name), None)
    said = _strings(frame, tag.version) if frame else None
    return said[0] if said else ""


def private(tag: Tag, owner: bytes) -> tuple[Frame, bytes] | None:
    """Return the first PRIV frame of `owner` and its data, or None."""
    for frame in tag.frames:
        if (
            frame.id == b"PRIV"
            and (data := _opened(frame, tag.version))
            and data.startswith(owner + b"\0")
        ):
            return frame, data[len(owner) + 1 :]
    return None


def texts_as_frames(tag: Tag, texts: Mapping[str, str]) -> list[Frame]:
    """Return TXXX frames for these texts; in UTF-8 where the version knows it, else in UTF-16."""
    how = 3 if tag.version == 4 else 1
    end = b"\0" if how == 3 else b"\0\0"
    name = b"TXX" if tag.version == 2 else b"TXXX"
    spell = _CODECS[how]
    return [
        Frame(id=name, flags=0, data=bytes((how,)) + key.encode(spell) + end + text.encode(spell))
        for key, text in texts.items()
    ]


def _walk(body: bytes, version: int, *, plain: bool) -> list[Frame] | None:
    """Return the frames in a tag's body; None when they do not fit together."""
    frames: list[Frame] = []
    at, head = 0, 6 if version == 2 else 10
    while at + head <= len(body) and body[at]:
        name = body[at : at + (3 if version == 2 else 4)]
        if not _ID.fullmatch(name):
            return None
        raw = body[at + len(name) : at + (6 if version == 2 else 8)]
        if not plain and any(byte & 0x80 for byte in raw):
            return None
        size = int.from_bytes(raw, "big") if plain else _synchsafe(raw)
        flags = int.from_bytes(body[at + 8 : at + 10], "big") if head == 10 else 0
        at += head
        if size > len(body) - at:
            return None
        frames.append(Frame(id=name, flags=flags, data=body[at : at + size]))
        at += size
        if len(frames) > MOST:
            raise Refused("MK21", f"an ID3 tag with more than {MOST} frames")
    return frames


def _without_extension(body: bytes, version: int) -> bytes:
    """Return a body without its extended header: checksums and limits that a new frame would break."""
    size = _synchsafe(body[:4]) if version == 4 else int.from_bytes(body[:4], "big") + 4
    if not 4 <= size <= len(body):
        raise Refused("MK20", "a damaged ID3 tag: its extended header is longer than the tag")
    return body[size:]


def _opened(frame: Frame, version: int) -> bytes | None:
    """Return a frame's data in clear; None when it is compressed, encrypted or grouped."""
    if version < 4:
        return None if frame.flags & 0xFF else frame.data
    if frame.flags & 0xFF & ~0x03:
        return None
    data = frame.data[4:] if frame.flags & 0x01 else frame.data
    return data.replace(b"\xff\x00", b"\xff") if frame.flags & 0x02 else data


def _strings(frame: Frame, version: int) -> list[str] | None:
    """Return the texts of a text frame; None when they cannot be read."""
    data = _opened(frame, version)
    if not data or data[0] >= len(_CODECS):
        return None
    parts = _parted(data[1:], wide=data[0] in (1, 2))
    return [part.decode(_CODECS[data[0]], "replace").lstrip("\ufeff") for part in parts]


def _parted(data: bytes, *, wide: bool) -> list[bytes]:
    """Return description and value, parted at the first empty character; of more values, the first."""
    if not wide:
        return data.split(b"\0", 2)[:2]
    for at in range(0, len(data) - 1, 2):
        if data[at : at + 2] == b"\0\0":
            rest = data[at + 2 :]
            end = next((i for i in range(0, len(rest) - 1, 2) if rest[i : i + 2] == b"\0\0"), len(rest))
            return [data[:at], rest[:end]]
    return [data]


def _framed(frame: Frame, version: int) -> bytes:
    size = len(frame.data)
    if version == 2:
        return frame.id + size.to_bytes(3, "big") + frame.data
    spelled = _as_synchsafe(size) if version == 4 else size.to_bytes(4, "big")
    return frame.id + spelled + frame.flags.to_bytes(2, "big") + frame.data


def _synchsafe(raw: bytes) -> int:
    """Return a number of four bytes with seven bits each (ID3v2.4 §6.2)."""
    number = 0
    for byte in raw:
        number = number << 7 | byte & 0x7F
    return number


def _as_synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))
