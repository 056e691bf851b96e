"""Checkpoints (C2SP tlog-checkpoint): the log's name, its size and its root, signed as a note."""

import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from typing import Final

from tanba.evidence.notes.note import Note, Signature, read_note
from tanba.evidence.tree.hashing import HASH_SIZE
from tanba.kernel import Refused, value

LIMIT: Final = 1 << 63
"""No tree is so large; what other programs keep in 64 bits with a sign is below it."""
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@value
class Checkpoint:
    """A tree head: `size` entries (0 to 2**63 - 1) under `root` (32 bytes) in the log named `origin`."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed; it ends in a new line."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


@value
class SignedCheckpoint:
    """A checkpoint and the note it came in; which signatures hold is for the reader to say."""

    head: Checkpoint
    note: Note

    def __str__(self) -> str:
        return str(self.note)

    def under(self, more: Iterable[Signature]) -> "SignedCheckpoint":
        """Return the same checkpoint with more signatures, such as those of witnesses."""
        return SignedCheckpoint(head=self.head, note=self.note.under(more))


def read_checkpoint(data: bytes) -> SignedCheckpoint:
    """Return a signed checkpoint; raises Refused: EV32 when it is no note, EV33 no checkpoint."""
    note = read_note(data)
    return SignedCheckpoint(head=read_head(note.text), note=note)


def read_head(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text; raises Refused (EV33)."""
    origin, *rest = text.removesuffix("\n").split("\n")
    if not origin or len(rest) < 2 or "" in rest or not text.endswith("\n"):
        raise Refused("EV33", "a checkpoint has a name, a size and a root")
    root = read_hash(rest[1])
    if root is None:
        raise Refused("EV33", "the root of a checkpoint is 32 bytes in base64")
    size = read_number(rest[0])
    if size is None:
        raise Refused("EV33", "the size of a checkpoint is a whole number below 2**63")
    return Checkpoint(origin=origin, size=size, root=root, extensions=tuple(rest[2:]))


def read_number(text: str) -> int | None:
    """Return a number below 2**63 from the one way to write it, or None."""
    return int(text) if _NUMBER.fullmatch(text) and int(text) < LIMIT else None


def read_hash(text: str) -> bytes | None:
    """Return 32 bytes from the one way to write them in base64, or None."""
    try:
        data = b64decode(text, validate=True)
    except (ValueError, Error):
        return None
    return data if len(data) == HASH_SIZE and b64encode(data).decode() == text else None
