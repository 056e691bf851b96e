"""
Proxies: columns that a system may use, and how well each gives away a ground of article 6.

A system that never sees a person's nationality and sees their district may still decide by nationality. How
much of a ground a column holds answers no question of the law; it shows where to look.
"""

from collections.abc import Mapping
from pathlib import Path

from tanba.kernel import Refused, value
from tanba.measures.discrimination import proxy_words as words
from tanba.measures.discrimination.settings import Factor, Ground, check_bounds, check_cuts
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured


@value
class ProxySettings:
    """Which columns are grounds, and which a system may use."""

    grounds: tuple[Ground, ...]
    """The grounds that the table holds."""
    columns: tuple[Factor, ...] = ()
    """The columns that the system may use; none named are all that are no grounds."""
    leave_out: tuple[str, ...] = ()
    """Columns that are not looked at, such as the decision itself."""
    combine: int = 3
    """How many of the best columns are also tried two by two, 0 to 6."""
    smallest: int = 10
    """Groups of fewer people are not guessed at; at least 2."""
    level: float = 0.95
    """How sure all bands are together."""


_ABOUT = About(
    id="proxies",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(Reads(name="people", kinds=("table",), about=words.READS),),
    shows=(),
    yardsticks={},
    assumes=words.ASSUMES,
    cost=words.COST,
    # Who lives where and earns what changes slowly.
    valid_days=365,
)


class Proxies:
    """Measures how well columns give grounds away."""

    about = _ABOUT
    settings = ProxySettings

    def run(self, reads: Mapping[str, Artefact], settings: ProxySettings, world: World) -> Measured:
        """Return what was measured; raises Refused MD01, MD02, and what a table raises."""
        check(settings)
        from tanba.measures.discrimination.guesses import measure_proxies
        from tanba.measures.tables.source import open_table

        return measure_proxies(open_table(reads["people"]), settings, world)

    def example(self, folder: Path) -> Example:
        """Write the loans of an invented bank in Kostanay, where a district tells of a nationality."""
        from tanba.measures.discrimination.example import write_loans

        made = write_loans(folder)
        settings = {
            "grounds": [
                {"of": "sex", "column": "sex"},
                {"of": "nationality", "column": "nationality"},
            ],
            "leave_out": ["decision", "repaid", "month"],
        }
        return Example(reads={"people": made.reads["decisions"]}, settings=settings)


def check(settings: ProxySettings) -> None:
    """Return when settings make sense; raises Refused MD01 or MD02."""
    if not settings.grounds:
        raise Refused("MD01", "no ground is named", "name a column for one or more grounds")
    grounds = [one.column for one in settings.grounds]
    twice = sorted({one for one in grounds if grounds.count(one) > 1})
    both = sorted({one.column for one in settings.columns} & set(grounds))
    if twice or both:
        column = (twice or both)[0]
        raise Refused("MD02", f"the column {column!r} is given two parts", "a column has one part")
    check_cuts(*(one.cuts for one in settings.grounds), *(one.cuts for one in settings.columns))
    check_bounds(settings.smallest, settings.level)
    if not 0 <= settings.combine <= 6:
        raise Refused("MD02", f"`combine` is {settings.combine}", "it is 0 to 6")
