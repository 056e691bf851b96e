"""
Everything Tanba raises on purpose.

* TanbaError            anything a face may show to a person
  + Faults              one or more things wrong with something somebody wrote
  + Missing             the work needs a part that is not installed, or a file that is not there
  + Refused             one thing wrong, told without its name: who opened it adds the place

A *verdict* is not an error: "prohibited" and "not shown" are answers and are returned.
"""

from collections.abc import Iterable

from tanba.kernel.values import value


@value
class Place:
    """A line in a file (1-based); line 0 means the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@value
class Fault:
    """One thing wrong: where, which rule of ours it breaks, what it is, what to do."""

    at: Place
    code: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        text = f"{self.at}: {self.code} {self.what}"
        return f"{text}\n    hint: {self.hint}" if self.hint else text


class TanbaError(Exception):
    """Base of every error Tanba raises on purpose."""


class Faults(TanbaError):
    """All the faults found in one reading, in file and line order."""

    SHOWN = 50
    """A broken file of a million lines must not print a million faults."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        unique = {(f.at.file, f.at.line, f.code, f.what): f for f in faults}
        self.faults = tuple(unique[key] for key in sorted(unique))
        lines = [str(fault) for fault in self.faults[: self.SHOWN]]
        if len(self.faults) > self.SHOWN:
            lines.append(f"… and {len(self.faults) - self.SHOWN} more")
        super().__init__("\n".join(lines))


class Missing(TanbaError):
    """The work cannot be done for want of a part or a file; the text says which and what to do."""


class Refused(TanbaError):
    """A file, or a part of one, that we do not work on: a code, a fact, a hint."""

    def __init__(self, code: str, what: str, hint: str = "") -> None:
        super().__init__(f"{code} {what}")
        self.code, self.what, self.hint = code, what, hint

    def at(self, file: str, line: int = 0) -> Faults:
        """Return the same as a fault of a named file."""
        place = Place(file=file, line=line)
        return Faults([Fault(at=place, code=self.code, what=self.what, hint=self.hint)])
