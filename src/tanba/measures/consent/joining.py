"""Readings of emotions against consent: who was read without one, counted exactly, in batches."""

from typing import Final

import numpy as np
import polars as pl

from tanba.kernel import Refused, value
from tanba.measures.consent.acts import Acts, Numbers, Receipts, Truths, purposes_of
from tanba.measures.consent.intervals import Consents
from tanba.measures.consent.receipts import purposes_told, receipt_frames
from tanba.measures.consent.settings import ConsentSettings
from tanba.measures.frame.measure import Artefact, World
from tanba.measures.functions.moments import check_zone, stretches
from tanba.measures.functions.persons import Persons, grown
from tanba.measures.tables.source import open_table
from tanba.measures.tables.values import texts

SHOWN: Final = 20
"""Rows without consent that are named, by number; never by person."""
_READ, _UNCONSENTED = 1, 2


@value
class Joined:
    """What the readings and the receipts say together; every number is a count of all there is."""

    rows: int
    nothing_told: int
    """Rows whose emotion is empty: nothing was determined."""
    unreadable: int
    """Rows without a person, or without a moment that can be read: nobody knows whether consent held."""
    readings: int
    unconsented_readings: int
    persons: int
    unconsented_persons: int
    first_rows: tuple[int, ...]
    """The first rows without consent; the first row of the table is 1."""
    receipts: Receipts


def join(outputs: Artefact, consents: Artefact, settings: ConsentSettings, world: World) -> Joined:
    """
    Count the readings, and the persons, without consent at the moment of reading.

    Memory grows with persons and receipts, not with readings. Raises Refused or Faults: MC01 (no purposes),
    MC02, MC03 (receipts), MF04 (no such time zone), MF05 (too many persons), MT… (tables).
    """
    check_zone(settings.zone)
    if not purposes_of(settings):
        seen = ", ".join(repr(one) for one in purposes_told(consents, settings))
        raise Refused(
            "MC01",
            "no purpose is named under which persons consent to emotion determination",
            f"set purposes; the records name {seen}" if seen else "set purposes",
        )
    persons = Persons()
    acts = Acts(settings, persons)
    acts.take(receipt_frames(consents, settings))
    count = _Count(settings, persons, acts)
    source = open_table(outputs)
    optional = (settings.emotion, settings.purpose)
    for batch in source.batches(
        [settings.person, settings.moment, *(name for name in optional if name)]
    ):
        count.take(batch)
        world.tick(count.rows, 0)
    return count.joined()


class _Count:
    """Counts batches of readings; one mark for each person."""

    def __init__(self, settings: ConsentSettings, persons: Persons, acts: Acts) -> None:
        self._settings, self._persons, self._acts = settings, persons, acts
        self._consents = Consents(acts)
        self._marks: Numbers = np.zeros(0, dtype=np.int64)
        self._first: list[int] = []
        self.rows = self._silent = self._unreadable = self._readings = self._unconsented = 0

    def take(self, batch: pl.DataFrame) -> None:
        settings = self._settings
        person = self._persons.number(batch.get_column(settings.person))
        moment = stretches(batch.get_column(settings.moment), settings.zone)
        told = self._told(batch)
        readable = (person >= 0) & moment.get_column("first").is_not_null().to_numpy()
        reading = told & readable
        first, last = (moment.get_column(name).fill_null(0).to_numpy() for name in ("first", "last"))
        without = reading & ~self._held(batch, person, first, last)

        self._marks = grown(self._marks, len(self._persons), 0)
        self._marks[person[reading]] |= _READ
        self._marks[person[without]] |= _UNCONSENTED
        for at in np.flatnonzero(without)[: SHOWN - len(self._first)]:
            self._first.append(self.rows + int(at) + 1)
        self.rows += len(batch)
        self._silent += int((~told).sum())
        self._unreadable += int((told & ~readable).sum())
        self._readings += int(reading.sum())
        self._unconsented += int(without.sum())

    def _held(self, batch: pl.DataFrame, person: Numbers, first: Numbers, last: Numbers) -> Truths:
        """Return which readings a consent covers: for any of the purposes, or for the reading's own."""
        if self._settings.purpose:
            places = self._acts.places(batch.get_column(self._settings.purpose))
            return self._consents.hold(self._acts.key_of(person, places), first, last)
        held = np.zeros(len(person), dtype=np.bool_)
        for place in range(len(purposes_of(self._settings))):
            keys = self._acts.key_of(person, np.full(len(person), place))
            held |= self._consents.hold(keys, first, last)
        return held

    def _told(self, batch: pl.DataFrame) -> Truths:
        if not self._settings.emotion:
            return np.ones(len(batch), dtype=np.bool_)
        return texts(batch.get_column(self._settings.emotion)).is_not_null().to_numpy()

    def joined(self) -> Joined:
        return Joined(
            rows=self.rows,
            nothing_told=self._silent,
            unreadable=self._unreadable,
            readings=self._readings,
            unconsented_readings=self._unconsented,
            persons=int((self._marks & _READ > 0).sum()),
            unconsented_persons=int((self._marks & _UNCONSENTED > 0).sum()),
            first_rows=tuple(self._first),
            receipts=self._acts.receipts,
        )
