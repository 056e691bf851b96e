"""The typeface as lengths and curves: a sheet is measured with the figures with which it is drawn."""

from functools import lru_cache
from typing import Any, Final, NamedTuple

from fontTools.pens.boundsPen import BoundsPen  # type: ignore[import-untyped]
from fontTools.pens.svgPathPen import SVGPathPen  # type: ignore[import-untyped]
from fontTools.pens.transformPen import TransformPen  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from tanba.marks.visible.letters.typeface import FONT

_DECIMALS: Final = 3
"""Of a millimetre: a thousandth, far below what a printer can place."""


class Reach(NamedTuple):
    """The edges of the ink of a text, in ems from the start of its line."""

    left: float
    below: float
    above: float
    right: float


@lru_cache(maxsize=1)
def _font() -> tuple[Any, dict[int, str], int]:
    font = TTFont(FONT, lazy=True)
    return font.getGlyphSet(), font.getBestCmap(), font["head"].unitsPerEm


def length(text: str) -> float:
    """Return how far a text on one line moves the pen, in ems."""
    return sum(_advance(letter) for letter in text)


def holds(text: str, width: float) -> int:
    """Return how many letters from the start of a text stand on a line of `width` ems."""
    for count, letter in enumerate(text):
        width -= _advance(letter)
        if width < 0:
            return count
    return len(text)


@lru_cache(maxsize=2_048)
def _advance(letter: str) -> float:
    glyphs, letters, em = _font()
    return float(glyphs[letters[ord(letter)]].width) / em


@lru_cache(maxsize=2_048)
def _bounds(letter: str) -> tuple[float, float, float, float] | None:
    glyphs, letters, em = _font()
    pen = BoundsPen(glyphs)
    glyphs[letters[ord(letter)]].draw(pen)
    return tuple(edge / em for edge in pen.bounds) if pen.bounds else None


def reach(text: str) -> Reach:
    """Return where the ink of a text on one line is; all zero for one without ink."""
    edges = []
    start = 0.0
    for letter in text:
        if box := _bounds(letter):
            edges.append((start + box[0], box[1], box[3], start + box[2]))
        start += _advance(letter)
    if not edges:
        return Reach(0, 0, 0, 0)
    lefts, lows, highs, rights = zip(*edges, strict=True)
    return Reach(min(lefts), min(lows), max(highs), max(rights))


def path(text: str, x: float, y: float, size: float) -> str:
    """Return a text as the data of an SVG path from `x`, `y`; `size` is an em in the same unit."""
    glyphs, letters, em = _font()
    pen = SVGPathPen(glyphs, ntos=number)
    scale = size / em
    for letter in text:
        glyph = glyphs[letters[ord(letter)]]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, y)))
        x += glyph.width * scale
    return str(pen.getCommands())


def number(length: float) -> str:
    """Return a length as an SVG writes it: to a thousandth, without needless zeros."""
    return f"{round(length, _DECIMALS):.{_DECIMALS}f}".rstrip("0").rstrip(".") or "0"
