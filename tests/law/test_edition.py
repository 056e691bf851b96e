"""What changed between two editions, and a system that shows it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from law.made_up import CONDITIONS, DAY, QUESTIONS, asks, completions, excuse, forbid, law, rule
from tanba.kernel import Faults, Truth
from tanba.law import assess, diff, leaves, read_pack

LATER = date(2026, 7, 1)
ABC = (asks("a"), asks("b"), asks("c"))


def compare(before, after, facts=ABC, **more):
    return diff(law(facts, before), law(facts, after), DAY, DAY, **more)


def only(changes):
    (change,) = changes
    return change


@settings(max_examples=60, deadline=None)
@given(CONDITIONS, CONDITIONS)
def test_equivalent_means_that_no_system_is_treated_differently(one, other):
    before, after = (law(QUESTIONS, [rule("r.1", when)]) for when in (one, other))
    difference = diff(before, after, DAY, DAY)
    if not difference:
        assert before.rules == after.rules
        return
    change = only(difference.changed)
    if change.effect == "differs":
        sides = [assess(p, change.witness.facts, DAY).finding("r.1").truth for p in (before, after)]
        assert sides == [change.witness.before, change.witness.after]
        assert set(sides) == {Truth.YES, Truth.NO}
        return
    assert (change.effect, change.witness) == ("same", None)
    tests = [pack.rules[0].when.test for pack in (before, after)]
    leans = {leaf.name for pack in (before, after) for leaf in leaves(pack.rules[0].when.node)}
    for facts in completions({}, sorted(leans)):
        assert tests[0](facts) == tests[1](facts)


def test_the_same_law_twice_is_no_difference():
    difference = compare([rule("r.1", "a AND b")], [rule("r.1", "a AND b")])
    assert not difference
    assert difference.systems is None


def test_a_condition_in_other_words_is_no_other_condition():
    change = only(compare([rule("r.1", "NOT (a AND b)")], [rule("r.1", "NOT a OR NOT b")]).changed)
    assert (change.parts, change.effect, change.witness) == (("condition",), "same", None)


def test_a_changed_condition_comes_with_the_smallest_system_that_notices():
    change = only(compare([rule("r.1", "a AND b")], [rule("r.1", "a AND (b OR c)")]).changed)
    assert change.effect == "differs"
    assert change.witness.facts == {"a": True, "b": False, "c": True}
    assert (change.witness.before, change.witness.after) == (Truth.NO, Truth.YES)


def test_a_changed_derived_fact_changes_the_rules_that_lean_on_it():
    before = law(ABC, [rule("r.1", "base AND b"), rule("r.2", "c")], [("base", "a")])
    after = law(ABC, [rule("r.1", "base AND b"), rule("r.2", "c")], [("base", "a AND c")])
    change = only(diff(before, after, DAY, DAY).changed)
    assert (change.id, change.parts, change.effect) == ("r.1", ("condition",), "differs")
    assert change.witness.facts == {"a": True, "b": True, "c": False}


def test_a_new_exception_is_seen_and_its_system_too():
    before = [forbid("r.1", "a"), excuse("r.x", "b")]
    after = [forbid("r.1", "a", unless=["r.x"]), excuse("r.x", "b")]
    change = only(compare(before, after).changed)
    assert (change.parts, change.effect) == (("exceptions",), "differs")
    assert change.witness.facts == {"a": True, "b": True}


def test_wording_and_consequence_are_told_apart_from_conditions():
    change = only(compare([rule("r.1", "a")], [forbid("r.1", "a", says="otherwise")]).changed)
    assert (change.parts, change.effect) == (("consequence", "wording"), "same")


def test_one_pack_on_two_days():
    pack = law(
        ABC,
        [rule("r.old", "a", until=LATER), rule("r.new", "b AND NOT c", from_=LATER), rule("r", "c")],
    )
    difference = diff(pack, pack, DAY, LATER)
    gone, new = only(difference.removed), only(difference.added)
    assert difference.changed == ()
    assert (gone.id, gone.after, gone.witness.facts) == ("r.old", None, {"a": True})
    assert (gone.witness.before, gone.witness.after) == (Truth.YES, None)
    assert (new.id, new.before, new.witness.facts) == ("r.new", None, {"b": True, "c": False})
    assert (new.witness.before, new.witness.after) == (None, Truth.YES)


def test_a_new_rule_that_can_hold_for_nobody_has_no_system():
    new = only(compare([], [rule("r.1", "a AND NOT a")]).added)
    assert (new.effect, new.witness) == ("same", None)


def test_a_fact_whose_type_changed_shows_nothing():
    before = law([asks("n", "int")], [rule("r.1", "n > 5")])
    after = law([asks("n")], [rule("r.1", "n")])
    change = only(diff(before, after, DAY, DAY).changed)
    assert (change.effect, change.witness) == ("not shown", None)


def test_a_fact_that_is_new_may_be_in_the_system_that_shows_it():
    before = law([asks("a")], [rule("r.1", "a")])
    after = law([asks("a"), asks("b")], [rule("r.1", "a AND b")])
    change = only(diff(before, after, DAY, DAY).changed)
    assert change.witness.facts == {"a": True, "b": False}
    assert (change.witness.before, change.witness.after) == (Truth.YES, Truth.NO)


def test_the_systems_of_a_register_are_counted_as_they_move():
    import polars

    table = polars.DataFrame(
        {"a": [True, True, None, False] * 10, "b": [True, False, False, None] * 10}
    )
    before, after = [rule("r.1", "a"), rule("r.2", "a")], [rule("r.1", "a AND b"), rule("r.3", "b")]
    difference = compare(before, after, table=table)
    assert difference.systems == 40
    moves = {
        (m.before, m.after): (m.count, m.rows[:2], len(m.rows)) for m in only(difference.changed).moves
    }
    assert moves == {
        (Truth.YES, Truth.NO): (10, (1, 5), 10),
        (Truth.UNKNOWN, Truth.NO): (10, (2, 6), 10),
    }
    gone = {(m.before, m.after): m.count for m in only(difference.removed).moves}
    assert gone == {(Truth.YES, None): 20, (Truth.UNKNOWN, None): 10}
    (new, unclear) = sorted(only(difference.added).moves, key=lambda move: -move.after.value)
    assert (new.before, new.after, new.count) == (None, Truth.YES, 10)
    assert (unclear.after, unclear.count) == (Truth.UNKNOWN, 10)


def test_a_column_that_only_one_edition_knows_is_no_fault():
    import polars

    before = law([asks("a")], [rule("r.1", "a")])
    after = law([asks("a"), asks("b")], [rule("r.1", "a AND b")])
    table = polars.DataFrame({"a": [True], "b": [False]})
    assert only(diff(before, after, DAY, DAY, table).changed).moves[0].count == 1
    with pytest.raises(Faults):
        diff(before, after, DAY, DAY, table.with_columns(nonsense=1))


def test_the_real_law_changes_and_every_witness_is_assessed():
    pack = read_pack(Path("packs/kz/ai-law"))
    days = (date(2026, 2, 1), date(2026, 11, 1))
    difference = diff(pack, pack, *days)
    assert difference
    for change in (*difference.removed, *difference.added, *difference.changed):
        assert change.effect in ("same", "differs")
        if change.witness:
            found = [assess(pack, change.witness.facts, day).finding(change.id) for day in days]
            truths = [None if f is None else f.truth for f in found]
            assert truths == [change.witness.before, change.witness.after]
            assert truths[0] is not truths[1]
