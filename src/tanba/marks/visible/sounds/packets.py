"""
A notice before AAC in M4A or Opus in Ogg: packets of the same coding go in before those of the
file.
"""

from fractions import Fraction
from typing import Any, BinaryIO

import av
from av.codec.context import Flags
from av.container import InputContainer

from tanba.marks.media import Container
from tanba.marks.visible.sounds.announcement import Announcement
from tanba.marks.visible.sounds.tagging import keep_tags, shifted

_MUXERS = {"m4a": "ipod", "ogg": "ogg"}
_ENCODERS = {"aac": "aac", "opus": "libopus"}


def joined(
    source: BinaryIO,
    inside: InputContainer,
    target: BinaryIO,
    notice: Announcement,
    kind: Container,
    bit_rate: int,
) -> str | None:
    """
    Write the file with the notice's packets first; return how, or None where one decoder cannot
    take both.
    """
    stream = inside.streams.audio[0]
    made, config = _coded(notice, stream.codec_context.codec.canonical_name, bit_rate)
    if not _agree(stream.codec_context, config):
        return None
    with av.open(target, "w", format=_MUXERS[kind.name]) as out:
        copy = out.add_stream_from_template(stream, opaque=True)
        copy.metadata.update(stream.metadata)
        out.set_chapters(shifted(inside.chapters(), notice.seconds))
        here = 0
        for packet in made:
            here = packet.pts + packet.duration
            packet.stream = copy
            out.mux(packet)
        shift: int | None = None
        base: Any = stream.time_base
        for packet in inside.demux(stream):
            if packet.pts is None or packet.dts is None:
                continue
            if shift is None:
                shift = round(Fraction(here, notice.rate) / base) - packet.pts
            packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
            packet.stream = copy
            out.mux(packet)
    keep_tags(source, target, kind)
    return "every packet of the original follows unchanged"


def _coded(notice: Announcement, codec: str, bit_rate: int) -> tuple[list[Any], bytes]:
    """Return the notice as packets, and the decoder's configuration that goes with them."""
    coder: Any = av.CodecContext.create(_ENCODERS[codec], "w")
    coder.sample_rate, coder.layout = notice.rate, notice.layout
    coder.format = coder.codec.audio_formats[-1].name
    coder.time_base = Fraction(1, notice.rate)
    coder.bit_rate = min(max(bit_rate, 48_000), 256_000) if bit_rate else 128_000
    coder.flags |= Flags.global_header
    made = [packet for frame in (*notice.frames(), None) for packet in coder.encode(frame)]
    return made, bytes(coder.extradata or b"")


def _agree(was: Any, config: bytes) -> bool:
    """Say whether the file's decoder, as it is set up, can take the notice's packets too."""
    old = bytes(was.extradata or b"")
    if was.codec.canonical_name == "opus":  # RFC 7845, 5.1: the same channels, in the plain mapping
        return len(old) >= 19 and old[9] == config[9] and old[18] == config[18] == 0
    return len(old) >= 2 and old[:2] == config[:2]  # ISO/IEC 14496-3, 1.6.2.1: profile, rate, channels
