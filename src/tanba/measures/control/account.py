"""From counts to results: shares with their intervals, times, loads, and people by letters."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from tanba.kernel import Text
from tanba.measures.control import words
from tanba.measures.control.counting import Log
from tanba.measures.frame.intervals import exact_share
from tanba.measures.frame.intervals import share as share_band
from tanba.measures.frame.result import (
    Band,
    Chart,
    Grid,
    Heading,
    Measured,
    Note,
    Point,
    Result,
    exact,
    nothing,
)

if TYPE_CHECKING:
    from tanba.measures.control.measure import ControlSettings

_ROWS: Final = 200
_NAMED: Final = 20
"""People who never changed anything that get a result of their own."""
_QUANTILES: Final = ((0.5, "50"), (0.1, "10"), (0.05, "5"))
_MARKS: Final = (1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
_DAY: Final = 86_400


def account(log: Log, how: "ControlSettings") -> Measured:
    """Return the results of a log; what it cannot tell is there with n = 0."""
    results = (*_shares(log, how), *_times(log, how), *_loads(log), *_never(log, how), *_health(log))
    return Measured(
        results=results,
        charts=tuple(_charts(log, how)),
        tables=tuple(_tables(log)),
        notes=tuple(_notes(log, how)),
    )


def _band(k: int, n: int, how: "ControlSettings") -> Band:
    return exact(k / n) if how.census else share_band(k, n)


def _shares(log: Log, how: "ControlSettings") -> Iterator[Result]:
    told = {"opened", "decided"} <= set(how.columns)
    asked: tuple[tuple[str, int, int, Text], ...] = (
        ("control-seen", log.seen, log.decided if told else 0, words.SEEN),
        ("control-unread", log.unread, log.by_people if told else 0, words.UNREAD),
        ("control-hasty", log.hasty, log.timed, words.HASTY),
        ("control-changed", log.changed, log.compared, words.CHANGED),
        ("control-cancelled", log.cancelled, log.cancellable, words.CANCELLED),
    )
    for id_, k, n, says in asked:
        if not n:
            yield nothing(id_, "share")
            continue
        least = {"least": f"{how.least_seconds:g}"} if id_ == "control-hasty" else None
        yield Result(
            id=id_, number=k / n, band=_band(k, n, how), unit="share", n=n, says=says, words=least
        )


def _times(log: Log, how: "ControlSettings") -> Iterator[Result]:
    for at, share in _QUANTILES:
        of = (("of a hundred", share),)
        if not log.durations.n:
            yield nothing("control-seconds", "seconds", of)
            continue
        found = log.durations.quantile(at, how.longest_days * _DAY, how.census)
        yield Result(
            id="control-seconds", number=found.seconds, band=found.band, unit="seconds", n=found.n,
            of=of, says=words.TOOK, words={"share": share},
        )  # fmt: skip


def _loads(log: Log) -> Iterator[Result]:
    n = log.by_people if log.busiest else 0
    if not n:
        yield nothing("control-load", "per_hour")
        return
    # What happened in the log is counted; of hours outside it nothing is said.
    yield Result(
        id="control-load", number=float(log.busiest), band=exact(float(log.busiest)), unit="per_hour", n=n,
        says=words.LOAD,
    )  # fmt: skip


def _never(log: Log, how: "ControlSettings") -> Iterator[Result]:
    enough = [
        (name, one) for name, one in zip(_letters(len(log.reviewers)), log.reviewers, strict=True)
        if one.weighed >= how.least_decisions
    ]  # fmt: skip
    never = [(name, one) for name, one in enough if not one.stepped_in]
    if not enough:
        yield nothing("control-never-changed", "count")
        return
    yield Result(
        id="control-never-changed", number=float(len(never)), band=exact(float(len(never))), unit="count",
        n=len(enough), says=words.NEVER, words={"least": str(how.least_decisions)},
    )  # fmt: skip
    for name, one in never[:_NAMED]:
        yield Result(
            id="control-reviewer", number=0.0, band=exact_share(0, one.weighed), unit="share",
            n=one.weighed, of=(("reviewer", name),), says=words.ONE_NEVER, words={"reviewer": name},
        )  # fmt: skip


def _health(log: Log) -> Iterator[Result]:
    n = log.rows + log.missing
    if not n:
        yield nothing("control-unreadable", "share")
        yield nothing("control-silence", "seconds")
        return
    bad = min(n, sum(count for _, count in log.flaws) + log.repeated + log.missing)
    yield Result(
        id="control-unreadable", number=bad / n, band=exact(bad / n), unit="share", n=n,
        says=words.UNREADABLE,
    )  # fmt: skip
    if log.silence is None:
        yield nothing("control-silence", "seconds")
        return
    seconds = 60.0 * log.silence  # between two minutes: a minute less to a minute more
    band = Band(low=max(0.0, seconds - 60), high=seconds + 60, level=1.0, by="told to the minute")
    yield Result(
        id="control-silence",
        number=seconds,
        band=band,
        unit="seconds",
        n=log.decided,
        says=words.SILENCE,
    )


def _charts(log: Log, how: "ControlSettings") -> Iterator[Chart]:
    n = log.durations.n
    if n:
        curve = []
        for mark in _MARKS:
            k = log.durations.below(mark)
            band = _band(k, n, how)
            curve.append(
                Point(label=f"{mark:g}", number=k / n, low=band.low, high=band.high, n=n, x=mark)
            )
        yield Chart(
            id="control-times", kind="curve", title=words.CURVE, unit="share", points=tuple(curve),
            across=words.SECONDS,
        )  # fmt: skip


def _tables(log: Log) -> Iterator[Grid]:
    if log.reviewers:
        headings = (
            Heading(title=words.REVIEWER), Heading(title=words.DECIDED, unit="count"),
            Heading(title=words.STEPPED_IN, unit="share"), Heading(title=words.HASTILY, unit="share"),
            Heading(title=words.BUSIEST, unit="per_hour"),
        )  # fmt: skip
        people = zip(_letters(_ROWS), log.reviewers[:_ROWS], strict=False)
        rows = tuple(
            (
                name, one.decisions,
                one.stepped_in / one.weighed if one.weighed else None,
                one.hasty / one.timed if one.timed else None,
                one.busiest or None,
            )
            for name, one in people
        )  # fmt: skip
        yield Grid(
            id="control-reviewers", title=words.REVIEWERS, headings=headings, rows=rows,
            more=max(0, len(log.reviewers) - _ROWS),
        )  # fmt: skip
    flaws = (*log.flaws, ("repeated", log.repeated), ("missing", log.missing))
    broken = tuple((words.FLAW_WORDS[name], count) for name, count in flaws if count)
    if broken:
        named = (Heading(title=words.WHAT), Heading(title=words.HOW_MANY, unit="count"))
        yield Grid(id="control-flaws", title=words.FLAWS, headings=named, rows=broken)


def _notes(log: Log, how: "ControlSettings") -> Iterator[Note]:
    for column in ("opened", "decided"):
        if column not in how.columns:
            yield Note(says=words.UNTOLD, words={"column": column})
    if log.pending:
        yield Note(says=words.PENDING, words={"count": str(log.pending)})
    if log.decided > log.by_people:
        yield Note(says=words.ALONE, words={"count": str(log.decided - log.by_people)})
    if log.repeated:
        yield Note(says=words.REPEATED)
    if log.reviewers:
        yield Note(says=words.ANONYMOUS)


def _letters(count: int) -> list[str]:
    """Return A to Z, AA, AB …"""
    found = []
    for number in range(1, count + 1):
        name, rest = "", number
        while rest:
            rest, place = divmod(rest - 1, 26)
            name = chr(ord("A") + place) + name
        found.append(name)
    return found
