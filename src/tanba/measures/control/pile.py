"""Counts by whole numbers, from batch after batch: memory grows with what is different, not with the rows."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from tanba.kernel import Refused

_PENDING: Final = 2_000_000


class Pile:
    """Counts of combinations of whole numbers. The last column of what it gives is `n`."""

    def __init__(self, keys: Sequence[str], most: int, what: str) -> None:
        self._keys, self._most, self._what = list(keys), most, what
        types = dict.fromkeys(self._keys, pl.Int64)
        self._done = pl.DataFrame(schema=types | {"n": pl.Int64})
        self._waiting: list[pl.DataFrame] = []
        self._rows = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Count the rows of a batch; raises Refused MH06 where more is different than can be held."""
        found = rows.group_by(self._keys).agg(pl.len().cast(pl.Int64).alias("n"))
        self._waiting.append(found.select(*self._keys, "n"))
        self._rows += found.height
        # A pile as large as what waits is turned over once: each row is moved a few times in all.
        if self._rows > max(_PENDING, self._done.height):
            self._settle()

    def counted(self) -> pl.DataFrame:
        """Return the counts, sorted by the keys in turn."""
        self._settle()
        return self._done.sort(self._keys)

    def _settle(self) -> None:
        together = pl.concat([self._done, *self._waiting])
        self._done = together.group_by(self._keys).agg(pl.col("n").sum())
        self._waiting, self._rows = [], 0
        if self._done.height > self._most:
            raise Refused(
                "MH06",
                f"more than {self._most} {self._what}",
                "cut the log by period, and measure each",
            )
