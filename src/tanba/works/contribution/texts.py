"""A text of a work counted: classes and grades, intervals by unit, the longest machine run."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from tanba.works.contribution.grading import Grading
from tanba.works.contribution.values import Count, Interval, LongestRun, Stretch, TextPart, Unit
from tanba.works.record.values import Grade, Piece, SpanKind
from tanba.works.segments import Place, paragraph_places, sentence_places, word_places

KINDS: Final = tuple(SpanKind)
GRADES: Final = tuple(Grade)
_SPACE: Final = 0xFF  # space belongs to nobody where words and larger units are judged
_MACHINE: Final = frozenset({SpanKind.AI, SpanKind.AI_EDITED, SpanKind.UNKNOWN})
_PERSON: Final = frozenset({SpanKind.HUMAN, SpanKind.AI_EDITED})
_AI: Final = bytes(KINDS.index(SpanKind.AI) * len(GRADES) + grade for grade in range(len(GRADES)))
_RUN: Final = re.compile(
    b"[" + re.escape(_AI) + b"](?:[" + re.escape(_AI) + b"\xff]*[" + re.escape(_AI) + b"])?"
)
_BLANK: Final = re.compile(r"\s+")


def text_part(piece: Piece, grading: Grading) -> TextPart:
    """Return a piece of text with all that is counted of it; linear in its length."""
    text = piece.text or ""
    stretches = tuple(_stretches(piece, grading))
    codes = _codes(stretches)
    counts: Counter[tuple[SpanKind, Grade]] = Counter()
    for one in stretches:
        counts[one.kind, one.grade] += one.end - one.start
    for blank in _BLANK.finditer(text):
        codes[blank.start() : blank.end()] = bytes([_SPACE]) * (blank.end() - blank.start())
    words, paragraphs = word_places(text), paragraph_places(text)
    units: dict[Unit, Sequence[Place]] = {
        "word": words,
        "sentence": sentence_places(text),
        "paragraph": paragraphs,
    }
    of_words, mixed_words = _wholly(codes, words)
    of_paragraphs, mixed_paragraphs = _wholly(codes, paragraphs)
    return TextPart(
        name=piece.name,
        file=piece.file,
        sha256=piece.sha256,
        text=text,
        stretches=stretches,
        counts=counted(counts, of_words, of_paragraphs),
        mixed=(mixed_words, mixed_paragraphs),
        intervals=(_characters(counts), *(_interval(unit, codes, units[unit]) for unit in units)),
        longest=_longest(piece.name, codes, words, stretches),
        retyped=sum(one.end - one.start for one in stretches if one.retyped),
    )


def counted(
    points: Counter[tuple[SpanKind, Grade]],
    words: Counter[tuple[SpanKind, Grade]],
    paragraphs: Counter[tuple[SpanKind, Grade]],
) -> tuple[Count, ...]:
    """Return the counts of each class and grade that occurs, in order."""
    return tuple(
        Count(
            kind=kind,
            grade=grade,
            points=points[kind, grade],
            words=words[kind, grade],
            paragraphs=paragraphs[kind, grade],
        )
        for kind in KINDS
        for grade in GRADES
        if points[kind, grade]
    )


def _stretches(piece: Piece, grading: Grading) -> Iterator[Stretch]:
    """Yield the spans, parted where the acts that made them have another grade."""
    for span in piece.spans:
        session, number = span.act
        start = span.start
        parts = list(grading.parted(span.how, span.act, span.last))
        for acts, grade in parts:
            whole = len(parts) == 1
            end = span.end if whole else start + acts
            yield Stretch(
                start=start,
                end=end,
                kind=span.kind,
                grade=grade,
                how=span.how,
                act=span.act if whole else (session, number),
                last=span.last if whole else (session, number + acts - 1),
                origin=span.origin,
                before=span.before if start == span.start else "",
                retyped=span.retyped,
            )
            start, number = end, number + acts


def _codes(stretches: Sequence[Stretch]) -> bytearray:
    """Return one number for each code point: its class and grade."""
    codes = bytearray()
    for one in stretches:
        code = KINDS.index(one.kind) * len(GRADES) + GRADES.index(one.grade)
        codes += bytes([code]) * (one.end - one.start)
    return codes


def _held(codes: bytearray, place: Place) -> tuple[frozenset[SpanKind], Grade]:
    """Return the classes in a unit, and the lowest grade."""
    found = set(codes[place.start : place.end]) - {_SPACE}
    kinds = frozenset(KINDS[code // len(GRADES)] for code in found)
    return kinds, GRADES[min((code % len(GRADES) for code in found), default=0)]


def _wholly(codes: bytearray, places: Sequence[Place]) -> tuple[Counter[tuple[SpanKind, Grade]], int]:
    """Return how many units are wholly of one class, and how many are not."""
    found: Counter[tuple[SpanKind, Grade]] = Counter()
    mixed = 0
    for place in places:
        kinds, grade = _held(codes, place)
        if len(kinds) == 1:
            found[next(iter(kinds)), grade] += 1
        else:
            mixed += len(kinds) > 1
    return found, mixed


def _characters(counts: Counter[tuple[SpanKind, Grade]]) -> Interval:
    points: Counter[SpanKind] = Counter()
    for (kind, _), n in counts.items():
        points[kind] += n
    return Interval(
        unit="character",
        total=points.total(),
        human=(points[SpanKind.HUMAN], sum(points[kind] for kind in _PERSON)),
        machine=(points[SpanKind.AI], sum(points[kind] for kind in _MACHINE)),
    )


def _interval(unit: Unit, codes: bytearray, places: Sequence[Place]) -> Interval:
    held = [_held(codes, place)[0] for place in places]
    return Interval(
        unit=unit,
        total=len(places),
        human=(held.count(frozenset({SpanKind.HUMAN})), sum(bool(one & _PERSON) for one in held)),
        machine=(held.count(frozenset({SpanKind.AI})), sum(bool(one & _MACHINE) for one in held)),
    )


def _longest(
    piece: str, codes: bytearray, words: Sequence[Place], stretches: Sequence[Stretch]
) -> LongestRun | None:
    """Return the longest run of machine output; space that somebody put between does not break it."""
    runs = [found.span() for found in _RUN.finditer(codes)]
    if not runs:
        return None
    start, end = max(runs, key=lambda run: (run[1] - run[0], -run[0]))
    inside = [
        one.origin
        for one in stretches
        if one.kind is SpanKind.AI and one.start < end and one.end > start and one.origin
    ]
    first = bisect_left(words, start, key=lambda word: word.start)
    after = bisect_left(words, end + 1, key=lambda word: word.end)
    return LongestRun(
        piece=piece,
        start=start,
        end=end,
        words=max(0, after - first),
        origins=tuple(dict.fromkeys(inside)),
    )
