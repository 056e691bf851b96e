"""Kazakh, Russian and English: sentences, plurals, days, numbers, money and lists."""

import gettext
import json
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from tanba.kernel import Lang

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "tanba"

_MONTHS: dict[Lang, str] = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}
_AND: dict[Lang, str] = {"kk": "және", "ru": "и", "en": "and"}
_OR: dict[Lang, str] = {"kk": "немесе", "ru": "или", "en": "or"}
_NO_BREAK = "\N{NO-BREAK SPACE}"


def msg(text: str) -> str:
    """Return `text` as it is, marked for the catalogues; a `Speech` says it later."""
    return text


class Speech:
    """
    One language of the reader.

    >>> Speech("en").day(date(2026, 11, 23)), Speech("ru").money(864_875)
    ('23 November 2026', '864\\xa0875\\xa0₸')
    """

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._catalogue = _catalogue(lang)

    def say(self, message: str, **fields: Any) -> str:
        """
        Return an English message in this language, with its {fields} filled in.

        Without fields nothing is filled in, so that braces in somebody's words stay what they are.
        """
        words = self._catalogue.gettext(message)
        return words.format(**fields) if fields else words

    def count(self, one: str, many: str, n: int, **fields: Any) -> str:
        """Return the form of the message that goes with `n`; the field {n} is the number itself."""
        return self._catalogue.ngettext(one, many, n).format(n=self.number(n), **fields)

    def day(self, day: date) -> str:
        """Return a calendar day as it is written out."""
        month = _MONTHS[self.lang].split()[day.month - 1]
        match self.lang:
            case "kk":
                return f"{day.year}{_NO_BREAK}ж. {day.day} {month}"
            case "ru":
                return f"{day.day} {month} {day.year}{_NO_BREAK}г."
            case "en":
                return f"{day.day} {month} {day.year}"

    def moment(self, at: datetime) -> str:
        """Return a day and a time of it, as UTC, whatever zone it was told in."""
        there = at.astimezone(UTC)
        return f"{self.day(there.date())}, {there:%H:%M:%S} UTC"

    def number(self, number: float, places: int = 0) -> str:
        """Return a number with its thousands apart, rounded to `places` decimals."""
        words = f"{number:,.{places}f}"
        return words if self.lang == "en" else words.replace(",", _NO_BREAK).replace(".", ",")

    def money(self, amount: int, currency: str = "KZT") -> str:
        """Return an amount of money with its sign, or its code where we know no sign."""
        sign = "₸" if currency == "KZT" else currency
        number = self.number(amount)
        return f"{sign}{number}" if (self.lang, sign) == ("en", "₸") else f"{number}{_NO_BREAK}{sign}"

    def all_of(self, parts: Sequence[str]) -> str:
        """Return "a, b and c"; of nothing, the empty text."""
        return _listed(parts, _AND[self.lang])

    def one_of(self, parts: Sequence[str]) -> str:
        """Return "a, b or c"; of nothing, the empty text."""
        return _listed(parts, _OR[self.lang])


def clean(text: str, limit: int = 4_000) -> str:
    """
    Return foreign text fit for one line of any format.

    Control, bidirectional and other invisible characters would let a name forge terminal output or
    turn a sentence around: line ends become spaces, the rest is dropped.
    """
    kept = "".join(map(_harmless, text[: 2 * limit])) if not text.isprintable() else text
    words = " ".join(part for part in kept.split(" ") if part)
    return words if len(words) <= limit else f"{words[: limit - 1]}…"


def write_json(thing: Any) -> str:
    """Return JSON for people and programs: letters as they are, characters that steer written out."""
    text = json.dumps(thing, ensure_ascii=False, indent=2)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\xa0" else _escaped(c) for c in text)


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"


def _harmless(char: str) -> str:
    kind = unicodedata.category(char)
    if char.isspace() and char != _NO_BREAK:
        return " "
    return "" if kind.startswith("C") else char


def _listed(parts: Sequence[str], last: str) -> str:
    head = ", ".join(parts[:-1])
    return f"{head} {last} {parts[-1]}" if head else "".join(parts)


@cache
def _catalogue(lang: Lang) -> gettext.NullTranslations:
    if lang == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE, [lang])
