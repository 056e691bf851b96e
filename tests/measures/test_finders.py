"""Social evaluation and biometric classification: parts that are a function only together."""

import json
from pathlib import Path

import polars as pl
import pytest

from tanba.kernel import TanbaError
from tanba.measures import Artefact, World, answer, judged
from tanba.measures.functions.biometric import BiometricClasses
from tanba.measures.functions.joins import biometric_signs, social_signs
from tanba.measures.functions.moments import stretches
from tanba.measures.functions.settings import BiometricSettings, SocialSettings
from tanba.measures.functions.social import SocialEvaluation


def schema(folder: Path, **objects: list[str]) -> Artefact:
    tree = {name: {"properties": {one: {} for one in names}} for name, names in objects.items()}
    path = folder / "schema.json"
    path.write_text(json.dumps({"$defs": tree}, ensure_ascii=False), "utf-8")
    return Artefact(name="names", kind="file", at="schema.json", path=path)


def whys(found):
    kept = [*found.kept["strong"], *found.kept["weak"]]
    return {(one.grade, one.why) for one in kept if one.why not in ("person-score",)}


PERIOD, CONDUCT, CLASS = "period_month", "complaints", "tier"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([PERIOD, CONDUCT, CLASS, "score", "driver_id"], {("strong", "social-join")}),
        (["кезең", "мінез_құлық", "санаты", "балл", "азамат_жсн"], {("strong", "social-join")}),
        (["период", "нарушения", "категория", "оценка", "сотрудник"], {("strong", "social-join")}),
        (["month", "reliability", "class", "rating", "citizen"], {("strong", "social-join")}),
        ([PERIOD, CONDUCT, CLASS, "driver_id"], {("weak", "social-part")}),
        ([PERIOD, CONDUCT, CLASS, "score"], {("weak", "social-part")}),
        ([PERIOD, CONDUCT, CLASS, "weight_kg"], set()),
        ([PERIOD, CLASS, "score", "driver_id"], set()),  # nothing of how anybody behaves
        ([CONDUCT, CLASS, "score", "driver_id"], set()),  # a single check
        ([PERIOD, CONDUCT, "score", "driver_id"], set()),  # nobody is sorted
        (["month", "product_rating", "category", "price"], set()),
        (["social_credit_score"], {("strong", "social-score")}),
    ],
)
def test_social_evaluation_is_a_join_of_its_parts_in_one_schema(tmp_path, names, expected):
    assert whys(social_signs(schema(tmp_path, Person=names))) == expected


def test_parts_spread_over_a_data_flow_are_a_weak_sign(tmp_path):
    found = social_signs(schema(tmp_path, A=[PERIOD, "driver_id"], B=[CONDUCT, "score"], C=[CLASS]))
    assert whys(found) == {("weak", "social-flow")}
    assert found.kept["weak"][-1].name.count(" + ") == 4


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["face_vector", "predicted_race"], {("strong", "body-join")}),
        (["дауыс_векторы", "ұлты_болжам", "ұлты_ықтималдығы"], {("strong", "body-join")}),
        (["лицо_вектор", "вероятность_религии"], {("strong", "body-join")}),
        (["face_photo", "nationality"], {("weak", "body-beside")}),
        (["voice_print", "gender_pred"], {("weak", "body-beside")}),
        (["face_vector", "match_score"], set()),
        (["voice_print", "gender"], set()),  # asked in a form
        (["predicted_race", "horse"], set()),
        (["юридическое_лицо", "национальность"], set()),
    ],
)
def test_biometrics_are_a_sign_only_beside_a_conclusion(tmp_path, names, expected):
    assert whys(biometric_signs(schema(tmp_path, Visit=names))) == expected


def test_two_schemas_of_one_file_are_not_joined_for_biometrics(tmp_path):
    assert whys(biometric_signs(schema(tmp_path, A=["face_vector"], B=["predicted_race"]))) == set()


@pytest.mark.parametrize(
    ("task", "labels", "expected"),
    [
        ("face", ["White", "Black", "Asian", "Latino_Hispanic"], {("strong", "body-labels")}),
        ("text", ["мұсылман", "христиан", "буддист"], {("weak", "body-labels")}),
        ("face", ["white", "black", "red"], set()),  # colours of cars
    ],
)
def test_labels_of_race_or_religion_are_a_set(tmp_path, task, labels, expected):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"task": task, "id2label": dict(enumerate(labels))}), "utf-8")
    found = biometric_signs(Artefact(name="names", kind="file", at="config.json", path=path))
    assert whys(found) == expected


def evaluations(folder: Path, *rows: str, header: str = "person,moment,tier") -> dict[str, Artefact]:
    path = folder / "marks.csv"
    path.write_text("\n".join((header, *rows)) + "\n", "utf-8")
    return {"evaluations": Artefact(name="evaluations", kind="table", at="marks.csv", path=path)}


def said(reads: dict[str, Artefact], **more: str):
    measure = SocialEvaluation()
    measured = measure.run(reads, SocialSettings(**{"label": "tier", **more}), World())
    found = judged(measured, measure.about.yardsticks)
    answers = {shows.fact: answer(shows, found).answer for shows in measure.about.shows}
    return {one.id: one.number for one in measured.results}, answers


def test_who_was_evaluated_on_several_days_into_several_classes_is_counted(tmp_path):
    reads = evaluations(
        tmp_path,
        "A,2026-01-10 09:00,gold",
        "B,2026-01-10 09:00,silver",
        "A,2026-03-11 09:00,silver",
        "C,2026-01-10 09:00,gold",
        "C,2026-01-10 09:05,gold",
        "B,2026-01-10 09:00,silver",  # the same moment, twice
        "D,once,gold",
        ",2026-01-10,gold",
    )
    numbers, answers = said(reads)
    assert numbers["evaluated.persons"] == 3
    assert numbers["evaluated.repeatedly"] == 2
    assert numbers["evaluated.over_days"] == 1
    assert numbers["evaluated.span"] == 60 * 86_400
    assert numbers["evaluated.classes"] == 2
    assert numbers["unreadable.rows"] == 2
    assert answers["over_a_period"] is True
    assert answers["sorts_people"] is True


def test_one_check_of_each_person_answers_nothing_and_never_no(tmp_path):
    _, answers = said(
        evaluations(tmp_path, "A,2026-01-10,gold", "B,2026-01-11,gold", "A,2026-01-10,gold")
    )
    assert set(answers.values()) == {None}


def test_a_day_written_twice_is_no_period(tmp_path):
    numbers, _ = said(evaluations(tmp_path, "A,2026-01-10,gold", "A,2026-01-10 15:00,gold"))
    assert numbers["evaluated.repeatedly"] == 0


def test_a_column_of_scores_is_no_column_of_classes(tmp_path):
    with pytest.raises(TanbaError, match="MF06"):
        said(evaluations(tmp_path, *(f"A,2026-01-10,{n}" for n in range(101))))


def test_the_worked_examples_show_what_they_were_made_for(tmp_path):
    example = SocialEvaluation().example(tmp_path)
    reads = {
        n: Artefact(name=n, kind="file", at=at, path=tmp_path / at) for n, at in example.reads.items()
    }
    settings = SocialSettings(**example.settings)
    numbers = {one.id: one.number for one in SocialEvaluation().run(reads, settings, World()).results}
    assert numbers["evaluated.over_days"] == 30
    assert numbers["evaluated.persons"] == 40
    assert (numbers["signs.strong"], numbers["evaluated.classes"]) == (1, 3)

    folder = tmp_path / "gate-example"
    folder.mkdir()
    example = BiometricClasses().example(folder)
    at = example.reads["names"]
    reads = {"names": Artefact(name="names", kind="folder", at=at, path=folder / at)}
    measured = BiometricClasses().run(reads, BiometricSettings(), World())
    assert [one.number for one in measured.results if one.id == "signs.strong"] == [2]


def test_one_moment_has_many_spellings_and_all_are_read_alike():
    written = [
        "2026-03-01T09:00:00",
        "2026-03-01 09:00",
        "01.03.2026 09:00:00",
        "2026-03-01T04:00:00Z",
        "2026-03-01T09:00:00+0500",
        "2026-03-01T09:00:00.000+05",
        "1772337600",
        "1772337600000",
    ]
    found = stretches(pl.Series("x", written), "Asia/Almaty")
    assert found.get_column("first").to_list() == [1_772_337_600_000_000] * len(written)
    alone = [stretches(pl.Series("x", [one]), "Asia/Almaty").row(0) for one in written]
    assert alone == found.rows()


@pytest.mark.parametrize(
    "written",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-03-01T24:00",
        "03/01/2026",
        "20260301",
        "2026-03-01T09:00+99:00",
    ],
)
def test_what_is_no_moment_is_none(written):
    assert stretches(pl.Series("x", [written]), "Asia/Almaty").row(0)[:2] == (None, None)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC"])
def test_moments_beyond_every_calendar_are_none_and_9999_is_for_ever(unit, zone):
    ends = pl.Series("x", [2**63 - 1, -(2**63) + 1]).cast(pl.Datetime(unit, zone))
    found = stretches(ends, "Asia/Almaty").get_column("first").to_list()
    assert (found == [None, None]) == (unit != "ns")  # nanoseconds end in 2262
    assert stretches(pl.Series("x", ["9999-12-31"]), "Asia/Almaty").row(0)[0] > 2.5e17


def test_kazakhstan_has_one_zone_since_march_2024():
    found = stretches(pl.Series("x", ["2024-02-28T12:00:00", "2024-03-02T12:00:00"]), "Asia/Almaty")
    hours = [moment // 3_600_000_000 % 24 for moment in found.get_column("first")]
    assert hours == [6, 7]
