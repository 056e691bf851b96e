"""
Which question to ask next: only what can still change a result, the most deciding first.

A question is worth the mean, over its possible answers, of how many open findings each answer settles;
a prohibition counts as three findings and a class as two, because everything else hangs on them. What
a fact can change is exact, not a guess: see `influence`.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tanba.kernel import Reason, Truth, Unknown, value
from tanba.law.decision.domain import Domain
from tanba.law.decision.formula import Decisions, consequential
from tanba.law.language.vocabulary import Answer, Question
from tanba.law.reasoning.completion import Reach
from tanba.law.reasoning.graph import Graph
from tanba.law.reasoning.influence import Influence
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import ClassIs, Forbids, Rule

WEIGHT: dict[type, int] = {Forbids: 3, ClassIs: 2}
"""How many findings a finding of each kind counts for; what is not named counts for one."""


@value
class NextQuestion:
    """
    A fact worth asking for.

    `rules` are the ids of the rules that it can still change. `settles` is the mean number of open
    findings that an answer settles, by weight: 0 when no single answer is enough.
    """

    question: Question
    rules: tuple[str, ...]
    settles: float
    reason: Reason


def next_questions(
    pack: Pack, facts: Mapping[str, Any], on: date, limit: int | None = None
) -> tuple[NextQuestion, ...]:
    """
    Return the facts whose answer can still change a result on the day `on`, best first.

    Facts come before matters of judgement. Within each, what settles more comes first, then what can
    change more (by the same weights), then the order of the vocabulary. What was answered with *not
    known* or *not applicable* is not asked again. Empty when nothing that may be asked changes
    anything. Raises Faults for answers that the vocabulary does not have.
    """
    view = _View(pack, facts, on)
    touched: dict[str, list[Rule]] = {}
    for rule, (truth, names) in zip(view.rules, view.reaches, strict=True):
        for name in names if truth == 1 else ():
            touched.setdefault(name, []).append(rule)
    settled = view.settled()
    questions = []
    for name, rules in touched.items():
        reason = _reason(view.vocabulary[name], facts.get(name))
        if reason in (Reason.NOT_KNOWN, Reason.NOT_APPLICABLE):
            continue
        cases = view.graph.cases[name]
        ids = tuple(rule.id for rule in rules)
        worth = sum(settled[case] for case in cases) / len(cases)
        found = NextQuestion(question=view.vocabulary[name], rules=ids, settles=worth, reason=reason)
        judged = reason is Reason.JUDGEMENT
        order = (judged, -worth, -sum(map(_weight, rules)), view.graph.domain.place(name))
        questions.append((order, found))
    questions.sort(key=lambda pair: pair[0])
    return tuple(found for _, found in questions[:limit])


def forced(pack: Pack, facts: Mapping[str, Any], on: date) -> dict[str, Truth]:
    """
    Return the rules that `assess` leaves unknown although every further answer gives the same.

    Maps rule ids, exceptions included, to YES or NO. Rules that are settled, and rules that can still
    go either way, are not in it.
    """
    view = _View(pack, facts, on, everything=True)
    return {
        rule.id: Truth(truth)
        for rule, node, (truth, _) in zip(view.rules, view.nodes, view.reaches, strict=True)
        if view.truths[node] == 1 and truth != 1
    }


class _Law:
    """The rules of some days of a pack, made ready to be asked about again and again."""

    def __init__(self, pack: Pack, on: date) -> None:
        self.pack = pack
        self.vocabulary = pack.vocabulary
        self.graph = Graph(Domain(pack))
        self.influence = Influence(self.graph)
        live = {rule.id: rule for rule in pack.in_force(on)}
        decisions = Decisions(pack, self.graph)
        self.nodes = {rule.id: decisions.rule(rule, live) for rule in live.values()}
        self.live = tuple(live.values())


class _View:
    """What one system still leaves open on one day."""

    def __init__(
        self, pack: Pack, facts: Mapping[str, Any], on: date, everything: bool = False
    ) -> None:
        law = _law(pack, on)
        self.vocabulary = law.vocabulary
        self.graph = law.graph
        self.rules = list(law.live) if everything else consequential(law.live)
        self.nodes = [law.nodes[rule.id] for rule in self.rules]
        state: Mapping[str, Answer] = law.vocabulary.known(facts)
        self.yes, self.no = law.graph.decide(state)
        self.truths = [1 + (y & 1) - (n & 1) for y, n in zip(self.yes, self.no, strict=True)]
        self.reaches: list[Reach] = law.influence.reaches(self.nodes, self.truths, state)

    def settled(self) -> list[int]:
        """Return, for each imagined system, the weight of the open findings that it settles."""
        worth = [0] * self.graph.size
        for rule, node, (truth, _) in zip(self.rules, self.nodes, self.reaches, strict=True):
            if truth != 1:
                continue
            weight = _weight(rule)
            plane = self.yes[node] | self.no[node]
            while plane:
                lowest = plane & -plane
                worth[lowest.bit_length() - 1] += weight
                plane ^= lowest
        return worth


def _reason(question: Question, given: Any) -> Reason:
    if isinstance(given, Unknown):
        return given.reason
    return Reason.JUDGEMENT if question.judgement else Reason.NOT_ASKED


def _weight(rule: Rule) -> int:
    return WEIGHT.get(type(rule.then), 1)


_KEPT: dict[tuple[int, tuple[str, ...]], _Law] = {}
_KEEP = 8


def _law(pack: Pack, on: date) -> _Law:
    """Return a pack made ready; the last few are kept, and keep their pack alive."""
    key = (id(pack), tuple(rule.id for rule in pack.in_force(on)))
    law = _KEPT.get(key)
    if law is None:
        law = _KEPT[key] = _Law(pack, on)
        for old in list(_KEPT)[:-_KEEP]:
            _KEPT.pop(old, None)
    return law
