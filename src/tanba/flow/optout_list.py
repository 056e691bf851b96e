"""Checking many works: every server one question at a time, many servers at once, and never twice."""

import json
import os
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Final, TextIO

from tanba.flow.optout_journal import Item, OptoutJournal
from tanba.flow.optouts import Checker, Checking, is_address
from tanba.flow.sites import WELL_KNOWN, origin_of
from tanba.kernel import Refused, canonical_bytes, digest, plain
from tanba.marks import Tally, listing
from tanba.works import Check

if TYPE_CHECKING:
    from tanba.flow.archive import Archive

SCHEMA: Final = "tanba/optout-check"
FORM: Final = 1
LONGEST: Final = 8_000
"""Characters of one line of a list."""

_CHUNK: Final = 200
_PULSE: Final = 0.2
_FILE_LANES: Final = 4

Keep = Callable[[Mapping[str, Any]], object]
Now = Callable[[], datetime]


def items_of(targets: Sequence[str], lists: Sequence[TextIO] = ()) -> Iterator[Item]:
    """
    Yield the works that addresses, files, folders and lists name.

    A folder with a robots.txt or a tdmrep.json is a website: they speak of all the files in it. Of a list
    every line names one work; empty lines and those that begin with `#` are passed over.

    Raises
    ------
    Refused
        OP18 for a line that is too long; BK03 for a file that is not there.
    """
    for target in targets:
        yield from _items(target)
    for source in lists:
        number = 0
        while line := source.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise Refused("OP18", f"line {number} of the list has more than {LONGEST} characters")
            if (named := line.strip()) and not named.startswith("#"):
                yield _item(named)


def check_works(
    items: Iterable[Item],
    how: Checking,
    now: Now,
    journal: Path,
    *,
    jobs: int = 8,
    tick: Callable[[Tally], None] | None = None,
    each: Callable[[dict[str, Any]], None],
    keep: Keep | None = None,
) -> Tally:
    """
    Check works, and give `each` the record of every one on the list, in its order.

    Ctrl-C ends the run; a further run with the same journal goes on where it stood.

    Parameters
    ----------
    now
        Asked for the moment of each check.
    jobs
        Servers that are asked at once, each one question at a time.
    keep
        Given each new record as it is made, to be put into evidence.

    Returns
    -------
    Tally
        Of `kinds` the state is done, the kind a decision; `failed` could not be checked.
    """
    with OptoutJournal(journal, digest(_order(how))) as kept:
        course = _Course(kept, how, now, jobs, tick, keep, kept.ask(items))
        course.run()
        for record in kept.records():
            each(json.loads(record))
        return course.tally(final=True)


def check_record(check: Check) -> dict[str, Any]:
    """Return the JSON object of one check."""
    told: dict[str, Any] = _spelled(plain(check))
    return {"schema": SCHEMA, "form": FORM} | told


def into_archive(archive: "Archive", agent: str) -> Keep:
    """Return what puts records into an evidence log: one entry each, numbered for the crawler."""
    from tanba.flow.subjects import subject_of

    subject = subject_of(archive.folder, "system", f"crawler {agent}")

    def keep(record: Mapping[str, Any]) -> object:
        return archive.record("optout.check", subject, {"check": canonical_bytes(record)})

    return keep


class _Course:
    """One run on its way."""

    def __init__(
        self, kept: OptoutJournal, how: Checking, now: Now, jobs: int,
        tick: Callable[[Tally], None] | None, keep: Keep | None, seen: int,
    ) -> None:  # fmt: skip
        self._kept, self._how, self._now, self._jobs = kept, how, now, jobs
        self._tick, self._keep, self._seen = tick, keep, seen
        self._before = sum(n for kind, n in kept.counts().items() if kind != "not checked")
        self._kinds: Counter[str] = Counter()
        self._ready: SimpleQueue[tuple[Item, Check]] = SimpleQueue()
        self._halt = threading.Event()
        self._own = threading.local()
        self._checkers: list[Checker] = []
        self._began = time.monotonic()

    def run(self) -> None:
        lanes = deque((origin, 0) for origin in self._kept.lanes())
        running: dict[Future[None], tuple[str, int]] = {}
        pool = ThreadPoolExecutor(self._jobs, thread_name_prefix="tanba-optout")
        try:
            while lanes or running:
                while lanes and len(running) < 2 * self._jobs:
                    origin, after = lanes.popleft()
                    if chunk := self._kept.left(origin, after, _CHUNK):
                        work = [item for _, item in chunk]
                        running[pool.submit(self._work, work)] = (origin, chunk[-1][0])
                done, _ = wait(running, timeout=_PULSE, return_when=FIRST_COMPLETED)
                self._drain()
                for future in done:
                    lanes.append(running.pop(future))
                    future.result()
        except KeyboardInterrupt:
            self._halt.set()
        finally:
            self._end(pool)

    def _end(self, pool: ThreadPoolExecutor) -> None:
        failed = self._halt.is_set()
        self._halt.set()
        if failed:
            for checker in list(self._checkers):
                checker.stop()
        pool.shutdown(wait=True, cancel_futures=True)
        for checker in self._checkers:
            checker.close()
        self._drain()
        self._stopped = failed

    def _work(self, items: Sequence[Item]) -> None:
        """Check works of one server, one after the other."""
        checker = getattr(self._own, "checker", None)
        if checker is None:
            checker = self._own.checker = Checker(self._how)
            self._checkers.append(checker)
        for item in items:
            if self._halt.is_set():
                return
            check = checker.check(item.target, self._now(), Path(item.root) if item.root else None)
            if not self._halt.is_set():  # what was ended in the middle says nothing of the work
                self._ready.put((item, check))

    def _drain(self) -> None:
        done = []
        with suppress(Empty):
            while True:
                item, check = self._ready.get_nowait()
                record = check_record(check)
                if self._keep is not None:
                    self._keep(record)
                self._kinds[check.decided.decision] += 1
                done.append((item, check.decided.decision, json.dumps(record, ensure_ascii=False)))
        if done:
            self._kept.keep(done)
        if self._tick is not None:
            self._tick(self.tally())

    def tally(self, final: bool = False) -> Tally:
        """Return where the run stands; at its end with all works of the list."""
        kinds = self._kept.counts() if final else dict(self._kinds)
        failed = self._kinds["not checked"]
        return Tally(
            seen=self._seen, listed=True, before=self._before, failed=failed,
            done=sum(self._kinds.values()) - failed, seconds=time.monotonic() - self._began,
            kinds=tuple(("done", kind, n) for kind, n in sorted(kinds.items())),
            stopped=final and self._stopped,
        )  # fmt: skip


def _items(target: str) -> Iterator[Item]:
    path = Path(target)
    if is_address(target) or not path.is_dir():
        if not is_address(target):
            next(listing([path]))
        yield _item(target)
        return
    site = any((path / name).is_file() for name in ("robots.txt", WELL_KNOWN.lstrip("/")))
    root = os.path.abspath(path)
    for entry in listing([path], leave=(path / "robots.txt", path / ".well-known") if site else ()):
        yield _item(entry.at, root if site else "")


def _item(target: str, root: str = "") -> Item:
    if not is_address(target):
        target = os.path.abspath(target)
        return Item(target=target, root=root, origin=f"file:{len(target) % _FILE_LANES}")
    with suppress(ValueError):
        return Item(target=target, origin=origin_of(target))
    return Item(target=target)


def _order(how: Checking) -> dict[str, Any]:
    return {"form": FORM, "agent": how.agent, "private": how.private, "trust": how.trust.anchors}


def _spelled(thing: Any) -> Any:
    """Return JSON types in which every text is Unicode: bytes of names that are none are written out."""
    match thing:
        case str():
            return _text(thing)
        case dict():
            return {_text(key): _spelled(part) for key, part in thing.items()}
        case list():
            return [_spelled(part) for part in thing]
    return thing


def _text(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
