"""
Drift: whether a group fares worse from one month to the next, beside everybody else.

A system that was fair on the day it was checked need not be so a year later: data, people and settings move.
The measure answers no question of the law; it says when to look again.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from tanba.kernel import value
from tanba.measures.discrimination import drift_words as words
from tanba.measures.discrimination.settings import Ground, check_bounds, check_cuts, check_settings
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured


@value
class DriftSettings:
    """Which columns hold decisions, moments and grounds. A row is a decision on a person."""

    decision: str
    """The column of the decision."""
    favourable: tuple[str, ...]
    """The values of the decision that are good for the person."""
    grounds: tuple[Ground, ...]
    """The grounds that the table holds."""
    moment: str
    """The column of the day or moment of the decision."""
    unfavourable: tuple[str, ...] = ()
    """The values that are not; when named, any other value is a mistake. Without, all others are."""
    period: Literal["day", "week", "month", "year"] = "month"
    """What decisions are put together by."""
    smallest: int = 10
    """Fewer people of a group in a period are counted and never given a rate; at least 2."""
    level: float = 0.95
    """How sure all bands of one kind are together."""


_ABOUT = About(
    id="drift",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(Reads(name="decisions", kinds=("table",), about=words.READS),),
    shows=(),
    yardsticks={},
    assumes=words.ASSUMES,
    cost=words.COST,
    # A look at how things move is soon overtaken by how they move on.
    valid_days=90,
)


class Drift:
    """Measures how groups fare over time."""

    about = _ABOUT
    settings = DriftSettings

    def run(self, reads: Mapping[str, Artefact], settings: DriftSettings, world: World) -> Measured:
        """Return what was measured; raises Refused MD01 to MD03, and what a table raises."""
        check(settings)
        from tanba.measures.discrimination.periods import measure_drift
        from tanba.measures.tables.source import open_table

        return measure_drift(open_table(reads["decisions"]), settings, world)

    def example(self, folder: Path) -> Example:
        """Write the loans of an invented bank in Kostanay, which turns away a village from April on."""
        from tanba.measures.discrimination.example import write_loans

        made = write_loans(folder)
        settings = {
            "decision": "decision",
            "favourable": ["мақұлданды"],
            "unfavourable": ["бас тартылды"],
            "grounds": [{"of": "residence", "column": "district"}],
            "moment": "month",
            "smallest": 3,
        }
        return Example(reads=made.reads, settings=settings)


def check(settings: DriftSettings) -> None:
    """Return when settings make sense; raises Refused MD01 or MD02."""
    check_settings(
        settings.decision,
        settings.favourable,
        settings.unfavourable,
        settings.grounds,
        [settings.moment],
    )
    check_cuts(*(one.cuts for one in settings.grounds))
    check_bounds(settings.smallest, settings.level)
