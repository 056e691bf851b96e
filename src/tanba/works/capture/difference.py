"""
What one save changed in a text: lines where it is long, then words, then characters in changed words.

The acts that follow from it are as few and as small as can be, because everything that an act does not
touch keeps its class. Of equal importance is the bound: a text that differs everywhere costs bounded
time and memory, and is then called replaced rather than examined.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from string import punctuation, whitespace
from typing import Final

from tanba.kernel import value

CELLS: Final = 500_000_000
"""Most pairs of words or lines that one comparison may weigh: 60 MB, a fifth of a second."""
LETTERS: Final = 4_000_000
"""Most pairs of characters in one changed place."""
ALIKE: Final = 0.6
"""From this similarity on, a changed word is one that was edited, not another one."""
MOVED: Final = 24
"""Fewest code points that are recognised elsewhere as the same passage."""
MOVES: Final = 16
"""Most passages of one save that are looked for elsewhere."""

_WORDS: Final = re.compile(r"\w+ ?|[^\w\s] ?|\s")
_SLIDE: Final = 2_000
"""Most code points by which a passage is put elsewhere for the sake of whole lines."""
_EDGES: Final = whitespace + punctuation + "«»„“”…–—"
_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")


@value
class Change:
    """In the old text, `count` code points from `at` on give way to `text`; neither is ever empty of both."""

    at: int
    count: int
    text: str
    coarse: bool = False
    """Too much differed to be examined: what was kept inside this place is not known."""


@value
class Relocation:
    """`count` code points from `at` on move to the place `to` of the text without them."""

    at: int
    count: int
    to: int


def changes(old: str, new: str) -> tuple[Change, ...]:
    """
    Return what turns `old` into `new`: apart from each other, in order, in positions of `old`.

    Positions and counts are Unicode code points. Nothing changed gives an empty tuple.
    """
    if old == new:
        return ()
    found = list(_refined(old, new))
    joined: list[Change] = []
    for one in found:
        last = joined[-1] if joined else None
        if last and last.at + last.count == one.at:
            joined[-1] = Change(
                at=last.at,
                count=last.count + one.count,
                text=last.text + one.text,
                coarse=last.coarse or one.coarse,
            )
        else:
            joined.append(one)
    return tuple(_slid(old, joined))


def relocation(old: str, found: Sequence[Change]) -> Relocation | None:
    """Return one passage that `found` takes away here and puts back word for word there; else None."""
    gone = sorted((one for one in found if one.count >= MOVED), key=lambda one: -one.count)[:MOVES]
    come = [one for one in found if len(one.text) >= MOVED][: 8 * MOVES]
    for away in gone:
        taken = old[away.at : away.at + away.count]
        for back in come:
            # What is shared at the ends (a full stop, an empty line) may be counted on either side.
            core = min(taken.strip(_EDGES), back.text.strip(_EDGES), key=len)
            if back is away or len(core) < MOVED or core not in taken or core not in back.text:
                continue
            start, until = _grown(taken, back.text, core)
            at, count = away.at + start, until - start
            to = back.at if back.at <= at else back.at - count
            return Relocation(at=at, count=count, to=to)
    return None


def _grown(one: str, other: str, core: str) -> tuple[int, int]:
    """Where in `one` the passage stands that holds `core` and that `other` has as well, as long as can be."""
    start, there = one.index(core), other.index(core)
    until, beyond = start + len(core), there + len(core)
    while start and there and one[start - 1] == other[there - 1]:
        start, there = start - 1, there - 1
    while until < len(one) and beyond < len(other) and one[until] == other[beyond]:
        until, beyond = until + 1, beyond + 1
    return start, until


def relocated(old: str, move: Relocation) -> str:
    """Return `old` after one passage has moved."""
    passage = old[move.at : move.at + move.count]
    rest = old[: move.at] + old[move.at + move.count :]
    return rest[: move.to] + passage + rest[move.to :]


def _refined(old: str, new: str) -> Iterator[Change]:
    words = _WORDS.findall(old), _WORDS.findall(new)
    for at, before, after in _hunks(*words):
        if len(before) * len(after) > CELLS:
            yield from _by_lines("".join(before), "".join(after), at)
        else:
            yield from _by_words(before, after, at)


def _by_words(old: Sequence[str], new: Sequence[str], at: int) -> Iterator[Change]:
    for start, before, after in _aligned(old, new, at):
        yield from _by_letters("".join(before), "".join(after), start)


def _by_lines(old: str, new: str, at: int) -> Iterator[Change]:
    ours, theirs = _LINES.findall(old), _LINES.findall(new)
    aligned = _aligned if len(ours) * len(theirs) <= CELLS else _anchored
    for start, before, after in aligned(ours, theirs, at):
        mine, yours = _WORDS.findall("".join(before)), _WORDS.findall("".join(after))
        if not mine or not yours:
            yield Change(at=start, count=sum(map(len, mine)), text="".join(yours))
        elif len(mine) * len(yours) > CELLS:
            whole = "".join(mine), "".join(yours)
            yield Change(at=start, count=len(whole[0]), text=whole[1], coarse=True)
        else:
            yield from _by_words(mine, yours, start)


def _by_letters(old: str, new: str, at: int) -> Iterator[Change]:
    """One changed place: the letters that stayed are kept where a word was edited rather than replaced."""
    if old and new and len(old) * len(new) <= LETTERS:
        from rapidfuzz.distance import Indel

        if Indel.normalized_similarity(old, new) >= ALIKE:
            for step in Indel.opcodes(old, new):
                if step.tag != "equal":
                    count = step.src_end - step.src_start
                    text = new[step.dest_start : step.dest_end]
                    yield Change(at=at + step.src_start, count=count, text=text)
            return
    short = min(len(old), len(new))
    head = next((i for i in range(short) if old[i] != new[i] or not old[i].isspace()), short)
    rest = short - head
    tail = next(
        (i for i in range(rest) if old[-1 - i] != new[-1 - i] or not old[-1 - i].isspace()), rest
    )
    yield Change(at=at + head, count=len(old) - head - tail, text=new[head : len(new) - tail])


def _slid(old: str, found: Sequence[Change]) -> Iterator[Change]:
    """
    Yield changes with what came or went whole lines where that says the same.

    A line added after `a\\n` is as well one added before its line end; people mean the former.
    """
    last = 0
    for number, one in enumerate(found):
        after = found[number + 1].at if number + 1 < len(found) else len(old)
        if one.count and one.text:
            yield one
        else:
            moved = one.text or old[one.at : one.at + one.count]
            at = _line_start(old, one, moved, last, after - one.count)
            shift = (at - one.at) % len(moved)
            text = moved[shift:] + moved[:shift] if one.text else ""
            one = Change(at=at, count=one.count, text=text, coarse=one.coarse)
            yield one
        last = one.at + one.count


def _line_start(old: str, one: Change, moved: str, first: int, last: int) -> int:
    """The nearest place from `first` to `last` at which the same passage begins a line; else where it is."""
    size, at = len(moved), one.at
    for step in range(min(_SLIDE, last - at) + 1):
        if at + step == 0 or old[at + step - 1] == "\n":
            return at + step
        # Sliding by one: the first character of the passage is the one that it leaves behind.
        there = at + one.count + step
        if there >= len(old) or old[there] != moved[step % size]:
            break
    for step in range(1, min(_SLIDE, at - first) + 1):
        if old[at - step] != moved[-step % size]:
            break
        if at - step == 0 or old[at - step - 1] == "\n":
            return at - step
    return at


Hunk = tuple[int, Sequence[str], Sequence[str]]


def _hunks(old: Sequence[str], new: Sequence[str], at: int = 0) -> Iterator[Hunk]:
    """The one place where two sequences differ, without the beginning and the end that they share."""
    short = min(len(old), len(new))
    head = next((i for i in range(short) if old[i] != new[i]), short)
    tail = next((i for i in range(short - head) if old[-1 - i] != new[-1 - i]), short - head)
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if before or after:
        yield at + sum(map(len, old[:head])), before, after


def _aligned(old: Sequence[str], new: Sequence[str], at: int) -> Iterator[Hunk]:
    """The places where two sequences differ once as much as possible is held to be the same."""
    from rapidfuzz.distance import Indel

    known: dict[str, int] = {}
    ours = [known.setdefault(part, len(known)) for part in old]
    theirs = [known.setdefault(part, len(known)) for part in new]
    a = c = 0
    for step in (*Indel.opcodes(ours, theirs), None):
        if step and step.tag != "equal":
            continue  # an insertion beside a deletion is one replacement: the place ends where texts agree
        i, j = (step.src_start, step.dest_start) if step else (len(old), len(new))
        if i > a or j > c:
            yield at, old[a:i], new[c:j]
        if step:
            at += sum(map(len, old[a : step.src_end]))
            a, c = step.src_end, step.dest_end


def _anchored(old: Sequence[str], new: Sequence[str], at: int) -> Iterator[Hunk]:
    """The places between lines that stand once in each text and in the same order."""
    once = [Counter(old), Counter(new)]
    there = {line: i for i, line in enumerate(new) if once[1][line] == 1}
    pairs = [(i, there[line]) for i, line in enumerate(old) if once[0][line] == 1 and line in there]
    a = c = 0
    for i, j in [*_rising(pairs), (len(old), len(new))]:
        yield from _hunks(old[a:i], new[c:j], at)
        at += sum(map(len, old[a : i + 1]))
        a, c = i + 1, j + 1


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of `pairs` in which both numbers rise; the first ones rise already."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(pairs):
        place = bisect_left(tops, there)
        before.append(ends[place - 1] if place else -1)
        ends[place : place + 1], tops[place : place + 1] = [index], [there]
    chain, index = [], ends[-1] if ends else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]
