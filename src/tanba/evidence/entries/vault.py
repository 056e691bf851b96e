"""
The vault: what the entries of a log commit to, encrypted, each subject under a key of its own.

    vault = Vault.create(Path("log/vault"), "correct horse battery")
    vault.put(entry.subject, index, openings)          # on the disk when this returns
    vault.openings(index).openings                     # what opens the entry's fields
    vault.erase(entry.subject, on=date(2026, 3, 1))    # from now on nobody opens them; proofs stand

To erase is to destroy a key: its 60 wrapped bytes are overwritten where they lie, the journal that
may hold a copy is emptied, and the boxes go with it. What this cannot reach: copies of the file made
before, blocks that the file system or the disk itself has set aside, payloads kept elsewhere.
"""

import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tanba.evidence.entries import sealing, storage
from tanba.evidence.entries.commitment import LARGEST_PAYLOAD, SALT_SIZE, Opening
from tanba.evidence.entries.entry import check_field, check_kind, check_subject
from tanba.kernel import Refused, value

FILE: Final = "vault.db"
_LAST: Final = 2**63 - 1


@value
class Kept:
    """
    What the vault has for one entry of the log.

    No subject: nothing was put for it here. `erased` is the day on which its openings were destroyed.
    """

    subject: str = ""
    openings: tuple[Opening, ...] = ()
    erased: date | None = None


class Vault:
    """
    Openings of entries in one file, under a passphrase. Threads may share one.

    Whatever goes wrong is raised as Faults about that file: EV44 a passphrase that is too short, EV45
    a vault that is there already, or none, EV46 another passphrase, EV47 what was altered, EV48 the
    disk, EV49 what cannot be put.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, master: bytes) -> None:
        self._path, self._connection, self._master = path, connection, master
        self._alone = threading.RLock()

    @classmethod
    def create(cls, folder: Path, secret: str) -> Self:
        """Make an empty vault in a folder, which may be there already, and open it."""
        path = folder / FILE
        with storage.at(path):
            salt, master = os.urandom(sealing.SALT), os.urandom(sealing.KEY_SIZE)
            box = sealing.wrapped(master, sealing.master_lock(secret, salt), b"master")
            folder.mkdir(0o700, parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(prefix=".new-", dir=folder)  # made with mode 0600
            try:
                os.close(handle)
                storage.fill(Path(beside), salt, box)
                os.link(beside, path)  # as a whole, and only if nobody else made one
            except FileExistsError:
                raise Refused("EV45", "there is a vault already") from None
            finally:
                Path(beside).unlink(missing_ok=True)
            storage.settle(folder)
        return cls.open(folder, secret)

    @classmethod
    def open(cls, folder: Path, secret: str) -> Self:
        """Open a vault; a passphrase that does not fit is EV46."""
        path = folder / FILE
        with storage.at(path):
            if not path.is_file():
                raise Refused("EV45", "no vault here")
            connection = storage.connected(path)
            try:
                salt, box = storage.header(connection)
                master = sealing.unwrapped(box, sealing.master_lock(secret, salt), b"master")
                if master is None:
                    hint = "without it the openings are lost; the log's proofs stand"
                    raise Refused("EV46", "this passphrase does not open the vault", hint)
                storage.empty(connection)  # what a crash may have left in the journal
            except BaseException:
                connection.close()
                raise
        return cls(path, connection, master)

    def put(self, subject: str, index: int, openings: Iterable[Opening]) -> None:
        """
        Keep what opens the entry at `index` of the log; it is on the disk when this returns.

        The same may be put again, as after a crash; anything else for that entry is refused (EV49),
        and so is a subject that was erased.
        """
        with storage.at(self._path), self._alone:
            kept = tuple(openings)
            _check(subject, index, kept)
            with self._transaction():
                if self._subject(index):
                    if self._kept(index) != Kept(subject=subject, openings=_sorted(kept)):
                        raise Refused("EV49", f"something else is kept for entry {index}")
                    return
                if self._erased(subject):
                    raise Refused("EV49", f"the subject {subject} was erased", "take a new one")
                key = self._key(subject) or self._new_key(subject)
                rows = [(index, one.field, sealing.sealed(one, key, subject, index)) for one in kept]
                self._connection.execute("INSERT INTO entries VALUES (?, ?)", (index, subject))
                self._connection.executemany("INSERT INTO boxes VALUES (?, ?, ?)", rows)

    def openings(self, index: int) -> Kept:
        """Return what opens the entry at `index`, by field; that it was erased is an answer."""
        with storage.at(self._path), self._alone:
            return self._kept(index)

    def indexes(self, subject: str) -> tuple[int, ...]:
        """Return the entries for which something of this subject is or was kept, in order."""
        with storage.at(self._path), self._alone:
            query = "SELECT position FROM entries WHERE subject = ? ORDER BY position"
            return tuple(row[0] for row in self._connection.execute(query, (subject,)))

    def erase(self, subject: str, *, on: date) -> tuple[int, ...]:
        """
        Destroy the key of a subject and what lies under it; return the entries that it concerned.

        Of a subject erased before, the first day stays. Nothing that has to do with a subject gives
        no entries. EV48 when another program holds the file open so that a copy of the key is left
        in its journal; to erase again, or to open the vault, finishes it.
        """
        with storage.at(self._path), self._alone:
            check_subject(subject)
            indexes = self.indexes(subject)
            if self._key_box(subject) is not None:
                with self._transaction():
                    self._destroy(subject, on)
            storage.emptied(self._connection)
            return indexes

    def change_secret(self, secret: str) -> None:
        """
        Put the master key under another passphrase; the old one opens this file no more.

        Who has the old passphrase and an old copy of the file still opens that copy, and with its
        master key whatever is put later: after a theft make a new vault.
        """
        with storage.at(self._path), self._alone:
            salt = os.urandom(sealing.SALT)
            box = sealing.wrapped(self._master, sealing.master_lock(secret, salt), b"master")
            with self._transaction():
                self._connection.execute("UPDATE vault SET salt = ?, master = ?", (salt, box))
            storage.emptied(self._connection)

    def close(self) -> None:
        """Close the file; nothing is lost without it."""
        with storage.at(self._path), self._alone:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- one entry, one subject ----------------------------------------------------------------------

    def _kept(self, index: int) -> Kept:
        subject = self._subject(index)
        if not subject:
            return Kept()
        if day := self._erased(subject):
            return Kept(subject=subject, erased=day)
        key = self._key(subject)
        if key is None:
            raise storage.altered(f"the key of {subject} is missing")
        query = "SELECT field, box FROM boxes WHERE position = ? ORDER BY field"
        found = []
        for field, box in self._connection.execute(query, (index,)):
            opening = sealing.unsealed(box, key, subject, index, str(field))
            if opening is None:
                raise storage.altered(f"the field {field} of entry {index} does not open")
            found.append(opening)
        return Kept(subject=subject, openings=tuple(found))

    def _subject(self, index: int) -> str:
        """Return whose entry it is, or nothing."""
        if not 0 <= index <= _LAST:
            return ""
        row = self._connection.execute("SELECT subject FROM entries WHERE position = ?", (index,))
        subject = (row.fetchone() or ("",))[0]
        if subject:
            _trusted(subject)
        return str(subject)

    def _erased(self, subject: str) -> date | None:
        row = self._connection.execute("SELECT day FROM erasures WHERE subject = ?", (subject,))
        day = row.fetchone()
        try:
            return date.fromisoformat(day[0]) if day else None
        except (ValueError, TypeError):
            raise storage.altered(f"the day on which {subject} was erased") from None

    def _key_box(self, subject: str) -> object:
        row = self._connection.execute("SELECT key FROM subjects WHERE subject = ?", (subject,))
        return (row.fetchone() or (None,))[0]

    def _key(self, subject: str) -> bytes | None:
        box = self._key_box(subject)
        if box is None:
            return None
        key = sealing.unwrapped(box, self._master, b"subject\x00" + bytes.fromhex(subject))
        if key is None:
            raise storage.altered(f"the key of {subject} does not open")
        return key

    def _new_key(self, subject: str) -> bytes:
        key = os.urandom(sealing.KEY_SIZE)
        box = sealing.wrapped(key, self._master, b"subject\x00" + bytes.fromhex(subject))
        row = "INSERT INTO subjects (subject, key) VALUES (?, ?)"
        self._connection.execute(row, (subject, box))
        return key

    def _destroy(self, subject: str, on: date) -> None:
        run = self._connection.execute
        run("UPDATE subjects SET key = zeroblob(?) WHERE subject = ?", (sealing.WRAPPED, subject))
        boxes = "UPDATE boxes SET box = x'' WHERE position IN (SELECT position FROM entries WHERE subject = ?)"
        run(boxes, (subject,))
        run("INSERT OR IGNORE INTO erasures VALUES (?, ?)", (subject, on.isoformat()))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _check(subject: str, index: int, openings: tuple[Opening, ...]) -> None:
    check_subject(subject)
    if not 0 <= index <= _LAST:
        raise Refused("EV49", "an entry's place in the log is a number from 0")
    if len({one.field for one in openings}) != len(openings):
        raise Refused("EV49", "two openings of one field")
    for one in openings:
        check_kind(one.kind)
        check_field(one.field)
        if len(one.salt) != SALT_SIZE:
            raise Refused("EV49", f"the salt of {one.field} is not {SALT_SIZE} bytes")
        if len(one.payload) > LARGEST_PAYLOAD:
            hint = "commit to its SHA-256 and keep the file"
            raise Refused("EV49", f"{one.field} has more than {LARGEST_PAYLOAD:,} bytes", hint)


def _sorted(openings: tuple[Opening, ...]) -> tuple[Opening, ...]:
    return tuple(sorted(openings, key=lambda one: one.field))


def _trusted(subject: object) -> None:
    try:
        check_subject(subject)
    except Refused:
        raise storage.altered("a subject") from None
