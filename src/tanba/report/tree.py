"""An explanation as text: every step with a mark and a word, down to who gave each answer."""

from collections.abc import Sequence

from tanba.flow import Case
from tanba.kernel import Truth
from tanba.law import Explanation, Step
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, msg
from tanba.report.statements import describe_change, describe_point, is_verified
from tanba.report.views import Change, Way
from tanba.report.wording import Words

_MARKS = {Truth.YES: "✓", Truth.NO: "✗", Truth.UNKNOWN: "?"}
_JOINS = {
    "and": msg("all of these"),
    "or": msg("at least one of these"),
    "not": msg("the opposite of this"),
}
_COLOURS = {Truth.YES: Truth.NO, Truth.NO: Truth.NO, Truth.UNKNOWN: Truth.UNKNOWN}


def write_explanation(
    case: Case,
    explanation: Explanation,
    ways: Sequence[Way],
    speech: Speech,
    width: int = 100,
    colour: bool = False,
) -> str:
    """
    Return why a rule came out as it did, as text in lines of at most `width` columns (40 to 100).

    `ways` are the smallest sets of other answers that would turn the result, if any were looked for.

    A mark says whether a *part* holds (✓), does not (✗) or is not known (?); the word beside it says
    the same. Whether that is good news depends on the rule, so no mark means compliance.
    """
    words = Words(speech, case.pack, case.assessment.on)
    writer = _Writer(words, case, Sheet(width, colour))
    writer.explanation(explanation)
    writer.ways(ways)
    return writer.sheet.text()


class _Writer:
    def __init__(self, words: Words, case: Case, sheet: Sheet) -> None:
        self.words = words
        self.say = words.speech.say
        self.case = case
        self.sheet = sheet
        self.named: set[str] = set()
        """Facts whose giver was named: a condition may lean on one fact many times."""

    def explanation(self, explanation: Explanation, exception: bool = False) -> None:
        finding, words = explanation.finding, self.words
        rule, verdict = finding.rule, words.verdict(finding, is_verified(finding))
        title = words.text(rule.title)
        self.sheet.heading(self.say("Exception: {title}", title=title) if exception else title)
        self.sheet.put(f"{rule.id}: {words.cite(rule.cite)}")
        self.sheet.put(words.text(rule.says))
        self.sheet.put(self.say("Result: {verdict}", verdict=verdict))
        if finding.reason:
            reason = words.reason(finding.reason)
            self.sheet.put(self.say("Why it is open: {reason}", reason=reason))
        if rule.note and not exception:
            self.sheet.put(self.say("Note: {note}", note=words.text(rule.note)))
        self.sheet.lines.append("")
        self.step(explanation.when, 2)
        for inner in explanation.exceptions:
            self.explanation(inner, exception=True)

    def step(self, step: Step, indent: int) -> None:
        if step.kind == "fact":
            self.fact(step, indent)
            return
        parts, joined = step.parts, ""
        # A name and what it joins are one line: depth is what makes a tree hard to read.
        if step.kind == "derived" and parts and parts[0].kind in _JOINS:
            parts, joined = parts[0].parts, f"; {self.say(_JOINS[parts[0].kind])}"
        self.line(self.name(step), step.truth, indent, joined)
        for part in parts:
            self.step(part, indent + 2)

    def name(self, step: Step) -> str:
        if step.derived is None:
            return self.say(_JOINS[step.kind]) if step.kind in _JOINS else step.text
        title = self.words.text(step.derived.title)
        cite = step.derived.cite
        return f"{title} ({self.words.cite(cite)})" if cite else title

    def fact(self, step: Step, indent: int) -> None:
        point = describe_point(self.words, self.case, step)
        self.line(f"{point.ask} – {point.answer}", step.truth, indent)
        if step.text != point.fact:
            # The bare condition tells a lawyer which answers would have counted.
            self.sheet.put(self.say("condition: {condition}", condition=step.text), indent + 4)
        if point.by and point.fact not in self.named:
            self.named.add(point.fact)
            self.sheet.put(point.by, indent + 4)

    def ways(self, ways: Sequence[Way]) -> None:
        if not ways:
            return
        self.sheet.heading(self.say("What would change it"))
        for number, way in enumerate(ways, 1):
            said = (self.change(describe_change(self.words, turn)) for turn in way.changes)
            self.sheet.put("; ".join(said), 2, f"{number}.")

    def change(self, one: Change) -> str:
        fields = {"after": one.after, "before": one.before}
        then = self.say("{after} instead of {before}", **fields) if one.before else one.after
        return f"{one.ask} – {then}"

    def line(self, text: str, truth: Truth, indent: int, more: str = "") -> None:
        said = f"{text}: {self.words.truth(truth)}{more}"
        self.sheet.put(said, indent, _MARKS[truth], _COLOURS[truth])
