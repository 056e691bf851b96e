"""
All conditions of a day as one graph, in which what is said twice stands once.

A graph is an algebra: a condition means the number of its node, and parts come before wholes. One walk
over the numbers therefore decides everything, for many imagined systems at once: a plane is a whole
number with one bit for each of them.
"""

from collections.abc import Mapping

from tanba.law.decision.domain import Domain
from tanba.law.language.kleene import holds
from tanba.law.language.syntax import Leaf
from tanba.law.language.vocabulary import Answer

Planes = tuple[list[int], list[int]]
"""For each node, in which imagined systems it is yes, and in which it is no."""


class Graph:
    """Nodes by number: leaves, and NOT, AND, OR over earlier ones."""

    def __init__(self, domain: Domain) -> None:
        self.domain = domain
        self.kinds: list[str] = []
        self.parts: list[tuple[int, ...]] = []
        self.leaves: list[Leaf | None] = []
        self.facts: list[frozenset[str]] = []
        """The facts that each node leans on."""
        self._numbers: dict[tuple[object, ...], int] = {}
        self.cases: dict[str, range] = {}
        """For each fact, the bits of the imagined systems in which it alone gets one more answer."""
        self.size = 1
        """How many systems are imagined; the first is the one that is really there."""
        self._outcomes: list[tuple[int, int]] = []

    def leaf(self, leaf: Leaf) -> int:
        """Return the node of a leaf."""
        return self._node(("leaf", leaf), "leaf", (), leaf)

    def negate(self, part: int) -> int:
        """Return the node of NOT; twice is not at all."""
        if self.kinds[part] == "not":
            return self.parts[part][0]
        return self._node(("not", part), "not", (part,))

    def every(self, parts: list[int]) -> int:
        """Return the node of AND."""
        return self._joined("and", parts)

    def some(self, parts: list[int]) -> int:
        """Return the node of OR."""
        return self._joined("or", parts)

    def decide(self, state: Mapping[str, Answer], vary: bool = False) -> Planes:
        """
        Decide every node for the system in `state` and for each that has one more answer.

        Bit 0 is the system as it is; bit `cases[fact][i]` has the i-th possible answer of that fact. An
        answered fact keeps its answer there, unless `vary` asks what another one would do.
        """
        yes: list[int] = []
        no: list[int] = []
        whole = (1 << self.size) - 1
        for kind, parts, leaf, outcome in zip(
            self.kinds, self.parts, self.leaves, self._outcomes, strict=True
        ):
            if leaf is not None:
                pair = outcome
                if leaf.name in state:
                    pair = _answered(holds(leaf, state[leaf.name]), whole, outcome if vary else (0, 0))
            elif kind == "not":
                pair = (no[parts[0]], yes[parts[0]])
            else:
                # AND is yes where all are, no where one is; OR the other way round.
                all_, any_ = (yes, no) if kind == "and" else (no, yes)
                every, some = whole, 0
                for part in parts:
                    every &= all_[part]
                    some |= any_[part]
                pair = (every, some) if kind == "and" else (some, every)
            yes.append(pair[0])
            no.append(pair[1])
        return (yes, no)

    def _joined(self, kind: str, parts: list[int]) -> int:
        once = tuple(sorted(set(parts)))
        return once[0] if len(once) == 1 else self._node((kind, *once), kind, once)

    def _node(
        self, key: tuple[object, ...], kind: str, parts: tuple[int, ...], leaf: Leaf | None = None
    ) -> int:
        if key in self._numbers:
            return self._numbers[key]
        number = self._numbers[key] = len(self.kinds)
        self.kinds.append(kind)
        self.parts.append(parts)
        self.leaves.append(leaf)
        names = frozenset([leaf.name]) if leaf else frozenset().union(*(self.facts[p] for p in parts))
        self.facts.append(names)
        self._outcomes.append(self._outcome(leaf) if leaf else (0, 0))
        return number

    def _outcome(self, leaf: Leaf) -> tuple[int, int]:
        answers = self.domain.answers(leaf.name)
        if leaf.name not in self.cases:
            self.cases[leaf.name] = range(self.size, self.size + len(answers))
            self.size += len(answers)
        yes = no = 0
        for bit, answer in zip(self.cases[leaf.name], answers, strict=True):
            held = holds(leaf, answer)
            yes |= held << bit
            no |= (not held) << bit
        return (yes, no)


def _answered(held: bool, whole: int, outcome: tuple[int, int]) -> tuple[int, int]:
    """Return the planes of an answered leaf, except where `outcome` says what holds instead."""
    rest = whole & ~(outcome[0] | outcome[1])
    return (outcome[0] | rest * held, outcome[1] | rest * (not held))
