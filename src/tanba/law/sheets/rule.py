"""A rule of law: what it says, where it stands, when it binds, and what follows."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from tanba.kernel import Cite, Day, Days, Text, value
from tanba.law.language.condition import Condition
from tanba.law.sheets.due import Due


class Confidence(Enum):
    """What was read: the official text, or somebody's account of it."""

    TEXT_SEEN = "text_seen"
    SECONDARY = "secondary"


@value
class ClassIs:
    """The system belongs to one value of a class, such as a degree of risk."""

    axis: Annotated[str, Field(alias="class")]
    is_: Annotated[str, Field(alias="is")]


@value
class Forbids:
    """A functional capability that must not be created or operated."""

    forbids: str


@value
class Duty:
    """What somebody must do. `shown` says, from the card's answers, that it is done."""

    duty: str
    owed_by: tuple[str, ...]
    to: tuple[str, ...] = ()
    due: Due
    shown: Condition | None = None


@value
class Right:
    """What somebody may demand, and of whom."""

    right: str
    of: tuple[str, ...]
    against: tuple[str, ...] = ()


@value
class Sanction:
    """What a breach costs, in units of `amount`, by kind of offender; `repeat` within a year."""

    sanction: str
    on: tuple[str, ...]
    for_: Annotated[tuple[str, ...], Field(alias="for")] = ()
    amount: str
    fines: Mapping[str, int]
    repeat: Mapping[str, int] | None = None
    also: Text | None = None
    repeat_also: Text | None = None


@value
class Recommends:
    """What the law does not demand and we advise."""

    recommends: str


@value
class States:
    """A legal status that follows, such as parity with state systems."""

    states: str


@value
class Excuses:
    """Nothing follows, but rules that name this one in `unless` do not bind."""

    excuses: Literal[True]


CONSEQUENCES: dict[str, type] = {
    "class": ClassIs,
    "forbids": Forbids,
    "duty": Duty,
    "right": Right,
    "sanction": Sanction,
    "recommends": Recommends,
    "states": States,
    "excuses": Excuses,
}
"""Every kind of consequence by the key that tells it."""


def _kind(raw: Any) -> str | None:
    if isinstance(raw, Mapping):
        return next((word for word in CONSEQUENCES if word in raw), None)
    return next((word for word, kind in CONSEQUENCES.items() if isinstance(raw, kind)), None)


Then = Annotated[
    Annotated[ClassIs, Tag("class")]
    | Annotated[Forbids, Tag("forbids")]
    | Annotated[Duty, Tag("duty")]
    | Annotated[Right, Tag("right")]
    | Annotated[Sanction, Tag("sanction")]
    | Annotated[Recommends, Tag("recommends")]
    | Annotated[States, Tag("states")]
    | Annotated[Excuses, Tag("excuses")],
    Discriminator(
        _kind,
        custom_error_type="then_kind",
        custom_error_message=f"should say one of {', '.join(CONSEQUENCES)}",
    ),
]


@value
class Example:
    """A worked case beside its rule: documentation and test in one."""

    name: str
    holds: Literal["yes", "no", "unknown"]
    given: Mapping[str, Any]
    on: Day | None = None


@value
class Derived:
    """A named truth built from facts and other derived truths. It has no dates."""

    id: str
    title: Text
    says: Text | None = None
    cite: Cite | None = None
    when: Condition
    confidence: Confidence = Confidence.TEXT_SEEN
    note: Text | None = None
    ambiguities: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    source: str = ""


@value
class Rule:
    """One sentence of the law, in a form a machine can follow and a lawyer can read."""

    id: str
    title: Text
    says: Text
    cite: Cite
    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    when: Condition
    unless: tuple[str, ...] = ()
    then: Then
    confidence: Confidence
    note: Text | None = None
    ambiguities: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    source: str = ""
    """File and line in the pack; set by the reader."""

    @property
    def days(self) -> Days:
        """The days on which the rule binds."""
        return Days(from_=self.from_, until=self.until)
