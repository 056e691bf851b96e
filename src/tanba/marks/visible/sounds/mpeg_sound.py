"""
A notice before an MP3: frames of MPEG audio layer III (ISO/IEC 11172-3, 13818-3) go in before the
first.

Every frame of the original stays as it is. A first frame that counts the others (Xing, Info) is told of
the new ones.
"""

from io import BytesIO
from typing import BinaryIO, Final

import av

from tanba.kernel import Refused, value
from tanba.marks.media.id3 import read_tag
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.visible.sounds.announcement import Announcement

_BEFORE: Final = 64 * 1024
"""Bytes of rubbish that may stand between the tag and the first frame."""
_RATES_1: Final = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ: Final = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}


@value
class Header:
    """The header of one frame."""

    version: int
    """3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5."""
    rate: int
    mono: bool
    size: int
    """Bytes of the whole frame."""

    @property
    def samples(self) -> int:
        """Samples of each channel in a frame."""
        return 1152 if self.version == 3 else 576

    @property
    def side(self) -> int:
        """Bytes of side information, after which a Xing header stands."""
        if self.version == 3:
            return 17 if self.mono else 32
        return 9 if self.mono else 17


def joined(source: BinaryIO, target: BinaryIO, notice: Announcement, bit_rate: int) -> str:
    """
    Write the file with the notice's frames first; return how. Refused MK72 when no frame is found.
    """
    start, header = _first(source)
    source.seek(start)
    frame = source.read(header.size)
    coded = _coded(notice, header, bit_rate)
    told = _told(frame, header, coded)
    if told is None:
        cut = Cut(start=start, end=start, new=coded)
    else:
        cut = Cut(start=start, end=start + header.size, new=told + coded)
    spliced(source, target, [cut])
    return "every MP3 frame of the original follows unchanged"


def header(data: bytes, at: int = 0) -> Header | None:
    """
    Return the frame header at a place, or None (ISO/IEC 11172-3, 2.4.1.3): layer III with a fixed
    bit rate only.
    """
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE6 != 0xE2:
        return None
    version, speed, hertz = data[at + 1] >> 3 & 3, data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or speed in (0, 15) or hertz == 3:
        return None
    kilobits = (_RATES_1 if version == 3 else _RATES_2)[speed]
    rate = _HERTZ[version][hertz]
    size = (144_000 if version == 3 else 72_000) * kilobits // rate + (data[at + 2] >> 1 & 1)
    return Header(version=version, rate=rate, mono=data[at + 3] >> 6 == 3, size=size)


def _first(source: BinaryIO) -> tuple[int, Header]:
    """Return where the first frame starts, that another of its kind follows."""
    start = read_tag(source).size
    source.seek(start)
    data = source.read(_BEFORE + 4096)
    for at in range(min(_BEFORE, len(data))):
        if data[at] != 0xFF or (found := header(data, at)) is None:
            continue
        after = header(data, at + found.size)
        if after is not None and (after.version, after.rate) == (found.version, found.rate):
            return start + at, found
    raise Refused("MK72", "a damaged sound: no frame of MPEG layer III where the sound should begin")


def _coded(notice: Announcement, like: Header, bit_rate: int) -> bytes:
    """
    Return the notice as frames that need nothing of each other, about as large as those that
    follow.
    """
    rates = _RATES_1 if like.version == 3 else _RATES_2
    wanted = min(rates[1:], key=lambda kilobits: abs(kilobits * 1000 - (bit_rate or 128_000)))
    out = BytesIO()
    options = {"write_xing": "0", "id3v2_version": "0"}
    with av.open(out, "w", format="mp3", options=options) as coded:
        stream = coded.add_stream("libmp3lame", rate=notice.rate, options={"reservoir": "0"})
        stream.layout = "mono" if like.mono else "stereo"
        stream.bit_rate = wanted * 1000
        for frame in notice.frames():
            coded.mux(stream.encode(frame))
        coded.mux(stream.encode(None))
    return out.getvalue()


def _told(frame: bytes, found: Header, coded: bytes) -> bytes | None:
    """Return the counting frame with the new frames in it; None when the frame is sound itself."""
    at = 4 + found.side
    if frame[at : at + 4] not in (b"Xing", b"Info"):
        return b"" if frame[36:40] == b"VBRI" else None  # its table would be wrong, and it is no sound
    flags = int.from_bytes(frame[at + 4 : at + 8], "big")
    told, at = bytearray(frame), at + 8
    new = sum(1 for _ in _headers(coded))
    frames = size = 0
    if flags & 1:
        frames = int.from_bytes(told[at : at + 4], "big")
        told[at : at + 4] = min(frames + new, 0xFFFFFFFF).to_bytes(4, "big")
        at += 4
    if flags & 2:
        size = int.from_bytes(told[at : at + 4], "big")
        told[at : at + 4] = min(size + len(coded), 0xFFFFFFFF).to_bytes(4, "big")
        at += 4
    if flags & 4 and at + 100 <= len(told):
        told[at : at + 100] = _table(bytes(told[at : at + 100]), frames, size, new, len(coded))
    return bytes(told)


def _headers(coded: bytes) -> list[Header]:
    found, at = [], 0
    while (each := header(coded, at)) is not None:
        found.append(each)
        at += each.size
    return found


def _table(old: bytes, frames: int, size: int, new: int, grown: int) -> bytes:
    """Return where each hundredth of the time starts, in 256ths of the bytes."""

    def place(part: float) -> float:
        at = part * (frames + new)
        if at < new:
            return at / new * grown
        step = min((at - new) / max(frames, 1) * 100, 99.0)
        low = int(step)
        high = old[low + 1] if low < 99 else 256
        return grown + (old[low] + (high - old[low]) * (step - low)) / 256 * size

    return bytes(min(255, round(place(i / 100) / max(size + grown, 1) * 256)) for i in range(100))
