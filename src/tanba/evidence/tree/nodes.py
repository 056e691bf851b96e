"""The nodes of a tree whose edge is known: each is checked against the ones above before it is used."""

from collections.abc import Callable, Iterable
from threading import Lock
from typing import Final

from tanba.evidence.tree.growth import MIDDLE, MIDDLE_SIZE, TILE_SIZE, Growth
from tanba.evidence.tree.hashing import HASH_SIZE, rows_over
from tanba.evidence.tree.tiles import HEIGHT
from tanba.kernel import Refused

Load = Callable[[int, int], bytes]
"""(level, index) to a full tile, unchecked: its 8,192 bytes, and if it is kept so its middle row."""

KEPT: Final = 4096
"""Tiles in memory: 36 MB, and half as much again for what was asked of them; a million entries."""


class Nodes:
    """
    The roots of the full subtrees of a tree, for any number of threads.

    Raises
    ------
    Refused
        EV11 when a tile is not the one that the tree above it was made from.
    """

    def __init__(self, growth: Growth, load: Load, kept: int = KEPT) -> None:
        self.growth = growth
        """The newest state."""
        self._load = load
        self._kept = kept
        self._tiles: dict[tuple[int, int], _Tile] = {}
        """By level and index; the one that came first goes first."""
        self._lock = Lock()

    def hash(self, level: int, index: int) -> bytes:
        """Return the root of the subtree of 2**level entries that starts at index * 2**level."""
        tile_level, height = divmod(level, HEIGHT)
        number = index >> HEIGHT - height
        at = index - (number << HEIGHT - height)
        growth = self.growth
        if number == growth.size >> HEIGHT * (tile_level + 1):
            row = growth.rows[tile_level][height]
        else:
            row, at = self._tile(tile_level, number).row(height, at)
        return row[at * HASH_SIZE : (at + 1) * HASH_SIZE]

    def tile(self, level: int, number: int) -> bytes:
        """Return the 256 hashes of a full tile, every one of them checked."""
        return self._tile(level, number).whole()

    def grow(self, growth: Growth, tiles: Iterable[tuple[int, int, bytes]]) -> None:
        """Go on from a state of the tree that was stored, with the tiles that were finished on the way."""
        for level, number, data in tiles:
            self._keep(level, number, _Tile(level, number, data, genuine=True))
        self.growth = growth

    def _keep(self, level: int, number: int, tile: "_Tile") -> None:
        with self._lock:
            self._tiles[level, number] = tile
            if len(self._tiles) > self._kept:
                del self._tiles[next(iter(self._tiles))]

    def _tile(self, level: int, number: int) -> "_Tile":
        tile = self._tiles.get((level, number))
        if tile is not None:
            return tile
        tile = _Tile(level, number, self._load(level, number))
        if tile.root != self.hash(HEIGHT * (level + 1), number):
            raise tile.other()
        self._keep(level, number, tile)
        return tile


class _Tile:
    """
    A full tile with the rows over it.

    With its middle row at hand, sixteen of its hashes are checked when they are asked for, and not
    all 256: what a proof costs when nothing is in memory yet. A `genuine` one was made here.
    """

    __slots__ = ("_data", "_genuine", "_groups", "_place", "_upper")

    def __init__(self, level: int, number: int, data: bytes, genuine: bool = False) -> None:
        self._place = f"{level}/{number}"
        self._genuine = genuine
        if len(data) == TILE_SIZE:
            data += rows_over(data)[MIDDLE]
        if len(data) != TILE_SIZE + MIDDLE_SIZE:
            raise self.other()
        self._data = data
        self._upper = rows_over(data[TILE_SIZE:])
        self._groups: dict[int, tuple[bytes, ...]] = {}

    @property
    def root(self) -> bytes:
        return self._upper[-1]

    def whole(self) -> bytes:
        hashes = self._data[:TILE_SIZE]
        if not self._genuine:
            if rows_over(hashes)[MIDDLE] != self._upper[0]:
                raise self.other()
            self._genuine = True
        return hashes

    def row(self, height: int, at: int) -> tuple[bytes, int]:
        """Return a row that has the hash `at` of this height, and its place there."""
        if height >= MIDDLE:
            return self._upper[height - MIDDLE], at
        group, at = divmod(at, 1 << MIDDLE - height)
        rows = self._groups.get(group)
        if rows is None:
            rows = rows_over(self._data[group * MIDDLE_SIZE : (group + 1) * MIDDLE_SIZE])
            if rows[-1] != self._upper[0][group * HASH_SIZE : (group + 1) * HASH_SIZE]:
                raise self.other()
            self._groups[group] = rows
        return rows[height], at

    def other(self) -> Refused:
        return Refused("EV11", f"tile {self._place} is not the one that was signed")
