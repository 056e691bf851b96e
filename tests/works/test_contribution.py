"""A person's part: counts that add up, intervals that hold, grades act by act, unknown never a person's."""

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.works.contribution.account import contribution_of
from tanba.works.contribution.grading import Grading
from tanba.works.contribution.texts import text_part
from tanba.works.contribution.values import PicturePart, SoundPart
from tanba.works.grade import grade_between
from tanba.works.playback.replaying import replay
from tanba.works.record import BlobFolder, Recorder, make_work
from tanba.works.record.values import Anchor, Grade, How, Piece, Span, SpanKind
from works.written_works import BEGUN, ENDING, Clock, type_in, write_article, write_story

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    work, anchors = write_story(tmp_path_factory.mktemp("story"))
    return contribution_of(replay(work), anchors, BlobFolder(work))


def spans_of(*kinds, how=How.RECORDED):
    """Return a text of these kinds in turn, and its spans: `("сөз ", SpanKind.HUMAN)`."""
    spans, text = [], ""
    for n, (part, kind) in enumerate(kinds, 1):
        end = len(text) + len(part)
        spans.append(Span(start=len(text), end=end, kind=kind, how=how, act=(1, n), last=(1, n)))
        text += part
    return Piece(name="a", file="a.txt", media="text", sha256="00", text=text, spans=tuple(spans))


def of(element, contribution):
    return next(one for one in contribution.elements if one.layer == element)


def test_the_counts_add_up_to_the_text(story):
    (part,) = story.parts
    assert sum(one.points for one in story.counts) == len(part.text)
    assert sum(one.words for one in story.counts) + story.mixed[0] == story.intervals[1].total
    assert sum(one.paragraphs for one in story.counts) + story.mixed[1] == story.intervals[3].total
    assert "".join(part.text[one.start : one.end] for one in part.stretches) == part.text


def test_a_story_is_told_layer_by_layer(story):
    own, edits, machine = (of(layer, story) for layer in ("own", "edits", "machine"))
    assert (own.stance, edits.stance, machine.stance) == ("proposed", "proposed", "disclaimed")
    assert (edits.amount.points, edits.amount.words) == (len("көк көзді бөрі"), 3)
    assert of("unknown", story).stance == "disclaimed"
    assert of("sources", story).stance == "others"
    assert of("prompts", story).amount.items == 2
    assert (story.shown, story.chosen) == (3, 1)
    assert of("selection", story).amount.items == 1
    assert {one.layer for one in story.elements} == {
        "prompts", "own", "edits", "selection", "arrangement", "sources", "machine", "mechanical",
        "unknown",
    }  # fmt: skip


def test_typing_a_generation_anew_does_not_make_it_a_persons(story):
    (part,) = story.parts
    retyped = [one for one in part.stretches if one.retyped]
    assert "".join(part.text[one.start : one.end] for one in retyped) == ENDING
    assert {one.kind for one in retyped} == {SpanKind.AI}
    assert story.retyped == len(ENDING)


def test_only_acts_between_outside_times_rise_above_e1(story):
    (part,) = story.parts
    assert {one.grade for one in part.stretches if one.act[0] == 1} == {Grade.E2}
    assert {one.grade for one in part.stretches if one.act[0] == 2} == {Grade.E1}
    assert [line.grade for line in story.generations] == [Grade.E3, Grade.E1]


def test_without_outside_times_a_made_up_record_is_e1_at_best(tmp_path):
    found = contribution_of(replay(write_article(tmp_path)))
    assert {one.grade for one in found.counts} == {Grade.E1}
    assert found.anchors == ()
    assert any(gap.kind == "unsealed" for gap in found.gaps)
    assert of("arrangement", found).amount.items == 1
    assert of("arrangement", found).grades == {}


def test_unknown_is_never_in_a_persons_figures_and_may_be_the_machines():
    part = text_part(spans_of(("Бір сөз. ", SpanKind.UNKNOWN), ("Екі.", SpanKind.UNKNOWN)), Grading(()))
    for one in part.intervals:
        assert one.human == (0, 0)
        assert one.machine == (0, one.total)


def test_a_word_with_one_letter_of_a_person_is_theirs_only_in_the_high_reading():
    piece = spans_of(("алма", SpanKind.AI), ("й", SpanKind.AI_EDITED), (" өзім", SpanKind.HUMAN))
    points, words, *_ = text_part(piece, Grading(())).intervals
    assert (points.human, points.machine) == ((5, 6), (4, 5))
    assert (words.human, words.machine) == ((1, 2), (0, 1))


def test_space_that_somebody_typed_between_does_not_break_a_machine_run():
    piece = spans_of(
        ("Бірінші сөйлем.", SpanKind.AI),
        ("\n\n", SpanKind.HUMAN),
        ("Екінші сөйлем", SpanKind.AI),
        (" емес", SpanKind.HUMAN),
    )
    longest = text_part(piece, Grading(())).longest
    assert longest is not None
    assert (longest.start, longest.end, longest.words) == (0, 30, 4)


kinds = st.sampled_from(list(SpanKind))
parts = st.lists(st.tuples(st.text("аб .\n", min_size=1, max_size=8), kinds), max_size=12)


@settings(deadline=None, max_examples=200)
@given(parts)
def test_low_is_never_above_high_and_a_persons_and_the_machines_low_never_overlap(drawn):
    part = text_part(spans_of(*drawn), Grading(()))
    for one in part.intervals:
        assert 0 <= one.human[0] <= one.human[1] <= one.total
        assert 0 <= one.machine[0] <= one.machine[1] <= one.total
        assert one.human[0] + one.machine[0] <= one.total
    assert sum(one.points for one in part.counts) == len(part.text)


acts = st.tuples(st.integers(1, 3), st.integers(0, 12))


def anchor(first, last, minutes, receipt):
    return Anchor(
        first=min(first, last),
        last=max(first, last),
        not_before=NOON,
        not_after=NOON + timedelta(minutes=minutes),
        witnessed=3,
        signed=True,
        receipt=receipt,
    )


anchors = st.lists(
    st.builds(anchor, acts, acts, st.sampled_from([5, 15, 16]), st.sampled_from(["", "gateway"])),
    max_size=5,
)


@settings(deadline=None, max_examples=200)
@given(anchors, st.sampled_from(list(How)), st.integers(1, 3), st.integers(0, 12), st.integers(0, 6))
def test_each_act_has_the_grade_that_the_anchors_give_it(drawn, how, session, first, more):
    grading = Grading(drawn)
    one_by_one = [
        grade_between(how, (session, n), (session, n), drawn) for n in range(first, first + more + 1)
    ]
    parted = grading.parted(how, (session, first), (session, first + more))
    assert [grade for count, grade in parted for _ in range(count)] == one_by_one


def test_a_long_typed_stretch_is_parted_where_its_evidence_changes():
    piece = spans_of(("а" * 10, SpanKind.HUMAN))
    span = replace(piece.spans[0], act=(1, 1), last=(1, 10))
    part = text_part(replace(piece, spans=(span,)), Grading([anchor((1, 4), (1, 6), 5, "")]))
    found = [(one.start, one.end, one.grade, one.act, one.last) for one in part.stretches]
    assert found == [
        (0, 3, Grade.E1, (1, 1), (1, 3)),
        (3, 6, Grade.E2, (1, 4), (1, 6)),
        (6, 10, Grade.E1, (1, 7), (1, 10)),
    ]


def test_declared_acts_stay_e0_whatever_lies_around_them(tmp_path):
    work = tmp_path / "a.work"
    make_work(work, "Кейін айтылған", "А.", language="kk", now=BEGUN)
    with Recorder.start(work, Clock(), tool="tanba test") as recorder:
        recorder.open("a", "a.txt", "text", b"")
        recorder.insert("a", 0, "Мен жаздым.", "typed", how=How.DECLARED)
    found = contribution_of(replay(work), [anchor((1, 1), (1, 9), 5, "gateway")])
    assert [(one.kind, one.grade) for one in found.counts] == [(SpanKind.HUMAN, Grade.E0)]


@pytest.mark.parametrize("seed", range(4))
def test_laundering_never_raises_a_persons_share(tmp_path, seed):
    """Machine text deleted and brought back in other dress, or pasted: the high figure never grows."""
    chance = random.Random(seed)  # noqa: S311
    work = tmp_path / "a.work"
    make_work(work, "Жуылған", "А.", language="kk", now=BEGUN)
    with Recorder.start(work, Clock(), tool="tanba test") as recorder:
        recorder.open("a", "a.txt", "text", b"")
        made = recorder.generated([ENDING], "m")
        recorder.insert("a", 0, ENDING, "ai", (made, 0, 0))
        honest = contribution_of(replay(work)).intervals
        recorder.delete("a", 0, len(ENDING))
        dressed = chance.choice(
            (ENDING, ENDING.upper(), "\u200b".join(ENDING), ENDING.replace("о", "o"))
        )
        if chance.random() < 0.5:
            recorder.insert("a", 0, dressed, "pasted")
        else:
            type_in(recorder, "a", 0, dressed)
    laundered = contribution_of(replay(work)).intervals
    for before, after in zip(honest, laundered, strict=True):
        assert after.human[1] <= before.human[1] == 0


def test_values_of_a_contribution_are_plain_enough_to_compare(story):
    assert story == story
    assert json.dumps([one.grade for one in story.counts])


def test_pictures_and_sounds_are_counted_in_pixels_and_seconds():
    from tanba.works.pictures.map import PictureMap, Region
    from tanba.works.sounds import SoundMap
    from tanba.works.sounds import Stretch as Heard

    def region(kind, pixels, seen, n):
        return Region(
            kind=kind, how=How.RECORDED, seen=seen, act=(1, n), origin="", tool="brush", before="",
            box=(0, 0, 1, 1), pixels=pixels,
        )  # fmt: skip

    import zlib

    owners = zlib.compress(bytes([0, 0]) * 60 + bytes([1, 0]) * 30 + bytes([2, 0]) * 10)
    regions = (
        region(SpanKind.AI, 60, "recorded", 1),
        region(SpanKind.HUMAN, 30, "recorded", 2),
        region(SpanKind.AI_EDITED, 10, "indicated", 3),
    )
    drawn = PictureMap(width=10, height=10, regions=regions, owners=owners)
    heard = SoundMap(
        rate=1000,
        length=4000,
        stretches=(
            Heard(track=0, start=0, end=2500, kind=SpanKind.AI, how=How.RECORDED, act=(1, 4), origin="g1#0",
                  clip="c1", sha256="", inside=0),
        ),
    )  # fmt: skip
    record = replay_of(
        Piece(name="p", file="p.png", media="picture", sha256="", body=drawn),
        Piece(name="s", file="s.wav", media="sound", sha256="", body=heard),
    )
    found = contribution_of(record)
    picture, sound = found.parts
    assert isinstance(picture, PicturePart)
    assert isinstance(sound, SoundPart)
    assert picture.raster.kinds == bytes([0]) * 60 + bytes([2]) * 30 + bytes([1]) * 10
    assert of("own", found).amount.pixels == 30
    assert of("edits", found).amount.pixels == 0, "an indication is not added to facts"
    assert of("machine", found).amount.seconds == 2.5
    assert found.intervals == ()


def replay_of(*pieces):
    """Return a replayed record that holds only these pieces."""
    from tanba.works.record.values import Head, Replayed, Work

    work = Work(id="0" * 32, title="", author="", language="", media="picture", made=BEGUN)
    return Replayed(
        work=work, sessions=(), pieces=pieces, prompts=(), generations=(), sources=(), seals=(), acts={},
        entered={}, removed={}, minutes=(), gaps=(),
        head=Head(work=work.id, session=0, n=0, sha256=""),
    )  # fmt: skip
