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
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from tanba.kernel import Refused
from tanba.works.record.blobs import LARGEST, BlobFolder, decoded
from tanba.works.record.card import moment_text
from tanba.works.record.folder import SESSIONS, locked, swept, told, written
from tanba.works.record.ledger import Ledger
from tanba.works.record.reading import Reading
from tanba.works.record.shapes import LONGEST_SESSION, check_act, check_head, line_bytes
from tanba.works.record.text import TextShelf
from tanba.works.record.values import ActAt, Head, How, Media, Work

EVERY: Final = 1.0
"""Seconds after which what was handed to the system is brought to the disk, with the next act."""

Entry = str
"""One of `shapes.ENTRIES`: typed, pasted, ai, source, mechanical."""
Origin = Sequence[Any] | str | None
"""`("g1", 0, 12)`: output 0 of g1 from its code point 12 on; `"s1"`: a source."""


class Recorder:
    """
    One open session of a work, and nobody else's while it is open.

    Raises
    ------
    Refused
        WK03 when another recorder is at work, WK17 when no session is open, WK07, WK13, WK14, WK15,
        WK19 when an act is not one that the record could be replayed with: then nothing is written.
    Faults
        What reading the record found (`Reading`); WK01 when the disk fails, after which this recorder
        writes nothing more: `resume` goes on from the last whole line.
    """

    work: Work
    ledger: Ledger
    """What may be referred to; `ledger.next("g")` is the name of the next generation."""
    blobs: BlobFolder

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder, self._clock = folder, clock
        self._handle = -1
        self._lock = locked(folder)
        try:
            swept(folder)
            self.blobs = BlobFolder(folder)
            self._read()
        except BaseException:
            self.close()
            raise

    @classmethod
    def start(
        cls, folder: Path, clock: Callable[[], datetime], tool: str, checkpoint: str = ""
    ) -> Self:
        """
        Begin a session; one that was not stopped stays as it is and will be told as broken off.

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
            if not recorder._open_session:
                raise Refused("WK17", "no session of this work is open", "start one")
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

    def text(self, piece: str) -> str:
        """Return the text of a piece as the record leaves it."""
        self.ledger.check_piece(piece, "insert")
        return str(self._texts[piece])

    def open(
        self,
        piece: str,
        file: str,
        media: Media,
        content: bytes,
        as_: Entry = "pasted",
        from_: Origin = None,
        how: How = How.RECORDED,
    ) -> ActAt:
        """
        Begin a piece with what is there, or take up one that may have changed meanwhile.

        Nobody saw how that came about: it is unknown, unless it is said to be `ai` or `source`, or is
        declared to be `typed`.
        """
        if media == "text":
            decoded(content)
        return self.add(
            "open",
            how,
            piece=piece,
            file=file,
            media=media,
            sha256=self.blobs.put(content),
            as_=as_,
            from_=from_,
        )

    def prompt(self, text: str, how: How = How.RECORDED) -> str:
        """Record a prompt and return its name."""
        name = self.ledger.next("p")
        self.add("prompt", how, id=name, sha256=self.blobs.put(_encoded(text)))
        return name

    def generated(
        self,
        outputs: Sequence[str | bytes],
        model: str,
        version: str = "",
        settings: Mapping[str, Any] | None = None,
        prompt: str | None = None,
        media: Media = "text",
        how: How = How.RECORDED,
    ) -> str:
        """Record all that a machine gave in answer, and return the name of the generation."""
        name = self.ledger.next("g")
        contents = [_encoded(one) if isinstance(one, str) else one for one in outputs]
        if media == "text":
            for content in contents:
                decoded(content)
        self.add(
            "generated",
            how,
            id=name,
            prompt=prompt,
            model=model,
            version=version,
            settings=dict(settings or {}),
            outputs=[self.blobs.put(content) for content in contents],
            media=media,
        )
        return name

    def choose(self, of: str, chosen: Sequence[int], how: How = How.RECORDED) -> ActAt:
        """Record which outputs were taken, by number; none when all were rejected."""
        return self.add("choose", how, of=of, chosen=sorted(set(chosen)))

    def source(
        self,
        title: str,
        holder: str = "",
        rights: str = "",
        content: bytes | None = None,
        how: How = How.RECORDED,
    ) -> str:
        """Record material that is brought in, and whose it is; return its name."""
        name = self.ledger.next("s")
        kept = None if content is None else self.blobs.put(content)
        self.add("source", how, id=name, title=title, holder=holder, rights=rights, sha256=kept)
        return name

    def insert(
        self, piece: str, at: int, text: str, as_: Entry, from_: Origin = None, how: How = How.RECORDED
    ) -> ActAt:
        """Record text that came in before the code point `at`."""
        return self.add("insert", how, piece=piece, at=at, text=text, as_=as_, from_=from_)

    def delete(
        self, piece: str, at: int, count: int, as_: Entry = "typed", how: How = How.RECORDED
    ) -> ActAt:
        """Record that `count` code points from `at` on went out."""
        return self.add("delete", how, piece=piece, at=at, count=count, as_=as_)

    def replace(
        self,
        piece: str,
        at: int,
        count: int,
        text: str,
        as_: Entry,
        from_: Origin = None,
        how: How = How.RECORDED,
    ) -> ActAt:
        """Record that `text` took the place of `count` code points from `at` on."""
        return self.add(
            "replace", how, piece=piece, at=at, count=count, text=text, as_=as_, from_=from_
        )

    def move(self, piece: str, at: int, count: int, to: int, how: How = How.RECORDED) -> ActAt:
        """Record that code points went elsewhere; `to` is a place in the text without them."""
        return self.add("move", how, piece=piece, at=at, count=count, to=to)

    def save(self, piece: str, content: bytes) -> ActAt:
        """Record what the file now is; of a text it must be what the record leaves (WK15)."""
        self.ledger.check_piece(piece, "save")
        if self.ledger.media[piece] == "text":
            if not self._texts[piece].equals(content):
                raise Refused("WK15", f"piece {piece!r} is not what its recorded acts make of it")
            digest = sha256(content).hexdigest()  # the acts make it: it need not be kept
        else:
            digest = self.blobs.put(content)
        return self.add("save", How.RECORDED, piece=piece, sha256=digest)

    def note(self, text: str, how: How = How.RECORDED) -> ActAt:
        """Record a remark."""
        return self.add("note", how, text=text)

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
        self._open_session = False
        return self.flush()

    def flush(self) -> ActAt:
        """Bring all acts to the disk; return the last one, which is durable now."""
        if self._durable < self._n:
            with told(self._path):
                os.fsync(self._handle)
            self._durable = self._n
        return self.durable

    def close(self) -> None:
        """Flush, and let others record; the session stays open until it is stopped."""
        try:
            if self._handle >= 0:
                try:
                    self.flush()
                finally:
                    os.close(self._handle)
                    self._handle = -1
        finally:
            if self._lock >= 0:
                os.close(self._lock)
                self._lock = -1

    def add(self, do: str, how: How, **fields: Any) -> ActAt:
        """
        Write one act of any kind (`shapes.SHAPES`); `as_` and `from_` are the keys that Python has not.

        Returns where it stands. What an act names by its SHA-256 must have been put into `blobs`.
        """
        if not self._open_session or self._handle < 0:
            raise Refused("WK17", "no session of this work is open", "start one")
        now = self._clock()
        ms = max(0, int((now - self._begun).total_seconds() * 1000))
        if ms > LONGEST_SESSION:
            raise Refused("WK17", "this session has lasted for 31 days", "stop it and start another")
        n = self._n + 1
        line = {"n": n, "prev": self._chain.last, "ms": ms, "how": how.value, "do": do}
        line |= {
            key.rstrip("_"): list(part) if isinstance(part, tuple) else part
            for key, part in fields.items()
            if part is not None
        }
        data = line_bytes(line)
        check_act(line)
        if do == "sealed":
            self._chain.check(line["of"][0], line["of"][1], line["head"])  # type: ignore[index]
        self._follow(self._session, n, ms, how.value, do, line)
        self._write(data + b"\n")
        self._n = n
        self._chain.add(sha256(data).hexdigest())
        if (now - self._synced).total_seconds() >= EVERY or now < self._synced:
            self.flush()
            self._synced = now
        return self.at

    def _read(self) -> None:
        """Read all that was recorded, so that nothing is written that does not fit."""
        record = Reading(self._folder)
        self.ledger, self._texts = Ledger(), TextShelf()
        for session, n, ms, how, do, fields in record.acts():
            try:
                self._follow(session, n, ms, how, do, fields)
            except Refused as refused:
                raise record.at(refused) from None
        self.work, self._card, self._chain, self._torn = (
            record.work,
            record.card,
            record.chain,
            record.torn,
        )
        head = record.head()
        self._session, self._n, self._durable = head.session, head.n, head.n
        last = record.sessions[-1] if record.sessions else None
        self._open_session = last is not None and not last.stopped
        self._begun = last.at if last else self._clock()
        self._synced = self._clock()
        self._path = self._folder / SESSIONS / f"{self._session:06d}.jsonl"
        if self._open_session:
            self._take_up()

    def _follow(
        self, session: int, n: int, ms: int, how: str, do: str, fields: Mapping[str, Any]
    ) -> None:
        self.ledger.take(session, n, ms, how, do, fields)
        if do == "open" and fields["media"] == "text":
            self._texts.open(fields["piece"], self.blobs.text(fields["sha256"], LARGEST))
        elif do in ("insert", "delete", "replace", "move"):
            self._texts.edit(do, fields)

    def _mend(self) -> None:
        """Cut off the half of a line that a crash left, and say so in the record."""
        if not self._torn:
            return
        with told(self._path):
            os.ftruncate(self._handle, self._size)
            os.fsync(self._handle)
        torn, self._torn = self._torn, 0
        self.add("torn", How.RECORDED, bytes=torn)
        self.flush()

    def _begin(self, tool: str, checkpoint: str) -> None:
        if self._handle >= 0:
            self.flush()
            os.close(self._handle)
            self._handle = -1
        number, now = self._session + 1, self._clock().astimezone(UTC).replace(microsecond=0)
        head = {
            "tanba": "work-record/1",
            "work": self.work.id,
            "session": number,
            "tool": tool,
            "at": moment_text(now),
            "prev": self._chain.last,
            "card": self._card,
        }
        if checkpoint:
            head["checkpoint"] = checkpoint
        data = line_bytes(head)
        check_head(head)
        self._path = self._folder / SESSIONS / f"{number:06d}.jsonl"
        with told(self._path):
            written(self._path, data + b"\n")
        self._chain.begin(number, sha256(data).hexdigest())
        self._session, self._n, self._durable, self._begun = number, 0, 0, now
        self._open_session = True
        self._take_up()

    def _take_up(self) -> None:
        with told(self._path):
            self._handle = os.open(self._path, os.O_WRONLY | os.O_APPEND)
            self._size = os.fstat(self._handle).st_size - getattr(self, "_torn", 0)

    def _write(self, data: bytes) -> None:
        try:
            with told(self._path):
                left = memoryview(data)
                while left:
                    left = left[os.write(self._handle, left) :]
        except BaseException:
            # No half a line stays if it can be helped; if not, resuming cuts it off.
            with suppress(OSError):
                os.ftruncate(self._handle, self._size)
            os.close(self._handle)
            self._handle = -1
            raise
        self._size += len(data)


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("WK19", "text with half a surrogate pair, which is no character") from None
