"""
The evidence room: a log that nobody can rewrite, what it commits to, and who else vouches for it.

    from tanba.keys import KeyStore, Signer

    keys = KeyStore(Path("keys"))
    keys.new("log", "Qala News", "correct horse battery", "ed25519", on=date(2026, 3, 1))
    signer = Signer(keys.open("log", "correct horse battery", on=date(2026, 3, 1)))
    log = Log.create(Path("log"), "example.kz/log", signer)
    entry, openings = composed("decision", "0" * 32, 1, {"reason": b"the applicant asked for a person"})
    index = log.append(entry.to_bytes())                          # durable once it returns
    signed = log.publish()                                        # tiles, then the signed checkpoint
    proof = ProofFile(index=index, proof=log.inclusion(index, signed.head.size), checkpoint=signed)
    check_proof(entry.to_bytes(), proof, read_key(log.keys[0].vkey)).included                    # True
    log.close()

The formats are those of C2SP (tlog-tiles, tlog-checkpoint, signed-note, tlog-proof, tlog-witness), so that
programs of others read them. Moments and the network come in as arguments. The door opens lazily.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.evidence.bundle.archive import packed, unpacked
    from tanba.evidence.bundle.contents import Contents, Enclosed, Growth, HeadStamp
    from tanba.evidence.bundle.examination import Trusted
    from tanba.evidence.bundle.results import BundleSeen
    from tanba.evidence.bundle.verification import examined, verify_bundle
    from tanba.evidence.bundle.writing import bundled, write_bundle
    from tanba.evidence.certificates.names import Person
    from tanba.evidence.certificates.signature import SignatureSeen, check_signature
    from tanba.evidence.entries.commitment import Opening, composed, opens
    from tanba.evidence.entries.entry import Entry, entry_from
    from tanba.evidence.entries.keyring import Keyring
    from tanba.evidence.entries.lifecycle import revocation, rotation
    from tanba.evidence.entries.vault import Kept, Vault
    from tanba.evidence.log.auditor import audit
    from tanba.evidence.log.findings import Audit, Finding
    from tanba.evidence.log.published import Fetch, files_in
    from tanba.evidence.log.publisher import Publisher
    from tanba.evidence.log.reader import Reader
    from tanba.evidence.log.writer import Log
    from tanba.evidence.notes.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
    from tanba.evidence.notes.note import COSIGNATURE, ED25519, VerifierKey, read_key, sign_note
    from tanba.evidence.notes.proof_file import Checked, ProofFile, check_proof, independent, read_proof
    from tanba.evidence.notes.receipt import (
        RECEIPT_BYTES,
        GenerationReceipt,
        check_receipt,
        read_receipt,
        receipt_text,
    )
    from tanba.evidence.signatures import PdfSignature, attached_files, read_signatures, sign_pdf
    from tanba.evidence.stamps.asking import Post, gathered, stamped
    from tanba.evidence.stamps.verification import StampSeen, check_stamp, read_roots
    from tanba.evidence.witnesses.client import Ask, Heard, Reply, ask_all
    from tanba.evidence.witnesses.memory import Memory
    from tanba.evidence.witnesses.policy import (
        KnownLog,
        KnownWitness,
        Policy,
        any_of,
        check_by,
        read_policy,
    )
    from tanba.evidence.witnesses.service import Witness

_MODULES = {
    "bundle.archive": (
        "packed",
        "unpacked",
    ),
    "bundle.contents": (
        "Contents",
        "Enclosed",
        "Growth",
        "HeadStamp",
    ),
    "bundle.examination": ("Trusted",),
    "bundle.results": ("BundleSeen",),
    "bundle.verification": (
        "examined",
        "verify_bundle",
    ),
    "bundle.writing": (
        "bundled",
        "write_bundle",
    ),
    "certificates.names": ("Person",),
    "certificates.signature": (
        "SignatureSeen",
        "check_signature",
    ),
    "entries.commitment": (
        "Opening",
        "composed",
        "opens",
    ),
    "entries.entry": (
        "Entry",
        "entry_from",
    ),
    "entries.keyring": ("Keyring",),
    "entries.lifecycle": (
        "revocation",
        "rotation",
    ),
    "entries.vault": (
        "Kept",
        "Vault",
    ),
    "log.auditor": ("audit",),
    "log.findings": (
        "Audit",
        "Finding",
    ),
    "log.published": (
        "Fetch",
        "files_in",
    ),
    "log.publisher": ("Publisher",),
    "log.reader": ("Reader",),
    "log.writer": ("Log",),
    "notes.checkpoint": (
        "Checkpoint",
        "SignedCheckpoint",
        "read_checkpoint",
    ),
    "notes.note": (
        "COSIGNATURE",
        "ED25519",
        "VerifierKey",
        "read_key",
        "sign_note",
    ),
    "notes.proof_file": (
        "Checked",
        "ProofFile",
        "check_proof",
        "independent",
        "read_proof",
    ),
    "notes.receipt": (
        "RECEIPT_BYTES",
        "GenerationReceipt",
        "check_receipt",
        "read_receipt",
        "receipt_text",
    ),
    "signatures": (
        "PdfSignature",
        "attached_files",
        "read_signatures",
        "sign_pdf",
    ),
    "stamps.asking": (
        "Post",
        "gathered",
        "stamped",
    ),
    "stamps.verification": (
        "StampSeen",
        "check_stamp",
        "read_roots",
    ),
    "witnesses.client": (
        "Ask",
        "Heard",
        "Reply",
        "ask_all",
    ),
    "witnesses.memory": ("Memory",),
    "witnesses.policy": (
        "KnownLog",
        "KnownWitness",
        "Policy",
        "any_of",
        "check_by",
        "read_policy",
    ),
    "witnesses.service": ("Witness",),
}
_ROOMS = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "RECEIPT_BYTES",
    "Ask",
    "Audit",
    "BundleSeen",
    "Checked",
    "Checkpoint",
    "Contents",
    "Enclosed",
    "Entry",
    "Fetch",
    "Finding",
    "GenerationReceipt",
    "Growth",
    "HeadStamp",
    "Heard",
    "Kept",
    "Keyring",
    "KnownLog",
    "KnownWitness",
    "Log",
    "Memory",
    "Opening",
    "PdfSignature",
    "Person",
    "Policy",
    "Post",
    "ProofFile",
    "Publisher",
    "Reader",
    "Reply",
    "SignatureSeen",
    "SignedCheckpoint",
    "StampSeen",
    "Trusted",
    "Vault",
    "VerifierKey",
    "Witness",
    "any_of",
    "ask_all",
    "attached_files",
    "audit",
    "bundled",
    "check_by",
    "check_proof",
    "check_receipt",
    "check_signature",
    "check_stamp",
    "composed",
    "entry_from",
    "examined",
    "files_in",
    "gathered",
    "independent",
    "opens",
    "packed",
    "read_checkpoint",
    "read_key",
    "read_policy",
    "read_proof",
    "read_receipt",
    "read_roots",
    "read_signatures",
    "receipt_text",
    "revocation",
    "rotation",
    "sign_note",
    "sign_pdf",
    "stamped",
    "unpacked",
    "verify_bundle",
    "write_bundle",
]

__getattr__ = lazy_door(__name__, _ROOMS)
