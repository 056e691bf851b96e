"""Grades of evidence: what raises one, and that nothing a record says of itself does."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanba.works.grade import grade_between, grade_of
from tanba.works.playback import replay
from tanba.works.record.values import Anchor, Grade, How
from works.sessions import BEGUN, SAID, forged, lines_of, recording, type_in, write_lines


def anchor(minutes: float = 10, first: int = 1, last: int = 100, **said: Any) -> Anchor:
    after = BEGUN + timedelta(minutes=minutes)
    return Anchor(first=(1, first), last=(1, last), not_before=BEGUN, not_after=after, **said)


FULL: dict[str, Any] = {"witnessed": 2, "signed": True, "receipt": "gateway"}


@pytest.mark.parametrize(
    ("how", "said", "grade"),
    [
        (How.DECLARED, None, "E0"),
        (How.DECLARED, anchor(**FULL), "E0"),
        (How.RECORDED, None, "E1"),
        (How.RECEIVED, None, "E1"),
        (How.RECORDED, Anchor(first=(1, 1), last=(1, 9), not_after=BEGUN), "E1"),
        (How.RECORDED, Anchor(first=(1, 1), last=(1, 9), not_before=BEGUN), "E1"),
        (How.RECORDED, anchor(15), "E2"),
        (How.RECORDED, anchor(15.1), "E1"),
        (How.RECORDED, anchor(-1), "E1"),
        (How.RECORDED, anchor(**FULL), "E2"),
        (How.RECEIVED, anchor(), "E2"),
        (How.RECEIVED, anchor(receipt="gateway"), "E3"),
        (How.RECEIVED, anchor(16, receipt="gateway"), "E1"),
        (How.RECEIVED, anchor(receipt="gateway", witnessed=2), "E3"),
        (How.RECEIVED, anchor(receipt="gateway", witnessed=1, signed=True), "E3"),
        (How.RECEIVED, anchor(**FULL), "E4"),
    ],
)
def test_grade(how: How, said: Anchor | None, grade: str) -> None:
    assert grade_of(how, said) is Grade(grade)


def test_a_span_is_as_well_evidenced_as_the_least_of_its_acts() -> None:
    strong, weak = anchor(first=1, last=50), anchor(20, first=51, last=90)
    assert grade_between(How.RECORDED, (1, 3), (1, 50), [strong, weak]) is Grade.E2
    assert grade_between(How.RECORDED, (1, 3), (1, 51), [strong, weak]) is Grade.E1
    assert grade_between(How.RECORDED, (1, 3), (1, 70), [strong, anchor(first=40, last=80)]) is Grade.E2
    assert grade_between(How.RECORDED, (1, 85), (1, 95), [anchor(first=40, last=90)]) is Grade.E1
    assert grade_between(How.DECLARED, (1, 1), (1, 2), [strong]) is Grade.E0
    assert grade_between(How.RECORDED, (1, 1), (1, 2), []) is Grade.E1


anchors = st.builds(
    anchor,
    st.sampled_from([-5.0, 0.0, 10.0, 15.0, 30.0]),
    first=st.integers(1, 20),
    last=st.integers(1, 40),
    witnessed=st.integers(0, 3),
    signed=st.booleans(),
    receipt=st.sampled_from(["", "gateway"]),
)


@given(st.sampled_from(How), st.integers(1, 30), st.integers(0, 20), st.lists(anchors, max_size=6))
def test_the_grade_of_many_acts_is_the_lowest_of_each_alone(
    how: How, first: int, more: int, many: list[Anchor]
) -> None:
    each = [
        max(
            [grade_of(how, one) for one in many if one.first <= (1, n) <= one.last],
            default=grade_of(how),
        )
        for n in range(first, first + more + 1)
    ]
    assert grade_between(how, (1, first), (1, first + more), many) is min(each)


@given(st.sampled_from(How), st.lists(anchors, max_size=5), anchors)
def test_another_anchor_never_lowers_a_grade(how: How, many: list[Anchor], more: Anchor) -> None:
    assert grade_between(how, (1, 5), (1, 9), [*many, more]) >= grade_between(how, (1, 5), (1, 9), many)


def test_a_session_that_somebody_made_up_is_e1_at_best(tmp_path: Path) -> None:
    """Written by a program in a second, with times of a week and acts that call themselves received."""
    with recording(tmp_path / "w") as recorder:
        recorder.generated(["what nobody received"], "m")
        type_in(recorder, 0, SAID)
    lines = [
        line.replace(b'"how":"recorded"', b'"how":"received"') for line in lines_of(tmp_path / "w")
    ]
    lines = [line.replace(b'"ms":', b'"ms":604800') for line in lines]
    write_lines(tmp_path / "w", forged(lines))
    replayed = replay(tmp_path / "w")
    (span,) = replayed.pieces[0].spans
    assert span.how is How.RECEIVED
    assert grade_between(span.how, span.act, span.last, []) is Grade.E1
    assert grade_of(replayed.generations[0].how) is Grade.E1
    sealed_at_last = Anchor(first=(1, 1), last=(1, 999), not_after=BEGUN)
    assert grade_between(span.how, span.act, span.last, [sealed_at_last]) is Grade.E1
