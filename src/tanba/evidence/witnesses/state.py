"""What a witness must never forget: its keys, the logs it knows, what it cosigned last of each, conflicts."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tanba.evidence.notes.note import VerifierKey, read_key
from tanba.kernel import Refused, value

_FILE: Final = "witness.db"
_KIND: Final = "tanba/witness/1"
_MOST_CONFLICTS: Final = 100
"""Requests kept of one log: the first ones prove what there is to prove."""
_TABLES: Final = """
CREATE TABLE own (name TEXT PRIMARY KEY, said TEXT NOT NULL) WITHOUT ROWID

CREATE TABLE logs (vkey TEXT PRIMARY KEY, origin TEXT NOT NULL) WITHOUT ROWID

CREATE TABLE heads (
    origin TEXT PRIMARY KEY, place TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, root BLOB NOT NULL,
    note TEXT NOT NULL, seconds INTEGER NOT NULL
) WITHOUT ROWID

CREATE TABLE conflicts (
    number INTEGER PRIMARY KEY, origin TEXT NOT NULL, seconds INTEGER NOT NULL, why TEXT NOT NULL,
    request BLOB NOT NULL, known TEXT NOT NULL
)

CREATE TRIGGER never_smaller BEFORE UPDATE ON heads WHEN NEW.size < OLD.size
BEGIN SELECT RAISE(ABORT, 'a tree does not shrink'); END

CREATE TRIGGER never_gone BEFORE DELETE ON heads
BEGIN SELECT RAISE(ABORT, 'a tree does not vanish'); END
"""


@value
class Held:
    """What a witness cosigned last of a log."""

    size: int
    root: bytes
    note: str
    """The checkpoint, with the log's signatures and our cosignatures."""
    seconds: int
    """When, in seconds since 1970."""


@value
class Conflict:
    """A checkpoint that a log signed and that does not fit what it signed before."""

    origin: str
    time: datetime
    why: str
    request: bytes
    known: str
    """The checkpoint that it does not fit; empty when none was cosigned yet."""


class State:
    """
    The file of one witness, safe for several threads and processes.

    Every method raises Refused (EV38) when the file is not there, not ours, or cannot be written: then the
    witness must not answer.
    """

    def __init__(self, path: Path, mode: str) -> None:
        self._path = path
        self._lock = threading.RLock()
        with self._told():
            address = f"{path.absolute().as_uri()}?mode={mode}"
            self._file = sqlite3.connect(
                address, uri=True, isolation_level=None, check_same_thread=False, timeout=10
            )

    @classmethod
    def create(cls, folder: Path, keys: str) -> "State":
        """Begin the state of a witness with these keys, a line each; one that is there stays (EV38)."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Refused("EV38", "no folder can be made for a witness", str(error)) from None
        return cls(folder / _FILE, "rwc")._ready(lambda state: state._begin(keys))

    @classmethod
    def open(cls, folder: Path, keys: str) -> "State":
        """Open the state of the witness with these keys; one that is lost is not begun anew."""
        return cls(folder / _FILE, "rw")._ready(lambda state: state._check(keys))

    def _ready(self, prepare: "Callable[[State], None]") -> "State":
        try:
            # What was answered must outlive a power cut.
            self._rows("PRAGMA journal_mode = WAL")
            self._rows("PRAGMA synchronous = FULL")
            prepare(self)
        except BaseException:
            self.close()
            raise
        return self

    def _begin(self, keys: str) -> None:
        with self.alone():
            if self._rows("SELECT 1 FROM sqlite_master LIMIT 1"):
                raise Refused("EV38", "a witness is here already")
            for statement in _TABLES.split("\n\n"):
                self._rows(statement)
            self._rows("INSERT INTO own VALUES ('kind', ?), ('keys', ?)", _KIND, keys)

    def _check(self, keys: str) -> None:
        said = dict(self._rows("SELECT name, said FROM own"))
        if said.get("kind") != _KIND or said.get("keys") != keys:
            raise Refused("EV38", "the state of another witness, or of another key")

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Do what is inside in one step, with nobody else writing; on any error nothing is done."""
        with self._lock, self._told():
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._file.execute("COMMIT")
            except BaseException:
                if self._file.in_transaction:
                    self._file.execute("ROLLBACK")
                raise

    def trust(self, key: VerifierKey) -> None:
        """Know a log by one more key."""
        self._rows("INSERT OR IGNORE INTO logs VALUES (?, ?)", str(key), key.name)

    def keys(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the keys by which a log is known; empty when it is not."""
        rows = self._rows("SELECT vkey FROM logs WHERE origin = ?", origin)
        return tuple(read_key(vkey) for (vkey,) in rows)

    def held(self, origin: str) -> Held | None:
        """Return what was cosigned last of a log."""
        return self._held("origin", origin)

    def held_at(self, place: str) -> Held | None:
        """Return the same by the SHA-256 of the log's name, in hexadecimal."""
        return self._held("place", place)

    def hold(self, origin: str, held: Held) -> None:
        """Replace what was cosigned last of a log; a smaller tree is never held after a larger one."""
        place = sha256(origin.encode()).hexdigest()
        self._rows(
            "INSERT INTO heads VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET"
            " size = excluded.size, root = excluded.root, note = excluded.note, seconds = excluded.seconds",
            origin, place, held.size, held.root, held.note, held.seconds,
        )  # fmt: skip

    def keep(self, conflict: Conflict) -> None:
        """Keep a conflict, as long as there are not too many of this log."""
        self._rows(
            "INSERT INTO conflicts (origin, seconds, why, request, known) SELECT ?, ?, ?, ?, ?"
            " WHERE (SELECT count(*) FROM conflicts WHERE origin = ?) < ?",
            conflict.origin, int(conflict.time.timestamp()), conflict.why, conflict.request,
            conflict.known, conflict.origin, _MOST_CONFLICTS,
        )  # fmt: skip

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return what was kept, the oldest first."""
        rows = self._rows("SELECT origin, seconds, why, request, known FROM conflicts ORDER BY number")
        return tuple(
            Conflict(
                origin=origin,
                time=datetime.fromtimestamp(seconds, UTC),
                why=why,
                request=request,
                known=known,
            )
            for origin, seconds, why, request, known in rows
        )

    def _held(self, column: str, value_: str) -> Held | None:
        rows = self._rows(f"SELECT size, root, note, seconds FROM heads WHERE {column} = ?", value_)  # noqa: S608
        return next(
            (Held(size=size, root=root, note=note, seconds=at) for size, root, note, at in rows), None
        )

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, self._told():
            return self._file.execute(statement, values).fetchall()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            hint = f"{self._path}: {error}; a witness whose state is lost is retired, not begun anew"
            raise Refused("EV38", "the state of a witness cannot be used", hint) from None
