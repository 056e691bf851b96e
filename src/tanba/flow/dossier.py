"""A dossier: what a record shows of a work, with all that proves it, so that it needs nobody to be checked."""

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from tanba.evidence import Contents, VerifierKey, bundled, packed, sign_pdf
from tanba.flow.archive import Archive, Receipt
from tanba.flow.authoring import KIND, moment
from tanba.flow.bundling import contents_of
from tanba.flow.depositing import standing
from tanba.flow.receipts import receipts_seen
from tanba.flow.seals import SealSeen, anchors_of, own_seals
from tanba.flow.subjects import find_subject
from tanba.kernel import Refused, value
from tanba.keys import SigningKey
from tanba.works import (
    BlobFolder,
    Contribution,
    Register,
    Replayed,
    Shown,
    contribution_of,
    record_files,
    register_of,
    replay,
    to_prov,
)

DOSSIER = "work.dossier"


@value
class Dossier:
    """All that goes onto the pages and into the files of a dossier."""

    record: Replayed
    contribution: Contribution
    register: Register
    prompts: Mapping[str, str]
    """The words of each prompt by its id: a dossier shows them."""
    seals: tuple[SealSeen, ...]
    log_key: str
    """The line of the log's key; empty without a log."""
    deposits: Shown | None
    """The deposits of this author in this log; None without a log or without any."""
    on: date
    prov: Mapping[str, object]
    record_zip: bytes
    bundle: bytes
    """What proves the seals; empty without any."""
    parties: tuple[str, ...] = ()
    """The keys of the second parties whose receipts its author believes; no reader has to."""


def gather_dossier(
    folder: Path,
    archive: Archive | None,
    on: date,
    said: dict[str, str],
    program: bool = False,
    parties: Sequence[VerifierKey] = (),
) -> Dossier:
    """
    Return the dossier of a work; the record is replayed, and every seal checked against the log.

    Raises Faults: what `replay` raises, DS02 when the record is too large to be enclosed.
    """
    record = replay(folder)
    blobs = BlobFolder(folder)
    seals = own_seals(folder, record, archive) if archive else ()
    anchors = anchors_of(seals, receipts_seen(folder, record, parties))
    contents = _contents(archive, record) if archive else None
    try:
        record_zip = packed(record_files(folder))
        bundle = bundled(contents) if contents else b""
    except Refused as refused:
        raise Refused("DS02", refused.what, refused.hint).at(str(folder)) from None
    return Dossier(
        record=record,
        contribution=contribution_of(record, anchors, blobs),
        register=register_of(record, said, program),
        prompts={one.id: blobs.read(one.sha256).decode("utf-8", "replace") for one in record.prompts},
        seals=seals,
        log_key=str(contents.log_key) if contents else "",
        deposits=_deposits(archive, record.work.author) if archive else None,
        on=on,
        prov=to_prov(record),
        record_zip=record_zip,
        bundle=bundle,
        parties=tuple(map(str, parties)),
    )


def sign_dossier(pdf: bytes, key: SigningKey) -> bytes:
    """Return a dossier signed by its author (PAdES), with a time where the key names an authority."""
    from tanba.flow.contacts import posts  # brings the network along, which most dossiers do without

    return sign_pdf(pdf, key, moment(), post=posts() if key.time_authority else None)


def record_dossier(archive: Archive, work: str, pdf: bytes) -> Receipt:
    """Commit to a finished dossier in the log: these bytes existed."""
    return archive.record(DOSSIER, work, {"sha256": sha256(pdf).hexdigest().encode()})


def _contents(archive: Archive, record: Replayed) -> Contents | None:
    """Return the entries that seal a record, each under the checkpoint that the record has of it."""
    indexes = [one.index for one in archive.listed(KIND, record.work.id)]
    return contents_of(archive, indexes) if indexes else None


def _deposits(archive: Archive, author: str) -> Shown | None:
    subject = find_subject(archive.folder, "author", author)
    return standing(archive, subject) if subject else None
