"""What is read for identifiers: columns of tables, lines of texts, files of folders; counts per place."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tanba.kernel import Refused, TanbaError, value
from tanba.measures.frame.folders import PIECE, head, pieces, walk
from tanba.measures.frame.measure import Artefact, World
from tanba.measures.personal_data.identifiers import KINDS, Hits, Kind, count_identifiers
from tanba.measures.personal_data.names import count_names

if TYPE_CHECKING:
    from polars import Series

FILES: Final = 100_000
TABLES: Final = (".csv", ".tsv", ".parquet")
"""Read by column; everything else that is text is read by line."""

_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|[nrt])")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = bytes(range(9)) + bytes(range(14, 27)) + bytes(range(28, 32))


@value
class Place:
    """Where something was found: a file, and its column if it is a table; hits by the id of the kind."""

    file: str
    column: str
    hits: dict[str, Hits]


@value
class Scan:
    """
    What a scan saw: places with anything of the shape of an identifier, how many cells or lines were read.

    `unread` names what was not: files that are no text, links, devices, nested columns, and what came after
    the bound on bytes.
    """

    places: tuple[Place, ...]
    read: int
    unread: tuple[str, ...]


def scan(artefact: Artefact, most_bytes: int, world: World) -> Scan:
    """
    Return the identifiers in a table, a file or all files of a folder, counted and not kept.

    Raises Refused MP01 for a file that is no text, and what tables and folders raise. In a folder, files
    that cannot be read are named in `unread` instead.
    """
    counting = _Counting(most_bytes)
    if artefact.kind == "folder" and artefact.path is not None:
        found = walk(artefact.path, FILES)
        counting.unread += [one.name for one in found.left]
        for done, file in enumerate(found.files):
            world.tick(done, len(found.files))
            counting.file(
                Artefact(name=file.name, kind="file", at=file.name, path=file.path), file.size
            )
    elif artefact.kind == "table" or _is_table(artefact):
        counting.table(replace(artefact, kind="table"))
    elif artefact.path is not None:
        counting.text(artefact, artefact.path)
    return Scan(
        places=tuple(counting.places()), read=counting.read, unread=tuple(sorted(counting.unread))
    )


def is_beyond_chance(kind: Kind, hits: Hits) -> bool:
    """Return whether so many of a kind in one place cannot be chance; a weak kind never is."""
    from tanba.measures.frame.intervals import share

    if kind.weak or not hits.passed:
        return False
    return kind.chance is None or share(hits.passed, hits.shaped).low > kind.chance


class _Counting:
    """Tallies by place while files go by."""

    def __init__(self, most_bytes: int) -> None:
        self.left = most_bytes
        self.read = 0
        self.unread: list[str] = []
        self.tallies: dict[tuple[str, str], dict[str, list[int]]] = {}

    def places(self) -> Iterator[Place]:
        for (file, column), tally in sorted(self.tallies.items()):
            hits = {
                kind: Hits(passed=passed, shaped=shaped) for kind, (passed, shaped) in tally.items()
            }
            yield Place(file=file, column=column, hits=hits)

    def file(self, artefact: Artefact, size: int) -> None:
        """Read one file of a folder; what cannot be read is noted, for the others still can."""
        if size > self.left or artefact.path is None:
            self.unread.append(artefact.at)
            return
        self.left -= size
        if not size:
            return
        if _is_table(artefact):
            read, unread = self.read, list(self.unread)
            try:
                self.table(replace(artefact, kind="table"))
            except TanbaError:
                # A file only called a table may still be text; a half-read one must not count twice.
                self.read, self.unread = read, unread
                self.tallies = {at: tally for at, tally in self.tallies.items() if at[0] != artefact.at}
            else:
                return
        try:
            self.text(artefact, artefact.path)
        except TanbaError:
            self.unread.append(artefact.at)

    def table(self, artefact: Artefact) -> None:
        from tanba.measures.tables.source import open_table

        source = open_table(artefact)
        readable = [column for column in source.columns if column.kind != "other"]
        nested = [column for column in source.columns if column.kind == "other"]
        self.unread += [f"{artefact.at}, {column.name}" for column in nested]
        if not readable:
            return
        for batch in source.batches([column.name for column in readable]):
            for column in readable:
                values, read = _written(batch[column.name], column.kind == "number")
                self.count((artefact.at, column.name), "\n".join(values), read)

    def text(self, artefact: Artefact, path: Path) -> None:
        for part in text_of(path):
            self.count((artefact.at, ""), part, part.count("\n") + (not part.endswith("\n")))

    def count(self, place: tuple[str, str], text: str, pieces_read: int) -> None:
        self.read += pieces_read
        found = count_identifiers(text)
        names = count_names(text)
        found["name"] = Hits(passed=names, shaped=names)
        for kind in KINDS:
            hits = found[kind.id]
            if hits.shaped:
                tally = self.tallies.setdefault(place, {}).setdefault(kind.id, [0, 0])
                tally[0] += hits.passed
                tally[1] += hits.shaped


def text_of(path: Path) -> Iterator[str]:
    """
    Yield a text in parts that end with a line, about a mebibyte each, escapes of JSON written out.

    UTF-8, UTF-16 with its mark, or else windows-1251. A line longer than a part is cut at a blank, or anywhere
    if it has none. Raises Refused MP01 for what is no text, ML02 for what cannot be read.
    """
    decoder = codecs.getincrementaldecoder(_encoding(path))("replace")
    waiting = ""
    for piece in pieces(path):
        waiting += decoder.decode(piece)
        if len(waiting) < PIECE:
            continue
        cut = max(waiting.rfind("\n"), waiting.rfind(" ")) + 1 or len(waiting)
        yield _plain(waiting[:cut])
        waiting = waiting[cut:]
    waiting += decoder.decode(b"", final=True)
    if waiting:
        yield _plain(waiting)


def _encoding(path: Path) -> str:
    start = head(path, PIECE)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if controls * 50 > len(start):
        what = f"{path.name!r} is no text"
        raise Refused("MP01", what, "give a text, a table (.csv, .tsv, .parquet, .jsonl) or a folder")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1251"  # what older programs here write
    return "utf-8"


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda one: chr(int(one[1], 16)) if one[1] else " ", text)


def _is_table(artefact: Artefact) -> bool:
    return artefact.path is not None and artefact.path.suffix.lower() in TABLES


def _written(series: "Series", number: bool) -> tuple[list[str], int]:
    """Return a column as text, and how many values it has; what lost its leading zeros stands there twice."""
    import polars as pl

    if series.dtype.is_float():
        series = series.cast(pl.Int64, strict=False)
    texts = series.cast(pl.String, strict=False).drop_nulls()
    values: list[str] = texts.to_list()
    if number:
        short = texts.filter(texts.str.contains(r"^\d{9,11}$"))
        values += short.str.zfill(12).to_list()
    return values, len(texts)
