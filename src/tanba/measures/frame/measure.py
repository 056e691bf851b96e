"""A measure: what it declares of itself, what it is given, and the protocol that every measure keeps."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from tanba.kernel import Text, value
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.result import Measured

Kind = Literal["table", "file", "folder", "endpoint", "addresses"]
"""
`table`: CSV, TSV, Parquet, JSON lines, or the URL of a database with `#table`; `file`: any other file;
`folder`: a folder of files; `endpoint`: an address that answers chat completions; `addresses`: a file with
one web address a line.
"""


@value
class Reads:
    """One thing that a measure reads."""

    name: str
    kinds: tuple[Kind, ...]
    about: Text
    required: bool = True


@value
class About:
    """
    What a measure says of itself before anybody runs it.

    `shows` names the facts of the vocabulary it can answer; which rules of which law that reaches is computed
    from the pack. `yardsticks` are by result id. After `valid_days` days its results show nothing any more.
    """

    id: str
    version: str
    title: Text
    purpose: Text
    reads: tuple[Reads, ...]
    shows: tuple[Shows, ...]
    yardsticks: Mapping[str, Yardstick]
    assumes: tuple[Text, ...]
    cost: Text
    valid_days: int


@value
class Artefact:
    """
    Something real to be measured, as a card or a command names it (`at`).

    Files and folders have a `path`; databases and endpoints a `url`. What cannot be hashed has no `sha256`.
    """

    name: str
    kind: Kind
    at: str
    path: Path | None = None
    url: str | None = None
    sha256: str | None = None


@value
class Reply:
    """An answer over the network: status, body (cut at the bound asked for), and how long it took."""

    status: int
    body: bytes
    seconds: float
    cut: bool = False


class Post(Protocol):
    """Sends JSON and returns the answer; raises Refused when none comes in time."""

    def __call__(self, url: str, data: bytes, headers: Mapping[str, str]) -> Reply:
        """Return the answer to a POST."""
        ...


class Fetch(Protocol):
    """Brings a web address into a file."""

    def __call__(self, url: str, folder: Path) -> Path:
        """Return the file; raises Refused when it cannot be had."""
        ...


@value
class Label:
    """The two conditions of a label on one file; None where they cannot be told."""

    machine: bool | None
    people: bool | None


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


@value
class World:
    """Time, chance, the network and other rooms, as arguments; what is None is not to be had."""

    clock: Callable[[], float] = lambda: 0.0
    """Seconds from some moment on, never backwards."""
    sleep: Callable[[float], None] = lambda seconds: None
    tick: Callable[[int, int], None] = _silent
    """Told what is done and of how many; 0 of an unknown number."""
    post: Post | None = None
    fetch: Fetch | None = None
    label: Callable[[Path], Label] | None = None
    reserved: Callable[[Path], bool | None] | None = None
    """Whether a file says in machine-readable form that AI may not learn from it; None: it says nothing."""
    keep: Path | None = None
    """A folder for transcripts, so that a run goes on where it stopped; None: nothing is kept."""
    seed: int = 230


@value
class Example:
    """A worked example that a measure writes for people, documents and tests: what to run it with."""

    reads: Mapping[str, str]
    """File or folder names inside the folder, or addresses, by the names in `About.reads`."""
    settings: Mapping[str, Any]


class Measure(Protocol):
    """
    The law of every measure, held by one test over all of them.

    No data gives results with n = 0 and nothing is shown; hostile input raises our own error; the same input
    gives the same bytes; memory and time are bounded whatever the size of the input.
    """

    @property
    def about(self) -> About:
        """What it declares."""
        ...

    @property
    def settings(self) -> type[Any]:
        """A frozen value with a default for whatever has a sensible one; read strictly at the border."""
        ...

    def run(self, reads: Mapping[str, Artefact], settings: Any, world: World) -> Measured:
        """Return what was measured; raises Refused or Faults when the artefacts cannot be read."""
        ...

    def example(self, folder: Path) -> Example | None:
        """Write a small worked example into `folder`, always the same; None when it needs a live server."""
        ...
