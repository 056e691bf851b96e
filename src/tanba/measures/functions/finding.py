"""
Signs of a function in names: which, how strong, where; and the parts of a join in one schema.

A sign is a sign: it says where a person should look, never that a system has the function.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal

from tanba.kernel import value
from tanba.measures.functions.letters import Word, words_of
from tanba.measures.functions.lexicon import Grade, Lexicon, Sign
from tanba.measures.functions.names import Name, Unread

KEPT: Final = 100
"""Signs of each grade that are shown; all are counted."""
_GROUPS: Final = 100_000  # schemas whose parts are held together
_SET: Final = 3  # labels of one kind side by side that make a set
_SHOWN: Final = 60


@value
class Found:
    """A sign in its place. `name` is the column or key; of values and sentences only the words that say it."""

    grade: Grade
    why: str
    file: str
    line: int
    where: str
    name: str


class Group:
    """What one schema has: the first name of each part, and the labels that stand in it."""

    def __init__(self, place: Name) -> None:
        self.place = place
        self.parts: dict[str, str] = {}
        self.labels: dict[str, str] = {}


@value
class Look:
    """What to look for: the lexicon, the reasons that are signs alone, and the parts of a join."""

    lexicon: Lexicon
    alone: tuple[str, ...]
    parts: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    """Parts that count in values as well."""
    labels: Literal["alone", "sets"] = "sets"
    """Whether one label is a weak sign already, or only several of a kind are looked at."""


class Findings:
    """The signs of one run: names read, signs by grade, the first ones of each, and what was not read."""

    def __init__(self) -> None:
        self.names = 0
        self.counts: dict[Grade, int] = {"strong": 0, "weak": 0}
        self.kept: dict[Grade, list[Found]] = {"strong": [], "weak": []}
        self.groups: dict[tuple[str, str], Group] = {}
        self.unread: list[Unread] = []
        self._seen: set[tuple[str, ...]] = set()

    def add(self, grade: Grade, why: str, at: Name, name: str) -> None:
        """Count a sign, once for the same words in the same file, and keep it while there is room."""
        key = (grade, at.file, why, " ".join(word.plain for word in words_of(name)) or name)
        if key in self._seen:
            return
        self._seen.add(key)
        self.counts[grade] += 1
        if len(self.kept[grade]) < KEPT:
            file, where, shown = (_clean(text) for text in (at.file, at.where, name))
            found = Found(grade=grade, why=why, file=file, line=at.line, where=where, name=shown)
            self.kept[grade].append(found)


def find_signs(names: Iterable[Name], look: Look, found: Findings) -> None:
    """
    Add the signs in names to what was found, and the groups with their parts, which the caller joins.

    A name counts by its words. A value counts likewise, and only those of its words that are a sign are
    shown, since values may be about persons. A sentence is a strong sign only when it asks to tell something
    ("classify the sentiment") and does not say that this is not done.
    """
    for name in names:
        found.names += 1
        words = words_of(name.text)
        for sign in look.lexicon.signs(words):
            _weigh(found, name, words, sign, look)


def label_sets(found: Findings) -> Iterator[tuple[Group, str, str]]:
    """Yield the groups where labels of one kind stand side by side, with the kind and the labels in words."""
    for _, group in sorted(found.groups.items()):
        kinds: dict[str, list[str]] = {}
        for label, word in group.labels.items():
            kinds.setdefault(label.partition("-")[0] if "-" in label else "", []).append(word)
        for kind, words in sorted(kinds.items()):
            if len(words) >= _SET:
                yield group, kind, ", ".join(words)


def feelings(found: Findings) -> None:
    """Count the feelings among labels: three of them side by side are a strong sign, one is a weak one."""
    told = set()
    for group, _, words in label_sets(found):
        told.add(id(group))
        found.add("strong", "feelings", group.place, words)
    for _, group in sorted(found.groups.items()):
        if id(group) not in told:
            for word in group.labels.values():
                found.add("weak", "feeling", group.place, word)


def _weigh(found: Findings, name: Name, words: Sequence[Word], sign: Sign, look: Look) -> None:
    if sign.why in look.parts:
        if name.kind == "name" or (name.kind == "value" and sign.why in look.anywhere):
            group = _group(found, name)
            if group is not None:
                group.parts.setdefault(sign.why, name.text)
    elif sign.feeling:
        _label(found, name, sign, look)
    elif sign.why in look.alone:
        if name.kind == "name":
            found.add(sign.grade, sign.why, name, name.text[:_SHOWN])
        else:
            grade = _of_sentence(sign, words, look) if name.kind == "text" else sign.grade
            found.add(grade, sign.why, name, " ".join(sign.words))


def _label(found: Findings, name: Name, sign: Sign, look: Look) -> None:
    if name.kind == "name" and look.labels == "alone":
        found.add(sign.grade, sign.why, name, name.text[:_SHOWN])
        return
    if name.kind == "value" and sign.grade == "weak":
        return  # a word of feeling among others is what somebody said, or somebody's name
    # All labels in one sentence are a list of labels; over several sentences they are talk.
    own = name._replace(group=f"{name.group}:{found.names}") if name.kind == "text" else name
    if name.kind == "text" and len(look.lexicon.signs(words_of(name.text))) < _SET:
        return
    group = _group(found, own)
    if group is not None:
        group.labels.setdefault(sign.feeling, " ".join(sign.words))


def _of_sentence(sign: Sign, words: Sequence[Word], look: Look) -> Grade:
    asks = look.lexicon.has("determine", words) and not look.lexicon.has("denies", words)
    return "strong" if asks and sign.grade == "strong" else "weak"


def _group(found: Findings, name: Name) -> Group | None:
    key = (name.file, name.group)
    known = found.groups.get(key)
    if known is None and len(found.groups) < _GROUPS:
        known = found.groups[key] = Group(name)
    return known


def _clean(text: str) -> str:
    """Return text that any file can take: no halves of characters, no signs that are not shown."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(letter if letter.isprintable() else " " for letter in whole)[:200]
