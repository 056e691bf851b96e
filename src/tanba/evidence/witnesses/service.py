"""
A witness of our own (C2SP tlog-witness 1.1): it cosigns what grew from what it saw, and nothing else.

    witness = Witness.create(folder, [(key, signer.sign)])
    witness.trust(log_key)
    reply = witness.add_checkpoint(body, now)        # what an HTTP face answers

What it cosigns is on the disk before it answers, so that it never cosigns a fork or a rollback, whoever
pulls the plug. Checkpoints that conflict are kept: signed by the log, they prove its fault.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from tanba.evidence.notes.checkpoint import (
    Checkpoint,
    SignedCheckpoint,
    read_checkpoint,
    read_hash,
    read_number,
)
from tanba.evidence.notes.cosignature import cosign, signed_by_log
from tanba.evidence.notes.note import COSIGNATURE, ML_DSA_44, Sign, VerifierKey
from tanba.evidence.tree.hashing import EMPTY_ROOT
from tanba.evidence.tree.proving import grown
from tanba.evidence.witnesses.client import MOST_HASHES, SIZE_TYPE, Reply
from tanba.evidence.witnesses.state import Conflict, Held, State
from tanba.kernel import Refused, value

_PLAIN: Final = "text/plain; charset=utf-8"
Keys = Sequence[tuple[VerifierKey, Sign]]


@value
class _Request:
    old: int
    proof: tuple[bytes, ...]
    checkpoint: SignedCheckpoint

    @property
    def head(self) -> Checkpoint:
        return self.checkpoint.head


class Witness:
    """A witness with its state in a folder; it may be used by several threads."""

    LARGEST_REQUEST: Final = 1 << 17
    """Bytes of a request: 63 hashes, and a checkpoint under thirty lines of ML-DSA-44."""

    def __init__(self, state: State, keys: Keys) -> None:
        self._state = state
        self._keys = tuple(keys)

    @classmethod
    def create(cls, folder: Path, keys: Keys) -> "Witness":
        """Begin a witness. Raises Refused: EV38 when one is there, EV35 when a key is of no witness."""
        return cls(State.create(folder, _lines(keys)), keys)

    @classmethod
    def open(cls, folder: Path, keys: Keys) -> "Witness":
        """Go on with a witness. Raises Refused (EV38) when its state is lost, or of other keys."""
        return cls(State.open(folder, _lines(keys)), keys)

    def close(self) -> None:
        """Give the state back."""
        self._state.close()

    @property
    def keys(self) -> tuple[VerifierKey, ...]:
        """The keys by which others check what this witness cosigns."""
        return tuple(key for key, _ in self._keys)

    def trust(self, log: VerifierKey) -> None:
        """Cosign for one more log, or for one by one more key. Raises Refused (EV39) for a key of our own."""
        if log.public in {key.public for key in self.keys}:
            raise Refused("EV39", "a witness does not know a log by the witness's own key")
        self._state.trust(log)

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the checkpoints that did not fit what the same log had signed before."""
        return self._state.conflicts()

    def latest(self, place: str) -> Reply:
        """Return the last cosigned checkpoint of the log whose name has this SHA-256, in hexadecimal."""
        held = self._state.held_at(place)
        return _plain(404, "nothing was cosigned") if held is None else _plain(200, held.note)

    def add_checkpoint(self, body: bytes, now: datetime) -> Reply:
        """
        Return the answer to an add-checkpoint request; never raises.

        200 with a cosignature for each key · 400 not of the protocol · 403 not signed by the log · 404 log
        not known · 409 with the size cosigned last · 422 does not follow from it · 503 our state or clock.
        """
        try:
            request = _read(body)
        except Refused as refused:
            return _plain(400, refused.what)
        try:
            return self._judged(request, body, now)
        except Refused as refused:
            return _plain(503, refused.what)

    def _judged(self, request: _Request, body: bytes, now: datetime) -> Reply:
        head = request.head
        keys = self._state.keys(head.origin)
        if not keys:
            return _plain(404, "this log is not known here")
        if not _signed(request.checkpoint, keys):
            return _plain(403, "not signed by a key of this log")
        if request.old > head.size:
            return _plain(400, "the old size is greater than the new one")
        with self._state.alone():
            held = self._state.held(head.origin)
            size = held.size if held else 0
            why = _conflict(request, held)
            if why:
                self._keep(why, request, held, body, now)
            if request.old != size:
                return Reply(status=409, content_type=SIZE_TYPE, body=f"{size}\n".encode())
            if why:
                return _plain(422, why)
            if held and now.timestamp() < held.seconds:
                return _plain(503, "the clock here is behind the last cosignature")
            lines = [cosign(head, key, sign, now) for key, sign in self._keys]
            cosigned = str(_known(request.checkpoint, keys).under(lines))
            seconds = int(now.timestamp())
            new = Held(size=head.size, root=head.root, note=cosigned, seconds=seconds)
            self._state.hold(head.origin, new)
        return _plain(200, "".join(map(str, lines)), end="")

    def _keep(self, why: str, request: _Request, held: Held | None, body: bytes, now: datetime) -> None:
        known = held.note if held else ""
        self._state.keep(
            Conflict(origin=request.head.origin, time=now, why=why, request=body, known=known)
        )


def _conflict(request: _Request, held: Held | None) -> str:
    """Say why a checkpoint does not follow from what is held; empty when it does, or when nobody can tell."""
    head, size = request.head, held.size if held else 0
    if head.size == 0 and head.root != EMPTY_ROOT:
        return "an empty tree has another root"
    if held and head.size == size and head.root != held.root:
        return "another root at the size that was cosigned"
    if request.old != size:
        return ""
    if size == 0:
        return "an empty tree needs no proof" if request.proof else ""
    assert held is not None  # noqa: S101  (a size above 0 was held)
    follows = grown(size, held.root, head.size, head.root, request.proof)
    return "" if follows else "the proof does not show that the tree grew"


def _signed(checkpoint: SignedCheckpoint, keys: Sequence[VerifierKey]) -> bool:
    """Say whether a key of the log signed, and none that is there fails."""
    there = [key for key in keys if checkpoint.note.by(key)]
    return bool(there) and all(signed_by_log(checkpoint, key) for key in there)


def _known(checkpoint: SignedCheckpoint, keys: Sequence[VerifierKey]) -> SignedCheckpoint:
    """Return a checkpoint with the log's own lines only: nobody publishes through us."""
    own = {(key.name, key.id) for key in keys}
    lines = [line for line in checkpoint.note.signatures if (line.name, line.id) in own]
    return SignedCheckpoint(head=checkpoint.head, note=checkpoint.note.only(lines))


def _read(body: bytes) -> _Request:
    if len(body) > Witness.LARGEST_REQUEST:
        raise Refused("EV32", f"a request of more than {Witness.LARGEST_REQUEST} bytes")
    head, mark, note = body.partition(b"\n\n")
    first, *hashes = head.decode("ascii", "replace").split("\n")
    word, _, digits = first.partition(" ")
    old = read_number(digits) if word == "old" and mark else None
    if old is None:
        raise Refused("EV32", "a request begins with the old size")
    proof = tuple(one for one in map(read_hash, hashes[: MOST_HASHES + 1]) if one is not None)
    if len(proof) != len(hashes):
        raise Refused("EV32", f"a proof is {MOST_HASHES} hashes at most, in base64")
    if len(proof) > MOST_HASHES:
        raise Refused("EV32", f"more than {MOST_HASHES} hashes")
    return _Request(old=old, proof=proof, checkpoint=read_checkpoint(note))


def _lines(keys: Keys) -> str:
    if not keys or any(key.kind not in (COSIGNATURE, ML_DSA_44) for key, _ in keys):
        raise Refused("EV35", "a witness signs with keys of kind 4 or 6")
    return "".join(f"{key}\n" for key, _ in keys)


def _plain(status: int, said: str, end: str = "\n") -> Reply:
    text = said if said.endswith("\n") else f"{said}{end}"
    return Reply(status=status, content_type=_PLAIN, body=text.encode())
