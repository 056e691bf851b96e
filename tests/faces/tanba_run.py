"""The real program in a process of its own, as a person has it: with keys, a language and an empty input."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TANBA = [sys.executable, "-m", "tanba"]
PASSPHRASE = "correct horse battery"  # noqa: S105


class Person:
    """Somebody at a terminal, with a folder of keys."""

    def __init__(self, keys: Path) -> None:
        self.keys = keys

    def tanba(self, *words, lang="en", cwd=ROOT, **environment):
        """Run the program; return its exit status, what it said, and what it said on the error channel."""
        settled = {"TANBA_LANG": lang, "COLUMNS": "100", "TANBA_KEYS": str(self.keys)}
        done = subprocess.run(
            [*TANBA, *map(os.fspath, words)],
            capture_output=True,
            text=True,
            errors="surrogateescape",
            cwd=cwd,
            env=os.environ | settled | {"TANBA_PASSPHRASE": PASSPHRASE} | environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert PASSPHRASE not in done.stdout + done.stderr
        assert "\x1b" not in done.stdout + done.stderr
        return done.returncode, done.stdout, done.stderr


def person_with_key(folder: Path) -> Person:
    """Return somebody who has made a key."""
    person = Person(folder / "keys")
    code, _, err = person.tanba("keys", "new", "--name", "newsroom", "--organisation", "Қала News")
    assert code == 0, err
    return person
