"""A record told as a person's part in a work."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tanba.works.contribution.elements import elements
from tanba.works.contribution.grading import Grading
from tanba.works.contribution.media import picture_part, sound_part
from tanba.works.contribution.texts import counted, text_part
from tanba.works.contribution.values import (
    Contribution,
    Count,
    GenerationLine,
    Interval,
    Part,
    PromptLine,
    SessionLine,
    SourceLine,
    TextPart,
)
from tanba.works.record.values import (
    Anchor,
    Blobs,
    Generation,
    Grade,
    How,
    Prompt,
    Replayed,
    SpanKind,
)
from tanba.works.segments import word_places

_PROMPT = 16 * 1024 * 1024  # bytes


def contribution_of(
    record: Replayed, anchors: Sequence[Anchor] = (), blobs: Blobs | None = None
) -> Contribution:
    """
    Return what a replayed record shows of a person's part, each fact with its grade.

    `anchors` are outside times and witnesses that the caller has verified; without them nothing is
    above E1. Without `blobs` prompts have no length and pictures no preview. Raises Refused when a
    prompt's blob is missing.
    """
    grading = Grading(anchors)
    parts = tuple(_parts(record, grading, blobs))
    texts = [part for part in parts if isinstance(part, TextPart)]
    prompts = tuple(_prompt(one, grading, blobs) for one in record.prompts)
    generations = tuple(
        GenerationLine(generation=one, grade=_generated(one, grading)) for one in record.generations
    )
    sources = tuple(
        SourceLine(source=one, grade=grading.of(one.how, one.act)) for one in record.sources
    )
    runs = [part.longest for part in texts if part.longest]
    return Contribution(
        work=record.work,
        parts=parts,
        counts=_counts(texts),
        mixed=(sum(part.mixed[0] for part in texts), sum(part.mixed[1] for part in texts)),
        intervals=tuple(_intervals(texts)),
        longest=max(runs, key=lambda run: run.end - run.start, default=None),
        retyped=sum(part.retyped for part in texts),
        elements=tuple(elements(record, parts, prompts, generations, sources)),
        prompts=prompts,
        generations=generations,
        sources=sources,
        sessions=tuple(_sessions(record)),
        minutes=record.minutes,
        anchors=tuple(anchors),
        gaps=record.gaps,
        acts=record.acts,
        entered=record.entered,
        removed=record.removed,
    )


def _generated(one: Generation, grading: Grading) -> Grade:
    """Return the grade of a generation: who told of it counts for nothing once a second party did too."""
    received = grading.of(How.RECEIVED, one.act)
    return received if received >= Grade.E3 else grading.of(one.how, one.act)


def _parts(record: Replayed, grading: Grading, blobs: Blobs | None) -> Iterator[Part]:
    for piece in record.pieces:
        if piece.media == "text":
            yield text_part(piece, grading)
        elif piece.body is not None and piece.media == "picture":
            yield picture_part(piece, grading, blobs)
        elif piece.body is not None:
            yield sound_part(piece, grading)


def _prompt(prompt: Prompt, grading: Grading, blobs: Blobs | None) -> PromptLine:
    text = blobs.read(prompt.sha256, _PROMPT).decode("utf-8", "replace") if blobs else ""
    return PromptLine(
        id=prompt.id,
        grade=grading.of(prompt.how, prompt.act),
        how=prompt.how,
        act=prompt.act,
        points=len(text),
        words=len(word_places(text)),
    )


def _counts(texts: Sequence[TextPart]) -> tuple[Count, ...]:
    points, words, paragraphs = (Counter[tuple[SpanKind, Grade]]() for _ in range(3))
    for part in texts:
        for one in part.counts:
            key = one.kind, one.grade
            points[key] += one.points
            words[key] += one.words
            paragraphs[key] += one.paragraphs
    return counted(points, words, paragraphs)


def _intervals(texts: Sequence[TextPart]) -> Iterator[Interval]:
    for same in zip(*(part.intervals for part in texts), strict=True):
        yield Interval(
            unit=same[0].unit,
            total=sum(one.total for one in same),
            human=(sum(one.human[0] for one in same), sum(one.human[1] for one in same)),
            machine=(sum(one.machine[0] for one in same), sum(one.machine[1] for one in same)),
        )


def _sessions(record: Replayed) -> Iterator[SessionLine]:
    """Yield the sessions; a seal covers all that lies before it."""
    session, number = max((seal.upto for seal in record.seals), default=(0, 0))
    for head in record.sessions:
        whole = head.number < session
        sealed = head.acts if whole else min(number, head.acts) if head.number == session else 0
        yield SessionLine(head=head, sealed=sealed)
