"""ODT: an opening paragraph with a border and a background (ODF 1.3 part 3, 5.1 and 17.6)."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, unparsed
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.documents.paragraph import INK, MARK, PAPER, TAGS, emptied, grey, points, told
from tanba.marks.visible.letters.wording import Wordings, shown

HOW: Final = "opening paragraph"

_CONTENT: Final = "content.xml"
_STYLES: Final = "styles.xml"
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES: Final = {
    "office": f"{_OASIS}office:1.0", "style": f"{_OASIS}style:1.0", "text": f"{_OASIS}text:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
}  # fmt: skip
_PRELUDE: Final = frozenset(
    ("forms", "tracked-changes", "variable-decls", "sequence-decls", "user-field-decls",
     "dde-connection-decls", "alphabetical-index-auto-mark-file", "calculation-settings")
)  # fmt: skip
"""What stands before the first paragraph (3.4)."""
_UNSEEN: Final = frozenset(("tracked-changes", "annotation", "hidden-text", "hidden-paragraph", "note"))
"""What was deleted, remarked, or is shown on a condition or at the foot of the page."""
_LENGTH: Final = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,9})?)(cm|mm|in|pt)")
_POINTS: Final = {"cm": 72 / 2.54, "mm": 7.2 / 2.54, "in": 72.0, "pt": 1.0}
_A4: Final = 595.3
_READ: Final = 40


def labelled(archive: Archive, said: Wordings, label: Label) -> tuple[dict[str, bytes], Drawn]:
    """Return the content with the label as its first paragraph; raises Refused MK82 without a text."""
    root = parsed(archive.read(_CONTENT), _CONTENT)
    body = _body(root)
    _without_label(root, body)
    shortest = _shortest(archive)
    size = points(label, shortest)
    _style(root, said, size)
    before = 0
    while before < len(body) and local(body[before]) in {"", *_PRELUDE}:
        before += 1
    body.insert(before, _paragraph(said))
    return {_CONTENT: unparsed(root)}, told(HOW, said, size, shortest)


def seen(archive: Archive, wordings: Wordings) -> Wordings:
    """Return those of `wordings` that stand among the first paragraphs."""
    return shown(_lines(archive), wordings)


def _lines(archive: Archive) -> Iterator[str]:
    """Give the first paragraphs that are surely shown, a line for each break."""
    body = _body(parsed(archive.read(_CONTENT), _CONTENT))
    paragraphs = (e for e in body.iter() if local(e) in ("p", "h") and not _is_away(e))
    for paragraph in islice(paragraphs, _READ):
        yield from "".join(_pieces(paragraph)).split("\n")


def _pieces(element: "etree._Element") -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        if name == "line-break":
            yield "\n"
        elif name == "s":
            yield " "
        elif name and name not in _UNSEEN:
            yield from _pieces(child)
        yield child.tail or ""


def _is_away(paragraph: "etree._Element") -> bool:
    """Say whether it was deleted, is a remark, or stands in a section that is not always shown."""
    return any(local(e) in _UNSEEN or _hidden(e) for e in paragraph.iterancestors())


def _hidden(element: "etree._Element") -> bool:
    return local(element) == "section" and element.get(_tag("text:display"), "true") != "true"


def _tag(name: str) -> str:
    prefix, _, rest = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{rest}"


def _put(parent: "etree._Element", tag: str, attributes: dict[str, str]) -> "etree._Element":
    return etree.SubElement(
        parent, _tag(tag), {_tag(name): text for name, text in attributes.items()}, nsmap=_SPACES
    )


def _body(root: "etree._Element") -> "etree._Element":
    body = root.find(f"{_tag('office:body')}/{_tag('office:text')}")
    if body is None:
        raise Refused("MK82", "a document without a text has no place for a label")
    return body


def _without_label(root: "etree._Element", body: "etree._Element") -> None:
    for start in list(body.iter(_tag("text:bookmark-start"))):
        paragraph = start.getparent()
        if start.get(_tag("text:name")) == MARK and paragraph is not None and local(paragraph) == "p":
            ends = paragraph.iterchildren(_tag("text:bookmark-end"))
            emptied(paragraph, start, next((e for e in ends if e.get(_tag("text:name")) == MARK), None))
    for style in list(root.iter(_tag("style:style"))):
        parent = style.getparent()
        if parent is not None and style.get(_tag("style:name"), "").startswith(MARK):
            parent.remove(style)


def _shortest(archive: Archive) -> float:
    """Return the shortest side of the first page layout in points."""
    root = parsed(archive.read(_STYLES), _STYLES) if _STYLES in archive else None
    for layout in root.iter(_tag("style:page-layout-properties")) if root is not None else ():
        sides = [
            _LENGTH.fullmatch(layout.get(_tag(f"fo:page-{side}"), "")) for side in ("width", "height")
        ]
        found = [float(side[1]) * _POINTS[side[2]] for side in sides if side]
        if len(found) == 2:
            return max(72.0, min(found))
    return _A4


def _style(root: "etree._Element", said: Wordings, size: float) -> None:
    """Put the styles among the automatic ones: one of the paragraph, one of each language."""
    styles = root.find(_tag("office:automatic-styles"))
    if styles is None:
        styles = etree.Element(_tag("office:automatic-styles"), nsmap=_SPACES)
        body = root.find(_tag("office:body"))
        root.insert(root.index(body) if body is not None else len(root), styles)
    look = {"style:name": MARK, "style:family": "paragraph"}
    style = _put(styles, "style:style", look)
    _put(style, "style:paragraph-properties", {
        "fo:background-color": f"#{grey(PAPER)}", "fo:border": f"1.5pt solid #{grey(INK)}",
        "fo:padding": "6pt", "fo:margin-top": "0pt", "fo:margin-bottom": "12pt",
        "fo:margin-left": "0pt", "fo:margin-right": "0pt", "fo:text-indent": "0pt",
        "fo:text-align": "start",
    })  # fmt: skip
    _put(style, "style:text-properties", {
        "fo:color": f"#{grey(INK)}", "fo:font-family": "Arial", "fo:font-size": f"{size:g}pt",
        "fo:font-weight": "bold", "fo:font-style": "normal",
    })  # fmt: skip
    for lang, _ in said:
        style = _put(styles, "style:style", {"style:name": MARK + lang, "style:family": "text"})
        language, _, country = TAGS[lang].partition("-")
        _put(style, "style:text-properties", {"fo:language": language, "fo:country": country})


def _paragraph(said: Wordings) -> "etree._Element":
    paragraph = etree.Element(_tag("text:p"), {_tag("text:style-name"): MARK}, nsmap=_SPACES)
    _put(paragraph, "text:bookmark-start", {"text:name": MARK})
    for n, (lang, text) in enumerate(said):
        if n:
            _put(paragraph, "text:line-break", {})
        _put(paragraph, "text:span", {"text:style-name": MARK + lang}).text = text
    _put(paragraph, "text:bookmark-end", {"text:name": MARK})
    return paragraph
