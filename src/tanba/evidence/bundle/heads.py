"""
The checkpoints of a bundle, judged together.

A log changes its keys, and says so in entries of its own. A checkpoint counts when a key signed it that
was good for its size; or when a later one that counts grew from it, whoever signed it then.
"""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Final

from tanba.evidence.bundle.contents import MOST_HEADS, NUMBER
from tanba.evidence.bundle.parts import Parts
from tanba.evidence.bundle.results import HeadSeen
from tanba.evidence.entries.keyring import Keyring
from tanba.evidence.notes.checkpoint import SignedCheckpoint, read_checkpoint
from tanba.evidence.notes.cosignature import signed_by_log
from tanba.evidence.notes.note import VerifierKey
from tanba.evidence.notes.proof_file import independent
from tanba.evidence.stamps.opinions import State
from tanba.evidence.tree.proving import grown
from tanba.kernel import Refused

_LONGEST: Final = 130
"""Hashes of a consistency proof that are read: two for each level of a tree of 2**63 entries."""


_HEAD: Final = re.compile(rf"checkpoints/{NUMBER}\.note")


def read_heads(parts: Parts) -> dict[int, SignedCheckpoint]:
    """Return the checkpoints by their sizes, from the smallest; raises Refused (EV65) for too many."""
    names = parts.numbered(_HEAD)
    if len(names) > MOST_HEADS:
        raise Refused("EV65", f"more than {MOST_HEADS} checkpoints")
    found = {}
    for (size,), name in names:
        checkpoint = parts.attempt(name, lambda: read_checkpoint(parts.data(name)))  # noqa: B023
        text = parts.data(f"checkpoints/{size}.txt")
        if checkpoint and checkpoint.head.size == size and checkpoint.note.text.encode() == text:
            found[size] = checkpoint
        elif checkpoint:
            parts.fail(name, "not the checkpoint that its name and its text say")
    return found


def growth(parts: Parts, heads: Mapping[int, SignedCheckpoint]) -> dict[int, bool]:
    """Return, of each tree but the smallest, whether it is shown to have grown from the one before."""
    return {new: _grew(parts, heads[old], heads[new]) for old, new in pairwise(heads)}


def judged(
    heads: Mapping[int, SignedCheckpoint],
    grew: Mapping[int, bool],
    ring: Keyring,
    key: VerifierKey | None,
    witnesses: Iterable[VerifierKey],
) -> tuple[HeadSeen, ...]:
    """
    Return what a reader sees of checkpoints, from the smallest.

    Parameters
    ----------
    heads
        By their sizes, from the smallest.
    grew
        Of each but the smallest, whether it grew from the one before.
    ring, key
        The keys of the log from `key` on, the one that the reader goes by.
    """
    seen: list[HeadSeen] = []
    whom = tuple(witnesses)
    follows = False  # the one after it counts, and grew from it
    for size in sorted(heads, reverse=True):
        checkpoint, grown = heads[size], grew.get(size, True)
        signed = _signed(checkpoint, ring, key, follows)
        cosigned = independent(checkpoint, key, whom) if key else ()
        seen.append(
            HeadSeen(
                size=size,
                root=checkpoint.head.root.hex(),
                signed=signed,
                grown="valid" if grown else "invalid",
                cosigned=tuple(one.witness.name for one in cosigned),
            )
        )
        follows = grown and (signed == "valid" or (signed == "not shown" and follows))
    return tuple(reversed(seen))


def _grew(parts: Parts, old: SignedCheckpoint, new: SignedCheckpoint) -> bool:
    before, after = old.head, new.head
    lines = parts.data(f"growth/{before.size}-{after.size}.txt").split(b"\n")[:-1]
    try:
        proof = [b64decode(line, validate=True) for line in lines[:_LONGEST]]
    except (ValueError, Error):
        return False
    return grown(before.size, before.root, after.size, after.root, proof)


def _signed(
    checkpoint: SignedCheckpoint, ring: Keyring, key: VerifierKey | None, follows: bool
) -> State:
    standing = ring.judge(checkpoint, anchored=follows)
    if standing.verdict == "good":
        return "valid"
    if key is not None and standing.key is None and signed_by_log(checkpoint, key):
        return "valid"  # of a kind that the ring does not know: a log that cosigns itself
    if follows:
        return "not shown"
    if standing.verdict == "revoked":
        return "invalid"
    return "not shown" if standing.key is not None else "invalid"
