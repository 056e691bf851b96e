"""The print header of a sheet: codes for left, centre and right (ECMA-376 part 1, 18.3.1.39)."""

import re
from typing import Final, Literal

from lxml import etree

from tanba.marks.media.markup import local, space

_MOST: Final = 255
"""Characters of a header; Excel calls a file with more damaged."""
_CODE: Final = re.compile(r"&&|&([LCR])|&")
_ORDER: Final = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
_AFTER: Final = frozenset(
    ("rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
     "drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls",
     "webPublishItems", "tableParts", "extLst")
)  # fmt: skip
"""What follows the header in a sheet (18.3.1.99), and in a sheet that is a chart (18.3.1.12)."""
_Side = Literal["L", "C", "R"]
_SIDES: Final[tuple[_Side, ...]] = ("C", "L", "R")


def headed(sheet: "etree._Element", texts: list[str], earlier: list[str]) -> bool:
    """
    Put the label into every print header of a sheet, in place of an earlier one; what else stands
    there stays.

    Says whether it fits: all languages, or at least the first, in 255 characters.
    """
    header = next((e for e in sheet if local(e) == "headerFooter"), None)
    if header is None:
        header = etree.Element(f"{{{space(sheet)}}}headerFooter")
        _insert(sheet, header)
    wanted = ["oddHeader"]
    wanted += ["evenHeader"] if header.get("differentOddEven") in ("1", "true") else []
    wanted += ["firstHeader"] if header.get("differentFirst") in ("1", "true") else []
    fits = False
    for name in wanted:
        element = next((e for e in header if local(e) == name), None)
        new = _joined(element.text or "" if element is not None else "", texts, earlier)
        if new is None:
            continue
        if element is None:
            element = etree.Element(f"{{{space(sheet)}}}{name}")
            later = _ORDER[_ORDER.index(name) + 1 :]
            place = next((n for n, e in enumerate(header) if local(e) in later), len(header))
            header.insert(place, element)
        element.text = new
        fits = fits or name == "oddHeader"
    return fits


def _insert(sheet: "etree._Element", header: "etree._Element") -> None:
    rows = next((n for n, e in enumerate(sheet) if local(e) == "sheetData"), 0)
    later = (n for n, e in enumerate(sheet) if n > rows and local(e) in _AFTER)
    place = next(later, len(sheet))
    while place > 0 and local(sheet[place - 1]) == "AlternateContent":  # wraps one of those that follow
        place -= 1
    sheet.insert(place, header)


def _joined(header: str, texts: list[str], earlier: list[str]) -> str | None:
    """Return a header with the label in it; None where not even its first language has room."""
    sides = _sides(header)
    for old in filter(None, (_said(earlier), _said(earlier[:1]))):
        for side in sides:
            sides[side] = (
                sides[side].removesuffix(old).removesuffix("\n") if old in sides[side] else sides[side]
            )
    free: _Side = next((side for side in _SIDES if not sides[side]), "C")
    for said in (_said(texts), _said(texts[:1])):
        whole = "\n".join(filter(None, (sides[free], said)))
        new = "".join(f"&{side}{text}" for side, text in (sides | {free: whole}).items() if text)
        if len(new) <= _MOST:
            return new
    return None


def _said(texts: list[str]) -> str:
    return " · ".join(texts).replace("&", "&&")


def _sides(header: str) -> dict[_Side, str]:
    """Return the three parts of a header; what stands before any code is in the centre."""
    sides: dict[_Side, str] = {"L": "", "C": "", "R": ""}
    here: _Side = "C"
    start = 0
    for code in _CODE.finditer(header):
        if side := next((side for side in _SIDES if side == code.group(1)), None):
            sides[here] += header[start : code.start()]
            here, start = side, code.end()
    sides[here] += header[start:]
    return sides
