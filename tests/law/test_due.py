"""When duties are due, up to the end of the calendar."""

from datetime import date

import pytest

from tanba.law.sheets.due import LONGEST, Every, Within, due_day, wrong_due


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (Every(yearly=True, since="s"), date(2025, 2, 28)),
        (Every(every_days=730, since="s"), date(2026, 2, 28)),
        (Within(working_days=3, after="s"), date(2024, 3, 5)),
        (Within(days=10, after="s"), date(2024, 3, 10)),
        (Within(hours=25, after="s"), date(2024, 3, 2)),
        (Within(months=12, after="s"), date(2025, 2, 28)),
    ],
)
def test_a_term_is_counted_from_the_day_that_starts_it(due, day):
    assert due_day(due, {"s": date(2024, 2, 29)}) == day
    assert due_day(due, {}) is None
    assert due_day(due, {"s": date.max}) is None


@pytest.mark.parametrize("length", [0, -1, LONGEST + 1, 10**12])
def test_a_term_that_no_law_sets_is_wrong(length):
    assert wrong_due(Within(working_days=length, after="s"))
    assert wrong_due(Every(every_days=length))


def test_a_term_has_one_length():
    assert wrong_due(Within(days=1, hours=24))
    assert wrong_due(Within())
    assert wrong_due(Every(yearly=True)) is None
