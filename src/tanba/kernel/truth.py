"""
Three-valued truth: what nobody has answered is unknown, never false.

Kleene's strong logic (S. C. Kleene, Introduction to Metamathematics, 1952, section 64), which is
also the logic of SQL's NULL (ISO/IEC 9075-2, boolean value expression).
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum

from tanba.kernel.values import value


class Truth(Enum):
    """Yes, no, or not known. It refuses to be a `bool`."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __and__(self, other: "Truth") -> "Truth":
        return Truth(min(self.value, other.value))

    def __or__(self, other: "Truth") -> "Truth":
        return Truth(max(self.value, other.value))

    def __invert__(self) -> "Truth":
        return Truth(2 - self.value)

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three answers; compare it with `is Truth.YES`")


def every(truths: Iterable[Truth]) -> Truth:
    """Return the conjunction; of nothing, yes."""
    return Truth(min((t.value for t in truths), default=2))


def some(truths: Iterable[Truth]) -> Truth:
    """Return the disjunction; of nothing, no."""
    return Truth(max((t.value for t in truths), default=0))


class Reason(Enum):
    """Why something is unknown, from what is easiest to mend to what is hardest."""

    NOT_ASKED = "not_asked"
    NOT_KNOWN = "not_known"
    NOT_APPLICABLE = "not_applicable"
    JUDGEMENT = "judgement"


@value
class Unknown:
    """An answer that is none: why, and who said so when."""

    reason: Reason
    by: str | None = None
    on: date | None = None
    note: str | None = None
