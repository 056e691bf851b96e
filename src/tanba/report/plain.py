"""A view as text for the terminal: what a director can read in a minute."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tanba.kernel import Truth
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech
from tanba.report.views import Group, Obligation, Penalty, Position, Statement, View

_MARKS = {Truth.YES: "!", Truth.UNKNOWN: "?", Truth.NO: "–"}
_DONE_MARKS = {Truth.YES: "!", Truth.UNKNOWN: "?", Truth.NO: "·"}
_SHOWN = {Truth.YES: "✓", Truth.UNKNOWN: "?", Truth.NO: "!"}
_QUESTIONS = 5
_POINTS = 3


def write_text(view: View, width: int = 100, colour: bool = False, full: bool = False) -> str:
    """
    Return the view as text in lines of at most `width` columns (40 to 100).

    In brief, what may or may not follow is counted; `full` names all of it, and the reasons.
    """
    speech = Speech(view.lang)
    sheet = Sheet(width, colour)
    _head(sheet, speech, view)
    _positions(sheet, speech, view.classes, full)
    if view.prohibitions:
        sheet.heading(speech.say("Prohibitions"))
        for group in view.prohibitions:
            _prohibitions(sheet, speech, group, full)
    if view.duties:
        sheet.heading(speech.say("Duties"))
        for duties in view.duties:
            _duties(sheet, speech, duties, full)
    if view.measured:
        sheet.heading(speech.say("Measured"))
        for line in view.measured:
            sheet.put(f"{line.ask} {_capital(line.verdict)}: {line.became}", 2, _SHOWN[line.state])
            sheet.put(line.run, 6)
    _questions(sheet, speech, view)
    _penalties(sheet, speech, [p for group in view.penalties for p in group.items])
    if full:
        _list(sheet, speech.say("Legal status"), view.statuses)
        _list(sheet, speech.say("Rights"), [right.said for right in view.rights])
        _list(sheet, speech.say("Advice beyond the law"), view.advice)
    _foot(sheet, speech, view)
    return sheet.text()


def _head(sheet: Sheet, speech: Speech, view: View) -> None:
    sheet.heading(view.name)
    sheet.put("; ".join(view.people), 0)
    sheet.put(view.law, 0)
    sheet.put(speech.say("Day: {day}; {edition}", day=view.day, edition=view.edition), 0)
    sheet.heading(speech.say("In one glance"))
    for line in view.glance:
        sheet.put(f"{line.label}: {line.words}", 2)
    if view.unverified:
        sheet.lines.append("")
        sheet.put(unread_title(speech), 2)
        for note in view.unverified:
            sheet.put(note, 4, "·")


def unread_title(speech: Speech) -> str:
    """Return what stands above the acts that were not read."""
    return speech.say("Not checked against the official text; such results are marked “unverified”:")


def _positions(sheet: Sheet, speech: Speech, positions: Iterable[Position], full: bool) -> None:
    shown = [p for p in positions if p.rules and (full or p.settled or p.proposed)]
    if shown:
        sheet.heading(speech.say("Why these classes"))
    for position in shown:
        sheet.put(f"{position.title}: {position.value} ({position.cite})", 2)
        for said in position.rules:
            reasons = _points(speech, said, _POINTS if full or position.settled else 1)
            sheet.put(f"{said.title}{': ' + reasons if reasons else ''}", 4, "·")


def _prohibitions(sheet: Sheet, speech: Speech, group: Group[Statement], full: bool) -> None:
    sheet.put(f"{_capital(group.title)} – {speech.number(len(group.items))}", 2)
    for said in group.items:
        mark, reason = _MARKS[said.state], f"; {said.reason}" if said.reason else ""
        sheet.put(f"{said.title} ({said.cite}){reason}", 4, mark, _colour(said.state, said))
        shown = 2 * _POINTS if full or said.state is Truth.YES else said.state is Truth.UNKNOWN
        if shown and (reasons := _points(speech, said, shown)):
            sheet.put(reasons, 6)
        for way in said.ways:
            changes = "; ".join(f"{c.ask} – {c.after}" for c in way)
            sheet.put(speech.say("would be ruled out if: {changes}", changes=changes), 6)


def _colour(state: Truth, said: Statement) -> Truth:
    """What was not read is never painted as a verdict."""
    return state if said.verified else Truth.UNKNOWN


def _points(speech: Speech, said: Statement, shown: int) -> str:
    """Return the deciding answers; of an open result the questions, whose reason is said before."""
    points = said.because or said.open
    words = [f"{point.ask} – {point.answer}" for point in points]
    return _some(speech, words, shown)


def _some(speech: Speech, words: Sequence[str], shown: int) -> str:
    rest = len(words) - shown
    more = [speech.count("and {n} more", "and {n} more", rest)] if rest > 0 else []
    return "; ".join([*words[:shown], *more])


def _duties(sheet: Sheet, speech: Speech, group: Group[Obligation], full: bool) -> None:
    sheet.put(f"{group.title} – {speech.number(len(group.items))}", 2)
    mine = group.state is not Truth.NO
    shown = [d for d in group.items if full or (mine and d.said.state is Truth.YES)]
    if full:
        for duty in shown:
            _duty(sheet, duty, 4)
            sheet.put("; ".join(duty_terms(speech, duty)), 6)
    else:
        # What is due alike is said once: a director reads titles, not terms.
        for terms, duties in _alike(speech, shown).items():
            sheet.put(f"{_capital(terms)}:", 4)
            for duty in duties:
                _duty(sheet, duty, 6)
    rest = Counter(duty.standing for duty in group.items if duty not in shown)
    if rest:
        counts = "; ".join(f"{standing} – {speech.number(n)}" for standing, n in rest.items())
        sheet.put(speech.say("and also: {counts}", counts=counts) if shown else counts, 4, "·")


def _duty(sheet: Sheet, duty: Obligation, indent: int) -> None:
    state = ~duty.done if duty.said.state is Truth.YES else Truth.UNKNOWN
    said = f"{duty.said.title}: {duty.standing} ({duty.said.cite})"
    sheet.put(said, indent, _DONE_MARKS[state], _colour(state, duty.said))


def _alike(speech: Speech, duties: Iterable[Obligation]) -> dict[str, list[Obligation]]:
    """Return duties by when they are due and who owes them, in first-met order."""
    groups: dict[str, list[Obligation]] = {}
    for duty in duties:
        terms = [duty.due, speech.say("owed by: {who}", who=duty.who)]
        if duty.by:
            terms.append(speech.say("no later than {day}", day=duty.by))
        if duty.late:
            terms.append(speech.say("the day has passed"))
        groups.setdefault("; ".join(terms), []).append(duty)
    return groups


def duty_terms(speech: Speech, duty: Obligation) -> Iterator[str]:
    """Yield who owes, to whom, how often and by which day."""
    yield speech.say("owed by: {who}", who=duty.who)
    if duty.to:
        yield speech.say("to: {whom}", whom=duty.to)
    yield speech.say("when: {due}", due=duty.due)
    if duty.by:
        yield speech.say("no later than {day}", day=duty.by)
    if duty.late:
        yield speech.say("the day has passed")


def _list(sheet: Sheet, title: str, statements: Iterable[Statement]) -> None:
    said = list(statements)
    if said:
        sheet.heading(title)
    for one in said:
        sheet.put(f"{one.title}: {one.verdict} ({one.cite})", 2, "·")


def _questions(sheet: Sheet, speech: Speech, view: View) -> None:
    if not view.questions:
        return
    sheet.heading(speech.say("What to answer next"))
    for number, question in enumerate(view.questions[:_QUESTIONS], 1):
        sheet.put(f"{question.ask} [{question.fact}]", 2, f"{number}.")
        changes = _some(speech, question.changes, 2)
        note = speech.say("can change: {rules}", rules=changes) if changes else ""
        sheet.put("; ".join(part for part in (question.reason, note) if part), 5)
    rest = view.open_count - min(_QUESTIONS, len(view.questions))
    if rest > 0:
        sheet.put(speech.count("and {n} more question", "and {n} more questions", rest), 2)


def _penalties(sheet: Sheet, speech: Speech, penalties: list[Penalty]) -> None:
    if penalties:
        sheet.heading(speech.say("What a breach can cost"))
    shown: list[object] = []
    for penalty in penalties:
        said = penalty.said
        mark = _MARKS[said.state]
        heading = f"{said.title}: {said.verdict} ({said.cite})"
        sheet.put(heading, 2, mark, _colour(said.state, said))
        for line in penalty_terms(speech, penalty):
            sheet.put(line, 4)
        if penalty.fines in shown:
            sheet.put(speech.say("the fines are the same as above"), 4)
            continue
        shown.append(penalty.fines)
        sheet.put(f"{penalty.unit}: {penalty.worth}", 4)
        sheet.columns(fine_rows(speech, penalty), 4)


def penalty_terms(speech: Speech, penalty: Penalty) -> Iterator[str]:
    """Yield the breach, on whom the sanction falls, and what comes with it."""
    if penalty.breach:
        yield speech.say("for the breach of: {what}", what=speech.all_of(penalty.breach))
    yield speech.say("on: {whom}", whom=penalty.on)
    if penalty.also:
        yield penalty.also
    if penalty.repeat_also:
        yield speech.say("if repeated: {also}", also=penalty.repeat_also)


def fine_rows(speech: Speech, penalty: Penalty) -> Iterator[tuple[str, ...]]:
    """Yield the table of fines: a head, then a row for each kind of offender."""
    units = _short(penalty.unit)
    head = (speech.say("Offender"), units, speech.say("Fine"))
    repeats = (f"{units}, {speech.say('repeated')}", speech.say("Fine, repeated"))
    yield (*head, *repeats) if penalty.repeats else head
    for fine in penalty.fines:
        row = (fine.offender, fine.units, fine.money)
        yield (*row, fine.repeat_units, fine.repeat_money) if penalty.repeats else row


def _short(unit: str) -> str:
    """A unit's short name stands in brackets at the end of its title."""
    found = re.search(r"\(([^()]+)\)$", unit)
    return found[1] if found else unit


def _foot(sheet: Sheet, speech: Speech, view: View) -> None:
    sheet.lines.append("")
    if view.sources:
        sheet.put(speech.say("Sources: {sources}", sources="; ".join(view.sources)), 0)
    digest = speech.say("Digest of answers and results: {digest}", digest=view.digest[:16])
    sheet.put(f"{speech.say('Pack: {pack}', pack=view.pack)}; {digest[:1].lower()}{digest[1:]}", 0)
    sheet.put(aid(speech), 0)


def aid(speech: Speech) -> str:
    """Return what every report must say about itself."""
    return speech.say(
        "This is an aid, not legal advice. The official texts of the law are Kazakh and Russian."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
