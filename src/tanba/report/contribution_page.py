"""A person's part in a work as one HTML file: no script, no network, readable on a telephone and on paper."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from tanba.report.contribution_charts import bar, raster_png, timeline
from tanba.report.contribution_map import joined, leaves, style
from tanba.report.contribution_tables import (
    Row,
    area_rows,
    choice_rows,
    count_rows,
    interval_rows,
    passage_rows,
    prompt_rows,
    session_rows,
    source_rows,
    stretch_rows,
)
from tanba.report.contribution_text import (
    chosen_words,
    grades_used,
    kinds_used,
    longest_words,
    outside_words,
    uncovered_words,
)
from tanba.report.contribution_words import (
    AID,
    GRADES,
    KINDS,
    LAYERS,
    LIMITS,
    STANCES,
    UNITS,
    amount_words,
    grades_words,
    range_words,
)
from tanba.report.page import render
from tanba.report.speech import Speech, clean, msg
from tanba.works import Contribution, Interval, PicturePart, SoundPart, SpanKind, TextPart

_ROWS = 300
"""Rows of a table on the page; JSON has all of them."""


def write_contribution_page(contribution: Contribution, speech: Speech) -> str:
    """Return one HTML page; everything foreign in it is escaped, and signs that steer are written out."""
    used = kinds_used(contribution)
    points: Counter[SpanKind] = Counter()
    for count in contribution.counts:
        points[count.kind] += count.points
    return render(
        "contribution.html",
        speech,
        foot=speech.say(AID),
        title=clean(contribution.work.title, 300) or contribution.work.id,
        work=contribution.work,
        keeper=clean(contribution.work.author, 200),
        glance=list(_glance(contribution, speech)),
        legend=[
            (style(kind), speech.say(title), speech.say(meaning))
            for kind, (title, meaning) in KINDS.items()
            if kind in used
        ],
        grades=[(grade.value, speech.say(GRADES[grade])) for grade in grades_used(contribution)],
        bar=bar([(kind, points[kind]) for kind in SpanKind]),
        counts=_table(count_rows(contribution.counts, contribution.mixed, speech)),
        units=[_unit(one, speech) for one in contribution.intervals],
        intervals=_table(interval_rows(contribution.intervals, speech)),
        pieces=[_piece(part, speech) for part in contribution.parts],
        choices=_table(choice_rows(contribution, speech)),
        chosen=chosen_words(contribution, speech),
        prompts=_table(prompt_rows(contribution, speech)),
        sources=_table(source_rows(contribution, speech)),
        sessions=_table(session_rows(contribution, speech)),
        timeline=timeline(contribution),
        outside=list(outside_words(contribution, speech)),
        uncovered=list(uncovered_words(contribution, speech)),
        stances=list(_stances(contribution, speech)),
        limits=[speech.say(limit) for limit in LIMITS],
        number=speech.number,
        count=partial(speech.count),
    )


def _table(rows: Iterable[Row]) -> dict[str, Any]:
    """Return head, rows and how many more there are; which columns are numbers the rows tell."""
    head, *found = rows
    return {
        "head": head,
        "rows": found[:_ROWS],
        "more": max(0, len(found) - _ROWS),
        "numbers": [all(_numeric(row[i]) for row in found) for i in range(len(head))],
    }


def _numeric(cell: str) -> bool:
    return cell in ("", "–") or (cell[0].isdigit() and not any(map(str.isalpha, cell)))


def _glance(contribution: Contribution, speech: Speech) -> Iterator[tuple[str, str]]:
    """Yield what a reader looks for first: counts, never a verdict."""
    if contribution.intervals:
        yield speech.say(msg("A person's")), _ranges(contribution.intervals, speech, person=True)
        title = speech.say(msg("The machine's, or possibly"))
        yield title, _ranges(contribution.intervals, speech, person=False)
    if contribution.longest:
        title = speech.say(msg("Longest machine run"))
        yield title, longest_words(contribution.longest, speech)
    if contribution.retyped:
        title = speech.say(msg("Typed anew"))
        points = speech.count(msg("{n} character"), msg("{n} characters"), contribution.retyped)
        yield title, speech.say(msg("{points}, counted as the machine's"), points=points)
    if contribution.generations:
        yield speech.say(msg("Chosen of shown")), chosen_words(contribution, speech)
    yield speech.say(msg("Outside times")), next(outside_words(contribution, speech))
    gaps = speech.count(
        msg("{n} stretch told below"), msg("{n} stretches told below"), len(contribution.gaps)
    )
    yield speech.say(msg("Not covered")), gaps


def _ranges(intervals: Iterable[Interval], speech: Speech, *, person: bool) -> str:
    words = msg("{unit}: {range} of {total}")
    return "; ".join(
        speech.say(
            words,
            range=range_words(*one.human, speech) if person else range_words(*one.machine, speech),
            total=speech.number(one.total),
            unit=speech.say(UNITS[one.unit]),
        )
        for one in intervals
    )


def _unit(one: Interval, speech: Speech) -> dict[str, Any]:
    """Return the two ranges of one unit, in per cent of the bar's width."""
    total = max(one.total, 1)
    return {
        "name": speech.say(UNITS[one.unit]),
        "total": speech.number(one.total),
        "ranges": [
            {
                "style": style(kind),
                "who": speech.say(who),
                "low": 100 * low / total,
                "more": 100 * (high - low) / total,
                "words": range_words(low, high, speech),
            }
            for kind, who, (low, high) in (
                (SpanKind.HUMAN, msg("A person's"), one.human),
                (SpanKind.AI, msg("The machine's, or possibly"), one.machine),
            )
        ],
    }


def _piece(part: TextPart | PicturePart | SoundPart, speech: Speech) -> dict[str, Any]:
    about = {"file": clean(part.file, 200) or part.name, "sha256": part.sha256}
    match part:
        case TextPart():
            found, hidden = leaves(part, speech)
            rows = _table(stretch_rows(list(joined(part.stretches)), speech))
            return about | {"kind": "text", "leaves": found, "hidden": hidden, "table": rows}
        case PicturePart():
            return about | {
                "kind": "picture",
                "width": part.raster.width,
                "height": part.raster.height,
                "preview": _data(part.preview) if part.preview else "",
                "raster": _data(raster_png(part)),
                "table": _table(area_rows(part, speech)),
                "troubles": [clean(one, 300) for one in part.troubles],
            }
        case SoundPart():
            return about | {
                "kind": "sound",
                "tracks": _tracks(part, speech),
                "table": _table(passage_rows(part, speech)),
                "troubles": [clean(one, 300) for one in part.troubles],
            }


def _tracks(part: SoundPart, speech: Speech) -> list[dict[str, Any]]:
    """Return for each track its stretches, in per cent of the sound's length."""
    long = max(part.seconds, 1e-9)
    tracks: dict[int, list[dict[str, Any]]] = {}
    for one in part.passages[:2_000]:
        label = speech.say(KINDS[one.kind][0])
        tracks.setdefault(one.track, []).append(
            {
                "style": style(one.kind),
                "left": 100 * one.start / long,
                "wide": 100 * (one.end - one.start) / long,
                "title": f"{label}; {clean(one.origin, 100)}; {one.grade.value}",
            }
        )
    return [{"name": speech.number(n + 1), "passages": tracks[n]} for n in sorted(tracks)]


def _stances(contribution: Contribution, speech: Speech) -> Iterator[dict[str, Any]]:
    for stance, title in STANCES.items():
        items = []
        for element in contribution.elements:
            if element.stance != stance:
                continue
            name, meaning = LAYERS[element.layer]
            there = bool(element.grades or element.amount.items or element.amount.points)
            items.append(
                {
                    "name": speech.say(name),
                    "meaning": speech.say(meaning) if there else "",
                    "amount": amount_words(element, speech),
                    "grades": grades_words(element.grades, speech),
                    "there": there,
                }
            )
        yield {"key": stance, "title": speech.say(title), "items": items}


def _data(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"
