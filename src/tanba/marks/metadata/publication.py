"""EPUB: `meta` elements of the package document, their prefixes declared (EPUB 3.3, 5.5.5, D.1)."""

import re
from posixpath import normpath
from typing import Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.disclosure import PROFILE
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, safe, space, unparsed
from tanba.marks.metadata.fields import AIGC, RECORD, SOURCE_TYPE, told
from tanba.marks.metadata.packet import IPTC, TC260, TOOL
from tanba.marks.results import Said

WHERE: Final = "package metadata"
PREFIXES: Final = {"tanba": PROFILE, "TC260": TC260, "Iptc4xmpExt": IPTC}
SPELT: Final = {
    RECORD: "tanba:Record",
    AIGC: "TC260:AIGC",
    SOURCE_TYPE: "Iptc4xmpExt:DigitalSourceType",
}

_CONTAINER: Final = "META-INF/container.xml"
_OPF: Final = "application/oebps-package+xml"
_PREFIX: Final = re.compile(r"([^\s:]+):\s+(\S+)")


def said_before(archive: Archive) -> dict[str, str]:
    """Return our named texts that stand in the document, under whatever prefix its writer chose."""
    part = package_document(archive)
    root = parsed(archive.read(part), part)
    names = _names(root)
    found = ((names.get(_property(element)), element) for element in _metas(root))
    return {name: element.get("content") or "".join(map(str, element.itertext())).strip()
            for name, element in found if name}  # fmt: skip


def changes(archive: Archive, texts: dict[str, str]) -> dict[str, bytes]:
    """Return the package document with `texts` in it; as named pairs in EPUB 2."""
    part = package_document(archive)
    root = parsed(archive.read(part), part)
    metadata = next((element for element in root if local(element) == "metadata"), None)
    if metadata is None:
        raise Refused("MK37", "a publication without metadata")
    names = _names(root)
    for element in [e for e in _metas(root) if _property(e) in names]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    old = root.get("version", "").startswith("2")
    if not old:
        root.set("prefix", _declared(root.get("prefix", "")))
    tag = f"{{{space(root)}}}meta" if space(root) else "meta"
    if not any(element.get("name") == "generator" for element in _metas(root)):
        etree.SubElement(metadata, tag, {"name": "generator", "content": TOOL})
    for name, text in texts.items():
        if old:
            etree.SubElement(metadata, tag, {"name": SPELT[name], "content": safe(text)})
        else:
            etree.SubElement(metadata, tag, {"property": SPELT[name]}).text = safe(text)
    return {part: unparsed(root)}


def read(archive: Archive) -> tuple[Said, ...]:
    """Return what the package document says, with the program that made it, as many name it."""
    part = package_document(archive)
    root = parsed(archive.read(part), part)
    tool = next((e.get("content", "") for e in _metas(root) if e.get("name") == "generator"), "")
    said = told(said_before(archive), f"{WHERE} ({part[:100]})", tool)
    return (said,) if said else ()


def package_document(archive: Archive) -> str:
    """
    Return the name of the first package document (OCF 3.3, 4.2.6.3.1).

    Raises Refused MK37 without one.
    """
    for element in parsed(archive.read(_CONTAINER), _CONTAINER).iter():
        if local(element) == "rootfile" and element.get("media-type", _OPF) == _OPF:
            part = normpath(element.get("full-path", "")).lstrip("/")
            if part in archive:
                return part
    raise Refused("MK37", "a publication without its package document")


def _metas(root: "etree._Element") -> list["etree._Element"]:
    metadata = [element for element in root if local(element) == "metadata"]
    return [element for holder in metadata for element in holder.iter() if local(element) == "meta"]


def _property(element: "etree._Element") -> str:
    return (element.get("property") or element.get("name") or "").strip()


def _names(root: "etree._Element") -> dict[str, str]:
    """Return the fields by the property that stands for them in this document."""
    declared = dict(_PREFIX.findall(root.get("prefix", "")[:10_000]))
    spellings = {
        SPELT[name]: name
        for name in SPELT
        if declared.get(_split(name)[0], "") in ("", _split(name)[1])
    }
    for prefix, uri in declared.items():
        spellings |= {f"{prefix}:{SPELT[n].partition(':')[2]}": n for n in SPELT if _split(n)[1] == uri}
    return spellings


def _split(name: str) -> tuple[str, str]:
    prefix = SPELT[name].partition(":")[0]
    return prefix, PREFIXES[prefix]


def _declared(prefixes: str) -> str:
    """
    Return the declarations with ours among them.

    Raises Refused MK37 where a prefix of ours means another.
    """
    declared = dict(_PREFIX.findall(prefixes))
    for prefix, uri in PREFIXES.items():
        if declared.get(prefix, uri) != uri:
            raise Refused("MK37", f"a publication that calls something else {prefix}")
        if prefix not in declared:
            prefixes = f"{prefixes} {prefix}: {uri}".strip()
    return prefixes
