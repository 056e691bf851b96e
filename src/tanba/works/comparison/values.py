"""What a comparison gives: an indication, kept apart from what a record says by its types and words."""

from enum import StrEnum
from typing import Literal

from tanba.kernel import value

Rule = Literal["run-3", "run-5", "run-6", "run-8", "run-7-or-80", "whole", "passages"]
"""What counts as repeated: so many words in a row; seven or four fifths; whole outputs; passages."""


class Likeness(StrEnum):
    """What a stretch of the text looks like beside the generations given. None of them says human."""

    AI = "ai"
    """Repeats a generation."""
    AI_EDITED = "ai_edited"
    """Stands between words that repeat a generation, in its order, and does not repeat it."""
    UNKNOWN = "unknown"
    """Not found in the generations given; whose it is, is not known."""


@value
class Resemblance:
    """A stretch of the text, in code points, and what it looks like."""

    start: int
    end: int
    kind: Likeness
    generation: int | None = None
    """Number of the generation as given, from 0; None for `unknown`."""
    before: str = ""
    """What stands in the generation instead, for `ai_edited`; at most 500 code points of it."""


@value
class Measured:
    """How wrong a rule was where the truth was known. Shares from 0 to 1, of code points."""

    rule: Rule
    texts: Literal["people", "simulated"]
    """People who wrote with a model, or edits that a program simulated."""
    language: str
    sessions: int
    precision: float
    recall: float
    f1: float
    median: float
    """Of how far the share found was from the true one, session by session."""
    p90: float
    worst: float


@value
class Reading:
    """How much of the text repeats the generations by one rule, and how wrong that rule has been."""

    rule: Rule
    points: int
    words: int
    sentences: tuple[int, int]
    """Sentences that repeat them wholly, and those that do so with any word."""
    share: float
    """Of the text's code points, 0 to 1; 0 for an empty text."""
    measured: tuple[Measured, ...]
    """Never empty."""


@value
class Indication:
    """
    What a text has in common with given generations. It says nothing of what a person did.

    `resemblances` cover the text without gap, in order, by the rule `passages`; empty for an empty text.
    `readings` stand for every rule, the most that counts as repeated first in `Rule`.
    """

    points: int
    words: int
    sentences: int
    generations: int
    resemblances: tuple[Resemblance, ...]
    readings: tuple[Reading, ...]

    def reading(self, rule: Rule) -> Reading:
        """Return the reading by a rule."""
        return next(one for one in self.readings if one.rule == rule)

    @property
    def between(self) -> tuple[float, float]:
        """The least and the greatest share that any rule finds."""
        shares = [one.share for one in self.readings]
        return min(shares), max(shares)
