"""Somebody who keeps a log at a terminal, and commands that go on until they are ended."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faces.tanba_run import PASSPHRASE, TANBA, Person
from keys.signers import TimeAuthority, time_authority


class Keeper(Person):
    """A person with a folder of their own, a key for the log and the log."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "keys")
        self.folder, self.log_folder = folder, folder / "log"

    def say(self, *words, **more):
        """Run the program in the folder, with the log."""
        return self.tanba(*words, cwd=self.folder, TANBA_LOG=str(self.log_folder), **more)

    def log(self, *words, **more):
        return self.say("log", *words, **more)

    def fine(self, *words, **more):
        """Run what must go well; return what it said."""
        code, out, err = self.say(*words, **more)
        assert code == 0, (words, out, err)
        return out

    def begin(self, *words, lang="en") -> str:
        """Make a key and a log; return the log's key."""
        self.fine("keys", "new", "--name", "log", "--algorithm", "ed25519")
        return self.fine(
            "log", "init", "--origin", "қала.kz/log", "--key", "log", *words, lang=lang
        ).strip()

    def copy(self, folder: Path) -> "Keeper":
        """Return the same person with a copy of everything in another folder."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Keeper(folder)

    @contextmanager
    def running(self, *words, lang="en", ends=0) -> Iterator[str]:
        """Run a command that answers on a port for as long as the block lasts; yields its address."""
        settled = {"TANBA_LANG": lang, "TANBA_KEYS": str(self.keys), "TANBA_LOG": str(self.log_folder)}
        with subprocess.Popen(
            [*TANBA, *words, "--port", "0"],
            cwd=self.folder,
            env=os.environ | settled | {"TANBA_PASSPHRASE": PASSPHRASE},
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                told = re.search(r"http://127\.0\.0\.1:[0-9]+", process.stderr.readline())
                assert told, process.stderr.read()
                yield told[0]
            finally:
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err) == (ends, "", "")


@contextmanager
def clock_of(folder: Path) -> Iterator[TimeAuthority]:
    """Serve a real authority of time, and leave its root beside."""
    (folder / "clock").mkdir()
    with time_authority(folder / "clock", datetime.now(UTC) - timedelta(days=1)) as authority:
        (folder / "roots.pem").write_text(authority.root)
        yield authority
