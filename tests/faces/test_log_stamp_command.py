"""`tanba log stamp`, as whoever keeps a log meets it: once, and again and again on an interval."""

import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faces.tanba_run import PASSPHRASE, TANBA, Person
from keys.signers import time_authority
from tanba.flow import list_entries

YESTERDAY = timedelta(days=1)


def test_a_log_that_grows_is_stamped_by_every_authority_on_an_interval(tmp_path):
    keeper, log = Person(tmp_path / "keys"), tmp_path / "log"
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    keeper.tanba("keys", "new", "--name", "log", "--algorithm", "ed25519")
    began = datetime.now(UTC) - YESTERDAY
    with time_authority(tmp_path / "one", began) as one, time_authority(tmp_path / "two", began) as two:
        (tmp_path / "roots.pem").write_text(one.root + two.root)
        code, _, err = keeper.tanba(
            "log", "init", "--origin", "example.kz/log", "--log", log, "--roots", tmp_path / "roots.pem",
            "--time-authority", one.address, "--time-authority", two.address,
        )  # fmt: skip
        assert code == 0, err
        record(keeper, log, "бірінші")
        with stamping(keeper, log) as process:
            assert "existed by" in said(process)
            assert stamps(log) == ["1-1.tsr", "1-2.tsr"]
            record(keeper, log, "екінші")  # the log is free between two rounds
            said(process)
            process.send_signal(signal.SIGINT)
            rest, _ = process.communicate(timeout=30)
        assert process.returncode == 0
    assert rest == ""  # a log that did not grow is not stamped again
    assert stamps(log) == ["1-1.tsr", "1-2.tsr", "2-1.tsr", "2-2.tsr"]
    assert list_entries(log)[0].head.size == 2


def record(keeper: Person, log: Path, word: str) -> None:
    """Record something; when a round of stamps is at it, a moment later."""
    for _ in range(20):
        code, _, err = keeper.tanba("log", "append", "measure", "--field", f"what={word}", "--log", log)
        if code == 0:
            return
    raise AssertionError(err)


def stamping(keeper: Person, log: Path) -> "subprocess.Popen[str]":
    """Run the command with rounds of a second."""
    env = os.environ | {"TANBA_LANG": "en", "TANBA_KEYS": str(keeper.keys)}
    return subprocess.Popen(
        [*TANBA, "log", "stamp", "--every", str(1 / 60), "--log", str(log)],
        env=env | {"TANBA_PASSPHRASE": PASSPHRASE},
        stdout=subprocess.PIPE,
        text=True,
    )


def said(process: "subprocess.Popen[str]") -> str:
    """Return what is said of one tree: its head, and a line for each of the two authorities."""
    assert process.stdout
    return "".join(process.stdout.readline() for _ in range(3))


def stamps(log: Path) -> list[str]:
    return sorted(file.name for file in (log / "public" / "stamps").iterdir())
