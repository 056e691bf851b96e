"""A text with each stretch marked by its class: colour, kind of line, words, and what would steer shown."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tanba.kernel import value
from tanba.report.contribution_tables import kind_words
from tanba.report.contribution_words import HOWS, act_words
from tanba.report.speech import Speech, clean, msg
from tanba.works import SpanKind, Stretch, TextPart

if TYPE_CHECKING:
    from markupsafe import Markup

FOLD = 6_000
"""Code points of a leaf; the first one stands open, the others are folded."""
SHOWN = 120_000
_STRETCHES = 6_000
_BEFORE = 120
_LONG = re.compile(r"[^\x20-\x7eа-яёА-ЯЁәғқңөұүһіӘҒҚҢӨҰҮҺІ«»–—…\n]")


@value
class Marked:
    """A stretch as it is drawn: the class of the style sheet, its name, what hangs on it, the text."""

    style: str
    label: str
    title: str
    text: "Markup"


@value
class Leaf:
    """A part of a text that is folded together; `start` and `end` in code points."""

    start: int
    end: int
    marked: tuple[Marked, ...]


def leaves(part: TextPart, speech: Speech) -> tuple[tuple[Leaf, ...], int]:
    """Return a text in leaves, and how many of its code points are too many to show."""
    found: list[Leaf] = []
    start, marked, drawn = 0, list[Marked](), 0
    at = 0
    for one in joined(part.stretches):
        while at < one.end and at < SHOWN and drawn < _STRETCHES:
            end = min(one.end, start + FOLD, SHOWN)
            marked.append(_marked(one, at, end, part.text, speech))
            at, drawn = end, drawn + 1
            if end == start + FOLD:
                found.append(Leaf(start=start, end=end, marked=tuple(marked)))
                start, marked = end, []
    if marked:
        found.append(Leaf(start=start, end=at, marked=tuple(marked)))
    return tuple(found), len(part.text) - at


def joined(stretches: Sequence[Stretch]) -> Iterator[Stretch]:
    """Yield neighbours that differ in nothing but their acts as one stretch."""
    from dataclasses import replace

    last: Stretch | None = None
    for one in stretches:
        if last and not one.before and _alike(last, one):
            last = replace(last, end=one.end, last=max(last.last, one.last), act=min(last.act, one.act))
            continue
        if last:
            yield last
        last = one
    if last:
        yield last


def _alike(one: Stretch, other: Stretch) -> bool:
    return (one.kind, one.grade, one.how, one.origin, one.retyped) == (
        other.kind,
        other.grade,
        other.how,
        other.origin,
        other.retyped,
    )


def _marked(one: Stretch, start: int, end: int, text: str, speech: Speech) -> Marked:
    label = kind_words(one, speech)
    acts = speech.say(msg("acts {acts}"), acts=act_words(one.act, one.last))
    told = [label, clean(one.origin, 100), acts, speech.say(HOWS[one.how]), one.grade.value]
    if one.kind is SpanKind.AI_EDITED and one.before:
        before = clean(one.before, _BEFORE)
        told.append(speech.say(msg("instead of «{before}»"), before=before))
    title = "; ".join(filter(None, told))
    return Marked(style=style(one.kind), label=label, title=title, text=visible(text[start:end]))


def style(kind: SpanKind) -> str:
    """Return the class of the style sheet that a class of material has."""
    return f"k-{kind.value.replace('_', '-')}"


def visible(text: str) -> "Markup":
    """
    Return foreign text escaped, and what would be invisible or steer the reading written out.

    A mark that turns a line around is shown as U+202E in its place, not obeyed.
    """
    from markupsafe import Markup, escape

    if not _LONG.search(text):
        return escape(text)
    sign = Markup('<span class="sign">U+{:04X}</span>')
    parts: list[str] = []
    plain = 0
    for found in _LONG.finditer(text):
        char = found.group()
        if char != "\t" and unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"):
            parts += [escape(text[plain : found.start()]), sign.format(ord(char))]
            plain = found.end()
    return Markup("").join([*parts, escape(text[plain:])])
