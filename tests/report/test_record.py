"""The same verdict for programs: JSON and SARIF."""

import json
from datetime import date

import pytest
from inline_snapshot import snapshot
from trial_law import SCHOOL, UNREAD

from tanba.flow import Given
from tanba.kernel import Reason, canonical_bytes
from tanba.report import Speech, write_assessments, write_record, write_sarif


def test_a_record_has_a_form_that_programs_can_rely_on(make_case):
    record = write_record(make_case(SCHOOL))
    assert list(record) == snapshot(
        [
            "schema",
            "form",
            "system",
            "pack",
            "on",
            "digest",
            "verified",
            "share",
            "measured",
            "facts",
            "classes",
            "results",
            "questions",
        ]
    )
    results = {result["id"]: result for result in record["results"]}
    assert results["law.17.3.6"] == snapshot(
        {
            "id": "law.17.3.6",
            "kind": "forbids",
            "name": "emotions",
            "title": {"kk": "эмоция", "ru": "эмоции", "en": "emotions"},
            "says": {
                "kk": "Келісімсіз болмайды.",
                "ru": "Без согласия нельзя.",
                "en": "Not without consent.",
            },
            "cite": {
                "kk": "ЖИ туралы заң, 17-баптың 3-тармағы, 6)-тармақша",
                "ru": "Закон об ИИ, подп. 6) п. 3 ст. 17",
                "en": "AI Law, art. 17(3)(6)",
            },
            "truth": "yes",
            "verdict": {"kk": "тыйым салынған", "ru": "запрещено", "en": "prohibited"},
            "confidence": "text_seen",
            "open": [],
            "excused_by": [],
        }
    )
    assert results["law.19.1"] == snapshot(
        {
            "id": "law.19.1",
            "kind": "duty",
            "name": "answer",
            "title": {"kk": "жауап", "ru": "ответ", "en": "an answer"},
            "says": {
                "kk": "Үш жұмыс күнінде.",
                "ru": "За три рабочих дня.",
                "en": "In three working days.",
            },
            "cite": {
                "kk": "ЖИ туралы заң, 19-баптың 1-тармағы",
                "ru": "Закон об ИИ, п. 1 ст. 19",
                "en": "AI Law, art. 19(1)",
            },
            "truth": "yes",
            "verdict": {"kk": "міндетті", "ru": "обязательно", "en": "owed"},
            "confidence": "text_seen",
            "open": [],
            "excused_by": [],
            "owed_by": ["owner"],
            "to": ["user"],
            "due": {"working_days": 3, "after": "asked_on"},
            "yours": "yes",
            "done": "no",
            "by": "2026-02-02",
            "late": False,
        }
    )
    assert results["code.641-1.1"] == snapshot(
        {
            "id": "code.641-1.1",
            "kind": "sanction",
            "name": "fine",
            "title": {"kk": "хабарламау", "ru": "неинформирование", "en": "not telling"},
            "says": {"kk": "Айыппұл салынады.", "ru": "Влечёт штраф.", "en": "It is fined."},
            "cite": {
                "kk": "Кодекс, 641-1-баптың 1-бөлігі",
                "ru": "Кодекс, ч. 1 ст. 641-1",
                "en": "Code, art. 641-1(1)",
            },
            "truth": "yes",
            "verdict": {"kk": "қазір мүмкін", "ru": "возможно уже сейчас", "en": "possible now"},
            "confidence": "text_seen",
            "open": [],
            "excused_by": [],
            "on": ["owner"],
            "for": ["law.19.1"],
            "fines": {"individual": 15, "large": 100},
            "repeat": {"individual": 30, "large": 200},
            "unit": {
                "kk": "айлық есептік көрсеткіш (АЕК)",
                "ru": "месячный расчётный показатель (МРП)",
                "en": "index (MCI)",
            },
            "worth": 4325,
            "currency": "KZT",
            "repeat_also": {
                "kk": "қызметі тоқтатылады",
                "ru": "деятельность приостанавливается",
                "en": "it is suspended",
            },
        }
    )
    assert record["classes"] == snapshot(
        [
            {
                "id": "risk",
                "title": {"kk": "қауіп-қатер дәрежесі", "ru": "степень риска", "en": "degree of risk"},
                "cite": {
                    "kk": "ЖИ туралы заң, 17-баптың 1-тармағы",
                    "ru": "Закон об ИИ, п. 1 ст. 17",
                    "en": "AI Law, art. 17(1)",
                },
                "value": "high",
                "possible": ["high"],
                "proposed": True,
                "rules": ["law.17.1.2"],
            }
        ]
    )


def test_a_record_is_canonical_and_repeatable(make_case):
    first, second = (canonical_bytes(write_record(make_case(SCHOOL))) for _ in range(2))
    assert first == second
    assert b"null" not in first


def test_every_text_of_a_record_is_in_three_languages(make_case):
    def texts(tree):
        match tree:
            case {"kk": _, "ru": _, "en": _}:
                yield tree
            case dict():
                for part in tree.values():
                    yield from texts(part)
            case list():
                for part in tree:
                    yield from texts(part)

    found = list(texts(write_record(make_case(SCHOOL))))
    assert len(found) > 30
    assert all(text.keys() == {"kk", "ru", "en"} and all(text.values()) for text in found)


def test_a_record_keeps_why_there_is_no_answer(make_case):
    unknown = Given(unknown=Reason.NOT_APPLICABLE, by="A\x1b. Omarova", on=date(2026, 1, 5))
    record = write_record(make_case({"learned": True, "consent": unknown, "basis": None}))
    assert record["facts"] == snapshot(
        {
            "learned": True,
            "consent": {"unknown": "not_applicable", "by": "A. Omarova", "on": "2026-01-05"},
        }
    )


def test_a_record_of_an_unread_edition_says_so(make_case):
    record = write_record(make_case(SCHOOL, on=UNREAD))
    assert record["verified"] is False
    verdicts = {result["verdict"]["en"] for result in record["results"]}
    assert "would be prohibited (unverified)" in verdicts
    assert "prohibited" not in verdicts


def test_json_of_several_cards_is_an_array_of_records(make_case):
    cases = [make_case(SCHOOL), make_case({})]
    text = write_assessments(cases, "json", Speech("kk"))
    assert [one["schema"] for one in json.loads(text)] == ["tanba/assessment"] * 2
    assert len(json.loads(write_assessments(cases[:1], "json", Speech("kk")))) == 1


LEVELS = {"none", "note", "warning", "error"}


def sarif(*cases, lang="en"):
    """Write a log and hold it to what SARIF 2.1.0 demands of these objects."""
    log = json.loads(json.dumps(write_sarif(cases, Speech(lang), version="1.0")))
    assert log["version"] == "2.1.0"  # 3.13.2
    (run,) = log["runs"]  # 3.13.4
    driver = run["tool"]["driver"]  # 3.18.2
    assert driver["name"]
    rules = driver["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)  # 3.19.23: unique
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]  # 3.27.6
        assert result["level"] in LEVELS  # 3.27.10
        assert result["message"]["text"]  # 3.27.11
        for location in result["locations"]:
            place = location["physicalLocation"]  # 3.29
            assert place["region"]["startLine"] >= 1  # 3.30.5
            uri = place["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not set(uri) & set(' "<>\\^`{|}')  # RFC 3986
    return run


def levels(run):
    return {result["ruleId"]: result["level"] for result in run["results"]}


def test_sarif_weighs_what_was_found(make_case):
    assert levels(sarif(make_case(SCHOOL))) == snapshot(
        {"law.17.3.1": "note", "law.17.3.6": "error", "law.18.1": "note", "law.19.1": "warning"}
    )
    assert levels(sarif(make_case({"learned": True, "roles": ["owner"]}))) == snapshot(
        {"law.17.3.1": "note", "law.17.3.6": "warning", "law.18.1": "note", "law.19.1": "note"}
    )


def test_only_judgement_left_is_a_note(make_case):
    assert levels(sarif(make_case({"learned": True, "distorts": None})))["law.17.3.1"] == "note"


def test_duties_of_others_are_not_reported(make_case):
    run = sarif(make_case({**SCHOOL, "roles": ["user"]}))
    assert not {"law.18.1", "law.19.1"} & levels(run).keys()


def test_sarif_of_an_unread_edition_holds_notes_alone(make_case):
    assert set(levels(sarif(make_case(SCHOOL, on=UNREAD))).values()) == {"note"}


def test_a_result_stands_at_the_line_of_the_answer_that_decides(make_case):
    run = sarif(make_case(SCHOOL))
    lines = {
        r["ruleId"]: r["locations"][0]["physicalLocation"]["region"]["startLine"]
        for r in run["results"]
    }
    order = list(SCHOOL)
    assert lines["law.19.1"] == 10 + order.index("told")
    assert lines["law.17.3.6"] == 10 + order.index("basis")
    assert lines["law.17.3.1"] == 1  # nobody answered: the card as a whole


def test_several_cards_share_one_run_and_its_rules(make_case):
    run = sarif(make_case(SCHOOL), make_case(SCHOOL, file="b.yaml"), lang="kk")
    assert len(run["properties"]["systems"]) == 2
    assert len(run["results"]) == 2 * len(run["tool"]["driver"]["rules"])


@pytest.mark.parametrize("file", ["a b/қ<\x1b>\u202e.yaml", "C:\\cards\\x.yaml", "a%20b.yaml"])
def test_a_hostile_name_or_path_stays_inside_the_log(make_case, file):
    run = sarif(make_case(SCHOOL, name="\x1b[31m\u202eevil\n", file=file))
    text = json.dumps(run, ensure_ascii=False)
    assert not [c for c in text if not c.isprintable() and c != "\xa0"]
    assert "[31mevil" in run["results"][0]["message"]["text"]
