"""Conditions in z3 mean what they mean to the engine."""

import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.made_up import ANSWERS, CONDITIONS, DAY, NAMES, QUESTIONS, answers, asks, law, laws, rule
from tanba.kernel import Missing, Truth
from tanba.law import assess
from tanba.law.decision.domain import Domain
from tanba.law.decision.formula import Decisions
from tanba.law.language.kleene import Kleene
from tanba.law.reasoning.logic import Atoms, Plain, Rails, Undecided, assume, find_example, shrink


def pack_of(when):
    return law(QUESTIONS, [rule("r.1", when)])


def live(pack):
    return {one.id: one for one in pack.in_force(DAY)}


@settings(max_examples=150, deadline=None)
@given(laws(), answers(least=len(NAMES)))
def test_with_every_fact_answered_z3_and_the_engine_agree(pack, facts):
    atoms = Atoms(Domain(pack))
    plain = Decisions(pack, Plain(atoms))
    given_ = assume(atoms, facts, NAMES)
    for finding in assess(pack, facts, DAY).findings:
        term = plain.rule(finding.rule, live(pack))
        assert (atoms.solve(*given_, term) is not None) == (finding.truth is Truth.YES)
        assert (atoms.solve(*given_, atoms.negate(term)) is not None) == (finding.truth is Truth.NO)


@settings(max_examples=150, deadline=None)
@given(laws(), answers())
def test_with_facts_left_open_the_rails_and_the_engine_agree(pack, facts):
    atoms = Atoms(Domain(pack))
    rails = Decisions(pack, Rails(atoms))
    known = [atoms.known(name) if name in facts else atoms.negate(atoms.known(name)) for name in NAMES]
    given_ = [*known, *assume(atoms, facts, NAMES)]
    for finding in assess(pack, facts, DAY).findings:
        yes, no = rails.rule(finding.rule, live(pack))
        assert (atoms.solve(*given_, yes) is not None) == (finding.truth is Truth.YES)
        assert (atoms.solve(*given_, no) is not None) == (finding.truth is Truth.NO)


@settings(max_examples=100, deadline=None)
@given(laws(), answers(), st.sampled_from(NAMES), st.data())
def test_one_more_answer_never_overturns_a_settled_one(pack, facts, name, data):
    before = assess(pack, facts, DAY)
    more = {name: data.draw(st.sampled_from(ANSWERS[name])), **facts}
    for was, is_ in zip(before.findings, assess(pack, more, DAY).findings, strict=True):
        assert was.truth in (Truth.UNKNOWN, is_.truth)


@settings(max_examples=100, deadline=None)
@given(CONDITIONS)
def test_a_model_reads_back_as_answers_that_the_engine_decides_alike(when):
    pack = pack_of(when)
    atoms = Atoms(Domain(pack))
    term = Decisions(pack, Plain(atoms)).rule(pack.rules[0], live(pack))
    for wanted, side in ((Truth.YES, term), (Truth.NO, atoms.negate(term))):
        model = atoms.solve(side)
        if model is not None:
            facts = atoms.read(model, NAMES)
            assert list(facts) == NAMES
            assert assess(pack, facts, DAY).finding("r.1").truth is wanted


@settings(max_examples=100, deadline=None)
@given(CONDITIONS)
def test_an_example_is_enough_and_nothing_in_it_is_idle(when):
    pack = pack_of(when)
    atoms = Atoms(Domain(pack))
    term = Decisions(pack, Plain(atoms)).rule(pack.rules[0], live(pack))
    test = Decisions(pack, Kleene()).rule(pack.rules[0], live(pack))
    facts = find_example(atoms, NAMES, [term], lambda state: test(state) == 2)
    if facts is None:
        assert atoms.solve(term) is None
        return
    assert test(facts) == 2
    for name in facts:
        assert test({other: facts[other] for other in facts if other != name}) == 1


def test_an_example_leaves_judgement_to_people_where_it_can():
    pack = pack_of("c OR people >= 10")
    atoms = Atoms(Domain(pack))
    decisions, test = Decisions(pack, Plain(atoms)), pack.rules[0].when.test
    term = decisions.rule(pack.rules[0], live(pack))
    facts = find_example(atoms, ["c", "people"], [term], lambda state: test(state) == 2)
    assert facts == {"people": 10}


def test_shrinking_keeps_what_comes_first():
    assert shrink({"a": True, "b": True}, lambda state: bool(state)) == {"a": True}


def test_a_number_has_one_answer_for_each_way_it_can_come_out():
    questions = [asks("n", "int"), asks("m", "int", min=0, max=10), asks("free", "int", min=3)]
    pack = law(questions, [rule("r.1", "n >= 100 AND (m < 0 OR m BETWEEN 5 AND 10)")])
    domain = Domain(pack)
    assert domain.answers("n") == (99, 100)
    assert domain.answers("m") == (0, 5)
    assert domain.answers("free") == (3,)
    assert domain.like("n", 12_345) == 100
    assert domain.like("n", -1) == 99


def test_a_day_a_text_and_a_set_have_theirs_too():
    questions = [asks("d", "day"), asks("t", "text"), asks("s", "set", ("x", "y")), asks("b")]
    pack = law(questions, [rule("r.1", "d < DATE '2026-01-18' AND t = '…' AND 'x' IN s")])
    domain = Domain(pack)
    assert domain.answers("d") == (date(2026, 1, 17), date(2026, 1, 18))
    assert domain.answers("t") == ("…", "……")
    assert domain.answers("s") == (frozenset("x"), frozenset("y"), frozenset())
    assert domain.answers("b") == (True, False)
    assert domain.like("t", "Tanba") == "……"


def test_the_ends_of_the_calendar_are_no_trap():
    pack = law([asks("d", "day")], [rule("r.1", "d <= DATE '9999-12-31' AND d >= DATE '0001-01-01'")])
    assert Domain(pack).answers("d") == (date.min,)


def test_two_vocabularies_share_what_both_can_answer():
    before = law([asks("m", "enum", ("x", "y")), asks("n", "int", max=9)], [rule("r.1", "m = 'x'")])
    after = law([asks("m", "enum", ("y", "z")), asks("n")], [rule("r.1", "n")])
    domain = Domain(before, after)
    assert domain.answers("m") == ("y",)
    assert domain.torn == {"n"}


def test_z3_that_gives_up_says_so():
    size = range(9)
    questions = [asks(f"p{i}_{j}") for i in [*size, 9] for j in size]
    placed = " AND ".join("(" + " OR ".join(f"p{i}_{j}" for j in size) + ")" for i in [*size, 9])
    alone = [f"NOT (p{i}_{j} AND p{k}_{j})" for j in size for i in [*size, 9] for k in range(i)]
    parts = [(f"one{n}", " AND ".join(alone[n : n + 40])) for n in range(0, len(alone), 40)]
    whole = " AND ".join([placed, *(name for name, _ in parts)])
    pack = law(questions, [rule("r.1", whole)], derived=parts)
    atoms = Atoms(Domain(pack), effort=20_000)
    term = Decisions(pack, Plain(atoms)).rule(pack.rules[0], live(pack))
    with pytest.raises(Undecided):
        atoms.solve(term)
    assert atoms.solve(atoms.negate(term)) is not None


def test_without_z3_a_person_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(Missing, match="pip install z3-solver"):
        Atoms(Domain(pack_of("a")))
