"""The pages of a dossier: what is claimed and what is not, how it came about, who vouches for when."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tanba.flow import Dossier, SealSeen
from tanba.kernel import digest
from tanba.report.contribution_tables import (
    area_rows,
    choice_rows,
    count_rows,
    interval_rows,
    passage_rows,
    session_rows,
    source_rows,
)
from tanba.report.contribution_words import (
    GRADES,
    KINDS,
    LAYERS,
    LIMITS,
    STANCES,
    act_words,
    amount_words,
    gap_words,
)
from tanba.report.paper import (
    Block,
    bars,
    facts,
    heading,
    legend,
    listed,
    part,
    picture,
    say,
    small,
    spelled,
    table,
    text_map,
)
from tanba.report.speech import Speech, clean, msg
from tanba.works import PROGRAM_ONLY, Contribution, PicturePart, SoundPart, SpanKind, TextPart

LONGEST_MAP = 40_000
"""Code points of a text that are shown on the pages; all of it is in the record."""
LONGEST_PROMPT = 4_000
MOST_GAPS = 100

_FIELDS = {
    "title": msg("Title of the work"),
    "author": msg("Author, full name"),
    "kind": msg("Kind of work"),
    "language": msg("Language"),
    "begun": msg("Creation begun (by the computer's clock)"),
    "ended": msg("Creation ended (by the computer's clock)"),
    "about": msg("Short description"),
    "field": msg("Field of use"),
    "purpose": msg("Purpose"),
    "functions": msg("Functions"),
    "characteristics": msg("Main characteristics"),
    "programming_language": msg("Programming language"),
    "computer": msg("Type of computer"),
}
_MEDIA = {
    "text": msg("text"),
    "picture": msg("picture"),
    "sound": msg("sound"),
    "program": msg("computer program"),
}


def pages(dossier: Dossier, speech: Speech) -> tuple[Block, ...]:
    """Return all blocks, in order."""
    shown = dossier.contribution
    chapters = (
        _opening(dossier, speech),
        _claims(shown, speech),
        _work(dossier, speech),
        _making(dossier, speech),
        _time(dossier, speech),
        _siblings(dossier, speech),
        _register(dossier, speech),
        _limits(speech),
        _checking(dossier, speech),
    )
    return tuple(block for chapter in chapters for block in chapter)


def _opening(dossier: Dossier, speech: Speech) -> Iterator[Block]:
    work, head = dossier.record.work, dossier.record.head
    yield say(
        speech.say(
            msg("This dossier shows, from a record kept while the work was made, what a person did and"
                " what a machine did. It decides nothing: it gives facts, each with how well it is evidenced,"
                " for a lawyer, an office or a court to weigh.")
        )
    )  # fmt: skip
    yield facts(
        (
            (speech.say(msg("Work")), work.title),
            (speech.say(msg("Record kept by")), work.author),
            (speech.say(msg("Number of the work")), work.id),
            (speech.say(msg("State of the record (SHA-256)")), _in_groups(head.sha256)),
        )
    )


def _claims(shown: Contribution, speech: Speech) -> Iterator[Block]:
    yield heading(speech.say(msg("What is put forward, and what is not")))
    for stance, title in STANCES.items():
        found = [one for one in shown.elements if one.stance == stance]
        if not found:
            continue
        yield part(speech.say(title))
        rows = (
            (
                speech.say(LAYERS[one.layer][0]),
                amount_words(one, speech),
                ", ".join(grade.value for grade in one.grades) or "–",
                speech.say(LAYERS[one.layer][1]),
            )
            for one in found
        )
        head = (msg("Layer"), msg("In the record"), msg("Grade"), msg("How to read it"))
        yield table(_said(head, speech), rows, (3, 3, 2, 5))
    yield small(" · ".join(f"{grade.value}: {speech.say(words)}" for grade, words in GRADES.items()))


def _work(dossier: Dossier, speech: Speech) -> Iterator[Block]:
    shown = dossier.contribution
    yield heading(speech.say(msg("The work, part by part")))
    yield legend([(kind.value, speech.say(words[0])) for kind, words in KINDS.items()])
    for each in shown.parts:
        yield part(f"{each.file} (SHA-256 {each.sha256[:16]}…)")
        match each:
            case TextPart():
                yield from _text(each, speech)
            case PicturePart():
                yield from _picture(each, speech)
            case SoundPart():
                yield _table(passage_rows(each, speech))
                yield from map(small, each.troubles)


def _text(shown: TextPart, speech: Speech) -> Iterator[Block]:
    amounts = dict.fromkeys(SpanKind, 0)
    for one in shown.counts:
        amounts[one.kind] += one.points
    row = tuple((kind.value, float(points)) for kind, points in amounts.items())
    yield bars([(speech.say(msg("Characters by class")), row)])
    yield _table(count_rows(shown.counts, shown.mixed, speech))
    yield _table(interval_rows(shown.intervals, speech))
    if shown.longest:
        run = shown.longest
        words = msg(
            "Longest stretch of machine output without a break: {n} words from character {start} ({origins})."
        )
        yield say(
            speech.say(words, n=speech.number(run.words), start=speech.number(run.start + 1),
                       origins=", ".join(run.origins) or "–")
        )  # fmt: skip
    if shown.retyped:
        words = msg(
            "Typed or pasted text that repeats a generation counts as machine output: {n} characters."
        )
        yield say(speech.say(words, n=speech.number(shown.retyped)))
    yield text_map(_spans(shown))
    if len(shown.text) > LONGEST_MAP:
        words = msg("Shown up to character {n}; the whole text is in the record.")
        yield small(speech.say(words, n=speech.number(LONGEST_MAP)))


def _spans(shown: TextPart) -> Iterator[tuple[str, str]]:
    for one in shown.stretches:
        if one.start >= LONGEST_MAP:
            return
        yield one.kind.value, shown.text[one.start : min(one.end, LONGEST_MAP)]


def picture_file(shown: PicturePart) -> str:
    """Return the file of a picture's map beside the pages: whatever the piece is called, a plain name."""
    return f"picture-{digest(shown.name)}.png"


def _picture(shown: PicturePart, speech: Speech) -> Iterator[Block]:
    if shown.preview:
        yield picture(picture_file(shown), shown.file, 60)
    yield _table(area_rows(shown, speech))
    yield from map(small, shown.troubles)


def _making(dossier: Dossier, speech: Speech) -> Iterator[Block]:
    shown = dossier.contribution
    yield heading(speech.say(msg("How it was made")))
    if dossier.prompts:
        yield part(speech.say(msg("Prompts, in order")))
        rows = (
            (line.id, act_words(line.act, line.act), line.grade.value,
             clean(spelled(dossier.prompts[line.id]), LONGEST_PROMPT))
            for line in shown.prompts
        )  # fmt: skip
        head = (msg("Prompt"), msg("Acts"), msg("Grade"), msg("Words"))
        yield table(_said(head, speech), rows, (1, 1, 1, 7))
    if shown.generations:
        yield part(speech.say(msg("What machines gave, and what was taken")))
        yield _table(choice_rows(shown, speech))
        words = msg("Outputs shown: {shown}; chosen: {chosen}.")
        yield say(
            speech.say(words, shown=speech.number(shown.shown), chosen=speech.number(shown.chosen))
        )
    if shown.sources:
        yield part(speech.say(msg("Sources and their rights")))
        yield _table(source_rows(shown, speech))


def _time(dossier: Dossier, speech: Speech) -> Iterator[Block]:
    shown = dossier.contribution
    yield heading(speech.say(msg("Time, and who vouches for it")))
    yield _table(session_rows(shown, speech))
    if dossier.seals:
        head = (
            msg("Acts up to"),
            msg("Entry of the log"),
            msg("Existed no later than"),
            msg("Witnesses"),
        )
        yield table(_said(head, speech), (_seal(one, speech) for one in dossier.seals), (2, 2, 4, 1))
    else:
        yield say(speech.say(msg("No seal: nothing from outside shows when any of this existed.")))
    if shown.gaps:
        yield part(speech.say(msg("What the record does not cover")))
        yield listed(gap_words(gap, speech) for gap in shown.gaps[:MOST_GAPS])
        if len(shown.gaps) > MOST_GAPS:
            yield small(speech.say(msg("… and {n} more"), n=speech.number(len(shown.gaps) - MOST_GAPS)))


def _seal(one: SealSeen, speech: Speech) -> Sequence[str]:
    time = speech.moment(one.time) if one.time else speech.say(msg("not shown"))
    if one.why:
        time = f"{time} ({clean(one.why, 200)})"
    return act_words(one.seal.upto, one.seal.upto), str(one.seal.entry), time, str(one.witnessed)


def _siblings(dossier: Dossier, speech: Speech) -> Iterator[Block]:
    if dossier.deposits is None:
        return
    held = dossier.deposits
    yield heading(speech.say(msg("Prompts in deposit")))
    words = msg("Deposits of this holder: {total}, of which not shown: {left}.")
    yield say(speech.say(words, total=speech.number(held.total), left=speech.number(held.undisclosed)))


def _register(dossier: Dossier, speech: Speech) -> Iterator[Block]:
    entry = dossier.register
    yield heading(speech.say(msg("For the register of copyright")))
    rows = []
    for name, title in _FIELDS.items():
        if name in PROGRAM_ONLY and entry.kind != "program":
            continue
        said = str(getattr(entry, name))
        if name == "kind":
            said = speech.say(_MEDIA[said])
        if name in ("begun", "ended") and said:
            said = speech.day(date.fromisoformat(said))
        rows.append((speech.say(title), said or speech.say(msg("to be filled in by the author"))))
    machine = [one for one in dossier.contribution.elements if one.stance == "disclaimed"]
    made = "; ".join(
        f"{speech.say(LAYERS[one.layer][0])}: {amount_words(one, speech)}" for one in machine
    )
    rows.append((speech.say(msg("Not claimed")), made or "–"))
    yield facts(rows)
    yield small(
        speech.say(msg("An entry in the register gives a date and a presumption; what a person contributed"
                       " is not examined there."))
    )  # fmt: skip


def _limits(speech: Speech) -> Iterator[Block]:
    yield heading(speech.say(msg("What this does not show")))
    yield listed(speech.say(limit) for limit in LIMITS)


def _checking(dossier: Dossier, speech: Speech) -> Iterator[Block]:
    yield heading(speech.say(msg("How to check it")))
    steps = [
        msg("The files are attached to this PDF: any reader of PDF, or `pdfdetach`, takes them out."),
        msg("record.zip has the whole record: every line names the hash of the line before it."),
        msg("dossier.json and prov.json say the same as these pages, for programs."),
    ]
    if dossier.bundle:
        steps.append(
            msg("evidence.zip proves the seals; its README tells how, with programs made by others.")
        )
    steps.append(msg("`tanba work verify` does all of it at once, without a network."))
    yield listed(speech.say(step) for step in steps)
    if dossier.log_key:
        yield facts(((speech.say(msg("Key of the log")), dossier.log_key),))


def _in_groups(digits: str) -> str:
    """Return hexadecimal digits in groups of eight, so that they can be read and lines can end."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def _table(rows: Iterable[Sequence[str]]) -> Block:
    head, *rest = [tuple(row) for row in rows]
    return table(head, rest)


def _said(words: Sequence[str], speech: Speech) -> list[str]:
    return [speech.say(one) for one in words]
