"""The files of a record as they go into a dossier, and out of one again."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tanba.kernel import Refused
from tanba.works.record.folder import BLOBS, CARD, SESSIONS, bounded

LARGEST: Final = 96 * 1024 * 1024
"""Bytes of a record that can be enclosed."""
_NAMES: Final = re.compile(
    rf"{re.escape(CARD)}|{SESSIONS}/[0-9]{{6}}\.jsonl|{BLOBS}/[0-9a-f]{{2}}/[0-9a-f]{{64}}"
)


def record_files(folder: Path) -> dict[str, bytes]:
    """
    Return the files of a record by their names in it, in order.

    Raises Refused (WK12) when they are too large together to be enclosed.
    """
    found, left = {}, LARGEST
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if _NAMES.fullmatch(name):
            found[name] = bounded(path, left)
            left -= len(found[name])
    return found


def lay_out(files: Mapping[str, bytes | memoryview], folder: Path) -> None:
    """Write the files of a record into an empty folder; raises Refused (WK21) for any other file."""
    for name, content in files.items():
        if not _NAMES.fullmatch(name):
            raise Refused("WK21", f"no file of a record: {name[:80]!r}")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
