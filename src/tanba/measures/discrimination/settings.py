"""What an owner says of a decision table: which column is what, which grounds are looked at or set aside."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from itertools import pairwise
from typing import Literal, get_args

from tanba.kernel import Refused, value

GroundName = Literal[
    "origin",
    "social_status",
    "official_status",
    "property_status",
    "sex",
    "race",
    "nationality",
    "language",
    "religion",
    "beliefs",
    "residence",
    "other",
]
"""The grounds that article 6 of the law names, in its order; `other` is any other circumstance, such as age."""

GROUNDS: tuple[GroundName, ...] = get_args(GroundName)

TRUE = ("1", "true", "yes", "иә", "да")
FALSE = ("0", "false", "no", "жоқ", "нет")


@value
class Factor:
    """
    A column that rows are told apart by.

    `cuts` rise and make intervals of numbers: 25 and 45 make three groups of an age.
    """

    column: str
    cuts: tuple[float, ...] = ()


@value
class Ground:
    """
    A ground of article 6 and the column that holds it; one ground may have several columns.

    `cuts` rise and make intervals of numbers. With a `reference` every group is compared with that one,
    as the table names it; without, with the group that fares best.
    """

    of: GroundName
    column: str
    cuts: tuple[float, ...] = ()
    reference: str = ""


@value
class DiscriminationSettings:
    """
    Which columns hold decisions, grounds, outcomes and scores, and how they are compared.

    A row is a decision on a person. Empty names are columns that there are not.
    """

    decision: str
    """The column of the decision."""
    favourable: tuple[str, ...]
    """The values of the decision that are good for the person."""
    grounds: tuple[Ground, ...]
    """The grounds that the table holds."""
    unfavourable: tuple[str, ...] = ()
    """The values that are not; when named, any other value is a mistake. Without, all others are."""
    set_aside: Mapping[GroundName, str] = field(default_factory=dict)
    """Grounds that are not measured, each with the owner's reason."""
    outcome: str = ""
    """The column of what turned out true, for whoever it is known."""
    outcome_true: tuple[str, ...] = TRUE
    """Its values that speak for a favourable decision, such as a loan that was paid back."""
    outcome_false: tuple[str, ...] = ()
    """Its values that do not; when named, any other value is a mistake. Without, all others are."""
    score: str = ""
    """The column of the score behind the decision."""
    score_cuts: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    """Where scores are cut for calibration; they rise."""
    score_is_chance: bool = True
    """Whether the score is the chance, 0 to 1, that the outcome is true."""
    factors: tuple[Factor, ...] = ()
    """Legitimate factors: people are compared with those who are alike in all of them."""
    smallest: int = 10
    """Groups of fewer people are counted and never given a rate; at least 2."""
    depth: int = 3
    """How many grounds are crossed in the search for the worst intersection, 1 (none) to 3."""
    level: float = 0.95
    """How sure all bands of one kind are together."""


def check_settings(
    decision: str,
    favourable: Sequence[str],
    unfavourable: Sequence[str],
    grounds: Sequence[Ground],
    others: Sequence[str],
) -> None:
    """Return when the columns and values named make sense; raises Refused MD01 or MD02."""
    if not decision or not favourable:
        hint = "name the column `decision` and the values that are `favourable`"
        raise Refused("MD01", "nobody said which decisions are good for people", hint)
    both = sorted(set(favourable) & set(unfavourable))
    if both:
        raise Refused("MD01", f"the decision {both[0]!r} is named both favourable and unfavourable")
    if not grounds:
        hint = f"name a column for one or more of {', '.join(GROUNDS)}"
        raise Refused("MD01", "no ground is named", hint)
    named = [decision, *(one.column for one in grounds), *(one for one in others if one)]
    twice = sorted({one for one in named if named.count(one) > 1})
    if twice:
        raise Refused("MD02", f"the column {twice[0]!r} is given two parts", "a column has one part")


def check_cuts(*keys: Sequence[float]) -> None:
    """Return when all cuts rise; raises Refused MD02."""
    for cuts in keys:
        if any(not low < high for low, high in pairwise(cuts)):
            raise Refused("MD02", f"the cuts {', '.join(map(str, cuts))} do not rise")


def check_bounds(smallest: int, level: float, depth: int = 1) -> None:
    """Return when the numbers of the settings are in their ranges; raises Refused MD02."""
    if smallest < 2:
        raise Refused("MD02", f"`smallest` is {smallest}", "a group has two people or more")
    if not 0.5 <= level < 1:
        raise Refused("MD02", f"`level` is {level}", "it is at least 0.5 and below 1; 0.95 is usual")
    if not 1 <= depth <= 3:
        raise Refused("MD02", f"`depth` is {depth}", "1 searches no intersections; 3 is the most")


def check_set_aside(set_aside: Mapping[GroundName, str], grounds: Sequence[Ground]) -> None:
    """Return when every ground set aside is one of article 6, has a reason and is not measured; raises MD02."""
    for name, reason in sorted(set_aside.items()):
        if name not in GROUNDS:
            raise Refused("MD02", f"{name!r} is no ground", f"the grounds are {', '.join(GROUNDS)}")
        if not reason.strip():
            raise Refused(
                "MD02", f"the ground {name!r} is set aside without a reason", "write down why"
            )
        if any(one.of == name for one in grounds):
            raise Refused("MD02", f"the ground {name!r} is both measured and set aside")
