"""Results of a decision table: a number with its band, and what it says in plain words."""

import math
from collections.abc import Iterator, Sequence

from tanba.kernel import Text
from tanba.measures.discrimination import notes, words
from tanba.measures.discrimination.comparison import Ends, ratio_method
from tanba.measures.discrimination.intersections import Search
from tanba.measures.discrimination.scoring import Scored, Scores
from tanba.measures.discrimination.selection import Levels, Selection
from tanba.measures.discrimination.settings import GROUNDS, DiscriminationSettings
from tanba.measures.frame.result import (
    Band,
    Cell,
    Grid,
    Heading,
    Measured,
    Note,
    Result,
    Unit,
    exact,
    nothing,
)

ALL = "*"
"""Stands for all groups of a column together."""


def group_results(
    found: Selection, settings: DiscriminationSettings, levels: Levels
) -> Iterator[Result]:
    """Yield rates, ratios, differences and gaps of a ground, and the people of whom too little is known."""
    column = found.ground.column
    strata = found.groups.k.shape[1] if found.groups.names else 1
    method = ratio_method(levels.ratio, strata)
    together = f"{method}, {levels.comparisons} comparisons together (Bonferroni)"
    reference = found.ground.reference
    says = words.TO_REFERENCE if reference else words.TO_BEST
    people = found.groups.people()
    if not found.groups.names:
        yield nothing("selection.ratio", "ratio", ((column, ALL),))
    for place in found.listed:
        name = found.groups.names[place][0]
        if name == reference:
            continue

        def result(
            id_: str, unit: Unit, ends: Ends, by: str, text: Text, place: int = place, name: str = name
        ) -> Result:
            return _result(
                id_,
                unit,
                _at(ends, place, settings.level, by),
                int(people[place]),
                ((column, name),),
                text,
                {"group": f"{column} = {name}", "reference": reference},
            )

        yield result("selection.ratio", "ratio", found.ratios, together, says)
        if found.plain is not None:
            yield result(
                "selection.plain_ratio",
                "ratio",
                found.plain,
                "without factors: " + together,
                words.WITHOUT_FACTORS,
            )
        by = "score or mid-P interval of a share, together (Bonferroni)"
        yield result("selection.rate", "share", found.rates, by, words.RATE)
        by = "Mantel & Haenszel (1959), Sato (1989), together (Bonferroni)"
        yield result("selection.difference", "difference", found.differences, by, words.TO_OTHERS)
    groups, few = found.small()
    if groups:
        counts = {"groups": str(groups), "people": str(few)}
        told = {"column": column, "smallest": str(settings.smallest), **counts}
        of = ((column, f"< {settings.smallest}"),)
        yield Result(
            id="selection.ratio", number=None, band=None, unit="ratio", n=few, of=of,
            says=words.TOO_FEW, words=told,
        )  # fmt: skip
    for id_, gap in found.gaps.items():
        of = ((column, ALL),)
        pair = (gap.number, gap.band)
        yield _result(id_, "difference", pair, gap.n, of, words.GAPS[id_], {"column": column})


def crossing_results(
    searched: Search, settings: DiscriminationSettings, people: int
) -> Iterator[Result]:
    """Yield the cells that a verdict hangs on, how many cells are behind, how many people were not seen."""
    columns = [one.column for one in settings.grounds]
    by = f"{searched.method}, {searched.comparisons} comparisons together (Bonferroni)"
    cells = sum(len(one.cells.names) for one in searched.crossings)
    for one in searched.crossings:
        name = " × ".join(ground.column for ground in one.grounds)
        sizes = one.cells.people()
        told = [place for place, number in enumerate(one.ends.number) if not math.isnan(number)]
        if told:
            # Whether all keep to a yardstick hangs on these two: the cell surest to be low, and the least sure.
            ends = one.ends
            surest = min(told, key=lambda place: (float(ends.high[place]), one.cells.names[place]))
            unsure = min(told, key=lambda place: (float(ends.low[place]), one.cells.names[place]))
            for place, says in {surest: words.LOWEST, unsure: words.UNSURE}.items():
                pair = _at(ends, place, settings.level, by)
                names = {"grounds": name, "group": ", ".join(one.cells.names[place])}
                count = int(sizes[place])
                yield _result("selection.ratio", "ratio", pair, count, one.name(place), says, names)
        # Cells that share no stratum with any other were not compared either.
        lost = float(one.cells.people().sum()) - sum(float(sizes[place]) for place in told)
        part = (one.people_small + lost) / one.people if one.people else 0.0
        yield _unseen(name, part, one.people)
    for grounds in searched.skipped:
        yield _unseen(" × ".join(one.column for one in grounds), 1.0, people)
    if not searched.crossings and not searched.skipped:
        # With one ground there is nothing to cross; with more, somebody asked for no crossings.
        yield _unseen(" × ".join(columns), 0.0 if len(columns) == 1 else 1.0, people)
    if cells:
        behind = sum(
            chance <= 1 - settings.level for one in searched.crossings for chance in one.chances
        )
        band = Band(low=behind, high=cells, level=settings.level, by="at least so many (Holm 1979)")
        told_words = {"cells": str(cells)}
        yield _result(
            "intersections.behind", "count", (float(behind), band), people, (), words.FOUND, told_words
        )


def ground_results(
    found: Sequence[Selection], settings: DiscriminationSettings, people: int
) -> tuple[Result, Grid]:
    """Return how many grounds of article 6 nobody measured or set aside, and the state of each."""
    measured = {
        one.ground.of for one in found if sum(not math.isnan(number) for number in one.ratios.number)
    }
    rows: list[tuple[Cell, ...]] = []
    for name in GROUNDS:
        columns = ", ".join(one.column for one in settings.grounds if one.of == name)
        if name in measured:
            rows.append((words.GROUND[name], notes.MEASURED, columns))
        elif name in settings.set_aside:
            rows.append((words.GROUND[name], notes.SET_ASIDE, settings.set_aside[name]))
        else:
            rows.append((words.GROUND[name], notes.NOT_MEASURED, columns))
    open_ = sum(row[1] == notes.NOT_MEASURED for row in rows)
    headings = tuple(
        Heading(title=notes.HEADINGS[name], unit=None) for name in ("ground", "state", "column")
    )
    grid = Grid(id="grounds", title=notes.GROUNDS_OF, headings=headings, rows=tuple(rows))
    if not people:
        return nothing("grounds.unmeasured", "count"), grid
    pair = (float(open_), exact(float(open_)))
    return _result("grounds.unmeasured", "count", pair, len(GROUNDS), (), words.UNMEASURED, {}), grid


def score_results(found: Scores, settings: DiscriminationSettings) -> Iterator[Result]:
    """Yield how far scores lie apart and whether they mean the same."""
    column = found.ground.column
    kinds: tuple[tuple[str, Unit, tuple[Scored, ...], Text], ...] = (
        ("score.standardised", "number", found.apart, words.APART),
        ("calibration.gap", "difference", found.gaps, words.SAME_SCORE),
        ("calibration.bias", "difference", found.biases, words.BIAS),
    )
    for id_, unit, some, says in kinds:
        for one in some:
            by = one.band.by + ", together (Bonferroni)"
            band = Band(low=one.band.low, high=one.band.high, level=settings.level, by=by)
            told = {"group": f"{column} = {one.group}"}
            yield _result(id_, unit, (one.number, band), one.n, ((column, one.group),), says, told)


def empty(settings: DiscriminationSettings) -> Measured:
    """Return what is measured where nobody was decided on: nothing."""
    results = [nothing("selection.ratio", "ratio", ((one.column, ALL),)) for one in settings.grounds]
    results += [nothing("intersections.unseen", "share"), nothing("grounds.unmeasured", "count")]
    return Measured(results=tuple(results))


def note(says: Text, **told: str) -> Note:
    """Return a note with words in it."""
    return Note(says=says, words=told)


def _result(
    id_: str,
    unit: Unit,
    pair: tuple[float, Band] | None,
    n: int,
    of: tuple[tuple[str, str], ...],
    says: Text,
    told: dict[str, str],
) -> Result:
    if pair is None or n == 0:
        return Result(id=id_, number=None, band=None, unit=unit, n=n, of=of)
    number, band = pair
    # Rounding must not part a number from its band.
    band = Band(low=min(band.low, number), high=max(band.high, number), level=band.level, by=band.by)
    return Result(id=id_, number=number, band=band, unit=unit, n=n, of=of, says=says, words=told)


def _unseen(name: str, part: float, people: int) -> Result:
    pair = (part, exact(part))
    return _result(
        "intersections.unseen", "share", pair, people, ((name, ALL),), words.UNSEEN, {"grounds": name}
    )


def _at(ends: Ends, place: int, level: float, by: str) -> tuple[float, Band] | None:
    number = float(ends.number[place])
    if not math.isfinite(number):
        return None
    return number, Band(low=float(ends.low[place]), high=float(ends.high[place]), level=level, by=by)
