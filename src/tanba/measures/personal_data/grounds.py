"""What a register and a list of stores come to, as results, tables and notes."""

from collections.abc import Iterator, Sequence

from tanba.kernel import Text
from tanba.measures.frame.result import Grid, Heading, Note, Result, nothing
from tanba.measures.personal_data import words
from tanba.measures.personal_data.findings import ROWS, SHOWN, between
from tanba.measures.personal_data.register import Persons, Register
from tanba.measures.personal_data.stores import Stores


def register_results(register: Register | None) -> Iterator[Result]:
    """Yield persons without a basis and with a consent of another time, in all and by purpose."""
    if register is None or not register.persons.all:
        yield nothing("without_basis", "count")
        yield nothing("outside_consent", "count")
        yield nothing("basis_share", "share")
        return
    yield from _persons(register.persons, ())
    for purpose, persons in register.by_purpose[:SHOWN]:
        if purpose:
            yield from _persons(persons, (("purpose", purpose),))
    number = register.standing / register.processings
    yield Result(
        id="basis_share",
        number=number,
        band=between(number, (register.standing + register.open) / register.processings),
        unit="share",
        n=register.processings,
        says=words.COVERED,
    )


def register_tables(register: Register) -> Iterator[Grid]:
    """Yield persons by purpose and rows by basis."""
    persons = tuple(
        (purpose, found.all, found.lacking, found.ended, found.open)
        for purpose, found in register.by_purpose
    )
    if persons:
        titles = (words.PERSONS, words.LACKING_HEAD, words.ENDED_HEAD, words.OPEN_HEAD)
        yield Grid(
            id="purposes",
            title=words.PURPOSES_TITLE,
            headings=(
                Heading(title=words.PURPOSE_HEAD),
                *(Heading(title=title, unit="count") for title in titles),
            ),
            rows=persons,
            more=register.more_purposes,
        )
    if register.by_basis:
        yield Grid(
            id="bases",
            title=words.BASES_TITLE,
            headings=(Heading(title=words.BASIS), Heading(title=words.ROWS, unit="count")),
            rows=tuple((words.BASIS_NAMES[basis], rows) for basis, rows in register.by_basis),
        )


def register_notes(register: Register) -> Iterator[Note]:
    """Yield what could not be understood of a register."""
    if register.strange:
        yield Note(says=words.STRANGE, words={"names": ", ".join(register.strange[:SHOWN])})
    if register.undated:
        yield Note(says=words.NO_DAY)


def store_results(stores: Stores | None) -> Iterator[Result]:
    """Yield holdings without a base in Kazakhstan and stores outside it, as declared."""
    if stores is None or not stores.stores:
        yield nothing("holdings_outside", "count")
        yield nothing("stores_outside", "count")
        return
    yield Result(
        id="holdings_outside",
        number=stores.holdings_outside,
        band=between(stores.holdings_outside, stores.holdings_outside + stores.holdings_unknown),
        unit="count",
        n=stores.holdings,
        says=words.OUTSIDE,
    )
    yield Result(
        id="stores_outside",
        number=stores.outside,
        band=between(stores.outside, stores.outside + stores.unknown),
        unit="count",
        n=stores.stores,
        says=words.ABROAD,
    )


def store_tables(stores: Stores) -> Iterator[Grid]:
    """Yield the stores, those outside Kazakhstan first."""
    titles = (words.HOLDING, words.STORE, words.PLACE, words.WHERE)
    if stores.rows:
        yield Grid(
            id="stores",
            title=words.STORES_TITLE,
            headings=tuple(Heading(title=title) for title in titles),
            rows=tuple((*row[:3], words.WHERES[row[3]]) for row in stores.rows[:ROWS]),
            more=max(0, len(stores.rows) - ROWS),
        )


def _persons(persons: Persons, of: tuple[tuple[str, str], ...]) -> Iterator[Result]:
    counts: Sequence[tuple[str, int, int, Text]] = (
        ("without_basis", persons.lacking, persons.maybe_lacking, words.LACKING),
        ("outside_consent", persons.ended, persons.maybe_ended, words.ENDED),
    )
    for id_, number, most, says in counts:
        yield Result(
            id=id_,
            number=number,
            band=between(number, most),
            unit="count",
            n=persons.all,
            of=of,
            says=says,
        )
