"""
A manifest inside text, held against that text.

The C2PA library says of every manifest in a text that its place is wrong, for it knows no text. That
finding alone gives way to ours, made in the order of C2PA 2.4, 15.12.1: where the manifest stands,
whether the signed exclusion is exactly that place, and then the hash of the rest.
"""

import hashlib
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from typing import Any, BinaryIO, Final

from tanba.kernel import Refused
from tanba.marks.credentials.binding import HASH, way_of
from tanba.marks.credentials.findings import (
    MALFORMED,
    MATCH,
    MISMATCH,
    SIGNED,
    TRUSTED,
    UNTRUSTED,
    node,
    nodes,
)
from tanba.marks.credentials.found import Found
from tanba.marks.media import Container, whole
from tanba.marks.media.hypertext import LARGEST
from tanba.marks.results import Reason

_HASHES: Final = ("sha256", "sha384", "sha512")
"""C2PA 2.4, 13.1."""


def settled(
    store: Mapping[str, Any],
    details: Mapping[str, Any],
    found: Found,
    source: BinaryIO,
    kind: Container,
) -> dict[str, Any]:
    """
    Return the library's report with our finding on the text in the place of its own.

    Parameters
    ----------
    store, details
        The two reports of one reading of `found.manifest`: JSON and crJSON.
    source
        The text it was found in.
    """
    label = str(store.get("active_manifest"))
    wrong = check(found, source, kind, *_hash_assertion(details, label))
    results = dict(node(store.get("validation_results")))
    active = dict(node(results.get("activeManifest")))
    address = f"self#jumbf=/c2pa/{label}/c2pa.assertions/{HASH}"
    failures = [
        each
        for each in nodes(active.get("failure"))
        if not (each.get("code") == MISMATCH and each.get("url") == address)
    ]
    failures += [{"code": each.code, "url": address, "explanation": each.what} for each in wrong]
    successes = [each for each in nodes(active.get("success")) if each.get("code") != MATCH]
    if not wrong:
        successes.append({"code": MATCH, "url": address, "explanation": "the text is what was signed"})
    results["activeManifest"] = active | {"success": successes, "failure": failures}
    return {**store, "validation_results": results, "validation_state": _state(results)}


def check(
    found: Found, source: BinaryIO, kind: Container, assertion: object, claimed: object
) -> tuple[Reason, ...]:
    """
    Return what is wrong between a manifest and the text around it; nothing when it holds.

    Parameters
    ----------
    assertion
        The `c2pa.hash.data` of the active manifest, as crJSON shows it.
    claimed
        The hash algorithm of its claim, which counts where the assertion names none.
    """
    if not isinstance(assertion, Mapping):
        what = "nothing binds the manifest to the text"
        return (Reason(code="claim.hardBindings.missing", what=what),)
    claimed_place = _exclusion(assertion.get("exclusions"))
    place = next((each for each in found.places if (each.start, each.length) == claimed_place), None)
    if place is None:
        what = "the hash leaves out other bytes than those of the manifest"
        return (Reason(code=MALFORMED, what=what),)
    algorithm = assertion.get("alg") or claimed
    if not isinstance(algorithm, str) or algorithm not in _HASHES:
        return (Reason(code="algorithm.unsupported", what=f"hash {str(algorithm)[:40]}"),)
    data = whole(source, LARGEST)
    try:
        rest = way_of(found, kind).hashed(data[: place.at] + data[place.at + place.length :])
    except Refused as refused:
        return (Reason(code=MISMATCH, what=refused.what),)
    if hashlib.new(algorithm, rest).digest() != _digest(assertion.get("hash")):
        return (Reason(code=MISMATCH, what="the text is not the one that was signed"),)
    return ()


def _state(results: Mapping[str, Any]) -> str:
    """Return the state that goes with findings: C2PA 2.4, 14.3."""
    active = node(results.get("activeManifest"))
    deltas = [node(each.get("validationDeltas")) for each in nodes(results.get("ingredientDeltas"))]
    failed = {each.get("code") for part in (active, *deltas) for each in nodes(part.get("failure"))}
    succeeded = {each.get("code") for each in nodes(active.get("success"))}
    if failed - {UNTRUSTED} or SIGNED not in succeeded:
        return "Invalid"
    return "Trusted" if TRUSTED in succeeded and not failed else "Valid"


def _hash_assertion(details: Mapping[str, Any], label: str) -> tuple[object, object]:
    for manifest in nodes(details.get("manifests")):
        if manifest.get("label") == label:
            claim = node(manifest.get("claim.v2")) or node(manifest.get("claim"))
            return node(manifest.get("assertions")).get(HASH), claim.get("alg")
    return None, None


def _exclusion(exclusions: object) -> tuple[int, int] | None:
    """Return the one exclusion of a binding; None for none, several, or what are no numbers."""
    if not isinstance(exclusions, list) or len(exclusions) != 1:
        return None
    start, length = (node(exclusions[0]).get(name) for name in ("start", "length"))
    return (start, length) if type(start) is int and type(length) is int else None


def _digest(text: object) -> bytes | None:
    """Return bytes as crJSON writes them: `b64'…'`."""
    if not isinstance(text, str) or not text.startswith("b64'") or not text.endswith("'"):
        return None
    try:
        return b64decode(text[4:-1], validate=True)
    except (NotBase64, ValueError):
        return None
