"""A video opened within bounds: its one track of moving pictures, and what its first frame tells."""

from fractions import Fraction
from typing import Any, BinaryIO, Final

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame

from tanba.kernel import Refused, value
from tanba.marks.media import Container

LARGEST: Final = 8192 * 8192
"""Pixels of one frame."""
SIDE: Final = 16_384
STREAMS: Final = 64
BEFORE: Final = 100_000
"""Packets until the first frame."""
_DEMUXERS: Final = {"mp4": "mov", "mov": "mov", "mkv": "matroska", "webm": "matroska", "avi": "avi"}


@value
class Look:
    """What the first frame tells about a video."""

    width: int
    height: int
    pixels: str
    interlaced: bool
    matrix: tuple[int, ...] | None
    rotation: int
    start: Fraction


def opened(source: BinaryIO, kind: Container) -> InputContainer:
    """Open the file as the kind it is: no other reader, which might open further files, is tried."""
    source.seek(0)
    inside = av.open(source, "r", format=_DEMUXERS[kind.name], metadata_errors="replace")
    if len(inside.streams) > STREAMS:
        inside.close()
        raise Refused("MK75", f"more than {STREAMS} tracks")
    return inside


def moving_track(inside: InputContainer) -> Any:
    """Return the one track of moving pictures."""
    moving = [s for s in inside.streams.video if not s.disposition & Disposition.attached_pic]
    if len(moving) != 1:
        what = "more than one track" if moving else "no track"
        raise Refused("MK75", f"{what} of moving pictures", "a label must stand on all that is seen")
    picture = moving[0]
    if picture.codec_context is None:
        raise Refused(
            "MK73", "video in a codec that is not known here", "convert the video to H.264 first"
        )
    width, height = picture.width, picture.height
    if not (0 < width <= SIDE and 0 < height <= SIDE and width * height <= LARGEST):
        raise Refused(
            "MK73",
            f"frames of {width} by {height} pixels",
            f"at most {LARGEST} pixels and {SIDE} on a side",
        )
    if picture.metadata.get("alpha_mode") == "1":
        raise Refused("MK73", "a video with a transparent background", "convert the video first")
    picture.thread_type = "AUTO"
    return picture


def first_look(inside: InputContainer, picture: Any) -> Look:
    """Return what the first frame tells; raises Refused MK72 where none can be decoded."""
    for count, packet in enumerate(inside.demux(picture)):
        frame: Any
        for frame in packet.decode():
            matrix = _matrix(frame)
            start = Fraction(frame.pts or 0) * frame.time_base
            return Look(
                width=frame.width,
                height=frame.height,
                pixels=frame.format.name,
                interlaced=frame.interlaced_frame,
                matrix=matrix,
                rotation=_rotation(matrix),
                start=start,
            )
        if count > BEFORE:
            break
    raise Refused("MK72", "a damaged video: no frame of it can be decoded")


def _matrix(frame: VideoFrame) -> tuple[int, ...] | None:
    sides: Any = frame.side_data
    for side in sides:
        if side.type.name == "DISPLAYMATRIX":
            return tuple(memoryview(bytes(side)).cast("i"))
    return None


_ONE: Final = 1 << 16
_ROTATIONS: Final = {
    (_ONE, 0, 0, _ONE): 0,
    (0, -_ONE, _ONE, 0): 90,
    (-_ONE, 0, 0, -_ONE): 180,
    (0, _ONE, -_ONE, 0): 270,
}


def _rotation(matrix: tuple[int, ...] | None) -> int:
    """Return by how many degrees counterclockwise a player turns the frames."""
    if matrix is None:
        return 0
    turn = (matrix[0], matrix[1], matrix[3], matrix[4])
    if turn not in _ROTATIONS:
        raise Refused(
            "MK74", "a video that players mirror, slant or enlarge", "convert the video first"
        )
    return _ROTATIONS[turn]
