"""
The rules of a text under recorded acts, once more and as plainly as can be: a list of code points.

Slow, and written apart from `tanba.works.playback`, so that one can be held against the other.
"""

from dataclasses import dataclass, field
from typing import Any

from tanba.works.matching import runs
from tanba.works.segments import words

Said = tuple[str, tuple[int, int], str]
"""Name, act and text of an output or a prompt."""
MACHINE = ("ai", "ai_edited")
NEAR = 4_096


@dataclass
class Cell:
    char: str
    kind: str
    how: str
    act: tuple[int, int]
    origin: str = ""
    before: str = ""
    retyped: bool = False


@dataclass
class Naive:
    """One text."""

    cells: list[Cell] = field(default_factory=list)
    place: int | None = None
    """Where machine text has just gone out, or where typing in its stead has got to."""
    lost: str = ""
    gone: bool = False
    """Whether machine text went out there and nothing has come in yet."""
    origin: str = ""

    @property
    def text(self) -> str:
        return "".join(cell.char for cell in self.cells)

    def forget(self) -> None:
        self.place, self.lost, self.gone, self.origin = None, "", False, ""

    def open(self, act: tuple[int, int], how: str, text: str, kind: str, origin: str = "") -> None:
        old = self.text
        self.forget()
        if old == text:
            return
        first = 0
        while first < min(len(old), len(text)) and old[first] == text[first]:
            first += 1
        last = 0
        while last < min(len(old), len(text)) - first and old[-1 - last] == text[-1 - last]:
            last += 1
        middle = text[first : len(text) - last]
        self.cells[first : len(old) - last] = [Cell(c, kind, how, act, origin) for c in middle]

    def delete(self, at: int, count: int) -> None:
        out = self.cells[at : at + count]
        near = self.place is not None and at <= self.place <= at + count
        if not near and not any(cell.kind in MACHINE for cell in out):
            self.forget()
        else:
            if not near:
                self.forget()
            split = (self.place if near and self.place is not None else at) - at
            self.lost = said(out[:split]) + self.lost + said(out[split:])
            first = next((cell.origin for cell in out if cell.kind in MACHINE), None)
            if first is not None and not self.gone:
                self.origin = first
            self.gone = self.gone or first is not None
            self.place = at
        del self.cells[at : at + count]

    def type(self, act: tuple[int, int], how: str, at: int, text: str) -> None:
        kind, before = "human", ""
        if self.place == at:
            kind, before = "ai_edited", self.lost
            self.forget()
            if "\n" not in text:
                self.place = at + len(text)
        else:
            if "\n" not in text:
                kind = self.inside(act, at)
            self.forget()
        new = [Cell(c, kind, how, act) for c in text]
        new[0].before = before
        self.cells[at:at] = new

    def inside(self, act: tuple[int, int], at: int) -> str:
        if at:
            left = self.cells[at - 1]
            on = left.act == (act[0], act[1] - 1) and left.kind in ("human", "ai_edited")
            if on and left.char != "\n":
                return left.kind
        sides = []
        for way in (
            range(at - 1, max(-1, at - 1 - NEAR), -1),
            range(at, min(len(self.cells), at + NEAR)),
        ):
            met = False
            for place in way:
                if self.cells[place].char == "\n":
                    break
                met = met or self.cells[place].kind in MACHINE
            sides.append(met)
        return "ai_edited" if all(sides) else "human"

    def put(
        self, act: tuple[int, int], how: str, at: int, text: str, kind: str, origin: str = ""
    ) -> None:
        if kind == "mechanical":
            around = self.cells[max(0, at - 1) : at + 1]
            if self.place == at and self.gone:
                kind, origin = "ai", self.origin
            elif around and all(cell.kind in MACHINE for cell in around):
                kind, origin = "ai", around[0].origin
        self.forget()
        self.cells[at:at] = [Cell(c, kind, how, act, origin) for c in text]

    def move(self, at: int, count: int, to: int) -> None:
        out = self.cells[at : at + count]
        del self.cells[at : at + count]
        self.cells[to:to] = out
        self.forget()

    def repeat(self, outputs: list[Said], prompts: list[Said]) -> None:
        """Find what repeats an older output; what is older than its output, a prompt must have had."""
        doubts: list[tuple[int, tuple[int, int]]] = []
        while outputs:
            latest = (0, 0)
            for run in runs(self.text, [text for _, _, text in outputs]):
                origin, act, _ = outputs[run.output]
                older: list[int] = []
                for place in range(run.start, run.end):
                    cell = self.cells[place]
                    if cell.kind not in ("human", "unknown", "ai_edited"):
                        continue
                    if cell.act > act:
                        cell.kind, cell.origin, cell.before, cell.retyped = "ai", origin, "", True
                    else:
                        older.append(place)
                if not older:
                    continue
                seen = "".join(
                    self.cells[i].char if i in older else "\n" for i in range(run.start, run.end)
                )
                if len(older) / (run.end - run.start) >= 0.8 or sum(1 for _ in words(seen)) >= 7:
                    latest = max(latest, *(self.cells[place].act for place in older))
                    doubts += [(place, act) for place in older]
            outputs = [one for one in outputs if one[1] < latest]
        told: dict[int, tuple[int, int]] = {}
        for run in runs(self.text, [text for _, _, text in prompts]):
            told |= dict.fromkeys(range(run.start, run.end), prompts[run.output][1])
        for place, act in doubts:
            cell = self.cells[place]
            if cell.kind == "human" and not (place in told and told[place] < act):
                cell.kind = "unknown"


def said(cells: list[Cell]) -> str:
    """What machine text is lost with these code points."""
    return "".join(c.char if c.kind == "ai" else c.before for c in cells if c.kind in MACHINE)


def cells_of(piece: Any) -> list[Cell]:
    """A replayed piece, code point by code point."""
    cells = []
    for span in piece.spans:
        for offset in range(span.end - span.start):
            act = span.act if span.act == span.last else (span.act[0], span.act[1] + offset)
            before = "" if offset else span.before
            cells.append(
                Cell(
                    piece.text[span.start + offset],
                    span.kind.value,
                    span.how.value,
                    act,
                    span.origin,
                    before,
                    span.retyped,
                )
            )
    return cells
