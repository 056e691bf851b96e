"""From drills to numbers: seconds with what they lie between, failures counted, shares with their interval."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tanba.kernel import Text
from tanba.measures.control import drill_words as words
from tanba.measures.control.exercise import Cancel, Drilled, Stop
from tanba.measures.frame.intervals import share
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
    from tanba.measures.control.drill import DrillSettings

_BETWEEN = "between the last work that was done and the first that was refused"


def account(drilled: Drilled, settings: "DrillSettings") -> Measured:
    """Return the results of drills. What was not drilled is there with n = 0."""
    began = [stop for stop in drilled.stops if stop.began]
    return Measured(
        results=(_all(began, drilled.cancels), *_stops(began), *_cancels(drilled.cancels)),
        charts=tuple(_charts(began)),
        tables=tuple(_tables(drilled, settings)),
        notes=tuple(_notes(drilled, settings)),
        traces={"system": drilled.sha256},
    )


def _all(began: list[Stop], cancels: tuple[Cancel, ...]) -> Result:
    """Return the failures of everything that was tried, by whatever way of correcting."""
    n = len(began) + len(cancels)
    if not n:
        return nothing("drill-failed", "count")
    failed = float(sum(not stop.held for stop in began) + sum(not _took(one) for one in cancels))
    return Result(
        id="drill-failed",
        number=failed,
        band=exact(float(failed)),
        unit="count",
        n=n,
        says=words.ALL_FAILED,
    )


def _took(one: Cancel) -> bool:
    return one.took and one.lasted


def _stops(began: list[Stop]) -> Iterator[Result]:
    if not began:
        yield nothing("stop-failed", "count")
        yield nothing("stop-share", "share")
        yield nothing("stop-slowest", "seconds")
        return
    held = [stop for stop in began if stop.held]
    n, failed = len(began), len(began) - len(held)
    yield Result(
        id="stop-failed",
        number=float(failed),
        band=exact(float(failed)),
        unit="count",
        n=n,
        says=words.FAILED,
    )
    # What these drills say of the next one; with three of them that is little.
    yield Result(
        id="stop-share", number=len(held) / n, band=share(len(held), n), unit="share", n=n,
        says=words.SHARE,
    )  # fmt: skip
    if not held:
        yield nothing("stop-slowest", "seconds")
        return
    low, high = max(stop.still for stop in held), max(stop.after for stop in held)
    yield Result(
        id="stop-slowest", number=high, band=_between(low, high), unit="seconds", n=len(held),
        says=words.SLOWEST,
    )  # fmt: skip
    for number, stop in enumerate(began, 1):
        if stop.stopped:
            drill = str(number)
            yield Result(
                id="stop-seconds", number=stop.after, band=_between(stop.still, stop.after),
                unit="seconds", n=1, of=(("drill", drill),), says=words.EACH, words={"drill": drill},
            )  # fmt: skip


def _cancels(cancels: tuple[Cancel, ...]) -> Iterator[Result]:
    if not cancels:
        yield nothing("cancel-failed", "count")
        yield nothing("cancel-share", "share")
        return
    took = [one for one in cancels if _took(one)]
    n, failed = len(cancels), len(cancels) - len(took)
    yield Result(
        id="cancel-failed", number=float(failed), band=exact(float(failed)), unit="count", n=n,
        says=words.UNCANCELLED,
    )  # fmt: skip
    yield Result(
        id="cancel-share", number=len(took) / n, band=share(len(took), n), unit="share", n=n,
        says=words.CANCELS,
    )  # fmt: skip
    if took:
        slowest = max(one.after for one in took)
        yield Result(
            id="cancel-slowest", number=slowest, band=_between(0.0, slowest), unit="seconds",
            n=len(took), says=words.CANCEL_SLOWEST,
        )  # fmt: skip


def _between(low: float, high: float) -> Band:
    return Band(low=min(low, high), high=high, level=1.0, by=_BETWEEN)


def _charts(began: list[Stop]) -> Iterator[Chart]:
    points = tuple(
        Point(label=str(number), number=stop.after, low=min(stop.still, stop.after), high=stop.after, n=1)
        for number, stop in enumerate(began, 1) if stop.stopped
    )  # fmt: skip
    if points:
        yield Chart(
            id="stops", kind="intervals", title=words.CHART, unit="seconds", points=points,
            across=words.NUMBER,
        )  # fmt: skip


def _tables(drilled: Drilled, settings: "DrillSettings") -> Iterator[Grid]:
    if not settings.stop or not drilled.stops:
        return
    headings = (
        Heading(title=words.NUMBER, unit="number"), Heading(title=words.OUTCOME),
        Heading(title=words.AFTER, unit="seconds"), Heading(title=words.UNCLEAR, unit="count"),
    )  # fmt: skip
    rows = tuple(
        (number, _outcome(stop), stop.after if stop.stopped else None, stop.unclear)
        for number, stop in enumerate(drilled.stops, 1)
    )
    yield Grid(id="drills", title=words.DRILLS, headings=headings, rows=rows)


def _outcome(stop: Stop) -> Text:
    if not stop.began:
        return words.NOT_WORKING
    if not stop.stopped:
        return words.WENT_ON
    if stop.relapsed:
        return words.RELAPSED
    return words.DOUBTFUL if stop.doubtful else words.HELD


def _notes(drilled: Drilled, settings: "DrillSettings") -> Iterator[Note]:
    # First of all what somebody has to do now.
    if drilled.left_stopped:
        yield Note(says=words.NOT_BROUGHT_BACK if settings.resume else words.NO_RESUME)
    idle = sum(not stop.began for stop in drilled.stops) if settings.stop else 0
    if idle:
        yield Note(says=words.NEVER_WORKED, words={"count": str(idle)})
    faded = sum(one.took and not one.lasted for one in drilled.cancels)
    if faded:
        yield Note(says=words.FADED, words={"count": str(faded)})
