"""Packs, answers and tables made up by chance, for tests that compare the ways to decide."""

import dataclasses
from datetime import date, timedelta
from random import Random

import polars as pl
from hypothesis import strategies as st

from tanba.kernel import Cite, Text
from tanba.law import (
    Act,
    Axis,
    ClassIs,
    Condition,
    Derived,
    Edition,
    Excuses,
    Pack,
    Question,
    Rule,
    States,
)
from tanba.law.language.syntax import Between, Compare, Fact, Has, Node, Not, OneOf, every, show, some
from tanba.law.sheets.pack import ClassValue, Head
from tanba.law.sheets.rule import Confidence

ON = date(2026, 6, 1)
DAY = date(2020, 1, 1)
WORDS = Text(kk="т", ru="т", en="t")
COLOURS = ("red", "green", "blue", "it's")
VALUES = dict.fromkeys(COLOURS, WORDS)
SEEN = Confidence.TEXT_SEEN

QUESTIONS = (
    *(Question(id=f"b{n}", type="bool", ask=WORDS) for n in range(6)),
    *(Question(id=f"e{n}", type="enum", ask=WORDS, values=VALUES) for n in range(2)),
    *(Question(id=f"s{n}", type="set", ask=WORDS, values=VALUES) for n in range(2)),
    Question(id="i0", type="int", ask=WORDS),
    Question(id="i1", type="int", ask=WORDS, min=0, max=12),
    Question(id="d0", type="day", ask=WORDS),
    Question(id="t0", type="text", ask=WORDS),
)


def seeded(seed: int) -> Random:
    """Chance that is the same every time."""
    return Random(seed)  # noqa: S311


def invent_pack(chance: Random, rules: int = 6) -> Pack:
    """A pack of rules with derived truths, exceptions of exceptions, classes and days."""
    derived = []
    for n in range(chance.randint(0, 4)):
        known = [one.id for one in derived]
        derived.append(Derived(id=f"x{n}", title=WORDS, when=_when(chance, known)))
    known = [one.id for one in derived]
    excuses = [_rule(chance, f"a.x{n}", known, Excuses(excuses=True)) for n in range(3)]
    excuses[2] = _unless(excuses[2], ["a.x1"])
    excuses[1] = _unless(excuses[1], ["a.x0"])
    said = []
    for n in range(rules):
        rank = chance.choice(["low", "middle", "high"])
        then = ClassIs(axis="risk", is_=rank) if chance.random() < 0.5 else States(states="so")
        rule = _rule(chance, f"a.{n}", known, then)
        names = [one.id for one in excuses]
        said.append(_unless(rule, chance.sample(names, chance.randint(0, 2))))
    edition = Edition(from_=DAY, confidence=SEEN)
    act = Act(id="a", title=WORDS, short=WORDS, number="1", source="s", editions=(edition,))
    values = tuple(ClassValue(id=name, title=WORDS) for name in ("low", "middle", "high"))
    axis = Axis(id="risk", title=WORDS, cite=Cite(act="a"), within="b0", values=values)
    head = Head(
        pack="demo/invented", version="1.0", country="KZ", title=WORDS, vocabulary="v", acts=(act,),
        parties={}, classes=(axis,),
    )  # fmt: skip
    return Pack(head=head, questions=QUESTIONS, derived=tuple(derived), rules=(*said, *excuses))


def invent_answers(chance: Random, pack: Pack, unknown: float) -> dict:
    """The answers of one system; each fact is left out with this probability."""
    return {q.id: _answer(chance, q) for q in pack.questions if chance.random() >= unknown}


@st.composite
def registers(draw, most: int = 30, rules: int = 6):
    """A pack and the answers of 1 to `most` systems. The pack shrinks, the answers are drawn anew."""
    pack = invent_pack(draw(st.randoms(use_true_random=False)), rules)
    chance = seeded(draw(st.integers(0, 2**32 - 1)))
    unknown = draw(st.sampled_from([0.0, 0.3, 0.6]))
    n = draw(st.integers(1, most))
    return pack, [invent_answers(chance, pack, unknown) for _ in range(n)]


def to_frame(pack: Pack, systems: list[dict]) -> pl.DataFrame:
    """One row for each system, one column for each fact of the pack."""
    kinds = {"bool": pl.Boolean, "int": pl.Int64, "day": pl.Date, "set": pl.List(pl.String)}
    schema = {q.id: kinds.get(q.type, pl.String) for q in pack.questions}
    return pl.DataFrame([{name: one.get(name) for name in schema} for one in systems], schema=schema)


def _answer(chance: Random, question: Question):
    match question.type:
        case "bool":
            return chance.random() < 0.5
        case "enum":
            return chance.choice(list(question.values))
        case "set":
            return [name for name in question.values if chance.random() < 0.4]
        case "int":
            low = -6 if question.min is None else question.min
            return chance.randint(low, 14 if question.max is None else min(question.max, low + 40))
        case "day":
            return DAY + timedelta(days=chance.randint(-400, 4000))
        case _:
            return chance.choice(["alpha", "бета", "it's", ""])


def _when(chance: Random, derived: list[str]) -> Condition:
    node = _node(chance, derived, 3)
    return Condition(show(node), node)


def _node(chance: Random, derived: list[str], depth: int) -> Node:
    if depth == 0 or chance.random() < 0.25:
        return _leaf(chance, derived)
    if chance.random() < 0.2:
        return Not(_node(chance, derived, depth - 1))
    parts = [_node(chance, derived, depth - 1) for _ in range(chance.randint(2, 3))]
    return every(parts) if chance.random() < 0.5 else some(parts)


def _leaf(chance: Random, derived: list[str]) -> Node:
    question = chance.choice(QUESTIONS)
    name = question.id
    match question.type:
        case "bool":
            return Fact(chance.choice([name, *derived]))
        case "set":
            return Has(name, chance.choice(COLOURS))
        case "enum" | "text":
            literals = COLOURS if question.type == "enum" else ("alpha", "бета", "it's", "other")
            if chance.random() < 0.3:
                return OneOf(name, tuple(chance.sample(literals, chance.randint(1, 4))))
            return Compare(name, chance.choice(["=", "<>"]), chance.choice(literals))
    one, other = (_answer(chance, question) for _ in range(2))
    kind = chance.random()
    if kind < 0.2:
        return Between(name, one, other)  # sometimes from high to low: nothing lies between
    if kind < 0.4:
        return OneOf(name, (one, other))
    return Compare(name, chance.choice(["=", "<>", "<", "<=", ">", ">="]), one)


def _rule(chance: Random, id_: str, derived: list[str], then) -> Rule:
    from_, until = chance.choice([(DAY, None), (DAY, None), (DAY, None), (DAY, ON), (ON, None)])
    return Rule(
        id=id_, title=WORDS, says=WORDS, cite=Cite(act="a", article="1"), from_=from_, until=until,
        when=_when(chance, derived), then=then, confidence=SEEN,
    )  # fmt: skip


def _unless(rule: Rule, names: list[str]) -> Rule:
    return dataclasses.replace(rule, unless=tuple(names))
