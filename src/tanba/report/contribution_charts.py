"""Charts of a person's part: a timeline as SVG, a picture's classes as PNG; a table stands beside each."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tanba.report.contribution_map import style
from tanba.works import Anchor, Contribution, Minute, PicturePart, Raster, SessionLine, SpanKind

if TYPE_CHECKING:
    from markupsafe import Markup

WIDTH, HIGH = 720, 76
_GAP = 16
_LEAST = 12
SESSIONS = 24
"""Sessions drawn; the table has more."""
_MINUTES = 240  # bars of a session at most

# The ink and the ground of each class, as in the style sheet's light form.
_COLOURS = {
    SpanKind.AI: ((0xB3, 0x5C, 0x00), (0xFB, 0xE3, 0xC2)),
    SpanKind.AI_EDITED: ((0x6B, 0x3F, 0xA0), (0xE9, 0xDE, 0xF7)),
    SpanKind.HUMAN: ((0x00, 0x61, 0x6F), (0xCD, 0xEB, 0xEE)),
    SpanKind.SOURCE: ((0x1D, 0x4F, 0x91), (0xD9, 0xE6, 0xF7)),
    SpanKind.MECHANICAL: ((0x4F, 0x5D, 0x65), (0xE5, 0xEA, 0xEC)),
    SpanKind.UNKNOWN: ((0x8F, 0x1D, 0x46), (0xF7, 0xDF, 0xE7)),
}


def timeline(contribution: Contribution) -> "Markup":
    """
    Return the sessions side by side as SVG: acts by minute above, below them what is sealed.

    The lowest strip is what outside times hold. Between sessions stands a hatched gap of one width,
    as only the computer's clock knows how long it was. Empty without sessions.
    """
    from markupsafe import Markup

    sessions = contribution.sessions[:SESSIONS]
    if not sessions:
        return Markup("")
    by_session = {line.head.number: list[Minute]() for line in sessions}
    for minute in contribution.minutes:
        by_session.get(minute.session, []).append(minute)
    lengths = [max(line.head.ms / 60_000, 1) for line in sessions]
    room = WIDTH - _GAP * (len(sessions) - 1) - _LEAST * len(sessions)
    most = max((minute.acts for minute in contribution.minutes), default=1)
    shapes: list[str] = []
    x = 0.0
    for line, length in zip(sessions, lengths, strict=True):
        if x:
            shapes.append(_rect("tl-gap", x, 0, _GAP, HIGH))
            x += _GAP
        wide = _LEAST + room * length / sum(lengths)
        shapes += _session(line, by_session[line.head.number], contribution.anchors, x, wide, most)
        x += wide
    body = "".join(shapes)
    # Only numbers and names of ours stand in it.
    return Markup(  # noqa: S704
        f'<svg class="tl" viewBox="0 0 {WIDTH} {HIGH}" aria-hidden="true" focusable="false">'
        '<defs><pattern id="tl-h" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<path d="M0 6L6 0" class="tl-ink"/></pattern></defs>'
        f"{body}</svg>"
    )


def _session(
    line: SessionLine,
    minutes: Sequence[Minute],
    anchors: Sequence[Anchor],
    x: float,
    wide: float,
    most: int,
) -> Iterator[str]:
    """Yield the bars and strips of one session."""
    whole = max(line.head.ms // 60_000 + 1, 1)
    together = -(-whole // _MINUTES)
    acts = [0] * -(-whole // together)
    for minute in minutes:
        acts[min(minute.minute // together, len(acts) - 1)] += minute.acts
    step = wide / len(acts)
    for number, n in enumerate(acts):
        if n:
            high = max(2.0, 52 * n / (most * together))
            yield _rect("tl-bar", x + number * step, 52 - high, max(step - 0.5, 0.5), high)
    yield _rect("tl-base", x, 53, wide, 1)
    last = max(line.head.acts, 1)
    yield _rect("tl-open", x, 57, wide, 7)
    yield _rect("tl-seal", x, 57, wide * line.sealed / last, 7)
    number = line.head.number
    for anchor in anchors:
        if anchor.first[0] <= number <= anchor.last[0] and anchor.not_after:
            start = anchor.first[1] - 1 if anchor.first[0] == number else 0
            end = anchor.last[1] if anchor.last[0] == number else last
            start, end = max(0, min(start, last)), max(0, min(end, last))
            yield _rect("tl-time", x + wide * start / last, 68, wide * (end - start) / last, 7)


def _rect(name: str, x: float, y: float, wide: float, high: float) -> str:
    return (
        f'<rect class="{name}" x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" height="{high:.1f}"/>'
    )


def bar(shares: Sequence[tuple[SpanKind, int]]) -> list[tuple[str, float]]:
    """Return style and width in per cent of each class in a bar; what is there is never too thin to see."""
    total = sum(n for _, n in shares)
    return [(style(kind), max(0.6, 100 * n / total)) for kind, n in shares if n]


def raster_png(part: PicturePart) -> bytes:
    """Return a picture's classes as a PNG: two tones for each class, in a pattern of its own."""
    raster, kinds = part.raster, list(SpanKind)
    palette = b"".join(bytes(tone) for kind in kinds for tone in _COLOURS[kind])
    rows = b"".join(b"\0" + _row(raster, y) for y in range(raster.height))
    head = struct.pack(">IIBBBBB", raster.width, raster.height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _row(raster: Raster, y: int) -> bytes:
    """Return the palette's places of one row: ink where the pattern of the class has a line."""
    row = raster.kinds[y * raster.width : (y + 1) * raster.width]
    return bytes(2 * kind + (0 if _inked(kind, x, y) else 1) for x, kind in enumerate(row))


def _inked(kind: int, x: int, y: int) -> bool:
    """Whether the pattern of a class has ink here, the classes in the order of `SpanKind`."""
    match kind:
        case 0:
            return (x + y) % 8 < 3  # machine: slanted
        case 1:
            return x % 6 < 2 and y % 6 < 2  # edited: dots
        case 2:
            return False  # person: plain
        case 3:
            return x % 6 < 2  # source: upright
        case 4:
            return y % 6 < 2  # mechanical: level
        case _:
            return x % 8 < 1 or y % 8 < 1  # unknown: a net
