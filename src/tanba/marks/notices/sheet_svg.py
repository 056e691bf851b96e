"""A notice as SVG 1.1 with the letters as curves: it prints the same wherever the typeface is not."""

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tanba.marks.notices.drawing import SIGN, Drawing, Ink, Star
from tanba.marks.notices.layout import arrange
from tanba.marks.notices.notice import Notice
from tanba.marks.notices.outlines import number, path
from tanba.marks.notices.sheet import POINT, Sheet

_INKS: Final[dict[Ink, str]] = {"text": "#10151c", "soft": "#4a5561", "accent": "#0a6e8a"}


def write_svg(notice: Notice, sheet: Sheet) -> bytes:
    """
    Return a sheet of its true size in millimetres; what it says also stands as text in `desc`.

    Raises what `arrange` raises.
    """
    drawing = arrange(notice, sheet)
    width, height = number(sheet.width), number(sheet.height)
    told = [text for _, text in notice.texts], [text for _, text in notice.law]
    said = "\n".join(
        line for line in (*told[0], notice.maker, notice.system, *told[1], notice.page) if line
    )
    lang, title = notice.texts[0]
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
        f' viewBox="0 0 {width} {height}" xml:lang="{lang}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(said)}</desc>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *_shapes(drawing),
        *_lines(drawing),
        *_code(drawing),
        "</svg>",
    ]
    return "\n".join(parts).encode() + b"\n"


def _shapes(drawing: Drawing) -> list[str]:
    bars = [
        f'<rect x="{number(bar.x)}" y="{number(bar.y)}" width="{number(bar.width)}"'
        f' height="{number(bar.height)}" fill="{_INKS[bar.ink]}"/>'
        for bar in drawing.bars
    ]
    return bars + [f'<path d="{_star(star)}" fill="{_INKS[star.ink]}"/>' for star in drawing.stars]


def _star(star: Star) -> str:
    def placed(points: tuple[float, ...]) -> str:
        return " ".join(
            number((star.y if place % 2 else star.x) + star.side * point)
            for place, point in enumerate(points)
        )

    return "".join(
        f"M{placed(start)}" + "".join(f"C{placed(curve)}" for curve in curves) + "Z"
        for start, *curves in SIGN
    )


def _lines(drawing: Drawing) -> list[str]:
    shown = []
    for line in drawing.lines:
        lang = f' xml:lang="{line.lang}"' if line.lang else ""
        curves = path(line.text, line.x, line.y, line.size * POINT)
        shown.append(
            f'<path{lang} aria-label={quoteattr(line.text)} fill="{_INKS[line.ink]}" d="{curves}"/>'
        )
    return shown


def _code(drawing: Drawing) -> list[str]:
    if drawing.code is None:
        return []
    high = number(drawing.code.module)
    runs = "".join(
        f"M{number(x)} {number(y)}h{number(width)}v{high}h-{number(width)}z"
        for x, y, width in drawing.code.runs()
    )
    return [f'<path id="code" shape-rendering="crispEdges" d="{runs}"/>']
