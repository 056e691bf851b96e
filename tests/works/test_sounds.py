"""Sounds in a record: an edit list of clips, and whose each stretch is."""

import wave
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.flow import begin_work, follow_files
from tanba.works import SpanKind
from tanba.works.playback import replay
from tanba.works.record.values import Act, How
from tanba.works.sounds import milliseconds, replayer

GONE = "0" * 64


class Tape:
    """One sound's acts, as a recorder would number them."""

    def __init__(self):
        self.list, self.n = replayer("p1", None), 0

    def clip(self, edit, clip, **fields):
        self.n += 1
        given = {"piece": "p1", "edit": edit, "clip": clip} | fields
        given = {key.rstrip("_"): part for key, part in given.items()}
        self.list.take(Act(session=1, n=self.n, ms=0, how=How.RECORDED, do="clip", fields=given))

    def place(self, clip, at, length, as_="ai", track=0, start=0, **rest):
        where = {"track": track, "at": at, "start": start, "stop": start + length, "sha256": GONE}
        self.clip("place", clip, **where, as_=as_, **rest)

    @property
    def map(self):
        return self.list.piece().body

    def heard(self):
        return [(one.track, one.start, one.end, one.kind, one.clip) for one in self.map.stretches]


AI, HUMAN, EDITED, UNKNOWN = SpanKind.AI, SpanKind.HUMAN, SpanKind.AI_EDITED, SpanKind.UNKNOWN


def test_clips_are_placed_trimmed_split_moved_and_deleted():
    tape = Tape()
    tape.place("a", 0, 1_000, from_=["g1", 0])
    tape.place("b", 1_000, 500, "typed")
    tape.clip("trim", "a", start=200, stop=900)
    assert tape.heard() == [(0, 200, 900, AI, "a"), (0, 1_000, 1_500, HUMAN, "b")]
    tape.clip("split", "a", at=500, into="c")
    tape.clip("move", "c", track=1, at=0)
    assert tape.heard() == [
        (0, 200, 500, AI, "a"), (0, 1_000, 1_500, HUMAN, "b"), (1, 0, 400, AI, "c"),
    ]  # fmt: skip
    assert [one.inside for one in tape.map.stretches] == [200, 0, 500]
    assert {one.origin for one in tape.map.stretches} == {"g1#0", ""}
    tape.clip("delete", "b")
    assert tape.map.ticks() == {AI: 700}
    assert tape.map.length == 500


def test_of_two_clips_at_once_the_later_one_is_heard_on_each_track_for_itself():
    tape = Tape()
    tape.place("a", 0, 1_000)
    tape.place("b", 300, 200, "typed")
    tape.place("c", 300, 200, "typed", track=1)
    assert tape.heard() == [
        (0, 0, 300, AI, "a"), (0, 300, 500, HUMAN, "b"), (0, 500, 1_000, AI, "a"),
        (1, 300, 500, HUMAN, "c"),
    ]  # fmt: skip
    tape.clip("move", "a", track=0, at=0)
    assert tape.map.ticks() == {AI: 1_000, HUMAN: 200}


def test_gain_gives_nobody_anything_and_a_hand_edits_the_machines():
    tape = Tape()
    tape.place("a", 0, 100)
    tape.place("b", 100, 100, "typed")
    tape.clip("treat", "a", as_="mechanical")
    tape.clip("treat", "b", as_="mechanical")
    assert tape.map.ticks() == {AI: 100, SpanKind.MECHANICAL: 100}
    tape.clip("treat", "a", as_="typed")
    tape.clip("treat", "b", as_="typed")
    assert tape.map.ticks() == {EDITED: 100, SpanKind.MECHANICAL: 100}
    tape.clip("treat", "a", as_="pasted")
    assert tape.map.ticks() == {UNKNOWN: 100, SpanKind.MECHANICAL: 100}


def test_ticks_of_the_sampling_rate_and_only_of_one():
    tape = Tape()
    tape.place("a", 0, 44_100, rate=44_100)
    assert (tape.map.rate, tape.map.length, tape.map.troubles) == (44_100, 44_100, ())
    tape.place("b", 0, 48_000, "typed", rate=48_000)
    assert tape.map.ticks() == {UNKNOWN: 44_100}


WRONG = {
    "a clip that is not there": ("move", "z", {"track": 0, "at": 0}),
    "a clip that is there": ("place", "a", {"track": 0, "at": 0, "start": 0, "stop": 1, "as_": "ai"}),
    "a stretch of nothing": ("trim", "a", {"start": 5, "stop": 5}),
    "a number that is none": ("move", "a", {"track": 0, "at": "1"}),
    "a number that is too large": ("move", "a", {"track": 0, "at": 1 << 60}),
    "truth for a number": ("move", "a", {"track": True, "at": 1}),
    "a split outside": ("split", "a", {"at": 100, "into": "b"}),
    "a split into itself": ("split", "a", {"at": 50, "into": "a"}),
    "an unknown edit": ("reverse", "a", {}),
}


@pytest.mark.parametrize("case", sorted(WRONG))
def test_what_does_not_fit_is_told_and_makes_everything_unknown(case):
    edit, clip, fields = WRONG[case]
    tape = Tape()
    tape.place("a", 0, 100, "typed")
    tape.clip(edit, clip, **fields)
    assert tape.map.ticks() == {UNKNOWN: 100}
    assert tape.map.troubles[0][:4] in ("WK45", "WK46")


numbers = st.integers(0, 60)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(numbers, st.integers(1, 30), st.integers(0, 1), st.booleans()), max_size=12))
def test_every_tick_of_a_track_is_of_the_clip_that_was_placed_last(clips):
    tape, painted = Tape(), {}
    for number, (at, length, track, human) in enumerate(clips):
        tape.place(f"c{number}", at, length, "typed" if human else "ai", track)
        for tick in range(at, at + length):
            painted[track, tick] = f"c{number}"
    heard = {
        (one.track, tick): one.clip for one in tape.map.stretches for tick in range(one.start, one.end)
    }
    assert heard == painted
    assert sum(tape.map.ticks().values()) == len(painted)


def test_a_saved_sound_is_a_clip_as_long_as_its_file(tmp_path):
    file = tmp_path / "a.wav"
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 12_000))
    assert milliseconds(file.read_bytes()) == Fraction(12_000, 8_000) * 1_000
    assert milliseconds(b"no sound") is None
    assert milliseconds(b"") is None
    work = tmp_path / "w.work"
    begin_work(work, title="t", author="a", media="sound")
    follow_files(work, [file], "typed")
    (piece,) = replay(work).pieces
    assert piece.body.ticks() == {HUMAN: 1_500}
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 4_000))
    follow_files(work, [file], "pasted")
    (piece,) = replay(work).pieces
    assert piece.body.ticks() == {UNKNOWN: 500}
