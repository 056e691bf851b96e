"""A log whose process is killed: at every step that it takes, and at moments of no choosing."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.log_house import ORIGIN, entries, entry, examined, log_of, new_signer
from tanba.evidence.log.published import files_in
from tanba.evidence.log.reader import Reader
from tanba.evidence.log.signing import key_of
from tanba.evidence.log.writer import Log
from tanba.keys import Signer

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@pytest.fixture(scope="module")
def signer():
    return new_signer()


class Steps:
    """Counts what a process does to its disk, and kills it at one of these steps."""

    def __init__(self, last: int) -> None:
        self.left = last
        for name in ("write", "fsync", "replace", "open", "makedirs"):
            setattr(os, name, self._counted(getattr(os, name)))

    def __call__(self, *_: object) -> None:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def _counted(self, work: Callable[..., object]) -> Callable[..., object]:
        def counted(*words: object, **named: object) -> object:
            self()
            return work(*words, **named)

        return counted


def killed_at(step: int, work: Callable[[Steps, int], None]) -> tuple[bool, list[bytes]]:
    """Run work in a process that dies at a step; return whether it died, and what it had acknowledged."""
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(told)
            work(Steps(step), tell)
            status = 0
        finally:
            os._exit(status)
    os.close(tell)
    with open(told, "rb") as answers:
        lines = answers.read().splitlines()
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status), lines


def say(tell: int, line: str) -> None:
    # Not by os.write, which counts as a step of the log.
    with open(tell, "wb", buffering=0, closefd=False) as pipe:
        pipe.write(f"{line}\n".encode())


def test_a_kill_at_any_step_loses_nothing(tmp_path, signer):
    """Fill a tile, publish, begin another, publish, and die somewhere; then open, look, go on."""
    start = 254
    with log_of(tmp_path / "before", signer, start):
        pass

    def work(steps: Steps, tell: int) -> None:
        log = Log.open(home, signer)
        log._truth._write.set_trace_callback(steps)
        for _ in range(2):
            for _ in range(2):
                index = log.append(entry(log.size))
                say(tell, f"entry {index}")
            say(tell, f"checkpoint {log.publish().head.size}")

    step, died, steps_seen = 0, True, 0
    while died:
        home = tmp_path / f"{step}"
        shutil.copytree(tmp_path / "before", home)
        died, lines = killed_at(step, work)
        steps_seen += died
        check_after_death(home, signer, lines)
        step += 1
    assert steps_seen > 60  # it did die, and everywhere
    assert [line for line in lines if line.startswith(b"checkpoint")] == [
        b"checkpoint %d" % (start + 2), b"checkpoint %d" % (start + 4),
    ]  # fmt: skip


def check_after_death(home: Path, signer: Signer, lines: list[bytes]) -> None:
    acknowledged = [int(line.split()[1]) for line in lines if line.startswith(b"entry")]
    signed = [int(line.split()[1]) for line in lines if line.startswith(b"checkpoint")]
    # What is published fits, before anybody has opened the log again …
    reader = Reader(files_in(home / "public"), [key_of(ORIGIN, signer)])
    assert reader.size >= max(signed, default=0)
    assert list(reader.entries(0, reader.size)) == list(entries(0, reader.size))
    # … and nothing is lost when somebody does.
    with Log.open(home, signer) as log:
        assert log.size > max(acknowledged, default=-1)
        assert list(log.entries(0, log.size)) == list(entries(0, log.size))
        log.append(entry(log.size))
        before = reader.checkpoint.head
        log.publish()
        assert log.consistency(before.size, log.size) is not None
    audit = examined(home, signer)
    assert audit.sound, audit.findings
    # What was half-written lies in no way: it goes with the partial tiles it is among.
    assert all(path.parent.suffix == ".p" for path in home.rglob("*.new"))


def test_a_kill_while_a_log_is_made_leaves_a_log_or_none(tmp_path, signer):
    def work(steps: Steps, tell: int) -> None:
        Log.create(home, ORIGIN, signer).close()
        say(tell, "made")

    step, died = 0, True
    while died:
        home = tmp_path / f"{step}"
        died, lines = killed_at(step, work)
        if (home / "log.db").exists():
            with Log.open(home, signer) as log:
                assert log.publish().head.size == 0
        else:
            assert not lines
            Log.create(home, ORIGIN, signer).close()
        step += 1
    assert step > 10


_WORKER = """
import sys, threading
from pathlib import Path
from evidence.log_house import ORIGIN
from keys.signers import issue
from tanba.evidence.log.publisher import Publisher
from tanba.evidence.log.writer import Log
from tanba.keys import Signer, SigningKey
home, chain, private, start = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
key = SigningKey(name="test", algorithm="ed25519", chain=chain, private=private.encode())
log = Log.open(home, Signer(key))
def append(name):
    number = 0
    while True:
        data = f"{start} {name} {number}"
        sys.stdout.write(f"{log.append(data.encode())} {data}\\n")
        sys.stdout.flush()
        number += 1
def publish():
    while True:
        log.publish()
threads = [threading.Thread(target=append, args=(name,), daemon=True) for name in "abcdef"]
threads.append(threading.Thread(target=publish, daemon=True))
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


def test_kills_of_a_busy_log_lose_nothing_it_acknowledged(tmp_path):
    from evidence.log_house import SINCE
    from keys.signers import issue

    key = issue(SINCE, algorithm="ed25519").key
    signer, home = Signer(key), tmp_path / "log"
    with log_of(home, signer):
        pass
    chance = random.Random(230)  # noqa: S311  (when to kill, not a key)
    acknowledged: dict[int, bytes] = {}
    for start in range(4):
        command = [
            sys.executable,
            "-c",
            _WORKER,
            str(home),
            key.chain,
            key.private.decode(),
            str(start),
        ]
        environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as worker:
            first = worker.stdout.readline()
            time.sleep(chance.uniform(0, 0.25))
            worker.kill()
            lines = [first, *worker.stdout.read().splitlines(keepends=True)]
        for line in lines:
            if line.endswith(b"\n"):
                index, data = line[:-1].split(b" ", 1)
                assert int(index) not in acknowledged
                acknowledged[int(index)] = data
        key_of_log = key_of(ORIGIN, signer)
        published = Reader(files_in(home / "public"), [key_of_log])
        with Log.open(home, signer) as log:
            assert all(log.entry(index) == data for index, data in acknowledged.items())
            assert list(log.entries(0, published.size)) == list(published.entries(0, published.size))
            log.publish()
        audit = examined(home, signer)
        assert audit.sound, audit.findings
    assert len(acknowledged) > 100
