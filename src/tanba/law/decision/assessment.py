"""Facts in, an assessment out: what the law of a day says about one system."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tanba.kernel import Reason, Truth, Unknown, digest, some, value
from tanba.law.decision.openness import Openness
from tanba.law.sheets.due import due_day, has_day
from tanba.law.sheets.pack import Axis, Pack
from tanba.law.sheets.rule import (
    ClassIs,
    Confidence,
    Duty,
    Forbids,
    Rule,
)

_TRUTHS = (Truth.NO, Truth.UNKNOWN, Truth.YES)
_WORK = tuple(Reason)

ROLES = "roles"
"""The fact that says which parties the card's own organisation is."""


@value
class OpenFact:
    """A fact that can still change a result, and why it has no answer."""

    name: str
    reason: Reason


@value
class Owed:
    """
    How a duty stands: is it ours, is it done as stated, and by which day is it due.

    A term in hours has no day `by` which it ends for sure, but it can be `late`.
    """

    yours: Truth
    done: Truth
    by: date | None
    late: bool


@value
class Finding:
    """
    One rule, and whether it holds for this system.

    `open` lists what could still change an UNKNOWN, and `reason` says what kind of work that is:
    JUDGEMENT only when nothing but judgement is left. `excused_by` names the exceptions that fire.
    """

    rule: Rule
    truth: Truth
    reason: Reason | None = None
    open: tuple[OpenFact, ...] = ()
    excused_by: tuple[str, ...] = ()
    confidence: Confidence
    owed: Owed | None = None


@value
class Placed:
    """Where a system stands in a class: the value, or every value that is still possible."""

    axis: Axis
    is_: str | None
    possible: tuple[str, ...]
    reason: Reason | None = None
    by: tuple[str, ...] = ()
    """The rules that decide it, or could still."""


@value
class Assessment:
    """
    What the law says about one system on one day, and what it still needs to know.

    Frozen: the same pack, facts and day give the same assessment, today and in court.
    """

    pack: str
    version: str
    on: date
    facts: Mapping[str, Any]
    findings: tuple[Finding, ...]
    classes: tuple[Placed, ...]

    def finding(self, id_: str) -> Finding | None:
        """Return the finding of a rule; None when the rule is not in force on the day."""
        return next((f for f in self.findings if f.rule.id == id_), None)

    def of(self, kind: type) -> Iterator[Finding]:
        """Yield the findings of one kind: Forbids, Duty, Right, Sanction, Recommends or States."""
        return (f for f in self.findings if isinstance(f.rule.then, kind))

    def placed(self, axis: str) -> Placed:
        """Return where the system stands in a class."""
        return next(p for p in self.classes if p.axis.id == axis)

    @property
    def prohibited(self) -> Truth:
        """Is any prohibition met? UNKNOWN until none can be any more."""
        return some(f.truth for f in self.of(Forbids))

    @property
    def open(self) -> tuple[OpenFact, ...]:
        """Everything unanswered that can still change a result, in first-met order."""
        return tuple({o.name: o for f in self.findings for o in f.open}.values())

    def digest(self) -> str:
        """Return the SHA-256 of the answers and of every result, in hexadecimal."""
        results = {f.rule.id: f.truth for f in self.findings}
        stamp = {"pack": self.pack, "version": self.version, "on": self.on}
        return digest({**stamp, "facts": self.facts, "results": results})


def assess(pack: Pack, facts: Mapping[str, Any], on: date) -> Assessment:
    """
    Apply every rule of `pack` in force on the day `on`.

    `facts` maps names to answers; leave out what was not asked, and give an `Unknown` for what is not
    known for a reason. Rules that do not apply stay in the result, so that a reader sees what was
    considered. Raises Faults for names and answers that the vocabulary does not have.
    """
    state = settle(pack, facts)
    case = _Case(pack, facts, state, on)
    findings = tuple(case.finding(rule) for rule in case.live.values())
    return Assessment(
        pack=pack.id,
        version=pack.head.version,
        on=on,
        facts=dict(facts),
        findings=findings,
        classes=tuple(_place(axis, findings) for axis in pack.head.classes),
    )


def settle(pack: Pack, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the state of a system: its answers in their own types, and the derived truths."""
    state: dict[str, Any] = dict(pack.vocabulary.known(facts))
    for one in pack.derived:
        truth = one.when.test(state)
        if truth != 1:
            state[one.id] = truth == 2
    return state


class _Case:
    """One system on one day, while it is being decided."""

    def __init__(
        self, pack: Pack, facts: Mapping[str, Any], state: Mapping[str, Any], on: date
    ) -> None:
        self.pack = pack
        self.facts = facts
        self.state = state
        self.on = on
        self.live = {rule.id: rule for rule in pack.in_force(on)}
        self.openness = Openness(state, {one.id: one.when.node for one in pack.derived})
        self.vocabulary = pack.vocabulary
        self.read = {act.id: act.was_read(on) for act in pack.head.acts}
        self._open_facts: dict[str, OpenFact] = {}
        self._opened: dict[tuple[str, tuple[str, ...]], tuple[tuple[OpenFact, ...], Reason]] = {}
        self._truths: dict[str, int] = {}

    def truth(self, rule: Rule) -> int:
        """Its own condition, and none of its exceptions."""
        if rule.id not in self._truths:
            truth = rule.when.test(self.state)
            for name in rule.unless:
                if truth and name in self.live:
                    truth = min(truth, 2 - self.truth(self.live[name]))
            self._truths[rule.id] = truth
        return self._truths[rule.id]

    def finding(self, rule: Rule) -> Finding:
        truth = _TRUTHS[self.truth(rule)]
        open_, reason = self._open(rule) if truth is Truth.UNKNOWN else ((), None)
        return Finding(
            rule=rule,
            truth=truth,
            reason=reason,
            open=open_,
            excused_by=self._excuses(rule) if rule.unless else (),
            confidence=rule.confidence if self.read[rule.cite.act] else Confidence.SECONDARY,
            owed=self._owed(rule.then) if isinstance(rule.then, Duty) else None,
        )

    def _excuses(self, rule: Rule) -> tuple[str, ...]:
        live = (name for name in rule.unless if name in self.live)
        return tuple(name for name in live if self.truth(self.live[name]) == 2)

    def _open(self, rule: Rule) -> tuple[tuple[OpenFact, ...], Reason]:
        # A third of the rules of a law bind every system alike: what opens one opens them all.
        key = (rule.when.text, rule.unless)
        if key not in self._opened:
            open_ = tuple(map(self._open_fact, self._open_names(rule)))
            self._opened[key] = (open_, main_reason(open_))
        return self._opened[key]

    def _open_names(self, rule: Rule) -> dict[str, None]:
        if self.truth(rule) != 1:
            return {}
        names = self.openness.facts(rule.when.node)
        for name in rule.unless:
            if name in self.live:
                names = {**names, **self._open_names(self.live[name])}
        return names

    def _open_fact(self, name: str) -> OpenFact:
        if name not in self._open_facts:
            self._open_facts[name] = OpenFact(name=name, reason=self.why(name))
        return self._open_facts[name]

    def why(self, name: str) -> Reason:
        """Return why a fact has no answer."""
        given = self.facts.get(name)
        if isinstance(given, Unknown):
            return given.reason
        return Reason.JUDGEMENT if self.vocabulary[name].judgement else Reason.NOT_ASKED

    def _owed(self, duty: Duty) -> Owed:
        roles = self.state.get(ROLES)
        ours = 1 if roles is None else 0 if roles.isdisjoint(duty.owed_by) else 2
        by = due_day(duty.due, self.state)
        done = duty.shown.test(self.state) if duty.shown else 1
        late = by is not None and by < self.on
        by = by if has_day(duty.due) else None
        return Owed(yours=_TRUTHS[ours], done=_TRUTHS[done], by=by, late=late)


def main_reason(open_: tuple[OpenFact, ...]) -> Reason:
    """Return what is left to do: ask first, then find out; judgement only when it alone is left."""
    return next(reason for reason in _WORK for one in open_ if one.reason is reason)


def _place(axis: Axis, findings: tuple[Finding, ...]) -> Placed:
    mine = [
        (f.rule.then.is_, f)
        for f in findings
        if isinstance(f.rule.then, ClassIs) and f.rule.then.axis == axis.id
    ]
    held = [(name, f) for name, f in mine if f.truth is Truth.YES]
    maybe = [(name, f) for name, f in mine if f.truth is Truth.UNKNOWN]
    names = {name for name, _ in held or maybe}
    possible = tuple(v.id for v in axis.values if v.id in names)
    settled = len(names) == 1 and bool(held)
    open_ = tuple({o.name: o for _, f in maybe for o in f.open}.values())
    return Placed(
        axis=axis,
        is_=possible[0] if settled else None,
        possible=possible,
        reason=main_reason(open_) if open_ and not settled else None,
        by=tuple(f.rule.id for _, f in held or maybe),
    )
