"""A notice as PDF: text that can be read and searched, the typeface inside, the code as shapes."""

from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

import pikepdf
from reportlab.lib.colors import CMYKColor, Color
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tanba.marks.notices.drawing import SIGN, Drawing, Ink
from tanba.marks.notices.layout import arrange
from tanba.marks.notices.notice import Notice
from tanba.marks.notices.sheet import POINT, Sheet
from tanba.marks.visible.letters.typeface import FONT

_FACE: Final = "Golos Text SemiBold"
_INKS: Final[dict[Ink, Color]] = {
    "text": CMYKColor(0, 0, 0, 1),
    "soft": CMYKColor(0, 0, 0, 0.72),
    "accent": CMYKColor(0.92, 0.32, 0.20, 0.28),
}
"""Text and code in black alone, so that a press out of register does not blur them."""


def write_pdf(notice: Notice, sheet: Sheet) -> bytes:
    """
    Return a PDF of one page, of the sheet's true size; the same notice gives the same bytes.

    Raises what `arrange` raises.
    """
    drawing = arrange(notice, sheet)
    _registered()
    drawn = BytesIO()
    lang, title = notice.texts[0]
    canvas: Any = Canvas(
        drawn,
        pagesize=(sheet.width / POINT, sheet.height / POINT),
        invariant=1,
        lang=lang,
        initialFontName=_FACE,  # type: ignore[arg-type]  # a name, whatever its stubs say
    )
    canvas.scale(1 / POINT, 1 / POINT)  # millimetres from here on
    canvas.setTitle(title)
    _shapes(canvas, drawing)
    _lines(canvas, drawing)
    _code(canvas, drawing)
    canvas.showPage()
    canvas.save()
    return _described(drawn, notice, sheet)


@lru_cache(maxsize=1)
def _registered() -> None:
    pdfmetrics.registerFont(TTFont(_FACE, str(FONT)))


def _shapes(canvas: Any, drawing: Drawing) -> None:
    high = drawing.sheet.height
    for bar in drawing.bars:
        canvas.setFillColor(_INKS[bar.ink])
        canvas.rect(bar.x, high - bar.y - bar.height, bar.width, bar.height, stroke=0, fill=1)
    for star in drawing.stars:
        canvas.setFillColor(_INKS[star.ink])
        shape = canvas.beginPath()
        for start, *curves in SIGN:
            shape.moveTo(*_placed(start, star.x, star.y, star.side, high))
            for curve in curves:
                shape.curveTo(*_placed(curve, star.x, star.y, star.side, high))
            shape.close()
        canvas.drawPath(shape, stroke=0, fill=1)


def _placed(
    points: tuple[float, ...], x: float, y: float, side: float, high: float
) -> tuple[float, ...]:
    return tuple(
        high - (y + side * point) if place % 2 else x + side * point
        for place, point in enumerate(points)
    )


def _lines(canvas: Any, drawing: Drawing) -> None:
    for line in drawing.lines:
        canvas.setFillColor(_INKS[line.ink])
        canvas.setFont(_FACE, line.size * POINT)
        canvas.drawString(line.x, drawing.sheet.height - line.y, line.text)


def _code(canvas: Any, drawing: Drawing) -> None:
    if drawing.code is None:
        return
    canvas.setFillColor(_INKS["text"])
    shape = canvas.beginPath()
    for x, y, width in drawing.code.runs():
        shape.rect(x, drawing.sheet.height - y - drawing.code.module, width, drawing.code.module)
    canvas.drawPath(shape, stroke=0, fill=1)


def _described(drawn: BytesIO, notice: Notice, sheet: Sheet) -> bytes:
    """Return the page with its titles in every language, its time and where it is cut."""
    done = BytesIO()
    with pikepdf.open(drawn) as pdf:
        box = pikepdf.Array([0, 0, *(round(side / POINT, 4) for side in (sheet.width, sheet.height))])
        page = pdf.pages[0]
        page.mediabox = page.trimbox = page.cropbox = box
        with pdf.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"] = notice.texts[0][1]
            about["dc:language"] = {lang for lang, _ in notice.texts}
            about["dc:identifier"] = notice.said.id
            if notice.maker:
                about["dc:creator"] = [notice.maker]
            about["xmp:CreateDate"] = notice.said.time
        day = datetime.fromisoformat(notice.said.time)
        pdf.docinfo["/CreationDate"] = pdf.docinfo["/ModDate"] = f"D:{day:%Y%m%d%H%M%S}Z"
        pdf.save(done, deterministic_id=True, linearize=False)
    return done.getvalue()
