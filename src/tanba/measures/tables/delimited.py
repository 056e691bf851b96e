"""CSV and TSV: whole rows in blocks, every row as wide as the header."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from tanba.kernel import Faults, Refused, value
from tanba.measures.tables.layout import QUOTED, QUOTED_OR_LINE, Layout, check_zeros, not_text

BLOCK = 16 << 20
LONGEST = 16 << 20
"""A quote that is never closed makes one row of everything after it; nobody's row is this long."""

_BLANK = re.compile(rb'"[^"]*"|^ *\r?\n', re.MULTILINE)


@value
class Block:
    """Whole rows as UTF-8; `line` is that of the first one in the file, `after` that of the next block's."""

    data: bytes
    rows: int
    line: int
    after: int


def read_blocks(path: Path, layout: Layout, place: str, size: int = BLOCK) -> Iterator[Block]:
    """Yield the rows of a file in blocks; raises Faults MT03 and MT06 at the line that is wrong."""
    line, kept, length, odd = layout.line, list[bytes](), 0, 0
    for piece in _pieces(path, layout, place, size):
        if b"\0" in piece:
            check_zeros(b"".join((*kept, piece)), line, place)
        end = _last_end(piece, odd)
        if end:
            block = _checked(b"".join((*kept, piece[:end])), layout, line, place)
            yield block
            line = block.after
            kept, length, odd, piece = [], 0, 0, piece[end:]
        kept.append(piece)
        length += len(piece)
        odd ^= piece.count(b'"') % 2
        if length > LONGEST:
            raise _open_quote(b"".join(kept), line, place)
    rest = b"".join(kept)
    if odd:
        raise _open_quote(rest, line, place)
    if rest:
        yield _checked(rest + b"\n", layout, line, place)


def explain(block: Block, layout: Layout, place: str) -> None:
    """Raise Faults MT03 or MT06 at what keeps a block from being read: strange letters, or a stray quote."""
    try:
        block.data.decode()
    except UnicodeDecodeError as error:
        line = block.line + block.data.count(b"\n", 0, error.start)
        raise not_text(error).at(place, line) from error
    mark = re.escape(layout.separator)
    quoted = rb'"[^"]*"(?:"[^"]*")*(?=' + mark + rb"|\r?\n)"
    inside = rb"(?:^|" + mark + rb')([^"\n' + mark + rb']+")'
    stray = re.compile(quoted + rb"|" + inside + rb'|(")', re.MULTILINE)
    for found in stray.finditer(block.data):
        if found[1] or found[2]:
            line = block.line + block.data.count(b"\n", 0, found.end())
            hint = 'a value with quotes in it stands in quotes, and they are written twice: "a ""b"" c"'
            raise Refused("MT06", "a quote in the middle of a value", hint).at(place, line)


def _pieces(path: Path, layout: Layout, place: str, size: int) -> Iterator[bytes]:
    """Yield the bytes of a file as UTF-8 with line feeds; raises Faults MT03."""
    with path.open("rb") as file:
        file.seek(layout.begins)
        decoder = None if layout.letters == "utf-8" else codecs.getincrementaldecoder(layout.letters)()
        while data := file.read(size):
            yield _utf8(data, decoder, layout, place)
        if decoder is not None:
            yield _utf8(b"", decoder, layout, place)


def _utf8(data: bytes, decoder: codecs.IncrementalDecoder | None, layout: Layout, place: str) -> bytes:
    if decoder is not None:
        try:
            data = decoder.decode(data, final=not data).encode()
        except UnicodeDecodeError as error:
            raise not_text(error, layout.letters).at(place) from error
    return data.replace(b"\r", b"\n") if layout.old_mac else data


def _checked(block: bytes, layout: Layout, line: int, place: str) -> Block:
    """Return a block without its blank lines, if every row is as wide as the header; raises Faults MT06."""
    width, separator = len(layout.columns), layout.separator
    marks = _marks(block, separator)
    rows = marks.count(b"\n")
    after = line + (block.count(b"\n") if b'"' in block else rows)
    row = separator * (width - 1) + b"\n"
    full = block
    if width == 1 or marks != row * rows:
        full = _BLANK.sub(lambda found: found[0] if found[0][:1] == b'"' else b"", block)
        bare = _marks(full, separator)
        rows = bare.count(b"\n")
        if bare != row * rows:
            at, found = _point(block, layout, line)
            what = f"a row of {found} values under a header of {width}"
            hint = f"a value with {separator.decode()!r} in it stands in double quotes"
            raise Refused("MT06", what, hint).at(place, at)
    return Block(data=full, rows=rows, line=line, after=after)


def _marks(block: bytes, separator: bytes) -> bytes:
    """Return the separators and line ends outside quotes, and nothing else."""
    bare = QUOTED.sub(b"", block) if b'"' in block else block
    return bare.translate(None, bytes(set(range(256)) - {separator[0], 10}))


def _point(block: bytes, layout: Layout, line: int) -> tuple[int, int]:
    """Return the line of the first row that is too wide or too narrow, and how wide it is."""
    start = 0
    for end in QUOTED_OR_LINE.finditer(block):
        if end[0] != b"\n":
            continue
        row = block[start : end.end()]
        width = len(_marks(row, layout.separator))
        if row.strip() and width != len(layout.columns):
            return line, width
        line += row.count(b"\n")
        start = end.end()
    return line, 0


def _last_end(data: bytes, odd: int) -> int:
    """Return where the last whole row ends: at the last line feed with an even number of quotes before it."""
    end = data.rfind(b"\n") + 1
    quotes = odd + (data.count(b'"', 0, end) if b'"' in data else 0)
    while end and quotes % 2:
        # Only beyond another quote the count is another.
        before = data.rfind(b"\n", 0, max(0, data.rfind(b'"', 0, end))) + 1
        quotes -= data.count(b'"', before, end)
        end = before
    return end


def _open_quote(data: bytes, line: int, place: str) -> Faults:
    at = line + data.count(b"\n", 0, data.find(b'"')) if b'"' in data else line
    what = (
        "a quote is opened and never closed"
        if b'"' in data
        else f"a row of more than {LONGEST >> 20} MiB"
    )
    return Refused("MT06", what, "a quote inside a value is written twice").at(place, at)
