"""The measure `emotions`: where emotions may be determined, and whose were without consent (17(3)(6))."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tanba.measures.consent import words
from tanba.measures.consent.settings import ConsentSettings
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Grid, Heading, Measured, Note, Result, exact, nothing
from tanba.measures.functions.words import A_PERSON_DECIDES, NAMES, NO_NAMES_GIVEN, SIGNS_ARE_NO_ANSWER

if TYPE_CHECKING:
    from tanba.measures.consent.joining import Joined

_ABOUT: Final = About(
    id="emotions",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(
        Reads(name="names", kinds=("table", "file", "folder"), about=NAMES, required=False),
        Reads(name="outputs", kinds=("table",), about=words.OUTPUTS, required=False),
        Reads(name="consents", kinds=("table", "file", "folder"), about=words.CONSENTS, required=False),
    ),
    shows=(
        Shows(fact="inner_state", by=("signs.decided",)),
        Shows(
            fact="consent_of_each_person",
            by=("unconsented.persons",),
            needs=("unreadable.readings",),
            met=True,
            not_met=False,
        ),
    ),
    yardsticks={
        "unconsented.persons": Yardstick(source=words.THE_LAW, at_most=0),
        "unreadable.readings": Yardstick(source=words.ALL_READABLE, at_most=0),
        "signs.decided": Yardstick(source=A_PERSON_DECIDES, at_least=1),
    },
    assumes=words.ASSUMES,
    cost=words.COST,
    valid_days=30,  # consent is withdrawn any day: what held last month says little of this one
)


class Emotions:
    """Finds emotion determination in names, and joins readings with consent."""

    @property
    def about(self) -> About:
        """What it declares."""
        return _ABOUT

    @property
    def settings(self) -> type[ConsentSettings]:
        """Columns, purposes, the time zone."""
        return ConsentSettings

    def run(self, reads: Mapping[str, Artefact], settings: Any, world: World) -> Measured:
        """Return signs and counts; raises Refused or Faults MC01 to MC03, MF01 to MF05, MT.., YM01 to YM08."""
        from tanba.measures.consent.joining import join
        from tanba.measures.functions.emotions import emotion_signs
        from tanba.measures.functions.reporting import sign_results, sign_tables, unread_note

        signs = emotion_signs(reads["names"]) if "names" in reads else None
        joined = None
        if "outputs" in reads and "consents" in reads:
            joined = join(reads["outputs"], reads["consents"], settings, world)
        tables = (*_tables(joined), *sign_tables(signs))
        notes = (
            *_notes(joined),
            Note(says=SIGNS_ARE_NO_ANSWER if signs else NO_NAMES_GIVEN),
            *unread_note(signs),
        )
        return Measured(results=(*_results(joined), *sign_results(signs)), tables=tables, notes=notes)

    def example(self, folder: Path) -> Example:
        """Write the calls of a bank's contact centre, its consent records and the schema of its service."""
        from tanba.measures.consent.example import write_example

        return write_example(folder)


def _results(joined: "Joined | None") -> tuple[Result, ...]:
    if joined is None or not joined.rows:
        return tuple(
            nothing(id_, "count")
            for id_ in ("unconsented.persons", "unconsented.readings", "unreadable.readings", "persons")
        )
    people, readings = joined.persons, joined.readings
    return (
        _count("unconsented.persons", joined.unconsented_persons, people, words.UNCONSENTED_PERSONS),
        _count(
            "unconsented.readings", joined.unconsented_readings, readings, words.UNCONSENTED_READINGS
        ),
        _count(
            "unreadable.readings",
            joined.unreadable,
            joined.rows - joined.nothing_told,
            words.UNREADABLE,
        ),
        _count("persons", people, people, words.PERSONS),
        *_share(joined),
    )


def _count(id_: str, number: int, n: int, says: Any) -> Result:
    if n == 0:
        return nothing(id_, "count")
    return Result(id=id_, number=float(number), band=exact(float(number)), unit="count", n=n, says=says)


def _share(joined: "Joined") -> tuple[Result, ...]:
    if not joined.persons:
        return ()
    share = joined.unconsented_persons / joined.persons
    return (
        Result(
            id="unconsented.share",
            number=share,
            band=exact(share),  # a census: nobody is estimated
            unit="share",
            n=joined.persons,
            says=words.UNCONSENTED_SHARE,
        ),
    )


def _tables(joined: "Joined | None") -> tuple[Grid, ...]:
    if joined is None:
        return ()
    counts = tuple((text, getattr(joined.receipts, name)) for name, text in words.KINDS.items())
    headings = (Heading(title=words.KIND), Heading(title=words.HOW_MANY, unit="count"))
    receipts = Grid(id="receipts", title=words.RECEIPTS, headings=headings, rows=counts)
    if not joined.first_rows:
        return (receipts,)
    rows = Grid(
        id="unconsented.rows",
        title=words.ROWS,
        headings=(Heading(title=words.ROW),),
        rows=tuple((row,) for row in joined.first_rows),
        more=joined.unconsented_readings - len(joined.first_rows),
    )
    return receipts, rows


def _notes(joined: "Joined | None") -> tuple[Note, ...]:
    if joined is None:
        return (Note(says=words.NOT_JOINED),)
    if not joined.nothing_told:
        return ()
    return (Note(says=words.NOTHING_TOLD, words={"rows": str(joined.nothing_told)}),)
