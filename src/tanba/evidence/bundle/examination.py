"""Every part of a bundle examined, one after the other; one that is damaged hides none of the rest."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Final

from tanba.evidence.bundle.contents import ABOUT_KEYS, MOST_EVENTS, NUMBER
from tanba.evidence.bundle.heads import growth, judged, read_heads
from tanba.evidence.bundle.manifest import NAME, altered
from tanba.evidence.bundle.parts import Parts
from tanba.evidence.bundle.readme import PROGRAM, program
from tanba.evidence.bundle.results import BundleSeen, EntrySeen, HeadSeen, StampEnclosed
from tanba.evidence.bundle.times import stamps_seen
from tanba.evidence.entries.commitment import SALT_SIZE, Opening, opens
from tanba.evidence.entries.entry import Entry, entry_from
from tanba.evidence.entries.keyring import Keyring
from tanba.evidence.notes.note import VerifierKey, read_key
from tanba.evidence.notes.proof_file import read_proof
from tanba.evidence.stamps.opinions import State
from tanba.evidence.stamps.verification import read_roots
from tanba.evidence.tree.hashing import leaf_hash
from tanba.evidence.tree.proving import inclusion_root
from tanba.kernel import LANGS, Refused, value

_LAYOUT: Final = re.compile(
    rf"README\.({'|'.join(LANGS)})\.md|{re.escape(NAME)}|{re.escape(PROGRAM)}|vkey|witnesses"
    rf"|checkpoints/{NUMBER}\.(note|txt)|growth/{NUMBER}-{NUMBER}\.txt|entries/{NUMBER}\.(json|tlog-proof)"
    rf"|openings/{NUMBER}/[a-z0-9_]+\.(payload|salt)|stamps/{NUMBER}-{NUMBER}\.(tsr|pem)"
    r"|files/[A-Za-z0-9][A-Za-z0-9._-]*"
)
_ENTRY: Final = re.compile(rf"entries/{NUMBER}\.json")
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
        self._parts = Parts(files)
        self._trusted = trusted
        self._heads = read_heads(self._parts)

    def run(self) -> BundleSeen:
        """Return what the bundle shows."""
        parts, named = self._parts, self._trusted.log_key
        for name in altered(parts.files):
            parts.fail(name, "not what the manifest says")
        for name in parts.files:
            if not _LAYOUT.fullmatch(name):
                parts.fail(name, "no file of this name belongs into a bundle")
        key = parts.attempt("vkey", lambda: read_key(parts.text("vkey")))
        ring = self._ring(named or key)
        # Good for the largest tree, from the one on that the reader knows.
        good = ring.keys(max(self._heads, default=0))
        known = named is not None and key in good
        if named is not None and not known:
            parts.fail(
                "vkey", "not the key of the log that the reader knows, nor one that it brought in"
            )
        heads = self._examine_heads(ring, named or key, {one.public for one in good})
        stamps = stamps_seen(parts, self._trusted.roots)
        entries = self._examine_entries(stamps)
        return BundleSeen(
            key=str(key) if key else "",
            known=known,
            heads=heads,
            entries=entries,
            stamps=stamps,
            quorum=self._quorum(heads),
            files=tuple(name for name in parts.files if name.startswith("files/")),
            program=parts.data(PROGRAM) == program(),
            failing=tuple(parts.failing),
        )

    def _ring(self, key: VerifierKey | None) -> Keyring:
        """Return the keys of the log from one on, by the entries about keys that are enclosed."""
        events = []
        for (index,), name in self._parts.numbered(_ENTRY):
            data = self._parts.data(name)
            if ABOUT_KEYS in data:
                with suppress(Refused):  # what is wrong with an entry is told where all are looked at
                    self._proven(index, data)
                    events.append((index, entry_from(data)))
        if len(events) > MOST_EVENTS:
            raise Refused("EV65", f"more than {MOST_EVENTS} entries about keys")
        return Keyring([key] if key else [], events)

    def _examine_heads(
        self, ring: Keyring, key: VerifierKey | None, own: set[bytes]
    ) -> tuple[HeadSeen, ...]:
        parts, asked = self._parts, self._trusted.quorum
        watching = (one for one in self._trusted.witnesses if one.public not in own)
        found = judged(self._heads, growth(parts, self._heads), ring, key, watching)
        for one in found:
            name = f"checkpoints/{one.size}.note"
            if one.signed == "invalid":
                parts.fail(name, "not signed by a key of the log that is good for it")
            if one.grown == "invalid":
                parts.fail(name, "not shown to have grown from the checkpoint before")
            if len(one.cosigned) < asked:
                told = f"{len(one.cosigned)} of {asked}"
                parts.fail(name, "cosigned by fewer witnesses than were asked for", told)
        return found

    def _examine_entries(self, stamps: tuple[StampEnclosed, ...]) -> tuple[EntrySeen, ...]:
        times: dict[int, datetime] = {}
        for stamp in stamps:
            if stamp.seen.time is not None:
                times[stamp.size] = min(stamp.seen.time, times.get(stamp.size, stamp.seen.time))
        disclosed: dict[int, list[str]] = {}
        for name in self._parts.files:
            if match := _PAYLOAD.fullmatch(name):
                disclosed.setdefault(int(match[1]), []).append(match[2])
        found = tuple(
            self._examine_entry(index, disclosed.pop(index, []), times)
            for (index,), _ in self._parts.numbered(_ENTRY)
        )
        for index in disclosed:
            self._parts.fail(f"openings/{index}", "they open no entry that is enclosed")
        return found

    def _examine_entry(
        self, index: int, disclosed: list[str], times: Mapping[int, datetime]
    ) -> EntrySeen:
        name = f"entries/{index}.json"
        data = self._parts.data(name)
        size = self._parts.attempt(name, lambda: self._proven(index, data))
        entry = self._parts.attempt(name, lambda: entry_from(data))
        if entry is None:
            return EntrySeen(index=index, included=_state(size is not None), size=size or 0)
        right = {field for field in disclosed if self._opens(index, entry, field)}
        wrong = tuple(sorted(set(disclosed) - right))
        for field in wrong:
            self._parts.fail(f"openings/{index}/{field}.payload", "not what the entry committed to")
        return EntrySeen(
            index=index,
            included=_state(size is not None),
            size=size or 0,
            kind=entry.kind,
            subject=entry.subject,
            seq=entry.seq,
            opened=tuple(sorted(right)),
            mismatched=wrong,
            closed=tuple(sorted(set(entry.commits) - set(disclosed))),
            not_after=times.get(size) if size is not None else None,
        )

    def _proven(self, index: int, data: bytes) -> int:
        """Return the size of the enclosed tree that an entry is in; raises Refused when it is in none."""
        proof = read_proof(self._parts.data(f"entries/{index}.tlog-proof"))
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
        salt = self._parts.data(f"{place}.salt")
        if not _SALT.fullmatch(salt):
            return False
        payload = self._parts.data(f"{place}.payload")
        opening = Opening(
            kind=entry.kind, field=field, payload=payload, salt=bytes.fromhex(salt.decode())
        )
        return opens(entry, opening)

    def _quorum(self, heads: tuple[HeadSeen, ...]) -> State:
        asked = self._trusted.quorum
        if asked <= 0 or not heads:
            return "not shown"
        return _state(all(len(one.cosigned) >= asked for one in heads))


def _state(holds: bool) -> State:
    return "valid" if holds else "invalid"
