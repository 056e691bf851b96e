"""How long decisions took: quantiles with the interval of order statistics, whatever the distribution."""

import numpy as np
import numpy.typing as npt

from tanba.kernel import value
from tanba.measures.control.pile import Pile
from tanba.measures.frame.result import Band, exact

_BY = "interval of a quantile by order statistics (Hahn & Meeker 1991, 5.2)"
Whole = npt.NDArray[np.int64]
_DIGITS = 4


def rounded(milliseconds: Whole) -> Whole:
    """Return milliseconds with four digits that count: a day to 10 seconds, 9 seconds to one of them."""
    found = milliseconds.astype(np.int64)
    places = np.floor(np.log10(np.maximum(found, 1))).astype(np.int64)
    step = 10 ** np.maximum(places - (_DIGITS - 1), 0)
    return np.asarray((found + step // 2) // step * step, dtype=np.int64)


@value
class Quantile:
    """A quantile in seconds, its band, and how many durations it is of."""

    seconds: float
    band: Band
    n: int


class Durations:
    """Durations of decisions in a form whose size is bounded: under a hundred thousand values, each counted."""

    def __init__(self, pile: Pile) -> None:
        counted = pile.counted()
        self._values = counted["ms"].to_numpy() / 1000.0
        self._until = np.cumsum(counted["n"].to_numpy())
        self.n = int(self._until[-1]) if len(self._until) else 0

    def quantile(self, at: float, longest: float, census: bool, level: float = 0.95) -> Quantile:
        """
        Return the quantile `at` (0.5: the median); n > 0.

        `longest` is the longest duration that can be: the upper end where there are too few to tell one.
        """
        seconds = self._ranked(max(1, int(np.ceil(self.n * at))))
        if census:
            return Quantile(seconds=seconds, band=exact(seconds), n=self.n)
        low, high = quantile_ranks(self.n, at, level)
        band = Band(
            low=self._ranked(low) if low else 0.0,
            high=self._ranked(high) if high <= self.n else max(longest, seconds),
            level=level, by=_BY,
        )  # fmt: skip
        return Quantile(seconds=seconds, band=band, n=self.n)

    def below(self, seconds: float) -> int:
        """Return how many were shorter than `seconds`."""
        place = int(np.searchsorted(self._values, seconds, "left"))
        return int(self._until[place - 1]) if place else 0

    def _ranked(self, rank: int) -> float:
        return float(self._values[np.searchsorted(self._until, rank, "left")])


def quantile_ranks(n: int, at: float, level: float) -> tuple[int, int]:
    """
    Return the ranks, from 1, of the two values between which a quantile lies with at least this confidence.

    0 and n + 1 mean that no value of so few can be that end.
    """
    tail = (1 - level) / 2
    low = _first(n, at, tail)
    return low, _first(n, at, 1 - tail) + 1


def _first(n: int, at: float, chance: float) -> int:
    """Return the least number of values below the quantile whose binomial distribution reaches a chance."""
    from scipy.special import bdtr

    low, high = -1, n
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if bdtr(middle, n, at) >= chance else (middle, high)
    return high
