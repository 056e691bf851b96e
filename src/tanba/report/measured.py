"""Runs of measures, in the forms in which they leave Tanba."""

from collections.abc import Sequence
from typing import Any, Literal

from tanba.flow import Run
from tanba.kernel import Truth, plain
from tanba.measures import Verdict
from tanba.report.measured_view import VERDICT_MARKS, Line, MeasuredView, by_id, view_of
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, msg, write_json
from tanba.report.wording import verdict_words

MeasuredForm = Literal["text", "json", "html"]

SCHEMA = "tanba/measured"
_STATES: dict[Verdict, Truth] = {"met": Truth.NO, "not met": Truth.YES, "not shown": Truth.UNKNOWN}


def write_measured(
    runs: Sequence[Run], form: MeasuredForm, speech: Speech, width: int = 100, colour: bool = False
) -> str:
    """Return runs in one form; JSON is an array of records and the same in any language."""
    match form:
        case "json":
            return write_json([measured_record(run) for run in runs]) + "\n"
        case "html":
            from tanba.report.measured_page import write_measured_page

            return str(write_measured_page([view_of(run, speech) for run in runs], speech))
        case "text":
            sheet = Sheet(width, colour)
            for run in runs:
                _write(sheet, view_of(run, speech), speech)
            if not runs:
                sheet.put(speech.say(msg("Nothing was measured.")), 0)
            return sheet.text()


def measured_record(run: Run) -> dict[str, Any]:
    """Return a run as JSON types: what is kept beside the card, with the name of its form."""
    record: dict[str, Any] = plain(run)
    return {"schema": SCHEMA, **record, "digest": run.digest}


def _write(sheet: Sheet, view: MeasuredView, speech: Speech) -> None:
    sheet.heading(f"{view.title} – {view.name}" if view.name else view.title)
    if view.system:
        sheet.put(view.system, 0)
    sheet.put(speech.say(msg("Measured {when} by {who}; shows something until {day}"),
              when=view.when, who=view.by, day=view.until), 0)  # fmt: skip
    for where, sha256 in view.inputs:
        sheet.put(
            f"{where}  {f'sha256:{sha256}' if sha256 else speech.say(msg('has no hash'))}", 2, "·"
        )
    if view.answers:
        sheet.heading(speech.say(msg("What it answers")))
        for one in view.answers:
            words = f"{one.fact}: {verdict_words(one.verdict, speech)} – {one.words} ({one.because})"
            sheet.put(words, 2, VERDICT_MARKS[one.verdict], _STATES[one.verdict])
    _judged(sheet, view.lines, speech)
    rest = [line for line in view.lines if line.verdict is None]
    if rest:
        sheet.heading(speech.say(msg("Also measured, held against nothing")))
    for line in rest:
        sheet.put(_numbers(line), 2, "·")
    for table in view.tables:
        sheet.heading(table.title)
        if table.rows:
            sheet.columns((table.headings, *table.rows))
        if table.more:
            sheet.put(table.more, 2)
    for title, parts in ((msg("Notes"), view.notes), (msg("What this rests on"), view.assumes)):
        if parts:
            sheet.heading(speech.say(title))
            for part in parts:
                sheet.put(part, 2, "·")


def _judged(sheet: Sheet, lines: Sequence[Line], speech: Speech) -> None:
    """Put what was held against a yardstick: each yardstick once, then its results, the worst first."""
    for id_, mine in by_id(lines, judged=True):
        sheet.heading(id_)
        sheet.put(speech.say(msg("Held against: {yardstick}"), yardstick=mine[0].yardstick), 2)
        for line in mine:
            verdict: Verdict = line.verdict or "not shown"
            words = f"{verdict_words(verdict, speech)}: {_numbers(line)}"
            sheet.put(words, 2, VERDICT_MARKS[verdict], _STATES[verdict])
            if verdict != "met" and line.says:
                sheet.put(line.says, 6)


def _numbers(line: Line) -> str:
    """Return a result in one line: what it is of, the number, its interval, its n."""
    name = line.of if line.verdict and line.of else f"{line.id} ({line.of})" if line.of else line.id
    numbers = [line.number, f"[{line.span}]" if line.span else "", f"n = {line.n}"]
    return f"{name}: {' '.join(part for part in numbers if part)}"
