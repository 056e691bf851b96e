"""A dossier checked by whoever got it: with no log, no network, and nobody trusted whom they did not name."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from tanba.evidence import (
    BundleSeen,
    Opening,
    PdfSignature,
    Trusted,
    VerifierKey,
    examined,
    read_key,
    read_signatures,
    unpacked,
)
from tanba.flow.attachments import attachments
from tanba.flow.evidence import read_payload
from tanba.flow.seals import SealSeen, anchors_of, seals_seen
from tanba.kernel import Faults, Refused, value
from tanba.works import BlobFolder, Contribution, Replayed, contribution_of, lay_out, replay

RECORD: Final = "record.zip"
EVIDENCE: Final = "evidence.zip"
SAID: Final = "dossier.json"
LARGEST: Final = 200 << 20
"""Bytes of a dossier."""


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


def check_dossier(
    file: Path,
    now: datetime,
    log_key: VerifierKey | None = None,
    roots: str = "",
    signer_roots: str = "",
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

    Raises
    ------
    Faults
        DS03 when it is not a dossier; EV70 when it is no PDF that can be read.
    """
    data = read_payload(file, LARGEST)
    try:
        enclosed = attachments(data)
        said = _said(enclosed.get(SAID))
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
        key = log_key or _key(parts)
        entries, openings = _entries(parts), _openings(parts)
        seals = seals_seen(folder, record, entries, openings, key, roots)
        theirs = seals_seen(folder, record, entries, openings, _key(parts), _roots(parts))
        blobs = BlobFolder(folder)
        return DossierSeen(
            signatures=signatures,
            record=record,
            contribution=contribution_of(record, anchors_of(seals), blobs),
            enclosed=contribution_of(record, anchors_of(theirs), blobs),
            seals=seals,
            bundle=bundle,
            said=said,
            troubles=tuple(troubles),
        )


def _said(data: bytes | None) -> Mapping[str, Any]:
    try:
        said = json.loads(data or b"")
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or said.get("tanba") != "dossier/1":
        hint = "`tanba work dossier` writes one"
        raise Refused("DS03", f"no {SAID} of a dossier is attached to it", hint)
    return said


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


def _roots(parts: Mapping[str, memoryview]) -> str:
    found = {
        bytes(part)
        for name, part in parts.items()
        if name.startswith("stamps/") and name.endswith(".pem")
    }
    return b"".join(sorted(found)).decode("ascii", "replace")


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
