"""`social-evaluation`: period, conduct and classes in one schema; who was evaluated when (17(3)(3))."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tanba.kernel import Text
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Grid, Heading, Measured, Note, Result, exact, nothing
from tanba.measures.functions import social_texts as words
from tanba.measures.functions.settings import SocialSettings
from tanba.measures.functions.words import A_PERSON_DECIDES, NAMES, NO_NAMES_GIVEN, SIGNS_ARE_NO_ANSWER

if TYPE_CHECKING:
    from tanba.measures.functions.evaluations import Evaluated

_ABOUT: Final = About(
    id="social-evaluation",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(
        Reads(name="names", kinds=("table", "file", "folder"), about=NAMES, required=False),
        Reads(name="evaluations", kinds=("table",), about=words.EVALUATIONS, required=False),
    ),
    shows=(
        Shows(fact="evaluates_people", by=("signs.decided",)),
        Shows(fact="over_a_period", by=("evaluated.over_days",), met=True),
        Shows(fact="sorts_people", by=("evaluated.classes",), met=True),
        Shows(fact="evaluated_on", by=("signs.decided",)),
    ),
    yardsticks={
        "signs.decided": Yardstick(source=A_PERSON_DECIDES, at_least=1),
        "evaluated.over_days": Yardstick(source=words.MORE_THAN_A_DAY, at_least=1),
        "evaluated.classes": Yardstick(source=words.MORE_THAN_A_CLASS, at_least=2),
    },
    assumes=words.ASSUMES,
    cost=words.COST,
    valid_days=180,  # schemas and ways of evaluating change by releases, not by days
)


class SocialEvaluation:
    """Finds the parts of social evaluation in schemas, and counts evaluations of persons."""

    @property
    def about(self) -> About:
        """What it declares."""
        return _ABOUT

    @property
    def settings(self) -> type[SocialSettings]:
        """Columns of the table of evaluations."""
        return SocialSettings

    def run(self, reads: Mapping[str, Artefact], settings: Any, world: World) -> Measured:
        """Return signs and counts; raises Refused or Faults MF01 to MF06, MT…, YM01 to YM08."""
        from tanba.measures.functions.evaluations import read_evaluations
        from tanba.measures.functions.joins import social_signs
        from tanba.measures.functions.reporting import sign_results, sign_tables, unread_note

        signs = social_signs(reads["names"]) if "names" in reads else None
        evaluated = None
        if "evaluations" in reads:
            evaluated = read_evaluations(reads["evaluations"], settings, world)
        return Measured(
            results=(*_results(evaluated), *sign_results(signs)),
            tables=(*_tables(evaluated), *sign_tables(signs)),
            notes=(Note(says=SIGNS_ARE_NO_ANSWER if signs else NO_NAMES_GIVEN), *unread_note(signs)),
        )

    def example(self, folder: Path) -> Example:
        """Write monthly marks of taxi drivers in Шымкент, and the schema they come from."""
        from tanba.measures.functions.examples import write_social_example

        return write_social_example(folder)


def _results(evaluated: "Evaluated | None") -> tuple[Result, ...]:
    n = evaluated.persons if evaluated else 0
    if evaluated is None or n == 0:
        ids = ("evaluated.repeatedly", "evaluated.over_days", "evaluated.classes", "evaluated.persons")
        return tuple(nothing(id_, "count") for id_ in ids)
    sorted_ = evaluated.classes is not None
    classes = (
        _count("evaluated.classes", len(evaluated.classes or ()), n, words.CLASSES)
        if sorted_
        else nothing("evaluated.classes", "count")
    )
    span = Result(
        id="evaluated.span",
        number=evaluated.span,
        band=exact(evaluated.span),
        unit="seconds",
        n=n,
        says=words.SPAN,
    )
    return (
        _count("evaluated.repeatedly", evaluated.repeated, n, words.REPEATEDLY),
        _count("evaluated.over_days", evaluated.over_days, n, words.OVER_DAYS),
        classes,
        span,
        _count("evaluated.persons", n, n, words.PERSONS),
        _count("unreadable.rows", evaluated.unreadable, evaluated.rows, words.UNREADABLE),
    )


def _count(id_: str, number: int, n: int, says: Text) -> Result:
    return Result(id=id_, number=float(number), band=exact(float(number)), unit="count", n=n, says=says)


def _tables(evaluated: "Evaluated | None") -> tuple[Grid, ...]:
    if evaluated is None or not evaluated.classes:
        return ()
    headings = (Heading(title=words.CLASS), Heading(title=words.ROWS, unit="count"))
    rows = tuple((label[:60], number) for label, number in evaluated.classes)
    return (Grid(id="classes", title=words.CLASSES_TABLE, headings=headings, rows=rows),)
