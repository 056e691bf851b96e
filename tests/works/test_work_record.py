"""The record as files: what is written, what is refused, and that no line of it can be changed unseen."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tanba.kernel import Faults, Refused, TanbaError
from tanba.works.playback import replay
from tanba.works.record.blobs import BlobFolder
from tanba.works.record.card import make_work
from tanba.works.record.reading import Reading
from tanba.works.record.recorder import Recorder
from tanba.works.record.shapes import LONGEST_LINE, SHAPES, act_line, check_act, line_object
from tanba.works.record.values import GapKind, Head, How
from works.sessions import (
    BEGUN,
    SAID,
    Clock,
    forged,
    lines_of,
    new_work,
    recording,
    session_file,
    type_in,
    write_lines,
)


def whole(folder: Path) -> list[Any]:
    return list(Reading(folder).acts())


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """Two sessions with a bit of everything."""
    folder, clock = tmp_path / "w", Clock()
    with recording(folder, "бар\n", clock) as recorder:
        prompt = recorder.prompt("Не істеу керек?")
        made = recorder.generated([SAID, "екінші"], "model", "1", {"temperature": 0.7}, prompt)
        recorder.choose(made, [0])
        recorder.source("Абай жолы", "М. Әуезов", "quoted", b"...")
        recorder.insert("a", 4, SAID[:20], "ai", (made, 0, 0))
        type_in(recorder, 0, "Өз сөзім ")
        recorder.save("a", recorder.text("a").encode())
        recorder.seal(recorder.head(), 7, b"checkpoint", b"proof", [b"stamp"])
    clock.turn(minutes=5)
    with Recorder.start(folder, clock, "test", "checkpoint") as recorder:
        type_in(recorder, 0, "тағы ")
        recorder.move("a", 0, 2, 5)
        recorder.replace("a", 0, 1, "ө", "mechanical")
        recorder.note("соңы")
        recorder.stop()
    return folder


def test_a_line_is_what_the_format_says(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        recorder.insert("a", 0, 'Сәлем\n"\u2028😀', "typed")
    head, *_, line, _ = lines_of(tmp_path / "w")
    assert head.startswith(b'{"tanba":"work-record/1","work":"')
    prev = sha256(lines_of(tmp_path / "w")[1]).hexdigest()
    assert line.decode() == (
        f'{{"n":2,"prev":"{prev}","ms":4,"how":"recorded","do":"insert",'
        '"piece":"a","at":0,"text":"Сәлем\\n\\"\u2028😀","as":"typed"}'
    )


def test_sessions_hang_together(work: Path) -> None:
    record = Reading(work)
    assert [line[:2] for line in record.acts()][-1] == (2, 9)
    first, second = record.sessions
    assert second.prev == first.last == sha256(lines_of(work, 1)[-1]).hexdigest()
    assert (first.stopped, second.checkpoint, first.prev) == (True, "checkpoint", "")
    assert record.head() == Head(work=record.work.id, session=2, n=9, sha256=second.last)
    (gap,) = record.gaps
    assert (gap.kind, gap.seconds) == (GapKind.BETWEEN, pytest.approx(300, abs=2))


def altered(lines: list[bytes], at: int) -> list[bytes]:
    line = lines[at].replace(b'"ms":', b'"ms":1').replace(b'"tool":"', b'"tool":"x')
    return [*lines[:at], line, *lines[at + 1 :]]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(altered, id="altered"),
        pytest.param(lambda lines, at: lines[:at] + lines[at + 1 :], id="removed"),
        pytest.param(lambda lines, at: [*lines[:at], lines[at], *lines[at:]], id="doubled"),
        pytest.param(
            lambda lines, at: [*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]], id="exchanged"
        ),
    ],
)
@pytest.mark.parametrize("session", [1, 2])
def test_no_line_but_the_last_can_be_changed_unseen(
    work: Path, session: int, change: Callable[[list[bytes], int], list[bytes]]
) -> None:
    lines = lines_of(work, session)
    for at in range(len(lines) - 1):
        write_lines(work, change(lines, at), session)
        with pytest.raises(Faults, match=r"00000[12]\.jsonl:\d+: WK0[5789]"):
            whole(work)
    write_lines(work, lines, session)
    assert whole(work)


def test_every_byte_counts(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, "ab")
    path, good = session_file(tmp_path / "w"), session_file(tmp_path / "w").read_bytes()
    upto = good.rindex(b"\n", 0, -1)  # of the last line, nothing but a seal can tell
    for at in range(upto):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(Faults):
            replay(tmp_path / "w")


def test_what_was_sealed_cannot_be_written_anew(work: Path) -> None:
    """A forger who chains everything anew must meet the hash that the log has."""
    lines = lines_of(work, 1)
    lines[2] = lines[2].replace(b'"ms":', b'"ms":1')
    write_lines(work, forged(lines))
    with pytest.raises(Faults, match="WK18"):
        whole(work)


def test_a_session_of_another_work_cannot_be_spliced_in(work: Path, tmp_path: Path) -> None:
    with recording(tmp_path / "other") as recorder:
        type_in(recorder, 0, "somebody else's")
    (work / "sessions" / "000003.jsonl").write_bytes(session_file(tmp_path / "other").read_bytes())
    with pytest.raises(Faults, match=r"000003\.jsonl:1: WK09 a session of another work"):
        whole(work)


def test_a_session_cannot_be_left_out_put_twice_or_exchanged(work: Path) -> None:
    first, second = session_file(work, 1), session_file(work, 2)
    shutil.copy(second, session_file(work, 3))
    with pytest.raises(Faults, match="WK09 session 2 stands where session 3 should"):
        whole(work)
    session_file(work, 3).unlink()
    content = first.read_bytes()
    first.unlink()
    with pytest.raises(Faults, match="WK09 session 1 is missing"):
        whole(work)
    shutil.move(second, first)
    with pytest.raises(Faults, match="WK09 session 2 stands where session 1 should"):
        whole(work)
    first.write_bytes(content)
    (work / "sessions" / "notes.txt").write_text("x")
    with pytest.raises(Faults, match=r"WK09 'notes\.txt' is no session"):
        whole(work)


def test_the_name_on_the_card_cannot_be_exchanged_after_the_last_session(tmp_path: Path) -> None:
    folder, clock = new_work(tmp_path / "w"), Clock()
    with Recorder.start(folder, clock, "test") as recorder:
        recorder.note("x")
    card = (folder / "work.json").read_text()
    (folder / "work.json").write_text(card.replace("А. Сейіт", "Б. Ұрлық"))
    for way in (replay, lambda folder: Recorder.resume(folder, clock)):
        with pytest.raises(Faults, match=r"work\.json: WK09 was changed"):
            way(folder)
    with Recorder.start(folder, clock, "test") as recorder:
        recorder.stop()
    replayed = replay(folder)
    assert replayed.work.author == "Б. Ұрлық"
    assert len({session.card for session in replayed.sessions}) == 2  # and it stays to be seen


@pytest.mark.parametrize("which", range(6))
@pytest.mark.parametrize("how", ["swapped", "missing", "a link", "a folder"])
def test_a_blob_that_is_not_what_its_name_says_is_a_fault(work: Path, which: int, how: str) -> None:
    blobs = sorted(path for path in (work / "blobs").rglob("*") if path.is_file())
    assert len(blobs) == 8
    good = blobs[which].read_bytes()
    blobs[which].unlink()
    match how:
        case "swapped":
            blobs[which].write_bytes(good + b" ")
        case "a link":
            target = work.parent / "elsewhere"
            target.write_bytes(good)
            blobs[which].symlink_to(target)
        case "a folder":
            blobs[which].mkdir()
    with pytest.raises(Faults, match=r"jsonl:\d+: WK11|WK01"):
        replay(work)


def test_a_pipe_in_the_place_of_a_file_is_refused_at_once(work: Path) -> None:
    session_file(work, 2).unlink()
    os.mkfifo(session_file(work, 2))
    with pytest.raises(Faults, match="WK01 not a plain file"):
        whole(work)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"", "WK05"),
        (b"null", "WK05"),
        (b"[]", "WK05"),
        (b"\xff\xfe", "WK05"),
        (b"{" * 100_000, "WK0[56]"),
        (b'{"n":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "WK05"),
        (b'{"n":1' + b"0" * 10_000 + b"}", "WK05"),
        (b'{"n":1,"n":1}', "WK05"),
        (b'{"n": 1}', "WK05"),
        (b'{"n":NaN}', "WK05"),
        (b'{"n":1e999}', "WK05"),
        (b'{"n":1.0}', "WK07"),
        (b'{"n":true}', "WK07"),
        (b'{"n":"\\ud800"}', "WK05"),
        (b'{"n":"\xed\xa0\x80"}', "WK05"),
        (b'{"n":"\\u0041"}', "WK05"),
        (b'{"n":1}\r', "WK05"),
        (b'\xef\xbb\xbf{"n":1}', "WK05"),
        (b'{"a":[' + b"[]," * 2_000_000 + b"[]]}", "WK06"),
        (b'{"a":"' + b"x" * LONGEST_LINE + b'"}', "WK06"),
        (b"x" * (LONGEST_LINE + 5_000_000), "WK06"),
    ],
)
def test_a_line_that_no_recorder_writes_is_refused_in_bounded_memory(
    tmp_path: Path, line: bytes, code: str
) -> None:
    with recording(tmp_path / "w"):
        pass
    write_lines(tmp_path / "w", [lines_of(tmp_path / "w")[0], line])
    tracemalloc.start()
    try:
        with pytest.raises(Faults, match=code):
            whole(tmp_path / "w")
        assert tracemalloc.get_traced_memory()[1] < 100e6
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"do":"insert"', b'"do":"erase"'),
        (b'"how":"recorded"', b'"how":"seen"'),
        (b'"as":"typed"', b'"as":"human"'),
        (b'"as":"typed"', b'"as":"typed","from":"s1"'),
        (b'"as":"typed"', b'"as":"ai","from":"s1"'),
        (b'"as":"typed"', b'"as":"typed","extra":1'),
        (b'"at":0,"text":"x"', b'"text":"x","at":0'),
        (b'"at":0', b'"at":-1'),
        (b'"at":0', b'"at":9007199254740992'),
        (b'"text":"x"', b'"text":""'),
        (b'"text":"x"', b'"text":["x"]'),
        (b'"piece":"a"', b'"piece":""'),
        (b'"piece":"a",', b""),
    ],
)
def test_keys_and_values_are_held_to_their_form(tmp_path: Path, old: bytes, new: bytes) -> None:
    with recording(tmp_path / "w") as recorder:
        recorder.insert("a", 0, "x", "typed")
    lines = lines_of(tmp_path / "w")
    assert old in lines[2]
    lines[2] = lines[2].replace(old, new)
    write_lines(tmp_path / "w", forged(lines))
    with pytest.raises(Faults, match=r"000001\.jsonl:3: WK07"):
        whole(tmp_path / "w")


HOWS = ["recorded", "declared", "seen"]
chars = st.one_of(
    st.sampled_from(['"', "\\", "\n", "\\n", "\t", "\0", "\x1f", "\x7f", "қ", "😀", "\u2028"]),
    st.characters(exclude_categories=["Cs"]),
)
texts = st.lists(chars, min_size=1, max_size=8).map("".join)
lines = st.one_of(
    st.builds(
        lambda *of: ("insert", dict(zip(("piece", "at", "text", "as"), of, strict=True))),
        texts,
        st.integers(0, 1 << 54),
        texts,
        st.sampled_from(["typed", "pasted", "ai", "source", "mechanical", "other"]),
    ),
    st.builds(
        lambda *of: ("delete", dict(zip(("piece", "at", "count", "as"), of, strict=True))),
        texts,
        st.integers(0, 10**12),
        st.integers(0, 10**12),
        st.sampled_from(["typed", "mechanical"]),
    ),
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "w"
    with recording(folder, "x") as recorder:
        made = recorder.generated(["one two"], "m", settings={"deep": {"er": [1, 2.5, None]}})
        recorder.insert("a", 0, "one", "ai", (made, 0, 0))
        recorder.source("t")
    return folder


@settings(deadline=None, max_examples=400)
@given(act=lines, ms=st.integers(0, 10**10), how=st.sampled_from(HOWS), data=st.data())
def test_typing_is_read_the_quick_way_as_the_long_way_would_read_it(
    small: Path, act: tuple[str, dict[str, Any]], ms: int, how: str, data: st.DataObject
) -> None:
    do, fields = act
    path = session_file(small)
    good = path.read_bytes()
    head = good.split(b"\n")[0]
    prev = sha256(head).hexdigest()
    thing = {"n": 1, "prev": prev, "ms": ms, "how": how, "do": do, **fields}
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":"))
    if data.draw(st.booleans()):  # one character changed somewhere
        at = data.draw(st.integers(len(prev), len(text) - 1))
        text = text[:at] + data.draw(chars) + text[at + 1 :]
    assume("\n" not in text)
    path.write_bytes(head + b"\n" + text.encode() + b"\n")
    try:
        long = line_object(text.encode())
        check_act(long)
        if (long["n"], long["prev"]) != (1, prev):
            raise Refused("WK08", "another act")
    except Refused:
        with pytest.raises(Faults, match=r"WK0[578]"):
            whole(small)
    else:
        ((_, _, ms, how, do, read),) = whole(small)
        assert (ms, how, {"typing": "insert"}.get(do, do)) == (long["ms"], long["how"], long["do"])
        assert {key: long[key] for key in read} == read
        assert set(long) == {"n", "prev", "ms", "how", "do", *read}
    finally:
        path.write_bytes(good)


typing = st.tuples(
    st.sampled_from(["a", "a", "a", "b"]),
    st.sampled_from([0, 0, 0, 0, 1]),
    st.one_of(st.just("x"), texts),
    st.sampled_from([How.RECORDED, How.RECORDED, How.RECORDED, How.DECLARED]),
    st.sampled_from([0, 0, 0, 0, 25, -10, 70]),
)


@settings(deadline=None, max_examples=100)
@given(acts=st.lists(typing, max_size=30))
def test_a_row_of_typing_is_the_acts_that_made_it(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int, str, How, int]]
) -> None:
    folder, clock = tmp_path_factory.mktemp("w") / "w", Clock()
    with recording(folder, clock=clock) as recorder:
        recorder.open("b", "b.txt", "text", b"")
        ends = {"a": 0, "b": 0}
        for piece, back, text, how, seconds in acts:
            at = max(0, ends[piece] - back)
            recorder.insert(piece, at, text, "typed", how=how)
            ends[piece] = at + len(text)
            clock.turn(seconds=seconds)
    found = []
    for _, n, ms, how, do, fields in whole(folder):
        if do == "typing":
            for offset, letter in enumerate(fields["text"]):
                found.append(
                    (n + offset, how, fields["piece"], fields["at"] + offset, letter, ms // 60_000)
                )
        elif do == "insert":
            found.append((n, how, fields["piece"], fields["at"], fields["text"], ms // 60_000))
    said = [json.loads(line) for line in lines_of(folder)[1:]]
    keys = ("n", "how", "piece", "at", "text", "ms")
    expected = [tuple(one[key] for key in keys) for one in said if one["do"] == "insert"]
    assert found == [(*one[:-1], one[-1] // 60_000) for one in expected]
    backwards = sum(b["ms"] < a["ms"] for a, b in itertools.pairwise(said))
    assert [gap.kind for gap in replay(folder).gaps].count(GapKind.CLOCK) == backwards
    assert sum(one.acts for one in replay(folder).minutes) == len(said)


@settings(deadline=None, max_examples=300)
@given(junk=st.binary(max_size=300), at=st.integers(0, 10_000), length=st.integers(0, 40))
def test_damage_anywhere_is_told_as_ours_or_does_no_harm(
    small: Path, junk: bytes, at: int, length: int
) -> None:
    path = session_file(small)
    good = path.read_bytes()
    at %= len(good)
    path.write_bytes(good[:at] + junk + good[at + length :])
    try:
        pieces = replay(small).pieces
    except TanbaError:
        pieces = ()  # any other error fails
    finally:
        path.write_bytes(good)
    assert all(piece.text in ("x", "onex") for piece in pieces)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda one: one.insert("z", 0, "x", "typed"), "WK13"),
        (lambda one: one.insert("a", 4, "x", "typed"), "WK14"),
        (lambda one: one.insert("a", -1, "x", "typed"), "WK07"),
        (lambda one: one.insert("a", True, "x", "typed"), "WK07"),
        (lambda one: one.insert("a", 0, "", "typed"), "WK07"),
        (lambda one: one.insert("a", 0, "x", "human"), "WK07"),
        (lambda one: one.insert("a", 0, "\ud800", "typed"), "WK19"),
        (lambda one: one.insert("a", 0, "x" * LONGEST_LINE, "typed"), "WK06"),
        (lambda one: one.insert("a", 0, "x", "ai", ("g9", 0, 0)), "WK13"),
        (lambda one: one.insert("a", 0, "x", "ai", ("g1", 1, 0)), "WK13"),
        (lambda one: one.insert("a", 0, "x", "ai", ("g1", 0)), "WK07"),
        (lambda one: one.insert("a", 0, "x", "source", "s1"), "WK13"),
        (lambda one: one.delete("a", 2, 2), "WK14"),
        (lambda one: one.delete("a", 0, 0), "WK07"),
        (lambda one: one.replace("a", 0, 4, "x", "typed"), "WK14"),
        (lambda one: one.move("a", 0, 2, 2), "WK14"),
        (lambda one: one.save("a", b"other"), "WK15"),
        (lambda one: one.choose("g1", [1]), "WK13"),
        (lambda one: one.open("a", "a.png", "picture", b""), "WK13"),
        (lambda one: one.open("b", "b.txt", "text", b"\xff"), "WK16"),
        (lambda one: one.open("b", "b\n.txt", "text", b""), "WK07"),
        (lambda one: one.generated(["x"], "m", settings={"a": float("nan")}), "WK19"),
        (lambda one: one.generated(["x"], "m", settings={"a": object()}), "WK19"),
        (lambda one: one.generated(["x"], "m", prompt="p1"), "WK13"),
        (lambda one: one.prompt("\udfff"), "WK19"),
        (lambda one: one.add("crop", How.RECORDED, piece="a"), "WK07"),
        (lambda one: one.add("wish", How.RECORDED), "WK07"),
        (lambda one: one.add("note", How.RECORDED, text="x", more=1), "WK07"),
        (lambda one: one.seal(Head(work="0" * 32, session=1, n=1, sha256="0" * 64), 1), "WK18"),
        (lambda one: one.seal(Head(work=one.work.id, session=1, n=1, sha256="0" * 64), 1), "WK18"),
        (lambda one: one.seal(Head(work=one.work.id, session=2, n=1, sha256="0" * 64), 1), "WK18"),
    ],
)
def test_an_act_that_could_not_be_replayed_is_never_written(
    tmp_path: Path, act: Callable[[Recorder], object], code: str
) -> None:
    with recording(tmp_path / "w", "abc") as recorder:
        recorder.generated(["one"], "m")
        before = recorder.head()
        with pytest.raises(Refused) as refused:
            act(recorder)
        assert refused.value.code == code
        assert recorder.head() == before
        type_in(recorder, 3, "d")
    assert replay(tmp_path / "w").pieces[0].text == "abcd"


def nested(depth: int) -> Any:
    return {"a": nested(depth - 1)} if depth else 1


def test_settings_are_not_bottomless(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        recorder.generated(["x"], "m", settings=nested(16))
        for depth in (17, 900):
            with pytest.raises(Refused, match="WK07"):
                recorder.generated(["x"], "m", settings=nested(depth))
    assert replay(tmp_path / "w").generations[0].settings == nested(16)


def test_too_many_long_names_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        for _ in range(8):
            recorder.generated(["x"], "m", settings={"system": "x" * 4_000_000})
        with pytest.raises(Refused, match="WK20"):
            recorder.generated(["x"], "m", settings={"system": "x" * 4_000_000})
        type_in(recorder, 0, "a")
    assert len(replay(tmp_path / "w").generations) == 8


def test_two_recorders_at_once_are_refused(tmp_path: Path) -> None:
    folder = new_work(tmp_path / "w")
    with Recorder.start(folder, Clock(), "one"):
        for way in (Recorder.resume, lambda at, clock: Recorder.start(at, clock, "two")):
            with pytest.raises(Refused, match="WK03"):
                way(folder, Clock())
        script = (
            "import sys, pathlib, datetime as d; from tanba.works.record.recorder import Recorder\n"
        )
        script += "Recorder.resume(pathlib.Path(sys.argv[1]), lambda: d.datetime.now(d.UTC))"
        done = subprocess.run(
            [sys.executable, "-c", script, str(folder)], capture_output=True, check=False
        )
        assert b"WK03" in done.stderr
    with Recorder.resume(folder, Clock()) as recorder:
        recorder.stop()


def test_a_lock_ends_with_who_held_it(tmp_path: Path) -> None:
    folder = new_work(tmp_path / "w")
    script = (
        "import sys, time, pathlib, datetime as d; from tanba.works.record.recorder import Recorder\n"
    )
    script += "one = Recorder.start(pathlib.Path(sys.argv[1]), lambda: d.datetime.now(d.UTC), 't')\n"
    script += "print('held', flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE)
    assert child.stdout
    with child, child.stdout:
        child.stdout.readline()
        with pytest.raises(Refused, match="WK03"):
            Recorder.resume(folder, Clock())
        child.send_signal(signal.SIGKILL)
    with Recorder.resume(folder, Clock()) as recorder:
        recorder.stop()


def test_resuming_goes_on_and_nothing_goes_on_after_the_end(tmp_path: Path) -> None:
    folder, clock = new_work(tmp_path / "w"), Clock()
    with pytest.raises(Refused, match="WK17"):
        Recorder.resume(folder, clock)
    with Recorder.start(folder, clock, "test") as recorder:
        recorder.open("a", "a.txt", "text", b"")
        type_in(recorder, 0, "ab")
    with Recorder.resume(folder, clock) as recorder:
        assert recorder.text("a") == "ab"
        type_in(recorder, 2, "c")
        recorder.stop()
        with pytest.raises(Refused, match="WK17"):
            recorder.note("more")
    with pytest.raises(Refused, match="WK17"):
        Recorder.resume(folder, clock)
    assert len(replay(folder).sessions) == 1


def test_a_session_that_was_never_stopped_is_told_as_broken_off(tmp_path: Path) -> None:
    folder, clock = new_work(tmp_path / "w"), Clock()
    for _ in range(2):
        with Recorder.start(folder, clock, "test") as recorder:
            recorder.note("x")
        clock.turn(minutes=1)
    record = Reading(folder)
    assert len(list(record.acts())) == 2
    assert [gap.kind for gap in record.gaps] == [GapKind.BROKEN]


def test_a_session_does_not_last_for_ever(tmp_path: Path) -> None:
    clock = Clock()
    with recording(tmp_path / "w", clock=clock) as recorder:
        clock.turn(days=32)
        with pytest.raises(Refused, match="WK17"):
            recorder.note("late")
        clock.turn(days=-32)


def test_a_clock_before_the_beginning_is_told_and_never_negative(tmp_path: Path) -> None:
    clock = Clock()
    with recording(tmp_path / "w", clock=clock) as recorder:
        clock.turn(seconds=5)
        recorder.note("x")
        clock.turn(hours=-3)
        recorder.note("y")
        clock.turn(hours=3)
    record = Reading(tmp_path / "w")
    assert min(line[2] for line in record.acts()) == 0
    assert [gap.kind for gap in record.gaps] == [GapKind.CLOCK]


def test_what_is_durable_is_said_exactly(tmp_path: Path) -> None:
    clock = Clock()
    with recording(tmp_path / "w", clock=clock) as recorder:
        recorder.flush()
        recorder.note("a")
        recorder.note("b")
        assert (recorder.at, recorder.durable) == ((1, 3), (1, 1))
        assert recorder.flush() == recorder.durable == (1, 3)
        recorder.note("c")
        clock.turn(seconds=2)
        recorder.note("d")
        assert recorder.durable == (1, 5)
        recorder.note("e")
        assert recorder.head().n == 6
        assert recorder.durable == (1, 6)


def test_a_work_is_made_once(tmp_path: Path) -> None:
    folder = new_work(tmp_path / "w")
    before = (folder / "work.json").read_bytes()
    with pytest.raises(Refused, match="WK04"):
        new_work(folder)
    assert (folder / "work.json").read_bytes() == before
    with pytest.raises(Refused, match="WK07"):
        make_work(tmp_path / "v", "two\nlines", "A", now=BEGUN)
    with pytest.raises(Faults, match="WK02"):
        Reading(tmp_path)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"language":"kk",', b""),
        (b'"media":"text"', b'"media":"smell"'),
        (b'"made":"2026', b'"made":"20264'),
        (b'"made":"2026-11-23', b'"made":"2026-02-31'),
        (b'"work/1"', b'"work/2"'),
        (b'"title":"', b'"title":1,"x":"'),
        (b"{", b"{ "),
        (b'"id":"', b'"id":"x'),
    ],
)
def test_a_card_is_held_to_its_form(tmp_path: Path, old: bytes, new: bytes) -> None:
    path = new_work(tmp_path / "w") / "work.json"
    assert old in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    with pytest.raises(Faults, match=r"work\.json: WK0[57]"):
        Reading(tmp_path / "w")


def test_blobs_are_kept_once_and_mended_when_they_were_damaged(tmp_path: Path) -> None:
    blobs = BlobFolder(tmp_path)
    name = blobs.put(b"content")
    assert (blobs.put(b"content"), blobs.read(name)) == (name, b"content")
    blobs.path(name).write_bytes(b"damaged")
    with pytest.raises(Refused, match="WK11"):
        blobs.read(name)
    assert blobs.put(b"content") == name
    assert blobs.checked(name).read_bytes() == b"content"
    with pytest.raises(Refused, match="WK12"):
        blobs.read(name, at_most=3)
    with pytest.raises(Refused, match="WK11"):
        blobs.path("../../etc/passwd")


def test_every_act_has_a_shape_that_its_line_is_held_to() -> None:
    for do, shape in SHAPES.items():
        with pytest.raises(Refused, match="WK07"):
            act_line(1, "0" * 64, 0, "recorded", do, dict.fromkeys(shape, object()) | {"bad": 1})


def test_edits_far_from_each_other_stay_fast(tmp_path: Path) -> None:
    """A jump costs a walk over short strings, not over the text; a minute here would be a walk."""
    clock = Clock()
    with recording(tmp_path / "w", "сөз " * 100_000, clock) as recorder:
        length = 400_000
        for number in range(3_000):
            recorder.insert("a", (number * 7_919_999) % length, "x", "typed")
            length += 1
    start = time.perf_counter()
    replay(tmp_path / "w")
    assert time.perf_counter() - start < 10


def test_a_day_has_no_end_in_the_card_and_moments_are_whole_seconds(tmp_path: Path) -> None:
    work = make_work(tmp_path / "w", "t", "a", now=BEGUN + timedelta(microseconds=5))
    assert work.made == BEGUN
    assert Reading(tmp_path / "w").work == work
