"""Charts and tables of a decision table: intervals, not bare bars, and every group."""

import math
from collections.abc import Iterator

from tanba.kernel import Text
from tanba.measures.discrimination import notes
from tanba.measures.discrimination.comparison import Ends
from tanba.measures.discrimination.intersections import Search
from tanba.measures.discrimination.scoring import Scores
from tanba.measures.discrimination.selection import ERRORS, Selection
from tanba.measures.discrimination.settings import DiscriminationSettings
from tanba.measures.frame.intervals import share
from tanba.measures.frame.result import Cell, Chart, Grid, Heading, Point, Unit

SHOWN = 40
"""Rows of a chart: the lowest."""

WORST = 200
"""Cells of intersections in the table."""


def group_chart(found: Selection) -> Chart:
    """Return the forest of ratios, the lowest first."""
    people = found.groups.people()
    points = tuple(
        Point(
            label=found.groups.names[place][0],
            number=_number(found.ratios.number[place]),
            low=_number(found.ratios.low[place]),
            high=_number(found.ratios.high[place]),
            n=int(people[place]),
        )
        for place in found.listed[:SHOWN]
    )
    title = _of_column(notes.RATIOS_OF, found.ground.column)
    id_ = f"selection.ratio:{found.ground.column}"
    return Chart(id=id_, kind="intervals", title=title, unit="ratio", points=points, lines=(1.0,))


def score_charts(found: Scores) -> Iterator[Chart]:
    """Yield how far scores lie apart, and the curve of calibration of the eight largest groups."""
    column = found.ground.column
    if found.apart:
        points = tuple(
            Point(label=one.group, number=one.number, low=one.band.low, high=one.band.high, n=one.n)
            for one in sorted(found.apart, key=lambda one: one.number)[:SHOWN]
        )
        title = _of_column(notes.SCORES_OF, column)
        id_ = f"score.standardised:{column}"
        yield Chart(id=id_, kind="intervals", title=title, unit="number", points=points, lines=(0.0,))
    if found.curve:
        sizes: dict[str, int] = {}
        for point in found.curve:
            sizes[point.series] = sizes.get(point.series, 0) + point.n
        kept = sorted(sizes, key=lambda name: (-sizes[name], name))[:8]
        yield Chart(
            id=f"calibration:{column}",
            kind="curve",
            title=_of_column(notes.CURVE_OF, column),
            unit="share",
            points=tuple(point for point in found.curve if point.series in kept),
            across=notes.ACROSS_SCORE,
        )


def group_table(found: Selection, settings: DiscriminationSettings) -> Grid:
    """Return a row for each group; those too small in one row, without a number."""
    kinds = [kind for kind in ERRORS if kind in found.errors]
    plain: list[tuple[str, Unit | None]] = [("plain", "ratio")] if found.plain is not None else []
    plan: list[tuple[str, Unit | None]] = [
        ("group", None), ("people", "count"), ("rate", "share"), ("low", "share"), ("high", "share"),
        ("ratio", "ratio"), ("low", "ratio"), ("high", "ratio"),
        *plain,
        ("difference", "difference"), ("low", "difference"), ("high", "difference"),
    ]  # fmt: skip
    for kind in kinds:
        plan += [(kind, "share"), ("low", "share"), ("high", "share")]
    people = found.groups.people()
    rows: list[tuple[Cell, ...]] = []
    for place in found.listed:
        name = found.groups.names[place][0]
        row: list[Cell] = [name, int(people[place])]
        row += [*_three(found.rates, place), *_three(found.ratios, place)]
        row += [_number(found.plain.number[place])] if found.plain is not None else []
        row += _three(found.differences, place)
        for kind in kinds:
            k, n = found.errors[kind].get(name, (0, 0))
            band = share(k, n, settings.level) if n else None
            row += [k / n, band.low, band.high] if band else [None, None, None]
        rows.append(tuple(row))
    groups, few = found.small()
    if groups:
        rows = rows[:199]
        rows.append((notes.TOO_FEW_CELL, few, *([None] * (len(plan) - 2))))
    return Grid(
        id=f"groups:{found.ground.column}",
        title=_of_column(notes.GROUPS_OF, found.ground.column),
        headings=tuple(Heading(title=notes.HEADINGS[name], unit=unit) for name, unit in plan),
        rows=tuple(rows),
        more=len(found.groups.names) - (len(rows) - bool(groups)),
    )


def crossing_table(searched: Search) -> Grid:
    """Return the lowest cells of all crossings, with the corrected chance of each."""
    rows: list[tuple[float, tuple[Cell, ...]]] = []
    for one in searched.crossings:
        chosen, people = one.cells.chosen(), one.cells.people()
        for place, chance in enumerate(one.chances):
            number = _number(one.ends.number[place])
            name = ", ".join(f"{column} = {group}" for column, group in one.name(place))
            rate = float(chosen[place] / people[place])
            ends = _three(one.ends, place)
            row: tuple[Cell, ...] = (name, int(people[place]), rate, *ends, chance)
            rows.append((math.inf if number is None else number, row))
    rows.sort(key=lambda pair: (pair[0], str(pair[1][0])))
    plan: tuple[tuple[str, Unit | None], ...] = (
        ("group", None), ("people", "count"), ("rate", "share"), ("ratio", "ratio"),
        ("low", "ratio"), ("high", "ratio"), ("chance", "number"),
    )  # fmt: skip
    return Grid(
        id="intersections",
        title=notes.WORST_OF,
        headings=tuple(Heading(title=notes.HEADINGS[name], unit=unit) for name, unit in plan),
        rows=tuple(row for _, row in rows[:WORST]),
        more=max(0, len(rows) - WORST),
    )


def _three(ends: Ends, place: int) -> list[Cell]:
    return [_number(part[place]) for part in (ends.number, ends.low, ends.high)]


def _number(number: float) -> float | None:
    return float(number) if math.isfinite(number) else None


def _of_column(title: Text, column: str) -> Text:
    return Text(kk=f"{title.kk}: {column}", ru=f"{title.ru}: {column}", en=f"{title.en}: {column}")
