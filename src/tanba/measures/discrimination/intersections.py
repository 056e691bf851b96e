"""
The search for the worst intersection: every crossing of two or three grounds, and every cell in it.

Two things keep the search honest. The bands of all cells of all crossings hold together, so the worst of them
may be named. And the chance of each cell's being behind all other people is corrected for how many cells were
looked at (Holm 1979). Cells of too few people are counted, and never given a rate or a pass.
"""

from itertools import combinations

import numpy as np
from scipy.special import gammaln, logsumexp, ndtr

from tanba.kernel import Faults, Refused, value
from tanba.measures.discrimination.comparison import WORK, Ends, count_ratios, ratio_method, to_best
from tanba.measures.discrimination.counting import Decisions, Groups
from tanba.measures.discrimination.settings import DiscriminationSettings, Ground
from tanba.measures.frame.scores import Numbers
from tanba.measures.frame.simultaneous import each, holm

_FEW = 100
"""Expected counts below this are asked of the distribution itself and not of the normal."""


@value
class Crossing:
    """Several grounds crossed: the cells with enough people, their ratios to the best, and who is left out."""

    grounds: tuple[Ground, ...]
    cells: Groups
    ends: Ends
    chances: tuple[float, ...]
    """For each cell, the corrected chance of being as far behind all others if there were no difference."""
    small: int
    """Cells with too few people."""
    people_small: int
    """People in them."""
    people: int

    def name(self, place: int) -> tuple[tuple[str, str], ...]:
        """Return the columns and groups of a cell."""
        columns = [ground.column for ground in self.grounds]
        return tuple(zip(columns, self.cells.names[place], strict=True))


@value
class Search:
    """What was searched; `skipped` are crossings of more cells than can be held."""

    crossings: tuple[Crossing, ...]
    skipped: tuple[tuple[Ground, ...], ...]
    comparisons: int
    method: str


def search(decisions: Decisions, settings: DiscriminationSettings, level: float) -> Search:
    """Return every crossing of up to `depth` grounds; `level` is that of all their bands together."""
    sizes = range(2, settings.depth + 1)
    plain = [one for size in sizes for one in combinations(settings.grounds, size)]
    found: list[tuple[tuple[Ground, ...], Groups, Groups]] = []
    skipped: list[tuple[Ground, ...]] = []
    for grounds in plain:
        # Of crossed cells none is a reference: they are all held against the best.
        free = tuple(Ground(of=one.of, column=one.column, cuts=one.cuts) for one in grounds)
        try:
            totals = decisions.select(free)
        except Faults as faults:
            if any(fault.code != "MT17" for fault in faults.faults):
                raise
            skipped.append(free)
        except Refused as refused:
            if refused.code != "MD05":
                raise
            skipped.append(free)
        else:
            found.append((free, totals, large(totals, settings.smallest)))
    comparisons = sum(count_ratios(cells) for _, _, cells in found)
    one = each(level, comparisons)
    chances = [behind(cells, totals) for _, totals, cells in found]
    corrected = iter(holm([chance for some in chances for chance in some]))
    work = WORK // max(len(found), 1)
    crossings = tuple(
        Crossing(
            grounds=grounds,
            cells=cells,
            ends=to_best(cells, one, work),
            chances=tuple(next(corrected) for _ in cells.names),
            small=len(totals.names) - len(cells.names),
            people_small=round(float(totals.n.sum() - cells.n.sum())),
            people=round(float(totals.n.sum())),
        )
        for grounds, totals, cells in found
    )
    strata = max((cells.k.shape[1] for _, _, cells in found), default=1)
    method = ratio_method(one, strata)
    return Search(crossings=crossings, skipped=tuple(skipped), comparisons=comparisons, method=method)


def large(groups: Groups, smallest: int) -> Groups:
    """Return the groups that have at least so many people."""
    return groups.only([int(one) for one in np.flatnonzero(groups.people() >= smallest)])


def behind(groups: Groups, totals: Groups) -> tuple[float, ...]:
    """
    Return for each group the chance of so few chosen, or fewer, if it fared like all others in its strata.

    The test of Mantel and Haenszel (1959), one-sided, with the correction for continuity; in one stratum
    with fewer than a hundred expected, Fisher's exact test (1935).
    """
    k, n = groups.k, groups.n
    chosen, people = totals.k.sum(axis=0), totals.n.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = np.nan_to_num(n * chosen / people)
        spread = n * (people - n) * chosen * (people - chosen) / (people**2 * (people - 1))
    under = np.nan_to_num(spread).sum(axis=1)
    over = (k - expected).sum(axis=1) + 0.5
    normal = np.where(under > 0, ndtr(over / np.sqrt(np.where(under > 0, under, 1.0))), 1.0)
    found = [float(one) for one in normal]
    if k.shape[1] == 1:
        nearest = np.minimum(expected[:, 0], n[:, 0] - expected[:, 0])
        for place in np.flatnonzero((nearest < _FEW) & (under > 0)):
            one = int(place)
            found[one] = _fisher(k[one, 0], n[one, 0], float(chosen[0]), float(people[0]))
    return tuple(found)


def _fisher(k: float, n: float, chosen: float, people: float) -> float:
    """Return the lower tail of the hypergeometric distribution."""
    least = max(0.0, n - (people - chosen))
    x = np.arange(least, k + 1)
    log = _choose(chosen, x) + _choose(people - chosen, n - x) - _choose(people, np.array([n]))
    return min(1.0, float(np.exp(logsumexp(log))))


def _choose(of: float, some: Numbers) -> Numbers:
    return np.asarray(gammaln(of + 1) - gammaln(some + 1) - gammaln(of - some + 1))
