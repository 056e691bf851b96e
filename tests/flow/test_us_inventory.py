"""A real register, half blank: what it says becomes facts, and what it does not say stays unknown."""

import csv
import importlib.util
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tanba.flow import open_pack, read_map, read_table, table_facts
from tanba.kernel import Truth
from tanba.law import Forbids, assess
from tanba.law.language.syntax import And, Has, Not, Or

FOLDER = Path("examples/us-federal")
EXTRACT = FOLDER / "systems-200.csv"
WHOLE = Path("../shared/data/us-federal-ai-use-cases-2025.csv")
DAY = date(2026, 3, 1)

# How many of the records say something about each fact.
SAID_200 = {
    "operated_in_kazakhstan": 200,
    "state_body": 200,
    "logic": 109,
    "stage": 180,
    "processes_personal_data": 23,
    "influences_decisions": 28,
    "sensitive_fields": 21,
    "model_of_another": 28,
    "reliability_tested": 6,
    "risks_identified": 6,
    "failures_guarded": 5,
    "human_review_available": 4,
}
SAID_3611 = {
    "operated_in_kazakhstan": 3611,
    "state_body": 3611,
    "logic": 1984,
    "stage": 3273,
    "processes_personal_data": 360,
    "influences_decisions": 445,
    "sensitive_fields": 361,
    "model_of_another": 594,
    "reliability_tested": 95,
    "risks_identified": 69,
    "failures_guarded": 72,
    "human_review_available": 29,
}


@pytest.fixture(scope="module")
def pack():
    return open_pack("kz/ai-law")


@pytest.fixture(scope="module")
def mapping(pack):
    return read_map(FOLDER / "map.yaml", pack)


@pytest.fixture(scope="module")
def whole():
    if not WHOLE.exists():
        pytest.skip(f"the full inventory is not at {WHOLE}: only the extract was checked")
    return WHOLE


def mapped(path, mapping, pack):
    return table_facts(read_table(path), mapping, pack, str(path))


def said(table):
    return {name: len(table.facts) - table.facts[name].null_count() for name in table.facts.columns}


@pytest.fixture(scope="module")
def table(mapping, pack):
    return mapped(EXTRACT, mapping, pack)


def counted(path, mapping):
    """Count what a file says by reading it once more, without the code under test."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = list(csv.DictReader(file))
    counts = Counter()
    for name, readings in mapping.facts.items():
        (reading,) = readings
        known = (reading.column is None or r[reading.column] in reading.values for r in records)
        counts[name] = sum(known)
    return dict(counts)


def test_the_extract_maps_without_a_fault_and_says_as_much_as_was_measured(table, mapping):
    assert table.facts.height == 200
    assert said(table) == SAID_200 == counted(EXTRACT, mapping)
    assert table.said == pytest.approx(sum(SAID_200.values()) / (200 * 12))
    assert table.names.columns == ["agency", "id", "use_case_name"]


def test_no_blank_cell_becomes_an_answer(table, mapping):
    raw = read_table(EXTRACT)
    checked = 0
    for name, readings in mapping.facts.items():
        for reading in readings:
            if reading.column is not None:
                blank = raw[reading.column].is_null()
                assert table.facts[name].filter(blank).null_count() == blank.sum(), name
                checked += blank.sum()
    assert checked > 500


def test_every_reading_of_a_column_says_why(mapping):
    assert all(reading.why for readings in mapping.facts.values() for reading in readings)


def test_high_impact_gives_no_degree_of_risk_and_nothing_is_prohibited_by_what_is_not_said(table, pack):
    counts = Counter()
    for row in table.facts.iter_rows(named=True):
        assessment = assess(pack, row, DAY)
        assert assessment.placed("risk").is_ is None
        assert all(finding.truth is not Truth.YES for finding in assessment.of(Forbids))
        counts[assessment.finding("ai-law.1.5").truth] += 1
    assert counts == {Truth.YES: 109, Truth.UNKNOWN: 91}


def test_no_rule_rests_on_a_field_that_the_one_topic_of_a_system_leaves_out(pack):
    """The inventory names the closest topic only, so a field it does not name is not thereby absent."""
    parts = {one.id: one.when.node for one in pack.derived}

    def below_not(node, turned=False):
        match node:
            case Not(part):
                yield from below_not(part, not turned)
            case And(several) | Or(several):
                for part in several:
                    yield from below_not(part, turned)
            case Has(name, _) if name == "sensitive_fields":
                yield turned
            case leaf if leaf.name in parts:
                yield from below_not(parts[leaf.name], turned)

    found = [turned for rule in pack.rules for turned in below_not(rule.when.node)]
    assert found
    assert not any(found)


def test_the_whole_inventory_maps_without_a_fault(whole, mapping, pack):
    table = mapped(whole, mapping, pack)
    assert table.facts.height == 3611
    assert said(table) == SAID_3611 == counted(whole, mapping)


def test_the_extract_is_what_its_rule_takes_from_the_whole(whole):
    spec = importlib.util.spec_from_file_location("extract", FOLDER / "extract.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    text = module.extract(whole)
    assert text == EXTRACT.read_text(encoding="utf-8")
    assert max(len(cell) for row in csv.reader(text.splitlines()) for cell in row) <= module.LONGEST
