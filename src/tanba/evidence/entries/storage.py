"""The vault's file: SQLite with a journal beside it (WAL), where nothing deleted is left to read."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tanba.kernel import Fault, Faults, Place, Refused

_FORM: Final = "vault/1"

# A key is never moved: rows are only appended, and it is overwritten by as many zeros.
_TABLES: Final = """
CREATE TABLE vault (form TEXT NOT NULL, salt BLOB NOT NULL, master BLOB NOT NULL);
CREATE TABLE subjects (id INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL UNIQUE, key BLOB NOT NULL);
CREATE TABLE erasures (subject TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (position INTEGER PRIMARY KEY, subject TEXT NOT NULL);
CREATE TABLE boxes (
    position INTEGER NOT NULL, field TEXT NOT NULL, box BLOB NOT NULL, PRIMARY KEY (position, field)
);
CREATE INDEX of_subject ON entries (subject);
"""


@contextmanager
def at(path: Path) -> Iterator[None]:
    """Say of what goes wrong inside that it is about the vault's file: raise Faults."""
    try:
        yield
    except Refused as refused:
        raise refused.at(str(path)) from None
    except (OSError, sqlite3.Error) as error:
        why = str(getattr(error, "strerror", None) or error).lower()
        fault = Fault(
            at=Place(file=str(path)), code="EV48", what=f"the vault cannot be read or written: {why}"
        )
        raise Faults([fault]) from None


def connected(path: Path) -> sqlite3.Connection:
    """Return a connection: what it commits is on the disk, what it deletes is overwritten."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    for setting in ("secure_delete = ON", "synchronous = FULL", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def fill(path: Path, salt: bytes, box: bytes) -> None:
    """Make an empty vault of an empty file, and see that it is on the disk."""
    connection = connected(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(_TABLES)
        connection.execute("INSERT INTO vault VALUES (?, ?, ?)", (_FORM, salt, box))
    finally:
        connection.close()  # the last one to close writes the journal into the file
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def header(connection: sqlite3.Connection) -> tuple[bytes, object]:
    """Return the salt of the passphrase and the box of the master key; raises Refused (EV47)."""
    try:
        rows = connection.execute("SELECT form, salt, master FROM vault").fetchmany(2)
    except sqlite3.OperationalError as error:
        if "no such" in str(error):
            raise Refused("EV47", "not a vault") from None
        raise
    except sqlite3.DatabaseError:
        raise Refused("EV47", "not a vault, or a damaged one", "take it back from a copy") from None
    if len(rows) != 1 or not isinstance(rows[0][1], bytes):
        raise altered("its head")
    form, salt, box = rows[0]
    if form != _FORM:
        raise Refused("EV47", f"not a vault of the form {_FORM}")
    return salt, box


def empty(connection: sqlite3.Connection) -> bool:
    """Move the journal into the file and cut it to nothing, as far as other programs let us."""
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def emptied(connection: sqlite3.Connection) -> None:
    """Empty the journal, which may hold what was overwritten; raises Refused (EV48)."""
    if not empty(connection):
        hint = "close it and try again"
        raise Refused("EV48", "another program holds the vault open, its journal stays", hint)


def settle(folder: Path) -> None:
    """Make the name of the new file survive a loss of power, where the system knows how."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def altered(what: str) -> Refused:
    """Return what to raise when the file does not hold what was written to it."""
    return Refused("EV47", f"the vault was altered or damaged: {what}", "take it back from a copy")
