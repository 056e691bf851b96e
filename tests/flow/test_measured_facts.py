"""What was measured stands beside what people said, and grows old."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tanba.flow import Run, Share, keep_run, open_case, open_pack, read_runs
from tanba.kernel import Faults, Reason, Text, Unknown
from tanba.measures import (
    Judged,
    Measured,
    Result,
    Yardstick,
    answer,
    exact,
    find_measure,
    judged,
)

DAY = date(2026, 3, 10)
CARD = """\
tanba: 1
pack: kz/ai-law
system: {id: bank, name: A bank's scoring}
answers:
  logic: learned
  operated_in_kazakhstan: true
"""


def run_on(day: date, gap: float | None, name: str = "loans") -> Run:
    """Return a run of the measure of discrimination that found this worst ratio; None: nobody measured."""
    about = find_measure("discrimination").about
    shows = next(one for one in about.shows if one.fact == "discrimination_found")
    results = [
        Result(
            id=id_,
            number=gap,
            band=None if gap is None else exact(gap),
            unit="ratio",
            n=0 if gap is None else 9,
        )
        for id_ in shows.by
    ]
    kept = [Result(id=id_, number=0.0, band=exact(0.0), unit="count", n=9) for id_ in shows.needs]
    measured = Measured(results=(*results, *kept))
    source = Text(kk="келісім", ru="соглашение", en="a convention")
    sticks = {id_: Yardstick(source=source, at_least=0.8) for id_ in shows.by}
    sticks |= {id_: Yardstick(source=source, at_most=0) for id_ in shows.needs}
    found = judged(measured, sticks)
    return Run(
        form=1, measure=about.id, version=about.version, name=name, system="A bank's scoring", by="auditor",
        at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC), until=day + timedelta(days=about.valid_days),
        inputs=(), settings={}, judged=found, answers=(answer(shows, found),), measured=measured,
    )  # fmt: skip


@pytest.fixture
def card(tmp_path):
    path = tmp_path / "tanba.yaml"
    path.write_text(CARD, "utf-8")
    return path


def case(card, on=DAY, extra=""):
    if extra:
        card.write_text(CARD + extra, "utf-8")
    return open_case(open_pack(), card, on)


def test_a_measured_answer_fills_what_nobody_had_answered(card):
    keep_run(card, run_on(DAY, 0.5))
    found = case(card)
    assert found.assessment.facts["discrimination_found"] is True
    assert [one.state for one in found.measured] == ["used"]
    assert found.share.measured == 1
    assert found.card.answers["discrimination_found"].by.startswith("discrimination ")


def test_nothing_measured_is_never_an_answer(card):
    keep_run(card, run_on(DAY, None))
    found = case(card)
    assert "discrimination_found" not in found.assessment.facts
    assert [(one.verdict, one.state) for one in found.measured] == [("not shown", "open")]
    assert found.share.measured == 0


def test_results_grow_old_and_the_duty_falls_back(card):
    run = run_on(DAY, 0.95)
    keep_run(card, run)
    assert case(card, run.until).assessment.facts["discrimination_found"] is False
    late = case(card, run.until + timedelta(days=1))
    assert "discrimination_found" not in late.assessment.facts
    assert [one.state for one in late.measured] == ["aged"]
    assert late.share.measured == 0


def test_what_was_measured_later_says_nothing_of_an_earlier_day(card):
    keep_run(card, run_on(DAY, 0.5))
    early = case(card, DAY - timedelta(days=1))
    assert [one.state for one in early.measured] == ["later"]
    assert "discrimination_found" not in early.assessment.facts


@pytest.mark.parametrize(
    ("extra", "state", "fact"),
    [
        ("  discrimination_found: true\n", "agrees", True),
        ("  discrimination_found: false\n", "contradicts", True),
        ("  discrimination_found: {unknown: not_known}\n", "used", True),
        (
            "  discrimination_found: {answer: false, by: A. Lawyer, on: '2026-03-10', note: 'by law'}\n",
            "judged",
            False,
        ),
        (
            "  discrimination_found: {answer: false, by: A. Lawyer, on: '2026-03-09', note: 'too early'}\n",
            "contradicts",
            True,
        ),
        (
            "  discrimination_found: {answer: false, on: '2026-03-11', note: 'nobody'}\n",
            "contradicts",
            True,
        ),
    ],
)
def test_a_person_overrules_a_measurement_only_with_a_name_a_later_day_and_a_reason(
    card, extra, state, fact
):
    keep_run(card, run_on(DAY, 0.5))
    found = case(card, date(2026, 3, 20), extra)
    assert [one.state for one in found.measured] == [state]
    assert found.assessment.facts["discrimination_found"] is fact


def test_of_several_runs_the_worst_speaks(card):
    keep_run(card, run_on(DAY, 0.95, "cards"))
    assert case(card).assessment.facts["discrimination_found"] is False
    keep_run(card, run_on(DAY, None, "leasing"))
    assert "discrimination_found" not in case(card).assessment.facts
    keep_run(card, run_on(DAY, 0.5, "loans"))
    found = case(card)
    assert found.assessment.facts["discrimination_found"] is True
    assert {one.run: one.state for one in found.measured} == {
        "cards": "open",
        "leasing": "open",
        "loans": "used",
    }


def test_a_bad_number_that_only_a_person_can_read_asks_for_judgement(card):
    run = run_on(DAY, 0.5)
    keep_run(card, replace(run, answers=(replace(run.answers[0], answer=None),)))
    fact = case(card).assessment.facts["discrimination_found"]
    assert isinstance(fact, Unknown)
    assert fact.reason is Reason.JUDGEMENT


def test_a_kept_run_is_read_back_as_it_was(card):
    run = run_on(DAY, 0.5)
    keep_run(card, run)
    assert read_runs(card) == (run,)
    assert read_runs(card)[0].digest == run.digest


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"form": 1e999}', b"\0" * 100, b'{"form": 2}'],
)
def test_a_file_that_is_no_run_is_refused_with_its_place(card, content):
    path = keep_run(card, run_on(DAY, 0.5))
    path.write_bytes(content)
    with pytest.raises(Faults, match=r"loans\.json: MS10"):
        case(card)


def test_an_altered_answer_outside_the_vocabulary_is_refused(card):
    run = run_on(DAY, 0.5)
    keep_run(card, replace(run, answers=(replace(run.answers[0], answer="perhaps"),)))
    with pytest.raises(Faults, match="MS11"):
        case(card)


@pytest.mark.parametrize(
    "altered",
    [
        lambda run: replace(run, answers=(replace(run.answers[0], verdict="met", answer=False),)),
        lambda run: replace(run, answers=(replace(run.answers[0], because=()),)),
        lambda run: replace(run, judged=tuple(replace(one, verdict="met") for one in run.judged)),
        lambda run: replace(run, judged=()),
        lambda run: replace(run, at=run.at.replace(tzinfo=None)),
    ],
    ids=["another answer", "an answer of nothing", "better verdicts", "nothing judged", "no time zone"],
)
def test_a_run_that_says_what_its_numbers_do_not_is_refused(card, altered):
    keep_run(card, altered(run_on(DAY, 0.5)))
    with pytest.raises(Faults, match=r"loans\.json: MS10"):
        case(card)


def test_a_run_of_another_system_is_not_used(card):
    keep_run(card, replace(run_on(DAY, 0.5), system="Another bank's scoring"))
    with pytest.raises(Faults, match=r"MS11.*Another bank's"):
        case(card)


def test_of_runs_as_bad_the_one_with_an_answer_speaks(card):
    run = run_on(DAY, 0.5, "a")
    keep_run(card, replace(run, answers=(replace(run.answers[0], answer=None),)))
    keep_run(card, run_on(DAY, 0.5, "b"))
    found = case(card)
    assert found.assessment.facts["discrimination_found"] is True
    assert {one.run: one.state for one in found.measured} == {"a": "open", "b": "used"}


def test_a_run_counts_from_the_day_where_it_was_measured(card):
    """Two in the night in Astana is still the day before in UTC."""
    astana = timezone(timedelta(hours=5))
    run = replace(run_on(DAY, 0.5), at=datetime(2026, 3, 10, 2, tzinfo=astana))
    keep_run(card, run)
    assert [one.state for one in case(card, DAY - timedelta(days=1)).measured] == ["later"]
    assert [one.state for one in case(card, DAY).measured] == ["used"]
    assert read_runs(card)[0].digest == run.digest


def test_the_share_is_that_of_the_answers(card):
    """Three facts are declared, of which one was measured otherwise; the open ones are counted by hand."""
    keep_run(card, run_on(DAY, 0.5))
    found = case(card, DAY, "  discrimination_found: false\n")
    open_ = {one.name for one in found.assessment.open}
    assert "discrimination_found" not in open_
    assert found.share == Share(measured=1, declared=2, unknown=len(open_))
    assert case(card, date(2028, 1, 1)).share.measured == 0
    assert case(card, date(2028, 1, 1)).share.declared == 3


def test_a_number_without_its_band_is_no_result():
    with pytest.raises(ValueError, match="come together"):
        Result(id="x", number=1.0, band=None, unit="ratio", n=1)
    with pytest.raises(ValueError, match="number of nothing"):
        Result(id="x", number=1.0, band=exact(1.0), unit="ratio", n=0)
    assert Judged(
        result=Result(id="x", number=None, band=None, unit="ratio", n=0), yardstick=None, verdict="met"
    )
