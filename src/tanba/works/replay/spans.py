"""The runs of a text as spans, and those among them that repeat what a machine had made before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from tanba.works.matching import Run as Repetition
from tanba.works.matching import runs as repetitions
from tanba.works.record.values import ActAt, Span, SpanKind
from tanba.works.replay.runs import Run, RunList

WORK: Final = 64 * 1024 * 1024
"""Code points that comparing one text with outputs may read; what is then not settled is unknown."""
ALWAYS: Final[ActAt] = (0, 0)

_MAYBE = (SpanKind.HUMAN, SpanKind.UNKNOWN, SpanKind.AI_EDITED)


class Output(NamedTuple):
    """One output of a generation."""

    origin: str
    """`g1#0`"""
    act: ActAt
    """What was typed before it cannot repeat it; `ALWAYS` when nobody knows when it was made."""
    text: str


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


def retyped(text: str, spans: list[Span], outputs: Sequence[Output]) -> list[Span]:
    """
    Return the spans, with those as `ai` that repeat an output (`works.matching`) and are younger.

    What is older than the output that it is most like is compared with older outputs alone: a person
    whose own words a machine has repeated did not take them from it.
    """
    left, latest = WORK, None
    while outputs and any(span.kind in _MAYBE for span in spans):
        left -= len(text) + sum(len(one.text) for one in outputs)
        found = repetitions(text, [one.text for one in outputs])
        spans, latest = _laid(spans, found, outputs, settle=left < 0)
        if latest is None or left < 0:
            break
        outputs = [one for one in outputs if one.act < latest]
    return spans


def _laid(
    spans: list[Span], found: Iterable[Repetition], outputs: Sequence[Output], *, settle: bool
) -> tuple[list[Span], ActAt | None]:
    """Lay repetitions over spans; return these and the last act that was older than what it repeats."""
    laid: list[Span] = []
    latest: ActAt | None = None
    rest = iter(found)
    match = next(rest, None)
    for span in spans:
        at = span.start
        while match is not None and match.start < span.end:
            if match.end > at and span.kind in _MAYBE:
                first, until = max(match.start, at), min(match.end, span.end)
                output = outputs[match.output]
                young = first + _older(_part(span, first, until), output.act)
                if at < first:
                    laid.append(_part(span, at, first))
                if first < young:
                    older = _part(span, first, young)
                    latest = max(latest or older.last, older.last)
                    lost = settle and older.kind is SpanKind.HUMAN
                    laid.append(replace(older, kind=SpanKind.UNKNOWN) if lost else older)
                if young < until:
                    copy = _part(span, young, until)
                    laid.append(
                        replace(copy, kind=SpanKind.AI, origin=output.origin, before="", retyped=True)
                    )
                at = until
            if match.end > span.end:
                break
            match = next(rest, None)
        if at < span.end:
            laid.append(_part(span, at, span.end))
    return laid, latest


def _older(span: Span, act: ActAt) -> int:
    """Return how many code points at the beginning of a span are not younger than an act."""
    if span.act > act:
        return 0
    if span.last <= act:
        return span.end - span.start
    return act[1] - span.act[1] + 1  # between the two lies a span of typing, in one session


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
