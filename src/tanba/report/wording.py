"""The values of the law room in words: citations, answers, due days, parties, fines and verdicts."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from tanba.kernel import Cite, Lang, Reason, Text, Truth, Unknown
from tanba.law import (
    Confidence,
    Duty,
    Finding,
    Forbids,
    Pack,
    Recommends,
    Right,
    Rule,
    Sanction,
    States,
)
from tanba.report.speech import Speech, clean, msg

_REASONS = {
    Reason.NOT_ASKED: msg("not asked yet"),
    Reason.NOT_KNOWN: msg("not known"),
    Reason.NOT_APPLICABLE: msg("said not to apply"),
    Reason.JUDGEMENT: msg("a person must decide"),
}
_TRUTHS = {
    Truth.YES: (msg("holds"), msg("would hold (unverified)")),
    Truth.NO: (msg("does not hold"), msg("would not hold (unverified)")),
    Truth.UNKNOWN: (msg("not known yet"), msg("not known yet (unverified)")),
}
_MOMENTS = {
    "once": msg("once"),
    "before_use": msg("before use begins"),
    "each_distribution": msg("at each distribution"),
    "continuous": msg("all the time"),
    "immediately": msg("at once"),
    "on_request": msg("on request"),
}
_OFFENDERS = {
    "individual": msg("natural person"),
    "official": msg("official"),
    "small": msg("small business or non-commercial organisation"),
    "medium": msg("medium business"),
    "large": msg("large business"),
}
# What was not read in the official text is said in the conditional, never as a verdict.
_VERDICTS: dict[tuple[type, Truth], tuple[str, str]] = {
    (Forbids, Truth.YES): (msg("prohibited"), msg("would be prohibited (unverified)")),
    (Forbids, Truth.UNKNOWN): (msg("cannot be ruled out"), msg("cannot be ruled out (unverified)")),
    (Forbids, Truth.NO): (
        msg("ruled out by the answers"),
        msg("would be ruled out by the answers (unverified)"),
    ),
    (Duty, Truth.YES): (msg("owed"), msg("would be owed (unverified)")),
    (Duty, Truth.UNKNOWN): (msg("may be owed"), msg("may be owed (unverified)")),
    (Duty, Truth.NO): (msg("not owed by the answers"), msg("would not be owed (unverified)")),
    (Sanction, Truth.YES): (msg("possible now"), msg("would be possible (unverified)")),
    (Sanction, Truth.UNKNOWN): (
        msg("depends on open answers"),
        msg("depends on open answers (unverified)"),
    ),
    (Sanction, Truth.NO): (
        msg("not possible by the answers"),
        msg("would not be possible (unverified)"),
    ),
    (Right, Truth.YES): (msg("can be demanded"), msg("could be demanded (unverified)")),
    (Right, Truth.UNKNOWN): (msg("may apply"), msg("may apply (unverified)")),
    (States, Truth.YES): (msg("applies"), msg("would apply (unverified)")),
    (States, Truth.UNKNOWN): (msg("may apply"), msg("may apply (unverified)")),
    (Recommends, Truth.YES): (msg("advised"), msg("would be advised (unverified)")),
    (Recommends, Truth.UNKNOWN): (msg("may be advised"), msg("may be advised (unverified)")),
}
_DONE = {
    Truth.YES: (msg("met as stated"), msg("would be met as stated (unverified)")),
    Truth.NO: (msg("not met"), msg("would not be met (unverified)")),
    Truth.UNKNOWN: (msg("not shown"), msg("not shown (unverified)")),
}


class Words:
    """A pack in one language, with the official terms of one day."""

    def __init__(self, speech: Speech, pack: Pack, on: date) -> None:
        self.speech = speech
        self.pack = pack
        self.on = on
        self.vocabulary = pack.vocabulary

    @property
    def lang(self) -> Lang:
        """The language."""
        return self.speech.lang

    def text(self, text: Text) -> str:
        """Return a wording of the pack, on one line, with the terms of the day."""
        words = text.in_(self.lang)
        # Filling in terms costs more than all the rest of a report; few wordings have any.
        return clean(self.pack.wording(text, self.on).in_(self.lang) if "{" in words else words)

    def cite(self, cite: Cite) -> str:
        """Return a reference with the short name of its act."""
        act = self.pack.act(cite.act)
        where = cite.in_(self.lang, act.unit)
        name = self.text(act.short)
        return f"{name}, {where}" if where else name

    def doubt(self, rule: Rule) -> str:
        """Return what stands behind a rule whose text of the day was not read, or nothing."""
        read = self.pack.confidence(rule, self.on) is Confidence.TEXT_SEEN
        return "" if read else f", {self.speech.say('unverified')}"

    def parties(self, slugs: Iterable[str], every: bool = False) -> str:
        """Return parties of the law as "a or b"; as "a and b" when it means every one of them."""
        known = self.pack.head.parties
        names = [self.text(known[slug]) if slug in known else clean(slug) for slug in slugs]
        return self.speech.all_of(names) if every else self.speech.one_of(names)

    def offender(self, kind: str) -> str:
        """Return a kind of offender; one we have no words for stays as it is."""
        return self.speech.say(_OFFENDERS[kind]) if kind in _OFFENDERS else clean(kind)

    def reason(self, reason: Reason) -> str:
        """Return why there is no answer."""
        return self.speech.say(_REASONS[reason])

    def truth(self, truth: Truth) -> str:
        """Return whether a part of a condition holds."""
        return self.speech.say(_TRUTHS[truth][0])

    def verdict(self, finding: Finding, verified: bool) -> str:
        """Return what a finding says; in the conditional when its text was not read."""
        key = type(finding.rule.then), finding.truth
        return self.speech.say(_VERDICTS.get(key, _TRUTHS[finding.truth])[not verified])

    def done(self, done: Truth, verified: bool) -> str:
        """Return how a duty stands by the card's own answers."""
        return self.speech.say(_DONE[done][not verified])

    def ask(self, fact: str) -> str:
        """Return the question for a fact."""
        return self.text(self.vocabulary[fact].ask)

    def answer(self, fact: str, raw: Any) -> str:
        """Return an answer as the question's own words have it."""
        names = self.vocabulary[fact].values or {}
        match raw:
            case None:
                return self.speech.say("no answer")
            case Unknown():
                return self.reason(raw.reason)
            case bool():
                return self.speech.say("yes") if raw else self.speech.say("no")
            case int():
                return self.speech.number(raw)
            case date():
                return self.speech.day(raw)
            case str():
                return self.text(names[raw]) if raw in names else clean(self._day(fact, raw))
        members = [self.text(words) for name, words in names.items() if name in raw]
        return self.speech.all_of(members) or self.speech.say("none of these")

    def _day(self, fact: str, raw: str) -> str:
        is_day = self.vocabulary[fact].type == "day"
        return self.speech.day(date.fromisoformat(raw)) if is_day else raw

    def due(self, due: Any) -> str:
        """Return when a duty is due, apart from any calendar day."""
        if isinstance(due, str):
            return self.speech.say(_MOMENTS[due])
        count = self.speech.count
        # A clock names one length: `yearly` and `every_days` come again, the others run out.
        lengths = {name: getattr(due, name, None) for name in _LENGTHS}
        match {name: length for name, length in lengths.items() if length is not None}:
            case {"every_days": n}:
                return count("every {n} day", "every {n} days", n)
            case {"working_days": n}:
                return count("within {n} working day", "within {n} working days", n)
            case {"days": n}:
                return count("within {n} day", "within {n} days", n)
            case {"hours": n}:
                return count("within {n} hour", "within {n} hours", n)
            case {"months": n}:
                return count("within {n} month", "within {n} months", n)
        return self.speech.say("every year")


_LENGTHS = ("every_days", "working_days", "days", "hours", "months")


_SHOWN = {"met": msg("met"), "not met": msg("not met"), "not shown": msg("not shown")}


def verdict_words(verdict: str, speech: Speech) -> str:
    """Return met, not met or not shown in the language of the reader."""
    return speech.say(_SHOWN[verdict])
