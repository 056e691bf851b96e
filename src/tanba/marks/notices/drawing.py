"""A sheet as it will be printed, every line and shape in its place: both writers draw just this."""

from typing import Final, Literal

from tanba.kernel import Lang, value
from tanba.marks.notices.sheet import Sheet

Ink = Literal["text", "soft", "accent"]

SIGN: Final = (
    ((0.42, 0.04), (0.47, 0.36, 0.54, 0.43, 0.86, 0.48), (0.54, 0.53, 0.47, 0.60, 0.42, 0.92),
     (0.37, 0.60, 0.30, 0.53, -0.02, 0.48), (0.30, 0.43, 0.37, 0.36, 0.42, 0.04)),
    ((0.84, 0.00), (0.855, 0.11, 0.88, 0.135, 0.99, 0.15), (0.88, 0.165, 0.855, 0.19, 0.84, 0.30),
     (0.825, 0.19, 0.80, 0.165, 0.69, 0.15), (0.80, 0.135, 0.825, 0.11, 0.84, 0.00)),
)  # fmt: skip
"""A large and a small star in a square of side 1, y down: a start, then curves of Bézier."""


@value
class Line:
    """One line of text."""

    text: str
    lang: Lang | None
    """None for names and addresses."""
    x: float
    y: float
    """Start and foot of its letters, from the left and top of the sheet, mm."""
    size: float
    """Points per em."""
    ink: Ink


@value
class Bar:
    """A filled rectangle, mm."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink


@value
class Star:
    """The sign of AI, mm."""

    x: float
    y: float
    side: float
    ink: Ink


@value
class Code:
    """A QR code without its quiet zone, mm from the left and top."""

    x: float
    y: float
    module: float
    rows: tuple[tuple[bool, ...], ...]
    """Dark or not, row by row from the top."""

    @property
    def side(self) -> float:
        """Width and height."""
        return self.module * len(self.rows)

    def runs(self) -> tuple[tuple[float, float, float], ...]:
        """Return the dark modules as left, top and width of bars one module high."""
        found = []
        for number, row in enumerate(self.rows):
            start = None
            for column, dark in enumerate((*row, False)):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    found.append((self.x + start * self.module, self.y + number * self.module,
                                  (column - start) * self.module))  # fmt: skip
                    start = None
        return tuple(found)


@value
class Drawing:
    """One sheet."""

    sheet: Sheet
    lines: tuple[Line, ...]
    bars: tuple[Bar, ...]
    stars: tuple[Star, ...]
    code: Code | None
