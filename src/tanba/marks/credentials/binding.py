"""
Manifests inside text: put there and found there (C2PA 2.4, A.7 HTML, A.8 plain text, A.9 Markdown).

The C2PA library signs and reads such manifests but knows no text; `settlement` holds them against it.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, BinaryIO, Final, cast

import c2pa

from tanba.kernel import Refused
from tanba.marks.credentials import hypertext, structured, unstructured
from tanba.marks.credentials.claim import Claim, Signed
from tanba.marks.credentials.found import Found, Way, flaw
from tanba.marks.credentials.manifest import PARENT, definition
from tanba.marks.credentials.native import signed_store, store_size
from tanba.marks.credentials.presence import BOX, has
from tanba.marks.credentials.weight import HEAVY, weigh
from tanba.marks.media import Container, whole
from tanba.marks.media.hypertext import LARGEST
from tanba.marks.refusal import CannotHold

HASH: Final = "c2pa.hash.data"
EARLIER: Final = "earlier.c2pa"

_WAYS: Final[Mapping[str, tuple[Way, ...]]] = {
    "html": (cast(Way, hypertext),),
    "comment": (cast(Way, structured), cast(Way, unstructured)),
    "prose": (cast(Way, unstructured), cast(Way, structured)),
}
"""By how a kind of text holds C2PA; the first is how we write, the others are read too."""

_TRIES: Final = 4


def holds(kind: Container) -> bool:
    """Say whether a kind of file is text that can have its manifest inside."""
    return kind.c2pa in _WAYS


def find(source: BinaryIO, kind: Container) -> Found | None:
    """Return the manifest inside a text, None without one; raises Refused MK03 for too large a text."""
    data = whole(source, LARGEST)
    found = next((found for way in _WAYS[kind.c2pa] if (found := way.find(data)) is not None), None)
    if found is not None and found.manifest and (wrong := flaw(found.manifest)):
        return Found(where=found.where, reasons=(wrong,))
    return found


def is_signed(source: BinaryIO, kind: Container) -> bool:
    """Say whether a manifest seems to stand in a file; found by its trace, not read."""
    if holds(kind):
        try:
            return find(source, kind) is not None
        except Refused:
            return False
    return kind.c2pa != "sidecar" and has(source, BOX)


def embed(
    source: BinaryIO,
    target: BinaryIO,
    kind: Container,
    claim: Claim,
    context: c2pa.Context,
    origin: BinaryIO | None = None,
) -> Signed:
    """
    Write the text with a signed manifest in it.

    Parameters
    ----------
    context
        Holds the signer, and whom to believe when `origin` brings a manifest.
    origin
        The text as it was before a label; None when that is `source`. A manifest that it carries is
        kept as an ingredient of the new one, which takes its place.

    Raises
    ------
    Refused
        MK03, MK40, MK44, MK48, MK86 for text that cannot hold one; MK47 where it names a manifest kept
        elsewhere; MK87 when the manifest does not come out as long as it was to be.
    C2paError
        What the library will not sign.
    """
    data = _cleared(whole(source, LARGEST), kind)
    what, resources = _definition(claim, kind, context, origin or source)
    way = _WAYS[kind.c2pa][0]
    at = way.opening(data)
    digest = list(hashlib.sha256(way.hashed(data)).digest())
    size = 4_096
    for _ in range(_TRIES):
        # The exclusion is a number inside the store: with more digits, it makes the store longer.
        length = len(way.block(bytes(size), data, at))
        bound = _bound(what, at, length, digest)
        expected = store_size(bound, context, resources)
        if expected == size:
            break
        size = expected
    store = signed_store(bound, context, resources)
    block = way.block(store, data, at)
    if len(block) != length:
        raise Refused("MK87", f"the manifest has {len(store)} bytes and was to have {size}")
    target.write(data[:at] + block + data[at:])
    return Signed(where=way.WHERE, sha256=hashlib.sha256(store).hexdigest(), size=len(store))


def way_of(found: Found, kind: Container) -> Way:
    """Return the way by which a manifest was found."""
    return next(way for way in _WAYS[kind.c2pa] if found.where == way.WHERE)


def _cleared(data: bytes, kind: Container) -> bytes:
    """Return a text without its manifests, whatever their way."""
    for way in _WAYS[kind.c2pa]:
        found = way.find(data)
        if found is not None and found.remote:
            what = "its manifest is kept elsewhere, and a text names one only"
            raise CannotHold("MK47", what, "mark it with a sidecar")
        if found is not None:
            data = way.stripped(data)
    return data


def _definition(
    claim: Claim, kind: Container, context: c2pa.Context, origin: BinaryIO
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the manifest's definition with the ingredient, and what it refers to by name."""
    earlier = earlier_in(origin, kind, context)
    opened = earlier is not None or claim.opens
    what = definition(claim, kind, opened=opened)
    resources: dict[str, bytes] = {}
    if opened:
        what["ingredients"], resources = parent_of(claim, kind, earlier)
    return what, resources


def parent_of(
    claim: Claim, kind: Container, earlier: tuple[bytes, dict[str, Any]] | None
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Return the one ingredient, with its manifest and what reading that found out, and its resources."""
    parent: dict[str, Any] = {"title": claim.title or "parent", "relationship": "parentOf"}
    parent |= {"label": PARENT, "format": kind.mime}
    if earlier is None:
        return [parent], {}
    manifest, report = earlier
    parent["active_manifest"] = report["active_manifest"]
    parent["manifest_data"] = {"format": "application/c2pa", "identifier": EARLIER}
    parent["validation_results"] = {"activeManifest": report["validation_results"]["activeManifest"]}
    return [parent], {EARLIER: manifest}


def fitting(
    manifest: bytes, origin: BinaryIO, kind: Container, context: c2pa.Context
) -> tuple[bytes, dict[str, Any]] | None:
    """Return a manifest from beside a file and what reading it finds out; None where it does not fit."""
    if flaw(manifest) or weigh(manifest) > HEAVY:
        return None
    origin.seek(0)
    try:
        with c2pa.Reader(kind.mime, origin, manifest, context=context) as reader:
            report = json.loads(reader.json())
    except (c2pa.C2paError, ValueError, RecursionError):
        return None
    fits = report.get("validation_state") in ("Valid", "Trusted")
    return (manifest, report) if fits else None


def earlier_in(
    origin: BinaryIO, kind: Container, context: c2pa.Context
) -> tuple[bytes, dict[str, Any]] | None:
    """Return the manifest that a text has and what reading it finds out; None without one to keep."""
    from tanba.marks.credentials.settlement import settled

    found = find(origin, kind)
    if found is None or not found.manifest:
        return None
    if weigh(found.manifest) > HEAVY:
        raise Refused("MK59", f"its manifest has more than {HEAVY} bytes of words, and cannot be kept")
    origin.seek(0)
    try:
        with c2pa.Reader(kind.mime, origin, found.manifest, context=context) as reader:
            store, details = json.loads(reader.json()), json.loads(reader.crjson())
    except (c2pa.C2paError, ValueError, RecursionError):
        return None
    return found.manifest, settled(store, details, found, origin, kind)


def _bound(what: Mapping[str, Any], start: int, length: int, digest: list[int]) -> str:
    binding = {
        "exclusions": [{"start": start, "length": length}],
        "name": "jumbf manifest", "alg": "sha256", "hash": digest, "pad": [],
    }  # fmt: skip
    return json.dumps({**what, "assertions": [*what["assertions"], {"label": HASH, "data": binding}]})
