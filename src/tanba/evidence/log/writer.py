"""The one who writes a log: entries become durable, then published, then signed, in this order."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Final, Self

from tanba.evidence.log.commits import Commits, check_entry
from tanba.evidence.log.database import Database, no_log
from tanba.evidence.log.keys import KeyLine, LogKeys
from tanba.evidence.log.lock import WriterLock, unwritten
from tanba.evidence.log.publication import Publication
from tanba.evidence.log.signing import Heads, check_key, key_of
from tanba.evidence.log.truth import changed, check_signed, growth_from
from tanba.evidence.notes.checkpoint import SignedCheckpoint, read_checkpoint
from tanba.evidence.notes.note import LARGEST as LARGEST_NOTE
from tanba.evidence.notes.note import check_name, read_key
from tanba.evidence.tree import proving
from tanba.evidence.tree.hashing import leaf_hash, leaf_hashes
from tanba.evidence.tree.nodes import Nodes
from tanba.evidence.tree.tiles import WIDTH
from tanba.kernel import Refused
from tanba.keys import Signer

FORM: Final = "tanba-log/1"


class Log:
    """
    A transparency log, written by this process alone.

        with Log.create(Path("log"), "example.kz/log", signer) as log:
            index = log.append(b"…")                  # durable once it returns; any thread may call
            log.publish()                             # files under log/public, the checkpoint last
            log.inclusion(index, log.size)

    The folder holds `log.db` (the truth), `log.json` (name and keys, for people and programs),
    `lock`, and `public/`, which any web server can serve. A kill at any moment loses nothing that
    was acknowledged.

    Raises
    ------
    Faults
        EV01 there is no log, EV02 there is one already, EV03 another writer has it, EV05 its truth
        was changed, EV09 the disk is full. Refused: EV04 not an entry, EV06 and EV07 not signed,
        EV10 the log has no such entry or size.
    """

    def __init__(self, folder: Path, signer: Signer | None = None) -> None:
        self.folder = folder
        path = folder / "log.db"
        if not path.is_file():
            raise no_log(path)
        self._lock = WriterLock(folder)
        try:
            self._truth = Database(path)
        except BaseException:
            self._lock.release()
            raise
        try:
            state = self._truth.state()
            self.origin: str = state.origin
            self._nodes = Nodes(growth_from(self._truth), self._truth.tile)
            self._keys = self._read_keys(state.vkey)
            self._heads = Heads(self._truth, self._nodes, self.origin, signer)
            if self._heads.key is not None:
                check_key(self._heads.key, state.size, self._keys.ring)
            self._public = Publication(folder / "public")
            self._published = self._published_size()
            self._tell()
        except BaseException:
            self.close()
            raise
        self._commits = Commits(self._store, lambda: self.size)
        self._publishing = Lock()

    @classmethod
    def create(cls, folder: Path, origin: str, signer: Signer) -> Self:
        """Make an empty log in a folder that has none, and publish its first checkpoint."""
        check_name(origin)
        path = folder / "log.db"
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritten(folder, error) from error
        lock = WriterLock(folder)
        try:
            if path.exists():
                raise Refused("EV02", "there is a log here already", "name another folder").at(
                    str(path)
                )
            Database.create(path, origin, str(key_of(origin, signer)))
        finally:
            lock.release()
        log = cls(folder, signer)
        try:
            log.publish()
        except BaseException:
            log.close()
            raise
        return log

    @classmethod
    def open(cls, folder: Path, signer: Signer | None = None) -> Self:
        """Open a log to write it; without a signer entries are stored, but nothing is signed."""
        return cls(folder, signer)

    def close(self) -> None:
        """Let the log go; what was acknowledged stays, what was not published waits for the next."""
        self._truth.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- adding ----------------------------------------------------------------------------------

    def append(self, data: bytes) -> int:
        """
        Add one entry, 1 to 65,535 bytes, and return its index once it is durable.

        Many threads may call; who waits meanwhile shares the next commit.
        """
        check_entry(data)
        return self._commits.append(data)

    def extend(self, many: Iterable[bytes]) -> range:
        """
        Add many entries, and return their indices once all are durable.

        They are taken in commits of 4,096: when one is refused or the disk is full, the commits
        before it stay, and `size` says how far they reach. Who appends meanwhile waits; `many` must
        not append itself.
        """
        return self._commits.extend(many)

    def _store(self, entries: Sequence[bytes]) -> int:
        before = self._nodes.growth
        growth, tiles = before.with_leaves(leaf_hashes(entries))
        keys = self._keys.after(entries, before.size)
        more = [index for index, _ in keys.events[len(self._keys.events) :]]
        self._truth.add(entries, tiles, growth, more)
        # The keys first: whoever signs this tree must know what its entries say of them.
        self._keys = keys
        self._nodes.grow(growth, tiles)
        return before.size

    # --- publishing ------------------------------------------------------------------------------

    def publish(self, anew: bool = False) -> SignedCheckpoint:
        """
        Publish all that is stored: tiles and bundles, then the signed checkpoint; return that.

        Twice the same gives the same. `anew` writes every file again, whatever is there.
        """
        with self._publishing:
            growth = self._nodes.growth
            if anew or growth.size > self._published:
                self._public.grow(0 if anew else self._published, self._nodes, growth, self._truth)
            signed = self._heads.sign(growth, self._keys.ring)
            self._show(signed)
            self._published = growth.size
            self._tell()
            return signed

    def add_cosignatures(self, size: int, lines: Sequence[str]) -> None:
        """Keep what witnesses signed for the checkpoint of a size; in its file if it is published."""
        with self._publishing:
            self._heads.cosign(size, lines)
            signed = self._heads.signed(size)
            if size == self._published and signed is not None:
                self._show(signed)

    def _show(self, signed: SignedCheckpoint) -> None:
        data = str(signed.note).encode()
        if self._public.read("checkpoint", len(data) + 1) != data:
            self._public.write("checkpoint", data)
            self._public.settle()

    def _tell(self) -> None:
        """Write what others need to know of the log, where it differs from what is there."""
        keys = [
            {"vkey": one.vkey, "since": one.since} | ({} if one.until is None else {"until": one.until})
            for one in self.keys
        ]
        said = json.dumps({"tanba": FORM, "origin": self.origin, "keys": keys}, indent=2) + "\n"
        good = self._keys.ring.keys(self._published)
        vkeys = "".join(f"{key}\n" for key in reversed(good))
        for name, text in (("../log.json", said), ("vkey", vkeys)):
            data = text.encode()
            if self._public.read(name, len(data) + 1) != data:
                self._public.write(name, data)
        self._public.settle()

    def _read_keys(self, vkey: str) -> LogKeys:
        try:
            events = [(index, self.entry(index)) for index in self._truth.key_entries()]
            return LogKeys([read_key(vkey)], events)
        except Refused as refused:
            raise refused.at(str(self._truth.path)) from None

    def _published_size(self) -> int:
        """Return how far the published files reach; raises Faults (EV05) when they reach too far."""
        data = self._public.read("checkpoint", LARGEST_NOTE + 1)
        try:
            signed = read_checkpoint(data)
        except Refused:
            return 0
        if not any(signed.note.signed_by(read_key(one.vkey)) for one in self.keys):
            return 0  # whoever wrote that, it was not this log
        head = signed.head
        check_signed(self._truth, self._nodes, head.size, head.root, "the published checkpoint")
        return head.size

    # --- reading ---------------------------------------------------------------------------------

    @property
    def size(self) -> int:
        """How many entries are durable."""
        return self._nodes.growth.size

    @property
    def keys(self) -> tuple[KeyLine, ...]:
        """The log's keys, the first one first."""
        return self._keys.lines

    def root(self) -> bytes:
        """Return the root over all that is durable, 32 bytes."""
        return self._nodes.growth.root()

    def checkpoint(self, size: int | None = None) -> SignedCheckpoint | None:
        """Return the last signed checkpoint, or that of a size, with its cosignatures; None without."""
        return self._heads.signed(size)

    def entry(self, index: int) -> bytes:
        """Return an entry; raises Faults (EV05) when it is not the one that was stored."""
        self._check_size(index + 1, least=1)
        return next(self.entries(index, index + 1))

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield entries start … stop - 1, each compared with its hash."""
        self._check_size(stop, least=start)
        for at in range(start, stop, WIDTH):
            end = min(stop, at + WIDTH)
            rows = dict(self._truth.entries(at, end))
            for index in range(at, end):
                data = rows.get(index)
                if type(data) is not bytes or leaf_hash(data) != self._nodes.hash(0, index):
                    raise changed(self._truth, f"entry {index}")
                yield data

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Return the proof that an entry is among the first `size`, up to 64 hashes."""
        self._check_size(size, least=1)
        if not 0 <= index < size:
            raise Refused("EV10", f"there is no entry {index} among {size}")
        return proving.inclusion(index, size, self._nodes.hash)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Return the proof that the tree of `new` entries grew from that of `old`."""
        self._check_size(new, least=old)
        return proving.consistency(old, new, self._nodes.hash)

    def _check_size(self, size: int, least: int) -> None:
        if least < 0 or not least <= size <= self.size:
            raise Refused("EV10", f"the log has no {size} entries", f"it has {self.size}")
