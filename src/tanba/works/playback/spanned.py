"""
A text under recorded acts: what it says, and what each code point of it is.

* What is typed is human, what is pasted unknown, unless it stands inside machine material.
* Inside machine material stands what is typed in the place of machine text that just went out there
  (that text is kept as `before`), and what is typed in a line that has machine text on both sides, no
  further than `NEAR` code points away: it is `ai_edited`.
* Typing on, in the same line and with the next act, is what the code point before it is.
* What a formatter puts in the place of machine text, or between machine text, stays machine text.
* What is moved stays what it was.
"""

from typing import Final

from tanba.works.playback.runs import Mark, Run, RunList
from tanba.works.record.text import LongText
from tanba.works.record.values import How, SpanKind

NEAR: Final = 4_096
"""Code points on either side within which machine text makes a line machine material."""

_SOON = 128  # most lines end sooner than this
_TYPED = (SpanKind.HUMAN, SpanKind.AI_EDITED)


class Marks:
    """Each mark once, for a whole work."""

    def __init__(self) -> None:
        self._marks: dict[Mark, Mark] = {}

    def get(self, kind: SpanKind, how: How, session: int, origin: str = "") -> Mark:
        """Return the one mark of these."""
        mark = Mark(kind, how, session, origin)
        return self._marks.setdefault(mark, mark)


class Wound:
    """
    Where machine material went out with the latest acts; what is typed there takes its place.

    Typing in it moves it along, up to the end of the line; an act elsewhere closes it.
    """

    __slots__ = ("at", "fresh", "lost", "origin")

    def __init__(self) -> None:
        self.close()

    def close(self) -> None:
        """Forget it."""
        self.at, self.fresh, self.lost, self.origin = -1, False, "", ""

    def cut(self, at: int, count: int, text: str, runs: list[Run]) -> None:
        """Open, widen or close it after `runs` with this text went out."""
        touched = self.at >= 0 and at <= self.at <= at + count
        machine = [run for run in runs if run.mark.machine]
        if not (touched or machine):
            self.close()
            return
        left: list[str] = []
        right: list[str] = []
        place = at
        for run in runs:
            if run.mark.machine:
                lost = (
                    text[place - at : place - at + run.length]
                    if run.mark.kind is SpanKind.AI
                    else run.before
                )
                (left if touched and place < self.at else right).append(lost)
            place += run.length
        if not touched:
            self.close()
        self.lost = "".join([*left, self.lost, *right])
        if machine and not self.fresh:
            self.origin = machine[0].mark.origin
        self.at, self.fresh = at, self.fresh or bool(machine)

    def typed(self, at: int, length: int) -> str:
        """Take what was lost and move on behind what was typed; -1 for `length` closes it."""
        lost = self.lost
        self.close()
        if length >= 0:
            self.at = at + length
        return lost


class SpannedText:
    """One text of a work while its record is replayed; what does not fit is refused (WK14)."""

    def __init__(self, marks: Marks) -> None:
        self.text = LongText()
        self.runs = RunList()
        self.removed: dict[SpanKind, int] = {}
        """Code points that went out, by what they were."""
        self._marks = marks
        self._machine = 0  # code points of machine material
        self._wound = Wound()

    def type(self, session: int, n: int, how: How, at: int, text: str) -> None:
        """Follow text that a person typed before the code point `at`."""
        self.text.insert(at, text)
        wound = self._wound
        line = "\n" not in text
        if at == wound.at:
            kind, before = SpanKind.AI_EDITED, wound.typed(at, len(text) if line else -1)
        else:
            kind, before = self._kind(session, n, at, len(text)) if line else SpanKind.HUMAN, ""
            wound.close()
        mark = self._marks.get(kind, how, session)
        self._put(at, Run(len(text), mark, n, len(text) == 1, before))

    def type_row(self, session: int, n: int, how: How, at: int, text: str) -> None:
        """Follow one act for each code point, each after the one before, none a line feed."""
        self.type(session, n, how, at, text[0])
        if len(text) == 1:
            return
        self.text.insert(at + 1, text[1:])
        if self.runs.lengthen(at + 1, len(text) - 1).machine:
            self._machine += len(text) - 1
        self._wound.at = at + len(text) if self._wound.at == at + 1 else -1

    def put(
        self, session: int, n: int, how: How, at: int, text: str, kind: SpanKind, origin: str = ""
    ) -> None:
        """Follow text of another kind that came in before the code point `at`."""
        self.text.insert(at, text)
        if kind is SpanKind.MECHANICAL:
            kind, origin = self._formatted(at)
        mark = self._marks.get(kind, how, session, origin)
        self._put(at, Run(len(text), mark, n, len(text) == 1))
        self._wound.close()

    def cut(self, at: int, count: int) -> None:
        """Follow text that went out."""
        text = self.text.cut(at, count)
        runs = self.runs.cut(at, count)
        for run in runs:
            kind = run.mark.kind
            self.removed[kind] = self.removed.get(kind, 0) + run.length
            if run.mark.machine:
                self._machine -= run.length
        self._wound.cut(at, count, text, runs)

    def move(self, at: int, count: int, to: int) -> None:
        """Follow text that went to the place `to` of the text without it."""
        self.text.check(at, count)
        if to > len(self.text) - count:
            raise self.text.outside(to + count)
        self.text.insert(to, self.text.cut(at, count))
        for run in self.runs.cut(at, count):
            self.runs.insert(to, run)
            to += run.length
        self._wound.close()

    def become(self, session: int, n: int, how: How, text: str, kind: SpanKind, origin: str) -> bool:
        """Follow a file that was opened again: what differs between its ends is of this kind."""
        old = str(self.text)
        self._wound.close()
        if old == text:
            return False
        first = _alike(old, text)
        last = _alike(old[first:][::-1], text[first:][::-1])
        if count := len(old) - first - last:
            self.cut(first, count)
        self._wound.close()
        if new := text[first : len(text) - last]:
            self.put(session, n, how, first, new, kind, origin)
        return True

    def _put(self, at: int, run: Run) -> None:
        self.runs.insert(at, run)
        if run.mark.machine:
            self._machine += run.length

    def _kind(self, session: int, n: int, at: int, length: int) -> SpanKind:
        """What is typed at `at`, where the text has it already and the runs not yet."""
        run, offset = self.runs.before(at)
        if run is not None and run.mark.session == session and run.mark.kind in _TYPED:
            made = run.n + offset - 1 if run.each else run.n
            if made == n - 1 and self.text.part(at - 1, at) != "\n":
                return run.mark.kind
        if not self._machine:
            return SpanKind.HUMAN
        if not self._reached(at - self._room(at, -1), at):
            return SpanKind.HUMAN
        inside = self._met(at, at + self._room(at + length, 1))
        return SpanKind.AI_EDITED if inside else SpanKind.HUMAN

    def _room(self, at: int, way: int) -> int:
        """Return how many code points of the line lie on one side of `at`, at most `NEAR`."""
        for room in (_SOON, NEAR):
            some = self.text.part(at, at + room) if way > 0 else self.text.part(at - room, at)[::-1]
            found = some.find("\n")
            if found >= 0:
                return found
        return len(some)

    def _reached(self, begin: int, at: int) -> bool:
        """Say whether machine material stands between `begin` and `at`."""
        for run, end in self.runs.leftward(at):
            if end <= begin:
                return False
            if run.mark.machine:
                return True
        return False

    def _met(self, at: int, end: int) -> bool:
        """Say whether machine material stands between `at` and `end`."""
        for run, start in self.runs.rightward(at):
            if start >= end:
                return False
            if run.mark.machine:
                return True
        return False

    def _formatted(self, at: int) -> tuple[SpanKind, str]:
        """What a formatter puts at `at` is, and where it comes from."""
        if at == self._wound.at and self._wound.fresh:
            return SpanKind.AI, self._wound.origin
        sides = [run.mark for run in (self.runs.before(at)[0], self.runs.after(at)) if run is not None]
        if sides and all(mark.machine for mark in sides):
            return SpanKind.AI, sides[0].origin
        return SpanKind.MECHANICAL, ""


def _alike(one: str, other: str) -> int:
    """Return how many code points two texts have in common from the start, by halving."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
