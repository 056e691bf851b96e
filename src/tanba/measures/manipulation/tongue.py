"""Which of our languages a text is in: by its letters, and by the small words that no text goes without."""

import re
from typing import Final, Literal

Tongue = Literal["kk", "ru", "en", "other", "none"]

_WORD: Final = re.compile(r"[^\W\d_]+")
_QUOTED: Final = re.compile(r"«[^«»]{1,60}»")
_FEW: Final = 4
_KAZAKH: Final = frozenset("әғқңөұүһі")
_FOREIGN: Final = frozenset("ўҳӣӯҷҡҙҫҗїєђћљњ")
"""Cyrillic letters of other languages."""
_SAID: Final = {
    "kk": """
мен сен сіз біз ол бұл осы сол және мына үшін емес бар жоқ деп бір да де ғой екен еді ма
ме ба бе па пе бірақ керек болады қазір енді әрине иә жақсы өте сізге саған маған оны оның
өз өзіңіз тек ал сондықтан қалай не кейін дейін болса болып бойынша туралы гой сосын ғана
тағы
""",
    "ru": """
и в не на что я с а это но как вы мы по из за у к так же от бы ты он она для вам вас меня
если уже или то все его только мне ну да нет еще до был есть при можно без тут когда будет
""",
    "en": """
the a an and to of is in you i it that for on with your not are be this have we can if but
my do at as so or no me just will from by was there don't i'm it's
""",
}
_SMALL: Final = {lang: frozenset(said.split()) for lang, said in _SAID.items()}
_ENOUGH: Final = 0.06
"""Of the words are small ones in any running text of these languages, and in hardly one of another."""


def tongue(text: str) -> Tongue:
    """
    Return the language of a normal text; `none` when it has no words, `other` when it is none of ours.

    Kazakh with Russian words in it, as people write, is Kazakh.
    """
    # Names of things, in whatever language, say nothing of that of the sentence.
    outside = _QUOTED.sub(" ", text)
    words = _WORD.findall(outside)[:2000]
    if len(words) < _FEW:
        outside, words = text, _WORD.findall(text)[:2000]
    if not words:
        return "none"
    share = {lang: sum(word in small for word in words) / len(words) for lang, small in _SMALL.items()}
    special = sum(1 for word in words if _KAZAKH & set(word)) / len(words)
    cyrillic = sum(1 for word in words if "\u0400" <= word[0] <= "\u04ff")
    if cyrillic * 2 < len(words):
        latin = sum(1 for word in words if word.isascii())
        few = len(words) < 6 and latin == len(words)
        # "so", "an" or "was" alone may be German, Dutch or Turkish.
        english = share["en"] >= 2 * _ENOUGH and share["en"] * len(words) > 1.5
        return "en" if english or few else "other"
    # Ukrainian has і, Kyrgyz ң ө ү, Tatar ә, Tajik қ ғ: only several together are Kazakh, and endings leave
    # it few small words to be known by.
    ours = "ұ" in outside or ("і" in outside and any(c in outside for c in "қғәңөү"))
    foreign = any(c in _FOREIGN for c in outside)
    if special >= 0.1 and ours and not foreign and special > share["ru"]:
        return "kk"
    # Bulgarian and Serbian have neither ы nor э.
    russian = share["ru"] >= _ENOUGH or len(words) < 12 or "ы" in outside or "э" in outside
    if special < 0.15 and not foreign and russian:
        return "ru"
    return "kk" if share["kk"] >= _ENOUGH and not foreign else "other"
