"""Words set in lines: as few as the width allows, each about as long as the others."""

from functools import lru_cache
from itertools import pairwise
from typing import Final

from tanba.kernel import value
from tanba.marks.visible.letters.typeface import run

SHORT: Final = 2
"""Letters of a word that must not end a line (с, и, в …), nor stand alone on the last one."""

MOST_LINES: Final = 24


@value
class Setting:
    """One text set in a number of lines."""

    lines: tuple[str, ...]
    width: float
    """Of the longest line, in ems."""


@lru_cache(maxsize=64)
def settings(text: str) -> tuple[Setting, ...]:
    """
    Return the text in one line, in two, in three …, each time as narrow as it can be.

    Widths fall from one to the next; a number of lines that gains nothing is left out. Short words stay
    with their neighbours until the last settings, which may break at every space.
    """
    words = tuple(text.split())
    found: list[Setting] = []
    for pieces in dict.fromkeys((_glued(words), words)):
        for count in range(1, min(len(pieces), MOST_LINES) + 1):
            setting = _balanced(pieces, count)
            if not found or setting.width < found[-1].width - 1e-6:
                found.append(setting)
    return tuple(found)


def _glued(words: tuple[str, ...]) -> tuple[str, ...]:
    pieces: list[str] = []
    held = ""
    for word in words:
        held = f"{held} {word}" if held else word
        if len(word) > SHORT:
            pieces.append(held)
            held = ""
    if held and pieces:
        pieces[-1] = f"{pieces[-1]} {held}"
    elif held:
        pieces.append(held)
    return tuple(pieces)


_Best = tuple[float, float, tuple[int, ...]]
"""For some first pieces in some lines: the longest line, the sum of squares, where each line starts."""


def _balanced(pieces: tuple[str, ...], count: int) -> Setting:
    """Break into exactly `count` lines: the longest as short as can be, then all as even as can be."""
    space = run("x x") - run("xx")
    ends = [0.0]
    for piece in pieces:
        ends.append(ends[-1] + run(piece) + space)
    number = len(pieces)
    never: _Best = (float("inf"), 0.0, ())
    best: list[_Best] = [(0.0, 0.0, ())] + [never] * number
    for k in range(1, count + 1):
        after = [never] * k
        for i in range(k, number + 1):
            options = []
            for j in range(k - 1, i):
                longest, squares, starts = best[j]
                line = ends[i] - ends[j] - space
                options.append((max(longest, line), squares + line * line, (*starts, j)))
            after.append(min(options))
        best = after
    starts = (*best[number][2], number)
    lines = tuple(" ".join(pieces[a:b]) for a, b in pairwise(starts))
    return Setting(lines=lines, width=max(run(line) for line in lines))
