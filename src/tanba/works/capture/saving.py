"""
One save of a text, as the acts that turn the state before into the state after.

The acts are as small as the difference. Passages that moved are moved, what stands in a recorded
generation or source is entered as such, and everything else as the person believes, or as of unknown
origin when nobody says.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from tanba.works.capture.difference import MOVES, Change, changes, relocated, relocation
from tanba.works.capture.origin import (
    Belief,
    Known,
    Part,
    beside,
    joined,
    parted,
    placed,
    repeated,
)

Do = dict[str, Any]
"""One act as the record writes it."""
Span = tuple[int, int, int, int, bool]
"""Of the new text from, to; code points that went; those of it that came; coarse."""

TEXT: Final = 4 * 1024 * 1024
"""Most code points of a text that saves are followed in."""
_LONGEST: Final = 500_000
"""Most code points that one act enters."""


def readable(content: bytes) -> str | None:
    """Return a file as the text that saves are followed in; None for what is binary or too long."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or len(text) > TEXT else text


def follow(
    piece: str,
    old: str,
    new: str,
    known: Sequence[Known] = (),
    belief: Belief | None = None,
    attested: Sequence[Part] = (),
) -> Iterator[Do]:
    """
    Yield the acts that turn `old` into `new`: `move`, `insert`, `delete`, `replace`; none when they are equal.

    Positions are code points of the text as the acts before left it. `attested` are stretches of `new`
    that somebody else vouches for; what the record itself knows goes before them.
    """
    found = changes(old, new)
    for _ in range(MOVES):
        move = None if any(one.coarse for one in found) else relocation(old, found)
        if move is None:
            break
        yield {"do": "move", "piece": piece, "at": move.at, "count": move.count, "to": move.to}
        old = relocated(old, move)
        found = changes(old, new)
    if found:
        yield from _entered(piece, new, found, known, belief or Belief(), attested)


def _entered(
    piece: str,
    new: str,
    found: Sequence[Change],
    known: Sequence[Known],
    belief: Belief,
    attested: Sequence[Part],
) -> Iterator[Do]:
    brought = repeated(new, known) if any(one.text for one in found) else ()
    brought = beside(brought, attested)
    for at, count, end, coarse in _blocks(found, brought):
        # Too much differed to be examined: what somebody may have kept of a machine is not theirs.
        entered = Belief() if coarse and belief.as_ == "typed" else belief
        parts = [_from(part, new, known, entered) for part in parted(at, end, new, brought, entered)]
        if not parts:
            yield {"do": "delete", "piece": piece, "at": at, "count": count, "as": _cut(belief)}
        for place, part in enumerate(_short(joined(parts))):
            act = {"do": "insert", "piece": piece, "at": part.start}
            if count and not place:
                act = {"do": "replace", "piece": piece, "at": part.start, "count": count}
            act |= {"text": new[part.start : part.end], "as": part.as_}
            yield act | ({"from": part.from_} if part.from_ is not None else {})


def _short(parts: Sequence[Part]) -> Iterator[Part]:
    """Yield parts that fit into a line of the record."""
    for part in parts:
        for start in range(part.start, part.end, _LONGEST):
            from_ = part.from_
            if isinstance(from_, list):
                from_ = [*from_[:2], from_[2] + start - part.start]
            end = min(start + _LONGEST, part.end)
            yield Part(start=start, end=end, as_=part.as_, from_=from_)


def _from(part: Part, new: str, known: Sequence[Known], belief: Belief) -> Part:
    """Machine text that the person names must stand in the generation, or it is machine text of no place."""
    if part.as_ != "ai" or not isinstance(part.from_, str):
        return part
    from_ = placed(new[part.start : part.end], known, belief.of)
    return Part(start=part.start, end=part.end, as_="ai", from_=from_)


def _cut(belief: Belief) -> str:
    return "mechanical" if belief.as_ == "mechanical" else "typed"


def _blocks(found: Sequence[Change], brought: Sequence[Part]) -> Iterator[tuple[int, int, int, bool]]:
    """
    Yield places as (start in the new text, old code points that go, end in the new text, coarse).

    A passage of known origin that a change touches is entered as a whole: words that the text before
    happened to share with it are no reason to cut it into pieces.
    """
    spans, shift = [], 0
    for one in found:
        start = one.at + shift
        spans.append((start, start + len(one.text), one.count, len(one.text), one.coarse))
        shift += len(one.text) - one.count
    whole = [(part.start, part.end, 0, 0, False) for part in _touched(brought, spans)]
    block: Span | None = None
    for span in sorted([*spans, *whole]):
        if block and span[0] < block[1]:
            stop, gone, come = max(block[1], span[1]), block[2] + span[2], block[3] + span[3]
            block = block[0], stop, gone, come, block[4] or span[4]
            continue
        if block:
            yield _counted(block)
        block = span
    if block:
        yield _counted(block)


def _counted(block: Span) -> tuple[int, int, int, bool]:
    start, stop, gone, come, coarse = block
    return (
        start,
        gone + stop - start - come,
        stop,
        coarse,
    )  # what neither came nor went stood there before


def _touched(brought: Sequence[Part], spans: Sequence[Span]) -> Iterator[Part]:
    """Yield the passages into which something was entered; both are in order and apart."""
    i = 0
    for part in brought:
        while i < len(spans) and spans[i][1] <= part.start:
            i += 1
        # What a person typed is theirs letter by letter; a machine's passage is one thing.
        if i < len(spans) and spans[i][0] < part.end and part.as_ != "typed":
            yield part
