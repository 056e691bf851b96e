"""A manifest as it stands in a text, and what every way of putting one there can do."""

from typing import Final, Protocol

from tanba.kernel import value
from tanba.marks.results import Reason

SIDECAR: Final = "sidecar"
"""Where a manifest stands that lies beside its file."""

STORE_AT_MOST: Final = 16 * 1024 * 1024
"""Bytes of one manifest store that we take out of a text."""


@value
class Place:
    """A range that the hash may leave out, as it may be claimed, and where it really begins."""

    start: int
    length: int
    at: int


@value
class Found:
    """A manifest in a text; without one, what is wrong, or the address of one kept elsewhere."""

    where: str
    manifest: bytes = b""
    places: tuple[Place, ...] = ()
    """What the hash may leave out: nothing but the manifest, to the byte."""
    reasons: tuple[Reason, ...] = ()
    """Why it cannot be read, by the codes of the specification."""
    remote: str = ""


def flaw(manifest: bytes) -> Reason | None:
    """
    Return what is wrong with the outside of a store: one box (ISO/IEC 19566-5), then zeros at most.

    The signature does not cover what stands behind the box, and the hash of the text leaves it out.
    """
    size = int.from_bytes(manifest[:4], "big")
    if manifest[4:8] != b"jumb" or not 8 <= size <= len(manifest):
        return Reason(code="MK85", what="what stands there is no manifest")
    if manifest[size:].strip(b"\0"):
        return Reason(code="MK85", what="something stands behind the manifest that nobody signed")
    return None


class Way(Protocol):
    """A way into a text: after `block` is put in at `opening`, `find` gives the same manifest back."""

    WHERE: str

    def find(self, data: bytes) -> Found | None:
        """Return the manifest of a text; None where there is none."""

    def stripped(self, data: bytes) -> bytes:
        """Return the text without manifests of this kind; it was read by `find` before."""

    def opening(self, data: bytes) -> int:
        """Return where the block goes; raises Refused where the text cannot take one."""

    def block(self, manifest: bytes, data: bytes, at: int) -> bytes:
        """Return what to put in; its length depends on that of the manifest alone."""

    def hashed(self, rest: bytes) -> bytes:
        """Return what is hashed of the text outside the block; raises Refused for another encoding."""
