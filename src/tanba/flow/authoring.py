"""
A work from its first day to its seal: its folder, its sessions, and the log that vouches for it.

    begin_work(Path("essay.work"), title="Таң", author="Айгүл")
    with at_work(Path("essay.work")) as recorder:
        recorder.prompt("Дала туралы төрт жол")
    seal_work(Path("essay.work"), archive)

Recorders work one at a time and each only for as long as it writes, so that a watcher, an editor and a
person at a terminal can take turns.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from tanba.flow.answering import write_whole
from tanba.kernel import VERSION, Refused, TanbaError, canonical_bytes, value
from tanba.works import Head, Media, Recorder, Work, make_work

if TYPE_CHECKING:
    from tanba.flow.archive import Anchored, Archive

T = TypeVar("T")

TOOL: Final = f"tanba {VERSION}"
CARD: Final = "work.json"
LOG: Final = "log.json"
"""In the folder of a work: which log it is sealed into."""
KIND: Final = "work.seal"
TURN: Final = 10.0
"""Seconds to wait for another recorder to finish its turn."""


@value
class Begun:
    """A work with an open session."""

    folder: Path
    work: Work
    session: int
    made: bool
    """The work is new."""
    after: str
    """The size of the signed checkpoint that the session is younger than; empty for none."""


@value
class SealedWork:
    """What the log now vouches for."""

    head: Head
    entry: int
    size: int
    """Of the tree that was signed over the entry."""
    stamps: int
    """Tokens of time authorities over that tree."""
    cosigned: int
    """Witnesses that signed it."""
    silent: tuple[str, ...]
    """Authorities and witnesses that were asked in vain, and why."""


def find_work(here: Path, named: Path | None = None) -> Path:
    """
    Return the folder of the work that is meant: the named one, or the only one in `here`.

    Raises
    ------
    Faults
        WK60 when there is none, WK61 when there are several.
    """
    if named is not None:
        if (named / CARD).is_file():
            return named
        raise Refused("WK60", "there is no work here", "make one: `tanba work start`").at(str(named))
    if (here / CARD).is_file():
        return here
    try:
        found = sorted(path.parent for path in here.glob(f"*.work/{CARD}"))
    except OSError:
        found = []
    if len(found) == 1:
        return found[0]
    if not found:
        hint = "make one: `tanba work start`, or name it with --work"
        raise Refused("WK60", "there is no work in this folder", hint).at(str(here))
    names = ", ".join(path.name for path in found[:10])
    raise Refused("WK61", f"several works are in this folder: {names}", "name one with --work").at(
        str(here)
    )


def begin_work(
    folder: Path, *, title: str, author: str, language: str = "", media: Media = "text",
    log: Path | None = None,
) -> Begun:  # fmt: skip
    """Make a work unless it is there, remember its log, and begin a session of it."""
    with told(folder):
        made = not (folder / CARD).exists()
        if made:
            make_work(folder, title, author, language=language, media=media, now=moment())
        if log is not None:
            remember_log(folder, log)
        checkpoint = newest_checkpoint(folder)
        with _turn(partial(Recorder.start, folder, moment, TOOL, checkpoint)) as recorder:
            size = checkpoint.split("\n")[1] if checkpoint else ""
            session = recorder.at[0]
            return Begun(folder=folder, work=recorder.work, session=session, made=made, after=size)


@contextmanager
def at_work(folder: Path) -> Iterator[Recorder]:
    """
    Yield a recorder of the open session; where none is open, one is begun for this and stopped after it.

    What was recorded is durable at the end. Raises Faults with the work as place.
    """
    with told(folder):
        recorder, alone = _turn(lambda: _recorder(folder))
        with recorder:
            try:
                yield recorder
            finally:
                if alone:
                    with suppress(
                        TanbaError
                    ):  # what stopped the work is told, not what follows from it
                        recorder.stop()


def begin_session(folder: Path) -> bool:
    """Begin a session unless one is open; return whether one was begun."""
    with told(folder):
        recorder, new = _turn(lambda: _recorder(folder))
        recorder.close()
        return new


@contextmanager
def resumed(folder: Path) -> Iterator[Recorder]:
    """Yield a recorder of the open session; raises Faults (WK17) when none is open."""
    with told(folder), _turn(lambda: Recorder.resume(folder, moment)) as recorder:
        yield recorder


def stop_work(folder: Path) -> Head:
    """End the open session; return what a seal would commit to. Raises Faults (WK17) when none is open."""
    with resumed(folder) as recorder:
        recorder.stop()
        return recorder.head()


def seal_work(
    folder: Path,
    archive: "Archive",
    anchor: "Callable[[Archive], Anchored] | None" = None,
) -> SealedWork:
    """
    Commit to all that a work's record says so far, in the log, and keep the proof in the record.

    Parameters
    ----------
    anchor
        Publishes the log and asks witnesses and authorities of time; without it the log is only signed.

    The record is locked no longer than it takes to write: who types while the authorities are asked is
    not held up. Sealing makes nothing true; it shows that the record was there, as it was.

    The caller settles which log it is (`remember_log`).
    """
    with told(folder):
        recorder, alone = _turn(lambda: _recorder(folder))
        with recorder:
            head = recorder.head()
            if alone:  # nobody else has a session to go on with
                done = _kept(recorder, head, archive, _vouched(head, archive, anchor))
                recorder.stop()
                return done
        vouched = _vouched(head, archive, anchor)
        with at_work(folder) as recorder:
            return _kept(recorder, head, archive, vouched)


def _vouched(
    head: Head, archive: "Archive", anchor: "Callable[[Archive], Anchored] | None"
) -> "tuple[int, Anchored]":
    receipt = archive.record(KIND, head.work, {"head": canonical_bytes(head)})
    if anchor is not None:
        return receipt.index, anchor(archive)
    from tanba.flow.archive import Anchored

    signed = archive.log.publish()
    return receipt.index, Anchored(checkpoint=signed, heard=(), stamps=(), refused=())


def _kept(
    recorder: Recorder, head: Head, archive: "Archive", vouched: "tuple[int, Anchored]"
) -> SealedWork:
    entry, anchored = vouched
    signed = anchored.checkpoint
    proof = str(archive.proof(entry, signed)).encode()
    recorder.seal(head, entry, str(signed).encode(), proof, [one.tsr for one in anchored.stamps])
    return SealedWork(
        head=head,
        entry=entry,
        size=signed.head.size,
        stamps=len(anchored.stamps),
        cosigned=sum(one.signature is not None for one in anchored.heard),
        silent=anchored.refused,
    )


def remember_log(folder: Path, log: Path) -> None:
    """Keep in a work which log it is sealed into."""
    said = {"tanba": "work-log/1", "log": str(log.resolve())}
    write_whole(folder / LOG, (json.dumps(said, ensure_ascii=False) + "\n").encode())


def log_of(folder: Path) -> Path | None:
    """Return the log that a work is sealed into; None when it has none, or that cannot be read."""
    try:
        with (folder / LOG).open("rb") as file:
            said = json.loads(file.read(65_536))
        return Path(said["log"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def newest_checkpoint(folder: Path) -> str:
    """
    Return the checkpoint that the work's log published last, as text; empty without a log that has one.

    A session that names it began after it was signed: this is the early end of its time.
    """
    log = log_of(folder)
    if log is None:
        return ""
    from tanba.flow.evidence import read_log

    try:
        return str(read_log(log).checkpoint)
    except (TanbaError, OSError):
        return ""


def moment() -> datetime:
    """Return what the clock of this machine says, in UTC: for the order of acts, never as proof of time."""
    return datetime.now(UTC)


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Say of what is refused inside that it is about this work."""
    try:
        yield
    except Refused as refused:
        raise refused.at(str(folder)) from None


def _recorder(folder: Path) -> tuple[Recorder, bool]:
    """Return a recorder of the open session, else of a new one, and whether it is new."""
    try:
        return Recorder.resume(folder, moment), False
    except Refused as refused:
        if refused.code != "WK17":
            raise
    return Recorder.start(folder, moment, TOOL, newest_checkpoint(folder)), True


def _turn(take: Callable[[], T]) -> T:
    """Return what `take` gives, once nobody else is recording."""
    ends = time.monotonic() + TURN
    while True:
        try:
            return take()
        except Refused as refused:
            if refused.code != "WK03" or time.monotonic() > ends:
                raise
        time.sleep(0.02)
