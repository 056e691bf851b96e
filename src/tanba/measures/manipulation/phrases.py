"""
Phrases in Kazakh, Russian and English that a person can read and a machine can look for.

    stem*        any ending, for Kazakh and Russian inflect          осталось|остался # мест*
    a|b          one word or the other                               …  up to four words between
    word?        the word may be missing                             #  a number       _  any one word

In Kazakh phrases capital Latin letters are the archiphonemes of vowel harmony and assimilation, as Turkic
grammars write them: A а/е, I ы/і, G ғ/г/қ/к, D д/т, L л/д/т, M м/б/п, so that `қал*DI` is one phrase.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

LONGEST: Final = 20_000
"""Characters of a text that are read; what lies beyond is not looked at."""

_SOUNDS: Final = {"A": "[ае]", "I": "[ыі]", "G": "[ғгқк]", "D": "[дт]", "L": "[лдт]", "M": "[мбп]"}
_QUOTES: Final = str.maketrans({**dict.fromkeys("’ʼ`‘", "'"), **dict.fromkeys("“”„", '"'), "ё": "е"})
_THOUSANDS: Final = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
_THOUSANDS_EN: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MARKUP: Final = re.compile(r"[*_#`|]+")
_LONG_WORD: Final = re.compile(r"\w{60,}")
_ENDS: Final = re.compile(r"(?<=[.!?…;])[\s»\")]+|\n+")
_NEVER: Final = re.compile(r"(?!)")


def normal(text: str) -> str:
    """Return a text as it is searched: NFC, lower case, е for ё, `12 990` as `12990`, no markup, bounded."""
    # Marks without end on one letter would cost NFC a sort of them all; people write at most a few.
    text = unicodedata.normalize("NFC", text[:LONGEST]).lower().translate(_QUOTES)
    text = _THOUSANDS_EN.sub("", _THOUSANDS.sub("", text))
    return _LONG_WORD.sub(" ", _MARKUP.sub(" ", text))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a normal text, in order; what has no letter or digit is none."""
    return tuple(part.strip() for part in _ENDS.split(text) if any(c.isalnum() for c in part))


def compiled(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return one expression that finds any of the phrases in a normal sentence."""
    each = [_expression(phrase) for phrase in phrases if phrase.strip()]
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)") if each else _NEVER


def _expression(phrase: str) -> str:
    kazakh = any("\u0400" <= c <= "\u04ff" for c in phrase)
    made, glue = "", ""
    for piece in phrase.split():
        if piece == "…":
            made += r"(?:\W{1,5}\w+){0,4}?"
            continue
        word, optional = (piece[:-1], True) if piece.endswith("?") else (piece, False)
        choices = "|".join(_word(choice, kazakh) for choice in word.split("|"))
        made += f"(?:{glue}(?:{choices}))?" if optional else f"{glue}(?:{choices})"
        # An optional first word leaves its own gap behind it.
        glue = r"\W{1,5}" if made and not (optional and glue == "") else r"\W{0,5}"
    return made


def _word(word: str, kazakh: bool) -> str:
    made = ""
    for letter in word:
        match letter:
            case "*":
                made += r"\w*"
            case "#":
                made += r"\d+(?:[.,:]\d+)?"
            case "_":
                made += r"\w+"
            case _ if kazakh and letter in _SOUNDS:
                made += _SOUNDS[letter]
            case _:
                made += re.escape(letter)
    return made
