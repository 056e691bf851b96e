"""Tables in databases: counted there by GROUP BY, and fetched by a cursor where words must be read first."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from difflib import get_close_matches
from functools import reduce
from operator import add
from typing import Any

import polars as pl
import sqlalchemy as sa

from tanba.kernel import Refused
from tanba.measures.frame.measure import Artefact
from tanba.measures.tables.address import Address, asking, open_engine, read_address
from tanba.measures.tables.cells import Strip, check_titles, count_cells, named, too_many
from tanba.measures.tables.columns import check_columns, need_columns
from tanba.measures.tables.failure import told
from tanba.measures.tables.fetched import held_by, series_of
from tanba.measures.tables.source import CELLS, Column, Key, Kind, Source
from tanba.measures.tables.values import infinite

FETCHED = 100_000
"""Rows that are fetched together when words must be read here."""

Element = sa.ColumnElement[Any]


class DatabaseSource:
    """A table or view in a database; the law is that of `Source`."""

    __slots__ = ("_address", "_columns", "_engine", "_held", "_kinds", "_sqlite", "_table")

    def __init__(self, address: Address) -> None:
        self._address = address
        self._sqlite = address.url.get_backend_name() == "sqlite"
        with asking(address):
            self._engine = open_engine(address)
            with self._engine.connect() as connection:
                found = _columns(connection, address)
        kinds: dict[str, Kind] = {name: kind for name, (kind, _) in found.items()}
        self._kinds = kinds
        self._held = {name: held for name, (_, held) in found.items()}
        self._columns = tuple(Column(name=name, kind=kind) for name, kind in kinds.items())
        # Without types: SQLite keeps what it is given, whatever the declaration says, and we read it ourselves.
        self._table = sa.table(
            address.table, *(sa.column(name) for name in found), schema=address.schema
        )

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        return self._columns

    def need(self, *names: str) -> None:
        """Return if all these columns are there; raises Faults MT10 with every one that is not."""
        need_columns(self._columns, names, self._address.shown)

    def tally(
        self, keys: Sequence[Key], sums: Sequence[str] = (), *, cells: int = CELLS
    ) -> pl.DataFrame:
        """Count the rows of every combination of keys; see `Source.tally`."""
        names = list(dict.fromkeys([*(key.column for key in keys), *sums]))
        self.need(*names)
        with told(self._address.shown), asking(self._address):
            check_columns(self._columns, names)
            check_titles(keys, sums)
            found = self._grouped(keys, sums, cells) if self._countable(keys, sums) else None
            return self._fetched(keys, sums, names, cells) if found is None else found

    def batches(self, columns: Sequence[str], size: int = 100_000) -> Iterator[pl.DataFrame]:
        """Yield the rows as the database gives them, at most `size` at a time."""
        self.need(*columns)
        names = list(dict.fromkeys(columns))
        if not names:
            return
        with told(self._address.shown), asking(self._address):
            check_columns(self._columns, names)
            yield from self._rows(names, size, self._held)

    def _countable(self, keys: Sequence[Key], sums: Sequence[str]) -> bool:
        """Return whether the database can count by itself, with no words to be read as numbers or days."""
        numbers = [*sums, *(key.column for key in keys if key.cuts)]
        periods = [key.column for key in keys if key.period]
        return all(self._kinds[name] == "number" for name in numbers) and all(
            not self._sqlite and self._kinds[name] in ("day", "moment") for name in periods
        )

    def _grouped(self, keys: Sequence[Key], sums: Sequence[str], cells: int) -> pl.DataFrame | None:
        """Count by GROUP BY; None where a column of numbers holds words after all."""
        by = [self._key(key).label(f"k{i}") for i, key in enumerate(keys)]
        taken: list[Element] = [sa.func.count().label("n")]
        for j, name in enumerate(sums):
            x = self._number(name)
            exact = sa.cast(x, sa.REAL if self._sqlite else sa.Numeric)
            taken += [sa.func.count(x).label(f"n{j}"), sa.func.sum(exact).label(f"s{j}")]
            taken += [sa.func.sum(exact * exact).label(f"q{j}")]
        numbers = [*sums, *(key.column for key in keys if key.cuts)]
        taken += [self._wrong(name).label(f"w{i}") for i, name in enumerate(numbers) if self._sqlite]
        # Grouped by place: an expression with values in it is not the same expression twice to a server.
        places: list[Element] = [sa.literal_column(str(i + 1)) for i in range(len(by))]
        asked = sa.select(*by, *taken).select_from(self._table).group_by(*places).limit(cells + 1)
        with self._engine.connect() as connection:
            answer = connection.execute(asked)
            titles, rows = list(answer.keys()), answer.all()
        values: dict[str, list[Any]] = dict(
            zip(titles, map(list, zip(*rows, strict=True)), strict=True)
            if rows
            else {title: [] for title in titles}
        )
        if any(any(values[f"w{i}"]) for i in range(len(numbers)) if self._sqlite):
            return None
        total = pl.DataFrame(self._counts(values, keys, sums))
        if keys and total.height > cells:
            raise too_many(total, keys, cells)
        return named(total, keys, sums)

    def _counts(
        self, values: dict[str, list[Any]], keys: Sequence[Key], sums: Sequence[str]
    ) -> list[pl.Series]:
        """Return what a database counted as k0, …, n, n0, s0, q0, …"""
        found = []
        for i, key in enumerate(keys):
            held = self._held[key.column]
            held = pl.Int32() if key.cuts else pl.Date() if key.period else held
            found.append(series_of(f"k{i}", values[f"k{i}"], held))
        found.append(pl.Series("n", values["n"], dtype=pl.Int64))
        for j, name in enumerate(sums):
            found.append(pl.Series(f"n{j}", values[f"n{j}"], dtype=pl.Int64))
            for own in (f"s{j}", f"q{j}"):
                # SQL sums nothing to NULL, Polars to 0.
                whole = [float(one or 0) for one in values[own]]
                found.append(pl.Series(own, whole, dtype=pl.Float64))
            if not found[-1].is_finite().all():
                raise infinite(name)
        return found

    def _fetched(
        self, keys: Sequence[Key], sums: Sequence[str], names: Sequence[str], cells: int
    ) -> pl.DataFrame:
        """Count here what the database cannot read: batch after batch, in bounded memory."""
        held = {name: pl.String() if self._sqlite else self._held[name] for name in names}
        with closing(self._rows(names, FETCHED, held)) as rows:
            strips = (Strip(frame=row.lazy()) for row in rows)
            return count_cells(strips, held, keys, sums, cells)

    def _rows(
        self, names: Sequence[str], size: int, held: dict[str, pl.DataType]
    ) -> Generator[pl.DataFrame]:
        asked = sa.select(*(self._plain(name).label(f"c{i}") for i, name in enumerate(names)))
        with self._engine.connect() as connection:
            cursor = connection.execution_options(stream_results=True, max_row_buffer=size)
            with closing(cursor.execute(asked.select_from(self._table))) as answer:
                for rows in answer.partitions(size):
                    columns = zip(names, zip(*rows, strict=True), strict=True)
                    yield pl.DataFrame(
                        [series_of(name, values, held[name]) for name, values in columns]
                    )

    def _plain(self, name: str) -> Element:
        """Return a column; what PostgreSQL alone knows, such as an inet, as text."""
        column = self._table.c[name]
        return column if self._sqlite or self._kinds[name] != "text" else sa.cast(column, sa.Text)

    def _number(self, name: str) -> Element:
        column = self._table.c[name]
        if self._sqlite or self._held[name] == pl.Int64:
            return column
        # In PostgreSQL NaN is a number, and greater than all others.
        return sa.func.nullif(column, sa.literal_column("'NaN'"))

    def _key(self, key: Key) -> Element:
        if key.cuts:
            x = self._number(key.column)
            steps = (sa.case((x.is_(None), None), (x >= cut, 1), else_=0) for cut in key.cuts)
            return reduce(add, steps)
        if key.period:
            moment = sa.cast(self._table.c[key.column], sa.DateTime)
            return sa.cast(sa.func.date_trunc(key.period, moment), sa.Date)
        if self._kinds[key.column] == "number":
            return self._number(key.column)
        return self._plain(key.column)

    def _wrong(self, name: str) -> Element:
        kind = sa.func.typeof(self._table.c[name])
        return sa.func.max(sa.case((kind.in_(("integer", "real", "null")), 0), else_=1))


def open_database(artefact: Artefact) -> Source:
    """Return the table that an address names; raises Missing MT24 or Faults MT20 to MT23."""
    try:
        address = read_address(artefact.url or artefact.at)
    except Refused as refused:
        raise refused.at(artefact.name) from None
    return DatabaseSource(address)


def _columns(connection: sa.Connection, address: Address) -> dict[str, tuple[Kind, pl.DataType]]:
    """Return the columns of a table or view and what they hold; raises Refused MT23 where there is none."""
    look = sa.inspect(connection)
    if not look.has_table(address.table, schema=address.schema):
        there = [*look.get_table_names(address.schema), *look.get_view_names(address.schema)]
        near = get_close_matches(address.table, there, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(there)[:30])}"
        raise Refused("MT23", f"there is no table {address.table!r}", hint)
    return {
        str(one["name"]): held_by(one["type"])
        for one in look.get_columns(address.table, schema=address.schema)
    }
