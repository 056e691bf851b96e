"""
Asking witnesses to cosign a checkpoint (C2SP tlog-witness, add-checkpoint).

    heard = ask_all(policy.witnesses, checkpoint, log.consistency, ask, memory, now)
    cosigned = checkpoint.under(one.signature for one in heard if one.signature)

The network is a callable: it posts bytes to an address and returns what came back, follows no
redirection, reads no more than `LARGEST_REPLY` bytes, and raises OSError when nobody is reached.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final, Literal

from tanba.evidence.notes.checkpoint import SignedCheckpoint, read_number
from tanba.evidence.notes.cosignature import cosignature
from tanba.evidence.notes.note import Signature, read_signatures
from tanba.evidence.witnesses.memory import Memory
from tanba.evidence.witnesses.policy import KnownWitness
from tanba.kernel import Refused, value

LARGEST_REPLY: Final = 1 << 16
"""Bytes of an answer; sixteen lines of ML-DSA-44 fit."""
SIZE_TYPE: Final = "text/x.tlog.size"
MOST_HASHES: Final = 63
_ROUNDS: Final = 4
_AT_ONCE: Final = 16
_TOLERANCE: Final = timedelta(minutes=5)
_STATUS: Final[dict[int, "Why"]] = {
    400: "malformed",
    403: "signature",
    404: "unknown log",
    422: "inconsistent",
}


@value
class Reply:
    """What an HTTP server answered; the body may be cut at `LARGEST_REPLY` + 1 bytes."""

    status: int
    content_type: str
    body: bytes


Ask = Callable[[str, bytes], Reply]
"""(address, body) to the answer of a POST; raises OSError when nobody answers."""
Consistency = Callable[[int, int], Sequence[bytes]]
"""(old size, new size) to the proof that the log grew."""

Why = Literal[
    "",  # it cosigned
    "malformed",  # it could not read what we sent
    "signature",  # it does not know the log's key
    "unknown log",  # it is not configured for this log
    "inconsistent",  # it saw another tree: a fork, or a rollback
    "ahead",  # it cosigned a larger tree already
    "lost",  # it forgot what it had cosigned
    "no cosignature",  # what it answered is not, or not rightly, signed by its key
    "clock",  # its cosignature is from another time than now
    "bad answer",  # what it answered is not of the protocol
    "not reached",  # nobody answered, or not now
]


@value
class Heard:
    """What came of asking one witness: it cosigned (then `why` is empty), or why not."""

    witness: KnownWitness
    why: Why
    signature: Signature | None = None
    time: datetime | None = None
    """When it cosigned, by its own clock."""
    size: int | None = None
    """The size that it says it cosigned last."""
    detail: str = ""
    """For the log of a machine: an HTTP status, an error; foreign text, at most 200 characters."""


def ask_all(
    witnesses: Sequence[KnownWitness],
    checkpoint: SignedCheckpoint,
    consistency: Consistency,
    ask: Ask,
    memory: Memory,
    now: datetime,
) -> tuple[Heard, ...]:
    """
    Ask the witnesses that have an address, several at once, and return what came of each, in their order.

    What they cosigned is remembered before this returns. No answer of a witness raises anything.
    """
    asked = [one for one in witnesses if one.url]
    origin = checkpoint.head.origin

    def one(witness: KnownWitness) -> Heard:
        known = memory.size(witness.key, origin)
        if memory.is_lost(witness.key, origin):
            return Heard(witness=witness, why="lost", size=known)
        return ask_one(witness, checkpoint, consistency, ask, known, now)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        heard = tuple(pool.map(one, asked))
    for each in heard:
        if each.why == "lost":
            memory.lost(each.witness.key, origin)
        elif not each.why:
            memory.cosigned(each.witness.key, origin, checkpoint.head.size)
    return heard


def ask_one(
    witness: KnownWitness,
    checkpoint: SignedCheckpoint,
    consistency: Consistency,
    ask: Ask,
    known: int,
    now: datetime,
) -> Heard:
    """Return what a witness that was last seen at size `known` (0: never) makes of a checkpoint."""
    head = checkpoint.head
    if known > head.size:
        return Heard(witness=witness, why="ahead", size=known)
    old = known
    for _ in range(_ROUNDS):
        proof = consistency(old, head.size) if 0 < old < head.size else ()
        try:
            reply = ask(_address(witness.url), request(old, proof, checkpoint))
        except OSError as error:
            detail = (error.strerror or type(error).__name__).lower()[:200]
            return Heard(witness=witness, why="not reached", detail=detail)
        if len(reply.body) > LARGEST_REPLY:
            return Heard(witness=witness, why="bad answer", detail="too long")
        if reply.status == 200:
            return _cosigned(witness, checkpoint, reply, now)
        if reply.status != 409:
            return _refused(witness, reply)
        size = _size(reply)
        if size is None:
            return Heard(witness=witness, why="bad answer", detail="409 without a size")
        if size == old:
            # Version 1.0.0 of the protocol answers 409, not 422, to another root at the same size.
            why: Why = "inconsistent" if old == head.size else "bad answer"
            return Heard(witness=witness, why=why, size=size, detail="409")
        if size < known:
            return Heard(witness=witness, why="lost", size=size)
        if size > head.size:
            return Heard(witness=witness, why="ahead", size=size)
        old = size
    return Heard(witness=witness, why="not reached", detail="its size changes all the time")


def request(old: int, proof: Sequence[bytes], checkpoint: SignedCheckpoint) -> bytes:
    """Return the body of an add-checkpoint request."""
    hashes = (b64encode(one).decode() for one in proof)
    return "\n".join((f"old {old}", *hashes, "", str(checkpoint))).encode()


def _address(url: str) -> str:
    return f"{url.rstrip('/')}/add-checkpoint"


def _cosigned(
    witness: KnownWitness, checkpoint: SignedCheckpoint, reply: Reply, now: datetime
) -> Heard:
    try:
        lines = read_signatures(reply.body)
    except Refused as refused:
        return Heard(witness=witness, why="bad answer", detail=refused.what)
    key = witness.key
    own = [line for line in lines if (line.name, line.id) == (key.name, key.id)]
    alone = SignedCheckpoint(head=checkpoint.head, note=checkpoint.note.only(own))
    seen = cosignature(alone, key)
    if seen is None or len(own) != 1:
        return Heard(witness=witness, why="no cosignature")
    if seen.time is None or abs(seen.time - now) > _TOLERANCE:
        return Heard(witness=witness, why="clock", time=seen.time)
    return Heard(witness=witness, why="", signature=own[0], time=seen.time, size=checkpoint.head.size)


def _refused(witness: KnownWitness, reply: Reply) -> Heard:
    said = reply.body[:200].decode("utf-8", "replace").strip()
    why = _STATUS.get(reply.status, "not reached" if reply.status >= 429 else "bad answer")
    return Heard(witness=witness, why=why, detail=f"{reply.status} {said}"[:200])


def _size(reply: Reply) -> int | None:
    kind = reply.content_type.partition(";")[0].strip().lower()
    text = reply.body.decode("ascii", "replace")
    return read_number(text[:-1]) if kind == SIZE_TYPE and text.endswith("\n") else None
