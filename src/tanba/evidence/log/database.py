"""
The truth of a log: one SQLite database in WAL mode that syncs at every commit (`synchronous=FULL`).

What it says is never believed for being there: whoever reads it compares it with what was signed.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Final, TypeVar

from tanba.evidence.notes.checkpoint import LIMIT
from tanba.evidence.tree.growth import MIDDLE_SIZE, TILE_SIZE, Growth
from tanba.evidence.tree.hashing import EMPTY_ROOT, HASH_SIZE
from tanba.kernel import Faults, Refused, value

T = TypeVar("T")

LARGEST: Final = 1 << 21
"""No cell is larger; SQLite does not even read one."""

_SCHEMA: Final = (
    "CREATE TABLE log (origin TEXT NOT NULL, vkey TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL)",
    "CREATE TABLE entries (number INTEGER PRIMARY KEY, data BLOB NOT NULL)",
    "CREATE TABLE tiles (level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL,"
    " PRIMARY KEY (level, number))",
    "CREATE TABLE heads (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL)",
    "CREATE TABLE cosignatures (size INTEGER NOT NULL, key TEXT NOT NULL, line TEXT NOT NULL,"
    " PRIMARY KEY (size, key))",
    "CREATE TABLE key_entries (number INTEGER PRIMARY KEY)",
)
_SETTINGS: Final = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA fullfsync = ON",
    "PRAGMA wal_autocheckpoint = 2000",
)


@value
class State:
    """Which log it is, its first key, how many entries it holds, and the root over them."""

    origin: str
    vkey: str
    size: int
    root: bytes


@value
class Head:
    """A tree head that was signed, or that the writer was about to sign: then `note` is empty."""

    size: int
    root: bytes
    note: str = ""


class Database:
    """
    The tables of one log.

    One connection writes and one reads, each under its own lock, so that proofs do not wait for commits.

    Raises
    ------
    Faults
        EV01 when the file is no such database, EV09 when it cannot be written, each with its place.
    """

    def __init__(self, path: Path, writes: bool = True) -> None:
        self.path = path
        if not path.is_file():
            raise no_log(path)
        self._read_lock, self._write_lock = Lock(), Lock()
        self._write = self._connected("rw" if writes else "ro")
        self._read = self._connected("ro") if writes else self._write
        self.failed: sqlite3.Error | None = None
        """What made it unsure what the disk holds; nothing is written after that."""
        try:
            have = self._ask("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
            if tuple(sql for (sql,) in have) != _SCHEMA:
                raise self._no_log("a database, but not that of a log")
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, origin: str, vkey: str) -> None:
        """Make the database of an empty log, whole or not at all; the file must not be there."""
        beside = path.with_name(f"{path.name}.new")
        for left in (beside, *(Path(f"{beside}-{end}") for end in ("wal", "shm", "journal"))):
            left.unlink(missing_ok=True)
        try:
            made = sqlite3.connect(beside, isolation_level=None)
            try:
                for setting in ("page_size = 8192", "journal_mode = WAL", "synchronous = FULL"):
                    made.execute(f"PRAGMA {setting}")
                made.execute("BEGIN IMMEDIATE")
                for sql in _SCHEMA:
                    made.execute(sql)
                made.execute("INSERT INTO log VALUES (?, ?, 0, ?)", (origin, vkey, EMPTY_ROOT))
                made.execute("COMMIT")
            finally:
                made.close()
        except sqlite3.Error as error:
            what = f"could not be written: {str(error).lower()}"
            raise Refused("EV09", what, "make room on the disk, then try again").at(
                str(path)
            ) from error
        beside.rename(path)

    def close(self) -> None:
        """Close both connections; the one that writes last, so that it tidies up."""
        self._read.close()
        self._write.close()

    # --- reading ---------------------------------------------------------------------------------

    def state(self) -> State:
        """Return which log it is, and what the last commit left."""
        match self._ask("SELECT origin, vkey, size, root FROM log"):
            case [(str(origin), str(vkey), int(size), bytes(root))]:
                if 0 <= size < LIMIT and len(root) == HASH_SIZE:
                    return State(origin=origin, vkey=vkey, size=size, root=root)
        raise self._no_log("the database does not say which log it is")

    def bounds(self) -> tuple[int, int | None]:
        """Return the number after the last entry, and that of the first, None without any."""
        # In two questions, which SQLite answers at once; in one it reads every row.
        ((first,),) = self._ask("SELECT min(number) FROM entries")
        ((last,),) = self._ask("SELECT max(number) FROM entries")
        return (0, None) if last is None else (last + 1, first)

    def entries(self, start: int, stop: int) -> list[tuple[int, Any]]:
        """Return the rows of entries start … stop - 1 that are there, with their numbers, unchecked."""
        ask = "SELECT number, data FROM entries WHERE number >= ? AND number < ? ORDER BY number"
        return self._ask(ask, start, stop)

    def tile(self, level: int, number: int) -> bytes:
        """Return a full tile with its middle row, 8,704 bytes, unchecked; nothing when it is not there."""
        ask = "SELECT hashes FROM tiles WHERE level = ? AND number = ?"
        match self._ask(ask, level, number):
            case [(bytes(hashes),)] if len(hashes) == TILE_SIZE + MIDDLE_SIZE:
                return hashes
        return b""

    def last_head(self) -> Head | None:
        """Return the last head that was signed, or that was about to be."""
        return self._head("SELECT size, root, note FROM heads ORDER BY size DESC LIMIT 1")

    def signed_head(self, size: int | None = None) -> Head | None:
        """Return the head signed at a size, or the last one of all; None without one."""
        ask = "SELECT size, root, note FROM heads WHERE note <> '' "
        if size is None:
            return self._head(f"{ask} ORDER BY size DESC LIMIT 1")
        return self._head(f"{ask} AND size = ?", size)

    def _head(self, ask: str, *words: int) -> Head | None:
        match self._ask(ask, *words):
            case []:
                return None
            case [(int(size), bytes(root), str(note))]:
                return Head(size=size, root=root, note=note)
        raise self._no_log("a signed head is not written as this program writes it")

    def count(self) -> int:
        """Return how many rows of entries there are, whatever their numbers."""
        ((count,),) = self._ask("SELECT count(*) FROM entries")
        return int(count)

    def hold(self) -> None:
        """Read from now on what is there now, whatever is written meanwhile."""
        self._ask("BEGIN")

    def heads_after(self, size: int, most: int = 1000) -> list[tuple[Any, Any, Any]]:
        """Return the next heads as they stand, from the smallest up."""
        ask = "SELECT size, root, note FROM heads WHERE size > ? ORDER BY size LIMIT ?"
        return self._ask(ask, size, most)

    def cosignatures(self, size: int) -> tuple[str, ...]:
        """Return the lines that witnesses gave for the head of a size, each with its new line."""
        found = self._ask("SELECT line FROM cosignatures WHERE size = ? ORDER BY rowid", size)
        return tuple(str(line) for (line,) in found)

    def key_entries(self) -> tuple[int, ...]:
        """Return the numbers of the entries that change the log's keys."""
        return tuple(
            number for (number,) in self._ask("SELECT number FROM key_entries ORDER BY number")
        )

    # --- writing ---------------------------------------------------------------------------------

    def add(
        self,
        entries: Sequence[bytes],
        tiles: Sequence[tuple[int, int, bytes]],
        growth: Growth,
        key_entries: Sequence[int] = (),
    ) -> None:
        """Add entries, what they finish, and which of them change keys; durable on return, or not there."""
        first = growth.size - len(entries)
        with self._commit() as write:
            write.executemany("INSERT INTO entries VALUES (?, ?)", enumerate(entries, first))
            if tiles:
                write.executemany("INSERT INTO tiles VALUES (?, ?, ?)", tiles)
            for number in key_entries:
                write.execute("INSERT INTO key_entries VALUES (?)", (number,))
            write.execute("UPDATE log SET size = ?, root = ?", (growth.size, growth.root()))

    def remember(self, head: Head) -> None:
        """Keep a head, in place of one of the same size."""
        with self._commit() as write:
            line = (head.size, head.root, head.note)
            write.execute("INSERT OR REPLACE INTO heads VALUES (?, ?, ?)", line)

    def cosign(self, size: int, lines: Sequence[tuple[str, str]]) -> None:
        """Keep lines of witnesses, each under what names its key; a later one takes the place."""
        with self._commit() as write:
            write.executemany(
                "INSERT OR REPLACE INTO cosignatures VALUES (?, ?, ?)",
                [(size, key, line) for key, line in lines],
            )

    # --- the connections -------------------------------------------------------------------------

    def _connected(self, mode: str) -> sqlite3.Connection:
        def connect() -> sqlite3.Connection:
            uri = f"{self.path.absolute().as_uri()}?mode={mode}"
            made = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
            made.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
            for setting in _SETTINGS:
                made.execute(setting)
            return made

        return self._told(connect)

    def _ask(self, sql: str, *words: object) -> list[Any]:
        with self._read_lock:
            return self._told(lambda: self._read.execute(sql, words).fetchall())

    def _told(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except sqlite3.Error as error:
            raise self._no_log(f"the database cannot be read: {str(error).lower()}") from error

    def _no_log(self, what: str) -> Exception:
        return Refused("EV01", what, "restore it from a copy").at(str(self.path))

    @contextmanager
    def _commit(self) -> Iterator[sqlite3.Connection]:
        with self._write_lock:
            if self.failed is not None:
                raise self._unwritten(self.failed)
            try:
                self._write.execute("BEGIN IMMEDIATE")
                yield self._write
                self._write.execute("COMMIT")
            except sqlite3.Error as error:
                self._undo(error)
                raise self._unwritten(error) from error

    def _undo(self, error: sqlite3.Error) -> None:
        # A full disk leaves things as they were. After any other failure, a sync that did not
        # happen among them, what the disk holds is not known until the database is opened anew.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_FULL:
            self.failed = error
        try:
            if self._write.in_transaction:
                self._write.execute("ROLLBACK")
        except sqlite3.Error as second:
            self.failed = second

    def _unwritten(self, error: sqlite3.Error) -> Exception:
        what = f"could not be stored, and was not acknowledged: {str(error).lower()}"
        hint = "make room on the disk" + ("; then open the log anew" if self.failed else "")
        return Refused("EV09", what, hint).at(str(self.path))


def no_log(path: Path) -> Faults:
    """Return the error that says that there is no log."""
    return Refused("EV01", "there is no log here", "make one: `tanba log init`").at(str(path))
