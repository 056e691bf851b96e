"""DOCX: an opening paragraph with a border and a shading (ECMA-376 part 1, 17.3.1)."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.media import package
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, space, unparsed
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.documents.paragraph import INK, MARK, PAPER, TAGS, emptied, grey, points, told
from tanba.marks.visible.letters.wording import Wordings, shown

HOW: Final = "opening paragraph"
_LETTER: Final = 612.0
"""Points of the shortest side where a document names no paper, as Word takes it."""
_READ: Final = 40
_GONE: Final = frozenset(("moveFrom", "del"))
_HIDING: Final = frozenset(("vanish", "webHidden", "specVanish", "strike", "dstrike"))
_PALE: Final = frozenset(("FFFFFF", "FEFEFE"))
_TINY: Final = 10
"""Half points below which nobody reads."""
_WORDS: Final = frozenset(("t", "br", "cr", "tab", "noBreakHyphen"))


def labelled(archive: Archive, said: Wordings, label: Label) -> tuple[dict[str, bytes], Drawn]:
    """
    Return the main part with the label as its first paragraph.

    Raises Refused MK82 without a body.
    """
    part = package.main_part(archive).part
    root = parsed(archive.read(part), part)
    body = _body(root)
    _without_label(root)
    shortest = _shortest(root)
    size = points(label, shortest)
    body.insert(0, _paragraph(space(root), said, size, _free(root)))
    return {part: unparsed(root)}, told(HOW, said, size, shortest)


def seen(archive: Archive, wordings: Wordings) -> Wordings:
    """Return those of `wordings` that stand among the first paragraphs."""
    return shown(_lines(archive), wordings)


def _lines(archive: Archive) -> Iterator[str]:
    """Give the first paragraphs, a line for each break, without hidden runs."""
    part = package.main_part(archive).part
    paragraphs = (e for e in _body(parsed(archive.read(part), part)).iter() if local(e) == "p")
    for paragraph in islice(paragraphs, _READ):
        pieces = []
        for element in paragraph.iter():
            if local(element) in _WORDS and not _hidden(element):
                pieces.append(element.text or "" if local(element) == "t" else "\n")
        yield from "".join(pieces).split("\n")


def _body(root: "etree._Element") -> "etree._Element":
    body = next((element for element in root if local(element) == "body"), None)
    if body is None:
        raise Refused("MK82", "a document without a body has no place for a label")
    return body


def _hidden(element: "etree._Element") -> bool:
    if any(local(a) in _GONE for a in element.iterancestors()):
        return True
    run = element.getparent()
    properties = run[0] if run is not None and len(run) and local(run[0]) == "rPr" else ()
    return any(
        (local(e) in _HIDING and _value(e) not in ("0", "false", "off"))
        or (local(e) == "color" and _value(e).upper() in _PALE)
        or (
            local(e) == "sz"
            and _value(e).isascii()
            and _value(e).isdigit()
            and int(_value(e)[:6]) < _TINY
        )
        for e in properties
    )


def _value(element: "etree._Element") -> str:
    return next((str(text) for name, text in element.attrib.items() if str(name).endswith("}val")), "")


def _without_label(root: "etree._Element") -> None:
    for start in [e for e in root.iter() if local(e) == "bookmarkStart" and _named(e, "name") == MARK]:
        paragraph = start.getparent()
        if paragraph is not None and local(paragraph) == "p":
            number = _named(start, "id")
            ends = (e for e in paragraph if local(e) == "bookmarkEnd" and _named(e, "id") == number)
            emptied(paragraph, start, next(ends, None))


def _named(element: "etree._Element", name: str) -> str:
    return element.get(f"{{{space(element)}}}{name}", "")


def _shortest(root: "etree._Element") -> float:
    """Return the shortest side of the first section's paper in points."""
    for element in root.iter():
        if local(element) == "pgSz":
            sides = [_named(element, side) for side in ("w", "h")]
            if all(side.isascii() and side.isdigit() and 0 < len(side) < 7 for side in sides):
                return max(72.0, min(map(int, sides)) / 20)
    return _LETTER


def _free(root: "etree._Element") -> int:
    """Return a number that no annotation has: bookmarks share them with comments and revisions."""
    taken = (_named(element, "id") for element in root.iter() if local(element))
    return 1 + max((int(n) for n in taken if n.isascii() and n.isdigit() and len(n) < 9), default=0)


def _paragraph(ns: str, said: Wordings, size: float, number: int) -> "etree._Element":
    def put(parent: "etree._Element", tag: str, **attributes: Any) -> "etree._Element":
        named = {f"{{{ns}}}{name}": str(text) for name, text in attributes.items()}
        return etree.SubElement(parent, f"{{{ns}}}{tag}", named)

    paragraph = etree.Element(f"{{{ns}}}p", nsmap={"w": ns})
    form = put(paragraph, "pPr")
    put(form, "keepLines")
    border = put(form, "pBdr")
    for side in ("top", "left", "bottom", "right"):
        put(border, side, val="single", sz=12, space=6, color=grey(INK))
    put(form, "shd", val="clear", color="auto", fill=grey(PAPER))
    put(form, "spacing", before=0, after=240)
    put(form, "ind", left=0, right=0, firstLine=0)
    put(form, "jc", val="left")
    put(paragraph, "bookmarkStart", id=number, name=MARK)
    for n, (lang, text) in enumerate(said):
        run = put(paragraph, "r")
        look = put(run, "rPr")
        put(look, "rFonts", ascii="Arial", hAnsi="Arial", cs="Arial")
        put(look, "b")
        put(look, "i", val=0)
        put(look, "caps", val=0)
        put(look, "strike", val=0)
        put(look, "vanish", val=0)
        put(look, "color", val=grey(INK))
        put(look, "sz", val=round(2 * size))
        put(look, "szCs", val=round(2 * size))
        put(look, "lang", val=TAGS[lang])
        if n:
            put(run, "br")
        put(run, "t").text = text
    put(paragraph, "bookmarkEnd", id=number)
    return paragraph
