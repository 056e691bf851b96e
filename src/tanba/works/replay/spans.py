"""The runs of a text as spans, and those among them that repeat what a machine had made."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from tanba.works.matching import Run as Match
from tanba.works.matching import runs as repetitions
from tanba.works.record.values import ActAt, Generation, How, Span, SpanKind
from tanba.works.replay.runs import Run, RunList

ROUNDS: Final = 8
"""How often a text is compared anew, without generations that were made only after it."""

_MAYBE = (SpanKind.HUMAN, SpanKind.UNKNOWN, SpanKind.AI_EDITED)

Output = tuple[str, ActAt, str]
"""`g1#0`, the act that recorded it ((0, 0) for one that was declared), and its text."""


def spans_of(runs: RunList) -> Iterator[Span]:
    """Yield the spans of a text: runs that go on without a seam are one."""
    start, last = 0, None
    for run in runs:
        if last is not None and _joins(last, run):
            last = Run(last.length + run.length, last.mark, last.n, last.each, last.before)
            continue
        if last is not None:
            yield _span(start, last)
            start += last.length
        last = run
    if last is not None:
        yield _span(start, last)
