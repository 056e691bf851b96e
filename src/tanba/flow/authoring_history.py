"""The history of a git repository, taken into a work: declared acts, the dates of commits as claims."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from tanba.flow.authoring import at_work
from tanba.kernel import Refused, value
from tanba.works import Belief, Commit, Following, How, Recorder, Repository, Step, read_history

_SHORTEST = 7
"""Fewest digits that name a commit."""


@value
class Imported:
    """What an import took in."""

    commits: int
    files: int
    acts: int
    attested: int
    """Steps in which a note of git-ai says that a machine wrote lines."""
    passed: tuple[str, ...]
    """States that were not followed, and why; the first hundred."""


def import_history(
    work: Path,
    repository: Path,
    only: Sequence[str] = (),
    *,
    branch: str = "HEAD",
    typed: bool = False,
    mechanical: Sequence[str] = (),
    tick: Callable[[int, int], None] | None = None,
) -> Imported:
    """
    Take the commits of some files into a work.

    Parameters
    ----------
    only
        Files as the repository names them, or patterns such as `*.md`; of none, every file.
    typed
        The person declares to have typed what the commits brought in; without it, it is of unknown origin.
    mechanical
        Commits of formatters and the like, by seven digits of their name or more.

    Everything is declared: a history can be written anew by whoever has it. Raises Faults: WK50–WK53 for
    the repository, WK55 for a file that the work follows already.
    """
    with _about(repository):
        found = Repository(repository, os.environ)
    with at_work(work) as recorder, _about(repository):
        return _imported(recorder, work, found, only, branch, typed, mechanical, tick)


@contextmanager
def _about(repository: Path) -> Iterator[None]:
    """Say of what is refused inside that it is about this repository."""
    try:
        yield
    except Refused as refused:
        raise refused.at(str(repository)) from None


def _imported(
    recorder: Recorder, work: Path, repository: Repository, only: Sequence[str], branch: str,
    typed: bool, mechanical: Sequence[str], tick: Callable[[int, int], None] | None,
) -> Imported:  # fmt: skip
    following = Following(recorder, work)
    usual = Belief(as_="typed") if typed else Belief()
    formatted = tuple(name for name in mechanical if len(name) >= _SHORTEST)

    def belief(commit: Commit) -> Belief:
        return Belief(as_="mechanical") if formatted and commit.id.startswith(formatted) else usual

    def wanted(path: str) -> bool:
        found = _wanted(path, only)
        if found and path in following.pieces:  # told before anything is recorded
            what = f"the work follows {path} already"
            raise Refused("WK55", what, "import a history into a new work")
        return found

    commits, files = set[str](), set[str]()
    passed: list[str] = []
    acts = attested = 0
    steps = read_history(repository, branch, wanted, belief, following.known())
    for done, step in enumerate(steps, start=1):
        if tick:
            tick(done, done + step.left)
        if step.why or not step.path.isprintable() or len(step.path) > 200:
            if len(passed) < 100:
                passed.append(f"{step.commit.id[:12]} {step.path!r}: {step.why or 'its name'}")
            continue
        if step.commit.id not in commits:
            recorder.note(_claim(step), How.DECLARED)
        acts += _take(recorder, step, fresh=step.path not in files)
        commits.add(step.commit.id)
        files.add(step.path)
        attested += bool(step.machine)
    return Imported(
        commits=len(commits), files=len(files), acts=acts, attested=attested, passed=tuple(passed)
    )


def _take(recorder: Recorder, step: Step, fresh: bool) -> int:
    before = recorder.at
    if fresh:
        recorder.open(step.path, step.path, "text", b"", how=How.DECLARED)
    for act in step.acts:
        fields = {"as_" if key == "as" else "from_" if key == "from" else key: act[key] for key in act}
        recorder.add(fields.pop("do"), How.DECLARED, **fields)
    if step.machine:
        recorder.note(f"git-ai names for {step.path}: {', '.join(step.machine)}"[:4_000], How.DECLARED)
    recorder.save(step.path, step.text.encode())
    return recorder.at[1] - before[1]


def _claim(step: Step) -> str:
    try:
        said = datetime.fromtimestamp(step.commit.time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, OSError, ValueError):
        said = "no date"
    return f"commit {step.commit.id}, which says of itself: {said}"


def _wanted(path: str, only: Sequence[str]) -> bool:
    name = PurePosixPath(path).name
    return not only or any(fnmatchcase(path, one) or fnmatchcase(name, one) for one in only)
