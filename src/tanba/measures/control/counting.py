"""Counting a log of decisions in one pass: what people saw and changed, how fast, and under what load."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from tanba.kernel import Refused, value
from tanba.measures.control.durations import Durations, rounded
from tanba.measures.control.pile import Pile
from tanba.measures.control.reading import MICRO
from tanba.measures.tables.values import numbers

if TYPE_CHECKING:
    from tanba.measures.control.measure import ControlSettings

ROWS_AT_MOST: Final = 200_000_000
REVIEWERS_AT_MOST: Final = 20_000
_CELLS: Final = 20_000_000
_MINUTE: Final = 60 * MICRO
_HOUR: Final = 60
"""Minutes that run together in an hour of work, wherever it begins."""


@value
class Reviewer:
    """One person who decides, without a name. Counts are of rows that can be right."""

    decisions: int
    """Decisions of theirs."""
    weighed: int
    """Of these, with a proposal and a final decision, or with a word on cancelling, to compare."""
    stepped_in: int
    """Of the weighed, changed or cancelled."""
    timed: int
    hasty: int
    busiest: int
    """Decisions in their fullest sixty minutes."""


@value
class Log:
    """What a log of decisions comes to."""

    rows: int
    flaws: tuple[tuple[str, int], ...]
    """Rows that cannot be right, by reason."""
    repeated: int
    """Rows whose decision is already there."""
    missing: int
    """Numbers that are left out between the first and the last decision, where decisions are numbered."""
    pending: int
    """Proposals that nobody has decided yet."""
    decided: int
    by_people: int
    seen: int
    unread: int
    """Decided by people who had not opened the case, or opened it afterwards."""
    timed: int
    hasty: int
    compared: int
    changed: int
    cancellable: int
    cancelled: int
    durations: Durations
    busiest: int
    silence: int | None
    """Minutes of the longest stretch in which nothing was decided; None with fewer than two decisions."""
    reviewers: tuple[Reviewer, ...]
    """Most decisions first."""


def count_log(
    batches: Iterable[pl.DataFrame], how: "ControlSettings", tick: Callable[[int, int], None]
) -> Log:
    """Return what a log comes to; raises Refused MH05, MH06 for what is too much to hold."""
    counter = _Counter(how)
    rows = 0
    for batch in batches:
        counter.add(batch)
        rows += batch.height
        tick(rows, 0)
    return counter.end()


class _Counter:
    def __init__(self, how: "ControlSettings") -> None:
        self._how = how
        self._rows = 0
        self._flaws: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()
        self._ids: list[np.ndarray] = []
        self._numbers: tuple[int, int] | None = None
        self._people: dict[str, int] = {}
        self._each: dict[int, Counter[str]] = {}
        self._minutes = Pile(("who", "minute"), _CELLS, "busy minutes of reviewers")
        self._durations = Pile(("ms",), _CELLS, "durations")

    def add(self, batch: pl.DataFrame) -> None:
        self._rows += batch.height
        if self._rows > ROWS_AT_MOST:
            raise Refused("MH06", f"more than {ROWS_AT_MOST} rows", "cut the log by period")
        self._note_ids(batch["id"])
        flaws = batch["flaw"].drop_nulls().value_counts()
        self._flaws.update(dict(flaws.iter_rows()))
        good = batch.filter(pl.col("flaw").is_null())
        self._sums["pending"] += good["decided"].null_count() if "decided" in self._how.columns else 0
        judged = self._judged(good)
        self._sums.update(_counts(judged))
        people = judged.filter(pl.col("human").is_not_null())
        who = self._number(people["human"])
        people = people.with_columns(who=who)
        self._note_people(people)
        machine = judged.filter(pl.col("human").is_null()).with_columns(who=pl.lit(-1, pl.Int64))
        minute = (pl.col("decided") // _MINUTE).alias("minute")
        for part in (people, machine):
            self._minutes.add(part.select("who", minute).drop_nulls())
        took = people["took"].drop_nulls().to_numpy()
        if len(took):
            self._durations.add(pl.DataFrame({"ms": rounded(took // 1000)}))

    def _judged(self, good: pl.DataFrame) -> pl.DataFrame:
        """Return the rows that were decided, with what each shows of control."""
        columns = self._how.columns
        opened, decided = pl.col("opened"), pl.col("decided")
        human = pl.col("human").is_not_null()
        # A log without a moment of deciding or of opening cannot tell: null, and not "no".
        told = "opened" in columns and "decided" in columns
        seen = opened.is_not_null() & (opened <= decided) if told else pl.lit(None, pl.Boolean)
        took = pl.when(human & seen).then(decided - opened)
        stepped = pl.when(human).then(
            pl.when(pl.col("changed") | pl.col("cancelled")).then(True)
            .when(pl.col("changed").is_not_null() | pl.col("cancelled").is_not_null()).then(False)
        )  # fmt: skip
        done = decided.is_not_null() if "decided" in columns else pl.lit(value=True)
        return good.filter(done).with_columns(
            seen=seen, took=took, stepped=stepped,
            hasty=took < int(self._how.least_seconds * MICRO),
        )  # fmt: skip

    def _note_people(self, people: pl.DataFrame) -> None:
        per = people.group_by("who").agg(
            decisions=pl.len(), weighed=pl.col("stepped").count(), stepped_in=pl.col("stepped").sum(),
            timed=pl.col("took").count(), hasty=pl.col("hasty").sum(),
        )  # fmt: skip
        for row in per.iter_rows(named=True):
            counts = self._each.setdefault(row.pop("who"), Counter())
            counts.update({name: int(count or 0) for name, count in row.items()})

    def _number(self, names: pl.Series) -> pl.Series:
        """Return a number for each name; the names go no further."""
        for name in names.unique(maintain_order=True):
            self._people.setdefault(name, len(self._people))
            if len(self._people) > REVIEWERS_AT_MOST:
                what = f"more than {REVIEWERS_AT_MOST} reviewers"
                hint = f"is {self._how.reviewer!r} the column of reviewers?"
                raise Refused("MH05", what, hint)
        table = pl.DataFrame(
            {"human": list(self._people), "who": list(self._people.values())},
            schema={"human": pl.String, "who": pl.Int64},
        )
        return names.to_frame().join(table, on="human", how="left", maintain_order="left")["who"]

    def _note_ids(self, ids: pl.Series) -> None:
        if "id" not in self._how.columns:
            return
        said = ids.drop_nulls()
        self._ids.append(said.hash(seed=0).to_numpy())
        if self._how.numbered and len(said):
            found = numbers(said)
            low, high = int(found.min()), int(found.max())  # type: ignore[arg-type]
            first, last = self._numbers or (low, high)
            self._numbers = min(first, low), max(last, high)

    def end(self) -> Log:
        """Return everything; the ids are compared only now."""
        repeated = missing = 0
        if self._ids:
            hashes = np.concatenate(self._ids)
            self._ids.clear()
            hashes.sort()
            distinct = int(np.count_nonzero(hashes[1:] != hashes[:-1])) + 1 if len(hashes) else 0
            repeated = len(hashes) - distinct
            if self._numbers:
                missing = max(0, self._numbers[1] - self._numbers[0] + 1 - distinct)
        minutes = self._minutes.counted()
        loads = _loads(minutes.filter(pl.col("who") >= 0))
        everything = np.unique(minutes["minute"].to_numpy())
        silence = int(np.diff(everything).max()) if len(everything) > 1 else None
        sums = self._sums
        return Log(
            rows=self._rows, flaws=tuple(sorted(self._flaws.items())), repeated=repeated,
            missing=missing, pending=sums["pending"], decided=sums["decided"],
            by_people=sums["by_people"], seen=sums["seen"], unread=sums["unread"],
            timed=sums["timed"], hasty=sums["hasty"], compared=sums["compared"],
            changed=sums["changed"], cancellable=sums["cancellable"], cancelled=sums["cancelled"],
            durations=Durations(self._durations), busiest=max(loads.values(), default=0),
            silence=silence, reviewers=self._reviewers(loads),
        )  # fmt: skip

    def _reviewers(self, loads: dict[int, int]) -> tuple[Reviewer, ...]:
        names = ("decisions", "weighed", "stepped_in", "timed", "hasty")
        found = [
            Reviewer(**{name: counts[name] for name in names}, busiest=loads.get(who, 0))
            for who, counts in self._each.items()
        ]
        # No name and no order of the log tells who is who.
        return tuple(
            sorted(found, key=lambda one: [-getattr(one, name) for name in (*names, "busiest")])
        )


def _counts(judged: pl.DataFrame) -> dict[str, int]:
    human = pl.col("human").is_not_null()
    counted = judged.select(
        decided=pl.len(),
        by_people=human.sum(),
        seen=(human & pl.col("seen")).sum(),
        unread=(human & ~pl.col("seen")).sum(),
        timed=pl.col("took").count(),
        hasty=pl.col("hasty").sum(),
        compared=(human & pl.col("changed").is_not_null()).sum(),
        changed=(human & pl.col("changed")).sum(),
        cancellable=(human & pl.col("cancelled").is_not_null()).sum(),
        cancelled=(human & pl.col("cancelled")).sum(),
    )
    return {name: int(count or 0) for name, count in counted.row(0, named=True).items()}


def _loads(minutes: pl.DataFrame) -> dict[int, int]:
    """Return the most decisions of each reviewer in sixty minutes running, from counts by minute."""
    if not minutes.height:
        return {}
    who, minute = minutes["who"].to_numpy(), minutes["minute"].to_numpy()
    until = np.cumsum(minutes["n"].to_numpy())
    # One line of minutes for all: those of two people lie further apart than an hour.
    span = int(minute.max() - minute.min()) + 2 * _HOUR
    line = who * span + (minute - minute.min())
    left = np.searchsorted(line, line - (_HOUR - 1), "left")
    load = until - np.where(left > 0, until[np.maximum(left, 1) - 1], 0)
    found = pl.DataFrame({"who": who, "load": load}).group_by("who").agg(pl.col("load").max())
    return dict(found.iter_rows())
