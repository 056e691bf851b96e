"""The runs of a text as spans, and those among them that repeat what a machine had made before."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple, TypeVar

from tanba.works.matching import Run as Repetition
from tanba.works.matching import runs as repetitions
from tanba.works.playback.runs import Run, RunList
from tanba.works.record.values import ActAt, Span, SpanKind

WORK: Final = 64 * 1024 * 1024
"""Code points that comparing one text with outputs may read; what is then not settled is unknown."""
ALWAYS: Final[ActAt] = (0, 0)

T = TypeVar("T")

_MAYBE = (SpanKind.HUMAN, SpanKind.UNKNOWN, SpanKind.AI_EDITED)


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


def spans_of(runs: RunList) -> list[Span]:
    """Return the spans of a text: runs that go on without a seam are one."""
    spans: list[Span] = []
    start, last = 0, None
    for run in runs:
        if last is not None and _joins(last, run):
            last = Run(last.length + run.length, last.mark, last.n, last.each, last.before)
            continue
        if last is not None:
            spans.append(_span(start, last))
            start += last.length
        last = run
    if last is not None:
        spans.append(_span(start, last))
    return spans


def retyped(
    text: str, spans: list[Span], outputs: Sequence[Said], prompts: Callable[[], Sequence[Said]]
) -> list[Span]:
    """
    Return the spans, with those as `ai` that repeat an output (`works.matching`) and are younger.

    What is older than the output that it repeats is compared with older outputs alone. It stays human
    where a prompt before that output has it too: the machine said again what it was told. Where none
    has it, nobody can tell who was first, and it is unknown.
    """
    left, doubts, latest = WORK, list[_Doubt](), None
    while outputs and any(span.kind in _MAYBE for span in spans):
        left -= len(text) + sum(len(one.text) for one in outputs)
        spans, older, latest = _laid(spans, repetitions(text, [one.text for one in outputs]), outputs)
        doubts += older
        if latest is None or left < 0:
            break
        outputs = [one for one in outputs if one.act < latest]
    if doubts:
        told = [] if left < 0 else prompts()
        found = repetitions(text, [one.text for one in told]) if told else ()
        given = [_Doubt(run.start, run.end, told[run.output].act) for run in found]
        spans = _settled(spans, _untold(doubts, given))
    return spans


def _laid(
    spans: list[Span], found: Iterable[Repetition], outputs: Sequence[Said]
) -> tuple[list[Span], list[_Doubt], ActAt | None]:
    """Lay repetitions over spans; return these, the human ones that are older, and the last such act."""
    laid: list[Span] = []
    doubts: list[_Doubt] = []
    latest: ActAt | None = None
    for span, match in _cut(spans, [(run.start, run.end, outputs[run.output]) for run in found]):
        if match is None or span.kind not in _MAYBE:
            laid.append(span)
        elif span.act > match.act:  # a recorded generation is an act: none lies inside a span
            laid.append(replace(span, kind=SpanKind.AI, origin=match.origin, before="", retyped=True))
        else:
            laid.append(span)
            latest = max(latest or span.last, span.last)
            if span.kind is SpanKind.HUMAN:
                doubts.append(_Doubt(span.start, span.end, match.act))
    return laid, doubts, latest


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


def _joins(last: Run, run: Run) -> bool:
    if last.mark is not run.mark or run.before or last.each is not run.each:
        return False
    return run.n == (last.n + last.length if last.each else last.n)


def _span(start: int, run: Run) -> Span:
    mark = run.mark
    return Span(
        start=start,
        end=start + run.length,
        kind=mark.kind,
        how=mark.how,
        act=(mark.session, run.n),
        last=(mark.session, run.n + run.length - 1 if run.each else run.n),
        origin=mark.origin,
        before=run.before,
    )
