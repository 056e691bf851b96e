"""
Machine material that was edited: stretches of one output in its order, with changes between them.

Three words in a row are a seed. Seeds of one output that follow each other closely, in the text as in
the output, are one passage; it counts when the words it repeats would count in a row (`matching`).
Between its seeds rapidfuzz aligns words: what is the same is repeated, the rest of the text is altered.
"""

from collections.abc import Iterator
from itertools import pairwise

from tanba.kernel import value
from tanba.works.matching import Spelling, Stretch, apart, counted

SEED = 3
_ADDED, _DROPPED = 12, 40
"""Words between two seeds of a passage: at most so many in the text, and so many in the output."""

Words = tuple[int, int]
"""From word, up to but not with word."""


@value
class Passage:
    """Words of the text that repeat an output, and those that were altered inside it."""

    output: int
    repeated: tuple[Words, ...]
    altered: tuple[tuple[Words, Words], ...]
    """In the text, and what stands in the output instead; either may be empty, never both."""


def passages(spelling: Spelling, seeds: list[Stretch]) -> Iterator[Passage]:
    """
    Yield the passages of a text by their first words, from stretches of at least SEED words.

    What one has altered another may repeat, when an output was put into the middle of an output.
    """
    for chain in _chains(apart(seeds)):
        length = sum(one.end - one.start for one in chain)
        if length >= counted(len(spelling.said[chain[0].output])):
            yield _passage(spelling, chain)


def _chains(seeds: list[Stretch]) -> list[list[Stretch]]:
    chains: list[list[Stretch]] = []
    latest: dict[int, list[Stretch]] = {}
    taken = 0  # no passage reaches over words of another that is longer than a seed
    for seed in seeds:
        chain = latest.get(seed.output)
        if chain and chain[-1].end >= taken and _follows(chain[-1], seed):
            chain.append(seed)
        else:
            latest[seed.output] = chain = [seed]
            chains.append(chain)
        if seed.end - seed.start > SEED:
            taken = seed.end
    return chains


def _follows(one: Stretch, next_: Stretch) -> bool:
    dropped = next_.at - (one.at + one.end - one.start)
    return next_.start - one.end <= _ADDED and 0 <= dropped <= _DROPPED


def _passage(spelling: Spelling, chain: list[Stretch]) -> Passage:
    repeated = [(one.start, one.end) for one in chain]
    altered: list[tuple[Words, Words]] = []
    for one, next_ in pairwise(chain):
        said = one.at + one.end - one.start, next_.at
        for same, here, there in _aligned(spelling, one.output, (one.end, next_.start), said):
            if same:
                repeated.append(here)
            else:
                altered.append((here, there))
    return Passage(output=chain[0].output, repeated=tuple(repeated), altered=tuple(altered))


def _aligned(
    spelling: Spelling, output: int, here: Words, there: Words
) -> Iterator[tuple[bool, Words, Words]]:
    """Yield what is the same between two seeds and what is not, in order."""
    from rapidfuzz.distance import Indel

    text, said = spelling.letters[slice(*here)], spelling.said[output][slice(*there)]
    a, m = here[0], there[0]
    i = j = 0
    for block in Indel.opcodes(text, said).as_matching_blocks():  # the last is empty, at both ends
        if (i, j) != (block.a, block.b):
            yield False, (a + i, a + block.a), (m + j, m + block.b)
        i, j = block.a + block.size, block.b + block.size
        if block.size:
            yield True, (a + block.a, a + i), (m + block.b, m + j)
