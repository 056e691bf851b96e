"""
XLSX: a sheet placed first, and a print header on every sheet (ECMA-376 part 1, 18.3.1).

A row put into a sheet would move cells, and with them formulas, names, filters and charts, so no sheet
that was there changes but for its header. Programs that take the first sheet for the data must name
theirs.
"""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.media import package
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, space, unparsed
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.documents.cells import cells, without_rows
from tanba.marks.visible.documents.paragraph import MARK, points, told
from tanba.marks.visible.documents.print_header import headed
from tanba.marks.visible.letters.wording import Wordings, shown

HOW: Final = "first sheet and print headers"

_A4: Final = 595.3
_PART: Final = "xl/worksheets/tanba-label.xml"
_MIME: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_AT_MOST: Final = 128 * 1024 * 1024
_NAME: Final = 31
"""Characters in the name of a sheet, as Excel allows."""
_READ: Final = 3
_BEFORE_NAMES: Final = frozenset(
    ("fileVersion", "fileSharing", "workbookPr", "AlternateContent", "workbookProtection",
     "bookViews", "sheets", "functionGroups", "externalReferences")
)  # fmt: skip
"""What stands before the defined names in a workbook (18.2.27)."""


def labelled(archive: Archive, said: Wordings, label: Label) -> tuple[dict[str, bytes], Drawn]:
    """Return the workbook with the notice in it; raises Refused MK82 without sheets."""
    main = package.main_part(archive)
    book = parsed(archive.read(main.part), main.part)
    parts = {r.id: r.part for r in package.relations(archive, main.part) if r.part in archive}
    ours = _ours(book)
    notice = parts.get(_relation(ours), "") if ours is not None else ""
    earlier = [text for text in cells(archive, main.part, notice) if text] if notice else []
    changed: dict[str, bytes] = {}
    if not notice:
        notice, changed = _PART, _added(archive, main, book, said)
    size = points(label, _A4)
    changed[notice] = _notice(space(book), said, size, _child(book, "bookViews") is not None)
    others = [
        part
        for part in (parts.get(_relation(e), "") for e in _sheets(book))
        if part not in ("", notice)
    ]
    count = 1
    for part in dict.fromkeys(others):
        changed[part], fits = _headed(archive, part, [text for _, text in said], earlier)
        count += fits
    return changed, told(HOW, said, size, _A4, count=count)


def seen(archive: Archive, wordings: Wordings) -> Wordings:
    """Return those of `wordings` that fill a cell at the start of one of the first sheets."""
    return shown(_lines(archive), wordings)


def _lines(archive: Archive) -> Iterator[str]:
    main = package.main_part(archive).part
    parts = {r.id: r.part for r in package.relations(archive, main) if r.part in archive}
    shown_ones = (
        e for e in _sheets(parsed(archive.read(main), main)) if e.get("state", "visible") == "visible"
    )
    for sheet in islice(shown_ones, _READ):
        if part := parts.get(_relation(sheet)):
            yield from cells(archive, main, part)


def _child(parent: "etree._Element", name: str) -> "etree._Element | None":
    return next((element for element in parent if local(element) == name), None)


def _sheets(book: "etree._Element") -> list["etree._Element"]:
    sheets = _child(book, "sheets")
    found = [element for element in sheets if local(element) == "sheet"] if sheets is not None else []
    if not found:
        raise Refused("MK82", "a workbook without sheets has no place for a label")
    return found


def _relation(sheet: "etree._Element") -> str:
    return next(
        (str(text) for name, text in sheet.attrib.items() if str(name).endswith("relationships}id")), ""
    )


def _ours(book: "etree._Element") -> "etree._Element | None":
    """Return the sheet of an earlier label: a hidden name leads to it, which programs keep."""
    names = _child(book, "definedNames")
    for name in names if names is not None else ():
        if local(name) == "definedName" and name.get("name") == MARK:
            called = (name.text or "").rpartition("!")[0].strip("'").replace("''", "'")
            return next((sheet for sheet in _sheets(book) if sheet.get("name") == called), None)
    return None


def _added(
    archive: Archive, main: package.Relation, book: "etree._Element", said: Wordings
) -> dict[str, bytes]:
    """Put a new sheet before all others; what counts sheets by their place is moved by one."""
    sheets = _sheets(book)
    leads = package.relations_part(main.part)
    links = f"{package.STRICT}officeDocument/relationships" if main.strict else _LINKS
    relations, relation = package.related(archive.read(leads), main.part, f"{links}/worksheet", _PART)
    numbers = (sheet.get("sheetId", "") for sheet in sheets)
    number = 1 + max((int(n) for n in numbers if n.isascii() and n.isdigit() and len(n) < 9), default=0)
    name = _name(said[0][1], {sheet.get("name", "").casefold() for sheet in sheets})
    new = etree.Element(
        sheets[0].tag, {"name": name, "sheetId": str(number), f"{{{links}}}id": relation}
    )
    sheets[0].addprevious(new)
    views = _child(book, "bookViews")
    for view in views if views is not None else ():
        view.attrib.pop("activeTab", "")
        view.attrib.pop("firstSheet", "")
    names = _names(book)
    for element in names:
        place = element.get("localSheetId", "")
        if place.isascii() and place.isdigit() and len(place) < 9:
            element.set("localSheetId", str(int(place) + 1))
        if element.get("name") == MARK:
            names.remove(element)
    quoted = name.replace("'", "''")
    etree.SubElement(
        names, f"{{{space(book)}}}definedName", {"name": MARK, "hidden": "1"}
    ).text = f"'{quoted}'!$A$1"
    types = package.typed(archive.read(package.TYPES), _PART, _MIME)
    return {main.part: unparsed(book), leads: relations, package.TYPES: types}


def _names(book: "etree._Element") -> "etree._Element":
    names = _child(book, "definedNames")
    if names is None:
        names = etree.Element(f"{{{space(book)}}}definedNames")
        places = [n for n, element in enumerate(book) if local(element) in _BEFORE_NAMES]
        book.insert(places[-1] + 1, names)
    return names


def _name(text: str, taken: set[str]) -> str:
    """Return a name for the sheet out of the label's words: short enough, and nobody else's."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", text)
    for n in range(len(taken) + 1):
        end = f" {n + 1}" if n else ""
        short = " ".join(plain.split())[: _NAME - len(end)]
        if len(short) < len(" ".join(plain.split())) and " " in short:
            short = short.rpartition(" ")[0]
        if (name := short.strip() + end).casefold() not in taken:
            return name
    return MARK


def _notice(ns: str, said: Wordings, size: float, viewed: bool) -> bytes:
    def put(parent: "etree._Element", tag: str, **attributes: Any) -> "etree._Element":
        return etree.SubElement(
            parent, f"{{{ns}}}{tag}", {name: str(text) for name, text in attributes.items()}
        )

    sheet = etree.Element(f"{{{ns}}}worksheet", nsmap=package.plain(ns))
    if viewed:
        put(put(sheet, "sheetViews"), "sheetView", showGridLines=0, tabSelected=1, workbookViewId=0)
    put(sheet, "sheetFormatPr", defaultRowHeight=15)
    put(put(sheet, "cols"), "col", min=1, max=1, width=100, customWidth=1)
    rows = put(sheet, "sheetData")
    for n, (_, text) in enumerate(said, 1):
        row = put(rows, "row", r=n, ht=f"{size * 1.8:g}", customHeight=1)
        run = put(put(put(row, "c", r=f"A{n}", t="inlineStr"), "is"), "r")
        look = put(run, "rPr")
        put(look, "rFont", val="Arial")
        put(look, "b")
        put(look, "sz", val=f"{size:g}")
        put(run, "t").text = text
    return unparsed(sheet)


def _headed(archive: Archive, part: str, texts: list[str], earlier: list[str]) -> tuple[bytes, bool]:
    """Return a sheet with the label in its print header, and whether there was room for it."""
    skeleton, finish = without_rows(archive.read(part, _SHEET_AT_MOST))
    root = parsed(skeleton, part)
    for view in (e for e in root.iter() if local(e) == "sheetView"):
        view.attrib.pop("tabSelected", "")  # two selected sheets would be edited together
    fits = local(root) in ("worksheet", "chartsheet") and headed(root, texts, earlier)
    return finish(unparsed(root)), fits
