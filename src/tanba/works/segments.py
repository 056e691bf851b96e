"""
Words, sentences and paragraphs of any text by their places, and words in a form for comparing.

    [text[w.start : w.end] for w in word_places(text)]     # the words as they stand
    fold("Ѕн\\u200beл") == fold("снел")                     # True: capitals, look-alikes, invisible letters

The folded form is for comparing only. It is coarse on purpose: a text that was typed anew with Latin
letters for Cyrillic, without Kazakh letters, with stress marks or with invisible characters between
the letters reads the same to a person, so it must read the same to us.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Letters that pass for another in print: capitals decide as well as small letters (H is Н and h is һ).
# Kazakh letters go with the Russian ones that stand for them on a keyboard without Kazakh.
_ALIKE = (
    "aаәəɑαᴀ", "bвьβъʙ", "cсϲᴄⲥ", "dԁđᴅ", "eеєҽεᴇ℮", "fẝꞙ", "gгғґɡցγᴦ", "hнңһηћհʜ", "iіиӏlı1ιјjłɪʟǀ",
    "kкқҡκᴋ", "mмμᴍ", "nпπոռɴ", "oоөøοσ0θօⲟᴏ", "pрρᴘⲣ", "qԛգ", "rʀꭇ", "sѕꜱ", "tтτᴛꞇꓔ", "uսᴜ",
    "vνѵᴠ", "wшԝωѡᴡ", "xхҳχⲭ", "yуүұўγυʏყ", "zζᴢ", "зӡ3", "лλᴧᴫ", "дδ", "фφ", "æӕ",
)  # fmt: skip
_SKELETON = {letter: group[0] for group in _ALIKE for letter in group}

_JOINS = "\u200b"  # stands for every mark and invisible character: they are inside a word and part none
_HIDDEN = frozenset(("Mn", "Me", "Cf", "Cc", "Co", "Cn"))  # categories of Unicode, with space apart
# Blanks of which the font decides whether anybody sees them: letters that are empty, and narrow spaces.
_EMPTY = dict.fromkeys(map(ord, "\u115f\u1160\u2800\u3164\uffa0"))
_NARROW = dict.fromkeys((*range(0x2000, 0x200B), 0x202F, 0x205F))
_BLANK = re.compile(f"[{''.join(map(chr, (*_EMPTY, *_NARROW)))}]")
# Scripts that write no spaces: each character is a word, as in Unicode's own segmentation of Han.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_WORD = re.compile(rf"(?:[^\W_]|℮|{_JOINS})+")
_UNSPACED = re.compile(rf"[{_SINGLE}]")
_MIXED = re.compile(rf"[{_SINGLE}]|(?:(?![{_SINGLE}])(?:[^\W_]|℮|{_JOINS}))+")
_LINE = re.compile(r"[^\s](?:[^\n\r\u2028\u2029]*[^\s])?")
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'»”’)\]]*+\s++")


class Place(NamedTuple):
    """A stretch of a text in code points: from `start`, up to but not with `end`."""

    start: int
    end: int


class _Folding(dict[int, str]):
    """What each character becomes, found once: letter by letter, as marks in a row sort slowly."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code)).casefold()
        kept = (c for c in unicodedata.normalize("NFKD", parts) if c.isalnum() or c in _SKELETON)
        self[code] = folded = "".join(_SKELETON.get(c, c) for c in kept)
        return folded


class _Plain(dict[int, str]):
    """One character for each: itself, or `_JOINS`; places in a text stay what they are."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        hidden = unicodedata.category(sign) in _HIDDEN and not sign.isspace()
        self[code] = plain = _JOINS if hidden or (code in _EMPTY and code != 0x2800) else sign
        return plain


class _Scripts(dict[str, str]):
    """The script of a letter or digit; empty for what any word may have, such as digits and apostrophes."""

    def __missing__(self, sign: str) -> str:
        name = unicodedata.name(sign, "").partition(" ")[0] if sign.isalnum() else ""
        common = set(fold(sign)) <= _COMMON
        if name == "LATIN" and not common:
            name = _ODD
        elif name in _CALM or (common and name not in _PLAIN_SCRIPTS):
            name = ""
        self[sign] = name
        return name


_ODD = "LATIN of phonetics and of other languages than English"
_PLAIN_SCRIPTS = frozenset(("LATIN", "CYRILLIC", "GREEK"))
# Apostrophes, and scripts that are written beside Latin and do not pass for it.
_CALM = frozenset(("MODIFIER", "HANGUL", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "CJK"))
_COMMON = frozenset("0123456789") | frozenset(_SKELETON.values())
_FOLDING, _PLAIN, _SCRIPTS = _Folding(), _Plain(), _Scripts()


def readings(text: str) -> tuple[str, ...]:
    """
    Return a text as it may read, each reading as long as the text: mostly there is one.

    Empty letters and narrow spaces part words for one reader and are not seen by the next one.
    """
    if not _BLANK.search(text):
        return (text,)
    return tuple(
        text.translate(dict.fromkeys(_EMPTY, empty) | dict.fromkeys(_NARROW, narrow))
        for empty in (" ", _JOINS)
        for narrow in (" ", _JOINS)
    )


def fold(word: str) -> str:
    """Return a word for comparing; empty for what has no letter and no digit."""
    return word.translate(_FOLDING)


def mixed(word: str) -> bool:
    """
    Say whether a word mixes scripts in a way that no comparison sees through.

    Latin, Greek and Cyrillic letters that pass for each other are folded, and keyboards mix them all the
    time: they are no such thing. Hyphens part words, so that what they join may be of two scripts.
    """
    if word.isascii():
        return False
    found = {_SCRIPTS[sign] for sign in set(word)} - {""}
    if _ODD in found and "CYRILLIC" in found:
        return True
    return bool(found & _PLAIN_SCRIPTS) and bool(found - _PLAIN_SCRIPTS - {_ODD})


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word folded, its start and its end in code points, in order; linear in the text."""
    known: dict[str, str] = {}
    text = text if text.isascii() and text.isprintable() else text.translate(_PLAIN)
    for found in (_MIXED if _UNSPACED.search(text) else _WORD).finditer(text):
        word = found.group()
        folded = known.get(word)
        if folded is None:
            folded = known[word] = fold(word)
        if folded:
            yield folded, found.start(), found.end()


def word_places(text: str) -> tuple[Place, ...]:
    """Return where the words of a text stand; empty for a text without letters and digits."""
    return tuple(Place(start, end) for _, start, end in words(text))


def sentence_places(text: str) -> tuple[Place, ...]:
    """
    Return where the sentences stand, without the space around them; a line's end ends a sentence too.

    A full stop after one letter is taken for an initial, one before a small letter for a shortened word.
    """
    found = []
    for line in paragraph_places(text):
        start = line.start
        for stop in _STOP.finditer(text, line.start, line.end):
            if not _goes_on(text, start, stop):
                found.append(Place(start, stop.start() + len(stop.group().rstrip())))
                start = stop.end()
        if start < line.end:
            found.append(Place(start, line.end))
    return tuple(found)


def _goes_on(text: str, start: int, stop: re.Match[str]) -> bool:
    after = text[stop.end() : stop.end() + 4].lstrip("«“\"'(–—- ")
    last, dot = text[max(start, stop.start() - 2) : stop.start()], text[stop.start()] == "."
    initial = dot and last[-1:].isupper() and not last[:-1].isalnum()
    return initial or after[:1].islower()


def paragraph_places(text: str) -> tuple[Place, ...]:
    """Return where the paragraphs stand: each line that is not blank, without the space around it."""
    return tuple(Place(found.start(), found.end()) for found in _LINE.finditer(text))
