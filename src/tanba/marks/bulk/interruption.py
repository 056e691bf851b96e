"""Ctrl-C, taken first as a wish and only then as an order."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def interruptible(wish: Callable[[], None]) -> Iterator[None]:
    """
    Call `wish` at the first Ctrl-C and raise `KeyboardInterrupt` at the second.

    Only in the main thread, and only where Python's own meaning of Ctrl-C stands; else nothing changes.
    """
    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return

    def interrupted(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        wish()

    signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
