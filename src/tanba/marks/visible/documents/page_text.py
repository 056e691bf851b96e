"""
The text of a PDF page as its fonts explain it (ISO 32000-2, 9.10): enough to find a label, no more.

Only shown text counts: not that of rendering modes 3 and 7, which draw nothing. Everything is bounded,
for a page can be small on disk and endless when it is run.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

import pikepdf

_OPERATORS: Final = "BT ET Tf Tr Tj TJ ' \" Td TD Tm T* q Q Do BDC BMC EMC"
_STREAM_AT_MOST: Final = 2 * 1024 * 1024
_STREAMS: Final = 200
_STEPS: Final = 50_000
_DEPTH: Final = 4
_FORMS: Final = 50
_SPACE: Final = -180
"""Thousandths of an em that a TJ array moves back to leave room between words."""
_HIDDEN: Final = (3, 7)

_HEX: Final = rb"\s*<([0-9A-Fa-f\s]{1,64})>"
_SECTION: Final = re.compile(rb"begin(bfchar|bfrange|codespacerange)(.*?)end\1", re.DOTALL)
_PAIR: Final = re.compile(_HEX + _HEX)
_RANGE: Final = re.compile(_HEX + _HEX + rb"\s*(?:<([0-9A-Fa-f\s]{1,64})>|\[([^\]]{0,20000})\])")
_MAP_AT_MOST: Final = 256 * 1024
_LETTERS: Final = 65_536

_Decode = Callable[[bytes], str]


def blocks(page: pikepdf.Object) -> Iterator[str]:
    """Give the text of each text object on a page, in drawing order, and each of its lines."""
    yield from _Reading().run(page, page.get("/Resources"), 0)


class _Reading:
    """One pass over a page, with what is left of its bounds."""

    def __init__(self) -> None:
        self.steps, self.forms = _STEPS, _FORMS
        self.fonts: dict[tuple[int, int], _Decode] = {}

    def run(self, content: Any, resources: Any, depth: int) -> Iterator[str]:
        content = _bounded(content)
        if content is None:
            return
        decode: _Decode = _nothing
        hidden, saved = False, []
        layers: list[bool] = []
        """Of each marked content that is open, whether it is of a layer that a viewer may hide (8.11.3.2)."""
        lines: list[str] = []
        for instruction in pikepdf.parse_content_stream(content, _OPERATORS):
            self.steps -= 1
            if self.steps < 0:
                return
            operator, operands = str(instruction.operator), list(instruction.operands)
            match operator:
                case "BDC" | "BMC":
                    layers.append(operator == "BDC" and bool(operands) and str(operands[0]) == "/OC")
                case "EMC" if layers:
                    layers.pop()
                case "q":
                    saved.append((decode, hidden))
                case "Q" if saved:
                    decode, hidden = saved.pop()
                case "BT":
                    lines = [""]
                case "ET":
                    yield from _told(lines)
                    lines = []
                case "Tf" if operands:
                    decode = self._font(resources, operands[0])
                case "Tr" if operands:
                    hidden = operands[0] in _HIDDEN
                case "Td" | "TD" | "Tm" | "T*":
                    lines.append("")
                case "Tj" | "'" | '"' | "TJ" if (
                    operands and lines and not hidden and True not in layers
                ):
                    if operator in "'\"":
                        lines.append("")
                    lines[-1] += _shown(operands[-1], decode)
                case "Do" if operands and depth < _DEPTH and self.forms > 0 and True not in layers:
                    self.forms -= 1
                    form = _named(resources, "/XObject", operands[0])
                    if (
                        isinstance(form, pikepdf.Stream)
                        and form.get("/Subtype") == "/Form"
                        and not _off(form)
                    ):
                        yield from self.run(form, form.get("/Resources", resources), depth + 1)
        yield from _told(lines)

    def _font(self, resources: Any, name: Any) -> _Decode:
        font = _named(resources, "/Font", name)
        if not isinstance(font, pikepdf.Dictionary):
            return _nothing
        key = font.objgen
        if key not in self.fonts or key == (0, 0):
            self.fonts[key] = _decoder(font)
        return self.fonts[key]


def _told(lines: list[str]) -> Iterator[str]:
    if len(lines) > 1:
        yield from lines
    yield " ".join(line for line in lines if line)


def _named(resources: Any, kind: str, name: Any) -> Any:
    if not isinstance(resources, pikepdf.Dictionary):
        return None
    things: Any = resources.get(kind)
    return (
        things.get(str(name))
        if isinstance(things, pikepdf.Dictionary) and str(name)[:1] == "/"
        else None
    )


def _off(form: Any) -> bool:
    """Say whether a form belongs to a layer: what a viewer may hide is not sure to be seen."""
    return "/OC" in form


def _bounded(content: Any) -> Any:
    """Return what is read of a page or form: all, where that is too long its last stream, or None."""
    contents = content if isinstance(content, pikepdf.Stream) else content.get("/Contents")
    streams = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    sizes = [_length(stream) for stream in streams[:_STREAMS]]
    if len(streams) <= _STREAMS and sum(sizes) <= _STREAM_AT_MOST:
        return content if any(sizes) else None
    # A label put on a finished page is drawn last.
    last = streams[-1]
    return last if 0 < _length(last) <= _STREAM_AT_MOST else None


def _length(stream: Any) -> int:
    """Return the unpacked length of a stream; too long where it does not unpack, 0 where it is none."""
    if not isinstance(stream, pikepdf.Stream):
        return 0
    try:
        return len(stream.read_bytes())
    except pikepdf.PdfError:
        return _STREAM_AT_MOST + 1


def _shown(operand: Any, decode: _Decode) -> str:
    if isinstance(operand, pikepdf.Array):
        return "".join(
            decode(bytes(piece)) if isinstance(piece, pikepdf.String) else " " if _wide(piece) else ""
            for piece in operand
        )
    return decode(bytes(operand)) if isinstance(operand, pikepdf.String) else ""


def _wide(piece: Any) -> bool:
    try:
        return float(piece) < _SPACE
    except (TypeError, ValueError):
        return False


def _nothing(_: bytes) -> str:
    return ""


def _decoder(font: pikepdf.Dictionary) -> _Decode:
    """Return what turns bytes into text; into nothing where the font does not explain itself."""
    table = font.get("/ToUnicode")
    if isinstance(table, pikepdf.Stream):
        data = table.read_bytes()
        if len(data) > _MAP_AT_MOST:
            return _nothing
        letters, widths = _letters(data)
        return lambda text: "".join(_mapped(text, letters, widths))
    if font.get("/Subtype") == "/Type0":
        return _nothing
    return lambda text: text.decode("cp1252", "replace")


def _letters(data: bytes) -> tuple[dict[bytes, str], tuple[int, ...]]:
    """Return what the codes of a ToUnicode map mean, and how long codes are (9.10.3)."""
    letters: dict[bytes, str] = {}
    widths = set()
    for section in _SECTION.finditer(data):
        kind, body = section.group(1), section.group(2)
        if kind == b"codespacerange":
            widths |= {len(_raw(pair.group(1))) for pair in _PAIR.finditer(body)}
        elif kind == b"bfchar":
            for pair in _PAIR.finditer(body):
                letters[_raw(pair.group(1))] = _text(_raw(pair.group(2)))
        else:
            for found in _RANGE.finditer(body):
                _fill(letters, *found.groups())
        if len(letters) > _LETTERS:
            break
    return letters, tuple(sorted(widths & {1, 2, 3, 4})) or (1,)


def _fill(
    letters: dict[bytes, str], low: bytes, high: bytes, first: bytes | None, each: bytes | None
) -> None:
    start, end, width = int(low, 16), int(high, 16), len(_raw(low))
    texts = re.findall(rb"<([0-9A-Fa-f\s]{1,64})>", each) if each is not None else []
    for n in range(min(end - start + 1, _LETTERS)):
        if first is not None:
            raw = _raw(first)
            last = int.from_bytes(raw[-2:], "big") + n
            letters[(start + n).to_bytes(width + 1, "big")[1:]] = _text(
                raw[:-2] + (last & 0xFFFF).to_bytes(2, "big")
            )
        elif n < len(texts):
            letters[(start + n).to_bytes(width + 1, "big")[1:]] = _text(_raw(texts[n]))


def _raw(digits: bytes) -> bytes:
    digits = b"".join(digits.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _text(raw: bytes) -> str:
    return raw.decode("utf-16-be", "replace").replace("\0", "")


def _mapped(text: bytes, letters: dict[bytes, str], widths: tuple[int, ...]) -> Iterator[str]:
    here = 0
    while here < len(text):
        for width in widths:
            if (code := text[here : here + width]) in letters:
                yield letters[code]
                here += width
                break
        else:
            here += widths[-1]
