"""Which files of a folder belong to a work, and what one of them holds at this moment."""

import os
import re
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, Literal

from tanba.kernel import value
from tanba.works.capture.saving import TEXT, readable

FILES: Final = 10_000
"""Most files of one watched folder, as many as a work has pieces."""
LARGEST: Final = 256 * 1024 * 1024
"""Most bytes of a file, as many as a record keeps of one."""
DEEPEST: Final = 64

# What editors, systems and version control put beside a work: Vim, Emacs, LibreOffice, Word, macOS.
_PASSED: Final = re.compile(
    r"\..*|.*~|#.*#|.*\.sw[a-px]|~\$.*|4913|.*\.(tmp|temp|bak|part|crdownload|lock|pyc)|"
    r"__pycache__|node_modules|.*\.work|Thumbs\.db|desktop\.ini",
    re.IGNORECASE,
)
_PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".gif", ".avif")
_SOUNDS: Final = (".wav", ".mp3", ".flac", ".ogg", ".opus", ".m4a", ".aac", ".aif", ".aiff")

Medium = Literal["text", "picture", "sound"]


@value
class Save:
    """A file as it is now."""

    name: str
    """Relative to the folder, with slashes."""
    medium: Medium
    content: bytes
    why: str = ""
    """Why it is passed over; then there is no content."""


class Folder:
    """
    The files that are followed: one file, or those of a folder that match.

    Links, devices and pipes are never followed; hidden files, the swap files of editors and folders
    of works are passed over. `only` are patterns such as `*.md`; of none, every file is meant.
    """

    def __init__(self, root: Path, only: Sequence[str] = (), base: Path | None = None) -> None:
        """Names are relative to `base` where `root` lies in it, else to `root` or its folder."""
        root = Path(os.path.abspath(root))
        self.one = root.is_file() or root.is_symlink()
        self.root = root.parent if self.one else root
        base = Path(os.path.abspath(base)) if base else self.root
        self.base = base if self.root.is_relative_to(base) else self.root
        self._file, self._only = root, tuple(only)

    def wants(self, name: str) -> bool:
        """Say whether a relative name belongs to the work, by its name alone."""
        path = self.base / name
        if not name or not name.isprintable() or len(name) > 200:  # as the record names pieces
            return False
        if self.one:
            return path == self._file
        if not path.is_relative_to(self.root):
            return False
        parts = path.relative_to(self.root).parts
        if not parts or len(parts) > DEEPEST or any(_PASSED.fullmatch(part) for part in parts):
            return False
        return not self._only or any(
            fnmatchcase(name, glob) or fnmatchcase(parts[-1], glob) for glob in self._only
        )

    def name_of(self, path: Path) -> str:
        """Return the relative name of a file inside; empty when it is elsewhere."""
        try:
            return path.relative_to(self.base).as_posix()
        except ValueError:
            return ""

    def names(self) -> Iterator[str]:
        """Yield every file that belongs to the work now, in order; at most `FILES` and one more."""
        if self.one:
            if os.path.lexists(self._file):
                yield self.name_of(self._file)
            return
        found = 0
        for at, folders, files in os.walk(self.root):
            folders[:] = sorted(name for name in folders if not _PASSED.fullmatch(name))
            if len(Path(at).relative_to(self.root).parts) + 1 >= DEEPEST:
                folders.clear()
            for file in sorted(files):
                name = self.name_of(Path(at, file))
                if self.wants(name):
                    yield name
                    found += 1
                    if found > FILES:
                        return

    def stamp(self, name: str) -> tuple[int, ...]:
        """Return what changes with every save, for comparing; empty when there is no plain file."""
        try:
            seen = os.lstat(self.base / name)
        except (OSError, ValueError):
            return ()
        if not stat.S_ISREG(seen.st_mode):
            return ()
        return seen.st_ino, seen.st_size, seen.st_mtime_ns

    def read(self, name: str) -> Save | None:
        """Return a file as it is now; None when it is gone. What cannot be followed says why."""
        path, medium = self.base / name, medium_of(name)
        most = 4 * TEXT if medium == "text" else LARGEST
        try:
            handle = os.open(
                path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
            )
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            return _passed(name, medium, (error.strerror or str(error)).lower())
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return _passed(name, medium, "not a plain file")
            try:
                content = file.read(most + 1)
            except OSError as error:
                return _passed(name, medium, (error.strerror or str(error)).lower())
        if len(content) > most:
            return _passed(name, medium, f"more than {most:,} bytes")
        if medium == "text" and readable(content) is None:
            return _passed(name, medium, "no text in UTF-8, or too long")
        return Save(name=name, medium=medium, content=content)


def medium_of(name: str) -> Medium:
    """Return what a file is by its name: a picture, a sound, else a text."""
    lower = name.lower()
    if lower.endswith(_PICTURES):
        return "picture"
    return "sound" if lower.endswith(_SOUNDS) else "text"


def _passed(name: str, medium: Medium, why: str) -> Save:
    return Save(name=name, medium=medium, content=b"", why=why)
