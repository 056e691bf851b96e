"""The evidence of a house in one folder: a log, the vault of what it commits to, whom it asks for time."""

import threading
from collections.abc import Mapping
from dataclasses import replace as changed
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from tanba.evidence import (
    Ask,
    Enclosed,
    Entry,
    HeadStamp,
    Heard,
    Kept,
    Log,
    Memory,
    Opening,
    Post,
    ProofFile,
    SignedCheckpoint,
    Vault,
    VerifierKey,
    ask_all,
    check_stamp,
    composed,
    gathered,
    independent,
    read_key,
)
from tanba.flow.answering import write_whole
from tanba.flow.catalogue import Catalogue, Listed
from tanba.flow.settings import Settings, read_settings, write_settings
from tanba.flow.subjects import forget_subject
from tanba.kernel import Refused, value
from tanba.keys import Signer

_LARGEST: Final = 1 << 20


@value
class Receipt:
    """What was recorded, and where it stands in the log."""

    index: int
    kind: str
    subject: str
    seq: int
    entry: bytes
    openings: tuple[Opening, ...]


@value
class Anchored:
    """What others said of a tree head: each witness, each authority of time."""

    checkpoint: SignedCheckpoint
    heard: tuple[Heard, ...]
    stamps: tuple[HeadStamp, ...]
    refused: tuple[str, ...]
    """Authorities that gave no time, and why."""


class Archive:
    """
    A log that is open to be written, with its vault.

        with Archive.open(folder, signer, secret) as archive:
            receipt = archive.record("decision", subject, {"reason": b"…"})
            archive.anchor(now, post, ask)
            archive.proof(receipt.index)

    Raises what `Log` and `Vault` raise; EV22 when its settings cannot be read.
    """

    def __init__(
        self, folder: Path, log: Log, vault: Vault, settings: Settings, signer: Signer | None
    ) -> None:
        self.folder, self.log, self.vault, self.settings = folder, log, vault, settings
        self._signer = signer
        self._alone = threading.RLock()
        self.catalogue = Catalogue(folder / "catalogue.db")
        self.catalogue.catch_up(log.size, log.entry)

    @classmethod
    def create(cls, folder: Path, origin: str, signer: Signer, secret: str, settings: Settings) -> Self:
        """Make a log with its vault; a folder that has one is refused."""
        write = changed(settings, key=settings.key or signer.name)
        log = Log.create(folder, origin, signer)
        try:
            vault = Vault.create(folder / "vault", secret)
            write_settings(folder, write)
            return cls(folder, log, vault, write, signer)
        except BaseException:
            log.close()
            raise

    @classmethod
    def open(cls, folder: Path, signer: Signer | None, secret: str) -> Self:
        """Open a log to write; without a signer entries are kept, but nothing new is signed."""
        settings = read_settings(folder)
        log = Log.open(folder, signer)
        try:
            return cls(folder, log, Vault.open(folder / "vault", secret), settings, signer)
        except BaseException:
            log.close()
            raise

    def close(self) -> None:
        """Let the folder go."""
        self.catalogue.close()
        self.vault.close()
        self.log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- recording -------------------------------------------------------------------------------

    def record(
        self,
        kind: str,
        subject: str,
        fields: Mapping[str, bytes],
        clear: Mapping[str, str] | None = None,
    ) -> Receipt:
        """
        Commit to some fields in the log and keep what opens them; durable when this returns.

        The number of the entry is the next one for its kind and subject.
        """
        with self._alone:
            seq = self.catalogue.count(kind, subject) + 1
            entry, openings = composed(kind, subject, seq, fields, clear)
            data = entry.to_bytes()
            index = self.log.append(data)
            self.catalogue.catch_up(index + 1, self.log.entry)
            self.vault.put(subject, index, openings)
        return Receipt(index=index, kind=kind, subject=subject, seq=seq, entry=data, openings=openings)

    def append(self, entry: Entry) -> Receipt:
        """Add an entry that commits to nothing: all of it may be read by everybody."""
        with self._alone:
            data = entry.to_bytes()
            index = self.log.append(data)
            self.catalogue.catch_up(index + 1, self.log.entry)
        return Receipt(
            index=index, kind=entry.kind, subject=entry.subject, seq=entry.seq, entry=data, openings=()
        )

    @property
    def signer(self) -> Signer:
        """The key the archive was opened with; raises Refused (EV07) when it was opened without."""
        if self._signer is None:
            raise Refused("EV07", "the log is open without a key", "open it with the key that signs it")
        return self._signer

    def erase(self, subject: str, on: date) -> tuple[int, ...]:
        """Destroy what opens the entries of a subject, and note it; their proofs stand. None: nothing is."""
        with self._alone:
            indexes = self.vault.erase(subject, on=on)
            forget_subject(self.folder, subject)
            if not indexes:
                return indexes
            seq = self.catalogue.count("erasure", subject) + 1
            self.append(composed("erasure", subject, seq, {})[0])
        return indexes

    # --- what others say ---------------------------------------------------------------------------

    def anchor(self, now: datetime, post: Post | None = None, ask: Ask | None = None) -> Anchored:
        """
        Publish and sign the tree, then ask its witnesses and the authorities of time.

        That one of them is silent stops nothing: what was heard is returned, what was given is kept.
        """
        signed = self.log.publish()
        size = signed.head.size
        heard: tuple[Heard, ...] = ()
        policy = self.settings.policy
        if ask is not None and policy is not None:
            memory = Memory(self.folder / "witnessed.json")
            heard = ask_all(policy.witnesses, signed, self.log.consistency, ask, memory, now)
            lines = [str(one.signature) for one in heard if one.signature is not None]
            if lines:
                self.log.add_cosignatures(size, lines)
        stamps = tuple(self._stamp(signed, post)) if post is not None else ()
        kept = tuple(one for one in stamps if isinstance(one, HeadStamp))
        return Anchored(
            checkpoint=self.log.checkpoint(size) or signed,
            heard=heard,
            stamps=kept,
            refused=tuple(one for one in stamps if isinstance(one, str)),
        )

    def _stamp(self, signed: SignedCheckpoint, post: Post) -> list[HeadStamp | str]:
        size, found = signed.head.size, list[HeadStamp | str]()
        folder = self.folder / "public" / "stamps"
        number = len(self.stamps(size))
        for answer in gathered(signed.note.text.encode(), self.settings.authorities, post):
            if answer.refused:
                found.append(f"{answer.address}: {answer.refused}")
                continue
            number += 1
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(folder / f"{size}-{number}.tsr", answer.tsr)
            found.append(HeadStamp(size=size, tsr=answer.tsr, roots=self.settings.roots))
        return found

    def stamps(self, size: int) -> tuple[HeadStamp, ...]:
        """Return the time-stamps of the tree of a size, as their authorities gave them."""
        folder = self.folder / "public" / "stamps"
        files = sorted(folder.glob(f"{size}-*.tsr"), key=lambda file: (len(file.name), file.name))
        return tuple(
            HeadStamp(size=size, tsr=file.read_bytes()[:_LARGEST], roots=self.settings.roots)
            for file in files
        )

    def stamped_sizes(self) -> tuple[int, ...]:
        """Return the sizes of the trees that have a time-stamp, from the smallest."""
        names = (file.name.partition("-")[0] for file in (self.folder / "public/stamps").glob("*.tsr"))
        return tuple(sorted({int(name) for name in names if name.isdecimal()}))

    # --- showing -----------------------------------------------------------------------------------

    def checkpoint_over(self, index: int) -> SignedCheckpoint:
        """
        Return the checkpoint that shows an entry best: the first one after it that has a time-stamp,
        and enough witnesses where the log asks some; else the last one that was signed. Raises Refused
        (EV23) when none covers it yet.
        """
        sizes = [size for size in self.stamped_sizes() if size > index]
        stamped = [one for one in map(self.log.checkpoint, sizes) if one is not None]
        witnessed = (one for one in stamped if self._enough(one))
        signed = next(witnessed, None) or next(iter(stamped), None) or self.log.checkpoint()
        if signed is None or signed.head.size <= index:
            raise Refused(
                "EV23", f"no checkpoint covers entry {index} yet", "publish: `tanba log stamp`"
            )
        return signed

    def _enough(self, signed: SignedCheckpoint) -> bool:
        policy = self.settings.policy
        if policy is None or not policy.asks:
            return True
        keys = [one.key for one in policy.witnesses]
        seen = independent(signed, key_of_log(self.log), keys)
        return policy.reached({one.witness for one in seen})

    def proof(self, index: int, over: SignedCheckpoint | None = None) -> ProofFile:
        """Return the proof that an entry is in the log."""
        checkpoint = over or self.checkpoint_over(index)
        path = self.log.inclusion(index, checkpoint.head.size)
        return ProofFile(index=index, proof=path, checkpoint=checkpoint)

    def enclosed(
        self,
        index: int,
        disclose: frozenset[str] | None = None,
        over: SignedCheckpoint | None = None,
    ) -> Enclosed:
        """
        Return an entry with its proof and openings; of `disclose` those fields only, of None all.

        The proof is in the tree of `over` where the entry is in it, else in the one that shows it best.
        """
        kept = self.openings(index)
        shown = tuple(one for one in kept.openings if disclose is None or one.field in disclose)
        within = over if over is not None and index < over.head.size else None
        proof = self.proof(index, within)
        return Enclosed(entry=self.log.entry(index), proof=proof, openings=shown)

    def openings(self, index: int) -> Kept:
        """Return what opens the fields of an entry, as the vault has it."""
        return self.vault.openings(index)

    def listed(self, kind: str = "", subject: str = "", last: int = -1) -> tuple[Listed, ...]:
        """Return entries of a kind, about a subject, or the last so many."""
        return self.catalogue.find(kind, subject, last)


def proven_times(anchored: Anchored) -> tuple[datetime | None, ...]:
    """Return the time that each stamp of a tree head proves; None where its authority is not trusted."""
    text = anchored.checkpoint.note.text.encode()
    return tuple(check_stamp(one.tsr, text, one.roots).time for one in anchored.stamps)


def key_of_log(log: Log) -> VerifierKey:
    """Return the key that signs a log now."""
    return read_key([line.vkey for line in log.keys if line.until is None][-1])
