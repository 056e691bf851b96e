"""
What became of every work on a list, kept on disk, so that a run that was cut off goes on where it stood.

One SQLite file (write-ahead log). At worst, after a power cut or `kill -9`, the last works are checked again.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tanba.kernel import Refused, value

KIND: Final = 0x54_6E_62_4F
"""SQLite's application id of these journals: `TnbO`."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS works (
    target BLOB NOT NULL, root BLOB NOT NULL, asked INTEGER NOT NULL, origin TEXT NOT NULL,
    by TEXT NOT NULL, decision TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (target, root)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lanes ON works (origin, asked);
CREATE INDEX IF NOT EXISTS orders ON works (asked);
"""
_ROOM: Final = (
    sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
)  # fmt: skip


@value
class Item:
    """One work on a list."""

    target: str
    root: str = ""
    """The folder of a website in which it lies; empty for none."""
    origin: str = ""
    """What is asked one question at a time: its server."""


class OptoutJournal:
    """
    The memory of a run over a list, open to one process at a time.

    `by` is a digest of how works are checked: those checked otherwise, and those that could not be
    checked, are checked again.

    Raises
    ------
    Refused
        Here and later: OP15 damaged or some other file; OP16 open in another run; OP17 no room or right.
    """

    def __init__(self, path: Path, by: str) -> None:
        self._by = by
        with _told():
            self._base = sqlite3.connect(path, timeout=0, isolation_level=None)
        try:
            with _told():
                self._open()
        except BaseException:
            self._base.close()
            raise

    def _open(self) -> None:
        base = self._base
        base.execute("PRAGMA locking_mode = EXCLUSIVE")
        kind = base.execute("PRAGMA application_id").fetchone()[0]
        if kind != KIND and base.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            raise _damaged("it is a database of some other kind")
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.executescript(f"BEGIN EXCLUSIVE; {_TABLES} PRAGMA application_id = {KIND}; COMMIT;")

    def ask(self, items: Iterable[Item]) -> int:
        """Take a list in, in its order, and return how many different works are on it."""
        with _told(), self._at_once():
            self._base.execute("UPDATE works SET asked = 0")
            self._base.executemany(
                "INSERT INTO works VALUES (?, ?, ?, ?, '', '', '') ON CONFLICT (target, root)"
                " DO UPDATE SET asked = excluded.asked WHERE asked = 0",
                (
                    (os.fsencode(item.target), os.fsencode(item.root), n, item.origin)
                    for n, item in enumerate(items, 1)
                ),
            )
            return int(self._base.execute("SELECT count(*) FROM works WHERE asked > 0").fetchone()[0])

    def lanes(self) -> tuple[str, ...]:
        """Return every origin that still has works to be checked."""
        with _told():
            return tuple(row[0] for row in self._base.execute(_LANES, (self._by,)))

    def left(self, origin: str, after: int, most: int) -> tuple[tuple[int, Item], ...]:
        """Return the next works of an origin with their places on the list."""
        with _told():
            rows = self._base.execute(_NEXT, (self._by, origin, after, most)).fetchall()
        return tuple(
            (n, Item(target=os.fsdecode(target), root=os.fsdecode(root), origin=origin))
            for n, target, root in rows
        )

    def keep(self, done: Iterable[tuple[Item, str, str]]) -> None:
        """Remember works with what was decided of each, and its record."""
        with _told(), self._at_once():
            self._base.executemany(
                "UPDATE works SET by = ?, decision = ?, record = ? WHERE target = ? AND root = ?",
                (
                    (self._by, decision, record, os.fsencode(item.target), os.fsencode(item.root))
                    for item, decision, record in done
                ),
            )

    def records(self) -> Iterator[str]:
        """Yield the record of every work on the list that was checked, in the list's order."""
        query = "SELECT record FROM works WHERE asked > 0 AND by = ? ORDER BY asked"
        with _told():
            for row in self._base.execute(query, (self._by,)):
                yield row[0]

    def counts(self) -> dict[str, int]:
        """Return how many works on the list were decided how, before and now."""
        query = "SELECT decision, count(*) FROM works WHERE asked > 0 AND by = ? GROUP BY decision"
        with _told():
            return dict(self._base.execute(query, (self._by,)).fetchall())

    def close(self) -> None:
        """Close it."""
        with _told():
            self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._base.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")


_LANES: Final = (
    "SELECT DISTINCT origin FROM works WHERE asked > 0 AND (by != ? OR decision = 'not checked')"
    " ORDER BY origin"
)
_NEXT: Final = (
    "SELECT asked, target, root FROM works WHERE asked > 0 AND (by != ? OR decision = 'not checked')"
    " AND origin = ? AND asked > ? ORDER BY asked LIMIT ?"
)


@contextmanager
def _told() -> Iterator[None]:
    """Tell SQLite's errors in our words."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            what, hint = "another run has the journal open", "wait for it, or name another journal"
            raise Refused("OP16", what, hint) from None
        if code in _ROOM:
            hint = "name a journal on a disk with room, where you may write"
            raise Refused("OP17", f"the journal cannot be kept: {error}", hint) from None
        raise _damaged(str(error)) from None


def _damaged(what: str) -> Refused:
    hint = "take it away or name another; the works are then checked again"
    return Refused("OP15", f"not a journal that can be read: {what}", hint)
