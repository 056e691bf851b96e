"""Whether a file may be learned from: a wish of whoever owns it, free of any carrier."""

from typing import Final

from tanba.kernel import value
from tanba.marks.disclosure import Disclosure

DMI: Final = "http://ns.useplus.org/ldf/vocab/DMI-"
"""The PLUS vocabulary of data mining: the nine values of `plus:DataMining` begin so."""


@value
class Reservation:
    """A wish about training. It says nothing of how the file came to be."""

    allowed: bool
    policy: str = ""
    """Where the terms stand (TDMRep), an address in ASCII; empty for none."""

    @property
    def mining(self) -> str:
        """The PLUS value that says no more than that."""
        return f"{DMI}{'ALLOWED' if self.allowed else 'PROHIBITED-AIMLTRAINING'}"


Statement = Disclosure | Reservation
"""What a carrier of XMP can write into a file."""
