"""
What a bundle encloses, and under which names it lies there.

    README.kk.md README.ru.md README.en.md       how anybody checks it
    manifest.json                                the SHA-256 of every other file
    verify.mjs                                   the program that checks it with Node alone
    vkey, witnesses                              public keys, a line each
    checkpoints/SIZE.note, SIZE.txt              the signed tree head, and its text: what was stamped
    growth/OLD-NEW.txt                           that one tree begins with the other, base64 a line
    entries/INDEX.json, INDEX.tlog-proof         an entry of the log, and the proof that it is in there
    openings/INDEX/FIELD.payload, FIELD.salt     what a field committed to; the salt in hexadecimal
    stamps/SIZE-NUMBER.tsr, SIZE-NUMBER.pem      the time of a tree head, and the roots of its authority
    files/NAME                                   a dossier, a work: whatever goes with it

Every name is made of numbers and words that were checked: nothing a stranger wrote is part of one.
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from itertools import pairwise
from typing import Final

from tanba.evidence.entries.commitment import Opening, opens
from tanba.evidence.entries.entry import entry_from
from tanba.evidence.notes.checkpoint import SignedCheckpoint
from tanba.evidence.notes.note import VerifierKey
from tanba.evidence.notes.proof_file import ProofFile
from tanba.kernel import Refused, value

NUMBER: Final = r"(0|[1-9][0-9]{0,18})"
MOST_HEADS: Final = 1_000
MOST_STAMPS: Final = 100
"""What one bundle holds of them at most: each costs a reader some signatures."""
MOST_EVENTS: Final = 100
"""Entries about keys in one bundle."""
ABOUT_KEYS: Final = b'"kind":"key.'
LARGEST_ROOTS: Final = 64 * 1024
"""Bytes of the roots that go with one time-stamp."""
FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")


@value
class Enclosed:
    """One entry of the log with its proof, and the openings of what is disclosed of it, maybe none."""

    entry: bytes
    proof: ProofFile
    openings: tuple[Opening, ...] = ()


@value
class Growth:
    """That the tree of `new` entries begins with the tree of `old`: a consistency proof."""

    old: int
    new: int
    proof: tuple[bytes, ...]


@value
class HeadStamp:
    """A time-stamp over the text of the checkpoint of `size` entries, as the authority gave it."""

    size: int
    tsr: bytes
    roots: str
    """PEM of the authority's root, for whoever checks it; they decide themselves whom they trust."""


@value
class Contents:
    """
    What goes into a bundle.

    Each entry brings its own checkpoint, the one that was stamped soon after it: an entry of last year
    keeps the time of last year. Where there are several, `growth` leads from each to the next. A log
    that changed its key encloses the entries that say so, for readers who know an older one.
    """

    log_key: VerifierKey
    """The one that signs the log now."""
    entries: tuple[Enclosed, ...]
    growth: tuple[Growth, ...] = ()
    stamps: tuple[HeadStamp, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    """By their plain names, such as `dossier.pdf`."""


def heads_of(entries: Iterable[Enclosed]) -> dict[int, SignedCheckpoint]:
    """
    Return the checkpoints of entries by their size, from the smallest; of one size, the most signed.

    Raises Refused (EV67) when two of one size differ: one log cannot have both.
    """
    found: dict[int, SignedCheckpoint] = {}
    for one in entries:
        checkpoint = one.proof.checkpoint
        kept = found.setdefault(checkpoint.head.size, checkpoint)
        if kept.head != checkpoint.head:
            raise Refused(
                "EV67",
                f"two different trees of {checkpoint.head.size} entries",
                "the log forked: keep both checkpoints, they prove it",
            )
        if len(checkpoint.note.signatures) > len(kept.note.signatures):
            found[checkpoint.head.size] = checkpoint
    return {size: found[size] for size in sorted(found)}


def files_of(contents: Contents) -> dict[str, bytes]:
    """
    Return the files of a bundle by their names, without what it says of itself.

    Raises
    ------
    Refused
        EV67 when parts are missing or do not belong together: no entry, an entry twice, an opening of
        another, two trees of one size, a step from one tree to the next without its proof, a stamp of a
        tree that is not here, too many of either, a file whose name is more than letters, digits, dots,
        `_` and `-`. What `entry_from` raises when an entry is none.
    """
    heads = heads_of(contents.entries)
    _check(contents, tuple(heads))
    files = {"vkey": _line(contents.log_key)}
    if contents.witnesses:
        files["witnesses"] = b"".join(map(_line, contents.witnesses))
    for size, checkpoint in heads.items():
        files[f"checkpoints/{size}.note"] = str(checkpoint.note).encode()
        files[f"checkpoints/{size}.txt"] = checkpoint.note.text.encode()
    for step in sorted(contents.growth, key=lambda one: one.old):
        hashes = b"".join(b64encode(one) + b"\n" for one in step.proof)
        files[f"growth/{step.old}-{step.new}.txt"] = hashes
    for each in sorted(contents.entries, key=lambda one: one.proof.index):
        files |= _entry_files(each, heads[each.proof.checkpoint.head.size])
    numbers = dict.fromkeys(heads, 0)
    for stamp in contents.stamps:
        numbers[stamp.size] += 1
        name = f"stamps/{stamp.size}-{numbers[stamp.size]}"
        files[f"{name}.tsr"], files[f"{name}.pem"] = stamp.tsr, stamp.roots.encode()
    return files | {f"files/{name}": contents.files[name] for name in sorted(contents.files)}


def _entry_files(one: Enclosed, checkpoint: SignedCheckpoint) -> dict[str, bytes]:
    index = one.proof.index
    proof = replace(one.proof, checkpoint=checkpoint)  # with all the signatures that one of them has
    files = {f"entries/{index}.json": one.entry, f"entries/{index}.tlog-proof": str(proof).encode()}
    for opening in sorted(one.openings, key=lambda each: each.field):
        name = f"openings/{index}/{opening.field}"
        files[f"{name}.payload"] = opening.payload
        files[f"{name}.salt"] = opening.salt.hex().encode() + b"\n"
    return files


def _check(contents: Contents, sizes: tuple[int, ...]) -> None:
    indexes = [one.proof.index for one in contents.entries]
    if not indexes or len(set(indexes)) != len(indexes):
        raise Refused("EV67", "a bundle has one entry or more, each once")
    for one in contents.entries:
        entry = entry_from(one.entry)
        for opening in one.openings:
            if not opens(entry, opening):
                what = f"an opening of the field {opening.field} that does not open entry {one.proof.index}"
                raise Refused("EV67", what)
    steps = sorted((one.old, one.new) for one in contents.growth)
    if steps != list(pairwise(sizes)):
        hint = "a consistency proof from each checkpoint to the next, and no other"
        raise Refused("EV67", f"trees of {', '.join(map(str, sizes))} entries, not joined", hint)
    if sum(ABOUT_KEYS in one.entry for one in contents.entries) > MOST_EVENTS:
        raise Refused("EV67", f"more than {MOST_EVENTS} entries about keys")
    if len(sizes) > MOST_HEADS or len(contents.stamps) > MOST_STAMPS:
        hint = "prove the entries in fewer checkpoints, or write several bundles"
        raise Refused("EV67", f"more than {MOST_HEADS} checkpoints or {MOST_STAMPS} time-stamps", hint)
    for stamp in contents.stamps:
        if stamp.size not in sizes:
            raise Refused("EV67", f"a time-stamp of a tree of {stamp.size} entries that is not here")
        if len(stamp.roots) > LARGEST_ROOTS:
            raise Refused("EV67", "the roots of one authority are a certificate or two, not a list")
    for name in contents.files:
        if len(name) > 100 or not FILE_NAME.fullmatch(name):
            hint = "letters, digits, dots, '_' and '-'"
            raise Refused("EV67", f"no name for a file of a bundle: {name[:80]!r}", hint)


def _line(key: VerifierKey) -> bytes:
    return f"{key}\n".encode()
