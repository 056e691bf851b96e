"""Tables of facts as bit planes, as `layout` says; every answer is checked on the way."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tanba.kernel import Fault, Place
from tanba.law.language.vocabulary import TEXT_LIMIT, Vocabulary, suggest
from tanba.law.tables.arrow import Bits, bitmaps
from tanba.law.tables.layout import Field
from tanba.law.tables.planes import Plane, to_plane, whole, words

TABLE = "the table"


class Encoder:
    """
    Turns tables into planes, checks every answer, and remembers what it found wrong.

    `open` names the facts in which some system had no answer; `seen` those that had a column.
    """

    def __init__(
        self, fields: Mapping[str, Field], vocabulary: Vocabulary, keep: Iterable[str]
    ) -> None:
        self.fields = fields
        self.vocabulary = vocabulary
        self.keep = frozenset(keep)
        self.planes = sum(field.size for field in fields.values())
        self.faults: list[Fault] = []
        self.open: set[str] = set()
        self.seen: set[str] = set()

    def check_names(self, names: Iterable[str]) -> None:
        """Note every column that is neither a fact nor to be kept; a table of none is a fault."""
        facts = [name for name in names if name in self.vocabulary and name not in self.keep]
        for name in names:
            if name not in self.vocabulary and name not in self.keep:
                hint = suggest(name, self.vocabulary) or "name it in `keep` to leave it as it is"
                self._wrong("FC01", f"there is no fact {name!r}", hint)
        for name in self.keep - set(names):
            self._wrong("FC01", f"there is no column {name!r} to keep", suggest(name, names))
        if not facts and not self.faults:
            self._wrong("FC04", "no column is a fact", "nothing would be checked")
        if self.seen and self.seen != set(facts):
            odd = sorted(self.seen ^ set(facts))[0]
            self._wrong("FC04", f"the column {odd!r} is not in every part of the table", "")
        self.seen |= set(facts)

    def encode(self, table: pl.DataFrame, row: int = 0) -> Plane:
        """Return the planes of `table` (planes × words); its first system is number `row`."""
        planes = np.zeros((self.planes, words(table.height)), np.uint64)
        for name in table.columns:
            if name in self.keep or name not in self.vocabulary:
                continue
            field = self.fields.get(name) or Field(question=self.vocabulary[name], first=-1)
            found = self._column(field, table[name], row)
            if found is not None and field.first >= 0:
                for index, plane in enumerate(found):
                    planes[field.first + index] = plane
            if name not in self.open and table[name].null_count():
                self.open.add(name)
        return planes

    def _column(self, field: Field, column: pl.Series, row: int) -> list[Plane] | None:
        """Return the planes of one column, or None when it cannot be read."""
        kind = field.question.type
        if column.dtype == pl.Null:
            return None
        work: dict[str, Callable[[Field, pl.Series, int], list[Plane] | None]] = {
            "bool": self._truths,
            "enum": self._names,
            "set": self._sets,
            "int": self._numbers,
            "day": self._days,
            "text": self._texts,
        }
        return work[kind](field, column, row)

    def _truths(self, field: Field, column: pl.Series, row: int) -> list[Plane] | None:
        if column.dtype != pl.Boolean:
            self._odd(field, column, "truths")
            return None
        true, known = _planes(column)
        return [true & known, known & ~true]

    def _names(self, field: Field, column: pl.Series, row: int) -> list[Plane] | None:
        if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
            self._odd(field, column, "words")
            return None
        names = list(field.question.values or {})
        codes = _codes(column, names)
        self._check(field, column, codes, row)
        numbers = codes.to_physical().cast(pl.UInt16).fill_null(len(names)).to_numpy()
        marks = [to_plane(numbers == names.index(mark)) for mark in field.marks]
        return [to_plane(numbers != len(names)), *marks]

    def _sets(self, field: Field, column: pl.Series, row: int) -> list[Plane] | None:
        inner = column.dtype.inner if isinstance(column.dtype, pl.List) else None
        if not isinstance(inner, pl.String | pl.Categorical | pl.Enum | pl.Null):
            self._odd(field, column, "lists of words")
            return None
        names = list(field.question.values or {})
        sizes = column.list.len().fill_null(0).to_numpy()
        rows = np.flatnonzero(sizes)
        starts = np.cumsum(sizes[rows], dtype=np.int64) - sizes[rows]
        members = column.explode(empty_as_null=False, keep_nulls=False)
        codes = _codes(members, names)
        if codes.null_count():
            at = int(rows[np.searchsorted(starts, codes.is_null().arg_true()[0], side="right") - 1])
            self._say(field, column[at].to_list(), row + at)
        numbers = codes.to_physical().cast(pl.UInt16).fill_null(len(names)).to_numpy()
        marks: list[Plane] = []
        for first in range(0, len(field.marks), 64):  # the marks of a system as the bits of a word
            group = field.marks[first : first + 64]
            bits = np.zeros(len(names) + 1, np.uint64)
            for bit, mark in enumerate(group):
                bits[names.index(mark)] = 1 << bit
            held = np.zeros(len(column), np.uint64)
            if len(rows):
                held[rows] = np.bitwise_or.reduceat(bits[numbers], starts)
            marks += [to_plane(held & np.uint64(1 << bit) != 0) for bit in range(len(group))]
        return [_known(column), *marks]

    def _numbers(self, field: Field, column: pl.Series, row: int) -> list[Plane] | None:
        if not column.dtype.is_integer():
            self._odd(field, column, "whole numbers")
            return None
        for extreme in (column.min(), column.max()):
            if extreme is not None and field.question.wrong(extreme):
                at = column.index_of(extreme)
                self._say(field, extreme, row + int(at or 0))
                return None
        return self._slices(field, column.cast(pl.Int64), _known(column))

    def _days(self, field: Field, column: pl.Series, row: int) -> list[Plane] | None:
        days = column
        if column.dtype == pl.String:
            shaped = column.str.contains(r"^\d{4}-\d{2}-\d{2}$")
            iso = pl.select(pl.when(shaped).then(column)).to_series()
            days = iso.str.to_date("%Y-%m-%d", strict=False)
            self._check(field, column, days, row)
        elif column.dtype != pl.Date:
            self._odd(field, column, "days, or text such as 2026-01-18")
            return None
        return self._slices(field, days.cast(pl.Int64), _known(days))

    def _texts(self, field: Field, column: pl.Series, row: int) -> list[Plane] | None:
        if not isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
            self._odd(field, column, "text")
            return None
        column = column.cast(pl.String)
        sizes = column.str.len_chars()
        long = sizes.arg_max()
        if long is not None and sizes[long] > TEXT_LIMIT:
            self._say(field, column[long], row + long)
        known = _known(column)
        return [known, *(_planes(column == mark)[0] & known for mark in field.marks)]

    def _slices(self, field: Field, numbers: pl.Series, known: Plane) -> list[Plane]:
        codes = _number_codes(field.edges, numbers.fill_null(0).to_numpy())
        slices: list[Plane] = []
        for start in range(0, field.bits, 8):
            byte: NDArray[np.uint8] = (codes >> start).astype(np.uint8)
            for bit in range(min(8, field.bits - start)):
                slices.append(to_plane((byte & np.uint8(1 << bit)).view(np.bool_)) & known)
        return [known, *slices]

    def _check(self, field: Field, given: pl.Series, read: pl.Series, row: int) -> None:
        """Note the first answer that was given and could not be read."""
        if read.null_count() != given.null_count():
            at = (read.is_null() & given.is_not_null()).arg_true()[0]
            self._say(field, given[at], row + at)

    def _say(self, field: Field, answer: Any, row: int) -> None:
        answer = [None if part is None else str(part) for part in answer] if _many(answer) else answer
        wrong = field.question.wrong(answer) or "cannot be read"
        shown = repr(answer) if len(repr(answer)) <= 60 else f"{repr(answer)[:57]}…"
        self._wrong("FC02", f"{field.question.id}: {wrong}, is {shown}", "", row + 1)

    def _odd(self, field: Field, column: pl.Series, want: str) -> None:
        what = f"{field.question.id}: should be {want}, the column holds {column.dtype}"
        self._wrong("FC03", what, "leave a cell empty where the answer is not known")

    def _wrong(self, code: str, what: str, hint: str, row: int = 0) -> None:
        at = Place(file=TABLE, line=row)
        self.faults.append(Fault(at=at, code=code, what=what, hint=hint))


def _many(answer: Any) -> bool:
    return isinstance(answer, list | pl.Series)


def _number_codes(edges: tuple[int, ...], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return `Field.code` of every number, by looking it up where the edges lie close enough."""
    if not edges:
        return numbers
    span = edges[-1] - edges[0] + 2
    if span > 1 << 16:
        return 1 + np.searchsorted(edges, numbers, side="right")
    first = edges[0] - 1
    codes = 1 + np.searchsorted(edges, np.arange(first, first + span), side="right")
    return codes[np.clip(numbers, first, edges[-1]) - first]


def _codes(column: pl.Series, names: list[str]) -> pl.Series:
    """Return words as places in `names`; null for what is none of them."""
    known = pl.Enum(names)
    if column.dtype == known:
        return column
    return column.cast(pl.String).cast(known, strict=False)


def _planes(column: pl.Series) -> tuple[Plane, Plane]:
    """Return the bits of a column of truths and of its validity; the padding is in neither."""
    true, known = bitmaps(column)
    everything = whole(len(column))
    return _plane(true, everything), everything if known is None else _plane(known, everything)


def _plane(bits: Bits, everything: Plane) -> Plane:
    plane = np.zeros(len(everything), np.uint64)
    plane.view(np.uint8)[: len(bits)] = bits
    plane &= everything
    return plane


def _known(column: pl.Series) -> Plane:
    if not column.null_count():
        return whole(len(column))
    return _planes(column.is_not_null())[0]
