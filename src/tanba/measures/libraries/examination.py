"""One pass over a library: every file hashed, opened and compared with what the metadata state of it."""

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from tanba.kernel import Refused, TanbaError, value
from tanba.measures.frame.folders import File, hashed, walk
from tanba.measures.frame.measure import World
from tanba.measures.libraries.contents import Cells, Rows, read_table, texts_of
from tanba.measures.libraries.duplicates import Repeats, near, same
from tanba.measures.libraries.form import document_fields
from tanba.measures.libraries.metadata import is_paper, read_metadata
from tanba.measures.libraries.readable import RECORDS, TABLES, Form, as_table, form_of
from tanba.measures.libraries.rights import Wish, licences, wishes
from tanba.measures.libraries.settings import DataLibrarySettings
from tanba.measures.libraries.shares import Spread, check_reference, spread
from tanba.measures.libraries.statement import ALGORITHMS, Stated
from tanba.measures.tables.source import open_table

_DOCUMENTS = ("documents.csv", "documents.jsonl", "documents.parquet")


@value
class Sums:
    """Checksums of files of data: right, wrong, and stated by an algorithm that cannot be computed here."""

    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    """Among them files that are stated and are not there."""
    open: tuple[str, ...] = ()
    whole: bool = False
    """A checksum of the library as a whole is stated; how it is computed is not said anywhere."""


@value
class Examined:
    """What a library shows. `data` are the names of files of data; all counts are of those."""

    data: tuple[str, ...]
    unread: tuple[str, ...]
    stated: tuple[Stated, ...]
    forms: Mapping[str, Form | None]
    sums: Sums
    same: Repeats
    near: Repeats
    cells: tuple[Cells, ...]
    rows: tuple[Rows, ...]
    columns_described: tuple[int, int]
    """Columns of tables that metadata describe, of how many."""
    documents: tuple[tuple[str, int, int], ...]
    """Fields of document metadata: name, documents that have it, documents."""
    licences: Mapping[str, str]
    wishes: Mapping[str, Wish]
    spreads: tuple[Spread, ...]


def examine(folder: Path, settings: DataLibrarySettings, world: World) -> Examined:
    """
    Return what a library shows; files that cannot be read are named and not passed over.

    Raises ML01 for a folder that cannot be listed, ML03 for metadata that cannot be read, ML04 for reference
    shares that are none, ML05 for bounds that are none, and what tables raise.
    """
    if (
        not 0 < settings.alike <= 1
        or min(settings.most_files, settings.most_bytes, settings.most_texts) < 1
    ):
        raise Refused(
            "ML05", "a bound is no bound", "alike is above 0 and at most 1, the others 1 or more"
        )
    check_reference(settings.reference)
    found = walk(folder, settings.most_files)
    stated = read_metadata(found.files)
    documents = _documents(found.files, settings)
    data = [file for file in found.files if not is_paper(file.name) and file is not documents]
    hashes, forms, unread, sums = _opened(data, stated, settings.most_bytes, world)
    readable = [file for file in data if file.name in hashes]
    tables = [file for file in readable if forms[file.name] == "table" or _is_records(file, forms)]
    cells, rows, broken = _tables(tables, settings)
    unread += broken
    damaged = set(broken)
    whole = [file for file in tables if file.name not in damaged]
    texts = [file for file in readable if forms[file.name] == "text"]
    return Examined(
        data=tuple(file.name for file in data),
        unread=tuple(sorted({*unread, *(one.name for one in found.left)})),
        stated=stated,
        forms=forms,
        sums=sums,
        same=same(hashes),
        near=near(texts_of(whole, texts, settings.texts), settings.alike, settings.most_texts),
        cells=cells,
        rows=rows,
        columns_described=_described(whole, stated),
        documents=_fields(documents) if documents else (),
        licences=licences(found.files, stated),
        wishes=wishes(readable, world),
        spreads=_spreads(whole, settings),
    )


def _documents(files: Sequence[File], settings: DataLibrarySettings) -> File | None:
    wanted = (settings.documents,) if settings.documents else _DOCUMENTS
    found = next((file for file in files if file.name in wanted), None)
    if settings.documents and found is None:
        what = f"there is no file {settings.documents!r} in the library"
        raise Refused("ML06", what, "name it as it is called from the folder on")
    return found


def _opened(
    data: Sequence[File], stated: Sequence[Stated], most_bytes: int, world: World
) -> tuple[dict[str, str], dict[str, Form | None], list[str], Sums]:
    """Return hashes and forms by name, what could not be read, and what became of the checksums."""
    wanted = _wanted(data, stated)
    hashes: dict[str, str] = {}
    forms: dict[str, Form | None] = {}
    unread: list[str] = []
    there = {file.name for file in data}
    right: list[str] = []
    wrong = sorted(name for name in wanted if name not in there)
    unknown: list[str] = []
    left = most_bytes
    for done, file in enumerate(data):
        world.tick(done, len(data))
        if file.size > left:
            unread.append(file.name)
            continue
        left -= file.size
        try:
            hashes[file.name] = hashed(file.path, "sha256")
            forms[file.name] = form_of(file)
            agrees = [
                _agrees(file, hashes[file.name], *sum_) for sum_ in sorted(wanted.get(file.name, ()))
            ]
        except TanbaError:
            hashes.pop(file.name, None)
            unread.append(file.name)
            continue
        if False in agrees:
            wrong.append(file.name)
        elif True in agrees:
            right.append(file.name)
        elif agrees:
            unknown.append(file.name)
    sums = Sums(
        right=tuple(right),
        wrong=tuple(sorted(wrong)),
        open=tuple(unknown),
        whole=any(one.whole for one in stated),
    )
    return hashes, forms, unread, sums


def _wanted(data: Sequence[File], stated: Sequence[Stated]) -> dict[str, set[tuple[str, str]]]:
    """Return stated checksums by the name of a file; a last part that only one file has is enough."""
    last: dict[str, list[str]] = {}
    for file in data:
        last.setdefault(PurePosixPath(file.name).name, []).append(file.name)
    names = {file.name for file in data}
    found: dict[str, set[tuple[str, str]]] = {}
    for one in stated:
        for sum_ in one.sums:
            alike = last.get(PurePosixPath(sum_.name).name, [])
            name = alike[0] if sum_.name not in names and len(alike) == 1 else sum_.name
            if name in names or not is_paper(name):
                found.setdefault(name, set()).add((sum_.algorithm, sum_.digits))
    return found


def _agrees(file: File, sha256: str, algorithm: str, digits: str) -> bool | None:
    if algorithm not in ALGORITHMS:
        return None
    return digits == (sha256 if algorithm == "sha256" else hashed(file.path, algorithm))


def _is_records(file: File, forms: Mapping[str, Form | None]) -> bool:
    return forms[file.name] == "records" and file.name.lower().endswith(RECORDS)


def _tables(
    tables: Sequence[File], settings: DataLibrarySettings
) -> tuple[tuple[Cells, ...], tuple[Rows, ...], list[str]]:
    cells: list[Cells] = []
    rows: list[Rows] = []
    broken: list[str] = []
    for file in tables:
        try:
            empty, counted = read_table(file, settings.obligatory)
        except TanbaError:
            broken.append(file.name)
            continue
        cells += empty
        rows.append(counted)
    return tuple(cells), tuple(rows), broken


def _described(tables: Sequence[File], stated: Sequence[Stated]) -> tuple[int, int]:
    said = {pair for one in stated for pair in one.columns}
    said |= {(PurePosixPath(name).name, column) for name, column in said}
    there = [
        (file.name, column.name)
        for file in tables
        if file.name.lower().endswith(TABLES)
        for column in open_table(as_table(file)).columns
    ]
    known = sum(
        (name, column) in said or (PurePosixPath(name).name, column) in said for name, column in there
    )
    return known, len(there)


def _fields(file: File) -> tuple[tuple[str, int, int], ...]:
    cells, rows = read_table(file, document_fields())
    filled = {one.column: one.rows - one.empty for one in cells}
    return tuple((name, filled.get(name, 0), rows.rows) for name in document_fields())


def _spreads(tables: Sequence[File], settings: DataLibrarySettings) -> tuple[Spread, ...]:
    """Hold each column of the reference against the table it is in; where there are tables, it is in one."""
    found: list[Spread] = []
    for column, wanted in settings.reference.items() if tables else ():
        named = [file for file in tables if not settings.population or file.name == settings.population]
        sources = [open_table(as_table(file)) for file in named]
        source = next((one for one in sources if column in {has.name for has in one.columns}), None)
        if source is None:
            what = f"no table of the library has the column {column!r} of the reference"
            raise Refused(
                "ML07", what, "name the table in population, or the column as it is written there"
            )
        one = spread(source, column, wanted, settings.cuts.get(column, ()))
        if one is not None:
            found.append(one)
    return tuple(found)
