"""
The label as pixels: light letters on a dark, opaque plate, which any background leaves legible.

    plate(Label(texts=(("kk", "Жасанды интеллект көмегімен жасалған"),)), 1920, 1080).contrast   # 18.4
"""

import math
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw

from tanba.kernel import value
from tanba.marks.results import Label
from tanba.marks.visible.letters.placement import placed
from tanba.marks.visible.letters.typeface import FONT, font, missing_letters

__all__ = ["FONT", "INK", "PLATE", "Plate", "contrast", "font", "luminance", "missing_letters", "plate"]

PLATE: Final = 20
"""Grey level of the plate. Grey, so that it is the same thing in every colour space."""
INK: Final = 255
"""Grey level of the letters."""
LEAST: Final = 9.0
"""Pixels, ascender to descender, below which nobody reads Kazakh letters apart."""
SMALL: Final = 32
"""Pixels per em below which letters are drawn larger, then reduced: on whole pixels words would touch."""

_SHARP: Final = 4
_FINE: Final = 8
"""The rounded corners are drawn this many times larger, then reduced."""


@value
class Plate:
    """A label, ready to be laid on a picture with its upper left corner at `left`, `top`."""

    picture: Image.Image
    """RGBA, grey in colour; opaque but for the rounded corners. Treat it as constant: it is shared."""
    left: int
    top: int
    frame: tuple[int, int]
    """Size of the finished picture: higher than it was where the label stands below it."""
    text: str
    share: float
    """Height of the letters, ascender to descender, over the shortest side of the finished picture."""
    cover: float
    """Area of the plate over the area of the picture; 0 when it stands below."""
    contrast: float
    """Least contrast of letters and plate on any background, 1 to 21, measured on them (WCAG 2.2)."""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, width, height."""
        return self.left, self.top, self.picture.width, self.picture.height


@lru_cache(maxsize=16)
def plate(label: Label, width: int, height: int) -> Plate:
    """
    Return the label for a picture of a size in pixels, as people see it. The last few are remembered.

    Raises
    ------
    Refused
        MK60, MK61, MK62 or MK64: see `placement.placed`.
    """
    stands = placed(label, width, height, least=LEAST, whole=True)
    times = _SHARP if stands.size < SMALL else 1
    grey = Image.new("L", (int(stands.width) * times, int(stands.height) * times), PLATE)
    pen = ImageDraw.Draw(grey)
    letters = font(int(stands.size) * times)
    for line in stands.lines:
        start = (round(line.left) * times, round(line.baseline) * times)
        pen.text(start, line.text, fill=INK, font=letters, anchor="ls")
    grey = grey.reduce(times)
    mask = _rounded(grey.width, grey.height, math.ceil(stands.radius))
    return Plate(
        picture=Image.merge("RGBA", (grey, grey, grey, mask)),
        left=int(stands.left), top=int(stands.top),
        frame=(int(stands.frame[0]), int(stands.frame[1])), text=stands.text, share=stands.share,
        cover=stands.cover, contrast=_measured(grey),
    )  # fmt: skip


def contrast(one: float, other: float) -> float:
    """Return the contrast of two grey levels, 0 to 255 each: 1 to 21 (WCAG 2.2, contrast ratio)."""
    light, dark = sorted((luminance(one, one, one), luminance(other, other, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(red: float, green: float, blue: float) -> float:
    """Return the relative luminance of a colour, 0 to 1 (WCAG 2.2; sRGB of IEC 61966-2-1)."""
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(level: float) -> float:
    part = level / 255
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _measured(grey: Image.Image) -> float:
    """
    Measure the contrast between the body of the letters and the plate.

    The body is every pixel that a letter covers by three quarters or more, of which we take the median.
    Edges are softer, as edges are. The plate is opaque, so no background changes anything.
    """
    counts = grey.histogram()
    body = range(PLATE + round((INK - PLATE) * 0.75), 256)
    half, seen = sum(counts[level] for level in body) / 2, 0
    for level in body:
        seen += counts[level]
        if seen >= half:
            return contrast(level, PLATE)
    return 1.0


def _rounded(width: int, height: int, radius: int) -> Image.Image:
    """Return a mask, 255 inside a rounded rectangle, with smooth corners."""
    mask = Image.new("L", (width, height), 255)
    if radius:
        fine = Image.new("L", (radius * _FINE, radius * _FINE), 0)
        ImageDraw.Draw(fine).ellipse((0, 0, 2 * radius * _FINE - 1, 2 * radius * _FINE - 1), fill=255)
        corner = fine.reduce(_FINE)
        flip = Image.Transpose
        mask.paste(corner, (0, 0))
        mask.paste(corner.transpose(flip.FLIP_LEFT_RIGHT), (width - radius, 0))
        mask.paste(corner.transpose(flip.FLIP_TOP_BOTTOM), (0, height - radius))
        mask.paste(corner.transpose(flip.ROTATE_180), (width - radius, height - radius))
    return mask
