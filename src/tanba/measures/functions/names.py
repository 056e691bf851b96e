"""Names in which a function may hide: columns, categories, schemas, labels, prompts, logs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

from tanba.kernel import Refused, TanbaError, value
from tanba.measures.frame.measure import Artefact

FILES: Final = 10_000
"""Files of a folder that are read; what lies beyond is counted and said."""
_TABLES: Final = (".csv", ".tsv", ".parquet")
_LINES: Final = (".jsonl", ".ndjson")
_DOCUMENTS: Final = (".json", ".yaml", ".yml")
_TEXTS: Final = (
    ".txt", ".md", ".rst", ".log", ".prompt", ".sql", ".py", ".js", ".ts", ".java", ".kt", ".go", ".cs",
    ".proto", ".graphql", ".toml", ".ini", ".cfg", ".prom", ".labels", ".names",
)  # fmt: skip
_KNOWN: Final = (*_TABLES, *_LINES, *_DOCUMENTS, *_TEXTS)

CATEGORIES: Final = 50
"""Different values up to which a column holds categories."""
CATEGORY: Final = 60
"""Letters up to which a value is a category or a label, and no sentence."""
_SAMPLE: Final = 10_000  # rows whose categories are looked at


class Name(NamedTuple):
    """
    A name, and where it stands.

    `name` is a column, key or identifier; `value` a category or label; `text` a sentence or a line of a log.
    `group` is the table, object or list it belongs to; `line` is 0 where there is none.
    """

    text: str
    kind: Literal["name", "value", "text"]
    file: str
    group: str
    where: str = ""
    line: int = 0


@value
class Unread:
    """A file of a folder, or its rest, that was not read, and why: our own error in words."""

    file: str
    why: str


def names_in(artefact: Artefact, unread: list[Unread]) -> Iterator[Name]:
    """
    Yield every name in a table, a file or a folder, in the order of files and lines.

    What of a folder cannot be read is added to `unread`; files of no known kind are passed over. One file
    that cannot be read raises Refused or Faults: MF01 (not there), MF02 (no text), MF03 (no JSON), YM01 to
    YM08 (no YAML), MT… (no table).
    """
    if artefact.path is None:
        yield from _table_names(artefact, (artefact.url or artefact.name).rpartition("#")[2])
        return
    if not artefact.path.exists():
        raise Refused("MF01", f"there is no {artefact.at!r}", "check the path").at(artefact.at)
    if not artefact.path.is_dir():
        yield from _file_names(artefact.path, artefact.path.name, unread)
        return
    files = _files(artefact.path)
    for path in files[:FILES]:
        name = path.relative_to(artefact.path).as_posix()
        try:
            yield from _file_names(path, name, unread)
        except TanbaError as error:
            unread.append(Unread(file=name, why=str(error).splitlines()[0]))
    if len(files) > FILES:
        unread.append(Unread(file="…", why=f"{len(files) - FILES} files beyond the first {FILES}"))


def _files(folder: Path) -> list[Path]:
    """Return the files of known kinds, in order; hidden ones and links are none of them."""
    found = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if not hidden and path.suffix.lower() in _KNOWN and path.is_file() and not path.is_symlink():
            found.append(path)
    return sorted(found)


def _file_names(path: Path, name: str, unread: list[Unread]) -> Iterator[Name]:
    from tanba.measures.functions.documents import document_names
    from tanba.measures.functions.lines import line_names, record_names

    suffix = path.suffix.lower()
    if suffix in _TABLES:
        yield from _table_names(Artefact(name=name, kind="table", at=name, path=path), name)
    elif suffix in _DOCUMENTS:
        yield from document_names(path, name)
    elif suffix in _LINES:
        yield from record_names(path, name, unread)
    else:
        yield from line_names(path, name, unread)


def _table_names(artefact: Artefact, name: str) -> Iterator[Name]:
    from tanba.measures.tables.source import open_table
    from tanba.measures.tables.values import texts

    source = open_table(artefact)
    for column in source.columns:
        yield Name(column.name, "name", name, name, column.name)
    words = [column.name for column in source.columns if column.kind == "text"]
    if not words:
        return
    for batch in source.batches(words, _SAMPLE):
        for word in words:
            different = texts(batch.get_column(word)).drop_nulls().unique(maintain_order=True)
            if len(different) <= CATEGORIES:
                for text in different:
                    if len(text) <= CATEGORY:
                        yield Name(text, "value", name, f"{name}#{word}", word)
        return
