"""
The answers that matter: of every fact, one for each way in which its conditions can come out.

A number or a day is only ever compared with literals, so finitely many of its answers differ; a text
is one of the literals or something else. What reasons about *all* systems reasons about these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from tanba.law.language.kleene import holds
from tanba.law.language.syntax import Between, Compare, Has, Leaf, OneOf, leaves
from tanba.law.language.vocabulary import INT_LIMIT, Answer, Question
from tanba.law.sheets.pack import Pack

_ELSE = "…"


class Domain:
    """
    The possible answers of every fact, as far as the conditions of some packs can tell them apart.

    Of two packs, an answer is possible when both vocabularies have it; `torn` are the facts of which no
    answer suits both.
    """

    def __init__(self, *packs: Pack) -> None:
        self.questions: dict[str, Question] = {}
        self.torn: set[str] = set()
        for pack in packs:
            for question in pack.questions:
                other = self.questions.setdefault(question.id, question)
                both = _both(other, question)
                if both is None:
                    self.torn.add(question.id)
                else:
                    self.questions[question.id] = both
        self._leaves: dict[str, dict[Leaf, None]] = {name: {} for name in self.questions}
        for pack in packs:
            for leaf in _all_leaves(pack):
                if leaf.name in self._leaves:
                    self._leaves[leaf.name][leaf] = None
        self._answers: dict[str, tuple[Answer, ...]] = {}
        self._order = {name: place for place, name in enumerate(self.questions)}

    def answers(self, name: str) -> tuple[Answer, ...]:
        """
        Return the answers of a fact that conditions can tell apart, in reading order.

        Of a set: each member alone, then none of them. Never empty for a fact that can be answered.
        """
        if name not in self._answers:
            self._answers[name] = self._listed(self.questions[name])
        return self._answers[name]

    def completions(self, name: str, most: int) -> tuple[Answer, ...] | None:
        """
        Return all answers of a fact that conditions can tell apart *together*; None for more than `most`.

        Two conditions on one set are not alternatives: somebody may have both roles, so that a set has
        every combination of the members that some condition names.
        """
        if self.questions[name].type != "set":
            return self.answers(name)
        named = {literal for leaf in self._leaves[name] for literal in _literals(leaf)}
        members = [member for member in self.questions[name].values or () if member in named]
        if 1 << len(members) > most:
            return None
        return tuple(
            frozenset(chosen) for n in range(len(members) + 1) for chosen in combinations(members, n)
        )

    def like(self, name: str, answer: Answer) -> Answer:
        """Return the possible answer that no condition can tell from `answer`; a set stays itself."""
        if self.questions[name].type == "set":
            return answer
        outcome = self._outcome(name, answer)
        return next((a for a in self.answers(name) if self._outcome(name, a) == outcome), answer)

    def place(self, name: str) -> int:
        """Return where a fact stands in the vocabulary."""
        return self._order[name]

    def _outcome(self, name: str, answer: Answer) -> Answer | tuple[bool, ...]:
        if self.questions[name].type in ("bool", "enum"):
            return answer
        return tuple(holds(leaf, answer) for leaf in self._leaves[name])

    def _listed(self, question: Question) -> tuple[Answer, ...]:
        match question.type:
            case "bool":
                return (True, False)
            case "enum":
                return tuple(question.values or ())
            case "set":
                return (*(frozenset([name]) for name in question.values or ()), frozenset())
        literals = {literal for leaf in self._leaves[question.id] for literal in _literals(leaf)}
        candidates: list[Answer] = []
        match question.type:
            case "text":
                other = _ELSE
                while other in literals:
                    other += _ELSE
                candidates = [*sorted(text for text in literals if isinstance(text, str)), other]
            case "int":
                low = -INT_LIMIT if question.min is None else question.min
                high = INT_LIMIT if question.max is None else question.max
                near = {n + d for n in literals if isinstance(n, int) for d in (-1, 0, 1)}
                candidates = [*sorted(n for n in near if low <= n <= high)] or [low]
            case "day":
                days = sorted({d for day in literals if isinstance(day, date) for d in _around(day)})
                candidates = [*days] or [date(2000, 1, 1)]
        first: dict[Answer | tuple[bool, ...], Answer] = {}
        for answer in candidates:
            first.setdefault(self._outcome(question.id, answer), answer)
        return tuple(first.values())


def _both(one: Question, other: Question) -> Question | None:
    """Return a question with the answers that both have; None when they have none."""
    if one == other:
        return one
    if one.type != other.type:
        return None
    shared = {name: text for name, text in (one.values or {}).items() if name in (other.values or {})}
    if one.type == "enum" and not shared:
        return None
    lows = [q.min for q in (one, other) if q.min is not None]
    highs = [q.max for q in (one, other) if q.max is not None]
    low, high = max(lows, default=None), min(highs, default=None)
    if low is not None and high is not None and low > high:
        return None
    return replace(one, values=shared or None, min=low, max=high)


def _all_leaves(pack: Pack) -> Iterator[Leaf]:
    for when in [part.when for part in pack.derived] + [part.when for part in pack.rules]:
        yield from leaves(when.node)


def _literals(leaf: Leaf) -> Iterable[str | int | date]:
    match leaf:
        case Compare(_, _, literal):
            return (literal,)
        case OneOf(_, literals):
            return literals
        case Between(_, low, high):
            return (low, high)
        case Has(_, member):
            return (member,)
        case _:
            return ()


def _around(day: date) -> Iterator[date]:
    # The calendar of Python ends on both sides.
    if day > date.min:
        yield day - timedelta(days=1)
    yield day
    if day < date.max:
        yield day + timedelta(days=1)
