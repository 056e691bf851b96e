"""
What a text has in common with given generations, told apart from anything that was recorded.

As JSON an object (`schema` "tanba/indication", form 1): points, words, sentences; `found` covers the text
by code points with a class (`ai`, `ai_edited`, `unknown`; never a person's) and the number of the
generation; `readings` has each rule with its share and `measured`, how wrong it has been and where.
"""

from collections.abc import Iterator
from typing import Any, Final, Literal

from tanba.kernel import plain
from tanba.report.contribution_map import FOLD, SHOWN, Leaf, Marked, style, visible
from tanba.report.contribution_tables import Row
from tanba.report.page import render
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg, write_json
from tanba.works import Indication, Likeness, Measured, Resemblance, Rule, SpanKind

SCHEMA = "tanba/indication"
FORM = 1
IndicationForm = Literal["text", "json", "html"]

_KINDS: Final = {
    Likeness.AI: msg("repeats a generation"),
    Likeness.AI_EDITED: msg("altered between words that do"),
    Likeness.UNKNOWN: msg("not found in the given generations"),
}
_RULES: Final[dict[Rule, str]] = {
    "run-3": msg("three words in a row"),
    "run-5": msg("five words in a row"),
    "run-6": msg("six words in a row"),
    "run-8": msg("eight words in a row"),
    "run-7-or-80": msg("seven words in a row, or four fifths of an output"),
    "whole": msg("whole outputs only"),
    "passages": msg("passages with changes inside them"),
}
_WHO: Final = {
    "people": msg("people who wrote with a model ({language}, {n} sessions)"),
    "simulated": msg("simulated edits ({language}, {n} sessions)"),
}
_SAYS: Final = (
    msg("This is an indication. Nothing was recorded while the text was made, and nothing here says what a"
        " person did."),
    msg("What was not found may come from a generation that was not given, or from anywhere else."),
    msg("Each figure has been wrong by as much as the table says, where the truth was known."),
)  # fmt: skip


def write_indication(
    indication: Indication, text: str, form: IndicationForm, speech: Speech, width: int = 100
) -> str:
    """Return an indication in one form; `text` is what was compared."""
    match form:
        case "json":
            return write_json(_record(indication)) + "\n"
        case "text":
            return _lines(indication, speech, width)
        case "html":
            return render(
                "indication.html",
                speech,
                says=[speech.say(one) for one in _SAYS],
                between=_between(indication, speech),
                legend=[(style(SpanKind(kind)), speech.say(name)) for kind, name in _KINDS.items()],
                leaves=list(_leaves(indication, text, speech)),
                hidden=max(0, len(text) - SHOWN),
                readings=_table(_reading_rows(indication, speech)),
                errors=_table(_error_rows(indication, speech)),
                number=speech.number,
            )


def _record(indication: Indication) -> dict[str, Any]:
    return {"schema": SCHEMA, "form": FORM, "says": list(_SAYS), **plain(indication)}


def _lines(indication: Indication, speech: Speech, width: int) -> str:
    sheet = Sheet(width, colour=False)
    sheet.heading(speech.say(msg("Indication, not a record")))
    for sentence in _SAYS:
        sheet.put(speech.say(sentence), 2, "·")
    sheet.put(_between(indication, speech))
    sheet.heading(speech.say(msg("By what counts as repeated")))
    head, *rows = _reading_rows(indication, speech)
    for one, row in zip(indication.readings, rows, strict=True):
        figures = zip(head[1:], row[1:], strict=True)
        sheet.put(f"{row[0]}: {'; '.join(f'{name} {figure}' for name, figure in figures)}")
        for measured in one.measured:
            sheet.put(_error_words(measured, speech), 4, "±")
    return sheet.text()


def _between(indication: Indication, speech: Speech) -> str:
    low, high = indication.between
    words = msg(
        "By what counts as repeated, from {low} to {high} of {total} characters repeat the generations given."
    )
    return speech.say(
        words,
        low=speech.number(low * indication.points),
        high=speech.number(high * indication.points),
        total=speech.number(indication.points),
    )


def _reading_rows(indication: Indication, speech: Speech) -> Iterator[Row]:
    titles = (
        msg("Repeated, if it is"), msg("Characters"), msg("Share"), msg("Words"), msg("Sentences"),
    )  # fmt: skip
    yield tuple(speech.say(title) for title in titles)
    for one in indication.readings:
        low, high = one.sentences
        yield (
            speech.say(_RULES[one.rule]),
            speech.number(one.points),
            f"{speech.number(one.share * 100, 1)} %",
            speech.number(one.words),
            speech.number(low) if low == high else f"{speech.number(low)}–{speech.number(high)}",
        )


def _error_rows(indication: Indication, speech: Speech) -> Iterator[Row]:
    """Yield a column for each body of texts that anything was measured on."""
    measured = [row for one in indication.readings for row in one.measured]
    bodies = {(row.texts, row.language): _who(row, speech) for row in measured}
    yield speech.say(msg("Repeated, if it is")), *bodies.values()
    for one in indication.readings:
        found = {(row.texts, row.language): " / ".join(_points(row, speech)) for row in one.measured}
        yield speech.say(_RULES[one.rule]), *(found.get(body, "–") for body in bodies)


def _error_words(row: Measured, speech: Speech) -> str:
    words = msg(
        "{who}: half within {half} points of the share, nine in ten within {most}, worst {worst}"
    )
    half, most, worst = _points(row, speech)
    return speech.say(words, who=_who(row, speech), half=half, most=most, worst=worst)


def _points(row: Measured, speech: Speech) -> tuple[str, str, str]:
    half, most, worst = (speech.number(n * 100, 1) for n in (row.median, row.p90, row.worst))
    return half, most, worst


def _who(row: Measured, speech: Speech) -> str:
    return speech.say(_WHO[row.texts], language=row.language, n=speech.number(row.sessions))


def _table(rows: Iterator[Row]) -> dict[str, Any]:
    head, *found = rows
    numbers = [all(not any(map(str.isalpha, row[i])) for row in found) for i in range(len(head))]
    return {"head": head, "rows": found, "more": 0, "numbers": numbers}


def _leaves(indication: Indication, text: str, speech: Speech) -> Iterator[Leaf]:
    """Yield the text in leaves, its stretches cut where a leaf ends."""
    start, marked = 0, list[Marked]()
    for one in indication.resemblances:
        at = one.start
        while at < min(one.end, SHOWN):
            end = min(one.end, start + FOLD, SHOWN)
            marked.append(_marked(one, text[at:end], speech))
            at = end
            if end == start + FOLD:
                yield Leaf(start=start, end=end, marked=tuple(marked))
                start, marked = end, []
    if marked:
        yield Leaf(start=start, end=min(len(text), SHOWN), marked=tuple(marked))


def _marked(one: Resemblance, text: str, speech: Speech) -> Marked:
    label = speech.say(_KINDS[one.kind])
    told = [label]
    if one.generation is not None:
        words = msg("generation {n} of those given")
        told.append(speech.say(words, n=speech.number(one.generation + 1)))
    if one.before:
        told.append(speech.say(msg("instead of «{before}»"), before=clean(one.before, 120)))
    kind = style(SpanKind(one.kind))
    return Marked(style=kind, label=label, title="; ".join(told), text=visible(text))
