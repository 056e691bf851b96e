"""One process as the pool sees it: what it was given, where it stands, how it is ended."""

import ctypes
import multiprocessing
import os
import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, Final, NamedTuple

from tanba.kernel import Refused
from tanba.marks.bulk.journal import Stamp
from tanba.marks.bulk.listing import Entry
from tanba.marks.bulk.tally import Outcome
from tanba.marks.bulk.work import Make
from tanba.marks.bulk.worker import BEGUN, HALT, serve, unpacked

GRACE: Final = 1.0
"""Seconds between telling a process to end and ending it."""

_WAYS: Final = multiprocessing.get_all_start_methods()
_WAY: Final[Any] = multiprocessing.get_context("forkserver" if "forkserver" in _WAYS else "spawn")
"""Never `fork`: it copies the threads' locks of image and video libraries without the threads."""


class Task(NamedTuple):
    """A file to be worked on, and how it was when we looked."""

    entry: Entry
    stamp: Stamp | None


class Hand:
    """A process that works, from its start to its end."""

    def __init__(self, make: Make, in_place: bool) -> None:
        self.given: deque[Task] = deque()
        """Tasks it has not told about, the oldest first."""
        self.idle = self.ready = False
        self.pace = 0.0
        """Seconds per file, lately; 0 while unknown."""
        self._told = 0
        self._place: ctypes.Array[ctypes.c_longlong] = _WAY.RawArray(ctypes.c_longlong, 2)
        self._watched = (-1, 0.0)
        self.pipe: Connection
        self.pipe, theirs = _WAY.Pipe()
        self.process = _WAY.Process(
            target=serve, args=(theirs, self._place, make, in_place), daemon=True
        )
        self.process.start()
        theirs.close()  # so that its death closes the pipe

    @property
    def sentinel(self) -> int:
        """What becomes readable when the process ends."""
        return int(self.process.sentinel)

    def give(self, tasks: Iterable[Task]) -> None:
        """Hand out tasks to an idle process."""
        self.given.extend(tasks)
        self.idle = False
        message = pickle.dumps([(task.entry.at, task.entry.relative) for task in self.given])
        with suppress(OSError):  # it has died meanwhile: its end is noticed in its turn
            self.pipe.send_bytes(message)

    def hear(self) -> Iterator[tuple[Task, Outcome, Stamp | None]]:
        """
        Return what it has told so far, without waiting.

        Raises
        ------
        EOFError
            When the process is gone, and all it had told was returned.
        Refused
            When the work cannot be begun at all: as `begun` says.
        """
        while self.pipe.poll():
            try:
                said = pickle.loads(self.pipe.recv_bytes())  # noqa: S301 - from our own child
            except (OSError, pickle.UnpicklingError):
                raise EOFError from None  # it died in the middle of a sentence
            if isinstance(said[0], str):
                raise Refused(*said)
            self.idle, seconds, outcomes = said
            self.ready = True
            if outcomes:
                each = seconds / len(outcomes)
                self.pace = each if not self.pace else 0.7 * self.pace + 0.3 * each
            for told in outcomes:
                self._told += 1
                yield self.given.popleft(), *unpacked(told)

    def cut_off(self) -> tuple[list[Task], Task | None, list[Task]]:
        """
        Return, of a dead process, the tasks it finished untold, the one it died in, the rest.

        Those finished are to be done again: what became of them is not known.
        """
        tasks = list(self.given)
        ahead = self._place[BEGUN] - self._told
        if not tasks or ahead <= 0:
            return [], None, tasks
        return tasks[: ahead - 1], tasks[ahead - 1], tasks[ahead:]

    def stuck(self, now: float, limit: float) -> bool:
        """Say whether we saw it at one file, or at its own start, for more than `limit` seconds."""
        begun = self._place[BEGUN]
        if (self.idle and not self.given) or begun != self._watched[0]:
            self._watched = (begun, now)
            return False
        return now - self._watched[1] > limit

    def halt(self) -> None:
        """Ask it to stop after the file it is at."""
        self._place[HALT] = 1

    def end(self) -> int:
        """End the process and the programs it started, softly for a second; return its exit code."""
        for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            if self.process.is_alive():
                self._send(number)
                self.process.join(GRACE)
        return self._buried()

    def dismiss(self) -> None:
        """Let an idle process go: its pipe closes, and it leaves of itself."""
        self.pipe.close()
        self.process.join(GRACE)
        if self.process.is_alive():
            self.end()
        else:
            self._buried()

    def _send(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except (OSError, AttributeError):  # it has no group of its own yet, or this system has none
            with suppress(OSError):
                os.kill(self.process.pid, number)

    def _buried(self) -> int:
        self.pipe.close()
        self.process.join()
        code = int(self.process.exitcode or 0)
        if code < 0:
            with suppress(OSError, AttributeError):
                os.killpg(self.process.pid, signal.SIGKILL)  # what it had started outlived it
        self.process.close()
        return code
