"""
Bundles: a zip that a stranger checks with stock programs and with nothing of ours.

    write_bundle(Path("evidence.zip"), Contents(log_key=key, entries=(Enclosed(entry=data, proof=proof),)))
    verify_bundle(Path("evidence.zip"), key).state                           # 'valid'
"""

from tanba.evidence.bundle.contents import Contents, Enclosed, Growth, HeadStamp
from tanba.evidence.bundle.results import BundleSeen, EntrySeen, Failing, HeadSeen, StampEnclosed
from tanba.evidence.bundle.verification import verify_bundle
from tanba.evidence.bundle.writing import bundled, write_bundle

__all__ = [
    "BundleSeen",
    "Contents",
    "Enclosed",
    "EntrySeen",
    "Failing",
    "Growth",
    "HeadSeen",
    "HeadStamp",
    "StampEnclosed",
    "bundled",
    "verify_bundle",
    "write_bundle",
]
