"""PNG with 16 bits in each of two or more channels, which Pillow would quietly cut down to eight."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import av
import numpy as np

from tanba.kernel import Refused
from tanba.marks.results import Label
from tanba.marks.visible.letters.lettering import Plate, plate
from tanba.marks.visible.pictures.opening import allow, guarded
from tanba.marks.visible.pictures.overlay import UNDONE, Box, blended, stored_box
from tanba.marks.visible.pictures.splicing import chunks, png_with

_CHANNELS = {2: 3, 4: 2, 6: 4}
"""By colour type (PNG third edition, 11.2.1)."""


def is_deep(data: bytes) -> bool:
    """Say whether the header of a PNG names 16 bits and more than one channel."""
    return len(data) > 26 and data[24] == 16 and data[25] in _CHANNELS


def png_labelled(data: bytes, label: Label, orientation: int) -> tuple[bytes, Plate, Box]:
    """Return the PNG with the label on it, all other pixels as they were, and where the label is."""
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    colour = data[25]
    allow(width, height)
    names = {name for name, _ in chunks(data)}
    if names & {b"acTL", b"tRNS"}:
        what = "16 bits a channel with frames or a transparent colour, which we cannot draw on"
        raise Refused("MK65", what, "save it with an alpha channel, or with 8 bits a channel")
    turned = orientation in (5, 6, 7, 8)
    seen = (height, width) if turned else (width, height)
    sign = plate(label, *seen)
    pixels = _decoded(data, width, height, _CHANNELS[colour])
    if sign.frame != seen:
        left, top, _, _ = stored_box((0, 0, *seen), sign.frame, orientation)
        frame = sign.frame[::-1] if turned else sign.frame
        canvas = np.zeros((frame[1], frame[0], pixels.shape[2]), pixels.dtype)
        canvas[top : top + height, left : left + width] = pixels
        pixels = canvas
    box = stored_box(sign.box, sign.frame, orientation)
    picture = sign.picture.transpose(UNDONE[orientation]) if orientation in UNDONE else sign.picture
    grey, mask = (np.asarray(picture.getchannel(name)) for name in "RA")
    region = pixels[box[1] : box[1] + box[3], box[0] : box[0] + box[2]]
    for channel in range(region.shape[2]):
        opaque = colour in (4, 6) and channel == region.shape[2] - 1
        ink = np.full_like(grey, 255) if opaque else grey
        region[..., channel] = blended(region[..., channel], ink, mask, 0, 65535)
    header = (
        pixels.shape[1].to_bytes(4, "big")
        + pixels.shape[0].to_bytes(4, "big")
        + bytes((16, colour, 0, 0, 0))
    )
    return png_with([(b"IHDR", header), (b"IDAT", _packed(pixels))], data), sign, box


def _decoded(data: bytes, width: int, height: int, channels: int) -> Any:
    with guarded(), _told_by_ffmpeg(), av.open(BytesIO(data), "r", format="png_pipe") as container:
        frame = next(container.decode(video=0))
        plane = frame.planes[0]
        rows = np.frombuffer(memoryview(plane), ">u2").reshape(height, plane.line_size // 2)
        return rows[:, : width * channels].reshape(height, width, channels).astype("u2")


@contextmanager
def _told_by_ffmpeg() -> Iterator[None]:
    try:
        yield
    except (av.FFmpegError, StopIteration) as error:
        raise OSError(str(error)) from None


def _packed(pixels: Any) -> bytes:
    """Filter each row by the one above it (type 2, Up) and compress."""
    rows = np.frombuffer(pixels.astype(">u2").tobytes(), "u1").reshape(pixels.shape[0], -1)
    filtered = np.full((rows.shape[0], rows.shape[1] + 1), 2, "u1")
    filtered[0, 1:] = rows[0]
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    return zlib.compress(filtered.tobytes(), 6)
