"""Reference shares that come as a table: which share each value of a column should have."""

from dataclasses import replace
from typing import Final

from tanba.kernel import Refused
from tanba.measures.frame.measure import Artefact
from tanba.measures.libraries.settings import DataLibrarySettings

MOST: Final = 10_000
"""Rows of a reference; more are no groups that anybody looks at."""
_COLUMNS: Final = ("column", "value", "share")


def with_reference(settings: DataLibrarySettings, table: Artefact | None) -> DataLibrarySettings:
    """
    Return settings with the shares of a table (columns `column`, `value`, `share` 0..1) added to their own.

    Of a column that both name the table's shares hold. Raises Faults ML08 for a row that is not whole or says
    a value twice, and for more than 10,000 rows; and what tables raise.
    """
    if table is None:
        return settings
    from tanba.measures.tables.source import open_table
    from tanba.measures.tables.values import numbers, texts

    source = open_table(table)
    source.need(*_COLUMNS)
    found: dict[str, dict[str, float]] = {}
    row = 0
    for batch in source.batches(_COLUMNS):
        try:
            parts = [texts(batch["column"]), texts(batch["value"]), numbers(batch["share"])]
        except Refused as error:
            raise error.at(table.at) from None
        for column, value, share in zip(*parts, strict=True):
            row += 1
            if row > MOST:
                raise _wrong(f"more than {MOST:,} rows").at(table.at)
            if column is None or value is None or share is None:
                raise _wrong(f"row {row} lacks a column, a value or a share").at(table.at)
            if value in found.setdefault(column, {}):
                raise _wrong(f"row {row} gives {value[:80]!r} of {column[:80]!r} a second share").at(
                    table.at
                )
            found[column][value] = share
    return replace(settings, reference={**settings.reference, **found})


def _wrong(what: str) -> Refused:
    return Refused("ML08", what, "give each value of a column one row: column, value, share")
