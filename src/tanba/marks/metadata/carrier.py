"""What every carrier of metadata can do. A carrier is a module of this folder, named in `media.container`."""

from importlib import import_module
from typing import BinaryIO, Protocol, cast

from tanba.marks.disclosure import Disclosure
from tanba.marks.results import Said


class Carrier(Protocol):
    """
    The law of every carrier: after `write`, `read` gives the same disclosure back, whatever else the file
    said about itself still stands, and not one pixel, sample or letter of the content has changed.
    """

    def write(self, source: BinaryIO, target: BinaryIO, said: Disclosure) -> tuple[str, bytes]:
        """Write the file with the disclosure in it; return where it stands, and the bytes that say it."""

    def read(self, source: BinaryIO) -> tuple[Said, ...]:
        """Return what the file says about its making; raise only `Refused`, in bounded time and memory."""


def carrier(name: str) -> Carrier:
    """Return a carrier by its name."""
    return cast(Carrier, import_module(f"tanba.marks.metadata.{name}"))
