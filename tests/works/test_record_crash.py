"""A recorder that is killed at every call to the system, a disk that is full, files that are cut off."""

import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import Faults
from tanba.works.playback import replay
from tanba.works.record.reading import Reading
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import GapKind
from works.sessions import SAID, Clock, new_work, recording, session_file, type_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork, which this system has not")
CALLS = ("write", "fsync", "replace", "ftruncate", "unlink")


def dying(call: Callable[..., Any], name: str, left: list[int]) -> Callable[..., Any]:
    """The same call to the system, in the middle of which the process dies when its turn has come."""

    def wrapped(*words: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            if name == "write":  # half of it arrives
                data = bytes(words[1])
                call(words[0], data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*words, **more)

    return wrapped


def killed(at: int, work: Callable[[int], None]) -> tuple[bool, bytes]:
    """Do something in a process that dies at its call number `at`; return whether it did, and its words."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:  # nothing may escape from here into the tests
        with suppress(BaseException):
            speak, left = os.dup(writing), [at]
            write = os.write
            for name in CALLS:
                setattr(os, name, dying(getattr(os, name), name, left))
            work(speak)
            write(speak, b"end\n")
        os._exit(0)
    os.close(writing)
    said = b""
    while block := os.read(reading, 65_536):
        said += block
    os.close(reading)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or said.endswith(b"end\n"), said
    return os.WIFSIGNALED(status), said


WRITE = os.write


def a_day(folder: Path) -> Callable[[int], None]:
    """A day of work, which tells after each step the last act that it was told to be safe."""

    def work(speak: int) -> None:
        def told(recorder: Recorder) -> None:
            WRITE(speak, b"%d %d\n" % recorder.at)

        clock = Clock()
        new_work(folder)
        with Recorder.start(folder, clock, "test") as recorder:
            recorder.open("a", "a.txt", "text", b"")
            told(recorder)
            made = recorder.generated([SAID], "m")
            told(recorder)
            recorder.insert("a", 0, SAID, "ai", (made, 0, 0))
            for at, letter in enumerate("өз"):
                recorder.insert("a", at, letter, "typed")
                told(recorder)
            recorder.seal(recorder.head(), 3, b"checkpoint")
            told(recorder)
        clock.turn(seconds=5)
        with Recorder.resume(folder, clock) as recorder:
            recorder.delete("a", 0, 1)
            told(recorder)
            recorder.save("a", ("з" + SAID).encode())
            recorder.stop()
            told(recorder)
        with Recorder.start(folder, clock, "test") as recorder:
            recorder.note("x")
            told(recorder)

    return work


def test_a_recorder_killed_at_any_call_loses_nothing_that_it_had_told(tmp_path: Path) -> None:
    died = 0
    for at in range(1, 500):
        folder = tmp_path / f"{at}"
        dead, said = killed(at, a_day(folder))
        told = [tuple(map(int, line.split())) for line in said.splitlines() if line != b"end"]
        died += dead
        if (folder / "work.json").exists():
            half = any(gap.kind is GapKind.TORN for gap in replay(folder).gaps)
            check(folder, max(told, default=(0, 0)), half)
        else:
            assert not told
        if not dead:
            break
    assert died > 30


def check(folder: Path, told: tuple[int, int], half: bool) -> None:
    """What was told is there, the record reads, and work goes on from it."""
    record = Reading(folder)
    acts = list(record.acts())
    assert told <= (record.head().session, record.head().n)
    clock = Clock()
    clock.turn(hours=1)
    with Recorder.start(folder, clock, "after") as recorder:
        recorder.note("going on")
        recorder.stop()
    replayed = replay(folder)
    assert list(Reading(folder).acts())[: len(acts)] == acts
    assert any(gap.kind is GapKind.TORN for gap in replayed.gaps) is half
    assert not list(folder.rglob(".new-*"))


def test_a_kill_while_mending_is_mended_as_well(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, "abc")
    path = session_file(tmp_path / "w")
    good = path.read_bytes()
    torn = good[: good.rindex(b"\n", 0, -1) - 20]  # within the last letter, before the stop

    def mend(speak: int) -> None:
        with Recorder.resume(tmp_path / "w", Clock()) as recorder:
            recorder.insert("a", 2, "d", "typed")
            recorder.stop()

    for at in range(1, 60):
        path.write_bytes(torn)
        dead, _ = killed(at, mend)
        replayed = replay(tmp_path / "w")
        assert replayed.pieces[0].text in ("ab", "abd")
        assert [gap.kind for gap in replayed.gaps].count(GapKind.TORN) <= 2
        if not dead:
            break
    assert not dead
    assert replayed.acts["torn"] == 1
    assert replayed.pieces[0].text == "abd"


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long") / "w"
    with recording(folder) as recorder:
        type_in(recorder, 0, "Бүгін далада 😀 жел тұрды.\n")
    return folder


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 1 << 20))
def test_a_file_cut_off_anywhere_reads_up_to_there_and_goes_on(long: Path, at: int) -> None:
    path = session_file(long)
    good = path.read_bytes()
    first = good.index(b"\n") + 1
    at = first + at % (len(good) - first)
    path.write_bytes(good[:at])
    lines = good[:at].split(b"\n")
    acts, half = len(lines) - 2, bool(lines[-1])
    text = "Бүгін далада 😀 жел тұрды.\n"
    try:
        replayed = replay(long)
        assert (replayed.head.n, [gap.kind for gap in replayed.gaps].count(GapKind.TORN)) == (
            acts,
            half,
        )
        if acts:
            assert replayed.pieces[0].text == text[: acts - 1]
        with Recorder.resume(long, Clock()) as recorder:
            assert recorder.at == (1, acts + half)
            recorder.note("going on")
        assert replay(long).acts.get("torn", 0) == half
    finally:
        path.write_bytes(good)


def test_half_a_first_line_is_not_a_session(long: Path, tmp_path: Path) -> None:
    """A session's file is put there whole, with its first line: a crash cannot leave this."""
    shutil.copytree(long, tmp_path / "w")
    session_file(tmp_path / "w").write_bytes(session_file(long).read_bytes()[:50])
    with pytest.raises(Faults, match=r"000001\.jsonl:1: WK09"):
        replay(tmp_path / "w")


def test_half_a_line_before_another_session_is_a_fault(long: Path, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(long, folder)
    with Recorder.start(folder, Clock(), "test") as recorder:
        recorder.note("x")
    path = session_file(folder)
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(Faults, match=r"000001\.jsonl:\d+: WK10"):
        replay(folder)


@pytest.fixture
def limit() -> Iterator[Callable[[int], None]]:
    """No file may grow beyond so many bytes: the system then takes half a write and refuses the rest."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, old[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, old)
    signal.signal(signal.SIGXFSZ, handler)


def test_a_full_disk_stops_the_recorder_and_harms_nothing(
    tmp_path: Path, limit: Callable[[int], None]
) -> None:
    folder, clock = new_work(tmp_path / "w"), Clock()
    with Recorder.start(folder, clock, "test") as recorder:
        recorder.open("a", "a.txt", "text", b"")
        limit(4_000)
        with pytest.raises(Faults, match=r"000001\.jsonl: WK01 cannot be read or written"):
            type_in(recorder, 0, "x" * 100)
        written = recorder.at
        with pytest.raises(Exception, match="WK17"):
            recorder.note("more")
    limit(1 << 30)
    replayed = replay(folder)
    assert (replayed.head.session, replayed.head.n) == written
    assert not any(gap.kind is GapKind.TORN for gap in replayed.gaps)
    with Recorder.resume(folder, clock) as recorder:
        type_in(recorder, written[1] - 1, "y")
        recorder.stop()
    assert replay(folder).pieces[0].text == "x" * (written[1] - 1) + "y"


def test_a_full_disk_leaves_no_half_of_a_blob_or_of_a_session(
    tmp_path: Path, limit: Callable[[int], None]
) -> None:
    folder, clock = new_work(tmp_path / "w"), Clock()
    with Recorder.start(folder, clock, "test") as recorder:
        recorder.note("x")
        limit(1_000)
        with pytest.raises(Faults, match="WK01"):
            recorder.prompt("long " * 1_000)
        before = recorder.at
    limit(50)
    with pytest.raises(Faults, match="WK01"):
        Recorder.start(folder, clock, "test")
    limit(1 << 30)
    assert not list(folder.rglob(".new-*"))
    assert not list((folder / "blobs").rglob("?" * 64))
    assert (1, replay(folder).head.n) == before
