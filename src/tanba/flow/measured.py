"""Measured answers: what runs say about the facts of a card, on a day, beside what people said."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from tanba.flow.card import Card, Given
from tanba.flow.runs import Run
from tanba.kernel import Fault, Faults, Place, Reason, Unknown, value
from tanba.law import Assessment, Pack

State = Literal["used", "agrees", "contradicts", "judged", "open", "aged", "later"]
"""
`used`: nobody had answered; `agrees`: people had answered the same; `contradicts`: people had answered
otherwise, and the measurement is used; `judged`: a person answered otherwise after it, with a name, a day and
a note, and that is used; `open`: measured, and nothing is shown; `aged`: too old to show anything; `later`:
measured after the day of the assessment.
"""


@value
class MeasuredFact:
    """What one run says about one fact, and what became of it."""

    fact: str
    run: str
    measure: str
    on: date
    until: date
    verdict: str
    answer: Any = None
    """What it answers; None for nothing."""
    state: State


@value
class Share:
    """Of the facts that an assessment rests on or still needs: how many are measured, declared, unknown."""

    measured: int
    declared: int
    unknown: int


_ORDER = ("not met", "not shown", "met")


def overlay(
    card: Card, runs: Iterable[Run], pack: Pack, on: date
) -> tuple[Card, tuple[MeasuredFact, ...]]:
    """
    Return the card with what was measured in its answers, and what became of each measured fact.

    Several runs on one fact: the worst verdict speaks, and of the worst one that has an answer. A fact that is
    not of this pack's vocabulary is passed over. Raises Faults MS11 for an answer that the vocabulary does not
    have, and for a run of another system.
    """
    answers = dict(card.answers)
    told: list[MeasuredFact] = []
    runs = tuple(runs)
    strange = [run for run in runs if run.system != card.system.name]
    if strange:
        raise Faults(
            _fault(card, run, f"is of the system {run.system!r}, and not of this card's")
            for run in strange
        )
    for fact, found in sorted(_by_fact(runs).items()):
        if fact not in pack.vocabulary:
            continue
        standing = [(run, one) for run, one in found if run.at.date() <= on <= run.until]
        told += [
            _told(fact, run, one, _gone(run, on)) for run, one in found if (run, one) not in standing
        ]
        if not standing:
            continue
        run, (verdict, said) = min(standing, key=lambda pair: _rank(*pair[1]))
        state, given = _settled(card.answers.get(fact), run, verdict, said)
        if given is not None:
            flaw = pack.vocabulary.flaw(fact, given.fact)
            if flaw:
                raise Faults([_fault(card, run, flaw[1])])
            answers[fact] = given
        told += [
            _told(fact, other, one, state if one == (verdict, said) else "open")
            for other, one in standing
        ]
    return replace(card, answers=answers), tuple(told)


def _rank(verdict: str, said: object) -> tuple[int, bool]:
    return _ORDER.index(verdict), said is None


def _by_fact(runs: Iterable[Run]) -> dict[str, list[tuple[Run, tuple[str, object]]]]:
    found: dict[str, list[tuple[Run, tuple[str, object]]]] = {}
    for run in runs:
        for one in run.answers:
            found.setdefault(one.fact, []).append((run, (one.verdict, one.answer)))
    return found


def _settled(said: Given | None, run: Run, verdict: str, found: object) -> tuple[State, Given | None]:
    """Return what becomes of a measured answer beside what people said; a Given of None leaves theirs."""
    declared = said is not None and said.unknown is None and said.answer is not None
    measured = Given(
        answer=found,
        by=f"{run.measure} {run.version}",
        on=run.at.date(),
        evidence=f"sha256:{run.digest}",
    )
    if found is None:
        if not declared and verdict == "not met":
            # The number is bad, and what it means in law only a person can say.
            note = f"measured: {run.name}"
            return "open", Given(unknown=Reason.JUDGEMENT, by=measured.by, on=measured.on, note=note)
        return "open", None
    if said is None or not declared:
        return "used", measured
    if _same(said.answer, found):
        return "agrees", measured
    if said.by and said.note and said.on is not None and said.on >= run.at.date():
        return "judged", None
    return "contradicts", measured


def _same(one: object, other: object) -> bool:
    if isinstance(one, list | tuple | set | frozenset) and isinstance(
        other, list | tuple | set | frozenset
    ):
        return sorted(map(str, one)) == sorted(map(str, other))
    return one == other


def _gone(run: Run, on: date) -> State:
    return "later" if run.at.date() > on else "aged"


def _told(fact: str, run: Run, said: tuple[str, object], state: State) -> MeasuredFact:
    return MeasuredFact(
        fact=fact,
        run=run.name,
        measure=run.measure,
        on=run.at.date(),
        until=run.until,
        verdict=said[0],
        answer=said[1],
        state=state,
    )


def _fault(card: Card, run: Run, what: str) -> Fault:
    hint = "the run was altered, or is of another system or Tanba: take it away and measure again"
    return Fault(at=Place(file=card.file), code="MS11", what=f"run {run.name!r}: {what}", hint=hint)


def share_of(card: Card, assessment: Assessment, measured: Sequence[MeasuredFact]) -> Share:
    """
    Return how many facts are measured, declared by people, and unknown.

    Unknown are those that can still change a result, whether nobody was asked or the answer is not known.
    """
    by_measure = {one.fact for one in measured if one.state in ("used", "agrees", "contradicts")}
    answered = {name for name, said in _facts(assessment).items() if not isinstance(said, Unknown)}
    unknown = {one.name for one in assessment.open} - answered
    return Share(
        measured=len(by_measure & answered), declared=len(answered - by_measure), unknown=len(unknown)
    )


def _facts(assessment: Assessment) -> Mapping[str, object]:
    return {name: said for name, said in assessment.facts.items() if said is not None}
