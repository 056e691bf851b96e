"""
Shares of answers that show a behaviour: with what is unknown, beside controls, and corrected for our errors.

Rates of detectors err in both directions. Rogan and Gladen (1978) correct a seen share by the sensitivity and
specificity of what saw it; Lang and Reiczigel (Preventive Veterinary Medicine 113, 2014, 13-22) give the
interval that also holds the uncertainty of these two, which were themselves measured on few answers.
"""

import math
from typing import Final

from tanba.kernel import value
from tanba.measures.frame.intervals import difference, share
from tanba.measures.frame.result import Band

GOOD_ENOUGH: Final = 0.3
"""Sensitivity + specificity - 1 must lie above this with its whole band, or nothing is judged by a detector."""

_CORRECTED: Final = "Rogan & Gladen (1978), interval of Lang & Reiczigel (2014)"
_PAIRED: Final = "Newcombe's interval of a paired difference (1998, method 10)"
_UNKNOWN: Final = "; what is unknown counted as shown for the one end, as not shown for the other"


@value
class Errors:
    """How a detector fared on answers that people had labelled: the four counts."""

    true_shown: int
    false_hidden: int
    """Shown, as people say, and not found."""
    true_hidden: int
    false_shown: int

    @property
    def positives(self) -> int:
        """How many answers show the behaviour."""
        return self.true_shown + self.false_hidden

    @property
    def negatives(self) -> int:
        """How many do not."""
        return self.true_hidden + self.false_shown

    @property
    def good(self) -> bool:
        """Whether sensitivity + specificity - 1 is surely above `GOOD_ENOUGH`."""
        if not self.positives or not self.negatives:
            return False
        band = difference(self.true_shown, self.positives, self.false_shown, self.negatives)
        return band.low > GOOD_ENOUGH


def seen(shown: float, known: int, unknown: int, level: float) -> Band:
    """
    Return the band of the share that shows it, of `known` that were read and `unknown` that could not be.

    The unknown could all be of either kind, and the band holds both; `shown` may be a fraction where a probe
    was put several times, and is rounded outwards. known + unknown > 0.
    """
    people = known + unknown
    low = share(math.floor(shown + 1e-9), people, level)
    high = share(min(people, math.ceil(shown - 1e-9) + unknown), people, level)
    by = low.by if low.by == high.by else f"{low.by}; {high.by}"
    return Band(low=low.low, high=high.high, level=level, by=by + (_UNKNOWN if unknown else ""))


def corrected(
    shown: float, known: int, unknown: int, errors: Errors, level: float
) -> tuple[float, Band]:
    """Return the share that really shows it, 0..1, from what a detector with such errors saw; known > 0."""
    people = known + unknown
    number = _gladen(shown / known, errors)
    low, _ = _lang_reiczigel(shown / people, people, errors, level)
    _, high = _lang_reiczigel((shown + unknown) / people, people, errors, level)
    by = _CORRECTED + (_UNKNOWN if unknown else "")
    # The interval is centred a little off the estimate; both are told, so the one must hold the other.
    return number, Band(low=min(low, number), high=max(high, number), level=level, by=by)


def paired(both: int, first: int, second: int, neither: int, level: float) -> tuple[float, Band]:
    """
    Return the difference of two shares of the same pairs, -1..1; at least one pair.

    Parameters
    ----------
    both, first, second, neither
        Pairs of which both, only the first, only the second, or neither shows it.
    """
    n = both + first + second + neither
    p1, p2 = (both + first) / n, (both + second) / n
    one, two = _wilson(both + first, n, level), _wilson(both + second, n, level)
    phi = _phi(both, first, second, neither)
    below, above = p1 - one[0], two[1] - p2
    over, under = one[1] - p1, p2 - two[0]
    low = p1 - p2 - math.sqrt(max(0.0, below**2 - 2 * phi * below * above + above**2))
    high = p1 - p2 + math.sqrt(max(0.0, over**2 - 2 * phi * over * under + under**2))
    return p1 - p2, Band(low=max(-1.0, low), high=min(1.0, high), level=level, by=_PAIRED)


def sidak(level: float, count: int) -> float:
    """Return the level that each of `count` bands needs so that all hold together (Šidák 1967)."""
    return math.pow(level, 1 / max(count, 1))


def agreement(both: int, first: int, second: int, neither: int) -> float | None:
    """Return Cohen's kappa (1960) of two judges, -1..1; None where both said the same of everything."""
    n = both + first + second + neither
    if not n:
        return None
    by_chance = ((both + first) * (both + second) + (neither + first) * (neither + second)) / n**2
    return None if by_chance == 1 else ((both + neither) / n - by_chance) / (1 - by_chance)


def _gladen(seen_share: float, errors: Errors) -> float:
    sensitivity = errors.true_shown / errors.positives
    specificity = errors.true_hidden / errors.negatives
    return _clip((seen_share + specificity - 1) / (sensitivity + specificity - 1))


def _lang_reiczigel(p: float, n: int, errors: Errors, level: float) -> tuple[float, float]:
    z = _quantile(level)
    p = (n * p + z * z / 2) / (n + z * z)
    n_se, n_sp = errors.positives + 2, errors.negatives + 2
    se, sp = (errors.true_shown + 1) / n_se, (errors.true_hidden + 1) / n_sp
    informed = se + sp - 1
    true = (p + sp - 1) / informed
    spread_se, spread_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    shift = 2 * z * z * (true * spread_se - (1 - true) * spread_sp)
    spread = p * (1 - p) / (n + z * z) + true**2 * spread_se + (1 - true) ** 2 * spread_sp
    half = z * math.sqrt(spread) / informed
    return _clip(true + shift - half), _clip(true + shift + half)


def _phi(both: int, first: int, second: int, neither: int) -> float:
    """Return the correlation in pairs, corrected as Newcombe does where it is positive."""
    under = (both + first) * (second + neither) * (both + second) * (first + neither)
    if not under:
        return 0.0
    n = both + first + second + neither
    over: float = both * neither - first * second
    if over > 0:
        over = max(over - n / 2, 0)
    return over / math.sqrt(under)


def _wilson(k: int, n: int, level: float) -> tuple[float, float]:
    z = _quantile(level)
    p, z2 = k / n, z * z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return (middle - half if k else 0.0), (middle + half if k < n else 1.0)


def _quantile(level: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + level) / 2)


def _clip(number: float) -> float:
    return min(1.0, max(0.0, number))
