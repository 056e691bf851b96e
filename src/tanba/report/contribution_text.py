"""A person's part in a work as lines for the terminal."""

from collections.abc import Iterable, Iterator

from tanba.report.contribution_tables import (
    Row,
    area_rows,
    choice_rows,
    count_rows,
    interval_rows,
    passage_rows,
    prompt_rows,
    session_rows,
    source_rows,
)
from tanba.report.contribution_words import (
    AID,
    GRADES,
    KINDS,
    LAYERS,
    LIMITS,
    STANCES,
    amount_words,
    anchor_words,
    gap_words,
    grades_words,
)
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg
from tanba.works import Contribution, Grade, LongestRun, PicturePart, SoundPart, SpanKind, TextPart

_ROWS = 40
"""Rows of a table on the terminal; JSON has all of them."""
_EXCERPT = 120


def write_lines(contribution: Contribution, speech: Speech, width: int, colour: bool) -> str:
    """Return the report as text in lines of at most `width` columns (40 to 100)."""
    sheet = Sheet(width, colour)
    work = contribution.work
    sheet.heading(clean(work.title, 300) or work.id)
    sheet.put(speech.say(msg("What the record shows of a person's part")), 0)
    sheet.put(speech.say(msg("kept by {who}; work {id}"), who=clean(work.author, 200), id=work.id), 0)
    if contribution.counts:
        sheet.heading(speech.say(msg("Classes and grades")))
        _table(sheet, count_rows(contribution.counts, contribution.mixed, speech), speech)
        sheet.heading(speech.say(msg("From low to high, unit by unit")))
        _table(sheet, interval_rows(contribution.intervals, speech), speech)
        _runs(sheet, contribution, speech)
    for part in contribution.parts:
        match part:
            case PicturePart():
                sheet.heading(clean(part.file, 200))
                _table(sheet, area_rows(part, speech), speech)
            case SoundPart():
                sheet.heading(clean(part.file, 200))
                _table(sheet, passage_rows(part, speech), speech)
            case TextPart():
                continue
        for trouble in part.troubles:
            sheet.put(clean(trouble, 300), 2, "!")
    if contribution.generations:
        sheet.heading(speech.say(msg("Chosen of shown")))
        _table(sheet, choice_rows(contribution, speech), speech)
        sheet.put(chosen_words(contribution, speech))
    if contribution.prompts:
        sheet.heading(speech.say(msg("Prompts")))
        _table(sheet, prompt_rows(contribution, speech), speech)
    if contribution.sources:
        sheet.heading(speech.say(msg("Sources")))
        _table(sheet, source_rows(contribution, speech), speech)
    sheet.heading(speech.say(msg("Timeline")))
    _table(sheet, session_rows(contribution, speech), speech)
    for line in outside_words(contribution, speech):
        sheet.put(line)
    sheet.heading(speech.say(msg("Not covered")))
    for line in uncovered_words(contribution, speech):
        sheet.put(line, 2, "·")
    _layers(sheet, contribution, speech)
    sheet.heading(speech.say(msg("What this does not show")))
    for limit in LIMITS:
        sheet.put(speech.say(limit), 2, "·")
    sheet.heading(speech.say(msg("Classes and grades, in words")))
    for kind, (title, meaning) in KINDS.items():
        if kind in kinds_used(contribution):
            sheet.put(f"{speech.say(title)} – {speech.say(meaning)}")
    for grade in grades_used(contribution):
        sheet.put(f"{grade.value} – {speech.say(GRADES[grade])}")
    sheet.put(speech.say(AID), 0)
    return sheet.text()


def chosen_words(contribution: Contribution, speech: Speech) -> str:
    """Return how many outputs were chosen of those shown."""
    words = msg("{chosen} chosen of {shown} shown in all")
    chosen, shown = speech.number(contribution.chosen), speech.number(contribution.shown)
    return speech.say(words, chosen=chosen, shown=shown)


def longest_words(run: LongestRun, speech: Speech) -> str:
    """Return how long the longest machine run is, where it stands and what it is from."""
    points = speech.count(msg("{n} character"), msg("{n} characters"), run.end - run.start)
    words = speech.count(msg("{n} word"), msg("{n} words"), run.words)
    place = speech.say(msg("from character {n}"), n=speech.number(run.start + 1))
    return "; ".join(filter(None, [f"{points}, {words}", place, ", ".join(run.origins[:5])]))


def outside_words(contribution: Contribution, speech: Speech) -> Iterator[str]:
    """Yield what others say of the acts; that nobody says anything, when nobody does."""
    told = [
        one
        for one in contribution.anchors  # a seal that nobody stamped or cosigned says nothing
        if one.not_before or one.not_after or one.witnessed or one.receipt or one.signed
    ]
    if not told:
        yield speech.say(msg("No time from outside was given: nothing here is above E1."))
    for anchor in told[:_ROWS]:
        yield speech.say(msg("from outside: {what}"), what=anchor_words(anchor, speech))
    yield from _more(len(told), speech)


def uncovered_words(contribution: Contribution, speech: Speech) -> Iterator[str]:
    """Yield the times that the record does not cover; the time before it always is one."""
    yield speech.say(msg("whatever was done before the first act, beside the record or after it"))
    for gap in contribution.gaps[:_ROWS]:
        yield gap_words(gap, speech)
    yield from _more(len(contribution.gaps), speech)


def _runs(sheet: Sheet, contribution: Contribution, speech: Speech) -> None:
    run = contribution.longest
    if run:
        title = speech.say(msg("Longest machine run"))
        sheet.put(f"{title}: {longest_words(run, speech)}")
        text = next(part.text for part in contribution.parts if part.name == run.piece)  # type: ignore[union-attr]
        sheet.put(f"«{clean(text[run.start : run.end], _EXCERPT)}»", 4)
    if contribution.retyped:
        points = speech.count(msg("{n} character"), msg("{n} characters"), contribution.retyped)
        words = msg("Typed or pasted, and found in a generation, hence the machine's: {points}")
        sheet.put(speech.say(words, points=points))


def _layers(sheet: Sheet, contribution: Contribution, speech: Speech) -> None:
    for stance, title in STANCES.items():
        sheet.heading(speech.say(title))
        for element in contribution.elements:
            if element.stance == stance:
                name, meaning = LAYERS[element.layer]
                told = [amount_words(element, speech), grades_words(element.grades, speech)]
                sheet.put(f"{speech.say(name)}: {'; '.join(filter(None, told))}")
                if element.grades or element.amount.items:
                    sheet.put(speech.say(meaning), 4)


def _table(sheet: Sheet, rows: Iterable[Row], speech: Speech) -> None:
    found = list(rows)
    if len(found) > 1:
        sheet.columns(found[: _ROWS + 1])
    for line in _more(len(found) - 1, speech):
        sheet.put(line)


def _more(there: int, speech: Speech) -> Iterator[str]:
    if there > _ROWS:
        yield speech.say(msg("… and {n} more"), n=speech.number(there - _ROWS))


def kinds_used(contribution: Contribution) -> set[SpanKind]:
    """Return the classes that occur."""
    found = {one.kind for one in contribution.counts}
    for part in contribution.parts:
        match part:
            case PicturePart():
                found |= {area.kind for area in part.areas}
            case SoundPart():
                found |= {passage.kind for passage in part.passages}
            case TextPart():
                pass
    return found


def grades_used(contribution: Contribution) -> list[Grade]:
    """Return the grades that occur, the lowest first."""
    found = {one.grade for one in contribution.counts}
    found |= {grade for element in contribution.elements for grade in element.grades}
    return sorted(found | {line.grade for line in contribution.generations})
