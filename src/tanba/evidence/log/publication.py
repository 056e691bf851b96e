"""What a log publishes: static files that any web server, or a disk in the post, can carry."""

import os
import shutil
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from tanba.evidence.log.database import Database
from tanba.evidence.log.lock import unwritten
from tanba.evidence.log.truth import changed
from tanba.evidence.tree.growth import Growth, widths_of
from tanba.evidence.tree.hashing import leaf_hashes
from tanba.evidence.tree.nodes import Nodes
from tanba.evidence.tree.tiles import (
    HEIGHT,
    WIDTH,
    Tile,
    bundle_bytes,
    entries_path,
    tiles_of,
)
from tanba.kernel import Refused

BESIDE: Final = ".new"
"""What a file is called until it is whole; the next publication writes over what a crash has left."""


_WEIGHT: Final = 1 << 22
"""Bytes that wait to be written, at most."""


class Publication:
    """
    The folder of published files. Every file appears whole, and the checkpoint last of all.

    Raises
    ------
    Faults
        EV09 when a file cannot be written, with its place; what was published stays as it was.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: set[str] = set()
        self._touched: set[str] = set()

    def read(self, name: str, most: int) -> bytes:
        """Return a published file, its first `most` bytes; nothing when it is not there."""
        try:
            with open(self.folder / name, "rb") as file:
                return file.read(most)
        except OSError:
            return b""

    def write(self, name: str, data: bytes) -> None:
        """Write one file: beside, to the disk, then in its place."""
        path = f"{self.folder}/{name}"
        try:
            parent = os.path.dirname(path)
            if parent not in self._made:
                os.makedirs(parent, exist_ok=True)
                self._made.add(parent)
            self._touched.add(parent)
            handle = os.open(path + BESIDE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            try:
                left = memoryview(data)
                while left:
                    left = left[os.write(handle, left) :]
                os.fsync(handle)
            finally:
                os.close(handle)
            os.replace(path + BESIDE, path)
        except OSError as error:
            self._made.clear()  # somebody may have taken a folder away
            raise unwritten(Path(path), error) from error

    def settle(self) -> None:
        """Make the names of what was written survive a loss of power."""
        for folder in sorted(self._touched) if os.name == "posix" else ():
            try:
                handle = os.open(folder, os.O_RDONLY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
            except OSError as error:
                raise unwritten(Path(folder), error) from error
        self._touched.clear()

    def grow(self, old: int, nodes: Nodes, growth: Growth, truth: Database) -> None:
        """
        Write every tile and bundle that a tree has and the one of the first `old` entries has not.

        Raises Faults (EV05), and writes no more, when one is not what the tree was made from.
        """
        # What takes long is waiting for the disk; several wait together.
        with ThreadPoolExecutor(8) as writers:
            for batch in _batches(_files(old, nodes, growth, truth)):
                list(writers.map(self.write, *zip(*batch, strict=True)))
        self.settle()
        self._clear(old, growth.size)

    def _clear(self, old: int, new: int) -> None:
        # tlog-tiles lets a log delete a partial tile once the full one is there.
        for level, width in enumerate(widths_of(old)):
            index = old >> HEIGHT * (level + 1)
            if width and index < new >> HEIGHT * (level + 1):
                names = [Tile(level=level, index=index).path]
                if level == 0:
                    names.append(entries_path(index))
                for name in names:
                    shutil.rmtree(self.folder / f"{name}.p", ignore_errors=True)
                    self._made.discard(f"{self.folder}/{name}.p")


def _files(old: int, nodes: Nodes, growth: Growth, truth: Database) -> Iterator[tuple[str, bytes]]:
    for tile in tiles_of(old, growth.size):
        if tile.width == WIDTH:
            try:
                hashes = nodes.tile(tile.level, tile.index)
            except Refused as refused:
                raise changed(truth, refused.what) from None
        else:
            hashes = growth.parts[tile.level]
        yield tile.path, hashes
        if tile.level == 0:
            yield entries_path(tile.index, tile.width), _bundle(tile, hashes, truth)


def _batches(files: Iterable[tuple[str, bytes]]) -> Iterator[list[tuple[str, bytes]]]:
    batch: list[tuple[str, bytes]] = []
    weight = 0
    for path, data in files:
        batch.append((path, data))
        weight += len(data)
        if len(batch) >= 64 or weight >= _WEIGHT:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def _bundle(tile: Tile, hashes: bytes, truth: Database) -> bytes:
    start = tile.index * WIDTH
    entries = [data for _, data in truth.entries(start, start + tile.width) if type(data) is bytes]
    if leaf_hashes(entries) != hashes:
        raise changed(truth, f"an entry from {start} to {start + tile.width - 1}")
    return bundle_bytes(entries)
