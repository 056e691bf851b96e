"""
A label on video: the picture is decoded, drawn on and encoded again; sound and subtitles are copied as
they are.

One frame is held at a time, with those that the encoder looks ahead.
"""

from fractions import Fraction
from io import SEEK_END
from typing import Any, BinaryIO, Final

import av
from av.codec.context import Flags
from av.container import InputContainer, OutputContainer

from tanba.kernel import Lang, Refused
from tanba.marks.media import Container
from tanba.marks.media.movie import put_first, starts_at_once, xmp_box
from tanba.marks.media.spool import size_of, spool
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.damage import refusing
from tanba.marks.visible.videos.encoders import encoder, time_base
from tanba.marks.visible.videos.footage import Look, first_look, moving_track, opened
from tanba.marks.visible.videos.planes import Stencil, lay, stencil

SHORTEST: Final = 2.0
"""Seconds that a label at the opening stays (GB 45438-2025)."""

_MUXERS: Final = {"mp4": "mp4", "mov": "mov", "mkv": "matroska", "webm": "webm", "avi": "avi"}
_KNOWN_KEYS: Final = (
    "title", "artist", "album_artist", "composer", "album", "date", "comment", "genre", "copyright",
    "grouping", "lyrics", "description", "synopsis", "show", "episode_id", "network", "keywords",
    "track", "disc", "encoder", "creation_time", "major_brand", "minor_version", "compatible_brands",
)  # fmt: skip
"""What the writer of MP4 keeps in iTunes' places; other names need the places of QuickTime."""


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the video with the label on every frame, or on those of the opening seconds.

    Raises
    ------
    Refused
        MK70 for a label below the picture, MK71 for an opening that is too short, MK72 for a damaged
        file, MK73 and MK74 for pictures that cannot be written or drawn on, MK75 for tracks that cannot
        be kept.
    """
    if label.corner == "below":
        raise Refused(
            "MK70",
            "a label below the picture would change the size of the video",
            "choose another place",
        )
    if label.opening is not None and not label.opening >= SHORTEST:
        raise Refused(
            "MK71",
            f"a label for {label.opening:g} seconds is too short to be read",
            "2 seconds or more",
        )
    with refusing("video"):
        with opened(source, kind) as inside:
            look = first_look(inside, moving_track(inside))
        if kind.name not in ("mp4", "mov") or not starts_at_once(source):
            with opened(source, kind) as inside:
                done = _transcoded(inside, target, label, kind, look)
        else:  # the writer can put the movie box first only where it can read what it wrote
            with opened(source, kind) as inside, spool(2 * size_of(source)) as between:
                done = _transcoded(inside, between, label, kind, look)
                put_first(between, target)
    _keep_xmp(source, target, kind)
    return done


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """Return None: what is drawn in pixels is not read back."""
    return None


def _transcoded(
    inside: InputContainer, target: BinaryIO, label: Label, kind: Container, look: Look
) -> Drawn:
    picture = moving_track(inside)
    aspect = picture.sample_aspect_ratio or Fraction(1)
    seen = frames = 0
    last = Fraction(0)
    cut: Stencil | None = None
    with av.open(target, "w", format=_MUXERS[kind.name], options=_options(inside, kind)) as out:
        video = _video_stream(out, picture, look)
        copies, left_out = _copies(inside, out, picture)
        out.metadata.update(inside.metadata)
        out.set_chapters(inside.chapters())
        for packet in inside.demux([picture, *copies]):
            stream = packet.stream
            if stream in copies:
                if packet.dts is not None or packet.size:
                    packet.stream = copies[stream]
                    out.mux(packet)
                continue
            frame: Any
            for frame in packet.decode():
                if (frame.width, frame.height, frame.format.name) != (
                    look.width,
                    look.height,
                    look.pixels,
                ):
                    raise Refused(
                        "MK73",
                        "the picture changes its size or form on the way",
                        "convert the video first",
                    )
                time = Fraction(frame.pts or 0) * frame.time_base - look.start
                if label.opening is None or time < label.opening:
                    cut = cut or stencil(label, frame, look.rotation, aspect)
                    lay(cut, frame)
                    seen += 1
                frames += 1
                last = max(last, time + Fraction(frame.duration or 0) * frame.time_base)
                frame.pict_type = 0
                out.mux(video.encode(frame))
        out.mux(video.encode(None))
    if cut is None:
        raise Refused("MK72", "a damaged video: no frame of it can be decoded")
    plate = cut.plate
    whole = seen == frames
    how = "pixels of every frame" if whole else f"pixels of the first {seen} frames"
    return Drawn(
        how=how + (f"; {left_out} data tracks left out" if left_out else ""),
        text=plate.text,
        languages=tuple(lang for lang, _ in label.texts),
        box=plate.box,
        share=round(plate.share, 4),
        cover=round(plate.cover, 4),
        contrast=round(plate.contrast, 2),
        count=seen,
        seconds=round(float(last if whole else min(last, label.opening or last)), 2),
    )


# --- what comes out ---------------------------------------------------------------------------------


def _options(inside: InputContainer, kind: Container) -> dict[str, str]:
    if _MUXERS[kind.name] not in ("mp4", "mov"):
        return {}
    unknown = {key.lower() for key in inside.metadata}.difference(_KNOWN_KEYS)
    return {"movflags": "use_metadata_tags"} if unknown else {}


def _video_stream(out: OutputContainer, picture: Any, look: Look) -> Any:
    was = picture.codec_context
    chosen = encoder(was.codec.canonical_name, look.pixels)
    rate = picture.guessed_rate or picture.average_rate
    video: Any = out.add_stream(chosen.name, rate=rate or 25, options=dict(chosen.options))
    video.width, video.height, video.pix_fmt = look.width, look.height, look.pixels
    now = video.codec_context
    now.time_base = time_base(chosen, picture.time_base, rate)
    video.time_base = now.time_base
    if picture.sample_aspect_ratio:
        now.sample_aspect_ratio = picture.sample_aspect_ratio
    now.thread_type = "AUTO"
    for name in ("color_range", "color_primaries", "color_trc", "colorspace"):
        setattr(now, name, getattr(was, name))
    now.flags |= Flags.frame_duration
    if look.interlaced:
        if not chosen.interlaces:
            raise Refused(
                "MK73",
                "an interlaced video in a codec that is written progressive here",
                "deinterlace it first",
            )
        now.flags |= Flags.interlaced_dct | Flags.interlaced_me
    if look.matrix is not None:
        video.set_display_matrix(look.matrix)
    video.metadata.update({k: v for k, v in picture.metadata.items() if k != "encoder"})
    video.disposition = picture.disposition
    return video


def _copies(inside: InputContainer, out: OutputContainer, picture: Any) -> tuple[dict[Any, Any], int]:
    """Return the tracks that are copied, each with its copy, and how many were left out."""
    copies: dict[Any, Any] = {}
    left_out = 0
    for stream in inside.streams:
        if stream is picture or stream.index == picture.index:
            continue
        if stream.type in ("data", "unknown"):
            left_out += 1
            continue
        try:
            copy = out.add_stream_from_template(stream, opaque=True)
        except (ValueError, av.FFmpegError):
            raise Refused(
                "MK75",
                f"a track ({stream.type}) that cannot be copied as it is",
                "take that track out first",
            ) from None
        copy.metadata.update(stream.metadata)
        copy.disposition = stream.disposition
        if stream.type != "attachment":
            copies[stream] = copy
    return copies, left_out


def _keep_xmp(source: BinaryIO, target: BinaryIO, kind: Container) -> None:
    """Carry over XMP of an MP4 or QuickTime file, which the writer of the new file does not know."""
    if _MUXERS[kind.name] in ("mp4", "mov"):
        target.seek(0, SEEK_END)
        target.write(xmp_box(source))
