"""Findings as statements: what a rule says, what it comes to here, and why."""

from collections.abc import Iterator, Mapping, Sequence

from tanba.flow import Case, Given
from tanba.kernel import Truth, Unknown
from tanba.law import Confidence, Finding, Rule, Step, explain
from tanba.report.reasons import deciding
from tanba.report.speech import Speech, clean
from tanba.report.views import Change, Point, Statement, Turn, Way
from tanba.report.wording import Words

NAME_LIMIT = 200
"""Characters of a name that a report prints; a longer one ends in an ellipsis."""


def describe_giver(words: Words, given: Given | None) -> str:
    """Return who gave an answer, when, and where the evidence lies; nothing when nobody says."""
    if given is None:
        return ""
    say = words.speech.say
    parts = [
        say("answered by {who}", who=clean(given.by, NAME_LIMIT)) if given.by else "",
        words.speech.day(given.on) if given.on else "",
        say("evidence: {where}", where=clean(given.evidence, 500)) if given.evidence else "",
    ]
    return ", ".join(part for part in parts if part)


def describe_point(words: Words, case: Case, step: Step) -> Point:
    """Return the fact of a step with its answer, or the reason for none, and who gave it."""
    fact = step.fact or ""
    return Point(
        fact=fact,
        ask=words.ask(fact),
        answer=words.reason(step.reason)
        if step.reason
        else words.answer(fact, case.assessment.facts.get(fact)),
        by=describe_giver(words, case.card.answers.get(fact)),
    )


def describe_change(words: Words, turn: Turn) -> Change:
    """Return one answer that would have to be another."""
    answered = turn.before is not None and not isinstance(turn.before, Unknown)
    return Change(
        ask=words.ask(turn.fact),
        before=words.answer(turn.fact, turn.before) if answered else "",
        after=words.answer(turn.fact, turn.after),
    )


class Teller:
    """Tells the findings of one case in one language."""

    def __init__(self, case: Case, speech: Speech, ways: Mapping[str, Sequence[Way]]) -> None:
        self.case = case
        self.pack = case.pack
        self.assessment = case.assessment
        self.speech = speech
        self.ways = ways
        self.words = Words(speech, case.pack, case.assessment.on)

    def statement(self, finding: Finding, because: bool = False) -> Statement:
        """Return a finding as a statement; `because` adds the answers that decided it."""
        rule, words = finding.rule, self.words
        verified = is_verified(finding)
        return Statement(
            rule=rule.id,
            title=words.text(rule.title),
            says=words.text(rule.says),
            cite=words.cite(rule.cite),
            state=finding.truth,
            verdict=words.verdict(finding, verified),
            verified=verified,
            reason=words.reason(finding.reason) if finding.reason else "",
            because=self._because(rule) if because else (),
            open=tuple(self._open(finding)),
            excused_by=self.named(finding.excused_by),
            ways=tuple(
                tuple(describe_change(words, turn) for turn in way.changes)
                for way in self.ways.get(rule.id, ())
            ),
            note=words.text(rule.note) if rule.note else "",
            doubts=tuple(self._doubts(rule)),
        )

    def statements(self, kind: type, because: bool = False) -> Iterator[Statement]:
        """Yield the findings of a kind that hold or may, those that hold first."""
        found = (f for f in self.assessment.of(kind) if f.truth is not Truth.NO)
        for finding in sorted(found, key=lambda f: f.truth is not Truth.YES):
            yield self.statement(finding, because)

    def named(self, rules: Sequence[str]) -> tuple[str, ...]:
        """Return rules by title and place; what the pack does not have is left out."""
        found = (rule for id_ in rules if (rule := self.pack.rule(id_)) is not None)
        return tuple(f"{self.words.text(r.title)} ({self.words.cite(r.cite)})" for r in found)

    def _because(self, rule: Rule) -> tuple[Point, ...]:
        steps = deciding(explain(self.pack, self.assessment, rule.id))
        points = (describe_point(self.words, self.case, step) for step in steps)
        return tuple({point.fact: point for point in points}.values())

    def _open(self, finding: Finding) -> Iterator[Point]:
        for one in finding.open:
            yield Point(
                fact=one.name,
                ask=self.words.ask(one.name),
                answer=self.words.reason(one.reason),
                by=describe_giver(self.words, self.case.card.answers.get(one.name)),
            )

    def _doubts(self, rule: Rule) -> Iterator[tuple[str, str]]:
        for one in self.pack.coverage.ambiguities:
            if one.id in rule.ambiguities:
                yield self.words.text(one.question), self.words.text(one.treated)


def is_verified(finding: Finding) -> bool:
    """Say whether the official text behind a finding was read."""
    return finding.confidence is Confidence.TEXT_SEEN
