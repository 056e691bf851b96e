"""
Works on files of ill will, each in a process of its own with little memory and time.

Says how each ended: `done`, a code of ours, a stray exception, or a signal.
"""

import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from marks.samples import sample
from tanba.flow import MarkWork, VerifyWork
from tanba.kernel import Text
from tanba.keys import KeyStore, SigningKey, Trust
from tanba.marks import CONTAINERS, Condition, Credentials, Entry, Order, Outcome, Verified, mark
from tanba.marks.metadata.carrier import carrier
from tanba.marks.visible.labeller import labeller
from tanba.report import Seen

MEMORY = 4 * 1024**3
SECONDS = 20
PASSPHRASE = "correct horse battery"  # noqa: S105

TOLD = Text(kk="ЖИ жасаған", ru="Создано ИИ", en="Made with AI")
ORDER = Order(law="kz/ai-law 21(2)", notice=TOLD, languages=("en",), cover=1.0)
SEEN = Seen(form="html", lang="en", pack="kz/ai-law", on=date(2026, 3, 1))
Make = Callable[[], Callable[[Entry], Outcome]]


def main(folder: Path) -> None:
    """Do job after job: a line with mark or verify and the files, answered by a line."""
    today = datetime.now(UTC).date()
    store = KeyStore(folder / "keys")
    store.new("hostile", "", PASSPHRASE, on=today)
    key, trust = store.open(None, PASSPHRASE, on=today), store.trust()
    _warm(folder)
    for line in sys.stdin:
        what, paths = json.loads(line)
        said = _apart(_make(what, folder, key, trust), [Path(path) for path in paths])
        print(json.dumps(said), flush=True)


def _warm(folder: Path) -> None:
    """Load what the jobs need, once; no library with threads of its own is called before they part."""

    for kind in CONTAINERS:
        if kind.metadata:
            carrier(kind.metadata)
        if kind.label:
            labeller(kind.label)
    path = folder / "warm.png"
    path.write_bytes(sample("png"))
    order = replace(ORDER, layers=("label", "metadata"))
    mark(path, folder / "warmed.png", order, None, id_="urn:uuid:0", time="2026-01-18T00:00:00Z")
    nothing = Condition(shown="missing", why=())
    seen = Verified(
        file=path, container="png", sha256="", size=0, credentials=Credentials(state="absent"),
        metadata=(), label=None, label_read=False, machine=nothing, people=nothing,
    )  # fmt: skip
    SEEN(seen)


def _make(what: str, folder: Path, key: SigningKey, trust: Trust) -> Make:
    if what == "mark":
        return MarkWork(order=ORDER, key=key, trust=trust, out=folder / "out")
    return VerifyWork(trust=trust, wordings=(("en", "Made with AI"),), render=SEEN, worth=_worth)


def _worth(_: object) -> str:
    return "met"


def _apart(make: Make, paths: list[Path]) -> str:
    """Return how the work on some files ended, in a process of its own, with commas between."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(SECONDS)
        said = "stray"
        try:
            work = make()
            said = ",".join(
                work(Entry(at=str(path), relative=path.name)).code or "done" for path in paths
            )
        except BaseException:
            said = "stray " + traceback.format_exc()[-1500:]
        finally:
            os.write(writing, said.encode("utf-8", "backslashreplace")[:4000])
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        said = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return said


if __name__ == "__main__":
    main(Path(sys.argv[1]))
