"""
What the press says and the law does not: each claim is shown to be absent from the pack.

The claims stand in `coverage.yaml`; a claim without a test here fails the last test.
"""

from datetime import date

import pytest

from tanba.flow import open_pack
from tanba.kernel import Truth
from tanba.law import Duty, Forbids, Sanction, States, assess

PACK = open_pack("kz/ai-law")
ENACTED = date(2026, 3, 1)

CLEAN = {q.id: False for q in PACK.questions if q.type == "bool"} | {
    q.id: [] for q in PACK.questions if q.type == "set"
}
"""Every truth answered with no, every set empty: what binds a system binds by its own facts."""

SYSTEM = CLEAN | {
    "roles": ["owner", "holder"],
    "logic": "learned",
    "operated_in_kazakhstan": True,
    "stage": "operated",
    "mode": "closed",
    "decision_maker": "human",
    "human_can_review": True,
    "correction_possible": True,
    "inner_state": "nothing",
    "influence_method": "none",
    "evaluation_basis": "nothing",
    "emotions_basis": "nothing",
    "errors_lead_to": "little",
    "personal_data_lawful": True,
    "organisation_size": "large",
    "state_body": False,
}
"""A harmless learned system operated in Kazakhstan."""

HIGH = SYSTEM | {"stop_causes_emergency": True}

CHECKED: set[str] = set()


def refutes(claim):
    def mark(test):
        CHECKED.add(claim)
        return test

    return mark


def held(facts, kind, on=ENACTED):
    return {f.rule.id for f in assess(PACK, facts, on).of(kind) if f.truth is Truth.YES}


def duties(facts):
    return {f.rule.then.duty for f in assess(PACK, facts, ENACTED).of(Duty) if f.truth is Truth.YES}


def test_the_harmless_system_is_covered_and_clean():
    result = assess(PACK, SYSTEM, ENACTED)
    assert result.placed("risk").is_ == "minimal"
    assert result.prohibited is Truth.NO


@refutes("registration")
def test_nobody_owes_registration_or_a_licence():
    words = ("regist", "licen", "approv", "permit")
    slugs = {r.then.duty for r in PACK.rules if isinstance(r.then, Duty)}
    slugs |= {r.then.forbids for r in PACK.rules if isinstance(r.then, Forbids)}
    assert not {slug for slug in slugs for word in words if word in slug}
    assert held(HIGH, Forbids) == set()


@refutes("strict-liability")
def test_article_24_brings_no_duty_and_no_sanction():
    rules = [r for r in PACK.rules if r.cite.act == "ai-law" and r.cite.article == "24"]
    assert [type(r.then) for r in rules] == [States]
    assert rules[0].then.states == "harm_under_civil_code"


@refutes("prior-review")
@refutes("platform-duty")
@refutes("audit-for-all")
def test_high_risk_alone_brings_no_review_no_platform_and_no_audit():
    more = duties(HIGH) - duties(SYSTEM)
    assert not {slug for slug in more if "audit" in slug or "platform" in slug or "review" in slug}
    assert held(HIGH, Forbids) == set()
    assert "ai_audit" in duties(HIGH | {"claims_trusted_list": True})


@refutes("autonomy-ban")
def test_a_fully_autonomous_system_is_not_prohibited():
    system = SYSTEM | {
        "decision_maker": "system",
        "human_can_review": False,
        "correction_possible": False,
    }
    result = assess(PACK, system, ENACTED)
    assert result.placed("autonomy").is_ == "high"
    assert result.prohibited is Truth.NO
    assert "ai-law.17.2.special" in held(system, States)


@refutes("face-recognition-ban")
def test_recognising_faces_in_public_is_not_a_prohibited_function_of_the_ai_law():
    system = SYSTEM | {
        "processes_personal_data": True,
        "biometric_authentication": True,
        "biometric_in_public_place": True,
        "biometric_public_purpose": True,
        "data_stored_in_kazakhstan": True,
    }
    assert not {id_ for id_ in held(system, Forbids) if id_.startswith("ai-law.")}
    assert assess(PACK, system, ENACTED).prohibited is Truth.NO


@refutes("label-everything")
def test_a_picture_that_imitates_nobody_and_nothing_needs_no_mark():
    abstract = SYSTEM | {"generates": ["image"], "distributes_results": True}
    assert {"machine_mark", "perceivable_warning"} & duties(abstract) == set()
    deepfake = abstract | {"imitates_person": True}
    assert {"machine_mark", "perceivable_warning"} <= duties(deepfake)


@refutes("users-fined")
@refutes("distributors-liable")
def test_article_641_1_names_owners_and_holders_only():
    offences = [r.then for r in PACK.rules if r.cite.act == "koap" and r.cite.article == "641-1"]
    sanctions = [then for then in offences if isinstance(then, Sanction)]
    assert len(sanctions) == 2
    assert {party for then in sanctions for party in then.on} == {"owner", "holder"}
    assert "official" not in {kind for then in sanctions for kind in then.fines}


@refutes("january-16")
def test_nothing_binds_before_the_eighteenth_of_january():
    assert held(HIGH, Duty, date(2026, 1, 18))
    for day in (date(2026, 1, 16), date(2026, 1, 17)):
        ours = [f for f in assess(PACK, HIGH, day).findings if f.rule.cite.act == "ai-law"]
        assert ours == []


@refutes("state-use")
def test_a_system_merely_used_by_a_state_body_is_not_on_a_par_with_state_systems():
    used = HIGH | {"state_body": True, "roles": ["user"]}
    assert "ai-law.17.1.parity" not in held(used, States)
    assert "ai-law.17.1.parity" in held(used | {"forms_state_resources": True}, States)
    assert "ai-law.17.1.parity" in held(HIGH | {"critical_object": True}, States)


def test_every_claim_of_the_pack_is_refuted_here():
    assert {claim.id for claim in PACK.coverage.not_law} == CHECKED


@pytest.mark.parametrize("day", [ENACTED, date(2026, 11, 23)])
def test_what_is_not_an_ai_system_owes_nothing_under_the_ai_law(day):
    regex = SYSTEM | {"logic": "hand_written"}
    kinds = (Duty, Forbids, Sanction)
    assert not {id_ for kind in kinds for id_ in held(regex, kind, day) if id_.startswith("ai-law.1")}
