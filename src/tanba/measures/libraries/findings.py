"""What an examined library comes to: results, in the order of the passport, the rights and the quality."""

from collections.abc import Iterator
from typing import Final

from tanba.kernel import Text
from tanba.measures.frame.result import Band, Result, Unit, exact, nothing
from tanba.measures.libraries import words
from tanba.measures.libraries.examination import Examined
from tanba.measures.libraries.form import Filled, filled
from tanba.measures.libraries.rights import Collected

IDS: Final[dict[str, Unit]] = {
    "files_unread": "count",
    "passport_sections": "share",
    "passport_fields_missing": "count",
    "producer_named": "count",
    "producer_names": "count",
    "checksums_true": "share",
    "metadata_described": "share",
    "machine_readable": "share",
    "licensed": "share",
    "reserved": "count",
    "sources_logged": "share",
    "files_logged": "share",
    "exact_duplicates": "share",
    "row_duplicates": "share",
    "near_duplicates": "share",
    "missing_cells": "share",
    "share_gap": "difference",
    "total_variation": "share",
}
"""Every id, with its unit, in order."""


def results(found: Examined, log: Collected | None, obligatory: bool) -> tuple[Result, ...]:
    """
    Return every result; an id of which nothing was measured is there with n = 0.

    `obligatory` says whether the owner named the columns that may not be empty.
    """
    made = [
        *_metadata(found),
        *_rights(found, log),
        *_quality(found, obligatory),
        *_spreads(found),
    ]
    there = {result.id for result in made}
    made += [nothing(id_, unit) for id_, unit in IDS.items() if id_ not in there]
    order = list(IDS)
    return tuple(sorted(made, key=lambda result: order.index(result.id)))


def _metadata(found: Examined) -> Iterator[Result]:
    looked = len(found.data) + len(found.unread)
    if looked:
        unread = len(found.unread)
        yield _made("files_unread", unread, exact(unread), looked, words.UNREAD)
    passports = [one.passport for one in found.stated if one.passport is not None]
    if passports and found.data:
        best = max(
            (filled(one) for one in passports), key=lambda all_: sum(_whole(one) for one in all_)
        )
        yield _share("passport_sections", sum(map(_whole, best)), len(best), words.SECTIONS)
        lacking = sum(len(one.missing) for one in best)
        fields = lacking + sum(one.filled for one in best)
        yield _made("passport_fields_missing", lacking, exact(lacking), fields, words.FIELDS_MISSING)
    stating = [one for one in found.stated if one.shape != "sums"]
    if stating and found.data:
        naming = sum(bool(one.producers) for one in stating)
        names = {" ".join(name.casefold().split()) for one in stating for name in one.producers}
        yield _made("producer_named", naming, exact(naming), len(stating), words.NAMED)
        # Two names may be one producer in two languages: a person tells.
        band = Band(low=min(1, len(names)), high=len(names), level=1.0, by=_COUNTED)
        yield _made("producer_names", len(names), band, len(stating), words.PRODUCERS)
    yield from _checksums(found)
    known, columns = found.columns_described
    # Of a library that ships no metadata at all nothing is known: they may be kept elsewhere.
    if columns and any(one.columns or one.passport is not None for one in found.stated):
        yield _share("metadata_described", known, columns, words.DESCRIBED, (("of", "columns"),))
    cells = sum(documents for _, _, documents in found.documents)
    if cells:
        there = sum(has for _, has, _ in found.documents)
        yield _share("metadata_described", there, cells, words.DOCUMENTED, (("of", "documents"),))
    if found.data:
        readable = sum(form is not None for form in found.forms.values())
        yield _share(
            "machine_readable", readable, len(found.data), words.READABLE, maybe=_not_opened(found)
        )


def _checksums(found: Examined) -> Iterator[Result]:
    sums = found.sums
    stated = len(sums.right) + len(sums.wrong) + len(sums.open)
    if not (stated or sums.whole):
        return
    absent = len(set(sums.wrong) - set(found.data))
    of = len(found.data) + absent
    if of:
        # A checksum by a way nobody names, or of a file that was not read, may be right.
        maybe = (
            of - len(sums.wrong) - len(sums.right)
            if sums.whole
            else len(sums.open) + _not_opened(found)
        )
        yield _share("checksums_true", len(sums.right), of, words.SUMS, maybe=maybe)


def _rights(found: Examined, log: Collected | None) -> Iterator[Result]:
    if found.data:
        licensed = sum(name in found.licences for name in found.data)
        yield _share("licensed", licensed, len(found.data), words.LICENSED)
    asked, names = dict(found.wishes), set(found.data)
    for name, wish in (log.by_file if log else {}).items():
        if name in names and asked.get(name) != "reserved":
            asked[name] = wish
    loose = log.loose if log else 0
    if asked or loose:
        free = [name for name in sorted(asked) if name not in found.licences]
        sure = sum(asked[name] == "reserved" for name in free)
        maybe = sure + sum(asked[name] == "unknown" for name in free) + loose + len(found.unread)
        band = Band(low=sure, high=maybe, level=1.0, by=_COUNTED)
        yield _made("reserved", sure, band, max(1, len(asked)), words.RESERVED)
    if log is not None and log.rows:
        yield _share("sources_logged", log.whole, log.rows, words.LOGGED)
        if names:
            told = len(names & set(log.by_file))
            yield _share("files_logged", told, len(names), words.FILES_LOGGED)


def _quality(found: Examined, obligatory: bool) -> Iterator[Result]:
    if found.same.of:
        of = found.same.of + _not_opened(found)
        yield _share("exact_duplicates", found.same.repeats, of, words.SAME, maybe=_not_opened(found))
    rows = sum(one.rows for one in found.rows)
    if rows:
        repeats, beyond = (
            sum(getattr(one, part) for one in found.rows) for part in ("repeats", "beyond")
        )
        yield _share("row_duplicates", repeats, rows, words.ROWS, maybe=beyond)
    if found.near.of:
        yield _share(
            "near_duplicates", found.near.repeats, found.near.of, words.NEAR, maybe=found.near.beyond
        )
    cells = sum(one.rows for one in found.cells)
    if cells:
        share = sum(one.empty for one in found.cells) / cells
        # What nobody called obligatory may be empty by design, so only its fulness shows anything.
        low = share if obligatory else 0.0
        band = Band(low=low, high=share, level=1.0, by="count" if obligatory else _COUNTED)
        yield _made("missing_cells", share, band, cells, words.EMPTY)


def _spreads(found: Examined) -> Iterator[Result]:
    for spread in found.spreads:
        for group in spread.groups:
            band = Band(
                low=group.band.low - group.wanted,
                high=group.band.high - group.wanted,
                level=0.95,
                by=f"{group.band.by}, all groups together (Bonferroni)",
            )
            yield Result(
                id="share_gap",
                number=group.share - group.wanted,
                band=band,
                unit="difference",
                n=spread.rows,
                of=(("column", spread.column), ("value", group.value)),
                says=words.GAP,
                words={"column": spread.column, "value": group.value},
            )
        yield Result(
            id="total_variation",
            number=spread.distance,
            band=spread.band,
            unit="share",
            n=spread.rows,
            of=(("column", spread.column),),
            says=words.DISTANCE,
            words={"column": spread.column},
        )


_COUNTED: Final = "count, and what cannot be told"


def _whole(one: Filled) -> bool:
    return not one.missing


def _not_opened(found: Examined) -> int:
    return len(set(found.unread) & set(found.data))


def _made(id_: str, number: float, band: Band, n: int, says: Text) -> Result:
    return Result(id=id_, number=number, band=band, unit=IDS[id_], n=n, says=says)


def _share(
    id_: str, k: int, n: int, says: Text, of: tuple[tuple[str, str], ...] = (), maybe: int = 0
) -> Result:
    """Everything there is was counted; what could not be told makes the band, not a sample."""
    band = Band(low=k / n, high=min(1.0, (k + maybe) / n), level=1.0, by=_COUNTED if maybe else "count")
    return Result(id=id_, number=k / n, band=band, unit="share", n=n, of=of, says=says)
