"""From what was looked at to numbers: shares with the band of a finite population, and what to look at."""

from collections.abc import Callable, Iterator
from typing import Final

from tanba.kernel import Text, value
from tanba.measures.frame.result import (
    Cell,
    Chart,
    Grid,
    Heading,
    Measured,
    Note,
    Point,
    Result,
    nothing,
)
from tanba.measures.labels import words
from tanba.measures.labels.finite import finite_share, together
from tanba.measures.labels.looking import Looked, Looks
from tanba.measures.labels.sample import Draw, Population, shown_name

LEVEL: Final = 0.95
_ROWS: Final = 200
_SEEN: Final = "labels-perceived"


@value
class _Question:
    """One thing that is asked of every file."""

    id: str
    says: Text
    of: Callable[[Looked], bool | None]


_QUESTIONS: Final = (
    _Question(id="labels-both", says=words.BOTH, of=lambda one: one.both),
    _Question(id="labels-machine", says=words.MACHINE, of=lambda one: one.machine),
    _Question(id="labels-people", says=words.PEOPLE, of=lambda one: one.people),
    _Question(id=_SEEN, says=words.PERCEIVED, of=lambda one: one.seen),
    _Question(id="labels-untold", says=words.UNTOLD, of=lambda one: one.both is None),
    _Question(id="labels-unreadable", says=words.UNREADABLE, of=lambda one: bool(one.trouble)),
)


def account(population: Population, looks: Looks, looked_by_people: bool, others: int) -> Measured:
    """
    Return the shares of both conditions and of each, over all files and by kind where kinds were drawn apart.

    Without a table by people who looked, whether a warning is perceived is not measured at all.
    """
    by_kind = {
        draw.kind: [one for one in looks.files if one.kind == draw.kind] for draw in population.draws
    }
    results = tuple(
        result
        for question in _QUESTIONS
        for result in _results(question, population.draws, by_kind, looked_by_people)
    )
    return Measured(
        results=results,
        charts=tuple(_charts(results)),
        tables=tuple(_tables(looks)),
        notes=tuple(_notes(population, looks, others)),
        traces=looks.traces or None,
    )


def _results(
    question: _Question, draws: tuple[Draw, ...], files: dict[str, list[Looked]], people: bool
) -> Iterator[Result]:
    drawn = [draw for draw in draws if files[draw.kind]]
    if not drawn or (question.id == _SEEN and not people):
        yield nothing(question.id, "share")
        return
    parts = []
    for draw in drawn:
        answers = [question.of(one) for one in files[draw.kind]]
        yes, unknown = sum(one is True for one in answers), sum(one is None for one in answers)
        level = 1 - (1 - LEVEL) / len(drawn)
        band = finite_share(yes, unknown, len(answers), draw.total, level)
        parts.append((yes / len(answers), draw.total, band))
    looked = sum(len(files[draw.kind]) for draw in drawn)
    number, band = (parts[0][0], parts[0][2]) if len(parts) == 1 else together(parts, LEVEL)
    yield Result(id=question.id, number=number, band=band, unit="share", n=looked, says=question.says)
    for draw, (share, _, part) in zip(drawn, parts, strict=True):
        if draw.kind:
            yield Result(
                id=question.id, number=share, band=part, unit="share", n=len(files[draw.kind]),
                of=(("kind", draw.kind),), says=_of_kind(question.says), words={"kind": draw.kind},
            )  # fmt: skip


def _of_kind(says: Text) -> Text:
    head = words.OF_KIND
    return Text(kk=head.kk + says.kk, ru=head.ru + says.ru, en=head.en + says.en)


def _charts(results: tuple[Result, ...]) -> Iterator[Chart]:
    """Yield the kinds of files side by side, where they were drawn apart."""
    points = tuple(
        Point(label=one.of[0][1], number=one.number, low=one.band.low, high=one.band.high, n=one.n)
        for one in results
        if one.band is not None and one.of and one.id == "labels-both"
    )
    if points:
        yield Chart(
            id="labels", kind="intervals", title=words.CHART, unit="share", points=points, lines=(1.0,)
        )


_HEADINGS: Final = tuple(
    Heading(title=title) for title in (words.FILE, words.MARK, words.WARNING, words.TROUBLE)
)


def _tables(looks: Looks) -> Iterator[Grid]:
    # Those that lack something come before those that somebody has to look at.
    lacking = sorted(
        (one for one in looks.files if not one.both),
        key=lambda one: (one.both is None, one.name.encode("utf-8", "surrogateescape")),
    )
    rows: list[tuple[Cell, ...]] = [
        (shown_name(one.name), _said(one.machine), _said(one.people), one.trouble)
        for one in lacking[:_ROWS]
    ]
    if rows:
        yield Grid(
            id="labels-lacking", title=words.LIST, headings=_HEADINGS, rows=tuple(rows),
            more=max(0, len(lacking) - _ROWS),
        )  # fmt: skip


def _said(answer: bool | None) -> Text:
    return words.OPEN if answer is None else words.YES if answer else words.NO


def _notes(population: Population, looks: Looks, others: int) -> Iterator[Note]:
    total, looked = population.total, len(looks.files)
    if looked == total > 0:
        yield Note(says=words.ALL_LOOKED, words={"total": str(total)})
    elif looked:
        yield Note(says=words.SAMPLED, words={"total": str(total), "looked": str(looked)})
    if population.left_out:
        yield Note(says=words.LEFT_OUT, words={"count": str(population.left_out)})
    for code, count in looks.troubles:
        yield Note(says=words.TROUBLES, words={"code": code, "count": str(count)})
    if others:
        yield Note(says=words.OTHERS, words={"count": str(others)})
