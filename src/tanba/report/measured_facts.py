"""What was measured, in an assessment: each fact with its run, and how much of all is measured."""

from collections.abc import Iterator

from tanba.flow import Case, MeasuredFact
from tanba.kernel import Truth
from tanba.report.speech import Speech, clean, msg
from tanba.report.statements import Teller
from tanba.report.views import MeasuredLine
from tanba.report.wording import verdict_words

_BECAME = {
    "used": msg("it answers the question"),
    "agrees": msg("people had answered the same"),
    "contradicts": msg("people had answered otherwise; the measurement is used"),
    "judged": msg("a person answered otherwise after it, with a reason; that is used"),
    "open": msg("it answers nothing"),
    "aged": msg("too old: it shows nothing any more"),
    "later": msg("measured after this day: not used"),
}
_STATES = {"met": Truth.YES, "not met": Truth.NO, "not shown": Truth.UNKNOWN}


def measured_lines(case: Case, teller: Teller) -> Iterator[MeasuredLine]:
    """Yield every measured fact of a case."""
    for one in case.measured:
        question = case.pack.vocabulary[one.fact]
        yield MeasuredLine(
            fact=one.fact,
            ask=teller.words.text(question.ask),
            run=_run(one, teller.speech),
            verdict=_verdict(one, teller.speech),
            became=teller.speech.say(_BECAME[one.state]),
            state=Truth.UNKNOWN if one.state in ("aged", "later") else _STATES[one.verdict],
        )


def _verdict(one: MeasuredFact, speech: Speech) -> str:
    """Return the answer where there is one: a question of nature is not met or broken, it is answered."""
    if isinstance(one.answer, bool):
        return speech.say(msg("yes") if one.answer else msg("no"))
    return clean(str(one.answer), 200) if one.answer is not None else verdict_words(one.verdict, speech)


def _run(one: MeasuredFact, speech: Speech) -> str:
    return speech.say(
        msg("{name} ({measure}), measured {day}, until {until}"),
        name=clean(one.run, 200),
        measure=clean(one.measure, 200),
        day=speech.day(one.on),
        until=speech.day(one.until),
    )


def share_words(case: Case, speech: Speech) -> str:
    """Return how many of the facts behind an assessment are measured, declared and unknown."""
    share = case.share
    return speech.say(
        msg("{measured} measured : {declared} declared : {unknown} unknown"),
        measured=speech.number(share.measured),
        declared=speech.number(share.declared),
        unknown=speech.number(share.unknown),
    )
