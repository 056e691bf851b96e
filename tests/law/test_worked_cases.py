"""Every worked case in every pack is a test, named after its rule."""

from datetime import date
from pathlib import Path

import pytest

from tanba.law import assess, read_pack

PACKS = [read_pack(head.parent) for head in sorted(Path("packs").rglob("pack.yaml"))]
TODAY = date(2026, 11, 23)


def day_of(rule, example):
    """The day a case names, or else the last day on which the rule binds in our time."""
    if example.on:
        return example.on
    return rule.until.fromordinal(rule.until.toordinal() - 1) if rule.until else max(TODAY, rule.from_)


RULES = [
    pytest.param(pack, rule, example, id=f"{rule.id}: {example.name}")
    for pack in PACKS
    for rule in pack.rules
    for example in rule.examples
]


@pytest.mark.parametrize(("pack", "rule", "example"), RULES)
def test_worked_case(pack, rule, example):
    finding = assess(pack, example.given, on=day_of(rule, example)).finding(rule.id)
    assert finding.truth.name.lower() == example.holds, [o.name for o in finding.open]


DERIVED = [
    pytest.param(pack, one, example, id=f"{one.id}: {example.name}")
    for pack in PACKS
    for one in pack.derived
    for example in one.examples
]


@pytest.mark.parametrize(("pack", "one", "example"), DERIVED)
def test_worked_case_of_a_derived_fact(pack, one, example):
    from tanba.law.decision.assessment import settle

    truth = settle(pack, example.given).get(one.id)
    assert {True: "yes", False: "no", None: "unknown"}[truth] == example.holds
