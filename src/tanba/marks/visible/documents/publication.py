"""EPUB: an opening block in the first document of the reading order (EPUB 3.3, 5.7)."""

from dataclasses import replace
from io import BytesIO
from posixpath import dirname, join, normpath
from typing import Final
from urllib.parse import unquote

from lxml import etree

from tanba.kernel import Refused
from tanba.marks.media import container
from tanba.marks.media.archive import Archive
from tanba.marks.media.markup import local, parsed
from tanba.marks.metadata.publication import package_document
from tanba.marks.refusal import CannotHold
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.letters.wording import Wordings
from tanba.marks.visible.texts import hypertext

HOW: Final = "opening block of the first document"

_SECRETS: Final = "META-INF/encryption.xml"
_XHTML: Final = "application/xhtml+xml"


def labelled(archive: Archive, said: Wordings, label: Label) -> tuple[dict[str, bytes], Drawn]:
    """
    Return the first document with the label at the start of its body.

    Raises
    ------
    CannotHold
        MK31 where that document is encrypted (fonts often are, and do not matter).
    Refused
        MK82 without one.
    """
    part = _first(archive)
    if _SECRETS in archive:
        uris = (
            e.get("URI", "")
            for e in parsed(archive.read(_SECRETS), _SECRETS).iter()
            if local(e) == "CipherReference"
        )
        if part in {normpath(unquote(uri)).lstrip("/") for uri in uris}:
            raise CannotHold("MK31", "an encrypted publication", "mark it before it is protected")
    out = BytesIO()
    drawn = hypertext.draw(
        BytesIO(archive.read(part)), out, replace(label, texts=said), container("html")
    )
    return {part: out.getvalue()}, replace(drawn, how=HOW, count=1)


def seen(archive: Archive, wordings: Wordings) -> Wordings:
    """Return those of `wordings` that the first document shows at its start."""
    drawn = hypertext.read(BytesIO(archive.read(_first(archive))), container("html"), wordings)
    return tuple(zip(drawn.languages, drawn.text.split("\n"), strict=True)) if drawn else ()


def _first(archive: Archive) -> str:
    """Return the first document that is read in order."""
    where = package_document(archive)
    root = parsed(archive.read(where), where)
    items = {e.get("id"): e for e in root.iter() if local(e) == "item"}
    for reference in (e for e in root.iter() if local(e) == "itemref" and e.get("linear") != "no"):
        item = items.get(reference.get("idref"))
        if item is not None and item.get("media-type") == _XHTML:
            part = _inside(where, item)
            if part in archive:
                return part
    raise Refused("MK82", "a publication without a document to read has no place for a label")


def _inside(where: str, item: "etree._Element") -> str:
    href = unquote(item.get("href", "").partition("#")[0])
    return normpath(join("/", dirname(where), href)).lstrip("/")
