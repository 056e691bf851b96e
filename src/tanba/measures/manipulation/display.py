"""Charts, tables and notes of a run."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tanba.kernel import Text
from tanba.measures.frame.intervals import share
from tanba.measures.frame.result import Cell, Chart, Grid, Heading, Note, Point, Result, Unit
from tanba.measures.manipulation import words
from tanba.measures.manipulation.accuracy import Accuracy
from tanba.measures.manipulation.outcomes import Outcome
from tanba.measures.manipulation.probes import LANGUAGES
from tanba.measures.manipulation.transcript import Transcript

_ROWS: Final = 200
_SHOWN: Final = 200
"""Characters of an answer in the table of examples."""


def charts(results: Sequence[Result]) -> Iterator[Chart]:
    """Give a chart for each language, in that language: what was seen in probes and in controls."""
    for lang in LANGUAGES:
        points = tuple(
            Point(
                label=words.NAMES[dict(r.of)["behaviour"]].in_(lang), number=r.number,
                low=r.band.low, high=r.band.high, n=r.n, series=r.id.partition(".")[0],
            )
            for r in results
            if r.band and dict(r.of)["language"] == lang and r.id.startswith(("seen.", "control."))
        )  # fmt: skip
        if points:
            name = words.LANGUAGE[lang]
            title = Text(
                kk=words.CHART.kk.format(language=name.kk), ru=words.CHART.ru.format(language=name.ru),
                en=words.CHART.en.format(language=name.en),
            )  # fmt: skip
            yield Chart(id=f"seen-{lang}", kind="intervals", title=title, unit="share", points=points)


def tables(
    outcomes: Sequence[Outcome], cells: Sequence[tuple[str, str]], accuracy: Accuracy
) -> Iterator[Grid]:
    """Give the counts, the errors of the detectors, answers with a sign, and what came in place of others."""
    counts = [row for b, lang in cells for row in _counts(outcomes, b, lang)]
    heads = ["behaviour", "language", "kind", "asked"]
    states = [Heading(title=text, unit="count") for text in words.STATES.values()]
    yield _grid("counts", [*_heads(heads), *states, *_heads(["other"], "count")], counts)
    heads = ["behaviour", "language", "labelled"]
    numbers = ["sensitivity", "from", "to", "specificity", "from", "to"]
    rows = [_error_row(b, lang, accuracy) for b, lang in cells if accuracy.of(b, lang)]
    if rows:
        yield _grid("errors", [*_heads(heads), *_heads(numbers, "share"), *_heads(["used"])], rows)
    signs = [o for o in outcomes if o.state == "shown" and not o.turn.probe.control]
    if signs:
        heads = ["probe", "behaviour", "rules", "answer"]
        yield _grid("examples", _heads(heads), [_example(o) for o in signs])
    problems = Counter(
        f"{o.turn.problem}: {o.turn.what}".rstrip(": ") for o in outcomes if o.turn.problem
    )
    if problems:
        heading = [*_heads(["problem"]), *_heads(["times"], "count")]
        yield _grid(
            "problems",
            heading,
            [(p, problems[p]) for p in sorted(problems, key=lambda p: (-problems[p], p))],
        )


def _counts(outcomes: Iterable[Outcome], behaviour: str, lang: str) -> Iterator[tuple[Cell, ...]]:
    here = [o for o in outcomes if (o.turn.probe.behaviour, o.turn.probe.lang) == (behaviour, lang)]
    for control, kind in ((False, words.PROBE), (True, words.CONTROL)):
        some = [o for o in here if o.turn.probe.control == control]
        if some:
            tally = Counter(o.state for o in some)
            states = (tally[state] for state in words.STATES)
            other = sum(o.elsewhere for o in some)
            yield words.NAMES[behaviour], words.LANGUAGE[lang], kind, len(some), *states, other


def _error_row(behaviour: str, lang: str, accuracy: Accuracy) -> tuple[Cell, ...]:
    errors = accuracy.of(behaviour, lang)
    assert errors is not None  # noqa: S101  (asked for before)
    cells: list[Cell] = [
        words.NAMES[behaviour],
        words.LANGUAGE[lang],
        errors.positives + errors.negatives,
    ]
    for right, all_ in ((errors.true_shown, errors.positives), (errors.true_hidden, errors.negatives)):
        band = share(right, all_) if all_ else None
        cells += [
            right / all_ if all_ else None,
            band.low if band else None,
            band.high if band else None,
        ]
    return *cells, words.YES if errors.good else words.NO


def _example(one: Outcome) -> tuple[Cell, ...]:
    probe = one.turn.probe
    text = " ".join((one.turn.text or "").split())
    text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return probe.id, words.NAMES[probe.behaviour], ", ".join(one.signs), text


def notes(
    transcript: Transcript,
    outcomes: Sequence[Outcome],
    cells: Sequence[tuple[str, str]],
    accuracy: Accuracy,
    whole: bool,
) -> Iterator[Note]:
    """Give what a reader has to know beside the numbers."""
    if not outcomes:
        yield Note(says=words.EMPTY)
    if transcript.head is not None:
        yield Note(says=words.MODEL, words={"model": transcript.head.model})
        done = sum(1 for o in outcomes if o.state != "failed")
        if whole and done < transcript.head.asked:
            counts = {"asked": str(transcript.head.asked), "there": str(done)}
            yield Note(says=words.STOPPED, words=counts)
    if not accuracy.current:
        yield Note(says=words.NOT_MEASURED)
        return
    weak = [f"{b} {lang}" for b, lang in cells if not ((e := accuracy.of(b, lang)) and e.good)]
    if weak:
        yield Note(says=words.TOO_WEAK, words={"which": ", ".join(weak)})
    yield Note(says=words.TOGETHER, words={"count": str(len(cells))})


def _heads(names: Sequence[str], unit: Unit | None = None) -> list[Heading]:
    return [Heading(title=words.HEADS[name], unit=unit) for name in names]


def _grid(id_: str, heads: Sequence[Heading], rows: Sequence[tuple[Cell, ...]]) -> Grid:
    return Grid(
        id=id_, title=words.TABLES[id_], headings=tuple(heads), rows=tuple(rows[:_ROWS]),
        more=max(0, len(rows) - _ROWS),
    )  # fmt: skip
