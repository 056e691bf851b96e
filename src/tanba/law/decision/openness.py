"""Which unanswered facts can still change an unknown condition."""

from collections.abc import Mapping

from tanba.law.language.kleene import State, holds
from tanba.law.language.syntax import And, Leaf, Node, Not, Or

_NOTHING: dict[str, None] = {}


def leaf_truth(leaf: Leaf, state: State) -> int:
    """Return 0, 1 or 2 for a leaf."""
    answer = state.get(leaf.name)
    return 1 if answer is None else 2 if holds(leaf, answer) else 0


class Openness:
    """
    What the unknown conditions of one system still hang on.

    Derived facts are opened once and remembered: in a pack of two hundred rules nearly all stand on the
    same few.
    """

    def __init__(self, state: State, definitions: Mapping[str, Node]) -> None:
        self.state = state
        self.definitions = definitions
        self._derived: dict[str, dict[str, None]] = {}

    def facts(self, node: Node) -> dict[str, None]:
        """
        Return the unanswered facts on which `node` still hangs, as keys in first-met order.

        Empty for a node that is settled. Where every fact stands once, these are exactly the facts that
        can change the result; otherwise none is missing, and `interview` sifts them.
        """
        return self._look(node)[1]

    def _look(self, node: Node) -> tuple[int, dict[str, None]]:
        """Return the truth of a node and, where it is unknown, what it hangs on: one walk for both."""
        # This is the innermost loop of every assessment: types are compared, not matched.
        if isinstance(node, Not):
            held, found = self._look(node.part)
            return 2 - held, found
        if isinstance(node, And):
            return self._joined(node.parts, 0)
        if isinstance(node, Or):
            return self._joined(node.parts, 2)
        answer = self.state.get(node.name)
        if answer is not None:
            return 2 if holds(node, answer) else 0, _NOTHING
        return 1, self._opened(node.name) if node.name in self.definitions else {node.name: None}

    def _joined(self, parts: tuple[Node, ...], settles: int) -> tuple[int, dict[str, None]]:
        found = _NOTHING
        for part in parts:
            held, below = self._look(part)
            if held == settles:
                return held, _NOTHING
            if held == 1:  # what is remembered elsewhere is shared, never added to
                found = {**found, **below} if found else below
        return (1, found) if found else (2 - settles, found)

    def _opened(self, name: str) -> dict[str, None]:
        if name not in self._derived:
            self._derived[name] = self.facts(self.definitions[name])
        return self._derived[name]
