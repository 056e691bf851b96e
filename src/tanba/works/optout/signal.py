"""One wish about training as it was found, and one place in which wishes were looked for."""

from typing import Literal

from tanba.kernel import value

Source = Literal[
    "robots.txt",
    "tdmrep.json",
    "content-usage",
    "tdm-header",
    "x-robots-tag",
    "html",
    "xmp",
    "epub",
    "c2pa",
]
"""Where a wish can stand."""

Says = Literal["forbids", "allows", "unclear"]
"""
Of training alone. Unclear: meant as a wish, and not to be read by the rules of its own standard.
"""

Outranked = Literal["", "longer path", "earlier rule", "other crawler", "not crawlable"]
"""Why a rule that was found does not hold for this work, by the standard that it stands in."""

LONGEST = 300
"""Characters of a rule that are passed on."""


@value
class Signal:
    """A wish about training, word for word, and where it stands."""

    source: Source
    where: str
    """Address or name of the thing that says it."""
    part: str
    """The place in it, in the format's own words: `line 7`, `Content-Usage`, `plus:DataMining`."""
    rule: str
    """What stands there, at most `LONGEST` characters."""
    says: Says
    standard: str
    """The document that gives the rule its meaning."""
    weak: bool = False
    """It closes crawling to a crawler by name; of training it says nothing."""
    outranked: Outranked = ""


State = Literal[
    "read",  # looked through, whatever was found
    "none",  # there is nothing of that kind there
    "failed",  # it could not be fetched or read
    "cut",  # only its first part was read
    "closed",  # robots.txt asks this crawler to stay away, so it was not fetched
    "unknown",  # nothing is known of the inside of such a file
]


@value
class Look:
    """One place that was looked at."""

    source: Source | Literal["address", "file"]
    """`address` and `file` are the work itself; wishes that come with it have their own sources."""
    where: str
    """What was asked for."""
    state: State
    final: str = ""
    """Where redirects led, if they led elsewhere."""
    status: int = 0
    """Of HTTP; 0 where none was received."""
    why: str = ""
    """The reason of a failure, in English, as our errors are."""
    sha256: str = ""
    """Of the bytes that came, content coding undone; empty where none came."""
    size: int = 0
    hops: tuple[str, ...] = ()


def bounded(text: str) -> str:
    """Return what is passed on of a rule, on one line."""
    return " ".join(text[: 4 * LONGEST].split())[:LONGEST]
