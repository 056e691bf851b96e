"""What is done to a file, and what its errors mean."""

from collections.abc import Callable

from tanba.kernel import Refused
from tanba.marks.bulk.listing import Entry
from tanba.marks.bulk.tally import Outcome

Work = Callable[[Entry], Outcome]
"""Works on one file. What it writes is there whole or not at all: it may be cut off anywhere."""
Make = Callable[[], Work]
"""Gives the work, once in each process; can be pickled. What it raises ends the run."""


class Ended(BaseException):
    """The process was told to end: the work's own clearing up still runs."""


def begun(make: Make) -> Work:
    """Return the work; raise only `Refused`: that of `make`, or BK13 for whatever else it raises."""
    try:
        return make()
    except Refused:
        raise
    except Exception as error:
        raise Refused("BK13", f"the work cannot be begun: {type(error).__name__}: {error}") from error


def attempt(work: Work, entry: Entry) -> Outcome:
    """Return what became of a file, whatever the work raises: one bad file never stops the run."""
    try:
        return work(entry)
    except Refused as error:
        what = f"{error.what} ({error.hint})" if error.hint else error.what
        return Outcome(state="refused", code=error.code, what=what)
    except (Ended, KeyboardInterrupt):
        raise
    except OSError as error:
        return Outcome(state="failed", code="BK12", what=error.strerror or str(error))
    except BaseException as error:
        # Even SystemExit, and the panics of native libraries, which are no Exception.
        return Outcome(state="failed", code="BK12", what=f"{type(error).__name__}: {error}")
