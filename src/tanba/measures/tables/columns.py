"""What columns there are and what they hold; which are asked for and are not there."""

from collections.abc import Sequence
from difflib import get_close_matches

import polars as pl

from tanba.kernel import Fault, Faults, Place, Refused
from tanba.measures.tables.source import Column, Kind
from tanba.measures.tables.values import NO_NUMBER, day, number, said

SEEN = 1_000
"""Rows from which the kind of a column of words is told; a hint only, the values stay words."""
NAMED = 30
"""Columns that an error names."""


def need_columns(columns: Sequence[Column], names: Sequence[str], place: str) -> None:
    """Return if all these columns are there; raises Faults MT10 with every one that is not."""
    there = [column.name for column in columns]
    faults = []
    for name in dict.fromkeys(names):
        if name not in there:
            near = get_close_matches(name, there, n=1, cutoff=0.6)
            more = f" and {len(there) - NAMED} more" if len(there) > NAMED else ""
            hint = f"did you mean {near[0]!r}? " if near else ""
            hint += f"there are {', '.join(there[:NAMED])}{more}" if there else "there are no columns"
            what = f"there is no column {name!r}"
            faults.append(Fault(at=Place(file=place), code="MT10", what=what, hint=hint))
    if faults:
        raise Faults(faults)


def check_columns(columns: Sequence[Column], names: Sequence[str]) -> None:
    """Return if every column holds one value a row; raises Refused MT12."""
    for column in columns:
        if column.name in names and column.kind == "other":
            hint = "take it apart into columns first"
            raise Refused("MT12", f"column {column.name!r} does not hold one value a row", hint)


def of_kind(kind: pl.DataType) -> Kind:
    """Return what people find in a column of Polars."""
    if isinstance(kind, pl.Datetime):
        return "moment"
    if kind == pl.Date:
        return "day"
    if kind == pl.Boolean:
        return "truth"
    if kind.is_numeric():
        return "number"
    if kind.is_nested() or kind in (pl.Binary, pl.Object):
        return "other"
    return "text"


def of_words(words: pl.Series) -> Kind:
    """Return what the words of a column look like; whole numbers that begin with 0 are codes and stay text."""
    name = words.name
    frame = words.head(SEEN).to_frame().select(said(pl.col(name), NO_NUMBER)).drop_nulls()
    if not frame.height:
        return "text"
    column = pl.col(name)
    found = frame.select(
        truth=column.str.to_lowercase().is_in(TRUTHS).all(),
        number=(number(column).is_not_null() & ~column.str.contains(r"^[+-]?0\d")).all(),
        day=(day(column).is_not_null() & (column.str.len_chars() == 10)).all(),
        moment=day(column).is_not_null().all(),
    ).row(0, named=True)
    kinds: tuple[Kind, ...] = ("truth", "number", "day", "moment")
    return next((kind for kind in kinds if found[kind]), "text")


TRUTHS = ["true", "false", "yes", "no", "иә", "ия", "жоқ", "да", "нет"]
