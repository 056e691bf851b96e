"""The interval of a share in a folder of which only some files were looked at: exact, and for any size."""

import math
from collections.abc import Iterator

from tanba.measures.frame.result import Band

BY = "exact interval of the hypergeometric distribution (Buonaccorsi 1987)"
_WORST = "; what cannot be told counts against the lower end and for the upper"


def finite_share(yes: int, unknown: int, looked: int, total: int, level: float = 0.95) -> Band:
    """
    Return the band of the share of `total` files that have something, of which `looked` were drawn.

    A folder is finite, and what was looked at is known of it. Wilson's interval with a correction would be
    near, and wrong where nearly all files were seen or nearly all have it. So both tails of the hypergeometric
    distribution are inverted (J. P. Buonaccorsi, The American Statistician 41, 1987, 215 to 218), which never
    covers less than it promises. One drawn file without it already makes the upper end less than 1.

    Parameters
    ----------
    yes, unknown
        Of the files drawn: those that have it, and those of which it cannot be told. The lower end takes
        none of the unknown as having it, the upper end all of them.
    looked, total
        Files drawn and files there, 0 < looked <= total. All drawn gives a count, at level 1.
    """
    if not (yes >= 0 and unknown >= 0 and yes + unknown <= looked <= total and looked > 0):
        raise ValueError(f"{yes} and {unknown} of {looked} of {total}")
    worst = _WORST if unknown else ""
    if looked == total:
        most = (yes + unknown) / total
        return Band(low=yes / total, high=most, level=1.0, by="count" + worst)
    tail = (1 - level) / 2
    low = _least(yes, looked, total, tail)
    # Having it and not having it are mirror images.
    high = total - _least(looked - yes - unknown, looked, total, tail)
    return Band(low=low / total, high=high / total, level=level, by=BY + worst)


def together(parts: list[tuple[float, int, Band]], level: float) -> tuple[float, Band]:
    """
    Return the share and its band over several kinds of files, each drawn apart.

    Each part is a share, how many files of the kind there are, and the band of that kind at a level that holds
    for all kinds at once (Bonferroni): then the weighted ends hold together, which is wide and safe.
    """
    total = sum(files for _, files, _ in parts)
    number = sum(share * files for share, files, _ in parts) / total
    low = math.fsum(band.low * files for _, files, band in parts) / total
    high = math.fsum(band.high * files for _, files, band in parts) / total
    sure = all(band.level == 1.0 for _, _, band in parts)
    by = "count" if sure else f"{BY}, by kind, weighted (Bonferroni)"
    return number, Band(
        low=min(low, number), high=max(high, number), level=1.0 if sure else level, by=by
    )


def _least(seen: int, looked: int, total: int, tail: float) -> int:
    """Return the least number among `total` that makes `seen` or more of `looked` no surprise."""
    if seen == 0:
        return 0
    low, high = seen - 1, total - (looked - seen)  # a surprise for sure, and what surely is none
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _at_least(seen, looked, total, middle) > tail else (middle, high)
    return high


def _at_least(seen: int, looked: int, total: int, having: int) -> float:
    """Return the chance of `seen` or more when `having` of `total` have it."""
    top = min(looked, having)
    if seen > top:
        return 0.0
    return min(1.0, math.fsum(_chances(seen, top, looked, total, having)))


def _chances(first: int, last: int, looked: int, total: int, having: int) -> Iterator[float]:
    first = max(first, looked - (total - having))
    for count in range(first, last + 1):
        yield math.exp(
            _ways(having, count) + _ways(total - having, looked - count) - _ways(total, looked)
        )


def _ways(of: int, some: int) -> float:
    """Return the logarithm of the number of ways to choose `some` of `of`."""
    return math.lgamma(of + 1) - math.lgamma(some + 1) - math.lgamma(of - some + 1)
