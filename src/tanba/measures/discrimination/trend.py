"""
How a gap between two shares moves over periods: a straight line through it, and the place where it breaks.

The gap is a group's share less that of all others. Its weights come of the shares of the whole time, so that a
period of luck does not weigh itself up.
"""

from datetime import date

import numpy as np
from scipy.special import ndtri

from tanba.kernel import value
from tanba.measures.frame.scores import Numbers


@value
class Move:
    """A number with its ends; `at` is the place of the period that it begins with, for a break."""

    number: float
    low: float
    high: float
    at: int = 0


def gaps(k: Numbers, n: Numbers, others_k: Numbers, others_n: Numbers) -> tuple[Numbers, Numbers]:
    """Return the gap of every period and its variance; all `n` are above 0."""
    found = k / n - others_k / others_n
    # Half a person more keeps a group of which all or none were chosen from seeming certain.
    first = (k.sum() + 0.5) / (n.sum() + 1)
    second = (others_k.sum() + 0.5) / (others_n.sum() + 1)
    return found, first * (1 - first) / n + second * (1 - second) / others_n


def slope(at: Numbers, gap: Numbers, variance: Numbers, level: float) -> Move | None:
    """Return how far the gap moves in one period, by weighted least squares; None for fewer than three."""
    if len(gap) < 3:
        return None
    weight = 1 / variance
    middle = (weight * at).sum() / weight.sum()
    spread = (weight * (at - middle) ** 2).sum()
    number = float((weight * (at - middle) * gap).sum() / spread)
    half = float(ndtri((1 + level) / 2)) / float(np.sqrt(spread))
    return Move(number=number, low=number - half, high=number + half)


def breaks(periods: int) -> int:
    """Return at how many places a series may break, with two periods or more on either side."""
    return max(0, periods - 3)


def break_of(gap: Numbers, variance: Numbers, level: float) -> Move | None:
    """
    Return the surest break: the gap after it less the gap before; None for fewer than four periods.

    `level` is that of one place, and is to be shared over all places tried (`breaks`).
    """
    weight = 1 / variance
    best: tuple[float, Move] | None = None
    for place in range(2, len(gap) - 1):
        before, after = weight[:place].sum(), weight[place:].sum()
        number = float(
            (weight[place:] * gap[place:]).sum() / after - (weight[:place] * gap[:place]).sum() / before
        )
        spread = float(np.sqrt(1 / before + 1 / after))
        half = float(ndtri((1 + level) / 2)) * spread
        found = Move(
            number=number, low=max(-2.0, number - half), high=min(2.0, number + half), at=place
        )
        if best is None or abs(number) / spread > best[0]:
            best = abs(number) / spread, found
    return best[1] if best else None


def ordinal(period: str) -> int:
    """Return the number of a period as a table names it, so that a missing month is a gap of one more."""
    if "W" in period:
        year, _, week = period.partition("-W")
        return date.fromisocalendar(int(year), int(week), 1).toordinal() // 7
    numbers = [int(part) for part in period.split("-")]
    if len(numbers) == 1:
        return numbers[0]
    if len(numbers) == 2:
        return numbers[0] * 12 + numbers[1]
    return date(numbers[0], numbers[1], numbers[2]).toordinal()
