"""Files that are followed while somebody works on them: every save is an act."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import Final

from tanba.flow.authoring import begin_session, resumed, stop_work
from tanba.kernel import Faults, Refused, TanbaError, value
from tanba.works import Belief, Folder, Followed, Following

QUIET: Final = 0.15
"""Seconds that a file must stay as it is before it counts as saved."""
GONE: Final = 2.0
"""Seconds that a file may be missing or empty: so editors save, one removing what the other brings back."""
SEALED: Final = 600.0
"""Seconds between two seals: an act between two outside times at most 15 minutes apart has grade E2."""
_BEAT: Final = 100
"""Milliseconds between two looks at files that are not quiet yet."""
FILES: Final = 10_000
"""Most files of one watch, as many as a work has pieces."""

Each = Callable[[Followed], None]


@value
class Watched:
    """How a watch ended."""

    files: int
    """Files that were followed."""
    saves: int
    """Saves that became acts."""
    acts: int
    stopped: bool
    """Somebody else stopped the session meanwhile."""


class Watch:
    """
    One watch over a file or a folder.

        watch = Watch(Path("essay.work"), Path("essay.md"))
        watch.run(stop, each)

    What is there at first is of unknown origin, except what repeats the record. Later saves are the same,
    unless the person has declared to type all that is saved.
    """

    def __init__(self, work: Path, root: Path, only: Sequence[str] = (), typed: bool = False) -> None:
        self.work, self.files = work, Folder(root, only, work.absolute().parent)
        self._belief = Belief(as_="typed") if typed else Belief()
        self._stamps: dict[str, tuple[int, ...]] = {}
        self._waiting: dict[str, tuple[tuple[int, ...], float]] = {}
        self._told: dict[str, str] = {}
        self._saves = self._acts = 0

    def run(
        self,
        stop: Event,
        each: Each,
        tick: Callable[[int, int], None] | None = None,
        seal: Callable[[], None] | None = None,
        every: float = SEALED,
    ) -> Watched:
        """
        Follow saves until `stop` is set, then take in what is saved by then, seal, and end the session.

        Parameters
        ----------
        each
            Given every save that was recorded, once it is durable, and every file passed over, once.
        tick
            Given how many of the files that are there at first were taken in, and of how many.
        seal
            Seals the work: as soon as the files that are there are taken in, every so many seconds in which
            something was done, and at the end.

        Raises Faults: WK60 for what is not there, WK54 for a folder of too many files, and what the
        recorder and `seal` raise; the session is ended all the same.
        """
        if not self.files.root.is_dir():
            raise Refused("WK60", "there is no such file or folder").at(str(self.files.root))
        begin_session(self.work)
        stopped = False
        try:
            self._begin(each, tick)
            sealed, at = -1, -every
            for number, changed in enumerate(self._changed(stop)):
                # What was saved or went between the first look and the first event has no event.
                for name in changed if number else self._all():
                    self._wait(name)
                self._settle(each)
                if seal and sealed < self._acts and time.monotonic() >= at + every:
                    seal()
                    sealed, at = self._acts, time.monotonic()
            for name in self._all():
                self._wait(name)
            self._settle(each, last=True)
            if seal and sealed < self._acts:
                seal()
        except Faults as faults:
            stopped = [fault.code for fault in faults.faults] == ["WK17"]
            if not stopped:
                with suppress(TanbaError):  # what broke the watch is told, not what follows from it
                    stop_work(self.work)
                raise
        if not stopped:
            stop_work(self.work)
        return Watched(files=len(self._stamps), saves=self._saves, acts=self._acts, stopped=stopped)

    def _changed(self, stop: Event) -> Iterator[Iterable[str]]:
        """Yield the files that may have changed, often and sometimes none, until `stop` is set."""
        from watchfiles import watch

        try:
            for changes in watch(
                self.files.root,
                watch_filter=None,
                stop_event=stop,
                rust_timeout=_BEAT,
                step=20,
                debounce=200,
                yield_on_timeout=True,
                recursive=not self.files.one,
                ignore_permission_denied=True,
            ):
                names = {self.files.name_of(Path(path)) for _, path in changes}
                yield [name for name in names if self.files.wants(name)]
        except (OSError, RuntimeError):  # more folders than the system follows for one person
            while not stop.wait(1):
                yield self._all()

    def _all(self) -> set[str]:
        """Return what is there and what was."""
        return {*self.files.names(), *self._stamps}

    def _begin(self, each: Each, tick: Callable[[int, int], None] | None) -> None:
        names = list(self.files.names())
        if len(names) > FILES:
            hint = "name what you mean: --only '*.md'"
            raise Refused("WK54", f"more than {FILES:,} files", hint).at(str(self.files.root))
        if tick:
            tick(0, len(names))
        found: list[Followed] = []
        with resumed(self.work) as recorder:
            following = Following(recorder, self.work)
            for done, name in enumerate(names, start=1):
                self._stamps[name] = self.files.stamp(name)
                save = self.files.read(name)
                if save is not None:  # nobody saw how it came about: nobody's word covers it
                    found.append(following.save(save))
                if tick:
                    tick(done, len(names))
        self._tell(found, each)

    def _wait(self, name: str) -> None:
        stamp = self.files.stamp(name)
        if stamp == self._stamps.get(name, ()):
            self._waiting.pop(name, None)
        elif self._waiting.get(name, ((0,), 0.0))[0] != stamp:
            pause = QUIET if stamp and stamp[1] else GONE
            self._waiting[name] = stamp, time.monotonic() + pause

    def _settle(self, each: Each, last: bool = False) -> None:
        """Record the files that have been quiet for long enough; at the end, all that hold something."""
        due = {}
        for name in list(self._waiting):
            self._wait(name)
            stamp, until = self._waiting.get(name, ((), 0.0))
            if name in self._waiting and (time.monotonic() >= until or (last and stamp and stamp[1])):
                due[name] = stamp
                del self._waiting[name]
        if due:
            self._record(due, each)

    def _record(self, due: Mapping[str, tuple[int, ...]], each: Each) -> None:
        saves = {name: self.files.read(name) for name in sorted(due)}
        gone = [name for name, save in saves.items() if save is None]
        # What has just gone and is still waited for may be what came under another name.
        away = [name for name, (stamp, _) in self._waiting.items() if not stamp]
        found: list[Followed] = []
        with resumed(self.work) as recorder:
            following = Following(recorder, self.work)
            for name, save in saves.items():
                if save is None:
                    continue
                was = next((old for old in (*gone, *away) if following.same(old, save)), None)
                if was is not None:
                    gone = [old for old in gone if old != was]
                    self._stamps.pop(was, None)
                    self._waiting.pop(was, None)
                    found.append(following.rename(was, name))
                else:
                    found.append(following.save(save, self._belief, self._belief))
                self._stamps[name] = due[name]
            for name in gone:
                self._stamps.pop(name, None)
                found.append(following.remove(name))
        self._tell(found, each)

    def _tell(self, found: Iterable[Followed], each: Each) -> None:
        """Say what was recorded, now that it is on the disk; what is passed over is said once."""
        for one in found:
            if one.acts:
                self._saves, self._acts = self._saves + 1, self._acts + one.acts
            if one.acts or self._told.get(one.file, "") != one.why:
                each(one)
            self._told[one.file] = one.why
