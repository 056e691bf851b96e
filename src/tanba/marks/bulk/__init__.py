"""
Work over folders of millions of files: in several processes, in constant memory, and never twice.

    with Journal(Path("run.journal"), digest(order)) as journal:
        tally = run(listing([folder], leave=journal.files), make, jobs=2, journal=journal)
    tally.done, tally.failed, tally.stopped

Knows nothing of what is done to a file: that is `make`, which gives the work to each process. A program
that starts a run in processes guards its own start with `if __name__ == "__main__"`,
as `multiprocessing` asks.
"""

from tanba.marks.bulk.journal import Journal
from tanba.marks.bulk.listing import Entry, listing, shown
from tanba.marks.bulk.pool import run
from tanba.marks.bulk.tally import Outcome, State, Tally, Trouble
from tanba.marks.bulk.target import target_of
from tanba.marks.bulk.work import Make, Work

__all__ = [
    "Entry",
    "Journal",
    "Make",
    "Outcome",
    "State",
    "Tally",
    "Trouble",
    "Work",
    "listing",
    "run",
    "shown",
    "target_of",
]
