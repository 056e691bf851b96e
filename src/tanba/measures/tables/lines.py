"""JSON lines: one object a line, in blocks; which names there are takes a reading of the whole file."""

import json
from codecs import BOM_UTF8
from collections.abc import Iterator
from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl

from tanba.kernel import Faults, Refused
from tanba.measures.tables.delimited import BLOCK, LONGEST, Block
from tanba.measures.tables.layout import WIDEST, not_text


def read_lines(path: Path, place: str, size: int = BLOCK) -> Iterator[Block]:
    """Yield whole lines in blocks; raises Faults MT07 for a line without end."""
    rest, line = b"", 1
    with path.open("rb") as file:
        if file.read(len(BOM_UTF8)) != BOM_UTF8:
            file.seek(0)
        while True:
            piece = file.read(size)
            data = rest + piece
            end = data.rfind(b"\n") + 1 if piece else len(data)
            if len(data) - end > LONGEST:
                what = f"a line of more than {LONGEST >> 20} MiB"
                raise Refused("MT07", what, "write one object a line").at(
                    place, line + data.count(b"\n")
                )
            block, rest = data[:end], data[end:]
            rows = sum(1 for row in block.split(b"\n") if row.strip())
            if rows:
                yield Block(data=block, rows=rows, line=line, after=line + block.count(b"\n"))
            line += block.count(b"\n")
            if not piece:
                return


def read_names(path: Path, place: str) -> dict[str, pl.DataType]:
    """Return every name in the file and what it holds, in order of first sight; raises Faults MT03 to MT07."""
    found: dict[str, pl.DataType] = {}
    for block in read_lines(path, place):
        for name, kind in _names(block, place).items():
            found[name] = _wider(found.get(name, kind), kind)
        if len(found) > WIDEST:
            raise Refused("MT07", f"the lines have more than {WIDEST} names").at(place, block.line)
    if not found:
        raise Refused("MT04", "the file is empty", "a table has at least one object, on a line").at(
            place
        )
    return found


def point_out(block: Block, place: str) -> None:
    """Raise Faults MT03 or MT07 at the first line that is not an object of JSON; return if all are."""
    for at, row in enumerate(block.data.split(b"\n"), block.line):
        if row.strip():
            _object(row, place, at)


def _names(block: Block, place: str) -> dict[str, pl.DataType]:
    try:
        return dict(pl.read_ndjson(block.data, infer_schema_length=None).schema)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        found: dict[str, pl.DataType] = {}
    # What Polars cannot bring under one type is read by hand, which also finds the line that is wrong.
    for at, row in enumerate(block.data.split(b"\n"), block.line):
        if row.strip():
            for name, held in _object(row, place, at).items():
                kind = _kind(held)
                found[name] = _wider(found.get(name, kind), kind)
    return found


def _kind(held: Any) -> pl.DataType:
    match held:
        case None:
            return pl.Null()
        case bool():
            return pl.Boolean()
        case int() | float():
            return pl.Float64()
        case str():
            return pl.String()
        case _:
            return pl.Object()


def _wider(one: pl.DataType, other: pl.DataType) -> pl.DataType:
    if one == other or other == pl.Null:
        return one
    if one == pl.Null:
        return other
    if one.is_nested() or other.is_nested() or pl.Object in (one, other):
        return pl.Object()
    return pl.Float64() if one.is_numeric() and other.is_numeric() else pl.String()


def _object(row: bytes, place: str, line: int) -> dict[str, Any]:
    try:
        found = json.loads(row.decode(), parse_constant=_no_constant, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise not_text(error).at(place, line) from error
    except RecursionError as error:
        raise _wrong("the line is nested too deep", place, line) from error
    except ValueError as error:
        lines = str(error).splitlines() or [""]
        raise _wrong(f"the line is not JSON: {lines[0][:120]}", place, line) from error
    if not isinstance(found, dict):
        raise _wrong("the line is JSON, but no object", place, line)
    return found


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _finite(written: str) -> float:
    found = float(written)
    if not isfinite(found):
        raise ValueError(f"{written[:40]} is greater than any number")
    return found


def _wrong(what: str, place: str, line: int) -> Faults:
    return Refused("MT07", what, 'a line is an object such as {"age": 41, "approved": true}').at(
        place, line
    )
