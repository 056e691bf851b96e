"""What is heard before a sound: a spoken notice, or the rhythm of GB 45438, as loud as what follows."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
from av import AudioFrame, AudioResampler

from tanba.kernel import Lang, Refused, value
from tanba.marks.results import Label
from tanba.marks.visible.sounds.loudness import SILENT, loudness
from tanba.marks.visible.sounds.rhythm import RHYTHM, tone

LONGEST: Final = 30.0
"""Seconds of a spoken notice."""
LOUD: Final = (-40.0, -9.0)
"""LUFS between which a notice follows what comes after it."""
USUAL: Final = -23.0
"""LUFS before silence (EBU R 128)."""
PEAK: Final = 0.9
"""Largest sample: room for what a lossy encoder adds."""
_PIECE: Final = 4_096
_READERS: Final = "wav,mp3,flac,ogg,mov,matroska,aac,aiff"
"""Readers for a supplied clip: none that opens further files."""


@value
class Announcement:
    """A notice as sound, ready to be put before another."""

    samples: Any
    """Array of float32: channels × samples, an even number of them."""
    rate: int
    layout: str
    how: str
    text: str
    languages: tuple[Lang, ...]

    @property
    def seconds(self) -> float:
        """How long it is heard."""
        return float(self.samples.shape[1] / self.rate)

    def frames(self) -> Iterator[AudioFrame]:
        """Yield it in frames of planar floats."""
        return _frames(self.samples, self.rate, self.layout)


def announcement(label: Label, rate: int, layout: str, level: float) -> Announcement:
    """
    Return the notice that `label` asks for.

    Parameters
    ----------
    rate : Hz
    layout
        Channels, as FFmpeg names them: mono, stereo, 5.1 …
    level : LUFS
        Loudness of what follows.

    Raises
    ------
    Refused
        MK77 for a spoken notice that is silent, too long or not sound.
    """
    languages: tuple[Lang, ...] = ()
    if label.voice is None:
        samples = _spread(_frames(tone(rate)[None], rate, "mono"), rate, layout)
        how, text = "rhythm tone, short-long-short-short", RHYTHM
    else:
        samples = _spoken(label.voice, rate, layout)
        how, text = "spoken clip", " · ".join(text for _, text in label.texts)
        languages = tuple(lang for lang, _ in label.texts)
    own = loudness(_frames(samples, rate, layout), LONGEST)
    if own <= SILENT:
        raise Refused(
            "MK77", "the spoken notice is silent, or shorter than half a second", "record it again"
        )
    wanted = USUAL if level <= SILENT else min(max(level, LOUD[0]), LOUD[1])
    gain = min(10 ** ((wanted - own) / 20), PEAK / float(np.abs(samples).max()))
    samples = (samples * gain).astype(np.float32)
    return Announcement(
        samples=np.pad(samples, ((0, 0), (0, samples.shape[1] % 2))),
        rate=rate,
        layout=layout,
        how=how,
        text=text,
        languages=languages,
    )


def _spoken(voice: Path, rate: int, layout: str) -> Any:
    try:
        with voice.open("rb") as file, av.open(file, options={"format_whitelist": _READERS}) as clip:
            if not clip.streams.audio:
                raise Refused("MK77", "the spoken notice has no sound in it")
            return _spread(_first_seconds(clip), rate, layout)
    except FileNotFoundError:
        raise Refused("MK77", "the file with the spoken notice is not there") from None
    except av.FFmpegError as error:
        what = str(error.strerror or error)[:120].lower()
        raise Refused(
            "MK77", f"the spoken notice cannot be read: {what}", "WAV, MP3, FLAC, OGG and M4A can"
        ) from None


def _first_seconds(clip: Any) -> Iterator[AudioFrame]:
    heard = 0.0
    for frame in clip.decode(audio=0):
        heard += frame.samples / frame.sample_rate
        if heard > LONGEST:
            raise Refused(
                "MK77",
                f"the spoken notice is longer than {LONGEST:g} seconds",
                "say it in one sentence",
            )
        yield frame


def _spread(frames: Iterator[AudioFrame], rate: int, layout: str) -> Any:
    """Return frames as one array of planar floats, in another rate and other channels."""
    resampler = AudioResampler(format="fltp", layout=layout, rate=rate)
    parts = []
    for frame in frames:
        frame.pts = None
        parts += [shaped.to_ndarray() for shaped in resampler.resample(frame)]
    parts += [shaped.to_ndarray() for shaped in resampler.resample(None)]
    if not parts:
        raise Refused("MK77", "the spoken notice has no sound in it")
    return np.concatenate(parts, axis=1)


def _frames(samples: Any, rate: int, layout: str) -> Iterator[AudioFrame]:
    for start in range(0, samples.shape[1], _PIECE):
        piece = np.ascontiguousarray(samples[:, start : start + _PIECE])
        frame = AudioFrame.from_ndarray(piece, format="fltp", layout=layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
        yield frame
