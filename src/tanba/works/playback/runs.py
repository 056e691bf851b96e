"""
What each code point of a text is, kept in runs: lists of a hundred or so, found from a cursor.

A run of typing is one run however many acts made it: its code points come from acts numbered in a row.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from tanba.kernel import Refused
from tanba.works.record.values import How, SpanKind

RUNS: Final = 2_000_000
"""Most runs of one text; a novel has some ten thousand."""

_ROOM = 128  # runs of a list, at most


class Mark(NamedTuple):
    """What runs of one kind, session and origin share; each is made once, so that `is` compares."""

    kind: SpanKind
    how: How
    session: int
    origin: str

    @property
    def machine(self) -> bool:
        """Machine material, edited or not."""
        return self.kind is SpanKind.AI or self.kind is SpanKind.AI_EDITED


class Run:
    """
    `length` code points of one mark; act `n` of the session made the first.

    With `each`, the next act made the next one, and so on; otherwise act `n` made all of them.
    `before` stands at the first code point: who cuts a run leaves it with the beginning.
    """

    __slots__ = ("before", "each", "length", "mark", "n")

    def __init__(self, length: int, mark: Mark, n: int, each: bool, before: str = "") -> None:
        self.length, self.mark, self.n, self.each, self.before = length, mark, n, each, before

    def cut(self, at: int) -> "Run":
        """Shorten this run to `at` code points and return the rest as another."""
        rest = Run(self.length - at, self.mark, self.n + at if self.each else self.n, self.each)
        self.length = at
        return rest


class RunList:
    """The runs of one text in order; places are code points."""

    __slots__ = ("_index", "_lists", "_run", "_run_start", "_sizes", "_start")

    def __init__(self) -> None:
        self._lists: list[list[Run]] = [[]]
        self._sizes = [0]
        self._index = self._start = self._run = self._run_start = 0

    def __iter__(self) -> Iterator[Run]:
        return (run for runs in self._lists for run in runs)

    def before(self, at: int) -> tuple[Run | None, int]:
        """Return the run of the code point before `at`, and how many of the run stand before `at`."""
        if not at:
            return None, 0
        self._seek(at)
        return self._lists[self._index][self._run], at - self._run_start

    def after(self, at: int) -> Run | None:
        """Return the run of the code point at `at`; None at the end."""
        return next((run for run, _ in self.rightward(at)), None)

    def leftward(self, at: int) -> Iterator[tuple[Run, int]]:
        """Yield each run before `at`, nearest first, and where it ends or is cut by `at`."""
        if not at:
            return
        self._seek(at)
        index, run = self._index, self._run
        while True:
            one = self._lists[index][run]
            yield one, at
            at = self._run_start if index == self._index and run == self._run else at - one.length
            run -= 1
            while run < 0:
                index -= 1
                if index < 0:
                    return
                run = len(self._lists[index]) - 1

    def rightward(self, at: int) -> Iterator[tuple[Run, int]]:
        """Yield each run from `at` on, nearest first, and where it begins or is cut by `at`."""
        index = run = start = 0
        if at:
            self._seek(at)
            index, run, start = self._index, self._run, self._run_start
        while index < len(self._lists):
            for one in self._lists[index][run:]:
                end = start + one.length
                if end > at:
                    yield one, max(start, at)
                start = end
            index, run = index + 1, 0

    def lengthen(self, at: int, by: int) -> Mark:
        """Add code points to the run that ends at `at`, and return what they are."""
        self._seek(at)
        run = self._lists[self._index][self._run]
        run.length += by
        self._sizes[self._index] += by
        return run.mark

    def insert(self, at: int, run: Run) -> None:
        """Put a run before the code point `at`, parting another one if it must."""
        self._part(at)
        place = self._run + 1 if at else 0
        runs = self._lists[self._index]
        runs.insert(place, run)
        self._sizes[self._index] += run.length
        if len(runs) > _ROOM:
            self._halve()

    def cut(self, at: int, count: int) -> list[Run]:
        """Take out `count` code points from `at` on, and return their runs."""
        self._seek(at + count)
        last = self._lists[self._index][self._run]
        if count < last.length and at + count == self._run_start + last.length:
            self._sizes[self._index] -= count  # a step back in what was typed, as most are
            return [last.cut(last.length - count)]
        self._part(at + count)
        self._part(at)
        index, place = self._index, self._run + 1 if at else 0
        gone: list[Run] = []
        while count:
            runs = self._lists[index]
            until = place
            while count and until < len(runs):
                count -= runs[until].length
                self._sizes[index] -= runs[until].length
                until += 1
            gone += runs[place:until]
            del runs[place:until]
            if runs:
                index += 1
            elif len(self._lists) > 1:
                del self._lists[index], self._sizes[index]
            place = 0
        if not at:
            self._index = self._start = self._run = self._run_start = 0
        if len(self._lists[self._index]) > _ROOM:
            self._halve()
        return gone

    def _seek(self, at: int) -> None:
        """Move the cursor to the run of the code point before `at`, which is not 0."""
        index, start = self._index, self._start
        if start < at <= start + self._sizes[index]:
            run, begin = self._run, self._run_start
        else:
            if at <= start >> 1:
                index = start = 0
            while at <= start:
                index -= 1
                start -= self._sizes[index]
            while at > start + self._sizes[index]:
                start += self._sizes[index]
                index += 1
            run, begin = 0, start
        runs = self._lists[index]
        while at <= begin:
            run -= 1
            begin -= runs[run].length
        while at > begin + runs[run].length:
            begin += runs[run].length
            run += 1
        self._index, self._start, self._run, self._run_start = index, start, run, begin

    def _part(self, at: int) -> None:
        """Let a run end at `at`, and put the cursor on it; at 0, on the first one."""
        if not at:
            self._index = self._start = self._run = self._run_start = 0
            return
        self._seek(at)
        run, offset = self._lists[self._index][self._run], at - self._run_start
        if offset < run.length:
            self._lists[self._index].insert(self._run + 1, run.cut(offset))

    def _halve(self) -> None:
        index = self._index
        runs = self._lists[index]
        first, rest = runs[: _ROOM // 2], runs[_ROOM // 2 :]
        size = sum(run.length for run in first)
        self._lists[index : index + 1] = [first, rest]
        self._sizes[index : index + 1] = [size, self._sizes[index] - size]
        self._run, self._run_start = 0, self._start
        if len(self._lists) > RUNS // (_ROOM // 2):
            raise Refused("WK20", f"a text in more than {RUNS:,} stretches")
