"""What rules decide, in any algebra: derived facts inlined once, exceptions as AND NOT."""

from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

from tanba.law.language.syntax import Algebra, Leaf, Node, fold
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import Excuses, Rule

A = TypeVar("A")

Form = tuple[object, ...]
"""A rule with those of its exceptions that are in force: equal forms decide alike."""


class Decisions(Generic[A]):
    """
    The rules of a pack in an algebra, exactly as `assess` decides them.

    It is an algebra itself: a leaf that names a derived fact means its definition, folded once.
    """

    def __init__(self, pack: Pack, algebra: Algebra[A]) -> None:
        self.pack = pack
        self.algebra = algebra
        self._definitions = {one.id: one.when.node for one in pack.derived}
        self._derived: dict[str, A] = {}
        self._rules: dict[Form, A] = {}

    def node(self, node: Node) -> A:
        """Return what a condition means."""
        return fold(node, self)

    def name(self, name: str) -> A:
        """Return what a derived fact means; raises KeyError when there is none."""
        if name not in self._derived:
            self._derived[name] = fold(self._definitions[name], self)
        return self._derived[name]

    def rule(self, rule: Rule, live: Mapping[str, Rule]) -> A:
        """Return what a rule means, less its exceptions, when `live` are the rules in force."""
        form = form_of(rule, live)
        if form not in self._rules:
            own = self.node(rule.when.node)
            excuses = [self.rule(live[name], live) for name in rule.unless if name in live]
            parts = [own, *(self.algebra.negate(excuse) for excuse in excuses)]
            self._rules[form] = self.algebra.every(parts) if excuses else own
        return self._rules[form]

    def leaf(self, leaf: Leaf) -> A:
        """Return the meaning of a leaf, through the definition of a derived fact."""
        return self.name(leaf.name) if leaf.name in self._definitions else self.algebra.leaf(leaf)

    def negate(self, part: A) -> A:
        """Return the meaning of NOT."""
        return self.algebra.negate(part)

    def every(self, parts: list[A]) -> A:
        """Return the meaning of AND."""
        return self.algebra.every(parts)

    def some(self, parts: list[A]) -> A:
        """Return the meaning of OR."""
        return self.algebra.some(parts)


class Names:
    """The algebra of what is mentioned: a condition means the facts that it leans on."""

    def leaf(self, leaf: Leaf) -> frozenset[str]:
        """Return the one fact of a leaf."""
        return frozenset([leaf.name])

    def negate(self, part: frozenset[str]) -> frozenset[str]:
        """Return the same facts."""
        return part

    def every(self, parts: list[frozenset[str]]) -> frozenset[str]:
        """Return the facts of all parts."""
        return frozenset().union(*parts)

    some = every


def form_of(rule: Rule, live: Mapping[str, Rule]) -> Form:
    """Return a rule's form under the rules in force."""
    return (rule.id, *(form_of(live[name], live) for name in rule.unless if name in live))


def consequential(rules: Iterable[Rule]) -> list[Rule]:
    """Return the rules from which something follows: all but the exceptions."""
    return [rule for rule in rules if not isinstance(rule.then, Excuses)]
