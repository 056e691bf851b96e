"""
Several numbers that must hold together: levels for each, and p-values corrected for the search.

Somebody who looks at a hundred groups finds one that looks bad by chance. Here the chance that *any* of the
bands misses, or that any finding is false, stays under 1 - level (the family-wise error), whatever the
dependence between the groups.
"""

from collections.abc import Sequence


def each(level: float, count: int) -> float:
    """Return the level each of `count` bands needs for all to hold at `level` (Bonferroni; Dunn 1961)."""
    return 1 - (1 - level) / max(count, 1)


def pairs(groups: int) -> int:
    """Return how many comparisons of two there are among so many groups."""
    return groups * (groups - 1) // 2


def holm(chances: Sequence[float]) -> tuple[float, ...]:
    """
    Return p-values corrected by Holm's step-down (1979), in the order given, each 0..1.

    To call everything below 1 - level a finding errs, once or more, in at most that share of searches.
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    found, worst = [0.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        worst = max(worst, min(1.0, chances[place] * (len(chances) - rank)))
        found[place] = worst
    return tuple(found)
