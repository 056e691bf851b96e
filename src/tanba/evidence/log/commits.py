"""Group commit: one sync of the disk for all who wait at that moment."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Lock
from typing import Final

from tanba.kernel import Faults, Refused, TanbaError

LARGEST_ENTRY: Final = 65_535
"""Bytes of an entry: a bundle says its length in two bytes (C2SP tlog-tiles)."""

TOGETHER: Final = 4096
WEIGHT: Final = 1 << 23
"""Entries of one commit, and their bytes, at most."""

Store = Callable[[Sequence[bytes]], int]
"""Makes entries durable, all or none, and returns the index of the first."""


class Commits:
    """
    The order in which entries come into a log, for any number of threads.

    There is no thread of its own: of those who wait, one commits for all and then wakes them, while
    one who came meanwhile takes the next turn.
    """

    def __init__(self, store: Store, size: Callable[[], int]) -> None:
        self._store, self._size = store, size
        self._queue: deque[_Waiting] = deque()
        self._led = False
        """Whether somebody has the turn."""
        self._queueing, self._writing = Lock(), Lock()

    def append(self, data: bytes) -> int:
        """Return the index of an entry once it is durable; raises what storing it raises."""
        mine = _Waiting(data)
        with self._queueing:
            self._queue.append(mine)
            asleep, self._led = self._led, True
        if asleep:
            try:
                mine.sleep.acquire()
            except BaseException:  # a person who interrupts must not leave the others asleep
                self._leave(mine)
                raise
        if mine.index < 0 and mine.error is None:
            self._take_turn()
        match mine.error:
            case None:
                return mine.index
            case Faults(faults=faults):  # shared by all who waited; each raises one of its own
                raise Faults(faults)
            case error:
                raise error

    def extend(self, many: Iterable[bytes]) -> range:
        """Return the indices of many entries once all are durable, with no other between them."""
        with self._writing:
            first = self._size()
            for entries in _batches(many):
                self._store(entries)
            return range(first, self._size())

    def _take_turn(self) -> None:
        waiting: list[_Waiting] = []
        error: TanbaError = Refused("EV09", "the commit was interrupted, and not acknowledged")
        try:
            with self._writing:
                with self._queueing:
                    waiting = self._next()
                first = self._store([one.data for one in waiting])
            for index, one in enumerate(waiting, first):
                one.index = index
        except Faults as faults:
            error = faults
        finally:
            with self._queueing:
                self._hand_on()
            for one in waiting:
                if one.index < 0:
                    one.error = error
                one.sleep.release()

    def _next(self) -> "list[_Waiting]":
        taken: list[_Waiting] = []
        weight = 0
        while self._queue and len(taken) < TOGETHER and weight < WEIGHT:
            taken.append(self._queue.popleft())
            weight += len(taken[-1].data)
        return taken

    def _hand_on(self) -> None:
        self._led = bool(self._queue)
        if self._queue:
            self._queue[0].leads = True
            self._queue[0].sleep.release()

    def _leave(self, one: "_Waiting") -> None:
        with self._queueing:
            if one in self._queue:
                self._queue.remove(one)
                if one.leads:
                    self._hand_on()


class _Waiting:
    """An entry whose caller sleeps until it is durable, or until it is its turn to commit for all."""

    __slots__ = ("data", "error", "index", "leads", "sleep")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.index = -1
        self.error: TanbaError | None = None
        self.leads = False
        self.sleep = Lock()
        self.sleep.acquire()


def check_entry(data: bytes) -> None:
    """Raise Refused (EV04) when these bytes cannot be an entry."""
    if not 0 < len(data) <= LARGEST_ENTRY:
        what = "an empty entry" if not data else f"an entry of {len(data):,} bytes"
        raise Refused("EV04", what, f"an entry has 1 to {LARGEST_ENTRY:,} bytes")


def _batches(many: Iterable[bytes]) -> Iterator[list[bytes]]:
    entries: list[bytes] = []
    weight = 0
    for data in many:
        size = len(data)
        if not 0 < size <= LARGEST_ENTRY:
            check_entry(data)
        entries.append(data)
        weight += size
        if len(entries) >= TOGETHER or weight >= WEIGHT:
            yield entries
            entries, weight = [], 0
    if entries:
        yield entries
