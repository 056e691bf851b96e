"""
The parts of an Office Open XML package and how they lead to each other (ECMA-376 part 2: OPC).

A kind of relation is told by the last step of its URI, which is the same in the transitional and the
strict form of the standard but for the hyphens in some.
"""

from posixpath import dirname, join, normpath
from typing import Any, Final

from lxml import etree

from tanba.kernel import Refused, value
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed, space, unparsed

TYPES: Final = "[Content_Types].xml"
STRICT: Final = "http://purl.oclc.org/ooxml/"
_RELATION: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_MOST: Final = 20_000


@value
class Relation:
    """One relation from a part, or from the package, to a part inside it."""

    id: str
    kind: str
    """Last step of its type, in lower case without hyphens: officedocument, customproperties …"""
    part: str
    strict: bool


def relations_part(part: str = "") -> str:
    """Return the part that holds the relations of a part; of the whole package without one."""
    folder, _, file = part.rpartition("/")
    return join(folder, "_rels", f"{file}.rels")


def relations(archive: Archive, part: str = "") -> tuple[Relation, ...]:
    """
    Return where a part leads, inside the package.

    Raises Refused MK34 and MK37 where it makes no sense.
    """
    where = relations_part(part)
    if where not in archive:
        return ()
    found = []
    for element in parsed(archive.read(where), where):
        kind, target = element.get("Type", ""), element.get("Target", "")
        if element.get("TargetMode") == "External" or local(element) != "Relationship" or not target:
            continue
        found.append(
            Relation(
                id=element.get("Id", ""),
                kind=kind.rpartition("/")[2].replace("-", "").lower(),
                part=normpath(join("/", dirname(part), target)).lstrip("/"),
                strict=kind.startswith(STRICT),
            )
        )
        if len(found) > _MOST:
            raise Refused("MK37", f"a document with more than {_MOST} links between its parts")
    return tuple(found)


def main_part(archive: Archive) -> Relation:
    """Return the relation to the document itself; raises Refused MK37 when there is none."""
    for relation in relations(archive):
        if relation.kind == "officedocument" and relation.part in archive:
            return relation
    raise Refused("MK37", "a document without its main part")


def related(data: bytes | None, part: str, kind: str, target: str) -> tuple[bytes, str]:
    """
    Return a relations part with one relation more, and the name of that relation.

    Parameters
    ----------
    data
        The relations part as it is; None when it is missing.
    kind
        The last step of the type, or the whole URI.
    target
        The part, from the root of the package.
    """
    where = relations_part(part)
    root = (
        parsed(data, where)
        if data
        else etree.Element(f"{{{_RELATION}}}Relationships", nsmap=plain(_RELATION))
    )
    taken = {element.get("Id") for element in root}
    number = next(n for n in range(1, len(taken) + 2) if f"rIdTanba{n}" not in taken)
    name = f"rIdTanba{number}"
    uri = kind if ":" in kind else _OFFICE + kind
    etree.SubElement(
        root, f"{{{space(root)}}}Relationship", {"Id": name, "Type": uri, "Target": f"/{target}"}
    )
    return unparsed(root), name


def plain(namespace: str, **more: str) -> Any:
    """Return a map of namespaces in which one has no prefix: our stubs of lxml know none such."""
    return {None: namespace, **more}


def typed(data: bytes, part: str, mime: str) -> bytes:
    """Return the content types with that of one part said; as they are where they say it already."""
    root = parsed(data, TYPES)
    for element in root:
        if local(element) == "Override" and element.get("PartName", "").lower() == f"/{part}".lower():
            if element.get("ContentType") == mime:
                return data
            element.set("ContentType", mime)
            return unparsed(root)
    etree.SubElement(root, f"{{{space(root)}}}Override", {"PartName": f"/{part}", "ContentType": mime})
    return unparsed(root)
