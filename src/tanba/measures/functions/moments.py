"""
Moments as logs and receipts write them, as the stretch of time that each of them may mean.

"2026-03-01 09:00" is one moment of the settings' zone, "2026-03-01T09:00+05:00" of its own, "2026-03-01" a
whole day, and an hour that a clock went through twice is both of them. Numbers are Unix time in seconds,
milliseconds or microseconds, told by their size (years 2001 to 2286).
"""

from typing import Final

import polars as pl

from tanba.kernel import Refused
from tanba.measures.tables.values import texts

_ISO: Final = (
    r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[T ](?P<clock>[0-9]{2}:[0-9]{2})(?P<second>:[0-9]{2})?(?:[.,](?P<part>[0-9]{1,9}))?"
    r" ?(?P<zone>[Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?$"
)
_PLAIN: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}$"
_OURS: Final = r"^([0-9]{2})\.([0-9]{2})\.([0-9]{4})(?:,? |$)"
_UNIX: Final = r"^[1-9](?:[0-9]{9}|[0-9]{12}|[0-9]{15})$"
_DAY: Final = 86_400_000_000
_UNITS: Final = {"ms": 1e-3, "us": 1, "ns": 1e3}
# The years 0 to 9999, in microseconds, and a day more for the time zones: registers write 9999-12-31 for ever.
_EARLIEST, _LATEST = -719_529 * _DAY, 2_932_898 * _DAY
_SCALES: Final = ((10, 1_000_000), (13, 1_000), (16, 1))  # digits, and what they count in microseconds


def check_zone(zone: str) -> None:
    """Return if there is such a time zone; raises Refused MF04."""
    try:
        pl.Series([0]).cast(pl.Datetime("us")).dt.replace_time_zone(zone)
    except (pl.exceptions.PolarsError, ValueError):
        raise Refused(
            "MF04", f"there is no time zone {zone!r}", "such as Asia/Almaty, or UTC"
        ) from None


def stretches(column: pl.Series, zone: str) -> pl.DataFrame:
    """
    Return what each value of a column may mean, row by row.

    Returns
    -------
    DataFrame
        `first` and `last`, Int64, microseconds of UTC since 1970, both ends included and null where the value
        is no moment; `day`, whether it is a whole day. A moment has `first == last`, but for an hour that a
        clock went through twice.
    """
    kind = column.dtype
    frame = column.alias("x").to_frame()
    if kind == pl.Date:
        day = _within(pl.col("x"), 1 / _DAY).cast(pl.Datetime("us"))
        return frame.select(*_stretch(day, zone, pl.lit(True)))
    if isinstance(kind, pl.Datetime):
        held = _within(pl.col("x"), _UNITS[kind.time_unit])
        moment = held.cast(pl.Datetime("us", kind.time_zone))
        if kind.time_zone is None:
            return frame.select(*_stretch(moment, zone, None))
        told = moment.cast(pl.Int64)
        return frame.select(told.alias("first"), told.alias("last"), pl.lit(False).alias("day"))
    words = texts(column).alias("x")
    if words.str.contains(_PLAIN).all() and not words.has_nulls():  # most logs, four times as fast
        moment = (
            pl.col("x")
            .str.replace(" ", "T", literal=True)
            .str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="us", strict=False)
        )
        return words.to_frame().select(*_stretch(_within(moment, 1), zone, None))
    return _written(words.to_frame(), zone)


def _written(frame: pl.DataFrame, zone: str) -> pl.DataFrame:
    words = pl.col("x").str.strip_chars()
    # 31.12.2026 as people write it here; the year first from then on.
    ours = words.str.replace(_OURS, "${3}-${2}-${1} ").str.strip_chars()
    parts = frame.select(words.alias("x"), ours.str.extract_groups(_ISO).alias("p")).unnest("p")
    day = pl.concat_str("year", "month", "day", separator="-")
    clock = pl.col("clock").fill_null("00:00") + pl.col("second").fill_null(":00")
    fraction = pl.col("part").fill_null("0").str.pad_end(6, "0").str.head(6)
    written = day + "T" + clock + "." + fraction
    naive = written.str.to_datetime("%Y-%m-%dT%H:%M:%S%.6f", time_unit="us", strict=False)
    # "12:00" may have no fraction of a second without a second.
    naive = pl.when(pl.col("part").is_null() | pl.col("second").is_not_null()).then(naive)
    parts = parts.with_columns(
        _within(naive, 1).alias("naive"), pl.col("clock").is_null().alias("whole")
    )
    here = parts.select(*_stretch(pl.col("naive"), zone, pl.col("whole"))).with_columns(
        parts["zone", "naive", "x"]
    )
    hours = pl.col("zone").str.slice(0, 3).cast(pl.Int64, strict=False)
    minutes = pl.col("zone").str.extract(r"^...:?([0-9]{2})$").cast(pl.Int64, strict=False).fill_null(0)
    sign = pl.when(pl.col("zone").str.starts_with("-")).then(-1).otherwise(1)
    shift = (hours.abs().fill_null(0) * 60 + minutes) * sign * 60_000_000
    fits = (hours.abs().fill_null(0) <= 14) & (minutes < 60)
    own = pl.when(fits).then(pl.col("naive").cast(pl.Int64) - shift)
    zoned = pl.col("zone").is_not_null()
    return here.select(
        _either(zoned, own, "first"),
        _either(zoned, own, "last"),
        (pl.col("day") & ~_is_unix()).alias("day"),
    )


def _within(moment: pl.Expr, unit: float) -> pl.Expr:
    """Return moments of the years 0 to 9999, null beyond: Polars panics there in a time zone."""
    held = moment.to_physical().cast(pl.Int64)
    low, high = (max(min(int(end * unit), 2**63 - 1), -(2**63)) for end in (_EARLIEST, _LATEST))
    return pl.when(held.is_between(low, high)).then(moment)


def _either(zoned: pl.Expr, own: pl.Expr, name: str) -> pl.Expr:
    unix = pl.coalesce(
        pl.when(pl.col("x").str.len_bytes() == digits).then(
            pl.col("x").cast(pl.Int64, strict=False) * scale
        )
        for digits, scale in _SCALES
    )
    return pl.when(_is_unix()).then(unix).when(zoned).then(own).otherwise(pl.col(name)).alias(name)


def _is_unix() -> pl.Expr:
    return pl.col("x").str.contains(_UNIX)


def _stretch(naive: pl.Expr, zone: str, whole: pl.Expr | None) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Return first, last and day without a zone (`whole`: which are days); an hour left out is none."""
    first = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").cast(pl.Int64)
    again = naive.dt.replace_time_zone(zone, ambiguous="latest", non_existent="null").cast(pl.Int64)
    if whole is None:
        return first.alias("first"), again.alias("last"), pl.lit(False).alias("day")
    next_day = (naive + pl.duration(days=1)).dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    last = pl.when(whole).then(next_day.cast(pl.Int64) - 1).otherwise(again)
    both = first.is_not_null() & last.is_not_null()
    return (
        pl.when(both).then(first).alias("first"),
        pl.when(both).then(last).alias("last"),
        (whole & both).alias("day"),
    )
