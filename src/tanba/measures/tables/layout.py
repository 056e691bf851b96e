"""How a file of separated values is written: its letters, its separator, the names of its columns."""

import codecs
import csv
import re
from pathlib import Path

from tanba.kernel import Fault, Faults, Refused, value

HEADER = 1 << 20
WIDEST = 10_000
QUOTED = re.compile(rb'"[^"]*"')
QUOTED_OR_LINE = re.compile(rb'"[^"]*"|\n')

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SWITCH = re.compile(rb"sep=(.)\r?\n", re.IGNORECASE)
"""The first line with which Excel is told its separator."""


@value
class Layout:
    """How a file of separated values is written; the first row is at the byte `begins`, on `line`."""

    letters: str
    separator: bytes
    columns: tuple[str, ...]
    begins: int
    line: int
    old_mac: bool
    """Lines that end in a carriage return alone."""


def read_layout(path: Path, place: str) -> Layout:
    """Return how a file is laid out; raises Faults MT03 to MT06."""
    with path.open("rb") as file:
        first = file.read(HEADER)
    letters, begins = _letters(first)
    whole = len(first) < HEADER
    head = codecs.getincrementaldecoder(letters)("strict")
    try:
        text = head.decode(first[begins:], final=whole).encode()
    except UnicodeDecodeError as error:
        raise not_text(error, letters).at(
            place, first.count(b"\n", 0, begins + error.start) + 1
        ) from error
    check_zeros(text, 1, place)
    if not text.strip():
        raise Refused("MT04", "the file is empty", "a table has at least a header").at(place)
    old_mac = b"\n" not in text and b"\r" in text
    if old_mac:
        text = text.replace(b"\r", b"\n")
    start = len(text) - len(text.lstrip(b" \r\n"))
    switch = _SWITCH.match(text, start)
    start = switch.end() if switch else start
    end = _first_end(text, start)
    if end < 0:
        if not whole or text.count(b'"', start) % 2:
            raise Refused("MT06", "the header does not end", "a quote may be open").at(place, 1)
        end = len(text)
    header = text[start:end]
    separator = switch.group(1) if switch else _separator(header, path.suffix.lower())
    return Layout(
        letters=letters,
        separator=separator,
        columns=_columns(header, separator, place, text.count(b"\n", 0, start) + 1),
        begins=begins + len(text[:end].decode().encode(letters)),
        line=text.count(b"\n", 0, end) + 1,
        old_mac=old_mac,
    )


def not_text(error: UnicodeDecodeError, letters: str = "utf-8") -> Refused:
    """Return the refusal of bytes that are not the letters they should be."""
    data = error.object
    around = data[max(0, error.start - 200) : error.start + 200]
    russian = sum(byte >= 0xC0 for byte in around) > len(around) // 4
    plain = all(byte > 31 or byte in b"\t\r\n" for byte in around)
    hint = "save it as UTF-8"
    if plain and russian and letters == "utf-8":
        hint = "it looks like Windows-1251: save it as UTF-8 (in Excel: CSV UTF-8)"
    what = f"byte {data[error.start]:#04x} is not {letters.upper()}: the file is not text, or of other letters"
    return Refused("MT03", what, hint)


def check_zeros(data: bytes, line: int, place: str) -> None:
    """Return if there is no zero byte, which no text has; raises Faults MT03 at its line."""
    at = data.find(b"\0")
    if at >= 0:
        refused = Refused("MT03", "a zero byte: the file is not text", "save the table as CSV in UTF-8")
        raise refused.at(place, line + data.count(b"\n", 0, at))


def _letters(first: bytes) -> tuple[str, int]:
    if first.startswith(codecs.BOM_UTF32_LE):
        raise Refused("MT03", "the file is UTF-32", "save it as UTF-8")
    return next(((name, len(bom)) for bom, name in _BOMS if first.startswith(bom)), ("utf-8", 0))


def _separator(header: bytes, ending: str) -> bytes:
    bare = QUOTED.sub(b"", header)
    if ending == ".tsv":
        return b"\t"
    return max((b",", b";", b"\t", b"|"), key=bare.count)


def _columns(header: bytes, separator: bytes, place: str, line: int) -> tuple[str, ...]:
    try:
        (names,) = csv.reader([header.decode()], delimiter=separator.decode(), strict=True)
    except (csv.Error, ValueError) as error:
        raise Refused("MT06", f"the header cannot be read: {error}").at(place, line) from error
    names = [name.strip() for name in names]
    if len(names) > WIDEST:
        raise Refused("MT06", f"the header has {len(names)} columns; {WIDEST} are read").at(place, line)
    faults: list[Fault] = []
    for at, name in enumerate(names):
        if not name:
            hint = "give it a name or leave it out (Pandas: index=False)"
            refused = Refused("MT05", f"column {at + 1} has no name", hint)
        elif name in names[:at]:
            refused = Refused(
                "MT05", f"two columns are called {name!r}", "give every column its own name"
            )
        else:
            continue
        faults += refused.at(place, line).faults
    if faults:
        raise Faults(faults)
    return tuple(names)


def _first_end(data: bytes, start: int) -> int:
    """Return where the first row ends, its line feed included; -1 where it does not."""
    for end in QUOTED_OR_LINE.finditer(data, start):
        if end[0] == b"\n":
            return end.end()
    return -1
