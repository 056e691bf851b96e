"""
A label on sound: something is heard before the content, and every bit of the content is kept where the
format allows.

WAV and FLAC keep every sample, MP3 every frame, M4A and Opus every packet; only what cannot be joined
so (AAC of another profile, Vorbis) is encoded again, and `Drawn.how` says it.
"""

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

import av
from av.container import InputContainer

from tanba.kernel import Lang, Refused, value
from tanba.marks.media import Container
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.damage import refusing
from tanba.marks.visible.sounds import mpeg_sound, packets, recoding, wave
from tanba.marks.visible.sounds.announcement import announcement
from tanba.marks.visible.sounds.loudness import loudness

LISTENED: Final = 300.0
"""Seconds of content that are listened to for its loudness."""
CHANNELS: Final = 8
RATES: Final = (8_000, 384_000)

_DEMUXERS: Final = {"mp3": "mp3", "wav": "wav", "flac": "flac", "ogg": "ogg", "m4a": "mov"}


@value
class Sound:
    """What kind of sound a file holds."""

    codec: str
    rate: int
    layout: str
    bit_rate: int
    """Bits a second; 0 when unknown."""
    level: float
    """LUFS."""


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the sound with a notice before it: the label's clip, or the rhythm of GB 45438.

    Raises
    ------
    Refused
        MK72 for a damaged file, MK75 for tracks that cannot be kept, MK76 for a codec that is not
        written here, MK77 for a clip that cannot be used.
    """
    with refusing("sound"):
        with opened(source, kind) as inside:
            sound = _sound(inside)
        notice = announcement(label, sound.rate, sound.layout, sound.level)
        match kind.name, sound.codec:
            case "wav", _:
                how = wave.joined(source, target, notice, sound.codec)
            case "mp3", "mp3":
                how = mpeg_sound.joined(source, target, notice, sound.bit_rate)
            case ("m4a", "aac") | ("ogg", "opus"):
                with opened(source, kind) as inside:
                    joined = packets.joined(source, inside, target, notice, kind, sound.bit_rate)
                how = joined or recoding.joined(
                    source, target, notice, kind, sound.codec, sound.bit_rate
                )
            case _:
                how = recoding.joined(source, target, notice, kind, sound.codec, sound.bit_rate)
    return Drawn(
        how=f"{notice.how}; {how}",
        text=notice.text,
        languages=notice.languages,
        seconds=round(notice.seconds, 2),
    )


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """Return None: what is said aloud is not read back."""
    return None


def opened(source: BinaryIO, kind: Container) -> InputContainer:
    """Open the file as the kind it is: no other reader, which might open further files, is tried."""
    source.seek(0)
    inside = av.open(source, "r", format=_DEMUXERS[kind.name], metadata_errors="replace")
    moving = [s for s in inside.streams.video if not s.disposition & av.stream.Disposition.attached_pic]
    if len(inside.streams.audio) != 1 or moving:
        found = len(inside.streams.audio)
        inside.close()
        raise Refused(
            "MK75",
            f"{found} tracks of sound" + (" beside moving pictures" if moving else ""),
            "one is expected",
        )
    return inside


def _sound(inside: InputContainer) -> Sound:
    stream = inside.streams.audio[0]
    context = stream.codec_context
    if context is None:
        raise Refused(
            "MK76", "sound in a codec that is not known here", "convert it to FLAC or MP3 first"
        )
    rate, channels = context.sample_rate, context.channels
    if not (RATES[0] <= rate <= RATES[1] and 0 < channels <= CHANNELS):
        raise Refused(
            "MK76", f"sound of {channels} channels at {rate} Hz", f"at most {CHANNELS} channels"
        )
    return Sound(
        codec=context.codec.canonical_name,
        rate=rate,
        layout=context.layout.name,
        bit_rate=int(stream.bit_rate or inside.bit_rate or 0),
        level=loudness(_decoded(inside), LISTENED),
    )


def _decoded(inside: InputContainer) -> Iterator[Any]:
    """Yield frames of one form; a change on the way ends what is listened to."""
    first: Any = None
    for frame in inside.decode(audio=0):
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        first = first or form
        if form != first:
            return
        yield frame
    if first is None:
        raise Refused("MK72", "a damaged sound: nothing of it can be decoded")
