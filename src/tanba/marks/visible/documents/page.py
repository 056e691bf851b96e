"""
PDF: the label on every page, as real text in an embedded typeface, over all that the page shows.

It is page content, no annotation and no layer that a viewer could hide: it is on the screen and on
paper. What the page draws is put between q and Q, so that it cannot move the label (ISO 32000-2,
8.4.2).
"""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO, Final

import pikepdf

from tanba.kernel import Lang, Refused, value
from tanba.marks.media import Container
from tanba.marks.metadata.pdf import opened, save, unsigned
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.documents.page_text import blocks
from tanba.marks.visible.letters.lettering import INK, PLATE, contrast
from tanba.marks.visible.letters.placement import Placement, placed
from tanba.marks.visible.letters.typeface import FONT
from tanba.marks.visible.letters.wording import shown, words

HOW: Final = "page text"
MOST_PAGES: Final = 20_000
MOST_SHAPES: Final = 500
"""Different sizes of pages in one file; each has a label of its own."""
LEAST: Final = 6.0
"""Points, ascender to descender, below which nobody reads print."""
READ: Final = 25
"""Pages in which a label is looked for."""

_OURS: Final = "/TanbaLabel"
_TYPEFACE: Final = "TanbaLabel"


@value
class Sheet:
    """What people see of a page, in its own units and upright."""

    left: float
    bottom: float
    width: float
    height: float
    """Of the visible box, before it is turned."""
    turned: int
    """Degrees clockwise: 0, 90, 180 or 270."""
    unit: float
    """Points in one unit of the page."""

    @property
    def upright(self) -> tuple[float, float]:
        """Width and height as people see them."""
        return (self.height, self.width) if self.turned in (90, 270) else (self.width, self.height)


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the PDF with the label on every page; `below` stands at the bottom, since a page is never
    made longer.

    Raises
    ------
    CannotHold
        MK30, MK31 for a signed or an encrypted file.
    Refused
        MK45, MK60 … MK64 for a label that cannot stand on one of the pages; MK80 for a file without
        pages, with too many, or with pages of no size; MK35 for a damaged one.
    """
    label = replace(
        label, texts=words(label), corner="bottom" if label.corner == "below" else label.corner
    )
    with unsigned(source) as pdf:
        if not 0 < len(pdf.pages) <= MOST_PAGES:
            raise Refused(
                "MK80", f"a PDF of {len(pdf.pages)} pages", f"1 to {MOST_PAGES} can be labelled"
            )
        sheets = [_sheet(page) for page in pdf.pages]
        stands: dict[Sheet, Placement] = {}
        for sheet in sheets:
            if sheet not in stands:
                stands[sheet] = placed(label, *sheet.upright, least=LEAST / sheet.unit)
            if len(stands) > MOST_SHAPES:
                raise Refused("MK80", f"a PDF with pages of more than {MOST_SHAPES} sizes")
        _lay(pdf, sheets, stands)
        save(pdf, target)
    return _drawn(label, sheets, stands)


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """
    Return the label if one of the first pages shows one of `wordings` as a block of text by itself.

    Text is read as its fonts say what its glyphs mean; invisible text does not count. What other
    things on the page cover, and letters in the colour of the paper, cannot be told.
    """
    close = {text: "".join(text.split()) for _, text in wordings}
    found: dict[tuple[Lang, str], None] = {}
    count = 0
    with opened(source) as pdf:
        for page in list(pdf.pages)[:READ]:
            lines = ["".join(block.split()) for block in blocks(page.obj)]
            here = set(shown(lines, tuple((lang, close[text]) for lang, text in wordings)))
            seen = [(lang, text) for lang, text in wordings if (lang, close[text]) in here]
            found |= dict.fromkeys(seen)
            count += bool(seen)
    if not found:
        return None
    return Drawn(
        how=HOW, text="\n".join(text for _, text in found),
        languages=tuple(dict.fromkeys(lang for lang, _ in found)), count=count,
    )  # fmt: skip


def _drawn(label: Label, sheets: list[Sheet], stands: dict[Sheet, Placement]) -> Drawn:
    first, unit = stands[sheets[0]], sheets[0].unit
    return Drawn(
        how=HOW,
        text="\n".join(text for _, text in label.texts),
        languages=tuple(lang for lang, _ in label.texts),
        box=(
            round(first.left * unit),
            round(first.top * unit),
            round(first.width * unit),
            round(first.height * unit),
        ),
        share=round(min(place.share for place in stands.values()), 4),
        cover=round(max(place.cover for place in stands.values()), 4),
        contrast=round(contrast(INK, PLATE), 2),
        count=len(sheets),
    )


def _sheet(page: pikepdf.Page) -> Sheet:
    """Return what is seen of a page: the crop box within the media box (14.11.2), turned, scaled."""
    media = _box(page.obj.get("/MediaBox"))
    if media is None:
        raise Refused("MK80", "a page without a size")
    crop = _box(page.obj.get("/CropBox")) or media
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    unit, turned = _number(page.obj.get("/UserUnit"), 1.0), _number(page.obj.get("/Rotate"), 0.0)
    if not (right - left > 0 and top - bottom > 0 and 0 < unit <= 100_000) or turned % 90:
        raise Refused("MK80", "a page whose size or turn makes no sense")
    return Sheet(left=left, bottom=bottom, width=right - left, height=top - bottom,
                 turned=int(turned) % 360, unit=unit)  # fmt: skip


def _box(box: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(box, pikepdf.Array) or len(box) != 4:
        return None
    a, b, c, d = (round(_number(edge, 0.0), 4) for edge in box)
    return min(a, c), min(b, d), max(a, c), max(b, d)


def _number(thing: Any, default: float) -> float:
    try:
        number = default if thing is None else float(thing)
    except (TypeError, ValueError, OverflowError):
        raise Refused("MK80", "a page whose size or turn makes no sense") from None
    return number if abs(number) < 1e9 else default


def _lay(pdf: pikepdf.Pdf, sheets: list[Sheet], stands: dict[Sheet, Placement]) -> None:
    """Put the labels over the pages; those of one shape share everything, all share one typeface."""
    forms, after = {}, {}
    tagged = "/StructTreeRoot" in pdf.Root
    before = _mine(pdf, b"q")
    with pikepdf.open(BytesIO(_overlay(stands.values()))) as overlay:
        for (sheet, place), page in zip(stands.items(), overlay.pages, strict=True):
            forms[sheet] = pdf.copy_foreign(overlay.make_indirect(page.as_form_xobject()))
            after[sheet] = _mine(pdf, _calling(sheet, place, tagged))
    for sheet, page in zip(sheets, pdf.pages, strict=True):
        resources = _copied(page.obj.get("/Resources"))
        things = _copied(resources.get("/XObject"))
        things[_OURS] = forms[sheet]
        resources.XObject = things
        page.obj.Resources = resources
        page.obj.Contents = pikepdf.Array([before, *_own(page.obj.get("/Contents")), after[sheet]])


def _own(contents: Any) -> Iterator[pikepdf.Stream]:
    """Give the content streams of a page without those of an earlier label."""
    streams = contents if isinstance(contents, pikepdf.Array) else [contents]
    for stream in streams:
        if isinstance(stream, pikepdf.Stream) and _OURS not in stream:
            yield stream


def _copied(dictionary: Any) -> pikepdf.Dictionary:
    """Return a copy one level deep: other pages may share the original."""
    items = dictionary.items() if isinstance(dictionary, pikepdf.Dictionary) else ()
    return pikepdf.Dictionary(dict(items))


def _mine(pdf: pikepdf.Pdf, content: bytes) -> pikepdf.Object:
    return pdf.make_indirect(pdf.make_stream(content, {_OURS: True}))


def _calling(sheet: Sheet, place: Placement, tagged: bool) -> bytes:
    """Return the operators that set the upright label on a page that may lie turned."""
    right, top = sheet.left + sheet.width, sheet.bottom + sheet.height
    matrix = {
        0: (1, 0, 0, 1, sheet.left, sheet.bottom), 90: (0, 1, -1, 0, right, sheet.bottom),
        180: (-1, 0, 0, -1, right, top), 270: (0, -1, 1, 0, sheet.left, top),
    }[sheet.turned]  # fmt: skip
    low = sheet.upright[1] - place.top - place.height
    turn = " ".join(f"{n:.6g}" if n in (0, 1, -1) else f"{n:.4f}" for n in matrix)
    # In a tagged file everything is either in its structure or an artifact of the page (14.8.2.2).
    begin, end = ("/Artifact <</Type /Pagination>> BDC", "EMC") if tagged else ("", "")
    lines = (f"Q {begin}", f"q {turn} cm 1 0 0 1 {place.left:.4f} {low:.4f} cm {_OURS} Do Q {end}")
    return "\n".join(line.strip() for line in lines).encode("ascii")


def _overlay(stands: Any) -> bytes:
    """Return a PDF with one label on each page: light letters on a dark plate, as in `lettering`."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    if _TYPEFACE not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(_TYPEFACE, str(FONT)))
    out = BytesIO()
    # With the first font of its own, reportlab would name Helvetica too, and not embed it.
    first: Any = _TYPEFACE
    canvas = Canvas(out, invariant=1, pageCompression=1, initialFontName=first)
    for place in stands:
        canvas.setPageSize((place.width, place.height))
        canvas.setFillGray(PLATE / 255)
        canvas.roundRect(0, 0, place.width, place.height, place.radius, stroke=0, fill=1)
        _write(canvas, place)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _write(canvas: Any, place: Placement) -> None:
    """Write the lines, those of one language as one block; widths are those measured with kerning."""
    text, lang = None, None
    for line in place.lines:
        if text is None or line.lang != lang:
            if text is not None:
                canvas.drawText(text)
            text, lang = canvas.beginText(), line.lang
            text.setFont(_TYPEFACE, place.size)
            text.setFillGray(INK / 255)
        text.setTextOrigin(line.left, place.height - line.baseline)
        plain = canvas.stringWidth(line.text, _TYPEFACE, place.size)
        text.setHorizScale(100 * line.width / plain)
        text.textOut(line.text)
    if text is not None:
        canvas.drawText(text)
