"""Reading a log of decisions batch by batch: what each row says, and whether it can be right."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import polars as pl

from tanba.kernel import Refused
from tanba.measures.frame.measure import Artefact
from tanba.measures.tables.source import open_table
from tanba.measures.tables.values import NO_NUMBER, moment, moments, said, texts, truths

if TYPE_CHECKING:
    from tanba.measures.control.measure import ControlSettings

MICRO: Final = 1_000_000
_MOMENTS: Final = ("proposed", "opened", "decided")
_TEXTS: Final = ("id", "reviewer", "proposal", "final")
FLAWS: Final = ("unreadable", "order", "long", "back", "nameless")
"""Why a row cannot be right, the first that holds."""


def read_log(artefact: Artefact, how: "ControlSettings") -> Iterator[pl.DataFrame]:
    """
    Yield the log in its own order.

    Columns: `id` (text), `proposed`, `opened`, `decided` (whole microseconds, UTC), `human` (text; null where
    the system decided by itself or nobody is named), `changed` and `cancelled` (truths), `flaw` (one of
    `FLAWS`, null for a row that can be right). What the log does not have is null in every row.

    Raises Refused MH04 for a zone that is not there; Faults and Refused MT… for a table that cannot be read.
    """
    _check_zone(how.zone)
    source = open_table(artefact)
    columns = how.columns
    source.need(*columns.values())
    before: int | None = None
    for rows in source.batches(list(dict.fromkeys(columns.values()))):
        frame = _told(rows, columns, how)
        flawed = frame.with_columns(_flaw(how, columns, before))
        if how.in_order_of:
            last = frame[how.in_order_of].drop_nulls()
            before = int(last[-1]) if len(last) else before
        yield flawed


def _told(rows: pl.DataFrame, columns: dict[str, str], how: "ControlSettings") -> pl.DataFrame:
    made: dict[str, pl.Series] = {}
    for name in _MOMENTS:
        column = columns.get(name)
        found, bad = _moments(rows[column], how.zone) if column else (None, None)
        made[name] = _or_null(found, rows.height, pl.Int64)
        made[f"{name}:bad"] = _or_null(bad, rows.height, pl.Boolean).fill_null(value=False)
    for name in _TEXTS:
        column = columns.get(name)
        made[name] = _or_null(texts(rows[column]) if column else None, rows.height, pl.String)
    cancelled = columns.get("cancelled")
    found = truths(rows[cancelled]) if cancelled else None
    made["cancelled"] = _or_null(found, rows.height, pl.Boolean)
    frame = pl.DataFrame([series.alias(name) for name, series in made.items()])
    machine = [name.strip().lower() for name in how.machine_names]
    who, final = pl.col("reviewer"), pl.col("final").str.to_lowercase()
    return frame.with_columns(
        human=pl.when(~who.str.to_lowercase().is_in(machine)).then(who),
        changed=final != pl.col("proposal").str.to_lowercase(),
    )


def _flaw(how: "ControlSettings", columns: dict[str, str], before: int | None) -> pl.Expr:
    proposed, opened, decided = (pl.col(name) for name in _MOMENTS)
    longest = int(how.longest_days * 86_400 * MICRO)
    first = pl.min_horizontal(proposed, opened)
    holds = {
        "unreadable": pl.any_horizontal(f"{name}:bad" for name in _MOMENTS),
        # Nobody opens or decides what was not proposed yet: one of the clocks is wrong.
        "order": (decided < proposed) | (opened < proposed),
        "long": ((decided - first) > longest) | ((opened - first) > longest),
        "back": _back(how, before),
        "nameless": pl.col("id").is_null() if "id" in columns else pl.lit(value=False),
    }
    chain = pl.lit(None, pl.String)
    for name in reversed(FLAWS):
        chain = pl.when(holds[name]).then(pl.lit(name)).otherwise(chain)
    return chain.alias("flaw")


def _back(how: "ControlSettings", before: int | None) -> pl.Expr:
    if not how.in_order_of:
        return pl.lit(value=False)
    column = pl.col(how.in_order_of)
    # Of rows without a moment the one before them speaks.
    earlier = column.shift(1, fill_value=before).forward_fill()
    return column < earlier


def _moments(found: pl.Series, zone: str) -> tuple[pl.Series, pl.Series]:
    """Return moments as microseconds, and which values are none: a broken line is counted, not refused."""
    try:
        made = moments(found, zone)
        bad = pl.Series([False]).new_from_index(0, len(found))
    except Refused as refused:
        if refused.code != "MT15" or found.dtype != pl.String:
            raise
        words = pl.col(found.name)
        frame = found.to_frame().select(words=said(words, NO_NUMBER), made=moment(words, zone))
        made = frame["made"]
        bad = frame["words"].is_not_null() & made.is_null()
    return made.dt.epoch("us"), bad


def _or_null(found: pl.Series | None, height: int, kind: type[pl.DataType]) -> pl.Series:
    return pl.Series([None], dtype=kind).new_from_index(0, height) if found is None else found


def _check_zone(zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        hint = "name it as in the IANA database, such as Asia/Almaty"
        raise Refused("MH04", f"there is no time zone {zone[:40]!r}", hint) from error
