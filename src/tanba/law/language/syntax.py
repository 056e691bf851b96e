"""
The syntax tree of a condition, and the one way to walk it.

Everything that a condition can do (decide, sweep, prove, print) is an `Algebra`: what the leaves
mean, and what NOT, AND and OR mean. `fold` does the walking.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

Literal = str | int | date

OPERATORS = ("=", "<>", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Fact:
    """A truth by itself: a bool fact or a derived fact."""

    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact beside a literal; `operator` is one of OPERATORS."""

    name: str
    operator: str
    literal: Literal


@dataclass(frozen=True, slots=True)
class OneOf:
    """A fact that is one of several literals."""

    name: str
    literals: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A fact between two literals, both included."""

    name: str
    low: Literal
    high: Literal


@dataclass(frozen=True, slots=True)
class Has:
    """A set that has a member."""

    name: str
    member: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of two or more."""

    parts: tuple["Node", ...]


Leaf = Fact | Compare | OneOf | Between | Has
Node = Leaf | Not | And | Or

A = TypeVar("A")


class Algebra(Protocol[A]):
    """What a condition means somewhere: to a person, a column, a prover, a printer."""

    def leaf(self, leaf: Leaf) -> A:
        """Return the meaning of a leaf."""

    def negate(self, part: A) -> A:
        """Return the meaning of NOT."""

    def every(self, parts: list[A]) -> A:
        """Return the meaning of AND over two or more."""

    def some(self, parts: list[A]) -> A:
        """Return the meaning of OR over two or more."""


def fold(node: Node, algebra: Algebra[A]) -> A:
    """Return what `node` means in `algebra`."""
    match node:
        case Not(part):
            return algebra.negate(fold(part, algebra))
        case And(parts):
            return algebra.every([fold(part, algebra) for part in parts])
        case Or(parts):
            return algebra.some([fold(part, algebra) for part in parts])
        case _:
            return algebra.leaf(node)


def every(parts: list[Node]) -> Node:
    """Return AND over `parts`, flat; one part stays itself. Needs at least one."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def some(parts: list[Node]) -> Node:
    """Return OR over `parts`, flat; one part stays itself. Needs at least one."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def leaves(node: Node) -> Iterator[Leaf]:
    """Yield every leaf, from left to right, repeats included."""
    match node:
        case Not(part):
            yield from leaves(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield node


def substitute(node: Node, swap: Callable[[Leaf], Node]) -> Node:
    """Return `node` with every leaf replaced by what `swap` gives."""
    match node:
        case Not(part):
            return Not(substitute(part, swap))
        case And(parts):
            return every([substitute(part, swap) for part in parts])
        case Or(parts):
            return some([substitute(part, swap) for part in parts])
        case _:
            return swap(node)


def show(node: Node) -> str:
    """Return `node` as the text of a condition; `parse` gives the same node back."""
    match node:
        case Fact(name):
            return name
        case Compare(name, operator, literal):
            return f"{name} {operator} {quote(literal)}"
        case OneOf(name, literals):
            return f"{name} IN ({', '.join(map(quote, literals))})"
        case Between(name, low, high):
            return f"{name} BETWEEN {quote(low)} AND {quote(high)}"
        case Has(name, member):
            return f"{quote(member)} IN {name}"
        case Not(OneOf(name, literals)):
            return f"{name} NOT IN ({', '.join(map(quote, literals))})"
        case Not(Has(name, member)):
            return f"{quote(member)} NOT IN {name}"
        case Not(part):
            inner = show(part)
            return f"NOT {inner}" if isinstance(part, Fact) else f"NOT ({inner})"
        case And(parts):
            return " AND ".join(_boxed(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(_boxed(part, And) for part in parts)


def _boxed(part: Node, foreign: type[And] | type[Or]) -> str:
    # BETWEEN carries an AND of its own, which a reader should not have to untangle.
    return f"({show(part)})" if isinstance(part, foreign | Between) else show(part)


def quote(literal: Literal) -> str:
    """Return a literal as SQL writes it."""
    match literal:
        case date():
            return f"DATE '{literal.isoformat()}'"
        case str():
            return "'" + literal.replace("'", "''") + "'"
        case int():
            return str(literal)
