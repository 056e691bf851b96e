"""Columns that give a ground away, and groups that come to fare worse."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from tanba.kernel import Refused, canonical_bytes
from tanba.measures.discrimination.association import recall
from tanba.measures.discrimination.drift import Drift
from tanba.measures.discrimination.proxies import Proxies
from tanba.measures.discrimination.trend import break_of, gaps, ordinal, slope
from tanba.measures.frame.measure import Artefact, Measure, World
from tanba.measures.frame.result import Measured, Result


def run(measure: Measure, path: Path, settings: Any) -> Measured:
    artefact = Artefact(name=path.name, kind="table", at=str(path), path=path)
    made = TypeAdapter(measure.settings).validate_python(settings)
    return measure.run({measure.about.reads[0].name: artefact}, made, World())


def of(measured: Measured, id_: str, *names: str) -> Result:
    pick = [
        one
        for one in measured.results
        if one.id == id_ and set(names) <= {x for y in one.of for x in y}
    ]
    assert len(pick) == 1, [one.of for one in pick]
    return pick[0]


def people(path: Path, count: int = 1200) -> Path:
    chance = np.random.default_rng(7)
    lines = ["sex,twin,noise,height,name,half,other_half"]
    for place in range(count):
        sex = "fm"[place % 2]
        coin = int(chance.integers(2))
        height = chance.normal(165 if sex == "f" else 178, 7)
        half = (place % 2) ^ coin  # neither half alone says anything; the two together say all
        lines.append(f"{sex},{sex.upper()},{chance.integers(5)},{height:.1f},n{place},{half},{coin}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_twin_gives_all_away_noise_nothing_and_a_name_is_not_knowledge(tmp_path):
    grounds = [{"of": "sex", "column": "sex"}]
    path = people(tmp_path / "d.csv")
    measured = run(
        Proxies(), path, {"grounds": grounds, "combine": 2, "leave_out": ["half", "other_half"]}
    )
    twin, noise = of(measured, "proxy.guess", "twin"), of(measured, "proxy.guess", "noise")
    assert (twin.number, twin.n) == (1.0, 1200)
    assert noise.band is not None
    assert noise.band.low < 0.5 < noise.band.high + 0.02
    assert of(measured, "proxy.guess", "name").number == pytest.approx(0.5)
    height = of(measured, "proxy.guess", "height")
    assert 0.75 < height.number < 0.9
    assert Proxies().about.shows == ()


def test_two_columns_together_give_away_what_neither_does(tmp_path):
    path = people(tmp_path / "d.csv")
    columns = [{"column": "half"}, {"column": "other_half"}]
    settings = {"grounds": [{"of": "sex", "column": "sex"}], "columns": columns}
    measured = run(Proxies(), path, settings)
    for name in ("half", "other_half"):
        assert of(measured, "proxy.guess", name).number < 0.6
    assert of(measured, "proxy.pair", "half").number == 1.0


def test_leaving_one_out_is_what_it_says():
    chance = np.random.default_rng(3)
    counts = chance.integers(0, 6, (5, 3)).astype(float) + 1
    n = counts.sum(axis=0)
    right = np.zeros(3)
    for value, group in np.ndindex(counts.shape):
        left = counts.copy()
        left[value, group] -= 1
        scores = left[value] / np.where(np.arange(3) == group, n - 1, n)
        best = np.flatnonzero(np.isclose(scores, scores.max()))
        right[group] += counts[value, group] * (group in best) / len(best)
    found = recall(counts, 2, 0.95)
    assert found is not None
    assert found.number == pytest.approx((right / n).mean())


def test_a_column_of_too_many_values_is_told_and_not_counted(tmp_path):
    path = tmp_path / "d.csv"
    rows = "\n".join(f"{'fm'[x % 2]},id{x},{x % 3}" for x in range(201_000))
    path.write_text("sex,id,third\n" + rows + "\n", encoding="utf-8")
    measured = run(Proxies(), path, {"grounds": [{"of": "sex", "column": "sex"}]})
    assert [one.of[1][0] for one in measured.results] == ["third"]
    assert any(note.words == {"column": "id"} for note in measured.notes)


def decisions(path: Path, breaks_at: int | None, months: int = 12, each: int = 120) -> Path:
    lines = ["place,day,decision"]
    for month in range(months):
        for x in range(each):
            place = ("town", "village")[x % 3 == 0]
            low = breaks_at is not None and month >= breaks_at and place == "village"
            chosen = (x * 7 + month) % 10 < (3 if low else 7)
            lines.append(f"{place},2026-{month + 1:02d}-{x % 28 + 1:02d},{'yes' if chosen else 'no'}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


WANTED: dict[str, Any] = {
    "decision": "decision",
    "favourable": ["yes"],
    "grounds": [{"of": "residence", "column": "place"}],
    "moment": "day",
}


def test_a_break_is_found_in_its_month_and_a_steady_table_has_none(tmp_path):
    measured = run(Drift(), decisions(tmp_path / "a.csv", 6), WANTED)
    broken = of(measured, "drift.break", "village")
    assert broken.words is not None
    assert broken.words["period"] == "2026-07"
    assert broken.number == pytest.approx(-0.4, abs=0.05)
    assert broken.band is not None
    assert broken.band.high < 0
    trend = of(measured, "drift.trend", "village")
    assert trend.band is not None
    assert trend.band.high < 0
    last = of(measured, "drift.ratio", "village")
    assert last.number == pytest.approx(3 / 7, abs=0.1)
    steady = run(Drift(), decisions(tmp_path / "b.csv", None), WANTED)
    for id_ in ("drift.break", "drift.trend"):
        band = of(steady, id_, "village").band
        assert band is not None
        assert band.low < 0 < band.high
    [chart] = steady.charts
    assert (chart.kind, len(chart.points)) == ("series", 24)


def test_a_steady_gap_rarely_looks_like_drift():
    chance = np.random.default_rng(11)
    trends = breaks = 0
    for _ in range(600):
        n, others = np.full(12, 40.0), np.full(12, 200.0)
        k, more = chance.binomial(40, 0.5, 12), chance.binomial(200, 0.6, 12)
        gap, variance = gaps(k.astype(float), n, more.astype(float), others)
        line = slope(np.arange(12.0), gap, variance, 0.95)
        found = break_of(gap, variance, 1 - 0.05 / 9)
        assert line is not None
        assert found is not None
        trends += not line.low <= 0 <= line.high
        breaks += not found.low <= 0 <= found.high
    # 600 tables at 5 %: 30 expected, and more than 51 in one run of ten thousand.
    assert trends <= 51
    assert breaks <= 51


def test_a_month_without_decisions_is_a_step_of_two():
    assert ordinal("2026-03") - ordinal("2026-01") == 2
    assert ordinal("2027-01") - ordinal("2026-12") == 1
    assert ordinal("2027-W01") - ordinal("2026-W53") == 1
    assert ordinal("2026-03-01") - ordinal("2026-02-28") == 1
    assert ordinal("2027") - ordinal("2026") == 1


@pytest.mark.parametrize("measure", [Proxies(), Drift()])
def test_the_worked_example_is_the_same_twice_and_an_empty_one_shows_nothing(tmp_path, measure):
    example = measure.example(tmp_path)
    path = tmp_path / next(iter(example.reads.values()))
    first = run(measure, path, dict(example.settings))
    assert canonical_bytes(first) == canonical_bytes(run(measure, path, dict(example.settings)))
    assert any(one.n for one in first.results)
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    empty = run(measure, path, dict(example.settings))
    assert {one.n for one in empty.results} == {0}


def test_the_example_of_proxies_gives_nationality_away_by_district(tmp_path):
    example = Proxies().example(tmp_path)
    measured = run(Proxies(), tmp_path / example.reads["people"], dict(example.settings))
    best = max(
        (one for one in measured.results if one.id == "proxy.guess" and one.of[0][0] == "nationality"),
        key=lambda one: one.number or 0,
    )
    assert best.of[1][0] == "district"


def test_settings_without_sense_are_refused():
    nowhere = Path("nowhere.csv")
    with pytest.raises(Refused, match="MD01 no ground is named"):
        run(Proxies(), nowhere, {"grounds": []})
    both = {"grounds": [{"of": "sex", "column": "sex"}], "columns": [{"column": "sex"}]}
    with pytest.raises(Refused, match="MD02 the column 'sex' is given two parts"):
        run(Proxies(), nowhere, both)
    with pytest.raises(Refused, match="MD02 `level` is 2"):
        run(Drift(), nowhere, {**WANTED, "level": 2})
