"""
Is the pack sound? Questions about every system at once, put to z3 for every stretch of days.

What is found comes with a concrete system where there is one. What z3 could not decide is a finding
too, and a pack with any finding is not called sound: nothing checked is not a pass.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

from tanba.kernel import Days, value
from tanba.law.decision.assessment import ROLES
from tanba.law.decision.domain import Domain
from tanba.law.decision.formula import Decisions, Form, Names, form_of
from tanba.law.language.kleene import Kleene, State, Test
from tanba.law.language.syntax import Has
from tanba.law.language.vocabulary import Answer
from tanba.law.reasoning.logic import EFFORT, Atoms, Plain, Rails, Term, Undecided, find_example
from tanba.law.sheets.pack import Axis, Pack
from tanba.law.sheets.rule import ClassIs, Duty, Forbids, Rule


@value
class Defect:
    """
    One thing that does not fit, on some days.

    `witness` is a small system that shows it, where one can; `kind` is the code in a word.
    """

    code: str
    kind: str
    rules: tuple[str, ...]
    days: Days
    witness: Mapping[str, Answer] | None
    says: str


@value
class Proof:
    """Everything that was found; `checks` counts what z3 was asked, repeats between days left out."""

    found: tuple[Defect, ...]
    checks: int
    undecided: int

    @property
    def sound(self) -> bool:
        """Everything was checked, z3 never gave up, and nothing was found."""
        return self.checks > 0 and not self.found and self.undecided == 0


KINDS = {
    "PR01": "never holds",
    "PR02": "always holds",
    "PR03": "overlap",
    "PR04": "gap",
    "PR05": "dead exception",
    "PR06": "nobody owes",
    "PR07": "cannot be avoided",
    "PR08": "kleene lies",
    "PR09": "not proved",
}
"""What may be found, by its code."""


def prove(
    pack: Pack, progress: Callable[[int, int], None] | None = None, effort: int = EFFORT
) -> Proof:
    """
    Ask of every rule, class, exception and duty whether it makes sense, on every day of the law.

    Found are: a rule that can never hold (PR01) or always holds (PR02); two values of a class at once
    (PR03) or none (PR04) inside `within`; an exception that cannot fire (PR05); a duty that nobody owes
    (PR06); a prohibition that every system inside a class meets (PR07); a rule that Kleene's logic
    settles wrongly (PR08, which would be a fault of ours); and what z3 could not decide (PR09). A class
    none of whose rules is in force on a stretch is not checked there.

    `progress` is told how many checks are done and how many there are; `effort` bounds each of them
    (see `logic.EFFORT`).
    """
    prover = _Prover(pack, effort)
    stretches = _stretches(pack)
    checks = [(days, check) for days in stretches for check in prover.checks(days)]
    found: list[Defect] = []
    for done, (days, check) in enumerate(checks):
        found += (replace(flaw, days=days) for flaw in prover.run(check))
        if progress:
            progress(done + 1, len(checks))
    undecided = sum(flaw.code == "PR09" for flaw in found)
    return Proof(found=tuple(_merged(found)), checks=len(prover.answers), undecided=undecided)


def _stretches(pack: Pack) -> list[Days]:
    days = pack.change_days()
    ends: list[date | None] = [*days[1:], None]
    return [Days(from_=day, until=end) for day, end in zip(days, ends, strict=True)]


def _merged(found: list[Defect]) -> Iterator[Defect]:
    """Yield the findings, those that go on from one stretch into the next as one."""
    open_: dict[tuple[str, tuple[str, ...], str], Defect] = {}
    for flaw in found:
        key = (flaw.code, flaw.rules, flaw.says)
        before = open_.get(key)
        if before and before.days.until == flaw.days.from_:
            open_[key] = replace(before, days=Days(from_=before.days.from_, until=flaw.days.until))
            continue
        if before:
            yield before
        open_[key] = flaw
    yield from open_.values()


Check = tuple[tuple[object, ...], Callable[[], Iterator[Defect]]]
"""What is checked, equal for equal work, and the work."""


class _Prover:
    def __init__(self, pack: Pack, effort: int) -> None:
        self.pack = pack
        self.domain = Domain(pack)
        self.atoms = Atoms(self.domain, effort)
        self.plain = Decisions(pack, Plain(self.atoms))
        self.rails = Decisions(pack, Rails(self.atoms))
        self.kleene = Decisions(pack, Kleene())
        self.names = Decisions(pack, Names())
        self.answers: dict[tuple[object, ...], tuple[Defect, ...]] = {}

    def run(self, check: Check) -> tuple[Defect, ...]:
        """Return what a check finds; the same check is not made twice."""
        key, work = check
        if key not in self.answers:
            try:
                self.answers[key] = tuple(work())
            except Undecided:
                rules = tuple(part for part in key[1:] if isinstance(part, str))
                self.answers[key] = (_flaw("PR09", rules, f"z3 gave up on {key[0]}"),)
        return self.answers[key]

    def checks(self, days: Days) -> Iterator[Check]:
        """Yield every check of a stretch of days."""
        if days.from_ is None:
            return
        live = {rule.id: rule for rule in self.pack.in_force(days.from_)}
        axes = [axis for axis in self.pack.head.classes if _values(axis, live)]
        for rule in live.values():
            form = form_of(rule, live)
            yield (("the rule", rule.id, form), _bound(self._rule, rule, live))
            yield (("the truth of", rule.id, form), _bound(self._kleene, rule, live))
            for name in rule.unless:
                if name in live:
                    key = ("the exception", rule.id, name, form_of(live[name], live))
                    yield (key, _bound(self._exception, rule, live[name], live))
            if isinstance(rule.then, Duty):
                yield (("the duty", rule.id, form), _bound(self._duty, rule, rule.then, live))
            if isinstance(rule.then, Forbids):
                for axis in axes:
                    key = ("the prohibition", rule.id, axis.within, form)
                    yield (key, _bound(self._avoidable, rule, axis, live))
        for axis in axes:
            forms: tuple[Form, ...] = tuple(form_of(r, live) for r in live.values() if _on(axis, r))
            yield (("the class", axis.id, "overlap", forms), _bound(self._overlaps, axis, live))
            yield (("the class", axis.id, "gap", forms), _bound(self._gap, axis, live))

    def _rule(self, rule: Rule, live: Mapping[str, Rule]) -> Iterator[Defect]:
        term = self.plain.rule(rule, live)
        if self.atoms.solve(term) is None:
            yield _flaw("PR01", (rule.id,), f"no system can meet {rule.id}")
        elif self.atoms.solve(self.atoms.negate(term)) is None:
            yield _flaw("PR02", (rule.id,), f"every system meets {rule.id}")

    def _kleene(self, rule: Rule, live: Mapping[str, Rule]) -> Iterator[Defect]:
        truth = self.plain.rule(rule, live)
        yes, no = self.rails.rule(rule, live)
        atoms = self.atoms
        lies = [atoms.every([yes, atoms.negate(truth)]), atoms.every([no, truth])]
        if atoms.solve(atoms.some(lies)) is not None:
            yield _flaw("PR08", (rule.id,), f"{rule.id} is settled by some answers and then overturned")

    def _exception(self, rule: Rule, excuse: Rule, live: Mapping[str, Rule]) -> Iterator[Defect]:
        own = self.plain.node(rule.when.node)
        if (
            self.atoms.solve(own) is not None
            and self.atoms.solve(own, self.plain.rule(excuse, live)) is None
        ):
            ids = (rule.id, excuse.id)
            yield _flaw("PR05", ids, f"{excuse.id} can never excuse from {rule.id}")

    def _duty(self, rule: Rule, duty: Duty, live: Mapping[str, Rule]) -> Iterator[Defect]:
        roles = self.domain.questions.get(ROLES)
        members = [p for p in duty.owed_by if roles and p in (roles.values or {})]
        term = self.plain.rule(rule, live)
        if not duty.owed_by:
            yield _flaw("PR06", (rule.id,), f"{rule.id} names nobody who owes it")
        elif members and self.atoms.solve(term) is not None:
            ours = self.atoms.some([self.atoms.leaf(Has(ROLES, member)) for member in members])
            if self.atoms.solve(term, ours) is None:
                says = f"{rule.id} never binds any of those who owe it: {', '.join(members)}"
                yield _flaw("PR06", (rule.id,), says)

    def _avoidable(self, rule: Rule, axis: Axis, live: Mapping[str, Rule]) -> Iterator[Defect]:
        within, term = self.plain.name(axis.within), self.plain.rule(rule, live)
        if (
            self.atoms.solve(within) is not None
            and self.atoms.solve(within, self.atoms.negate(term)) is None
        ):
            says = f"every system for which {axis.within} holds meets the prohibition {rule.id}"
            yield _flaw("PR07", (rule.id,), says)

    def _overlaps(self, axis: Axis, live: Mapping[str, Rule]) -> Iterator[Defect]:
        for (one, rules), (other, others) in combinations(_values(axis, live).items(), 2):
            sides = (rules, others)
            terms = [self.atoms.some([self.plain.rule(r, live) for r in side]) for side in sides]
            tests = [[self.kleene.rule(r, live) for r in side] for side in sides]
            witness = self._witness(axis, [*rules, *others], live, terms, _each_met(tests))
            if witness is not None:
                says = f"one system can be both {one} and {other} in {axis.id}"
                yield _flaw("PR03", tuple(r.id for r in (*rules, *others)), says, witness)

    def _gap(self, axis: Axis, live: Mapping[str, Rule]) -> Iterator[Defect]:
        rules = [rule for rules in _values(axis, live).values() for rule in rules]
        terms = [self.atoms.negate(self.plain.rule(rule, live)) for rule in rules]
        tests = [self.kleene.rule(rule, live) for rule in rules]
        witness = self._witness(axis, rules, live, terms, _none_met(tests))
        if witness is not None:
            says = f"some system has no value of {axis.id} although {axis.within} holds"
            yield _flaw("PR04", tuple(rule.id for rule in rules), says, witness)

    def _witness(
        self,
        axis: Axis,
        rules: list[Rule],
        live: Mapping[str, Rule],
        terms: list[Term],
        shows: Callable[[State], bool],
    ) -> dict[str, Answer] | None:
        """Return a small system inside a class in which `terms` hold, or None when there is none."""
        names = self.names.name(axis.within).union(*(self.names.rule(r, live) for r in rules))
        within = self.kleene.name(axis.within)
        terms = [self.plain.name(axis.within), *terms]
        return find_example(self.atoms, names, terms, lambda s: within(s) == 2 and shows(s))


def _each_met(sides: list[list[Test]]) -> Callable[[State], bool]:
    return lambda state: all(any(test(state) == 2 for test in side) for side in sides)


def _none_met(tests: list[Test]) -> Callable[[State], bool]:
    return lambda state: all(test(state) == 0 for test in tests)


def _bound(work: Callable[..., Iterator[Defect]], *parts: Any) -> Callable[[], Iterator[Defect]]:
    return lambda: work(*parts)


def _flaw(
    code: str, rules: tuple[str, ...], says: str, witness: Mapping[str, Answer] | None = None
) -> Defect:
    return Defect(code=code, kind=KINDS[code], rules=rules, days=Days(), witness=witness, says=says)


def _on(axis: Axis, rule: Rule) -> bool:
    return isinstance(rule.then, ClassIs) and rule.then.axis == axis.id


def _values(axis: Axis, live: Mapping[str, Rule]) -> dict[str, list[Rule]]:
    """Return the rules in force that lead to each value of a class; values without are left out."""
    led = {
        v.id: [
            r
            for r in live.values()
            if isinstance(r.then, ClassIs) and _on(axis, r) and r.then.is_ == v.id
        ]
        for v in axis.values
    }
    return {name: rules for name, rules in led.items() if rules}
