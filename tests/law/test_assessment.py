"""Deciding one system: unknown stays unknown, and says why."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.small import write_pack
from tanba.kernel import Faults, Reason, TanbaError, Truth, Unknown
from tanba.law import Confidence, Duty, assess, explain, read_pack

DAY = date(2026, 3, 1)
SCHOOL = {"learns": True, "here": True, "emotions": True, "consent": False}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return read_pack(write_pack(tmp_path_factory.mktemp("pack")))


def test_a_settled_system(pack):
    result = assess(pack, {**SCHOOL, "by_law": False, "harm": True, "roles": ["owner"]}, DAY)
    assert result.prohibited is Truth.YES
    assert result.placed("risk").is_ == "high"
    (duty,) = result.of(Duty)
    assert (duty.truth, duty.owed.yours, duty.owed.done) == (Truth.YES, Truth.YES, Truth.UNKNOWN)


def test_nothing_asked_is_nothing_decided(pack):
    result = assess(pack, {}, DAY)
    assert {f.truth for f in result.findings} == {Truth.UNKNOWN}
    assert result.prohibited is Truth.UNKNOWN
    assert result.placed("risk").possible == ("low", "high")
    assert result.placed("risk").reason is Reason.NOT_ASKED


def test_when_only_judgement_is_left_the_reason_is_judgement(pack):
    finding = assess(pack, SCHOOL, DAY).finding("demo.2")
    assert (finding.truth, finding.reason) == (Truth.UNKNOWN, Reason.JUDGEMENT)
    assert [o.name for o in finding.open] == ["by_law"]


def test_judgement_beside_an_unasked_fact_is_not_yet_judgement(pack):
    finding = assess(pack, {"learns": True, "here": True, "emotions": True}, DAY).finding("demo.2")
    assert finding.reason is Reason.NOT_ASKED
    assert {o.name: o.reason for o in finding.open}["by_law"] is Reason.JUDGEMENT


@pytest.mark.parametrize("reason", list(Reason))
def test_an_unknown_keeps_the_reason_that_was_given(pack, reason):
    facts = {**SCHOOL, "by_law": False, "consent": Unknown(reason=reason)}
    assert assess(pack, facts, DAY).finding("demo.2").reason is reason


def test_an_exception_that_fires_excuses_and_is_named(pack):
    finding = assess(pack, {**SCHOOL, "by_law": True}, DAY).finding("demo.2")
    assert (finding.truth, finding.excused_by) == (Truth.NO, ("demo.2.law",))


def test_before_the_first_day_there_is_no_finding(pack):
    assert assess(pack, SCHOOL, date(2026, 1, 17)).findings == ()
    assert len(assess(pack, SCHOOL, date(2026, 1, 18)).findings) == 5


def test_an_edition_nobody_read_makes_every_finding_secondary(pack):
    kinds = {f.confidence for f in assess(pack, SCHOOL, date(2026, 8, 25)).findings}
    assert kinds == {Confidence.SECONDARY}
    assert {f.confidence for f in assess(pack, SCHOOL, date(2026, 8, 24)).findings} == {
        Confidence.TEXT_SEEN
    }


def test_terms_follow_the_day(pack):
    says = pack.rule("demo.3").says
    assert pack.wording(says, date(2026, 8, 24)).en.endswith("for information security")
    assert pack.wording(says, date(2026, 8, 25)).en.endswith("for cybersecurity")


def test_a_yearly_duty_has_its_day_and_can_be_late(pack):
    facts = {"learns": True, "here": True, "reviewed": date(2025, 2, 28), "people": 0}
    owed = assess(pack, facts, DAY).finding("demo.3").owed
    assert (owed.by, owed.late, owed.done) == (date(2026, 2, 28), True, Truth.NO)


def test_names_and_answers_outside_the_vocabulary_are_refused_together(pack):
    with pytest.raises(Faults) as caught:
        assess(pack, {"emotion": True, "people": -1, "kind": "fase", "roles": ["boss"]}, DAY)
    assert [f.code for f in caught.value.faults] == ["FC01", "FC02", "FC02", "FC02"]


def test_the_same_question_has_the_same_digest(pack):
    assert (
        assess(pack, SCHOOL, DAY).digest() == assess(pack, dict(reversed(SCHOOL.items())), DAY).digest()
    )
    assert assess(pack, SCHOOL, DAY).digest() != assess(pack, {**SCHOOL, "harm": True}, DAY).digest()


def test_an_explanation_reaches_down_to_the_answers(pack):
    steps = list(explain(pack, assess(pack, SCHOOL, DAY), "demo.2").when.walk())
    assert {s.fact: s.answer for s in steps if s.fact} == {k: SCHOOL[k] for k in SCHOOL}
    assert [s.derived.id for s in steps if s.derived] == ["covered"]


def test_explaining_what_is_not_in_force_is_our_error(pack):
    with pytest.raises(TanbaError, match="it binds from 2026-01-18"):
        explain(pack, assess(pack, {}, date(2025, 1, 1)), "demo.2")
    with pytest.raises(TanbaError, match=r"did you mean demo\.2"):
        explain(pack, assess(pack, {}, DAY), "demo.22")


FACTS = st.fixed_dictionaries(
    {},
    optional={
        name: st.booleans() for name in ("learns", "here", "harm", "emotions", "consent", "by_law")
    }
    | {"people": st.integers(0, 3), "roles": st.lists(st.sampled_from(["owner", "user"]))},
)


@settings(max_examples=200)
@given(FACTS, FACTS)
def test_one_more_answer_never_overturns_a_settled_one(pack, known, more):
    before, after = assess(pack, known, DAY), assess(pack, more | known, DAY)
    for one, other in zip(before.findings, after.findings, strict=True):
        assert one.truth in (Truth.UNKNOWN, other.truth)


@given(FACTS)
def test_what_is_unknown_names_what_would_settle_it(pack, known):
    for finding in assess(pack, known, DAY).findings:
        assert (finding.truth is Truth.UNKNOWN) == bool(finding.open)
        assert not {o.name for o in finding.open} & known.keys()
