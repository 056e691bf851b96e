"""
What the score behind the decisions does: how far groups lie apart, and whether a score means the same for all.

A table is counted once for each ground, by group, interval of the score and outcome.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tanba.kernel import Refused, value
from tanba.measures.discrimination.counting import UNSAID, named, truth
from tanba.measures.discrimination.settings import DiscriminationSettings, Ground
from tanba.measures.frame.intervals import mean, share, standardised
from tanba.measures.frame.result import Band, Point
from tanba.measures.frame.scores import strata_differences
from tanba.measures.tables.source import Key, Source


@value
class Scored:
    """A number of a group about its scores; `n` people."""

    group: str
    number: float
    band: Band
    n: int


@value
class Scores:
    """
    The scores of one ground: apart from all others in standard deviations, and as honest for one as for others.

    `gaps`: at the same score, how much more often the outcome is true than for all others; `biases`: how much
    more often it is true than the score says. `curve` is for a chart: score to share of true outcomes.
    """

    ground: Ground
    apart: tuple[Scored, ...]
    gaps: tuple[Scored, ...]
    biases: tuple[Scored, ...]
    curve: tuple[Point, ...]
    unscored: int


def read_scores(
    source: Source,
    settings: DiscriminationSettings,
    ground: Ground,
    groups: Sequence[str],
    level: float,
) -> Scores:
    """
    Return the scores of the groups named, each against everybody else; `level` is that of one band.

    Raises Refused MD07 for a score that is called a chance and is not between 0 and 1.
    """
    frame = _count(source, settings, ground)
    scored = frame.filter(pl.col("sn") > 0)
    return Scores(
        ground=ground,
        apart=_apart(scored, groups, level),
        gaps=_gaps(scored, groups, level) if settings.outcome else (),
        biases=_biases(scored, groups, level) if settings.outcome and settings.score_is_chance else (),
        curve=_curve(scored, groups) if settings.outcome else (),
        unscored=int(frame["n"].sum()) - int(frame["sn"].sum()),
    )


def _count(source: Source, settings: DiscriminationSettings, ground: Ground) -> pl.DataFrame:
    score = settings.score
    keys = [Key(column=ground.column, cuts=ground.cuts), Key(column=score, cuts=settings.score_cuts)]
    if settings.outcome:
        keys.append(Key(column=settings.outcome))
    true = truth(settings.outcome, settings.outcome_true) if settings.outcome else pl.lit(None)
    frame = source.tally(keys, [score]).select(
        pl.col(ground.column).fill_null(UNSAID).alias("group"),
        pl.col(score).alias("bin"),
        true.cast(pl.Boolean).alias("true"),
        pl.col("n"),
        pl.col(f"{score}:n").alias("sn"),
        pl.col(f"{score}:sum").fill_null(0.0).alias("sum"),
        pl.col(f"{score}:squares").fill_null(0.0).alias("squares"),
    )
    if settings.score_is_chance:
        # A number in 0..1 is never less than its square; sums of such numbers are not either.
        slack = 1e-9 * pl.col("sn") + 1e-9
        bad = frame.filter((pl.col("squares") > pl.col("sum") + slack) | (pl.col("sum") < -slack))
        if not bad.is_empty():
            what = f"the score {score!r} is called a chance and is not always between 0 and 1"
            hint = "say `score_is_chance: false` and name `score_cuts` that fit"
            raise Refused("MD07", what, hint)
    return frame


def _sums(frame: pl.DataFrame) -> tuple[int, float, float]:
    return int(frame["sn"].sum()), float(frame["sum"].sum()), float(frame["squares"].sum())


def _apart(frame: pl.DataFrame, groups: Sequence[str], level: float) -> tuple[Scored, ...]:
    found = []
    n, total, squares = _sums(frame)
    sums = frame.group_by("group").agg(pl.col("sn", "sum", "squares").sum())
    by_group = {row[0]: row[1:] for row in sums.iter_rows()}
    for group in groups:
        n1, total1, squares1 = by_group.get(group, (0, 0.0, 0.0))
        n2 = n - n1
        if min(n1, n2) < 2:
            continue
        apart = standardised(n1, total1, squares1, n2, total - total1, squares - squares1, level)
        if apart is not None:
            found.append(_scored(group, *apart, n1))
    return tuple(found)


def _gaps(frame: pl.DataFrame, groups: Sequence[str], level: float) -> tuple[Scored, ...]:
    known = frame.filter(pl.col("true").is_not_null())
    bins = {name: place for place, name in enumerate(known["bin"].unique(maintain_order=True))}
    names = {name: place for place, name in enumerate(known["group"].unique(maintain_order=True))}
    k, n = np.zeros((len(names), len(bins))), np.zeros((len(names), len(bins)))
    for group, cut, true, people in known.select("group", "bin", "true", "sn").iter_rows():
        n[names[group], bins[cut]] += people
        k[names[group], bins[cut]] += people if true else 0
    number, low, high = strata_differences(k, n, k.sum(axis=0) - k, n.sum(axis=0) - n, level)
    by = "difference over strata (Mantel & Haenszel 1959; Sato 1989)"
    return tuple(
        Scored(
            group=group,
            number=float(number[place]),
            band=Band(low=float(low[place]), high=float(high[place]), level=level, by=by),
            n=int(n[place].sum()),
        )
        for group in groups
        if (place := names.get(group)) is not None and np.isfinite(number[place])
    )


def _biases(frame: pl.DataFrame, groups: Sequence[str], level: float) -> tuple[Scored, ...]:
    """Return the mean of outcome less score, which is a number of each person and has a spread."""
    known = frame.filter(pl.col("true").is_not_null())
    true = pl.col("true").cast(pl.Float64)
    sums = known.group_by("group").agg(
        pl.col("sn").sum(),
        (true * pl.col("sn") - pl.col("sum")).sum().alias("total"),
        # (1 - s)² = 1 - 2s + s² where the outcome is true, s² where it is not.
        (true * (pl.col("sn") - 2 * pl.col("sum")) + pl.col("squares")).sum().alias("squares"),
    )
    by_group = {row[0]: row[1:] for row in sums.iter_rows()}
    found = []
    for group in groups:
        n, total, squares = by_group.get(group, (0, 0.0, 0.0))
        if n >= 2:
            band = mean(n, total, squares, level)
            cut = Band(low=max(band.low, -1.0), high=min(band.high, 1.0), level=level, by=band.by)
            found.append(_scored(group, total / n, cut, n))
    return tuple(found)


def _scored(group: str, number: float, band: Band, n: int) -> Scored:
    ends = Band(low=_steady(band.low), high=_steady(band.high), level=band.level, by=band.by)
    return Scored(group=group, number=_steady(number), band=ends, n=n)


def _steady(number: float) -> float:
    """Return ten digits: sums of fractions differ in the last ones with the order of rows and threads."""
    return float(f"{number:.10g}")


def _curve(frame: pl.DataFrame, groups: Sequence[str]) -> tuple[Point, ...]:
    known = frame.filter(pl.col("true").is_not_null() & pl.col("group").is_in(list(groups)))
    cells = known.group_by("group", "bin", maintain_order=True).agg(
        pl.col("sn").sum(), pl.col("sum").sum(), pl.col("sn").filter(pl.col("true")).sum().alias("k")
    )
    order = {group: place for place, group in enumerate(groups)}
    points = []
    for group, cut, n, total, k in cells.iter_rows():
        band = share(k, n)
        points.append(
            Point(
                label=named([cut])[0],
                number=k / n,
                low=band.low,
                high=band.high,
                n=n,
                series=group,
                x=_steady(total / n),
            )
        )
    return tuple(sorted(points, key=lambda one: (order[one.series], one.x or 0.0)))
