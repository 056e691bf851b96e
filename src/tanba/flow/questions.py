"""What to ask about a system, in the order in which a sensible person would ask it."""

from tanba.flow.case import Case
from tanba.kernel import Reason
from tanba.law import NextQuestion, duty_questions, next_questions


def agenda(case: Case) -> tuple[NextQuestion, ...]:
    """
    Return every question worth asking about a case: what decides its position, then how its own
    duties stand, and matters of judgement last. No fact is asked for twice.
    """
    facts, on = case.card.facts, case.assessment.on
    deciding = next_questions(case.pack, facts, on)
    asked = {one.question.id for one in deciding}
    showing = [q for q in duty_questions(case.pack, facts, on) if q.question.id not in asked]
    return tuple(sorted([*deciding, *showing], key=lambda one: one.reason is Reason.JUDGEMENT))
