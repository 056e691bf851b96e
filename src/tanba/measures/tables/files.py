"""Tables in files: Parquet in strips, separated values and JSON lines in blocks, counted lazily by Polars."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

import polars as pl

from tanba.kernel import Refused
from tanba.measures.frame.measure import Artefact
from tanba.measures.tables.cells import Strip, check_titles, count_cells, read_strip
from tanba.measures.tables.columns import check_columns, need_columns, of_kind, of_words
from tanba.measures.tables.delimited import Block, explain, read_blocks
from tanba.measures.tables.failure import told
from tanba.measures.tables.layout import read_layout
from tanba.measures.tables.lines import point_out, read_lines, read_names
from tanba.measures.tables.source import CELLS, Column, Key, Source

STRIP = 2_000_000
"""Rows of Parquet that are counted together: memory is bounded by their combinations."""

FIRST = 250_000

SAMPLE = 1 << 18
"""Bytes from which the kinds of words are told."""

SEPARATED = (".csv", ".tsv")
PARQUET = (".parquet", ".pq")
LINES = (".jsonl", ".ndjson")

_MAGIC = (
    (b"PAR1", PARQUET, "it is Parquet: call it .parquet"),
    (b"PK\x03\x04", (), "it is a ZIP or an Excel book: save the sheet as CSV UTF-8"),
    (b"\x1f\x8b", (), "it is compressed by gzip: unpack it first"),
    (b"\x28\xb5\x2f\xfd", (), "it is compressed by Zstandard: unpack it first"),
    (b"SQLite format 3\0", (), "it is a database: name it sqlite:///FILE#TABLE"),
    (b"%PDF", (), "it is a PDF"),
)


class Carrier(Protocol):
    """A kind of file: what its columns hold, and its rows as lazy frames."""

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """What Polars holds of each column."""
        ...

    @property
    def columns(self) -> tuple[Column, ...]:
        """What people find in each column."""
        ...

    def strips(self, names: Sequence[str]) -> Iterator[Strip]:
        """Yield all rows in order, some at a time, with at least these columns."""
        ...

    def frames(self, names: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """Yield all rows in order, at most `size` at a time, with just these columns."""
        ...


class FileSource:
    """A table in a file; the law is that of `Source`."""

    __slots__ = ("_carrier", "_place")

    def __init__(self, carrier: Carrier, place: str) -> None:
        self._carrier, self._place = carrier, place

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in their order."""
        return self._carrier.columns

    def need(self, *names: str) -> None:
        """Return if all these columns are there; raises Faults MT10 with every one that is not."""
        need_columns(self.columns, names, self._place)

    def tally(
        self, keys: Sequence[Key], sums: Sequence[str] = (), *, cells: int = CELLS
    ) -> pl.DataFrame:
        """Count the rows of every combination of keys; see `Source.tally`."""
        names = list(dict.fromkeys([*(key.column for key in keys), *sums]))
        self.need(*names)
        with told(self._place):
            check_columns(self.columns, names)
            check_titles(keys, sums)
            return count_cells(self._carrier.strips(names), self._carrier.schema, keys, sums, cells)

    def batches(self, columns: Sequence[str], size: int = 100_000) -> Iterator[pl.DataFrame]:
        """Yield the rows in the order of the file, at most `size` at a time."""
        self.need(*columns)
        names = list(dict.fromkeys(columns))
        if not names:
            return
        with told(self._place):
            yield from self._carrier.frames(names, size)


class Separated:
    """CSV and TSV; every value is text, so that codes such as 007 stay what they are."""

    def __init__(self, path: Path, place: str) -> None:
        self._path, self._place = path, place
        self._layout = read_layout(path, place)
        self.schema: dict[str, pl.DataType] = dict.fromkeys(self._layout.columns, pl.String())
        self.columns = tuple(Column(name=w.name, kind=of_words(w)) for w in self._sample())

    def strips(self, names: Sequence[str]) -> Iterator[Strip]:
        """Yield blocks of rows, lazily."""
        for block in read_blocks(self._path, self._layout, self._place):
            yield self._strip(block)

    def frames(self, names: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """Yield rows in order as text."""
        for block in read_blocks(self._path, self._layout, self._place):
            yield from read_strip(self._strip(block), names).iter_slices(size)

    def _strip(self, block: Block) -> Strip:
        frame = pl.scan_csv(
            block.data,
            has_header=False,
            schema=self.schema,
            separator=self._layout.separator.decode(),
        )
        return Strip(
            frame=frame, rows=block.rows, why=lambda: explain(block, self._layout, self._place)
        )

    def _sample(self) -> pl.DataFrame:
        for block in read_blocks(self._path, self._layout, self._place, SAMPLE):
            return read_strip(self._strip(block), list(self.schema))
        return pl.DataFrame(schema=self.schema)


class Lines:
    """JSON lines; values are read as text, so that a name may hold numbers here and words there."""

    def __init__(self, path: Path, place: str) -> None:
        self._path, self._place = path, place
        found = read_names(path, place)
        self.columns = tuple(Column(name=name, kind=of_kind(kind)) for name, kind in found.items())
        self.schema: dict[str, pl.DataType] = dict.fromkeys(found, pl.String())

    def strips(self, names: Sequence[str]) -> Iterator[Strip]:
        """Yield blocks of rows, lazily."""
        for block in read_lines(self._path, self._place):
            frame = pl.scan_ndjson(block.data, schema=dict.fromkeys(names, pl.String()))
            yield Strip(frame=frame, rows=block.rows, why=partial(point_out, block, self._place))

    def frames(self, names: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """Yield rows in order as text."""
        for strip in self.strips(names):
            yield from read_strip(strip, names).iter_slices(size)


class Parquet:
    """Parquet; values are what the file says they are."""

    def __init__(self, path: Path) -> None:
        self._frame = pl.scan_parquet(path, glob=False, hive_partitioning=False)
        self.schema: dict[str, pl.DataType] = dict(self._frame.collect_schema())
        self.columns = tuple(
            Column(name=name, kind=of_kind(kind)) for name, kind in self.schema.items()
        )

    def strips(self, names: Sequence[str]) -> Iterator[Strip]:
        """Yield strips of rows, lazily."""
        rows = int(self._frame.select(pl.len()).collect(engine="streaming").item())
        # A large table that cannot be grouped at all says so after a few rows, before it takes memory.
        start, size = 0, FIRST if rows > STRIP else STRIP
        while start < rows:
            yield Strip(frame=self._frame.slice(start, size))
            start, size = start + size, STRIP

    def frames(self, names: Sequence[str], size: int) -> Iterator[pl.DataFrame]:
        """Yield rows in order as they are."""
        rows = self._frame.select(names)
        for frame in rows.collect_batches(chunk_size=size, maintain_order=True, engine="streaming"):
            yield from frame.iter_slices(size)


def open_file(artefact: Artefact) -> Source:
    """Return the table in a file; raises Faults MT01 to MT07."""
    place, path = artefact.at, artefact.path
    with told(place):
        if path is None or not path.is_file():
            raise Refused("MT01", "there is no such file", "a table is CSV, TSV, Parquet or JSON lines")
        ending = path.suffix.lower()
        with path.open("rb") as file:
            first = file.read(16)
        for magic, endings, hint in _MAGIC:
            if first.startswith(magic) and ending not in endings:
                raise Refused("MT01", f"the file is not what its ending {ending!r} says", hint)
        if ending in SEPARATED:
            return FileSource(Separated(path, place), place)
        if ending in LINES:
            return FileSource(Lines(path, place), place)
        if ending in PARQUET:
            return FileSource(Parquet(path), place)
        raise Refused(
            "MT01",
            f"a table does not end in {ending!r}",
            f"use {', '.join(SEPARATED + PARQUET + LINES)}",
        )
