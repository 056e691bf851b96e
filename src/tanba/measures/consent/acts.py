"""
Receipts as acts: consent given from one moment to another, and consent withdrawn, by person and purpose.

What cannot be read is no consent. A withdrawal that names no purpose is of all of them. A receipt that is
withdrawn at a moment nobody can read gives no consent; a mere withdrawal without a moment ends all of them.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tanba.kernel import value
from tanba.measures.consent.settings import ConsentSettings
from tanba.measures.functions.moments import stretches
from tanba.measures.functions.persons import Persons
from tanba.measures.tables.values import NO_NUMBER, texts

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]

EVER: Final[int] = 2**63 - 1
"""The end of a consent that names none."""
_NOT_WITHDRAWN: Final = ("false", "no", "n", "0", "нет", "жоқ")


@value
class Receipts:
    """How many receipts there were, and how many give no consent here, each counted by its first reason."""

    read: int = 0
    nobody: int = 0
    """No person is named."""
    other_purpose: int = 0
    """Another purpose, or none."""
    other_terms: int = 0
    """Another controller, or another way of processing."""
    unreadable: int = 0
    """A moment that is missing or cannot be read."""
    empty: int = 0
    """It ends before it begins."""
    withdrawals: int = 0
    """Those that tell a withdrawal for these purposes; they may have given consent before."""


class Acts:
    """All acts of a run, as arrays of the same length: keys of person and purpose, microseconds of UTC."""

    def __init__(self, settings: ConsentSettings, persons: Persons) -> None:
        self._settings, self._persons = settings, persons
        self._purposes = purposes_of(settings)
        self._counts = dict.fromkeys(Receipts.__dataclass_fields__, 0)
        self._given: list[tuple[Numbers, Numbers, Numbers]] = []
        self._ended: list[tuple[Numbers, Numbers]] = []
        self._lost: list[Numbers] = []

    def take(self, frames: Iterable[pl.DataFrame]) -> None:
        """Read receipts, the columns of `tanba.measures.consent.records.COLUMNS`."""
        for frame in frames:
            self._take(frame)

    @property
    def receipts(self) -> Receipts:
        """What was read."""
        return Receipts(**self._counts)

    def given(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return key, first moment in and first moment out of every consent."""
        keys, begin, end = _joined(self._given, 3)
        (lost,) = _joined([(one,) for one in self._lost], 1)
        kept = ~np.isin(keys, lost)
        return keys[kept], begin[kept], end[kept]

    def ended(self) -> tuple[Numbers, Numbers]:
        """Return key and moment of every withdrawal."""
        keys, moments = _joined(self._ended, 2)
        return keys, moments

    def key_of(self, persons: Numbers, purposes: Numbers) -> Numbers:
        """Return one number for a person and a purpose (its place among the settings'), -1 for none."""
        key = persons * max(len(self._purposes), 1) + purposes
        return np.where((persons >= 0) & (purposes >= 0), key, -1)

    def places(self, column: pl.Series) -> Numbers:
        """Return the place of each row's purpose among the settings' purposes, -1 for another or none."""
        places = {purpose: at for at, purpose in enumerate(self._purposes)}
        found = _folded(column).replace_strict(places, default=-1, return_dtype=pl.Int64)
        return found.fill_null(-1).to_numpy()

    def _take(self, frame: pl.DataFrame) -> None:
        zone = self._settings.zone
        start, until, gone = (
            stretches(frame.get_column(n), zone) for n in ("from", "until", "withdrawn")
        )
        begins, ends = _told(frame.get_column("from")), _told(frame.get_column("until"))
        withdrawn = _told(frame.get_column("withdrawn"), _NOT_WITHDRAWN)
        person = self._persons.number(frame.get_column("person"))
        purpose = self.places(frame.get_column("purpose"))
        of_all = texts(frame.get_column("purpose")).is_null().to_numpy() & withdrawn

        # Where a moment may be two, consent begins at the later and ends at the earlier one.
        begin = np.where(_truths(start["day"]), _filled(start["first"]), _filled(start["last"]))
        last_in = _truths(until["day"]) & (self._settings.last_day == "in")
        end = np.where(last_in, _filled(until["last"], EVER - 1) + 1, _filled(until["first"]))
        away = _filled(gone["first"])
        undated = withdrawn & _missing(gone)
        mere = withdrawn & ~begins
        faulty = _missing(start) | (ends & _missing(until)) | undated

        left = np.ones(len(frame), dtype=np.bool_)
        self._counts["read"] += len(frame)
        left = self._without("nobody", left, person < 0)
        left = self._without("other_purpose", left, (purpose < 0) & ~of_all)
        left = self._without("other_terms", left, ~self._our_terms(frame))
        self._withdraw(left & withdrawn, person, purpose, away, undated & mere)
        left = self._without("unreadable", left & ~(mere & ~undated), faulty)
        left &= purpose >= 0
        left = self._without("empty", left, end <= begin)
        end = np.minimum(end, away)
        left &= begin < end
        self._given.append((self.key_of(person[left], purpose[left]), begin[left], end[left]))

    def _without(self, name: str, left: Truths, wrong: Truths) -> Truths:
        self._counts[name] += int((left & wrong).sum())
        return left & ~wrong

    def _withdraw(
        self, rows: Truths, person: Numbers, purpose: Numbers, away: Numbers, lost: Truths
    ) -> None:
        self._counts["withdrawals"] += int(rows.sum())
        for place in range(len(self._purposes)):
            of_this = rows & ((purpose == place) | (purpose < 0))
            keys = self.key_of(person, np.full(len(person), place))
            dated = of_this & (away < EVER)
            self._ended.append((keys[dated], away[dated]))
            self._lost.append(keys[of_this & lost])

    def _our_terms(self, frame: pl.DataFrame) -> Truths:
        ours = np.ones(len(frame), dtype=np.bool_)
        if self._settings.controller:
            ours &= _names_one(frame.get_column("controller"), (self._settings.controller,))
        if self._settings.processing:
            ours &= _names_one(frame.get_column("processing"), self._settings.processing)
        return ours


def purposes_of(settings: ConsentSettings) -> tuple[str, ...]:
    """Return the settings' purposes as they are compared: one spelling for case, space, dash and underscore."""
    found = _folded(pl.Series("x", settings.purposes, dtype=pl.String)).drop_nulls().to_list()
    return tuple(dict.fromkeys(one for one in found if one))


def _folded(column: pl.Series) -> pl.Series:
    return texts(column).alias("x").to_frame().select(_folding(pl.col("x"))).to_series()


def _folding(words: pl.Expr) -> pl.Expr:
    small = words.str.normalize("NFKC").str.to_lowercase()
    return small.str.replace_all(r"[\s_\-]+", "_").str.strip_chars("_")


def _names_one(column: pl.Series, wanted: tuple[str, ...]) -> Truths:
    """Return which rows name one of the words wanted, among others parted by commas."""
    named = list(_folded(pl.Series("x", wanted, dtype=pl.String)))
    rows = texts(column).alias("x").to_frame().with_row_index()
    parts = rows.with_columns(pl.col("x").str.split(",").alias("x")).explode("x")
    ours = parts.filter(_folding(pl.col("x")).is_in(named)).get_column("index").unique()
    return _truths(rows.get_column("index").is_in(ours.to_list()))


def _told(column: pl.Series, no: tuple[str, ...] = ()) -> Truths:
    """Return which rows say something, and not that it is not so."""
    words = texts(column).str.to_lowercase()
    return ~_truths(words.is_null() | words.is_in([*NO_NUMBER, *no]).fill_null(False))


def _missing(found: pl.DataFrame) -> Truths:
    return _truths(found.get_column("first").is_null())


def _truths(column: pl.Series) -> Truths:
    return column.cast(pl.Boolean).to_numpy()


def _filled(column: pl.Series, fill: int = EVER) -> Numbers:
    return column.fill_null(fill).to_numpy()


def _joined(parts: Sequence[tuple[Numbers, ...]], width: int) -> tuple[Numbers, ...]:
    if not parts:
        return tuple(np.empty(0, dtype=np.int64) for _ in range(width))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
