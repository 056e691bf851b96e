"""The runs of a text as spans."""

from tanba.works.playback.runs import Run, RunList
from tanba.works.record.values import Span


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
