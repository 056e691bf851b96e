"""Works that tests record: a folder, a clock that can be turned, and whole sessions in few words."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tanba.works.record.card import make_work
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import Piece

BEGUN = datetime(2026, 11, 23, 10, tzinfo=UTC)
SAID = (
    "Қала таңертең баяу оянады, терезелерде жарық бір-бірлеп жанады, ал көшеде әлі ешкім жоқ. "
    "Дала желі шаң мен жусан иісін әкеледі."
)
"""What a machine said, 22 words."""


class Clock:
    """A clock that goes on by a millisecond whenever it is read, and that can be turned."""

    def __init__(self, now: datetime = BEGUN) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def new_work(folder: Path, title: str = "Дала") -> Path:
    make_work(folder, title, "А. Сейіт", language="kk", now=BEGUN)
    return folder


@contextmanager
def recording(folder: Path, text: str = "", clock: Clock | None = None) -> Iterator[Recorder]:
    """A new work with one session and one text, which is stopped at the end."""
    clock = clock or Clock()
    new_work(folder)
    with Recorder.start(folder, clock, "test") as recorder:
        recorder.open("a", "a.txt", "text", text.encode())
        yield recorder
        recorder.stop()


def type_in(recorder: Recorder, at: int, text: str, piece: str = "a") -> None:
    """Type a text as a person does: one act for each code point."""
    for offset, letter in enumerate(text):
        recorder.insert(piece, at + offset, letter, "typed")


def shares(piece: Piece) -> dict[str, int]:
    """Code points of each kind."""
    found: dict[str, int] = {}
    for span in piece.spans:
        found[span.kind.value] = found.get(span.kind.value, 0) + span.end - span.start
    return found


def lines_of(folder: Path, session: int = 1) -> list[bytes]:
    return session_file(folder, session).read_bytes().splitlines()


def session_file(folder: Path, session: int = 1) -> Path:
    return folder / "sessions" / f"{session:06d}.jsonl"


def write_lines(folder: Path, lines: Iterable[bytes], session: int = 1) -> None:
    session_file(folder, session).write_bytes(b"".join(line + b"\n" for line in lines))


def forged(lines: Iterable[bytes]) -> list[bytes]:
    """The same lines as a forger would write them: numbered and chained anew."""
    made: list[bytes] = []
    for number, line in enumerate(lines):
        thing: dict[str, Any] = json.loads(line)
        if number:
            thing["n"], thing["prev"] = number, hashlib.sha256(made[-1]).hexdigest()
        made.append(json.dumps(thing, ensure_ascii=False, separators=(",", ":")).encode())
    return made
