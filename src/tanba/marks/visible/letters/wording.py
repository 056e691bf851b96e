"""Labels made of words: what may stand in one, and how one is found again in a text."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from tanba.kernel import Lang, Refused
from tanba.marks.results import Label

Wordings = tuple[tuple[Lang, str], ...]

_GAP: Final = re.compile(r"\s+")
_PARTS: Final = re.compile(r"\s*[·|/•\n]\s*")
_AROUND: Final = " \t[](){}«»\"'“”„‹›*_>#=~`-–—.:!…"
"""What people put around a label: brackets, quotes, emphasis, a full stop."""


def words(label: Label) -> Wordings:
    """
    Return what a label says, each language on one line.

    Raises
    ------
    Refused
        MK45 when it says nothing, or holds characters that steer a text instead of standing in it
        (controls, directions of writing, letters without width): those can hide or turn what follows.
    """
    said: list[tuple[Lang, str]] = []
    for lang, text in label.texts:
        line = unicodedata.normalize("NFC", _GAP.sub(" ", text).strip())
        if odd := next(
            (c for c in line if unicodedata.category(c) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")), ""
        ):
            raise Refused("MK45", f"the label holds the character U+{ord(odd):04X}, which nobody sees")
        if line:
            said.append((lang, line))
    if not said:
        raise Refused("MK45", "the label says nothing")
    return tuple(said)


def shown(lines: Iterable[str], wordings: Wordings) -> Wordings:
    """
    Return those of `wordings` that stand in `lines`, each as a line or a part of one by itself.

    A sentence that merely contains the words says something else: "this was not made with AI".
    """
    there = {_plain(part) for line in lines for part in (line, *_PARTS.split(line))}
    return tuple((lang, text) for lang, text in wordings if _plain(text) and _plain(text) in there)


def _plain(text: str) -> str:
    return _GAP.sub(" ", unicodedata.normalize("NFC", text)).strip(_AROUND).casefold()
