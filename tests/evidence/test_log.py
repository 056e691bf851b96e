"""The log: what it acknowledges, publishes, signs and refuses to sign, and who may write it."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from evidence.log_house import (
    ORIGIN,
    code_of,
    entries,
    entry,
    examined,
    files_of,
    log_of,
    new_signer,
    pair,
)
from evidence.small_log import SmallLog, witness_key
from tanba.evidence.entries.lifecycle import revocation, rotation
from tanba.evidence.log.publisher import Publisher
from tanba.evidence.log.signing import MOST_COSIGNATURES, key_of
from tanba.evidence.log.writer import Log
from tanba.evidence.notes.checkpoint import read_checkpoint
from tanba.evidence.notes.note import Signature, read_key
from tanba.evidence.tree.growth import Growth
from tanba.evidence.tree.hashing import EMPTY_ROOT, leaf_hash, leaf_hashes
from tanba.evidence.tree.proving import grown, inclusion_root
from tanba.kernel import Faults, Refused

SUBJECT = "5" * 32


@pytest.fixture(scope="module")
def signer():
    return new_signer()


@pytest.fixture
def home(tmp_path):
    return tmp_path / "log"


@pytest.fixture(scope="module")
def built(tmp_path_factory, signer):
    """Two closed logs, of 600 entries and of 66,000, to be copied."""
    folder = tmp_path_factory.mktemp("built")
    for size in (600, 66_000):
        with log_of(folder / f"{size}", signer, size):
            pass
    return folder


@pytest.fixture
def home_600(home, built):
    return shutil.copytree(built / "600", home)


# --- what it holds and proves -----------------------------------------------------------------------


def test_a_new_log_has_a_signed_checkpoint_of_nothing(home, signer):
    with log_of(home, signer) as log:
        head = log.checkpoint().head
        assert (head.origin, head.size, head.root) == (ORIGIN, 0, EMPTY_ROOT)
        assert read_checkpoint((home / "public/checkpoint").read_bytes()).note.signed_by(
            key_of(ORIGIN, signer)
        )
    assert json.loads((home / "log.json").read_text())["origin"] == ORIGIN
    assert read_key((home / "public/vkey").read_text()) == key_of(ORIGIN, signer)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 700])
def test_every_entry_is_there_and_proved(home, signer, size):
    with log_of(home, signer, size) as log:
        root = log.checkpoint().head.root
        for index in range(0, size, 13):
            data = log.entry(index)
            assert data == entry(index)
            assert inclusion_root(leaf_hash(data), index, size, log.inclusion(index, size)) == root
        assert list(log.entries(0, size)) == list(entries(0, size))


def test_every_older_tree_is_proved_to_be_the_beginning(home, signer):
    with log_of(home, signer, 520) as log:
        small = SmallLog(entries(0, 520))
        for old, new in [(0, 520), (1, 520), (256, 520), (300, 511), (519, 520), (520, 520)]:
            proof = log.consistency(old, new)
            assert grown(old, small.root(old), new, small.root(new), proof)


def test_what_it_publishes_is_what_tlog_tiles_says(home, signer, tmp_path):
    with log_of(home, signer, 600):
        SmallLog(entries(0, 600)).publish(tmp_path / "by-hand")
        ours, byhand = files_of(home / "public"), files_of(tmp_path / "by-hand")
        for files in (ours, byhand):
            del files["checkpoint"], files["vkey"]
        assert ours == byhand


def test_a_log_that_is_opened_again_goes_on_where_it_was(home, signer):
    with log_of(home, signer, 300) as log:
        root = log.root()
    with Log.open(home, signer) as log:
        assert (log.size, log.root()) == (300, root)
        assert log.append(entry(300)) == 300
        assert log.extend(entries(301, 600)) == range(301, 600)
        assert log.publish().head.root == SmallLog(entries(0, 600)).root(600)
    assert examined(home, signer).sound


def test_an_entry_is_durable_before_it_is_published(home, signer):
    with log_of(home, signer) as log:
        log.append(b"acknowledged")
    with Log.open(home, None) as log:
        assert log.entry(0) == b"acknowledged"
        assert log.checkpoint().head.size == 0


@pytest.mark.parametrize("data", [b"", bytes(65_536)])
def test_what_is_no_entry_is_refused(home, signer, data):
    with log_of(home, signer) as log:
        assert code_of(lambda: log.append(data)) == "EV04"
        assert code_of(lambda: log.extend([b"good", data])) == "EV04"
        assert log.size == 0
        assert log.append(bytes(65_535)) == 0


def test_what_is_not_in_the_log_is_refused(home, signer):
    with log_of(home, signer, 10) as log:
        asked = [
            lambda: log.entry(10),
            lambda: log.entry(-1),
            lambda: log.inclusion(10, 10),
            lambda: log.inclusion(3, 11),
            lambda: log.inclusion(-1, 10),
            lambda: log.consistency(3, 11),
            lambda: log.consistency(5, 4),
            lambda: log.consistency(-1, 4),
            lambda: list(log.entries(5, 11)),
        ]
        assert [code_of(work) for work in asked] == ["EV10"] * len(asked)


def test_many_threads_each_get_an_index_of_their_own(home, signer):
    found = {}

    def caller(name):
        for number in range(30):
            data = b"%d of %d" % (number, name)
            found[data] = log.append(data)

    with log_of(home, signer) as log:
        threads = [threading.Thread(target=caller, args=(name,)) for name in range(24)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(found.values()) == list(range(720))
        assert all(log.entry(index) == data for data, index in found.items())


def test_a_batch_is_not_broken_by_who_appends_meanwhile(home, signer):
    with log_of(home, signer) as log:
        begun = threading.Event()

        def many():
            yield entry(0)
            begun.set()
            yield from entries(1, 9000)

        single = []
        thread = threading.Thread(target=lambda: begun.wait() and single.append(log.append(b"single")))
        thread.start()
        batch = log.extend(many())
        thread.join()
        assert batch == range(9000)
        assert single == [9000]


# --- publishing -------------------------------------------------------------------------------------


def test_publishing_twice_changes_nothing(home, signer):
    with log_of(home, signer, 300) as log:
        before, signed = files_of(home / "public"), log.checkpoint()
        assert log.publish() == signed
        assert files_of(home / "public") == before


def test_partial_files_go_once_the_full_one_is_there(home, signer):
    with log_of(home, signer, 250) as log:
        assert "tile/0/000.p/250" in files_of(home / "public")
        log.extend(entries(250, 260))
        log.publish()
        files = files_of(home / "public")
        assert not any("000.p/250" in path for path in files)
        assert {"tile/0/000", "tile/entries/000", "tile/0/001.p/4", "tile/1/000.p/1"} <= set(files)


def test_published_files_can_be_written_anew_from_the_truth(home, signer):
    with log_of(home, signer, 600) as log:
        before = files_of(home / "public")
        for name in ("tile/0/001", "tile/entries/000", "tile/1/000.p/2"):
            (home / "public" / name).write_bytes(b"spoiled")
        log.publish(anew=True)
        assert files_of(home / "public") == before


def test_a_log_whose_files_are_gone_publishes_them_again(home, signer):
    with log_of(home, signer, 300):
        before = files_of(home / "public")
    shutil.rmtree(home / "public")
    with Log.open(home, signer) as log:
        log.publish()
    assert files_of(home / "public") == before


def test_the_publisher_publishes_while_entries_come(home, signer):
    with log_of(home, signer) as log:
        with Publisher(log) as publisher:
            log.extend(entries(0, 300))
            assert publisher.trouble is None
        assert log.checkpoint().head.size == 300
    assert examined(home, signer).sound


def test_the_publisher_tells_what_goes_wrong(home, signer):
    with log_of(home, signer):
        pass
    with Log.open(home, None) as log:
        log.append(b"unsigned")
        with pytest.raises(Refused, match="EV07"), Publisher(log):
            pass


def test_the_publisher_goes_on_after_trouble(home, signer):
    with log_of(home, signer) as log, Publisher(log) as publisher:
        (home / "public/tile").write_bytes(b"in the way")
        log.append(b"one")
        _wait_for(lambda: publisher.trouble is not None)
        assert publisher.trouble.faults[0].code == "EV09"
        (home / "public/tile").unlink()
        _wait_for(lambda: publisher.trouble is None)
        assert log.checkpoint().head.size == 1


def _wait_for(holds):
    pause = threading.Event()
    for _ in range(100):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError("it did not come to pass")


# --- signing ----------------------------------------------------------------------------------------


def test_a_tree_that_did_not_grow_from_the_signed_one_is_not_signed(home, signer):
    with log_of(home, signer, 10) as log:
        ring = log._keys.ring
        smaller, _ = Growth().with_leaves(leaf_hashes(entries(0, 9)))
        other, _ = Growth().with_leaves(leaf_hashes(entries(1, 11)))
        for growth in (smaller, other):
            assert code_of(lambda growth=growth: log._heads.sign(growth, ring)) == "EV06"
        assert log.checkpoint().head.size == 10


def test_a_longer_tree_with_another_beginning_is_not_signed(home, signer):
    with log_of(home, signer, 10) as log:
        forked, _ = Growth().with_leaves(leaf_hashes([b"another", *entries(1, 12)]))
        log._nodes.growth = forked
        assert code_of(lambda: log._heads.sign(forked, log._keys.ring)) == "EV05"


def test_without_a_key_nothing_is_signed(home, signer):
    with log_of(home, signer, 3):
        pass
    with Log.open(home) as log:
        log.append(b"stored all the same")
        assert code_of(log.publish) == "EV07"


def test_a_stranger_s_key_does_not_open_the_log(home_600, signer):
    assert code_of(lambda: Log.open(home_600, new_signer())) == "EV07"
    Log.open(home_600, signer).close()  # and the lock was let go


def test_what_was_signed_is_remembered_before_the_signature_leaves(home, signer):
    class Watched:
        name, public = signer.name, signer.public

        def sign(self, data):
            said = read_checkpoint(f"{data.decode()}\n— x AAAAAAA=\n".encode()).head
            with sqlite3.connect(home / "log.db") as seen:
                remembered.append(
                    seen.execute("SELECT max(size) FROM heads").fetchone() == (said.size,)
                )
            seen.close()
            return signer.sign(data)

    remembered = []
    with log_of(home, Watched(), 5):
        assert remembered == [True, True]


def test_cosignatures_are_published_with_their_checkpoint(home, signer):
    witness = witness_key()
    line = str(Signature(name=witness.key.name, id=witness.key.id, data=bytes(72)))
    with log_of(home, signer, 5) as log:
        log.add_cosignatures(5, [line])
        assert (home / "public/checkpoint").read_text().endswith(line)
        log.append(b"one more")
        log.publish()
        assert line not in (home / "public/checkpoint").read_text()
        log.add_cosignatures(5, [line.strip()])  # the same again, for one that is not the last
        assert str(log.checkpoint(5).note).count(line) == 1
        assert log.checkpoint(4) is None
    with Log.open(home, signer) as log:
        assert str(log.checkpoint(5).note).endswith(line)
        log.publish()
    assert examined(home, signer).sound


def test_cosignatures_of_what_was_not_signed_are_refused(home, signer):
    with log_of(home, signer, 5) as log:
        line = str(Signature(name="w", id=bytes(4), data=bytes(72)))
        assert code_of(lambda: log.add_cosignatures(4, [line])) == "EV08"
        assert code_of(lambda: log.add_cosignatures(5, ["no signature"])) == "EV32"
        many = [
            str(Signature(name=f"w{i}", id=bytes(4), data=bytes(72))) for i in range(MOST_COSIGNATURES)
        ]
        log.add_cosignatures(5, many)
        assert code_of(lambda: log.add_cosignatures(5, [line])) == "EV08"
        read_checkpoint((home / "public/checkpoint").read_bytes())


def test_a_head_that_was_never_signed_does_not_hide_the_last_one(home_600, signer):
    with Log.open(home_600, signer) as log:
        log.append(b"one more")
        root = log.root()
    # As a crash between the memory and the signature leaves it.
    changed_truth(home_600, ("INSERT INTO heads VALUES (601, ?, '')", (root,)))
    with Log.open(home_600, signer) as log:
        assert log.checkpoint().head.size == 600
        assert code_of(lambda: log.add_cosignatures(601, [])) == "EV08"
        assert log.publish().head.size == 601
    assert examined(home_600, signer).sound


def test_a_signature_that_does_not_hold_is_not_published_again(home_600, signer):
    with sqlite3.connect(home_600 / "log.db") as database:
        ((note,),) = database.execute("SELECT note FROM heads WHERE size = 600").fetchall()
        line = note.splitlines()[-1].split(" ")
        spoiled = Signature(name=line[1], id=key_of(ORIGIN, signer).id, data=bytes(64))
        forged = note.replace(note.splitlines()[-1] + "\n", str(spoiled))
        database.execute("UPDATE heads SET note = ? WHERE size = 600", (forged,))
    database.close()
    assert not examined(home_600, signer).sound
    (home_600 / "public/checkpoint").unlink()
    with Log.open(home_600, signer) as log:
        assert log.publish().note.signed_by(key_of(ORIGIN, signer))
    assert examined(home_600, signer).sound


def test_folders_that_were_taken_away_are_made_again(home, signer):
    with log_of(home, signer, 300) as log:
        shutil.rmtree(home / "public/tile")
        log.append(b"one more")
        assert code_of(log.publish) == "EV09"
        log.publish(anew=True)
    assert examined(home, signer).sound


# --- keys -------------------------------------------------------------------------------------------


def test_a_key_that_the_old_one_brought_in_signs_from_then_on(home, signer):
    new = new_signer()
    with log_of(home, signer, 3) as log:
        log.append(rotation(SUBJECT, 1, pair(signer), pair(new)).to_bytes())
        log.publish()
        assert [(line.since, line.until) for line in log.keys] == [(0, None), (4, None)]
    with Log.open(home, new) as log:
        both = log.publish()  # the same tree under both keys: nothing against the first
        assert both.note.signed_by(key_of(ORIGIN, signer))
        assert both.note.signed_by(key_of(ORIGIN, new))
        log.append(b"after it")
        last = log.publish()
        assert not last.note.signed_by(key_of(ORIGIN, signer))
    first, _ = map(read_key, (home / "public/vkey").read_text().splitlines())
    assert first == key_of(ORIGIN, new)
    assert examined(home, signer).sound  # whoever knows the first key only follows the entries


def test_a_revoked_key_signs_no_more(home, signer):
    new = new_signer()
    with log_of(home, signer, 3) as log:
        log.append(rotation(SUBJECT, 1, pair(signer), pair(new)).to_bytes())
        log.publish()
        gone = revocation(SUBJECT, 1, key_of(ORIGIN, signer), "compromised", 5, pair(new))
        log.append(gone.to_bytes())
        assert code_of(log.publish) == "EV07"
        assert log.checkpoint().head.size == 4
    assert code_of(lambda: Log.open(home, signer)) == "EV07"
    with Log.open(home, new) as log:
        log.publish()
    assert examined(home, new).sound  # and so does whoever knows the new key only
    assert read_key((home / "public/vkey").read_text()) == key_of(ORIGIN, new)
    lines = json.loads((home / "log.json").read_text())["keys"]
    assert [line.get("until") for line in lines] == [5, None]
    assert examined(home, signer).sound


def test_a_stranger_s_entry_about_keys_changes_nothing(home, signer):
    stranger, other = new_signer(), new_signer()
    with log_of(home, signer, 3) as log:
        log.append(rotation(SUBJECT, 1, pair(stranger), pair(other)).to_bytes())
        gone = revocation(SUBJECT, 1, key_of(ORIGIN, signer), "compromised", 1, pair(stranger))
        log.append(gone.to_bytes())
        log.append(b'{"kind":"key.revoke"}')
        assert len(log.keys) == 1
        log.publish()
    assert code_of(lambda: Log.open(home, other)) == "EV07"
    assert examined(home, signer).sound


# --- one writer -------------------------------------------------------------------------------------


def test_a_second_writer_is_told_who_the_first_one_is(home, signer):
    with log_of(home, signer), pytest.raises(Faults, match=f"EV03.*process {os.getpid()} on ") as told:
        Log.open(home, signer)
    assert told.value.faults[0].at.file == str(home / "lock")
    Log.open(home, signer).close()


_RACE = """
import sys, time
from pathlib import Path
from tanba.evidence.log.writer import Log
from tanba.kernel import Faults
try:
    log = Log.open(Path(sys.argv[1]))
except Faults as error:
    print(error.faults[0].code)
else:
    print(log.append(sys.argv[2].encode()), flush=True)
    sys.stdin.read()
"""


def test_of_several_writers_at_once_one_gets_the_log(home, signer):
    with log_of(home, signer):
        pass
    command = [sys.executable, "-c", _RACE, str(home)]
    racers = [
        subprocess.Popen([*command, f"racer {number}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for number in range(4)
    ]
    try:
        said = sorted(racer.stdout.readline().strip() for racer in racers)
    finally:
        for racer in racers:
            racer.communicate()
    assert said == [b"0", b"EV03", b"EV03", b"EV03"]
    with Log.open(home) as log:
        assert log.size == 1


def test_a_log_is_made_once(home_600, signer):
    assert code_of(lambda: Log.create(home_600, ORIGIN, signer)) == "EV02"
    assert code_of(lambda: Log.open(home_600 / "nowhere", signer)) == "EV01"
    assert code_of(lambda: Log.create(home_600 / "other", "two words", signer)) == "EV31"
    assert not (home_600 / "other").exists()


# --- a truth that somebody changed ------------------------------------------------------------------


def changed_truth(home, *statements):
    with sqlite3.connect(home / "log.db") as database:
        for statement in statements:
            database.execute(*([statement] if isinstance(statement, str) else statement))
    database.close()


EDGE_CHANGES = {
    "a row near the end is altered": "UPDATE entries SET data = CAST('x' AS BLOB) WHERE number = 590",
    "a row near the end is text": "UPDATE entries SET data = 'x' WHERE number = 590",
    "the last row is gone": "DELETE FROM entries WHERE number = 599",
    "the first row is gone": "DELETE FROM entries WHERE number = 0",
    "a row near the end is gone": "DELETE FROM entries WHERE number = 590",
    "a row too many": "INSERT INTO entries VALUES (600, x'00')",
    "all rows are gone": "DELETE FROM entries",
    "a tile is gone": "DELETE FROM tiles WHERE level = 0 AND number = 1",
    "a tile is another": "UPDATE tiles SET hashes = zeroblob(8704) WHERE level = 0 AND number = 1",
    "a tile is short": "UPDATE tiles SET hashes = zeroblob(32) WHERE level = 0 AND number = 1",
    "the root is another": "UPDATE log SET root = zeroblob(32)",
    "the size is smaller": "UPDATE log SET size = 500",
    "the signed root is another": "UPDATE heads SET root = zeroblob(32) WHERE size = 600",
    "a larger head is made up": "INSERT INTO heads VALUES (700, zeroblob(32), '')",
}  # fmt: skip


@pytest.mark.parametrize("change", EDGE_CHANGES.values(), ids=EDGE_CHANGES)
def test_a_truth_that_was_changed_is_not_opened(home_600, signer, change):
    changed_truth(home_600, change)
    with pytest.raises(Faults, match="EV05 the truth was changed") as told:
        Log.open(home_600, signer)
    assert told.value.faults[0].at.file == str(home_600 / "log.db")


def test_two_rows_that_changed_places_are_found(home_600, signer):
    changed_truth(
        home_600,
        "UPDATE entries SET number = -1 WHERE number = 580",
        "UPDATE entries SET number = 580 WHERE number = 590",
        "UPDATE entries SET number = 590 WHERE number = -1",
    )
    assert code_of(lambda: Log.open(home_600, signer)) == "EV05"


DEEP_CHANGES = {
    "altered": "UPDATE entries SET data = CAST('x' AS BLOB) WHERE number = 100",
    "text": "UPDATE entries SET data = 'x' WHERE number = 100",
    "empty": "UPDATE entries SET data = x'' WHERE number = 100",
    "gone": "DELETE FROM entries WHERE number = 100",
}


@pytest.mark.parametrize("change", DEEP_CHANGES.values(), ids=DEEP_CHANGES)
def test_an_old_row_that_was_changed_is_neither_given_nor_published(home_600, signer, change):
    changed_truth(home_600, change)
    with Log.open(home_600, signer) as log:
        assert log.entry(99) == entry(99)
        assert code_of(lambda: log.entry(100)) == "EV05"
        assert code_of(lambda: list(log.entries(90, 110))) == "EV05"
        assert code_of(lambda: log.publish(anew=True)) == "EV05"


def test_an_old_tile_that_was_changed_proves_nothing(home, signer, built):
    shutil.copytree(built / "66000", home)
    changed_truth(home, "UPDATE tiles SET hashes = zeroblob(8704) WHERE level = 0 AND number = 7")
    with Log.open(home, signer) as log:
        assert code_of(lambda: log.inclusion(7 * 256 + 3, 66_000)) == "EV11"
        assert code_of(lambda: log.publish(anew=True)) == "EV05"
        size = log.size
        assert inclusion_root(leaf_hash(entry(3)), 3, size, log.inclusion(3, size)) == log.root()


def test_a_truth_that_was_set_back_is_not_opened(home, signer, tmp_path):
    with log_of(home, signer, 300):
        pass
    shutil.copy(home / "log.db", tmp_path / "old.db")
    with Log.open(home, signer) as log:
        log.extend(entries(300, 310))
        log.publish()
    shutil.copy(tmp_path / "old.db", home / "log.db")
    with pytest.raises(Faults, match=r"EV05.*the published checkpoint has 310 entries"):
        Log.open(home, signer)


def test_a_checkpoint_of_others_in_its_place_does_not_stop_the_log(home_600, signer):
    for data in (b"no checkpoint", str(SmallLog.of(900, name=ORIGIN).checkpoint()).encode(), b""):
        (home_600 / "public/checkpoint").write_bytes(data)
        with Log.open(home_600, signer) as log:
            assert log.publish().head.size == 600
        assert examined(home_600, signer).sound


STRANGE = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM entries; END",
    "a table too many": "CREATE TABLE more (x)",
    "a view in place of a table": "ALTER TABLE heads RENAME TO heads_2",
    "no row about the log": "DELETE FROM log",
    "a size that is no number": "UPDATE log SET size = 'many'",
    "a negative size": "UPDATE log SET size = -1",
    "a head of another kind": "UPDATE heads SET note = x'07'",
    "a head that is no checkpoint": "UPDATE heads SET note = 7",
    "a first key that is none": "UPDATE log SET vkey = 'none'",
    "an event about keys that is none": "INSERT INTO key_entries VALUES (5)",
    "an event about keys outside": "INSERT INTO key_entries VALUES (-5)",
}  # fmt: skip


@pytest.mark.parametrize("change", STRANGE.values(), ids=STRANGE)
def test_a_strange_database_is_refused_with_a_place(home_600, signer, change):
    changed_truth(home_600, change)
    with pytest.raises(Faults) as told:
        Log.open(home_600, signer)
    assert str(home_600 / "log.db") in str(told.value)
    assert not examined(home_600, signer).sound


@pytest.mark.parametrize("data", [b"", b"no database", b"SQLite format 3\0" + bytes(4000)])
def test_a_file_that_is_no_database_is_refused(home_600, signer, data):
    for rest in home_600.glob("log.db-*"):
        rest.unlink()
    (home_600 / "log.db").write_bytes(data)
    assert code_of(lambda: Log.open(home_600, signer)) == "EV01"
    assert [finding.kind for finding in examined(home_600, signer).findings] == ["database"]


def test_a_cell_larger_than_any_of_ours_is_not_read_into_memory(home_600, signer):
    changed_truth(home_600, "UPDATE entries SET data = zeroblob(50000000) WHERE number = 599")
    assert code_of(lambda: Log.open(home_600, signer)) == "EV01"


# --- a full disk ------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A disk of one and a half megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() or mount is None or unmount is None:
        pytest.skip("only root mounts a small disk")
    command = [mount, "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(place)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this root may not mount a disk")
    yield place
    subprocess.run([unmount, str(place)], check=True)


def test_a_full_disk_loses_nothing_that_was_acknowledged(small_disk, signer):
    home, acknowledged = small_disk / "log", []
    with Log.create(home, ORIGIN, signer) as log:
        (small_disk / "ballast").write_bytes(bytes(600_000))

        def fill():
            while True:
                acknowledged.append((log.append(b"x" * 9_000), log.size))

        assert code_of(fill) == "EV09"
        assert len(acknowledged) > 5
        assert code_of(lambda: [log.publish() for _ in range(9)]) == "EV09"
        (small_disk / "ballast").unlink()
        index = log.append(b"there is room again")
        assert index == len(acknowledged)
        log.publish()
    assert all(size == index + 1 for index, size in acknowledged)
    with Log.open(home, signer) as log:
        assert log.size == index + 1
    assert examined(home, signer).sound


def test_a_log_that_finds_no_room_is_not_made(small_disk, signer):
    (small_disk / "ballast").write_bytes(bytes(1_500_000))
    assert code_of(lambda: Log.create(small_disk / "log", ORIGIN, signer)) == "EV09"
    (small_disk / "ballast").unlink()
    Log.create(small_disk / "log", ORIGIN, signer).close()
    assert code_of(lambda: Log.create(small_disk / "log/lock/log", ORIGIN, signer)) == "EV09"


_FULL = """
import resource, sys, threading
from pathlib import Path
from evidence.log_house import code_of
from tanba.evidence.log.writer import Log
from tanba.kernel import Faults
log = Log.open(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
lost = []
def caller(name):
    try:
        while True:
            sys.stdout.write(f"{log.append(name * 4_000)}\\n")
    except Faults as error:
        lost.append(error.faults[0].code)
threads = [threading.Thread(target=caller, args=(name,)) for name in (b"a", b"b", b"c", b"d")]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(lost, code_of(lambda: log.append(b"later")))
"""


def test_all_who_wait_are_told_when_a_file_cannot_grow(home, signer):
    with log_of(home, signer):
        pass
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(home)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(tests)},
    )  # fmt: skip
    *indices, last = done.stdout.splitlines()
    # A write that failed leaves it open what the disk holds: nothing more is written before a new start.
    assert last == f"{['EV09'] * 4} EV09"
    assert sorted(map(int, indices)) == list(range(len(indices)))
    with Log.open(home, signer) as log:
        assert log.size >= len(indices) > 10
        assert all(len(data) == 4_000 for data in log.entries(0, log.size))
        log.publish()
    assert examined(home, signer).sound


def test_sizes_of_checkpoints_only_grow(home, signer):
    with log_of(home, signer) as log:
        for number in range(5):
            log.append(entry(number))
            log.publish()
    with sqlite3.connect(home / "log.db") as database:
        heads = database.execute("SELECT size, root, note FROM heads ORDER BY size").fetchall()
    database.close()
    assert [size for size, _, _ in heads] == [0, 1, 2, 3, 4, 5]
    small = SmallLog(entries(0, 5))
    assert all(root == small.root(size) and note for size, root, note in heads)
    with Log.open(home) as log:
        for (old, before, _), (new, after, _) in pairwise(heads):
            assert grown(old, before, new, after, log.consistency(old, new))
