"""The vault: kept encrypted, shown again, erased for good; proofs in the log do not notice."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.evidence.entries.commitment import LARGEST_PAYLOAD, Opening, composed, opens
from tanba.evidence.entries.sealing import bucket
from tanba.evidence.entries.vault import Kept, Vault
from tanba.evidence.tree.hashing import leaf_hash
from tanba.kernel import Faults

AIGUL, BOLAT = "a1" * 16, "b0" * 16
SECRET = "correct horse battery"  # noqa: S105
DAY = date(2026, 3, 1)


@pytest.fixture
def vault(tmp_path):
    with Vault.create(tmp_path / "vault", SECRET) as made:
        yield made


def files(folder: Path) -> bytes:
    """Everything that lies in the folder, the journals too."""
    return b"".join(path.read_bytes() for path in sorted((folder / "vault").iterdir()))


def change(folder: Path, statement: str, *values) -> None:
    with closing(sqlite3.connect(folder / "vault" / "vault.db")) as db, db:
        assert db.execute(statement, values).rowcount


def raises(code: str):
    return pytest.raises(Faults, match=f"vault.db: {code} ")


def test_what_is_put_opens_its_entry_after_years(tmp_path, vault):
    entry, openings = composed("work.deposit", AIGUL, 1, {"prompt": "Қала таңда".encode(), "note": b""})
    vault.put(AIGUL, 41, openings)
    vault.close()
    with Vault.open(tmp_path / "vault", SECRET) as again:
        kept = again.openings(41)
        assert (kept.subject, kept.erased) == (AIGUL, None)
        assert {one.field for one in kept.openings} == {"prompt", "note"}
        assert all(opens(entry, one) for one in kept.openings)
        assert again.indexes(AIGUL) == (41,)
        assert again.openings(42) == again.openings(-1) == again.openings(2**70) == Kept()


def test_nothing_can_be_read_from_the_files(tmp_path, vault):
    prompt = b"a rider of the steppe at dawn, in gold"
    _, openings = composed("work.deposit", AIGUL, 1, {"prompt": prompt})
    vault.put(AIGUL, 0, openings)
    there = files(tmp_path)
    assert AIGUL.encode() in there
    assert prompt not in there
    assert openings[0].salt not in there
    if os.name == "posix":
        modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "vault").iterdir()}
        assert modes == {0o600}


@settings(deadline=None)
@given(st.integers(1, 2**25))
def test_sizes_are_told_apart_by_powers_of_two_only(size):
    assert size <= bucket(size) < max(513, 2 * size)
    assert bucket(size).bit_count() == 1


def test_short_and_shorter_prompts_take_the_same_room(tmp_path, vault):
    for index, payload in enumerate((b"", b"no", b"a longer one" * 30, b"x" * 450, b"x" * 900)):
        vault.put(AIGUL, index, composed("work.deposit", AIGUL, 1, {"prompt": payload})[1])
    with closing(sqlite3.connect(tmp_path / "vault" / "vault.db")) as db:
        sizes = [size for (size,) in db.execute("SELECT length(box) FROM boxes ORDER BY position")]
    assert sizes == [540, 540, 540, 540, 1052]


def keys_of(folder: Path) -> dict[str, bytes]:
    with closing(sqlite3.connect(folder / "vault" / "vault.db")) as db:
        return dict(db.execute("SELECT subject, key FROM subjects"))


def test_erasure_leaves_no_byte_of_the_key_and_breaks_no_proof(tmp_path, vault):
    subjects = [f"{n:032x}" for n in range(300)]
    log = []
    for subject in subjects:
        entry, openings = composed("work.deposit", subject, 1, {"prompt": b"of " + subject.encode()})
        vault.put(subject, len(log), openings)
        log.append(entry.to_bytes())
    leaves = [leaf_hash(data) for data in log]
    wrapped = keys_of(tmp_path)
    there = files(tmp_path)
    assert all(key in there for key in wrapped.values())
    gone = random.Random(7).sample(subjects, 40)  # noqa: S311
    for subject in gone:
        assert vault.erase(subject, on=DAY) == (subjects.index(subject),)
        there = files(tmp_path)
        assert wrapped[subject] not in there
        assert wrapped[subject][:16] not in there
        assert wrapped[subject][-16:] not in there
    for index, subject in enumerate(subjects):
        kept = vault.openings(index)
        if subject in gone:
            assert kept == Kept(subject=subject, erased=DAY)
        else:
            assert kept.openings[0].payload == b"of " + subject.encode()
    assert leaves == [leaf_hash(data) for data in log]


def test_erasure_takes_the_boxes_along(tmp_path, vault):
    vault.put(AIGUL, 0, composed("work.seal", AIGUL, 1, {"text": os.urandom(300_000)})[1])
    with closing(sqlite3.connect(tmp_path / "vault" / "vault.db")) as db:
        ((box,),) = db.execute("SELECT box FROM boxes").fetchall()
    vault.erase(AIGUL, on=DAY)
    there = files(tmp_path)
    assert not any(box[n : n + 32] in there for n in range(0, len(box), 997))


def test_to_erase_again_changes_nothing_and_the_subject_stays_erased(vault):
    vault.put(AIGUL, 0, composed("work", AIGUL, 1, {"a": b"1"})[1])
    vault.put(BOLAT, 1, composed("work", BOLAT, 1, {"a": b"1"})[1])
    assert vault.erase("c0" * 16, on=DAY) == ()
    assert vault.erase(AIGUL, on=DAY) == (0,)
    assert vault.erase(AIGUL, on=date(2027, 1, 1)) == (0,)
    assert vault.openings(0).erased == DAY
    assert vault.openings(1).openings
    with raises("EV49"):
        vault.put(AIGUL, 2, composed("work", AIGUL, 2, {"a": b"1"})[1])


def test_an_erasure_that_a_crash_cut_short_is_finished_when_the_vault_opens(tmp_path):
    code = f"""
import os, sys
from datetime import date
from pathlib import Path
from tanba.evidence.entries import storage
from tanba.evidence.entries.commitment import composed
from tanba.evidence.entries.vault import Vault
vault = Vault.create(Path(sys.argv[1]), {SECRET!r})
vault.put({AIGUL!r}, 0, composed("work", {AIGUL!r}, 1, {{"a": b"1"}})[1])
storage.emptied = lambda connection: os.kill(os.getpid(), 9)
vault.erase({AIGUL!r}, on=date(2026, 3, 1))
"""
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "vault")], check=False)
    assert done.returncode == -signal.SIGKILL
    with Vault.open(tmp_path / "vault", SECRET) as again:
        assert again.openings(0) == Kept(subject=AIGUL, erased=DAY)
        assert (tmp_path / "vault" / "vault.db-wal").stat().st_size == 0


def test_a_reader_that_keeps_the_journal_is_reported_and_not_forever(tmp_path, vault):
    vault.put(AIGUL, 0, composed("work", AIGUL, 1, {"a": b"1"})[1])
    wrapped = keys_of(tmp_path)[AIGUL]
    vault._connection.execute("PRAGMA busy_timeout = 100")
    with closing(sqlite3.connect(tmp_path / "vault" / "vault.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM subjects").fetchall()
        with raises("EV48"):
            vault.erase(AIGUL, on=DAY)
    assert vault.erase(AIGUL, on=date(2026, 4, 1)) == (0,)
    assert wrapped not in files(tmp_path)
    assert vault.openings(0).erased == DAY


def test_another_passphrase_opens_nothing(tmp_path, vault):
    for wrong in ("correct horse batterY", " " + SECRET, "қате құпиясөз"):
        with raises("EV46"):
            Vault.open(tmp_path / "vault", wrong)
    for short in ("", "1234567", "\ud800" * 9):
        with raises("EV44"):
            Vault.open(tmp_path / "vault", short)
    with raises("EV44"):
        Vault.create(tmp_path / "other", "short")


def test_the_passphrase_can_change(tmp_path, vault):
    vault.put(AIGUL, 0, composed("work", AIGUL, 1, {"a": b"1"})[1])
    with closing(sqlite3.connect(tmp_path / "vault" / "vault.db")) as db:
        ((old,),) = db.execute("SELECT master FROM vault").fetchall()
    vault.change_secret("Ұзақ құпия сөз")
    assert old not in files(tmp_path)
    vault.close()
    with raises("EV46"):
        Vault.open(tmp_path / "vault", SECRET)
    with Vault.open(tmp_path / "vault", "Ұзақ құпия сөз") as again:
        assert again.openings(0).openings[0].payload == b"1"


def test_the_same_may_be_put_again_but_nothing_else(vault):
    _, openings = composed("work", AIGUL, 1, {"a": b"1", "b": b"2"})
    vault.put(AIGUL, 0, openings)
    vault.put(AIGUL, 0, reversed(openings))
    for subject, others in [
        (AIGUL, openings[:1]),
        (BOLAT, openings),
        (AIGUL, composed("work", AIGUL, 1, {"a": b"1", "b": b"2"})[1]),
    ]:
        with raises("EV49"):
            vault.put(subject, 0, others)
    assert set(vault.openings(0).openings) == set(openings)


def test_what_cannot_be_put_is_refused_whole(vault):
    _, (good,) = composed("work", AIGUL, 1, {"a": b"1"})
    parts = {"kind": "work", "field": "b", "payload": b"", "salt": bytes(32)}
    for code, subject, index, openings in [
        ("EV41", "Aigul", 0, (good,)),
        ("EV49", AIGUL, -1, (good,)),
        ("EV49", AIGUL, 2**63, (good,)),
        ("EV49", AIGUL, 0, (good, good)),
        ("EV41", AIGUL, 0, (good, Opening(**parts | {"field": "B"}))),
        ("EV41", AIGUL, 0, (good, Opening(**parts | {"kind": "Work"}))),
        ("EV49", AIGUL, 0, (good, Opening(**parts | {"salt": b"short"}))),
        ("EV49", AIGUL, 0, (good, Opening(**parts | {"payload": bytes(LARGEST_PAYLOAD + 1)}))),
    ]:
        with raises(code):
            vault.put(subject, index, openings)
    assert vault.openings(0) == Kept()
    assert vault.indexes(AIGUL) == ()


def test_the_largest_payload_fits(vault):
    payload = os.urandom(LARGEST_PAYLOAD)
    entry, openings = composed("work.seal", AIGUL, 1, {"picture": payload})
    vault.put(AIGUL, 0, openings)
    assert opens(entry, vault.openings(0).openings[0])


def test_altered_and_swapped_rows_are_seen(tmp_path, vault):
    for index, subject in enumerate((AIGUL, AIGUL, BOLAT)):
        vault.put(subject, index, composed("work", subject, 1, {"a": b"%d" % index, "b": b""})[1])
    other = "SELECT box FROM boxes WHERE position = ? AND field = ?"
    swap = f"UPDATE boxes SET box = ({other}) WHERE position = 0 AND field = 'a'"  # noqa: S608
    for statement, values in [
        (swap, (1, "a")),
        (swap, (0, "b")),
        (swap, (2, "a")),
        ("UPDATE boxes SET box = zeroblob(540) WHERE position = ?", (0,)),
        ("UPDATE boxes SET box = x'' WHERE position = ?", (0,)),
        ("UPDATE boxes SET box = 'text' WHERE position = ?", (0,)),
        ("UPDATE entries SET subject = ? WHERE position = 0", (BOLAT,)),
        ("UPDATE entries SET subject = ? WHERE position = 0", ("c0" * 16,)),
        ("UPDATE entries SET subject = ? WHERE position = 0", ("somebody",)),
        ("UPDATE subjects SET key = (SELECT key FROM subjects WHERE subject = ?)", (BOLAT,)),
        ("UPDATE subjects SET key = ?", (b"",)),
        ("UPDATE boxes SET field = ? WHERE position = 0 AND field = 'a'", ("c",)),
        ("INSERT INTO erasures VALUES (?, 'yesterday')", (AIGUL,)),
    ]:  # fmt: skip
        with closing(sqlite3.connect(":memory:")) as copy:
            with closing(sqlite3.connect(tmp_path / "vault" / "vault.db")) as db:
                db.backup(copy)
            assert vault.openings(0).openings
            change(tmp_path, statement, *values)
            with raises("EV47"):
                vault.openings(0)
            with closing(sqlite3.connect(tmp_path / "vault" / "vault.db")) as db:
                copy.backup(db)


def test_a_box_changed_by_one_bit_does_not_open(tmp_path, vault):
    vault.put(AIGUL, 0, composed("work", AIGUL, 1, {"a": b"1"})[1])
    with closing(sqlite3.connect(tmp_path / "vault" / "vault.db")) as db:
        ((box,),) = db.execute("SELECT box FROM boxes").fetchall()
    for place in (0, 11, 12, 300, len(box) - 1):
        changed = bytearray(box)
        changed[place] ^= 1
        change(tmp_path, "UPDATE boxes SET box = ?", bytes(changed))
        with raises("EV47"):
            vault.openings(0)
    change(tmp_path, "UPDATE boxes SET box = ?", box)
    assert vault.openings(0).openings[0].payload == b"1"


def test_what_is_no_vault_is_said_to_be_none(tmp_path, vault):
    with raises("EV45"):
        Vault.create(tmp_path / "vault", SECRET)
    with raises("EV45"):
        Vault.open(tmp_path / "nowhere", SECRET)
    (tmp_path / "file").write_bytes(b"")
    with raises("EV48"):
        Vault.create(tmp_path / "file", SECRET)
    other = tmp_path / "other"
    other.mkdir()
    for content in (b"", b"not SQLite at all" * 300, b"SQLite format 3\x00" + bytes(4000)):
        (other / "vault.db").write_bytes(content)
        with pytest.raises(Faults, match=r"EV4[78] "):
            Vault.open(other, SECRET)
    vault.close()
    for statement in (
        "UPDATE vault SET form = 'vault/2'",
        "UPDATE vault SET salt = 7",
        "DELETE FROM vault",
    ):
        change(tmp_path, statement)
        with raises("EV47"):
            Vault.open(tmp_path / "vault", SECRET)


def test_many_threads_may_put_at_once(vault):
    def work(number: int) -> None:
        for n in range(20):
            subject = f"{n % 3:032x}"
            openings = composed("work", subject, 1, {"a": b"%d" % (20 * number + n)})[1]
            vault.put(subject, 20 * number + n, openings)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [vault.openings(n).openings[0].payload for n in range(160)] == [
        b"%d" % n for n in range(160)
    ]


WRITER = f"""
import sys
from pathlib import Path
from tanba.evidence.entries.commitment import composed
from tanba.evidence.entries.vault import Vault
vault = Vault.open(Path(sys.argv[1]), {SECRET!r})
index = int(sys.argv[2])
while True:
    subject = f"{{index % 7:032x}}"
    vault.put(subject, index, composed("work", subject, 1, {{"a": b"%d" % index * 50}})[1])
    print(index, flush=True)
    index += 1
"""


def test_what_was_put_survives_being_killed_at_any_moment(tmp_path, vault):
    vault.close()
    chance, first = random.Random(3), 0  # noqa: S311
    for _ in range(4):
        command = [sys.executable, "-c", WRITER, str(tmp_path / "vault"), str(first)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout
            acknowledged = [int(writer.stdout.readline())]
            timer = threading.Timer(chance.uniform(0.01, 0.1), writer.kill)
            timer.start()
            acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
        with Vault.open(tmp_path / "vault", SECRET) as again:
            for index in range(acknowledged[-1] + 1):
                assert again.openings(index).openings[0].payload == b"%d" % index * 50
            first = acknowledged[-1] + 1
            first += bool(
                again.openings(first).subject
            )  # it may stand without having been acknowledged
    assert first > 4


@pytest.mark.skipif(os.name != "posix", reason="needs a limit on the size of files (POSIX)")
def test_a_full_disk_is_told_and_costs_nothing_that_was_put(tmp_path, vault):
    vault.close()
    code = WRITER.replace(
        "index = int(sys.argv[2])",
        "index = int(sys.argv[2]); import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000,) * 2)",
    ).replace("while True:", "from tanba.kernel import Faults\nwhile True:")
    command = [sys.executable, "-c", code, str(tmp_path / "vault"), "0"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert "EV48 the vault cannot be read or written" in done.stderr
    last = int(done.stdout.split()[-1])
    with Vault.open(tmp_path / "vault", SECRET) as again:
        for index in range(last + 1):
            assert again.openings(index).openings[0].payload == b"%d" % index * 50
        assert again.openings(last + 2) == Kept()
        again.put(AIGUL, last + 1, composed("work", AIGUL, 1, {"a": b"1"})[1])
