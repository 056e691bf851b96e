"""A sweep agrees with `assess` on every cell, and refuses what is no table of facts."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.invented import ON, invent_answers, invent_pack, registers, seeded, to_frame
from tanba.kernel import Faults, TanbaError
from tanba.law import Excuses, assess, facts_used, read_pack, sweep, sweep_counts
from tanba.law.decision.domain import Domain

PACKS = [read_pack(head.parent) for head in sorted(Path("packs").rglob("pack.yaml"))]
TODAY = date(2026, 11, 23)


def truths_by_hand(pack, systems, on):
    """Every rule's truths (0, 1, 2), system by system, as the single evaluator has them."""
    assessments = [assess(pack, one, on) for one in systems]
    return {
        rule.id: [a.finding(rule.id).truth.value for a in assessments] for rule in pack.in_force(on)
    }


def compare(pack, systems, on):
    swept = sweep(pack, to_frame(pack, systems), on)
    by_hand = truths_by_hand(pack, systems, on)
    assert [rule.id for rule in swept.rules] == list(by_hand)
    for rule, truths in by_hand.items():
        assert swept.truth(rule).tolist() == truths, rule
        tally = swept.counts.rules[rule]
        assert [tally.no, tally.unknown, tally.yes] == np.bincount(truths, minlength=3).tolist()
    return swept


@given(registers(most=70))
@settings(deadline=None, max_examples=60)
def test_a_sweep_is_the_single_evaluator_cell_by_cell(register):
    compare(*register, ON)


@pytest.mark.parametrize("unknown", [0.0, 0.3, 0.6])
def test_a_larger_register_agrees_on_every_cell(unknown):
    chance = seeded(20260118)
    pack = invent_pack(chance, rules=40)
    compare(pack, [invent_answers(chance, pack, unknown) for _ in range(500)], ON)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
@pytest.mark.parametrize("unknown", [0.0, 0.3, 0.6])
def test_a_real_pack_agrees_on_every_cell(pack, unknown):
    chance = seeded(230)
    compare(pack, [invent_answers(chance, pack, unknown) for _ in range(70)], TODAY)


@given(registers())
@settings(deadline=None, max_examples=40)
def test_classes_are_counted_as_the_single_evaluator_places_them(register):
    pack, systems = register
    swept = sweep(pack, to_frame(pack, systems), ON)
    words = []
    for one in systems:
        assessment = assess(pack, one, ON)
        placed = assessment.placed("risk")
        sure = any(assessment.finding(name).truth.value == 2 for name in placed.by)
        unsettled = ("several" if sure else "undecided") if placed.possible else "outside"
        words.append(placed.is_ or unsettled)
    assert swept.to_table()["risk"].to_list() == words
    tally = swept.counts.classes["risk"]
    counts = {**tally.settled, "several": tally.several, "outside": tally.outside}
    counts["undecided"] = tally.undecided
    assert counts == {name: words.count(name) for name in counts}


@given(registers(), st.integers(1, 30))
@settings(deadline=None, max_examples=30)
def test_a_register_in_parts_counts_like_the_whole(register, size):
    pack, systems = register
    # The first part has no gaps, the later ones may: the circuit has to grow on the way.
    chance = seeded(size)
    systems = [invent_answers(chance, pack, 0) for _ in range(size)] + systems
    frame = to_frame(pack, systems)
    parts = (frame.slice(start, size) for start in range(0, len(systems), size))
    assert sweep_counts(pack, parts, ON) == sweep(pack, frame, ON).counts


@given(registers(most=6, rules=4))
@settings(deadline=None, max_examples=30)
def test_the_deciding_facts_are_those_that_settle_most_by_hand(register):
    pack, systems = register
    found = {one.fact: one for one in sweep(pack, to_frame(pack, systems), ON).deciding(limit=99)}
    domain = Domain(pack)

    def settled(given_):
        truths = truths_by_hand(pack, given_, ON)
        rules = [r for r in pack.in_force(ON) if not isinstance(r.then, Excuses)]
        return sum(truth != 1 for rule in rules for truth in truths[rule.id])

    opened = [f for one in systems for f in assess(pack, one, ON).findings]
    opened = [f for f in opened if not isinstance(f.rule.then, Excuses)]
    names = {o.name for f in opened for o in f.open}
    assert set(found) == names
    for name in names:
        answers = domain.answers(name)
        answers = [sorted(a) if isinstance(a, frozenset) else a for a in answers]
        gains = [settled([{name: a, **one} for one in systems]) - settled(systems) for a in answers]
        assert found[name].settles == pytest.approx(sum(gains) / len(gains)), name
        assert found[name].open == sum(name in {o.name for o in f.open} for f in opened), name
    order = [(-one.settles, -one.open) for one in found.values()]
    assert order == sorted(order)


@given(registers(most=10))
@settings(deadline=None, max_examples=20)
def test_facts_that_no_rule_uses_change_nothing(register):
    pack, systems = register
    frame = to_frame(pack, systems)
    used = facts_used(pack, ON)
    if used:
        assert sweep(pack, frame.select(used), ON).counts == sweep(pack, frame, ON).counts


def test_the_table_of_results_has_kept_columns_rules_and_classes():
    pack = invent_pack(seeded(1))
    frame = pl.DataFrame({"name": ["a", "b"], "b0": [True, None]})
    results = sweep(pack, frame, ON, keep=["name"]).to_table()
    live = [rule.id for rule in pack.in_force(ON)]
    assert results.columns == ["name", *live, "risk"]
    assert results["name"].to_list() == ["a", "b"]
    assert results[live[0]].dtype == pl.Enum(["no", "unknown", "yes"])


def test_columns_of_every_allowed_kind_mean_the_same():
    pack = invent_pack(seeded(7), rules=12)
    chance = seeded(8)
    frame = to_frame(pack, [invent_answers(chance, pack, 0.3) for _ in range(90)])
    colours = pl.Enum(["blue", "red", "green", "it's"])  # another order than the vocabulary's
    other = frame.with_columns(
        pl.col("e0").cast(colours),
        pl.col("e1").cast(pl.Categorical),
        pl.col("s0").cast(pl.List(colours)),
        pl.col("s1").cast(pl.List(pl.Categorical)),
        pl.col("i0").cast(pl.Int8),
        pl.col("i1").cast(pl.UInt16),
        pl.col("d0").dt.to_string("%Y-%m-%d"),
        pl.col("t0").cast(pl.Categorical),
    )
    assert sweep(pack, other, ON).counts == sweep(pack, frame, ON).counts


def test_an_empty_column_without_a_type_is_unknown():
    pack = invent_pack(seeded(3))
    names = [q.id for q in pack.questions]
    frame = pl.DataFrame({name: [None, None] for name in names})
    assert sweep(pack, frame, ON).counts == sweep(pack, to_frame(pack, [{}, {}]), ON).counts


WRONG = [
    ({"b9": [True]}, "FC01 there is no fact 'b9'", ""),
    ({"b0": [1]}, "FC03 b0: should be truths, the column holds Int64", ""),
    ({"b0": ["yes"]}, "FC03 b0: should be truths, the column holds String", ""),
    ({"e0": [2]}, "FC03 e0: should be words, the column holds Int64", ""),
    (
        {"e0": ["red", "pink"]},
        "the table:2: FC02 e0: should be one of red, green, blue, it's, is 'pink'",
        "",
    ),
    ({"s0": ["red"]}, "FC03 s0: should be lists of words", ""),
    ({"s0": [[], ["red"], ["red", "pink"]]}, "the table:3: FC02 s0: 'pink' is not one of", ""),
    ({"s0": [["red", None]]}, "the table:1: FC02 s0: None is not one of", ""),
    ({"i1": [3, 13]}, "the table:2: FC02 i1: should be from 0 to 12, is 13", ""),
    ({"i0": [0.5]}, "FC03 i0: should be whole numbers, the column holds Float64", ""),
    ({"d0": ["2026-01-18", "18.01.2026"]}, "the table:2: FC02 d0: should be a day", ""),
    ({"d0": ["2026-02-30"]}, "the table:1: FC02 d0: should be a day", ""),
    ({"t0": ["a" * 2001]}, "the table:1: FC02 t0: should be text of at most 2000 characters", ""),
    ({"name": ["x"]}, "FC01 there is no fact 'name'", "name it in `keep`"),
]


@pytest.mark.parametrize(("columns", "what", "hint"), WRONG)
def test_a_wrong_column_is_named_with_its_row(columns, what, hint):
    with pytest.raises(Faults) as error:
        sweep(invent_pack(seeded(1)), pl.DataFrame(columns), ON)
    assert what in str(error.value)
    assert hint in str(error.value)


def test_all_faults_of_a_table_come_at_once():
    frame = pl.DataFrame({"b0": [1], "e0": ["pink"], "x": [0], "b1": [True]})
    with pytest.raises(Faults) as error:
        sweep(invent_pack(seeded(1)), frame, ON)
    assert len(error.value.faults) == 3


def test_a_table_without_a_single_fact_is_not_a_pass():
    pack = invent_pack(seeded(1))
    with pytest.raises(Faults, match="no column is a fact"):
        sweep(pack, pl.DataFrame({"name": ["x"]}), ON, keep=["name"])
    with pytest.raises(TanbaError, match="no rows"):
        sweep_counts(pack, [], ON)


def test_a_part_with_other_columns_is_refused():
    pack = invent_pack(seeded(1))
    parts = [pl.DataFrame({"b0": [True], "b1": [True]}), pl.DataFrame({"b0": [True]})]
    with pytest.raises(Faults, match="'b1' is not in every part"):
        sweep_counts(pack, parts, ON)


def test_a_column_to_keep_that_is_not_there_is_a_fault():
    with pytest.raises(Faults, match="no column 'nmae' to keep"):
        sweep(invent_pack(seeded(1)), pl.DataFrame({"b0": [True]}), ON, keep=["nmae"])


def test_a_rule_that_is_not_in_force_has_no_truth():
    swept = sweep(invent_pack(seeded(1)), pl.DataFrame({"b0": [True]}), ON)
    with pytest.raises(TanbaError, match=r"no rule 'a\.99' in force"):
        swept.truth("a.99")


def test_progress_ends_at_the_last_system():
    told = []
    frame = pl.DataFrame({"b0": [True] * 300_000})
    sweep(invent_pack(seeded(1)), frame, ON, progress=lambda done, total: told.append((done, total)))
    assert told == [(262_144, 300_000), (300_000, 300_000)]
