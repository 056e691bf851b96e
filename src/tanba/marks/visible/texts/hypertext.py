"""HTML: the label is a block at the start of the body, in colours and a size of its own."""

import re
from html import unescape
from typing import BinaryIO, Final

from tanba.kernel import Lang
from tanba.marks.media import Container, whole
from tanba.marks.media.hypertext import LARGEST, RAW, Tag, attribute, checked, head, tags
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.letters.wording import Wordings, shown, words

HOW: Final = "opening block"
OURS: Final = b"data-tanba-label"

INK: Final = (255, 255, 255)
PLATE: Final = (17, 17, 17)

_STYLE: Final = {
    "display": "block", "visibility": "visible", "opacity": "1", "position": "static",
    "float": "none", "clip-path": "none", "transform": "none", "filter": "none",
    "box-sizing": "border-box", "width": "auto", "height": "auto", "max-height": "none",
    "overflow": "visible", "margin": "0", "padding": "12px 16px", "border": "2px solid #fff",
    "outline": "2px solid #111", "background": "#111", "color": "#fff",
    "font": "600 18px/1.4 system-ui,sans-serif", "text-align": "start", "text-indent": "0",
    "text-transform": "none", "letter-spacing": "normal",
}  # fmt: skip
_LINE: Final = {
    "display": "block",
    "visibility": "visible",
    "margin": "0",
    "color": "#fff",
    "font": "inherit",
}
"""With `!important` an attribute wins over every rule of the page that has no `!important` itself."""

_BLOCK: Final = re.compile(rb'<div [^<>]*data-tanba-label="1"[^<>]*>(?:<p [^<>]*>[^<>]*</p>)+</div>\n?')
_HIDING: Final = re.compile(
    r"display\s*:\s*none|visibility|opacity|transform|clip|filter|\\", re.IGNORECASE
)
_LENGTH: Final = r"(?:auto|(?:\d{1,2}(?:\.\d{1,3})?|\.\d{1,3})(?:px|pt|r?em|%)?)"
_PLAIN: Final = re.compile(
    r"\s*(?:border(?:-[a-z]+)*\s*:[\w\s#.%(),]*|"
    rf"(?:margin|padding)(?:-[a-z]+)*\s*:\s*{_LENGTH}(?:\s+{_LENGTH}){{0,3}}|"
    r"text-align(?:-last)?\s*:[\w\s-]*|font-(?:weight|style|family|variant)\s*:[\w\s,'\"-]*|"
    r"font-size\s*:\s*(?:[89]|[1-9]\d)(?:\.\d+)?(?:px|pt)|font-size\s*:\s*(?:0?\.[7-9]|[1-9])\d*(?:\.\d+)?r?em|"
    r"display\s*:\s*(?:block|inline|inline-block|flex|grid)|direction\s*:\s*(?:ltr|rtl))\s*(?:!\s*important\s*)?",
    re.IGNORECASE,
)
"""Of all styles those that cannot hide a text: a list of what hides one (1 px, its own colour) has no end."""
_UNSEEN: Final = frozenset(
    b"template datalist dialog details canvas video audio object svg select s strike del button label"
    b" nav menu".split()
)
"""Not shown, struck out, or a word to click on, which says nothing of the page."""
_COMMENTS: Final = re.compile(rb"<!--.*?(?:--!?>|\Z)|<[!?/][^>]*(?:>|\Z)", re.DOTALL)
_CSS_COMMENTS: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_GAP: Final = re.compile(r"\s+")
_VOID: Final = frozenset(
    b"area base br col embed hr img input link meta param source track wbr".split()
)
_INLINE: Final = frozenset(
    b"a abbr b bdi bdo cite code em font i mark q s small span strong sub sup time u".split()
)
_START: Final = 256 * 1024
"""Bytes from the start of the body, and characters of text in it, in which a label may stand."""
_TEXT: Final = 4_000
_STYLE_AT_MOST: Final = 1_000


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the page with the label as the first thing in its body; raises Refused MK44, MK45.

    All that is put in is ASCII, so it holds in a page of any encoding. It is text in the flow of the
    page: it covers nothing. An earlier label of ours is replaced.
    """
    said = words(label)
    data = checked(whole(source, LARGEST))
    here = head(data).body
    old = _BLOCK.match(data, here)
    target.write(data[:here] + _block(said) + data[old.end() if old else here :])
    return _drawn(said, ours=True)


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """
    Return the label if the first text of the body shows one of `wordings`.

    Text in elements that hide themselves (`hidden`) or whose own style could does not count; what a style
    sheet or a script does to the page is not looked at.
    """
    data = checked(whole(source, LARGEST))
    body = head(data).body
    if any(tag.name in (b"html", b"body") and _shuts(tag) for tag in tags(data[:body])):
        return None
    found = shown(_lines(data, body), wordings)
    return _drawn(found, ours=data.startswith(_block(found), body)) if found else None


def contrast(ink: tuple[int, int, int], plate: tuple[int, int, int]) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(ink), _luminance(plate)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[int, int, int]) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _drawn(said: Wordings, *, ours: bool) -> Drawn:
    return Drawn(
        how=HOW,
        text="\n".join(text for _, text in said),
        languages=tuple(lang for lang, _ in said),
        cover=0.0,
        contrast=round(contrast(INK, PLATE), 2) if ours else None,
        count=len(said),
    )


def _block(said: Wordings) -> bytes:
    lines = "".join(
        f'<p lang="{lang}" style="{_css(_LINE)}">{attribute(text)}</p>' for lang, text in said
    )
    return f'<div role="note" {OURS.decode()}="1" style="{_css(_STYLE)}">{lines}</div>\n'.encode(
        "ascii"
    )


def _css(style: dict[str, str]) -> str:
    return ";".join(f"{name}:{how}!important" for name, how in style.items())


_OWN: Final = frozenset((_css(_STYLE), _css(_LINE)))


def _lines(data: bytes, at: int) -> list[str]:
    """Return the first text of the body, a line for each block, without what hides itself."""
    pieces: list[str] = []
    size, hidden, depth = 0, b"", 0
    end = at + _START
    for tag in tags(data[:end], at):
        if not hidden:
            text = _text(data, at, tag.start)
            size += len(text)
            pieces.append(text)
            if tag.name not in _INLINE:
                pieces.append("\n")
        at = tag.after
        if hidden:
            depth += (tag.name == hidden) * (-1 if tag.closing else 1)
            hidden = hidden if depth else b""
        elif not tag.closing and tag.name not in _VOID and tag.name not in RAW and _hides(tag):
            hidden, depth = tag.name, 1
        if size > _TEXT:
            break
    else:
        if not hidden:
            pieces.append(_text(data, at, min(end, len(data))))
    return [line for line in "".join(pieces)[:_TEXT].split("\n") if line.strip()]


def _text(data: bytes, start: int, end: int) -> str:
    """Return the text between two tags, comments taken out."""
    text = data[start:end]
    if b"<" in text:
        text = _COMMENTS.sub(b"", text)
    return _GAP.sub(" ", unescape(text.decode("utf-8", "replace")))


def _shuts(tag: Tag) -> bool:
    """Say whether the page as a whole is hidden."""
    style = _CSS_COMMENTS.sub("", tag.get(b"style"))
    return b"hidden" in tag.attributes or _HIDING.search(style) is not None


def _hides(tag: Tag) -> bool:
    if b"hidden" in tag.attributes or tag.name in _UNSEEN or (tag.name == b"font" and tag.attributes):
        return True
    style = tag.get(b"style")
    if not style or style in _OWN:
        return False
    if len(style) > _STYLE_AT_MOST:
        return True
    return not all(
        _PLAIN.fullmatch(part) for part in _CSS_COMMENTS.sub("", style).split(";") if part.strip()
    )
