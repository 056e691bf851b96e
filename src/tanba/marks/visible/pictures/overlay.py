"""A plate laid on a picture of any mode and orientation; only the pixels of its box change."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from PIL import Image

from tanba.kernel import Refused, value
from tanba.marks.results import Label
from tanba.marks.visible.letters.lettering import INK, PLATE, Plate, plate

_FLIP: Final = Image.Transpose
UNDONE: Final = {
    2: _FLIP.FLIP_LEFT_RIGHT, 3: _FLIP.ROTATE_180, 4: _FLIP.FLIP_TOP_BOTTOM, 5: _FLIP.TRANSPOSE,
    6: _FLIP.ROTATE_90, 7: _FLIP.TRANSVERSE, 8: _FLIP.ROTATE_270,
}  # fmt: skip
"""From the picture as it is seen to the picture as it is stored (EXIF 2.32, Orientation)."""

RAMP: Final = 8
"""Most entries of a palette that the edges of letters may take."""

Box = tuple[int, int, int, int]
"""Left, top, width, height."""


@value
class Labelled:
    """A picture with its label."""

    image: Image.Image
    plate: Plate
    box: Box
    """Of the plate in the picture as it is stored."""


def labelled(image: Image.Image, label: Label, orientation: int = 1) -> Labelled:
    """
    Return the picture with the label on it, upright as it is seen; `image` itself may be drawn on.

    The mode stays, except that a palette without two free colours becomes RGB or RGBA.

    Raises
    ------
    Refused
        MK60, MK61, MK62, MK64: see `placement.placed`; MK65 for pixels of a form we cannot draw on.
    """
    turned = orientation in (5, 6, 7, 8)
    width, height = image.size[::-1] if turned else image.size
    sign = plate(label, width, height)
    box = stored_box(sign.box, sign.frame, orientation)
    if sign.frame != (width, height):
        left, top, _, _ = stored_box((0, 0, width, height), sign.frame, orientation)
        image = _enlarged(image, sign.frame[::-1] if turned else sign.frame, left, top)
    picture = sign.picture
    if orientation in UNDONE:
        picture = picture.transpose(UNDONE[orientation])
    return Labelled(image=_laid(image, picture, box), plate=sign, box=box)


def stored_box(box: Box, frame: tuple[int, int], orientation: int) -> Box:
    """Return where a box of the picture as seen, `frame` in size, lies in the picture as stored."""
    left, top, width, height = box
    right, below = frame[0] - left - width, frame[1] - top - height
    match orientation:
        case 2:
            return right, top, width, height
        case 3:
            return right, below, width, height
        case 4:
            return left, below, width, height
        case 5:
            return top, left, height, width
        case 6:
            return top, right, height, width
        case 7:
            return below, right, height, width
        case 8:
            return below, left, height, width
    return box


def ramp(grey: Image.Image, free: Sequence[int]) -> tuple[Image.Image, dict[int, int]]:
    """
    Return a plate in palette indices, and the grey level of each index that it takes from `free`.

    At least two are needed, plate and ink; up to RAMP give smooth edges.
    """
    count = min(RAMP, len(free))
    levels = [PLATE + round((INK - PLATE) * step / (count - 1)) for step in range(count)]
    nearest = [min(range(count), key=lambda step: abs(levels[step] - level)) for level in range(256)]
    return grey.point([free[step] for step in nearest]), dict(zip(free, levels, strict=False))


def _enlarged(image: Image.Image, size: tuple[int, int], left: int, top: int) -> Image.Image:
    canvas = Image.new(image.mode, size)
    if image.mode in ("P", "PA") and image.palette is not None:
        canvas.putpalette(image.palette.tobytes(), image.palette.mode)
    canvas.paste(image, (left, top))
    canvas.info = dict(image.info)
    return canvas


def _laid(image: Image.Image, picture: Image.Image, box: Box) -> Image.Image:
    grey, mask = picture.getchannel("R"), picture.getchannel("A")
    at = box[:2]
    if image.mode == "1" and "transparency" in image.info:
        image = _plain(image)
    key = image.info.get("transparency")
    if isinstance(key, tuple) and len(set(key)) == 1:
        key = key[0]
    match image.mode:
        case "1":
            sharp = grey.point(lambda level: 255 if level >= 128 else 0).convert("1")
            image.paste(sharp, at, mask.point(lambda level: 255 if level >= 128 else 0).convert("1"))
        case "L":
            image.paste(_but(grey, key), at, mask)
        case "RGB":
            image.paste(Image.merge("RGB", (_but(grey, key),) * 3), at, mask)
        case "RGBX":
            full = Image.new("L", grey.size, 255)
            image.paste(Image.merge("RGBX", (grey, grey, grey, full)), at, mask)
        case "YCbCr" | "LAB":
            even = Image.new("L", grey.size, 128)
            image.paste(Image.merge(image.mode, (grey, even, even)), at, mask)
        case "CMYK":
            none = Image.new("L", grey.size, 0)
            black = grey.point(lambda level: 255 - level)
            image.paste(Image.merge("CMYK", (none, none, none, black)), at, mask)
        case "RGBA":
            _over(image, picture, box)
        case "LA":
            _over_grey(image, picture, box)
        case "I" | "F" | "I;16" | "I;16L" | "I;16B":
            _deep(image, grey, mask, box, key)
        case "P":
            return _indexed(image, grey, mask, picture, box)
        case "PA" | "La" | "RGBa":
            return _laid(_plain(image), picture, box)
        case _:
            raise Refused("MK65", f"pixels of the form {image.mode}, which we cannot draw on")
    return image


def _but(grey: Image.Image, key: Any) -> Image.Image:
    """Step around the one grey level that this picture shows as transparent (PNG, tRNS)."""
    if not isinstance(key, int) or not 0 <= key <= 255:
        return grey
    return grey.point([level if level != key else level - 1 if level else 1 for level in range(256)])


def _over(image: Image.Image, picture: Image.Image, box: Box) -> None:
    left, top, width, height = box
    region = image.crop((left, top, left + width, top + height))
    image.paste(Image.alpha_composite(region, picture), (left, top))


def _over_grey(image: Image.Image, picture: Image.Image, box: Box) -> None:
    left, top, width, height = box
    region = image.crop((left, top, left + width, top + height)).convert("RGBA")
    both = Image.alpha_composite(region, picture)
    image.paste(Image.merge("LA", (both.getchannel("R"), both.getchannel("A"))), (left, top))


def _deep(image: Image.Image, grey: Image.Image, mask: Image.Image, box: Box, key: Any) -> None:
    left, top, width, height = box
    region = np.asarray(image.crop((left, top, left + width, top + height)))
    low, high = 0.0, 65535.0
    if image.mode in ("I", "F"):  # 32 bits have no white of their own: the ends of what is used serve
        ends = image.getextrema()
        low, high = (float(end) for end in ends)  # type: ignore[arg-type]  # one band, so two numbers
        if image.mode == "I" and low >= 0 and high <= 65535:
            low, high = 0.0, 65535.0
        elif high <= low:
            low, high = low, low + 1
    laid = blended(region, np.asarray(grey), np.asarray(mask), low, high)
    if isinstance(key, int) and image.mode.startswith("I;16"):
        laid = np.where((laid == key) & (np.asarray(mask) > 0), abs(key - 1), laid).astype(laid.dtype)
    if image.mode == "I;16B":
        laid = laid.astype(">u2")
    patch = Image.frombytes(image.mode, (width, height), laid.tobytes())
    image.paste(patch, (left, top))


def blended(region: Any, grey: Any, mask: Any, low: float, high: float) -> Any:
    """Return a region of numbers of any depth with a plate over it; black is `low`, white `high`."""
    share = mask / 255.0
    ink = low + grey / 255.0 * (high - low)
    both = region * (1 - share) + ink * share
    if region.dtype.kind != "f":
        both = np.rint(both)
    # Where the mask is empty the number stays as it is, to the last bit.
    return np.where(mask == 0, region, both).astype(region.dtype)


def _indexed(
    image: Image.Image, grey: Image.Image, mask: Image.Image, picture: Image.Image, box: Box
) -> Image.Image:
    colours = list(image.getpalette("RGB") or ())
    used = {index for index, count in enumerate(image.histogram()[:256]) if count}
    shown = image.info.get("transparency")
    used |= {shown} if isinstance(shown, int) else set()
    free = [index for index in range(256) if index not in used][:RAMP]
    if len(free) < 2:
        return _laid(_plain(image), picture, box)
    indices, levels = ramp(grey, free)
    colours += [0] * (3 * (max(free) + 1) - len(colours))
    for index, level in levels.items():
        colours[3 * index : 3 * index + 3] = [level] * 3
    if isinstance(shown, bytes):
        alphas = bytearray(shown.ljust(max(free) + 1, b"\xff"))
        for index in levels:
            alphas[index] = 255
        image.info["transparency"] = bytes(alphas)
    image.putpalette(colours, "RGB")
    image.paste(indices, box[:2], mask.point(lambda level: 255 if level >= 128 else 0))
    return image


def _plain(image: Image.Image) -> Image.Image:
    """Return the same picture in RGB, or RGBA where it is somewhere transparent."""
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info = {name: what for name, what in image.info.items() if name != "transparency"}
    return plain
