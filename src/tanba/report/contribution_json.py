"""
A person's part in a work as JSON, for programs.

An object (`schema` "tanba/contribution", form 1). Places are code points, from the first up to and not
including the second; acts are [session, number]; ranges are [low, high]; times are UTC. Every piece has
its SHA-256 and no words of its text. `elements` are proposals for a person to weigh; there is no score.
"""

from datetime import datetime
from typing import Any

from tanba.report.contribution_words import LIMITS
from tanba.report.speech import clean
from tanba.works import (
    Anchor,
    Area,
    Contribution,
    Count,
    Element,
    Gap,
    GenerationLine,
    Interval,
    LongestRun,
    Passage,
    PicturePart,
    SoundPart,
    Stretch,
    TextPart,
)

SCHEMA = "tanba/contribution"
FORM = 1


def contribution_record(contribution: Contribution) -> dict[str, Any]:
    """Return the JSON object of a contribution."""
    work = contribution.work
    return {
        "schema": SCHEMA,
        "form": FORM,
        "work": {
            "id": work.id,
            "title": work.title,
            "keeper": work.author,
            "language": work.language,
            "media": work.media,
        },
        "pieces": [_piece(part) for part in contribution.parts],
        "text": {
            "counts": [_count(one) for one in contribution.counts],
            "mixed": {"words": contribution.mixed[0], "paragraphs": contribution.mixed[1]},
            "intervals": [_interval(one) for one in contribution.intervals],
            "longest_machine_run": _longest(contribution.longest),
            "retyped": contribution.retyped,
            "entered": dict(contribution.entered),
            "removed": {kind.value: n for kind, n in contribution.removed.items()},
        },
        "prompts": [
            {
                "id": one.id,
                "act": list(one.act),
                "how": one.how.value,
                "grade": one.grade.value,
                "points": one.points,
                "words": one.words,
            }
            for one in contribution.prompts
        ],
        "generations": [_generation(one) for one in contribution.generations],
        "chosen": {"shown": contribution.shown, "chosen": contribution.chosen},
        "sources": [
            {
                "id": one.source.id,
                "title": one.source.title,
                "holder": one.source.holder,
                "rights": one.source.rights,
                "grade": one.grade.value,
            }
            for one in contribution.sources
        ],
        "sessions": [
            {
                "number": one.head.number,
                "begun_by_own_clock": _time(one.head.at),
                "ms": one.head.ms,
                "acts": one.head.acts,
                "sealed": one.sealed,
                "stopped": one.head.stopped,
            }
            for one in contribution.sessions
        ],
        "acts": dict(contribution.acts),
        "outside": [_anchor(one) for one in contribution.anchors],
        "not_covered": [_gap(one) for one in contribution.gaps],
        "elements": [_element(one) for one in contribution.elements],
        "limits": list(LIMITS),
    }


def _piece(part: TextPart | PicturePart | SoundPart) -> dict[str, Any]:
    about = {"name": part.name, "file": clean(part.file), "sha256": part.sha256}
    match part:
        case TextPart():
            return about | {
                "media": "text",
                "points": len(part.text),
                "spans": [_span(one) for one in part.stretches],
                "counts": [_count(one) for one in part.counts],
                "mixed": {"words": part.mixed[0], "paragraphs": part.mixed[1]},
                "intervals": [_interval(one) for one in part.intervals],
                "longest_machine_run": _longest(part.longest),
                "retyped": part.retyped,
            }
        case PicturePart():
            return about | {
                "media": "picture",
                "width": part.width,
                "height": part.height,
                "areas": [_area(one) for one in part.areas],
                "troubles": list(part.troubles),
            }
        case SoundPart():
            return about | {
                "media": "sound",
                "seconds": part.seconds,
                "passages": [_passage(one) for one in part.passages],
                "troubles": list(part.troubles),
            }


def _span(one: Stretch) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "class": one.kind.value,
        "grade": one.grade.value,
        "how": one.how.value,
        "acts": [list(one.act), list(one.last)],
        "origin": one.origin,
        "before_points": len(one.before),
        "retyped": one.retyped,
    }


def _count(one: Count) -> dict[str, Any]:
    return {
        "class": one.kind.value,
        "grade": one.grade.value,
        "points": one.points,
        "words": one.words,
        "paragraphs": one.paragraphs,
    }


def _interval(one: Interval) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "total": one.total,
        "person": list(one.human),
        "machine_or_possibly": list(one.machine),
    }


def _longest(one: LongestRun | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "piece": one.piece,
        "start": one.start,
        "end": one.end,
        "words": one.words,
        "origins": list(one.origins),
    }


def _area(one: Area) -> dict[str, Any]:
    return {
        "class": one.kind.value,
        "grade": one.grade.value,
        "how": one.how.value,
        "extent": "recorded" if one.recorded else "indicated",
        "pixels": one.pixels,
        "act": list(one.act),
        "origin": one.origin,
        "tool": one.tool,
    }


def _passage(one: Passage) -> dict[str, Any]:
    return {
        "track": one.track,
        "start": one.start,
        "end": one.end,
        "class": one.kind.value,
        "grade": one.grade.value,
        "how": one.how.value,
        "act": list(one.act),
        "origin": one.origin,
    }


def _generation(line: GenerationLine) -> dict[str, Any]:
    one = line.generation
    return {
        "id": one.id,
        "prompt": one.prompt,
        "model": one.model,
        "version": one.version,
        "media": one.media,
        "outputs": list(one.outputs),
        "chosen": list(one.chosen),
        "how": one.how.value,
        "act": list(one.act),
        "grade": line.grade.value,
    }


def _anchor(one: Anchor) -> dict[str, Any]:
    return {
        "acts": [list(one.first), list(one.last)],
        "not_before": _time(one.not_before),
        "not_after": _time(one.not_after),
        "witnesses": one.witnessed,
        "signed": one.signed,
        "receipt": one.receipt,
    }


def _gap(one: Gap) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "after": list(one.after),
        "until": list(one.until),
        "seconds": one.seconds,
    }


def _element(one: Element) -> dict[str, Any]:
    amount = one.amount
    return {
        "layer": one.layer,
        "stance": one.stance,
        "items": amount.items,
        "points": amount.points,
        "words": amount.words,
        "pixels": amount.pixels,
        "seconds": amount.seconds,
        "grades": {grade.value: n for grade, n in one.grades.items()},
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
