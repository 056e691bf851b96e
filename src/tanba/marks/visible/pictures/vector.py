"""
A visible label on SVG: one more group at the end, in its own units, without scripts or fonts.

The markup stays byte for byte. Only for a label below it, `viewBox` and `height` of the root grow.
"""

import re
from typing import BinaryIO, Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from tanba.kernel import Lang, Refused, value
from tanba.marks.media import Container, whole
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.letters.lettering import INK, PLATE, contrast
from tanba.marks.visible.letters.placement import Placement, placed

AT_MOST: Final = 64 * 1024 * 1024
DEEPEST: Final = 512
LONGEST_TAG: Final = 1024 * 1024
MOST_TEXTS: Final = 1_000
NAME: Final = "tanba-label"
"""The id of our group: by it the label is found again and replaced."""
SVG: Final = "http://www.w3.org/2000/svg"

_PIXELS: Final = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
}
"""Of one unit (CSS Values and Units 4, 6.2)."""
_LENGTH: Final = re.compile(
    r"\s*([+]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?)\s*(px|pt|pc|mm|cm|in)?\s*"
)
_TAG: Final = re.compile(r"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_FAMILY: Final = (
    "'Golos Text','Noto Sans','Segoe UI',Roboto,Arial,'Liberation Sans','DejaVu Sans',sans-serif"
)


@value
class _Root:
    """What must be known of an SVG: where its root is, its size, where our group stands."""

    tag: tuple[int, int]
    """Bytes of the root's start tag."""
    end: int
    """Byte at which the root's end tag begins; the end of the start tag when it is empty (`<svg/>`)."""
    name: str
    encoding: str
    view: tuple[float, float, float, float]
    """Left, top, width, height in units of the picture."""
    height: str
    """As it is written; empty when it is not."""
    ours: tuple[int, int] | None
    """Bytes of a group of ours from an earlier marking."""
    texts: tuple[str, ...]
    """Text of our group, line by line."""


_HIDDEN: Final = re.compile(
    r"display\s*[:=]\s*[\"']?none|visibility\s*[:=]\s*[\"']?(?:hidden|collapse)|opacity\s*[:=]\s*[\"']?0?\.?0*(?![.\d])|<(?:\w+:)?(?:desc|title|defs|metadata)\b",
    re.IGNORECASE,
)


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the SVG with the label at its end, in place of one that we drew before.

    Raises
    ------
    Refused
        MK67 for what is not SVG or has no size in units, and what `placement.placed` raises.
    """
    data = whole(source, AT_MOST)
    root = _parsed(data)
    if root.ours:
        # A label below made the picture higher: how high it was before is nowhere kept.
        if b"tanba-label-below" in data[root.ours[0] : root.ours[1]]:
            raise Refused(
                "MK67", "an SVG with a label below it already", "start from the picture without a label"
            )
        data = data[: root.ours[0]] + data[root.ours[1] :]
        root = _parsed(data)
    left, top, width, height = root.view
    stands = placed(label, width, height)
    group = _group(stands, left, top, label.corner == "below").encode(
        root.encoding, "xmlcharrefreplace"
    )
    start, stop = root.tag
    head, tail = data[start:stop], b""
    if root.end == stop and head.rstrip().endswith("/>".encode(root.encoding)):
        head = head.rstrip()[: -len("/>".encode(root.encoding))] + ">".encode(root.encoding)
        tail = f"</{root.name}>".encode(root.encoding)
    if label.corner == "below":
        head = _higher(head, root, stands)
    target.write(b"".join((data[:start], head, data[stop : root.end], group, tail, data[root.end :])))
    return Drawn(
        how="vector shapes and text", text=stands.text,
        languages=tuple(lang for lang, text in label.texts if text.strip()),
        box=(round(left + stands.left), round(top + stands.top),
             round(stands.width), round(stands.height)),
        share=round(stands.share, 4), cover=round(stands.cover, 4),
        contrast=round(contrast(INK, PLATE), 2),
    )  # fmt: skip


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """Return the label where a group of ours shows one of `wordings`, None where none does."""
    try:
        data = whole(source, AT_MOST)
        root = _parsed(data)
    except Refused:
        return None
    said = " ".join(" ".join(root.texts).split())
    found = [(lang, text) for lang, text in wordings if text.strip() and " ".join(text.split()) in said]
    if root.ours is None or not found:
        return None
    rest = said
    for _, text in sorted(found, key=lambda each: -len(each[1])):
        rest = rest.replace(" ".join(text.split()), " ")
    group = data[slice(*root.ours)].decode(root.encoding, "replace")
    if rest.strip(" ·") or _HIDDEN.search(group):  # other words beside it, such as "not"
        return None
    shown = " · ".join(dict.fromkeys(text for _, text in found))
    return Drawn(
        how="vector shapes and text",
        text=shown,
        languages=tuple(dict.fromkeys(lang for lang, _ in found)),
    )


def _group(stands: Placement, left: float, top: float, below: bool) -> str:
    """Return the markup of the label, styled by `style` attributes, which win over style sheets."""
    x, y = left + stands.left, top + stands.top
    grey = f"#{PLATE:02x}{PLATE:02x}{PLATE:02x}"
    shown = "opacity:1;filter:none;display:inline;visibility:visible"
    plate = f"fill:{grey};fill-opacity:1;stroke:none;{shown}"
    letters = (
        f"font:600 {_n(stands.size)}px {_FAMILY};fill:#fff;fill-opacity:1;stroke:none;{shown};"
        "text-anchor:start;letter-spacing:0;word-spacing:0;white-space:pre"
    )
    parts = [
        f'<g xmlns="{SVG}" id="{NAME}" class="{NAME}{"-below" if below else ""}" role="img" '
        f"aria-label={quoteattr(stands.text)} "
        f'style="{shown};transform:none">',
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(stands.width)}" height="{_n(stands.height)}" '
        f'rx="{_n(stands.radius)}" style="{plate}"/>',
    ]
    for line in stands.lines:
        # The length is stated: so a typeface of the reader's neither overflows nor shrinks the line.
        parts.append(
            f'<text x="{_n(x + line.left)}" y="{_n(y + line.baseline)}" textLength="{_n(line.width)}" '
            f'lengthAdjust="spacingAndGlyphs" xml:lang="{line.lang}" style="{letters}">'
            f"{escape(line.text)}</text>"
        )
    return "".join((*parts, "</g>"))


def _n(number: float) -> str:
    return f"{number:.6g}" if abs(number) < 100_000 else f"{number:.2f}"


def _higher(head: bytes, root: _Root, stands: Placement) -> bytes:
    """Return the root's start tag with room for the band: `viewBox` and `height` grow."""
    tag = head.decode(root.encoding)
    left, top, width, height = root.view
    view = f'viewBox="{_n(left)} {_n(top)} {_n(width)} {_n(stands.frame[1])}"'
    tag, count = re.subn(r"\bviewBox\s*=\s*(\"[^\"]*\"|'[^']*')", view, tag, count=1)
    if not count:
        tag = re.sub(r"(<[^\s/>]+)", lambda found: f"{found[1]} {view}", tag, count=1)
    if length := _LENGTH.fullmatch(root.height):
        grown = f'height="{_n(float(length[1]) * stands.frame[1] / height)}{length[2] or ""}"'
        tag = re.sub(r"(?<![\w:-])height\s*=\s*(\"[^\"]*\"|'[^']*')", grown, tag, count=1)
    return tag.encode(root.encoding)


def _parsed(data: bytes) -> _Root:
    """Read an SVG once, by expat, which loads nothing from outside and bounds what entities become."""
    reader = _Reader(data)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code) or "damaged"
        raise Refused("MK67", f"not well-formed SVG: {what}, line {error.lineno}") from None
    except (ValueError, LookupError) as error:
        raise Refused("MK67", f"not SVG: {str(error)[:80]}") from None
    if reader.name.rpartition(":")[2] != "svg":
        raise Refused("MK67", "not SVG: its root is not `svg`")
    return _Root(
        tag=reader.tag, end=max(reader.end, reader.tag[1]), name=reader.name, encoding=reader.encoding,
        view=_view(reader.attributes), height=reader.attributes.get("height", ""),
        ours=reader.ours, texts=tuple(reader.texts),
    )  # fmt: skip


def _view(attributes: dict[str, str]) -> tuple[float, float, float, float]:
    box = attributes.get("viewBox", "").replace(",", " ").split()
    sides = [_LENGTH.fullmatch(attributes.get(name, "")) for name in ("width", "height")]
    try:
        if len(box) == 4:
            left, top, width, height = (float(number) for number in box)
        elif sides[0] and sides[1]:
            left = top = 0.0
            width, height = (float(side[1]) * _PIXELS[side[2] or ""] for side in sides if side)
        else:
            raise Refused("MK67", "an SVG without a size in units", "give its root a `viewBox`")
    except ValueError:
        raise Refused("MK67", "an SVG whose viewBox is not four numbers") from None
    if not (0 < width < 1e9 and 0 < height < 1e9 and abs(left) < 1e9 and abs(top) < 1e9):
        raise Refused("MK67", "an SVG whose size is nothing, or without bound")
    return left, top, width, height


class _Reader:
    """What expat tells of an SVG, noted while it reads."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._started
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = self._read
        self.parser.XmlDeclHandler = self._declared
        self.encoding = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}.get(data[:2], "utf-8")
        self.depth, self.name = 0, ""
        self.tag, self.end = (-1, -1), -1
        self.attributes: dict[str, str] = {}
        self.opened = -1
        """First byte of our group, while inside it."""
        self.ours: tuple[int, int] | None = None
        self.texts: list[str] = []

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding and not self.encoding.startswith("utf-16"):
            self.encoding = encoding

    def _started(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth >= DEEPEST:
            raise Refused("MK67", f"an SVG nested deeper than {DEEPEST}")
        at = self.parser.CurrentByteIndex
        if self.depth == 0:
            self.name, self.attributes = name, attributes
            text = self.data[at : at + LONGEST_TAG].decode(self.encoding, "ignore")
            if (found := _TAG.match(text)) is None:
                raise Refused("MK67", "an SVG whose root has a start tag without bound")
            self.tag = (at, at + len(found[0].encode(self.encoding)))
        elif self.depth == 1 and attributes.get("id") == NAME:
            self.opened, self.texts = at, []
        self.depth += 1

    def _ended(self, name: str) -> None:
        self.depth -= 1
        at = self.parser.CurrentByteIndex
        if self.depth == 0:
            self.end = at
        elif self.depth == 1 and self.opened >= 0:
            close = ">".encode(self.encoding)
            self.ours = (self.opened, self.data.find(close, at) + len(close))
            self.opened = -1

    def _read(self, text: str) -> None:
        if self.opened >= 0 and len(self.texts) < MOST_TEXTS:
            self.texts.append(text[:MOST_TEXTS])
