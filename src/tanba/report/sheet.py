"""Lines of text for a terminal."""

from collections.abc import Iterable
from textwrap import wrap

from tanba.kernel import Truth

_ANSI = {"bold": "\x1b[1m", Truth.YES: "\x1b[31m", Truth.UNKNOWN: "\x1b[33m", Truth.NO: "\x1b[2m"}
_OFF = "\x1b[0m"
_NARROW = 16
"""A first column narrower than this is no longer read as one: the rows become sentences."""


class Sheet:
    """Lines of text, wrapped to a width; colour only repeats what the marks and words say."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = max(40, min(width, 100))
        self.colour = colour
        self.lines: list[str] = []

    def heading(self, text: str) -> None:
        """Begin a part, with an empty line above it."""
        if self.lines:
            self.lines.append("")
        self.lines += [self._painted(line, "bold") for line in wrap(text, self.width)]

    def put(self, text: str, indent: int = 2, mark: str = "", state: Truth | None = None) -> None:
        """Add a paragraph; `mark` hangs before it."""
        lead = " " * indent + (f"{mark} " if mark else "")
        rest = " " * len(lead)
        # "641-1" is one word.
        lines = wrap(
            text,
            self.width,
            initial_indent=lead,
            subsequent_indent=rest,
            break_on_hyphens=False,
        )
        if lines and mark and state is not None:
            lines[0] = lines[0].replace(mark, self._painted(mark, state), 1)
        self.lines += lines

    def columns(self, rows: Iterable[tuple[str, ...]], indent: int = 2) -> None:
        """Add a table: the first column to the left and wrapped where it must, the others right."""
        cells = list(rows)
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        room = self.width - indent - sum(width + 2 for width in widths[1:])
        first = min(widths[0], room)
        if room < min(_NARROW, widths[0]):
            for row in cells[1:]:
                pairs = zip(cells[0][1:], row[1:], strict=True)
                self.put("; ".join([row[0], *(f"{name}: {cell}" for name, cell in pairs)]), indent)
            return
        for row in cells:
            head, *rest = wrap(row[0], first, break_on_hyphens=False) or [""]
            others = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
            line = "  ".join([head.ljust(first), *others])
            self.lines += [f"{' ' * indent}{part}".rstrip() for part in (line, *rest)]

    def text(self) -> str:
        """Return everything, ending in a line end."""
        return "\n".join(self.lines) + "\n"

    def _painted(self, text: str, how: str | Truth) -> str:
        return f"{_ANSI[how]}{text}{_OFF}" if self.colour and text else text
