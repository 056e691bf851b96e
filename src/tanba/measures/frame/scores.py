"""
Score intervals of many cells at once, and over strata, as arrays: what `intervals` gives one by one.

Arrays of counts go in (whole numbers as floats, any one shape, people > 0), the two ends come out in the same
shape. Of strata the last axis is the stratum, and strata in which either group is empty weigh nothing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, ndtri

from tanba.measures.frame.intervals import FEW, MOST

Numbers = NDArray[np.float64]
Ends = tuple[Numbers, Numbers]

_STEPS = 50


def wilson(k: Numbers, n: Numbers, level: float) -> Ends:
    """Return Wilson's score interval (1927)."""
    z2 = float(ndtri((1 + level) / 2)) ** 2
    p = k / n
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    # At nobody and everybody the end is the number itself; rounding must not leave it out.
    low = np.where(k <= 0, 0.0, np.clip(middle - half, 0, 1))
    return low, np.where(k >= n, 1.0, np.clip(middle + half, 0, 1))


def shares(k: Numbers, n: Numbers, level: float) -> Ends:
    """Return Wilson's interval from 40 people on, mid-P below; Clopper and Pearson's for none and for all."""
    low, high = wilson(k, n, level)
    edge = (k <= 0) | (k >= n)
    few = (n < FEW) & ~edge
    tail = (1 - level) / 2
    if few.any():
        low[few], high[few] = _mid_p(k[few], n[few], tail)
    low[edge] = np.where(k[edge] <= 0, 0.0, betaincinv(np.maximum(k[edge], 1), 1, tail))
    high[edge] = np.where(
        k[edge] >= n[edge], 1.0, betaincinv(1, np.maximum(n[edge] - k[edge], 1), 1 - tail)
    )
    return low, high


def exact_shares(k: Numbers, n: Numbers, level: float) -> Ends:
    """Return Clopper and Pearson's interval (1934)."""
    tail = (1 - level) / 2
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, tail), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail), 1.0)
    return low, high


def differences(k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers, level: float) -> Ends:
    """Return Newcombe's hybrid score interval (1998, method 10) of k1/n1 - k2/n2."""
    low1, high1 = wilson(k1, n1, level)
    low2, high2 = wilson(k2, n2, level)
    p1, p2 = k1 / n1, k2 / n2
    below = np.sqrt((p1 - low1) ** 2 + (high2 - p2) ** 2)
    above = np.sqrt((high1 - p1) ** 2 + (p2 - low2) ** 2)
    return np.clip(p1 - p2 - below, -1, 1), np.clip(p1 - p2 + above, -1, 1)


def ratios(k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers, level: float) -> Ends:
    """Return Koopman's score interval (1984) of (k1/n1) / (k2/n2), 0..`MOST`."""
    return strata_ratios(k1[..., None], n1[..., None], k2[..., None], n2[..., None], level)


def exact_ratios(k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers, level: float) -> Ends:
    """
    Return the interval of (k1/n1) / (k2/n2) that Donner & Zou (2012) make of two exact ones, 0..`MOST`.

    Far out, at levels above 0.99, score intervals of rare or common decisions err too often; this does not.
    """
    low1, high1 = exact_shares(k1, n1, level)
    low2, high2 = exact_shares(k2, n2, level)
    p1, p2 = k1 / n1, k2 / n2
    both = p1 * p2
    with np.errstate(divide="ignore", invalid="ignore"):
        down = both - np.sqrt(
            np.maximum(both**2 - low1 * high2 * (2 * p1 - low1) * (2 * p2 - high2), 0)
        )
        up = both + np.sqrt(np.maximum(both**2 - high1 * low2 * (2 * p1 - high1) * (2 * p2 - low2), 0))
        low = down / (high2 * (2 * p2 - high2))
        high = up / (low2 * (2 * p2 - low2))
    # Where the lower formula has no root to divide by, the bound of the two ends takes its place.
    low = np.where((k1 > 0) & (k2 > 0) & np.isfinite(low), low, low1 / high2)
    return np.minimum(np.maximum(low, 0.0), MOST), np.where(k2 > 0, np.minimum(high, MOST), MOST)


def strata_ratios(k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers, level: float) -> Ends:
    """
    Return the score interval of one ratio that is the same in all strata, 0..`MOST`.

    Koopman's statistic summed over strata with the weights of Mantel and Haenszel, so that its zero is their
    estimate (`mantel_haenszel`); as Gart & Nam (1988) and Laud (2017) combine tables. With one stratum it
    is Koopman's. Where no stratum holds both groups, or nobody was chosen: 0 to `MOST`.
    """
    z = float(ndtri((1 + level) / 2))
    both = (n1 > 0) & (n2 > 0)
    k1, n1 = np.where(both, k1, 0.0), np.where(both, n1, 1.0)
    k2, n2 = np.where(both, k2, 0.0), np.where(both, n2, 1.0)
    weight = np.where(both, n1 * n2 / (n1 + n2), 0.0)

    def statistic(u: Numbers) -> Numbers:
        theta = (u / (1 - u))[..., None]
        a, c = (n1 + n2) * theta, k1 + k2
        b = n1 * theta + k1 + n2 + k2 * theta
        # The likeliest chance in the second group if the ratio is theta (Miettinen & Nurminen 1985, appendix).
        root = np.sqrt(np.maximum(b * b - 4 * a * c, 0))
        p2 = np.clip(2 * c / (b + root), 0, 1)
        p1 = np.clip(p2 * theta, 0, 1)
        spread = p1 * (1 - p1) / n1 + theta * theta * p2 * (1 - p2) / n2
        over = (weight * (k1 / n1 - theta * k2 / n2)).sum(axis=-1)
        under = np.sqrt((weight * weight * spread).sum(axis=-1))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = over / under
        # Without spread it is beyond any level, or nothing at all.
        return np.asarray(np.where(under > 0, found, over * 1e300))

    most = MOST / (1 + MOST)
    first, second = (weight * k1).sum(axis=-1) > 0, (weight * k2).sum(axis=-1) > 0
    low = np.where(first, _fall(statistic, z, first.shape, most), 0.0)
    high = np.where(second, _fall(statistic, -z, first.shape, most), most)
    return low / (1 - low), np.minimum(high / (1 - high), MOST)


def mantel_haenszel(k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers) -> Numbers:
    """
    Return the ratio over strata of Mantel and Haenszel (1959).

    Infinite where nobody in the second group was chosen, NaN where nobody was or no stratum holds both.
    """
    people = np.maximum(n1 + n2, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((k1 * n2 / people).sum(axis=-1) / (k2 * n1 / people).sum(axis=-1))


def strata_ratios_fast(k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers, level: float) -> Ends:
    """
    Return the interval of the ratio of Mantel and Haenszel by the variance of Greenland & Robins (1985).

    For very many strata, where `strata_ratios` takes long. Where either side has nobody chosen: 0 to `MOST`.
    """
    people = np.maximum(n1 + n2, 1)
    first, second = (k1 * n2 / people).sum(axis=-1), (k2 * n1 / people).sum(axis=-1)
    spread = (n1 * n2 * (k1 + k2) / people**2 - k1 * k2 / people).sum(axis=-1)
    told = (first > 0) & (second > 0)
    ratio = np.where(told, first, 1.0) / np.where(told, second, 1.0)
    under = np.where(told, first * second, 1.0)
    half = float(ndtri((1 + level) / 2)) * np.sqrt(np.maximum(spread, 0) / under)
    low = np.where(told, np.minimum(ratio * np.exp(-half), MOST), 0.0)
    return low, np.where(told, np.minimum(ratio * np.exp(np.minimum(half, 700.0)), MOST), MOST)


def strata_differences(
    k1: Numbers, n1: Numbers, k2: Numbers, n2: Numbers, level: float
) -> tuple[Numbers, Numbers, Numbers]:
    """
    Return the difference of two shares over strata by Mantel and Haenszel, and its two ends, -1..1.

    The variance is Sato's (1989), good for many small strata and for few large ones. NaN and the whole
    range where no stratum holds both groups.
    """
    people = np.maximum(n1 + n2, 1)
    weight = n1 * n2 / people
    total = weight.sum(axis=-1)
    p = (n1**2 * k2 - n2**2 * k1 + n1 * n2 * (n2 - n1) / 2) / people**2
    q = (k1 * (n2 - k2) + k2 * (n1 - k1)) / (2 * people)
    # An empty side tells nothing of the other.
    q, p = np.where(weight > 0, q, 0.0), np.where(weight > 0, p, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        number = ((k1 * n2 - k2 * n1) / people).sum(axis=-1) / total
        spread = np.sqrt(np.maximum(number * p.sum(axis=-1) + q.sum(axis=-1), 0)) / total
    half = float(ndtri((1 + level) / 2)) * spread
    told = total > 0
    low = np.where(told, np.clip(number - half, -1, 1), -1.0)
    return np.where(told, number, np.nan), low, np.where(told, np.clip(number + half, -1, 1), 1.0)


def _mid_p(k: Numbers, n: Numbers, tail: float) -> Ends:
    def above(p: Numbers) -> Numbers:
        return np.asarray((betainc(k, n - k + 1, p) + betainc(k + 1, n - k, p)) / 2)

    def solve(aim: float) -> Numbers:
        low, high = np.zeros_like(k), np.ones_like(k)
        for _ in range(_STEPS):
            middle = (low + high) / 2
            less = above(middle) < aim
            low, high = np.where(less, middle, low), np.where(less, high, middle)
        return (low + high) / 2

    return solve(tail), solve(1 - tail)


def _fall(statistic: Any, aim: float, shape: tuple[int, ...], most: float) -> Numbers:
    """Return where a falling statistic passes `aim`, between 0 and `most`."""
    low, high = np.zeros(shape), np.full(shape, most)
    for _ in range(_STEPS):
        middle = (low + high) / 2
        more = statistic(middle) > aim
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return np.asarray((low + high) / 2)
