"""
Which unanswered facts can still change a condition, exactly.

Kleene's logic is exact where every fact stands once: then each open part can still go either way, on
its own. So a node is taken apart into the groups of its open parts that share a fact; a group of one is
plain, a small one is tried out whole (see `completion`), and only a large one is a question for z3.
"""

from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any

from tanba.law.language.kleene import holds
from tanba.law.language.vocabulary import Answer
from tanba.law.reasoning.completion import Reach, try_all
from tanba.law.reasoning.graph import Graph
from tanba.law.reasoning.logic import Atoms, Term, Undecided, assume

REMEMBERED = 20_000
"""How many groups are remembered before all are forgotten: a bound for a server that runs for years."""


class Influence:
    """The reach of unanswered facts over the nodes of one graph; what z3 said is remembered."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._atoms: Atoms | None = None
        self._terms: dict[tuple[int, str], Term] = {}
        self._groups: dict[object, Reach] = {}
        self._lock = Lock()  # z3 and its memory serve one thread at a time

    def reaches(self, nodes: list[int], truths: list[int], state: Mapping[str, Answer]) -> list[Reach]:
        """Return the reach over each of several nodes, given what `Graph.decide` made of `state`."""
        with self._lock:
            walk = _Walk(self, truths, state)
            return [walk.reach(node) for node in nodes]

    def entangled(
        self, kind: str, parts: list[int], names: frozenset[str], state: Mapping[str, Answer]
    ) -> Reach:
        """Return the reach over AND or OR of parts that share facts; `names` are the open ones."""
        domain = self.graph.domain
        mentioned = sorted(frozenset().union(*(self.graph.facts[part] for part in parts)))
        known = tuple((n, domain.like(n, state[n])) for n in mentioned if n in state)
        key = (kind, tuple(parts), known)
        if key not in self._groups:
            if len(self._groups) >= REMEMBERED:
                self._groups.clear()
            tried = try_all(self.graph, kind, parts, names, state)
            self._groups[key] = tried or self._asked(kind, parts, names, state, mentioned)
        return self._groups[key]

    def _asked(
        self,
        kind: str,
        parts: list[int],
        names: frozenset[str],
        state: Mapping[str, Answer],
        mentioned: list[str],
    ) -> Reach:
        return self._prove(kind, parts, names, assume(self.atoms, state, mentioned))

    @property
    def atoms(self) -> Atoms:
        """z3, loaded when it is first needed."""
        if self._atoms is None:
            self._atoms = Atoms(self.graph.domain)
        return self._atoms

    def _prove(self, kind: str, parts: list[int], names: frozenset[str], given: list[Term]) -> Reach:
        atoms = self.atoms
        whole = self._joined(kind, parts, "")
        try:
            yes = atoms.solve(*given, whole)
            if yes is None:
                return (0, frozenset())
            no = atoms.solve(*given, atoms.negate(whole))
            if no is None:
                return (2, frozenset())
        except Undecided:
            return (1, names)
        # Two systems are at hand: what changes one of them on its own needs no proof.
        shown = {name for model in (yes, no) for name in self._shown(model, kind, parts, names)}
        proved = {n for n in sorted(names - shown) if self._matters(n, kind, parts, given)}
        return (1, frozenset(shown | proved))

    def _shown(self, model: Any, kind: str, parts: list[int], names: frozenset[str]) -> Iterator[str]:
        """Yield the facts of which another answer alone changes what holds in a model."""
        graph = self.graph
        mentioned = frozenset().union(*(graph.facts[part] for part in parts))
        yes, no = graph.decide(self.atoms.read(model, mentioned), vary=True)
        planes = [(no if kind == "and" else yes)[part] for part in parts]
        plane = 0
        for other in planes:
            plane |= other
        for name in names:
            if any((plane >> case ^ plane) & 1 for case in graph.cases[name]):
                yield name

    def _matters(self, name: str, kind: str, parts: list[int], given: list[Term]) -> bool:
        """Say whether two systems that differ in one fact alone differ; what is not shown may."""
        one, other = self._joined(kind, parts, ""), self._joined(kind, parts, name)
        try:
            return self.atoms.solve(*given, self.atoms.differs(one, other)) is not None
        except Undecided:
            return True

    def _joined(self, kind: str, parts: list[int], copied: str) -> Term:
        terms = [self._term(part, copied) for part in parts]
        return self.atoms.every(terms) if kind == "and" else self.atoms.some(terms)

    def _term(self, node: int, copied: str) -> Term:
        """Return a node in z3; the fact `copied` is answered by a second system."""
        graph = self.graph
        key = (node, copied if copied in graph.facts[node] else "")
        if key not in self._terms:
            leaf = graph.leaves[node]
            if leaf is not None:
                self._terms[key] = self.atoms.leaf(leaf, "other " if key[1] else "")
            elif graph.kinds[node] == "not":
                self._terms[key] = self.atoms.negate(self._term(graph.parts[node][0], copied))
            else:
                self._terms[key] = self._joined(graph.kinds[node], list(graph.parts[node]), copied)
        return self._terms[key]


class _Walk:
    """One state, node by node."""

    def __init__(self, influence: Influence, truths: list[int], state: Mapping[str, Answer]) -> None:
        self.influence = influence
        self.graph = influence.graph
        self.truths = truths
        self.state = state
        self._done: dict[int, Reach] = {}

    def reach(self, node: int) -> Reach:
        if self.truths[node] != 1:
            return (self.truths[node], frozenset())
        if node not in self._done:
            self._done[node] = self._reach(node)
        return self._done[node]

    def _reach(self, node: int) -> Reach:
        leaf = self.graph.leaves[node]
        if leaf is not None:
            outcomes = {holds(leaf, answer) for answer in self.graph.domain.answers(leaf.name)}
            return (
                (1, frozenset([leaf.name])) if len(outcomes) == 2 else (2 * outcomes.pop(), frozenset())
            )
        kind = self.graph.kinds[node]
        if kind == "not":
            truth, names = self.reach(self.graph.parts[node][0])
            return (2 - truth, names)
        absorbing = 0 if kind == "and" else 2
        open_ = []
        for part in self.graph.parts[node]:
            truth, names = self.reach(part)
            if truth == absorbing:
                return (absorbing, frozenset())
            if truth == 1:
                open_.append((part, names))
        free: set[str] = set()
        for group, names in _groups(open_):
            if len(group) > 1:
                truth, names = self.influence.entangled(kind, group, names, self.state)
                if truth == absorbing:
                    return (absorbing, frozenset())
            free |= names
        return (1, frozenset(free)) if free else (2 - absorbing, frozenset())


def _groups(parts: list[tuple[int, frozenset[str]]]) -> list[tuple[list[int], frozenset[str]]]:
    """Return the parts in groups, so that no two groups share a fact."""
    groups: list[tuple[list[int], frozenset[str]]] = []
    for part, names in parts:
        touching = [group for group in groups if group[1] & names]
        apart = [group for group in groups if not group[1] & names]
        members = [member for group in touching for member in group[0]]
        shared = names.union(*(group[1] for group in touching))
        groups = [*apart, (sorted([*members, part]), shared)]
    return groups
