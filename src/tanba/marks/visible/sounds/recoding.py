"""
A notice before sound that is encoded again: FLAC and ALAC without any loss, AAC and Vorbis at about
their bit rate.
"""

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final

import av
from av import AudioFrame
from av.container import InputContainer

from tanba.kernel import Refused
from tanba.marks.media import Container
from tanba.marks.media.spool import size_of, spool
from tanba.marks.visible.sounds.announcement import Announcement
from tanba.marks.visible.sounds.tagging import keep_blocks, keep_tags, shifted, stream_info

_DEMUXERS: Final = {"flac": "flac", "ogg": "ogg", "m4a": "mov"}
_MUXERS: Final = {"flac": "flac", "ogg": "ogg", "m4a": "ipod"}
_HOW: Final = {
    "flac": ("flac", "encoded again as FLAC: every sample of the original follows unchanged"),
    "alac": ("alac", "encoded again as ALAC: every sample of the original follows unchanged"),
    "aac": ("aac", "encoded again as AAC at about the same bit rate"),
    "vorbis": (
        "libopus",
        "Vorbis, which is not written here, has become Opus at about the same bit rate",
    ),
    "opus": ("libopus", "encoded again as Opus at about the same bit rate"),
}
_LOSSLESS: Final = ("flac", "alac")


def joined(
    source: BinaryIO, target: BinaryIO, notice: Announcement, kind: Container, codec: str, bit_rate: int
) -> str:
    """
    Write notice and content as one sound; return how.

    Raises
    ------
    Refused
        MK76 for a codec that is not written here, or samples of 32 bits.
    """
    if codec not in _HOW or (kind.name == "flac") != (codec == "flac"):
        raise Refused(
            "MK76", f"sound in {codec}, which is not written here", "convert it to FLAC or MP3 first"
        )
    if kind.name == "flac" and (bits := stream_info(source).bits) > 24:
        raise Refused("MK76", f"FLAC with {bits} bits a sample", "24 bits and fewer are written here")
    name, how = _HOW[codec]
    source.seek(0)
    with av.open(source, "r", format=_DEMUXERS[kind.name], metadata_errors="replace") as inside:
        if kind.name != "flac":
            _encode(
                inside, target, notice, kind, name, 0 if codec in _LOSSLESS else bit_rate or 128_000
            )
            keep_tags(source, target, kind)
            return how
        with spool(size_of(source)) as between:
            _encode(inside, between, notice, kind, name, 0)
            keep_blocks(source, between, target)
    return how


def _encode(
    inside: InputContainer,
    target: BinaryIO,
    notice: Announcement,
    kind: Container,
    name: str,
    bit_rate: int,
) -> None:
    was: Any = inside.streams.audio[0].codec_context
    with av.open(target, "w", format=_MUXERS[kind.name]) as out:
        opus = name == "libopus"
        form = was.format.name if not bit_rate else None
        deep = form is not None and form.startswith("s32")
        options = {"bits_per_raw_sample": "24"} if deep else {}
        if opus and was.channels > 2:
            options["mapping_family"] = "1"
        stream: Any = out.add_stream(name, rate=48_000 if opus else notice.rate, options=options)
        stream.layout = notice.layout
        if form:
            stream.format = form
        if bit_rate:
            stream.bit_rate = min(bit_rate, 256_000 * was.channels)
        out.set_chapters(shifted(inside.chapters(), notice.seconds))
        here = 0
        for part in (notice.frames(), inside.decode(audio=0)):
            for frame in _shaped(part, stream.format.name, notice.layout, stream.rate):
                frame.pts = here
                here += frame.samples
                out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def _shaped(part: Iterable[AudioFrame], form: str, layout: str, rate: int) -> Iterator[AudioFrame]:
    """Yield frames in the encoder's form; those that have it already pass untouched."""
    shape = av.AudioResampler(format=form, layout=layout, rate=rate)
    for frame in part:
        frame.pts = None
        yield from shape.resample(frame)
    rest: list[Any] = list(shape.resample(None))
    yield from (frame for frame in rest if frame is not None)
