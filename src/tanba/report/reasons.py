"""Which answers decided a result, picked from its explanation."""

from collections.abc import Iterator

from tanba.kernel import Truth
from tanba.law import Explanation, Step


def deciding(explanation: Explanation) -> tuple[Step, ...]:
    """
    Return the steps on which a result rests, each fact once, in the order of the condition.

    For a result that holds: everything that had to hold. For one that does not: what already failed,
    or else the exception that applies. For an open one: what is still open.
    """
    found = {step.text: step for step in _decisive(explanation)}
    return tuple(found.values())


def _decisive(explanation: Explanation) -> Iterator[Step]:
    truth = explanation.finding.truth
    own = explanation.when.truth
    if own is truth or own is Truth.NO:
        yield from _leaves(explanation.when)
    if own is Truth.NO:
        return
    # An exception that holds undoes the rule; one that is open leaves it open.
    for exception in explanation.exceptions:
        if exception.finding.truth is ~truth:
            yield from _decisive(exception)


def _leaves(step: Step) -> Iterator[Step]:
    match step.kind:
        case "fact":
            yield step
        case "and" if step.truth is not Truth.YES:
            yield from _alike(step)
        case "or" if step.truth is not Truth.NO:
            yield from _alike(step)
        case _:
            for part in step.parts:
                yield from _leaves(part)


def _alike(step: Step) -> Iterator[Step]:
    """Only the parts that share the truth of the whole decide it."""
    for part in step.parts:
        if part.truth is step.truth:
            yield from _leaves(part)
