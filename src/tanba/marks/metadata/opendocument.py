"""ODT: user-defined metadata fields in meta.xml (ODF 1.3 part 3, 4.3.3.2)."""

from typing import Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, safe, unparsed
from tanba.marks.metadata.fields import AIGC, RECORD, SOURCE_TYPE, told
from tanba.marks.metadata.packet import TOOL
from tanba.marks.results import Said

WHERE: Final = "user-defined fields (meta.xml)"
SPELT: Final = {RECORD: "TanbaRecord", AIGC: "AIGC", SOURCE_TYPE: "DigitalSourceType"}

_PART: Final = "meta.xml"
_MANIFEST: Final = "META-INF/manifest.xml"
_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE: Final = f"{{{_OASIS}office:1.0}}"
_META: Final = f"{{{_OASIS}meta:1.0}}"
_LISTS: Final = f"{{{_OASIS}manifest:1.0}}"


def said_before(archive: Archive) -> dict[str, str]:
    """Return our named texts that stand in the document."""
    if _PART not in archive:
        return {}
    names = {spelt.lower(): name for name, spelt in SPELT.items()}
    fields = parsed(archive.read(_PART), _PART).iter(f"{_META}user-defined")
    found = ((names.get(e.get(f"{_META}name", "").lower()), e) for e in fields)
    return {name: "".join(map(str, element.itertext())) for name, element in found if name}


def changes(archive: Archive, texts: dict[str, str]) -> dict[str, bytes]:
    """Return the parts that say `texts`: meta.xml, and the list of parts where it is new."""
    changed: dict[str, bytes] = {}
    if _PART in archive:
        root = parsed(archive.read(_PART), _PART)
    else:
        spaces = {"office": _OFFICE[1:-1], "meta": _META[1:-1]}
        root = etree.Element(f"{_OFFICE}document-meta", {f"{_OFFICE}version": "1.3"}, nsmap=spaces)
        changed[_MANIFEST] = _listed(archive)
    meta = root.find(f"{_OFFICE}meta")
    if meta is None:
        meta = etree.SubElement(root, f"{_OFFICE}meta")
    ours = {name.lower() for name in SPELT.values()}
    for element in list(meta.iterchildren(f"{_META}user-defined")):
        if element.get(f"{_META}name", "").lower() in ours:
            meta.remove(element)
    if meta.find(f"{_META}generator") is None:
        etree.SubElement(meta, f"{_META}generator").text = TOOL
    for name, text in texts.items():
        attributes = {f"{_META}name": SPELT[name], f"{_META}value-type": "string"}
        etree.SubElement(meta, f"{_META}user-defined", attributes).text = safe(text)
    return {_PART: unparsed(root), **changed}


def read(archive: Archive) -> tuple[Said, ...]:
    """Return what the fields say, with the program that the document names."""
    if _PART not in archive:
        return ()
    root = parsed(archive.read(_PART), _PART)
    tool = next((element.text or "" for element in root.iter(f"{_META}generator")), "")
    said = told(said_before(archive), WHERE, tool)
    return (said,) if said else ()


def is_encrypted(archive: Archive) -> bool:
    """Say whether parts are encrypted one by one (ODF 1.3 part 2, 3.4.2); False for other documents."""
    if "mimetype" not in archive or _MANIFEST not in archive:
        return False
    return any(
        local(element) == "encryption-data"
        for element in parsed(archive.read(_MANIFEST), _MANIFEST).iter()
    )


def _listed(archive: Archive) -> bytes:
    if _MANIFEST not in archive:
        raise Refused("MK37", "an OpenDocument file without its list of parts")
    root = parsed(archive.read(_MANIFEST), _MANIFEST)
    if not any(element.get(f"{_LISTS}full-path") == _PART for element in root):
        attributes = {f"{_LISTS}full-path": _PART, f"{_LISTS}media-type": "text/xml"}
        etree.SubElement(root, f"{_LISTS}file-entry", attributes)
    return unparsed(root)
