"""Artefacts: what a card or a command names, as a file, a folder, a database or an endpoint, with its hash."""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from stat import S_ISREG
from typing import Final, NoReturn

from tanba.kernel import Missing, Refused
from tanba.measures import Artefact, Kind, Reads

_TABLES: Final = (".csv", ".tsv", ".parquet", ".jsonl", ".ndjson")
_DATABASES: Final = ("sqlite", "postgresql", "env")
_ENVIRONMENT: Final = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*(#[^#]*)?", re.I)
_BESIDE: Final = re.compile(r"(sqlite(?:\+\w+)?:///)([^/:].*)", re.I)
"""A database in a file whose path is not a full one."""
_ADDRESSES: Final = (
    "a path, http(s)://host/path, postgresql+psycopg://host/base#table, sqlite:///file.db#table, "
    "or env:NAME#table"
)
Standing = tuple[tuple[str, int, int], ...]
_PIECE: Final = 1 << 20
FILES: Final = 1_000_000
"""Files of a folder that are hashed; a larger one is refused."""


def open_artefact(reads: Reads, at: str, base: Path) -> Artefact:
    """
    Return what `at` names: a path from the folder `base`, an address, or a database.

    A database is a URL with `#table` (`sqlite:///decisions.db#decisions`), or `env:NAME#table` for a URL that
    stands in the environment and not in a card. What is shown of an address has no password in it.

    Raises
    ------
    Missing
        MS03 there is no such file or folder.
    Refused
        MS04 it is of a kind that the measure does not read, or an address of no kind that we know.
    """
    scheme = at.partition(":")[0].partition("+")[0].lower() if ":" in at else ""
    if scheme == "env" and not _ENVIRONMENT.fullmatch(at):
        raise Refused("MS04", f"{reads.name}: no name of the environment follows env:", _ADDRESSES)
    if scheme in _DATABASES:
        beside = _BESIDE.fullmatch(at)
        url = f"{beside[1]}{base / beside[2]}" if beside else at
        return _of_kind(
            reads, ("table",), Artefact(name=reads.name, kind="table", at=_shown(at), url=url)
        )
    if scheme in ("http", "https"):
        return _of_kind(
            reads, ("endpoint",), Artefact(name=reads.name, kind="endpoint", at=_shown(at), url=at)
        )
    if "://" in at:
        raise Refused("MS04", f"{_shown(at)}: nothing is read from {scheme} addresses", _ADDRESSES)
    path = base / at
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise Missing(f"{path}: MS03 cannot be read: {why}") from None
    if path.is_dir():
        return _of_kind(reads, ("folder",), Artefact(name=reads.name, kind="folder", at=at, path=path))
    if not S_ISREG(mode):
        raise Refused("MS04", f"{at}: neither a file nor a folder")
    kinds: tuple[Kind, ...] = ("file", "addresses", "table")
    if path.suffix.lower() in _TABLES:
        kinds = ("table", "file", "addresses")
    return _of_kind(reads, kinds, Artefact(name=reads.name, kind="file", at=at, path=path))


def _of_kind(reads: Reads, kinds: tuple[Kind, ...], found: Artefact) -> Artefact:
    """Return an artefact as the first of its possible kinds that the measure reads."""
    for kind in kinds:
        if kind in reads.kinds:
            return Artefact(name=found.name, kind=kind, at=found.at, path=found.path, url=found.url)
    hint = f"{reads.name} is read as {' or '.join(reads.kinds)}"
    raise Refused("MS04", f"{found.at}: not what is read here", hint)


def _shown(url: str) -> str:
    """Return an address without what may hold a password: the part before `@`, and its options."""
    scheme, mark, rest = url.partition("://")
    if not mark:
        scheme, mark, rest = url.partition(":")
    if not scheme.lower().startswith("sqlite"):  # a password may hold any mark, so the last @ counts
        rest = rest.rpartition("@")[2]
    place, options, last = rest.partition("?")
    table = last.rpartition("#")[2] if "#" in last else ""
    return f"{scheme}{mark}{place}{'?…' if options else ''}{f'#{table}' if table else ''}"


def hashed(artefact: Artefact) -> Artefact:
    """
    Return the artefact with its SHA-256: of a file its bytes, of a folder the names and hashes of its files.

    The latter are told as lines of name, NUL and hash, in order. A database or an endpoint has none. Raises
    Missing MS03 for what cannot be read.
    """
    path = artefact.path
    if path is None:
        return artefact
    try:
        if path.is_dir():
            total = sha256()
            for name, file in _files(path):  # a name is bytes, and seldom some that are no UTF-8
                total.update(b"%b\0%b\n" % (os.fsencode(name), file_hash(file).encode()))
            found = total.hexdigest()
        else:
            found = file_hash(path)
    except OSError as error:
        _unreadable(error, path)
    return Artefact(
        name=artefact.name,
        kind=artefact.kind,
        at=artefact.at,
        path=path,
        url=artefact.url,
        sha256=found,
    )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raises OSError."""
    total = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            total.update(piece)
    return total.hexdigest()


def standing(artefact: Artefact) -> Standing:
    """Return names, sizes and times of change: what differs when somebody changes an artefact meanwhile."""
    path = artefact.path
    if path is None:
        return ()
    files = list(_files(path)) if path.is_dir() else [(path.name, path)]
    seen: list[tuple[str, int, int]] = []
    for name, file in files:
        try:
            stat = file.stat()
        except OSError:
            continue
        seen.append((name, stat.st_size, stat.st_mtime_ns))
    return tuple(seen)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """
    Yield the files below a folder in the order of their names; links to folders are not followed.

    Raises Missing MS03 for a folder in it that cannot be listed: what is left out would not be told.
    """
    names = 0
    for here, folders, files in os.walk(folder, onerror=lambda error: _unreadable(error, folder)):
        folders.sort()
        for name in sorted(files):
            file = Path(here) / name
            if not file.is_file():
                continue  # pipes and devices have no content to be measured
            names += 1
            if names > FILES:
                raise Refused("MS04", f"{folder}: more than {FILES:,} files", "measure a part of it")
            yield file.relative_to(folder).as_posix(), file


def _unreadable(error: OSError, path: Path) -> NoReturn:
    why = (error.strerror or str(error)).lower()
    raise Missing(f"{error.filename or path}: MS03 cannot be read: {why}") from None
