"""
Trying every completion of a few unanswered facts at once.

A group of conditions that share facts usually has a handful of them open. All their completions then
fit into one integer, a bit for each, and NOT, AND and OR are three machine operations: exact, like z3,
at a hundredth of its price. Larger groups are z3's.
"""

from collections.abc import Mapping
from functools import reduce

from tanba.law.language.kleene import holds
from tanba.law.language.syntax import Leaf
from tanba.law.language.vocabulary import Answer
from tanba.law.reasoning.graph import Graph

COMPLETIONS = 1 << 12
"""More than these are not tried."""

Reach = tuple[int, frozenset[str]]
"""0 or 2 when every completion says no or yes, else 1 and the facts that can change it."""


def try_all(
    graph: Graph, kind: str, parts: list[int], names: frozenset[str], state: Mapping[str, Answer]
) -> Reach | None:
    """
    Return the reach of `names` over AND or OR of `parts`, or None when they have too many completions.

    The reach is 0 or 2 when every completion says no or yes, else 1 and the facts of which another
    answer alone changes the result in some completion.
    """
    trial = _Trial(graph, names, state)
    if trial.total > COMPLETIONS:
        return None
    planes = [trial.plane(part) for part in parts]
    plane = reduce(int.__and__ if kind == "and" else int.__or__, planes)
    if plane in (0, trial.full):
        return (2 if plane else 0, frozenset())
    return (1, frozenset(name for name in names if trial.matters(plane, name)))


class _Trial:
    """All completions of some facts: bit i of a plane is the completion of number i."""

    def __init__(self, graph: Graph, names: frozenset[str], state: Mapping[str, Answer]) -> None:
        self.graph = graph
        self.state = state
        self.axes: dict[str, tuple[int, tuple[Answer, ...]]] = {}
        self.total = 1
        self._planes: dict[int, int] = {}
        for name in sorted(names):
            answers = graph.domain.completions(name, COMPLETIONS)
            if answers is None:
                self.total = COMPLETIONS + 1
                return
            self.axes[name] = (self.total, answers)
            self.total *= len(answers)

    @property
    def full(self) -> int:
        """The plane of every completion."""
        return (1 << self.total) - 1

    def plane(self, node: int) -> int:
        """Return the completions in which a node holds."""
        if node not in self._planes:
            leaf = self.graph.leaves[node]
            kind = self.graph.kinds[node]
            if leaf is not None:
                self._planes[node] = self._leaf(leaf)
            else:
                below = [self.plane(part) for part in self.graph.parts[node]]
                if kind == "not":
                    self._planes[node] = self.full ^ below[0]
                else:
                    join = int.__and__ if kind == "and" else int.__or__
                    self._planes[node] = reduce(join, below)
        return self._planes[node]

    def matters(self, plane: int, name: str) -> bool:
        """Say whether another answer to one fact, all else equal, changes what a plane says."""
        stride, answers = self.axes[name]
        first = self._where(name, 0)
        return any((plane >> stride * i ^ plane) & first for i in range(1, len(answers)))

    def _leaf(self, leaf: Leaf) -> int:
        name = leaf.name
        if name in self.axes:
            answers = self.axes[name][1]
            held = (self._where(name, i) for i, answer in enumerate(answers) if holds(leaf, answer))
            return reduce(int.__or__, held, 0)
        # What is open here but changes none of the parts may have any answer.
        answer = self.state.get(name, next(iter(self.graph.domain.answers(name))))
        return self.full if holds(leaf, answer) else 0

    def _where(self, name: str, index: int) -> int:
        """Return the completions in which a fact has its answer of that index."""
        stride, answers = self.axes[name]
        period = stride * len(answers)
        once = ((1 << stride) - 1) << stride * index
        return once * (self.full // ((1 << period) - 1))
