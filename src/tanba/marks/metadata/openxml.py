"""DOCX, XLSX, PPTX: the custom properties part (ECMA-376 part 1, 15.2.12.2 and 22.3)."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from tanba.marks.media import package
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, safe, space, unparsed
from tanba.marks.metadata.fields import AIGC, RECORD, SOURCE_TYPE, told
from tanba.marks.results import Said

WHERE: Final = "custom properties (docProps/custom.xml)"
SPELT: Final = {RECORD: "TanbaRecord", AIGC: "AIGC", SOURCE_TYPE: "DigitalSourceType"}
"""How a field is called in a document, by its name in `fields`."""

_PART: Final = "docProps/custom.xml"
_MIME: Final = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_USER: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The format identifier of properties that users define (22.3.2.2)."""
_LOOSE: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "custom-properties",
)
_STRICT: Final = (
    package.STRICT + "officeDocument/customProperties",
    package.STRICT + "officeDocument/docPropsVTypes",
    package.STRICT + "officeDocument/relationships/customProperties",
)


def said_before(archive: Archive) -> dict[str, str]:
    """Return our named texts that stand in the document."""
    part = _part(archive)
    return dict(_texts(parsed(archive.read(part), part))) if part else {}


def changes(archive: Archive, texts: dict[str, str]) -> dict[str, bytes]:
    """Return the parts that say `texts`: the properties, and what leads to them where they are new."""
    strict = package.main_part(archive).strict
    main, values, kind = _STRICT if strict else _LOOSE
    part = _part(archive)
    if part:
        root = parsed(archive.read(part), part)
        main = space(root)
        values = (
            package.STRICT + "officeDocument/docPropsVTypes"
            if main.startswith(package.STRICT)
            else values
        )
        changed: dict[str, bytes] = {}
    else:
        part = _PART
        root = etree.Element(f"{{{main}}}Properties", nsmap=package.plain(main, vt=values))
        types = package.typed(archive.read(package.TYPES), part, _MIME)
        leads = package.relations_part()
        relations, _ = package.related(archive.read(leads), "", kind, part)
        changed = {package.TYPES: types, leads: relations}
    ours = {name.lower() for name in SPELT.values()}
    for element in [e for e in root if e.get("name", "").lower() in ours]:
        root.remove(element)
    number = max([1, *_numbers(root)])
    for name, text in texts.items():
        number += 1
        attributes = {"fmtid": _USER, "pid": str(number), "name": SPELT[name]}
        element = etree.SubElement(root, f"{{{main}}}property", attributes)
        etree.SubElement(element, f"{{{values}}}lpwstr").text = safe(text)
    return {part: unparsed(root), **changed}


def read(archive: Archive) -> tuple[Said, ...]:
    """Return what the custom properties say, and the program that the document names."""
    found = [told(said_before(archive), WHERE)]
    for relation in package.relations(archive):
        if relation.kind == "extendedproperties" and relation.part in archive:
            root = parsed(archive.read(relation.part), relation.part)
            tool = next((e.text or "" for e in root if local(e) == "Application"), "")
            found.append(told({}, f"properties ({relation.part[:100]})", tool))
            break
    return tuple(said for said in found if said is not None)


def _part(archive: Archive) -> str:
    """Return the custom properties part that the package leads to; empty where there is none."""
    kinds = (relation for relation in package.relations(archive) if relation.kind == "customproperties")
    return next((relation.part for relation in kinds if relation.part in archive), "")


def _texts(root: "etree._Element") -> Iterator[tuple[str, str]]:
    names = {spelt.lower(): name for name, spelt in SPELT.items()}
    for element in root.iterchildren():
        name = names.get(element.get("name", "").lower())
        if name and len(element):
            yield name, "".join(map(str, element[0].itertext()))


def _numbers(root: "etree._Element") -> Iterator[int]:
    """Give the property identifiers in use; 0 and 1 are reserved, so ours begin with 2."""
    for element in root:
        if (text := element.get("pid", "")).isascii() and text.isdigit() and len(text) < 10:
            yield int(text)
