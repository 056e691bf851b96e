"""Why a file cannot be marked or read: told without its name, which the one who opened it adds."""

from tanba.kernel import Fault, Faults, Place, TanbaError


class Refused(TanbaError):
    """A file, or a part of one, that we do not work on: a code, a fact, a hint."""

    def __init__(self, code: str, what: str, hint: str = "") -> None:
        super().__init__(f"{code} {what}")
        self.code, self.what, self.hint = code, what, hint

    def at(self, file: str) -> Faults:
        """Return the same as a fault of a named file."""
        return Faults([Fault(at=Place(file=file), code=self.code, what=self.what, hint=self.hint)])


class CannotHold(Refused):
    """A sound file that cannot take one layer, such as a signed PDF: the others still go on."""
