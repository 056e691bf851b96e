"""The tables of a person's part: the same rows for the terminal and for the page, heads first."""

from collections.abc import Iterator, Sequence

from tanba.report.contribution_words import (
    HOWS,
    KINDS,
    UNITS,
    act_words,
    length_words,
    range_words,
    time_words,
)
from tanba.report.speech import Speech, clean, msg
from tanba.works import Contribution, Count, Interval, PicturePart, SoundPart, SpanKind, Stretch

Row = tuple[str, ...]
_MODEL = 60


def count_rows(counts: Sequence[Count], mixed: tuple[int, int], speech: Speech) -> Iterator[Row]:
    """Yield class, grade, characters, words, paragraphs; last what holds several classes."""
    yield _said(speech, msg("Class"), msg("Grade"), msg("Characters"), msg("Words"), msg("Paragraphs"))
    number = speech.number
    for one in counts:
        figures = number(one.points), number(one.words), number(one.paragraphs)
        yield speech.say(KINDS[one.kind][0]), one.grade.value, *figures
    if any(mixed):
        yield speech.say(msg("of several classes")), "", "–", number(mixed[0]), number(mixed[1])


def interval_rows(intervals: Sequence[Interval], speech: Speech) -> Iterator[Row]:
    """Yield unit, how many in all, a person's and the machine's from low to high."""
    yield _said(
        speech, msg("Unit"), msg("In all"), msg("A person's"), msg("The machine's, or possibly")
    )
    for one in intervals:
        yield (
            speech.say(UNITS[one.unit]),
            speech.number(one.total),
            range_words(*one.human, speech),
            range_words(*one.machine, speech),
        )


def choice_rows(contribution: Contribution, speech: Speech) -> Iterator[Row]:
    """Yield generation, model, outputs shown, outputs chosen, grade."""
    yield _said(
        speech, msg("Generation"), msg("Model"), msg("Shown"), msg("Chosen"), msg("How"), msg("Grade")
    )
    for line in contribution.generations:
        one = line.generation
        yield (
            one.id,
            clean(f"{one.model} {one.version}".strip(), _MODEL),
            speech.number(one.shown),
            speech.number(len(one.chosen)),
            speech.say(HOWS[one.how]),
            line.grade.value,
        )


def prompt_rows(contribution: Contribution, speech: Speech) -> Iterator[Row]:
    """Yield prompt, act, characters, words, grade; no word of it."""
    yield _said(speech, msg("Prompt"), msg("Acts"), msg("Characters"), msg("Words"), msg("Grade"))
    for one in contribution.prompts:
        act = act_words(one.act, one.act)
        yield one.id, act, speech.number(one.points), speech.number(one.words), one.grade.value


def source_rows(contribution: Contribution, speech: Speech) -> Iterator[Row]:
    """Yield source, whose it is, its rights, grade."""
    yield _said(speech, msg("Source"), msg("Whose"), msg("Rights"), msg("Grade"))
    for line in contribution.sources:
        one = line.source
        title = clean(f"{one.id} {one.title}", 200)
        yield title, clean(one.holder, 200) or "–", clean(one.rights, 300) or "–", line.grade.value


def session_rows(contribution: Contribution, speech: Speech) -> Iterator[Row]:
    """Yield session, beginning and length by the computer's clock, acts, those that a seal covers."""
    yield _said(
        speech,
        msg("Session"),
        msg("Begun, by its own clock"),
        msg("Length"),
        msg("Acts"),
        msg("Sealed"),
    )
    for line in contribution.sessions:
        head = line.head
        yield (
            speech.number(head.number),
            time_words(head.at, speech),
            length_words(head.ms / 1000, speech),
            speech.number(head.acts),
            speech.number(line.sealed),
        )


def area_rows(part: PicturePart, speech: Speech) -> Iterator[Row]:
    """Yield class, how its extent is known, pixels, act, origin or tool, grade."""
    yield _said(
        speech, msg("Class"), msg("Extent"), msg("Pixels"), msg("Acts"), msg("Origin"), msg("Grade")
    )
    for one in part.areas:
        seen = msg("recorded") if one.recorded else msg("indicated by comparing pixels")
        yield (
            speech.say(KINDS[one.kind][0]),
            speech.say(seen),
            speech.number(one.pixels),
            act_words(one.act, one.act),
            clean(one.origin or one.tool, 100) or "–",
            one.grade.value if one.recorded else "–",
        )


def passage_rows(part: SoundPart, speech: Speech) -> Iterator[Row]:
    """Yield track, class, from and to in seconds, act, origin, grade."""
    yield _said(
        speech, msg("Track"), msg("Class"), msg("Seconds"), msg("Acts"), msg("Origin"), msg("Grade")
    )
    for one in part.passages:
        yield (
            speech.number(one.track + 1),
            speech.say(KINDS[one.kind][0]),
            f"{speech.number(one.start, 1)}–{speech.number(one.end, 1)}",
            act_words(one.act, one.act),
            clean(one.origin, 100) or "–",
            one.grade.value,
        )


def stretch_rows(stretches: Sequence[Stretch], speech: Speech) -> Iterator[Row]:
    """Yield class, characters from and to, acts, origin, grade."""
    yield _said(speech, msg("Class"), msg("Characters"), msg("Acts"), msg("Origin"), msg("Grade"))
    for one in stretches:
        place = f"{speech.number(one.start + 1)}–{speech.number(one.end)}"
        acts = act_words(one.act, one.last)
        yield kind_words(one, speech), place, acts, clean(one.origin, 100) or "–", one.grade.value


def kind_words(stretch: Stretch, speech: Speech) -> str:
    """Return the class of a stretch, and that it was typed anew."""
    kind = speech.say(KINDS[stretch.kind][0])
    if stretch.kind is SpanKind.AI and stretch.retyped:
        return speech.say(msg("{kind} (typed anew)"), kind=kind)
    return kind


def _said(speech: Speech, *titles: str) -> Row:
    return tuple(speech.say(title) for title in titles)
