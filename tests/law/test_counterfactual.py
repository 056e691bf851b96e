"""What would have to be different: small, true, and never idle."""

from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings

from law.made_up import (
    ANSWERS,
    DAY,
    NAMES,
    QUESTIONS,
    answers,
    asks,
    axis,
    excuse,
    forbid,
    law,
    laws,
    rule,
)
from tanba.kernel import Faults, Reason, TanbaError, Truth, Unknown
from tanba.law import ClassIs, assess, counterfactuals

ABC = (asks("a"), asks("b"), asks("c"), asks("d"), asks("e"))


def changes(found):
    return [{change.fact: change.after for change in one.changes} for one in found]


def ways(pack, facts, target="r.1", **more):
    return changes(counterfactuals(pack, facts, DAY, target, **more))


def lifted(pack, facts):
    return assess(pack, facts, DAY).finding("r.1").truth is Truth.NO


@settings(max_examples=60, deadline=None)
@given(laws(), answers())
def test_every_way_out_is_true_and_no_change_in_it_is_idle(pack, facts):
    for found in counterfactuals(pack, facts, DAY, "r.1"):
        new = {change.fact: change.after for change in found.changes}
        assert all(change.before == facts.get(change.fact) for change in found.changes)
        assert all(change.before != change.after for change in found.changes)
        assert found.result == assess(pack, {**facts, **new}, DAY)
        assert found.result.finding("r.1").truth is Truth.NO
        for size in range(len(new)):
            for part in combinations(new.items(), size):
                assert not lifted(pack, {**facts, **dict(part)})


@settings(max_examples=25, deadline=None)
@given(laws(), answers(least=4))
def test_no_smaller_way_out_is_overlooked(pack, facts):
    def reachable(names, size):
        """By trying everything: the sets of facts that can be changed so as to lift the rule."""
        for chosen in combinations(names, size):
            tries = product(*(ANSWERS[name] for name in chosen))
            if any(lifted(pack, {**facts, **dict(zip(chosen, t, strict=True))}) for t in tries):
                yield frozenset(chosen)

    found = ways(pack, facts, limit=100)
    plain = [name for name in NAMES if name != "c"]  # c is a matter of judgement
    if lifted(pack, facts):
        assert found == []
        return
    singles = set(reachable(plain, 1))
    pairs = {pair for pair in reachable(plain, 2) if not any(one <= pair for one in singles)}
    if singles | pairs:
        assert {frozenset(way) for way in found if len(way) <= 2} == singles | pairs
    elif found:
        assert all("c" in way or len(way) > 2 for way in found)


def test_a_prohibition_that_cannot_be_ruled_out_is_lifted_too():
    pack = law(ABC, [forbid("r.1", "a AND b")])
    assert ways(pack, {}) == [{"a": False}, {"b": False}]
    assert ways(pack, {"a": True, "b": True}) == [{"a": False}, {"b": False}]
    (first, _) = counterfactuals(pack, {"b": True}, DAY, "r.1")
    assert (first.changes[0].fact, first.changes[0].before) == ("a", None)


def test_an_unknown_keeps_its_reason_as_what_was_before():
    pack = law(ABC, [forbid("r.1", "a")])
    silence = Unknown(reason=Reason.NOT_KNOWN)
    (found,) = counterfactuals(pack, {"a": silence}, DAY, "r.1")
    assert (found.changes[0].before, found.changes[0].after) == (silence, False)


def test_fewest_changes_first_and_none_contains_another():
    pack = law(ABC, [forbid("r.1", "(a OR b) AND (c OR d) AND (a OR e)")])
    facts = dict.fromkeys("abcde", True)
    found = [set(way) for way in ways(pack, facts)]
    assert found == [{"a", "b"}, {"a", "e"}, {"c", "d"}]
    assert [set(way) for way in ways(pack, facts, limit=2)] == found[:2]


def test_an_exception_is_a_way_out():
    pack = law(ABC, [forbid("r.1", "a", unless=["r.x"]), excuse("r.x", "b AND c")])
    assert ways(pack, {"a": True, "b": False, "c": False}) == [{"a": False}, {"b": True, "c": True}]


def test_what_nobody_can_alter_stays_and_judgement_is_the_last_resort():
    questions = [asks("born", alterable=False), asks("felt", judgement=True), asks("a")]
    pack = law(
        questions,
        [forbid("r.1", "born AND felt AND a"), forbid("r.2", "born AND felt"), forbid("r.3", "born")],
    )
    facts = {"born": True, "felt": True, "a": True}
    assert ways(pack, facts, "r.1") == [{"a": False}]
    assert ways(pack, facts, "r.2") == [{"felt": False}]
    assert ways(pack, facts, "r.3") == []


def test_more_than_four_changes_are_another_system():
    questions = [asks(f"f{n}") for n in range(5)]
    pack = law(
        questions, [forbid("r.1", "f0 OR f1 OR f2 OR f3 OR f4"), forbid("r.2", "f0 OR f1 OR f2 OR f3")]
    )
    facts = {f"f{n}": True for n in range(5)}
    assert ways(pack, facts, "r.1") == []
    assert ways(pack, facts, "r.2") == [{f"f{n}": False for n in range(4)}]


def test_an_answer_is_as_near_to_the_present_one_as_it_can_be():
    whens = ("people BETWEEN 10 AND 20", "'owner' IN roles", "mode = 'open'")
    pack = law(QUESTIONS, [forbid(f"r.{n}", when) for n, when in enumerate(whens, start=1)])
    assert ways(pack, {"people": 15}, "r.1") == [{"people": 9}]
    assert ways(pack, {"roles": ["owner", "user"]}, "r.2") == [{"roles": frozenset({"user"})}]
    assert ways(pack, {}, "r.2") == [{"roles": frozenset()}]
    assert ways(pack, {"mode": "open"}, "r.3") == [{"mode": "closed"}]


CLASSES = [
    rule("k.high", "base AND a", ClassIs(axis="risk", is_="high")),
    rule("k.low", "base AND NOT a", ClassIs(axis="risk", is_="low")),
]


def test_a_class_is_made_to_settle_on_the_value_that_is_asked_for():
    pack = law(ABC, CLASSES, [("base", "b")], [axis("risk", "low", "high", within="base")])
    found = counterfactuals(pack, {"a": True, "b": True}, DAY, ("risk", "low"))
    assert changes(found) == [{"a": False}]
    assert found[0].result.placed("risk").is_ == "low"
    assert counterfactuals(pack, {"a": True, "b": True}, DAY, ("risk", "high")) == ()
    assert changes(counterfactuals(pack, {}, DAY, ("risk", "high"))) == [{"a": True, "b": True}]


def test_what_is_reached_already_needs_no_change():
    pack = law(ABC, [forbid("r.1", "a")])
    assert counterfactuals(pack, {"a": False}, DAY, "r.1") == ()


@pytest.mark.parametrize("target", ["r.2", "r.9", ("risky", "low"), ("risk", "lower")])
def test_a_target_that_is_not_there_is_said_so(target):
    late = forbid("r.2", "a", from_=date(2027, 1, 1))
    pack = law(ABC, [*CLASSES, late], [("base", "b")], [axis("risk", "low", "high", within="base")])
    with pytest.raises(TanbaError, match="no"):
        counterfactuals(pack, {}, DAY, target)


def test_an_answer_that_does_not_fit_is_a_fault():
    with pytest.raises(Faults):
        counterfactuals(law(ABC, [forbid("r.1", "a")]), {"a": "maybe"}, DAY, "r.1")
