"""GIF, frame by frame: indices and colours as they were, drawn anew only under the label."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from PIL import Image

from tanba.kernel import Refused
from tanba.marks.results import Label
from tanba.marks.visible.letters.lettering import INK, PLATE, Plate, luminance, plate
from tanba.marks.visible.pictures.cel import (
    GREYS,
    Cel,
    block_of,
    cels_of,
    pack,
    palette_at,
    tail_of,
    unpack,
)
from tanba.marks.visible.pictures.opening import ALL_PIXELS, allow, opened
from tanba.marks.visible.pictures.overlay import RAMP, Box, ramp

LEGIBLE: Final = 4.5
"""Least contrast of colours that a full palette has already, for these to serve (WCAG 2.2, 1.4.3)."""


def gif_labelled(data: bytes, label: Label) -> tuple[bytes, Plate, Box, int]:
    """
    Return the GIF with the label seen on every frame, the plate, its box, and the number of frames.

    A frame on which the label stands from the one before keeps its bytes. Any other is widened to hold
    the label. Where a frame clears the canvas behind it and is too small to hold the label, that
    cannot be, and all frames are drawn anew in full.
    """
    size = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    allow(*size)
    colours, start = palette_at(data, 13, data[10])
    sign = plate(label, *size)
    cels = list(cels_of(data, start))
    if not cels:
        raise Refused("MK66", "a damaged picture: no frame")
    if sum(cel.width * cel.height for cel in cels) > ALL_PIXELS:
        raise Refused("MK63", f"{len(cels)} frames: {ALL_PIXELS:,} pixels are the most we decode")
    plan = _plan(cels, sign.box)
    if plan is None:
        cels, plan = _redrawn(data, cels), [True] * len(cels)
    head = b"GIF89a" + b"".join(side.to_bytes(2, "little") for side in sign.frame) + data[10:start]
    parts, least = [head], sign.contrast
    for cel, drawn in zip(cels, plan, strict=True):
        if drawn:
            cel, contrast = _drawn(cel, sign, colours)
            least = min(least, contrast)
        parts.append(block_of(cel))
    parts.append(tail_of(data, start))
    return b"".join((*parts, b";")), replace(sign, contrast=least), sign.box, len(cels)


def _plan(cels: list[Cel], box: Box) -> list[bool] | None:
    """Say of each frame whether the label must be drawn into it; None where one cannot hold it."""
    plan, standing = [], False
    for cel in cels:
        left, top = max(cel.left, box[0]), max(cel.top, box[1])
        right = min(cel.left + cel.width, box[0] + box[2])
        below = min(cel.top + cel.height, box[1] + box[3])
        touches = left < right and top < below
        holds = touches and (right - left, below - top) == box[2:]
        drawn = touches or not standing
        if drawn and cel.disposal == 2 and not holds:
            return None
        plan.append(drawn)
        if cel.disposal in (0, 1):
            standing = True
        elif cel.disposal == 2:
            standing = standing and not touches
    return plan


def _drawn(cel: Cel, sign: Plate, colours: bytes) -> tuple[Cel, float]:
    """Return the frame with the label on it, widened where it must be, and the label's contrast."""
    left, top, width, height = sign.box
    x, y = min(left, cel.left), min(top, cel.top)
    wide = max(left + width, cel.left + cel.width) - x
    high = max(top + height, cel.top + cel.height) - y
    allow(wide, high)
    indices = unpack(cel)
    palette = np.zeros((256, 3), "u1")
    own = np.frombuffer(cel.palette or colours or GREYS, "u1").reshape(-1, 3)
    palette[: len(own)] = own
    clear, control = cel.clear, cel.control or b"\0\0\0\0"
    canvas = np.zeros((high, wide), "u1")
    inside = canvas[cel.top - y :, cel.left - x :][: cel.height, : cel.width]
    solid = np.zeros((high, wide), bool)
    solid[top - y :, left - x :][:height, :width] = np.asarray(sign.picture.getchannel("A")) >= 128
    shown = ~solid[cel.top - y :, cel.left - x :][: cel.height, : cel.width]
    counts = np.bincount(indices[shown], minlength=256)
    if clear is None and wide * high > shown.sum() + solid.sum():
        # Some of it is neither frame nor label.
        clear = _spared(indices, counts, palette)
    if clear is not None:
        control = bytes((control[0] | 1,)) + control[1:3] + bytes((clear,))
        canvas[:] = clear
    inside[:] = indices
    free = [int(index) for index in np.flatnonzero(counts == 0) if index != clear][:RAMP]
    contrast = sign.contrast
    if len(free) < 2:
        table, contrast = _nearest(palette, clear)
        if contrast < LEGIBLE:
            free = [_spared(indices, counts, palette, clear) for _ in range(2)]
            inside[:] = indices
    if len(free) >= 2:
        grey, levels = ramp(sign.picture.getchannel("R"), free)
        for index, level in levels.items():
            palette[index] = level
        contrast = sign.contrast
    else:
        grey = sign.picture.getchannel("R").point(table)
    under = canvas[top - y :, left - x :][:height, :width]
    plate_only = solid[top - y :, left - x :][:height, :width]
    under[plate_only] = np.asarray(grey)[plate_only]
    new = Cel(before=cel.before, control=control, left=x, top=y, width=wide, height=high, flags=0,
               palette=palette.tobytes(), packed=pack(canvas))  # fmt: skip
    return new, contrast


def _nearest(palette: Any, clear: int | None) -> tuple[list[int], float]:
    """Return an index for each grey, from the darkest colour to the lightest, and their contrast."""
    lights = [luminance(*(int(part) for part in colour)) for colour in palette]
    order = sorted((index for index in range(256) if index != clear), key=lambda index: lights[index])
    dark, light = order[0], order[-1]
    steps = (np.arange(256)[:, None] - PLATE).clip(0) / (INK - PLATE)
    wanted = palette[dark] + steps * (palette[light].astype(float) - palette[dark])
    apart = ((palette[order][None].astype(float) - wanted[:, None]) ** 2).sum(2)
    table = [order[int(nearest)] for nearest in apart.argmin(1)]
    return table, (lights[light] + 0.05) / (lights[dark] + 0.05)


def _spared(indices: Any, counts: Any, palette: Any, clear: int | None = None) -> int:
    """Return an index that no pixel has; where all are taken, the rarest gives way to its neighbour."""
    order = [
        int(index)
        for index in np.argsort(counts, kind="stable")
        if index != clear and counts[index] >= 0
    ]
    gone = order[0]
    if counts[gone]:
        staying = np.array(order[1:])
        apart = ((palette[staying].astype(int) - palette[gone].astype(int)) ** 2).sum(1)
        new = staying[int(apart.argmin())]
        indices[indices == gone] = new
        counts[new] += counts[gone]
    counts[gone] = -1  # taken
    return gone


def _redrawn(data: bytes, cels: list[Cel]) -> list[Cel]:
    """Return the frames as people see them, each the full canvas and cleared away after it."""
    film = opened(data, "gif")
    allow(*film.size, len(cels))
    whole: list[Cel] = []
    for number, cel in enumerate(cels):
        film.seek(number)
        frame = film.convert("RGBA")
        pixels = np.asarray(frame).astype("u4")
        codes = (
            pixels[..., 0] << 16
            | pixels[..., 1] << 8
            | pixels[..., 2]
            | (pixels[..., 3] >= 128).astype("u4") << 24
        )
        codes[codes < 1 << 24] = 0
        found, indices = np.unique(codes, return_inverse=True)
        if len(found) > 256:
            few = frame.convert("RGB").quantize(255, dither=Image.Dither.NONE)
            indices = np.where(codes == 0, 255, np.asarray(few))
            palette, clear = bytes(few.getpalette("RGB") or ()).ljust(768, b"\0"), 255
        else:
            palette = b"".join(int(code & 0xFFFFFF).to_bytes(3, "big") for code in found).ljust(
                768, b"\0"
            )
            clear = 0 if found[0] == 0 else min(len(found), 255)
        hole = bool((codes == 0).any()) or len(found) < 256
        control = (
            bytes((2 << 2 | hole,)) + (cel.control[1:3] or b"\0\0") + bytes((clear if hole else 0,))
        )
        packed = pack(indices.reshape(codes.shape).astype("u1"))
        whole.append(Cel(before=cel.before, control=control, left=0, top=0, width=frame.width,
                          height=frame.height, flags=0, palette=palette, packed=packed))  # fmt: skip
    return whole
