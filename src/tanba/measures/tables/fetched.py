"""What a database hands over, as columns of Polars."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import polars as pl
from sqlalchemy import types

from tanba.kernel import Refused
from tanba.measures.tables.source import Kind


def held_by(kind: types.TypeEngine[Any]) -> tuple[Kind, pl.DataType]:
    """Return what people find in a column of a database, and what Polars holds of it."""
    match kind:
        case types.Boolean():
            return "truth", pl.Boolean()
        case types.Integer():
            return "number", pl.Int64()
        case types.Numeric() | types.Float():
            return "number", pl.Float64()
        case types.DateTime():
            return "moment", pl.Datetime("us", "UTC" if kind.timezone else None)
        case types.Date():
            return "day", pl.Date()
        case types.ARRAY() | types.JSON() | types.LargeBinary():
            return "other", pl.Object()
        case _:
            return "text", pl.String()


def series_of(name: str, values: Sequence[Any], held: pl.DataType) -> pl.Series:
    """
    Return values as a column of a type, or as text where one of them is something else.

    SQLite keeps what it is given: a word in a column of numbers is no error there, and not lost here.
    """
    found = [float(one) if isinstance(one, Decimal) else one for one in values]
    for kind in (held, pl.Float64()) if held == pl.Int64 else (held,):
        try:
            return pl.Series(name, found, dtype=kind, strict=True)
        except (TypeError, OverflowError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
            continue
    return pl.Series(name, [_word(name, one) for one in found], dtype=pl.String)


def _word(name: str, one: Any) -> str | None:
    match one:
        case None | str():
            return one
        case bool():
            return str(one).lower()
        case float() if one.is_integer() and abs(one) < 1e15:
            return str(int(one))
        case int() | float():
            return repr(one)
        case date() | datetime():
            return one.isoformat()
        case _:
            raise Refused("MT12", f"column {name!r} holds {type(one).__name__}, not one value a row")
