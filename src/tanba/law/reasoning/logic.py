"""
Conditions in z3, for what holds of *every* system and not of one.

Two algebras over the same atoms: `Plain` knows every answer, so that a condition is one truth;
`Rails` also knows which facts are answered, so that a condition is a pair (is yes, is no) and neither
is unknown: Kleene's logic inside z3.

A truth is one Boolean; an enumeration, number, day or text is one Boolean for each answer that its
conditions can tell apart (`Domain`), exactly one of which is true; a set is one Boolean for each
member. Everything is thus propositional, and z3 needs neither arithmetic nor strings.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tanba.kernel import Missing
from tanba.law.decision.domain import Domain
from tanba.law.language.kleene import State, holds
from tanba.law.language.syntax import Has, Leaf
from tanba.law.language.vocabulary import Answer

Term = Any
"""A Boolean of z3, which has no types of its own."""

EFFORT = 2_000_000
"""
What one check may cost, in z3's own units of work: some seconds.

Units and not seconds, so that the same pack is proved, or not, on every machine.
"""


class Undecided(Exception):
    """z3 gave up within EFFORT: nothing is shown, neither way. Never leaves this room."""


class Atoms:
    """The answers of one imagined system as Booleans of z3, and a solver for what it may be."""

    def __init__(self, domain: Domain, effort: int = EFFORT) -> None:
        self.z3 = _load()
        self.domain = domain
        self.context = self.z3.Context()
        self._solver = self.z3.SimpleSolver(ctx=self.context)
        for name, number in (("random_seed", 1), ("rlimit", effort)):
            self._solver.set(name, number)
        self._answers: dict[tuple[str, str], dict[Answer, Term]] = {}
        self._known: dict[str, Term] = {}
        self.true = self.z3.BoolVal(True, self.context)
        self.false = self.z3.BoolVal(False, self.context)

    def answers(self, name: str, copy: str = "") -> dict[Answer, Term]:
        """
        Return a Boolean for each answer of a fact; of a set, for each member.

        `copy` names a second system: its Booleans are others.
        """
        if (name, copy) not in self._answers:
            self._answers[name, copy] = self._made(name, copy)
        return self._answers[name, copy]

    def known(self, name: str) -> Term:
        """Return the Boolean that says that a fact is answered."""
        if name not in self._known:
            self._known[name] = self.z3.Bool(f"known {name}", self.context)
        return self._known[name]

    def leaf(self, leaf: Leaf, copy: str = "") -> Term:
        """Return what a leaf means when its fact is answered."""
        atoms = self.answers(leaf.name, copy)
        if isinstance(leaf, Has):
            return atoms.get(leaf.member, self.false)
        return self.some([atom for answer, atom in atoms.items() if holds(leaf, answer)])

    def answered(self, name: str, answer: Answer) -> list[Term]:
        """Return the Booleans that make `answer` the answer of a fact."""
        atoms = self.answers(name)
        if isinstance(answer, frozenset):
            return [atom if member in answer else self.negate(atom) for member, atom in atoms.items()]
        like = self.domain.like(name, answer)
        return [atom if other == like else self.negate(atom) for other, atom in atoms.items()]

    def solve(self, *terms: Term) -> Any:
        """Return a model in which all `terms` hold, None when there is none; raises Undecided."""
        self._solver.push()
        try:
            self._solver.add(*terms)
            result = self._solver.check()
            if result == self.z3.unknown:
                raise Undecided(self._solver.reason_unknown())
            return self._solver.model() if result == self.z3.sat else None
        finally:
            self._solver.pop()

    def read(self, model: Any, names: Iterable[str]) -> dict[str, Answer]:
        """Return the answers of a model as a person would give them, in vocabulary order."""
        return self.in_order({name: self._read(model, name) for name in names})

    def in_order(self, facts: Mapping[str, Answer]) -> dict[str, Answer]:
        """Return facts in the order of the vocabulary."""
        return {name: facts[name] for name in sorted(facts, key=self.domain.place)}

    def holds(self, model: Any, term: Term) -> bool:
        """Say whether a term is true in a model; what the model leaves open is false."""
        return bool(self.z3.is_true(model.eval(term, model_completion=True)))

    def negate(self, part: Term) -> Term:
        """Return NOT."""
        return self.z3.Not(part)

    def every(self, parts: list[Term]) -> Term:
        """Return AND; of nothing, true."""
        return self.true if not parts else parts[0] if len(parts) == 1 else self.z3.And(*parts)

    def some(self, parts: list[Term]) -> Term:
        """Return OR; of nothing, false."""
        return self.false if not parts else parts[0] if len(parts) == 1 else self.z3.Or(*parts)

    def differs(self, one: Term, other: Term) -> Term:
        """Return that two terms have different truths."""
        return self.z3.Xor(one, other)

    def exactly(self, count: int, terms: list[Term]) -> Term:
        """Return that so many of `terms` are true."""
        return self.z3.PbEq([(term, 1) for term in terms], count)

    def _made(self, name: str, copy: str) -> dict[Answer, Term]:
        question = self.domain.questions[name]
        title = f"{copy}{name}"
        make = self.z3.Bool
        if question.type == "bool":
            truth = make(title, self.context)
            return {True: truth, False: self.z3.Not(truth)}
        if question.type == "set":
            return {member: make(f"{title}={member}", self.context) for member in question.values or ()}
        atoms = {a: make(f"{title}={a}", self.context) for a in self.domain.answers(name)}
        # Asserted outside every push: it is part of what an answer is.
        self._solver.add(self.exactly(1, list(atoms.values())))
        return atoms

    def _read(self, model: Any, name: str) -> Answer:
        held = [answer for answer, atom in self.answers(name).items() if self.holds(model, atom)]
        if self.domain.questions[name].type == "set":
            return frozenset(str(member) for member in held)
        # A fact that no term mentioned has no true answer in the model: any will do.
        return held[0] if held else self.domain.answers(name)[0]


class Plain:
    """The algebra in which every fact has an answer: a condition means one Boolean."""

    def __init__(self, atoms: Atoms, copy: str = "", copied: frozenset[str] = frozenset()) -> None:
        """`copied` are the facts that a second system, named `copy`, answers on its own."""
        self.atoms = atoms
        self.negate = atoms.negate
        self.every = atoms.every
        self.some = atoms.some
        self._copy = copy
        self._copied = copied

    def leaf(self, leaf: Leaf) -> Term:
        """Return the truth of a leaf."""
        return self.atoms.leaf(leaf, self._copy if leaf.name in self._copied else "")


Pair = tuple[Term, Term]
"""Is yes, is no; when neither, unknown. Never both."""


class Rails:
    """The algebra in which facts may be unanswered: a condition means a pair, is yes and is no."""

    def __init__(self, atoms: Atoms) -> None:
        self.atoms = atoms

    def leaf(self, leaf: Leaf) -> Pair:
        """Return that a leaf is answered and holds, and that it is answered and does not."""
        known, truth = self.atoms.known(leaf.name), self.atoms.leaf(leaf)
        return (
            self.atoms.every([known, truth]),
            self.atoms.every([known, self.atoms.negate(truth)]),
        )

    def negate(self, part: Pair) -> Pair:
        """Return the pair the other way round."""
        return (part[1], part[0])

    def every(self, parts: list[Pair]) -> Pair:
        """Return yes when all are, no when one is."""
        return (self.atoms.every([p[0] for p in parts]), self.atoms.some([p[1] for p in parts]))

    def some(self, parts: list[Pair]) -> Pair:
        """Return yes when one is, no when all are."""
        return (self.atoms.some([p[0] for p in parts]), self.atoms.every([p[1] for p in parts]))


def assume(atoms: Atoms, state: Mapping[str, Answer], names: Iterable[str]) -> list[Term]:
    """Return the Booleans that give the answered ones of `names` their answers in `state`."""
    return [term for name in names if name in state for term in atoms.answered(name, state[name])]


def find_example(
    atoms: Atoms, names: Iterable[str], terms: list[Term], wanted: Callable[[State], bool]
) -> dict[str, Answer] | None:
    """
    Return a small system in which all `terms` hold, or None when there is none; raises Undecided.

    It answers as few of `names` as still give what is `wanted` in Kleene's logic, of which none can be
    left out. A reader follows facts more easily than judgements: these are left out where they can be.
    """
    questions = atoms.domain.questions
    facts = sorted(names, key=lambda name: (questions[name].judgement, atoms.domain.place(name)))
    judged = [name for name in facts if questions[name].judgement and questions[name].type == "bool"]
    plainly = [term for name in judged for term in atoms.answered(name, False)]
    model = atoms.solve(*terms, *plainly) or atoms.solve(*terms)
    if model is None:
        return None
    answers = atoms.read(model, facts)
    return atoms.in_order(shrink({name: answers[name] for name in facts}, wanted))


def shrink(facts: State, wanted: Callable[[State], bool]) -> dict[str, Answer]:
    """
    Return as few of `facts` as still give what is `wanted`; none can be left out.

    The last are left out first, so put those first that should rather stay.
    """
    kept = dict(facts)
    for name in reversed(list(facts)):
        less = {other: answer for other, answer in kept.items() if other != name}
        if wanted(less):
            kept = less
    return kept


def _load() -> Any:
    try:
        import z3  # type: ignore[import-untyped]
    except ImportError:
        hint = "pip install z3-solver"
        raise Missing(f"proofs need z3, which is not installed\n    hint: {hint}") from None
    return z3
