"""The end of a command that goes on until somebody ends it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def wished_end() -> Iterator[Event]:
    """Yield what is set by Ctrl-C and by the system's wish that we end; a second Ctrl-C breaks off."""
    stop = Event()

    def wish(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        stop.set()

    before = {number: signal.signal(number, wish) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
