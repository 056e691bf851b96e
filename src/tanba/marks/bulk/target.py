"""Where a file's result goes: always inside the folder of the results, never onto the file itself."""

import os
import stat
from pathlib import Path

from tanba.kernel import Refused
from tanba.marks.bulk.listing import Entry, shown


def target_of(entry: Entry, out_dir: Path) -> Path:
    """
    Return the path of a file's result; its folder may not exist yet.

    Raises
    ------
    Refused
        BK08 when the name would leave `out_dir`, by its words or through a symbolic link;
        BK09 when the result would fall onto the file itself.
    """
    parts = entry.relative.split(os.sep)
    if not all(parts) or ".." in parts or "." in parts or "\0" in entry.relative:
        raise Refused(
            "BK08", f"the name {shown(entry.relative)!r} leads out of the folder of the results"
        )
    path = os.fspath(out_dir)
    for part in parts:
        path = os.path.join(path, part)
        try:
            found = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            break  # nothing lies there yet, so nothing below it leads elsewhere
        except OSError as error:
            raise Refused(
                "BK08", f"the place of the result cannot be looked at: {error.strerror}"
            ) from None
        if stat.S_ISLNK(found.st_mode):
            raise Refused(
                "BK08",
                "a symbolic link lies where the result would go",
                "remove the link, or choose another --out",
            )
        if stat.S_ISREG(found.st_mode) and _same(found, entry.at):
            raise Refused(
                "BK09",
                "the result would fall onto the file itself",
                "choose another --out, or --in-place",
            )
    return out_dir.joinpath(*parts)


def _same(found: os.stat_result, path: str) -> bool:
    try:
        return os.path.samestat(found, os.lstat(path))
    except OSError:
        return False
