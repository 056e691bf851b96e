"""
C2PA manifests: signed statements bound to the bytes of a file.

    Stamp(key)       signs: sign(source, target, kind, claim, parent=…, beside=…, …) -> Signed
    Inspector(trust) reads: read(source, kind, sidecar=…) -> Credentials
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.marks.credentials.binding import is_signed
    from tanba.marks.credentials.claim import Claim, Signed
    from tanba.marks.credentials.reading import Inspector
    from tanba.marks.credentials.stamp import Stamp

__all__ = ["Claim", "Inspector", "Signed", "Stamp", "is_signed"]

_ROOMS = {
    "Claim": "claim",
    "Inspector": "reading",
    "Signed": "claim",
    "Stamp": "stamp",
    "is_signed": "binding",
}

__getattr__ = lazy_door(__name__, _ROOMS)
