"""What the seals of a record show: which acts existed when, by clocks of others."""

from collections.abc import Mapping, Sequence
from dataclasses import replace as changed
from datetime import datetime
from pathlib import Path
from typing import Final

from tanba.evidence import (
    Opening,
    VerifierKey,
    check_proof,
    check_stamp,
    entry_from,
    opens,
    read_checkpoint,
    read_proof,
)
from tanba.flow.archive import Archive
from tanba.flow.authoring import KIND
from tanba.flow.known_keys import KnownKeys
from tanba.kernel import Refused, canonical_bytes, value
from tanba.works import ActAt, Anchor, BlobFolder, Head, Replayed, Seal

_LARGEST: Final = 1 << 20
"""Bytes of a proof, a checkpoint or a token."""
STAMPS: Final = 2_000
"""Time-stamps of one record that are looked at, the first ones: each costs its reader ten milliseconds."""


@value
class SealSeen:
    """One seal as a reader sees it; what is not proven to this reader is None, 0 or False."""

    seal: Seal
    included: bool
    """The entry is in the tree that the log signed."""
    opened: bool
    """The entry was shown to commit to this very line of the record."""
    time: datetime | None
    """The tree existed by then; by an authority that the reader trusts."""
    witnessed: int
    why: str = ""


def seals_seen(
    folder: Path,
    record: Replayed,
    entries: Mapping[int, bytes],
    openings: Mapping[int, Sequence[Opening]],
    keys: KnownKeys | None,
    roots: str,
    witnesses: Sequence[VerifierKey] = (),
) -> tuple[SealSeen, ...]:
    """
    Return what each seal of a record shows, from the blobs beside it; needs no log and no network.

    Parameters
    ----------
    entries, openings
        Entries of the log and what opens them, by their index, as far as they are at hand.
    keys, roots, witnesses
        Whom the reader trusts: the log's keys, PEM of the authorities of time, witnesses.
    """
    blobs, found, left = BlobFolder(folder), list[SealSeen](), STAMPS
    for seal in record.seals:
        stamps, left = seal.stamps[:left], max(0, left - len(seal.stamps))
        entry = entries.get(seal.entry)
        nothing = SealSeen(seal=seal, included=False, opened=False, time=None, witnessed=0)
        if not seal.proof or not seal.checkpoint:
            found.append(changed(nothing, why="the record has no proof of it"))
        elif entry is None or keys is None:
            found.append(changed(nothing, why="the entry of the log is not at hand"))
        else:
            try:
                seen = _included(seal, stamps, blobs, entry, keys, roots, witnesses)
            except Refused as refused:
                seen = changed(nothing, why=refused.what)
            opened = seen.included and _opens(seal, record, entry, openings.get(seal.entry, ()))
            found.append(changed(seen, opened=opened))
    return tuple(found)


def _included(
    seal: Seal,
    stamps: Sequence[str],
    blobs: BlobFolder,
    entry: bytes,
    keys: KnownKeys,
    roots: str,
    witnesses: Sequence[VerifierKey],
) -> SealSeen:
    nothing = SealSeen(seal=seal, included=False, opened=False, time=None, witnessed=0)
    proof = read_proof(blobs.read(seal.proof, _LARGEST))
    signed = read_checkpoint(blobs.read(seal.checkpoint, _LARGEST))
    text = signed.note.text.encode()
    times = [check_stamp(blobs.read(one, _LARGEST), text, roots).time for one in stamps]
    time = min((time for time in times if time is not None), default=None)
    key = keys.signer(signed, anchored=time is not None)
    checked = check_proof(entry, proof, key, witnesses) if key else None
    same = proof.checkpoint.head == signed.head and proof.index == seal.entry
    if checked is None or not (checked.included and checked.signed and same):
        return changed(nothing, why="the proof does not show that the entry is in the log")
    return changed(nothing, included=True, time=time, witnessed=len(checked.cosigned))


def _opens(seal: Seal, record: Replayed, entry: bytes, openings: Sequence[Opening]) -> bool:
    try:
        said = entry_from(entry)
    except Refused:  # a log may hold entries of others, of another form
        return False
    session, n = seal.upto
    wanted = canonical_bytes(Head(work=record.work.id, session=session, n=n, sha256=seal.head))
    fits = [one for one in openings if one.field == "head" and one.payload == wanted]
    return (
        said.kind == KIND and said.subject == record.work.id and any(opens(said, one) for one in fits)
    )


def anchors_of(
    seen: Sequence[SealSeen], receipts: Mapping[ActAt, str] | None = None, *, signed: bool = False
) -> tuple[Anchor, ...]:
    """
    Return what the seals say of the acts between them, then the same again of each act with a receipt.

    What a seal covers existed at its time. What was recorded after a seal came later than that seal's
    time, because its time-stamp is part of the record by then.

    Parameters
    ----------
    receipts
        The second party of each act for which `receipts_seen` verified one.
    signed
        Whether the reader verified a signature over all of this.
    """
    anchors: list[Anchor] = []
    first, after = (1, 0), None
    for one in seen:
        if not (one.included and one.opened):
            continue
        anchors.append(
            Anchor(
                first=first,
                last=one.seal.upto,
                not_before=after,
                not_after=one.time,
                witnessed=one.witnessed,
                signed=signed,
            )
        )
        first, after = one.seal.act, one.time or after
    # One act each: a receipt says nothing of what was done before or after the answer came.
    received = [
        changed(anchor, first=act, last=act, receipt=party)
        for anchor in anchors
        for act, party in (receipts or {}).items()
        if anchor.first <= act <= anchor.last
    ]
    return (*anchors, *received)


def own_seals(folder: Path, record: Replayed, archive: Archive) -> tuple[SealSeen, ...]:
    """Return what the seals of a record show to whoever keeps the log they are in."""
    within = [seal.entry for seal in record.seals if seal.entry < archive.log.size]
    policy = archive.settings.policy
    return seals_seen(
        folder,
        record,
        {index: archive.log.entry(index) for index in within},
        {index: archive.openings(index).openings for index in within},
        KnownKeys.of(archive),
        archive.settings.roots,
        tuple(one.key for one in policy.witnesses) if policy else (),
    )
