"""
Identifiers of persons and companies in text, told by form and, where there is one, by check digit.

Nothing here keeps or returns a value that was found: only how many there were.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from tanba.kernel import value

if TYPE_CHECKING:
    from numpy import bool_, int64
    from numpy.typing import NDArray


@value
class Kind:
    """A kind of identifier: whether it points at a natural person, and how often chance makes one."""

    id: str
    person: bool
    chance: float | None = None
    """Share of tokens of the same shape that pass by chance; None: the form itself leaves no doubt."""
    weak: bool = False
    """A hint that needs a person's eye, such as a name: never counted as found for certain."""


KINDS: Final[tuple[Kind, ...]] = (
    # One check digit of ten: numbers of another meaning, whose date happens to be good, pass as often.
    Kind(id="iin", person=True, chance=0.1),
    Kind(id="bin", person=False, chance=0.1),
    Kind(id="phone", person=True),
    Kind(id="phone_digits", person=True, chance=0.1),
    Kind(id="email", person=True),
    Kind(id="card", person=True, chance=0.1),
    Kind(id="iban", person=True, chance=1 / 97),
    Kind(id="document", person=True),
    Kind(id="name", person=True, weak=True),
)

# Not a part of a word, of a decimal fraction, or of a UUID, whose last group has twelve signs.
_BEFORE: Final = r"(?<![\w+])(?<!\d[.,])(?<![0-9A-Fa-f]-)"
_AFTER: Final = r"(?!\w|\.\d|-\w)"
_RUN: Final = re.compile(_BEFORE + r"\d{11,19}" + _AFTER)
_CARD: Final = re.compile(_BEFORE + r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}" + _AFTER)
_IBAN: Final = re.compile(r"(?<!\w)KZ\d{2}(?: ?[0-9A-Z]{4}){4}(?!\w)")
# At least one sign that this is no plain number: a plus, a bracket, a space or a dash.
_PHONE: Final = re.compile(
    r"(?<![\w+])(?=\+|\d[ (-])(?:\+7|8)[ -]?\(?7\d\d\)?[ -]?\d{3}[ -]?\d\d[ -]?\d\d(?!\d)"
)
_MOBILE: Final = re.compile(r"[78]7(?:0\d|47|5[01]|6[0-4]|7[15-8])")
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])"
)
_PASSPORT: Final = re.compile(r"(?<!\w)N\d{8}(?!\w)")
_NINE: Final = re.compile(r"(?<!\d)\d{9}(?!\d)")
_PAPER: Final = re.compile(
    r"(?:удостоверен|куәлі|паспорт|құжат|удл|identity card|id card)[^\d\n]*$", re.I
)
_NEAR: Final = 60
"""Characters before nine digits in which the word for a document is looked for."""


@value
class Hits:
    """How many tokens of a kind passed, of how many of the same shape."""

    passed: int
    shaped: int


def count_identifiers(text: str) -> dict[str, Hits]:
    """
    Return the hits of every kind in a text, by the id of the kind; names are counted elsewhere.

    Linear in the text. Kinds without a check have as many of the shape as passed.
    """
    runs: dict[int, list[str]] = {length: [] for length in range(11, 20)}
    for run in _RUN.findall(text):
        runs[len(run)].append(run)
    bare, twelve = runs[11], runs[12]
    digits = _digits(twelve, 12)
    checked = _check_digit(digits)
    cards = [one for length in range(13, 20) for one in runs[length]]
    cards += [re.sub(r"\D", "", one.group()) for one in _CARD.finditer(text)]
    ibans = [one.group().replace(" ", "") for one in _IBAN.finditer(text)]
    certain = {
        "phone": sum(1 for _ in _PHONE.finditer(text)),
        "email": sum(1 for _ in _EMAIL.finditer(text)) if "@" in text else 0,
        "document": sum(1 for _ in _documents(text)),
    }
    return {
        "iin": Hits(passed=int((checked & _born(digits)).sum()), shaped=len(twelve)),
        "bin": Hits(passed=int((checked & _founded(digits)).sum()), shaped=len(twelve)),
        "phone_digits": Hits(passed=sum(1 for one in bare if _MOBILE.match(one)), shaped=len(bare)),
        "card": Hits(passed=sum(is_card(one) for one in cards), shaped=len(cards)),
        "iban": Hits(passed=sum(is_iban(one) for one in ibans), shaped=len(ibans)),
        **{kind: Hits(passed=count, shaped=count) for kind, count in certain.items()},
    }


def is_iin(text: str) -> bool:
    """
    Return whether twelve digits are a well-formed ИИН: birthday, digit of century and sex, check digit.

    The form is that of the Law "On the national registers of identification numbers" and its rules:
    YYMMDD, a digit 0 to 6 (0: foreigners), four digits, and a check digit by one or two rounds of weights.
    """
    return _one(text, 12, _born)


def is_bin(text: str) -> bool:
    """Return whether twelve digits are a well-formed БИН: year and month, type 4 to 6, sign 0 to 3, check."""
    return _one(text, 12, _founded)


def is_card(digits: str) -> bool:
    """Return whether 13 to 19 digits are a card number: first digit 2 to 6, check of ISO/IEC 7812-1 (Luhn)."""
    if not (digits.isascii() and digits.isdigit() and 13 <= len(digits) <= 19 and digits[0] in "23456"):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 * (doubled > 9)
    return total % 10 == 0


def is_iban(text: str) -> bool:
    """Return whether 20 characters are a Kazakh account number: KZ and the check of ISO 13616 (mod 97)."""
    if not re.fullmatch(r"KZ\d{2}[0-9A-Z]{16}", text, re.ASCII):
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1


def _documents(text: str) -> Iterator[re.Match[str]]:
    yield from _PASSPORT.finditer(text)
    for nine in _NINE.finditer(text):
        if _PAPER.search(text, max(0, nine.start() - _NEAR), nine.start()):
            yield nine


def _one(text: str, length: int, form: "Callable[[NDArray[int64]], NDArray[bool_]]") -> bool:
    if not (text.isascii() and text.isdigit() and len(text) == length):
        return False
    digits = _digits([text], length)
    return bool((_check_digit(digits) & form(digits))[0])


def _digits(tokens: Sequence[str], length: int) -> "NDArray[int64]":
    """Return an array of tokens × digits. Digits of other scripts are none of ours: they become -1."""
    import numpy as np

    plain = "".join(one if one.isascii() else "?" * length for one in tokens)
    raw = np.frombuffer(plain.encode("ascii"), dtype=np.uint8).reshape(-1, length).astype(np.int64)
    return np.where(raw == ord("?"), -1, raw - ord("0"))


def _check_digit(digits: "NDArray[int64]") -> "NDArray[bool_]":
    """Weights 1 to 11; where that leaves 10, weights 3 to 11, 1, 2; what leaves 10 again is never issued."""
    import numpy as np

    first = digits[:, :11] @ np.arange(1, 12) % 11
    second = digits[:, :11] @ np.array([3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11
    result: NDArray[bool_] = np.where(first == 10, second, first) == digits[:, 11]
    return result


def _born(digits: "NDArray[int64]") -> "NDArray[bool_]":
    import numpy as np

    year, month, day = (digits[:, at] * 10 + digits[:, at + 1] for at in (0, 2, 4))
    sign = digits[:, 6]
    century = np.array([2000, 1800, 1800, 1900, 1900, 2000, 2000])
    known = (digits.min(axis=1, initial=0) >= 0) & (sign <= 6)
    years = year + century[np.where(known, sign, 0)]
    days = zip(known, years, month, day, strict=True)
    return np.array([bool(good) and _is_day(*ymd) for good, *ymd in days], dtype=bool)


def _is_day(year: int, month: int, day: int) -> bool:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _founded(digits: "NDArray[int64]") -> "NDArray[bool_]":
    month = digits[:, 2] * 10 + digits[:, 3]
    known = digits.min(axis=1, initial=0) >= 0
    kind = (digits[:, 4] >= 4) & (digits[:, 4] <= 6)
    result: NDArray[bool_] = known & (month >= 1) & (month <= 12) & kind & (digits[:, 5] <= 3)
    return result
