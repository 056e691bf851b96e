"""A text beside the generations that may have gone into it, when nobody recorded the making."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from tanba.kernel import Refused
from tanba.works.comparison.alignment import SEED, passages
from tanba.works.comparison.error import measured
from tanba.works.comparison.values import Indication, Likeness, Reading, Resemblance, Rule
from tanba.works.matching import Spelling, Stretch, counted, stretches
from tanba.works.segments import Place, sentence_places

TEXT: Final = 2_000_000
GENERATIONS: Final = 20_000_000
"""Most code points compared; memory stays under half a gigabyte."""
_BEFORE: Final = 500

_COUNTS: Final[dict[Rule, Callable[[int], int]]] = {
    "run-3": lambda words: 3,
    "run-5": lambda words: 5,
    "run-6": lambda words: 6,
    "run-8": lambda words: 8,
    "run-7-or-80": counted,
    "whole": lambda words: words,
}
"""How many words in a row count, of an output of so many."""
_Kind = tuple[Likeness, int | None]
_NOT_FOUND: Final[_Kind] = (Likeness.UNKNOWN, None)
_WEAK: Final = {Likeness.AI: 0, Likeness.AI_EDITED: 1, Likeness.UNKNOWN: 2}
_BLANK: Final = re.compile(r"\s(?:.*\s)?", re.DOTALL)
_ROW: Final = re.compile(b"\1+")


def compare(text: str, generations: Sequence[str]) -> Indication:
    """
    Return what a text repeats of the generations given, by several rules, each with its error.

    What repeats nothing is `unknown`, never human: it may come from a generation that was not given.
    Linear but for the short stretches between repeated words. Raises Refused (WK30) beyond 2,000,000
    code points of text or 20,000,000 of generations.
    """
    given = sum(map(len, generations))
    if len(text) > TEXT or given > GENERATIONS:
        raise Refused(
            "WK30",
            f"a text of {len(text)} characters and generations of {given} are more than are compared",
            f"at most {TEXT} and {GENERATIONS}; compare chapter by chapter",
        )
    spelling = Spelling(text, generations)
    sentences = _sentences(spelling)
    found = stretches(spelling, lambda words: counted(words, SEED))
    kinds, before = _kinds(spelling, found)
    readings = [_reading(*one, spelling, sentences) for one in _by_rule(spelling, found, kinds)]
    return Indication(
        points=len(text),
        words=len(spelling.words),
        sentences=len(sentences),
        generations=len(generations),
        resemblances=tuple(_resemblances(spelling, kinds, before)),
        readings=tuple(readings),
    )


def repeated(text: str, generations: Sequence[str]) -> Mapping[Rule, tuple[Place, ...]]:
    """Return where each rule finds a text to repeat the generations: what the rules are measured by."""
    spelling = Spelling(text, generations)
    found = stretches(spelling, lambda words: counted(words, SEED))
    by_rule = _by_rule(spelling, found, _kinds(spelling, found)[0])
    return {rule: tuple(_places(spelling, covered)) for rule, covered in by_rule}


def _by_rule(
    spelling: Spelling, found: list[Stretch], kinds: list[_Kind]
) -> Iterator[tuple[Rule, bytearray]]:
    """Yield for each rule which words repeat a generation."""
    for rule, size_of in _COUNTS.items():
        covered = bytearray(len(spelling.words))
        for one in found:
            length = one.end - one.start
            if length >= size_of(len(spelling.said[one.output])):
                covered[one.start : one.end] = b"\1" * length
        yield rule, covered
    yield "passages", bytearray(kind is Likeness.AI for kind, _ in kinds)


def _places(spelling: Spelling, covered: bytearray) -> Iterator[Place]:
    """Yield covered words in a row as one place each."""
    for found in _ROW.finditer(covered):
        yield Place(spelling.words[found.start()][1], spelling.words[found.end() - 1][2])


def _kinds(spelling: Spelling, found: list[Stretch]) -> tuple[list[_Kind], dict[int, str]]:
    """Return what each word looks like, and by first word what stood in place of altered words."""
    kinds: list[_Kind] = [_NOT_FOUND] * len(spelling.words)
    before: dict[int, str] = {}
    repeated: list[tuple[int, int, int]] = []
    for passage in passages(spelling, found):
        repeated += [(*words, passage.output) for words in passage.repeated]
        for (start, end), said in passage.altered:
            kinds[start:end] = [(Likeness.AI_EDITED, passage.output)] * (end - start)
            if end > start:
                before[start] = spelling.quote(passage.output, *said)[:_BEFORE]
    for start, end, output in repeated:
        kinds[start:end] = [(Likeness.AI, output)] * (end - start)
    return kinds, before


def _resemblances(
    spelling: Spelling, kinds: list[_Kind], before: dict[int, str]
) -> Iterator[Resemblance]:
    """Yield the words of one kind with what is between them."""
    if not kinds:
        if spelling.text:
            yield Resemblance(start=0, end=len(spelling.text), kind=Likeness.UNKNOWN)
        return
    start, word = 0, 0
    groups = [(kind, len(list(same))) for kind, same in groupby(kinds)]
    for number, ((kind, generation), count) in enumerate(groups):
        end = len(spelling.text)
        if number + 1 < len(groups):
            weaker = _WEAK[kind] >= _WEAK[groups[number + 1][0][0]]
            end = _parted(spelling, word + count, to_left=weaker)
        yield Resemblance(
            start=start,
            end=end,
            kind=kind,
            generation=generation,
            before=before.get(word, "") if kind is Likeness.AI_EDITED else "",
        )
        start, word = end, word + count


def _parted(spelling: Spelling, word: int, *, to_left: bool) -> int:
    """Return where what stands before a word is parted: signs go with their words, space to one side."""
    left, right = spelling.words[word - 1][2], spelling.words[word][1]
    blank = _BLANK.search(spelling.text, left, right)
    if blank is None:
        return right if to_left else left
    return blank.end() if to_left else blank.start()


def _sentences(spelling: Spelling) -> list[tuple[int, int]]:
    """Return the first word of each sentence and the one after its last; sentences without words not."""
    found, word, words = [], 0, spelling.words
    for place in sentence_places(spelling.text):
        first = word
        while word < len(words) and words[word][1] < place.end:
            word += 1
        if word > first:
            found.append((first, word))
    return found


def _reading(
    rule: Rule, covered: bytearray, spelling: Spelling, sentences: list[tuple[int, int]]
) -> Reading:
    points = sum(place.end - place.start for place in _places(spelling, covered))
    return Reading(
        rule=rule,
        points=points,
        words=sum(covered),
        sentences=(
            sum(all(covered[start:end]) for start, end in sentences),
            sum(any(covered[start:end]) for start, end in sentences),
        ),
        share=points / len(spelling.text) if spelling.text else 0.0,
        measured=measured(rule),
    )
