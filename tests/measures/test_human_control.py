"""Human control: a log of decisions in, what people saw, changed and how fast out; broken logs show nothing."""

import csv
import json
import math
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import Refused, TanbaError, canonical_bytes
from tanba.measures import Artefact, Measured, Result, World, answer, judged
from tanba.measures.control.durations import Durations, quantile_ranks, rounded
from tanba.measures.control.measure import COLUMNS, ControlSettings, HumanControl
from tanba.measures.control.pile import Pile

BEGINS = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def row(number: int, at: float, took: float | None, **more: Any) -> dict[str, str]:
    """Return a decision opened `at` seconds after the beginning; `took` None: never opened."""
    opened = BEGINS + timedelta(seconds=at)
    decided = opened + timedelta(seconds=took or 0)
    said = {
        "id": str(number), "proposed": (opened - timedelta(seconds=60)).isoformat(),
        "opened": "" if took is None else opened.isoformat(), "decided": decided.isoformat(),
        "reviewer": "Асель", "proposal": "approve", "final": "approve", "cancelled": "no",
    }  # fmt: skip
    return said | more


def calm(count: int = 300, **more: Any) -> list[dict[str, str]]:
    return [row(number, 90 * number, 45, **more) for number in range(count)]


def write(folder: Path, rows: list[dict[str, str]], name: str = "log.csv") -> Artefact:
    path = folder / name
    if name.endswith(".jsonl"):
        lines = [json.dumps(one, ensure_ascii=False) for one in rows]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            written = csv.DictWriter(file, COLUMNS)
            written.writeheader()
            written.writerows(rows)
    return Artefact(name="decisions", kind="table", at=name, path=path)


def measure(folder: Path, rows: list[dict[str, str]], **how: Any) -> Measured:
    reads = {"decisions": write(folder, rows)}
    return HumanControl().run(reads, ControlSettings(**how), World())


def result(measured: Measured, id_: str, of: str = "") -> Result:
    return next(
        one for one in measured.results if one.id == id_ and (not of or of in dict(one.of).values())
    )


def says(measured: Measured) -> tuple[str, Any]:
    about = HumanControl().about
    found = answer(about.shows[0], judged(measured, about.yardsticks))
    return found.verdict, found.answer


def test_a_calm_log_shows_that_people_can_review(tmp_path):
    measured = measure(tmp_path, calm())
    assert says(measured) == ("met", True)
    seen = result(measured, "control-seen")
    assert (seen.number, seen.n) == (1.0, 300)
    assert seen.band is not None
    # Clopper and Pearson, 300 of 300: 0.025 ** (1 / 300)
    assert seen.band.low == pytest.approx(0.025 ** (1 / 300), abs=1e-6)
    assert result(measured, "control-seconds", "50").number == 45
    assert result(measured, "control-load").number == 40  # one in ninety seconds


def test_a_human_who_clears_four_hundred_an_hour_decides_nothing(tmp_path):
    rows = [row(number, 9 * number, 8.9) for number in range(800)]
    measured = measure(tmp_path, rows)
    assert result(measured, "control-load").number == 400
    assert result(measured, "control-hasty").number == 1
    assert says(measured) == ("not met", False)


def test_cases_opened_together_and_cleared_at_once_are_slow_each_and_still_too_many(tmp_path):
    # Each lies open for an hour; all are decided within ten minutes.
    rows = [row(number, 0, 3600 + number) for number in range(600)]
    measured = measure(tmp_path, rows)
    assert result(measured, "control-hasty").number == 0
    assert result(measured, "control-load").number == 600
    assert says(measured) == ("not met", False)


def test_what_a_person_saw_changed_and_cancelled_is_counted_apart(tmp_path):
    rows = [
        *calm(80),
        *[row(100 + i, 9000 + 90 * i, 30, final="refuse") for i in range(10)],
        *[row(200 + i, 18000 + 90 * i, 30, cancelled="yes") for i in range(5)],
        *[row(300 + i, 27000 + 90 * i, None) for i in range(3)],  # never opened
        *[row(400 + i, 36000 + 90 * i, 20, opened=(BEGINS + timedelta(days=1)).isoformat()) for i in range(2)],
        *[row(500 + i, 45000 + 90 * i, None, reviewer="", final="refuse") for i in range(4)],
        *[row(600 + i, 54000 + 90 * i, 30, reviewer=" SYSTEM ") for i in range(6)],
    ]  # fmt: skip
    measured = measure(tmp_path, rows)
    found = {one.id: (one.number, one.n) for one in measured.results if not one.of}
    assert found["control-seen"] == (95 / 110, 110)  # neither the system's ten nor the five unread
    assert found["control-unread"] == (5 / 100, 100)
    assert found["control-changed"] == (10 / 100, 100)  # what the system changed itself is not theirs
    assert found["control-cancelled"] == (5 / 100, 100)
    assert found["control-hasty"] == (0, 95)


def test_a_sample_of_the_same_share_claims_less_than_a_whole_log(tmp_path):
    rows = [row(n, 90 * n, 45 if n % 20 else None) for n in range(400)]  # one in twenty was not opened
    sample, whole = measure(tmp_path, rows), measure(tmp_path, rows, census=True)
    yardsticks = HumanControl().about.yardsticks
    verdicts = [
        next(one.verdict for one in judged(each, yardsticks) if one.result.id == "control-seen")
        for each in (sample, whole)
    ]
    assert verdicts == ["not shown", "met"]


def test_who_never_changed_anything_is_told_by_a_letter_with_an_exact_band(tmp_path):
    rows = [
        *[row(n, 90 * n, 45) for n in range(120)],
        *[row(500 + n, 90 * n, 45, reviewer="Болат") for n in range(144)],
        *[row(700 + n, 90 * n, 45, reviewer="Болат", final="refuse") for n in range(6)],
        *[row(900 + n, 90 * n, 45, reviewer="Гүлнар") for n in range(20)],  # too few to be worth telling
    ]  # fmt: skip
    measured = measure(tmp_path, rows)
    never = result(measured, "control-never-changed")
    assert (never.number, never.n) == (1, 2)
    one = result(measured, "control-reviewer", "B")  # Болат decided more, and is A
    assert one.band is not None
    assert one.band.high == pytest.approx(1 - 0.025 ** (1 / 120))  # the rule of three, exactly
    assert [cells[0] for cells in measured.tables[0].rows] == ["A", "B", "C"]
    kept = canonical_bytes(measured).decode()
    assert not any(name in kept for name in ("Асель", "Болат", "Гүлнар"))


def test_rows_that_cannot_be_right_are_counted_and_block_the_answer(tmp_path):
    wrong = [
        row(1001, 1, 30, decided="yesterday"),
        row(1002, 1, 30, decided=(BEGINS - timedelta(days=1)).isoformat()),
        row(1003, 1, 30, opened=(BEGINS - timedelta(days=1)).isoformat()),
        row(1004, 1, 30, decided=(BEGINS + timedelta(days=400)).isoformat()),
        row(1005, 1, 30, id=""),
        row(7, 1, 30),  # a decision that is already there
    ]
    measured = measure(tmp_path, calm() + wrong)
    broken = result(measured, "control-unreadable")
    assert (broken.number, broken.n) == (6 / 306, 306)
    told = {cells[0].en: cells[1] for cells in measured.tables[1].rows}
    assert sorted(told.values()) == [1, 1, 1, 1, 2]
    assert result(measured, "control-seen").n == 301  # the row of a known decision is counted, and told
    assert says(measured) == ("not shown", None)


def test_a_clock_that_goes_back_and_numbers_left_out_are_found_where_asked_for(tmp_path):
    rows = calm(200)
    rows[50], rows[51] = rows[51], rows[50]
    rows[130:140] = []
    plain = measure(tmp_path, rows)
    assert result(plain, "control-unreadable").number == 0
    asked = measure(tmp_path, rows, in_order_of="proposed", numbered=True)
    assert result(asked, "control-unreadable").number == 11 / 200
    whats = {cells[0].en for cells in asked.tables[1].rows}
    assert whats == {"earlier than the row before: the clock went back", "a number left out of the row"}
    assert result(asked, "control-silence").number == 11 * 90 // 60 * 60


def test_moments_without_an_offset_are_of_the_zone_and_others_are_of_their_own(tmp_path):
    rows = calm(100)
    for one in rows:
        one["decided"] = one["decided"].replace("+00:00", "Z")
        one["opened"] = (  # the wall clock of Almaty, five hours ahead
            datetime.fromisoformat(one["opened"]) + timedelta(hours=5)
        ).replace(tzinfo=None).isoformat(" ")  # fmt: skip
    assert result(measure(tmp_path, rows), "control-seconds", "50").number == 45
    assert result(measure(tmp_path, rows, zone="UTC"), "control-unread").number == 1


def test_a_log_without_moments_of_opening_says_nothing_of_seeing(tmp_path):
    rows = [{key: said for key, said in one.items() if key != "opened"} for one in calm(150)]
    measured = measure(tmp_path, rows, opened="")
    assert [result(measured, f"control-{id_}").n for id_ in ("seen", "unread", "hasty", "seconds")] == [
        0
    ] * 4
    assert result(measured, "control-changed").n == 150
    assert result(measured, "control-load").number == 40
    assert says(measured) == ("not shown", None)
    assert "opened" in (measured.notes[0].words or {}).values()


def test_undecided_proposals_wait_and_are_not_counted(tmp_path):
    measured = measure(tmp_path, [*calm(100), *[row(900 + n, 0, 5, decided="") for n in range(7)]])
    assert result(measured, "control-seen").n == 100
    assert {"count": "7"} in [note.words for note in measured.notes]


def test_lines_of_json_say_the_same_as_a_table(tmp_path):
    rows = calm(120)
    there = [write(tmp_path, rows), write(tmp_path, rows, "log.jsonl")]
    found = [HumanControl().run({"decisions": one}, ControlSettings(), World()) for one in there]
    assert canonical_bytes(found[0]) == canonical_bytes(found[1])


def test_batches_do_not_change_what_a_log_comes_to(tmp_path):
    from tanba.measures.control.counting import count_log
    from tanba.measures.control.reading import read_log

    how = ControlSettings(in_order_of="proposed")
    rows = calm(90, reviewer="Б") + [row(n, 70 * n, n % 30, id=str(n % 80)) for n in range(90)]
    artefact = write(tmp_path, rows)

    class Cut:
        """A table cut in pieces of seven rows."""

        def __iter__(self):
            whole = pl.concat(list(read_log(artefact, how)))
            return iter(whole.iter_slices(7))

    one, many = (count_log(each, how, lambda *_: None) for each in (read_log(artefact, how), Cut()))
    names = [name for name in one.__dataclass_fields__ if name != "durations"]
    assert [getattr(one, name) for name in names] == [getattr(many, name) for name in names]
    spread = [
        [each.durations.quantile(at, 9, census=True) for at in (0.05, 0.5)] for each in (one, many)
    ]
    assert spread[0] == spread[1]


def test_an_empty_log_measures_nothing(tmp_path):
    measured = measure(tmp_path, [])
    assert all(one.n == 0 for one in measured.results)
    assert says(measured) == ("not shown", None)
    assert canonical_bytes(measured)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00\xff\x13random\x00bytes", "MT"),
        (b"id,proposed\n1,2\n", "MT10"),
        (",".join(COLUMNS).encode() + b"\n1,,,,a,b,c,perhaps\n", "MT14"),
        ("№,решил\n1,да\n".encode("cp1251"), "MT"),
    ],
)
def test_a_log_that_is_no_log_is_refused_with_our_error(tmp_path, content, code):
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    artefact = Artefact(name="decisions", kind="table", at="log.csv", path=path)
    with pytest.raises(TanbaError, match=code):
        HumanControl().run({"decisions": artefact}, ControlSettings(), World())


@pytest.mark.parametrize(
    "how",
    [
        {"zone": "Asia/Atlantis"}, {"zone": "../x"}, {"least_seconds": 0.0}, {"longest_days": math.nan},
        {"least_decisions": 0}, {"reviewer": ""}, {"opened": "decided"},
        {"in_order_of": "opened", "opened": ""},
        {"numbered": True, "id": ""}, {"decided": "", "final": "", "cancelled": ""},
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(tmp_path, how):
    with pytest.raises(Refused) as refused:
        measure(tmp_path, calm(3), **how)
    assert refused.value.code == "MH04"


def test_the_example_shows_an_officer_who_clears_too_many(tmp_path):
    example = HumanControl().example(tmp_path)
    path = tmp_path / example.reads["decisions"]
    first = path.read_bytes()
    artefact = Artefact(name="decisions", kind="table", at="decisions.csv", path=path)
    run = [
        HumanControl().run({"decisions": artefact}, ControlSettings(**example.settings), World())
        for _ in range(2)
    ]
    assert canonical_bytes(run[0]) == canonical_bytes(run[1])
    assert says(run[0]) == ("not met", False)
    assert result(run[0], "control-never-changed").number == 1
    HumanControl().example(tmp_path)
    assert path.read_bytes() == first


# --- order statistics -------------------------------------------------------------------------------


def durations(milliseconds: list[int]) -> Durations:
    pile = Pile(("ms",), 1_000_000, "durations")
    pile.add(pl.DataFrame({"ms": rounded(np.array(milliseconds, dtype=np.int64))}))
    return Durations(pile)


@pytest.mark.parametrize(
    ("n", "at", "ranks"),
    [
        # Conover, Practical Nonparametric Statistics (1999), table of ranks for the median, 95 %.
        (6, 0.5, (1, 6)), (10, 0.5, (2, 9)), (20, 0.5, (6, 15)), (25, 0.5, (8, 18)), (5, 0.5, (0, 6)),
    ],
)  # fmt: skip
def test_the_ranks_around_a_median_are_those_of_the_tables(n, at, ranks):
    assert quantile_ranks(n, at, 0.95) == ranks


@given(st.integers(1, 400), st.sampled_from([0.05, 0.1, 0.5, 0.9]))
@settings(deadline=None, max_examples=60)
def test_ranks_hold_a_quantile_as_often_as_they_promise(n, at):
    low, high = quantile_ranks(n, at, 0.95)
    chance = math.fsum(
        math.comb(n, k) * at**k * (1 - at) ** (n - k) for k in range(low, min(high, n + 1))
    )
    assert chance >= 0.95 - 1e-9


def test_too_few_durations_leave_the_upper_end_open():
    found = durations([4000, 5000, 6000]).quantile(0.5, 86_400, census=False)
    assert (found.seconds, found.band.low, found.band.high) == (5, 0, 86_400)


@given(st.lists(st.integers(0, 10**11), min_size=1, max_size=50))
@settings(deadline=None, max_examples=60)
def test_rounding_keeps_order_and_four_digits(values):
    found = rounded(np.array(sorted(values), dtype=np.int64))
    assert all(one <= two for one, two in pairwise(found))
    assert all(
        abs(int(new) - old) <= old / 1000 for new, old in zip(found, sorted(values), strict=True)
    )
