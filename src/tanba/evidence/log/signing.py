"""Tree heads: what was signed is remembered before the signature leaves, and nothing against it is signed."""

from collections.abc import Sequence
from typing import Final

from tanba.evidence.entries.keyring import Keyring
from tanba.evidence.log.database import Database, Head
from tanba.evidence.log.truth import changed, check_signed
from tanba.evidence.notes.checkpoint import Checkpoint, SignedCheckpoint, read_checkpoint
from tanba.evidence.notes.note import (
    ED25519,
    MOST_SIGNATURES,
    Note,
    Signature,
    VerifierKey,
    read_signature,
)
from tanba.evidence.tree.growth import Growth
from tanba.evidence.tree.nodes import Nodes
from tanba.kernel import Refused
from tanba.keys import Signer

MOST_COSIGNATURES: Final = MOST_SIGNATURES - 2
"""Lines of witnesses under one checkpoint; the log's own key, and the one it follows, sign it too."""


class Heads:
    """The heads of one log, and the only one who signs them."""

    def __init__(self, truth: Database, nodes: Nodes, origin: str, signer: Signer | None) -> None:
        self._truth, self._nodes, self._origin, self._signer = truth, nodes, origin, signer
        self.key = None if signer is None else key_of(origin, signer)
        last = truth.last_head()
        if last is not None:
            check_signed(truth, nodes, last.size, last.root, "what was signed last")
            self.signed()

    def sign(self, growth: Growth, ring: Keyring) -> SignedCheckpoint:
        """
        Return the signed head of a tree; the same tree gives the same head.

        `ring` has the keys as the entries of this tree left them.

        Raises
        ------
        Refused
            EV06 when the tree did not grow from the last signed one; EV07 without a key, or with one
            that may not sign for this log.
        """
        if self._signer is None or self.key is None:
            raise Refused("EV07", "the log is open without a key", "open it with the key that signs it")
        check_key(self.key, growth.size, ring)
        last = self._truth.last_head()
        if last is not None:
            self._check_growth(last, growth)
        head = Checkpoint(origin=self._origin, size=growth.size, root=growth.root())
        before = self.signed(growth.size)
        if before is None or not before.note.signed_by(self.key):
            # First the memory, then the signature: a crash between them forgets nothing.
            stays = self._signatures(growth.size)
            self._truth.remember(Head(size=head.size, root=head.root, note=_noted(head, stays)))
            made = Signature(
                name=self.key.name, id=self.key.id, data=self._signer.sign(head.text.encode())
            )
            if not Note(text=head.text, signatures=(made,)).signed_by(self.key):
                raise Refused("EV07", "the key made a signature that it does not verify")
            note = _noted(head, (*stays, made))
            self._truth.remember(Head(size=head.size, root=head.root, note=note))
        signed = self.signed(growth.size)
        assert signed is not None  # noqa: S101  (it was just remembered)
        return signed

    def signed(self, size: int | None = None) -> SignedCheckpoint | None:
        """Return the head signed at a size, or the last one, with its cosignatures; None without one."""
        head = self._truth.signed_head(size)
        if head is None:
            return None
        lines = self._truth.cosignatures(head.size)
        try:
            signed = read_checkpoint((head.note + "".join(lines)).encode())
        except (Refused, UnicodeEncodeError):
            signed = None
        is_it = Checkpoint(origin=self._origin, size=head.size, root=head.root)
        if signed is None or signed.head != is_it:
            raise changed(self._truth, f"the head of {head.size:,} entries is no checkpoint of them")
        return signed

    def cosign(self, size: int, lines: Sequence[str]) -> None:
        """
        Keep lines of witnesses for a head; one line for each key, the last one that was given.

        Raises
        ------
        Refused
            EV08 when no head of this size was signed, or the lines are too many; EV32 for a line
            that is no signature.
        """
        if self._truth.signed_head(size) is None:
            raise Refused("EV08", f"no checkpoint of {size} entries was signed here")
        made = [read_signature(line.removesuffix("\n")) for line in lines]
        kept = {_place(one): str(one) for one in made}
        have = {_place(read_signature(line[:-1])) for line in self._truth.cosignatures(size)}
        if len(have | kept.keys()) > MOST_COSIGNATURES:
            raise Refused("EV08", f"more than {MOST_COSIGNATURES} cosignatures for one checkpoint")
        self._truth.cosign(size, list(kept.items()))

    def _check_growth(self, last: Head, growth: Growth) -> None:
        if growth.size < last.size:
            what = f"a tree of {growth.size} entries after one of {last.size} was signed"
            raise Refused("EV06", what, "nothing was signed")
        check_signed(self._truth, self._nodes, last.size, last.root, "what was signed last")
        if growth.size == last.size and growth.root() != last.root:
            raise Refused(
                "EV06", f"another root for the same {last.size} entries", "nothing was signed"
            )

    def _signatures(self, size: int) -> tuple[Signature, ...]:
        """Return how other keys of the log signed the head of a size."""
        head = self._truth.signed_head(size)
        if head is None or self.key is None:
            return ()
        signatures = read_checkpoint(head.note.encode()).note.signatures
        return tuple(one for one in signatures if one.id != self.key.id)


def key_of(origin: str, signer: Signer) -> VerifierKey:
    """Return the key by which others verify what a signer signs for a log."""
    return VerifierKey(name=origin, kind=ED25519, public=signer.public)


def check_key(key: VerifierKey, size: int, ring: Keyring) -> None:
    """Raise Refused (EV07) when a key may not sign a tree of this size, and say why."""
    standing = ring.standing(key, size)
    if standing.verdict != "good":
        hint = "open the log with the key that signs it; `tanba log rotate` brings in another"
        raise Refused("EV07", f"the key {key.id.hex()} may not sign this log: {standing.why}", hint)


def _noted(head: Checkpoint, signatures: Sequence[Signature]) -> str:
    return str(Note(text=head.text, signatures=tuple(signatures))) if signatures else ""


def _place(one: Signature) -> str:
    return f"{one.name}+{one.id.hex()}"
