"""Why a rule holds, does not hold, or is open: every step, down to the answers."""

from collections.abc import Iterator
from typing import Any

from tanba.kernel import Reason, TanbaError, Truth, Unknown, every, some, value
from tanba.law.decision.assessment import Assessment, Finding, settle
from tanba.law.decision.openness import leaf_truth
from tanba.law.language.syntax import And, Node, Not, Or, show
from tanba.law.language.vocabulary import suggest
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import Derived


@value
class Step:
    """
    One part of a condition and its truth.

    `kind` is and, or, not, fact or derived; the last two have the `text` of the condition that stands
    there. A fact has its `answer` (None when there is none) and, when
    it is open, the `reason`; a derived truth has its definition and the steps below it.
    """

    kind: str
    text: str = ""
    truth: Truth
    fact: str | None = None
    answer: Any = None
    given: Unknown | None = None
    reason: Reason | None = None
    derived: Derived | None = None
    parts: tuple["Step", ...] = ()

    def walk(self) -> Iterator["Step"]:
        """Yield this step and all below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


@value
class Explanation:
    """A finding with the steps that led to it, and the same for its exceptions."""

    finding: Finding
    when: Step
    exceptions: tuple["Explanation", ...]


def explain(pack: Pack, assessment: Assessment, rule: str) -> Explanation:
    """Return why `rule` came out as it did; raises TanbaError when it is not in force on the day."""
    finding = assessment.finding(rule)
    if finding is None:
        known = pack.rule(rule)
        hint = (
            f"it binds from {known.from_}" + (f" until {known.until}" if known.until else "")
            if known
            else suggest(rule, [r.id for r in pack.rules])
        )
        what = f"no rule {rule!r} in force on {assessment.on}"
        raise TanbaError(f"{what}\n    hint: {hint}" if hint else what)
    explainer = _Explainer(pack, assessment)
    return explainer.explanation(finding)


class _Explainer:
    def __init__(self, pack: Pack, assessment: Assessment) -> None:
        self.assessment = assessment
        self.state = settle(pack, assessment.facts)
        self.derived = {one.id: one for one in pack.derived}
        self.vocabulary = pack.vocabulary

    def explanation(self, finding: Finding) -> Explanation:
        excuses = map(self.assessment.finding, finding.rule.unless)
        return Explanation(
            finding=finding,
            when=self.step(finding.rule.when.node),
            exceptions=tuple(self.explanation(f) for f in excuses if f is not None),
        )

    def step(self, node: Node) -> Step:
        match node:
            case Not(part):
                below = self.step(part)
                return Step(kind="not", truth=~below.truth, parts=(below,))
            case And(parts):
                steps = tuple(map(self.step, parts))
                return Step(kind="and", truth=every(s.truth for s in steps), parts=steps)
            case Or(parts):
                steps = tuple(map(self.step, parts))
                return Step(kind="or", truth=some(s.truth for s in steps), parts=steps)
        if node.name in self.derived:
            one = self.derived[node.name]
            inner = self.step(one.when.node)
            return Step(kind="derived", text=node.name, truth=inner.truth, derived=one, parts=(inner,))
        given = self.assessment.facts.get(node.name)
        unknown = given if isinstance(given, Unknown) else None
        judged = self.vocabulary[node.name].judgement
        silent = Reason.JUDGEMENT if judged else Reason.NOT_ASKED
        return Step(
            kind="fact",
            text=show(node),
            truth=Truth(leaf_truth(node, self.state)),
            fact=node.name,
            answer=self.state.get(node.name),
            given=unknown,
            reason=None if node.name in self.state else unknown.reason if unknown else silent,
        )
