"""A published log, as anybody reads it: nothing is believed that the signed checkpoint does not prove."""

from collections.abc import Callable, Iterator, Sequence

from tanba.evidence.log.published import Fetch
from tanba.evidence.notes.checkpoint import SignedCheckpoint, read_checkpoint
from tanba.evidence.notes.note import VerifierKey, opened
from tanba.evidence.tree import proving
from tanba.evidence.tree.growth import TILE_SIZE, Growth, widths_of
from tanba.evidence.tree.hashing import HASH_SIZE, leaf_hash
from tanba.evidence.tree.nodes import Nodes
from tanba.evidence.tree.tiles import HEIGHT, WIDTH, Tile, bundle_entries, entries_path
from tanba.kernel import Refused, TanbaError


class Reader:
    """
    Entries and proofs of a published log.

        reader = Reader(files_in(Path("log/public")), [key])
        reader.entry(3), reader.inclusion(3, reader.size)

    Raises
    ------
    Refused
        EV10 when there is no such entry, EV11 when a tile is not the one that was signed, EV12 when
        a file is missing or not signed by one of the keys, EV13 when a bundle is not the one.
    """

    def __init__(self, fetch: Fetch, keys: Sequence[VerifierKey]) -> None:
        self._fetch = fetch
        self.checkpoint: SignedCheckpoint = signed_by(read_checkpoint(self._file("checkpoint")), keys)
        head = self.checkpoint.head
        self.size: int = head.size
        parts = edge_parts(head.size, self._hashes)
        growth = Growth(head.size, parts)
        if growth.root() != head.root:
            raise Refused("EV11", "the last tiles are not those that were signed")
        self._nodes = Nodes(growth, lambda level, number: self._hashes(level, number, WIDTH))
        self._bundle: tuple[int, list[bytes]] = (-1, [])

    def entry(self, index: int) -> bytes:
        """Return an entry, compared with its hash."""
        self._check(index, self.size)
        number, at = divmod(index, WIDTH)
        if self._bundle[0] != number:
            self._bundle = (number, self._entries(number))
        entries = self._bundle[1]
        if at >= len(entries) or leaf_hash(entries[at]) != self._nodes.hash(0, index):
            raise Refused("EV13", f"entry {index} is not the one that was signed")
        return entries[at]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield entries start … stop - 1, each compared with its hash."""
        for index in range(start, stop):
            yield self.entry(index)

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return the proof that an entry is among the first `size`, up to 64 hashes."""
        self._check(index, size)
        return proving.inclusion(index, size, self._nodes.hash)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return the proof that the tree of `new` entries grew from that of `old`."""
        if not 0 <= old <= new <= self.size:
            raise Refused("EV10", f"the log has no {new} entries that grew from {old}")
        return proving.consistency(old, new, self._nodes.hash)

    def _check(self, index: int, size: int) -> None:
        if not 0 <= index < size <= self.size:
            raise Refused("EV10", f"there is no entry {index} among {size}", f"it has {self.size}")

    def _file(self, path: str) -> bytes:
        try:
            return self._fetch(path)
        except (OSError, TanbaError) as error:
            raise Refused("EV12", f"{path} is not there") from error

    def _hashes(self, level: int, number: int, width: int) -> bytes:
        """Return a tile; one that is full meanwhile serves for the partial one that it was."""
        tile = Tile(level=level, index=number, width=width)
        data = whole_or_part(self._file, tile.path, Tile(level=level, index=number).path)
        return data[: width * HASH_SIZE] if len(data) in (width * HASH_SIZE, TILE_SIZE) else b""

    def _entries(self, number: int) -> list[bytes]:
        width = min(WIDTH, self.size - number * WIDTH)
        path = entries_path(number, width)
        try:
            return bundle_entries(whole_or_part(self._file, path, entries_path(number)))[:width]
        except ValueError:
            raise Refused("EV13", f"{path} is not whole") from None


def signed_by(signed: SignedCheckpoint, keys: Sequence[VerifierKey]) -> SignedCheckpoint:
    """Return a checkpoint; raises Refused (EV12) when none of these keys of its log signed it."""
    good = opened(signed.note, keys)
    if not any(key.name == signed.head.origin for key in good):
        raise Refused("EV12", f"the checkpoint of {signed.head.origin} is not signed by a known key")
    return signed


def edge_parts(size: int, hashes: Callable[[int, int, int], bytes]) -> list[bytes]:
    """Return the unfinished tile of each level; raises Refused (EV11) when one has another width."""
    parts = []
    for level, width in enumerate(widths_of(size)):
        number = size >> HEIGHT * (level + 1)
        part = hashes(level, number, width) if width else b""
        if len(part) != width * HASH_SIZE:
            raise Refused("EV11", f"tile {level}/{number} is not one of {width} hashes")
        parts.append(part)
    return parts


def whole_or_part(fetch: Fetch, path: str, whole: str) -> bytes:
    """Return a partial file, or the full one that a log may keep in its place (C2SP tlog-tiles)."""
    try:
        return fetch(path)
    except (OSError, TanbaError):
        if path == whole:
            raise
        return fetch(whole)
