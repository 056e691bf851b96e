"""
Spans that repeat what a machine had made: typed or pasted after it, and therefore still the machine's.

What is older than the output that it repeats was not taken from it. It is compared with older outputs
alone, and stays human where a prompt before that output has it too: the machine said again what it was
told. Where none has it, nobody can tell who was first, and it is unknown.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from tanba.works.matching import WORDS
from tanba.works.matching import Run as Repetition
from tanba.works.matching import runs as repetitions
from tanba.works.record.values import ActAt, Span, SpanKind
from tanba.works.segments import mixed, words

WORK: Final = 64 * 1024 * 1024
"""Code points that comparing one text with outputs may read; what is then not settled is unknown."""
ALWAYS: Final[ActAt] = (0, 0)

T = TypeVar("T")

_MAYBE = (SpanKind.HUMAN, SpanKind.UNKNOWN, SpanKind.AI_EDITED)
_MOST = 4, 5  # of a stretch


class Said(NamedTuple):
    """One output of a generation, or one prompt."""

    origin: str
    """`g1#0`, `p1`"""
    act: ActAt
    """What was typed before it cannot repeat it; `ALWAYS` when nobody knows when it was made."""
    text: str


class _Doubt(NamedTuple):
    """A stretch that is older than the output that it repeats."""

    start: int
    end: int
    act: ActAt
    """Of the generation."""


def retyped(
    text: str, spans: list[Span], outputs: Sequence[Said], prompts: Callable[[], Sequence[Said]]
) -> list[Span]:
    """Return the spans, with those as `ai` that repeat an output (`works.matching`) and are younger."""
    left, doubts = WORK, list[_Doubt]()
    while outputs and any(span.kind in _MAYBE for span in spans):
        left -= len(text) + sum(len(one.text) for one in outputs)
        found = repetitions(text, [one.text for one in outputs])
        spans, older = _laid(spans, found, outputs)
        latest = ALWAYS
        for number, parts in older.items():
            if _chance(text, found[number], parts):
                continue
            latest = max(latest, *(span.last for span in parts))
            act = outputs[found[number].output].act
            doubts += [_Doubt(one.start, one.end, act) for one in parts if one.kind is SpanKind.HUMAN]
        if left < 0:
            break
        outputs = [one for one in outputs if one.act < latest]
    if doubts:
        told = [] if left < 0 else prompts()
        again = repetitions(text, [one.text for one in told]) if told else ()
        given = [_Doubt(run.start, run.end, told[run.output].act) for run in again]
        spans = _settled(spans, _untold(doubts, given))
    return spans


def obscured(text: str, spans: list[Span], since: ActAt) -> list[Span]:
    """
    Return the spans, with those as unknown that a person typed after `since` and nothing compares with.

    A word that mixes scripts (`works.segments.mixed`) is none that a machine said. So it may hide a copy,
    and with it all that stands in one stretch of seven words with it. A shorter text is not judged.
    """
    if not mixed(text):  # then no word in it does
        return spans
    places = list(words(text))
    if len(places) < WORDS:
        return spans
    lost: list[tuple[int, int, bool]] = []
    for i, (_, start, end) in enumerate(places):
        if mixed(text[start:end]):
            first, last = max(0, i - WORDS + 1), min(len(places), i + WORDS) - 1
            begin = places[first][1]
            if lost and lost[-1][1] >= begin:
                begin = lost.pop()[0]
            lost.append((begin, places[last][2], True))
    return [
        replace(span, kind=SpanKind.UNKNOWN)
        if hidden and span.kind is SpanKind.HUMAN and span.last > since
        else span
        for span, hidden in _cut(spans, lost)
    ]


def _laid(
    spans: list[Span], found: Sequence[Repetition], outputs: Sequence[Said]
) -> tuple[list[Span], dict[int, list[Span]]]:
    """Lay repetitions over spans; return these, and for the number of each what is older than it."""
    laid: list[Span] = []
    older: dict[int, list[Span]] = {}
    for span, number in _cut(spans, [(run.start, run.end, i) for i, run in enumerate(found)]):
        if number is None or span.kind not in _MAYBE:
            laid.append(span)
            continue
        output = outputs[found[number].output]
        if span.act > output.act:  # a recorded generation is an act: none lies inside a span
            laid.append(replace(span, kind=SpanKind.AI, origin=output.origin, before="", retyped=True))
        else:
            laid.append(span)
            older.setdefault(number, []).append(span)
    return laid, older


def _chance(text: str, run: Repetition, older: list[Span]) -> bool:
    """Say whether the older parts of a repetition are a word or two that happened to stand beside it."""
    part, of = _MOST
    if sum(span.end - span.start for span in older) * of >= (run.end - run.start) * part:
        return False
    joined: list[list[int]] = []
    for span in older:
        if joined and joined[-1][1] == span.start:
            joined[-1][1] = span.end
        else:
            joined.append([span.start, span.end])
    return sum(sum(1 for _ in words(text[start:end])) for start, end in joined) < WORDS


def _untold(doubts: list[_Doubt], given: list[_Doubt]) -> list[tuple[int, int, bool]]:
    """Return the parts of doubts that no prompt has that is older than the output, in order, apart."""
    parts: set[tuple[int, int]] = set()
    starts = [one.start for one in given]
    for start, end, act in doubts:
        at, next_ = start, max(0, bisect_right(starts, start) - 1)
        while next_ < len(given) and (told := given[next_]).start < end:
            if told.end > at and told.act < act:
                parts.add((at, max(at, told.start)))
                at = min(end, told.end)
            next_ += 1
        parts.add((at, end))
    apart: list[tuple[int, int, bool]] = []
    for start, end in sorted(parts):
        begin = max(start, apart[-1][1]) if apart else start
        if begin < end:
            apart.append((begin, end, True))
    return apart


def _settled(spans: list[Span], unknown: list[tuple[int, int, bool]]) -> list[Span]:
    return [
        replace(span, kind=SpanKind.UNKNOWN) if lost and span.kind is SpanKind.HUMAN else span
        for span, lost in _cut(spans, unknown)
    ]


def _cut(spans: list[Span], places: Sequence[tuple[int, int, T]]) -> Iterator[tuple[Span, T | None]]:
    """Yield the spans, cut where a place begins or ends, each with what was said of its place."""
    rest = iter(places)
    place = next(rest, None)
    for span in spans:
        at = span.start
        while place is not None and place[0] < span.end:
            start, end = max(place[0], at), min(place[1], span.end)
            if start < end:
                if at < start:
                    yield _part(span, at, start), None
                yield _part(span, start, end), place[2]
                at = end
            if place[1] > span.end:
                break
            place = next(rest, None)
        if at < span.end:
            yield _part(span, at, span.end), None


def _part(span: Span, start: int, end: int) -> Span:
    if (start, end) == (span.start, span.end):
        return span
    act, last = span.act, span.last
    if act != last:
        session, n = act
        act, last = (session, n + start - span.start), (session, n + end - 1 - span.start)
    before = span.before if start == span.start else ""
    return replace(span, start=start, end=end, act=act, last=last, before=before)
