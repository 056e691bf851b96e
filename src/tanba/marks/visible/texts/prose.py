"""Plain text and Markdown: the label is the opening line, one for each language."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from tanba.kernel import Lang
from tanba.marks.media import Container, whole
from tanba.marks.media.hypertext import LARGEST
from tanba.marks.media.matter import matter, utf8
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.letters.wording import Wordings, shown, words

HOW: Final = "opening line"
_START: Final = 16 * 1024
"""Bytes from the start of the text in which a label may stand."""
_LINES: Final = 12
"""Lines with words in which a label may stand: an opening, not a remark on page three."""

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE: Final = re.compile(r"(?:[ \t>]*)(`{3,}|~{3,})")
_STRUCK: Final = re.compile(r"(?<!\\)~~?[^~]+~~?")


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the text with the label before it, after the front matter of Markdown.

    Raises Refused MK40 for another encoding, MK45 for a label that cannot stand in a text.

    The same label is not written twice; line ends and the mark of UTF-8 stay.
    """
    said = words(label)
    data = whole(source, LARGEST)
    utf8(data)
    place = matter(data)
    start = place.text if kind.name == "md" else _after_bom(data)
    rest = _without(data[start:], said, kind, place.newline)
    target.write(data[:start] + _block(said, kind, place.newline) + rest)
    return Drawn(
        how=HOW,
        text="\n".join(text for _, text in said),
        languages=tuple(lang for lang, _ in said),
        count=len(said),
    )


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """Return the label if one of the first lines of the text is one of `wordings`, as people see it."""
    data = whole(source, LARGEST)
    place = matter(data)
    start = _after_comments(data, place.text) if kind.name == "md" else _after_bom(data)
    text = data[start : start + _START].decode("utf-8", "ignore")
    lines = _visible(text) if kind.name == "md" else text.split("\n")
    found = shown(_openings(lines, wordings), wordings)
    if not found:
        return None
    return Drawn(
        how=HOW,
        text="\n".join(text for _, text in found),
        languages=tuple(lang for lang, _ in found),
        count=len(found),
    )


def _block(said: Wordings, kind: Container, newline: bytes) -> bytes:
    if kind.name == "md":
        quoted = ["> **" + _SPECIAL.sub(r"\\\1", text) + "**" for _, text in said]
        lines = [line for text in quoted for line in (text, ">")][:-1]
    else:
        lines = [f"[{text}]" for _, text in said]
    return b"".join(line.encode() + newline for line in [*lines, ""])


def _without(rest: bytes, said: Wordings, kind: Container, newline: bytes) -> bytes:
    """Return the text without a label of these words, in any selection of their languages."""
    for size in range(len(said), 0, -1):
        for first in range(len(said) - size + 1):
            block = _block(said[first : first + size], kind, newline)
            if rest.startswith(block):
                return rest[len(block) :]
    return rest


def _openings(lines: list[str], wordings: Wordings) -> Iterator[str]:
    """
    Give the first lines that begin a paragraph, and those after a label in one.

    Any other goes on with a sentence: "this was not", and on the next line "made with AI".
    """
    begins, count = True, 0
    for line in lines:
        if not line.strip(" \t\r>"):
            begins = True
            continue
        count += 1
        if count > _LINES:
            return
        if begins:
            yield line
            begins = bool(shown((line,), wordings)) or line.startswith("#")


def _visible(text: str) -> list[str]:
    """
    Return the first lines of Markdown that are surely seen: up to where HTML of its own begins.

    Without examples in fences, and without what is struck out.
    """
    lines: list[str] = []
    fence = ""
    for line in _COMMENT.sub("", text).split("\n"):
        if "<" in _ESCAPED.sub("", line):
            break
        if mark := _FENCE.match(line):
            fence = "" if fence and mark[1].startswith(fence) else fence or mark[1]
            lines.append("")
        elif not fence:
            lines.append(_ESCAPED.sub(r"\1", _STRUCK.sub("", line)))
    return lines


def _after_comments(data: bytes, at: int) -> int:
    """Return where comments at the start end, such as a manifest: long, and nobody sees them."""
    while data.startswith(b"<!--", at) and (end := data.find(b"-->", at)) >= 0:
        at = end + 3
        while data[at : at + 1].isspace():
            at += 1
    return at


def _after_bom(data: bytes) -> int:
    return 3 if data.startswith(b"\xef\xbb\xbf") else 0
