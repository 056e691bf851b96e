"""The typeface of every label: Golos Text SemiBold (OFL 1.1), with all Kazakh and Russian letters."""

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

FONT: Final = Path(__file__).with_name("GolosText-SemiBold.ttf")

_EM: Final = 1_000
_NOBODY: Final = "\uffff"
"""No font has this one: it is drawn as the empty box that stands for a missing letter."""


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Return the typeface at a size in pixels per em, 1 or more."""
    return ImageFont.truetype(FONT, size)


@lru_cache(maxsize=1)
def rise() -> float:
    """Return how far ascenders stand above the line, in ems, as drawn."""
    return -font(_EM).getbbox("b", anchor="ls")[1] / _EM


@lru_cache(maxsize=1)
def fall() -> float:
    """Return how far descenders hang below the line, in ems, as drawn."""
    return font(_EM).getbbox("р", anchor="ls")[3] / _EM


def run(text: str) -> float:
    """Return how long a text is on one line, in ems, kerning included."""
    return font(_EM).getlength(text) / _EM


def missing_letters(text: str) -> str:
    """Return each letter of `text` that the typeface cannot draw, once, in order; spaces apart."""
    letters = dict.fromkeys(text)
    return "".join(letter for letter in letters if not letter.isspace() and _is_missing(letter))


@lru_cache(maxsize=2_048)
def _is_missing(letter: str) -> bool:
    if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return True
    return _drawn(letter) == _drawn(_NOBODY)


def _drawn(letter: str) -> tuple[tuple[int, int], bytes]:
    # The basic layout maps letters to glyphs one by one: nothing is substituted or hidden on the way.
    mask = _plain_font().getmask(letter, mode="L")
    return mask.size, bytes(mask)


@lru_cache(maxsize=1)
def _plain_font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, 48, layout_engine=ImageFont.Layout.BASIC)
