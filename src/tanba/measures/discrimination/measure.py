"""
Discrimination: a decision table in, the ratios of every group and every intersection out.

Article 6 forbids any discrimination, and 17(3)(5) a classification made for it. What is judged is each group's
ratio to the group that fares best, within legitimate factors where the owner names them.
"""

from collections.abc import Mapping
from pathlib import Path

from tanba.measures.discrimination import words
from tanba.measures.discrimination.settings import (
    DiscriminationSettings,
    check_bounds,
    check_cuts,
    check_set_aside,
    check_settings,
)
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured

_ABOUT = About(
    id="discrimination",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(Reads(name="decisions", kinds=("table",), about=words.READS),),
    shows=(
        Shows(
            fact="discrimination_found",
            by=("selection.ratio",),
            needs=("grounds.unmeasured", "intersections.unseen"),
            met=False,
            not_met=True,
        ),
    ),
    yardsticks={
        "selection.ratio": Yardstick(source=words.FOUR_FIFTHS, at_least=0.8),
        "grounds.unmeasured": Yardstick(source=words.EVERY_GROUND, at_most=0),
        "intersections.unseen": Yardstick(source=words.TWO_PERCENT, at_most=0.02),
    },
    assumes=words.ASSUMES,
    cost=words.COST,
    # Models, people and rules change with the seasons: half a year of decisions says little of the next.
    valid_days=180,
)


class Discrimination:
    """Measures differences between groups in a table of decisions."""

    about = _ABOUT
    settings = DiscriminationSettings

    def run(
        self, reads: Mapping[str, Artefact], settings: DiscriminationSettings, world: World
    ) -> Measured:
        """Return what was measured; raises Refused MD01 to MD07, and what a table raises."""
        check(settings)
        from tanba.measures.discrimination.assembly import measure_table
        from tanba.measures.tables.source import open_table

        return measure_table(open_table(reads["decisions"]), settings, world)

    def example(self, folder: Path) -> Example:
        """Write the loans of an invented bank in Kostanay, decided on with a score."""
        from tanba.measures.discrimination.example import write_loans

        return write_loans(folder)


def check(settings: DiscriminationSettings) -> None:
    """Return when settings make sense; raises Refused MD01 or MD02."""
    factors = [one.column for one in settings.factors]
    check_settings(
        settings.decision,
        settings.favourable,
        settings.unfavourable,
        settings.grounds,
        [settings.outcome, settings.score, *factors],
    )
    check_cuts(*(one.cuts for one in settings.grounds), *(one.cuts for one in settings.factors))
    check_cuts(settings.score_cuts)
    check_bounds(settings.smallest, settings.level, settings.depth)
    check_set_aside(settings.set_aside, settings.grounds)
