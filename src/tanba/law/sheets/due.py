"""When a duty is due, and the calendar day where the facts allow one."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from tanba.kernel import value

Moment = Literal["once", "before_use", "each_distribution", "continuous", "immediately", "on_request"]


@value
class Every:
    """Again and again: yearly, or each so many days, counted from the day in the fact `since`."""

    yearly: Literal[True] | None = None
    every_days: int | None = None
    since: str | None = None


@value
class Within:
    """Within a stretch counted from the day in the fact `after`; exactly one length is given."""

    working_days: int | None = None
    days: int | None = None
    hours: int | None = None
    months: int | None = None
    after: str | None = None


Due = Moment | Every | Within


LONGEST = 36_500
"""No law sets a longer term, in any unit: it is a slip of the pen."""


def clock_fact(due: Due) -> str | None:
    """Return the name of the day fact that starts the clock, if any."""
    match due:
        case Every():
            return due.since
        case Within():
            return due.after
        case _:
            return None


def wrong_due(due: Due) -> str | None:
    """Say what is wrong with a clock, or None."""
    match due:
        case Every():
            lengths = [due.yearly, due.every_days]
        case Within():
            lengths = [due.working_days, due.days, due.hours, due.months]
        case _:
            return None
    given = [length for length in lengths if length is not None]
    if len(given) != 1:
        return "names one length, no more"
    return None if 1 <= given[0] <= LONGEST else f"should be a length from 1 to {LONGEST:,}"


def has_day(due: Due) -> bool:
    """Say whether a clock ends on a day one can name: hours end on the day they began, or the next."""
    return not (isinstance(due, Within) and due.hours is not None)


def due_day(due: Due, facts: Mapping[str, Any]) -> date | None:
    """
    Return the last day on which the duty can be done in time.

    None when no fact starts the clock, or when that day lies past the end of the calendar.

    Working days are Monday to Friday: public holidays and Saturdays worked in exchange are not known
    here. Of hours it is the last day on which they can end, whatever the hour at which they began.
    """
    name = clock_fact(due)
    start = facts.get(name) if name else None
    if not isinstance(start, date):
        return None
    try:
        return _end(due, start)
    except (ValueError, OverflowError):  # Python's calendar ends with the year 9999
        return None


def _end(due: Due, start: date) -> date | None:
    match due:
        case Every(yearly=True):
            return _months_later(start, 12)
        case Every(every_days=int(count)) | Within(days=int(count)):
            return start + timedelta(days=count)
        case Within(months=int(count)):
            return _months_later(start, count)
        case Within(hours=int(count)):
            return start + timedelta(days=-(-count // 24))
        case Within(working_days=int(count)):
            return _working_days_later(start, count)
    return None


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _working_days_later(day: date, count: int) -> date:
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
