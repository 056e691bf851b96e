"""Stretches of days."""

from datetime import date

from tanba.kernel.values import value


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
