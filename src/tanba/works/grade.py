"""
How well a fact is evidenced: from how it came into the record, and from what others say of it.

    E0  declared afterwards
    E1  recorded on the author's own machine; when, only its clock says
    E2  recorded, and held between two outside times at most 15 minutes apart
    E3  as E2, and a second party's receipt for the generation was verified
    E4  as E3, cosigned by a quorum of witnesses and signed with the author's qualified signature

A record that somebody made up is E1 at best: whoever has no outside time cannot show when, and whoever
has no second party cannot show that. That an act says of itself that it was received raises nothing.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from tanba.works.record.values import ActAt, Anchor, Grade, How

APART: Final = timedelta(minutes=15)
QUORUM: Final = 2
"""Independent witnesses from which on they are called so; one alone may err or be persuaded."""


def grade_of(how: How, anchor: Anchor | None = None, *, quorum: int = QUORUM) -> Grade:
    """Return the grade of an act that came into the record so, with what others say of it."""
    if how is How.DECLARED:
        return Grade.E0
    if anchor is None or anchor.not_before is None or anchor.not_after is None:
        return Grade.E1
    if not timedelta(0) <= anchor.not_after - anchor.not_before <= APART:
        return Grade.E1
    if how is not How.RECEIVED or not anchor.receipt:
        return Grade.E2
    if anchor.witnessed < max(quorum, 1) or not anchor.signed:
        return Grade.E3
    return Grade.E4


def grade_between(
    how: How, first: ActAt, last: ActAt, anchors: Iterable[Anchor], *, quorum: int = QUORUM
) -> Grade:
    """
    Return the grade of what the acts `first` … `last` made: that of the least covered among them.

    An anchor counts where all of its acts lie before each other in the record as it says, which the
    caller has verified; acts that none covers are E1, or E0 when they were declared.
    """
    covering = sorted(anchors, key=lambda anchor: anchor.first)
    best = Grade.E4
    at = first
    while at <= last:
        grades = {
            anchor: grade_of(how, anchor, quorum=quorum)
            for anchor in covering
            if anchor.first <= at <= anchor.last
        }
        if not grades:
            return min(best, grade_of(how))
        top = max(grades.values())
        best = min(best, top)
        ends = max(anchor.last for anchor, grade in grades.items() if grade == top)
        if ends >= last:
            return best
        at = ends[0], ends[1] + 1
    return best
