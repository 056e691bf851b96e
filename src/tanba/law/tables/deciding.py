"""Which unanswered facts would settle most of a table."""

from collections import Counter
from collections.abc import Callable, Sequence
from itertools import repeat

from tanba.law.decision.domain import Domain
from tanba.law.language.syntax import And, Node, Not, Or
from tanba.law.language.vocabulary import Answer
from tanba.law.sheets.rule import Rule
from tanba.law.tables.planes import ALL, INPUTS, NONE, Plane, Program
from tanba.law.tables.tally import Deciding
from tanba.law.tables.wiring import Wiring


def rank(
    wiring: Wiring,
    domain: Domain,
    rules: Sequence[Rule],
    planes: Plane,
    rows: int,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Deciding, ...]:
    """Return every fact that still plays a part in an open result, the most deciding one first."""
    open_ = _Open(wiring).count(rules, planes, rows)
    settled = _Settled(wiring, rules, domain)
    found = []
    for done, fact in enumerate(open_, 1):
        mean = settled.mean(fact, planes, rows)
        found.append(Deciding(fact=fact, settles=mean, open=open_[fact]))
        if progress:
            progress(done, len(open_))
    return tuple(sorted(found, key=lambda one: (-one.settles, -one.open)))


class _Settled:
    """How many results an answer settles: the circuit with it put in, beside the one without."""

    def __init__(self, wiring: Wiring, rules: Sequence[Rule], domain: Domain) -> None:
        self.wiring = wiring
        self.domain = domain
        circuit = wiring.circuit
        self.known = [circuit.either(*wiring.truth(rule)) for rule in rules]
        self.order = circuit.below(self.known)

    def mean(self, fact: str, planes: Plane, rows: int) -> float:
        """Return the mean over the answers, in results."""
        circuit = self.wiring.circuit
        gap = circuit.without(ALL, self.wiring.known(fact))
        weights: Counter[int] = Counter()
        answers = self.domain.answers(fact)
        for inputs, times in Counter(map(self._inputs, repeat(fact), answers)).items():
            now = circuit.restrict(self.order, dict(inputs))
            for root in self.known:
                if root in now:
                    weights[circuit.both(gap, now[root])] += times
                    weights[circuit.both(gap, root)] -= times
        roots = [root for root, weight in weights.items() if weight and root != NONE]
        counts = Program(circuit, roots).count(planes, rows).tolist()
        gained: int = sum(weights[root] * count for root, count in zip(roots, counts, strict=True))
        return gained / len(answers)

    def _inputs(self, fact: str, answer: Answer) -> tuple[tuple[int, int], ...]:
        """Return every plane of a fact with what it is when all systems have this answer."""
        field = self.wiring.fields[fact]
        first = INPUTS + field.first
        return tuple((first + n, ALL if on else NONE) for n, on in enumerate(field.states(answer)))


class _Open:
    """In how many open results each unanswered fact still plays a part: `Finding.open`, on planes."""

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring

    def count(self, rules: Sequence[Rule], planes: Plane, rows: int) -> dict[str, int]:
        """Return the facts with at least one such result, in the order of the vocabulary's planes."""
        circuit = self.wiring.circuit
        parts: dict[str, list[int]] = {name: [] for name in self.wiring.fields}
        for rule in rules:
            reached: dict[str, list[int]] = {}
            self._rule(rule, ALL, reached)
            for name, gates in reached.items():
                parts[name].append(circuit.some(gates))
        pairs = [(name, root) for name, roots in parts.items() for root in roots]
        counts = Program(circuit, [root for _, root in pairs]).count(planes, rows).tolist()
        sums: dict[str, int] = {}
        for (name, _), count in zip(pairs, counts, strict=True):
            if count:
                sums[name] = sums.get(name, 0) + count
        return sums

    def _rule(self, rule: Rule, gate: int, reached: dict[str, list[int]]) -> None:
        gate = self.wiring.circuit.both(gate, self.wiring.open(self.wiring.truth(rule)))
        self._node(rule.when.node, gate, reached)
        for name in rule.unless:
            if name in self.wiring.live:
                self._rule(self.wiring.live[name], gate, reached)

    def _node(self, node: Node, gate: int, reached: dict[str, list[int]]) -> None:
        gate = self.wiring.circuit.both(gate, self.wiring.open(self.wiring.node(node)))
        if gate == NONE:
            return
        match node:
            case Not(part):
                self._node(part, gate, reached)
            case And(parts) | Or(parts):
                for part in parts:
                    self._node(part, gate, reached)
            case _ if node.name in self.wiring.definitions:
                self._node(self.wiring.definitions[node.name], gate, reached)
            case _:
                reached.setdefault(node.name, []).append(gate)
