"""Replay against a list of code points: the text byte for byte, and every code point's class."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tanba.works.playback import replay
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import How, Piece
from tanba.works.segments import mixed, words
from works.naive import Cell, Naive, cells_of
from works.sessions import SAID, Clock, new_work

WORDS = SAID.split()
LETTERS = st.one_of(
    st.sampled_from(
        ["а", "ә", "x", " ", "\n", "\r\n", "é", "\u200d", "\u202e", "\ufeff", "😀", "\\", '"', "\0"]
    ),
    st.characters(exclude_categories=["Cs"]),
)
TEXTS = st.one_of(
    st.lists(LETTERS, min_size=1, max_size=12).map("".join),
    st.tuples(st.integers(0, 15), st.integers(1, 22)).map(
        lambda at: " ".join(WORDS[at[0] : at[0] + at[1]])
    ),
)
HOWS = st.sampled_from([How.RECORDED, How.RECORDED, How.RECORDED, How.DECLARED, How.RECEIVED])
PLACES = st.integers(0, 10_000)
NUMBERS = st.integers(1, 9)
ACTS = st.one_of(
    st.tuples(st.just("typed on"), st.lists(LETTERS, min_size=1, max_size=9).map("".join)),
    st.tuples(st.just("typed on"), st.lists(LETTERS, min_size=1, max_size=9).map("".join)),
    st.tuples(st.just("step back"), NUMBERS),
    st.tuples(st.just("go"), PLACES),
    st.tuples(st.just("insert"), PLACES, TEXTS, st.sampled_from(["typed", "pasted", "ai", "mechanical"]), HOWS),
    st.tuples(st.just("accept"), PLACES, PLACES, st.integers(1, 40), st.booleans()),
    st.tuples(st.just("quote"), PLACES, TEXTS),
    st.tuples(st.just("delete"), PLACES, NUMBERS),
    st.tuples(st.just("delete"), PLACES, NUMBERS),
    st.tuples(st.just("replace"), PLACES, NUMBERS, TEXTS, st.sampled_from(["typed", "mechanical", "pasted"])),
    st.tuples(st.just("move"), PLACES, NUMBERS, PLACES),
    st.tuples(st.just("generated"), TEXTS, HOWS),
    st.tuples(st.just("improved"), PLACES, PLACES, st.booleans(), st.booleans()),
    st.tuples(st.just("improved"), PLACES, PLACES, st.booleans(), st.booleans()),
    st.tuples(st.just("reopen"), TEXTS, st.booleans(), HOWS),
    st.tuples(st.just("save")),
    st.tuples(st.just("next session")),
)  # fmt: skip
NEARBY = st.integers(0, 7)
SHORT = st.text("ab \n", min_size=1, max_size=3)
EDITING = st.one_of(
    st.tuples(st.just("typed on"), SHORT),
    st.tuples(st.just("step back"), st.integers(1, 3)),
    st.tuples(st.just("insert"), NEARBY, SHORT, st.sampled_from(["typed", "mechanical"]), HOWS),
    st.tuples(st.just("delete"), NEARBY, st.integers(1, 6)),
    st.tuples(st.just("replace"), NEARBY, st.integers(1, 6), SHORT, st.sampled_from(["typed", "mechanical"])),
    st.tuples(st.just("accept"), NEARBY, PLACES, st.integers(1, 9), st.just(True)),
    st.tuples(st.just("save")),
)  # fmt: skip
"""Acts that fall into one another: going over one passage of machine text again and again."""
SESSIONS = st.one_of(st.lists(ACTS, max_size=40), st.lists(EDITING, min_size=20, max_size=60))


class Author:
    """Acts on a work and, beside it, on the naive model."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = new_work(folder), Clock()
        self.recorder = Recorder.start(folder, self.clock, "test")
        self.naive = Naive()
        self.outputs: list[tuple[str, tuple[int, int], str]] = [("g1#0", (1, 1), SAID)]
        self.prompts: list[tuple[str, tuple[int, int], str]] = []
        self.at = 0
        self.recorder.generated([SAID], "model")
        self.recorder.source("A source")
        self.recorder.open("a", "a.txt", "text", b"")
        self.accept(0, 0, 40, True)

    def act(self, do: str, *words: Any) -> None:
        getattr(self, do.replace(" ", "_"))(*words)

    def place(self, number: int, room: int = 0) -> int:
        """Near where the last act was, as people do it, or anywhere."""
        last = max(0, len(self.naive.cells) - room)
        return max(0, min(last, self.at + number % 8 - 4)) if number < 7_000 else number % (last + 1)

    def typed_on(self, text: str) -> None:
        for letter in text:
            self.at = min(self.at, len(self.naive.cells))
            act = self.recorder.insert("a", self.at, letter, "typed")
            self.naive.type(act, "recorded", self.at, letter)
            self.at += 1

    def step_back(self, count: int) -> None:
        for _ in range(count):
            self.at = min(self.at, len(self.naive.cells))
            if self.at:
                self.at -= 1
                self.recorder.delete("a", self.at, 1)
                self.naive.delete(self.at, 1)

    def go(self, place: int) -> None:
        self.at = self.place(place)

    def insert(self, place: int, text: str, entry: str, how: How) -> None:
        at = self.place(place)
        act = self.recorder.insert("a", at, text, entry, how=how)
        self.enter(act, how, at, text, entry)

    def enter(self, act: tuple[int, int], how: How, at: int, text: str, entry: str) -> None:
        self.at = at + len(text)
        if entry == "typed":
            self.naive.type(act, how.value, at, text)
        else:
            self.naive.put(act, how.value, at, text, {"pasted": "unknown"}.get(entry, entry))

    def accept(self, place: int, start: int, count: int, honest: bool) -> None:
        """A slice of an output, or something that only claims to be one."""
        origin, _, said = self.outputs[start % len(self.outputs)]
        start %= len(said)
        text = said[start : start + count] if honest else said[start : start + count] + "?"
        kind = "ai" if said[start : start + len(text)] == text else "unknown"
        at, name = self.place(place), origin.split("#")[0]
        self.at = at + len(text)
        act = self.recorder.insert("a", at, text, "ai", (name, 0, start))
        self.naive.put(act, "recorded", at, text, kind, origin if kind == "ai" else "")

    def quote(self, place: int, text: str) -> None:
        at = self.place(place)
        act = self.recorder.insert("a", at, text, "source", "s1")
        self.naive.put(act, "recorded", at, text, "source", "s1")

    def delete(self, place: int, count: int) -> None:
        if len(self.naive.cells) >= count:
            self.at = at = self.place(place, count)
            self.recorder.delete("a", at, count)
            self.naive.delete(at, count)

    def replace(self, place: int, count: int, text: str, entry: str) -> None:
        if len(self.naive.cells) >= count:
            at = self.place(place, count)
            act = self.recorder.replace("a", at, count, text, entry)
            self.naive.delete(at, count)
            self.enter(act, How.RECORDED, at, text, entry)

    def move(self, place: int, count: int, to: int) -> None:
        if len(self.naive.cells) >= count:
            at, to = self.place(place, count), self.place(to, count)
            self.recorder.move("a", at, count, to)
            self.naive.move(at, count, to)

    def generated(self, text: str, how: How) -> None:
        name = self.recorder.generated([text], "model", how=how)
        act = (0, 0) if how is How.DECLARED else self.recorder.at
        self.outputs.append((f"{name}#0", act, text))

    def improved(self, one: int, other: int, told: bool, known: bool) -> None:
        """A machine that says again what stands in the text, which it was given or has from elsewhere."""
        start, end = sorted((one % (len(self.naive.cells) + 1), other % (len(self.naive.cells) + 1)))
        text = self.naive.text[start:end] or "x"
        if told:
            name = self.recorder.prompt("Improve: " + text, How.RECORDED if known else How.DECLARED)
            if known:
                self.prompts.append((name, self.recorder.at, "Improve: " + text))
        self.generated(text, How.RECORDED)

    def reopen(self, text: str, typed: bool, how: How) -> None:
        middle = len(self.naive.cells) // 2
        new = self.naive.text[:middle] + text + self.naive.text[middle:]
        act = self.recorder.open(
            "a", "a.txt", "text", new.encode(), "typed" if typed else "pasted", how=how
        )
        kind = "human" if typed and how is How.DECLARED else "unknown"
        self.naive.open(act, how.value, new, kind)

    def save(self) -> None:
        self.recorder.save("a", self.naive.text.encode())

    def next_session(self) -> None:
        self.recorder.stop()
        self.recorder.close()
        self.recorder = Recorder.start(self.folder, self.clock, "test")


@contextmanager
def author(acts: list[tuple[Any, ...]]) -> Iterator[Author]:
    with tempfile.TemporaryDirectory(prefix="tanba-") as folder:
        one = Author(Path(folder, "a.work"))
        try:
            for act in acts:
                one.act(*act)
            yield one
        finally:
            one.recorder.close()


FREE = settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about the disk, and thousands of acts would wait for it."""
    monkeypatch.setattr("os.fsync", lambda _: None)


def beside_hidden_words(piece: Piece, cells: list[Cell]) -> list[Cell]:
    """
    Return what the model expects; in a text with a word of mixed scripts human may have become unknown.

    The model knows no scripts: `test_laundering` says where that happens. It never goes the other way.
    """
    if not any(mixed(piece.text[start:end]) for _, start, end in words(piece.text)):
        return cells
    return [
        replace(cell, kind="unknown") if (cell.kind, seen.kind) == ("human", "unknown") else cell
        for cell, seen in zip(cells, cells_of(piece), strict=True)
    ]


@FREE
@given(SESSIONS)
def test_replay_gives_every_byte_and_every_class(acts: list[tuple[Any, ...]]) -> None:
    with author(acts) as one:
        one.recorder.close()
        piece = replay(one.folder).pieces[0]
        one.naive.repeat(one.outputs, one.prompts)
        assert piece.text == one.naive.text
        assert cells_of(piece) == beside_hidden_words(piece, one.naive.cells)
        assert [span.start for span in piece.spans[1:]] == [span.end for span in piece.spans[:-1]]
