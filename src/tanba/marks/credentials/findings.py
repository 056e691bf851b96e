"""The library's report on a manifest: codes of its findings (C2PA 2.4, 15), and a way through its JSON."""

from collections.abc import Mapping
from typing import Any, Final

SIGNED: Final = "claimSignature.validated"
TRUSTED: Final = "signingCredential.trusted"
UNTRUSTED: Final = "signingCredential.untrusted"
EXPIRED: Final = "signingCredential.expired"
MATCH: Final = "assertion.dataHash.match"
MISMATCH: Final = "assertion.dataHash.mismatch"
MALFORMED: Final = "assertion.dataHash.malformed"

PARTS: Final = ("parentOf", "componentOf")
"""Relations of what is still in the content; what is `inputTo` only went into its making."""

Node = Mapping[str, Any]


def node(thing: object) -> Node:
    """Return an object of a report; an empty one in place of anything else."""
    return thing if isinstance(thing, Mapping) else {}


def nodes(things: object, most: int | None = None) -> list[Node]:
    """Return the objects among the first `most` members of a list; none of anything else."""
    if not isinstance(things, list):
        return []
    return [thing for thing in things[:most] if isinstance(thing, Mapping)]
