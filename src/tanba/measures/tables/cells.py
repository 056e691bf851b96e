"""The tally: strip after strip of a table is counted by its keys, and the counts are put together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

import polars as pl

from tanba.kernel import Refused, value
from tanba.measures.tables.source import Key
from tanba.measures.tables.values import (
    NO_NUMBER,
    day,
    infinite,
    no_day,
    no_number,
    number,
    plain_number,
    said,
    texts,
)

PERIODS = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}
NAMES = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}

HELD = 512 << 20
"""Bytes that combinations may take: a column of long texts is none to group by."""

Schema = Mapping[str, pl.DataType]


@value
class Strip:
    """
    Some rows of a table, lazily.

    `rows` is how many the carrier counted itself, None where it did not; `why` is called when Polars fails or
    counts otherwise, and raises what is wrong in the words of the file, or returns.
    """

    frame: pl.LazyFrame
    rows: int | None = None
    why: Callable[[], None] = lambda: None


def count_cells(
    strips: Iterable[Strip], schema: Schema, keys: Sequence[Key], sums: Sequence[str], cells: int
) -> pl.DataFrame:
    """Return the tally of `Source.tally` over strips of one schema; raises Refused MT12 to MT17."""
    total = _count(pl.LazyFrame(schema=dict(schema)), schema, keys, sums)
    for strip in strips:
        with explained(strip):
            found = _count(strip.frame, schema, keys, sums)
        _check_rows(strip, int(found["n"].sum()))
        total = _merge(pl.concat([total, found]), len(keys))
        if total.height > cells:
            raise too_many(total, keys, cells)
        if total.estimated_size() > HELD:
            what = f"the values of {', '.join(repr(key.column) for key in keys)} are whole texts"
            raise Refused("MT17", what, "choose columns of few short values")
    return named(total, keys, sums)


def read_strip(strip: Strip, names: Sequence[str]) -> pl.DataFrame:
    """Return some columns of a strip in memory; raises what is wrong with its rows."""
    with explained(strip):
        found = strip.frame.select(names).collect(engine="streaming")
    _check_rows(strip, found.height)
    return found


@contextmanager
def explained(strip: Strip) -> Iterator[None]:
    """Let a strip say what is wrong where Polars only says that something is."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        strip.why()
        raise


def _check_rows(strip: Strip, rows: int) -> None:
    if strip.rows is not None and rows != strip.rows:
        strip.why()
        raise Refused("MT06", f"{rows} rows are read where there are {strip.rows}")


def named(total: pl.DataFrame, keys: Sequence[Key], sums: Sequence[str]) -> pl.DataFrame:
    """Return counts by k0, k1, … as people see them: keys as text, sorted, under the names of the columns."""
    if keys:  # a server gives its rows in any order, and floats that are added below have one
        total = total.sort([f"k{i}" for i in range(len(keys))], nulls_last=True)
    words = [_words(total[f"k{i}"], key) for i, key in enumerate(keys)]
    # Intervals and numbers stand by size and not by letters; the rank of a word is that of its first number.
    ranks = [
        (total[f"k{i}"] if key.cuts or total[f"k{i}"].dtype.is_numeric() else word).alias(f"r{i}")
        for i, (key, word) in enumerate(zip(keys, words, strict=True))
    ]
    # Words that differ in the space around them, and those that say nothing, become one only here.
    whole = _merge(total.with_columns(*words, *ranks), len(keys), [f"r{i}" for i in range(len(keys))])
    by = [name for i in range(len(keys)) for name in (f"r{i}", f"k{i}")]
    titles = _titles(keys, sums)
    return (whole.sort(by, nulls_last=True) if by else whole).select(
        pl.col(own).alias(title) for own, title in titles.items()
    )


def too_many(total: pl.DataFrame, keys: Sequence[Key], cells: int) -> Refused:
    """Return the refusal of a tally that grows out of bounds; it names the column with most values."""
    values = {key.column: total[f"k{i}"].n_unique() for i, key in enumerate(keys)}
    most = max(values, key=lambda name: values[name])
    what = f"more than {cells} combinations: column {most!r} alone has {values[most]} values or more"
    return Refused("MT17", what, "choose a column of few values, or put its numbers into intervals")


def check_titles(keys: Sequence[Key], sums: Sequence[str]) -> None:
    """Return if every column of the tally has a name of its own; raises Refused MT18."""
    titles = list(_titles(keys, sums).values())
    twice = sorted({title for title in titles if titles.count(title) > 1})
    if twice:
        what = f"the tally would have two columns {', '.join(map(repr, twice))}"
        raise Refused(
            "MT18", what, "take every column once; a column that is called 'n' needs another name"
        )


def _titles(keys: Sequence[Key], sums: Sequence[str]) -> dict[str, str]:
    titles = {f"k{i}": key.column for i, key in enumerate(keys)} | {"n": "n"}
    for j, name in enumerate(sums):
        titles |= {f"n{j}": f"{name}:n", f"s{j}": f"{name}:sum", f"q{j}": f"{name}:squares"}
    return titles


def _count(
    strip: pl.LazyFrame, schema: Schema, keys: Sequence[Key], sums: Sequence[str]
) -> pl.DataFrame:
    """Count a strip, and read numbers with care only where the quick way leaves some unread."""
    found, wrong = _counted(strip, schema, keys, sums, quick=True)
    if wrong:
        found, wrong = _counted(strip, schema, keys, sums, quick=False)
    if wrong:
        raise wrong[0]
    return found


def _counted(
    strip: pl.LazyFrame, schema: Schema, keys: Sequence[Key], sums: Sequence[str], *, quick: bool
) -> tuple[pl.DataFrame, list[Refused]]:
    taken: list[pl.Expr] = []
    aggregates = [pl.len().cast(pl.Int64).alias("n")]
    refusals: dict[str, Any] = {}

    def watch(name: str, wrong: pl.Expr, refusal: Any) -> None:
        mark = f"w{len(refusals)}"
        taken.append(wrong.alias(mark))
        aggregates.append(pl.col(mark).max())
        refusals[mark] = (name, refusal)

    for i, key in enumerate(keys):
        made, wrong = _key(key, schema[key.column], quick)
        taken.append(made.alias(f"k{i}"))
        if wrong is not None:
            watch(key.column, wrong, no_day if key.period else no_number)
    for j, name in enumerate(sums):
        made, wrong = _number(name, schema[name], quick)
        taken.append(made.alias(f"x{j}"))
        if wrong is not None:
            watch(name, wrong, no_number)
        x = pl.col(f"x{j}")
        aggregates += [x.count().cast(pl.Int64).alias(f"n{j}"), x.sum().alias(f"s{j}")]
        aggregates += [(x * x).sum().alias(f"q{j}")]
    by = [f"k{i}" for i in range(len(keys))]
    rows = strip.select(taken) if taken else strip
    if not by:
        grouped = rows.select(aggregates)
    else:
        # Floats are added in the order of the rows, so that the same table gives the same last digit.
        grouped = rows.group_by(by, maintain_order=bool(sums)).agg(aggregates)
    found = grouped.collect(engine="in-memory" if sums else "streaming")
    faults = [
        refusal(name, first)
        for mark, (name, refusal) in refusals.items()
        if (first := found[mark].max()) is not None
    ]
    for j, name in enumerate(sums):
        if not faults and not found[f"q{j}"].is_finite().all():
            raise infinite(name)
    return found.drop(refusals), faults


def _key(key: Key, kind: pl.DataType, quick: bool) -> tuple[pl.Expr, pl.Expr | None]:
    """Return what rows are told apart by, and what of it could not be read."""
    column = pl.col(key.column)
    if key.cuts:
        x, wrong = _number(key.column, kind, quick)
        return reduce(add, ((x >= cut).cast(pl.Int32) for cut in key.cuts)), wrong
    if key.period:
        if kind == pl.Null or isinstance(kind, pl.Date | pl.Datetime):
            # A cast would take the day in UTC; people mean the day where it was written.
            found = column.dt.date() if isinstance(kind, pl.Datetime) else column.cast(pl.Date)
            wrong = None
        else:
            words = said(_text(key.column, kind, "MT15", "days or moments"), NO_NUMBER)
            found = day(words)
            wrong = pl.when(found.is_null()).then(words)
        return found.dt.truncate(PERIODS[key.period]), wrong
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        raise Refused("MT12", f"column {key.column!r} holds {kind}, not one value a row")
    if kind.is_float():
        return column.fill_nan(None), None
    return column.cast(pl.String) if isinstance(kind, pl.Categorical | pl.Enum) else column, None


def _number(name: str, kind: pl.DataType, quick: bool) -> tuple[pl.Expr, pl.Expr | None]:
    """Return a column as numbers, and what of it could not be read."""
    if kind == pl.Null or kind.is_numeric() or kind == pl.Boolean:
        return pl.col(name).cast(pl.Float64).fill_nan(None), None
    words = _text(name, kind, "MT13", "numbers")
    if quick:
        found = plain_number(words)
        return found, pl.when(found.is_null()).then(words)
    told = said(words, NO_NUMBER)
    found = number(told)
    return found, pl.when(found.is_null()).then(told)


def _text(name: str, kind: pl.DataType, code: str, wanted: str) -> pl.Expr:
    if kind == pl.String or isinstance(kind, pl.Categorical | pl.Enum):
        return pl.col(name).cast(pl.String)
    raise Refused(code, f"column {name!r} holds {kind}, not {wanted}")


def _merge(found: pl.DataFrame, keys: int, ranks: Sequence[str] = ()) -> pl.DataFrame:
    """Put together the counts of the same keys."""
    by = [f"k{i}" for i in range(keys)]
    added = [pl.col(name).sum() for name in found.columns if name not in (*by, *ranks)]
    if not by:
        return found.select(added)
    least = [pl.col(name).min() for name in ranks]
    return found.group_by(by, maintain_order=True).agg(*added, *least)


def _words(column: pl.Series, key: Key) -> pl.Series:
    """Return the names of a key: of intervals, of periods, or what is written."""
    if key.cuts:
        names = pl.Series([*_intervals(key.cuts)], dtype=pl.String)
        return names.gather(column.cast(pl.UInt32)).alias(column.name)
    if key.period:
        return column.dt.strftime(NAMES[key.period])
    return texts(column)


def _intervals(cuts: Sequence[float]) -> list[str]:
    told = [f"{cut:.12g}" for cut in cuts]
    inner = [f"[{low}, {high})" for low, high in pairwise(told)]
    return [f"< {told[0]}", *inner, f"≥ {told[-1]}"]
