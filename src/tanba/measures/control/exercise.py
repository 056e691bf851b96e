"""One drill against a running system: it works, it is stopped, it stays stopped, it works again."""

import math
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from tanba.kernel import TanbaError, value
from tanba.measures.control.recognition import State, field_of, state_of
from tanba.measures.frame.measure import Post, Reply, World

if TYPE_CHECKING:
    from tanba.measures.control.drill import DrillSettings

_ID_AT_MOST: Final = 200


@value
class Stop:
    """How one drill went. Seconds are counted from just before the stop was called."""

    began: bool
    """The system worked before; without that nothing was drilled."""
    stopped: bool = False
    """Work was refused, or said to be stopped, within the time given."""
    after: float = 0.0
    """Seconds to the end of the first answer that showed it; without one, to the last look."""
    still: float = 0.0
    """Seconds at which the last work that was still done had been asked for; 0 without any."""
    relapsed: bool = False
    """Work was done again while it should have been stopped."""
    doubtful: bool = False
    """While it should have stayed stopped an answer, or none, left open whether work was done."""
    unclear: int = 0
    """Answers by which no state could be told, or none in time, over the whole drill."""
    resumed: bool | None = None
    """Whether it worked again; None where that was not tried."""

    @property
    def held(self) -> bool:
        """Whether it stopped, and every look afterwards found it stopped."""
        return self.stopped and not self.relapsed and not self.doubtful


@value
class Cancel:
    """How the cancelling of one decision went."""

    took: bool
    after: float = 0.0
    """Seconds from just before the call to the answer that read it back as cancelled."""
    lasted: bool = False
    """It was still cancelled when it was read once more at the end of the drill."""


@value
class Drilled:
    """Everything that was done, in order."""

    stops: tuple[Stop, ...]
    cancels: tuple[Cancel, ...]
    sha256: str
    """Of every status and body that the system answered, in order."""

    @property
    def left_stopped(self) -> bool:
        """Whether the system was last seen stopped, or was not brought back."""
        return any(stop.began and stop.resumed is not True for stop in self.stops)


class Exercise:
    """The drills of one run. `work` is where work is asked for."""

    def __init__(self, work: str, settings: "DrillSettings", world: World, post: Post) -> None:
        self._work, self._how, self._world, self._send = work, settings, world, post
        self._signs = settings.signs
        self._heard = sha256()

    def run(self) -> Drilled:
        """Return every drill; none follows one after which the system could not be brought back."""
        stops: list[Stop] = []
        cancels: list[Cancel] = []
        for number in range(self._how.times):
            self._world.tick(number, self._how.times)
            stop, cancel = self._once()
            stops.append(stop)
            if cancel is not None:
                cancels.append(cancel)
            if stop.began and stop.resumed is not True:
                break
        self._world.tick(len(stops), len(stops))
        return Drilled(stops=tuple(stops), cancels=tuple(cancels), sha256=self._heard.hexdigest())

    def _once(self) -> tuple[Stop, Cancel | None]:
        reply = self._post(self._work, self._how.work_body)
        if state_of(reply, self._signs) != "works" or reply is None:
            return Stop(began=False), None
        decision = field_of(reply, self._how.decision_field) if self._how.cancel else None
        cancel = self._cancelled(decision)
        if not self._how.stop:
            return Stop(began=False), self._once_more(cancel, decision)
        stop = Stop(began=True)
        try:
            stop = self._stopped()
        finally:  # whatever happens here, nobody's system is left standing by us if it can be helped
            resumed = self._resumed() if self._how.resume else None
        return replace(stop, resumed=resumed), self._once_more(cancel, decision)

    def _stopped(self) -> Stop:
        """Call the stop, ask for work until it is refused, then look whether it stays so."""
        now = self._world.clock
        began = now()
        # What it answers is not believed: work is asked for.
        self._post(self._how.stop, self._how.stop_body)
        still, unclear = 0.0, 0
        for _ in range(_looks(self._how.within, self._how.every)):
            asked = now() - began
            state = self._state()
            if state == "stopped":
                after = now() - began
                stop = Stop(began=True, stopped=True, after=after, still=still, unclear=unclear)
                return self._watched(stop)
            still = asked if state == "works" else still
            unclear += state == "unclear"
            if now() - began >= self._how.within:
                break
            self._world.sleep(self._how.every)
        return Stop(began=True, after=now() - began, still=still, unclear=unclear)

    def _watched(self, stop: Stop) -> Stop:
        began, unclear, relapsed = self._world.clock(), stop.unclear, False
        for _ in range(_looks(self._how.quiet, self._how.every)):
            self._world.sleep(self._how.every)
            state = self._state()
            # One clear answer out of turn is enough: a stop that lets some work through is none.
            relapsed = relapsed or state == "works"
            unclear += state == "unclear"
            if relapsed or self._world.clock() - began >= self._how.quiet:
                break
        return replace(stop, relapsed=relapsed, doubtful=unclear > stop.unclear, unclear=unclear)

    def _resumed(self) -> bool:
        self._post(self._how.resume, self._how.resume_body)
        return self._until(lambda: self._state() == "works") is not None

    def _cancelled(self, decision: str | None) -> Cancel | None:
        if not self._how.cancel:
            return None
        if not decision or len(decision) > _ID_AT_MOST:
            return Cancel(took=False)
        began = self._world.clock()
        self._post(_filled(self._how.cancel, decision), self._how.cancel_body)
        if self._until(lambda: self._is_cancelled(decision)) is None:
            return Cancel(took=False, after=self._world.clock() - began)
        return Cancel(took=True, after=self._world.clock() - began)

    def _once_more(self, cancel: Cancel | None, decision: str | None) -> Cancel | None:
        if cancel is None or not cancel.took or decision is None:
            return cancel
        return Cancel(took=True, after=cancel.after, lasted=self._is_cancelled(decision))

    def _is_cancelled(self, decision: str) -> bool:
        reply = self._post(_filled(self._how.read, decision), "{}")
        if reply is None or reply.status not in self._signs.works:
            return False
        return field_of(reply, self._how.cancelled_field) == self._how.cancelled_says

    def _until(self, true: Callable[[], bool]) -> float | None:
        """Return after how many seconds something became true; None when it did not in the time given."""
        began = self._world.clock()
        for _ in range(_looks(self._how.within, self._how.every)):
            if true():
                return self._world.clock() - began
            if self._world.clock() - began >= self._how.within:
                return None
            self._world.sleep(self._how.every)
        return None

    def _state(self) -> State:
        return state_of(self._post(self._work, self._how.work_body), self._signs)

    def _post(self, url: str, body: str) -> Reply | None:
        """Return an answer; None when none comes, for which there are many reasons and one meaning."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        try:
            reply = self._send(url, body.encode(), headers)
        except TanbaError as error:
            self._heard.update(f"{type(error).__name__}\n".encode())
            return None
        self._heard.update(f"{reply.status} {len(reply.body)}\n".encode() + reply.body)
        return reply


def _looks(seconds: float, every: float) -> int:
    """Return how often one looks at most; a clock that stands still must not keep us for ever."""
    return math.ceil(seconds / every) + 1


def _filled(address: str, decision: str) -> str:
    """Return an address with the decision's name in it; it comes from the system, so it is quoted."""
    return address.replace("{id}", quote(decision, safe=""))
