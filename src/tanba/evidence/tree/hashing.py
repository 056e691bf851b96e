"""Hashes of a Merkle tree (RFC 6962, section 2.1), and the right edge that grows with every entry."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the 32-byte hash of one entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash over two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def leaf_hashes(entries: Iterable[bytes]) -> bytes:
    """Return the hashes of several entries, one after the other."""
    # A copy of what began with the prefix costs a third less than a new one (OpenSSL 3 looks its kind up).
    copy, found = sha256(b"\x00").copy, []
    for entry in entries:
        one = copy()
        one.update(entry)
        found.append(one.digest())
    return b"".join(found)


def rows_over(hashes: bytes) -> tuple[bytes, ...]:
    """
    Return the rows over neighbours, from `hashes` itself up: each row is its hashes, joined.

    A row has half as many hashes as the one below; one without a neighbour is left for later.
    """
    copy, rows = sha256(b"\x01").copy, [hashes]
    while len(hashes) >= 2 * HASH_SIZE:
        found = []
        for end in range(2 * HASH_SIZE, len(hashes) + 1, 2 * HASH_SIZE):
            one = copy()
            one.update(hashes[end - 2 * HASH_SIZE : end])
            found.append(one.digest())
        hashes = b"".join(found)
        rows.append(hashes)
    return tuple(rows)


class Edge:
    """
    The right edge of a tree: the roots of its full subtrees, from the largest to the smallest.

    All that is needed to add entries and to say the root; 64 hashes at most, whatever the size.
    """

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        self.size = size
        self._hashes = list(hashes)
        if len(self._hashes) != size.bit_count():
            raise ValueError("an edge has one hash for each bit of its size")

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """Roots of the full subtrees, from left to right."""
        return tuple(self._hashes)

    def add(self, leaf: bytes) -> None:
        """Add the hash of one more entry."""
        size, hashes = self.size, self._hashes
        while size & 1:
            leaf = sha256(b"\x01" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the 32-byte root of the tree; of an empty one the hash of nothing."""
        if not self._hashes:
            return EMPTY_ROOT
        *left, root = self._hashes
        for one in reversed(left):
            root = node_hash(one, root)
        return root
