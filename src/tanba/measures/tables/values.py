"""What a written value means: numbers, truths, days and moments out of text, and which words say nothing."""

from collections.abc import Callable, Sequence

import polars as pl

from tanba.kernel import Refused

SILENT = (
    "",
    "nan",
    "null",
    "<na>",
    "#n/a",
    "n/a",
    "#н/д",
    "н/д",
    "нет данных",
    "не указано",
    "не указан",
    "не указана",
    "деректер жоқ",
    "көрсетілмеген",
)
"""Words, in small letters, that stand where nothing is said. "None" and "нет" may be answers, and stay."""

NO_NUMBER = (*SILENT, "none", "na", "-", "–", "—")
"""Where a number or a moment is asked for, these say nothing either."""

YES = ("1", "true", "t", "yes", "y", "иә", "ия", "да")
NO = ("0", "false", "f", "no", "n", "жоқ", "нет")

_SPACES = " \t\r\n\u00a0\u2007\u202f\ufeff"
_DAY = r"^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$"
_OUR_DAY = r"^(\d{2}\.\d{2}\.\d{4})(?: .*)?$"
_MOMENT = r"^\S{10}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:[Zz]|[+-]\d{2}:?(?:\d{2})?))?)?$"


def bare(words: pl.Expr) -> pl.Expr:
    """Return text without the space around it."""
    return words.str.strip_chars(_SPACES)


def said(words: pl.Expr, silent: Sequence[str] = SILENT) -> pl.Expr:
    """Return text without the space around it, null where it says nothing."""
    plain = bare(words)
    return pl.when(~plain.str.to_lowercase().is_in(list(silent))).then(plain)


def number(words: pl.Expr) -> pl.Expr:
    """
    Return text as numbers, null where it is none.

    A comma is a decimal mark ("1,5"), and spaces part thousands ("1 234,50"). "1,234" can mean two numbers
    and is none.
    """
    plain = bare(words)
    joined = plain.str.replace_all(r"(\d)[ \u00a0\u202f](\d{3})", "${1}${2}")
    joined = joined.str.replace_all(r"(\d)[ \u00a0\u202f](\d{3})", "${1}${2}")
    grouped = plain.str.contains(r"^[+-]?\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:[.,]\d+)?$")
    whole = pl.when(grouped).then(joined).otherwise(plain)
    comma = whole.str.contains(r"^[+-]?\d+,\d+$") & ~plain.str.contains(r"^[+-]?[1-9]\d{0,2},\d{3}$")
    dotted = pl.when(comma).then(whole.str.replace(",", ".", literal=True)).otherwise(whole)
    return plain_number(dotted)


def plain_number(words: pl.Expr) -> pl.Expr:
    """Return text as numbers where it is written with a point and no spaces, null elsewhere; fast."""
    found = words.str.strip_chars().cast(pl.Float64, strict=False)
    return pl.when(found.is_finite()).then(found)


def day(words: pl.Expr) -> pl.Expr:
    """Return the day of "2026-03-01", "01.03.2026", or of a moment that begins so; null elsewhere."""
    plain = pl.when(bare(words).str.contains(_MOMENT)).then(bare(words))
    ours = plain.str.extract(_OUR_DAY).str.to_date("%d.%m.%Y", strict=False)
    return pl.coalesce(plain.str.extract(_DAY).str.to_date("%Y-%m-%d", strict=False), ours)


def moment(words: pl.Expr, zone: str = "UTC") -> pl.Expr:
    """Return text as moments in UTC, null where it is none; those without an offset are of `zone`."""
    plain = bare(words)
    date = day(words)
    clock = plain.str.extract(r"^\S{10}[T ](\d{2}:\d{2}(?::\d{2})?)")
    part = plain.str.extract(r":\d{2}[.,](\d+)").str.pad_end(6, "0").str.head(6)
    offset = plain.str.extract(r":\d{2}(?:[.,]\d+)? ?([Zz]|[+-]\d{2}:?(?:\d{2})?)$")
    time = pl.when(clock.str.len_chars() == 5).then(clock + ":00").otherwise(clock)
    naive = (
        date.dt.strftime("%Y-%m-%d") + "T" + time.fill_null("00:00:00") + "." + part.fill_null("000000")
    ).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6f", time_unit="us", strict=False)
    hours = offset.str.extract(r"^[+-](\d{2})").cast(pl.Int64)
    minutes = offset.str.extract(r"^[+-]\d{2}:?(\d{2})$").cast(pl.Int64).fill_null(0)
    sign = pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    shift = pl.duration(minutes=(sign * (hours * 60 + minutes)).fill_null(0))
    told = (naive - shift).dt.replace_time_zone("UTC")
    return pl.when(offset.is_null()).then(_zoned(naive, zone)).otherwise(told)


def _zoned(naive: pl.Expr, zone: str) -> pl.Expr:
    there = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return there.dt.convert_time_zone("UTC")


def texts(found: pl.Series) -> pl.Series:
    """
    Return what a column says as text, null where it says nothing; raises Refused MT12 for what is nested.

    Whole numbers are written without a point, truths "true" and "false", days and moments as ISO 8601.
    """
    kind = found.dtype
    column = pl.col(found.name)
    if kind == pl.Null:
        return found.cast(pl.String)
    if kind == pl.String or isinstance(kind, pl.Categorical | pl.Enum):
        made = said(column.cast(pl.String))
    elif kind == pl.Boolean or kind.is_integer():
        made = column.cast(pl.String)
    elif kind.is_float():
        exact = column.fill_nan(None)
        whole = (exact == exact.round()) & (exact.abs() < 1e15)
        made = (
            pl.when(whole)
            .then(exact.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(exact.cast(pl.String))
        )
    elif kind.is_decimal():
        made = column.cast(pl.String).str.replace(r"(\.\d*?)0+$", "${1}").str.strip_suffix(".")
    elif isinstance(kind, pl.Datetime):
        made = column.dt.to_string("iso:strict").str.replace(r"\.0+([^0-9]|$)", "${1}")
    elif kind in (pl.Date, pl.Time):
        made = column.cast(pl.String)
    else:
        raise Refused("MT12", f"column {found.name!r} holds {kind}, not one value a row")
    return found.to_frame().select(made.alias(found.name)).to_series()


def numbers(found: pl.Series) -> pl.Series:
    """Return a column as numbers (Float64), null where it says nothing; raises Refused MT13, MT16."""
    kind = found.dtype
    if kind == pl.Null or kind.is_numeric() or kind == pl.Boolean:
        made = found.cast(pl.Float64).fill_nan(None)
        if made.is_infinite().any():
            raise infinite(found.name)
        return made
    words = _words(found, "MT13", "numbers")
    fast = words.to_frame().select(plain_number(pl.col(words.name))).to_series()
    if fast.null_count() == words.null_count():
        return fast
    return _made(words, number(pl.col(words.name)), no_number)


def days(found: pl.Series) -> pl.Series:
    """Return a column as days, null where it says nothing; raises Refused MT15."""
    if found.dtype == pl.Null or found.dtype.is_temporal():
        return found.cast(pl.Date) if not isinstance(found.dtype, pl.Datetime) else found.dt.date()
    return _made(_words(found, "MT15", "days"), day(pl.col(found.name)), no_day)


def moments(found: pl.Series, zone: str = "UTC") -> pl.Series:
    """
    Return a column as moments in UTC (microseconds), null where it says nothing.

    Raises Refused MT15 for what is no moment, MT19 for a zone that there is not.

    Moments written without an offset are of `zone`; a day alone is its midnight there.
    """
    kind = found.dtype
    try:
        pl.select(_zoned(pl.lit(0).cast(pl.Datetime("us")), zone))
    except pl.exceptions.PolarsError:
        raise Refused("MT19", f"there is no time zone {zone!r}", "write Asia/Almaty or UTC") from None
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        return found.dt.convert_time_zone("UTC").dt.cast_time_unit("us")
    if kind in (pl.Null, pl.Date, pl.Datetime):
        naive = found.cast(pl.Datetime("us"))
        return naive.to_frame().select(_zoned(pl.col(naive.name), zone)).to_series()
    return _made(_words(found, "MT15", "moments"), moment(pl.col(found.name), zone), no_day)


def truths(found: pl.Series, yes: Sequence[str] = (), no: Sequence[str] = ()) -> pl.Series:
    """
    Return a column as truths, null where it says nothing; raises Refused MT14 for a word that is neither.

    1, true, yes, иә, да are true and 0, false, no, жоқ, нет false, in any letters. With words in `yes` they
    alone are true, and without words in `no` every other word is false.
    """
    if found.dtype == pl.Boolean:
        return found
    words = texts(found)
    low = pl.col(words.name).str.to_lowercase()
    true, false = (
        [word.strip().lower() for word in side] for side in (yes or YES, no or (() if yes else NO))
    )
    other = pl.lit(False) if yes and not no else None
    made = pl.when(low.is_in(true)).then(True).when(low.is_in(false)).then(False)
    made = made.when(low.is_not_null()).then(other) if other is not None else made
    return _made(words, made, lambda name, value: no_truth(name, value, true, false))


def no_number(column: str, written: str) -> Refused:
    """Return the refusal of a value that is no number."""
    hint = "write 1234.5 or 1234,5; leave the cell empty where nothing is known"
    if "," in written:
        hint = "a comma before three digits can part thousands or decimals: write 1234 or 1.234"
    return Refused("MT13", f"{_short(written)} in column {column!r} is not a number", hint)


def no_truth(column: str, written: str, yes: Sequence[str], no: Sequence[str]) -> Refused:
    """Return the refusal of a word that is neither true nor false."""
    hint = f"true is {', '.join(yes)}" + (f"; false is {', '.join(no)}" if no else "")
    return Refused("MT14", f"{_short(written)} in column {column!r} is neither true nor false", hint)


def no_day(column: str, written: str) -> Refused:
    """Return the refusal of a value that is no day or moment."""
    hint = "write 2026-03-01, 2026-03-01T10:30:00+05:00 or 01.03.2026"
    return Refused("MT15", f"{_short(written)} in column {column!r} is not a day or a moment", hint)


def infinite(column: str) -> Refused:
    """Return the refusal of a column in which a number is infinite."""
    return Refused("MT16", f"a number in column {column!r} is infinite", "leave the cell empty")


def _words(found: pl.Series, code: str, wanted: str) -> pl.Series:
    if found.dtype == pl.String or isinstance(found.dtype, pl.Categorical | pl.Enum):
        cast = found.cast(pl.String)
        return cast.to_frame().select(said(pl.col(found.name), NO_NUMBER)).to_series()
    raise Refused(code, f"column {found.name!r} holds {found.dtype}, not {wanted}")


def _made(words: pl.Series, made: pl.Expr, refusal: Callable[[str, str], Refused]) -> pl.Series:
    """Return what became of words; raises the refusal of the first that became nothing."""
    frame = words.to_frame().with_columns(made.alias("\0made"))
    wrong = frame.filter(pl.col(words.name).is_not_null() & pl.col("\0made").is_null())
    if wrong.height:
        raise refusal(words.name, wrong[words.name][0])
    return frame["\0made"].rename(words.name)


def _short(written: str) -> str:
    return repr(written if len(written) <= 40 else f"{written[:40]}…")
