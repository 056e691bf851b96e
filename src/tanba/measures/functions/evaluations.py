"""A table of evaluations: who was evaluated more than once, over which time, into which classes."""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tanba.kernel import Refused, value
from tanba.measures.frame.measure import Artefact, World
from tanba.measures.functions.moments import check_zone, stretches
from tanba.measures.functions.persons import Persons, grown
from tanba.measures.functions.settings import SocialSettings
from tanba.measures.tables.source import open_table
from tanba.measures.tables.values import texts

CLASSES: Final = 100
"""Different classes up to which a column classifies; beyond it holds scores or something else."""
_LATE: Final = np.iinfo(np.int64).max
_EARLY: Final = np.iinfo(np.int64).min


@value
class Evaluated:
    """Counts of everybody in a table of evaluations."""

    rows: int
    unreadable: int
    """Rows without a person, a moment or an evaluation."""
    persons: int
    repeated: int
    """Persons evaluated at more than one moment."""
    over_days: int
    """Persons evaluated on more than one day."""
    span: float
    """Seconds between the first and the last evaluation of the person evaluated over the longest time."""
    classes: tuple[tuple[str, int], ...] | None
    """Every class with its rows, the largest first; None when no column of classes is named."""


def read_evaluations(artefact: Artefact, settings: SocialSettings, world: World) -> Evaluated:
    """
    Count the evaluations in a table; memory grows with persons only.

    Raises Refused or Faults: MF04 (no such zone), MF05 (too many persons), MF06 (more than CLASSES classes),
    MT… (no table).
    """
    check_zone(settings.zone)
    source = open_table(artefact)
    count = _Count(settings)
    wanted = [
        settings.person,
        settings.moment,
        *(name for name in (settings.label, settings.score) if name),
    ]
    for batch in source.batches(wanted):
        count.take(batch)
        world.tick(count.rows, 0)
    return count.evaluated()


class _Count:
    """First and last moment and day of each person, and how many rows each class has."""

    def __init__(self, settings: SocialSettings) -> None:
        self._settings = settings
        self._persons = Persons()
        self._first = self._begin = self._first_day = np.zeros(0, dtype=np.int64)
        self._last = self._last_day = np.zeros(0, dtype=np.int64)
        self._classes: dict[str, int] = {}
        self.rows = self._unreadable = 0

    def take(self, batch: pl.DataFrame) -> None:
        settings = self._settings
        person = self._persons.number(batch.get_column(settings.person))
        moment = stretches(batch.get_column(settings.moment), settings.zone)
        told = (person >= 0) & moment.get_column("first").is_not_null().to_numpy()
        for name in (settings.label, settings.score):
            if name:
                told &= texts(batch.get_column(name)).is_not_null().to_numpy()
        self.rows += len(batch)
        self._unreadable += int((~told).sum())
        here = moment.select(
            pl.col("first", "last"),
            pl.col("first").cast(pl.Datetime("us", "UTC")).dt.convert_time_zone(settings.zone)
            .dt.date().cast(pl.Int32).cast(pl.Int64).alias("date"),
        ).filter(told)  # fmt: skip
        self._reach(person[told], here)
        if settings.label:
            self._sort(texts(batch.get_column(settings.label)).filter(pl.Series(told)))

    def _reach(self, person: NDArray[np.int64], here: pl.DataFrame) -> None:
        size = len(self._persons)
        self._first, self._first_day = (
            grown(self._first, size, _LATE),
            grown(self._first_day, size, _LATE),
        )
        self._last, self._last_day = (
            grown(self._last, size, _EARLY),
            grown(self._last_day, size, _EARLY),
        )
        self._begin = grown(self._begin, size, _LATE)
        # A day, or an hour lived twice, is one moment until two of them are certainly apart.
        first, last, day = (here.get_column(name).to_numpy() for name in ("first", "last", "date"))
        np.minimum.at(self._first, person, last)
        np.minimum.at(self._begin, person, first)
        np.maximum.at(self._last, person, first)
        np.minimum.at(self._first_day, person, day)
        np.maximum.at(self._last_day, person, day)

    def _sort(self, classes: pl.Series) -> None:
        counts = classes.alias("x").value_counts(name="n")
        for label, number in counts.iter_rows():
            self._classes[label] = self._classes.get(label, 0) + number
        if len(self._classes) > CLASSES:
            what = f"column {self._settings.label!r} holds more than {CLASSES} different values"
            raise Refused("MF06", what, "name it as score, or name the column of classes")

    def evaluated(self) -> Evaluated:
        size = len(self._persons)
        first, begin, last = (array[:size] for array in (self._first, self._begin, self._last))
        seen = self._last_day[:size] >= self._first_day[:size]
        apart = seen & (last > first)
        classes = sorted(self._classes.items(), key=lambda pair: (-pair[1], pair[0]))
        return Evaluated(
            rows=self.rows,
            unreadable=self._unreadable,
            persons=int(seen.sum()),
            repeated=int(apart.sum()),
            over_days=int((seen & (self._last_day[:size] > self._first_day[:size])).sum()),
            span=float((last[apart] - begin[apart]).max() / 1e6) if apart.any() else 0.0,
            classes=tuple(classes) if self._settings.label else None,
        )
