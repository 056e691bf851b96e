"""The interview asks for what can still change a result, all of it and nothing else."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings

from law.made_up import (
    ANSWERS,
    DAY,
    NAMES,
    QUESTIONS,
    answers,
    asks,
    completions,
    excuse,
    forbid,
    law,
    laws,
    rule,
)
from tanba.kernel import Faults, Reason, Truth, Unknown
from tanba.law import assess, forced, next_questions, read_pack
from tanba.law.decision.formula import Decisions, Names
from tanba.law.language.kleene import Kleene
from tanba.law.sheets.pack import Pack

ABC = (asks("a"), asks("b"), asks("c"))


def asked(pack: Pack, facts, **more):
    return [found.question.id for found in next_questions(pack, facts, DAY, **more)]


def mentioned(pack, rule):
    live = {one.id: one for one in pack.in_force(DAY)}
    return sorted(Decisions(pack, Names()).rule(rule, live), key=NAMES.index)


def outcomes(pack, rule, facts):
    """Every full system that goes on from `facts`, and how the engine decides the rule for it."""
    live = {one.id: one for one in pack.in_force(DAY)}
    test = Decisions(pack, Kleene()).rule(rule, live)
    names = mentioned(pack, rule)
    known = {name: facts[name] for name in names if name in facts}
    return {tuple(full[n] for n in names): test(full) for full in completions(known, names)}


def can_change(pack, rule, facts):
    """By trying everything: the facts of which two answers give two results, all else equal."""
    names = mentioned(pack, rule)
    decided = outcomes(pack, rule, facts)
    found = set()
    for place, name in enumerate(names):
        if name in facts:
            continue
        for system, truth in decided.items():
            others = ((*system[:place], answer, *system[place + 1 :]) for answer in ANSWERS[name])
            if any(decided[other] != truth for other in others):
                found.add(name)
                break
    return found


@settings(max_examples=60, deadline=None)
@given(laws(), answers(least=3))
def test_asked_is_exactly_what_can_change_something(pack, facts):
    expected: dict[str, list[str]] = {}
    for one in pack.rules:
        if one.id != "r.1.x":  # an exception is no result of its own
            for name in can_change(pack, one, facts):
                expected.setdefault(name, []).append(one.id)
    found = {q.question.id: list(q.rules) for q in next_questions(pack, facts, DAY)}
    assert found == expected


@settings(max_examples=60, deadline=None)
@given(laws(), answers(least=3))
def test_forced_is_what_every_further_answer_gives(pack, facts):
    expected = {}
    for finding in assess(pack, facts, DAY).findings:
        ends = set(outcomes(pack, finding.rule, facts).values())
        if finding.truth is Truth.UNKNOWN and len(ends) == 1:
            expected[finding.rule.id] = Truth(ends.pop())
    assert forced(pack, facts, DAY) == expected


@settings(max_examples=40, deadline=None)
@given(laws(), answers(least=4))
def test_what_an_answer_settles_is_what_assess_settles(pack, facts):
    weights = {"r.1": 3, "r.2": 1}  # a prohibition counts as three
    sure = forced(pack, facts, DAY)
    now = assess(pack, facts, DAY)
    open_ = [r for r in weights if now.finding(r).truth is Truth.UNKNOWN and r not in sure]
    members = (frozenset({"owner"}), frozenset({"user"}), frozenset())
    possible = {**ANSWERS, "roles": members}
    for question in next_questions(pack, facts, DAY):
        name = question.question.id
        if name not in ("a", "b", "c", "mode", "roles"):
            continue  # of these the test knows every answer that counts
        worth = 0
        for answer in possible[name]:
            then = assess(pack, {**facts, name: answer}, DAY)
            worth += sum(weights[r] for r in open_ if then.finding(r).truth is not Truth.UNKNOWN)
        assert question.settles == pytest.approx(worth / len(possible[name]))


def test_a_fact_that_stands_twice_and_decides_nothing_is_not_asked():
    pack = law(ABC, [rule("r.1", "(a AND b) OR (NOT a AND b)")])
    assert assess(pack, {}, DAY).finding("r.1").truth is Truth.UNKNOWN
    assert asked(pack, {}) == ["b"]


def test_what_matters_only_far_from_any_one_system_is_asked_all_the_same():
    questions = [asks(name) for name in "abcdefgh"]
    when = "(a AND b AND c) OR (d AND e AND f AND NOT a) OR (g AND h AND NOT b AND NOT d)"
    assert sorted(asked(law(questions, [rule("r.1", when)]), {})) == list("abcdefgh")


def test_what_is_forced_is_not_asked_about():
    pack = law(ABC, [forbid("r.1", "a OR NOT a"), rule("r.2", "b AND NOT b")])
    assert asked(pack, {}) == []
    assert forced(pack, {}, DAY) == {"r.1": Truth.YES, "r.2": Truth.NO}


def test_somebody_may_have_two_roles_at_once():
    """Members of a set are no alternatives: a rule for who has both is open, not forced to NO."""
    roles = asks("roles", "set", ("owner", "user", "auditor"))
    pack = law([roles], [rule("r.1", "'owner' IN roles AND 'user' IN roles")])
    assert forced(pack, {}, DAY) == {}
    assert asked(pack, {}) == ["roles"]


def test_what_is_settled_is_not_forced():
    pack = law(ABC, [rule("r.1", "a")])
    assert forced(pack, {"a": True}, DAY) == {}
    assert next_questions(pack, {"a": True}, DAY) == ()


def test_an_exception_is_asked_about_only_through_the_rule_that_it_excuses():
    pack = law(ABC, [forbid("r.1", "a", unless=["r.x"]), excuse("r.x", "b"), excuse("r.y", "c")])
    (first, second) = next_questions(pack, {}, DAY)
    assert (first.question.id, first.rules) == ("a", ("r.1",))
    assert (second.question.id, second.rules) == ("b", ("r.1",))
    assert asked(pack, {"a": False}) == []


def test_an_exception_out_of_force_excuses_nobody():
    late = excuse("r.x", "b", from_=date(2027, 1, 1))
    pack = law(ABC, [forbid("r.1", "a", unless=["r.x"]), late])
    assert asked(pack, {}) == ["a"]
    assert [q.question.id for q in next_questions(pack, {}, date(2027, 1, 1))] == ["a", "b"]


def test_the_most_deciding_question_comes_first():
    pack = law(ABC, [rule("r.1", "a AND b"), rule("r.2", "a AND c"), forbid("r.3", "c")])
    found = next_questions(pack, {}, DAY)
    # c settles the prohibition both ways and r.2 once: (3 + 3 + 1) / 2.
    assert [(q.question.id, q.settles) for q in found] == [("c", 3.5), ("a", 1.0), ("b", 0.5)]
    assert asked(pack, {}, limit=1) == ["c"]
    assert asked(pack, {}, limit=0) == []


def test_judgement_comes_after_every_fact():
    questions = (asks("felt", judgement=True), asks("a"), asks("b"))
    pack = law(questions, [forbid("r.1", "felt"), rule("r.2", "a AND b")])
    found = next_questions(pack, {"b": Unknown(reason=Reason.JUDGEMENT)}, DAY)
    assert [q.question.id for q in found] == ["a", "felt", "b"]
    assert [q.reason for q in found] == [Reason.NOT_ASKED, Reason.JUDGEMENT, Reason.JUDGEMENT]


@pytest.mark.parametrize("reason", [Reason.NOT_KNOWN, Reason.NOT_APPLICABLE])
def test_who_does_not_know_is_not_asked_again(reason):
    pack = law(ABC, [rule("r.1", "a AND b")])
    assert asked(pack, {"a": Unknown(reason=reason)}) == ["b"]


def test_what_was_skipped_is_asked():
    pack = law(ABC, [rule("r.1", "a AND b")])
    assert asked(pack, {"a": Unknown(reason=Reason.NOT_ASKED), "b": None}) == ["a", "b"]


def test_an_answer_outside_the_vocabulary_is_a_fault():
    with pytest.raises(Faults):
        next_questions(law(ABC, [rule("r.1", "a")]), {"a": 7}, DAY)


def test_two_packs_asked_in_turn_keep_their_own_questions():
    one, other = law(ABC, [rule("r.1", "a")]), law(ABC, [rule("r.1", "b")])
    for _ in range(2):
        assert (asked(one, {}), asked(other, {})) == (["a"], ["b"])
    many = [law(ABC, [rule("r.1", name)]) for name in "abcabcabcabc"]
    assert [asked(pack, {}) for pack in many] == [[name] for name in "abcabcabcabc"]
    assert asked(one, {}) == ["a"]


def test_answering_as_asked_settles_everything_that_can_be_settled():
    questions = tuple(replace(q, judgement=False) for q in QUESTIONS)
    when = "(mode = 'open' AND 'owner' IN roles) OR (mode = 'local' AND people >= 10 AND (a OR b))"
    pack = law(
        questions, [forbid("r.1", when), rule("r.2", "name = 'Tanba' OR since < DATE '2026-01-18'")]
    )
    for picks in product(range(2), repeat=6):
        facts = {}
        for pick in (*picks, *picks):
            found = asked(pack, facts, limit=1)
            if found:
                facts[found[0]] = ANSWERS[found[0]][pick]
        assert asked(pack, facts) == []
        assert {f.truth for f in assess(pack, facts, DAY).findings} <= {Truth.YES, Truth.NO}


PACK = Path("packs/kz/ai-law")


def test_the_real_law_is_asked_to_the_end():
    pack, day = read_pack(PACK), date(2026, 11, 23)
    facts = {}
    while found := next_questions(pack, facts, day, limit=1):
        name = found[0].question.id
        assert name not in facts
        kind = found[0].question.type
        facts[name] = {"bool": False, "set": [], "int": 0, "day": day, "text": "-"}.get(
            kind, next(iter(found[0].question.values or ()), None)
        )
    assert assess(pack, facts, day).prohibited is not Truth.UNKNOWN
    assert len(facts) < len(pack.questions) / 2
