"""
Stretches of a text that repeat what a machine had made: who types a generation anew did not write it.

    runs(text, outputs)          # (Run(start=19, end=84, output=0, output_start=0),)

A stretch counts from seven words in a row, or from four fifths of an output that is shorter. Words are
compared folded (`works.segments`), so neither capitals nor look-alike letters hide a copy. This finds
copies, nothing else: a paraphrase is not found, and what is not found is not thereby anybody's.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from tanba.kernel import value
from tanba.works.segments import words

WORDS = 7
"""Of the lengths tried on 1,447 recorded sessions this one errs least, together with the share below."""

_SHARE = 4, 5  # of an output
_LETTERS = 8
"""A shorter answer ("yes", "in all") stands in every text, and repeating it shows nothing."""

_TRIED = 8  # places of an output that one stretch is followed from; more may lengthen it, not find it
_ALPHABET = 0x10FFFF
_ABSENT = "\0"  # a word of an output that the text does not have

_Table = dict[str, list[tuple[int, int]]]
"""Windows of the text, and where each stands: number of the output, number of its word there."""


@value
class Run:
    """Code points `start` to `end` of the text repeat output number `output` from `output_start` on."""

    start: int
    end: int
    output: int
    output_start: int


class _Letters(dict[str, str]):
    """
    One character for each word of the text: slices of a text so spelled compare and hash fast.

    A million different words later two may share a character; seven in a row do not.
    """

    def __missing__(self, word: str) -> str:
        self[word] = letter = chr(1 + len(self) % _ALPHABET)
        return letter


class Spelling:
    """A text and outputs, each as a string with one character for each word."""

    def __init__(self, text: str, outputs: Sequence[str]) -> None:
        alphabet = _Letters()
        self.text, self.outputs = text, outputs
        self._places: dict[int, tuple[array[int], array[int]]] = {}
        self.words = list(words(text))
        self.letters = "".join([alphabet[word] for word, _, _ in self.words])
        self.said = tuple(
            "".join([alphabet.get(word, _ABSENT) for word, _, _ in words(output)]) for output in outputs
        )
        self._length = list(accumulate((len(word) for word, _, _ in self.words), initial=0))

    def quote(self, output: int, start: int, end: int) -> str:
        """Return the words `start` to `end` of an output as they stand there; empty for none."""
        starts, ends = self.places(output)
        return self.outputs[output][starts[start] : ends[end - 1]] if end > start else ""

    def places(self, output: int) -> tuple["array[int]", "array[int]"]:
        """Return where the words of an output start and end; found once, as two may take turns."""
        if output not in self._places:
            found = [(start, end) for _, start, end in words(self.outputs[output])]
            self._places[output] = array("L", [s for s, _ in found]), array("L", [e for _, e in found])
        return self._places[output]

    def length(self, start: int, end: int) -> int:
        """Return how many letters and digits the words `start` to `end` of the text have."""
        return self._length[end] - self._length[start]


class Stretch:
    """Words `start` to `end` of the text, from word `at` of an output."""

    __slots__ = ("at", "end", "output", "start")

    def __init__(self, start: int, end: int, output: int, at: int) -> None:
        self.start, self.end, self.output, self.at = start, end, output, at


def runs(text: str, outputs: Sequence[str]) -> tuple[Run, ...]:
    """
    Return the stretches of a text that repeat one of the outputs, in order, none over another.

    Linear in all that is given, in memory that grows with the text and a little with the outputs.
    Where two outputs hold the same words, the longer stretch wins, then the earlier output. Any text
    is taken; nothing repeated gives nothing.
    """
    spelling = Spelling(text, outputs)
    return tuple(_placed(spelling, apart(stretches(spelling, counted))))


def counted(words: int, at_least: int = WORDS) -> int:
    """Return how many words in a row count, of an output of so many."""
    part, of = _SHARE
    return min(at_least, -(-words * part // of))


def stretches(spelling: Spelling, size_of: Callable[[int], int]) -> list[Stretch]:
    """
    Return what repeats `size_of(its words)` words of an output in a row, as long as it goes, in order.

    They may overlap, where outputs have words in common: `apart` parts them.
    """
    tables: dict[int, _Table] = {}
    for number, said in enumerate(spelling.said):
        size = size_of(len(said))
        if 0 < size <= len(said):
            _note(number, said, spelling.letters, tables.setdefault(size, {}), size)
    found = [
        stretch
        for size, table in tables.items()
        for stretch in _followed(spelling, size, table)
        if spelling.length(stretch.start, stretch.end) >= _LETTERS
    ]
    found.sort(key=lambda one: (one.start, one.start - one.end, one.output))
    return found


def _note(number: int, said: str, letters: str, table: _Table, size: int) -> None:
    """Note which windows of the text stand in an output, and where."""
    if not table:
        table.update((letters[i : i + size], []) for i in range(len(letters) - size + 1))
    for at in range(len(said) - size + 1):
        places = table.get(said[at : at + size])
        if places is not None and len(places) < _TRIED:
            places.append((number, at))


def _followed(spelling: Spelling, size: int, table: _Table) -> Iterator[Stretch]:
    """Yield the stretches through each window that stands in an output, left to right."""
    letters = spelling.letters
    start, last = 0, len(letters) - size
    while start <= last:
        end = start + size
        for number, at in table[letters[start : start + size]]:
            said = spelling.said[number]
            until = start + size + _alike(letters, start + size, said, at + size)
            behind = _alike_before(letters, start, said, at)
            yield Stretch(start - behind, until, number, at - behind)
            end = max(end, until)
        start = end - size + 1  # all windows before lie in the stretch that goes furthest


def _alike(one: str, i: int, other: str, j: int) -> int:
    """Return how many letters from i and j on are the same; slices compare faster than a loop."""
    room, done, step = min(len(one) - i, len(other) - j), 0, 8
    while done < room and step:
        step = min(step, room - done)
        same = one[i + done : i + done + step] == other[j + done : j + done + step]
        done, step = (done + step, step * 2) if same else (done, step // 2)
    return done


def _alike_before(one: str, i: int, other: str, j: int) -> int:
    """Return how many letters before i and j are the same."""
    room, done, step = min(i, j), 0, 8
    while done < room and step:
        step = min(step, room - done)
        same = one[i - done - step : i - done] == other[j - done - step : j - done]
        done, step = (done + step, step * 2) if same else (done, step // 2)
    return done


def apart(found: list[Stretch]) -> list[Stretch]:
    """Return stretches in order that do not overlap and cover the same words; the longer keeps its own."""
    kept: list[Stretch] = []
    for new in found:
        while kept and kept[-1].end > new.start:
            last = kept[-1]
            if new.end <= last.end:
                break
            if new.end - new.start <= last.end - last.start:
                new = Stretch(last.end, new.end, new.output, new.at + last.end - new.start)
            elif last.start >= new.start:
                kept.pop()
            else:
                kept[-1] = Stretch(last.start, new.start, last.output, last.at)
        else:
            kept.append(new)
    return kept


def _placed(spelling: Spelling, found: list[Stretch]) -> Iterator[Run]:
    """Yield the stretches in code points, with the signs around them that the output has as well."""
    text, places = spelling.text, spelling.words
    before = 0
    for one in found:
        said = spelling.outputs[one.output]
        starts, ends = spelling.places(one.output)
        start, end = places[one.start][1], places[one.end - 1][2]
        first, until = starts[one.at], ends[one.at + one.end - one.start - 1]
        floor = max(before, places[one.start - 1][2] if one.start else 0)
        while start > floor and first and text[start - 1] == said[first - 1]:
            start, first = start - 1, first - 1
        ceiling = places[one.end][1] if one.end < len(places) else len(text)
        while end < ceiling and until < len(said) and text[end] == said[until]:
            end, until = end + 1, until + 1
        before = end
        yield Run(start=start, end=end, output=one.output, output_start=first)
