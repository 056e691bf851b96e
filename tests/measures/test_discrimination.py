"""Groups in a table of decisions: what is measured, what is judged, and what is never claimed."""

import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pydantic import TypeAdapter

from tanba.kernel import Refused, TanbaError, canonical_bytes
from tanba.measures.discrimination.measure import Discrimination
from tanba.measures.discrimination.settings import GROUNDS
from tanba.measures.frame.intervals import ratio, share
from tanba.measures.frame.judgement import Answered, answer, judged
from tanba.measures.frame.measure import Artefact, World
from tanba.measures.frame.result import Measured, Result

MEASURE = Discrimination()
COMPAS = Path(__file__).parents[3] / "shared" / "data" / "compas-two-years.csv"
ASIDE = {name: "not held" for name in GROUNDS if name not in ("sex", "residence", "nationality")}
PLAIN: dict[str, Any] = {
    "decision": "decision",
    "favourable": ["yes"],
    "unfavourable": ["no"],
    "grounds": [{"of": "sex", "column": "sex"}],
    "set_aside": {**ASIDE, "residence": "not held", "nationality": "not held"},
}


def run(path: Path, settings: dict[str, Any]) -> Measured:
    artefact = Artefact(name=path.name, kind="table", at=str(path), path=path)
    made = TypeAdapter(MEASURE.settings).validate_python(settings)
    return MEASURE.run({"decisions": artefact}, made, World())


def told(measured: Measured) -> Answered:
    return answer(MEASURE.about.shows[0], judged(measured, MEASURE.about.yardsticks))


def write(path: Path, cells: dict[tuple[str, ...], tuple[int, int]], *names: str) -> Path:
    """Write `k` of `n` favourable decisions for each combination of the columns named."""
    lines = [",".join((*names, "decision"))]
    for group, (k, n) in cells.items():
        lines += [",".join((*group, "yes"))] * k + [",".join((*group, "no"))] * (n - k)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def of(measured: Measured, id_: str, *groups: str) -> Result:
    [found] = [
        one
        for one in measured.results
        if one.id == id_ and [group for _, group in one.of] == list(groups)
    ]
    return found


def test_rates_ratios_and_differences_are_those_of_the_table(tmp_path):
    path = write(tmp_path / "d.csv", {("f",): (40, 100), ("m",): (80, 100)}, "sex")
    measured = run(path, PLAIN)
    assert of(measured, "selection.rate", "f").number == pytest.approx(0.4)
    assert of(measured, "selection.ratio", "f").number == pytest.approx(0.5)
    assert of(measured, "selection.ratio", "m").number == 1.0
    assert of(measured, "selection.difference", "f").number == pytest.approx(-0.4)
    assert of(measured, "gap.selection", "*").number == pytest.approx(0.4)
    band, alone = of(measured, "selection.ratio", "f").band, ratio(40, 100, 80, 100)
    assert band is not None
    assert (band.low, band.high) == pytest.approx((alone.low, alone.high), rel=1e-6)
    said = of(measured, "selection.ratio", "f").says
    assert said is not None
    assert all("{number}" in text and "{low}" in text for text in (said.kk, said.ru, said.en))


def test_a_group_far_behind_answers_yes_and_equal_groups_answer_no(tmp_path):
    behind = run(write(tmp_path / "a.csv", {("f",): (40, 100), ("m",): (80, 100)}, "sex"), PLAIN)
    assert told(behind).answer is True
    equal = run(write(tmp_path / "b.csv", {("f",): (700, 1000), ("m",): (710, 1000)}, "sex"), PLAIN)
    assert (told(equal).verdict, told(equal).answer) == ("met", False)


def test_a_ratio_below_four_fifths_is_not_shown_while_its_band_reaches_beyond(tmp_path):
    measured = run(write(tmp_path / "d.csv", {("f",): (7, 20), ("m",): (10, 20)}, "sex"), PLAIN)
    assert of(measured, "selection.ratio", "f").number == pytest.approx(0.7)
    assert (told(measured).verdict, told(measured).answer) == ("not shown", None)


def test_a_group_too_small_is_counted_never_rated_and_never_a_pass(tmp_path):
    cells = {("f",): (700, 1000), ("m",): (710, 1000), ("x",): (2, 2)}
    measured = run(write(tmp_path / "d.csv", cells, "sex"), PLAIN)
    few = of(measured, "selection.ratio", "< 10")
    assert (few.number, few.band, few.n) == (None, None, 2)
    assert not [one for one in measured.results if ("sex", "x") in one.of]
    assert told(measured).verdict == "not shown"
    [table] = [grid for grid in measured.tables if grid.id == "groups:sex"]
    assert table.rows[-1][1:3] == (2, None)


def test_who_does_not_say_is_a_group_and_not_dropped(tmp_path):
    cells = {("f",): (70, 100), ("m",): (71, 100), ("",): (10, 60)}
    measured = run(write(tmp_path / "d.csv", cells, "sex"), PLAIN)
    assert of(measured, "selection.rate", "—").n == 60
    assert told(measured).answer is True
    assert any("not said" in note.says.en for note in measured.notes)


def test_a_ground_that_nobody_measured_or_set_aside_keeps_the_answer_open(tmp_path):
    path = write(tmp_path / "d.csv", {("f",): (700, 1000), ("m",): (710, 1000)}, "sex")
    measured = run(path, {**PLAIN, "set_aside": {"race": "not held"}})
    assert of(measured, "grounds.unmeasured").number == 10
    assert told(measured).verdict == "not shown"
    one = write(tmp_path / "one.csv", {("f",): (700, 1000)}, "sex")
    assert of(run(one, PLAIN), "grounds.unmeasured").number == 1
    assert of(run(one, PLAIN), "selection.ratio", "f").number is None


def test_within_a_legitimate_factor_the_adjusted_ratio_is_judged(tmp_path):
    # Simpson's paradox, as in Bickel et al. 1975: in either faculty nobody is behind.
    cells = {
        ("f", "hard"): (200, 1000), ("m", "hard"): (20, 100),
        ("f", "easy"): (80, 100), ("m", "easy"): (800, 1000),
    }  # fmt: skip
    path = write(tmp_path / "d.csv", cells, "sex", "faculty")
    assert told(run(path, PLAIN)).answer is True
    measured = run(path, {**PLAIN, "factors": [{"column": "faculty"}]})
    assert of(measured, "selection.ratio", "f").number == pytest.approx(1.0)
    assert of(measured, "selection.plain_ratio", "f").number == pytest.approx(
        (280 / 1100) / (820 / 1100)
    )
    assert told(measured).answer is False
    assert any("alike in" in note.says.en for note in measured.notes)


def test_a_reference_takes_the_place_of_the_best_group(tmp_path):
    cells = {("f",): (40, 100), ("m",): (50, 100), ("x",): (80, 100)}
    path = write(tmp_path / "d.csv", cells, "sex")
    grounds = [{"of": "sex", "column": "sex", "reference": "m"}]
    measured = run(path, {**PLAIN, "grounds": grounds})
    assert of(measured, "selection.ratio", "x").number == pytest.approx(1.6)
    assert not [
        one for one in measured.results if one.id == "selection.ratio" and ("sex", "m") in one.of
    ]
    with pytest.raises(Refused, match="MD06 the reference 'q' is not among"):
        run(path, {**PLAIN, "grounds": [{"of": "sex", "column": "sex", "reference": "q"}]})


def scored(path: Path, rows: list[tuple[str, float, bool, bool]]) -> Path:
    frame = pl.DataFrame(rows, schema=["sex", "score", "paid", "yes"], orient="row")
    frame = frame.with_columns(
        decision=pl.when(pl.col("yes")).then(pl.lit("yes")).otherwise(pl.lit("no"))
    )
    frame.drop("yes").write_parquet(path)
    return path


def test_errors_calibration_and_scores_are_told_group_by_group(tmp_path):
    rows = []
    for sex, shift in (("f", 0.0), ("m", 0.2)):
        for step in range(400):
            score = (step % 20) / 25 + shift
            paid = (step * 7) % 20 < (step % 20)  # both are as often true at the same step
            rows.append((sex, score, paid, score > 0.5))
    path = scored(tmp_path / "d.parquet", rows)
    measured = run(path, {**PLAIN, "outcome": "paid", "score": "score"})
    errors = {
        (sex, paid): [row[3] for row in rows if row[0] == sex and row[2] == paid]
        for sex in "fm"
        for paid in (True, False)
    }
    rates = {key: sum(some) / len(some) for key, some in errors.items()}
    gap = of(measured, "gap.true_positive", "*").number
    assert gap == pytest.approx(abs(rates["f", True] - rates["m", True]))
    gap = of(measured, "gap.false_positive", "*").number
    assert gap == pytest.approx(abs(rates["f", False] - rates["m", False]))
    right = {sex: [row[2] for row in rows if row[0] == sex and row[3]] for sex in "fm"}
    shares = [sum(some) / len(some) for some in right.values()]
    assert of(measured, "gap.precision", "*").number == pytest.approx(abs(shares[0] - shares[1]))
    biases = {sex: sum(row[2] - row[1] for row in rows if row[0] == sex) / 400 for sex in "fm"}
    for sex in "fm":
        assert of(measured, "calibration.bias", sex).number == pytest.approx(biases[sex])
    deviation = (sum((row[1] - 0.38 - 0.2 * (row[0] == "m")) ** 2 for row in rows) / 798) ** 0.5
    apart = of(measured, "score.standardised", "m").number
    assert apart == pytest.approx(0.2 / deviation * (1 - 3 / (4 * 798 - 1)))
    # At the same score a man has paid less often, since his score is that much higher.
    gap = of(measured, "calibration.gap", "m")
    assert gap.band is not None
    assert gap.band.high < 0
    [curve] = [chart for chart in measured.charts if chart.kind == "curve"]
    for point in curve.points:
        some = [
            row
            for row in rows
            if row[0] == point.series and int(row[1] * 10 + 1e-9) == int(point.x * 10)
        ]
        assert point.number is not None
        assert point.n == len(some)
        band = share(round(point.number * point.n), point.n)
        assert (point.low, point.high) == (band.low, band.high)


def test_a_score_that_is_no_chance_is_refused_and_can_be_called_something_else(tmp_path):
    path = scored(
        tmp_path / "d.parquet", [("fm"[x % 2], x % 10, x % 3 > 0, x % 5 > 1) for x in range(200)]
    )
    wanted = {**PLAIN, "outcome": "paid", "score": "score"}
    with pytest.raises(Refused, match="MD07 the score 'score' is called a chance"):
        run(path, wanted)
    measured = run(path, {**wanted, "score_is_chance": False, "score_cuts": [3, 6]})
    assert of(measured, "score.standardised", "m").number is not None
    assert not [one for one in measured.results if one.id == "calibration.bias"]


def test_outcomes_that_are_not_known_and_rows_without_decision_are_counted_aloud(tmp_path):
    lines = ["sex,decision,paid"]
    lines += ["f,yes,1", "m,no,0", "f,no,", "m,yes,1"] * 30 + ["f,,1"] * 7
    (tmp_path / "d.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    measured = run(tmp_path / "d.csv", {**PLAIN, "outcome": "paid"})
    counts = {note.words["count"] for note in measured.notes if note.words and "count" in note.words}
    assert counts == {"7", "30"}
    assert of(measured, "selection.rate", "f").n == 60


def test_a_table_without_a_row_shows_nothing(tmp_path):
    (tmp_path / "d.csv").write_text("sex,decision\n", encoding="utf-8")
    measured = run(tmp_path / "d.csv", PLAIN)
    assert {one.n for one in measured.results} == {0}
    assert told(measured).verdict == "not shown"


def test_everybody_alike_is_no_difference_and_nobody_chosen_is_no_comparison(tmp_path):
    everybody = run(write(tmp_path / "a.csv", {("f",): (400, 400), ("m",): (400, 400)}, "sex"), PLAIN)
    assert told(everybody).verdict == "met"
    nobody = run(write(tmp_path / "b.csv", {("f",): (0, 400), ("m",): (0, 400)}, "sex"), PLAIN)
    assert of(nobody, "selection.ratio", "f").number is None
    assert told(nobody).verdict == "not shown"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"favourable": ["ja"], "unfavourable": []}, "MD03 no row of 'decision' holds 'ja'; it"),
        ({"favourable": ["yes"], "unfavourable": ["maybe"]}, "MD03 the column 'decision' holds 'no'"),
        ({"favourable": ["yes"], "unfavourable": ["yes"]}, "MD01 the decision 'yes' is named both"),
        ({"grounds": []}, "MD01 no ground is named"),
        ({"grounds": [{"of": "sex", "column": "decision"}]}, "MD02 the column 'decision' is given two parts"),
        ({"grounds": [{"of": "sex", "column": "sex", "cuts": [5, 1]}]}, "MD02 the cuts 5.0, 1.0 do not rise"),
        ({"smallest": 1}, "MD02 `smallest` is 1"),
        ({"set_aside": {"race": " "}}, "MD02 the ground 'race' is set aside without a reason"),
        ({"set_aside": {"sex": "why"}}, "MD02 the ground 'sex' is both measured and set aside"),
        ({"grounds": [{"of": "sex", "column": "sez"}]}, "MT10 there is no column 'sez'"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_name(tmp_path, change, fault):
    path = write(tmp_path / "d.csv", {("f",): (4, 10), ("m",): (5, 10)}, "sex")
    with pytest.raises(TanbaError, match=fault):
        run(path, {**PLAIN, **change})


def test_the_order_of_the_rows_is_nothing(tmp_path):
    example = MEASURE.example(tmp_path)
    path = tmp_path / example.reads["decisions"]
    first = canonical_bytes(run(path, dict(example.settings)))
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    random.Random(1).shuffle(rows)  # noqa: S311
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    assert canonical_bytes(run(path, dict(example.settings))) == first


def test_the_worked_example_finds_the_village(tmp_path):
    example = MEASURE.example(tmp_path)
    measured = run(tmp_path / example.reads["decisions"], dict(example.settings))
    broken = [
        one.result.of
        for one in judged(measured, MEASURE.about.yardsticks)
        if one.verdict == "not met" and one.result.id == "selection.ratio"
    ]
    assert (("district", "Тобыл ауылы"),) in broken
    assert told(measured).answer is True


@pytest.mark.skipif(
    not COMPAS.exists(), reason=f"{COMPAS} is not here: real decisions are not looked at"
)
def test_real_decisions_with_a_cell_of_two_people_are_measured():
    settings = {
        "decision": "score_text",
        "favourable": ["Low"],
        "grounds": [{"of": "race", "column": "race"}, {"of": "sex", "column": "sex"}],
        "outcome": "two_year_recid",
        "outcome_true": ["0"],
        "score": "decile_score",
        "score_cuts": [4, 8],
        "score_is_chance": False,
    }
    measured = run(COMPAS, settings)
    black = of(measured, "selection.ratio", "African-American")
    frame = pl.read_csv(COMPAS).with_columns(low=pl.col("score_text") == "Low")
    rates = dict(frame.group_by("race").agg(pl.col("low").mean()).iter_rows())
    assert black.number == pytest.approx(rates["African-American"] / max(rates.values()), abs=1e-12)
    small = frame.group_by("race", "sex").len().filter(pl.col("len") < 10)
    assert 2 in small["len"]
    unseen = of(measured, "intersections.unseen", "*")
    assert unseen.number == pytest.approx(small["len"].sum() / len(frame))
    assert not [
        one for one in measured.results
        if [group for _, group in one.of] == ["Asian", "Female"]
    ]  # fmt: skip
    assert told(measured).answer is True
