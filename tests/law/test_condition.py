"""Conditions: a small language, strictly read."""

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from tanba.kernel import Flaw, Text
from tanba.law import Question, Scope, Vocabulary, parse
from tanba.law.language.kleene import compile_node
from tanba.law.language.stored import from_stored, to_stored
from tanba.law.language.syntax import (
    And,
    Between,
    Compare,
    Fact,
    Has,
    Not,
    OneOf,
    Or,
    every,
    show,
    some,
)

WORDS = Text(kk="-", ru="-", en="-")
COLOURS = dict.fromkeys(("red", "green", "it's"), WORDS)
QUESTIONS = [
    Question(id="a", type="bool", ask=WORDS),
    Question(id="b", type="bool", ask=WORDS),
    Question(id="colour", type="enum", ask=WORDS, values=COLOURS),
    Question(id="roles", type="set", ask=WORDS, values=COLOURS),
    Question(id="size", type="int", ask=WORDS),
    Question(id="begun", type="day", ask=WORDS),
    Question(id="place", type="text", ask=WORDS),
]
SCOPE = Scope(Vocabulary(QUESTIONS), frozenset({"covered"}))

words = st.sampled_from(sorted(COLOURS))
sizes = st.integers(-100, 100)
days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
orders = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
equals = st.sampled_from(["=", "<>"])
LEAVES = st.one_of(
    st.builds(Fact, st.sampled_from(["a", "b", "covered"])),
    st.builds(Compare, st.just("colour"), equals, words),
    st.builds(Compare, st.just("place"), equals, st.text(alphabet="xyz '", max_size=5)),
    st.builds(Compare, st.just("size"), orders, sizes),
    st.builds(Compare, st.just("begun"), orders, days),
    st.builds(Between, st.just("size"), sizes, sizes),
    st.builds(Between, st.just("begun"), days, days),
    st.builds(Has, st.just("roles"), words),
    st.builds(OneOf, st.just("colour"), st.lists(words, min_size=1, max_size=3).map(tuple)),
)
NODES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=4).map(every),
        st.lists(inner, min_size=2, max_size=4).map(some),
    ),
    max_leaves=12,
)


@settings(max_examples=200)
@given(NODES)
def test_parsing_and_printing_are_inverse(node):
    assert parse(show(node), SCOPE).node == node


@given(NODES)
def test_storing_and_loading_are_inverse(node):
    assert from_stored(to_stored(node)) == node


def flaw(text):
    with pytest.raises(Flaw) as caught:
        parse(text, SCOPE)
    return caught.value.flaws[0]


@pytest.mark.parametrize(
    "text",
    [
        "a IS NULL", "a IS TRUE", "a = NULL", "COALESCE(a, b)", "CASE WHEN a THEN b END",
        "size > 1.5", "size + 1 > 2", "place LIKE 'x%'", "a; b", "a -- why", "SELECT a", '"a"',
        "t.a", "a b", "(SELECT a)", "size > 'x'", "colour > 'red'", "a = true", "1 < size",
        "size IN ()", "EXISTS a", "a XOR b", "a::int", "roles = 'red'", "roles IN ('red')", "size",
        "colour", "a > 1", "red IN roles", "1 IN roles", "", "begun > '2026-01-01'",
        "begun > DATE '2026-13-01'", "CAST('2026-01-01' AS DATE) < begun", "@a", "a /* b */",
        "size > 99999999999999999999", "colour IN ('red', 1)", "a AND", "((a)", "NOT",
        "a AND b OR covered",
    ],
)  # fmt: skip
def test_what_the_grammar_does_not_name_is_refused(text):
    assert flaw(text)[0].startswith("CN")


def test_a_misspelt_fact_or_value_brings_a_suggestion():
    assert flaw("coverd") == snapshot(("CN05", "there is no fact 'coverd'", "did you mean covered?"))
    assert flaw("colour = 'gren'") == snapshot(
        ("CN09", "'gren' is not a value of colour", "did you mean green?")
    )


@pytest.mark.parametrize(
    "text", ["NOT " * 900 + "a", "(" * 900 + "a" + ")" * 900, "a AND " * 700 + "a", "a" * 5000]
)
def test_depth_and_length_are_bounded(text):
    assert flaw(text)[0] in ("CN02", "CN03", "CN05")


@settings(max_examples=300)
@given(st.text(max_size=80))
def test_hostile_text_raises_nothing_but_a_flaw(text):
    with contextlib.suppress(Flaw):
        parse(text, SCOPE)


TOKENS = [
    "a",
    "b",
    "covered",
    "colour",
    "roles",
    "size",
    "begun",
    "place",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "(",
    ")",
    ",",
    "=",
    "<>",
    "<",
    ">",
    "'red'",
    "3",
    "DATE",
    "-",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(TOKENS), max_size=14).map(" ".join))
def test_hostile_conditions_are_read_whole_or_refused(text):
    try:
        condition = parse(text, SCOPE)
    except Flaw:
        return
    assert parse(str(condition), SCOPE) == condition


STATES = st.fixed_dictionaries(
    {},
    optional={
        "a": st.booleans(),
        "b": st.booleans(),
        "covered": st.booleans(),
        "colour": words,
        "roles": st.frozensets(words),
        "size": sizes,
        "begun": days,
        "place": st.text(alphabet="xyz '", max_size=5),
    },
)


@settings(max_examples=300)
@given(NODES, STATES, STATES)
def test_one_more_answer_never_overturns_a_settled_one(node, known, more):
    test = compile_node(node)
    before, after = test(known), test(more | known)
    assert before in (1, after)


@given(NODES, STATES)
def test_a_condition_and_its_opposite_add_up(node, known):
    assert compile_node(node)(known) + compile_node(Not(node))(known) == 2


def test_and_or_flatten():
    assert every([And((Fact("a"), Fact("b"))), Fact("c")]) == And((Fact("a"), Fact("b"), Fact("c")))
    assert some([Fact("a")]) == Fact("a")
    assert some([Or((Fact("a"), Fact("b"))), Fact("c")]) == Or((Fact("a"), Fact("b"), Fact("c")))
