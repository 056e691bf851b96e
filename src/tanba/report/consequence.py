"""What follows from a rule, in one line or a few."""

from collections.abc import Iterator

from tanba.law import (
    ClassIs,
    Duty,
    Excuses,
    Forbids,
    Recommends,
    Right,
    Rule,
    Sanction,
    States,
)
from tanba.report.speech import msg
from tanba.report.wording import Words


def consequence(words: Words, rule: Rule) -> Iterator[str]:
    """Yield what follows when `rule` holds."""
    say = words.speech.say
    match rule.then:
        case ClassIs(axis=axis, is_=name):
            held = words.pack.axis(axis)
            value = next(v for v in held.values if v.id == name)
            yield f"{words.text(held.title)}: {words.text(value.title)}"
        case Forbids():
            yield say(msg("Prohibition"))
        case Duty(owed_by=owed_by, to=to, due=due):
            yield say(msg("Duty of: {who}"), who=words.parties(owed_by))
            if to:
                yield say(msg("Towards: {whom}"), whom=words.parties(to))
            yield say(msg("When: {due}"), due=words.due(due))
        case Right(of=of, against=against):
            yield say(msg("Right of: {who}"), who=words.parties(of))
            if against:
                yield say(msg("Against: {whom}"), whom=words.parties(against))
        case Sanction():
            yield from _sanction(words, rule.then)
        case Recommends():
            yield say(msg("Advice, not a duty"))
        case States():
            yield say(msg("Legal status"))
        case Excuses():
            yield say(msg("Exception"))


def _sanction(words: Words, sanction: Sanction) -> Iterator[str]:
    say = words.speech.say
    unit = words.text(words.pack.head.amounts[sanction.amount].title)
    yield say(msg("Sanction on: {who}"), who=words.parties(sanction.on))
    for label, fines in ((msg("Fine"), sanction.fines), (msg("Fine on repetition"), sanction.repeat)):
        if fines:
            parts = (f"{words.offender(kind)} {count}" for kind, count in fines.items())
            yield f"{say(label)} ({unit}): {'; '.join(parts)}"
    for text in (sanction.also, sanction.repeat_also):
        if text:
            yield words.text(text)
