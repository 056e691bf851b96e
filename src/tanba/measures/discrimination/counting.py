"""
From a decision table to arrays: how many people of each group were decided on, and how many of them well.

One pass over the table counts every combination of grounds, factors, decision and outcome. Where that is too
many combinations to hold, each question asks for its own pass with fewer columns; the numbers are the same.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl

from tanba.kernel import Faults, Refused, value
from tanba.measures.discrimination.settings import FALSE, DiscriminationSettings, Factor, Ground
from tanba.measures.frame.scores import Numbers
from tanba.measures.tables.source import Key, Source

UNSAID = "—"
"""Stands for a group of which nothing is said: these people are a group of their own, and never dropped."""

DENSE = 4_000_000
"""Groups times strata that are held at once."""

Name = tuple[str, ...]


@value
class Groups:
    """
    The groups of one ground, or of several crossed, in the order of their names.

    `k` of `n` people were chosen, arrays of groups × strata (one stratum when there are no factors).
    """

    grounds: tuple[Ground, ...]
    names: tuple[Name, ...]
    k: Numbers
    n: Numbers

    def chosen(self) -> Numbers:
        """Return how many were chosen in each group, all strata together."""
        return np.asarray(self.k.sum(axis=1))

    def people(self) -> Numbers:
        """Return how many there are in each group, all strata together."""
        return np.asarray(self.n.sum(axis=1))

    def only(self, kept: Sequence[int]) -> "Groups":
        """Return some of the groups."""
        places = list(kept)
        names = tuple(self.names[place] for place in places)
        return Groups(grounds=self.grounds, names=names, k=self.k[places], n=self.n[places])


class Decisions:
    """The decision table, counted: whatever a measure of selection asks is answered from here."""

    def __init__(
        self,
        source: Source,
        settings: DiscriminationSettings,
    ) -> None:
        self._source, self._settings = source, settings
        grounds = settings.grounds
        extra = [settings.outcome] if settings.outcome else []
        source.need(
            settings.decision,
            *(one.column for one in grounds),
            *(one.column for one in settings.factors),
            *extra,
        )
        self._last = [Key(column=settings.decision), *(Key(column=name) for name in extra)]
        self._whole: pl.DataFrame | None = None
        totals = source.tally(self._last)
        check_values(
            totals, settings.decision, settings.favourable, settings.unfavourable, "MD03", "favourable"
        )
        self.undecided = _rows(totals.filter(pl.col(settings.decision).is_null()))
        self.people = _rows(totals) - self.undecided
        self.unknown = 0
        if settings.outcome:
            check_values(
                totals,
                settings.outcome,
                settings.outcome_true,
                settings.outcome_false,
                "MD04",
                "outcome_true",
            )
            silent = pl.col(settings.outcome).is_null() & pl.col(settings.decision).is_not_null()
            self.unknown = _rows(totals.filter(silent))
        self.others = _others(totals, settings)
        try:
            self._whole = self._read(grounds, settings.factors)
        except Faults as faults:
            if not _too_many(faults):
                raise

    def select(self, grounds: Sequence[Ground], factors: bool = True) -> Groups:
        """Return who was chosen, of those who have a decision; raises Faults MT17, Refused MD05."""
        frame = self._cells(grounds, factors).filter(pl.col("good").is_not_null())
        return self._groups(frame, grounds, pl.col("good"), factors)

    def select_where(self, grounds: Sequence[Ground], what: str) -> Groups:
        """
        Return a share that needs an outcome, without strata.

        `true_positive` and `false_positive`: who was chosen, of those whose outcome was and was not true;
        `precision`: whose outcome was true, of those who were chosen.
        """
        frame = self._cells(grounds, factors=False)
        frame = frame.filter(pl.col("good").is_not_null() & pl.col("true").is_not_null())
        if what == "precision":
            return self._groups(frame.filter(pl.col("good")), grounds, pl.col("true"), factors=False)
        kept = pl.col("true") if what == "true_positive" else ~pl.col("true")
        return self._groups(frame.filter(kept), grounds, pl.col("good"), factors=False)

    def _cells(self, grounds: Sequence[Ground], factors: bool) -> pl.DataFrame:
        wanted = self._settings.factors if factors else ()
        frame = self._whole if self._whole is not None else self._read(grounds, wanted)
        keys = [*(one.column for one in grounds), *(one.column for one in wanted), "good", "true"]
        return frame.group_by(keys, maintain_order=True).agg(pl.col("n").sum())

    def _read(self, grounds: Sequence[Ground], factors: Sequence[Factor]) -> pl.DataFrame:
        columns: list[Ground | Factor] = [*grounds, *factors]
        keys = [Key(column=one.column, cuts=one.cuts) for one in columns]
        settings = self._settings
        frame = self._source.tally([*keys, *self._last])
        good = truth(settings.decision, settings.favourable).alias("good")
        true = truth(settings.outcome, settings.outcome_true) if settings.outcome else pl.lit(None)
        return frame.with_columns(good, true.cast(pl.Boolean).alias("true"))

    def _groups(
        self, frame: pl.DataFrame, grounds: Sequence[Ground], yes: pl.Expr, factors: bool
    ) -> Groups:
        strata = [one.column for one in self._settings.factors] if factors else []
        by = [one.column for one in grounds]
        cells = frame.group_by([*by, *strata], maintain_order=True).agg(
            pl.col("n").filter(yes).sum().alias("k"), pl.col("n").sum()
        )
        names: dict[Name, int] = {}
        places: dict[Name, int] = {}
        rows = [
            (
                names.setdefault(named(row[: len(by)]), len(names)),
                places.setdefault(named(row[len(by) : -2]), len(places)),
                row[-2],
                row[-1],
            )
            for row in cells.iter_rows()
        ]
        if len(names) * max(len(places), 1) > DENSE:
            what = f"{len(names):,} groups in {len(places):,} strata are too many to compare"
            raise Refused("MD05", what, "cut numbers into fewer intervals, or name fewer factors")
        k = np.zeros((len(names), max(len(places), 1)))
        n = np.zeros_like(k)
        for group, stratum, chosen, people in rows:
            k[group, stratum] += chosen
            n[group, stratum] += people
        return Groups(grounds=tuple(grounds), names=tuple(names), k=k, n=n)


def check_values(
    totals: pl.DataFrame,
    column: str,
    yes: Sequence[str],
    no: Sequence[str],
    code: str,
    setting: str,
) -> None:
    """Return when the values of a column are among those named; raises Refused with the values there are."""
    seen = totals.group_by(column).agg(pl.col("n").sum()).drop_nulls(column).sort(column)
    if seen.is_empty():
        return
    there = dict(seen.iter_rows())
    known = {_plain(word) for word in (*yes, *no)}
    strange = [word for word in there if _plain(word) not in known]
    if no and strange:
        what = f"the column {column!r} holds {_list(strange)}, which is named on neither side"
        raise Refused(code, what, f"name every value, in `{setting}` or on the other side")
    if len(strange) == len(there) and not no and not set(there) <= set(FALSE):
        what = f"no row of {column!r} holds {_list(yes)}; it holds {_list(list(there))}"
        hint = f"name what is there in `{setting}`"
        other = "unfavourable" if setting == "favourable" else "outcome_false"
        more = f"; if there really is none, name `{other}` too"
        raise Refused(code, what, hint + more)


def truth(column: str, yes: Sequence[str]) -> pl.Expr:
    """Return whether a column holds one of the words, null where nothing is said."""
    words = sorted({_plain(word) for word in yes})
    return pl.col(column).str.strip_chars().str.to_lowercase().is_in(words)


def named(row: Sequence[str | None]) -> Name:
    """Return the name of a group as people read it."""
    return tuple(UNSAID if word is None else word for word in row)


def _plain(word: str) -> str:
    return word.strip().lower()


def _list(words: Sequence[str], most: int = 6) -> str:
    shown = ", ".join(repr(word[:40]) for word in list(words)[:most])
    return f"{shown} and {len(words) - most} more" if len(words) > most else shown


def _others(totals: pl.DataFrame, settings: DiscriminationSettings) -> tuple[str, ...]:
    if settings.unfavourable:
        return ()
    known = {_plain(word) for word in settings.favourable}
    seen = totals[settings.decision].drop_nulls().unique().sort().to_list()
    return tuple(word for word in seen if _plain(word) not in known)


def _rows(frame: pl.DataFrame) -> int:
    return int(frame["n"].sum())


def _too_many(faults: Faults) -> bool:
    return all(fault.code == "MT17" for fault in faults.faults)
