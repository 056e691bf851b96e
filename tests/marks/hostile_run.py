"""
Works on files of ill will, each in a process of its own with little memory and time.

Reads jobs as JSON and prints how each ended: `done`, a code of ours, a stray exception, or a signal.
"""

import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tanba.flow import MarkWork, VerifyWork
from tanba.kernel import Text
from tanba.marks import Entry, KeyStore, Order, Outcome, SigningKey, Trust
from tanba.report import Seen

MEMORY = 4 * 1024**3
SECONDS = 20
PASSPHRASE = "correct horse battery"  # noqa: S105

Make = Callable[[], Callable[[Entry], Outcome]]


def main() -> None:
    """Run every job: its name, mark or verify, and the files."""
    order = json.load(sys.stdin)
    folder = Path(order["folder"])
    today = datetime.now(UTC).date()
    store = KeyStore(folder / "keys")
    store.new("hostile", "", PASSPHRASE, on=today)
    key, trust = store.open(None, PASSPHRASE, on=today), store.trust()
    _warm()
    outcomes = {}
    for name, what, paths in order["jobs"]:
        with_one = _make(what, folder, key, trust)
        outcomes[f"{what} {name}"] = _apart(with_one, [Path(path) for path in paths])
    json.dump(outcomes, sys.stdout)


def _warm() -> None:
    """Import what every job needs, once; nothing is opened before the processes part."""
    import av  # noqa: F401
    import c2pa  # noqa: F401
    import lxml.etree  # noqa: F401
    import mutagen  # noqa: F401
    import pikepdf  # noqa: F401
    import PIL.Image  # noqa: F401


def _make(what: str, folder: Path, key: SigningKey, trust: Trust) -> Make:
    if what == "mark":
        told = Text(kk="ЖИ жасаған", ru="Создано ИИ", en="Made with AI")
        order = Order(law="kz/ai-law 21(2)", notice=told, languages=("en",), cover=1.0)
        return MarkWork(order=order, key=key, trust=trust, out=folder / "out")
    seen = Seen(form="html", lang="en", pack="kz/ai-law", on=datetime.now(UTC).date())
    return VerifyWork(trust=trust, wordings=(("en", "Made with AI"),), render=seen, worth=_worth)


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
    main()
