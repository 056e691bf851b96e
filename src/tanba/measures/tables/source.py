"""A table, whatever carries it: which columns it has, what is counted in one pass, its rows in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, Protocol

from tanba.kernel import value
from tanba.measures.frame.measure import Artefact

if TYPE_CHECKING:
    import polars as pl

CELLS = 200_000
"""How many combinations of keys a tally holds before it says that these are no groups."""

Kind = Literal["text", "number", "truth", "day", "moment", "other"]


@value
class Column:
    """
    A column and what it holds. In CSV the kind is read off the first thousand rows, and is a hint only.

    `truth` are words such as true or иә (0 and 1 are numbers); `other` is nested or binary and cannot be read.
    """

    name: str
    kind: Kind


@value
class Key:
    """
    What rows are told apart by: a column, its numbers in intervals, or its moments in periods.

    `cuts` rise; 18 and 65 make "< 18", "[18, 65)" and "≥ 65". Periods are named "2026", "2026-03",
    "2026-W10" (ISO 8601) and "2026-03-05", of the day as it is written; a server that keeps moments with
    their zone gives the day in UTC.
    """

    column: str
    cuts: tuple[float, ...] = ()
    period: Literal["", "day", "week", "month", "year"] = ""

    def __post_init__(self) -> None:
        if self.cuts and self.period:
            raise ValueError("a key has cuts or a period, not both")
        if any(not low < high for low, high in pairwise(self.cuts)):
            raise ValueError("cuts rise")


class Source(Protocol):
    """The law of both carriers, files and databases: the same rows give the same columns, tally and values."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        ...

    def need(self, *names: str) -> None:
        """Return if all these columns are there; raises Faults MT10 with every one that is not."""
        ...

    def tally(
        self, keys: Sequence[Key], sums: Sequence[str] = (), *, cells: int = CELLS
    ) -> pl.DataFrame:
        """
        Count the rows of every combination of keys, in one pass and bounded memory.

        Returns
        -------
        DataFrame
            One row for each combination seen, sorted by the keys in turn (numbers by size, not said last).
            A column of text for each key, by the name of its column, null where nothing is said; `n`, the
            rows; and for each sum `s:n`, the rows that have a number, `s:sum` and `s:squares`.
            A table without rows gives no rows; without keys there is one row, of everything.

        Raises
        ------
        Faults
            MT10 for a column that is not there, MT12 for one that holds more than one value a row, MT13,
            MT15 and MT16 for a value that is no number, no day or infinite, MT17 for more combinations than
            `cells`, MT18 for two columns of one name. What is wrong with the rows themselves is MT02 to MT07,
            in a database MT22.
        """
        ...

    def batches(self, columns: Sequence[str], size: int = 100_000) -> Iterator[pl.DataFrame]:
        """
        Yield the rows in the order of the file (of a database: as it gives them), at most `size` at a time.

        CSV gives text; the others give what they hold. `numbers`, `truths`, `days`, `moments` and `texts`
        of `values` turn a column into one kind, or say which value is wrong.
        """
        ...


def open_table(artefact: Artefact) -> Source:
    """Return the table that an artefact names; raises Faults MT01 to MT07 or MT20 to MT23, Missing MT24."""
    if artefact.url is not None:
        from tanba.measures.tables.database import open_database

        return open_database(artefact)
    from tanba.measures.tables.files import open_file

    return open_file(artefact)
