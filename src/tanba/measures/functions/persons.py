"""Persons as whole numbers in the order they were met, so that millions of rows are counted exactly."""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tanba.kernel import Refused
from tanba.measures.tables.values import texts

MOST: Final = 10_000_000
"""Persons of one run: some two gigabytes of names. More are counted in parts of the table."""


class Persons:
    """
    A number for each person; ids are compared as they are written, and leave this object never.

    Two ids of one person are two persons: nothing here can tell.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, column: pl.Series) -> NDArray[np.int64]:
        """Return the number of each row's person, -1 where none is said; raises Refused MF05 past MOST."""
        ids = texts(column).alias("id")
        different = ids.drop_nulls().unique(maintain_order=True)
        numbers = [self._numbers.setdefault(one, len(self._numbers)) for one in different]
        if len(self._numbers) > MOST:
            raise Refused("MF05", f"more than {MOST:,} different persons", "measure the table in parts")
        known = pl.DataFrame({"id": different, "number": pl.Series(numbers, dtype=pl.Int64)})
        found = ids.to_frame().join(known, on="id", how="left", maintain_order="left")
        return found.get_column("number").fill_null(-1).to_numpy()


def grown(array: NDArray[np.int64], size: int, fill: int) -> NDArray[np.int64]:
    """Return an array with at least `size` places, the new ones filled; it doubles, so growing is cheap."""
    if size <= len(array):
        return array
    longer = np.full(max(size, 2 * len(array), 1024), fill, dtype=np.int64)
    longer[: len(array)] = array
    return longer
