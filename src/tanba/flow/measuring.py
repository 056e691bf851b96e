"""Measuring: an order becomes a run."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from tanba.flow.artefacts import Standing, hashed, open_artefact, standing
from tanba.flow.orders import Order
from tanba.flow.runs import FORM, Input, Run, parse_run
from tanba.kernel import Refused, TanbaError, canonical_bytes
from tanba.kernel import plain as plain_json
from tanba.measures import (
    Artefact,
    Judged,
    Measure,
    Measured,
    World,
    answer,
    find_measure,
    judge,
    judged,
    nothing,
)

_LINE: Final = 300
_HINT: Final = "a fault of the measure, and not of your files: tell those who made it"


def run_order(order: Order, system: str, by: str, now: Callable[[], datetime], world: World) -> Run:
    """
    Run one order and return what it found; nothing is written.

    A yardstick of the owner that no result was held against is judged too, as nothing measured: a slip in its
    name shows, and is no pass.

    Raises
    ------
    Missing, Refused, Faults
        For artefacts that cannot be read (MS03, MS04), changed while they were measured (MS05), what the
        measure itself refuses, and a measure that breaks or gives back what is no result (MS13).
    """
    measure = find_measure(order.measure)
    artefacts: dict[str, Artefact] = {}
    before: dict[str, Standing] = {}
    for reads in measure.about.reads:
        if reads.name not in order.reads:
            continue
        artefact = open_artefact(reads, order.reads[reads.name], order.base)
        before[reads.name] = standing(artefact)
        artefacts[reads.name] = hashed(artefact)
    try:
        measured = measure.run(artefacts, order.settings, world)
        run = _run(measure, order, artefacts, measured, (_whole(system), _whole(by)), now())
        kept = parse_run(_bytes(run))
    except TanbaError:
        _unchanged(artefacts, before)
        raise
    except Exception as error:  # a measure may be anybody's, and what others found is not lost by it
        _unchanged(artefacts, before)
        first = (str(error).splitlines() or [""])[0][:_LINE]
        what = f"the measure {order.measure!r} broke: {type(error).__name__}: {first}".removesuffix(
            ": "
        )
        raise Refused("MS13", what, _HINT) from error
    _unchanged(artefacts, before)
    if isinstance(kept, str):
        what = f"the measure {order.measure!r} gave back what is no result: {kept}"
        raise Refused("MS13", what, _HINT)
    return kept


def _bytes(run: Run) -> bytes:
    try:
        return canonical_bytes(run)
    except TanbaError as error:  # infinity, half of a character: what no JSON can hold
        raise ValueError(str(error)) from None


def _unchanged(artefacts: Mapping[str, Artefact], before: Mapping[str, Standing]) -> None:
    """Refuse what was changed meanwhile; half-written files break many a reader, so this is said first."""
    for name, artefact in artefacts.items():
        if standing(artefact) != before[name]:
            raise Refused("MS05", f"{artefact.at}: changed while it was measured", "measure it again")


def _run(
    measure: Measure,
    order: Order,
    artefacts: Mapping[str, Artefact],
    measured: Measured,
    who: tuple[str, str],
    at: datetime,
) -> Run:
    about = measure.about
    there = {one.id for one in measured.results}
    absent = tuple(
        Judged(
            result=nothing(id_, "number"), yardstick=stick, verdict=judge(nothing(id_, "number"), stick)
        )
        for id_, stick in order.yardsticks.items()
        if id_ in order.own and id_ not in there
    )
    found = (*judged(measured, order.yardsticks), *absent)
    return Run(
        form=FORM,
        measure=about.id,
        version=about.version,
        name=_whole(order.name),
        system=who[0],
        by=who[1],
        at=at,
        until=at.date() + timedelta(days=about.valid_days),
        inputs=tuple(_input(one) for one in artefacts.values()),
        settings=plain_json(order.settings),
        judged=found,
        answers=tuple(answer(shows, found) for shows in about.shows),
        measured=measured,
    )


def _input(artefact: Artefact) -> Input:
    at = _whole(artefact.at)
    return Input(name=artefact.name, kind=artefact.kind, at=at, sha256=artefact.sha256)


def _whole(text: str) -> str:
    """Return a text of a command line with bytes that are no UTF-8 written out."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
