"""The side that works: a process that takes files by the chunk and says how each one went."""

import os
import pickle
import signal
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final, cast

from tanba.kernel import Refused
from tanba.marks.bulk.journal import Stamp, stamp_of
from tanba.marks.bulk.listing import Entry
from tanba.marks.bulk.tally import Outcome, State
from tanba.marks.bulk.work import Ended, Make, attempt, begun

if TYPE_CHECKING:
    from ctypes import Array, c_longlong

TELL_EVERY: Final = 0.02
"""Seconds of finished work that are told together; if the process dies, so much is done again."""

BEGUN: Final = 0
"""In the memory shared with the pool: how many files this process has begun."""
HALT: Final = 1
"""… and whether it should end after the one it is at."""

Told = tuple[str, str, int, str, str, str, Stamp | None]
"""An outcome on its way: the fields in their order, and the file's stamp after work in place."""


def packed(outcome: Outcome, after: Stamp | None) -> Told:
    """Return an outcome as a plain tuple, which costs a third of a value to send."""
    said = outcome
    return said.state, said.kind, said.size, said.code, said.what, said.detail, after


def unpacked(told: Told) -> tuple[Outcome, Stamp | None]:
    """Return what `packed` was given."""
    state, kind, size, code, what, detail, after = told
    # `packed` took the state from an outcome: it is one of the four, which a plain text cannot tell.
    said = Outcome(state=cast(State, state), kind=kind, size=size, code=code, what=what, detail=detail)
    return said, after


def serve(pool: Connection, place: "Array[c_longlong]", make: Make, in_place: bool) -> None:
    """
    Work until the pool closes its end, or is gone.

    Sent to the pool, pickled: code, fact and hint if `make` failed, else `(idle, seconds, outcomes)`,
    the first time when ready.
    """
    _settle()
    with suppress(BrokenPipeError, ConnectionResetError, EOFError, Ended):
        try:
            work = begun(make)
        except Refused as error:
            pool.send_bytes(pickle.dumps((error.code, error.what, error.hint)))
            return
        pool.send_bytes(pickle.dumps((True, 0.0, [])))
        while True:
            chunk: list[tuple[str, str]] = pickle.loads(pool.recv_bytes())  # noqa: S301 - from our own parent
            outcomes: list[Told] = []
            told = time.perf_counter()
            for at, relative in chunk:
                if place[HALT]:
                    break
                place[BEGUN] += 1
                outcome = attempt(work, Entry(at=at, relative=relative))
                outcomes.append(packed(outcome, stamp_of(at) if in_place else None))
                now = time.perf_counter()
                if in_place or now - told >= TELL_EVERY:
                    pool.send_bytes(pickle.dumps((False, now - told, outcomes)))
                    outcomes, told = [], now
            pool.send_bytes(pickle.dumps((True, time.perf_counter() - told, outcomes)))


def _settle() -> None:
    """Leave Ctrl-C to the pool, end tidily when told, be the first to go when memory runs out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)  # so that the programs which the work starts can be ended with it
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:
        score.write("500")


def _end(number: int, frame: object) -> None:
    raise Ended
