"""XML that anybody may have written: no entities, no network, bounded in size and depth."""

import re
from typing import Final
from xml.parsers import expat

from lxml import etree

from tanba.kernel import Refused

AT_MOST: Final = 32 * 1024 * 1024
"""Bytes of one XML part that becomes a tree, which takes some ten times as much memory."""

_UNSAFE: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def parsed(data: bytes, part: str) -> "etree._Element":
    """
    Return the root of an XML part.

    Raises
    ------
    Refused
        MK34 when it is not well formed, has a document type (ECMA-376 part 2, 8.2.3 forbids it, and
        nothing else here needs one), is deeper than libxml2's 256 levels, or longer than `AT_MOST`.
    """
    if len(data) > AT_MOST:
        raise Refused("MK34", f"{part} has {len(data)} bytes, more than {AT_MOST}")
    refuse_doctype(data, part)
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, strip_cdata=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused(
            "MK34", f"{part} is not well-formed XML: {' '.join(str(error).split())[:120]}"
        ) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _has_doctype(part)
    return root


def unparsed(root: "etree._Element") -> bytes:
    """Return a whole XML part in UTF-8, as Office programs write it."""
    return etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8", standalone=True)


def local(element: "etree._Element") -> str:
    """Return the name of an element without its namespace; empty for a comment or an instruction."""
    tag: object = element.tag  # of a comment it is a function
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def space(element: "etree._Element") -> str:
    """Return the namespace of an element; empty where it has none."""
    tag: object = element.tag
    return tag[1:].rpartition("}")[0] if isinstance(tag, str) else ""


def safe(text: str) -> str:
    """Return text with U+FFFD for what XML cannot hold (XML 1.0, 2.2)."""
    return _UNSAFE.sub("\ufffd", text)


class _Root(Exception):
    """The first element has begun: there can be no document type any more."""


def refuse_doctype(data: bytes, part: str) -> None:
    """Raise Refused MK34 for a part with a document type, or that is no XML up to its first element."""

    # libxml2 builds what an internal subset asks for (default attributes on every element) before
    # anybody can look at it, so Expat reads the prologue first.
    def stop(*_: object) -> None:
        raise _Root

    def doctype(*_: object) -> None:
        raise _has_doctype(part)

    parser = expat.ParserCreate()
    parser.StartElementHandler = stop
    parser.StartDoctypeDeclHandler = doctype
    try:
        for start in range(0, len(data), 65_536):
            parser.Parse(data[start : start + 65_536], False)
        parser.Parse(b"", True)
    except _Root:
        return
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refused("MK34", f"{part} is not well-formed XML: {error}") from None


def _has_doctype(part: str) -> Refused:
    return Refused("MK34", f"{part} has a document type, which documents may not have")
