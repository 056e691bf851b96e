"""
How well a column gives a ground away: how often a guess from it would be right, each group counting alike.

Everybody is guessed at from all others with the same value in the column, never from themselves, so that a
column of many rare values does not look like knowledge (leave-one-out; Stone 1974). Of equal groups a blind
guess is right once in as many times as there are groups.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tanba.kernel import Faults, value
from tanba.measures.discrimination.counting import DENSE, UNSAID
from tanba.measures.discrimination.settings import Factor, Ground
from tanba.measures.frame.result import Band
from tanba.measures.frame.scores import Numbers, wilson
from tanba.measures.tables.source import Column, Key, Source

_CUTS = (-1.15, -0.67, -0.32, 0.0, 0.32, 0.67, 1.15)
"""In standard deviations from the mean: eight parts of equal size of a normal column."""


@value
class Guess:
    """The share of right guesses, the groups equal; `chance` is that of blind ones. `n` people in `groups`."""

    columns: tuple[str, ...]
    number: float
    low: float
    high: float
    chance: float
    groups: int
    n: int

    def band(self, level: float) -> Band:
        """Return the interval."""
        by = "leave-one-out recalls, Wilson limits joined (Zou & Donner 2008), together (Bonferroni)"
        return Band(low=self.low, high=self.high, level=level, by=by)


def read_key(source: Source, column: Column, told: Factor | None) -> Key | None:
    """
    Return how a column is read: by its cuts, numbers in eight parts, moments by month; None if it cannot be.

    The parts of numbers come of their mean and deviation, to six digits, so that the order of rows is nothing.
    """
    if told is not None and told.cuts:
        return Key(column=column.name, cuts=told.cuts)
    if column.kind in ("day", "moment"):
        return Key(column=column.name, period="month")
    if column.kind == "other":
        return None
    if column.kind != "number":
        return Key(column=column.name)
    sums = source.tally([], [column.name])
    if sums.is_empty():
        return Key(column=column.name)
    n, total, squares = (
        float(sums[f"{column.name}:{part}"][0] or 0) for part in ("n", "sum", "squares")
    )
    if n < 2:
        return Key(column=column.name)
    spread = max(0.0, squares / n - (total / n) ** 2) ** 0.5
    cuts = sorted({float(f"{total / n + part * spread:.6g}") for part in _CUTS})
    return Key(column=column.name, cuts=tuple(cuts))


def guess(
    source: Source, ground: Ground, keys: Sequence[Key], smallest: int, level: float
) -> Guess | None:
    """Return how well the keys together give the ground away; None with fewer than two groups large enough."""
    names = [key.column for key in keys]
    frame = source.tally([Key(column=ground.column, cuts=ground.cuts), *keys])
    values = frame.select(pl.col(names).fill_null(UNSAID))
    groups: dict[str, int] = {}
    cells: dict[tuple[str, ...], int] = {}
    places = [
        (cells.setdefault(row, len(cells)), groups.setdefault(group or UNSAID, len(groups)))
        for row, group in zip(values.iter_rows(), frame[ground.column], strict=True)
    ]
    if len(cells) * len(groups) > DENSE:
        return None
    counts = np.zeros((len(cells), len(groups)))
    for (cell, group), n in zip(places, frame["n"], strict=True):
        counts[cell, group] += n
    return recall(counts, smallest, level, tuple(names))


def recall(counts: Numbers, smallest: int, level: float, columns: tuple[str, ...] = ()) -> Guess | None:
    """Return the same from counts, values × groups."""
    kept = counts[:, counts.sum(axis=0) >= smallest]
    groups = kept.shape[1]
    if groups < 2:
        return None
    n = kept.sum(axis=0)
    shares = kept / n
    # Each person's own group without them, beside the best of the other groups at the same value.
    own = np.maximum(kept - 1, 0) / (n - 1)
    best = shares.argmax(axis=1)
    rows = np.arange(len(kept))
    first = shares[rows, best]
    without = shares.copy()
    without[rows, best] = -1.0
    second = without.max(axis=1)
    others = np.where(np.arange(groups)[None, :] == best[:, None], second[:, None], first[:, None])
    equal = np.abs(own - others) <= 1e-12
    # How many other groups share the first place decides what a blind guess among them is worth.
    firsts = (np.abs(shares - first[:, None]) <= 1e-12).sum(axis=1)
    seconds = (np.abs(shares - second[:, None]) <= 1e-12).sum(axis=1)
    mine = np.arange(groups)[None, :] == best[:, None]
    ties = np.where(mine, seconds[:, None], firsts[:, None]) - (np.abs(shares - others) <= 1e-12)
    right = np.where(equal, 1.0 / (1 + ties), own > others)
    k = (kept * right).sum(axis=0)
    low, high = wilson(k, n, level)
    rates = k / n
    number = float(rates.mean())
    below = float(np.sqrt(((rates - low) ** 2).sum())) / groups
    above = float(np.sqrt(((high - rates) ** 2).sum())) / groups
    return Guess(
        columns=columns,
        number=number,
        low=max(0.0, number - below),
        high=min(1.0, number + above),
        chance=1 / groups,
        groups=groups,
        n=int(n.sum()),
    )


def too_many(faults: Faults) -> bool:
    """Return whether a table was refused only for holding too many combinations."""
    return all(fault.code == "MT17" for fault in faults.faults)
