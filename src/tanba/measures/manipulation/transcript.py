"""
Transcripts: every answer of a run in a file of JSON lines, written and synced before the next is asked for.

The first line says what was asked of which model; each further line is one turn: the probe, which repeat and
turn it was, and the answer, or what came in its place. A transcript can be read back by itself, years later
and without the endpoint, and gives the same numbers.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any, BinaryIO, Final, Literal, Self, cast, get_args

from tanba.kernel import Refused, TanbaError, canonical_bytes, digest, value
from tanba.measures.manipulation.probes import Probe, read_probe

FORMAT: Final = "tanba-transcript/1"
Problem = Literal[
    "silent", "status", "too large", "not JSON", "other shape", "empty", "tool call", "wrong role"
]
"""What came in the place of an answer."""

_LINE: Final = 1 << 20
_LINES: Final = 200_000
_KINDS: Final = frozenset(get_args(Problem))


@value
class Head:
    """What was asked of whom. The address is told without what may be secret in it."""

    model: str
    at: str
    temperature: float
    seed: int
    repeat: int
    asked: int
    """How many conversations were planned."""
    suite: str
    """SHA-256 of the probes that were planned."""
    format: str = FORMAT


@value
class Turn:
    """One answer, or what came in its place; `judge` is what another model said of it, if one was asked."""

    probe: Probe
    repeat: int
    turn: int
    text: str | None = None
    cut: bool = False
    """The answer was longer, or its maker ended it."""
    problem: Problem | None = None
    what: str = ""
    judge: bool | None = None

    @property
    def key(self) -> tuple[str, str, int, int]:
        """Return what tells it from the others."""
        return self.probe.lang, self.probe.id, self.repeat, self.turn


@value
class Transcript:
    """All turns of a run, the last word on each, in the order of probes, repeats and turns."""

    head: Head | None
    """None for an empty file."""
    turns: tuple[Turn, ...]

    @property
    def sha256(self) -> str:
        """Return the hash of what was answered, whatever the order in which it came."""
        return digest([_plain(turn) for turn in self.turns])


def read_transcript(path: Path, *, torn: bool = True) -> Transcript:
    """
    Return a transcript; a last line that was not written to its end is left out when `torn`.

    Raises
    ------
    Refused, Faults
        MM08 it cannot be read; MM09 a line that is none of a transcript, with its number; MM10 too large.
    """
    head: Head | None = None
    found: dict[tuple[str, str, int, int], Turn] = {}
    for number, (line, whole) in enumerate(_lines(path), 1):
        try:
            raw = _object(line)
            if number == 1:
                head = _head(raw)
                continue
            turn = _turn(raw)
        except Refused as refused:
            if not whole and torn and refused.code == "MM09":
                break
            raise refused.at(str(path), number) from None
        before = found.get(turn.key)
        if before is None or before.text is None or turn.text is not None:
            found[turn.key] = turn
    return Transcript(head=head, turns=tuple(found[key] for key in sorted(found)))


class Writer:
    """Appends turns to a transcript, each of them on the disk before it returns; goes on with an older one."""

    def __init__(self, path: Path, head: Head) -> None:
        self.path, self.head = path, head
        self._lock = Lock()
        self._file: BinaryIO | None = None
        self.before: tuple[Turn, ...] = ()

    def __enter__(self) -> Self:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size:
                older = read_transcript(self.path)
                if older.head is not None and older.head != self.head:
                    raise Refused(
                        "MM12", f"{self.path.name}: belongs to another run", "name another folder"
                    )
                self.before = older.turns
            self._file = self.path.open("r+b" if self.path.exists() else "x+b")
            self._drop_torn()
            if self._file.tell() == 0:
                self._put(_head_plain(self.head))
        except OSError as error:
            raise _unwritable(self.path, error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, turn: Turn) -> None:
        """Write a turn and wait until it is on the disk."""
        with self._lock:
            try:
                self._put(_plain(turn))
            except OSError as error:
                raise _unwritable(self.path, error) from None

    def _put(self, raw: Mapping[str, Any]) -> None:
        assert self._file is not None  # noqa: S101
        self._file.write(canonical_bytes(raw) + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _drop_torn(self) -> None:
        """Cut off a last line without an end: nobody was told that it was kept."""
        assert self._file is not None  # noqa: S101
        size = self._file.seek(0, os.SEEK_END)
        start = max(0, size - _LINE - 1)
        self._file.seek(start)
        tail = self._file.read()
        if tail and not tail.endswith(b"\n"):
            self._file.truncate(start + tail.rfind(b"\n") + 1)
        self._file.seek(0, os.SEEK_END)


def write_transcript(path: Path, head: Head, turns: Iterable[Turn]) -> None:
    """Write a whole transcript at once."""
    lines = [_head_plain(head), *(_plain(turn) for turn in turns)]
    path.write_bytes(b"".join(canonical_bytes(line) + b"\n" for line in lines))


def _lines(path: Path) -> Iterator[tuple[bytes, bool]]:
    """Give each line, and whether it has an end."""
    try:
        with path.open("rb") as file:
            for number in range(_LINES + 1):
                line = file.readline(_LINE + 1)
                if not line:
                    return
                if len(line) > _LINE or number == _LINES:
                    what = f"a line of more than {_LINE} bytes, or more than {_LINES} lines"
                    raise Refused("MM10", what).at(str(path), number + 1)
                if line.strip():
                    yield line, line.endswith(b"\n")
                elif number == 0 or line.strip(b"\r\n"):
                    raise _no_line("empty").at(str(path), number + 1)
    except OSError as error:
        what = f"{path.name}: cannot be read: {error.strerror or type(error).__name__}"
        raise Refused("MM08", what, "name the file of a transcript") from None


def _object(line: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(line.decode("utf-8"))
        # "\\ud800" is half of a character: no report could be written with it.
        json.dumps(raw, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise _no_line("not JSON, or half a character in it") from None
    if not isinstance(raw, dict):
        raise _no_line("not an object")
    return raw


def _head(raw: Mapping[str, Any]) -> Head:
    if raw.get("format") != FORMAT:
        raise _no_line(f"the first line does not say {FORMAT}")
    texts = [raw.get(key) for key in ("model", "at", "suite")]
    counts = [raw.get(key) for key in ("seed", "repeat", "asked")]
    warm = raw.get("temperature")
    if any(not isinstance(t, str) for t in texts) or any(not _whole(c) for c in counts):
        raise _no_line("the first line lacks model, at, suite, seed, repeat or asked")
    if isinstance(warm, bool) or not isinstance(warm, int | float):
        raise _no_line("the first line lacks the temperature")
    return Head(
        model=raw["model"], at=raw["at"], temperature=warm, seed=raw["seed"], repeat=raw["repeat"],
        asked=raw["asked"], suite=raw["suite"],
    )  # fmt: skip


def _turn(raw: Mapping[str, Any]) -> Turn:
    probe, text, problem = raw.get("probe"), raw.get("text"), raw.get("problem")
    if not isinstance(probe, dict) or not _whole(raw.get("repeat")) or not _whole(raw.get("turn")):
        raise _no_line("no probe, repeat or turn")
    if not (isinstance(text, str) ^ (problem in _KINDS if isinstance(problem, str) else False)):
        raise _no_line("neither an answer nor what came in its place, or both")
    if not isinstance(what := raw.get("what", ""), str) or raw.get("judge") not in (None, True, False):
        raise _no_line("what or judge")
    try:
        read = read_probe(probe, str(probe.get("lang", "")))
    except Refused as refused:
        raise _no_line(refused.what) from None
    return Turn(
        probe=read, repeat=raw["repeat"], turn=raw["turn"], text=text, cut=raw.get("cut") is True,
        problem=cast(Problem, problem) if isinstance(problem, str) else None, what=what, judge=raw.get("judge"),
    )  # fmt: skip


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1 << 31


def _head_plain(head: Head) -> dict[str, Any]:
    names = ("format", "model", "at", "temperature", "seed", "repeat", "asked", "suite")
    return {name: getattr(head, name) for name in names}


def _plain(turn: Turn) -> dict[str, Any]:
    probe = turn.probe
    raw: dict[str, Any] = {
        "probe": {
            "id": probe.id, "lang": probe.lang, "behaviour": probe.behaviour,
            "kind": "control" if probe.control else "probe", "pair": probe.pair, "system": probe.system,
            "turns": list(probe.turns),
        },
        "repeat": turn.repeat, "turn": turn.turn,
    }  # fmt: skip
    said = {"text": turn.text, "problem": turn.problem, "judge": turn.judge}
    raw.update({key: part for key, part in said.items() if part is not None})
    if turn.what:
        raw["what"] = turn.what
    if turn.cut:
        raw["cut"] = True
    return raw


def _no_line(what: str) -> Refused:
    return Refused("MM09", f"not a line of a transcript: {what}", f"transcripts are {FORMAT}")


def _unwritable(path: Path, error: OSError) -> TanbaError:
    what = f"{path.name}: the transcript cannot be written: {error.strerror or type(error).__name__}"
    return Refused("MM12", what, "nothing is asked whose answer would be lost")
