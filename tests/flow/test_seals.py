"""What seals show of a record: only what stands in the log, only by clocks of others, never who made what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flow.houses import anchor, house, house_with_time, signer
from tanba.evidence import Opening
from tanba.flow import (
    SealSeen,
    anchors_of,
    at_work,
    begin_work,
    own_seals,
    seal_work,
    seals_seen,
)
from tanba.flow.known_keys import KnownKeys
from tanba.works import BlobFolder, Grade, How, Seal, contribution_of
from tanba.works.playback import replay
from works.written_works import write_article, write_story

T = datetime(2026, 11, 23, 10, tzinfo=UTC)


def seen(number, *, time=None, included=True, opened=True):
    """A seal over the acts up to `number` that stands in the record two acts later."""
    seal = Seal(
        act=(1, number + 2),
        ms=0,
        upto=(1, number),
        head="0" * 64,
        entry=number,
        checkpoint="",
        proof="",
        stamps=(),
    )
    return SealSeen(seal=seal, included=included, opened=opened, time=time, witnessed=0)


def grades(contribution):
    return {count.grade for count in contribution.counts if count.points}


# --- from seals to anchors ----------------------------------------------------------------------------


def test_acts_between_two_times_are_held_by_both():
    first, second = anchors_of([seen(5, time=T), seen(9, time=T + timedelta(minutes=9))])
    assert (first.first, first.last, first.not_before, first.not_after) == ((1, 0), (1, 5), None, T)
    assert (second.first, second.last) == ((1, 7), (1, 9))
    assert (second.not_before, second.not_after) == (T, T + timedelta(minutes=9))


def test_acts_before_the_first_time_have_no_early_end():
    (only,) = anchors_of([seen(5, time=T)])
    assert only.not_before is None


@pytest.mark.parametrize("state", [{"included": False}, {"opened": False}])
def test_a_seal_that_shows_nothing_anchors_nothing(state):
    assert anchors_of([seen(5, time=T, **state)]) == ()
    after = anchors_of([seen(5, time=T, **state), seen(9, time=T)])
    assert [one.not_before for one in after] == [None]


def test_acts_that_were_written_while_a_seal_was_being_made_are_not_said_to_be_younger_than_it():
    """They stand before the line that has the token, so nothing shows that they came after it."""
    _, second = anchors_of([seen(5, time=T), seen(9, time=T)])
    assert second.first == (1, 7)


def test_a_seal_without_a_time_passes_on_the_time_before_it():
    found = anchors_of([seen(5, time=T), seen(9), seen(13, time=T + timedelta(minutes=1))])
    assert [one.not_before for one in found] == [None, T, T]
    assert [one.not_after for one in found] == [T, None, T + timedelta(minutes=1)]


# --- a record that somebody made up -----------------------------------------------------------------------


def made_up(folder):
    """A session of three weeks that was written in a second, every word of it «typed»."""
    work = folder / "made-up.work"
    begin_work(work, title="Роман", author="Мерген")
    with at_work(work) as recorder:
        recorder.open("a", "a.txt", "text", b"")
        for number in range(50):
            recorder.insert("a", 0, f"Сөйлем {number}. ", "typed")
        recorder.insert("a", 0, "Кейін айтылған. ", "typed", how=How.DECLARED)
        recorder.generated(["жауап"], "m", how=How.RECEIVED)
    return work


def test_without_any_log_it_is_e1_and_what_is_declared_stays_e0(tmp_path):
    work = made_up(tmp_path)
    found = contribution_of(replay(work), (), BlobFolder(work))
    assert grades(found) == {Grade.E0, Grade.E1}
    assert found.generations[0].grade == Grade.E1  # that it was received, it only says itself


def test_sealed_in_a_log_without_time_it_is_e1(tmp_path):
    work = made_up(tmp_path)
    with house(tmp_path) as archive:
        for _ in range(3):
            seal_work(work, archive)
        shown = own_seals(work, replay(work), archive)
    assert all(one.included and one.opened and one.time is None for one in shown)
    assert grades(contribution_of(replay(work), anchors_of(shown), BlobFolder(work))) == {
        Grade.E0,
        Grade.E1,
    }


def test_sealed_with_a_time_afterwards_it_is_e1_and_what_is_declared_stays_e0(tmp_path):
    """One time at the end shows that it existed then, not how long it took to write."""
    work = made_up(tmp_path)
    with house_with_time(tmp_path) as archive:
        seal_work(work, archive, anchor)
        with at_work(work) as recorder:
            recorder.insert("a", 0, "Тағы айтылған. ", "typed", how=How.DECLARED)
        seal_work(work, archive, anchor)
        shown = own_seals(work, replay(work), archive)
    assert all(one.time for one in shown)
    assert grades(contribution_of(replay(work), anchors_of(shown), BlobFolder(work))) == {
        Grade.E0,
        Grade.E1,
    }


def test_a_time_by_the_writers_own_clock_proves_nothing(tmp_path):
    """Backdating: the clock of the machine goes into the record, and into no time that is shown."""
    work = write_article(tmp_path)
    with house_with_time(tmp_path) as archive:
        before = datetime.now(UTC) - timedelta(seconds=2)
        seal_work(work, archive, anchor)
        (one,) = own_seals(work, replay(work), archive)
    assert before <= one.time <= datetime.now(UTC) + timedelta(seconds=2)
    assert replay(work).sessions[0].at < before or replay(work).sessions[0].at > one.time


# --- whose log, whose words ---------------------------------------------------------------------------------


@pytest.fixture
def sealed(tmp_path):
    work, _ = write_story(tmp_path)
    with house_with_time(tmp_path) as archive:
        seal_work(work, archive, anchor)
        entry, kept = archive.log.entry(0), archive.openings(0).openings
        yield work, archive, {0: entry}, {0: kept}


def only(work, entries, openings, keys, roots):
    (one,) = seals_seen(work, replay(work), entries, openings, keys, roots)
    return one


def test_a_seal_holds_for_its_own_log_and_shows_its_time_to_who_trusts_it(sealed):
    work, archive, entries, openings = sealed
    keys, roots = KnownKeys.of(archive), archive.settings.roots
    one = only(work, entries, openings, keys, roots)
    assert (one.included, one.opened, one.why) == (True, True, "")
    assert one.time is not None
    assert only(work, entries, openings, keys, "").time is None


def test_what_is_not_at_hand_is_not_shown(sealed):
    work, archive, entries, openings = sealed
    keys, roots = KnownKeys.of(archive), archive.settings.roots
    for one in (
        only(work, {}, openings, keys, roots),
        only(work, entries, openings, None, roots),
        only(work, {0: entries[0] + b" "}, openings, keys, roots),
        only(work, {0: b"\xff"}, openings, keys, roots),
        only(work, entries, openings, KnownKeys(other_key(), entries), roots),
    ):
        assert (one.included, one.opened, one.time) == (False, False, None)
        assert one.why


def other_key():
    from tanba.evidence import ED25519, VerifierKey

    return VerifierKey(name="қала.kz/log", kind=ED25519, public=signer("other").public)


def test_an_entry_that_commits_to_something_else_opens_nothing(sealed):
    work, archive, entries, openings = sealed
    keys = KnownKeys.of(archive)
    (right,) = openings[0]
    wrong = replace(right, payload=right.payload.replace(b"1", b"2"))
    salted = replace(right, salt=bytes(32))
    stray = Opening(kind="work.seal", field="other", payload=right.payload, salt=right.salt)
    for kept in ((), (wrong,), (salted,), (stray,), (replace(right, salt=b""),)):
        one = only(work, entries, {0: kept}, keys, "")
        assert (one.included, one.opened) == (True, False)
    assert only(work, entries, {0: (wrong, right)}, keys, "").opened


def test_witnesses_are_counted_only_where_they_cosigned(sealed):
    work, archive, entries, openings = sealed
    keys = KnownKeys.of(archive)
    (one,) = seals_seen(work, replay(work), entries, openings, keys, "", (other_key(),))
    assert one.witnessed == 0
