"""A thread that publishes a log again and again, at most once a second."""

from threading import Event, Thread
from types import TracebackType
from typing import Self

from tanba.evidence.log.writer import Log
from tanba.kernel import TanbaError


class Publisher:
    """
    Publishes what is new for as long as the block lasts, and once more at its end.

        with Publisher(log): …

    `every` is the time between two publications in seconds, 1 or more. What goes wrong meanwhile is
    in `trouble` until a later publication succeeds; at the end it is raised.
    """

    def __init__(self, log: Log, every: float = 1.0) -> None:
        self.trouble: TanbaError | None = None
        self._log, self._every = log, max(every, 1.0)
        self._end = Event()
        self._thread = Thread(target=self._run, name="publisher", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        self._thread.join()
        if error is None:
            self._log.publish()

    def _run(self) -> None:
        while not self._end.wait(self._every):
            try:
                self._log.publish()
                self.trouble = None
            except TanbaError as error:
                self.trouble = error
