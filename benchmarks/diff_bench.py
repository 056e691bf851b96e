"""Two texts of 100 kB compared: with Tanba's rules and errors, by rapidfuzz alone, and by difflib."""

import difflib
import random

from rapidfuzz.distance import Indel

from benchmarks.edits import sentences
from benchmarks.timing import best, tell
from tanba.works.comparison.indication import compare
from tanba.works.matching import Spelling, runs

SIZE = 100_000  # bytes; English, as its words are shortest


def edited(language: str = "en", change: float = 0.1, seed: int = 1) -> tuple[str, str]:
    """Return a text of 100 kB and the same with one word in ten replaced, dropped or added."""
    chance, pool = random.Random(seed), sentences(language)  # noqa: S311
    text = ""
    while len(text.encode()) < SIZE:
        text += chance.choice(pool) + chance.choice((" ", "\n"))
    words = text.split(" ")
    changed = [w for word in words for w in _edit(word, words, chance, change)]
    return text, " ".join(changed)


def _edit(word: str, words: list[str], chance: random.Random, change: float) -> list[str]:
    if chance.random() >= change:
        return [word]
    return chance.choice(([], [chance.choice(words)], [word, chance.choice(words)]))


def main() -> None:
    """Print what one process measures."""
    text, changed = edited()
    spelling = Spelling(changed, [text])
    was, is_ = text.split(), changed.split()
    tell(
        bytes=len(text.encode()),
        words=len(spelling.words),
        compare=best(lambda: compare(changed, [text]), 3),
        runs=best(lambda: runs(changed, [text]), 3),
        rapidfuzz=best(lambda: Indel.opcodes(spelling.letters, spelling.said[0]), 3),
        difflib=best(lambda: difflib.SequenceMatcher(None, was, is_, autojunk=False).get_opcodes(), 1),
    )


if __name__ == "__main__":
    main()
