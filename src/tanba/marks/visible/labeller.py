"""What every kind of label can do. A labeller is a module of this folder, named in `media.container`."""

from importlib import import_module
from typing import BinaryIO, Protocol, cast

from tanba.kernel import Lang
from tanba.marks.media import Container
from tanba.marks.results import Drawn, Label


class Labeller(Protocol):
    """The law of every labeller: what it says it drew is there, and it covers no more than was asked."""

    def draw(self, source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
        """Write the file with the label on it; raise `Refused` where it cannot stand as asked."""

    def read(
        self, source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]
    ) -> Drawn | None:
        """Return the label where the file's own text shows one of `wordings`; None where nothing is read."""


def labeller(name: str) -> Labeller:
    """Return a labeller by its name."""
    return cast(Labeller, import_module(f"tanba.marks.visible.{name}"))
