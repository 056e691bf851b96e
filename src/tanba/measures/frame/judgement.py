"""From numbers to verdicts, and from verdicts to answers: only what the data show is claimed."""

from collections.abc import Mapping, Sequence
from typing import Any

from tanba.kernel import Text, value
from tanba.measures.frame.result import Measured, Result, Verdict


@value
class Yardstick:
    """
    What a number is held against, and where that comes from: a law, a convention, somebody's own policy.

    The laws we know set no such numbers, so a yardstick is a proposal until an owner adopts it.
    """

    source: Text
    at_most: float | None = None
    at_least: float | None = None

    def __post_init__(self) -> None:
        if self.at_most is None and self.at_least is None:
            raise ValueError("a yardstick without a number")


@value
class Shows:
    """
    How verdicts answer a question of the vocabulary.

    Every result whose id is in `by` is judged: one `not met` answers `not_met`; all `met`, at least one there,
    and those in `needs` met too, answers `met`; everything else answers nothing. An answer of None is none.
    """

    fact: str
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    met: Any = None
    not_met: Any = None


@value
class Judged:
    """A result beside its yardstick. Without a yardstick nothing is claimed."""

    result: Result
    yardstick: Yardstick | None = None
    verdict: Verdict


@value
class Answered:
    """What a run says about one fact: the verdict, the answer (None for none), and the results behind it."""

    fact: str
    verdict: Verdict
    answer: Any = None
    because: tuple[str, ...]
    """Ids of results: those that are not met, else those that show nothing, else all."""


def judge(result: Result, yardstick: Yardstick | None) -> Verdict:
    """Return whether a number keeps to a yardstick, with its whole band; a band across it shows nothing."""
    if yardstick is None or result.n == 0 or result.band is None:
        return "not shown"
    low, high = result.band.low, result.band.high
    most = yardstick.at_most if yardstick.at_most is not None else float("inf")
    least = yardstick.at_least if yardstick.at_least is not None else float("-inf")
    if low > most or high < least:
        return "not met"
    return "met" if high <= most and low >= least else "not shown"


def judged(measured: Measured, yardsticks: Mapping[str, Yardstick]) -> tuple[Judged, ...]:
    """Return every result beside the yardstick of its id."""
    pairs = ((result, yardsticks.get(result.id)) for result in measured.results)
    return tuple(Judged(result=r, yardstick=y, verdict=judge(r, y)) for r, y in pairs)


def answer(shows: Shows, found: Sequence[Judged]) -> Answered:
    """Return what the judged results say about one fact."""
    by = [one for one in found if one.result.id in shows.by]
    needs = [one for one in found if one.result.id in shows.needs]
    broken = [one for one in by if one.verdict == "not met"]
    open_ = [one for one in (*by, *needs) if one.verdict != "met"]
    # An id that was promised and gave no result at all is as open as one that gave nothing.
    there = {one.result.id for one in found}
    absent = [id_ for id_ in (*shows.by, *shows.needs) if id_ not in there]
    if broken:
        return _answered(shows, "not met", shows.not_met, [one.result.id for one in broken])
    if open_ or absent or not by:
        return _answered(shows, "not shown", None, [*(one.result.id for one in open_), *absent])
    return _answered(shows, "met", shows.met, [*shows.by, *shows.needs])


def _answered(shows: Shows, verdict: Verdict, said: Any, because: Sequence[str]) -> Answered:
    return Answered(
        fact=shows.fact, verdict=verdict, answer=said, because=tuple(dict.fromkeys(because))
    )
