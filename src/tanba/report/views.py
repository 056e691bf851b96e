"""
What a report shows, as plain values in one language; every format prints the same ones.

All text is ready to print: cleaned of control characters, with the terms of the day. `state` is for
colours and marks and never speaks alone: yes, no or unknown, in the sense of the part it stands in.
"""

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from tanba.kernel import Lang, Truth, value

T = TypeVar("T")


class Next(Protocol):
    """A question worth asking next, as the interview gives it."""

    @property
    def question(self) -> Any:
        """The question of the vocabulary, or its name."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that it can still change."""


class Turn(Protocol):
    """One fact whose answer would have to be another."""

    @property
    def fact(self) -> str:
        """Its name."""

    @property
    def before(self) -> Any:
        """The answer now, or why there is none."""

    @property
    def after(self) -> Any:
        """The answer then."""


class Way(Protocol):
    """A smallest set of other answers that would turn a result, as the law room gives it."""

    @property
    def changes(self) -> Sequence[Turn]:
        """What would have to change, all of it."""


@value
class Point:
    """A fact with its question, its answer or why there is none, and who gave it."""

    fact: str
    ask: str
    answer: str
    by: str = ""


@value
class Change:
    """One answer that would have to be another; `before` is empty when there is none."""

    ask: str
    before: str
    after: str


@value
class Statement:
    """One rule and what it comes to here; `verdict` is conditional when not `verified`."""

    rule: str
    title: str
    says: str
    cite: str
    state: Truth
    verdict: str
    verified: bool
    reason: str = ""
    because: tuple[Point, ...] = ()
    open: tuple[Point, ...] = ()
    excused_by: tuple[str, ...] = ()
    ways: tuple[tuple[Change, ...], ...] = ()
    note: str = ""
    doubts: tuple[tuple[str, str], ...] = ()
    """Questions that the text leaves open, each with how we treat it."""


@value
class Position:
    """Where the system stands in a class; `value` says it in words."""

    axis: str
    title: str
    cite: str
    value: str
    settled: bool
    proposed: str
    verified: bool
    reason: str
    rules: tuple[Statement, ...]


@value
class Obligation:
    """A duty: who owes it to whom, by when, and whether it is met as stated."""

    said: Statement
    who: str
    yours: Truth
    to: str
    due: str
    by: str
    """The calendar day in words, or nothing when no answer starts the clock."""
    late: bool
    done: Truth
    standing: str
    """Met as stated, not met or not shown; or that the duty itself is still open."""


@value
class Entitlement:
    """A right: who may demand it, and of whom."""

    said: Statement
    of: str
    against: str


@value
class Fine:
    """One row: an offender, the fine, and the fine for a repeat; money is empty when unknown."""

    offender: str
    units: str
    money: str
    repeat_units: str
    repeat_money: str


@value
class Penalty:
    """A sanction: for the breach of what, on whom, and what it costs on the day."""

    said: Statement
    breach: tuple[str, ...]
    on: str
    unit: str
    worth: str
    fines: tuple[Fine, ...]
    repeats: bool
    also: str
    repeat_also: str


@value
class Group(Generic[T]):
    """Things of one kind that stand alike, under the words that say how."""

    title: str
    state: Truth
    items: tuple[T, ...]


@value
class Question:
    """An open question: why it has no answer, and what it can still change."""

    fact: str
    ask: str
    help: str
    reason: str
    changes: tuple[str, ...]


@value
class Glance:
    """One line of the verdict; `state` is what the reader should feel about it."""

    label: str
    words: str
    state: Truth


@value
class MeasuredLine:
    """What a run of a measure says about one fact, and what became of it; `state` as of a glance."""

    fact: str
    ask: str
    run: str
    verdict: str
    became: str
    state: Truth


@value
class View:
    """The whole report on one system, in one language."""

    lang: Lang
    name: str
    id: str
    about: str
    people: tuple[str, ...]
    """Who owns and holds the system, as the card says."""
    file: str
    sources: tuple[str, ...]
    law: str
    edition: str
    day: str
    iso: str
    verified: bool
    pack: str
    digest: str
    glance: tuple[Glance, ...]
    classes: tuple[Position, ...]
    prohibitions: tuple[Group[Statement], ...]
    duties: tuple[Group[Obligation], ...]
    rights: tuple[Entitlement, ...]
    statuses: tuple[Statement, ...]
    advice: tuple[Statement, ...]
    penalties: tuple[Group[Penalty], ...]
    questions: tuple[Question, ...]
    open_count: int
    unverified: tuple[str, ...]
    measured: tuple[MeasuredLine, ...] = ()
