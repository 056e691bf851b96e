"""Where text that a save brought in comes from, as far as the record can tell."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from tanba.kernel import value
from tanba.works.matching import runs

EnteredAs = Literal["typed", "pasted", "ai", "source", "mechanical"]

KNOWN: Final = 4 * 1024 * 1024
"""Most code points of generations and sources that one save is compared with, the latest first."""


@value
class Known:
    """A text of the record that others can repeat."""

    text: str
    of: str
    """Id of its generation or source."""
    output: int = 0
    source: bool = False


@value
class Part:
    """A stretch of a new text, `start` up to `end` in code points, and where it comes from."""

    start: int
    end: int
    as_: EnteredAs
    from_: Any = None
    """`["g1", 0, 12]` for machine output, "s1" for a source, None for what has no known origin."""
    says: str = ""
    """Who says so, where it is neither the record nor the person."""


@value
class Belief:
    """What the person says of everything that the record cannot tell: by itself it is of unknown origin."""

    as_: EnteredAs = "pasted"
    of: str = ""
    """The generation or the source it comes from."""


def repeated(new: str, known: Sequence[Known]) -> tuple[Part, ...]:
    """
    Return the stretches of `new` that stand in what the record knows, in order and apart.

    Machine output must stand there letter by letter; a source may differ in capitals and the like. What
    repeats machine output only almost is left out here, and found when the record is replayed.
    """
    parts = []
    for run in runs(new, [one.text for one in known]):
        one = known[run.output]
        passage = new[run.start : run.end]
        if one.source:
            parts.append(Part(start=run.start, end=run.end, as_="source", from_=one.of))
        elif one.text.startswith(passage, run.output_start):
            from_ = [one.of, one.output, run.output_start]
            parts.append(Part(start=run.start, end=run.end, as_="ai", from_=from_))
    return tuple(parts)


def parted(start: int, end: int, new: str, found: Sequence[Part], belief: Belief) -> Iterator[Part]:
    """Yield the stretch `start` to `end` of `new` in parts of one origin each; `found` are inside or apart."""
    for one in found:
        if one.start >= end or one.end <= start:
            continue
        if one.start > start:
            yield Part(start=start, end=one.start, as_=belief.as_, from_=belief.of or None)
        yield one
        start = one.end
    if start < end:
        yield Part(start=start, end=end, as_=belief.as_, from_=belief.of or None)


def placed(passage: str, known: Sequence[Known], of: str) -> Any:
    """Return where `passage` stands letter by letter in generation `of`; None when it does not."""
    for one in known:
        if one.of == of and not one.source and (at := one.text.find(passage)) >= 0:
            return [of, one.output, at]
    return None


def beside(found: Sequence[Part], more: Sequence[Part]) -> tuple[Part, ...]:
    """Return `found` and of `more` what lies between them; both are in order and apart."""
    if not more:
        return tuple(found)
    kept: list[Part] = list(found)
    i = 0
    for part in more:
        while i < len(found) and found[i].end <= part.start:
            i += 1
        start, j = part.start, i
        while start < part.end:
            there = found[j] if j < len(found) and found[j].start < part.end else None
            end = there.start if there else part.end
            if start < end:
                kept.append(Part(start=start, end=end, as_=part.as_, from_=part.from_, says=part.says))
            start, j = there.end if there else part.end, j + 1
    return tuple(sorted(kept, key=lambda part: part.start))


def joined(parts: Sequence[Part]) -> list[Part]:
    """Return parts of one origin side by side as one."""
    whole: list[Part] = []
    for part in parts:
        last = whole[-1] if whole else None
        same = last and (last.end, last.as_, last.from_) == (part.start, part.as_, part.from_)
        if last and same and not isinstance(part.from_, list):
            whole[-1] = Part(start=last.start, end=part.end, as_=part.as_, from_=part.from_)
        else:
            whole.append(part)
    return whole
