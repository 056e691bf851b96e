"""
What changes between two editions of the law, and for which systems.

A rule whose condition reads differently may still decide alike: z3 says whether it does, and otherwise
gives a concrete system that the two editions treat differently.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from tanba.kernel import Truth, value
from tanba.law.decision.assessment import assess
from tanba.law.decision.domain import Domain
from tanba.law.decision.formula import Decisions, Names
from tanba.law.language.kleene import Kleene, Test
from tanba.law.language.vocabulary import Answer
from tanba.law.reasoning.logic import Atoms, Plain, Undecided, find_example
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import Rule

if TYPE_CHECKING:
    import polars

Part = Literal["condition", "exceptions", "consequence", "wording", "cite", "confidence"]
Effect = Literal["same", "differs", "not shown"]

ROWS = 20
"""How many rows are listed for each move."""


@value
class Witness:
    """
    A small system, and how each edition treats it; None where the rule is not in force.

    Both truths were found by assessing it.
    """

    facts: Mapping[str, Answer]
    before: Truth | None
    after: Truth | None


@value
class Move:
    """How many systems of a table go from one truth to another; `rows` are the first, from 0."""

    before: Truth | None
    after: Truth | None
    count: int
    rows: tuple[int, ...]


@value
class RuleChange:
    """
    One rule that is not the same in both editions.

    `before` or `after` is None where the rule is not in force. `parts` says what reads differently, for
    a rule in both. `effect` is *same* when no system is treated differently (exactly so), *differs*
    with a `witness`, and *not shown* when z3 gave up or a fact has no answer that suits both editions.
    `moves` is empty without a table.
    """

    id: str
    before: Rule | None
    after: Rule | None
    parts: tuple[Part, ...]
    effect: Effect
    witness: Witness | None
    moves: tuple[Move, ...] = ()


@value
class Difference:
    """What is not the same: rules only before, rules only after, and changed rules, in pack order."""

    removed: tuple[RuleChange, ...]
    added: tuple[RuleChange, ...]
    changed: tuple[RuleChange, ...]
    systems: int | None
    """How many systems the table has; None without one."""

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.changed)


def diff(
    before: Pack,
    after: Pack,
    on_before: date,
    on_after: date,
    table: "polars.DataFrame | None" = None,
) -> Difference:
    """
    Compare the law of two days: two versions of a pack, or one pack twice.

    Rules are matched by id. Witnesses give only answers that both vocabularies have, so a difference
    that shows with new answers alone is not seen. With a `table`, one row for each system as `sweep`
    reads it, the systems that move are counted too; each pack sees only the columns that it knows, and
    a column that neither knows raises Faults.
    """
    comparison = _Comparison(before, after, on_before, on_after)
    if table is not None:
        comparison.moves = _moves(before, after, on_before, on_after, table)
    sides = (comparison.live[0], comparison.live[1])
    both = [(sides[0][name], rule) for name, rule in sides[1].items() if name in sides[0]]
    changed = (comparison.changed(one, other) for one, other in both)
    return Difference(
        removed=tuple(comparison.alone(r, 0) for r in sides[0].values() if r.id not in sides[1]),
        added=tuple(comparison.alone(r, 1) for r in sides[1].values() if r.id not in sides[0]),
        changed=tuple(change for change in changed if change is not None),
        systems=None if table is None else table.height,
    )


class _Comparison:
    """Both editions in one z3, over the answers that both vocabularies have."""

    def __init__(self, before: Pack, after: Pack, on_before: date, on_after: date) -> None:
        self.packs = (before, after)
        self.days = (on_before, on_after)
        self.domain = Domain(before, after)
        self.atoms = Atoms(self.domain)
        self.live = tuple(
            {r.id: r for r in pack.in_force(on)} for pack, on in zip(self.packs, self.days, strict=True)
        )
        self.plain = [Decisions(pack, Plain(self.atoms)) for pack in self.packs]
        self.names = [Decisions(pack, Names()) for pack in self.packs]
        self.kleene = [Decisions(pack, Kleene()) for pack in self.packs]
        self.moves: Callable[[str], tuple[Move, ...]] = lambda _: ()

    def changed(self, one: Rule, other: Rule) -> RuleChange | None:
        """Return how a rule of both editions changed; None when nothing is different."""
        parts = tuple(self._parts(one, other))
        effect, witness = self._effect(one, other)
        if not parts and effect == "same":
            return None
        # A derived fact or an exception may have changed under a rule that reads the same.
        if effect == "differs" and not {"condition", "exceptions"} & set(parts):
            parts = ("condition", *parts)
        return RuleChange(
            id=one.id,
            before=one,
            after=other,
            parts=parts,
            effect=effect,
            witness=witness,
            moves=self.moves(one.id),
        )

    def alone(self, rule: Rule, side: int) -> RuleChange:
        """Return a rule of one edition, with a system to which it applies."""
        names = self.names[side].rule(rule, self.live[side])
        term = self.plain[side].rule(rule, self.live[side])
        test = self.kleene[side].rule(rule, self.live[side])
        effect, witness = self._shown(names, term, rule.id, lambda state: test(state) == 2)
        return RuleChange(
            id=rule.id,
            before=None if side else rule,
            after=rule if side else None,
            parts=(),
            effect=effect,
            witness=witness,
            moves=self.moves(rule.id),
        )

    def _parts(self, one: Rule, other: Rule) -> list[Part]:
        packs, days = self.packs, self.days
        sides = tuple(zip(packs, (one, other), days, strict=True))
        wording = [(p.wording(r.title, d), p.wording(r.says, d)) for p, r, d in sides]
        confidence = [p.confidence(r, d) for p, r, d in sides]
        excuses = [
            [name for name in rule.unless if name in live]
            for rule, live in zip((one, other), self.live, strict=True)
        ]
        differs: dict[Part, bool] = {
            "condition": one.when != other.when,
            "exceptions": excuses[0] != excuses[1],
            "consequence": one.then != other.then,
            "wording": wording[0] != wording[1],
            "cite": one.cite != other.cite,
            "confidence": confidence[0] is not confidence[1],
        }
        return [part for part, changed in differs.items() if changed]

    def _effect(self, one: Rule, other: Rule) -> tuple[Effect, Witness | None]:
        sides = tuple(enumerate((one, other)))
        terms = [self.plain[side].rule(rule, self.live[side]) for side, rule in sides]
        tests = [self.kleene[side].rule(rule, self.live[side]) for side, rule in sides]
        names = [self.names[side].rule(rule, self.live[side]) for side, rule in sides]
        if terms[0].eq(terms[1]):
            return ("same", None)
        term = self.atoms.differs(terms[0], terms[1])
        return self._shown(names[0] | names[1], term, one.id, _apart(tests))

    def _shown(
        self, names: frozenset[str], term: Any, rule: str, wanted: Callable[[Any], bool]
    ) -> tuple[Effect, Witness | None]:
        if names & self.domain.torn:
            return ("not shown", None)
        try:
            facts = find_example(self.atoms, names, [term], wanted)
        except Undecided:
            return ("not shown", None)
        if facts is None:
            return ("same", None)
        truths = [self._assessed(facts, side, rule) for side in (0, 1)]
        if truths[0] is truths[1]:
            raise AssertionError(f"z3 and assess disagree about {rule} with {facts}")
        return ("differs", Witness(facts=facts, before=truths[0], after=truths[1]))

    def _assessed(self, facts: Mapping[str, Answer], side: int, rule: str) -> Truth | None:
        pack = self.packs[side]
        suits = {name: answer for name, answer in facts.items() if name in pack.vocabulary}
        finding = assess(pack, suits, self.days[side]).finding(rule)
        return None if finding is None else finding.truth


def _apart(tests: list[Test]) -> Callable[[Any], bool]:
    return lambda state: {test(state) for test in tests} == {0, 2}


def _moves(
    before: Pack, after: Pack, on_before: date, on_after: date, table: "polars.DataFrame"
) -> Callable[[str], tuple[Move, ...]]:
    """Return a function from a rule to how the systems of a table move."""
    import numpy

    from tanba.law.tables.sweeping import sweep

    facts = [set(pack.vocabulary) for pack in (before, after)]
    swept = [
        sweep(pack, table.drop([c for c in table.columns if c in other - mine]), on)
        for pack, mine, other, on in (
            (before, facts[0], facts[1], on_before),
            (after, facts[1], facts[0], on_after),
        )
    ]
    live = [{r.id for r in before.in_force(on_before)}, {r.id for r in after.in_force(on_after)}]

    def moves(rule: str) -> tuple[Move, ...]:
        truths = [
            s.truth(rule) if rule in names else None for s, names in zip(swept, live, strict=True)
        ]
        # A rule that is not in force asks nothing of anybody, like one that does not hold.
        sides = [numpy.zeros(table.height, numpy.uint8) if t is None else t for t in truths]
        found = []
        for was in Truth:
            for is_ in Truth:
                rows = numpy.flatnonzero((sides[0] == was.value) & (sides[1] == is_.value))
                if was is not is_ and len(rows):
                    found.append(
                        Move(
                            before=None if truths[0] is None else was,
                            after=None if truths[1] is None else is_,
                            count=len(rows),
                            rows=tuple(int(row) for row in rows[:ROWS]),
                        )
                    )
        return tuple(found)

    return moves
