"""
How groups fare beside each other: every group beside the best, beside a reference, beside all others.

Which group is best is itself estimated. So a group's ratio to the best is bounded by its comparisons with
*every* group: it is below a yardstick when it is below it beside any of them, and keeps to the yardstick when
it does so beside all (multiple comparisons with the best, after Hsu 1984). All comparisons hold together.
"""

import numpy as np
from numpy.typing import NDArray

from tanba.kernel import Refused, value
from tanba.measures.discrimination.counting import Groups
from tanba.measures.frame.intervals import MOST
from tanba.measures.frame.scores import (
    Numbers,
    exact_ratios,
    mantel_haenszel,
    shares,
    strata_differences,
    strata_ratios,
    strata_ratios_fast,
    wilson,
)
from tanba.measures.frame.simultaneous import pairs

MANY = 40
"""With more groups, only the largest and the best of them are compared one with one; the others by bounds."""

FAR = 0.99
"""Above this level the normal distribution is no good guide to small counts."""

SLICE = 300_000
"""Comparisons times strata that are worked at once."""

WORK = 3_000_000
"""Comparisons times strata for which the score interval is asked; beyond, one that needs no search."""


@value
class Ends:
    """A number for each group and where it lies; NaN where nothing can be told."""

    number: Numbers
    low: Numbers
    high: Numbers


def count_ratios(groups: Groups) -> int:
    """Return how many comparisons `to_best` or `to_reference` makes."""
    many = len(groups.names)
    if any(one.reference for one in groups.grounds):
        return max(many - 1, 0)
    return pairs(many) + (many if many > MANY else 0)


def ratio_ends(
    k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers, level: float, search: bool = True
) -> tuple[Numbers, Numbers]:
    """
    Return the interval of one ratio of two groups over strata, the last axis; `search` may take longer.

    Up to a level of 0.99 the score interval. Beyond, where many comparisons must hold together, score
    intervals alone miss too often (`benchmarks/coverage.py`): exact limits take their place in one stratum,
    and over strata whichever reaches further of the score interval and that of Greenland and Robins, or of
    the exact one of all strata together where somebody has no case.
    """
    if level <= FAR and search:
        return strata_ratios(k1, n1, k2, n2, level)
    sums = (k1.sum(axis=-1), n1.sum(axis=-1), k2.sum(axis=-1), n2.sum(axis=-1))
    low, high = exact_ratios(*sums, level)
    if k1.shape[-1] == 1:
        return low, high
    fast_low, fast_high = strata_ratios_fast(k1, n1, k2, n2, level)
    none = (sums[0] == 0) | (sums[2] == 0)
    if not search:
        return np.minimum(low, fast_low), np.maximum(high, fast_high)
    left, right = strata_ratios(k1, n1, k2, n2, level)
    low, high = np.where(none, low, fast_low), np.where(none, high, fast_high)
    return np.minimum(low, left), np.maximum(high, right)


def ratio_method(level: float, strata: int) -> str:
    """Return the name of the method that `ratio_ends` uses."""
    if level <= FAR:
        return (
            "score interval over strata (Gart & Nam 1988)"
            if strata > 1
            else "score interval (Koopman 1984)"
        )
    if strata > 1:
        return "wider of score (Gart & Nam 1988) and Greenland & Robins (1985)"
    return "from exact limits (Donner & Zou 2012)"


def to_best(groups: Groups, level: float, work: int = WORK) -> Ends:
    """Return each group's ratio to the best, 0..1; `level` is that of one comparison."""
    many = len(groups.names)
    chosen, people = groups.chosen(), groups.people()
    number, low, high = np.ones(many), np.ones(many), np.ones(many)
    told = np.zeros(many, dtype=bool)
    beside: NDArray[np.intp] = np.arange(many)
    if many > MANY:
        best = np.lexsort((-people, -chosen / people))[: MANY // 2]
        beside = np.union1d(best, np.argsort(-people, kind="stable")[: MANY // 2])
        low = _bounds(groups, beside, level)
    each = len(beside) * groups.k.shape[1]
    for one in _slices(many, each):
        k1, n1, k2, n2 = (
            groups.k[one, None],
            groups.n[one, None],
            groups.k[None, beside],
            groups.n[None, beside],
        )
        self_ = np.arange(many)[one, None] == beside[None, :]
        # A group beside itself is equal, and tells nothing of how it fares.
        ratio = np.where(self_, np.nan, mantel_haenszel(k1, n1, k2, n2))
        left, right = ratio_ends(k1, n1, k2, n2, level, many * each <= work)
        told[one] = (~np.isnan(ratio)).any(axis=1)
        number[one] = np.fmin.reduce(ratio, axis=1, initial=1.0)
        low[one] = np.minimum(low[one], np.where(self_, 1.0, left).min(axis=1))
        high[one] = np.where(self_, 1.0, right).min(axis=1, initial=1.0)
    return _told(Ends(number=number, low=low, high=high), told)


def to_reference(groups: Groups, name: str, level: float) -> Ends:
    """Return each group's ratio to the one named, 0..1000; raises Refused MD06 when it is not there."""
    names = [one[0] for one in groups.names]
    if name not in names:
        known = ", ".join(map(repr, names[:8]))
        what = f"the reference {name!r} is not among the groups that are large enough"
        raise Refused("MD06", what, f"there are {known}" if known else "no group is large enough")
    place = names.index(name)
    k2, n2 = (np.broadcast_to(part[place], part.shape) for part in (groups.k, groups.n))
    ratio = mantel_haenszel(groups.k, groups.n, k2, n2)
    low, high = ratio_ends(groups.k, groups.n, k2, n2, level)
    other = np.arange(len(names)) != place
    ends = Ends(number=np.minimum(ratio, MOST), low=low, high=high)
    return _told(ends, np.isfinite(ratio) & other)


def to_others(groups: Groups, totals: Groups, level: float) -> Ends:
    """Return each group's difference to everybody else, -1..1; `totals` are all groups, the small as well."""
    k2 = totals.k.sum(axis=0)[None, :] - groups.k
    n2 = totals.n.sum(axis=0)[None, :] - groups.n
    number, low, high = strata_differences(groups.k, groups.n, k2, n2, level)
    return _told(Ends(number=number, low=low, high=high), np.isfinite(number))


def spread(groups: Groups, level: float) -> tuple[float, float, float] | None:
    """
    Return the widest difference of shares between two groups, 0..1, and its ends; None for fewer than two.

    From Newcombe's intervals of all pairs, each at `level`: it is at least as wide as the surest pair, and at
    most as wide as the widest that any pair may be.
    """
    many = len(groups.names)
    if many < 2:
        return None
    k, n = groups.chosen(), groups.people()
    p = k / n
    low, high = wilson(k, n, level)
    least = most = 0.0
    for place in range(many):
        over = p[place] - p
        # Newcombe's interval of this group less each other one.
        down = over - np.sqrt((p[place] - low[place]) ** 2 + (high - p) ** 2)
        up = over + np.sqrt((high[place] - p[place]) ** 2 + (p - low) ** 2)
        down[place] = up[place] = 0.0
        least, most = max(least, float(down.max())), max(most, float(up.max()))
    return float(p.max() - p.min()), min(least, 1.0), min(most, 1.0)


def _bounds(groups: Groups, beside: NDArray[np.intp], level: float) -> Numbers:
    """Return what a ratio to any group that is not compared one with one is at least."""
    many = len(groups.names)
    if groups.k.shape[1] > 1:
        return np.zeros(many)  # within strata there is no such bound, and nothing is claimed
    low, high = shares(groups.chosen(), groups.people(), level)
    rest = np.ones(many, dtype=bool)
    rest[beside] = False
    most = float(high[rest].max()) if rest.any() else 0.0
    return np.minimum(1.0, low / most) if most > 0 else np.ones(many)


def _slices(many: int, each: int) -> list[slice]:
    step = max(1, SLICE // max(each, 1))
    return [slice(start, min(start + step, many)) for start in range(0, many, step)]


def _told(ends: Ends, told: NDArray[np.bool_]) -> Ends:
    return Ends(
        number=np.where(told, ends.number, np.nan),
        low=np.where(told, ends.low, np.nan),
        high=np.where(told, ends.high, np.nan),
    )
