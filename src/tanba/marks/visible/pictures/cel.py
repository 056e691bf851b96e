"""The frames of a GIF as they lie in the file, read and written block by block (GIF89a, 15 to 26)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

import numpy as np
from PIL import Image

from tanba.kernel import Refused
from tanba.marks.visible.pictures.opening import PARTS, allow, opened

GREYS: Final = bytes(level for level in range(256) for _ in range(3))
"""A palette whose every index is its own grey level."""


@dataclass(slots=True)
class Cel:
    """One frame of a GIF, as it lies in the file (GIF89a, 20 to 23)."""

    before: bytes
    """Extensions that come before it, all but its graphic control."""
    control: bytes
    """Four bytes: packed, delay, transparent index. Empty without one."""
    left: int
    top: int
    width: int
    height: int
    flags: int
    palette: bytes
    """Its own colours; empty where it takes those of the file."""
    packed: bytes = field(repr=False)
    """Code size and sub-blocks."""

    @property
    def disposal(self) -> int:
        """What happens to it before the next: 0, 1 stays; 2 is cleared; 3 goes back to what was."""
        return self.control[0] >> 2 & 7 if self.control else 0

    @property
    def clear(self) -> int | None:
        """The transparent index, if there is one."""
        return self.control[3] if self.control and self.control[0] & 1 else None


def unpack(cel: Cel) -> Any:
    """Return the indices of a frame: Pillow unpacks them as a grey picture of its own."""
    size = cel.width.to_bytes(2, "little") + cel.height.to_bytes(2, "little")
    alone = (
        b"GIF89a"
        + size
        + b"\xf7\0\0"
        + GREYS
        + b",\0\0\0\0"
        + size
        + bytes((cel.flags & 0x40,))
        + cel.packed
    )
    return np.asarray(opened(alone + b";", "gif").convert("L")).copy()


def pack(indices: Any) -> bytes:
    """Return indices as a frame holds them: the code size, 8, and LZW codes in sub-blocks."""
    out = BytesIO()
    Image.fromarray(indices).save(out, "GIF", optimize=False, interlace=False)
    saved = out.getvalue()
    _, start = palette_at(saved, 13, saved[10])
    return next(cels_of(saved, start)).packed


def block_of(cel: Cel) -> bytes:
    """Return a frame as it lies in the file."""
    control = b"!\xf9\x04" + cel.control + b"\0" if cel.control else b""
    sides = (cel.left, cel.top, cel.width, cel.height)
    place = b"".join(side.to_bytes(2, "little") for side in sides)
    flags = cel.flags & 0x60 | (0x80 | (len(cel.palette) // 3).bit_length() - 2 if cel.palette else 0)
    return b"".join((cel.before, control, b",", place, bytes((flags,)), cel.palette, cel.packed))


def palette_at(data: bytes, at: int, flags: int) -> tuple[bytes, int]:
    """Return the palette that begins at `at`, empty if `flags` say there is none, and where it ends."""
    size = 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0
    if at + size > len(data):
        raise Refused("MK66", "a truncated picture")
    return data[at : at + size], at + size


def cels_of(data: bytes, at: int) -> Iterator[Cel]:
    """Give each frame behind `at`, where the blocks begin; raise Refused MK63 or MK66."""
    before, control, count = b"", b"", 0
    while at < len(data) and data[at] in (0x21, 0x2C):
        if data[at] == 0x21:
            end = _skip(data, at + 2)
            if data[at + 1] == 0xF9 and end - at == 8:
                control = data[at + 3 : at + 7]
            else:
                before += data[at:end]
            at = end
            continue
        left, top, width, height = (
            int.from_bytes(data[at + n : at + n + 2], "little") for n in (1, 3, 5, 7)
        )
        if at + 10 >= len(data) or not width or not height or (count := count + 1) > PARTS:
            raise Refused(
                "MK66", "a damaged or truncated picture: a frame is cut off, or there are too many"
            )
        allow(width, height)
        palette, start = palette_at(data, at + 10, data[at + 9])
        end = _skip(data, start + 1)
        yield Cel(before=before, control=control, left=left, top=top, width=width, height=height,
                   flags=data[at + 9], palette=palette, packed=data[start:end])  # fmt: skip
        before, control, at = b"", b"", end


def tail_of(data: bytes, at: int) -> bytes:
    """Return the extensions behind the last frame, such as a comment."""
    last = at
    while at < len(data) and data[at] in (0x21, 0x2C):
        if data[at] == 0x21:
            at = _skip(data, at + 2)
        else:
            _, start = palette_at(data, at + 10, data[at + 9])
            at = last = _skip(data, start + 1)
    return data[last:at]


def _skip(data: bytes, at: int) -> int:
    """Return where the sub-blocks that begin at `at` end."""
    while at < len(data) and data[at]:
        at += 1 + data[at]
    if at >= len(data):
        raise Refused("MK66", "a truncated picture")
    return at + 1
