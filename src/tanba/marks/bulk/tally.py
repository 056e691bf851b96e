"""What became of one file, and of all of them."""

from collections import Counter
from typing import Final, Literal, get_args

from tanba.kernel import value
from tanba.marks.bulk.listing import shown

State = Literal["done", "skipped", "refused", "failed"]
STATES: Final[tuple[State, ...]] = get_args(State)

FIRST: Final = 100
"""Troubles that a tally names; the journal has them all."""

LONGEST: Final = 1_000
"""Characters of one sentence about a file."""


@value
class Outcome:
    """
    What became of one file.

    `done` it was worked on; `skipped` there was nothing to do; `refused` it cannot be worked on, now or
    later, unless it changes; `failed` it may go better next time.
    """

    state: State
    kind: str = ""
    """What it was, in a word from a short list: it is counted by."""
    size: int = 0
    """Bytes read."""
    code: str = ""
    what: str = ""
    """Why not, in a sentence; characters that do not print are written out when it is kept."""
    detail: str = ""
    """More about the result, as JSON; the journal keeps it."""


@value
class Trouble:
    """A file that was refused or that failed."""

    relative: str
    """Its name, fit for people and terminals."""
    state: State
    code: str
    what: str


@value
class Tally:
    """Where a run stands, or how it ended."""

    seen: int = 0
    """Everything that the listing has given so far."""
    listed: bool = False
    """The listing has come to its end, so `seen` is all there is."""
    before: int = 0
    """Files that an earlier run had settled and that have not changed since."""
    done: int = 0
    skipped: int = 0
    refused: int = 0
    failed: int = 0
    size: int = 0
    """Bytes read."""
    seconds: float = 0.0
    kinds: tuple[tuple[State, str, int], ...] = ()
    """How many of each state and kind, the most first."""
    troubles: tuple[Trouble, ...] = ()
    """The first of those refused and failed, at most `FIRST`."""
    died: int = 0
    """Processes that ended in the middle of a file and were replaced."""
    stopped: bool = False
    """Ended before its end, by request; a further run with the same journal goes on."""

    @property
    def settled(self) -> int:
        """Files of which this run or an earlier one knows what became of them."""
        return self.before + self.done + self.skipped + self.refused + self.failed


class Counting:
    """A tally while it grows."""

    def __init__(self) -> None:
        self.seen = self.before = self.size = self.died = 0
        self.listed = self.stopped = False
        self._kinds: Counter[tuple[State, str]] = Counter()
        self._states: Counter[State] = Counter()
        self._troubles: list[Trouble] = []

    def add(self, relative: str, outcome: Outcome) -> None:
        """Count one file."""
        self._kinds[outcome.state, outcome.kind] += 1
        self._states[outcome.state] += 1
        self.size += outcome.size
        if outcome.state in ("refused", "failed") and len(self._troubles) < FIRST:
            self._troubles.append(
                Trouble(
                    relative=shown(relative),
                    state=outcome.state,
                    code=outcome.code,
                    what=sentence(outcome.what),
                )
            )

    def now(self, seconds: float) -> Tally:
        """Return the tally as it stands."""
        kinds = sorted(self._kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        return Tally(
            seen=self.seen,
            listed=self.listed,
            before=self.before,
            size=self.size,
            seconds=seconds,
            kinds=tuple((state, kind, n) for (state, kind), n in kinds),
            troubles=tuple(self._troubles),
            died=self.died,
            stopped=self.stopped,
            **{state: self._states[state] for state in STATES},
        )


def sentence(text: str) -> str:
    """Return what may be shown and kept of a sentence: printable, on one line, of bounded length."""
    return shown(" ".join(text.split()))[:LONGEST]


OBSTACLES: Final = {
    "symlink": Outcome(state="skipped", kind="symbolic link"),
    "special": Outcome(state="skipped", kind="special file"),
    "unreadable": Outcome(state="failed", kind="unreadable", code="BK06", what="may not be read"),
    "deep": Outcome(state="failed", kind="deep", code="BK07", what="lies deeper than 256 folders"),
}  # fmt: skip
