"""
What became of every file, kept on disk, so that a run that was cut off goes on where it stood.

One SQLite file (format 3, write-ahead log): `files` has a row for each file, `orders` the digests of
what was asked for. At worst, after a power cut or `kill -9`, the last files are done again.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tanba.kernel import Refused
from tanba.marks.bulk.listing import Entry, shown
from tanba.marks.bulk.tally import STATES, Outcome, State, Trouble, sentence

KIND: Final = 0x54_6E_62_4A
"""SQLite's application id of our journals: `TnbJ`."""
VERSION: Final = 1
BATCH: Final = 500
"""Rows held back before they are written together."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS files (
    name BLOB PRIMARY KEY, asked INTEGER NOT NULL, size INTEGER NOT NULL, changed INTEGER NOT NULL,
    state INTEGER NOT NULL, kind TEXT NOT NULL, code TEXT NOT NULL, what TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

_CANNOT_KEEP: Final = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM,
)  # fmt: skip

Stamp = tuple[int, int]
"""A file as it was: its size in bytes, and the time of its last change in nanoseconds since 1970."""


def stamp_of(path: str) -> Stamp | None:
    """Return what tells whether a file has changed; None when it cannot be looked at."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


class Journal:
    """
    The memory of a run, open to one process at a time.

    Parameters
    ----------
    path
        The journal; made if it is not there.
    order
        A digest of all that makes a result what it is: what was asked for, the key, the folders named.
        Files that were settled under another one are done again.

    Raises
    ------
    Refused
        Here and later: BK01 when the journal is damaged or is some other file; BK04 when another run
        has it open; BK05 when it cannot be kept: no room, no right to write.
    """

    def __init__(self, path: Path, order: str) -> None:
        self.path = path
        self._held: list[tuple[object, ...]] = []
        with _told():
            self._base = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            with _told():
                self._asked = self._opened(order)
        except BaseException:
            self._base.close()
            raise

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that the journal lives in: a listing should leave them out."""
        return tuple(
            self.path.with_name(self.path.name + end) for end in ("", "-wal", "-shm", "-journal")
        )

    def _opened(self, order: str) -> int:
        base = self._base
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        if not self._is_ours() and base.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            raise _damaged("it is a database of some other kind")
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("BEGIN EXCLUSIVE")
        for line in _TABLES.split(";\n"):
            base.execute(line)
        base.execute(f"PRAGMA application_id = {KIND}")
        base.execute(f"PRAGMA user_version = {VERSION}")
        base.execute("INSERT OR IGNORE INTO orders (digest) VALUES (?)", (order,))
        asked = base.execute("SELECT id FROM orders WHERE digest = ?", (order,)).fetchone()[0]
        base.execute("COMMIT")
        return int(asked)

    def _is_ours(self) -> bool:
        marks = [
            self._base.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "user_version")
        ]
        return marks == [KIND, VERSION]

    def left(self, entry: Entry, stamp: Stamp | None) -> bool:
        """
        Say whether a file is still to be done: new, changed since, asked for otherwise, or failed.

        `stamp` is what `stamp_of` gives now; None counts as changed.
        """
        query = "SELECT asked, size, changed, state FROM files WHERE name = ?"
        try:
            row = self._base.execute(query, (entry.key,)).fetchone()
        except sqlite3.Error as error:
            raise _refusal(error) from None
        return (
            row is None
            or row[0] != self._asked
            or row[1:3] != stamp
            or row[3] == STATES.index("failed")
        )

    def keep(self, entry: Entry, stamp: Stamp, outcome: Outcome) -> None:
        """Remember what became of a file that was as `stamp` says: on disk `BATCH` later."""
        self._held.append((
            entry.key, self._asked, *stamp, STATES.index(outcome.state), _text(outcome.kind),
            _text(outcome.code), sentence(outcome.what), _text(outcome.detail),
        ))  # fmt: skip
        if len(self._held) >= BATCH:
            self.commit()

    def commit(self) -> None:
        """Write what is held back."""
        if not self._held:
            return
        with _told():
            # Else an interrupt struck below: the rows are written over again.
            if not self._base.in_transaction:
                self._base.execute("BEGIN")
            self._base.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._held
            )
            self._base.execute("COMMIT")
        self._held.clear()

    def troubles(self) -> Iterator[Trouble]:
        """Return every file that was refused or failed under this order, by name."""
        self.commit()
        query = "SELECT name, state, code, what FROM files WHERE asked = ? AND state >= ? ORDER BY name"
        with _told():
            for name, state, code, what in self._base.execute(
                query, (self._asked, STATES.index("refused"))
            ):
                yield Trouble(
                    relative=shown(os.fsdecode(name)), state=_state(state), code=code, what=what
                )

    def details(self) -> Iterator[tuple[str, str, str]]:
        """Return the name, as the disk has it, kind and detail of every file done under this order."""
        self.commit()
        query = "SELECT name, kind, detail FROM files WHERE asked = ? AND state = ? ORDER BY name"
        with _told():
            for name, kind, detail in self._base.execute(query, (self._asked, STATES.index("done"))):
                yield os.fsdecode(name), kind, detail

    def close(self) -> None:
        """Write what is held back, and close."""
        try:
            self.commit()
        finally:
            with _told():
                self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _state(number: int) -> State:
    if not 0 <= number < len(STATES):
        raise _damaged(f"there is no state {number}")
    return STATES[number]


def _text(text: str) -> str:
    """Return text that UTF-8 can hold."""
    return text.encode("utf-8", "backslashreplace").decode()


@contextmanager
def _told() -> Iterator[None]:
    """Tell SQLite's errors in our words."""
    try:
        yield
    except sqlite3.Error as error:
        raise _refusal(error) from None


def _refusal(error: sqlite3.Error) -> Refused:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Refused(
            "BK04", "another run has the journal open", "wait for it, or name another journal"
        )
    if code in _CANNOT_KEEP:
        hint = "name a journal on a disk with room, where you may write"
        return Refused("BK05", f"the journal cannot be kept: {error}", hint)
    return _damaged(str(error))


def _damaged(what: str) -> Refused:
    hint = "take it away or name another; the files are then done again, which harms none"
    return Refused("BK01", f"not a journal that can be read: {what}", hint)
