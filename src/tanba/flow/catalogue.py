"""Which entry of a log is about what: found again from the log itself whenever it is behind or gone."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from tanba.evidence import entry_from
from tanba.kernel import Refused, value


@value
class Listed:
    """One entry of the log: where it stands and what it is about."""

    index: int
    kind: str
    subject: str
    seq: int


class Catalogue:
    """
    The entries of a log by kind and subject.

    A projection, never the truth: a copy that is damaged or behind is filled from the log again.
    Entries that are not of this form (others may write to a log too) have the kind `foreign`.
    """

    def __init__(self, file: Path) -> None:
        # A seal may come from a watching thread; calls are made one at a time by the archive's lock.
        self._file = file
        self._base = _opened(file)

    def catch_up(self, size: int, entry: Callable[[int], bytes]) -> None:
        """List what the log has and this has not; a copy with holes or of another form is filled anew."""
        try:
            known, listed = self._base.execute(
                "SELECT coalesce(max(at), -1) + 1, count(at) FROM (SELECT at, kind, subject, seq FROM entries)"
            ).fetchone()
        except sqlite3.DatabaseError:
            known, listed = 0, -1
        if listed != known or known > size:  # or a log that was put back from an older copy
            self._base.close()
            self._file.unlink()
            self._base, known = _opened(self._file), 0
        with self._base:
            self._base.executemany(
                "INSERT INTO entries (at, kind, subject, seq) VALUES (?, ?, ?, ?)",
                (_row(listed_entry(at, entry(at))) for at in range(known, size)),
            )

    def count(self, kind: str, subject: str) -> int:
        """Return the greatest number among the entries of a kind about a subject; 0 for none."""
        row = self._base.execute(
            "SELECT coalesce(max(seq), 0) FROM entries WHERE kind = ? AND subject = ?", (kind, subject)
        ).fetchone()
        return int(row[0])

    def find(self, kind: str = "", subject: str = "", last: int = -1) -> tuple[Listed, ...]:
        """Return entries in the order of the log; of a kind, about a subject, or the `last` so many."""
        rows = self._base.execute(
            "SELECT * FROM (SELECT at, kind, subject, seq FROM entries"
            " WHERE (? = '' OR kind = ?) AND (? = '' OR subject = ?) ORDER BY at DESC LIMIT ?) ORDER BY at",
            (kind, kind, subject, subject, last),
        )
        return tuple(
            Listed(index=at, kind=kind, subject=subject, seq=seq) for at, kind, subject, seq in rows
        )

    def kinds(self) -> tuple[tuple[str, int], ...]:
        """Return every kind with the number of its entries."""
        rows = self._base.execute("SELECT kind, count(*) FROM entries GROUP BY kind ORDER BY kind")
        return tuple(rows)

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()


def _opened(file: Path) -> sqlite3.Connection:
    base = sqlite3.connect(file, check_same_thread=False)
    try:
        base.execute(
            "CREATE TABLE IF NOT EXISTS entries"
            " (at INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, seq INTEGER NOT NULL)"
        )
        base.execute("CREATE INDEX IF NOT EXISTS about ON entries (kind, subject, seq)")
    except sqlite3.DatabaseError:  # not a database: make it anew
        base.close()
        file.unlink()
        return _opened(file)
    return base


def listed_entry(index: int, data: bytes) -> Listed:
    """Return what an entry is about, from its bytes."""
    try:
        entry = entry_from(data)
    except Refused:
        return Listed(index=index, kind="foreign", subject="", seq=0)
    return Listed(index=index, kind=entry.kind, subject=entry.subject, seq=entry.seq)


def _row(one: Listed) -> tuple[int, str, str, int]:
    return one.index, one.kind, one.subject, one.seq
