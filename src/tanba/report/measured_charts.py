"""
Charts of what was measured: points with their intervals, over groups, over time, or along an axis.

Words stand in HTML around the drawing, so that they keep their size on a telephone and every reader finds them;
the drawing is SVG stretched to the place it has. A table of the same numbers stands below each.
"""

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tanba.kernel import value
from tanba.measures import Chart, Point, Unit
from tanba.report.quantities import percent, quantity, span_of
from tanba.report.speech import Speech, clean

if TYPE_CHECKING:
    from markupsafe import Markup

ROWS = 60
"""Groups or moments that are drawn; the table of a measure has more."""
_WIDE, _HIGH = 1000, 300
_STYLES = 6
_FAR = 1e300
"""Beyond it the length of an axis is no number any more."""


@value
class Tick:
    """A word on an axis, and its place along it in per cent."""

    at: float
    words: str


@value
class Row:
    """A group of a chart of intervals: its name, its drawing, its number in words."""

    label: str
    series: str
    drawing: "Markup"
    words: str
    n: str


@value
class Plot:
    """A chart ready to be set: rows of intervals, or one drawing with words on both axes."""

    title: str
    kind: str
    rows: tuple[Row, ...]
    drawing: "Markup | None"
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    names: tuple[str, ...]
    """The series, in the order of their styles; empty with one."""
    along: str
    table: tuple[tuple[str, ...], ...]
    more: int


def plot(chart: Chart, speech: Speech) -> Plot | None:
    """Return a chart ready to be set; None when it has no number to draw."""
    points = [one for one in chart.points if one.number is not None][:ROWS]
    if not points:
        return None
    low, high = _range(points, chart.lines, chart.unit)
    names = tuple(dict.fromkeys(one.series for one in points))
    rows: tuple[Row, ...] = ()
    drawing: Markup | None = None
    across: Iterable[Tick]
    up: Iterable[Tick] = ()
    if chart.kind == "intervals":
        rows = tuple(_row(one, chart, names, low, high, speech) for one in points)
        across = (
            Tick(at=_at(x, low, high) * 100, words=_axis(speech, x, chart)) for x in _steps(low, high)
        )
    else:
        places, across = _places(points, chart, speech)
        drawing = _drawn(points, places, names, chart.lines, low, high)
        up = (
            Tick(at=_at(y, low, high) * 100, words=_axis(speech, y, chart)) for y in _steps(low, high)
        )
    return Plot(
        title=clean(chart.title.in_(speech.lang)),
        kind=chart.kind,
        rows=rows,
        drawing=drawing,
        across=tuple(across),
        up=tuple(up),
        names=tuple(clean(name, 100) for name in names) if len(names) > 1 else (),
        along=clean(chart.across.in_(speech.lang)) if chart.across else "",
        table=tuple(_words(one, chart, speech) for one in points),
        more=sum(one.number is not None for one in chart.points) - len(points),
    )


def _axis(speech: Speech, number: float, chart: Chart) -> str:
    number = round(number, 10)
    if chart.unit == "share" and round(100 * number, 6).is_integer():
        return percent(speech, 100 * number, 0)
    return quantity(speech, number, chart.unit)


def _words(one: Point, chart: Chart, speech: Speech) -> tuple[str, ...]:
    name = ", ".join(part for part in (clean(one.label, 100), clean(one.series, 100)) if part)
    return (
        name,
        quantity(speech, one.number, chart.unit),
        span_of(speech, one.low, one.high, chart.unit) or "–",
        speech.number(one.n),
    )


def _row(
    one: Point, chart: Chart, names: Sequence[str], low: float, high: float, speech: Speech
) -> Row:
    from markupsafe import Markup

    style = names.index(one.series) % _STYLES
    lines = [
        _line(f"ref r{i % 3}", _at(at, low, high) * _WIDE, 0, 24) for i, at in enumerate(chart.lines)
    ]
    if one.low is not None and one.high is not None:
        left, right = _at(one.low, low, high) * _WIDE, _at(one.high, low, high) * _WIDE
        lines.append(f'<path class="band s{style}" d="M{left:.1f} 12H{right:.1f}"/>')
    x = _at(one.number or 0.0, low, high) * _WIDE
    lines.append(f'<path class="dot s{style}" d="M{x:.1f} 12h0"/>')
    svg = _svg(24, "".join(lines))
    words = _words(one, chart, speech)
    number = words[1] if words[2] == "–" else f"{words[1]} ({words[2]})"
    # Only numbers and names of ours stand in the drawing.
    return Row(
        label=clean(one.label, 100), series=clean(one.series, 100), drawing=Markup(svg),  # noqa: S704
        words=number, n=words[3],
    )  # fmt: skip


def _places(points: Sequence[Point], chart: Chart, speech: Speech) -> tuple[list[float], list[Tick]]:
    """Return where each point stands from left to right, 0 to 1, and the words below the axis."""
    if all(one.x is not None for one in points):
        xs = [float(one.x or 0.0) for one in points]
        low, high = (0.0, 1.0) if chart.unit == "share" and max(xs) <= 1 else (min(xs), max(xs))
        unit = chart.unit if chart.unit == "share" and high <= 1 else None
        ticks = [
            Tick(at=100 * _at(x, low, high), words=quantity(speech, x, unit)) for x in _steps(low, high)
        ]
        return [_at(x, low, high) for x in xs], ticks
    labels = list(dict.fromkeys(one.label for one in points))
    place = {label: (i + 0.5) / len(labels) for i, label in enumerate(labels)}
    each = max(1, math.ceil(len(labels) / 6))
    shown = [Tick(at=100 * place[name], words=clean(name, 40)) for name in labels[::each]]
    return [place[one.label] for one in points], shown


def _drawn(
    points: Sequence[Point],
    places: Sequence[float],
    names: Sequence[str],
    lines: Sequence[float],
    low: float,
    high: float,
) -> "Markup":
    """Return bands, lines between points of one series, and the points."""
    from markupsafe import Markup

    def y(number: float) -> float:
        return (1 - _at(number, low, high)) * _HIGH

    shapes = [f'<path class="ref r{i % 3}" d="M0 {y(at):.1f}H{_WIDE}"/>' for i, at in enumerate(lines)]
    for i, name in enumerate(names):
        mine = [(x * _WIDE, one) for x, one in zip(places, points, strict=True) if one.series == name]
        style = f"s{i % _STYLES}"
        shapes += [
            f'<path class="band {style}" d="M{x:.1f} {y(one.low):.1f}V{y(one.high):.1f}"/>'
            for x, one in mine
            if one.low is not None and one.high is not None
        ]
        way = "L".join(
            f"{x:.1f} {y(one.number or 0.0):.1f}" for x, one in sorted(mine, key=lambda p: p[0])
        )
        shapes.append(f'<path class="way {style}" d="M{way}"/>')
        shapes += [
            f'<path class="dot {style}" d="M{x:.1f} {y(one.number or 0.0):.1f}h0"/>' for x, one in mine
        ]
    return Markup(_svg(_HIGH, "".join(shapes)))  # noqa: S704


def _svg(high: int, body: str) -> str:
    return (
        f'<svg viewBox="0 0 {_WIDE} {high}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{body}</svg>'
    )


def _line(name: str, x: float, top: float, bottom: float) -> str:
    return f'<path class="{name}" d="M{x:.1f} {top}V{bottom}"/>'


def _range(points: Sequence[Point], lines: Sequence[float], unit: Unit) -> tuple[float, float]:
    """Return the ends of the axis: all points, bands and lines, a little room, and zero where it is near."""
    ends = [x for one in points for x in (one.number, one.low, one.high) if x is not None]
    seen = [max(-_FAR, min(_FAR, x)) for x in (*ends, *lines) if math.isfinite(x)]
    low, high = min(seen), max(seen)
    if unit in ("ratio", "share") and low >= 0:  # two charts of one unit are compared by eye
        low, high = 0.0, max(high, 1.0 if unit == "ratio" else high)
    elif 0 < low < 0.5 * high:
        low = 0.0
    if high - low < 1e-12 * max(1e-12, abs(low), abs(high)):
        low, high = low - 0.5, high + 0.5
    return low, high


def _at(x: float, low: float, high: float) -> float:
    """Return a place along an axis, 0 to 1; what is beyond its ends stands at them."""
    return min(1.0, max(0.0, (x - low) / (high - low))) if high > low else 0.5


def _steps(low: float, high: float) -> list[float]:
    """Return three to six round numbers between two ends (P. S. Heckbert, Graphics Gems, 1990)."""
    if not high > low:
        return [low]
    raw = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(raw))
    step = power * min((1, 2, 2.5, 5, 10), key=lambda k: abs(k * power - raw))
    first = math.ceil(low / step - 1e-9)
    return [n * step for n in range(first, math.floor(high / step + 1e-9) + 1)][:12]
