"""Which files there are and which of them are looked at: chance by a seed, the same draw every time."""

import heapq
import os
import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Final

from tanba.kernel import Fault, Faults, Place, Refused, value
from tanba.measures.frame.measure import Artefact

KINDS_AT_MOST: Final = 30
"""Kinds of files that are drawn apart; a folder with more has names that are no kinds."""
ADDRESSES_AT_MOST: Final = 1_000_000
_LONGEST: Final = 8_000
"""Characters of an address."""
_NO_ADDRESS: Final = "the line is no address of the web"
_SIDECAR: Final = ".c2pa"
_ADDRESS: Final = re.compile(r"https?://[^\s/?#]+[^\s]*", re.IGNORECASE)
_HOST: Final = re.compile(r"^https?://[^/]*", re.IGNORECASE)
_KIND: Final = re.compile(r"[a-z0-9]{1,9}")


@value
class Draw:
    """The files of one kind (or of all), and those drawn of them without replacement, by name."""

    kind: str
    """The ending of their names in lower case, without the dot; empty for all together."""
    total: int
    names: tuple[str, ...]


@value
class Population:
    """Everything that could be drawn."""

    draws: tuple[Draw, ...]
    left_out: int = 0
    """Hidden files, links, what is no plain file, and manifests that belong to another file."""

    @property
    def total(self) -> int:
        """How many files or addresses there are."""
        return sum(draw.total for draw in self.draws)


def draw_files(folder: Path, sample: int, by_kind: bool, seed: int) -> Population:
    """
    Return the files under a folder, and a sample of them; links are not followed, hidden files are left out.

    Names are relative, with `/` between the parts. Raises Faults MB01 for what is no folder or cannot be read.
    """
    walk = _Walk(folder)
    draws = _draw(walk.names(), sample, by_kind, seed)
    return Population(draws=draws, left_out=walk.left_out)


def draw_addresses(artefact: Artefact, sample: int, by_kind: bool, seed: int) -> Population:
    """
    Return the addresses of a list, one a line, and a sample of them; the same address twice counts once.

    Empty lines and those that begin with # are passed over. Raises Faults MB02 with every line that is no
    address of http or https, MB03 for more than a million, MB01 when the list cannot be read.
    """
    return Population(draws=_draw(_addresses(artefact), sample, by_kind, seed))


def shown_name(name: str) -> str:
    """Return a name that can be written; bytes that are no UTF-8 are written out."""
    return name.encode("utf-8", "backslashreplace").decode()


class _Walk:
    def __init__(self, folder: Path) -> None:
        self.folder, self.left_out = folder, 0

    def names(self) -> Iterator[str]:
        """Yield the name of every file, in no order."""
        waiting = [""]
        while waiting:
            at = waiting.pop()
            try:
                with os.scandir(self.folder / at) as entries:
                    for entry in entries:
                        name = f"{at}/{entry.name}" if at else entry.name
                        if entry.name.startswith(".") or entry.is_symlink():
                            self.left_out += 1
                        elif entry.is_dir(follow_symlinks=False):
                            waiting.append(name)
                        elif self._counts(entry):
                            yield name
                        else:
                            self.left_out += 1
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or str(error)
                place = f"{self.folder}/{at}" if at else str(self.folder)
                raise Refused("MB01", f"it cannot be looked through: {why.lower()}").at(place) from None

    def _counts(self, entry: os.DirEntry[str]) -> bool:
        return entry.is_file(follow_symlinks=False) and not entry.name.endswith(_SIDECAR)


def _addresses(artefact: Artefact) -> Iterator[str]:
    path = artefact.path or Path(artefact.at)
    seen: set[bytes] = set()
    bad: list[Fault] = []
    try:
        with path.open("rb") as lines:
            number = 0
            while line := lines.readline(_LONGEST + 2):
                number += 1
                if len(bad) >= Faults.SHOWN:
                    break
                said = _line(line)
                if said is None:
                    bad.append(_bad(artefact.at, number))
                    while line and not line.endswith(b"\n"):  # the rest of a line without an end
                        line = lines.readline(_LONGEST)
                elif said:
                    key = blake2b(said.encode(), digest_size=16).digest()
                    if key not in seen:
                        seen.add(key)
                        yield said
                if len(seen) > ADDRESSES_AT_MOST:
                    raise Refused(
                        "MB03", f"more than {ADDRESSES_AT_MOST} addresses", "cut the list in parts"
                    ).at(artefact.at, number)
    except OSError as error:
        raise Refused("MB01", f"it cannot be read: {(error.strerror or str(error)).lower()}").at(
            artefact.at
        ) from None
    if bad:
        raise Faults(bad)


def _line(line: bytes) -> str | None:
    """Return the address on a line, empty where none is meant; None for what is no address."""
    try:
        said = line.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return None
    if not said or said.startswith("#"):
        return "" if line.endswith(b"\n") or len(line) <= _LONGEST else None
    fits = len(said) <= _LONGEST and said.isprintable() and _ADDRESS.fullmatch(said)
    return said if fits else None


def _bad(file: str, line: int) -> Fault:
    hint = "write one address on each line, as https://…"
    return Fault(at=Place(file=file, line=line), code="MB02", what=_NO_ADDRESS, hint=hint)


def _draw(names: Iterator[str], sample: int, by_kind: bool, seed: int) -> tuple[Draw, ...]:
    """
    Return `sample` names of each kind: those whose keyed hash is least.

    The hash orders names as chance would, whatever order they come in, and only the drawn are held.
    """
    key = seed.to_bytes(16, "big", signed=True)
    heaps: dict[str, list[tuple[int, str]]] = {}
    totals: dict[str, int] = {}
    for name in names:
        kind = kind_of(name) if by_kind else ""
        if kind not in heaps and len(heaps) == KINDS_AT_MOST:
            raise Refused("MB04", f"more than {KINDS_AT_MOST} kinds of files", "set by_kind: false")
        heap = heaps.setdefault(kind, [])
        totals[kind] = totals.get(kind, 0) + 1
        said = name.encode("utf-8", "surrogateescape")
        place = -int.from_bytes(blake2b(said, digest_size=16, key=key).digest(), "big")
        if len(heap) < sample:
            heapq.heappush(heap, (place, name))
        elif place > heap[0][0]:
            heapq.heapreplace(heap, (place, name))
    return tuple(
        Draw(kind=kind, total=totals[kind], names=tuple(sorted(name for _, name in heaps[kind])))
        for kind in sorted(heaps)
    )


def kind_of(name: str) -> str:
    """Return the ending of a name or of the path of an address; `other` where it is no kind of file."""
    path = _HOST.sub("", name.split("?")[0].split("#")[0])
    dotted, _, ending = path.rpartition("/")[2].rpartition(".")
    return ending.lower() if dotted and _KIND.fullmatch(ending.lower()) else "other"
