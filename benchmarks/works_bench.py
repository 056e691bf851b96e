"""
A record of a million acts: how fast it is read, checked and replayed, and in how much memory.

    python -m benchmarks.works_bench            # all of it, as JSON on the last line
    python -m benchmarks.works_bench replay FOLDER
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.timing import child, tell
from tanba.works.playback import replay
from tanba.works.record.card import make_work
from tanba.works.record.reading import Reading
from tanba.works.record.recorder import Recorder

ACTS = 1_000_000
RUNS = 3
WORDS = (  # noqa: SIM905
    "бұл мәтін далада жазылған сөз әңгіме қала көше жол үй адам бала кітап оқу көктем қыс жаз күз су от "
    "жер аспан арман ән степь дорога книга слово человек город зима весна лето осень река ветер свет"
).split()


class Writer:
    """Somebody who writes for weeks: types, corrects, takes what a machine offers, pastes, moves, saves."""

    def __init__(self, recorder: Recorder, seed: int) -> None:
        self.recorder, self.chance = recorder, random.Random(seed)  # noqa: S311
        self.at = self.length = 0
        self.offers: list[tuple[str, str]] = []
        recorder.open("text", "roman.md", "text", b"")

    def write(self, acts: int) -> None:
        """Work until so many acts are recorded."""
        steps = (
            (0.800, self.word),
            (0.935, self.correct),
            (0.985, self.go),
            (0.988, self.offer),
            (0.993, self.accept),
            (0.996, self.paste),
            (0.998, self.move),
            (1.000, self.save),
        )
        while self.recorder.at[1] < acts:
            dice = self.chance.random()
            next(step for share, step in steps if dice < share)()

    def some(self, count: int) -> str:
        return " ".join(self.chance.choices(WORDS, k=count))

    def word(self) -> None:
        for letter in self.some(1) + self.chance.choices((" ", ", ", ".\n"), (20, 3, 2))[0]:
            self.recorder.insert("text", self.at, letter, "typed")
            self.at += 1
            self.length += 1

    def correct(self) -> None:
        for _ in range(min(self.at, self.chance.randint(1, 4))):
            self.at -= 1
            self.length -= 1
            self.recorder.delete("text", self.at, 1)

    def go(self) -> None:
        near = self.at + self.chance.randint(-3_000, 3_000)
        self.at = max(0, min(self.length, self.chance.choice((near, self.length, self.length))))

    def offer(self) -> None:
        text = self.some(60)
        self.offers.append((self.recorder.generated([text, self.some(40)], "model", "1"), text))

    def accept(self) -> None:
        if self.offers:
            made, text = self.offers[-1]
            self.recorder.choose(made, [0])
            self.recorder.insert("text", self.at, text, "ai", (made, 0, 0))
            self.at += len(text)
            self.length += len(text)

    def paste(self) -> None:
        text = self.some(12)
        self.recorder.insert("text", self.at, text, "pasted")
        self.length += len(text)

    def move(self) -> None:
        count = self.chance.randint(1, 400)
        if self.length > count:
            place, to = (self.chance.randint(0, self.length - count) for _ in range(2))
            self.recorder.move("text", place, count, to)

    def save(self) -> None:
        self.recorder.save("text", self.recorder.text("text").encode())


def clock() -> Iterator[datetime]:
    """A clock of somebody who types at a pace of two hundred acts a second: nobody waits for the disk."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    while True:
        now += timedelta(milliseconds=5)
        yield now


def record(folder: Path, acts: int) -> float:
    """Write the record; return the seconds that it took, making up the acts included."""
    ticks = clock()
    make_work(folder, "Роман", "А. Сейіт", language="kk", now=next(ticks))
    start = time.perf_counter()
    with Recorder.start(folder, lambda: next(ticks), "bench") as recorder:
        Writer(recorder, 23).write(acts)
        recorder.stop()
    return time.perf_counter() - start


def replaying(folder: Path) -> None:
    """Replay in a process of its own, so that its memory is its own."""
    start = time.perf_counter()
    for _ in Reading(folder).acts():
        pass
    read = time.perf_counter() - start
    start, begun = time.perf_counter(), time.process_time()
    replayed = replay(folder)
    whole, worked = time.perf_counter() - start, time.process_time() - begun
    (piece,) = replayed.pieces
    tell(
        acts=sum(replayed.acts.values()),
        read=read,
        replay=whole,
        worked=worked,
        spans=len(piece.spans),
        letters=len(piece.text or ""),
        generations=len(replayed.generations),
    )


def main(acts: int = ACTS) -> None:
    """Record once; replay a few times, and keep the shortest."""
    with tempfile.TemporaryDirectory(prefix="tanba-bench-") as beside:
        folder = Path(beside, "roman.work")
        recorded = record(folder, acts)
        size = sum(path.stat().st_size for path in folder.rglob("*.jsonl"))
        runs = [child("works_bench", "replay", folder) for _ in range(RUNS)]
        best = min(runs, key=lambda one: one["replay"])
        memory = max(one.pop("peak") for one in runs)
        tell(**best | {"record": recorded, "size": size, "memory": memory})


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["replay", folder]:
            replaying(Path(folder))
        case [acts]:
            main(int(acts))
        case _:
            main()
