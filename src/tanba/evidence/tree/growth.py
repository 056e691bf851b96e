"""A tree as it grows: the unfinished tile of each level, and the tiles finished on the way."""

from collections.abc import Iterable
from typing import Final

from tanba.evidence.tree.hashing import EMPTY_ROOT, HASH_SIZE, node_hash, rows_over
from tanba.evidence.tree.tiles import HEIGHT, WIDTH

TILE_SIZE: Final = WIDTH * HASH_SIZE
"""Bytes of a full tile."""
MIDDLE: Final = 4
"""The row over a tile that is kept with it: sixteen hashes, each over sixteen."""
MIDDLE_SIZE: Final = (WIDTH >> MIDDLE) * HASH_SIZE


class Growth:
    """
    A tree of `size` entries, as much of it as its root and its next entry need. It never changes.

    `parts[level]` is the unfinished tile of a level: up to 255 hashes of 32 bytes, joined.
    """

    __slots__ = ("_root", "rows", "size")

    def __init__(self, size: int = 0, parts: Iterable[bytes] = ()) -> None:
        self.size = size
        self.rows = tuple(map(rows_over, parts))
        """Of each level: its unfinished tile, and the rows over it."""
        self._root = b""
        widths = tuple(len(rows[0]) / HASH_SIZE for rows in self.rows)
        if widths != widths_of(size):
            raise ValueError("a tree of this size has other unfinished tiles")

    @property
    def parts(self) -> tuple[bytes, ...]:
        """The unfinished tiles, from the leaves up."""
        return tuple(rows[0] for rows in self.rows)

    def with_leaves(self, leaves: bytes) -> "tuple[Growth, list[tuple[int, int, bytes]]]":
        """
        Return the tree with more leaf hashes, and each tile that they finish.

        A tile is its level, its index, and its 256 hashes followed by the 16 of its middle row.
        """
        count = len(leaves) // HASH_SIZE
        done: list[tuple[int, int, bytes]] = []
        every: list[tuple[bytes, ...]] = []
        level, more = 0, leaves
        while more or level < len(self.rows):
            rows = self.rows[level] if level < len(self.rows) else (b"",)
            if more:
                whole = rows[0] + more
                index = self.size >> HEIGHT * (level + 1)
                ends = range(TILE_SIZE, len(whole) + 1, TILE_SIZE)
                tiles = [whole[end - TILE_SIZE : end] for end in ends]
                above = [rows_over(tile) for tile in tiles]
                done += [(level, index + i, over[0] + over[MIDDLE]) for i, over in enumerate(above)]
                more = b"".join([over[-1] for over in above])
                rows = rows_over(whole[len(tiles) * TILE_SIZE :])
            every.append(rows)
            level += 1
        grown = Growth()
        grown.size, grown.rows = self.size + count, tuple(every)
        return grown, done

    def root(self) -> bytes:
        """Return the 32-byte root of the tree."""
        if not self._root:
            root = b""
            for rows in self.rows:
                width = len(rows[0]) // HASH_SIZE
                for height, row in enumerate(rows):
                    if width >> height & 1:
                        root = node_hash(row[-HASH_SIZE:], root) if root else row[-HASH_SIZE:]
            self._root = root or EMPTY_ROOT
        return self._root


def widths_of(size: int) -> tuple[int, ...]:
    """Return how many hashes the unfinished tile of each level has, in a tree of `size` entries."""
    levels = -(-size.bit_length() // HEIGHT)
    return tuple((size >> HEIGHT * level) % WIDTH for level in range(levels))
