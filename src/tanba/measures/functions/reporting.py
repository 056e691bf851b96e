"""Signs as results, tables and notes; every finder reports them alike."""

from tanba.measures.frame.result import Cell, Grid, Heading, Note, Result, exact, nothing
from tanba.measures.functions.finding import Findings, Found
from tanba.measures.functions.words import (
    GRADES,
    HEADINGS,
    NOT_ALL_READ,
    REASONS,
    SIGNS,
    STRONG,
    UNREAD,
    WEAK,
)

_NAMED = 3  # unread files that a note names


def sign_results(found: Findings | None) -> tuple[Result, ...]:
    """
    Return `signs.strong` and `signs.weak`: counts, n the names read; without any name, nothing.

    `signs.decided` is what only a person can say, and is never measured.
    """
    open_ = nothing("signs.decided", "count")
    if found is None or found.names == 0:
        return nothing("signs.strong", "count"), nothing("signs.weak", "count"), open_
    says = {"strong": STRONG, "weak": WEAK}
    counted = (
        Result(
            id=f"signs.{grade}",
            number=float(number),
            band=exact(float(number)),
            unit="count",
            n=found.names,
            says=says[grade],
        )
        for grade, number in found.counts.items()
    )
    return (*counted, open_)


def sign_tables(found: Findings | None) -> tuple[Grid, ...]:
    """Return the places of the signs, strong ones first, and the files that were not read, if any."""
    tables: list[Grid] = []
    if found is None:
        return ()
    unread = found.unread
    if any(found.counts.values()):
        rows = tuple(_row(one) for grade in ("strong", "weak") for one in found.kept[grade])
        headings = tuple(
            Heading(title=HEADINGS[name]) for name in ("file", "line", "where", "name", "grade", "why")
        )
        more = sum(found.counts.values()) - len(rows)
        tables.append(Grid(id="signs", title=SIGNS, headings=headings, rows=rows, more=more))
    if unread:
        headings = tuple(Heading(title=HEADINGS[name]) for name in ("file", "why"))
        rows = tuple((one.file, one.why) for one in unread[:200])
        tables.append(
            Grid(id="unread", title=UNREAD, headings=headings, rows=rows, more=len(unread) - len(rows))
        )
    return tuple(tables)


def unread_note(found: Findings | None) -> tuple[Note, ...]:
    """Return a note that names the first files that were not read; none when all were."""
    if found is None or not found.unread:
        return ()
    unread = found.unread
    named = ", ".join(one.file for one in unread[:_NAMED])
    return (Note(says=NOT_ALL_READ, words={"files": named + (", …" if len(unread) > _NAMED else "")}),)


def _row(one: Found) -> tuple[Cell, ...]:
    return one.file, one.line or None, one.where, one.name, GRADES[one.grade], REASONS[one.why]
