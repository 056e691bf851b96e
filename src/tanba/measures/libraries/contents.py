"""Inside the tables of a library: cells that are empty, rows that repeat, and texts to be compared."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from tanba.kernel import Refused, TanbaError, value
from tanba.measures.frame.folders import File, head
from tanba.measures.libraries.duplicates import LONGEST
from tanba.measures.libraries.readable import as_table
from tanba.measures.tables.source import open_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

HELD: Final = 20_000_000
"""Rows of one table whose repeats are counted; 8 bytes each."""


@value
class Cells:
    """A column of a table: rows, and how many of them are empty."""

    file: str
    column: str
    rows: int
    empty: int


@value
class Rows:
    """A table: rows, those that repeat an earlier one, and those beyond the bound."""

    file: str
    rows: int
    repeats: int
    beyond: int


def read_table(file: File, obligatory: Sequence[str]) -> tuple[tuple[Cells, ...], Rows]:
    """
    Return the empty cells of the columns asked for (none named: all that can be read) and the rows that repeat.

    A column that is nested is not looked at. Raises what tables raise.
    """
    import numpy as np

    from tanba.measures.tables.values import texts

    source = open_table(as_table(file))
    columns = [column.name for column in source.columns if column.kind != "other"]
    wanted = [name for name in columns if not obligatory or name in obligatory]
    rows, empty = 0, dict.fromkeys(wanted, 0)
    hashes: NDArray[np.uint64] = np.empty(0, dtype=np.uint64)
    held = repeats = beyond = 0
    parts: list[NDArray[np.uint64]] = []
    for batch in source.batches(columns) if columns else ():
        rows += batch.height
        try:
            for name in wanted:
                empty[name] += texts(batch[name]).null_count()
        except Refused as error:
            raise error.at(file.name) from None
        if held + batch.height > HELD:
            beyond += batch.height
            continue
        held += batch.height
        parts.append(batch.hash_rows(seed=230).to_numpy())
        if len(parts) >= 20:
            hashes, parts = np.unique(np.concatenate([hashes, *parts])), []
    hashes = np.unique(np.concatenate([hashes, *parts]))
    repeats = held - len(hashes)
    cells = tuple(
        Cells(file=file.name, column=name, rows=rows, empty=count) for name, count in empty.items()
    )
    return cells, Rows(file=file.name, rows=rows, repeats=repeats, beyond=beyond)


def texts_of(tables: Sequence[File], files: Sequence[File], column: str) -> Iterator[tuple[str, str]]:
    """Yield (name, text) of files of text and of a column of tables, each cut where comparing ends."""
    from tanba.measures.tables.values import texts

    for file in files:
        try:
            start = head(file.path, 4 * LONGEST)
        except TanbaError:
            continue
        yield file.name, start.decode("utf-8", "replace")[:LONGEST]
    for file in tables if column else ():
        source = open_table(as_table(file))
        if column not in {one.name for one in source.columns if one.kind != "other"}:
            continue
        row = 0
        for batch in source.batches([column], 10_000):
            for text in texts(batch[column]).str.slice(0, LONGEST):
                row += 1
                if text:
                    yield f"{file.name}:{row}", text
