"""Witnesses (C2SP tlog-witness): our own refuses forks and rollbacks, and our asking believes nobody."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.small_log import NOW, Key, SmallLog, signed, witness_key
from tanba.evidence.notes.checkpoint import Checkpoint, SignedCheckpoint
from tanba.evidence.notes.cosignature import cosign, cosignature
from tanba.evidence.notes.note import Signature, read_signatures
from tanba.evidence.witnesses.client import Heard, Reply, ask_all, ask_one, request
from tanba.evidence.witnesses.memory import Memory
from tanba.evidence.witnesses.policy import KnownWitness
from tanba.evidence.witnesses.service import Witness
from tanba.kernel import Refused

LOG = SmallLog.of(40)
FORK = SmallLog([*LOG.entries[:10], b"another past", *LOG.entries[11:]])
KEY = witness_key()
KNOWN = KnownWitness(name="w1", key=KEY.key, url="https://w1.example/prefix/")


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Witness]:
    made = Witness.create(tmp_path / "w", [KEY.pair])
    made.trust(LOG.key.key)
    yield made
    made.close()


def body(log: SmallLog, old: int, new: int) -> bytes:
    proof = log.consistency(old, new) if 0 < old < new else ()
    return request(old, proof, log.checkpoint(new))


def status(witness: Witness, log: SmallLog, old: int, new: int) -> int:
    return witness.add_checkpoint(body(log, old, new), NOW).status


# --- our own witness -------------------------------------------------------------------------------


def test_a_log_that_grows_is_cosigned_and_the_time_told(witness: Witness) -> None:
    old = 0
    for minute, new in enumerate((0, 1, 2, 7, 8, 8, 25, 40)):
        at = NOW + timedelta(minutes=minute)
        reply = witness.add_checkpoint(body(LOG, old, new), at)
        assert reply.status == 200, reply
        seen = cosignature(LOG.checkpoint(new).under(read_signatures(reply.body)), KEY.key)
        assert seen is not None
        assert seen.time == at
        old = new
    assert witness.conflicts() == ()


def test_a_rollback_is_refused(witness: Witness) -> None:
    assert status(witness, LOG, 0, 20) == 200
    assert status(witness, LOG, 20, 10) == 400
    reply = witness.add_checkpoint(body(LOG, 10, 10), NOW)
    assert (reply.status, reply.content_type, reply.body) == (409, "text/x.tlog.size", b"20\n")
    assert status(witness, LOG, 0, 10) == 409


def test_a_fork_is_refused_and_kept_with_what_it_contradicts(witness: Witness) -> None:
    assert status(witness, LOG, 0, 20) == 200
    assert status(witness, FORK, 20, 30) == 422
    assert status(witness, FORK, 20, 20) == 422
    assert status(witness, FORK, 0, 20) == 409  # stale, and yet two roots of one size
    assert status(witness, FORK, 0, 30) == 409  # here nobody can tell
    kept = witness.conflicts()
    assert [one.request for one in kept] == [body(FORK, 20, 30), body(FORK, 20, 20), body(FORK, 0, 20)]
    assert all(one.known.startswith(LOG.head(20).text) for one in kept)
    assert status(witness, LOG, 20, 40) == 200


def test_a_proof_that_is_altered_is_refused(witness: Witness) -> None:
    assert status(witness, LOG, 0, 20) == 200
    proof = list(LOG.consistency(20, 33))
    for broken in (
        [],
        proof[1:],
        proof[:-1],
        [*proof, bytes(32)],
        proof[::-1],
        [bytes(32), *proof[1:]],
    ):
        asked = request(20, broken, LOG.checkpoint(33))
        assert witness.add_checkpoint(asked, NOW).status == 422
    assert witness.add_checkpoint(request(20, [bytes(32)], LOG.checkpoint(20)), NOW).status == 422
    assert status(witness, LOG, 20, 33) == 200


def test_a_first_checkpoint_has_no_proof_and_an_empty_tree_one_root(witness: Witness) -> None:
    assert witness.add_checkpoint(request(0, [bytes(32)], LOG.checkpoint(3)), NOW).status == 422
    empty = signed(Checkpoint(origin=LOG.key.key.name, size=0, root=bytes(32)), LOG.key)
    assert witness.add_checkpoint(request(0, [], empty), NOW).status == 422
    assert status(witness, LOG, 0, 0) == 200
    assert status(witness, LOG, 0, 3) == 200


def test_only_a_log_that_is_known_and_signed_is_cosigned(witness: Witness) -> None:
    stranger = SmallLog.of(3, name="other.example/log", seed=9)
    assert status(witness, stranger, 0, 3) == 404
    thief = SmallLog.of(3, seed=9)  # the right name, another key
    assert status(witness, thief, 0, 3) == 403
    both = LOG.checkpoint(3)
    spoiled = [both.note.signatures[0], Signature(
        name=LOG.key.key.name, id=LOG.key.key.id, data=bytes(64))]  # fmt: skip
    doubled = SignedCheckpoint(head=both.head, note=both.note.only(spoiled))
    assert witness.add_checkpoint(request(0, [], doubled), NOW).status == 403
    assert status(witness, LOG, 0, 3) == 200


def test_a_log_may_change_its_key(witness: Witness) -> None:
    second = Key(LOG.key.key.name, seed=2)
    assert status(witness, LOG, 0, 3) == 200
    new = signed(LOG.head(9), second)
    asked = request(3, LOG.consistency(3, 9), new)
    assert witness.add_checkpoint(asked, NOW).status == 403
    witness.trust(second.key)
    forged = Signature(name=LOG.key.key.name, id=LOG.key.key.id, data=bytes(64))
    spoiled = request(3, LOG.consistency(3, 9), new.under([forged]))
    assert witness.add_checkpoint(spoiled, NOW).status == 403
    assert witness.add_checkpoint(asked, NOW).status == 200


def test_a_witness_does_not_take_its_own_key_for_a_logs(witness: Witness) -> None:
    with pytest.raises(Refused, match="EV39"):
        witness.trust(Key("log.example/x", seed=7).key)


GOOD = body(LOG, 0, 5)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\n\n",
        b"old 0",
        GOOD.replace(b"old 0\n", b""),
        GOOD.replace(b"old 0", b"old 00"),
        GOOD.replace(b"old 0", b"old -1"),
        GOOD.replace(b"old 0", b"old  0"),
        GOOD.replace(b"old 0", b"OLD 0"),
        GOOD.replace(b"old 0", b"old \xd9\xa3"),
        GOOD.replace(b"old 0", b"old " + b"9" * 5000),
        GOOD.replace(b"old 0", b"old 9223372036854775808"),
        GOOD.replace(b"old 0\n", b"old 0\r\n"),
        GOOD.replace(b"old 0\n", b"old 0\nAAAA\n"),
        GOOD.replace(b"old 0\n", b"old 0\n" + b"A" * 42 + b"B=\n"),
        GOOD.replace(b"old 0\n", b"old 0\n" + (b"A" * 43 + b"=\n") * 64),
        GOOD.replace(b"\n5\n", b"\n05\n"),
        GOOD.replace(b"\n5\n", b"\n5\0\n"),
        GOOD[:-1],
        b"old 0\n\n" + b"x" * (1 << 20),
    ],
)
def test_a_request_that_is_not_written_exactly_so_is_refused(witness: Witness, broken: bytes) -> None:
    assert witness.add_checkpoint(broken, NOW).status == 400
    assert status(witness, LOG, 0, 5) == 200


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=200), st.integers(0, len(GOOD)))
def test_bytes_of_any_kind_get_an_answer(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any-bytes"
    make = Witness.open if folder.exists() else Witness.create
    witness = make(folder, [KEY.pair])
    witness.trust(LOG.key.key)
    reply = witness.add_checkpoint(GOOD[:at] + data + GOOD[at:], NOW)
    witness.close()
    assert reply.status in (200, 400, 403, 404, 409, 422)


def test_nobody_publishes_words_of_their_own_through_a_witness(witness: Witness) -> None:
    stranger = Key("stranger.example", seed=99)
    asked = request(0, [], signed(LOG.head(5), LOG.key, stranger))
    assert witness.add_checkpoint(asked, NOW).status == 200
    assert witness.latest(sha256(b"other.example/log").hexdigest()).status == 404
    shown = witness.latest(sha256(LOG.key.key.name.encode()).hexdigest())
    assert shown.status == 200
    assert b"stranger" not in shown.body
    assert shown.body.count("—".encode()) == 2


def test_a_clock_that_was_set_back_dates_nothing(witness: Witness) -> None:
    assert witness.add_checkpoint(body(LOG, 0, 5), NOW).status == 200
    assert witness.add_checkpoint(body(LOG, 5, 6), NOW - timedelta(seconds=1)).status == 503
    assert witness.add_checkpoint(body(LOG, 5, 6), NOW).status == 200


def test_a_witness_cosigns_with_each_of_its_keys(tmp_path: Path) -> None:
    second = witness_key("witness.example/w1b", 8)
    both = Witness.create(tmp_path / "w", [KEY.pair, second.pair])
    both.trust(LOG.key.key)
    lines = read_signatures(both.add_checkpoint(body(LOG, 0, 5), NOW).body)
    cosigned = LOG.checkpoint(5).under(lines)
    assert all(cosignature(cosigned, one.key) for one in (KEY, second))
    both.close()


def test_of_two_forks_at_once_one_is_cosigned(tmp_path: Path) -> None:
    """Two programs with one state, and a key so slow that each could look before the other has written."""

    def slowly(data: bytes) -> bytes:
        time.sleep(0.02)
        return KEY.sign(data)

    first = Witness.create(tmp_path / "w", [(KEY.key, slowly)])
    second = Witness.open(tmp_path / "w", [(KEY.key, slowly)])
    first.trust(LOG.key.key)
    assert status(first, LOG, 0, 10) == 200
    asked = [body(log, 10, n) for n in range(11, 21) for log in (LOG, FORK)]
    with ThreadPoolExecutor(8) as pool:
        both = [pool.submit(one.add_checkpoint, it, NOW) for it in asked for one in (first, second)]
        replies = [one.result().status for one in both]
    assert replies.count(200) == 1
    assert replies.count(409) == len(replies) - 1
    first.close()
    second.close()


def test_a_witness_remembers_over_restarts_and_is_not_begun_anew(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    first = Witness.create(folder, [KEY.pair])
    first.trust(LOG.key.key)
    assert status(first, LOG, 0, 20) == 200
    first.close()
    second = Witness.open(folder, [KEY.pair])
    assert status(second, FORK, 20, 30) == 422
    assert status(second, LOG, 0, 10) == 409
    second.close()
    assert len(Witness.open(folder, [KEY.pair]).conflicts()) == 1
    for work in (
        lambda: Witness.create(folder, [KEY.pair]),
        lambda: Witness.open(folder, [witness_key(seed=8).pair]),
        lambda: Witness.open(tmp_path / "lost", [KEY.pair]),
    ):
        with pytest.raises(Refused, match="EV38"):
            work()
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "witness.db").write_bytes(b"not a database, but long enough for a header" * 99)
    with pytest.raises(Refused, match="EV38"):
        Witness.open(tmp_path / "odd", [KEY.pair])
    with pytest.raises(Refused, match="EV35"):
        Witness.create(tmp_path / "plain", [LOG.key.pair])


def test_a_full_disk_cosigns_nothing_and_forgets_nothing(witness: Witness) -> None:
    assert status(witness, LOG, 0, 10) == 200
    file = witness._state._file
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (pages,) = file.execute("PRAGMA page_count").fetchone()
    file.execute(f"PRAGMA max_page_count = {pages}")
    long = SmallLog(LOG.entries, seed=1)
    head = Checkpoint(
        origin=LOG.key.key.name,
        size=11,
        root=LOG.root(11),
        extensions=tuple("x" * 900 for _ in range(99)),
    )
    reply = witness.add_checkpoint(request(10, long.consistency(10, 11), signed(head, LOG.key)), NOW)
    assert reply.status == 503
    file.execute("PRAGMA max_page_count = 100000")
    assert status(witness, LOG, 9, 11) == 409
    assert status(witness, LOG, 10, 11) == 200


KILLED = """
import sys
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from evidence.small_log import NOW, SmallLog, witness_key
from evidence.test_witness import body
from tanba.evidence.witnesses.service import Witness
log = SmallLog.of(40)
witness = Witness.create(Path(sys.argv[1]), [witness_key().pair])
witness.trust(log.key.key)
for new in range(1, 41):
    assert witness.add_checkpoint(body(log, new - 1, new), NOW).status == 200
    print(new, flush=True)
"""


def test_a_killed_witness_has_forgotten_nothing_that_it_answered(tmp_path: Path) -> None:
    for answered in (1, 4, 9):
        folder = tmp_path / f"w{answered}"
        tests = Path(__file__).parents[1]
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, folder], stdout=subprocess.PIPE, text=True, cwd=tests,
            env={"PYTHONPATH": str(tests)},
        ) as process:  # fmt: skip
            assert process.stdout is not None
            while int(process.stdout.readline()) < answered:
                pass
            process.send_signal(signal.SIGKILL)
            seen = [answered, *map(int, process.stdout.read().split())]
        witness = Witness.open(folder, [KEY.pair])
        reply = witness.add_checkpoint(body(LOG, 0, 1), NOW)
        assert int(reply.body) in (seen[-1], seen[-1] + 1)
        witness.close()


# --- asking witnesses ------------------------------------------------------------------------------


class Served:
    """The network of these tests: our own witness behind an address, and what was asked of it."""

    def __init__(self, witness: Witness, at: timedelta = timedelta()) -> None:
        self.witness, self.at = witness, at
        self.asked: list[bytes] = []

    def __call__(self, address: str, data: bytes) -> Reply:
        assert address == "https://w1.example/prefix/add-checkpoint"
        self.asked.append(data.partition(b"\n")[0])
        return self.witness.add_checkpoint(data, NOW + self.at)


def ask(
    ask: Callable[[str, bytes], Reply], size: int = 20, known: int = 0, log: SmallLog = LOG
) -> Heard:
    return ask_one(KNOWN, log.checkpoint(size), log.consistency, ask, known, NOW)


def test_witnesses_are_asked_and_what_they_cosign_is_remembered(
    witness: Witness, tmp_path: Path
) -> None:
    served, file = Served(witness), tmp_path / "memory.json"
    silent = KnownWitness(name="w2", key=witness_key("w2", 8).key)
    for size in (20, 30):
        memory = Memory(file)
        (heard,) = ask_all([KNOWN, silent], LOG.checkpoint(size), LOG.consistency, served, memory, NOW)
        assert (heard.why, heard.time, heard.size) == ("", NOW, size)
        assert heard.signature is not None
        assert cosignature(LOG.checkpoint(size).under([heard.signature]), KEY.key)
    assert served.asked == [b"old 0", b"old 20"]
    assert Memory(file).size(KEY.key, LOG.key.key.name) == 30
    assert Memory(file).size(KEY.key, "other.example/log") == 0


def test_a_witness_that_is_further_than_we_remember_is_asked_again(witness: Witness) -> None:
    served = Served(witness)
    assert ask(served, 20).why == ""
    assert ask(served, 30).why == ""
    assert served.asked == [b"old 0", b"old 0", b"old 20"]


def test_our_own_fork_or_rollback_is_told(witness: Witness) -> None:
    served = Served(witness)
    assert ask(served, 20).why == ""
    assert ask(served, 30, known=20, log=FORK).why == "inconsistent"
    assert ask(served, 20, known=20, log=FORK).why == "inconsistent"
    assert (ask(served, 10).why, ask(served, 10).size) == ("ahead", 20)
    before = len(served.asked)
    assert ask(served, 10, known=20).why == "ahead"
    assert len(served.asked) == before


def test_a_witness_that_lost_its_state_counts_no_more(witness: Witness, tmp_path: Path) -> None:
    file = tmp_path / "memory.json"
    old = Witness.create(tmp_path / "old", [KEY.pair])
    old.trust(LOG.key.key)
    assert (
        ask_all([KNOWN], LOG.checkpoint(20), LOG.consistency, Served(old), Memory(file), NOW)[0].why
        == ""
    )
    old.close()
    reborn = Served(witness)
    for _ in range(2):
        (heard,) = ask_all([KNOWN], LOG.checkpoint(30), LOG.consistency, reborn, Memory(file), NOW)
        assert (heard.why, heard.signature) == ("lost", None)
    assert reborn.asked == [b"old 20"]
    Memory(file).forget(KEY.key, LOG.key.key.name)
    assert ask_all([KNOWN], LOG.checkpoint(30), LOG.consistency, reborn, Memory(file), NOW)[0].why == ""


def test_a_witness_whose_clock_is_off_is_not_believed(witness: Witness) -> None:
    assert ask(Served(witness, timedelta(minutes=4))).why == ""
    assert ask(Served(witness, timedelta(minutes=6)), known=20).why == "clock"


LINE = str(cosign(LOG.head(20), KEY.key, KEY.sign, NOW)).encode()
LONG = str(Signature(name="w", id=b"long", data=bytes(2700))).encode()
SIZE = "text/x.tlog.size"


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        ((200, "text/plain", LINE), ""),
        (
            (
                200,
                "text/html",
                LINE + str(cosign(LOG.head(20), *witness_key("w", 9).pair, NOW)).encode(),
            ),
            "",
        ),
        ((200, "", b""), "bad answer"),
        ((200, "", b"\xff\xfe"), "bad answer"),
        ((200, "", b"<html>welcome</html>"), "bad answer"),
        ((200, "", LINE[:-1]), "bad answer"),
        ((200, "", LINE.replace(b"\n", b"\r\n")), "bad answer"),
        ((200, "", b"x" * 70_000), "bad answer"),
        ((200, "", LINE + LONG * 16), ""),
        ((200, "", LINE + LONG * 20), "bad answer"),
        ((200, "", LINE + LINE), "no cosignature"),
        (
            (200, "", str(cosign(LOG.head(20), *witness_key("w", 9).pair, NOW)).encode()),
            "no cosignature",
        ),
        ((200, "", str(cosign(LOG.head(19), *KEY.pair, NOW)).encode()), "no cosignature"),
        ((200, "", str(cosign(FORK.head(20), *KEY.pair, NOW)).encode()), "no cosignature"),
        ((200, "", str(cosign(LOG.head(20), *KEY.pair, NOW - timedelta(days=1))).encode()), "clock"),
        ((409, SIZE, b"0\n"), "bad answer"),
        ((409, SIZE, b"20"), "bad answer"),
        ((409, SIZE, b"020\n"), "bad answer"),
        ((409, SIZE, b"-1\n"), "bad answer"),
        ((409, SIZE, b"9" * 5000 + b"\n"), "bad answer"),
        ((409, SIZE, "٣\n".encode()), "bad answer"),
        ((409, "text/plain", b"7\n"), "bad answer"),
        ((409, f"{SIZE}; charset=utf-8", b"21\n"), "ahead"),
        ((409, SIZE, b"20\n"), "inconsistent"),
        ((400, "", b"no"), "malformed"),
        ((403, "", b"no"), "signature"),
        ((404, "", b"no"), "unknown log"),
        ((422, "", b"no"), "inconsistent"),
        ((429, "", b"later"), "not reached"),
        ((500, "", b"\xff" * 999), "not reached"),
        ((302, "", b""), "bad answer"),
        ((204, "", b""), "bad answer"),
    ],
)
def test_whatever_a_witness_answers_is_told_and_never_believed(
    reply: tuple[int, str, bytes], why: str
) -> None:
    code, kind, data = reply
    heard = ask(lambda address, asked: Reply(status=code, content_type=kind, body=data))
    assert heard.why == why
    assert (heard.signature is None) is bool(why)
    assert len(heard.detail) <= 200


def test_a_witness_that_changes_its_size_for_ever_is_left() -> None:
    sizes = iter(range(1, 100))
    asked: list[bytes] = []

    def restless(address: str, data: bytes) -> Reply:
        asked.append(data)
        return Reply(status=409, content_type=SIZE, body=f"{next(sizes)}\n".encode())

    assert ask(restless).why == "not reached"
    assert len(asked) <= 4


def test_a_witness_that_nobody_reaches_stops_no_other(witness: Witness, tmp_path: Path) -> None:
    dead = KnownWitness(name="w2", key=witness_key("w2", 8).key, url="https://dead.example")
    served = Served(witness)

    def net(address: str, data: bytes) -> Reply:
        if "dead" in address:
            raise ConnectionRefusedError(111, "Connection refused")
        return served(address, data)

    heard = ask_all(
        [dead, KNOWN], LOG.checkpoint(20), LOG.consistency, net, Memory(tmp_path / "m"), NOW
    )
    assert [(one.why, one.detail) for one in heard] == [("not reached", "connection refused"), ("", "")]


EMPTY = b'{"kind":"tanba/witness-memory/1","sizes":{},"lost":[]}'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        b"[" * 100_000,
        EMPTY.replace(b"{}", b"[]"),
        EMPTY.replace(b"{}", b'{"a":-1}'),
        EMPTY.replace(b"{}", b'{"a":true}'),
        EMPTY.replace(b"[]", b"5"),
        EMPTY + b" " * (1 << 20),
    ],
)
def test_a_memory_that_is_none_is_refused(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "memory.json"
    file.write_bytes(data)
    with pytest.raises(Refused, match="EV37"):
        Memory(file)


def test_a_memory_that_cannot_be_written_says_so_and_stays_whole(tmp_path: Path) -> None:
    file = tmp_path / "memory.json"
    Memory(file).cosigned(KEY.key, "log.example", 5)
    (tmp_path / "memory.json.new").mkdir()
    with pytest.raises(Refused, match="EV37"):
        Memory(file).cosigned(KEY.key, "log.example", 6)
    assert Memory(file).size(KEY.key, "log.example") == 5
