"""The database of a log beside what it has published: row by row, tile by tile, head by head."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from tanba.evidence.log.database import Database
from tanba.evidence.log.findings import Kind
from tanba.evidence.log.keys import LogKeys
from tanba.evidence.notes.checkpoint import Checkpoint, read_checkpoint
from tanba.evidence.notes.note import VerifierKey, read_key
from tanba.evidence.tree.growth import MIDDLE, Growth
from tanba.evidence.tree.hashing import HASH_SIZE, leaf_hash, leaf_hashes
from tanba.evidence.tree.nodes import Nodes
from tanba.evidence.tree.proving import range_root
from tanba.evidence.tree.tiles import WIDTH, Tile
from tanba.kernel import Faults, Refused

_NAME = "log.db"


class Tell(Protocol):
    """Takes one finding."""

    def __call__(  # noqa: D102  (the class says it)
        self, kind: Kind, place: str, what: str, index: int | None = None
    ) -> None: ...


class Comparison:
    """The truth of a log as an audit walks by; until it is opened every comparison does nothing."""

    def __init__(self, head: Checkpoint, tell: Tell) -> None:
        self._head, self._tell = head, tell
        self._truth: Database | None = None
        self._size, self._root = 0, b""
        self._keys = LogKeys(())

    @property
    def there(self) -> bool:
        """Whether there is a database that is compared."""
        return self._truth is not None

    def open(self, folder: Path) -> None:
        """Compare the database of a log's folder from now on, as it is at this moment."""
        try:
            self._truth = Database(folder / _NAME, writes=False)
            self._truth.hold()
            state = self._truth.state()
        except Faults as error:
            self._lost(error)
            return
        self._size, self._root = state.size, state.root
        try:
            self._keys = LogKeys([read_key(state.vkey)])
        except Refused:
            self._tell("key", _NAME, "it does not say which key was the first")
        if state.origin != self._head.origin:
            self._tell("database", _NAME, "it is of another log than the checkpoint")
        if self._size < self._head.size:
            what = f"it has {self._size:,} entries, the checkpoint {self._head.size:,}"
            self._tell("database", _NAME, what)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._truth is not None:
            self._truth.close()

    def tile(self, tile: Tile, rows: Sequence[bytes]) -> None:
        """Compare a full tile with what it has to be, and with the rows over that."""
        if self._truth is None:
            return
        try:
            if self._truth.tile(tile.level, tile.index) != rows[0] + rows[MIDDLE]:
                self._tell("row", _NAME, f"tile {tile.level}/{tile.index} is not the one signed")
        except Faults as error:
            self._lost(error)

    def rows(self, first: int, width: int, entries: Sequence[bytes], leaves: bytes) -> None:
        """Compare the rows of one bundle with its entries, and where they differ with the signed hashes."""
        if self._truth is None:
            return
        try:
            rows = dict(self._truth.entries(first, first + width))
        except Faults as error:
            self._lost(error)
            return
        if len(rows) == len(entries) == width and list(rows.values()) == entries:
            return
        for at in range(width):
            index, data = first + at, rows.get(first + at)
            if data is None:
                self._tell("row", _NAME, f"entry {index} is gone", index)
            elif not isinstance(data, bytes) or leaf_hash(data) != leaves[at * HASH_SIZE :][:HASH_SIZE]:
                self._tell("row", _NAME, f"entry {index} is not the one signed", index)

    def follow(self, entries: Sequence[bytes], start: int) -> None:
        """Keep in mind what entries say of the log's keys."""
        self._keys = self._keys.after(entries, start)

    def rest(self, growth: Growth | None, keys: Sequence[VerifierKey]) -> None:
        """
        Compare what is not published yet, the heads and the keys.

        `growth` is the published tree, if it is the one that was signed; one of `keys` must be its own.
        """
        if self._truth is None:
            return
        try:
            count = self._truth.count()
            if count != self._size:
                what = f"it has {count:,} rows of entries, and says that it has {self._size:,}"
                self._tell("row", _NAME, what)
            if growth is not None and self._size >= growth.size:
                growth = self._later(self._truth, growth)
                self._heads(self._truth, Nodes(growth, self._truth.tile))
                self._check_keys(self._truth, keys)
        except Faults as error:
            self._lost(error)

    def _later(self, truth: Database, published: Growth) -> Growth:
        """Return the tree of all that is stored, or the published one when it is not what was stored."""
        growth = published
        for start in range(growth.size, self._size, WIDTH):
            stop = min(self._size, start + WIDTH)
            data = [data for _, data in truth.entries(start, stop) if type(data) is bytes]
            if len(data) != stop - start:
                self._tell("row", _NAME, f"not every entry from {start} to {stop - 1} is there")
                return published
            self.follow(data, start)
            growth, _ = growth.with_leaves(leaf_hashes(data))
        if growth.root() != self._root:
            self._tell("row", _NAME, "the entries after the checkpoint are not those that were stored")
            return published
        return growth

    def _heads(self, truth: Database, nodes: Nodes) -> None:
        last = -1
        while heads := truth.heads_after(last):
            for size, root, note in heads:
                why = self._head_fault(nodes, size, root, note)
                if why:
                    self._tell("head", _NAME, f"the head of {size} entries {why}")
            last = heads[-1][0]

    def _head_fault(self, nodes: Nodes, size: int, root: object, note: object) -> str:
        if not 0 <= size <= nodes.growth.size:
            return "is of more entries than are proven"
        try:
            if range_root(0, size, nodes.hash) != root:
                return "has another root than they have"
        except Refused:
            return "cannot be proven: a tile is not the one signed"
        if note == "":
            return ""  # remembered, and never signed: a crash came between
        try:
            signed = read_checkpoint(str(note).encode())
        except (Refused, UnicodeEncodeError):
            return "is not a signed checkpoint"
        if (signed.head.origin, signed.head.size, signed.head.root) != (self._head.origin, size, root):
            return "is signed as another one"
        # What is signed now grew from it: so it stood before whatever befell its key later.
        return self._keys.ring.judge(signed, anchored=True).why

    def _check_keys(self, truth: Database, keys: Sequence[VerifierKey]) -> None:
        if truth.key_entries() != tuple(index for index, _ in self._keys.events):
            self._tell("key", _NAME, "it does not follow what the entries say of the log's keys")
        if not {str(key) for key in keys} & {line.vkey for line in self._keys.lines}:
            self._tell("key", _NAME, "none of the keys that it had is the one that signed")

    def _lost(self, error: Faults) -> None:
        if self._truth is not None:
            self._truth.close()
            self._truth = None
        self._tell("database", _NAME, error.faults[0].what)
