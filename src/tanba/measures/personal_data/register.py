"""
The register of processing: who is processed for what, on which ground, and whether a consent stood that day.

Exact counts in bounded memory: only 64-bit hashes of persons are held, and where there are too many the table
is read again, a part of the persons at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from tanba.kernel import Refused, value
from tanba.measures.frame.measure import Artefact
from tanba.measures.personal_data.bases import (
    BASES,
    ENDED,
    LACKING,
    OPEN,
    STANDS,
    own_words,
    rows_of,
)
from tanba.measures.personal_data.settings import PersonalDataSettings

if TYPE_CHECKING:
    import polars as pl

HELD: Final = 4_000_000
"""Pairs of person and processing held at a time, some 40 bytes each."""
PURPOSES: Final = 200
_MOST_PURPOSES: Final = 100_000
_PARTS: Final = 64


@value
class Persons:
    """
    Persons by what holds the processing of their data.

    `lacking`: some processing has no basis; `ended`: some rests on a consent that was not yet given, over or
    withdrawn; `open`: of some nothing can be told. The last two add to each what may be so.
    """

    all: int = 0
    lacking: int = 0
    ended: int = 0
    open: int = 0
    maybe_lacking: int = 0
    maybe_ended: int = 0


@value
class Register:
    """What a register shows: persons in all and by purpose, processings by basis, words not understood."""

    persons: Persons
    by_purpose: tuple[tuple[str, Persons], ...]
    more_purposes: int
    processings: int
    standing: int
    open: int
    undated: bool
    """No row has a day of processing, and none was given for all."""
    by_basis: tuple[tuple[str, int], ...]
    strange: tuple[str, ...]


def read_register(artefact: Artefact, settings: PersonalDataSettings) -> Register:
    """
    Return what a register shows, exactly.

    A processing is a person, a purpose and a day. Where rows give several consents for one, any that stands is
    enough. Raises what tables raise, MP02 for a word in `bases` that is no kind of basis, MP03 for more
    processings and MP05 for more purposes than anybody has.
    """
    words = {**BASES, **own_words(settings.bases)}
    parts = 1
    while parts <= _PARTS:
        found: list[_Part] = []
        for part in range(parts):
            one = _part(artefact, settings, words, parts, part)
            if one is None:
                break
            found.append(one)
        else:
            return _joined(found)
        parts *= 8
    what = f"more than {HELD * _PARTS:,} processings in one register"
    raise Refused("MP03", what, "split it by year").at(artefact.at)


@dataclass
class _Part:
    """A share of the persons: sums so far, and purposes in the order they were met."""

    purposes: dict[str, int] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    strange: set[str] = field(default_factory=set)
    dated: bool = False
    rows: "pl.DataFrame | None" = None
    persons: dict[str | None, Persons] = field(default_factory=dict)


def _part(
    artefact: Artefact, settings: PersonalDataSettings, words: Mapping[str, str], parts: int, part: int
) -> "_Part | None":
    """Return the persons whose hash falls into this part; None when they are too many to hold."""
    import polars as pl

    keys = ["key", "person", "purpose"]
    found, frames, held = _Part(), [], 0
    for batch in rows_of(artefact, settings, words):
        rows = batch.filter(pl.col("person") % parts == part) if parts > 1 else batch
        for basis, count in rows["basis"].value_counts().iter_rows():
            found.bases[basis] = found.bases.get(basis, 0) + count
        if len(found.strange) < PURPOSES:
            found.strange.update(rows["strange"].drop_nulls().unique().sort().head(PURPOSES).to_list())
        found.dated = found.dated or bool(rows["dated"].any())
        for purpose in rows["purpose"].unique().sort().to_list():
            found.purposes.setdefault(purpose, len(found.purposes))
        if len(found.purposes) > _MOST_PURPOSES:
            what = f"more than {_MOST_PURPOSES:,} purposes in column {settings.purpose!r}"
            raise Refused("MP05", what, "name the column that holds purposes").at(artefact.at)
        numbered = rows.with_columns(
            pl.col("purpose").replace_strict(found.purposes, return_dtype=pl.Int32, default=0)
        )
        frames.append(numbered.group_by(keys).agg(pl.col("state").min()))
        held += frames[-1].height
        if held > 2 * HELD:
            frames = [pl.concat(frames).group_by(keys).agg(pl.col("state").min())]
            held = frames[0].height
            if held > HELD:
                return None
    if not frames:
        return found
    # Of several consents for one processing the best counts, of several processings of a person the worst.
    best = pl.concat(frames).group_by(keys).agg(pl.col("state").min())
    found.rows = best.group_by("state").len()
    names = {place: purpose for purpose, place in found.purposes.items()}
    found.persons = {None: _persons(best, [])[0][1]}
    for purpose, persons in _persons(best, ["purpose"]):
        found.persons[names[purpose[0]]] = persons
    return found


def _persons(best: "pl.DataFrame", by: list[str]) -> list[tuple[tuple[Any, ...], Persons]]:
    """Return persons by what holds their data, for each group of `by`."""
    import polars as pl

    state = pl.col("state")
    kinds = {"lacking": LACKING, "ended": ENDED, "open": OPEN}
    each = best.group_by(*by, "person").agg(
        *((state == kind).any().alias(name) for name, kind in kinds.items())
    )
    sums = [
        pl.len().alias("all"),
        *(pl.col(name).sum() for name in kinds),
        (pl.col("lacking") | pl.col("open")).sum().alias("maybe_lacking"),
        (pl.col("ended") | pl.col("open")).sum().alias("maybe_ended"),
    ]
    grouped = each.group_by(*by).agg(sums) if by else each.select(sums)
    return [
        (tuple(row[name] for name in by), Persons(**{k: n for k, n in row.items() if k not in by}))
        for row in grouped.iter_rows(named=True)
    ]


def _joined(parts: Sequence[_Part]) -> Register:
    states: dict[int, int] = {}
    persons: dict[str | None, Persons] = {}
    bases: dict[str, int] = {}
    strange: set[str] = set()
    for part in parts:
        strange |= part.strange
        for basis, count in part.bases.items():
            bases[basis] = bases.get(basis, 0) + count
        if part.rows is None:
            continue
        for state, count in part.rows.iter_rows():
            states[state] = states.get(state, 0) + count
        for purpose, more in part.persons.items():
            persons[purpose] = _sum(persons.get(purpose, Persons()), more)
    named = sorted(
        ((purpose, group) for purpose, group in persons.items() if purpose is not None),
        key=lambda one: (-one[1].lacking - one[1].ended, -one[1].all, one[0]),
    )
    return Register(
        persons=persons.get(None, Persons()),
        by_purpose=tuple(named[:PURPOSES]),
        more_purposes=max(0, len(named) - PURPOSES),
        processings=sum(states.values()),
        standing=states.get(STANDS, 0),
        open=states.get(OPEN, 0),
        undated=any(part.rows is not None for part in parts) and not any(part.dated for part in parts),
        by_basis=tuple(sorted(bases.items())),
        strange=tuple(sorted(strange)[:PURPOSES]),
    )


_COUNTS: Final = tuple(part.name for part in fields(Persons))


def _sum(one: Persons, more: Persons) -> Persons:
    return Persons(**{name: getattr(one, name) + getattr(more, name) for name in _COUNTS})
