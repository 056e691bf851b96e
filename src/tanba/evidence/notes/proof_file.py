"""
A proof in a file (C2SP tlog-proof): an entry is in a log, checked with nothing else at hand.

    proof = read_proof(path.read_bytes())
    checked = check_proof(entry, proof, log_key, witnesses, quorum=2)
    checked.included, checked.signed, checked.cosigned, checked.quorum
"""

from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from tanba.evidence.notes.checkpoint import (
    SignedCheckpoint,
    read_checkpoint,
    read_hash,
    read_number,
)
from tanba.evidence.notes.cosignature import Cosignature, cosignatures, signed_by_log
from tanba.evidence.notes.note import LARGEST, VerifierKey
from tanba.evidence.tree.hashing import leaf_hash
from tanba.evidence.tree.proving import inclusion_root
from tanba.kernel import Refused, value

_FIRST: Final = "c2sp.org/tlog-proof@v1"
_LARGEST: Final = 2 * LARGEST
_LONGEST: Final = 63
"""Hashes of an inclusion proof: a tree has fewer than 2**63 entries."""

Quorum = Literal["reached", "not reached", "none asked"]


@value
class ProofFile:
    """What a `.tlog-proof` holds. `extra` is signed by nobody; empty means that there is none."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: SignedCheckpoint
    extra: bytes = b""

    def __str__(self) -> str:
        extra = [f"extra {b64encode(self.extra).decode()}"] if self.extra else []
        hashes = (b64encode(one).decode() for one in self.proof)
        return "\n".join((_FIRST, *extra, f"index {self.index}", *hashes, "", str(self.checkpoint)))


@value
class Checked:
    """What a proof shows and what it does not, each part apart."""

    included: bool
    """The entry stands at this place in the tree of the checkpoint."""
    signed: bool
    """The checkpoint is signed by the log's key, and names this log."""
    cosigned: tuple[Cosignature, ...]
    """Those of the witnesses asked for whose cosignature verifies, each public key once."""
    quorum: Quorum
    """`none asked` is not a pass: nobody but the log itself vouches for the tree."""

    @property
    def holds(self) -> bool:
        """Whether the entry is in the log and no part that was asked for fails."""
        return self.included and self.signed and self.quorum != "not reached"


def read_proof(data: bytes) -> ProofFile:
    """
    Return the proof of a file's bytes; nothing of it is checked yet.

    Raises Refused: EV34 when it is no proof file; EV32 or EV33 when its checkpoint is none.
    """
    if len(data) > _LARGEST:
        raise Refused("EV34", f"a proof file of more than {_LARGEST} bytes")
    head, mark, note = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n", _LONGEST + 4)
    if not mark or lines.pop(0) != _FIRST:
        raise Refused("EV34", "not a proof file", f"its first line is {_FIRST}")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else b""
    word, _, digits = lines.pop(0).partition(" ") if lines else ("", "", "")
    index = read_number(digits) if word == "index" else None
    if index is None:
        raise Refused("EV34", "a proof file says the index of its entry")
    hashes = [read_hash(line) for line in lines[: _LONGEST + 1]]
    if len(hashes) > _LONGEST or None in hashes:
        raise Refused("EV34", f"a proof is {_LONGEST} hashes at most, 32 bytes each in base64")
    proof = tuple(one for one in hashes if one is not None)
    return ProofFile(index=index, proof=proof, checkpoint=read_checkpoint(note), extra=extra)


def check_proof(
    entry: bytes,
    proof: ProofFile,
    log_key: VerifierKey,
    witnesses: Sequence[VerifierKey] = (),
    quorum: int = 0,
) -> Checked:
    """
    Return what a proof shows of an entry; never raises on what merely does not verify.

    `quorum` is how many of the witnesses must have cosigned; 0 asks none, and whoever cosigned is told
    all the same. A witness that has the log's own key never counts.
    """
    seen = independent(proof.checkpoint, log_key, witnesses)
    reached: Quorum = "reached" if len(seen) >= quorum else "not reached"
    return checked(entry, proof, log_key, seen, reached if quorum > 0 else "none asked")


def checked(
    entry: bytes,
    proof: ProofFile,
    log_key: VerifierKey,
    cosigned: tuple[Cosignature, ...],
    quorum: Quorum,
) -> Checked:
    """Return what a proof shows, where the witnesses were judged already."""
    head = proof.checkpoint.head
    root = inclusion_root(leaf_hash(entry), proof.index, head.size, proof.proof)
    return Checked(
        included=root == head.root,
        signed=signed_by_log(proof.checkpoint, log_key),
        cosigned=cosigned,
        quorum=quorum,
    )


def independent(
    checkpoint: SignedCheckpoint, log_key: VerifierKey, witnesses: Iterable[VerifierKey]
) -> tuple[Cosignature, ...]:
    """Return whose cosignatures verify, without a witness that has the log's own key."""
    return cosignatures(checkpoint, (key for key in witnesses if key.public != log_key.public))


def _extra(line: str) -> bytes:
    spelled = line.removeprefix("extra ")
    try:
        data = b64decode(spelled, validate=True)
    except (ValueError, Error):
        data = b""
    if not data or b64encode(data).decode() != spelled:
        raise Refused("EV34", "the extra data of a proof file are in base64")
    return data
