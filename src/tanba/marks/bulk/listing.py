"""Every file of some folders, one after the other, however many there are."""

import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal

from tanba.kernel import Refused, value

OURS: Final = ".tanba-"
"""How the names of our own files begin (journals, results half written): a listing passes them over."""

DEEPEST: Final = 256
"""Folders in folders; each level costs one open file, of which a process has about a thousand."""

Obstacle = Literal["", "symlink", "special", "unreadable", "deep"]


@value
class Entry:
    """One file to be worked on, or one thing that will not be, and why."""

    at: str
    """Where it is, as the system wants it: bytes that are no text stand as lone surrogates."""
    relative: str
    """Its name in the results: parts joined by the separator, never empty, never `..`."""
    obstacle: Obstacle = ""
    """
    Why it is not a file to work on: a symbolic link, which is never followed; a device, pipe or socket;
    a folder or file that we may not look at; a folder deeper than `DEEPEST`.
    """

    @property
    def path(self) -> Path:
        """Where it is."""
        return Path(self.at)

    @property
    def key(self) -> bytes:
        """The bytes of its relative name, which are what the disk knows it by."""
        return os.fsencode(self.relative)


def shown(name: str) -> str:
    """Return a name fit for people and terminals: characters that do not print are written out."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def listing(
    sources: Sequence[Path], *, leave: Collection[Path] = (), apart: bool = False
) -> Iterator[Entry]:
    """
    Return every file below `sources`, in no promised order and in constant memory.

    Parameters
    ----------
    sources
        Files and folders. Of one folder, the relative names start inside it; of several sources, each
        one's own name comes first.
    leave
        Files and folders to pass over without a word: the journal, the folder of the results.
        So is everything whose name begins with `OURS`.
    apart
        Nothing is written for the files, so that two sources may have the same name: each goes by its
        whole path.

    Raises
    ------
    Refused
        BK02 when two sources have the same name, so that one's results would overwrite the other's;
        BK03 when a source is not there.
    """
    roots = list(dict.fromkeys(os.path.abspath(source) for source in sources))
    if len(roots) == 1 and _is_folder(roots[0]):
        names = [""]
    else:
        names = [root.lstrip(os.sep) if apart else os.path.basename(root) for root in roots]
    first: dict[str, str] = {}
    for name, root in zip(names, roots, strict=True):
        if not os.path.lexists(root):
            raise Refused("BK03", f"{shown(root)} is not there", "name a file or a folder that exists")
        if name in first:
            what = f"{shown(first[name])} and {shown(root)} would have their results in one place"
            raise Refused("BK02", what, "mark them in two runs, each with an --out of its own")
        first[name] = root
    left = frozenset(os.path.realpath(path) for path in leave)
    return _listed(tuple(zip(names, roots, strict=True)), left)


def _is_folder(path: str) -> bool:
    return os.path.isdir(path) and not os.path.islink(path)


def _listed(sources: tuple[tuple[str, str], ...], left: frozenset[str]) -> Iterator[Entry]:
    for name, root in sources:
        if _is_folder(root):
            yield from _below(root, name, _inside(root, left))
        elif os.path.realpath(root) not in left:
            yield Entry(at=root, relative=name, obstacle=_obstacle(root))


def _inside(root: str, left: frozenset[str]) -> frozenset[str]:
    """Return what is to be left out under `root`, as paths that begin with `root` itself."""
    real = os.path.realpath(root)
    start = real.rstrip(os.sep) + os.sep
    return frozenset(os.path.join(root, path[len(start) :]) for path in left if path.startswith(start))


def _below(root: str, name: str, left: frozenset[str]) -> Iterator[Entry]:
    """Walk with the folders' open streams on a stack: a wide or a deep folder costs no memory."""
    opened = _open(root)
    if opened is None:
        yield Entry(at=root, relative=name or os.path.basename(root) or os.sep, obstacle="unreadable")
        return
    stack: list[tuple[os._ScandirIterator[str], str]] = [(opened, name)]
    try:
        while stack:
            stream, prefix = stack[-1]
            try:
                item = next(stream, None)
            except OSError:
                item = None  # the disk failed in the middle of the folder; what it gave stands
                yield Entry(
                    at=os.path.join(root, prefix), relative=prefix or os.sep, obstacle="unreadable"
                )
            if item is None:
                stack.pop()[0].close()
                continue
            if item.name.startswith(OURS) or item.path in left:
                continue
            relative = f"{prefix}{os.sep}{item.name}" if prefix else item.name
            obstacle = _kind(item)
            if obstacle != "folder":
                yield Entry(at=item.path, relative=relative, obstacle=obstacle)
            elif len(stack) >= DEEPEST:
                yield Entry(at=item.path, relative=relative, obstacle="deep")
            elif (deeper := _open(item.path)) is None:
                yield Entry(at=item.path, relative=relative, obstacle="unreadable")
            else:
                stack.append((deeper, relative))
    finally:
        for stream, _ in stack:
            stream.close()


def _open(folder: str) -> "os._ScandirIterator[str] | None":
    try:
        return os.scandir(folder)
    except OSError:
        return None


def _kind(item: "os.DirEntry[str]") -> Obstacle | Literal["folder"]:
    try:
        if item.is_symlink():
            return "symlink"
        if item.is_dir(follow_symlinks=False):
            return "folder"
        return "" if item.is_file(follow_symlinks=False) else "special"
    except OSError:
        return "unreadable"


def _obstacle(path: str) -> Obstacle:
    if os.path.islink(path):
        return "symlink"
    return "" if os.path.isfile(path) else "special"
