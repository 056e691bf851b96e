"""An opening paragraph: how large its letters are, and how one of ours is taken out again."""

import math
from typing import Final

from lxml import etree

from tanba.kernel import Lang
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.letters.lettering import contrast
from tanba.marks.visible.letters.wording import Wordings

MARK: Final = "TanbaLabel"
"""The bookmark around our words: programs keep it when they save the document anew."""
INK: Final = 20
PAPER: Final = 242
"""Dark letters on a light plate: should a program leave the plate out, they still stand on paper."""
TAGS: Final[dict[Lang, str]] = {"kk": "kk-KZ", "ru": "ru-RU", "en": "en-US"}
EM: Final = 0.92
"""Height of the letters, ascender to descender, in ems: of Arial and of what stands in for it."""
LEAST: Final = 8.0
MOST: Final = 400.0


def grey(level: int) -> str:
    """Return a grey level, 0 to 255, as six hexadecimal digits."""
    return f"{level:02X}" * 3


def points(label: Label, shortest: float) -> float:
    """Return the size of the letters, in half points, for paper whose shortest side is in points."""
    return min(MOST, max(LEAST, math.ceil(2 * label.share * shortest / EM) / 2))


def told(how: str, said: Wordings, size: float, shortest: float, count: int = 1) -> Drawn:
    """Return a label that stands in the flow of a text, in letters of `size` points."""
    return Drawn(
        how=how, text="\n".join(text for _, text in said), languages=tuple(lang for lang, _ in said),
        share=round(size * EM / shortest, 4), cover=0.0, contrast=round(contrast(INK, PAPER), 2),
        count=count,
    )  # fmt: skip


def emptied(paragraph: "etree._Element", start: "etree._Element", end: "etree._Element | None") -> None:
    """
    Take everything from `start` to `end` out of a paragraph, and the paragraph too when no text is
    left in it.

    What somebody has written into the same paragraph since stays.
    """
    children = list(paragraph)
    first = children.index(start)
    last = children.index(end) if end in children else first
    rest = children[last].tail or ""
    for child in children[first : last + 1]:
        paragraph.remove(child)
    if first:
        children[first - 1].tail = (children[first - 1].tail or "") + rest
    else:
        paragraph.text = (paragraph.text or "") + rest
    parent = paragraph.getparent()
    if parent is not None and not "".join(map(str, paragraph.itertext())).strip():
        after = paragraph.tail
        before = paragraph.getprevious()
        parent.remove(paragraph)
        if after and after.strip() and before is not None:
            before.tail = (before.tail or "") + after
