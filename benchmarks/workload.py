"""
The workload: 60 invented rules over 50 facts, a million systems, and a reference evaluator.

All from one seed, so that a run can be repeated anywhere. The reference is Kleene's logic by the book:
0 no, 1 unknown, 2 yes; AND is the least, OR the greatest, NOT is 2 minus; one byte a cell.
"""

import functools
from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np
import polars as pl

from tanba.kernel import Cite, Text
from tanba.law import Act, Condition, Edition, Pack, Question, Rule, States
from tanba.law.language.syntax import (
    Compare,
    Fact,
    Leaf,
    Node,
    Not,
    OneOf,
    every,
    fold,
    leaves,
    show,
    some,
)
from tanba.law.sheets.pack import Head
from tanba.law.sheets.rule import Confidence

SEED = 20260118
RULES = 60
LITERALS = 428
SYSTEMS = 1_000_000
ON = date(2026, 6, 1)

WORDS = Text(kk="т", ru="т", en="t")
VALUES = tuple("abcdefgh")
LARGEST = 1000
BOOLS = tuple(f"b{n}" for n in range(35))
ENUMS = tuple(f"e{n}" for n in range(8))
INTS = tuple(f"i{n}" for n in range(7))


@functools.cache
def rules() -> tuple[Node, ...]:
    """60 conditions with 428 literals in all, AND, OR and NOT nested up to four deep."""
    chance = Random(SEED)  # noqa: S311
    sizes = [LITERALS // RULES + (n < LITERALS % RULES) for n in range(RULES)]
    for _ in range(4 * RULES):  # some rules are short, some are long, as in a law
        giver, taker = chance.randrange(RULES), chance.randrange(RULES)
        if sizes[giver] > 2:
            sizes[giver] -= 1
            sizes[taker] += 1
    return tuple(_grow(chance, size, chance.random() < 0.5) for size in sizes)


def _grow(chance: Random, size: int, conjunction: bool) -> Node:
    if size == 1:
        leaf = _leaf(chance)
        return Not(leaf) if chance.random() < 0.3 else leaf
    cuts = min(size, chance.randint(2, 4))
    sizes = [1] * cuts
    for _ in range(size - cuts):
        sizes[chance.randrange(cuts)] += 1
    parts = [_grow(chance, part, not conjunction) for part in sizes]
    node = every(parts) if conjunction else some(parts)
    return Not(node) if chance.random() < 0.1 else node


def _leaf(chance: Random) -> Leaf:
    kind = chance.random()
    if kind < 0.7:
        return Fact(chance.choice(BOOLS))
    if kind < 0.8:
        return Compare(chance.choice(ENUMS), chance.choice(["=", "<>"]), chance.choice(VALUES))
    if kind < 0.88:
        return OneOf(chance.choice(ENUMS), tuple(chance.sample(VALUES, chance.randint(2, 4))))
    operator = chance.choice(["<", "<=", ">", ">=", "=", "<>"])
    return Compare(chance.choice(INTS), operator, chance.randrange(LARGEST))


@functools.cache
def pack() -> Pack:
    """The workload as a pack."""
    questions = (
        *(Question(id=name, type="bool", ask=WORDS) for name in BOOLS),
        *(
            Question(id=name, type="enum", ask=WORDS, values=dict.fromkeys(VALUES, WORDS))
            for name in ENUMS
        ),
        *(Question(id=name, type="int", ask=WORDS, min=0, max=LARGEST) for name in INTS),
    )
    edition = Edition(from_=ON, confidence=Confidence.TEXT_SEEN)
    act = Act(id="w", title=WORDS, short=WORDS, number="1", source="invented", editions=(edition,))
    head = Head(
        pack="bench/workload",
        version="1",
        country="KZ",
        title=WORDS,
        vocabulary="",
        acts=(act,),
        parties={},
    )
    said = tuple(
        Rule(
            id=f"w.{n}", title=WORDS, says=WORDS, cite=Cite(act="w"), from_=ON,
            then=States(states="so"), when=Condition(show(node), node), confidence=Confidence.TEXT_SEEN,
        )
        for n, node in enumerate(rules())
    )  # fmt: skip
    return Pack(head=head, questions=questions, derived=(), rules=said)


def table(unknown: float, systems: int = SYSTEMS) -> pl.DataFrame:
    """The facts of all systems, typed as tightly as Polars can; `unknown` of the cells are empty."""
    chance = np.random.default_rng(SEED)
    columns = {}
    for name in (*BOOLS, *ENUMS, *INTS):
        if name in BOOLS:
            column = pl.Series(chance.random(systems) < 0.5)
        elif name in ENUMS:
            column = pl.Series(VALUES, dtype=pl.Enum(VALUES)).gather(chance.integers(0, 8, systems))
        else:
            column = pl.Series(chance.integers(0, LARGEST, systems, dtype=np.int32))
        if unknown:
            column = column.set(pl.Series(chance.random(systems) < unknown), None)
        columns[name] = column
    return pl.DataFrame(columns)


@dataclass
class Arrays:
    """The same table as arrays: answers (enums as places in VALUES), and where there is one."""

    answers: dict[str, np.ndarray]
    known: dict[str, np.ndarray]


def arrays(frame: pl.DataFrame) -> Arrays:
    """Return a table as plain arrays, by Polars' own means."""
    answers, known = {}, {}
    for name in frame.columns:
        column = frame[name]
        column = column.to_physical() if name in ENUMS else column
        filled = column.fill_null(False if name in BOOLS else 0)
        answers[name] = filled.to_numpy()
        known[name] = column.is_not_null().to_numpy()
    return Arrays(answers, known)


class Reference:
    """Kleene's logic by the book, as an algebra over bytes."""

    def __init__(self, given: Arrays) -> None:
        self.given = given

    def leaf(self, leaf: Leaf) -> np.ndarray:
        answers = self.given.answers[leaf.name]
        match leaf:
            case Fact():
                holds = answers
            case OneOf(_, several):
                holds = np.isin(answers, [VALUES.index(one) for one in several])
            case Compare(_, operator, literal):
                place = VALUES.index(literal) if isinstance(literal, str) else literal
                compare = {"=": np.equal, "<>": np.not_equal, "<": np.less, "<=": np.less_equal,
                           ">": np.greater, ">=": np.greater_equal}  # fmt: skip
                holds = compare[operator](answers, place)
        return np.where(self.given.known[leaf.name], 2 * holds.astype(np.uint8), np.uint8(1))

    def negate(self, part: np.ndarray) -> np.ndarray:
        return 2 - part

    def every(self, parts: list[np.ndarray]) -> np.ndarray:
        return functools.reduce(np.minimum, parts)

    def some(self, parts: list[np.ndarray]) -> np.ndarray:
        return functools.reduce(np.maximum, parts)


def reference(given: Arrays) -> list[np.ndarray]:
    """Return 0, 1 or 2 for every rule and system."""
    return [fold(node, Reference(given)) for node in rules()]


def literals() -> int:
    """How many literals the rules really have."""
    return sum(1 for node in rules() for _ in leaves(node))
