"""
A notice before a WAV: its samples go in before the first, in the same coding; every other byte
stays.
"""

from typing import Any, BinaryIO, Final

import av
from av import AudioFrame

from tanba.kernel import Refused, value
from tanba.marks.media.splice import Cut, spliced
from tanba.marks.media.spool import size_of
from tanba.marks.visible.sounds.announcement import Announcement

_MANY: Final = 10_000
_HELD: Final = 1024 * 1024
_BYTES: Final = {
    "pcm_u8": 1, "pcm_s16le": 2, "pcm_s24le": 3, "pcm_s32le": 4, "pcm_f32le": 4, "pcm_f64le": 8,
    "pcm_alaw": 1, "pcm_mulaw": 1,
}  # fmt: skip


@value
class Chunk:
    """One chunk of RIFF: where its body starts, and how long it is."""

    kind: bytes
    body: int
    size: int


def joined(source: BinaryIO, target: BinaryIO, notice: Announcement, codec: str) -> str:
    """
    Write the file with the notice's samples first; return how, in plain English.

    Raises
    ------
    Refused
        MK72 for a damaged file, MK76 for samples in blocks, or a file that would pass 4 GiB.
    """
    if codec not in _BYTES:
        raise Refused("MK76", f"WAV in {codec}, which is not written here", "convert it to PCM first")
    samples = _coded(notice, codec)
    chunks = _chunks(source)
    data = [chunk for chunk in chunks if chunk.kind == b"data"]
    if len(data) != 1:
        raise Refused("MK72", f"a damaged sound: {len(data)} chunks of samples instead of one")
    source.seek(4)
    whole = int.from_bytes(source.read(4), "little") + len(samples)
    if whole >= 1 << 32:
        raise Refused("MK76", "with the notice it would have more than 4 GiB, where WAV ends")
    cuts = [
        Cut(start=4, end=8, new=whole.to_bytes(4, "little")),
        Cut(
            start=data[0].body - 4,
            end=data[0].body,
            new=(data[0].size + len(samples)).to_bytes(4, "little") + samples,
        ),
    ]
    for chunk in chunks:
        cuts += _shifted(source, chunk, notice.samples.shape[1])
    spliced(source, target, cuts)
    return "every sample of the original follows unchanged"


def _coded(notice: Announcement, codec: str) -> bytes:
    """Return the notice as bytes of a data chunk: an even number, as its samples are."""
    coder: Any = av.CodecContext.create(codec, "w")
    form = coder.codec.audio_formats[0].name
    coder.sample_rate, coder.layout, coder.format = notice.rate, notice.layout, form
    resampler = av.AudioResampler(format=form, layout=notice.layout, rate=notice.rate)
    parts = []
    frame: AudioFrame | None
    for frame in (*notice.frames(), None):
        for shaped in resampler.resample(frame):
            parts += [bytes(packet) for packet in coder.encode(shaped)]
    return b"".join(parts)


def _chunks(source: BinaryIO) -> list[Chunk]:
    """Return the chunks of the file (Multimedia Programming Interface 1.0, RIFF)."""
    end, found, at = size_of(source), [], 12
    source.seek(0)
    head = source.read(12)
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        raise Refused(
            "MK76", "a WAV of a large or rare kind", "RIFF WAVE files up to 4 GiB are written here"
        )
    end = min(end, 8 + int.from_bytes(head[4:8], "little"))
    while at + 8 <= end:
        source.seek(at)
        head = source.read(8)
        chunk = Chunk(kind=head[:4], body=at + 8, size=int.from_bytes(head[4:], "little"))
        if chunk.body + chunk.size > end:
            raise Refused("MK72", "a damaged sound: a chunk is cut off")
        found.append(chunk)
        if len(found) > _MANY:
            raise Refused("MK72", f"a damaged sound: more than {_MANY} chunks")
        at = chunk.body + chunk.size + chunk.size % 2
    return found


def _shifted(source: BinaryIO, chunk: Chunk, by: int) -> list[Cut]:
    """Return how counts and places of samples change: `fact`, `cue ` and the loops of `smpl`."""
    match chunk.kind:
        case b"fact":
            places = [0]
        case b"cue ":
            places = [at for first in range(4, chunk.size - 23, 24) for at in (first + 4, first + 20)]
        case b"smpl":
            places = [at for first in range(36, chunk.size - 23, 24) for at in (first + 8, first + 12)]
        case _:
            return []
    if chunk.size > _HELD or chunk.size < 4:
        raise Refused("MK72", "a damaged sound: a list of places in it is too long or too short")
    source.seek(chunk.body)
    body = bytearray(source.read(chunk.size))
    for at in places:
        number = int.from_bytes(body[at : at + 4], "little") + by
        body[at : at + 4] = min(number, (1 << 32) - 1).to_bytes(4, "little")
    return [Cut(start=chunk.body, end=chunk.body + chunk.size, new=bytes(body))]
