"""Which unanswered facts can still change an unknown condition."""

from collections.abc import Iterator, Mapping

from tanba.law.kleene import State, holds
from tanba.law.syntax import And, Leaf, Node, Not, Or


def leaf_truth(leaf: Leaf, state: State) -> int:
    """Return 0, 1 or 2 for a leaf."""
    answer = state.get(leaf.name)
    return 1 if answer is None else 2 if holds(leaf, answer) else 0


def open_facts(node: Node, state: State, definitions: Mapping[str, Node]) -> Iterator[str]:
    """
    Yield the unanswered facts on which `node` still hangs, through derived facts, repeats included.

    Nothing is yielded for a node that is settled. Where every fact stands once, these are exactly the
    facts that can change the result; otherwise none is missing, and `interview` sifts them.
    """
    match node:
        case Not(part):
            yield from open_facts(part, state, definitions)
        case And(parts) | Or(parts):
            settles = 0 if isinstance(node, And) else 2
            truths = [truth(part, state) for part in parts]
            if settles in truths:
                return
            for part, held in zip(parts, truths, strict=True):
                if held == 1:
                    yield from open_facts(part, state, definitions)
        case _:
            if leaf_truth(node, state) != 1:
                return
            if node.name in definitions:
                yield from open_facts(definitions[node.name], state, definitions)
            else:
                yield node.name


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
