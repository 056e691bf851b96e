"""PPTX: a text box on every slide, over all that it shows (ECMA-376 part 1, 19.3.1.43 and 20.1)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.media import package
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, space, unparsed
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.documents.paragraph import MARK, TAGS, grey
from tanba.marks.visible.letters.lettering import INK, PLATE, contrast
from tanba.marks.visible.letters.placement import Placement, placed
from tanba.marks.visible.letters.wording import Wordings, shown

HOW: Final = "text box on each slide"

_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_POINT: Final = 12_700
"""English Metric Units in a point."""
_LEAST: Final = 10.0
"""Points, ascender to descender, below which nobody reads a slide."""
_ROOM: Final = 1.15
"""The box is wider than the words in our typeface: the one that a program takes may be."""
_WIDE: Final = (9_144_000, 6_858_000)
"""Size of a slide where none is said (19.2.1.39)."""
_READ: Final = 25


def labelled(archive: Archive, said: Wordings, label: Label) -> tuple[dict[str, bytes], Drawn]:
    """
    Return the slides with the label on each.

    Raises Refused MK82 without slides, MK60 … MK64 without room.
    """
    main = package.main_part(archive).part
    root = parsed(archive.read(main), main)
    parts = _slides(archive, main, root)
    if not parts:
        raise Refused("MK82", "a presentation without slides has no place for a label")
    width, height = _size(root)
    corner = "bottom" if label.corner == "below" else label.corner
    stands = placed(replace(label, texts=said, corner=corner), width, height, least=_LEAST * _POINT)
    stands = _roomier(stands, label, said)
    changed = {}
    for part in parts:
        slide = parsed(archive.read(part), part)
        tree = _tree(slide)
        if tree is not None:
            _lay(tree, space(slide), stands, said)
            changed[part] = unparsed(slide)
    return changed, _told(stands, said, len(changed))


def seen(archive: Archive, wordings: Wordings) -> Wordings:
    """Return those of `wordings` that are a line by themselves on one of the first shown slides."""
    return shown(_lines(archive), wordings)


def _lines(archive: Archive) -> Iterator[str]:
    main = package.main_part(archive).part
    for part in _slides(archive, main, parsed(archive.read(main), main))[:_READ]:
        slide = parsed(archive.read(part), part)
        if slide.get("show") in ("0", "false"):
            continue
        for paragraph in slide.iter(f"{{{_drawing(slide)}}}p"):
            if _is_shown(paragraph):
                pieces = (
                    e.text or "" if local(e) == "t" else "\n"
                    for e in paragraph.iter()
                    if local(e) in ("t", "br")
                )
                yield from "".join(pieces).split("\n")


def _is_shown(paragraph: "etree._Element") -> bool:
    """Say whether no shape around a paragraph is hidden."""
    shape = next((e for e in paragraph.iterancestors() if local(e) in ("sp", "graphicFrame")), None)
    about = next((e for e in shape.iter() if local(e) == "cNvPr"), None) if shape is not None else None
    return about is None or about.get("hidden") not in ("1", "true")


def _slides(archive: Archive, main: str, root: "etree._Element") -> list[str]:
    """Return the slides in the order in which they are shown."""
    parts = {
        r.id: r.part
        for r in package.relations(archive, main)
        if r.kind == "slide" and r.part in archive
    }
    listed = (e for e in root.iter() if local(e) == "sldId")
    names = (
        next((str(v) for k, v in e.attrib.items() if str(k).endswith("relationships}id")), "")
        for e in listed
    )
    return list(dict.fromkeys(parts[name] for name in names if name in parts))


def _size(root: "etree._Element") -> tuple[int, int]:
    for element in root.iter():
        if local(element) == "sldSz":
            sides = [element.get(side, "") for side in ("cx", "cy")]
            if all(side.isascii() and side.isdigit() and 5 < len(side) < 10 for side in sides):
                return int(sides[0]), int(sides[1])
    return _WIDE


def _tree(slide: "etree._Element") -> "etree._Element | None":
    return next((e for e in slide.iter() if local(e) == "spTree"), None)


def _drawing(slide: "etree._Element") -> str:
    """Return the namespace of DrawingML in this slide: the strict form has another."""
    return f"{package.STRICT}drawingml/main" if space(slide).startswith(package.STRICT) else _DRAWING


def _roomier(stands: Placement, label: Label, said: Wordings) -> Placement:
    """Return the box somewhat wider, at the same side of the slide."""
    wide = stands.frame[0]
    width = min(wide - 2 * min(stands.left, wide - stands.left - stands.width), stands.width * _ROOM)
    left = stands.left + stands.width - width if label.corner.endswith("right") else stands.left
    return replace(stands, left=max(0.0, left), width=width, cover=stands.cover * width / stands.width)


def _told(stands: Placement, said: Wordings, count: int) -> Drawn:
    sides = (stands.left, stands.top, stands.width, stands.height)
    left, top, width, height = (round(side / _POINT) for side in sides)
    return Drawn(
        how=HOW, text="\n".join(text for _, text in said), languages=tuple(lang for lang, _ in said),
        box=(left, top, width, height), share=round(stands.share, 4), cover=round(stands.cover, 4),
        contrast=round(contrast(INK, PLATE), 2), count=count,
    )  # fmt: skip


def _lay(tree: "etree._Element", ns: str, stands: Placement, said: Wordings) -> None:
    """Put the box over everything else on a slide, in place of an earlier one."""
    for shape in list(tree):
        about = next((e for e in shape.iter() if local(e) == "cNvPr"), None)
        if local(shape) == "sp" and about is not None and about.get("name") == MARK:
            tree.remove(shape)
    taken = (e.get("id", "") for e in tree.iter() if local(e) == "cNvPr")
    number = 1 + max((int(n) for n in taken if n.isascii() and n.isdigit() and len(n) < 9), default=1)
    shape = _shape(ns, _drawing(tree.getroottree().getroot()), number, stands, said)
    last = tree[-1] if len(tree) else None
    if last is not None and local(last) == "extLst":
        last.addprevious(shape)
    else:
        tree.append(shape)


def _shape(ns: str, drawing: str, number: int, stands: Placement, said: Wordings) -> "etree._Element":
    def put(parent: "etree._Element", tag: str, **attributes: Any) -> "etree._Element":
        prefix, _, name = tag.partition(":")
        named = {key: str(text) for key, text in attributes.items()}
        return etree.SubElement(parent, f"{{{ns if prefix == 'p' else drawing}}}{name}", named)

    shape = etree.Element(f"{{{ns}}}sp", nsmap={"p": ns, "a": drawing})
    about = put(shape, "p:nvSpPr")
    put(about, "p:cNvPr", id=number, name=MARK, descr=" · ".join(text for _, text in said))
    put(about, "p:cNvSpPr", txBox=1)
    put(about, "p:nvPr")
    look = put(shape, "p:spPr")
    place = put(look, "a:xfrm")
    put(place, "a:off", x=round(stands.left), y=round(stands.top))
    put(place, "a:ext", cx=round(stands.width), cy=round(stands.height))
    put(put(look, "a:prstGeom", prst="rect"), "a:avLst")
    put(put(look, "a:solidFill"), "a:srgbClr", val=grey(PLATE))
    put(put(look, "a:ln"), "a:noFill")
    body = put(shape, "p:txBody")
    inset = round(0.3 * stands.size)
    how = put(
        body, "a:bodyPr", wrap="square", lIns=inset, tIns=inset, rIns=inset, bIns=inset, anchor="ctr"
    )
    put(how, "a:spAutoFit")
    put(body, "a:lstStyle")
    for lang, text in said:
        paragraph = put(body, "a:p")
        put(put(paragraph, "a:pPr", algn="l", marL=0, indent=0), "a:buNone")
        run = put(paragraph, "a:r")
        letters = put(
            run, "a:rPr", lang=TAGS[lang], sz=max(100, round(100 * stands.size / _POINT)), b=1, i=0
        )
        put(put(letters, "a:solidFill"), "a:srgbClr", val=grey(INK))
        put(letters, "a:latin", typeface="Arial")
        put(letters, "a:cs", typeface="Arial")
        put(run, "a:t").text = text
    return shape
