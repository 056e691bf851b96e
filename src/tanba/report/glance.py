"""The verdict in one glance: a line for each thing that a director asks first."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from tanba.kernel import Truth
from tanba.law import Assessment, Confidence
from tanba.report.speech import Speech
from tanba.report.views import Glance, Group, Obligation, Penalty, Position, Statement


def look(
    speech: Speech,
    assessment: Assessment,
    classes: Sequence[Position],
    prohibitions: Sequence[Group[Statement]],
    duties: Sequence[Group[Obligation]],
    penalties: Sequence[Group[Penalty]],
) -> tuple[Glance, ...]:
    """Return the lines; `state` is NO where something is wrong, YES only where nothing is left open."""
    say = speech.say
    lines = [_class_line(position) for position in classes]
    lines.append(
        Glance(
            label=say("Prohibitions"),
            words=_counts(speech, ((g.title, len(g.items)) for g in prohibitions))
            or say("none was checked"),
            state=_prohibited(prohibitions),
        )
    )
    mine = [d for g in duties if g.state is not Truth.NO for d in g.items]
    lines.append(
        Glance(
            label=say("Your duties"),
            words=_counts(speech, Counter(_standings(speech, mine)).items())
            or say("none follows from the answers"),
            state=_duties_state(mine),
        )
    )
    lines.append(
        Glance(
            label=say("Fines and other sanctions"),
            words=_counts(speech, ((g.title, len(g.items)) for g in penalties))
            or say("none follows from the answers"),
            state=_bad(g.state is Truth.YES and g.items[0].said.verified for g in penalties),
        )
    )
    open_ = len(assessment.open)
    lines.append(
        Glance(
            label=say("Open"),
            words=speech.count(
                "{n} question can still change a result",
                "{n} questions can still change a result",
                open_,
            )
            if open_
            else say("no question is open"),
            state=Truth.UNKNOWN,
        )
    )
    lines.append(_text_line(speech, assessment))
    return tuple(lines)


def _class_line(position: Position) -> Glance:
    words = "; ".join(part for part in (position.value, position.proposed) if part)
    label = position.title[:1].upper() + position.title[1:]
    return Glance(label=label, words=words, state=Truth.UNKNOWN)


def _text_line(speech: Speech, assessment: Assessment) -> Glance:
    results = len(assessment.findings)
    unread = sum(f.confidence is not Confidence.TEXT_SEEN for f in assessment.findings)
    if not results:
        words = speech.say("no rule was in force on this day: nothing was checked")
    elif unread:
        words = speech.count(
            "{n} result of {total} rests on text that was not read: unverified",
            "{n} results of {total} rest on text that was not read: unverified",
            unread,
            total=speech.number(results),
        )
    else:
        words = speech.say("the official text was read")
    return Glance(label=speech.say("Checked against the text"), words=words, state=Truth.UNKNOWN)


def _counts(speech: Speech, counts: Iterable[tuple[str, int]]) -> str:
    return "; ".join(f"{words} – {speech.number(n)}" for words, n in counts)


def _standings(speech: Speech, duties: Iterable[Obligation]) -> Iterator[str]:
    for duty in duties:
        yield duty.standing
        if duty.late:
            yield speech.say("the day has passed")


def _prohibited(groups: Sequence[Group[Statement]]) -> Truth:
    if any(g.state is Truth.YES and g.items[0].verified for g in groups):
        return Truth.NO
    # Ruled out counts as good only when every prohibition is, and its text was read.
    good = bool(groups) and all(g.state is Truth.NO and g.items[0].verified for g in groups)
    return Truth.YES if good else Truth.UNKNOWN


def _duties_state(duties: Sequence[Obligation]) -> Truth:
    owed = [d for d in duties if d.said.state is Truth.YES]
    if any(d.done is Truth.NO and d.said.verified for d in owed):
        return Truth.NO
    good = bool(owed) and owed == list(duties)
    good = good and all(d.done is Truth.YES and d.said.verified for d in owed)
    return Truth.YES if good else Truth.UNKNOWN


def _bad(signs: Iterable[bool]) -> Truth:
    """Something is wrong, or nobody can say that all is well."""
    return Truth.NO if any(signs) else Truth.UNKNOWN
