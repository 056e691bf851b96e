"""A log with its vault: what is recorded stays, opens alone, is forgotten when asked, and outlives keys."""

import json
import sqlite3
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from flow.houses import NOW, SECRET, anchor, hand_over, house, house_with_time, signer
from tanba.evidence import check_proof, check_stamp, entry_from, opens, read_key, verify_bundle
from tanba.flow import (
    Archive,
    audit_log,
    export_bundle,
    key_of_log,
    list_entries,
    proven_times,
    read_settings,
    revoke_key,
    rotate_key,
    subject_of,
)
from tanba.kernel import Faults, Refused

SUBJECT = "0" * 31 + "1"


def test_what_is_recorded_opens_to_the_same_words_and_is_proven(tmp_path):
    with house(tmp_path) as archive:
        receipt = archive.record("decision", SUBJECT, {"reason": "өтініш".encode()}, {"note": "ok"})
        archive.log.publish()
        proof, kept = archive.proof(receipt.index), archive.openings(receipt.index)
        checked = check_proof(receipt.entry, proof, key_of_log(archive.log))
    assert checked.holds
    assert [one.payload.decode() for one in kept.openings] == ["өтініш"]
    assert all(opens(entry_from(receipt.entry), one) for one in kept.openings)
    assert "өтініш".encode() not in receipt.entry


def test_numbers_count_each_subject_and_kind_apart_over_restarts(tmp_path):
    with house(tmp_path) as archive:
        first = [archive.record(kind, SUBJECT, {"a": b"1"}).seq for kind in ("x", "x", "y")]
    with Archive.open(tmp_path / "log", signer(), SECRET) as archive:
        second = archive.record("x", SUBJECT, {"a": b"1"}).seq
        other = archive.record("x", "0" * 32, {"a": b"1"}).seq
    assert (first, second, other) == ([1, 2, 1], 3, 1)


@pytest.mark.parametrize("harm", ["gone", "garbage", "behind", "ahead"])
def test_the_catalogue_is_made_again_from_the_log(tmp_path, harm):
    with house(tmp_path) as archive:
        for _ in range(3):
            archive.record("x", SUBJECT, {"a": b"1"})
    file = tmp_path / "log" / "catalogue.db"
    if harm == "gone":
        file.unlink()
    elif harm == "garbage":
        file.write_bytes(b"this is no database, and longer than a header of one would be" * 20)
    else:
        change = "DELETE FROM entries WHERE at = 2"
        if harm == "ahead":
            change = "INSERT INTO entries VALUES (9, 'x', 'y', 1)"
        with sqlite3.connect(file) as base:
            base.execute(change)
        base.close()
    with Archive.open(tmp_path / "log", signer(), SECRET) as archive:
        assert [one.seq for one in archive.listed("x")] == [1, 2, 3]


def test_erasing_somebody_leaves_every_proof_and_no_words(tmp_path):
    with house(tmp_path) as archive:
        subject = subject_of(archive.folder, "author", "Айгүл")
        receipt = archive.record("work.deposit", subject, {"prompt": b"secret words of hers"})
        archive.log.publish()
        assert archive.erase(subject, NOW.date()) == (receipt.index,)
        archive.log.publish()
        kept = archive.openings(receipt.index)
        assert kept.erased == NOW.date()
        assert not kept.openings
        checked = check_proof(receipt.entry, archive.proof(receipt.index), key_of_log(archive.log))
        assert checked.holds
        assert archive.listed("erasure", subject)
    for file in (tmp_path / "log").glob("subjects*"):
        assert "Айгүл".encode() not in file.read_bytes()
    assert subject_of(tmp_path / "log", "author", "Айгүл") != subject


def test_a_time_comes_from_the_authority_and_from_nobody_else(tmp_path):
    with house_with_time(tmp_path) as archive:
        before = datetime.now(UTC) - timedelta(seconds=2)
        receipt = archive.record("decision", SUBJECT, {"a": b"1"})
        # A clock that is years ahead, or behind, moves no time that is shown.
        done = archive.anchor(datetime(2001, 1, 1, tzinfo=UTC), _posts())
        (time,) = proven_times(done)
        assert time is not None
        assert before <= time <= datetime.now(UTC) + timedelta(seconds=2)
        text = done.checkpoint.note.text.encode()
        assert check_stamp(done.stamps[0].tsr, text, "").time is None
        assert check_stamp(done.stamps[0].tsr, b"other", archive.settings.roots).state == "invalid"
        assert archive.checkpoint_over(receipt.index).head.size == done.checkpoint.head.size


def _posts():
    from tanba.flow import posts

    return posts()


def test_an_entry_keeps_the_first_time_that_was_proven_for_it(tmp_path):
    with house_with_time(tmp_path) as archive:
        first = archive.record("decision", SUBJECT, {"a": b"1"})
        anchor(archive)
        for _ in range(3):
            archive.record("decision", SUBJECT, {"a": b"2"})
        anchor(archive)
        export_bundle(archive, tmp_path / "b.zip", [first.index, 2])
        seen = verify_bundle(tmp_path / "b.zip", key_of_log(archive.log), roots=archive.settings.roots)
    assert seen.state == "valid", seen.failing
    sizes = {one.index: one.size for one in seen.entries}
    assert sizes == {0: 1, 2: 4}
    assert all(one.not_after for one in seen.entries)


def test_an_authority_that_is_silent_is_told_and_stops_nothing(tmp_path):
    from tanba.flow import Settings

    with house(tmp_path, Settings(authorities=("http://127.0.0.1:9/tsa",))) as archive:
        archive.record("decision", SUBJECT, {"a": b"1"})
        done = anchor(archive)
    assert done.checkpoint.head.size == 1
    assert not done.stamps
    assert "EV63" in done.refused[0]


def test_a_new_key_signs_on_and_the_old_one_no_more(tmp_path):
    old, new = signer("log"), signer("next")
    with house(tmp_path) as archive:
        archive.record("decision", SUBJECT, {"a": b"1"})
        before = key_of_log(archive.log)
        line = rotate_key(archive, new)
    with Archive.open(tmp_path / "log", new, SECRET) as archive:
        archive.record("decision", SUBJECT, {"a": b"2"})
        archive.log.publish()
        assert key_of_log(archive.log) == line
        assert read_settings(archive.folder).key == "next"
        assert archive.proof(0).checkpoint.note.signed_by(line)
        revoke_key(archive, before, "superseded", None)
    with pytest.raises((Faults, Refused), match="EV07"):
        Archive.open(tmp_path / "log", old, SECRET)
    assert audit_log(str(tmp_path / "log"), None, None, lambda *_: None).sound


def test_a_stolen_key_signs_nothing_after_its_revocation(tmp_path):
    stolen, new = signer("log"), signer("next")
    with house(tmp_path) as archive:
        key = key_of_log(archive.log)
        archive.record("decision", SUBJECT, {"a": b"1"})
        rotate_key(archive, new)
    with Archive.open(tmp_path / "log", new, SECRET) as archive:
        archive.log.publish()
        revoke_key(archive, key, "compromised", None)
    with pytest.raises((Faults, Refused), match="EV07"):
        Archive.open(tmp_path / "log", stolen, SECRET)


def test_a_proof_before_any_checkpoint_covers_the_entry_is_refused(tmp_path):
    with house(tmp_path) as archive:
        receipt = archive.record("decision", SUBJECT, {"a": b"1"})
        with pytest.raises(Refused, match="EV23"):
            archive.proof(receipt.index)


@pytest.mark.parametrize("said", ["", "[]", "{", '{"authorities": 5}', '{"key": 5}', "[" * 100_000])
def test_damaged_settings_are_told_with_their_place(tmp_path, said):
    (tmp_path / "settings.json").write_text(said)
    if said == "":
        assert read_settings(tmp_path).authorities == ()
        return
    with pytest.raises(Faults, match="EV22"):
        read_settings(tmp_path)


def test_damaged_names_are_told_and_never_overwritten(tmp_path):
    said = b"these are no names" * 100
    (tmp_path / "subjects.db").write_bytes(said)
    with pytest.raises(Faults, match="EV21"):
        subject_of(tmp_path, "author", "Айгүл")
    assert (tmp_path / "subjects.db").read_bytes() == said


def test_two_at_once_give_a_name_one_id(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: subject_of(tmp_path, "author", "Айгүл"), range(16)))
    assert len(made) == 1


def test_names_are_readable_by_their_owner_only(tmp_path):
    subject_of(tmp_path, "author", "Айгүл")
    assert (tmp_path / "subjects.db").stat().st_mode & 0o077 == 0


def test_entries_are_listed_by_kind_and_by_name_without_any_passphrase(tmp_path):
    with house(tmp_path) as archive:
        one = subject_of(archive.folder, "system", "Скоринг")
        archive.record("assessment", one, {"a": b"1"})
        archive.record("marking", SUBJECT, {"a": b"1"})
        archive.log.publish()
    head, listed = list_entries(tmp_path / "log")
    assert head.head.size == 2
    assert [each.kind for each in listed] == ["assessment", "marking"]
    assert [each.index for each in list_entries(tmp_path / "log", about="Скоринг")[1]] == [0]
    assert [each.index for each in list_entries(tmp_path / "log", kind="marking")[1]] == [1]
    assert list_entries(tmp_path / "log", about="nobody")[1] == ()


def test_a_killed_writer_loses_no_entry_that_was_acknowledged(tmp_path):
    """Killed at any moment, the log opens again with every entry whose receipt was printed, and its words."""
    hand_over(tmp_path)
    with house(tmp_path):
        pass
    code = textwrap.dedent(
        """
        import sys
        sys.path.insert(0, "tests")
        from pathlib import Path
        from flow.houses import SECRET, handed_over
        from tanba.flow import Archive
        folder = Path(sys.argv[1])
        with Archive.open(folder / "log", handed_over(folder), SECRET) as archive:
            for number in range(100_000):
                receipt = archive.record("x", "0" * 32, {"n": str(number).encode()})
                print(receipt.index, number, flush=True)
        """
    )
    seen: dict[int, str] = {}
    for lines in (1, 7, 40):
        child = subprocess.Popen(
            [sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True
        )
        for _ in range(lines):
            index, number = child.stdout.readline().split()
            seen[int(index)] = number
        child.kill()
        rest = child.stdout.read().splitlines()
        seen |= {int(one.split()[0]): one.split()[1] for one in rest if len(one.split()) == 2}
        child.stdout.close()
        child.wait()
    with Archive.open(tmp_path / "log", signer(), SECRET) as archive:
        for index, number in seen.items():
            (opening,) = archive.openings(index).openings
            assert opening.payload.decode() == number
            assert opens(entry_from(archive.log.entry(index)), opening)
        archive.log.publish()
    assert audit_log(str(tmp_path / "log"), None, None, lambda *_: None).sound


def test_a_key_line_can_be_read_back(tmp_path):
    with house(tmp_path) as archive:
        assert read_key(str(key_of_log(archive.log))) == key_of_log(archive.log)
        told = json.loads((tmp_path / "log" / "log.json").read_text("utf-8"))
    assert told["origin"] == "қала.kz/log"


def test_a_bundle_tells_of_keys_that_followed_each_other(tmp_path):
    """Readers of the first key and readers of the last one both find what they know."""
    with house(tmp_path) as archive:
        before = key_of_log(archive.log)
        archive.record("decision", SUBJECT, {"a": b"1"})
        archive.log.publish()
        rotate_key(archive, signer("next"))
    with Archive.open(tmp_path / "log", signer("next"), SECRET) as archive:
        revoke_key(archive, before, "superseded", None)
        archive.record("decision", SUBJECT, {"a": b"2"})
        archive.log.publish()
        export_bundle(archive, tmp_path / "b.zip", [0, archive.log.size - 1])
        after = key_of_log(archive.log)
    for key_known in (before, after):
        seen = verify_bundle(tmp_path / "b.zip", key_known)
        assert seen.state == "valid", seen.failing
        assert {"key.rotate", "key.revoke"} <= {one.kind for one in seen.entries}
