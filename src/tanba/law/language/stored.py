"""A condition's tree as JSON, so that a pack that was read and checked once loads without a parser."""

from datetime import date
from typing import Any

from tanba.law.language.syntax import And, Between, Compare, Fact, Has, Literal, Node, Not, OneOf, Or


def to_stored(node: Node) -> list[Any]:
    """Return `node` as nested lists: a kind, then its parts."""
    match node:
        case Fact(name):
            return ["fact", name]
        case Compare(name, operator, literal):
            return ["compare", name, operator, _out(literal)]
        case OneOf(name, literals):
            return ["one of", name, *map(_out, literals)]
        case Between(name, low, high):
            return ["between", name, _out(low), _out(high)]
        case Has(name, member):
            return ["has", name, member]
        case Not(part):
            return ["not", to_stored(part)]
        case And(parts):
            return ["and", *map(to_stored, parts)]
        case Or(parts):
            return ["or", *map(to_stored, parts)]


def from_stored(tree: Any) -> Node:
    """Return the node that `to_stored` wrote; raises ValueError for anything else."""
    match tree:
        case ["fact", str(name)]:
            return Fact(name)
        case ["compare", str(name), str(operator), literal]:
            return Compare(name, operator, _in(literal))
        case ["one of", str(name), *literals]:
            return OneOf(name, tuple(map(_in, literals)))
        case ["between", str(name), low, high]:
            return Between(name, _in(low), _in(high))
        case ["has", str(name), str(member)]:
            return Has(name, member)
        case ["not", part]:
            return Not(from_stored(part))
        case ["and", *parts]:
            return And(tuple(map(from_stored, parts)))
        case ["or", *parts]:
            return Or(tuple(map(from_stored, parts)))
    raise ValueError("not a stored condition")


def _out(literal: Literal) -> Any:
    return {"day": literal.isoformat()} if isinstance(literal, date) else literal


def _in(stored: Any) -> Literal:
    if isinstance(stored, dict):
        return date.fromisoformat(stored["day"])
    if isinstance(stored, str | int):
        return stored
    raise ValueError("not a stored literal")
