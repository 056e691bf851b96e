"""Tiles (C2SP tlog-tiles): 256 hashes a tile, eight levels of the tree in each, and bundles of entries."""

from collections.abc import Sequence
from typing import Final

from tanba.kernel import value

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT


@value
class Tile:
    """One tile: the hashes of level 8 * `level`, from `index` * 256 on, `width` of them (1 … 256)."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is served, such as `tile/0/x001/234.p/17`."""
        return f"tile/{self.level}/{number_path(self.index, self.width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Return where a bundle of up to 256 entries is served."""
    return f"tile/entries/{number_path(index, width)}"


def number_path(index: int, width: int = WIDTH) -> str:
    """Return a number as tlog-tiles spells it: three digits an element, all but the last after an x."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    spelled = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return spelled if width == WIDTH else f"{spelled}.p/{width}"


def tiles_of(old: int, new: int) -> list[Tile]:
    """Return every tile, full and partial, that a tree of `new` entries has and one of `old` has not."""
    found, level = [], 0
    while new >> HEIGHT * level:
        before, after = old >> HEIGHT * level, new >> HEIGHT * level
        full = after // WIDTH
        found += [Tile(level=level, index=index) for index in range(before // WIDTH, full)]
        if after % WIDTH and after != before:
            found.append(Tile(level=level, index=full, width=after % WIDTH))
        level += 1
    return found


def bundle_bytes(entries: Sequence[bytes]) -> bytes:
    """Return entries as a bundle: each after its length in two bytes, big-endian."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def bundle_entries(data: bytes) -> list[bytes]:
    """Return the entries of a bundle; raises ValueError when it is cut off."""
    found, end = [], 0
    try:
        while end < len(data):
            start = end + 2
            end = start + (data[end] << 8 | data[end + 1])
            found.append(data[start:end])
    except IndexError:
        end = -1
    if end != len(data):
        raise ValueError("a bundle that is cut off")
    return found
