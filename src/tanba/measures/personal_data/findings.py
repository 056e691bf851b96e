"""What a scan found, as results, tables, charts and notes."""

from collections.abc import Iterator
from typing import Final

from tanba.measures.frame.result import (
    Band,
    Cell,
    Chart,
    Grid,
    Heading,
    Note,
    Point,
    Result,
    exact,
    nothing,
)
from tanba.measures.personal_data import words
from tanba.measures.personal_data.identifiers import KINDS, Hits
from tanba.measures.personal_data.scanning import Place, Scan, is_beyond_chance

ROWS: Final = 200
SHOWN: Final = 40
_PERSONAL: Final = [kind for kind in KINDS if kind.person]
_IIN: Final = next(kind for kind in KINDS if kind.id == "iin")


def between(low: float, high: float) -> Band:
    """Return the band of a count of which a part is certain and the rest cannot be told."""
    return Band(low=low, high=high, level=1.0, by="count, and what cannot be told")


def scan_results(scan: Scan, depersonalised: bool) -> Iterator[Result]:
    """Yield counts by kind, shares by place, and what the owner's word of depersonalising is held to."""
    if not scan.read:
        yield from (nothing("identifiers", "count", (("kind", kind.id),)) for kind in KINDS)
        yield nothing("iin_held", "count")
        yield nothing("identifiers_left", "count")
    else:
        yield from _counts(scan)
        yield from _shares(scan)
        held = [place for place in scan.places if place.hits.get("iin")]
        sure = sum(is_beyond_chance(_IIN, place.hits["iin"]) for place in held)
        maybe = sum(place.hits["iin"].passed > 0 for place in held) + len(scan.unread)
        yield Result(
            id="iin_held",
            number=sure,
            band=between(sure, max(sure, maybe)),
            unit="count",
            n=scan.read,
            says=words.HELD,
        )
        yield _left(scan) if depersonalised else nothing("identifiers_left", "count")
    looked = scan.read + len(scan.unread)
    if looked:
        number = len(scan.unread)
        yield Result(
            id="unread", number=number, band=exact(number), unit="count", n=looked, says=words.UNREAD
        )


def scan_tables(scan: Scan) -> Iterator[Grid]:
    """Yield the table of what was found where, most first, without any value."""
    kinds = {kind.id: kind for kind in KINDS}
    rows: list[tuple[Cell, ...]] = []
    found = [
        (place, kind, hits) for place in scan.places for kind, hits in place.hits.items() if hits.passed
    ]
    found.sort(key=lambda one: (-one[2].passed, one[0].file, one[0].column, one[1]))
    for place, kind, hits in found[:ROWS]:
        sure = words.YES if is_beyond_chance(kinds[kind], hits) else words.NO
        rows.append((place.file, place.column, words.KIND_NAMES[kind], hits.passed, hits.shaped, sure))
    if found:
        yield Grid(
            id="places",
            title=words.PLACES_TITLE,
            headings=(
                Heading(title=words.FILE),
                Heading(title=words.COLUMN),
                Heading(title=words.KIND),
                Heading(title=words.COUNT, unit="count"),
                Heading(title=words.SHAPED, unit="count"),
                Heading(title=words.SURE),
            ),
            rows=tuple(rows),
            more=max(0, len(found) - ROWS),
        )


def scan_charts(scan: Scan) -> Iterator[Chart]:
    """Yield the shares of twelve-digit numbers that pass, beside what chance gives."""
    points = tuple(
        Point(label=_label(place), number=number, low=band.low, high=band.high, n=hits.shaped)
        for place, hits, number, band in _iin_shares(scan)
    )
    if points and _IIN.chance is not None:
        yield Chart(
            id="iin_share",
            kind="intervals",
            title=words.SHARES_TITLE,
            unit="share",
            points=points,
            lines=(_IIN.chance,),
        )


def scan_notes(scan: Scan) -> Iterator[Note]:
    """Yield a note that names what was not read."""
    if scan.unread:
        more = len(scan.unread) - SHOWN
        names = ", ".join(name[:80] for name in scan.unread[:SHOWN])
        yield Note(
            says=words.UNREAD_LIST, words={"names": names, "more": f" (+{more})" if more > 0 else ""}
        )


def _counts(scan: Scan) -> Iterator[Result]:
    for kind in KINDS:
        number = sum(place.hits[kind.id].passed for place in scan.places if kind.id in place.hits)
        yield Result(
            id="identifiers",
            number=number,
            band=exact(number),
            unit="count",
            n=scan.read,
            of=(("kind", kind.id),),
            says=words.FOUND[kind.id],
        )


def _shares(scan: Scan) -> Iterator[Result]:
    for place, hits, number, band in _iin_shares(scan):
        yield Result(
            id="iin_share",
            number=number,
            band=band,
            unit="share",
            n=hits.shaped,
            of=(("file", place.file), *((("column", place.column),) if place.column else ())),
            says=words.IIN_SHARE,
            words={"place": _label(place)},
        )


def _iin_shares(scan: Scan) -> list[tuple[Place, Hits, float, Band]]:
    from tanba.measures.frame.intervals import share

    found = [(place, place.hits["iin"]) for place in scan.places if "iin" in place.hits]
    found.sort(key=lambda one: (-one[1].passed, one[0].file, one[0].column))
    return [
        (place, hits, hits.passed / hits.shaped, share(hits.passed, hits.shaped))
        for place, hits in found[:SHOWN]
    ]


def _left(scan: Scan) -> Result:
    """What a check leaves in doubt counts as possible only, and so does what nobody read."""
    sure = maybe = 0
    for place in scan.places:
        for kind in _PERSONAL:
            hits = place.hits.get(kind.id)
            if hits is not None:
                maybe += hits.passed
                sure += hits.passed if is_beyond_chance(kind, hits) else 0
    return Result(
        id="identifiers_left",
        number=sure,
        band=between(sure, maybe + len(scan.unread)),
        unit="count",
        n=scan.read,
        says=words.LEFT,
    )


def _label(place: Place) -> str:
    return f"{place.file}, {place.column}" if place.column else place.file
