"""An examined library as tables, charts and notes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tanba.kernel import Text
from tanba.measures.frame.result import Cell, Chart, Grid, Heading, Note, Point, Unit
from tanba.measures.libraries import words
from tanba.measures.libraries.examination import Examined
from tanba.measures.libraries.form import filled
from tanba.measures.libraries.rights import is_known

Heads = Sequence[tuple[Text, Unit | None]]

_ROWS: Final = 200
_SHOWN: Final = 40


def tables(found: Examined) -> Iterator[Grid]:
    """Yield the passport by section, document fields, licences, repeats and empty cells."""
    heads: Heads
    rows: list[tuple[Cell, ...]]
    for one in found.stated:
        if one.passport is not None:
            rows = [
                (
                    part.section.title,
                    part.filled,
                    len(part.section.fields),
                    ", ".join(part.missing),
                )
                for part in filled(one.passport)
            ]
            heads = (
                (words.SECTION, None),
                (words.FILLED, "count"),
                (words.OF, "count"),
                (words.MISSING, None),
            )
            yield _grid(f"passport:{one.file}", words.PASSPORT_TITLE, heads, rows)
    if any(documents for _, _, documents in found.documents):
        heads = ((words.FIELD, None), (words.FILLED, "count"), (words.OF, "count"))
        yield _grid("document_fields", words.FIELDS_TITLE, heads, [(*one,) for one in found.documents])
    if found.data:
        counts = Counter(found.licences.get(name, "") for name in found.data)
        ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        rows = [(licence or words.NO_LICENCE, n) for licence, n in ordered]
        heads = ((words.LICENCE, None), (words.FILES, "count"))
        yield _grid("licences", words.LICENCES_TITLE, heads, rows)
    pairs: list[tuple[Cell, ...]] = [(*pair, words.BYTES) for pair in found.same.pairs]
    pairs += [(*pair, words.ALMOST) for pair in found.near.pairs]
    if pairs:
        heads = ((words.LATER, None), (words.EARLIER, None), (words.HOW, None))
        yield _grid("repeats", words.REPEATS_TITLE, heads, pairs)
    empty = sorted(
        (one for one in found.cells if one.empty),
        key=lambda one: (-one.empty / one.rows, one.file, one.column),
    )
    if empty:
        heads = (
            (words.FILE, None),
            (words.COLUMN, None),
            (words.EMPTY_HEAD, "count"),
            (words.ROWS_HEAD, "count"),
        )
        yield _grid(
            "empty_cells",
            words.CELLS_TITLE,
            heads,
            [(one.file, one.column, one.empty, one.rows) for one in empty],
        )


def charts(found: Examined) -> Iterator[Chart]:
    """Yield the shares of each column against the reference, as differences with their bands."""
    for spread in found.spreads:
        title = words.SHARES_TITLE
        yield Chart(
            id=f"share_gap:{spread.column}",
            kind="intervals",
            title=Text(
                kk=f"{title.kk}: {spread.column}",
                ru=f"{title.ru}: {spread.column}",
                en=f"{title.en}: {spread.column}",
            ),
            unit="difference",
            points=tuple(
                Point(
                    label=group.value,
                    number=group.share - group.wanted,
                    low=group.band.low - group.wanted,
                    high=group.band.high - group.wanted,
                    n=group.rows,
                )
                for group in spread.groups
            ),
            lines=(0.0,),
        )


def notes(found: Examined) -> Iterator[Note]:
    """Yield the names behind the counts: unread, mismatched, reserved, formless files and strange licences."""
    reserved = sorted(name for name, wish in found.wishes.items() if wish == "reserved")
    formless = sorted(name for name, form in found.forms.items() if form is None)
    strange = sorted({one for one in found.licences.values() if not is_known(one)})
    lists: Sequence[tuple[Text, Sequence[str]]] = (
        (words.UNREAD_LIST, found.unread),
        (words.WRONG_LIST, found.sums.wrong),
        (words.RESERVED_LIST, reserved),
        (words.FORMLESS, formless),
        (words.STRANGE, strange),
    )
    for says, names in lists:
        if names:
            more = f" (+{len(names) - _SHOWN})" if len(names) > _SHOWN else ""
            yield Note(
                says=says, words={"names": ", ".join(name[:80] for name in names[:_SHOWN]) + more}
            )


def _grid(
    id_: str,
    title: Text,
    heads: Heads,
    rows: Sequence[tuple[Cell, ...]],
) -> Grid:
    return Grid(
        id=id_,
        title=title,
        headings=tuple(Heading(title=head, unit=unit) for head, unit in heads),
        rows=tuple(rows[:_ROWS]),
        more=max(0, len(rows) - _ROWS),
    )
