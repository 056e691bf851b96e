"""What the law of a day means on planes: every rule, derived truth and class as a circuit."""

from collections.abc import Iterator, Mapping
from datetime import date

from tanba.law.decision.formula import Decisions
from tanba.law.language.syntax import Between, Compare, Fact, Has, Leaf, Node, OneOf, leaves
from tanba.law.sheets.pack import Axis, Pack
from tanba.law.sheets.rule import ClassIs, Rule
from tanba.law.tables.layout import Field, lay_out, to_number
from tanba.law.tables.planes import ALL, INPUTS, NONE, Circuit

Pair = tuple[int, int]
"""Where something is known to be true, and where it is known to be false."""


def fields_of(pack: Pack, on: date) -> dict[str, Field]:
    """Return the planes that the rules in force on a day need, derived truths included."""
    definitions = {one.id: one.when.node for one in pack.derived}
    found: dict[Leaf, None] = {}
    todo = [rule.when.node for rule in pack.in_force(on)]
    done: set[str] = set()
    while todo:
        for leaf in leaves(todo.pop()):
            found[leaf] = None
            if leaf.name in definitions and leaf.name not in done:
                done.add(leaf.name)
                todo.append(definitions[leaf.name])
    return lay_out(found, pack.vocabulary)


class Wiring:
    """
    A pack on a day as one circuit over the planes of `fields`.

    `seen` are the facts that the table has: the others are unknown everywhere. `open` are those of
    them with a gap somewhere: the others are known everywhere, and their circuits are half as large.
    """

    def __init__(
        self, pack: Pack, on: date, fields: Mapping[str, Field], seen: set[str], open_: set[str]
    ) -> None:
        self.fields = fields
        self.live = {rule.id: rule for rule in pack.in_force(on)}
        self.definitions = {one.id: one.when.node for one in pack.derived}
        self.circuit = Circuit(sum(field.size for field in fields.values()))
        self._axes = pack.head.classes
        self._seen = seen
        self._open = open_
        self._leaves: dict[Leaf, Pair] = {}
        self._decisions: Decisions[Pair] = Decisions(pack, self)

    def truth(self, rule: Rule) -> Pair:
        """Return where a rule holds and where it does not: its condition and none of its exceptions."""
        return self._decisions.rule(rule, self.live)

    def node(self, node: Node) -> Pair:
        """Return where a condition holds and where it does not."""
        return self._decisions.node(node)

    def places(self, axis: Axis) -> list[int]:
        """
        Return where each value of a class is settled, then where several hold, then where none can.

        A value is settled where a rule for it holds and no rule for another one does.
        """
        circuit = self.circuit
        rules = [(r.then, self.truth(r)) for r in self.live.values() if isinstance(r.then, ClassIs)]
        mine = [(then.is_, pair) for then, pair in rules if then.axis == axis.id]
        held = [circuit.some(pair[0] for name, pair in mine if name == v.id) for v in axis.values]
        pairs = [(a, b) for i, a in enumerate(held) for b in held[:i]]
        several = circuit.some([circuit.both(a, b) for a, b in pairs])
        settled = [circuit.without(one, circuit.both(one, several)) for one in held]
        return [*settled, several, circuit.every(pair[1] for _, pair in mine)]

    def axes(self) -> Iterator[tuple[Axis, list[int]]]:
        """Yield every class with its places."""
        return ((axis, self.places(axis)) for axis in self._axes)

    def known(self, name: str) -> int:
        """Return where a fact has an answer."""
        if name not in self._seen:
            return NONE
        if name not in self._open:
            return ALL
        field = self.fields[name]
        first = INPUTS + field.first
        return self.circuit.either(first, first + 1) if field.question.type == "bool" else first

    def open(self, pair: Pair) -> int:
        """Return where something is neither true nor false."""
        return self.circuit.without(ALL, self.circuit.either(*pair))

    def leaf(self, leaf: Leaf) -> Pair:
        """Return the meaning of a leaf that names a fact."""
        if leaf not in self._leaves:
            self._leaves[leaf] = self._wire(leaf) if leaf.name in self._seen else (NONE, NONE)
        return self._leaves[leaf]

    def negate(self, part: Pair) -> Pair:
        """Return the meaning of NOT: nothing is computed."""
        return part[1], part[0]

    def every(self, parts: list[Pair]) -> Pair:
        """Return the meaning of AND."""
        return self.circuit.every(yes for yes, _ in parts), self.circuit.some(no for _, no in parts)

    def some(self, parts: list[Pair]) -> Pair:
        """Return the meaning of OR."""
        return self.circuit.some(yes for yes, _ in parts), self.circuit.every(no for _, no in parts)

    def _wire(self, leaf: Leaf) -> Pair:
        field = self.fields[leaf.name]
        first = INPUTS + field.first
        marks = {mark: first + 1 + place for place, mark in enumerate(field.marks)}
        known = self.known(leaf.name)
        match leaf:
            case Fact():
                return first, first + 1
            case Has(_, member):
                yes = marks[member]
            case Compare(_, operator, str() as literal):
                yes = marks[literal]
                if operator == "<>":
                    return self.circuit.without(known, yes), yes
            case OneOf(_, several) if marks:
                yes = self.circuit.some(marks[str(literal)] for literal in several)
            case Compare() | OneOf() | Between():
                yes = self._compare(field, leaf)
        return yes, self.circuit.without(known, yes)

    def _compare(self, field: Field, leaf: Compare | OneOf | Between) -> int:
        circuit = self.circuit
        bits = range(INPUTS + field.first + 1, INPUTS + field.first + 1 + field.bits)
        known = self.known(leaf.name)

        def from_(number: int) -> int:
            """Where the number is at least this: the slices of an unknown one are 0, below all."""
            return circuit.at_least(bits, field.code(number))

        def within(low: int, high: int) -> int:
            return circuit.without(from_(low), from_(high + 1)) if low <= high else NONE

        match leaf:
            case Between(_, low, high):
                return within(to_number(low), to_number(high))
            case OneOf(_, several):
                return circuit.some(within(n, n) for n in map(to_number, several))
            case Compare(_, operator, literal):
                n = to_number(literal)
                match operator:
                    case "=":
                        return within(n, n)
                    case "<>":
                        return circuit.without(known, within(n, n))
                    case ">=":
                        return from_(n)
                    case ">":
                        return from_(n + 1)
                    case "<":
                        return circuit.without(known, from_(n))
                    case _:
                        return circuit.without(known, from_(n + 1))
