"""
The audit of a whole log: every leaf and node computed anew from the entries, and compared with the signed root.

    audit(files_in(Path("log/public")), [key]).findings          # (), or what differs, with its place
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from tanba.evidence.log.comparison import Comparison
from tanba.evidence.log.findings import Audit, Finding, Kind
from tanba.evidence.log.keys import LogKeys, mentions_keys
from tanba.evidence.log.published import Fetch
from tanba.evidence.log.reader import whole_or_part
from tanba.evidence.notes.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from tanba.evidence.notes.note import VerifierKey
from tanba.evidence.tree.growth import TILE_SIZE, Growth, widths_of
from tanba.evidence.tree.hashing import HASH_SIZE, leaf_hashes, rows_over
from tanba.evidence.tree.tiles import HEIGHT, WIDTH, Tile, bundle_entries, entries_path
from tanba.kernel import Refused, TanbaError

MOST_FINDINGS: Final = 1000
Tick = Callable[[int, int], None]
"""Told how many entries are done, and how many there are."""


def audit(
    fetch: Fetch,
    keys: Sequence[VerifierKey],
    folder: Path | None = None,
    tick: Tick = lambda done, of: None,
) -> Audit:
    """
    Return what a published log was found to be; with its `folder`, the database in it as well.

    `keys` are those that sign, or those that once began it: what its entries say of keys is followed.
    Memory does not grow with the log. Anything hostile is a finding; nothing is raised for it.
    """
    found: list[Finding] = []
    signed = _checkpoint(fetch, found)
    if signed is None:
        return Audit(
            origin="", size=0, entries=0, tiles=0, findings=tuple(found), database=False, complete=False
        )
    head = signed.head
    walk = _Walk(fetch, head, keys, found, tick)
    with Comparison(head, walk.tell) as truth:
        walk.truth = truth
        try:
            if folder is not None:
                truth.open(folder)
            growth = walk.tree()
            standing = walk.keys.ring.judge(signed)
            if standing.verdict != "good":
                walk.tell("signature", "checkpoint", standing.why)
            truth.rest(growth, keys)
            complete = True
        except _Enough:
            complete = False
        return Audit(
            origin=head.origin,
            size=head.size,
            entries=walk.entries,
            tiles=walk.tiles,
            findings=tuple(found),
            database=truth.there,
            complete=complete,
        )


def _checkpoint(fetch: Fetch, found: list[Finding]) -> SignedCheckpoint | None:
    try:
        return read_checkpoint(fetch("checkpoint"))
    except Refused as error:
        what = error.what
    except (OSError, TanbaError):
        what = "there is no checkpoint"
    found.append(Finding(kind="checkpoint", place="checkpoint", what=what))
    return None


class _Enough(Exception):
    """More findings than anybody reads."""


class _Walk:
    """One pass over all tiles and bundles, from the first entry to the last."""

    truth: Comparison

    def __init__(
        self,
        fetch: Fetch,
        head: Checkpoint,
        keys: Sequence[VerifierKey],
        found: list[Finding],
        tick: Tick,
    ) -> None:
        self._fetch, self._head, self._found, self._tick = fetch, head, found, tick
        self.entries = self.tiles = 0
        self.keys = LogKeys(keys)

    def tell(self, kind: Kind, place: str, what: str, index: int | None = None) -> None:
        """Add a finding; after too many the walk ends."""
        if len(self._found) >= MOST_FINDINGS:
            raise _Enough
        self._found.append(Finding(kind=kind, place=place, what=what, index=index))

    def tree(self) -> Growth | None:
        """Walk the tree; return its edge if the signed root proves that, else None."""
        size, root = self._head.size, self._head.root
        widths = widths_of(size)
        numbers = [size >> HEIGHT * (level + 1) for level in range(len(widths))]
        edge = [
            Tile(level=level, index=number, width=width) if width else None
            for level, (number, width) in enumerate(zip(numbers, widths, strict=True))
        ]
        said = [b"" if tile is None else self._hashes(tile) for tile in edge]
        proven = _grown(size, said, root)
        made = [b""] * len(edge)
        for level in reversed(range(len(edge))):
            tile = edge[level]
            if tile is not None:
                made[level] = self._under(tile, said[level] if proven else b"")
        if proven is not None:
            return proven
        entire = _grown(size, made, root)
        for tile, have, want in zip(edge, said, made, strict=True):
            if tile is not None and have and have != want:
                self._differs(tile, "tile" if entire else "unproven", have, want)
        if entire is None:
            self.tell("root", "checkpoint", "the entries do not lead to the root that was signed")
        return entire

    def _full(self, level: int, number: int, want: bytes) -> bytes:
        """Return the root of a full tile from what is under it; `want` is what was signed, if known."""
        tile = Tile(level=level, index=number)
        said = self._hashes(tile)
        rows = rows_over(said)
        proven = bool(said and want) and rows[-1] == want
        made = self._under(tile, said if proven else b"")
        if not proven:
            rows = rows_over(made)
        self.truth.tile(tile, rows)
        if proven:
            return want  # what differs under it has been told
        root = rows[-1]
        if said and said != made:
            self._differs(tile, "tile" if root == want else "unproven", said, made)
        elif want and root != want:
            self.tell("unproven", tile.path, "it and what is under it lead to another root than signed")
        return want or root

    def _under(self, tile: Tile, said: bytes) -> bytes:
        """Return the hashes of a tile from what is under it; `said` are those that are proven, if any."""
        if tile.level == 0:
            made = self._leaves(tile, said)
        else:
            first = tile.index * WIDTH
            made = b"".join(
                self._full(tile.level - 1, first + at, said[at * HASH_SIZE : (at + 1) * HASH_SIZE])
                for at in range(tile.width)
            )
        self.tiles += 1
        return made

    def _leaves(self, tile: Tile, said: bytes) -> bytes:
        first = tile.index * WIDTH
        path = entries_path(tile.index, tile.width)
        entries = self._entries(path, tile)
        made = leaf_hashes(entries)
        if said and made != said:
            for at in range(len(entries)):
                if made[at * HASH_SIZE : (at + 1) * HASH_SIZE] != said[at * HASH_SIZE :][:HASH_SIZE]:
                    self.tell("entry", path, f"entry {first + at} is not the one signed", first + at)
        self.truth.rows(first, tile.width, entries, said or made)
        self.entries += len(entries)
        self._tick(first + tile.width, self._head.size)
        return made.ljust(tile.width * HASH_SIZE, b"\0")

    def _entries(self, path: str, tile: Tile) -> list[bytes]:
        data = self._file(path, entries_path(tile.index))
        if data is None:
            return []
        try:
            entries = bundle_entries(data)
        except ValueError:
            self.tell("length", path, "it is cut off")
            return []
        if len(entries) not in (tile.width, WIDTH):
            self.tell("length", path, f"it has {len(entries)} entries, not {tile.width}")
        if mentions_keys(data):
            self.keys = self.keys.after(entries[: tile.width], tile.index * WIDTH)
            self.truth.follow(entries[: tile.width], tile.index * WIDTH)
        return entries[: tile.width]

    def _hashes(self, tile: Tile) -> bytes:
        data = self._file(tile.path, Tile(level=tile.level, index=tile.index).path)
        if data is None:
            return b""
        if len(data) not in (tile.width * HASH_SIZE, TILE_SIZE):
            self.tell("length", tile.path, f"it has {len(data)} bytes, not {tile.width * HASH_SIZE}")
            return b""
        return data[: tile.width * HASH_SIZE]

    def _file(self, path: str, whole: str) -> bytes | None:
        try:
            return whole_or_part(self._fetch, path, whole)
        except (OSError, TanbaError):
            self.tell("missing", path, "it is not there")
            return None

    def _differs(self, tile: Tile, kind: Kind, have: bytes, want: bytes) -> None:
        at = next(
            at for at in range(tile.width) if have[at * HASH_SIZE :][:32] != want[at * HASH_SIZE :][:32]
        )
        index = (tile.index * WIDTH + at) << HEIGHT * tile.level
        what = f"hash {at} is not the one " + ("signed" if kind == "tile" else "of what is under it")
        self.tell(kind, tile.path, what, index)


def _grown(size: int, parts: Sequence[bytes], root: bytes) -> Growth | None:
    try:
        growth = Growth(size, parts)
    except ValueError:
        return None
    return growth if growth.root() == root else None
