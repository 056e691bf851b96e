"""The time-stamps of a bundle, against the roots that the reader trusts and those that were sent along."""

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from tanba.evidence.bundle.contents import LARGEST_ROOTS, MOST_STAMPS, NUMBER
from tanba.evidence.bundle.parts import Parts
from tanba.evidence.bundle.results import StampEnclosed
from tanba.evidence.stamps.verification import check_stamp, read_roots
from tanba.kernel import Refused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_STAMP: Final = re.compile(rf"stamps/{NUMBER}-{NUMBER}\.tsr")


def stamps_seen(parts: Parts, trusted: str) -> tuple[StampEnclosed, ...]:
    """Return what a reader sees of every time-stamp; raises Refused (EV65) when there are too many."""
    names = parts.numbered(_STAMP)
    if len(names) > MOST_STAMPS:
        raise Refused("EV65", f"more than {MOST_STAMPS} time-stamps")
    return tuple(_seen(parts, trusted, size, name) for (size, _), name in names)


def _seen(parts: Parts, trusted: str, size: int, name: str) -> StampEnclosed:
    tsr, text = parts.data(name), parts.data(f"checkpoints/{size}.txt")
    pem = name.removesuffix(".tsr") + ".pem"
    roots = parts.attempt(pem, lambda: _roots(parts, pem)) or ()
    seen = check_stamp(tsr, text, trusted)
    enclosed = check_stamp(tsr, text, parts.text(pem) if roots else "")
    for one in (seen, enclosed):
        if one.state == "invalid":
            parts.fail(name, one.why, one.detail)
            break
    return StampEnclosed(
        size=size,
        seen=seen,
        by_enclosed=enclosed.state,
        root=_fingerprint(roots[0]) if len(roots) == 1 else "",
    )


def _roots(parts: Parts, name: str) -> "tuple[Certificate, ...]":
    if len(parts.data(name)) > LARGEST_ROOTS:
        raise Refused("EV65", f"roots of more than {LARGEST_ROOTS} bytes")
    return read_roots(parts.text(name))


def _fingerprint(certificate: "Certificate") -> str:
    from cryptography.hazmat.primitives.serialization import Encoding

    return sha256(certificate.public_bytes(Encoding.DER)).hexdigest()
