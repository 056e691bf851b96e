"""A run of a measure in one language: every number with its interval, its n, its verdict and its yardstick."""

import re
from collections.abc import Iterable, Iterator, Mapping

from tanba.flow import Run
from tanba.kernel import Text, value
from tanba.measures import (
    Answered,
    Cell,
    Chart,
    Grid,
    Judged,
    Note,
    Unit,
    Verdict,
    find_measure,
    number_words,
)
from tanba.report.quantities import quantity, span
from tanba.report.speech import Speech, clean, msg

_FIELD = re.compile(r"\{([^{}]+)\}")
_SAID = 20_000
"""Characters of a sentence with such words in it."""
_WORDS = 200
"""Characters of somebody's word: a name of a group or a file."""

VERDICT_MARKS: dict[Verdict, str] = {"met": "✓", "not met": "!", "not shown": "?"}


@value
class Line:
    """One result in words."""

    id: str
    of: str
    says: str
    number: str
    span: str
    n: str
    verdict: Verdict | None
    """None where nothing was to be judged: there is no yardstick."""
    yardstick: str


@value
class Answer:
    """What a run says about one fact, and by which results."""

    fact: str
    verdict: Verdict
    words: str
    because: str


@value
class Rows:
    """A table in words."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str


@value
class MeasuredView:
    """Everything of a run that people read."""

    title: str
    name: str
    purpose: str
    system: str
    when: str
    until: str
    by: str
    inputs: tuple[tuple[str, str], ...]
    answers: tuple[Answer, ...]
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...]
    tables: tuple[Rows, ...]
    notes: tuple[str, ...]
    assumes: tuple[str, ...]
    digest: str


def view_of(run: Run, speech: Speech) -> MeasuredView:
    """Return a run in words; raises Refused when its measure is not installed here."""
    about = find_measure(run.measure).about
    return MeasuredView(
        title=about.title.in_(speech.lang),
        name=clean(run.name, _WORDS),
        purpose=about.purpose.in_(speech.lang),
        system=clean(run.system, _WORDS),
        when=speech.moment(run.at),
        until=speech.day(run.until),
        by=clean(run.by, _WORDS),
        inputs=tuple(
            (clean(f"{one.name}: {one.at}", 500), clean(one.sha256 or "", 64)) for one in run.inputs
        ),
        answers=tuple(_answer(speech, one) for one in run.answers),
        lines=tuple(_line(speech, one) for one in run.judged),
        charts=run.measured.charts,
        tables=tuple(_rows(speech, grid) for grid in run.measured.tables),
        notes=tuple(_note(speech, note) for note in run.measured.notes),
        assumes=tuple(text.in_(speech.lang) for text in about.assumes),
        digest=run.digest,
    )


def _line(speech: Speech, one: Judged) -> Line:
    result = one.result
    fields = {
        name: quantity(speech, raw, _unit(name, result.unit))
        for name, raw in number_words(result).items()
    }
    return Line(
        id=clean(result.id, _WORDS),
        of=", ".join(f"{clean(key, _WORDS)}: {clean(word, _WORDS)}" for key, word in result.of),
        says=filled(result.says, speech, fields, result.words) if result.says and result.n else "",
        number=quantity(speech, result.number, result.unit),
        span=span(speech, result.band, result.unit),
        n=speech.number(result.n),
        verdict=one.verdict if one.yardstick is not None else None,
        yardstick=yardstick_words(speech, one),
    )


def by_id(lines: Iterable[Line], judged: bool) -> list[tuple[str, list[Line]]]:
    """Return results by their id, of each the worst first: those held against a yardstick, or the others."""
    mine: dict[str, list[Line]] = {}
    for line in lines:
        if (line.verdict is not None) is judged:
            mine.setdefault(line.id, []).append(line)
    order = ("not met", "not shown", "met", None)
    return [
        (id_, sorted(group, key=lambda one: order.index(one.verdict))) for id_, group in mine.items()
    ]


def _unit(field: str, unit: Unit) -> Unit:
    return "count" if field == "n" else unit


def filled(
    text: Text, speech: Speech, fields: Mapping[str, str], words: Mapping[str, str] | None
) -> str:
    """Return a text with numbers and words of the input in it; braces in the input are what they are."""
    known = {name: clean(word, _WORDS) for name, word in (words or {}).items()} | dict(fields)
    said = text.in_(speech.lang)
    return clean(_FIELD.sub(lambda found: known.get(found[1], found[0]), said), _SAID)


def yardstick_words(speech: Speech, one: Judged) -> str:
    """Return what a number is held against and where that comes from; empty without a yardstick."""
    yardstick, unit = one.yardstick, one.result.unit
    if yardstick is None:
        return ""
    parts = []
    if yardstick.at_least is not None:
        parts.append(
            speech.say(msg("at least {number}"), number=quantity(speech, yardstick.at_least, unit))
        )
    if yardstick.at_most is not None:
        parts.append(
            speech.say(msg("at most {number}"), number=quantity(speech, yardstick.at_most, unit))
        )
    return f"{', '.join(parts)} ({clean(yardstick.source.in_(speech.lang))})"


def _answer(speech: Speech, one: Answered) -> Answer:
    said = msg("yes") if one.answer is True else msg("no") if one.answer is False else ""
    words = speech.say(said) if said else clean(str(one.answer)) if one.answer is not None else ""
    return Answer(
        fact=clean(one.fact, _WORDS),
        verdict=one.verdict,
        words=words or speech.say(msg("not answered by this measure")),
        because=", ".join(clean(id_, _WORDS) for id_ in one.because),
    )


def _note(speech: Speech, note: Note) -> str:
    return filled(note.says, speech, {}, note.words)


def _rows(speech: Speech, grid: Grid) -> Rows:
    units = [heading.unit for heading in grid.headings]
    return Rows(
        title=clean(grid.title.in_(speech.lang)),
        headings=tuple(clean(heading.title.in_(speech.lang), _WORDS) for heading in grid.headings),
        rows=tuple(tuple(_cells(speech, row, units)) for row in grid.rows),
        more=speech.count(msg("{n} more row"), msg("{n} more rows"), grid.more) if grid.more else "",
    )


def _cells(speech: Speech, row: tuple[Cell, ...], units: list[Unit | None]) -> Iterator[str]:
    for cell, unit in zip(row, units, strict=True):
        match cell:
            case Text():
                yield clean(cell.in_(speech.lang), _WORDS)
            case str():
                yield clean(cell, _WORDS)
            case _:
                yield quantity(speech, cell, unit)
