"""The grade of every act: what the anchors say of it, found once for all acts."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from tanba.works.grade import grade_of
from tanba.works.record.values import ActAt, Anchor, Grade, How


class Grading:
    """The best grade that the anchors give to an act, by how it came into the record."""

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        starts = (
            {(0, 0)} | {anchor.first for anchor in anchors} | {_next(anchor.last) for anchor in anchors}
        )
        self._cuts: list[ActAt] = sorted(starts)
        self._grades = {how: list(self._steps(how, anchors)) for how in How}

    def of(self, how: How, act: ActAt) -> Grade:
        """Return the grade of an act."""
        return self._grades[how][bisect_right(self._cuts, act) - 1]

    def parted(self, how: How, act: ActAt, last: ActAt) -> Iterator[tuple[int, Grade]]:
        """
        Yield how many acts from `act` to `last` have a grade, in order, for acts numbered in a row.

        Acts of two sessions are not numbered in a row: they have the lower grade of the two ends.
        """
        if act[0] != last[0]:
            yield 1, min(self.of(how, act), self.of(how, last))
            return
        place, number = bisect_right(self._cuts, act), act[1]
        while number <= last[1]:
            cut = self._cuts[place] if place < len(self._cuts) else None
            until = cut[1] if cut and cut[0] == act[0] and cut <= last else last[1] + 1
            yield until - number, self._grades[how][place - 1]
            number, place = until, place + 1

    def _steps(self, how: How, anchors: Sequence[Anchor]) -> Iterator[Grade]:
        """Yield the best grade from each cut up to the next."""
        plain = grade_of(how, None)
        begins: dict[ActAt, list[Grade]] = {}
        ends: dict[ActAt, list[Grade]] = {}
        for anchor in anchors:
            if anchor.first <= anchor.last:
                grade = grade_of(how, anchor)
                begins.setdefault(anchor.first, []).append(grade)
                ends.setdefault(_next(anchor.last), []).append(grade)
        held: Counter[Grade] = Counter()
        for cut in self._cuts:
            held.update(begins.get(cut, ()))
            held.subtract(ends.get(cut, ()))
            yield max((grade for grade, n in held.items() if n > 0), default=plain)


def _next(act: ActAt) -> ActAt:
    return act[0], act[1] + 1
