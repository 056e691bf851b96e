"""
Proofs that an entry is in a tree, and that a tree grew from another (RFC 6962, section 2.1.1 and 2.1.2).

Both are made from the roots of full subtrees: `Hashes` gives the root of the subtree of 2**level entries
that starts at entry index * 2**level. A proof is checked without any tree.
"""

from collections.abc import Callable, Sequence

from tanba.evidence.tree.hashing import EMPTY_ROOT, node_hash

Hashes = Callable[[int, int], bytes]
"""(level, index) to the root of one full subtree."""


def subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """
    Return the full subtrees (level, index) that cover entries start … end - 1, from left to right.

    `start` is a multiple of the largest power of two that is smaller than end - start, or of it.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def range_root(start: int, end: int, hashes: Hashes) -> bytes:
    """Return the root over entries start … end - 1 as it stands in a proof."""
    count = end - start
    if count and not count & (count - 1):  # one full subtree, as most are
        level = count.bit_length() - 1
        return hashes(level, start >> level)
    parts = [hashes(level, index) for level, index in subtrees(start, end)]
    if not parts:
        return EMPTY_ROOT
    root = parts.pop()
    while parts:
        root = node_hash(parts.pop(), root)
    return root


def inclusion(index: int, size: int, hashes: Hashes) -> tuple[bytes, ...]:
    """
    Return the proof that entry `index` is in the tree of the first `size` entries, from the leaf up.

    At most 64 hashes of 32 bytes. Raises ValueError when the tree has no such entry.
    """
    if not 0 <= index < size:
        raise ValueError(f"no entry {index} among {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        split = start + _split(end - start)
        if index < split:
            path.append((split, end))
            end = split
        else:
            path.append((start, split))
            start = split
    return tuple(range_root(*part, hashes) for part in reversed(path))


def consistency(old: int, new: int, hashes: Hashes) -> tuple[bytes, ...]:
    """
    Return the proof that the first `old` entries of `new` are the tree that was there before.

    Empty when old is 0 or equals new. Raises ValueError when old is greater than new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} did not grow from one of {old}")
    if old in (0, new):
        return ()
    start, end, path, whole = 0, new, [], True
    while end != old:
        split = start + _split(end - start)
        if old <= split:
            path.append((split, end))
            end = split
        else:
            path.append((start, split))
            start, whole = split, False
    if not whole:
        path.append((start, end))
    return tuple(range_root(*part, hashes) for part in reversed(path))


def inclusion_root(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """Return the root that a proof leads to, or None when it has not the shape for this place."""
    if not 0 <= index < size:
        return None
    fork = (index ^ (size - 1)).bit_length()
    if len(proof) != fork + (index >> fork).bit_count():
        return None
    root = leaf
    for step, one in enumerate(proof):
        right = step >= fork or index >> step & 1
        root = node_hash(one, root) if right else node_hash(root, one)
    return root


def grown(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that the tree of `new` entries begins with the tree of `old`."""
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    if old == new:
        return not proof and old_root == new_root
    # RFC 9162, section 2.1.4.2: a power of two is its own first hash.
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old_seen = new_seen = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old_seen, new_seen = node_hash(one, old_seen), node_hash(one, new_seen)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new_seen = node_hash(new_seen, one)
        node, last = node >> 1, last >> 1
    return last == 0 and old_seen == old_root and new_seen == new_root


def _split(size: int) -> int:
    """Return the largest power of two that is smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
