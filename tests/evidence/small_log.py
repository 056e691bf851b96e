"""A log small enough to see through: entries in a list, a key, checkpoints, proofs, published files."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tanba.evidence.notes.checkpoint import Checkpoint, SignedCheckpoint
from tanba.evidence.notes.note import COSIGNATURE, ED25519, Sign, VerifierKey, sign_note
from tanba.evidence.notes.proof_file import ProofFile
from tanba.evidence.tree.hashing import EMPTY_ROOT, leaf_hash, node_hash
from tanba.evidence.tree.proving import consistency, inclusion, range_root
from tanba.evidence.tree.tiles import WIDTH, bundle_bytes, entries_path, tiles_of
from tanba.kernel import Refused

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


class Key:
    """A private key, and its public half as a note knows it."""

    def __init__(self, name: str, kind: int = ED25519, seed: int = 1) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big"))
        self.public = self.private.public_key().public_bytes_raw()
        self.key = VerifierKey(name=name, kind=kind, public=self.public)
        self.sign: Sign = self.private.sign

    @property
    def pair(self) -> tuple[VerifierKey, Sign]:
        return self.key, self.sign


def witness_key(name: str = "witness.example/w1", seed: int = 7) -> Key:
    return Key(name, COSIGNATURE, seed)


class SmallLog:
    """Entries and a key; every size of its past can be signed and proved."""

    def __init__(
        self, entries: Iterable[bytes] = (), name: str = "log.example/small", seed: int = 1
    ) -> None:
        self.entries = list(entries)
        self.key = Key(name, seed=seed)

    @classmethod
    def of(cls, size: int, what: str = "entry", **others: object) -> "SmallLog":
        return cls((f"{what} {i}".encode() for i in range(size)), **others)  # type: ignore[arg-type]

    def hashes(self, level: int, index: int) -> bytes:
        if level == 0:
            return leaf_hash(self.entries[index])
        return node_hash(self.hashes(level - 1, 2 * index), self.hashes(level - 1, 2 * index + 1))

    def root(self, size: int) -> bytes:
        return range_root(0, size, self.hashes) if size else EMPTY_ROOT

    def head(self, size: int | None = None) -> Checkpoint:
        size = len(self.entries) if size is None else size
        return Checkpoint(origin=self.key.key.name, size=size, root=self.root(size))

    def checkpoint(self, size: int | None = None) -> SignedCheckpoint:
        return signed(self.head(size), self.key)

    def consistency(self, old: int, new: int) -> Sequence[bytes]:
        return consistency(old, new, self.hashes)

    def proof(self, index: int, size: int | None = None, extra: bytes = b"") -> ProofFile:
        checkpoint = self.checkpoint(size)
        path = inclusion(index, checkpoint.head.size, self.hashes)
        return ProofFile(index=index, proof=path, checkpoint=checkpoint, extra=extra)

    def publish(self, folder: Path) -> None:
        """Write what tlog-tiles serves."""
        size = len(self.entries)
        for tile in tiles_of(0, size):
            start = tile.index * WIDTH
            nodes = [self.hashes(8 * tile.level, start + i) for i in range(tile.width)]
            _put(folder / tile.path, b"".join(nodes))
            if tile.level == 0:
                bundle = bundle_bytes(self.entries[start : start + tile.width])
                _put(folder / entries_path(tile.index, tile.width), bundle)
        _put(folder / "vkey", f"{self.key.key}\n".encode())
        _put(folder / "checkpoint", str(self.checkpoint()).encode())


def again(read: Callable[[bytes], object], data: bytes) -> bytes | str:
    """Return the bytes of what was read, or the code of the refusal; any other error is a fault."""
    try:
        return str(read(data)).encode()
    except Refused as error:
        return error.code


def signed(head: Checkpoint, *keys: Key) -> SignedCheckpoint:
    return SignedCheckpoint(head=head, note=sign_note(head.text, [key.pair for key in keys]))


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
