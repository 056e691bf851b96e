"""
Words of a name, however it is written, in one plain spelling.

    [word.plain for word in words_of("ТональностьЗвонка_v2")]   # ['tonalnost', 'zvonka', 'v']
    [word.plain for word in words_of("tonal'nost-zvonka")]      # ['tonalnost', 'zvonka']
    [word.plain for word in words_of("көңілКүй")]               # ['konil', 'kui'], as of konil_kui

The plain spelling folds what people write in different ways: case, ё and е, Kazakh letters and the Russian
ones typed for them, Cyrillic and its usual Latin transliterations, look-alikes of the other script. It is
for comparing only: different words may share it, so short ones are compared in their own script
(`tanba.measures.functions.lexicon`).
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple


class Word(NamedTuple):
    """A word as written, its plain spelling (a-z), and whether it is written in Latin letters."""

    raw: str
    plain: str
    latin: bool


# The soft sign of transliteration, and the stress of a dictionary: tonal'nost', эмо\u0301ция.
_MARKS: Final = re.compile(r"['`´‘’ʹʼ\u0300\u0301]+(?=\w)")
_SMALL: Final = "a-zа-яёәғқңөұүһі"
_CAPITAL: Final = _SMALL.upper()
# A capital after a small letter, or the last capital of a row: sentimentScore, SERLabel.
_CAMEL: Final = re.compile(
    rf"(?<=[{_SMALL}])(?=[{_CAPITAL}])|(?<=[{_CAPITAL}])(?=[{_CAPITAL}][{_SMALL}])"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile(r"[a-z]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u04ff]")

_TO_CYRILLIC: Final = str.maketrans("aceopxyikmhtb", "асеорхуікмнтв")
_TO_LATIN: Final = str.maketrans("асеорхуікмнтв", "aceopxyikmhtb")

_PLAIN: Final = str.maketrans(
    {
        **dict(zip("абвгдежзийклмнопрстуфхцыэ", "abvgdejziiklmnoprstufhcie", strict=True)),
        **dict(zip("әғқңөұүһі", "agknouuhi", strict=True)),
        "ё": "e",
        "ч": "ch",
        "ш": "sh",
        "щ": "sh",
        "ъ": "",
        "ь": "",
        "ю": "iu",
        "я": "ia",
        # Kazakh Latin: the alphabets of 2018 (ý for у) and 2021 (ş for ш).
        "ı": "i",
        "ý": "u",
        "ş": "sh",
        "ç": "ch",
        "ß": "ss",
    }
)
# Latin spellings of one Cyrillic letter; the longer first.
_LATIN_WAYS: Final = re.compile(r"shch|sch|zh|kh|gh|ts|tz|ng|q|x|w|y")
_ONE_WAY: Final = {
    "shch": "sh", "sch": "sh", "zh": "j", "kh": "h", "gh": "g", "ts": "c", "tz": "c", "ng": "n",
    "q": "k", "x": "ks", "w": "u", "y": "i",
}  # fmt: skip
_ROWS_OF_I: Final = re.compile(r"ii+")
_LONGEST: Final = 60
"""Letters of a word that are looked at: a row without spaces that is longer is no word."""


def words_of(name: str) -> tuple[Word, ...]:
    """Return the words of a name: parted at capitals, digits and whatever is no letter."""
    name = unicodedata.normalize("NFKC", name)
    if _MARKS.search(name):
        name = _MARKS.sub("", name)
    if not name.islower():
        name = _CAMEL.sub(" ", name)
    return tuple(map(_word, _WORD.findall(name)))


def plain(raw: str) -> str:
    """Return the plain spelling of one word."""
    return _word(raw).plain


@lru_cache(maxsize=200_000)
def _word(raw: str) -> Word:
    folded = _one_script(raw[:_LONGEST].casefold())
    latin = _CYRILLIC.search(folded) is None
    spelled = folded.translate(_PLAIN)
    if not spelled.isascii():
        apart = unicodedata.normalize("NFD", spelled)
        spelled = "".join(letter for letter in apart if not unicodedata.combining(letter))
    if latin:
        spelled = _LATIN_WAYS.sub(lambda found: _ONE_WAY[found[0]], spelled)
    return Word(raw, _ROWS_OF_I.sub("i", spelled), latin)


def _one_script(word: str) -> str:
    """Return a word of mixed letters in one script, where every letter of the other one looks alike."""
    if not (_LATIN.search(word) and _CYRILLIC.search(word)):
        return word
    cyrillic = word.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        return cyrillic
    latin = word.translate(_TO_LATIN)
    return word if _CYRILLIC.search(latin) else latin
