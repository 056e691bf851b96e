"""
A git repository read by the git program, which is kept from doing anything but reading.

A repository can come from anybody, and its configuration can name programs to run. Only plumbing is
called, in an environment of our own: no hooks, no monitors, no pagers, no replaced objects, no fetching
of what is missing. Nothing passes through a shell.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Final

from tanba.kernel import Missing, Refused, value

COMMITS: Final = 100_000
"""Most commits of one import."""
LARGEST: Final = 16 * 1024 * 1024
"""Most bytes of one object."""
_LISTING: Final = 256 * 1024 * 1024
_PATIENCE: Final = 120
"""Seconds that one listing may take."""
_READS_ONLY: Final = (
    "--no-optional-locks", "--literal-pathspecs",
    "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "core.pager=cat",
    "-c", "core.attributesFile=/dev/null", "-c", "core.alternateRefsCommand=", "-c", "diff.external=",
    "-c", "log.showSignature=false", "-c", "protocol.allow=never", "-c", "safe.directory=*",
)  # fmt: skip


@value
class Commit:
    """One commit of the first line of descent."""

    id: str
    parents: tuple[str, ...]
    """The first is the one before it on this line; the others are what was merged."""
    time: int
    """Seconds since 1970 as the committer's machine wrote them: a claim."""


@value
class Changed:
    """One file that a commit changed."""

    commit: int
    """Its place in the list of commits."""
    path: str
    was: str
    """Its path before, the same unless it was renamed; empty for one that was added."""
    blob: str
    """Id of the content; empty for one that was deleted or that is no ordinary file any more."""


class Repository:
    """
    One repository, read only.

    Raises Missing when git is not installed, Refused (WK50) for what is no repository, (WK51) when git
    cannot read it, and (WK52) when it holds more than we read.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        git = shutil.which("git", path=environment.get("PATH"))
        if git is None:
            raise Missing("git is not installed\n    hint: on Debian: apt-get install git")
        self.folder = folder
        self.environment = {
            "PATH": environment.get("PATH", os.defpath),
            "HOME": os.devnull,
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_ALLOW_PROTOCOL": "none",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_OPTIONAL_LOCKS": "0",
        }
        self.git = (git, *_READS_ONLY, "-C", os.fspath(folder))
        try:
            top = self._listing("rev-parse", "--show-toplevel")
        except Refused:
            hint = "name a folder inside of a working tree"
            raise Refused("WK50", "not a git repository", hint) from None
        self.top = Path(os.fsdecode(top.rstrip(b"\n")))

    def commits(self, branch: str) -> tuple[Commit, ...]:
        """Return the first line of descent up to `branch`, the oldest commit first."""
        name = self._listing(
            "rev-parse", "--verify", "--quiet", "--end-of-options", f"{branch}^{{commit}}"
        )
        most = f"--max-count={COMMITS + 1}"
        given = ("--first-parent", "--reverse", "--parents", "--timestamp", most)
        lines = self._listing("rev-list", *given, name.decode().strip()).decode().splitlines()
        if len(lines) > COMMITS:
            raise Refused("WK52", f"more than {COMMITS:,} commits", "import a part of the history")
        parts = (line.split() for line in lines)
        return tuple(Commit(id=id_, parents=tuple(rest), time=int(at)) for at, id_, *rest in parts)

    def merged(self, commit: Commit) -> tuple[str, ...]:
        """Return the commits that a merge brought in, the oldest first; none for other commits."""
        if len(commit.parents) < 2:
            return ()
        given = ("--reverse", f"--max-count={COMMITS}", *commit.parents[1:], f"^{commit.parents[0]}")
        return tuple(self._listing("rev-list", *given).decode().split())

    def changed(self, commits: Sequence[Commit]) -> tuple[Changed, ...]:
        """Return every file that each commit changed against its first parent, with renames found."""
        asked = "".join(f"{' '.join((one.id, *one.parents[:1]))}\n" for one in commits).encode()
        given = ("-r", "-M", "-z", "--raw", "--root", "--no-abbrev", "--no-ext-diff", "--no-textconv")
        listing = self._listing("diff-tree", "--stdin", *given, asked=asked)
        place = {one.id: i for i, one in enumerate(commits)}
        return tuple(_read_changes(listing, place))

    def noted(self, ref: str) -> Mapping[str, str]:
        """Return the note of each commit that has one below `ref`, as id of its content."""
        known: dict[str, str] = {}
        try:
            listing = self._listing("ls-tree", "-r", "-z", "--full-tree", ref)
        except Refused:
            return known  # no such notes
        for entry in listing.split(b"\0"):
            head, _, path = entry.partition(b"\t")
            # Notes of many commits lie in folders named by the first digits of the commit.
            commit = path.replace(b"/", b"").decode("ascii", "replace")
            if len(commit) in (40, 64):
                known[commit] = head.split(b" ")[2].decode()
        return known

    @contextmanager
    def objects(self) -> Iterator["Objects"]:
        """Give the contents of objects, from one process that is asked again and again."""
        with subprocess.Popen(  # noqa: S603  our own words, no shell
            [*self.git, "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
        ) as process:
            assert process.stdin  # noqa: S101  it is a pipe
            assert process.stdout  # noqa: S101  it is a pipe
            try:
                yield Objects(process.stdin, process.stdout)
            finally:
                process.kill()

    def _listing(self, *words: str, asked: bytes = b"") -> bytes:
        with TemporaryFile() as questions, TemporaryFile() as said:
            questions.write(asked)
            questions.seek(0)
            try:
                process = subprocess.Popen(  # noqa: S603  our own words, no shell
                    [*self.git, *words],
                    stdin=questions,
                    stdout=subprocess.PIPE,
                    stderr=said,
                    env=self.environment,
                )
            except (OSError, ValueError) as error:
                raise Refused("WK51", f"git cannot be run here: {error}") from None
            late = Timer(_PATIENCE, process.kill)
            late.start()
            with process:
                assert process.stdout  # noqa: S101  it is a pipe
                listing = process.stdout.read(_LISTING + 1)
                if len(listing) > _LISTING:
                    process.kill()
            late.cancel()
            if len(listing) > _LISTING:
                raise Refused("WK52", "a history too long to be listed", "import a part of it")
            if process.returncode:
                said.seek(0)
                why = " ".join(said.read(1_000).decode("utf-8", "replace").split())[:200]
                raise Refused("WK51", f"git cannot read it: {why or 'no such commit'}")
            return listing


class Objects:
    """The contents of a repository's objects."""

    def __init__(self, ask: IO[bytes], answer: IO[bytes]) -> None:
        self._ask, self._answer = ask, answer

    def read(self, id_: str) -> bytes | None:
        """Return one object's bytes; None when it is missing or larger than `LARGEST`."""
        try:
            self._ask.write(f"{id_}\n".encode())
            self._ask.flush()
            head = self._answer.readline(200).split()
            if len(head) != 3 or not head[2].isdigit():
                return None
            size = int(head[2])
            if size <= LARGEST:
                content = self._answer.read(size + 1)
                return content[:size] if len(content) == size + 1 else None
            left = size + 1
            while left > 0:
                passed = len(self._answer.read(min(left, 1 << 20)))
                left = left - passed if passed else 0
        except OSError as error:
            raise Refused("WK51", f"git ended while it was read: {error}") from None
        return None


def _read_changes(listing: bytes, place: Mapping[str, int]) -> Iterator[Changed]:
    """Read `git diff-tree --stdin -z --raw`: a commit's id, then entries that begin with a colon."""
    parts = iter(listing.split(b"\0"))
    commit = -1
    for part in parts:
        if not part.startswith(b":"):
            commit = place.get(part.decode("ascii", "replace").strip(), commit)
            continue
        words = part[1:].decode("ascii", "replace").split()
        if len(words) != 5:
            raise Refused("WK51", "git lists changes in a way we do not know")
        _, mode, _, blob, kind = words
        was = path = os.fsdecode(next(parts, b""))
        if kind[0] in "RC":
            path = os.fsdecode(next(parts, b""))
        if kind[0] in "AC":
            was = ""
        kept = blob if mode.startswith("100") and blob.strip("0") else ""
        yield Changed(commit=commit, path=path, was=was, blob=kept)
