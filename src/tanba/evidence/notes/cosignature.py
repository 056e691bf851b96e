"""
Cosignatures (C2SP tlog-cosignature): a witness saw this tree, and that it grew from what it saw before.

    line = cosign(checkpoint.head, key, sign, now)        # a signature line for the checkpoint
    seen = cosignature(checkpoint.under([line]), key)     # who, and when; None when it does not verify

Both kinds are written and read: Ed25519 (0x04), which public witnesses speak, and ML-DSA-44 (0x06).
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from tanba.evidence.notes.checkpoint import Checkpoint, SignedCheckpoint
from tanba.evidence.notes.note import (
    COSIGNATURE,
    ED25519,
    ML_DSA_44,
    Sign,
    Signature,
    VerifierKey,
    verifies,
)
from tanba.kernel import Refused, value

_LAST: Final = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())
_TIME: Final = 8


@value
class Cosignature:
    """A witness whose cosignature verifies."""

    witness: VerifierKey
    time: datetime | None
    """When it saw the tree, by its own clock, to the second, in UTC; None when it states no time."""


def cosign(head: Checkpoint, key: VerifierKey, sign: Sign, now: datetime) -> Signature:
    """
    Return the signature line of a witness that says: as of `now`, this is the largest tree it saw.

    Raises Refused (EV35) when the key is of no witness, or a name or the time does not fit.
    """
    seconds = int(now.timestamp())
    if not 0 < seconds <= _LAST:
        raise Refused("EV35", "a cosignature is made between 1970 and 9999")
    if key.kind not in (COSIGNATURE, ML_DSA_44):
        raise Refused("EV35", f"a key of kind {key.kind} does not cosign")
    said = _said(head, key, seconds)
    if said is None:
        raise Refused("EV35", "a cosigned log has a name of 255 bytes at most")
    return Signature(name=key.name, id=key.id, data=seconds.to_bytes(_TIME, "big") + sign(said))


def cosignature(checkpoint: SignedCheckpoint, key: VerifierKey) -> Cosignature | None:
    """
    Return what a witness says of a checkpoint, or None when it says nothing that verifies.

    One line under its name and id that fails spoils the others; of several good ones the latest counts.
    """
    found = checkpoint.note.by(key) if key.kind in (COSIGNATURE, ML_DSA_44) else ()
    times = [_checked(checkpoint.head, key, data) for data in found]
    good = [time for time in times if time is not None]
    if not good or len(good) != len(times):
        return None
    seconds = max(good)
    return Cosignature(witness=key, time=datetime.fromtimestamp(seconds, UTC) if seconds else None)


def cosignatures(checkpoint: SignedCheckpoint, keys: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """Return those of the witnesses whose cosignature verifies, each public key once, whatever its names."""
    found: dict[bytes, Cosignature] = {}
    for key in keys:
        seen = cosignature(checkpoint, key)
        if seen is not None:
            found.setdefault(key.public, seen)
    return tuple(found.values())


def signed_by_log(checkpoint: SignedCheckpoint, key: VerifierKey) -> bool:
    """
    Say whether the log of this key signed the checkpoint, for itself: its name is the key's.

    A log signs its note (kind 1), or cosigns its own checkpoint (kinds 4 and 6).
    """
    if checkpoint.head.origin != key.name:
        return False
    if key.kind == ED25519:
        return checkpoint.note.signed_by(key)
    return cosignature(checkpoint, key) is not None


def _checked(head: Checkpoint, key: VerifierKey, data: bytes) -> int | None:
    """Return the seconds of a cosignature that verifies."""
    seconds, signature = int.from_bytes(data[:_TIME], "big"), data[_TIME:]
    said = _said(head, key, seconds)
    if len(data) <= _TIME or seconds > _LAST or said is None:
        return None
    if key.kind == COSIGNATURE:
        return seconds if seconds and verifies(key.public, signature, said) else None
    return seconds if _verifies_ml_dsa(key.public, signature, said) else None


def _said(head: Checkpoint, key: VerifierKey, seconds: int) -> bytes | None:
    """Return what is signed, or None when it cannot be spelled."""
    if key.kind == COSIGNATURE:
        return f"cosignature/v1\ntime {seconds}\n{head.text}".encode()
    name, origin = key.name.encode(), head.origin.encode()
    if not (0 < len(name) < 256 and 0 < len(origin) < 256 and seconds < 1 << 63):
        return None
    return b"".join(
        (
            b"subtree/v1\n\0",
            bytes((len(name),)) + name,
            seconds.to_bytes(8, "big"),
            bytes((len(origin),)) + origin,
            (0).to_bytes(8, "big"),
            head.size.to_bytes(8, "big"),
            head.root,
        )
    )


def _verifies_ml_dsa(public: bytes, signature: bytes, data: bytes) -> bool:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

    try:
        MLDSA44PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
