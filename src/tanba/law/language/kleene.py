"""
Deciding a condition for one system, in Kleene's logic.

A state maps names to what is known of them: facts to their answers, derived facts to True or False.
A name that is not in it is unknown. Decisions are the integers 0 (no), 1 (unknown) and 2 (yes), which
are the values of `Truth`; inside the engine they are a tenth of the price.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tanba.law.language.syntax import Between, Compare, Fact, Has, Leaf, Node, OneOf, fold

State = Mapping[str, Any]
Test = Callable[[State], int]


def compile_node(node: Node) -> Test:
    """Return a function from a state to 0, 1 or 2."""
    return fold(node, Kleene())


def holds(leaf: Leaf, answer: Any) -> bool:
    """Say whether a leaf holds when its fact has this answer."""
    match leaf:
        case Fact():
            return bool(answer)
        case Has(_, member):
            return member in answer
        case OneOf(_, literals):
            return answer in literals
        case Between(_, low, high):
            return bool(low <= answer <= high)
        case Compare(_, operator, literal):
            return bool(_COMPARE[operator](answer, literal))


_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class Kleene:
    """The algebra of decisions: a condition means a function from a state to 0, 1 or 2."""

    def leaf(self, leaf: Leaf) -> Test:
        """Return the test of a leaf; an unanswered fact gives 1."""
        name = leaf.name

        def test(state: State) -> int:
            answer = state.get(name)
            return 1 if answer is None else 2 if holds(leaf, answer) else 0

        def truth(state: State) -> int:
            answer = state.get(name)
            return 1 if answer is None else 2 if answer else 0

        return truth if isinstance(leaf, Fact) else test

    def negate(self, part: Test) -> Test:
        """Return the opposite test."""
        return lambda state: 2 - part(state)

    def every(self, parts: list[Test]) -> Test:
        """Return the test of AND: the least of its parts."""

        def test(state: State) -> int:
            result = 2
            for part in parts:
                truth = part(state)
                if truth == 0:
                    return 0
                if truth < result:
                    result = truth
            return result

        return test

    def some(self, parts: list[Test]) -> Test:
        """Return the test of OR: the greatest of its parts."""

        def test(state: State) -> int:
            result = 0
            for part in parts:
                truth = part(state)
                if truth == 2:
                    return 2
                if truth > result:
                    result = truth
            return result

        return test
