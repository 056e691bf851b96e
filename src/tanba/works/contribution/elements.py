"""
The layers of a work: what a claim could rest on, what is others', what is disclaimed.

Offices and courts have asked for this list element by element: prompts as texts of their own, human
material that can be seen in the result, changes to machine material, selection and arrangement; the
rest disclaimed. Whether any of it is a creative contribution is theirs to say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tanba.works.contribution.values import (
    Amount,
    Element,
    GenerationLine,
    Layer,
    Part,
    PicturePart,
    PromptLine,
    SoundPart,
    SourceLine,
    Stance,
    TextPart,
)
from tanba.works.record.values import Grade, Replayed, SpanKind

_MATERIAL: Final[Mapping[Layer, SpanKind]] = {
    "own": SpanKind.HUMAN,
    "edits": SpanKind.AI_EDITED,
    "machine": SpanKind.AI,
    "mechanical": SpanKind.MECHANICAL,
    "unknown": SpanKind.UNKNOWN,
}
_STANCES: Final[Mapping[Layer, Stance]] = {
    "prompts": "proposed",
    "own": "proposed",
    "edits": "proposed",
    "selection": "proposed",
    "arrangement": "proposed",
    "sources": "others",
    "machine": "disclaimed",
    "mechanical": "disclaimed",
    "unknown": "disclaimed",
}


def elements(
    record: Replayed,
    parts: Sequence[Part],
    prompts: Sequence[PromptLine],
    generations: Sequence[GenerationLine],
    sources: Sequence[SourceLine],
) -> Iterator[Element]:
    """Yield every layer in order, empty ones too."""
    for layer, stance in _STANCES.items():
        match layer:
            case "prompts":
                amount = Amount(
                    items=len(prompts),
                    points=sum(one.points for one in prompts),
                    words=sum(one.words for one in prompts),
                )
                grades = Counter(one.grade for one in prompts)
            case "selection":
                # Of one output there was nothing to choose.
                chosen = [
                    one
                    for one in generations
                    if one.generation.chosen and one.generation.shown > len(one.generation.chosen)
                ]
                amount = Amount(items=sum(len(one.generation.chosen) for one in chosen))
                grades = Counter()  # the generation's grade is not that of choosing among its outputs
            case "arrangement":
                amount = Amount(items=record.acts.get("move", 0) + record.acts.get("crop", 0))
                grades = Counter()  # a record counts its moves and does not keep how each came in
            case "sources":
                amount, grades = _material(SpanKind.SOURCE, parts)
                amount = Amount(
                    items=len(sources),
                    points=amount.points,
                    words=amount.words,
                    pixels=amount.pixels,
                    seconds=amount.seconds,
                )
            case _:
                amount, grades = _material(_MATERIAL[layer], parts)
        yield Element(layer=layer, stance=stance, amount=amount, grades=_ordered(grades))


def _material(kind: SpanKind, parts: Iterable[Part]) -> tuple[Amount, Counter[Grade]]:
    """Return how much of a class the parts hold, and by grade."""
    items = points = words = pixels = 0
    seconds = 0.0
    grades: Counter[Grade] = Counter()
    for part in parts:
        match part:
            case TextPart():
                items += sum(one.kind is kind for one in part.stretches)
                for count in part.counts:
                    if count.kind is kind:
                        points, words = points + count.points, words + count.words
                        grades[count.grade] += count.points
            case PicturePart():
                for area in part.areas:
                    if area.kind is kind and area.recorded:
                        items, pixels = items + 1, pixels + area.pixels
                        grades[area.grade] += area.pixels
            case SoundPart():
                for one in part.passages:
                    if one.kind is kind:
                        items, seconds = items + 1, seconds + one.end - one.start
                        grades[one.grade] += round((one.end - one.start) * 1000)
    amount = Amount(items=items, points=points, words=words, pixels=pixels, seconds=seconds)
    return amount, grades


def _ordered(grades: Counter[Grade]) -> dict[Grade, int]:
    return {grade: grades[grade] for grade in Grade if grades[grade]}
