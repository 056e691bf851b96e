"""
Intervals of numbers that were estimated: a share, a difference, a ratio, a rate, a mean.

    share(7, 10)                # Band(low=0.38…, high=0.91…, level=0.95, by="mid-P of the binomial …")
    ratio(36, 40, 16, 80)       # 2.94 to 7.15, as in Koopman's paper

Score intervals where there are enough people, distributions themselves where there are few: on average over
the cells people really have they cover as often as they promise, which `benchmarks/coverage.py` checks.
Many at once and tables of strata are in `scores`; several that must hold together take a `level` of
`simultaneous`. Nothing counted (n = 0) has no interval: return `nothing(...)` instead of asking here.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from tanba.measures.frame.result import Band

if TYPE_CHECKING:
    import numpy as np

FEW = 40
"""From this many on the score interval is close enough; below, the binomial distribution itself is asked."""

MOST = 1000.0
"""Ratios end here: above it, and where nobody in the second group was chosen, no higher end can be told."""

_WILSON = "Wilson score interval (Wilson 1927)"
_MID_P = "mid-P of the binomial distribution (Lancaster 1961; Berry & Armitage 1995)"
_EXACT = "exact binomial interval (Clopper & Pearson 1934)"


def share(k: int, n: int, level: float = 0.95) -> Band:
    """
    Return the interval of a share of which `k` of `n` were seen; n > 0.

    Nobody or everybody: Clopper and Pearson's exact interval; fewer than 40: mid-P; else Wilson's score.
    """
    from tanba.measures.frame.scores import shares

    _counts(k, n)
    low, high = shares(_array(k), _array(n), level)
    by = _EXACT if k in (0, n) else _MID_P if n < FEW else _WILSON
    return _band(low, high, level, by)


def exact_share(k: int, n: int, level: float = 0.95) -> Band:
    """Return Clopper and Pearson's interval (1934), which never covers less than it promises; n > 0."""
    from scipy.special import betaincinv

    _counts(k, n)
    tail = (1 - level) / 2
    low = float(betaincinv(k, n - k + 1, tail)) if k else 0.0
    high = float(betaincinv(k + 1, n - k, 1 - tail)) if k < n else 1.0
    return Band(low=low, high=high, level=level, by=_EXACT)


def difference(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Band:
    """Return the interval of k1/n1 - k2/n2, -1..1: Newcombe's hybrid score (1998, method 10)."""
    from tanba.measures.frame.scores import differences

    _counts(k1, n1)
    _counts(k2, n2)
    low, high = differences(_array(k1), _array(n1), _array(k2), _array(n2), level)
    return _band(low, high, level, "Newcombe's hybrid score interval (1998, method 10)")


def ratio(k1: int, n1: int, k2: int, n2: int, level: float = 0.95) -> Band:
    """
    Return the interval of (k1/n1) / (k2/n2), 0..1000: Koopman's score interval (1984).

    With k2 = 0 the upper end is `MOST`; with k1 = k2 = 0 nothing at all is told, 0 to `MOST`.
    """
    from tanba.measures.frame.scores import ratios

    _counts(k1, n1)
    _counts(k2, n2)
    low, high = ratios(_array(k1), _array(n1), _array(k2), _array(n2), level)
    return _band(low, high, level, "asymptotic score interval of a ratio (Koopman 1984)")


def rate(events: int, hours: float, level: float = 0.95) -> Band:
    """
    Return the interval of events an hour that come by chance (Poisson); hours > 0.

    No event: Garwood's exact interval (1936), else mid-P of the same distribution (Cohen & Yang 1994).
    """
    from scipy.special import gammainc, gammaincinv

    if events < 0 or hours <= 0:
        raise ValueError(f"{events} events in {hours} hours")
    tail = (1 - level) / 2
    if events == 0:
        high = -math.log(tail)
        by = "exact interval of a Poisson rate (Garwood 1936)"
        return Band(low=0.0, high=high / hours, level=level, by=by)

    def above(expected: float) -> float:
        """Return the chance of more than was seen, and half of that of as many."""
        return float(gammainc(events, expected) + gammainc(events + 1, expected)) / 2

    bottom = float(gammaincinv(events, tail)) * 0.999
    top = float(gammaincinv(events + 1, 1 - tail)) * 1.001
    by = "mid-P interval of a Poisson rate (Cohen & Yang 1994)"
    low = _root(above, tail, bottom, top) / hours
    return Band(low=low, high=_root(above, 1 - tail, bottom, top) / hours, level=level, by=by)


def mean(n: int, total: float, squares: float, level: float = 0.95) -> Band:
    """Return Student's interval of a mean from n ≥ 2 numbers, their sum and the sum of their squares."""
    from scipy.special import stdtrit

    if n < 2:
        raise ValueError(f"a mean of {n}")
    half = float(stdtrit(n - 1, (1 + level) / 2)) * math.sqrt(variance(n, total, squares) / n)
    return Band(low=total / n - half, high=total / n + half, level=level, by="Student's t (1908)")


def standardised(
    n1: int,
    total1: float,
    squares1: float,
    n2: int,
    total2: float,
    squares2: float,
    level: float = 0.95,
) -> tuple[float, Band] | None:
    """
    Return the difference of two means in standard deviations, and its interval; None where nothing varies.

    Hedges' g: the pooled deviation, less the bias of small numbers; the interval by the large-sample variance
    of Hedges and Olkin (1985, chapter 5, formula 14). Each group has two or more.
    """
    from scipy.special import ndtri

    freedom = n1 + n2 - 2
    pooled = (n1 - 1) * variance(n1, total1, squares1) + (n2 - 1) * variance(n2, total2, squares2)
    if min(n1, n2) < 2 or pooled <= 0:
        return None
    less = 1 - 3 / (4 * freedom - 1) if freedom > 1 else 1.0
    number = less * (total1 / n1 - total2 / n2) / math.sqrt(pooled / freedom)
    spread = math.sqrt((n1 + n2) / (n1 * n2) + number * number / (2 * (n1 + n2)))
    half = float(ndtri((1 + level) / 2)) * spread
    by = "Hedges' g, large-sample variance (Hedges & Olkin 1985)"
    return number, Band(low=number - half, high=number + half, level=level, by=by)


def variance(n: int, total: float, squares: float) -> float:
    """Return the sample variance from sums; never below 0, whatever the rounding. 0 for fewer than two."""
    return max(0.0, (squares - total * total / n) / (n - 1)) if n > 1 else 0.0


def _root(rising: Callable[[float], float], aim: float, low: float, high: float) -> float:
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < aim else (low, middle)
    return (low + high) / 2


def _counts(k: int, n: int) -> None:
    if not 0 <= k <= n or n < 1:
        raise ValueError(f"{k} of {n}")


def _array(count: int) -> "np.ndarray":
    import numpy as np

    return np.array([count], dtype=np.float64)


def _band(low: "np.ndarray", high: "np.ndarray", level: float, by: str) -> Band:
    return Band(low=float(low[0]), high=float(high[0]), level=level, by=by)
