"""
EPUB: `meta` elements of the package document, their prefixes declared (EPUB 3.3, 5.5.5, D.1).

A wish about training is TDMRep's `tdm:reservation` and `tdm:policy` (final report of May 2024).
"""

import re
from dataclasses import replace
from posixpath import normpath
from typing import Final

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.disclosure import PROFILE
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, safe, space, unparsed
from tanba.marks.metadata.fields import AIGC, RECORD, SOURCE_TYPE, told
from tanba.marks.metadata.mining import TDM, TDM_TERMS
from tanba.marks.metadata.packet import IPTC, TC260, TOOL
from tanba.marks.reservation import Reservation
from tanba.marks.results import Said

WHERE: Final = "package metadata"
PREFIXES: Final = {"tanba": PROFILE, "TC260": TC260, "Iptc4xmpExt": IPTC}
SPELT: Final = {
    RECORD: "tanba:Record",
    AIGC: "TC260:AIGC",
    SOURCE_TYPE: "Iptc4xmpExt:DigitalSourceType",
}

_RESERVATION: Final = "tdm:reservation"
_POLICY: Final = "tdm:policy"
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
    if not any(element.get("name") == "generator" for element in _metas(root)):
        etree.SubElement(metadata, _meta(root), {"name": "generator", "content": TOOL})
    _put(
        root, metadata, set(_names(root)), {SPELT[name]: text for name, text in texts.items()}, PREFIXES
    )
    return {part: unparsed(root)}


def reserved(archive: Archive, said: Reservation) -> dict[str, bytes]:
    """Return the package document with a wish about training in it."""
    part = package_document(archive)
    root = parsed(archive.read(part), part)
    metadata = next((element for element in root if local(element) == "metadata"), None)
    if metadata is None:
        raise Refused("MK37", "a publication without metadata")
    texts = {_RESERVATION: str(int(not said.allowed))} | ({_POLICY: said.policy} if said.policy else {})
    _put(root, metadata, {_RESERVATION, _POLICY}, texts, {"tdm": TDM_TERMS})
    return {part: unparsed(root)}


def _put(
    root: "etree._Element",
    metadata: "etree._Element",
    gone: set[str],
    texts: dict[str, str],
    prefixes: dict[str, str],
) -> None:
    """Put named texts in the place of those in `gone`; as named pairs in EPUB 2."""
    for element in [e for e in _metas(root) if _property(e) in gone]:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    old = root.get("version", "").startswith("2")
    if not old:
        root.set("prefix", _declared(root.get("prefix", ""), prefixes))
    for name, text in texts.items():
        if old:
            etree.SubElement(metadata, _meta(root), {"name": name, "content": safe(text)})
        else:
            etree.SubElement(metadata, _meta(root), {"property": name}).text = safe(text)


def _meta(root: "etree._Element") -> str:
    return f"{{{space(root)}}}meta" if space(root) else "meta"


def read(archive: Archive) -> tuple[Said, ...]:
    """Return what the package document says, with the program that made it, as many name it."""
    part = package_document(archive)
    root = parsed(archive.read(part), part)
    tool = next((e.get("content", "") for e in _metas(root) if e.get("name") == "generator"), "")
    where = f"{WHERE} ({part[:100]})"
    said = told(said_before(archive), where, tool)
    wish, policy = _values(root, _RESERVATION), _values(root, _POLICY)
    if wish or policy:
        said = replace(said or Said(where=where), reservation=wish, policy=policy)
    return (said,) if said else ()


def _values(root: "etree._Element", name: str) -> tuple[str, ...]:
    """Return every value of a property of TDMRep, under whatever prefix its writer chose."""
    declared = {"tdm": TDM_TERMS} | dict(_PREFIX.findall(root.get("prefix", "")[:10_000]))
    prefixes = {prefix for prefix, uri in declared.items() if uri in (TDM, TDM_TERMS)}
    names = {f"{prefix}:{name.partition(':')[2]}" for prefix in prefixes}
    found = (
        (element.get("content") or "".join(map(str, element.itertext()))).strip()[:1_000]
        for element in _metas(root)
        if _property(element) in names
    )
    return tuple(dict.fromkeys(found))[:20]


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


def _declared(prefixes: str, ours: dict[str, str]) -> str:
    """
    Return the declarations with ours among them.

    Raises Refused MK37 where a prefix of ours means another.
    """
    declared = dict(_PREFIX.findall(prefixes))
    for prefix, uri in ours.items():
        if declared.get(prefix, uri) != uri:
            raise Refused("MK37", f"a publication that calls something else {prefix}")
        if prefix not in declared:
            prefixes = f"{prefixes} {prefix}: {uri}".strip()
    return prefixes
