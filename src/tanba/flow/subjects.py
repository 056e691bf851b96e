"""Random ids for the people, works and systems of a log: the names stay in this file, out of the log."""

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from tanba.kernel import Fault, Faults, Place

Role = Literal["author", "work", "system", "file", "key"]
FILE: Final = "subjects.db"
_WAIT: Final = 10.0
"""Seconds to wait for another command that writes here."""


def subject_of(folder: Path, role: Role, name: str) -> str:
    """
    Return the id of somebody or something, 32 hexadecimal digits; a new one for a new name.

    It is on the disk when this returns. Raises Faults (EV21) when the file is damaged.
    """
    with _names(folder) as names:
        row = role, _bytes(name), secrets.token_hex(16)
        names.execute("INSERT OR IGNORE INTO subjects VALUES (?, ?, ?)", row)
        return _one(names, role, name) or ""


def find_subject(folder: Path, role: Role, name: str) -> str | None:
    """Return the id of a name, or None when this log never had anything about it."""
    if not (folder / FILE).is_file():
        return None
    with _names(folder) as names:
        return _one(names, role, name)


def subjects_named(folder: Path, name: str) -> frozenset[str]:
    """Return the ids of a name, in whatever role; empty when there is none."""
    if not (folder / FILE).is_file():
        return frozenset()
    with _names(folder) as names:
        rows = names.execute("SELECT subject FROM subjects WHERE name = ?", (_bytes(name),))
        return frozenset(subject for (subject,) in rows)


def forget_subject(folder: Path, subject: str) -> None:
    """Drop the name of an id: what the log has of it is about nobody from now on."""
    with _names(folder) as names:
        names.execute("DELETE FROM subjects WHERE subject = ?", (subject,))


@contextmanager
def _names(folder: Path) -> Iterator[sqlite3.Connection]:
    file = folder / FILE
    try:
        # Made before SQLite does, so that at no moment others may read it.
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
        names = sqlite3.connect(file, timeout=_WAIT)
        try:
            names.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            names.execute("PRAGMA synchronous = FULL")
            names.execute(
                "CREATE TABLE IF NOT EXISTS subjects"
                " (role TEXT NOT NULL, name BLOB NOT NULL, subject TEXT NOT NULL UNIQUE,"
                " PRIMARY KEY (role, name))"
            )
            with names:
                yield names
        finally:
            names.close()
    except (sqlite3.Error, OSError) as error:
        what = f"the names of the log's subjects cannot be read or written: {str(error).lower()}"
        fault = Fault(
            at=Place(file=str(file)), code="EV21", what=what, hint="bring the file back from a copy"
        )
        raise Faults([fault]) from None


def _one(names: sqlite3.Connection, role: Role, name: str) -> str | None:
    ask = "SELECT subject FROM subjects WHERE role = ? AND name = ?"
    row = names.execute(ask, (role, _bytes(name))).fetchone()
    return None if row is None else str(row[0])


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
