"""The search for the worst intersection: it finds what is there, and not what is not."""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy.stats import fisher_exact

from tanba.measures.discrimination.comparison import MANY, count_ratios, spread, to_best
from tanba.measures.discrimination.counting import Groups
from tanba.measures.discrimination.intersections import behind
from tanba.measures.discrimination.measure import Discrimination
from tanba.measures.discrimination.settings import GROUNDS
from tanba.measures.frame.intervals import difference
from tanba.measures.frame.judgement import answer, judge, judged
from tanba.measures.frame.measure import Artefact, World
from tanba.measures.frame.result import Measured
from tanba.measures.frame.simultaneous import each

MEASURE = Discrimination()
CROSSED: dict[str, Any] = {
    "decision": "decision",
    "favourable": ["yes"],
    "unfavourable": ["no"],
    "grounds": [
        {"of": "sex", "column": "sex"},
        {"of": "residence", "column": "place"},
        {"of": "language", "column": "tongue"},
    ],
    "set_aside": {name: "not held" for name in GROUNDS if name not in ("sex", "residence", "language")},
}


def write(path: Path, low: dict[tuple[str, ...], int], n: int = 200, usual: int = 150) -> Path:
    lines = ["sex,place,tongue,decision"]
    for cell in product("fm", ("town", "village"), ("kk", "ru")):
        k = low.get(cell, usual)
        lines += [",".join((*cell, "yes"))] * k + [",".join((*cell, "no"))] * (n - k)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def run(path: Path, wanted: dict[str, Any]) -> Measured:
    artefact = Artefact(name="d", kind="table", at=str(path), path=path)
    made = TypeAdapter(MEASURE.settings).validate_python(wanted)
    return MEASURE.run({"decisions": artefact}, made, World())


def broken(measured: Measured) -> list[list[str]]:
    yardstick = MEASURE.about.yardsticks["selection.ratio"]
    return [
        [group for _, group in one.of]
        for one in measured.results
        if one.id == "selection.ratio" and judge(one, yardstick) == "not met"
    ]


def test_a_cell_of_three_grounds_is_found_though_no_ground_alone_shows_it(tmp_path):
    # In the cell 85 of 200 are chosen and elsewhere 150: by each ground alone the ratio is about 0.89.
    measured = run(write(tmp_path / "d.csv", {("f", "village", "kk"): 85}), CROSSED)
    assert broken(measured) == [["f", "village", "kk"]]
    alone = run(tmp_path / "d.csv", {**CROSSED, "depth": 1})
    assert broken(alone) == []


def test_no_search_is_no_pass(tmp_path):
    path = write(tmp_path / "d.csv", {}, n=2000, usual=1500)
    shows = MEASURE.about.shows[0]
    searched = answer(shows, judged(run(path, CROSSED), MEASURE.about.yardsticks))
    assert (searched.verdict, searched.answer) == ("met", False)
    not_searched = answer(shows, judged(run(path, {**CROSSED, "depth": 1}), MEASURE.about.yardsticks))
    assert (not_searched.verdict, not_searched.because) == ("not shown", ("intersections.unseen",))


def test_the_table_of_cells_has_a_corrected_chance_for_each(tmp_path):
    measured = run(write(tmp_path / "d.csv", {("f", "village", "kk"): 85}), CROSSED)
    [table] = [grid for grid in measured.tables if grid.id == "intersections"]
    assert len(table.rows) == 4 + 4 + 4 + 8
    assert table.rows[0][0] == "sex = f, place = village, tongue = kk"
    chances = {row[0]: row[-1] for row in table.rows}
    assert chances["sex = f, place = village, tongue = kk"] < 1e-6
    assert chances["sex = m, place = town, tongue = ru"] == 1.0
    [count] = [one for one in measured.results if one.id == "intersections.behind"]
    assert count.number == sum(chance <= 0.05 for chance in chances.values())
    assert count.band is not None
    assert (count.band.low, count.band.high) == (count.number, 20)


def test_cells_too_small_are_counted_and_keep_the_answer_open(tmp_path):
    path = write(tmp_path / "d.csv", {}, n=2000, usual=1500)
    # A quarter of the people live in hamlets of two.
    hamlets = [f"{'fm'[x % 2]},h{x // 2},kk,yes" for x in range(5000)]
    with path.open("a", encoding="utf-8") as file:
        file.write("\n".join(hamlets) + "\n")
    measured = run(path, CROSSED)
    unseen = {one.of[0][0]: one for one in measured.results if one.id == "intersections.unseen"}
    assert unseen["sex × place"].number == pytest.approx(5000 / 21000)
    assert unseen["sex × tongue"].number == 0
    said = answer(MEASURE.about.shows[0], judged(measured, MEASURE.about.yardsticks))
    assert said.verdict == "not shown"


def made(k: list[int], n: list[int]) -> Groups:
    arrays = (np.array(part, dtype=float)[:, None] for part in (k, n))
    one, two = arrays
    return Groups(grounds=(), names=tuple((str(x),) for x in range(len(k))), k=one, n=two)


cells = st.lists(
    st.integers(10, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=6,
)


@settings(deadline=None, max_examples=40)
@given(cells)
def test_a_ratio_to_the_best_lies_in_its_band_and_in_0_to_1(some):
    groups = made([k for k, _ in some], [n for _, n in some])
    ends = to_best(groups, each(0.95, count_ratios(groups)))
    rates = groups.chosen() / groups.people()
    if rates.max() == 0:
        assert np.isnan(ends.number).all()
        return
    assert ends.number == pytest.approx(rates / rates.max())
    assert (ends.low <= ends.number + 1e-9).all()
    assert (ends.number <= ends.high + 1e-9).all()
    assert (ends.low >= 0).all()
    assert (ends.high <= 1).all()


@settings(deadline=None, max_examples=25)
@given(cells)
def test_the_widest_gap_is_at_least_as_wide_as_the_surest_pair(some):
    groups = made([k for k, _ in some], [n for _, n in some])
    found = spread(groups, 0.95)
    assert found is not None
    pairs = [difference(*one, *two) for one in some for two in some if one is not two]
    assert found[1] == pytest.approx(max(0.0, *(band.low for band in pairs)), abs=1e-9)
    assert found[2] == pytest.approx(max(band.high for band in pairs), abs=1e-9)
    assert found[1] <= found[0] <= found[2]


@settings(deadline=None, max_examples=40)
@given(cells)
def test_the_chance_of_a_small_cell_is_fishers(some):
    groups = made([k for k, _ in some], [n for _, n in some])
    chosen, people = int(groups.k.sum()), int(groups.n.sum())
    for (k, n), chance in zip(some, behind(groups, groups), strict=True):
        others = [chosen - k, people - n - (chosen - k)]
        if 0 < chosen < people:
            exact = fisher_exact([[k, n - k], others], alternative="less").pvalue
            assert chance == pytest.approx(exact, rel=1e-6, abs=1e-12)
        else:
            assert chance == 1.0


def test_of_many_groups_those_not_compared_one_by_one_are_bounded():
    many = MANY * 3
    groups = made([50] * many, [100] * many)
    ends = to_best(groups, each(0.95, count_ratios(groups)))
    assert (ends.low <= 1).all()
    assert (ends.low > 0.3).all()
    assert (ends.high == 1).all()
    worst = made([5, *[50] * many], [100] * (many + 1))
    found = to_best(worst, each(0.95, count_ratios(worst)))
    assert found.high[0] < 0.8
