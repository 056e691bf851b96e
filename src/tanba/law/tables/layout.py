"""
How facts lie as bit planes: which planes a fact has, and what each says.

A truth is two planes, known-true and known-false. An enum, a set or a text is one plane that says where
it is known, and one for each value that some condition names. Whole numbers and days are bit-sliced
(O'Neil & Quass, Improved query performance with variant indexes, SIGMOD 1997) after an order-keeping
code (Li & Patel, BitWeaving, SIGMOD 2013): numbers that no condition can tell apart share a code, 0 is
"unknown", and a comparison costs one step a bit.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from tanba.kernel import value
from tanba.law.language.syntax import Between, Compare, Fact, Has, Leaf, Literal, OneOf
from tanba.law.language.vocabulary import Answer, Question, Vocabulary

EPOCH = date(1970, 1, 1).toordinal()


@value
class Field:
    """
    A fact as planes: `first` is its first plane, `marks` are the literals that have their own.

    `edges` are the numbers (days since 1970) n where some condition may tell n - 1 from n, rising.
    """

    question: Question
    first: int
    marks: tuple[str, ...] = ()
    edges: tuple[int, ...] = ()

    @property
    def bits(self) -> int:
        """How many bits a number's code needs: 0 is unknown, 1 is below all edges."""
        return (1 + len(self.edges)).bit_length() if self.edges else 0

    @property
    def size(self) -> int:
        """How many planes the fact takes."""
        return 2 if self.question.type == "bool" else 1 + len(self.marks) + self.bits

    def code(self, number: int) -> int:
        """Return the code of a number: it is at least an edge where its code is at least the edge's."""
        return 1 + bisect_right(self.edges, number)

    def states(self, answer: Answer) -> list[bool]:
        """Return what each plane of the fact says of a system with this answer."""
        match answer:
            case bool():
                return [answer, not answer]
            case int() | date():
                code = self.code(to_number(answer))
                return [True, *(bool(code >> bit & 1) for bit in range(self.bits))]
            case str():
                return [True, *(mark == answer for mark in self.marks)]
            case _:
                return [True, *(mark in answer for mark in self.marks)]


def to_number(literal: Literal) -> int:
    """Return a whole number or a day as a number."""
    if isinstance(literal, date):
        return literal.toordinal() - EPOCH
    assert isinstance(literal, int)  # noqa: S101  (conditions are checked against the vocabulary)
    return literal


def lay_out(leaves: Iterable[Leaf], vocabulary: Vocabulary) -> dict[str, Field]:
    """Return the planes that conditions with these leaves need, fact by fact."""
    fields: dict[str, Field] = {}
    first = 0
    asked = sorted((leaf for leaf in leaves if leaf.name in vocabulary), key=lambda leaf: leaf.name)
    for name, group in groupby(asked, key=lambda leaf: leaf.name):
        question = vocabulary[name]
        parts = list(group)
        if question.type in ("int", "day"):
            edges = tuple(sorted({edge for leaf in parts for edge in _edges(leaf)}))
            field = Field(question=question, first=first, edges=edges)
        else:
            marks = dict.fromkeys(str(m) for leaf in parts for m in literals(leaf))
            field = Field(question=question, first=first, marks=tuple(marks))
        fields[name] = field
        first += field.size
    return fields


def literals(leaf: Leaf) -> tuple[Literal, ...]:
    """Return the literals that a leaf compares its fact with."""
    match leaf:
        case Fact():
            return ()
        case Compare(_, _, literal):
            return (literal,)
        case OneOf(_, several):
            return several
        case Between(_, low, high):
            return (low, high)
        case Has(_, member):
            return (member,)


def _edges(leaf: Leaf) -> Iterator[int]:
    match leaf:
        case Compare(_, "<" | ">=", literal):
            yield to_number(literal)
        case Compare(_, ">" | "<=", literal):
            yield to_number(literal) + 1
        case Between(_, low, high):
            yield from (to_number(low), to_number(high) + 1)
        case _:
            for literal in literals(leaf):
                yield from (to_number(literal), to_number(literal) + 1)
