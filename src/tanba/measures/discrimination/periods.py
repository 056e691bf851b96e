"""The story of a run of the measure of drift: counts by period, ratios, lines and breaks of every group."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tanba.kernel import Text, value
from tanba.measures.discrimination import drift_words as words
from tanba.measures.discrimination.comparison import ratio_ends, ratio_method
from tanba.measures.discrimination.counting import UNSAID, check_values, truth
from tanba.measures.discrimination.drift import DriftSettings
from tanba.measures.discrimination.settings import Ground
from tanba.measures.discrimination.trend import Move, break_of, breaks, gaps, ordinal, slope
from tanba.measures.frame.measure import World
from tanba.measures.frame.result import (
    Band,
    Cell,
    Chart,
    Grid,
    Heading,
    Measured,
    Note,
    Point,
    Result,
    Unit,
    nothing,
)
from tanba.measures.frame.scores import Numbers
from tanba.measures.frame.simultaneous import each
from tanba.measures.tables.source import Key, Source

SERIES, PERIODS = 8, 60
"""Groups and periods of a chart: the largest groups, the last periods."""

LISTED = 100
"""Groups of a ground in the results: the largest."""


@value
class Course:
    """One group over the periods in which it and all others are enough people; ends are of its ratios."""

    ground: Ground
    group: str
    periods: tuple[str, ...]
    k: Numbers
    n: Numbers
    others_k: Numbers
    others_n: Numbers


def measure_drift(source: Source, settings: DriftSettings, world: World) -> Measured:
    """Return how groups fare over time; a table without decisions gives results of n = 0."""
    columns = [one.column for one in settings.grounds]
    source.need(settings.decision, settings.moment, *columns)
    told: list[Note] = []
    courses: list[Course] = []
    for place, ground in enumerate(settings.grounds):
        frame = _count(source, settings, ground)
        if not place:
            told += _left_out(frame)
        found, small = _courses(frame, settings, ground)
        courses += found
        if small:
            told.append(Note(says=words.SMALL, words={"column": ground.column, "people": str(small)}))
        world.tick(place + 1, len(settings.grounds))
    results: list[Result] = []
    for ground in settings.grounds:
        if not any(one.ground == ground for one in courses):
            results.append(nothing("drift.ratio", "ratio", ((ground.column, "*"),)))
    ratio = each(settings.level, sum(len(one.periods) for one in courses))
    trend = each(settings.level, sum(len(one.periods) > 2 for one in courses))
    broken = each(settings.level, sum(breaks(len(one.periods)) for one in courses))
    lines = {(one.ground.column, one.group): _ratios(one, ratio) for one in courses}
    for one in courses:
        results += _results(one, lines[one.ground.column, one.group], settings, ratio, trend, broken)
    charts = tuple(_chart(ground, courses, lines) for ground in settings.grounds if courses)
    grid = _table(courses, lines)
    return Measured(results=tuple(results), charts=charts, tables=(grid,), notes=tuple(told))


def _count(source: Source, settings: DriftSettings, ground: Ground) -> pl.DataFrame:
    keys = [
        Key(column=ground.column, cuts=ground.cuts),
        Key(column=settings.moment, period=settings.period),
        Key(column=settings.decision),
    ]
    frame = source.tally(keys)
    check_values(
        frame, settings.decision, settings.favourable, settings.unfavourable, "MD03", "favourable"
    )
    return frame.select(
        pl.col(ground.column).fill_null(UNSAID).alias("group"),
        pl.col(settings.moment).alias("period"),
        truth(settings.decision, settings.favourable).alias("good"),
        pl.col("n"),
    )


def _left_out(frame: pl.DataFrame) -> Iterator[Note]:
    undecided = int(frame.filter(pl.col("good").is_null())["n"].sum())
    timeless = int(frame.filter(pl.col("good").is_not_null() & pl.col("period").is_null())["n"].sum())
    if undecided:
        yield Note(says=words.UNDECIDED, words={"count": str(undecided)})
    if timeless:
        yield Note(says=words.NO_MOMENT, words={"count": str(timeless)})


def _courses(frame: pl.DataFrame, settings: DriftSettings, ground: Ground) -> tuple[list[Course], int]:
    known = frame.drop_nulls(["good", "period"])
    cells = known.group_by("group", "period").agg(
        pl.col("n").filter(pl.col("good")).sum().alias("k"), pl.col("n").sum()
    )
    whole = pl.col("k", "n").sum().over("period")
    cells = cells.with_columns(whole.name.suffix(":all")).sort("group", "period")
    enough = (pl.col("n") >= settings.smallest) & (pl.col("n:all") - pl.col("n") >= settings.smallest)
    kept = cells.filter(enough)
    found = []
    for (name,), rows in kept.group_by("group", maintain_order=True):
        k, n = (rows[part].to_numpy().astype(np.float64) for part in ("k", "n"))
        all_k, all_n = (rows[f"{part}:all"].to_numpy().astype(np.float64) for part in ("k", "n"))
        found.append(
            Course(
                ground=ground,
                group=str(name),
                periods=tuple(rows["period"]),
                k=k,
                n=n,
                others_k=all_k - k,
                others_n=all_n - n,
            )
        )
    found.sort(key=lambda one: (-float(one.n.sum()), one.group))
    # Of 10,000 groups the largest are followed; the others are among all others.
    found = found[:LISTED]
    return found, int(cells["n"].sum()) - int(sum(float(one.n.sum()) for one in found))


def _ratios(one: Course, level: float) -> tuple[Numbers, Numbers, Numbers]:
    with np.errstate(divide="ignore", invalid="ignore"):
        number = (one.k / one.n) / (one.others_k / one.others_n)
    others = one.others_k[:, None], one.others_n[:, None]
    low, high = ratio_ends(one.k[:, None], one.n[:, None], *others, level)
    told = np.isfinite(number)
    return np.where(told, number, np.nan), np.where(told, low, np.nan), np.where(told, high, np.nan)


def _results(
    one: Course,
    ends: tuple[Numbers, Numbers, Numbers],
    settings: DriftSettings,
    ratio: float,
    trend: float,
    broken: float,
) -> Iterator[Result]:
    of = ((one.ground.column, one.group),)
    group = f"{one.ground.column} = {one.group}"
    number, low, high = (float(part[-1]) for part in ends)
    n = int(one.n[-1])
    if np.isfinite(number):
        by = f"the last period, {ratio_method(ratio, 1)}, together (Bonferroni)"
        band = Band(low=low, high=high, level=settings.level, by=by)
        told = {"group": group, "period": one.periods[-1]}
        yield Result(id="drift.ratio", number=number, band=band, unit="ratio", n=n, of=of,
                     says=words.RATIO, words=told)  # fmt: skip
    else:
        yield Result(id="drift.ratio", number=None, band=None, unit="ratio", n=n, of=of)
    gap, variance = gaps(one.k, one.n, one.others_k, one.others_n)
    at: NDArray[np.float64] = np.array([ordinal(period) for period in one.periods], dtype=np.float64)
    moves: tuple[tuple[str, Move | None, str, Text], ...] = (
        ("drift.trend", slope(at, gap, variance, trend), "weighted least squares", words.TREND),
        ("drift.break", break_of(gap, variance, broken), "all places tried", words.BREAK),
    )
    for id_, move, by, says in moves:
        if move is not None:
            band = Band(
                low=move.low, high=move.high, level=settings.level, by=f"{by}, together (Bonferroni)"
            )
            told = {"group": group, "period": one.periods[move.at]}
            yield Result(id=id_, number=move.number, band=band, unit="difference",
                         n=int(one.n.sum()), of=of, says=says, words=told)  # fmt: skip


def _chart(
    ground: Ground,
    courses: list[Course],
    lines: dict[tuple[str, str], tuple[Numbers, Numbers, Numbers]],
) -> Chart:
    points = []
    for one in [one for one in courses if one.ground == ground][:SERIES]:
        number, low, high = lines[ground.column, one.group]
        for place in range(max(0, len(one.periods) - PERIODS), len(one.periods)):
            points.append(
                Point(
                    label=one.periods[place],
                    number=_plain(number[place]),
                    low=_plain(low[place]),
                    high=_plain(high[place]),
                    n=int(one.n[place]),
                    series=one.group,
                    x=float(ordinal(one.periods[place])),
                )
            )
    title = Text(
        kk=f"{words.CHART.kk}: {ground.column}",
        ru=f"{words.CHART.ru}: {ground.column}",
        en=f"{words.CHART.en}: {ground.column}",
    )
    return Chart(
        id=f"drift:{ground.column}",
        kind="series",
        title=title,
        unit="ratio",
        points=tuple(points),
        lines=(1.0,),
        across=words.ACROSS,
    )


def _table(
    courses: list[Course], lines: dict[tuple[str, str], tuple[Numbers, Numbers, Numbers]]
) -> Grid:
    plan: tuple[tuple[str, Unit | None], ...] = (
        ("group", None), ("period", None), ("people", "count"), ("rate", "share"), ("others", "share"),
        ("ratio", "ratio"), ("low", "ratio"), ("high", "ratio"),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in courses:
        ends = lines[one.ground.column, one.group]
        for place, period in enumerate(one.periods):
            rate = float(one.k[place] / one.n[place])
            others = float(one.others_k[place] / one.others_n[place])
            three = [_plain(part[place]) for part in ends]
            name = f"{one.ground.column} = {one.group}"
            rows.append((name, period, int(one.n[place]), rate, others, *three))
    return Grid(
        id="drift",
        title=words.CHART,
        headings=tuple(Heading(title=words.HEADINGS[name], unit=unit) for name, unit in plan),
        rows=tuple(rows[:200]),
        more=max(0, len(rows) - 200),
    )


def _plain(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None
