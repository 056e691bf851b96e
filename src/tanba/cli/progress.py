"""A progress bar on the terminal's error channel; silent when nobody watches."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from tanba.marks import Tally
    from tanba.report import Speech


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with what is done and the total."""
    with _bar() as bar:
        task = bar.add_task(title, total=None)

        def tick(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tick


@contextmanager
def step_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to call with what is done and the total, 0 while nobody knows it."""
    with progress_bar(title) as tick:
        yield lambda done, total: tick(done, total or done)


@contextmanager
def bulk_bar(title: str, speech: "Speech") -> Iterator[Callable[["Tally"], None]]:
    """Yield a function to call with a tally: files done of those seen, files a second, time left."""
    with _bar(rate=True) as bar:
        task = bar.add_task(title, total=None, rate="")

        def tick(tally: "Tally") -> None:
            worked = tally.settled - tally.before
            rate = f"{speech.number(worked / tally.seconds)}/s" if tally.seconds else ""
            # While folders are still being listed the total is not known, and no time left is claimed.
            total = tally.seen if tally.listed else None
            bar.update(task, completed=tally.settled, total=total, rate=rate)

        yield tick


def _bar(rate: bool = False) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    rates = (TextColumn("{task.fields[rate]}"),) if rate else ()
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        *rates,
    )
    return Progress(
        *columns,
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
