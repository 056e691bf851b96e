"""
Lexicons: which words of a name are a sign of what, how strong, and which words beside them say otherwise.

A lexicon is lines of text. First groups of words (`@person: client+|клиент~|клиент^`), then one sign a line:

    strong  tone     тон~ @ru-channel        ! кож*|краск*
    grade   reason   words, all of them      ! words that cancel it

A word ends in nothing (as it stands), `+` (English endings), `~` (Russian endings), `^` (Kazakh suffixes)
or `*` (anything); `|` parts alternatives. All words of a line must stand within a window of each other, in
any order. A line that begins with `=` wants nothing else in the name but the words of `@filler`. The grade
`feeling` makes one feeling of a set: it is strong where a name says little else, weak elsewhere.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import product
from typing import Final, Literal, NamedTuple

from tanba.kernel import value
from tanba.measures.functions.letters import Word, plain, words_of

Grade = Literal["strong", "weak"]

WINDOW: Final = 6
"""Words within which all words of a sign stand: "тон, которым оператор ведёт звонок"."""
_SHORT: Final = 5
"""Letters below which one word alone is compared in its own script: ton is a weight, тон a tone."""
_SPOTS: Final = 4  # places of one word in a line that are tried
_CACHED: Final = 200_000

_ENGLISH: Final = ("", "s", "es", "d", "ed", "ing", "ings", "er", "ers", "ly")
_RUSSIAN: Final = "(?:[aeiou]{0,3}(?:v|mi|m|h|go|mu)?[aeiu]?)"
_KAZAKH: Final = (
    "(?:[ldt][ae]r)?(?:imiz|iniz|im|in|si|i|m|n)?"
    "(?:[ndt]in|nd[ae]|[gkndt]?[ae]|[ndt]i|[ndt][ae]n|[mbp]en|n)?(?:[gk]i)?"
)
_ENDINGS: Final = {"~": _RUSSIAN, "^": _KAZAKH, "*": "[a-z]*", "": ""}


TELLING: Final = """
@determine: detect*|determin*|recogni*|classif*|identif*|infer+|inferr*|estimat*|analy*|predict*
@determine: assess*|label+
@determine: определ*|распозна*|классифици*|анализ*|выяв*|оцен*|предска*|угада*
@determine: анықта*|айқында*|тану|таны|танып|танит*|бағала*|талда*|болжа*|жікте*|сынып*
@denies: not|never|no|dont|doesnt|without|prohibit*|forbid*|ban+|не|нельзя|без|запре*|емес|жоқ|тыйым
@denies: емей
"""
"""Words of every lexicon: a sentence that asks to tell something, and one that says it is not done."""


@value
class Sign:
    """What a name is a sign of: grade, reason (a key of the reasons' texts), and the words that say so."""

    grade: Grade
    why: str
    words: tuple[str, ...]
    feeling: str = ""


class _Entry(NamedTuple):
    grade: Grade
    why: str
    atoms: tuple[int, ...]
    unless: int | None
    whole: bool
    feeling: str


class Lexicon:
    """A lexicon that was read, ready to look at names."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._seen: dict[Word, frozenset[int]] = {}

    @cached_property
    def _read(self) -> "_Reading":
        return _Reading(self._text)

    def signs(self, name: Sequence[Word]) -> tuple[Sign, ...]:
        """Return every sign in the words of a name, the strong ones first, each reason once."""
        spots: dict[int, list[int]] = {}
        seen = self._seen
        for at, word in enumerate(name):
            atoms = seen.get(word)
            for atom in self._atoms(word) if atoms is None else atoms:
                spots.setdefault(atom, []).append(at)
        if not spots:
            return ()
        found: dict[tuple[str, str], Sign] = {}
        for atom in sorted(spots):
            for entry in self._read.by_first.get(atom, ()):
                places = self._where(entry, spots, name)
                if places is None:
                    continue
                key = (entry.why, entry.feeling)
                if key not in found or (entry.grade == "strong") > (found[key].grade == "strong"):
                    words = tuple(name[spot].raw for spot in sorted(places))
                    found[key] = Sign(
                        grade=entry.grade, why=entry.why, words=words, feeling=entry.feeling
                    )
        return tuple(sorted(found.values(), key=lambda sign: (sign.grade != "strong", sign.why)))

    def has(self, group: str, name: Sequence[Word]) -> bool:
        """Say whether a word of the group `@group` stands in a name."""
        atom = self._read.groups[group]
        return any(atom in self._atoms(word) for word in name)

    def _where(
        self, entry: _Entry, spots: dict[int, list[int]], name: Sequence[Word]
    ) -> tuple[int, ...] | None:
        if entry.unless is not None and entry.unless in spots:
            return None
        if not all(atom in spots for atom in entry.atoms):
            return None
        for at in product(*(spots[atom][:_SPOTS] for atom in entry.atoms)):
            if len(set(at)) < len(at) or max(at) - min(at) >= WINDOW:
                continue
            if not entry.whole or self._nothing_else(at, spots, name):
                return at
        return None

    def _nothing_else(
        self, at: tuple[int, ...], spots: dict[int, list[int]], name: Sequence[Word]
    ) -> bool:
        filler = self._read.groups.get("filler")
        fills = set(spots.get(filler, ())) if filler is not None else set()
        return all(
            spot in at or spot in fills or len(name[spot].plain) < 2 for spot in range(len(name))
        )

    def _atoms(self, word: Word) -> frozenset[int]:
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _CACHED:  # hostile text has no end of different words
                self._seen.clear()
            known = self._seen[word] = self._read.atoms_of(word)
        return known


class _Reading:
    """The lines of a lexicon as patterns."""

    def __init__(self, text: str) -> None:
        self._numbers: dict[tuple[str, bool], int] = {}
        self._patterns: list[tuple[re.Pattern[str], re.Pattern[str]]] = []
        self.groups: dict[str, int] = {}
        self.by_first: dict[int, list[_Entry]] = {}
        words: dict[str, str] = {}
        for line in text.splitlines():
            line = line.partition("#")[0].strip()
            if line.startswith("@"):
                name, _, alternatives = line.partition(":")
                known = words.get(name, "")
                words[name] = f"{known}|{alternatives.strip()}" if known else alternatives.strip()
            elif line:
                self._entry(line, words)
        for name, alternatives in words.items():
            self.groups[name[1:]] = self._atom(alternatives, False)
        # Latin and Cyrillic words are told apart: one look shows that a word is in no lexicon at all.
        self._any = tuple(
            re.compile("|".join(pair[side].pattern for pair in self._patterns)) for side in (0, 1)
        )

    def atoms_of(self, word: Word) -> frozenset[int]:
        side = 0 if word.latin else 1
        if self._any[side].fullmatch(word.plain) is None:
            return frozenset()
        every = enumerate(self._patterns)
        return frozenset(at for at, pair in every if pair[side].fullmatch(word.plain))

    def _entry(self, line: str, words: dict[str, str]) -> None:
        line, _, unless = line.partition("!")
        grade, why, *parts = line.split()
        whole = parts[0].startswith("=")
        parts[0] = parts[0].removeprefix("=")
        parts = [words[part] if part.startswith("@") else part for part in parts]
        alone = len(parts) == 1
        atoms = tuple(self._atom(part, alone) for part in parts)
        cancel = self._atom(_spread(unless, words), False) if unless.strip() else None
        if grade == "feeling":
            self._add(_Entry("strong", "feeling", atoms, cancel, True, why))
            self._add(_Entry("weak", "feeling", atoms, cancel, False, why))
        else:
            strength: Grade = "strong" if grade == "strong" else "weak"
            self._add(_Entry(strength, why, atoms, cancel, whole, ""))

    def _add(self, entry: _Entry) -> None:
        self.by_first.setdefault(entry.atoms[0], []).append(entry)

    def _atom(self, alternatives: str, alone: bool) -> int:
        key = (alternatives, alone)
        if key not in self._numbers:
            self._numbers[key] = len(self._patterns)
            self._patterns.append(_patterns(alternatives, alone))
        return self._numbers[key]


def _spread(unless: str, words: dict[str, str]) -> str:
    parts = unless.strip().split("|")
    return "|".join(words[part] if part.startswith("@") else part for part in parts)


def _patterns(alternatives: str, alone: bool) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what alternatives look like in Latin and in Cyrillic words; short ones stay in their script."""
    latin, cyrillic = [], []
    for alternative in dict.fromkeys(alternatives.split("|")):
        ending = alternative[-1] if alternative[-1] in "+~^*" else ""
        stem = alternative.removesuffix(ending) if ending else alternative
        pattern = _pattern(stem, ending)
        short = alone and len(plain(stem)) < _SHORT
        own = words_of(stem)[0].latin
        if own or not short:
            latin.append(pattern)
        if not own or not short:
            cyrillic.append(pattern)
    nothing = "(?!)"
    return (
        re.compile("|".join(latin) or nothing),
        re.compile("|".join(cyrillic) or nothing),
    )


def _pattern(stem: str, ending: str) -> str:
    """Return a stem with its endings; where the plain spelling folds letters across the seam, both ways."""
    spelled = plain(stem)
    if ending == "+":
        return "|".join(dict.fromkeys(plain(stem + one) for one in _ENGLISH))
    if ending == "*" and spelled.endswith("t"):  # ts is written for ц, and so in predicts
        spelled = f"{spelled[:-1]}[tc]"
    return spelled + _ENDINGS[ending]
