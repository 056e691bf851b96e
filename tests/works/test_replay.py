"""What each act makes of a text: one rule, one worked case."""

from pathlib import Path

import pytest

from tanba.kernel import Faults
from tanba.works.playback import replay
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import GapKind, How, Piece, Replayed, SpanKind
from works.sessions import (
    Clock,
    forged,
    lines_of,
    new_work,
    recording,
    shares,
    type_in,
    write_lines,
)


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a crash leaves has tests of its own."""
    monkeypatch.setattr("os.fsync", lambda _: None)


def kinds(replayed: Replayed) -> list[tuple[str, str]]:
    """The text of each kind in order, spans of one kind together."""
    found: list[tuple[str, str]] = []
    for span in replayed.pieces[0].spans:
        text = (replayed.pieces[0].text or "")[span.start : span.end]
        if found and found[-1][0] == span.kind.value:
            text = found.pop()[1] + text
        found.append((span.kind.value, text))
    return found


def before(piece: Piece) -> str:
    return "|".join(span.before for span in piece.spans if span.before)


def test_what_is_typed_is_human_and_each_code_point_keeps_its_act(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, "Сәлем!")
    (span,) = replay(tmp_path / "w").pieces[0].spans
    assert (span.kind, span.act, span.last, span.end) == (SpanKind.HUMAN, (1, 2), (1, 7), 6)


def test_what_is_pasted_from_nowhere_is_unknown(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        recorder.insert("a", 0, "from somewhere", "pasted")
    assert kinds(replay(tmp_path / "w")) == [("unknown", "from somewhere")]


def test_a_slice_of_an_output_is_machine_material_and_anything_else_that_claims_to_be_is_unknown(
    tmp_path: Path,
) -> None:
    with recording(tmp_path / "w") as recorder:
        made = recorder.generated(["one two three", "four"], "m")
        recorder.insert("a", 0, "two", "ai", (made, 0, 4))
        recorder.insert("a", 3, "tvo", "ai", (made, 0, 4))
        recorder.insert("a", 6, "four", "pasted", (made, 1, 0))
    replayed = replay(tmp_path / "w")
    assert kinds(replayed) == [("ai", "two"), ("unknown", "tvo"), ("ai", "four")]
    assert [span.origin for span in replayed.pieces[0].spans] == ["g1#0", "", "g1#1"]


def test_a_source_is_a_source_only_by_its_name(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        recorder.source("Абай жолы", "М. Әуезов", "quoted")
        recorder.insert("a", 0, "quoted", "source", "s1")
        recorder.insert("a", 6, "nameless", "source")
    assert kinds(replay(tmp_path / "w")) == [("source", "quoted"), ("unknown", "nameless")]


def test_a_formatter_makes_nobodys_text_and_leaves_machine_text_what_it_is(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        made = recorder.generated(["machine words"], "m")
        type_in(recorder, 0, "own words. ")
        recorder.insert("a", 11, "machine words", "ai", (made, 0, 0))
        recorder.replace("a", 0, 3, "Own", "mechanical")
        recorder.replace("a", 11, 7, "Machine", "mechanical")
        recorder.insert("a", 18, " ", "mechanical")
    replayed = replay(tmp_path / "w")
    assert kinds(replayed) == [("mechanical", "Own"), ("human", " words. "), ("ai", "Machine  words")]
    assert {span.origin for span in replayed.pieces[0].spans if span.kind is SpanKind.AI} == {"g1#0"}


@pytest.mark.parametrize("at_once", [True, False])
def test_typing_in_the_place_of_machine_text_edits_it_and_keeps_what_was_there(
    tmp_path: Path, at_once: bool
) -> None:
    with recording(tmp_path / "w") as recorder:
        made = recorder.generated(["the grey cat sat"], "m")
        recorder.insert("a", 0, "the grey cat sat", "ai", (made, 0, 0))
        if at_once:
            recorder.replace("a", 4, 8, "black dog", "typed")
        else:
            for at in range(11, 3, -1):
                recorder.delete("a", at, 1)
            type_in(recorder, 4, "black dot")
            recorder.delete("a", 12, 1)
            type_in(recorder, 12, "g")
    replayed = replay(tmp_path / "w")
    assert kinds(replayed) == [("ai", "the "), ("ai_edited", "black dog"), ("ai", " sat")]
    assert before(replayed.pieces[0]) == "grey cat"


def test_an_edit_of_an_edit_keeps_the_machine_text_of_both_once(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        made = recorder.generated(["abcdef"], "m")
        recorder.insert("a", 0, "abcdef", "ai", (made, 0, 0))
        recorder.replace("a", 2, 2, "XY", "typed")
        recorder.replace("a", 1, 4, "Z", "typed")
    replayed = replay(tmp_path / "w")
    assert kinds(replayed) == [("ai", "a"), ("ai_edited", "Z"), ("ai", "f")]
    assert before(replayed.pieces[0]) == "bcde"


def test_typing_inside_a_machine_line_edits_it_and_beside_it_or_on_a_line_of_its_own_does_not(
    tmp_path: Path,
) -> None:
    with recording(tmp_path / "w") as recorder:
        made = recorder.generated(["left right"], "m")
        recorder.insert("a", 0, "left right", "ai", (made, 0, 0))
        type_in(recorder, 4, " mid")
        type_in(recorder, 14, " end")
        type_in(recorder, 18, "\nown")
    assert kinds(replay(tmp_path / "w")) == [
        ("ai", "left"),
        ("ai_edited", " mid"),
        ("ai", " right"),
        ("human", " end\nown"),
    ]


def test_machine_text_far_off_on_an_endless_line_does_not_reach(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        made = recorder.generated(["m"], "m")
        recorder.insert("a", 0, "m" + "x" * 5_000 + "m", "pasted")
        recorder.replace("a", 0, 1, "m", "ai", (made, 0, 0))
        recorder.replace("a", 5_001, 1, "m", "ai", (made, 0, 0))
        type_in(recorder, 905, "far")
        type_in(recorder, 4_096, "near")
    found = [(kind, text) for kind, text in kinds(replay(tmp_path / "w")) if kind != "unknown"]
    # The second letter of "near" is further from the left than the first one, which it goes on from.
    assert found == [("ai", "m"), ("human", "far"), ("ai_edited", "near"), ("ai", "m")]


def test_what_is_moved_stays_what_it_was(tmp_path: Path) -> None:
    with recording(tmp_path / "w", "old ") as recorder:
        made = recorder.generated(["machine "], "m")
        recorder.insert("a", 4, "machine ", "ai", (made, 0, 0))
        type_in(recorder, 12, "own ")
        recorder.move("a", 2, 8, 0)
    replayed = replay(tmp_path / "w")
    assert replayed.pieces[0].text == "d machinole own "
    assert shares(replayed.pieces[0]) == {"unknown": 4, "ai": 8, "human": 4}


def test_what_was_there_at_the_beginning_is_unknown_and_human_only_by_declaration(
    tmp_path: Path,
) -> None:
    new_work(tmp_path / "w")
    with Recorder.start(tmp_path / "w", Clock(), "test") as recorder:
        recorder.open("a", "a.txt", "text", b"mine, I say", "typed")
        recorder.open("b", "b.txt", "text", b"mine, I declare", "typed", how=How.DECLARED)
        recorder.open("c", "c.txt", "text", b"a machine's", "ai")
    pieces = replay(tmp_path / "w").pieces
    assert [(span.kind.value, span.how.value) for piece in pieces for span in piece.spans] == [
        ("unknown", "recorded"),
        ("human", "declared"),
        ("ai", "recorded"),
    ]


def test_what_changed_while_nobody_recorded_is_unknown_and_a_gap(tmp_path: Path) -> None:
    folder, clock = tmp_path / "w", Clock()
    with recording(folder, clock=clock) as recorder:
        type_in(recorder, 0, "one two three")
    clock.turn(hours=1)
    with Recorder.start(folder, clock, "test") as recorder:
        recorder.open("a", "a.txt", "text", b"one 2 three")
        recorder.stop()
    replayed = replay(folder)
    assert kinds(replayed) == [("human", "one "), ("unknown", "2"), ("human", " three")]
    gaps = {gap.kind: gap for gap in replayed.gaps}
    assert gaps[GapKind.CHANGED].until == (2, 1)
    assert gaps[GapKind.BETWEEN].seconds == pytest.approx(3600, abs=2)


def test_every_character_comes_back(tmp_path: Path) -> None:
    content = "\ufeffҚазақ\r\ne\u0301 👩‍👩‍👧 שלום \u202egnp.exe\u2028\0\x7f\ud7ff\U0010ffff\r".encode()
    with recording(tmp_path / "w") as recorder:
        recorder.open("a", "a.txt", "text", content)
        recorder.open("b", "b.txt", "text", b"")
        recorder.insert("b", 0, content.decode(), "pasted")
        recorder.save("b", content)
    pieces = replay(tmp_path / "w").pieces
    assert [piece.text.encode() for piece in pieces if piece.text] == [content, content]


def test_acts_are_counted_by_kind_by_minute_and_by_what_came_and_went(tmp_path: Path) -> None:
    clock = Clock()
    with recording(tmp_path / "w", clock=clock) as recorder:
        made = recorder.generated(["aa", "bb"], "m")
        recorder.choose(made, [1])
        recorder.insert("a", 0, "bb", "ai", (made, 1, 0))
        clock.turn(minutes=2)
        type_in(recorder, 2, "own")
        recorder.delete("a", 1, 2)
    replayed = replay(tmp_path / "w")
    assert replayed.acts == {
        "open": 1,
        "generated": 1,
        "choose": 1,
        "insert": 4,
        "delete": 1,
        "stop": 1,
    }
    assert [(one.minute, one.acts) for one in replayed.minutes] == [(0, 4), (2, 5)]
    assert replayed.entered == {"ai": 2, "typed": 3}
    assert replayed.removed == {SpanKind.AI: 1, SpanKind.HUMAN: 1}
    assert (replayed.generations[0].chosen, replayed.generations[0].shown) == ((1,), 2)


def test_what_no_seal_covers_is_a_gap_and_so_is_a_clock_that_goes_back(tmp_path: Path) -> None:
    clock = Clock()
    with recording(tmp_path / "w", clock=clock) as recorder:
        recorder.seal(recorder.head(), 0)
        assert not any(gap.kind is GapKind.UNSEALED for gap in replay(tmp_path / "w").gaps)
        clock.turn(seconds=30)
        type_in(recorder, 0, "a")
        clock.turn(seconds=-20)
        type_in(recorder, 1, "b")
    gaps = {gap.kind: (gap.after, gap.until) for gap in replay(tmp_path / "w").gaps}
    assert gaps == {GapKind.CLOCK: ((1, 3), (1, 4)), GapKind.UNSEALED: ((1, 1), (1, 4))}


def test_a_save_that_the_acts_do_not_make_is_a_fault_with_its_line(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, "abc")
        recorder.save("a", b"abc")
    lines = lines_of(tmp_path / "w")
    lines[3] = lines[3].replace(b'"text":"b"', b'"text":"d"')
    write_lines(tmp_path / "w", forged(lines))
    with pytest.raises(Faults, match=r"000001\.jsonl:6: WK15"):
        replay(tmp_path / "w")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'"at":2', b'"at":9', "WK14"),
        (b'"piece":"a","at":2', b'"piece":"z","at":2', "WK13"),
        (b'"count":1', b'"count":9', "WK14"),
    ],
)
def test_an_act_that_does_not_fit_is_a_fault(tmp_path: Path, old: bytes, new: bytes, code: str) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, "abc")
        recorder.delete("a", 0, 1)
    write_lines(tmp_path / "w", forged(line.replace(old, new) for line in lines_of(tmp_path / "w")))
    with pytest.raises(Faults, match=code):
        replay(tmp_path / "w")


def test_a_work_without_sessions_replays_to_nothing(tmp_path: Path) -> None:
    replayed = replay(new_work(tmp_path / "w"))
    assert (replayed.pieces, replayed.gaps, replayed.head.session, replayed.head.sha256) == (
        (),
        (),
        0,
        "",
    )


def test_progress_is_told(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, "abc")
    told: list[int] = []
    replay(tmp_path / "w", told.append)
    assert told == []  # a short record is over before there is anything to tell
