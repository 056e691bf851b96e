"""Words for a person's part in a work: classes, grades, layers, and what a record does not show."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from tanba.report.speech import Speech, clean, msg
from tanba.works import Amount, Anchor, Element, Gap, GapKind, Grade, How, Layer, SpanKind, Stance, Unit

KINDS: Final[Mapping[SpanKind, tuple[str, str]]] = {
    SpanKind.AI: (msg("machine"), msg("machine output as it came")),
    SpanKind.AI_EDITED: (msg("machine, edited"), msg("put by a person inside machine material")),
    SpanKind.HUMAN: (msg("person"), msg("entered by a person while the record ran")),
    SpanKind.SOURCE: (msg("source"), msg("brought in from a named source")),
    SpanKind.MECHANICAL: (msg("mechanical"), msg("made by a formatter, a spelling check or the like")),
    SpanKind.UNKNOWN: (msg("unknown"), msg("origin not recorded; never counted as a person's")),
}
GRADES: Final[Mapping[Grade, str]] = {
    Grade.E0: msg("declared afterwards"),
    Grade.E1: msg("recorded on the author's own computer; no outside time shows when"),
    Grade.E2: msg("recorded between two outside times at most 15 minutes apart"),
    Grade.E3: msg("as E2, and a second party's receipt for the generation was verified"),
    Grade.E4: msg("as E3, cosigned by independent witnesses and signed with a qualified signature"),
}
HOWS: Final[Mapping[How, str]] = {
    How.RECORDED: msg("recorded"),
    How.DECLARED: msg("declared"),
    How.RECEIVED: msg("received"),
}
UNITS: Final[Mapping[Unit, str]] = {
    "character": msg("characters"),
    "word": msg("words"),
    "sentence": msg("sentences"),
    "paragraph": msg("paragraphs"),
}
STANCES: Final[Mapping[Stance, str]] = {
    "proposed": msg("What a claim could rest on"),
    "others": msg("Rights that stay with others, or with earlier work"),
    "disclaimed": msg("What is disclaimed"),
}
LAYERS: Final[Mapping[Layer, tuple[str, str]]] = {
    "prompts": (
        msg("Prompts, as texts"),
        msg("Each could be put forward as a text of its own, if it is the result of a person's intellectual"
            " creative work; not every prompt is."),
    ),
    "own": (
        msg("Own material in the work"),
        msg("Could be put forward as the author's own expression, as far as it can be perceived in the work."),
    ),
    "edits": (
        msg("Changes inside machine material"),
        msg("Could be put forward as a person's changes, each where it stands; the material around them"
            " could not."),
    ),
    "selection": (
        msg("Selection among outputs"),
        msg("Could be put forward where the choice was free and creative; that something was chosen does"
            " not show that."),
    ),
    "arrangement": (
        msg("Arrangement: moves and crops"),
        msg("Could be put forward as arrangement, not as authorship of what was arranged."),
    ),
    "sources": (
        msg("Material from sources"),
        msg("Not claimed. Whether it could be used depends on its rights, as they were noted."),
    ),
    "machine": (msg("Machine output as it came"), msg("Not claimed.")),
    "mechanical": (msg("Mechanical changes"), msg("Not claimed.")),
    "unknown": (
        msg("Material of unknown origin"),
        msg("Not claimed: nobody recorded where it came from."),
    ),
}  # fmt: skip
LIMITS: Final = (
    msg("Typing does not show composing. Whoever types out a text that the record never saw is recorded"
        " as entering it."),
    msg("Effort is not authorship: neither hours nor the number of prompts, drafts or changes makes a work"
        " protected."),
    msg("A hash, an entry in a log or a time-stamp shows that something existed. None shows who made it."),
    msg("The clock of the author's own computer proves no time; only times from outside do."),
    msg("What was done outside the record is not in it, and this page cannot tell how much that was."),
    msg("How much is a person's depends on the unit that is counted, so every count is given from low to"
        " high, and there is no percentage in all."),
    msg("Prompts alone have so far not been enough in the practice of the United States and of the European"
        " Union; what is claimed of them here need not carry over."),
    msg("Whether there is a creative contribution, a lawyer and in the end a court weighs; nothing here"
        " decides it."),
)  # fmt: skip
GAPS: Final[Mapping[GapKind, str]] = {
    GapKind.BETWEEN: msg("no session was open"),
    GapKind.BROKEN: msg("a session broke off; what came after its last act is not known"),
    GapKind.TORN: msg("a half-written line was cut off"),
    GapKind.CLOCK: msg("the computer's clock went backwards"),
    GapKind.CHANGED: msg("a piece was not what the record had left"),
    GapKind.UNSEALED: msg("no seal covers these acts"),
}
AID: Final = msg("Counts for a person to weigh. It is no legal opinion and no score.")


def range_words(low: int, high: int, speech: Speech) -> str:
    """Return "12–15", or one number where both readings agree."""
    first = speech.number(low)
    return first if low == high else f"{first}–{speech.number(high)}"


def act_words(first: tuple[int, int], last: tuple[int, int]) -> str:
    """Return "1.23" or "1.23–1.40": session and number."""
    one, other = f"{first[0]}.{first[1]}", f"{last[0]}.{last[1]}"
    return one if one == other else f"{one}–{other}"


def time_words(moment: datetime, speech: Speech) -> str:
    """Return day and minute in UTC."""
    return f"{speech.day(moment.date())}, {moment:%H:%M} UTC"


def length_words(seconds: float, speech: Speech) -> str:
    """Return a length of time in its two largest units."""
    whole = round(seconds)
    days, rest = divmod(whole, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    if days:
        return speech.say(msg("{d} d {h} h"), d=speech.number(days), h=hours)
    if hours:
        return speech.say(msg("{h} h {m} min"), h=hours, m=minutes)
    return speech.say(msg("{m} min {s} s"), m=minutes, s=left)


def amount_words(element: Element, speech: Speech) -> str:
    """Return how much of a layer there is; of nothing, that there is none in the record."""
    return "; ".join(_amounts(element.layer, element.amount, speech)) or speech.say(
        msg("none in the record")
    )


def _amounts(layer: Layer, amount: Amount, speech: Speech) -> Iterator[str]:
    match layer:
        case "prompts" if amount.items:
            yield speech.count(msg("{n} prompt"), msg("{n} prompts"), amount.items)
        case "selection" if amount.items:
            yield speech.count(msg("{n} output chosen"), msg("{n} outputs chosen"), amount.items)
        case "arrangement" if amount.items:
            yield speech.count(msg("{n} act"), msg("{n} acts"), amount.items)
        case "sources" if amount.items:
            yield speech.count(msg("{n} source"), msg("{n} sources"), amount.items)
        case _ if amount.items:
            yield speech.count(msg("{n} place"), msg("{n} places"), amount.items)
    if amount.points:
        yield speech.count(msg("{n} character"), msg("{n} characters"), amount.points)
        yield speech.count(msg("{n} word"), msg("{n} words"), amount.words)
    if amount.pixels:
        yield speech.count(msg("{n} pixel"), msg("{n} pixels"), amount.pixels)
    if amount.seconds:
        yield speech.say(msg("{n} seconds of sound"), n=speech.number(amount.seconds, 1))


def grades_words(grades: Mapping[Grade, int], speech: Speech) -> str:
    """Return the grades of a layer, the lowest first; empty when none was told."""
    if not grades:
        return ""
    return speech.say(msg("evidence: {grades}"), grades=", ".join(grade.value for grade in grades))


def gap_words(gap: Gap, speech: Speech) -> str:
    """Return one time that the record does not cover."""
    until = act_words(gap.until, gap.until)
    if gap.after == (0, 0):
        where = speech.say(msg("from the beginning to act {until}"), until=until)
    else:
        after = act_words(gap.after, gap.after)
        where = speech.say(msg("from act {after} to act {until}"), after=after, until=until)
    parts = [speech.say(GAPS[gap.kind]), where]
    if gap.seconds is not None:
        parts.append(
            speech.say(
                msg("{length} by the computer's clock"), length=length_words(gap.seconds, speech)
            )
        )
    return "; ".join(parts)


def anchor_words(anchor: Anchor, speech: Speech) -> str:
    """Return what others say of some acts."""
    parts = [speech.say(msg("acts {acts}"), acts=act_words(anchor.first, anchor.last))]
    if anchor.not_before:
        parts.append(speech.say(msg("after {time}"), time=time_words(anchor.not_before, speech)))
    if anchor.not_after:
        parts.append(speech.say(msg("no later than {time}"), time=time_words(anchor.not_after, speech)))
    if anchor.witnessed:
        parts.append(speech.count(msg("{n} witness"), msg("{n} witnesses"), anchor.witnessed))
    if anchor.receipt:
        parts.append(speech.say(msg("receipt of {party}"), party=clean(anchor.receipt, 100)))
    if anchor.signed:
        parts.append(speech.say(msg("signed with a qualified signature")))
    return "; ".join(parts)
