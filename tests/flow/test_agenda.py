"""The order of an interview: position first, then how duties stand, judgement last."""

from datetime import date

import pytest

from law.small import write_pack
from tanba.flow import agenda, open_case
from tanba.kernel import Reason, Truth
from tanba.law import assess, duty_questions, read_pack

DAY = date(2026, 3, 1)
OWNER = {"learns": True, "here": True, "roles": ["owner"]}


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return read_pack(write_pack(tmp_path_factory.mktemp("pack")))


def test_only_duties_that_are_owed_and_ours_bring_a_question(pack):
    assert [q.question.id for q in duty_questions(pack, OWNER, DAY)] == ["people"]
    assert duty_questions(pack, OWNER | {"roles": ["user"]}, DAY) == ()
    assert duty_questions(pack, {"roles": ["owner"]}, DAY) == ()
    assert [q.question.id for q in duty_questions(pack, {"learns": True, "here": True}, DAY)] == [
        "roles"
    ]
    assert duty_questions(pack, OWNER | {"people": 3}, DAY) == ()


def test_the_answer_shows_how_the_duty_stands(pack):
    (question,) = duty_questions(pack, OWNER, DAY)
    assert question.rules == ("demo.3",)
    for people, done in ((3, Truth.YES), (0, Truth.NO)):
        assert assess(pack, OWNER | {"people": people}, DAY).finding("demo.3").owed.done is done


def test_judgement_comes_last_and_nothing_is_asked_twice(pack, tmp_path):
    card = tmp_path / "tanba.yaml"
    answers = "{learns: true, here: true, roles: [owner]}"
    card.write_text(f"tanba: 1\nsystem: {{id: a, name: A}}\nanswers: {answers}\n")
    questions = agenda(open_case(pack, card, DAY))
    names = [q.question.id for q in questions]
    assert len(set(names)) == len(names)
    assert names.index("people") < names.index("by_law") == len(names) - 1
    assert questions[-1].reason is Reason.JUDGEMENT
