"""Where everything stands on a sheet: the largest letters that fit, and nothing over the edge."""

import re
from collections.abc import Sequence
from typing import Final

import segno

from tanba.kernel import Lang, Refused
from tanba.marks.notices.drawing import Bar, Code, Drawing, Ink, Line, Star
from tanba.marks.notices.notice import Notice
from tanba.marks.notices.outlines import holds, length, reach
from tanba.marks.notices.sheet import POINT, QUIET, THINNEST, Sheet

_LEADING: Final = 1.16
"""From line to line of the text, over the size."""
_NOTE_LEADING: Final = 1.32
_APART: Final = 0.68
"""Empty space between two languages, over the size, beyond a line's own."""
_ALONE: Final = re.compile(r"(?<!\S)(\S) ")
"""A word of one letter, which does not stand at the end of a line."""
_STEP: Final = 0.5
_RISE: Final = 0.7
"""Height of capitals over the size."""
_FALL: Final = 0.22
"""Depth of descenders over the size."""
_CUT: Final = 1.0
"""Millimetres that a bad cut may take away and still leave the code its quiet zone."""


def arrange(notice: Notice, sheet: Sheet) -> Drawing:
    """
    Return the sheet with the largest letters that fit.

    Raises
    ------
    Refused
        NT01 when the text does not fit even in the smallest letters; NT05 when the address of the page
        is too long for a code that telephones could read.
    """
    code = _code(notice.page, sheet) if notice.page else None
    size = sheet.largest
    while size >= sheet.least:
        drawing = (_beside if sheet.beside else _under)(notice, sheet, code, size)
        if drawing is not None and _fits(drawing):
            return drawing
        size -= _STEP
    raise Refused(
        "NT01",
        f"the text does not fit on the {sheet.name}",
        "take a shorter wording, fewer languages or a larger sheet",
    )


def _code(page: str, sheet: Sheet) -> Code:
    made = segno.make_qr(page, error="m", boost_error=True)
    rows = tuple(tuple(bool(module) for module in row) for row in made.matrix)
    module = max(sheet.code / len(rows), THINNEST)
    room = min(sheet.width, sheet.height) - 2 * sheet.margin
    share = 0.75 if sheet.beside else 0.6
    if module * (len(rows) + QUIET) > room * share:
        raise Refused(
            "NT05",
            f"the address of the page is too long for a code on the {sheet.name}",
            "take a shorter address",
        )
    return Code(x=0, y=0, module=min(module, (sheet.margin - _CUT) / QUIET), rows=rows)


def _placed(code: Code, x: float, y: float) -> Code:
    return Code(x=x, y=y, module=code.module, rows=code.rows)


# --- the two ways to lay out ---


def _under(notice: Notice, sheet: Sheet, code: Code | None, size: float) -> Drawing | None:
    """Lay out a card or poster: sign, text, and at the foot the code with the names beside it."""
    margin, width = sheet.margin, sheet.width - 2 * sheet.margin
    bottom = sheet.height - margin
    left = margin + (code.side + max(QUIET * code.module, 1.2 * sheet.note * POINT) if code else 0)
    notes = _notes(notice, sheet, left, sheet.width - margin - left, notice.law)
    if notes is None:
        return None
    tall = _tall(notes)
    foot = max(code.side if code else 0, tall)
    notes = _moved(notes, bottom - tall)
    rule = bottom - foot - 2.2 * sheet.note * POINT
    top = margin + sheet.sign + 1.0 * sheet.largest * POINT
    text = _text(notice, sheet, margin, width, size)
    if text is None or top + _tall(text) > rule - 2.2 * sheet.note * POINT:
        return None
    return Drawing(
        sheet=sheet,
        lines=(*_moved(text, top), *notes),
        bars=(Bar(x=margin, y=rule, width=width, height=0.012 * sheet.sign + 0.15, ink="accent"),),
        stars=(Star(x=margin, y=margin, side=sheet.sign, ink="accent"),),
        code=_placed(code, margin, bottom - code.side) if code else None,
    )


def _beside(notice: Notice, sheet: Sheet, code: Code | None, size: float) -> Drawing | None:
    """Lay out a label: text above the names at the left, the sign above the code at the right."""
    margin, bottom = sheet.margin, sheet.height - sheet.margin
    side = code.side if code else sheet.sign
    gap = max(QUIET * code.module if code else 0, 2.0)
    width = sheet.width - 2 * margin - side - gap
    notes = _notes(notice, sheet, margin, width, notice.law[:1], address=False)
    text = _text(notice, sheet, margin, width, size)
    if notes is None or text is None:
        return None
    tall = _tall(notes)
    rule = bottom - tall - 0.9 * sheet.note * POINT
    if notes and margin + _tall(text) > rule - 0.8 * sheet.note * POINT:
        return None
    right = sheet.width - margin
    return Drawing(
        sheet=sheet,
        lines=(*_moved(text, margin), *_moved(notes, bottom - tall)),
        bars=(Bar(x=margin, y=rule, width=width, height=0.15, ink="accent"),) if notes else (),
        stars=(Star(x=right - sheet.sign, y=margin, side=sheet.sign, ink="accent"),),
        code=_placed(code, right - side, bottom - side) if code else None,
    )


# --- text ---


def _text(notice: Notice, sheet: Sheet, x: float, width: float, size: float) -> tuple[Line, ...] | None:
    """Return the notice in its languages from y = 0 down; None when a word is wider than the column."""
    lines: list[Line] = []
    y = 0.0
    for number, (lang, text) in enumerate(notice.texts):
        points = size * sheet.english if lang == "en" and number else size
        ink: Ink = "soft" if lang == "en" and number else "text"
        broken = _balanced(text, width / (points * POINT))
        if broken is None:
            return None
        y += (_RISE * points + (_APART * size if number else 0)) * POINT
        for row, part in enumerate(broken):
            y += _LEADING * points * POINT if row else 0
            lines.append(Line(text=part, lang=lang, x=x, y=y, size=points, ink=ink))
        y += _FALL * points * POINT
    return tuple(lines)


def _notes(
    notice: Notice,
    sheet: Sheet,
    x: float,
    width: float,
    law: Sequence[tuple[Lang, str]],
    *,
    address: bool = True,
) -> tuple[Line, ...] | None:
    """Return who, with what, under which law, where to read more: from y = 0 down."""
    notes: list[tuple[Lang | None, str, Ink]] = [
        (None, name, "text") for name in (notice.maker, notice.system) if name
    ]
    notes += [(lang, text, "soft") for lang, text in law]
    if address and notice.page:
        notes.append((None, notice.page, "soft"))
    lines: list[Line] = []
    y = 0.0
    for lang, text, ink in notes:
        column = width / (sheet.note * POINT)
        broken = _balanced(text, column) or _broken(text, column, letters=True)
        if broken is None:
            return None
        for part in broken:
            y += (_NOTE_LEADING if lines else _RISE) * sheet.note * POINT
            lines.append(Line(text=part, lang=lang, x=x, y=y, size=sheet.note, ink=ink))
    return tuple(lines)


def _broken(text: str, width: float, *, letters: bool = False) -> list[str] | None:
    """Break a text into lines of at most `width` ems, at spaces or even in words; None if it cannot."""
    lines: list[str] = []
    for word in _ALONE.sub("\\1\u00a0", text).split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if length(joined) <= width:
            lines[-1:] = [joined]
            continue
        while letters and length(word) > width:
            cut = holds(word, width)
            if not cut:
                return None
            lines.append(word[:cut])
            word = word[cut:]
        if length(word) > width:
            return None
        lines.append(word)
    return lines


def _balanced(text: str, width: float) -> list[str] | None:
    """Break a text into as few lines as can be, and these as even as can be."""
    best = _broken(text, width)
    if best is None or len(best) == 1:
        return best
    low, high = width / 2, width
    for _ in range(12):
        middle = (low + high) / 2
        tried = _broken(text, middle)
        if tried is not None and len(tried) == len(best):
            best, high = tried, middle
        else:
            low = middle
    return best


def _tall(lines: Sequence[Line]) -> float:
    return lines[-1].y + _FALL * lines[-1].size * POINT if lines else 0


def _moved(lines: Sequence[Line], down: float) -> tuple[Line, ...]:
    return tuple(
        Line(text=line.text, lang=line.lang, x=line.x, y=line.y + down, size=line.size, ink=line.ink)
        for line in lines
    )


# --- the proof ---


def _fits(drawing: Drawing) -> bool:
    """Say whether all ink stays inside the margins and outside the code with its quiet zone."""
    sheet, code = drawing.sheet, drawing.code
    slack = 0.3 * sheet.margin
    for line in drawing.lines:
        ink = reach(line.text)
        em = line.size * POINT
        left, right = line.x + ink.left * em, line.x + ink.right * em
        top, bottom = line.y - ink.above * em, line.y - ink.below * em
        if left < sheet.margin - slack or right > sheet.width - sheet.margin + slack:
            return False
        if top < sheet.margin - slack or bottom > sheet.height - sheet.margin + slack:
            return False
        if code is None:
            continue
        quiet = QUIET * code.module - 1e-6
        apart = right < code.x - quiet or left > code.x + code.side + quiet or bottom < code.y - quiet
        if not apart and top < code.y + code.side + quiet:
            return False
    return True
