"""Every part of a bundle examined, one after the other; one that is damaged hides none of the rest."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final, TypeVar

from tanba.evidence.bundle.contents import LARGEST_ROOTS, MOST_HEADS, MOST_STAMPS, NUMBER
from tanba.evidence.bundle.manifest import NAME, altered
from tanba.evidence.bundle.readme import PROGRAM, program
from tanba.evidence.bundle.results import BundleSeen, EntrySeen, Failing, HeadSeen, StampEnclosed
from tanba.evidence.entries.commitment import SALT_SIZE, Opening, opens
from tanba.evidence.entries.entry import Entry, entry_from
from tanba.evidence.notes.checkpoint import SignedCheckpoint, read_checkpoint
from tanba.evidence.notes.cosignature import signed_by_log
from tanba.evidence.notes.note import VerifierKey, read_key
from tanba.evidence.notes.proof_file import independent, read_proof
from tanba.evidence.stamps.opinions import State
from tanba.evidence.stamps.verification import check_stamp, read_roots
from tanba.evidence.tree.hashing import leaf_hash
from tanba.evidence.tree.proving import grown, inclusion_root
from tanba.kernel import LANGS, Refused, value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509 import Certificate

T = TypeVar("T")

_LAYOUT: Final = re.compile(
    rf"README\.({'|'.join(LANGS)})\.md|{re.escape(NAME)}|{re.escape(PROGRAM)}|vkey|witnesses"
    rf"|checkpoints/{NUMBER}\.(note|txt)|growth/{NUMBER}-{NUMBER}\.txt|entries/{NUMBER}\.(json|tlog-proof)"
    rf"|openings/{NUMBER}/[a-z0-9_]+\.(payload|salt)|stamps/{NUMBER}-{NUMBER}\.(tsr|pem)"
    r"|files/[A-Za-z0-9][A-Za-z0-9._-]*"
)
_HEAD: Final = re.compile(rf"checkpoints/{NUMBER}\.note")
_ENTRY: Final = re.compile(rf"entries/{NUMBER}\.json")
_STAMP: Final = re.compile(rf"stamps/{NUMBER}-{NUMBER}\.tsr")
_PAYLOAD: Final = re.compile(rf"openings/{NUMBER}/([a-z0-9_]+)\.payload")
_SALT: Final = re.compile(rb"[0-9a-f]{%d}\n" % (2 * SALT_SIZE))


@value
class Trusted:
    """Whom a reader trusts; by default nobody."""

    log_key: VerifierKey | None = None
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int = 0
    roots: str = ""


class Examination:
    """One reading of the files of one bundle."""

    def __init__(self, files: Mapping[str, memoryview], trusted: Trusted) -> None:
        read_roots(trusted.roots)  # what the reader brought is wrong at once, or not at all
        self._files = files
        self._trusted = trusted
        self._failing: list[Failing] = []
        self._heads: dict[int, SignedCheckpoint] = {}

    def run(self) -> BundleSeen:
        """Return what the bundle shows."""
        for name in altered(self._files):
            self._fail(name, "not what the manifest says")
        for name in self._files:
            if not _LAYOUT.fullmatch(name):
                self._fail(name, "no file of this name belongs into a bundle")
        key = self._attempt("vkey", lambda: read_key(self._text("vkey")))
        known = key is not None and key == self._trusted.log_key
        if self._trusted.log_key is not None and not known:
            self._fail("vkey", "not the key of the log that the reader knows")
        heads = self._examine_heads(self._trusted.log_key or key)
        stamps = self._examine_stamps()
        entries = self._examine_entries(stamps)
        return BundleSeen(
            key=str(key) if key else "",
            known=known,
            heads=heads,
            entries=entries,
            stamps=stamps,
            quorum=self._quorum(heads),
            files=tuple(name for name in self._files if name.startswith("files/")),
            program=self._bytes(PROGRAM) == program(),
            failing=tuple(self._failing),
        )

    def _examine_heads(self, key: VerifierKey | None) -> tuple[HeadSeen, ...]:
        names = self._numbered(_HEAD)
        if len(names) > MOST_HEADS:
            raise Refused("EV65", f"more than {MOST_HEADS} checkpoints")
        found = []
        before: SignedCheckpoint | None = None
        for (size,), name in names:
            checkpoint = self._attempt(name, lambda: read_checkpoint(self._bytes(name)))  # noqa: B023
            text = self._bytes(f"checkpoints/{size}.txt")
            if (
                checkpoint is None
                or checkpoint.head.size != size
                or checkpoint.note.text.encode() != text
            ):
                self._fail(name, "not the checkpoint that its name and its text say")
                found.append(
                    HeadSeen(size=size, root="", signed="invalid", grown="invalid", cosigned=())
                )
                continue
            signed = key is not None and signed_by_log(checkpoint, key)
            grew = before is None or self._grew(before, checkpoint)
            if not signed:
                self._fail(name, "not signed by the key of the log")
            if not grew:
                self._fail(name, "not shown to have grown from the checkpoint before")
            seen = independent(checkpoint, key, self._trusted.witnesses) if key else ()
            found.append(
                HeadSeen(
                    size=size,
                    root=checkpoint.head.root.hex(),
                    signed=_state(signed),
                    grown=_state(grew),
                    cosigned=tuple(one.witness.name for one in seen),
                )
            )
            if len(seen) < self._trusted.quorum:
                self._fail(
                    name, f"cosigned by {len(seen)} of {self._trusted.quorum} witnesses asked for"
                )
            self._heads[size] = before = checkpoint
        return tuple(found)

    def _grew(self, old: SignedCheckpoint, new: SignedCheckpoint) -> bool:
        before, after = old.head, new.head
        lines = self._bytes(f"growth/{before.size}-{after.size}.txt").split(b"\n")[:-1]
        try:
            proof = [b64decode(line, validate=True) for line in lines[:200]]
        except (ValueError, Error):
            return False
        return grown(before.size, before.root, after.size, after.root, proof)

    def _examine_stamps(self) -> tuple[StampEnclosed, ...]:
        names = self._numbered(_STAMP)
        if len(names) > MOST_STAMPS:
            raise Refused("EV65", f"more than {MOST_STAMPS} time-stamps")
        found = []
        for (size, number), name in names:
            tsr, text = self._bytes(name), self._bytes(f"checkpoints/{size}.txt")
            seen = check_stamp(tsr, text, self._trusted.roots)
            pem = f"stamps/{size}-{number}.pem"
            roots = self._attempt(pem, lambda: self._enclosed_roots(pem))  # noqa: B023
            enclosed = check_stamp(tsr, text, self._text(pem)) if roots else seen
            for one in (seen, enclosed):
                if one.state == "invalid":
                    self._fail(name, one.why)
                    break
            root = (
                sha256(roots[0].public_bytes(_der())).hexdigest() if roots and len(roots) == 1 else ""
            )
            found.append(
                StampEnclosed(
                    size=size,
                    seen=seen,
                    by_enclosed=enclosed.state if roots else "not shown",
                    root=root,
                )
            )
        return tuple(found)

    def _enclosed_roots(self, name: str) -> "tuple[Certificate, ...]":
        if len(self._bytes(name)) > LARGEST_ROOTS:
            raise Refused("EV65", f"roots of more than {LARGEST_ROOTS} bytes")
        return read_roots(self._text(name))

    def _examine_entries(self, stamps: tuple[StampEnclosed, ...]) -> tuple[EntrySeen, ...]:
        times: dict[int, datetime] = {}
        for stamp in stamps:
            if stamp.seen.time is not None:
                times[stamp.size] = min(stamp.seen.time, times.get(stamp.size, stamp.seen.time))
        disclosed: dict[int, list[str]] = {}
        for name in self._files:
            if match := _PAYLOAD.fullmatch(name):
                disclosed.setdefault(int(match[1]), []).append(match[2])
        found = tuple(
            self._examine_entry(index, disclosed.pop(index, []), times)
            for (index,), _ in self._numbered(_ENTRY)
        )
        for index in disclosed:
            self._fail(f"openings/{index}", "they open no entry that is enclosed")
        return found

    def _examine_entry(
        self, index: int, disclosed: list[str], times: Mapping[int, datetime]
    ) -> EntrySeen:
        name = f"entries/{index}.json"
        data = self._bytes(name)
        size = self._attempt(name, lambda: self._proven(index, data))
        entry = self._attempt(name, lambda: entry_from(data))
        if entry is None:
            return EntrySeen(index=index, included=_state(size is not None), size=size or 0)
        right = {field for field in disclosed if self._opens(index, entry, field)}
        for field in sorted(set(disclosed) - right):
            self._fail(f"openings/{index}/{field}.payload", "not what the entry committed to")
        return EntrySeen(
            index=index,
            included=_state(size is not None),
            size=size or 0,
            kind=entry.kind,
            subject=entry.subject,
            seq=entry.seq,
            opened=tuple(sorted(right)),
            mismatched=tuple(sorted(set(disclosed) - right)),
            closed=tuple(sorted(set(entry.commits) - set(disclosed))),
            not_after=times.get(size) if size is not None else None,
        )

    def _proven(self, index: int, data: bytes) -> int:
        """Return the size of the enclosed tree that an entry is in; raises Refused when it is in none."""
        proof = read_proof(self._bytes(f"entries/{index}.tlog-proof"))
        head = proof.checkpoint.head
        if proof.index != index or self._heads.get(head.size) != proof.checkpoint:
            raise Refused(
                "EV65", "its proof is for another place, or for a checkpoint that is not here"
            )
        if inclusion_root(leaf_hash(data), index, head.size, proof.proof) != head.root:
            raise Refused("EV65", "not in the log at this place")
        return head.size

    def _opens(self, index: int, entry: Entry, field: str) -> bool:
        place = f"openings/{index}/{field}"
        salt = self._bytes(f"{place}.salt")
        if not _SALT.fullmatch(salt):
            return False
        payload = self._bytes(f"{place}.payload")
        opening = Opening(
            kind=entry.kind, field=field, payload=payload, salt=bytes.fromhex(salt.decode())
        )
        return opens(entry, opening)

    def _quorum(self, heads: tuple[HeadSeen, ...]) -> State:
        asked = self._trusted.quorum
        if asked <= 0 or not heads:
            return "not shown"
        return _state(all(len(one.cosigned) >= asked for one in heads))

    def _numbered(self, pattern: re.Pattern[str]) -> list[tuple[tuple[int, ...], str]]:
        """Return the numbers in the names of files, and the names, in the order of the numbers."""
        found = ((pattern.fullmatch(name), name) for name in self._files)
        return sorted((tuple(map(int, match.groups())), name) for match, name in found if match)

    def _bytes(self, name: str) -> bytes:
        """Return a file; of one that is missing, nothing, which then is not what it should be."""
        return bytes(self._files.get(name, b""))

    def _text(self, name: str) -> str:
        return self._bytes(name).decode("utf-8", "replace")

    def _attempt(self, name: str, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except Refused as refused:
            self._fail(name, refused.what)
            return None

    def _fail(self, file: str, why: str) -> None:
        self._failing.append(Failing(file=file, why=why))


def _state(holds: bool) -> State:
    return "valid" if holds else "invalid"


def _der() -> "Encoding":
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding.DER
