"""Looking at the files that were drawn: what programs find in them, and what people who saw them say."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from tanba.kernel import Faults, Refused, TanbaError, value
from tanba.measures.frame.measure import Label, World

_PIECE: Final = 1024 * 1024


@value
class Looked:
    """One file that was drawn; None where something cannot be told."""

    name: str
    kind: str
    machine: bool | None
    """Whether it carries a mark that machines read."""
    people: bool | None
    """Whether it carries a warning for people: a program read it, or a person saw it."""
    seen: bool | None
    """Whether a person who looked perceived a warning without effort; None where nobody looked."""
    trouble: str = ""
    """The code of the error that kept it from being read or fetched."""

    @property
    def both(self) -> bool | None:
        """Whether both conditions are met; one that is not met settles it."""
        if self.machine is False or self.people is False:
            return False
        return True if self.machine and self.people else None


@value
class Looks:
    """Everything that was looked at, by name, and the hashes of what was fetched."""

    files: tuple[Looked, ...]
    troubles: tuple[tuple[str, int], ...]
    traces: Mapping[str, str]


def look(
    drawn: list[tuple[str, str]],
    folder: Path | None,
    said: Mapping[str, bool],
    read: Callable[[Path], Label],
    world: World,
) -> Looks:
    """
    Return what is told of each drawn file, sorted by name.

    Parameters
    ----------
    drawn
        Kind and name of each; of addresses when there is no `folder`.
    said
        What people who looked say of a warning, by name. Their `no` outweighs a program, which cannot see how
        a label looks; their `yes` stands beside it.
    read
        Gives both conditions of a file, or raises our error for one that cannot be read.
    """
    files, troubles, traces = [], Counter[str](), {}
    with _place(world) as place:
        for done, (kind, name) in enumerate(sorted(drawn, key=lambda one: one[1])):
            world.tick(done, len(drawn))
            label, trouble = Label(machine=None, people=None), ""
            try:
                if folder is None and world.fetch is not None:
                    file = world.fetch(name, place)
                    traces[name] = _digest(file)
                else:
                    file = (folder or place) / name
                label = read(file)
                if folder is None:
                    file.unlink(missing_ok=True)  # a list is longer than a disk is wide
            except (TanbaError, OSError) as error:
                trouble = _code(error)
                troubles[trouble] += 1
            files.append(_looked(name, kind, label, said.get(name), trouble))
        world.tick(len(drawn), len(drawn))
    return Looks(files=tuple(files), troubles=tuple(sorted(troubles.items())), traces=traces)


def _looked(name: str, kind: str, label: Label, seen: bool | None, trouble: str) -> Looked:
    people = label.people if seen is None else seen
    return Looked(
        name=name, kind=kind, machine=label.machine, people=people, seen=seen, trouble=trouble
    )


@contextmanager
def _place(world: World) -> Iterator[Path]:
    """Give a folder for what is fetched, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tanba-", dir=world.keep) as place:
        yield Path(place)


def _digest(file: Path) -> str:
    found = sha256()
    with file.open("rb") as source:
        while piece := source.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def _code(error: Exception) -> str:
    match error:
        case Faults():
            return error.faults[0].code
        case Refused():
            return error.code
        case _:
            return "MB05"
