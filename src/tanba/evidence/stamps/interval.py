"""When the next time-stamp is due; the clock that is asked only spaces them, it proves nothing."""

from datetime import datetime, timedelta
from typing import Final

EVERY: Final = timedelta(minutes=10)


def due(
    size: int,
    last: int,
    at: datetime | None,
    now: datetime,
    every: timedelta = EVERY,
    *,
    at_once: bool = False,
) -> bool:
    """
    Say whether the head of a log should be stamped now.

    Parameters
    ----------
    size, last
        Entries under the head of now, and under the last head that was stamped (0: none was).
    at, now
        When that was, and now, by one clock; a clock that was set back does not hold stamps up.
    at_once
        A session ended, or something was deposited: it does not wait for the interval.
    """
    if size <= last:
        return False
    return at_once or at is None or not timedelta() <= now - at < every
