"""The settings of the C2PA library: whom to trust, and nothing that reaches out of this machine."""

from collections.abc import Iterable
from typing import Any, Final

import c2pa

from tanba.keys import Trust
from tanba.marks.credentials.weight import UNPACKED

_OPENING: Final = "-----BEGIN CERTIFICATE-----"
_CLOSING: Final = "-----END CERTIFICATE-----"

OURS: Final = "user_anchors"
"""The library's name for the list with the local roots, by which it says that a chain ends there."""

IN_MEMORY: Final = 32
"""Megabytes of a file that the library works on in memory; beyond, it takes a file of its own on the disk."""


def settings(trust: Trust, *, check: bool = False, thumbnail: bool = False) -> dict[str, Any]:
    """
    Return settings for one context; nothing is set for the whole process.

    Both the anchors and the purposes must be set: with anchors alone, the library refuses every
    certificate but those for e-mail. Local roots have a list of their own, which a reading tells apart.
    """
    local = certificates(trust.local)
    others = [each for each in certificates(trust.anchors) if each not in local]
    anchors: dict[str, Any] = {"trust_config": "".join(f"{purpose}\n" for purpose in trust.purposes)}
    if local:
        anchors["user_anchors"] = joined(local)
    if others:
        anchors["trust_anchors"] = joined(others)
    return {
        "version": 1,
        "trust": anchors,
        "verify": {
            "verify_trust": True,
            "verify_after_sign": check,
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
        },
        "core": {
            "max_decompressed_manifest_size_in_mb": UNPACKED,
            "backing_store_memory_threshold_in_mb": IN_MEMORY,
        },
        "builder": {"thumbnail": {"enabled": thumbnail}},
    }  # fmt: skip


def alive(context: c2pa.Context) -> c2pa.Context:
    """Return a context that can be used; raises RuntimeError for one that is closed, or came by a fork."""
    if not context.is_valid:
        raise RuntimeError("closed, or made in another process: make one in each process")
    return context


def certificates(pem: str) -> list[str]:
    """Return the certificates of a PEM text, each as it stands, without what stands between them."""
    found = []
    for part in pem.split(_OPENING)[1:]:
        body, closed, _ = part.partition(_CLOSING)
        if closed:
            found.append(f"{_OPENING}{body}{_CLOSING}\n")
    return found


def joined(certificates: Iterable[str]) -> str:
    """Return certificates as one PEM text."""
    return "".join(certificates)
