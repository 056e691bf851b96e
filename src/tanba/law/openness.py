"""Which unanswered facts can still change an unknown condition."""

from collections.abc import Mapping

from tanba.law.kleene import State, holds
from tanba.law.syntax import And, Leaf, Node, Not, Or


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
        found: dict[str, None] = {}
        self._gather(node, found)
        return found

    def _gather(self, node: Node, found: dict[str, None]) -> None:
        match node:
            case Not(part):
                self._gather(part, found)
            case And(parts) | Or(parts):
                settles = 0 if isinstance(node, And) else 2
                truths = [truth(part, self.state) for part in parts]
                if settles not in truths:
                    for part, held in zip(parts, truths, strict=True):
                        if held == 1:
                            self._gather(part, found)
            case _:
                if leaf_truth(node, self.state) == 1:
                    if node.name in self.definitions:
                        found.update(self._opened(node.name))
                    else:
                        found[node.name] = None

    def _opened(self, name: str) -> dict[str, None]:
        if name not in self._derived:
            self._derived[name] = self.facts(self.definitions[name])
        return self._derived[name]


def truth(node: Node, state: State) -> int:
    """Return 0, 1 or 2 for a node by walking it; `kleene` compiles what is asked often."""
    match node:
        case Not(part):
            return 2 - truth(part, state)
        case And(parts):
            return min(truth(part, state) for part in parts)
        case Or(parts):
            return max(truth(part, state) for part in parts)
        case _:
            return leaf_truth(node, state)
