"""
The one who writes a record: act by act, each checked before it is written, none ever changed.

    with Recorder.start(folder, clock, tool="tanba 0.3") as recorder:
        recorder.open("text", "essay.md", "text", Path("essay.md").read_bytes())
        recorder.insert("text", 0, "Сәлем", "typed")
        recorder.save("text", Path("essay.md").read_bytes())
        recorder.stop()

What is acknowledged: a method that returns has handed its line to the system whole, so that nothing is
lost when this program is killed. What `durable` names, and all before it, survives a loss of power as
well: after `flush`, `head`, `seal`, `stop` and `close`, and at the latest with the first act a second
later. Blobs are durable before an act names them.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tanba.kernel import Refused
from tanba.works.record.acts import Acts
from tanba.works.record.blobs import BlobFolder
from tanba.works.record.card import moment_text
from tanba.works.record.folder import SESSIONS, locked, swept, told, written
from tanba.works.record.ledger import Ledger
from tanba.works.record.reading import Reading
from tanba.works.record.shapes import LONGEST_SESSION, act_line, head_line
from tanba.works.record.tail import Tail
from tanba.works.record.text import LONGEST, TextShelf
from tanba.works.record.values import ActAt, Head, How

EVERY: Final = 1.0
"""Seconds after which what was handed to the system is brought to the disk, with the next act."""


class Recorder(Acts):
    """
    One open session of a work, and nobody else's while it is open.

    Raises
    ------
    Refused
        WK03 when another recorder is at work, WK17 when no session is open; when an act is not one that
        the record could be replayed with: WK06, WK07 and WK19 its form, WK12 and WK20 its size, WK13
        what it refers to, WK14 its place, WK15 a save, WK16 not UTF-8, WK18 a seal. Nothing is written.
    Faults
        What reading the record found (`Reading`); WK01 when the disk fails, after which this recorder
        writes nothing more: `resume` goes on from the last whole line.
    """

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._tail: Tail | None = None
        self._session = self._n = self._durable = 0
        self._lock = locked(folder)
        try:
            swept(folder)
            self.blobs, self.ledger, self.texts = BlobFolder(folder), Ledger(), TextShelf()
            self._record = self._read(folder)
            self._synced = self._begun = clock()
            end = self._record.head()
            self._session, self._n, self._durable = end.session, end.n, end.n
            if self._record.sessions and not self._record.sessions[-1].stopped:
                self._begun = self._record.sessions[-1].at
                self._tail = Tail(self._path(), self._record.torn)
        except BaseException:
            self.close()
            raise
        self.work, self._chain = self._record.work, self._record.chain

    @classmethod
    def start(
        cls, folder: Path, clock: Callable[[], datetime], tool: str, checkpoint: str = ""
    ) -> Self:
        """
        Begin a session; one that was not stopped stays as it is and will be told as broken off.

        A card that was changed since the last session is from now on the one that holds.

        `checkpoint` is the newest signed checkpoint that is known, as text: this session is younger.
        """
        recorder = cls(folder, clock)
        try:
            recorder._mend()
            recorder._begin(tool, checkpoint)
        except BaseException:
            recorder.close()
            raise
        return recorder

    @classmethod
    def resume(cls, folder: Path, clock: Callable[[], datetime]) -> Self:
        """Go on with the session that was not stopped; half a line at its end is cut off and told."""
        recorder = cls(folder, clock)
        try:
            if recorder._tail is None:
                raise Refused("WK17", "no session of this work is open", "start one")
            recorder._record.check_card()
            recorder._mend()
        except BaseException:
            recorder.close()
            raise
        return recorder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def at(self) -> ActAt:
        """The last act that was written."""
        return self._session, self._n

    @property
    def durable(self) -> ActAt:
        """The last act that would survive a loss of power."""
        return self._session, self._durable

    def add(self, do: str, how: How, **fields: Any) -> ActAt:
        """
        Write one act of any kind (`shapes.SHAPES`); `as_` and `from_` are the keys that Python has not.

        Returns where it stands. What an act names by its SHA-256 must have been put into `blobs`.
        """
        if self._tail is None or self._tail.closed:
            raise Refused("WK17", "no session of this work is open", "start one")
        now, n = self._clock(), self._n + 1
        ms = max(0, int((now - self._begun).total_seconds() * 1000))
        if ms > LONGEST_SESSION:
            raise Refused("WK17", "this session has lasted for 31 days", "stop it and start another")
        line, own = act_line(n, self._chain.last, ms, how.value, do, fields)
        if do == "sealed":
            self._chain.check(own["of"][0], own["of"][1], own["head"])
        self._follow(self._session, n, ms, how.value, do, own)
        self._tail.add(line)
        self._n = n
        self._chain.add(sha256(line).hexdigest())
        if not 0 <= (now - self._synced).total_seconds() < EVERY:
            self._synced = now
            self.flush()
        return self.at

    def seal(
        self,
        head: Head,
        entry: int,
        checkpoint: bytes = b"",
        proof: bytes = b"",
        stamps: Sequence[bytes] = (),
    ) -> ActAt:
        """Record that entry number `entry` of the log commits to `head`, with what shows it."""
        if head.work != self.work.id:
            raise Refused("WK18", "this seal is of another work")
        self.add(
            "sealed",
            How.RECORDED,
            of=[head.session, head.n],
            head=head.sha256,
            entry=entry,
            checkpoint=self.blobs.put(checkpoint) if checkpoint else None,
            proof=self.blobs.put(proof) if proof else None,
            stamps=[self.blobs.put(stamp) for stamp in stamps],
        )
        return self.flush()

    def head(self) -> Head:
        """Return what a seal commits to, after it has reached the disk."""
        self.flush()
        return Head(work=self.work.id, session=self._session, n=self._n, sha256=self._chain.last)

    def stop(self) -> ActAt:
        """End the session."""
        self.add("stop", How.RECORDED)
        self.flush()
        self._let_go()
        return self.at

    def flush(self) -> ActAt:
        """Bring all acts to the disk; return the last one, which is durable now."""
        if self._tail is not None and not self._tail.closed and self._durable < self._n:
            self._tail.sync()
            self._durable = self._n
        return self.durable

    def close(self) -> None:
        """Flush, and let others record; the session stays open until it is stopped."""
        try:
            self.flush()
        finally:
            self._let_go()
            if self._lock >= 0:
                os.close(self._lock)
                self._lock = -1

    def _path(self) -> Path:
        return self._record.folder / SESSIONS / f"{self._session:06d}.jsonl"

    def _read(self, folder: Path) -> Reading:
        """Read all that was recorded, so that nothing is written that does not fit."""
        record = Reading(folder)
        for session, n, ms, how, do, fields in record.acts():
            try:
                self._follow(session, n, ms, how, "insert" if do == "typing" else do, fields)
            except Refused as refused:
                raise record.at(refused) from None
        return record

    def _follow(
        self, session: int, n: int, ms: int, how: str, do: str, fields: Mapping[str, Any]
    ) -> None:
        self.ledger.take(session, n, ms, how, do, fields)
        if do == "open" and fields["media"] == "text":
            self.texts.open(fields["piece"], self.blobs.text(fields["sha256"], 4 * LONGEST))
        elif do in ("insert", "delete", "replace", "move"):
            self.texts.edit(do, fields)

    def _mend(self) -> None:
        """Cut off the half of a line that a crash left, and say so in the record."""
        if self._tail is not None and self._record.torn:
            self._tail.mend()
            self.add("torn", How.RECORDED, bytes=self._record.torn)
            self.flush()

    def _begin(self, tool: str, checkpoint: str) -> None:
        self.flush()
        self._let_go()
        self._begun = self._clock().astimezone(UTC).replace(microsecond=0)
        line = head_line(
            tanba="work-record/1",
            work=self.work.id,
            session=self._session + 1,
            tool=tool,
            at=moment_text(self._begun),
            prev=self._chain.last,
            card=self._record.card,
            checkpoint=checkpoint or None,
        )
        self._session, self._n, self._durable = self._session + 1, 0, 0
        with told(self._path()):
            written(self._path(), line + b"\n")
        self._chain.begin(self._session, sha256(line).hexdigest())
        self._tail = Tail(self._path())

    def _let_go(self) -> None:
        if self._tail is not None:
            self._tail.close()
            self._tail = None
