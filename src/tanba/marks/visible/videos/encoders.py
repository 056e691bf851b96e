"""
With what a video is encoded again after something was drawn on it: the codec it came in, close to
its quality.
"""

from fractions import Fraction
from typing import Final

from tanba.kernel import Refused, value


@value
class Encoder:
    """One encoder and how it is set."""

    name: str
    options: tuple[tuple[str, str], ...]
    bits: int
    """Largest denominator of a time base that it takes, as a power of two."""
    interlaces: bool = False


def _set(name: str, settings: str, *, bits: int = 31, interlaces: bool = False) -> Encoder:
    pairs = (setting.partition("=") for setting in settings.split())
    options = tuple((key, text) for key, _, text in pairs)
    return Encoder(name=name, options=options, bits=bits, interlaces=interlaces)


_ENCODERS: Final = {
    "h264": _set("libx264", "crf=18 preset=fast", interlaces=True),
    "hevc": _set("libx265", "crf=20 preset=fast x265-params=log-level=error"),
    "vp8": _set("libvpx", "crf=8 b=8M cpu-used=4"),
    "vp9": _set("libvpx-vp9", "crf=22 b=0 cpu-used=4 row-mt=1"),
    "av1": _set("libsvtav1", "crf=24 preset=8"),
    "mpeg4": _set("mpeg4", "qmin=2 qmax=4 b=8M", bits=16, interlaces=True),
    "mpeg2video": _set("mpeg2video", "qmin=2 qmax=4 b=15M", interlaces=True),
    "mjpeg": _set("mjpeg", "qmin=2 qmax=2"),
    "prores": _set("prores_ks", ""),
    "ffv1": _set("ffv1", "level=3"),
}
"""By the codec that the video came in."""


def encoder(codec: str, pixels: str) -> Encoder:
    """
    Return the encoder for a codec, given its frames' pixel format; both as FFmpeg names them.

    Raises
    ------
    Refused
        MK73 for a codec, or a form of pixels, that is only read here and not written.
    """
    from av.codec import Codec

    found = _ENCODERS.get(codec)
    if found is None:
        raise Refused("MK73", f"video in {codec}, which is read but not written here", _CONVERT)
    formats = [form.name for form in Codec(found.name, "w").video_formats or ()]
    if pixels not in formats:
        raise Refused(
            "MK73", f"{codec} with frames in {pixels}, which is read but not written here", _CONVERT
        )
    return found


_CONVERT: Final = "convert the video to H.264 with yuv420p first"


def time_base(chosen: Encoder, wanted: Fraction, rate: Fraction | None) -> Fraction:
    """Return the time base of the stream, or the nearest to it that the encoder takes."""
    largest = (1 << chosen.bits) - 1
    if wanted.denominator <= largest:
        return wanted
    if rate is not None and 0 < rate.numerator <= largest:
        return 1 / rate
    return Fraction(1, largest)
