"""The side that hands out: it keeps the processes busy, replaces those that die, and counts."""

import signal
import time
from collections import deque
from collections.abc import Callable, Iterable
from itertools import islice
from multiprocessing.connection import wait
from typing import Final

from tanba.kernel import Refused
from tanba.marks.bulk.hand import Hand, Task
from tanba.marks.bulk.interruption import interruptible
from tanba.marks.bulk.journal import Journal, Stamp, stamp_of
from tanba.marks.bulk.listing import Entry
from tanba.marks.bulk.tally import OBSTACLES, Counting, Outcome, Tally
from tanba.marks.bulk.work import Make, Work, attempt, begun

CHUNK: Final = 64
"""Most files handed to a process at once …"""
CHUNK_SECONDS: Final = 0.1
"""… and about the time that they should take."""
LOOK: Final = 256
"""Entries looked at before the processes are served again: in a second run most are settled already."""
PULSE: Final = 0.2
"""Seconds between looks at the clock, and between ticks."""
PATIENCE: Final = 5.0
"""Seconds that a process has to finish its file when the run is stopped."""
STILLBORN: Final = 5
"""Processes that may die one after the other without having begun a file."""


def run(
    entries: Iterable[Entry],
    make: Make,
    *,
    jobs: int = 1,
    journal: Journal | None = None,
    tick: Callable[[Tally], None] | None = None,
    stop: Callable[[], bool] | None = None,
    apart: bool = False,
    limit: float = 600.0,
    in_place: bool = False,
    kept: Callable[[Entry], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Tally:
    """
    Work on every entry that the journal does not know as settled, and count what became of each.

    Ctrl-C ends the run after the files in hand, with `stopped` in the tally; a second one at once.

    Parameters
    ----------
    make
        Gives the work, once in each process.
    jobs
        Processes. One job runs in this process, where nothing guards it from a file that kills it or
        never ends, unless it should be `apart`.
    tick
        Told where the run stands, about five times a second and at the end.
    stop
        Asked as often whether to end the run as Ctrl-C would.
    limit
        Seconds for one file; a process that takes longer is ended and the file has failed.
    in_place
        The work changes the file itself: the journal then remembers the file as it is afterwards.
    kept
        Whether the result of a file settled earlier is still there; if not, it is done again.
    clock
        Seconds from any start, never going back.

    Raises
    ------
    Refused
        What `make` refuses; BK13 when it fails or the processes die before they begin; what the journal
        refuses.
    """
    course = _Course(entries, make, journal, tick, stop, in_place, kept, clock)
    with interruptible(course.wish_to_stop):
        if jobs <= 1 and not apart:
            course.here()
        else:
            course.there(max(jobs, 1), limit)
    return course.finish()


class _Course:
    """One run on its way."""

    def __init__(
        self, entries: Iterable[Entry], make: Make, journal: Journal | None,
        tick: Callable[[Tally], None] | None, stop: Callable[[], bool] | None,
        in_place: bool, kept: Callable[[Entry], bool] | None,
        clock: Callable[[], float],
    ) -> None:  # fmt: skip
        self.counting = Counting()
        self._entries = iter(entries)
        self._make, self._journal, self._tick, self._stop = make, journal, tick, stop
        self._in_place, self._kept, self._clock = in_place, kept, clock
        self._began = self._ticked = clock()
        self._ready: deque[Task] = deque()
        self._hands: list[Hand] = []
        self._stillborn = 0

    def wish_to_stop(self) -> None:
        """End the run after the files in hand."""
        self.counting.stopped = True

    # --- one process ---

    def here(self) -> None:
        """Work in this process."""
        work: Work | None = None
        try:
            while not self._halted() and self._look(1):
                while self._ready:
                    work = work or begun(self._make)
                    task = self._ready.popleft()
                    outcome = attempt(work, task.entry)
                    self._settle(task, outcome, stamp_of(task.entry.at) if self._in_place else None)
        except BaseException:
            self._save()
            raise

    # --- several ---

    def there(self, jobs: int, limit: float) -> None:
        """Work in processes."""
        try:
            while not self._halted():
                more = len(self._ready) < 2 * jobs * CHUNK and self._look(LOOK)
                self._hand_out(jobs)
                if not self._ready and not more and all(hand.idle for hand in self._hands):
                    break
                self._hear(0 if more else PULSE)
                self._look_for_stuck(limit)
            if self.counting.stopped:
                self._wind_up()
            while self._hands:
                self._hands.pop().dismiss()
        except BaseException:
            self._save()
            raise
        finally:
            while self._hands:
                self._hands.pop().end()

    def _hand_out(self, jobs: int) -> None:
        while self._ready:
            hand = next((hand for hand in self._hands if hand.idle), None)
            if hand is None:
                starting = sum(not hand.ready for hand in self._hands)
                if len(self._hands) < jobs and len(self._ready) > starting:
                    self._hands.append(Hand(self._make, self._in_place))
                    continue
                return
            fair = -(-len(self._ready) // jobs) if self.counting.listed else CHUNK
            fast = int(CHUNK_SECONDS / hand.pace) if hand.pace else 4
            count = max(1, min(CHUNK, fair, fast))
            hand.give([self._ready.popleft() for _ in range(min(count, len(self._ready)))])

    def _hear(self, seconds: float) -> None:
        """Wait until a process says something or dies, and take note."""
        if not self._hands:
            return
        wait([part for hand in self._hands for part in (hand.pipe, hand.sentinel)], seconds)
        for hand in tuple(self._hands):
            # Asked first: what it said before is then all there to be heard.
            died = not hand.process.is_alive()
            try:
                for task, outcome, after in hand.hear():
                    self._settle(task, outcome, after)
            except EOFError:
                died = True
            if died:
                self._bury(hand, None)

    def _look_for_stuck(self, limit: float) -> None:
        now = self._clock()
        for hand in tuple(self._hands):
            if hand.stuck(now, limit):
                self._bury(hand, f"took longer than {limit:g} seconds")

    def _bury(self, hand: Hand, late: str | None) -> None:
        """Remove a process that is dead or too late; its file has failed, the others go back."""
        self._hands.remove(hand)
        code = hand.end()
        again, fatal, rest = hand.cut_off()
        self._ready.extendleft(reversed(again + rest))
        if fatal is None:
            self._stillborn += 1
            if self._stillborn >= STILLBORN:
                how = late or _how(code)
                raise Refused(
                    "BK13", f"the work cannot be begun: its process {how}, {STILLBORN} times over"
                )
            return
        self._stillborn = 0
        self.counting.died += 1
        outcome = Outcome(
            state="failed",
            code="BK11" if late else "BK10",
            what=late or f"the process that worked on it {_how(code)}",
        )
        self._settle(fatal, outcome, stamp_of(fatal.entry.at) if self._in_place else None)

    def _wind_up(self) -> None:
        """Let every process finish the file it is at, for a while."""
        until = self._clock() + PATIENCE
        for hand in self._hands:
            hand.halt()
        while (left := until - self._clock()) > 0 and not all(hand.idle for hand in self._hands):
            self._hear(min(left, PULSE))
        for hand in tuple(self._hands):
            if not hand.idle:
                self._hands.remove(hand)
                hand.end()

    # --- both ---

    def _look(self, most: int) -> bool:
        """Take up to `most` entries from the listing; return whether there may be more."""
        count = 0
        for entry in islice(self._entries, most):
            count += 1
            self.counting.seen += 1
            if entry.obstacle:
                self.counting.add(entry.relative, OBSTACLES[entry.obstacle])
                continue
            stamp = stamp_of(entry.at) if self._journal else None
            if (
                self._journal
                and not self._journal.left(entry, stamp)
                and (not self._kept or self._kept(entry))
            ):
                self.counting.before += 1
                continue
            self._ready.append(Task(entry, stamp))
        self.counting.listed = self.counting.listed or count < most
        return not self.counting.listed

    def _settle(self, task: Task, outcome: Outcome, after: Stamp | None) -> None:
        self.counting.add(task.entry.relative, outcome)
        if self._journal:
            self._journal.keep(task.entry, after or task.stamp or (-1, -1), outcome)
            if self._in_place:  # what a killed run has not kept is marked twice
                self._journal.commit()

    def _halted(self) -> bool:
        """Do what is due now and then; return whether the run should end."""
        now = self._clock()
        if now - self._ticked >= PULSE:
            self._ticked = now
            if self._journal:
                self._journal.commit()
            if self._tick:
                self._tick(self.counting.now(now - self._began))
            if self._stop and self._stop():
                self.counting.stopped = True
        return self.counting.stopped

    def _save(self) -> None:
        """Keep what is known although the run is breaking off; its own error is the one to be told."""
        if self._journal:
            try:
                self._journal.commit()
            except Refused:
                return

    def finish(self) -> Tally:
        """Return the tally of the run at its end."""
        if self._journal:
            self._journal.commit()
        tally = self.counting.now(self._clock() - self._began)
        if self._tick:
            self._tick(tally)
        return tally


def _how(code: int) -> str:
    if code < 0:
        try:
            return f"died of {signal.Signals(-code).name}"
        except ValueError:
            return f"died of signal {-code}"
    return f"ended with code {code}"
