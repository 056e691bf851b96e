"""HTML: the manifest in a `script` of the head (C2PA 2.4, A.7), or a `link` to one kept elsewhere."""

import binascii
from base64 import b64decode, b64encode
from typing import Final

from tanba.marks.credentials.found import STORE_AT_MOST, Found, Place
from tanba.marks.media.hypertext import Tag, checked, head
from tanba.marks.results import Reason

WHERE: Final = "script in head"
_TYPE: Final = "application/c2pa"
_REL: Final = "c2pa-manifest"
_OPEN: Final = f'<script type="{_TYPE}">'.encode()
_CLOSE: Final = b"</script>"


def find(data: bytes) -> Found | None:
    """Return the manifest of the page: A.7.1.4, which looks into the head only."""
    found = _elements(data)
    if not found:
        return None
    if len(found) > 1:
        code = "manifest.html.multipleManifests"
        return Found(
            where=WHERE, reasons=(Reason(code=code, what=f"{len(found)} elements in the head"),)
        )
    (tag,) = found
    if tag.name == b"link":
        return Found(where="link in head", remote=tag.get(b"href").strip()[:2_000])
    try:
        inner = data[tag.end : tag.inner_end].strip()
        if not 0 < len(inner) <= STORE_AT_MOST * 4 // 3:
            raise ValueError("empty, or longer than we read")
        manifest = b64decode(inner, validate=True)
    except (binascii.Error, ValueError) as error:
        reason = Reason(code="MK85", what=f"the script is not in Base64: {error}".lower())
        return Found(where=WHERE, reasons=(reason,))
    # A.7.1.3: from `<script` to `</script>`. More attributes, or words in the end tag, would be content
    # that nobody has signed, so such a script is no place at all.
    plain = set(tag.attributes) == {b"type"} and data[tag.inner_end : tag.after].lower() == _CLOSE
    size = tag.after - tag.start
    places = (Place(start=tag.start, length=size, at=tag.start),) if plain else ()
    return Found(where=WHERE, manifest=manifest, places=places)


def stripped(data: bytes) -> bytes:
    """Return the page without the scripts that hold manifests."""
    kept, at = [], 0
    for tag in _elements(data):
        if tag.name == b"script":
            kept.append(data[at : tag.start])
            at = tag.after
    return b"".join([*kept, data[at:]])


def opening(data: bytes) -> int:
    """Return the end of the head; raises Refused MK44 for a page in UTF-16."""
    return head(checked(data)).end


def block(manifest: bytes, data: bytes, at: int) -> bytes:
    """Return the script element that holds a manifest."""
    return _OPEN + b64encode(manifest) + _CLOSE


def hashed(rest: bytes) -> bytes:
    """Return the page as it is stored: A.7.1.3 knows no normalisation."""
    return rest


def _elements(data: bytes) -> list[Tag]:
    return [
        tag
        for tag in head(data).tags
        if (tag.name == b"script" and tag.get(b"type").strip().lower() == _TYPE)
        or (tag.name == b"link" and _REL in tag.get(b"rel").lower().split())
    ]
