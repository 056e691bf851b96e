"""Keys of a log as they follow each other: a new one is brought in, an old one revoked, both by entries."""

from dataclasses import replace as changed
from typing import Literal

from tanba.evidence import ED25519, VerifierKey, revocation, rotation
from tanba.flow.archive import Archive, Receipt, key_of_log
from tanba.flow.settings import write_settings
from tanba.flow.subjects import subject_of
from tanba.keys import Signer

Reason = Literal["superseded", "lost", "compromised"]


def rotate_key(archive: Archive, follower: Signer) -> VerifierKey:
    """
    Let another key sign a log from its next checkpoint on, and return that key.

    The key that signs now must be the one the archive was opened with: both sign the entry. The archive
    has to be opened anew, by the new key.
    """
    old, new = key_of_log(archive.log), _key(archive, follower)
    signer = archive.signer
    subject = subject_of(archive.folder, "key", archive.log.origin)
    seq = archive.catalogue.count("key.rotate", subject) + 1
    entry = rotation(subject, seq, (old, signer.sign), (new, follower.sign))
    archive.append(entry)
    archive.log.publish()  # the last one that the old key signs
    write_settings(archive.folder, changed(archive.settings, key=follower.name))
    return new


def revoke_key(archive: Archive, key: VerifierKey, reason: Reason, from_size: int | None) -> Receipt:
    """Revoke a key of a log by the key that signs it now; of no size, from the next entry on."""
    subject = subject_of(archive.folder, "key", archive.log.origin)
    seq = archive.catalogue.count("key.revoke", subject) + 1
    size = archive.log.size + 1 if from_size is None else from_size
    by = (_key(archive, archive.signer), archive.signer.sign)
    entry = revocation(subject, seq, key, reason, size, by)
    receipt = archive.append(entry)
    archive.log.publish()
    return receipt


def _key(archive: Archive, signer: Signer) -> VerifierKey:
    return VerifierKey(name=archive.log.origin, kind=ED25519, public=signer.public)
