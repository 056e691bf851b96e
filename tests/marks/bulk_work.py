"""Work that the tests of bulk runs do, in a module that other processes can import."""

import os
import signal
import time
from pathlib import Path

from tanba.kernel import Refused
from tanba.marks.bulk import Entry, Outcome, Work


def reading() -> Work:
    return read


def read(entry: Entry) -> Outcome:
    """Do what the file's first word says."""
    data = entry.path.read_bytes()
    match data.split(maxsplit=1)[:1]:
        case [b"exit"]:
            os._exit(3)
        case [b"kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case [b"sleep"]:
            time.sleep(60)
        case [b"leave"]:
            raise SystemExit(1)
        case [b"break"]:
            raise ValueError("a bad\x1b[31m\nfile \udcff")
        case [b"refuse"]:
            raise Refused("MK01", "not a kind of file that Tanba marks")
        case [b"skip"]:
            return Outcome(state="skipped", kind="marked already")
    return Outcome(state="done", kind="tiny", size=len(data), detail='{"ok":true}')


class Copying:
    """Writes each file to a folder, and a line with its name to a list of what was done."""

    def __init__(self, out: str, seconds: float = 0.0) -> None:
        self.out, self.seconds = out, seconds

    def __call__(self) -> Work:
        return self.copy

    def copy(self, entry: Entry) -> Outcome:
        time.sleep(self.seconds)
        data = entry.path.read_bytes()
        with Path(self.out, "done.txt").open("ab") as lines:
            lines.write(entry.key + b"\n")
        return Outcome(state="done", kind="copy", size=len(data))


def changing() -> Work:
    return change


def change(entry: Entry) -> Outcome:
    with entry.path.open("ab") as file:
        file.write(b"!")
    return Outcome(state="done")


def nothing() -> Work:
    return idle


def idle(entry: Entry) -> Outcome:
    return Outcome(state="done")


def hopeless() -> Work:
    raise Refused("MK07", "the key does not open")


def stillborn() -> Work:
    os._exit(9)
