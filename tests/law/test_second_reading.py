"""The real pack, decided three ways: by `assess`, by `sweep`, and by a reader that shares no code."""

import random
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.sheets import Sheets
from tanba.flow import open_pack
from tanba.kernel import Truth
from tanba.law import Excuses, assess, next_questions, sweep

FOLDER = Path(__file__).parents[2] / "packs/kz/ai-law"
SHEETS = Sheets(FOLDER)
PACK = open_pack(str(FOLDER))
DAYS = [day + timedelta(days=d) for day in PACK.change_days() for d in (-1, 0)] + [date(2026, 3, 1)]
KINDS = {"bool": pl.Boolean, "int": pl.Int64, "day": pl.Date, "set": pl.List(pl.String)}


def answer(chance, fact):
    match fact["type"]:
        case "bool":
            return chance.random() < 0.6
        case "enum":
            return chance.choice(list(fact["values"]))
        case "set":
            return [name for name in fact["values"] if chance.random() < 0.4]
        case "int":
            low, high = fact.get("min", -3), fact.get("max", 2_000_000)
            near = [14, 15, 16, 17, 18, 99, 100, 101, 99_999, 100_000, 100_001, low, high]
            return min(high, max(low, chance.choice(near)))
        case "day":
            return date(2026, 1, 18) + timedelta(days=chance.choice([-400, -1, 0, 1, 219, 220, 900]))
    return chance.choice(["", "x", "ә"])


def system(seed):
    """Return answers to a share of the facts; the share itself goes from none to all."""
    chance = random.Random(seed)  # noqa: S311  (no secret hangs on it)
    share = chance.choice([0.05, 0.5, 0.8, 0.95, 1])
    return {n: answer(chance, f) for n, f in SHEETS.facts.items() if chance.random() < share}


def complete(seed):
    """Return answers to every fact."""
    chance = random.Random(seed)  # noqa: S311
    return {name: answer(chance, fact) for name, fact in SHEETS.facts.items()}


@pytest.mark.parametrize("on", DAYS, ids=str)
def test_assess_says_what_a_second_reading_of_the_sheets_says(on):
    live = SHEETS.live(on)
    for seed in range(60):
        facts = system(seed)
        found = {f.rule.id: f.truth.value for f in assess(PACK, facts, on).findings}
        assert found == {name: SHEETS.rule(name, facts, live) for name in live}


def test_a_sweep_says_row_by_row_what_a_second_reading_says():
    on, live = date(2026, 9, 1), SHEETS.live(date(2026, 9, 1))
    systems = [system(seed) for seed in range(700)]
    table = pl.DataFrame(
        [
            pl.Series(name, [s.get(name) for s in systems], dtype=KINDS.get(fact["type"], pl.String))
            for name, fact in SHEETS.facts.items()
        ]
    )
    swept = sweep(PACK, table, on)
    for name in live:
        assert swept.truth(name).tolist() == [SHEETS.rule(name, s, live) for s in systems], name


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(DAYS))
def test_one_more_answer_never_overturns_a_result_of_the_real_pack(one, other, on):
    facts = system(one)
    before = assess(PACK, facts, on)
    after = assess(PACK, system(other) | facts, on)
    for was, is_ in zip(before.findings, after.findings, strict=True):
        assert was.truth in (Truth.UNKNOWN, is_.truth), was.rule.id
    for axis in PACK.head.classes:
        assert before.placed(axis.id).is_ in (None, after.placed(axis.id).is_)


@pytest.mark.parametrize("on", [date(2026, 3, 1), date(2026, 9, 1)], ids=str)
def test_inside_its_class_a_fully_answered_system_has_exactly_one_value(on):
    live = SHEETS.live(on)
    inside = 0
    for seed in range(300):
        facts = complete(seed)
        for axis in SHEETS.classes:
            led = {
                rule["then"]["is"]
                for name, rule in SHEETS.rules.items()
                if name in live
                and rule["then"].get("class") == axis["id"]
                and SHEETS.rule(name, facts, live) == 2
            }
            within = SHEETS.truth(axis["within"], facts) == 2
            inside += within
            assert len(led) == 1 if within else len(led) <= 1
    assert inside > 0


def test_an_interview_ends_when_no_answer_can_change_anything():
    on = date(2026, 3, 1)
    for seed in range(3):
        chance = random.Random(seed)  # noqa: S311
        facts = {}
        while questions := next_questions(PACK, facts, on):
            name = questions[0].question.id
            assert name not in facts
            facts[name] = answer(chance, SHEETS.facts[name])
        ends = [complete(more) | facts for more in range(10)]
        results = [assess(PACK, end, on).findings for end in ends]
        for findings in zip(*results, strict=True):
            kinds = {finding.truth for finding in findings}
            assert len(kinds) == 1 or isinstance(findings[0].rule.then, Excuses), findings[0].rule.id
