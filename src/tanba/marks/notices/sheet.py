"""Sheets that a notice is printed on: lengths in millimetres, sizes of letters in points."""

from collections.abc import Mapping
from typing import Final

from tanba.kernel import value

POINT: Final = 25.4 / 72
"""Millimetres in a point."""


@value
class Sheet:
    """One size of sheet, and the sizes that look well on it."""

    name: str
    width: float
    height: float
    margin: float
    """Nothing stands nearer to an edge but tips of letters, by a third: a bad cut takes nothing."""
    largest: float
    """Size of the Kazakh and Russian letters, if the text is short …"""
    least: float
    """… and at least, however long it is."""
    english: float
    """Size of the English letters over the size of the Kazakh ones, below 1."""
    note: float
    """Size of the letters of maker, system, law and address."""
    sign: float
    """Side of the sign."""
    code: float
    """Side of the code, if its modules do not need more."""
    beside: bool
    """The code stands beside the text, not under it."""


SHEETS: Final[Mapping[str, Sheet]] = {
    sheet.name: sheet
    for sheet in (
        Sheet(name="label", width=60, height=40, margin=3, largest=10.5, least=5.5, english=0.82,
              note=4.6, sign=6.5, code=16.5, beside=True),
        Sheet(name="a6", width=105, height=148, margin=9, largest=21, least=11, english=0.66,
              note=7.5, sign=13, code=27, beside=False),
        Sheet(name="a4", width=210, height=297, margin=19, largest=43, least=18, english=0.62,
              note=13, sign=25, code=52, beside=False),
    )
}  # fmt: skip
"""By name: a label to stick on goods, a card to stand on a counter, a poster."""

THINNEST: Final = 0.4
"""Least side of a module of the code: below it, telephones begin to fail."""
QUIET: Final = 4
"""Modules of empty space around the code (ISO/IEC 18004, 6.3.8)."""
