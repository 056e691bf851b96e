"""
What would have to be different: the smallest changes to a system that change what the law says of it.

z3 finds them in the rails encoding, in which facts may be unanswered; every one of them is assessed
again before it is returned.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tanba.kernel import TanbaError, Truth, Unknown, value
from tanba.law.decision.assessment import Assessment, assess
from tanba.law.decision.domain import Domain
from tanba.law.decision.formula import Decisions, Names
from tanba.law.language.vocabulary import Answer, suggest
from tanba.law.reasoning.logic import Atoms, Rails, Term, Undecided
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import ClassIs, Rule

Target = str | tuple[str, str]
"""The id of a rule that should not hold, or a class and the value on which it should settle."""

CHANGES = 4
"""More changes than a person can weigh at once are another system, not a changed one."""


@value
class Change:
    """One answer that would be another; `before` is None or an Unknown when there was none."""

    fact: str
    before: Answer | Unknown | None
    after: Answer


@value
class Counterfactual:
    """Changes that together reach the target, none of them idle; `result` is assessed after them."""

    changes: tuple[Change, ...]
    result: Assessment


def counterfactuals(
    pack: Pack, facts: Mapping[str, Any], on: date, target: Target, limit: int = 5
) -> tuple[Counterfactual, ...]:
    """
    Return the smallest sets of changes after which `target` is reached, fewest changes first.

    Facts that are not changed keep their answers, and unanswered ones stay so. Only facts that somebody
    can alter are changed, and matters of judgement only when nothing else helps. No set contains
    another; of each set of facts one choice of answers is given, as near to the present ones as can be.
    Among sets of equal size those that come first in the vocabulary come first. Empty when the target
    is reached already, or when CHANGES changes do not reach it (or the search gave up). Raises
    TanbaError for a target that is not in force on the day, and Faults for answers that do not fit.
    """
    now = assess(pack, facts, on)
    _check_target(pack, now, target)
    if _reached(now, target):
        return ()
    search = _Search(pack, facts, on, target)
    for with_judgement in (False, True):
        found = search.run(with_judgement, limit)
        if found:
            return tuple(found)
    return ()


def _check_target(pack: Pack, now: Assessment, target: Target) -> None:
    if isinstance(target, str):
        if now.finding(target) is None:
            hint = suggest(target, [f.rule.id for f in now.findings])
            raise TanbaError(f"no rule {target!r} in force on {now.on}\n    hint: {hint}")
        return
    axes = {axis.id: [v.id for v in axis.values] for axis in pack.head.classes}
    if target[0] not in axes:
        raise TanbaError(f"there is no class {target[0]!r}\n    hint: {suggest(target[0], axes)}")
    if target[1] not in axes[target[0]]:
        hint = suggest(target[1], axes[target[0]])
        raise TanbaError(f"{target[0]} has no value {target[1]!r}\n    hint: {hint}")


def _reached(now: Assessment, target: Target) -> bool:
    if isinstance(target, str):
        finding = now.finding(target)
        return finding is not None and finding.truth is Truth.NO
    return now.placed(target[0]).is_ == target[1]


class _Search:
    """The target and the system in z3; grows the number of changes from one."""

    def __init__(self, pack: Pack, facts: Mapping[str, Any], on: date, target: Target) -> None:
        self.pack = pack
        self.facts = facts
        self.on = on
        self.target = target
        self.domain = Domain(pack)
        self.atoms = Atoms(self.domain)
        self.state: dict[str, Answer] = pack.vocabulary.known(facts)
        live = {rule.id: rule for rule in pack.in_force(on)}
        rules = self._rules(live)
        rails = Decisions(pack, Rails(self.atoms))
        self.goal = self._goal([(rule, rails.rule(rule, live)) for rule in rules])
        names = Decisions(pack, Names())
        mentioned = frozenset[str]().union(*(names.rule(rule, live) for rule in rules))
        self.names = sorted(mentioned, key=self.domain.place)

    def run(self, with_judgement: bool, limit: int) -> list[Counterfactual]:
        questions = self.domain.questions
        movable = [
            name
            for name in self.names
            if questions[name].alterable and (with_judgement or not questions[name].judgement)
        ]
        changed = {name: self._changed(name) for name in movable}
        frame = [*self._fixed(set(movable)), *(self._moves(name) for name in movable), self.goal]
        found: list[Counterfactual] = []
        for count in range(1, min(CHANGES, len(movable)) + 1):
            counted = self.atoms.exactly(count, list(changed.values()))
            while len(found) < limit:
                try:
                    chosen = self._first_set([*frame, counted], changed)
                    if chosen is None:
                        break
                    answers = self._nearest([*frame, counted, *(changed[n] for n in chosen)], chosen)
                except Undecided:
                    return found
                found.append(self._verified(answers))
                frame.append(self.atoms.negate(self.atoms.every([changed[n] for n in chosen])))
        return found

    def _rules(self, live: Mapping[str, Rule]) -> list[Rule]:
        if isinstance(self.target, str):
            return [live[self.target]]
        axis = self.target[0]
        return [r for r in live.values() if isinstance(r.then, ClassIs) and r.then.axis == axis]

    def _goal(self, rules: list[tuple[Rule, tuple[Term, Term]]]) -> Term:
        if isinstance(self.target, str):
            return rules[0][1][1]
        # As `assess` places a system: some rule of the value holds, and none of another value does.
        wanted: list[Term] = []
        others: list[Term] = []
        for rule, (yes, _) in rules:
            mine = isinstance(rule.then, ClassIs) and rule.then.is_ == self.target[1]
            (wanted if mine else others).append(yes)
        atoms = self.atoms
        return atoms.every([atoms.some(wanted), *(atoms.negate(yes) for yes in others)])

    def _changed(self, name: str) -> Term:
        """Return that a fact has another answer than now, or has one now and had none before."""
        if name not in self.state:
            return self.atoms.known(name)
        return self.atoms.negate(self.atoms.every(self.atoms.answered(name, self.state[name])))

    def _moves(self, name: str) -> Term:
        """Return what a change may be: an answer is never taken back."""
        return self.atoms.known(name) if name in self.state else self.atoms.true

    def _fixed(self, movable: set[str]) -> list[Term]:
        """Return that everything else stays as it is."""
        terms: list[Term] = []
        for name in self.names:
            if name in movable:
                continue
            if name in self.state:
                terms += [self.atoms.known(name), *self.atoms.answered(name, self.state[name])]
            else:
                terms.append(self.atoms.negate(self.atoms.known(name)))
        return terms

    def _first_set(self, frame: list[Term], changed: Mapping[str, Term]) -> list[str] | None:
        """Return the facts of the solution that comes first in the vocabulary, or None."""
        model = self.atoms.solve(*frame)
        if model is None:
            return None
        chosen: list[str] = []
        kept = list(frame)
        for name, term in changed.items():
            # The last model may already change it: then z3 need not be asked again.
            if not self.atoms.holds(model, term):
                other = self.atoms.solve(*kept, term)
                if other is None:
                    kept.append(self.atoms.negate(term))
                    continue
                model = other
            kept.append(term)
            chosen.append(name)
        return chosen

    def _nearest(self, frame: list[Term], chosen: list[str]) -> dict[str, Answer]:
        """Return answers for the changed facts, each as near to the present one as it can be."""
        kept = list(frame)
        for name in chosen:
            for term in self._wishes(name):
                if self.atoms.solve(*kept, term) is not None:
                    kept.append(term)
        model = self.atoms.solve(*kept)
        return self.atoms.read(model, chosen)

    def _wishes(self, name: str) -> list[Term]:
        """Return what an answer should rather be, the dearest wish first; any may fail."""
        kind = self.domain.questions[name].type
        before = self.state.get(name)
        if kind == "set":
            return self.atoms.answered(name, frozenset() if before is None else before)
        answers = list(self.domain.answers(name))
        if kind == "bool":
            answers.reverse()  # what a system does not do needs no further condition
        elif kind in ("int", "day") and before is not None:
            place = answers.index(self.domain.like(name, before))
            answers = [answers[i] for i in sorted(range(len(answers)), key=lambda i: abs(i - place))]
        return [self.atoms.answers(name)[answer] for answer in answers]

    def _verified(self, answers: Mapping[str, Answer]) -> Counterfactual:
        result = assess(self.pack, {**self.facts, **answers}, self.on)
        if not _reached(result, self.target):
            raise AssertionError(f"z3 and assess disagree about {self.target} with {answers}")
        changes = (
            Change(fact=name, before=self.state.get(name, self.facts.get(name)), after=after)
            for name, after in answers.items()
        )
        return Counterfactual(changes=tuple(changes), result=result)
