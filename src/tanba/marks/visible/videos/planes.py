"""
A plate laid on video frames in the frames' own form: only its box is touched, never a whole frame
converted.

Plate and letters are grey, so in YUV they are a level of light and no colour: every chroma sample is
neutral.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

import numpy as np
from av import VideoFrame
from PIL import Image

from tanba.kernel import Refused, value
from tanba.marks.results import Label
from tanba.marks.visible.letters.lettering import Plate, plate

_FULL_RANGE: Final = 2
"""AVCOL_RANGE_JPEG."""
_DIFFUSE_WHITE: Final = {16: 0.58, 18: 0.75}
"""Transfer (ITU-T H.273) → the code of a sheet of paper in HDR (ITU-R BT.2408, table 1): PQ and HLG."""


@value
class Patch:
    """
    The part of one plane that the plate covers, and what is laid there: `old * keep + add`, over
    255.
    """

    plane: int
    left: int
    top: int
    keep: Any
    """Array of height × width: 255 where the frame stays."""
    add: Any
    wide: bool
    """Samples of two bytes."""


@value
class Stencil:
    """A plate cut for the frames of one video."""

    plate: Plate
    patches: tuple[Patch, ...]


def stencil(label: Label, frame: VideoFrame, rotation: int, aspect: Fraction) -> Stencil:
    """
    Return the plate in the form of `frame`, upright and undistorted as the video is shown.

    Parameters
    ----------
    rotation : 0, 90, 180 or 270
        Degrees counterclockwise by which a player turns the frames.
    aspect
        Width over height of one pixel.

    Raises
    ------
    Refused
        MK74 for pixels of a form that we do not draw on; MK60 to MK64 where the label cannot stand as
        asked.
    """
    wide = max(1, round(frame.width * aspect))
    shown = (frame.height, wide) if rotation in (90, 270) else (wide, frame.height)
    drawn = plate(label, *shown)
    picture, left, top = _turned(drawn, rotation, wide, frame.height)
    if wide != frame.width:
        first = left * frame.width // wide
        last = min(frame.width, -(-(left + picture.width) * frame.width // wide))
        picture, left = picture.resize((last - first, picture.height), Image.Resampling.LANCZOS), first
    return Stencil(plate=drawn, patches=tuple(_patches(picture, left, top, frame)))


def lay(cut: Stencil, frame: VideoFrame) -> None:
    """
    Draw on a frame in its place; other frames that share its memory, as a decoder's do, are not
    touched.
    """
    frame.make_writable()
    for patch in cut.patches:
        plane: Any = frame.planes[patch.plane]
        samples = np.frombuffer(plane, np.uint16 if patch.wide else np.uint8)
        samples = samples.reshape(-1, plane.line_size // samples.itemsize)
        height, width = patch.keep.shape
        part = samples[patch.top : patch.top + height, patch.left : patch.left + width]
        part[:] = (part * patch.keep + patch.add) // 255


def _turned(drawn: Plate, rotation: int, wide: int, high: int) -> tuple[Image.Image, int, int]:
    """Return the plate and its place on the frame as it is stored, before a player turns it."""
    left, top, width, height = drawn.box
    turn = Image.Transpose
    match rotation:
        case 90:
            return drawn.picture.transpose(turn.ROTATE_270), wide - top - height, left
        case 180:
            return drawn.picture.transpose(turn.ROTATE_180), wide - left - width, high - top - height
        case 270:
            return drawn.picture.transpose(turn.ROTATE_90), top, high - left - width
    return drawn.picture, left, top


def _patches(picture: Image.Image, left: int, top: int, frame: VideoFrame) -> list[Patch]:
    form = frame.format
    parts = form.components
    if (
        form.is_big_endian
        or form.has_palette
        or form.is_bit_stream
        or len({c.plane for c in parts}) != len(parts)
    ):
        raise Refused(
            "MK74",
            f"frames in the form {form.name}, which Tanba does not draw on",
            "convert the video to yuv420p",
        )
    level = np.asarray(
        picture.getchannel("L") if picture.mode == "LA" else picture.getchannel("R"), np.float64
    )
    alpha = np.asarray(picture.getchannel("A"), np.float64)
    found = []
    for number, part in enumerate(parts):
        colour = number in (1, 2) and not form.is_rgb and not part.is_alpha
        # Pixels for each sample; odd sizes are rounded up, so the quotient is rounded too.
        across = round(frame.width / part.width) if colour else 1
        down = round(frame.height / part.height) if colour else 1
        before, above = left % across, top % down
        height, width = level.shape
        pad = ((above, -(above + height) % down), (before, -(before + width) % across))
        cover = _reduced(np.pad(alpha, pad), across, down)
        code = _coder(frame, part)
        light = code(level) if not colour else np.full(cover.shape, float(1 << part.bits - 1))
        cover = cover[: part.height - top // down, : part.width - left // across]
        light = light[: cover.shape[0], : cover.shape[1]]
        form_of = np.uint32 if part.bits > 8 else np.uint16
        found.append(
            Patch(
                plane=part.plane, left=left // across, top=top // down, wide=part.bits > 8,
                keep=(255 - np.rint(cover)).astype(form_of),
                add=(np.rint(light) * np.rint(cover) + 127).astype(form_of),
            )
        )  # fmt: skip
    return found


def _reduced(alpha: Any, across: int, down: int) -> Any:
    """Return the mean of each block of `down` × `across`."""
    height, width = alpha.shape
    return alpha.reshape(height // down, down, width // across, across).mean(axis=(1, 3))


def _coder(frame: VideoFrame, part: Any) -> Callable[[Any], Any]:
    """
    Return what turns grey levels, 0 to 255, into codes of a component (ITU-T H.273, 8.3; full or
    limited range).
    """
    if part.is_alpha:
        return lambda grey: np.full(grey.shape, float((1 << part.bits) - 1))
    paper = _DIFFUSE_WHITE.get(int(frame.color_trc), 1.0)
    full = (
        frame.format.is_rgb
        or int(frame.color_range) == _FULL_RANGE
        or frame.format.name.startswith("yuvj")
    )
    if full:
        return lambda grey: grey * paper * ((1 << part.bits) - 1) / 255
    return lambda grey: (16 + grey * paper * 219 / 255) * (1 << part.bits - 8)
