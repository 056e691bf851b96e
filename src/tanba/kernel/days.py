"""Days as people write them, and stretches of days."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from tanba.kernel.values import value

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_day(raw: Any) -> date | None:
    """Return a day that is one already, or written exactly like 2026-01-18; None for all else."""
    if isinstance(raw, date):
        return None if isinstance(raw, datetime) else raw
    if not (isinstance(raw, str) and _ISO.fullmatch(raw)):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _checked(raw: Any) -> Any:
    day = parse_day(raw)
    if day is None and raw is not None:
        raise PydanticCustomError("date_type", "should be a day such as 2026-01-18")
    return day


Day = Annotated[date, BeforeValidator(_checked)]
"""A day in what people write; Pydantic alone would read 86400 as the second of January 1970."""


@value
class Days:
    """From a first day in to a first day out; an end left open has no limit."""

    from_: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        after = self.from_ is None or self.from_ <= day
        return after and (self.until is None or day < self.until)

    def overlaps(self, other: "Days") -> bool:
        """Say whether some day lies in both."""
        starts_in_time = other.until is None or self.from_ is None or self.from_ < other.until
        ends_in_time = self.until is None or other.from_ is None or other.from_ < self.until
        return starts_in_time and ends_in_time

    @property
    def empty(self) -> bool:
        """No day at all: it would end before it starts."""
        return self.from_ is not None and self.until is not None and self.until <= self.from_
