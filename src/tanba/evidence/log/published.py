"""Where published files are read from: a function from a path, such as `tile/0/001`, to its bytes."""

import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tanba.evidence.tree.tiles import WIDTH

Fetch = Callable[[str], bytes]
"""
Returns a published file; raises OSError or TanbaError when there is none.

Whoever asks a server gives one that reads no more than `LARGEST_FILE` bytes.
"""

LARGEST_FILE: Final = WIDTH * (2 + 65_535)
"""Bytes of the largest bundle that there can be."""


def files_in(folder: Path) -> Fetch:
    """Return a function that reads the files of a published log from its folder."""

    root = str(folder)

    def fetch(path: str) -> bytes:
        # Not to wait for somebody to write, should it be a pipe; it is then no file.
        handle = os.open(f"{root}/{path}", os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise FileNotFoundError(path)
            with open(handle, "rb", buffering=0, closefd=False) as file:
                return file.read(min(about.st_size, LARGEST_FILE) + 1)
        finally:
            os.close(handle)

    return fetch
