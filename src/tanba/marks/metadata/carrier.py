"""What every carrier of metadata can do. A carrier is a module of this folder, named in `media.container`."""

from importlib import import_module
from typing import BinaryIO, Final, Protocol, cast

from tanba.marks.disclosure import Disclosure
from tanba.marks.reservation import Reservation
from tanba.marks.results import Said

_WISHES: Final = (
    "jpeg", "png", "riff", "heif", "jxl", "tiff", "gif", "svg", "bmff", "tags", "pdf", "office",
)  # fmt: skip
"""Carriers that also write a wish about training: XMP and EPUB have an agreed place for one."""


class Carrier(Protocol):
    """
    The law of every carrier: after `write`, `read` gives the same disclosure back, whatever else the file
    said about itself still stands, and not one pixel, sample or letter of the content has changed.
    """

    def write(self, source: BinaryIO, target: BinaryIO, said: Disclosure) -> tuple[str, bytes]:
        """Write the file with the disclosure in it; return where it stands, and the bytes that say it."""

    def read(self, source: BinaryIO) -> tuple[Said, ...]:
        """Return what the file says about its making; raise only `Refused`, in bounded time and memory."""


class WishCarrier(Protocol):
    """The law of every carrier of a wish: what the file says of its making, and all else, still stands."""

    def write(self, source: BinaryIO, target: BinaryIO, said: Reservation) -> tuple[str, bytes]:
        """Write the file with the wish in it, as `Carrier.write` does."""


def wish_carrier(name: str | None) -> WishCarrier | None:
    """Return a carrier of wishes by its name; None where the format has no agreed place for them."""
    return cast(WishCarrier, import_module(f"tanba.marks.metadata.{name}")) if name in _WISHES else None


def carrier(name: str) -> Carrier:
    """Return a carrier by its name."""
    return cast(Carrier, import_module(f"tanba.marks.metadata.{name}"))
