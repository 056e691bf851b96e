"""A dossier checked by whoever got it: with no log, no network, and nobody trusted whom they did not name."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tanba.evidence import (
    BundleSeen,
    Opening,
    PdfSignature,
    Trusted,
    VerifierKey,
    attached_files,
    examined,
    read_key,
    read_roots,
    read_signatures,
    unpacked,
)
from tanba.flow.dossier import Dossier
from tanba.flow.evidence import read_payload
from tanba.flow.known_keys import KnownKeys
from tanba.flow.receipts import PARTIES, receipts_seen
from tanba.flow.seals import SealSeen, anchors_of, seals_seen
from tanba.kernel import Faults, Refused, parse_day, value
from tanba.works import (
    BlobFolder,
    Contribution,
    Register,
    Replayed,
    Shown,
    contribution_of,
    lay_out,
    replay,
    to_prov,
)

RECORD: Final = "record.zip"
EVIDENCE: Final = "evidence.zip"
SAID: Final = "dossier.json"
PROV: Final = "prov.json"
LARGEST: Final = 64 << 20
"""Bytes of a dossier."""
MOST: Final = 100
"""Roots and witnesses of others that are looked at."""
MARKS: Final = 500_000
"""Lists, objects and commas in JSON: what it takes in memory goes by these, not by its bytes."""


@value
class DossierSeen:
    """What a dossier shows to one reader; each part apart."""

    signatures: tuple[PdfSignature, ...]
    record: Replayed | None
    """The record in it, replayed; None when it does not replay, and `troubles` says why."""
    contribution: Contribution | None
    """As the record shows it, with the times that this reader trusts."""
    enclosed: Contribution | None
    """The same with the times by the authorities whose roots were sent along: what its pages claim."""
    seals: tuple[SealSeen, ...]
    bundle: BundleSeen | None
    said: Mapping[str, Any]
    """What `dossier.json` says; nothing of it is believed."""
    troubles: tuple[str, ...]
    again: Dossier | None = None
    """The dossier made anew from its own record and proofs: its pages can be set again and compared."""
    pdf: bytes = field(default=b"", repr=False)
    """The file itself."""


def check_dossier(
    file: Path,
    now: datetime,
    log_key: VerifierKey | None = None,
    roots: str = "",
    signer_roots: str = "",
    parties: Sequence[VerifierKey] = (),
    witnesses: Sequence[VerifierKey] = (),
) -> DossierSeen:
    """
    Say what a dossier shows.

    Parameters
    ----------
    now
        The reader's day, for certificates.
    log_key, roots, signer_roots
        Whom this reader trusts: the key of the log, PEM of authorities of time, PEM of authorities that
        say who somebody is.
    parties, witnesses
        Whom this reader trusts: keys of second parties for what a machine gave, keys of witnesses.

    Raises
    ------
    Faults
        DS03 when it is not a dossier; EV70 when it is no PDF that can be read.
    """
    data = read_payload(file, LARGEST)
    try:
        enclosed = attached_files(data, (SAID, PROV, RECORD, EVIDENCE))
        said = _said(enclosed.get(SAID, b""))
        signatures = read_signatures(data, now, signer_roots, roots)
    except Refused as refused:
        raise refused.at(str(file)) from None
    troubles: list[str] = []
    bundle, parts = _bundle(enclosed.get(EVIDENCE), log_key, roots, troubles)
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        record = _record(enclosed.get(RECORD), folder, troubles)
        if record is None:
            return _nothing(signatures, bundle, said, troubles)
        if PROV in enclosed and _parsed(enclosed[PROV]) != to_prov(record):
            troubles.append(f"{PROV}: not what the record gives")
        entries, openings, own = _entries(parts), _openings(parts), _key(parts)
        # What brings in a key counts only where it was shown to stand in the log.
        events = entries if bundle and bundle.state != "invalid" else {}
        keys, theirs = (KnownKeys(key, events) if key else None for key in (log_key or own, own))
        seals = seals_seen(folder, record, entries, openings, keys, roots, witnesses)
        claimed = seals_seen(
            folder, record, entries, openings, theirs, _roots(parts), _witnesses(parts)
        )
        blobs = BlobFolder(folder)
        receipts = receipts_seen(folder, record, parties)
        anchors = anchors_of(seals, receipts, signed=_signed(signatures))
        shown = contribution_of(
            record, anchors_of(claimed, receipts_seen(folder, record, _parties(said))), blobs
        )
        return DossierSeen(
            again=_again(said, record, shown, claimed, str(own or ""), blobs, enclosed),
            pdf=data,
            signatures=signatures,
            record=record,
            contribution=contribution_of(record, anchors, blobs),
            enclosed=shown,
            seals=seals,
            bundle=bundle,
            said=said,
            troubles=tuple(troubles),
        )


def _again(
    said: Mapping[str, Any],
    record: Replayed,
    shown: Contribution,
    seals: tuple[SealSeen, ...],
    log_key: str,
    blobs: BlobFolder,
    enclosed: Mapping[str, bytes],
) -> Dossier | None:
    """Return the dossier as its record and proofs give it; only what no record knows is taken as said."""
    held, on = said.get("deposits"), parse_day(said.get("on"))
    try:
        register = Register(**{name: str(text) for name, text in said["register"].items()})
        total = Shown(total=held["total"], shown=tuple(held["shown"])) if held else None
        words = {one.id: blobs.read(one.sha256).decode("utf-8", "replace") for one in record.prompts}
    except (KeyError, TypeError, AttributeError, Refused):
        return None
    if on is None:
        return None
    return Dossier(
        record=record, contribution=shown, register=register, prompts=words, seals=seals,
        log_key=log_key, deposits=total, on=on, prov=to_prov(record),
        record_zip=enclosed.get(RECORD, b""), bundle=enclosed.get(EVIDENCE, b""),
        parties=tuple(map(str, _parties(said))),
    )  # fmt: skip


def _signed(signatures: Sequence[PdfSignature]) -> bool:
    """Say whether somebody signed the whole dossier: nothing but proofs of that signature came after it."""
    return any(
        one.kind == "signature" and one.state == "valid" and (one.whole or one.added == "proofs")
        for one in signatures
    )


def _parties(said: Mapping[str, Any]) -> tuple[VerifierKey, ...]:
    """Return the parties that whoever made a dossier believes; none when that cannot be read."""
    given = said.get("parties")
    lines = given[:PARTIES] if isinstance(given, list) else []
    try:
        return tuple(read_key(line) for line in lines if isinstance(line, str))
    except Refused:
        return ()


def _said(data: bytes) -> Mapping[str, Any]:
    said = _parsed(data)
    if not isinstance(said, dict) or said.get("tanba") != "dossier/1":
        hint = "`tanba work dossier` writes one"
        raise Refused("DS03", f"no {SAID} of a dossier is attached to it", hint)
    return said


def _parsed(data: bytes) -> Any:
    """Return what JSON says; None when it is none, or more than anybody's dossier says."""
    try:
        return json.loads(data) if sum(map(data.count, (b"[", b"{", b","))) < MARKS else None
    except (ValueError, RecursionError):
        return None


def _bundle(
    data: bytes | None, key: VerifierKey | None, roots: str, troubles: list[str]
) -> tuple[BundleSeen | None, Mapping[str, memoryview]]:
    if not data:
        return None, {}
    try:
        return examined(data, Trusted(log_key=key, witnesses=(), quorum=0, roots=roots)), unpacked(data)
    except Refused as refused:
        troubles.append(f"{EVIDENCE}: {refused.what}")
        return None, {}


def _record(data: bytes | None, folder: Path, troubles: list[str]) -> Replayed | None:
    try:
        lay_out(unpacked(data or b""), folder)
        return replay(folder)
    except Refused as refused:
        troubles.append(f"{RECORD}: {refused.what}")
    except Faults as faults:
        troubles += [f"{RECORD}: {fault.code} {fault.what}" for fault in faults.faults[:10]]
    return None


def _nothing(
    signatures: Sequence[PdfSignature],
    bundle: BundleSeen | None,
    said: Mapping[str, Any],
    troubles: Sequence[str],
) -> DossierSeen:
    return DossierSeen(
        signatures=tuple(signatures), record=None, contribution=None, enclosed=None, seals=(),
        bundle=bundle, said=said, troubles=tuple(troubles),
    )  # fmt: skip


def _key(parts: Mapping[str, memoryview]) -> VerifierKey | None:
    try:
        return read_key(bytes(parts["vkey"]).decode("utf-8", "replace")) if "vkey" in parts else None
    except Refused:
        return None


def _witnesses(parts: Mapping[str, memoryview]) -> tuple[VerifierKey, ...]:
    lines = bytes(parts.get("witnesses", b"")).decode("utf-8", "replace").split("\n")[:MOST]
    try:
        return tuple(read_key(line) for line in lines if line)
    except Refused:
        return ()


def _roots(parts: Mapping[str, memoryview]) -> str:
    """Return the roots that were sent along; what is none of them is told by the bundle, and left out."""
    found = {
        bytes(part).decode("ascii", "replace")
        for name, part in parts.items()
        if name.startswith("stamps/") and name.endswith(".pem")
    }
    return "".join(filter(_readable, sorted(found)[:MOST]))


def _readable(pem: str) -> bool:
    try:
        return bool(read_roots(pem))
    except Refused:
        return False


def _entries(parts: Mapping[str, memoryview]) -> dict[int, bytes]:
    names = (name for name in parts if name.startswith("entries/") and name.endswith(".json"))
    return {int(name[8:-5]): bytes(parts[name]) for name in names if name[8:-5].isdecimal()}


def _openings(parts: Mapping[str, memoryview]) -> dict[int, list[Opening]]:
    found: dict[int, list[Opening]] = {}
    for name, payload in parts.items():
        words = name.split("/")
        if len(words) != 3 or words[0] != "openings" or not words[1].isdecimal():
            continue
        field, mark, _ = words[2].partition(".payload")
        salt = parts.get(f"openings/{words[1]}/{field}.salt")
        if not mark or salt is None:
            continue
        try:
            plain = bytes.fromhex(bytes(salt).decode("ascii"))
        except ValueError:
            continue
        opening = Opening(kind="work.seal", field=field, payload=bytes(payload), salt=plain)
        found.setdefault(int(words[1]), []).append(opening)
    return found
