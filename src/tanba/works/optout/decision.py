"""What wishes and looks come to, and the record of one check."""

from collections.abc import Sequence
from typing import Literal

from tanba.kernel import value
from tanba.works.optout.signal import Look, Signal

Decision = Literal["prohibited", "allowed", "not found", "not checked"]
"""
`not found`: no prohibition was found by these checks at this time, which allows nothing.
`not checked`: something could not be looked at or read, and a prohibition may stand there.
"""

Why = Literal[
    "rule",  # the rule that is named decides
    "by name",  # only crawling is closed, by name, to crawlers that gather training data
    "unread",  # a place could not be fetched or read
    "closed",  # robots.txt asks this crawler to stay away, so the work was not fetched
    "unclear",  # something meant as a wish cannot be read by its own standard
    "nothing looked at",  # no place was looked at that could hold a wish
    "silent",  # every place was looked at, and none says anything of training
]

_UNREAD = ("failed", "cut")


@value
class Decided:
    """A decision, and what it rests on."""

    decision: Decision
    why: Why
    by: Signal | None = None
    """The rule that decided."""
    against: tuple[Signal, ...] = ()
    """Rules that say the opposite of it."""


def decide(signals: Sequence[Signal], looks: Sequence[Look]) -> Decided:
    """
    Return what wishes come to: any prohibition wins, and what opposes it is named.

    Crawling closed by name counts only where nothing speaks of training itself. Whatever could not be
    read keeps everything but a prohibition from being the answer.
    """
    counted = [signal for signal in signals if not signal.outranked]
    forbids = [signal for signal in counted if signal.says == "forbids" and not signal.weak]
    allows = [signal for signal in counted if signal.says == "allows"]
    unclear = [signal for signal in counted if signal.says == "unclear"]
    by_name = [signal for signal in counted if signal.weak]
    if forbids:
        return Decided(decision="prohibited", why="rule", by=forbids[0], against=tuple(allows))
    if by_name and not allows:
        return Decided(decision="prohibited", why="by name", by=by_name[0])
    if any(look.state in _UNREAD for look in looks):
        return Decided(decision="not checked", why="unread", against=tuple(allows))
    if any(look.state == "closed" for look in looks):
        return Decided(decision="not checked", why="closed", against=tuple(allows))
    if unclear:
        return Decided(decision="not checked", why="unclear", by=unclear[0], against=tuple(allows))
    if allows:
        return Decided(decision="allowed", why="rule", by=allows[0], against=tuple(by_name))
    if not any(look.state in ("read", "none") for look in looks):
        return Decided(decision="not checked", why="nothing looked at")
    return Decided(decision="not found", why="silent")


@value
class Check:
    """One work, checked once."""

    target: str
    """Address or path, as it was given."""
    at: str
    """RFC 3339, to the second, by the clock of who checked: a claim."""
    agent: str
    """The crawler in whose name robots.txt was read."""
    decided: Decided
    signals: tuple[Signal, ...]
    looks: tuple[Look, ...]
