"""Which questions would show whether a duty that is owed is also done."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tanba.kernel import Reason, Truth
from tanba.law.decision.assessment import ROLES, assess, settle
from tanba.law.decision.openness import Openness
from tanba.law.reasoning.interview import NextQuestion
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import Duty


def duty_questions(pack: Pack, facts: Mapping[str, Any], on: date) -> tuple[NextQuestion, ...]:
    """
    Return the facts that would show whether duties owed by the card's own organisation are done.

    Duties of others, and duties that may not bind at all, bring no question; while nobody has said who
    the organisation is, its roles are the question. The fact in which most
    duties take part comes first, then the order of the vocabulary; `settles` is the number of duties
    that hang on this fact alone. What was answered with *not known* or *not applicable* is not asked
    again. Raises Faults for answers that the vocabulary does not have.
    """
    assessment = assess(pack, facts, on)
    openness = Openness(settle(pack, facts), {one.id: one.when.node for one in pack.derived})
    touched: dict[str, list[str]] = {}
    alone: dict[str, int] = {}
    for finding in assessment.of(Duty):
        duty, owed = finding.rule.then, finding.owed
        if finding.truth is not Truth.YES or owed is None or not isinstance(duty, Duty):
            continue
        if owed.yours is Truth.UNKNOWN:  # before how it stands comes whose it is
            touched.setdefault(ROLES, []).append(finding.rule.id)
        elif owed.yours is Truth.YES and duty.shown and owed.done is Truth.UNKNOWN:
            names = openness.facts(duty.shown.node)
            for name in names:
                touched.setdefault(name, []).append(finding.rule.id)
                alone[name] = alone.get(name, 0) + (len(names) == 1)
    place = {name: i for i, name in enumerate(pack.vocabulary)}
    order = sorted(touched, key=lambda name: (-len(touched[name]), place[name]))
    return tuple(
        NextQuestion(
            question=pack.vocabulary[name],
            rules=tuple(touched[name]),
            settles=float(alone.get(name, 0)),
            reason=Reason.JUDGEMENT if pack.vocabulary[name].judgement else Reason.NOT_ASKED,
        )
        for name in order
        if facts.get(name) is None
    )
