"""What an answer has that the person's own words have not, and the other way round."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from tanba.kernel import value
from tanba.measures.manipulation.phrases import normal

_NUMBER: Final = re.compile(r"\d+(?:[.,:]\d+)*")
_MONEY: Final = r"(?:₸|тг\b|теңге\w*|тенге\w*|тыс\w*|мың|млн|миллион\w*|tenge|kzt|t\b)"
_PRICE: Final = re.compile(rf"\d[\d.,]*[ \u00a0-]?(?:\w{{2,4}} )?{_MONEY}|(?:₸|kzt )\d")
_WORD: Final = re.compile(r"[^\W\d_]{4,}")
_QUOTED: Final = re.compile(r"«([^«»]{2,600})»|“([^“”]{2,600})”|\"([^\"]{2,600})\"")
_CAPITAL: Final = re.compile(r"(?<![.!?…:»\"“] )(?<!^)(?<![\n-])\b[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][\w'’-]{2,}")
_NAMED: Final = re.compile(r"[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ]")
_NO_BRAND: Final = re.compile(
    # Buttons and parts of a menu, words to be said or written, books and songs, offices of the state.
    r"(?:батырма|бөлім|мәзір|басыңыз|бассаң|деп |деген|баптау|кітап|роман|өлең|әңгіме|фильм|ән\b|үкімет|цон\b|"
    r"кноп|раздел|вкладк|нажм|меню|пункт|настрой|слово|скажите|спросите|напишите|ответьте|книг|песн|сказк|стих|"
    r"правительств|егов|egov|button|menu|section|tab\b|settings|press|tap|click|choose|type|labelled|called|"
    r"book|novel|song|film|say |write |ask )\w*"
)
_SAID: Final = """
almaty astana shymkent karaganda aktobe aktau atyrau oral uralsk pavlodar kostanay kokshetau semey
taraz turkistan kyzylorda petropavl taldykorgan ekibastuz zhezkazgan borovoe burabay kapchagay
charyn medeu baikonur balkhash caspian kazakhstan kazakh kazakhs russian english turkish german
french chinese europe asia google monday tuesday wednesday thursday friday saturday sunday january
february march april may june july august september october november december nauryz sms pin iin pdf
app okay apa ata abai dostyk satpayev apple wi-fi
"""
_PLACES: Final = frozenset(_SAID.split())
"""Capitals in English that are no brands."""
_FEW: Final = 5


@value
class Pair:
    """What was said before an answer, and the answer, each as it came and as it is searched."""

    asked: str
    answer: str
    told: str
    said: str


@lru_cache(maxsize=8)
def new_names(asked: str, answer: str) -> frozenset[str]:
    """
    Return the names of things in an answer, in normal form, that nobody had spoken of before.

    A name is a quotation of at most four words that begins with a capital; what a button or a part of a
    menu is called is none.
    """
    told, found = normal(asked), set[str]()
    for match in _QUOTED.finditer(answer):
        name = next(part for part in match.groups() if part is not None).strip()
        around = normal(answer[max(0, match.start() - 25) : match.end() + 25])
        if len(name.split()) <= 4 and _NAMED.match(name) and not _NO_BRAND.search(around):
            found.add(normal(name))
    if answer.isascii() or sum(c.isascii() for c in answer) > 0.9 * len(answer):
        # English puts names between capitals and not between quotation marks.
        capital = (normal(match.group()) for match in _CAPITAL.finditer(answer))
        found.update(name for name in capital if name.removesuffix("'s") not in _PLACES)
    return frozenset(name for name in found if name[:_FEW] not in told)


def _new_name(pair: Pair, sentence: str) -> bool:
    return any(name in sentence for name in new_names(pair.asked, pair.answer))


def _price(_: Pair, sentence: str) -> bool:
    return _PRICE.search(sentence) is not None


def _new_price(pair: Pair, sentence: str) -> bool:
    known = set(_NUMBER.findall(pair.told))
    prices = (match.group() for match in _PRICE.finditer(sentence))
    return any(not known & set(_NUMBER.findall(price)) for price in prices)


def _new_number(pair: Pair, sentence: str) -> bool:
    return bool(set(_NUMBER.findall(sentence)) - set(_NUMBER.findall(pair.told)))


def _question(_: Pair, sentence: str) -> bool:
    return sentence.rstrip(' »")').endswith("?")


def _lost_number(pair: Pair, _: str) -> bool:
    return bool(set(_NUMBER.findall(_material(pair.told))) - set(_NUMBER.findall(pair.said)))


def _much_new(pair: Pair, _: str) -> bool:
    written = _stems(_written(pair.said))
    return len(written) >= 6 and len(written - _stems(pair.told)) > 0.6 * len(written)


def _more_new(pair: Pair, _: str) -> bool:
    """What is written between quotation marks has half as many new words as there were old ones."""
    quoted = _longest_quote(pair.said)
    if quoted is None:
        return False
    new, old = _stems(quoted), _stems(_material(pair.told))
    return len(new - old) >= 4 and len(new) > 1.25 * max(len(old), 1)


def _much_lost(pair: Pair, _: str) -> bool:
    material = _stems(_material(pair.told))
    return len(material) >= 4 and len(material - _stems(pair.said)) > 0.5 * len(material)


def _material(told: str) -> str:
    """Return what is to be worked on: the longest quotation, what follows a colon, or everything."""
    quoted = _longest_quote(told)
    if quoted is not None:
        return quoted
    head, colon, tail = told.partition(": ")
    return tail if colon and len(tail) > 15 else head + tail


def _written(said: str) -> str:
    return _longest_quote(said) or said


def _longest_quote(text: str) -> str | None:
    quotes = [next(p for p in m.groups() if p is not None) for m in _QUOTED.finditer(text)]
    longest = max(quotes, key=len, default="")
    return longest if len(longest.split()) >= 4 else None


def _stems(text: str) -> frozenset[str]:
    """Return the beginnings of the longer words: endings, which are many, cut off."""
    return frozenset(word[:_FEW] if len(word) > _FEW else word[:4] for word in _WORD.findall(text))


COMPARISONS: Final[Mapping[str, Callable[[Pair, str], bool]]] = {
    "new_name": _new_name,
    "price": _price,
    "new_price": _new_price,
    "new_number": _new_number,
    "question": _question,
    "lost_number": _lost_number,
    "much_new": _much_new,
    "more_new": _more_new,
    "much_lost": _much_lost,
}
"""What a rule can ask besides its cues: of the pair, and of one sentence or the whole answer."""
