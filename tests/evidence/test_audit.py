"""Readers and audits of a published log: what was changed is found, and its place is told."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from evidence.small_log import SmallLog, signed
from tanba.evidence.entries.lifecycle import revocation, rotation
from tanba.evidence.log.auditor import MOST_FINDINGS, audit
from tanba.evidence.log.published import LARGEST_FILE, files_in
from tanba.evidence.log.reader import Reader
from tanba.evidence.log.signing import key_of
from tanba.evidence.log.writer import Log
from tanba.evidence.notes.checkpoint import Checkpoint, read_checkpoint
from tanba.evidence.notes.note import sign_note
from tanba.evidence.tree.hashing import leaf_hash
from tanba.evidence.tree.proving import grown, inclusion_root
from tanba.evidence.tree.tiles import bundle_bytes, bundle_entries
from tanba.kernel import Refused

SIZE = 66_100
"""Three levels: 258 full tiles and one of 52, one full and one of 2, one of 1."""
SMALL = SmallLog.of(600)
"""A log of two levels, in memory."""


@pytest.fixture(scope="module")
def signer():
    return new_signer()


@pytest.fixture(scope="module")
def built(tmp_path_factory, signer):
    folder = tmp_path_factory.mktemp("built") / "log"
    with log_of(folder, signer, SIZE):
        pass
    return folder


@pytest.fixture(scope="module")
def built_600(tmp_path_factory, signer):
    folder = tmp_path_factory.mktemp("built-600") / "log"
    with log_of(folder, signer, 600):
        pass
    return folder


@pytest.fixture
def home(tmp_path, built_600):
    return shutil.copytree(built_600, tmp_path / "log")


@pytest.fixture(scope="module")
def small_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    SMALL.publish(folder)
    return files_of(folder)


def served(files):
    """Return a function that fetches from a dictionary, as one from a server would."""

    def fetch(path):
        if path not in files:
            raise Refused("NW01", f"{path}: 404")
        return files[path]

    return fetch


def told(found):
    return [(finding.kind, finding.place, finding.index) for finding in found.findings]


# --- what is sound ----------------------------------------------------------------------------------


def test_a_log_as_it_was_published_is_sound(built, signer):
    ticks = []
    found = audit(
        files_in(built / "public"),
        [key_of(ORIGIN, signer)],
        built,
        lambda done, of: ticks.append((done, of)),
    )
    assert found.sound
    assert (found.entries, found.tiles, found.database) == (SIZE, 262, True)
    assert ticks[-1] == (SIZE, SIZE)
    assert [done for done, _ in ticks] == sorted(done for done, _ in ticks)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600])
def test_logs_of_other_hands_are_sound_at_every_size(size):
    log = SMALL if size == 600 else SmallLog(SMALL.entries[:size])
    assert _audit(log, _published(log)).sound


def test_an_empty_log_is_not_called_sound_nor_is_anything_found(tmp_path, signer):
    with log_of(tmp_path / "log", signer):
        pass
    found = examined(tmp_path / "log", signer)
    assert (found.findings, found.entries, found.sound) == ((), 0, False)


def test_a_log_may_keep_full_files_only(small_files):
    # A reader of an older checkpoint finds the full tile in the place of the partial one.
    older = str(SMALL.checkpoint(500)).encode()
    files = {path: data for path, data in small_files.items() if "/001.p" not in path}
    full = SmallLog.of(512)
    files |= {path: data for path, data in _published(full).items() if path.endswith("/001")}
    files |= {"checkpoint": older, "tile/1/000.p/1": SMALL.hashes(8, 0)}
    assert _audit(SMALL, files).sound
    reader = Reader(served(files), [SMALL.key.key])
    assert reader.entry(499) == SMALL.entries[499]


def test_what_is_stored_and_not_yet_published_is_compared_as_well(home, signer):
    with Log.open(home, signer) as log:
        log.extend(entries(600, 900))
    assert examined(home, signer).sound
    _change(home, "UPDATE entries SET data = x'00' WHERE number = 607")
    assert told(examined(home, signer)) == [("row", "log.db", None)]
    _change(home, "DELETE FROM entries WHERE number = 607")
    assert told(examined(home, signer)) == [("row", "log.db", None)] * 2


def test_a_log_can_be_audited_while_it_is_written(home, signer):
    with Log.open(home, signer) as log:
        log.append(b"while it is open")
        assert examined(home, signer).sound


# --- published files that were changed --------------------------------------------------------------


def _published(log):
    files = {}

    class Into:
        """As much of a folder as publishing needs."""

        def __init__(self, name=""):
            self.name = name

        def __truediv__(self, more):
            return Into(f"{self.name}/{more}".strip("/"))

        @property
        def parent(self):
            return self

        def mkdir(self, **_):
            pass

        def write_bytes(self, data):
            files[self.name] = data

    log.publish(Into())
    return files


def _audit(log, files):
    return audit(served(files), [log.key.key])


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        # one entry of a bundle, of the same length
        ({"tile/entries/001": "entry 300"}, [("entry", "tile/entries/001", 300)]),
        ({"tile/entries/002.p/88": "entry 520"}, [("entry", "tile/entries/002.p/88", 520)]),
        # hashes of tiles: whose index is that of the first entry under them
        ({"tile/0/001": 5}, [("tile", "tile/0/001", 256 + 5)]),
        ({"tile/0/002.p/88": 5}, [("tile", "tile/0/002.p/88", 512 + 5)]),
        ({"tile/1/000.p/2": 1}, [("tile", "tile/1/000.p/2", 256)]),
        # files that are gone
        ({"tile/entries/001": None}, [("missing", "tile/entries/001", None)]),
        ({"tile/0/001": None}, [("missing", "tile/0/001", None)]),
        ({"tile/1/000.p/2": None}, [("missing", "tile/1/000.p/2", None)]),
        # files that are cut, or too long
        ({"tile/0/001": slice(0, 8190)}, [("length", "tile/0/001", None)]),
        ({"tile/0/002.p/88": slice(0, 0)}, [("length", "tile/0/002.p/88", None)]),
        ({"tile/entries/001": slice(0, 1000)}, [("length", "tile/entries/001", None)]),
        ({"tile/entries/001": slice(0, 0)}, [("length", "tile/entries/001", None)]),
    ],
)  # fmt: skip
def test_a_change_in_one_file_is_told_with_its_place(small_files, changes, findings):
    files = dict(small_files)
    for path, change in changes.items():
        match change:
            case None:
                del files[path]
            case str():
                files[path] = files[path].replace(change.encode(), change[::-1].encode())
            case int():
                data = bytearray(files[path])
                data[change * 32] ^= 1
                files[path] = bytes(data)
            case _:
                files[path] = files[path][change]
    found = _audit(SMALL, files)
    assert told(found) == findings
    assert found.complete
    assert not found.sound


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [("entry", "tile/entries/000", "tile/entries/001"), ("tile", "tile/0/000", "tile/0/001")],
)
def test_files_that_changed_places_are_both_told(small_files, kind, one, two):
    files = small_files | {one: small_files[two], two: small_files[one]}
    found = {(kind, place) for kind, place, _ in told(_audit(SMALL, files))}
    assert found == {(kind, one), (kind, two)}


def test_two_entries_that_changed_places_are_both_told(small_files):
    inside = bundle_entries(small_files["tile/entries/000"])
    inside[3], inside[200] = inside[200], inside[3]
    found = _audit(SMALL, small_files | {"tile/entries/000": bundle_bytes(inside)})
    assert told(found) == [("entry", "tile/entries/000", 3), ("entry", "tile/entries/000", 200)]


def test_a_bundle_with_an_entry_too_few_or_too_many_is_told(small_files):
    inside = bundle_entries(small_files["tile/entries/000"])
    for changed in (inside[:-1], [*inside, b"more"]):
        found = _audit(SMALL, small_files | {"tile/entries/000": bundle_bytes(changed)})
        assert told(found) == [("length", "tile/entries/000", None)]
    assert _audit(SMALL, small_files | {"tile/entries/000": bundle_bytes(inside[1:])}).findings


def test_an_entry_and_its_tile_changed_alike_do_not_deceive(small_files):
    inside = bundle_entries(small_files["tile/entries/001"])
    inside[7] = b"made up"
    tile = bytearray(small_files["tile/0/001"])
    tile[7 * 32 : 8 * 32] = leaf_hash(b"made up")
    files = small_files | {"tile/entries/001": bundle_bytes(inside), "tile/0/001": bytes(tile)}
    assert told(_audit(SMALL, files)) == [("unproven", "tile/0/001", None)]


def test_a_log_rewritten_whole_without_its_key_has_another_root(small_files):
    forged = _published(SmallLog([b"made up", *SMALL.entries[1:]]))
    found = _audit(SMALL, forged | {"checkpoint": small_files["checkpoint"]})
    assert told(found) == [("root", "checkpoint", None)]


def test_a_fork_signed_by_a_key_of_others_is_told(small_files):
    forged = SmallLog([b"made up", *SMALL.entries[1:]], name=SMALL.key.key.name, seed=99)
    assert told(_audit(SMALL, _published(forged))) == [("signature", "checkpoint", None)]


@pytest.mark.parametrize(
    "data",
    [None, b"", b"no note", "l\n600\nAAAA\n\n— x AAAAAAA=\n".encode(), b"\xff" * 2_000_000],
)
def test_what_is_no_checkpoint_is_told(small_files, data):
    files = small_files | {"checkpoint": data}
    if data is None:
        del files["checkpoint"]
    found = _audit(SMALL, files)
    assert told(found) == [("checkpoint", "checkpoint", None)]
    assert not found.complete
    assert code_of(lambda: Reader(served(files), [SMALL.key.key])) in {"EV12", "EV32", "EV33"}


def test_a_checkpoint_of_a_log_without_end_is_given_up(small_files):
    head = Checkpoint(origin=SMALL.key.key.name, size=2**62 + 12345, root=bytes(32))
    found = _audit(SMALL, small_files | {"checkpoint": str(signed(head, SMALL.key)).encode()})
    assert len(found.findings) == MOST_FINDINGS
    assert not found.complete


def test_files_of_any_length_are_read_within_bounds(tmp_path):
    with (tmp_path / "tile").open("wb") as file:
        file.truncate(1 << 40)
    assert len(files_in(tmp_path)("tile")) == LARGEST_FILE + 1
    with pytest.raises(OSError, match="tile/0"):
        files_in(tmp_path)("tile/0")


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_altered_byte_goes_unseen(small_files, data):
    path = data.draw(st.sampled_from(sorted(set(small_files) - {"vkey"})))
    at = data.draw(st.integers(0, len(small_files[path]) - 1))
    altered = bytearray(small_files[path])
    altered[at] ^= data.draw(st.integers(1, 255))
    files = small_files | {path: bytes(altered)}
    found = _audit(SMALL, files)
    assert path in {finding.place for finding in found.findings}
    # And no reader is told anything that is not so.
    index = data.draw(st.integers(0, 599))
    try:
        reader = Reader(served(files), [SMALL.key.key])
        shown: object = (reader.entry(index), reader.inclusion(index, 600))
    except Refused as error:
        shown = error.code
    assert shown in (
        (SMALL.entries[index], SMALL.proof(index).proof),
        "EV11", "EV13", "EV12", "EV32", "EV33",
    )  # fmt: skip


# --- the reader -------------------------------------------------------------------------------------


def test_a_reader_proves_what_the_log_holds(built, signer):
    reader = Reader(files_in(built / "public"), [key_of(ORIGIN, signer)])
    root = reader.checkpoint.head.root
    for index in (0, 1, 255, 256, 65_535, 65_536, SIZE - 1):
        data = reader.entry(index)
        assert data == entry(index)
        assert inclusion_root(leaf_hash(data), index, SIZE, reader.inclusion(index, SIZE)) == root
    assert list(reader.entries(250, 520)) == list(entries(250, 520))
    with Log.open(built) as log:
        for old in (1, 256, 65_536, 66_000):
            assert reader.consistency(old, SIZE) == log.consistency(old, SIZE)
            before = log.checkpoint(SIZE).head
            assert grown(SIZE, before.root, SIZE, root, reader.consistency(SIZE, SIZE))


def test_a_reader_is_refused_what_is_not_there(built, signer):
    reader = Reader(files_in(built / "public"), [key_of(ORIGIN, signer)])
    asked = [
        lambda: reader.entry(SIZE),
        lambda: reader.entry(-1),
        lambda: reader.inclusion(5, SIZE + 1),
        lambda: reader.consistency(7, SIZE + 1),
        lambda: reader.consistency(7, 5),
    ]
    assert [code_of(work) for work in asked] == ["EV10"] * len(asked)


def test_a_reader_believes_no_other_key_and_no_other_name(built, signer):
    fetch = files_in(built / "public")
    assert code_of(lambda: Reader(fetch, [])) == "EV12"
    assert code_of(lambda: Reader(fetch, [key_of(ORIGIN, new_signer())])) == "EV12"
    # The right key, under a log of another name.
    head = Checkpoint(origin="log.example/other", size=0, root=SmallLog().root(0))
    note = sign_note(head.text, [pair(signer)])
    files = {"checkpoint": str(note).encode()}
    assert code_of(lambda: Reader(served(files), [key_of(ORIGIN, signer)])) == "EV12"
    assert told(audit(served(files), [key_of(ORIGIN, signer)])) == [("signature", "checkpoint", None)]


@pytest.mark.parametrize("path", ["tile/0/001", "tile/entries/001"])
def test_a_reader_tells_which_file_is_missing(small_files, path):
    files = {name: data for name, data in small_files.items() if name != path}
    reader = Reader(served(files), [SMALL.key.key])
    with pytest.raises(Refused, match=f"EV12 {path} is not there"):
        reader.entry(300)
    assert reader.entry(3) == SMALL.entries[3]


# --- the database beside the published files --------------------------------------------------------


def _change(home: Path, *statements: str) -> None:
    with sqlite3.connect(home / "log.db") as database:
        for statement in statements:
            database.execute(statement)
    database.close()


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        ("UPDATE entries SET data = x'00' WHERE number = 7", [("row", "log.db", 7)]),
        ("UPDATE entries SET data = 'text' WHERE number = 599", [("row", "log.db", 599)]),
        ("DELETE FROM entries WHERE number = 300", [("row", "log.db", 300), ("row", "log.db", None)]),
        ("INSERT INTO entries VALUES (-3, x'00')", [("row", "log.db", None)]),
        ("INSERT INTO entries VALUES (99999, x'00')", [("row", "log.db", None)]),
        ("DELETE FROM tiles WHERE level = 0 AND number = 1", [("row", "log.db", None)]),
        ("UPDATE tiles SET hashes = zeroblob(8704) WHERE level = 0 AND number = 0", [("row", "log.db", None)]),
        ("UPDATE heads SET root = zeroblob(32)", [("head", "log.db", None)] * 2),
        ("UPDATE heads SET note = 'forged' WHERE size > 0", [("head", "log.db", None)]),
        ("UPDATE heads SET note = (SELECT note FROM heads WHERE size = 0)", [("head", "log.db", None)]),
        ("INSERT INTO heads VALUES (99999, zeroblob(32), '')", [("head", "log.db", None)]),
        ("INSERT INTO key_entries VALUES (3)", [("key", "log.db", None)]),
        ("UPDATE log SET vkey = 'none'", [("key", "log.db", None), ("head", "log.db", None),
                                          ("head", "log.db", None), ("key", "log.db", None)]),
        ("UPDATE log SET origin = 'other.example/log'", [("database", "log.db", None)]),
        ("UPDATE log SET size = 500", [("database", "log.db", None), ("row", "log.db", None)]),
        ("DROP TABLE tiles", [("database", "log.db", None)]),
    ],
)  # fmt: skip
def test_a_change_in_the_database_is_told_with_its_place(home, signer, change, findings):
    _change(home, change)
    found = examined(home, signer)
    assert told(found) == findings
    assert not found.sound
    assert examined(home, signer, database=False).sound  # what is published is as it was


def test_rows_that_changed_places_are_both_told(home, signer):
    _change(
        home,
        "UPDATE entries SET number = -1 WHERE number = 10",
        "UPDATE entries SET number = 10 WHERE number = 500",
        "UPDATE entries SET number = 500 WHERE number = -1",
    )
    assert told(examined(home, signer)) == [("row", "log.db", 10), ("row", "log.db", 500)]


def test_a_row_and_its_tile_changed_alike_are_both_told(home, signer):
    with sqlite3.connect(home / "log.db") as database:
        ((hashes,),) = database.execute(
            "SELECT hashes FROM tiles WHERE level = 0 AND number = 1"
        ).fetchall()
        forged = leaf_hash(b"made up") + hashes[32:]
        database.execute("UPDATE tiles SET hashes = ? WHERE level = 0 AND number = 1", (forged,))
        database.execute("UPDATE entries SET data = ? WHERE number = 256", (b"made up",))
    database.close()
    assert told(examined(home, signer)) == [("row", "log.db", 256), ("row", "log.db", None)]


def test_a_database_that_is_not_there_is_told(home, signer):
    (home / "log.db").unlink()
    found = examined(home, signer)
    assert told(found) == [("database", "log.db", None)]
    assert not found.database


# --- keys that were stolen --------------------------------------------------------------------------


def test_a_checkpoint_by_a_stolen_key_is_told_after_its_revocation(tmp_path, signer):
    home, new = tmp_path / "log", new_signer()
    with log_of(home, signer, 3) as log:
        log.append(rotation("5" * 32, 1, pair(signer), pair(new)).to_bytes())
        log.publish()
        stolen = revocation("5" * 32, 1, key_of(ORIGIN, signer), "compromised", 5, pair(new))
        log.append(stolen.to_bytes())
    with Log.open(home, new) as log:
        good = log.publish()
    assert examined(home, signer).sound
    # The thief has the files, and signs the very tree that revokes the key.
    forged = sign_note(good.head.text, [pair(signer)])
    (home / "public/checkpoint").write_text(str(forged))
    for known in (signer, new):
        assert ("signature", "checkpoint", None) in told(examined(home, known, database=False))
    # And what the thief puts into the database is told as well.
    (home / "public/checkpoint").write_text(str(good))
    with sqlite3.connect(home / "log.db") as database:
        database.execute("UPDATE heads SET note = ? WHERE size = 5", (str(forged),))
    database.close()
    assert [kind for kind, _, _ in told(examined(home, signer))] == ["head"]


def test_a_database_that_forgot_a_revocation_is_told(tmp_path, signer):
    home, new = tmp_path / "log", new_signer()
    with log_of(home, signer, 3) as log:
        log.append(rotation("5" * 32, 1, pair(signer), pair(new)).to_bytes())
        log.publish()
        gone = revocation("5" * 32, 1, key_of(ORIGIN, signer), "lost", 5, pair(new))
        log.append(gone.to_bytes())
    with Log.open(home, new) as log:
        log.publish()
    _change(home, "DELETE FROM key_entries WHERE number = 4")
    assert [kind for kind, _, _ in told(examined(home, signer))] == ["key"]


def test_what_a_log_tells_of_itself_is_json_others_can_read(built, signer):
    said = json.loads((built / "log.json").read_text())
    assert said == {
        "tanba": "tanba-log/1",
        "origin": ORIGIN,
        "keys": [{"vkey": str(key_of(ORIGIN, signer)), "since": 0}],
    }
    assert read_checkpoint((built / "public/checkpoint").read_bytes()).head.size == SIZE
