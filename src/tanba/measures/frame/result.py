"""What a measure returns: numbers with their interval, unit and n; charts and tables beside them."""

import math
from collections.abc import Mapping
from typing import Any, Literal

from tanba.kernel import Text, value

Unit = Literal["share", "ratio", "difference", "count", "seconds", "per_hour", "bits", "number"]
"""
`share` 0..1; `ratio` ≥ 0, 1 is equal; `difference` of two shares, -1..1; `count` of things, whole;
`seconds`; `per_hour`, things an hour; `bits` of information; `number` without a unit.
"""

Verdict = Literal["met", "not met", "not shown"]


@value
class Band:
    """
    Where the true number lies: `low` to `high`, both ends included, at a level of confidence 0..1.

    A count of everything there is has `low == high` and level 1. `by` names the method and its source.
    """

    low: float
    high: float
    level: float = 0.95
    by: str = ""

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"a band from {self.low} to {self.high}")


def exact(number: float) -> Band:
    """Return the band of a number that was counted and not estimated."""
    return Band(low=number, high=number, level=1.0, by="count")


@value
class Result:
    """
    One number, and what it is of.

    `id` is the same for every group; `of` tells them apart, in words of the input. With n = 0 nothing was
    measured and `number` and `band` are None. `says` is the number in plain words: its fields are {number},
    {low}, {high}, {n} and the names in `words`, which are words of the input.
    """

    id: str
    number: float | None = None
    band: Band | None = None
    unit: Unit
    n: int
    of: tuple[tuple[str, str], ...] = ()
    says: Text | None = None
    words: Mapping[str, str] | None = None

    def __post_init__(self) -> None:
        if (self.number is None) != (self.band is None):
            raise ValueError(f"{self.id}: a number and its band come together")
        if self.n == 0 and self.number is not None:
            raise ValueError(f"{self.id}: a number of nothing")
        if self.number is not None and not math.isfinite(self.number):
            raise ValueError(f"{self.id}: not a finite number")


def nothing(id_: str, unit: Unit, of: tuple[tuple[str, str], ...] = ()) -> Result:
    """Return the result of having measured nothing; it never shows a duty."""
    return Result(id=id_, number=None, band=None, unit=unit, n=0, of=of)


@value
class Point:
    """One mark of a chart: its name or its place on the axis, the number and its band."""

    label: str
    number: float | None = None
    low: float | None = None
    high: float | None = None
    n: int = 0
    series: str = ""
    x: float | None = None
    """The place on a numeric axis, for curves."""


@value
class Chart:
    """
    What people would rather look at: `intervals` (a row a point), `series` (over time), `curve` (x to y).

    `lines` are reference values drawn across, such as equality or a yardstick.
    """

    id: str
    kind: Literal["intervals", "series", "curve"]
    title: Text
    unit: Unit
    points: tuple[Point, ...]
    lines: tuple[float, ...] = ()
    across: Text | None = None
    """What the horizontal axis of a curve or series is."""


@value
class Heading:
    """A column of a table: its name, and the unit of its numbers (None for words)."""

    title: Text
    unit: Unit | None = None


Cell = str | float | int | Text | None


@value
class Grid:
    """A table. At most 200 rows are kept; `more` says how many there were beyond."""

    id: str
    title: Text
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    more: int = 0


@value
class Note:
    """A sentence for the reader with words of the input in it: what was left out, capped or assumed."""

    says: Text
    words: Mapping[str, str] | None = None


@value
class Measured:
    """
    All that a run of a measure found. The same input gives the same bytes: no clock stands in it.

    `traces` are the hashes (SHA-256, hex) of what an endpoint answered or a database gave, by name.
    """

    results: tuple[Result, ...]
    charts: tuple[Chart, ...] = ()
    tables: tuple[Grid, ...] = ()
    notes: tuple[Note, ...] = ()
    traces: Mapping[str, str] | None = None


def number_words(result: Result) -> dict[str, Any]:
    """Return the numbers that `says` may name; the words of the input are not among them."""
    band = result.band
    return {
        "number": result.number,
        "low": band.low if band else None,
        "high": band.high if band else None,
        "n": result.n,
    }
