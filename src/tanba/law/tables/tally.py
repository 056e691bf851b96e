"""What a sweep found, counted: how many systems each rule and each class holds."""

from collections.abc import Mapping
from datetime import date

from tanba.kernel import value


@value
class Tally:
    """How many systems a rule holds for, does not hold for, and leaves open."""

    yes: int
    no: int
    unknown: int


@value
class ClassTally:
    """
    How many systems stand where in a class.

    `settled` counts by value, in rising order. `several` are systems for which rules to different
    values hold at once, `outside` those for which no value is possible any more, `undecided` the rest.
    """

    settled: Mapping[str, int]
    several: int
    outside: int
    undecided: int


@value
class Counts:
    """How `n` systems stand under a pack on a day, rule by rule (by id) and class by class."""

    pack: str
    version: str
    on: date
    n: int
    rules: Mapping[str, Tally]
    classes: Mapping[str, ClassTally]


@value
class Deciding:
    """
    An unanswered fact, and what answering it over the whole table would settle.

    `settles` is the mean, over the possible answers, of the number of (system, rule) results that
    become yes or no when every system without this answer is given it; `open` is the number of open
    results in which the fact still plays a part.
    """

    fact: str
    settles: float
    open: int
