"""A pack is called sound only when everything about it was proved; every planted fault is found."""

from datetime import date
from pathlib import Path

import pytest

from law.made_up import DAY, START, asks, axis, excuse, forbid, law, rule
from tanba.kernel import Truth
from tanba.law import ClassIs, Duty, assess, prove, read_pack

FACTS = [
    asks("roles", "set", ("owner", "user")),
    asks("a"),
    asks("b"),
    asks("c", judgement=True),
    asks("mode", "enum", ("open", "closed", "local")),
    asks("people", "int", min=0, max=50),
]
LATER = date(2026, 7, 1)


def owes(*parties):
    return Duty(duty="it", owed_by=parties, due="once")


def is_(value):
    return ClassIs(axis="risk", is_=value)


def low(when, **more):
    return rule("k.low", when, is_("low"), **more)


def high(when, **more):
    return rule("k.high", when, is_("high"), **more)


def pack_of(*rules, classes=False):
    axes = [axis("risk", "low", "high", within="base")] if classes else []
    return law(FACTS, rules, [("base", "a AND people > 5")], axes)


def found(*rules, **more):
    return prove(pack_of(*rules, **more)).found


def only(defects, code):
    (defect,) = defects
    assert defect.code == code
    return defect


SOUND = [
    low("base AND NOT b"),
    high("base AND b"),
    forbid("r.1", "base AND mode = 'open'", unless=["r.1.x"]),
    excuse("r.1.x", "c"),
    rule("r.2", "base AND 'owner' IN roles", owes("owner")),
]


def test_a_sound_pack_is_called_sound():
    proof = prove(pack_of(*SOUND, classes=True))
    assert proof.found == ()
    assert proof.sound
    assert proof.checks > 10


def test_nothing_checked_is_not_sound():
    assert not prove(pack_of()).sound


@pytest.mark.parametrize(
    "when",
    [
        "a AND NOT a",
        "people > 50",
        "mode = 'open' AND mode = 'local'",
        "base AND people BETWEEN 1 AND 4",
    ],
)
def test_a_rule_that_can_never_hold_is_found(when):
    assert only(found(rule("r.1", when)), "PR01").rules == ("r.1",)


@pytest.mark.parametrize("when", ["a OR NOT a", "people >= 0", "mode IN ('open', 'closed', 'local')"])
def test_a_rule_that_always_holds_is_found(when):
    assert only(found(rule("r.1", when)), "PR02").rules == ("r.1",)


def test_a_rule_that_its_exception_always_excuses_never_holds():
    codes = {d.code for d in found(forbid("r.1", "a AND b", unless=["r.x"]), excuse("r.x", "b"))}
    assert codes == {"PR01"}


def test_an_overlap_is_found_with_a_system_that_has_both_values():
    pack = pack_of(low("base AND mode <> 'open'"), high("base AND (b OR mode = 'open')"), classes=True)
    defect = only(prove(pack).found, "PR03")
    assert defect.rules == ("k.low", "k.high")
    result = assess(pack, defect.witness, DAY)
    assert [result.finding(name).truth for name in defect.rules] == [Truth.YES, Truth.YES]
    assert set(defect.witness) == {"a", "b", "mode", "people"}


def test_a_gap_is_found_with_a_system_that_has_no_value():
    pack = pack_of(low("base AND mode = 'local'"), high("base AND mode = 'open'"), classes=True)
    defect = only(prove(pack).found, "PR04")
    result = assess(pack, defect.witness, DAY)
    assert {f.truth for f in result.findings} == {Truth.NO}
    assert defect.witness["a"] is True
    assert (defect.witness["mode"], defect.witness["people"]) == ("closed", 6)


def test_an_overlap_outside_the_class_is_nobodys_business():
    assert found(low("base OR b"), high("NOT base AND b"), classes=True) == ()


def test_an_exception_that_cannot_fire_is_found():
    defects = found(
        forbid("r.1", "mode = 'open'", unless=["r.x"]), excuse("r.x", "mode = 'local' AND b")
    )
    assert only(defects, "PR05").rules == ("r.1", "r.x")


def test_an_exception_that_its_own_exception_silences_cannot_fire():
    defects = found(
        forbid("r.1", "a AND b", unless=["r.x"]), excuse("r.x", "c", unless=["r.y"]), excuse("r.y", "b")
    )
    assert only(defects, "PR05").rules == ("r.1", "r.x")


@pytest.mark.parametrize("duty", [owes(), owes("owner")])
def test_a_duty_that_nobody_owes_is_found(duty):
    defect = only(found(rule("r.1", "b AND 'owner' NOT IN roles", duty)), "PR06")
    assert defect.rules == ("r.1",)


def test_a_duty_of_somebody_who_is_no_role_is_owed():
    assert found(rule("r.1", "b", owes("authorised_body"))) == ()


def test_a_prohibition_that_no_system_of_a_class_avoids_is_found():
    whole = forbid("r.1", "b OR (people > 5 AND a)")
    assert only(found(*SOUND[:2], whole, classes=True), "PR07").rules == ("r.1",)


def test_a_fault_is_found_on_its_days_and_said_once():
    pack = pack_of(
        low("base AND NOT b"),
        high("base AND b", until=LATER),
        rule("k.high.new", "base AND b AND c", is_("high"), from_=LATER),
        rule("r.other", "a", from_=date(2026, 9, 1)),
        classes=True,
    )
    defect = only(prove(pack).found, "PR04")
    assert (defect.days.from_, defect.days.until) == (LATER, None)
    assert assess(pack, defect.witness, LATER).placed("risk").possible == ()


def test_a_fault_that_ends_has_an_end():
    pack = pack_of(
        low("base", until=LATER), high("base AND b", until=LATER), rule("r.1", "a"), classes=True
    )
    defect = only(prove(pack).found, "PR03")
    assert (defect.days.from_, defect.days.until) == (START, LATER)


def test_what_z3_cannot_decide_is_not_sound():
    proof = prove(pack_of(*SOUND, classes=True), effort=1)
    assert proof.undecided > 0
    assert {defect.code for defect in proof.found} == {"PR09"}
    assert not proof.sound


def test_progress_is_told_to_the_end():
    told = []
    prove(pack_of(*SOUND, classes=True), progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == list(range(1, len(told) + 1))
    assert {of for _, of in told} == {len(told)}


def test_the_real_law_is_sound():
    proof = prove(read_pack(Path("packs/kz/ai-law")))
    assert [(d.code, d.says, d.witness) for d in proof.found] == []
    assert proof.sound
