"""Checkpoints (C2SP tlog-checkpoint): the log's name, its size and its root, signed as a note."""

import re
from base64 import b64decode, b64encode
from binascii import Error
from typing import Final

from tanba.evidence.notes.note import Note, read_note
from tanba.evidence.tree.hashing import HASH_SIZE
from tanba.kernel import Refused, value

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,18}")


@value
class Checkpoint:
    """A tree head: `size` entries under `root` (32 bytes) in the log named `origin`."""

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


def read_checkpoint(data: bytes) -> SignedCheckpoint:
    """Return a signed checkpoint; raises Refused: EV32 when it is no note, EV33 no checkpoint."""
    note = read_note(data)
    return SignedCheckpoint(head=read_head(note.text), note=note)


def read_head(text: str) -> Checkpoint:
    """Return the checkpoint of a note's text; raises Refused (EV33)."""
    origin, *rest = text[:-1].split("\n")
    if not origin or len(rest) < 2 or not _SIZE.fullmatch(rest[0]) or "" in rest:
        raise Refused("EV33", "a checkpoint has a name, a size and a root")
    try:
        root = b64decode(rest[1], validate=True)
    except (ValueError, Error):
        root = b""
    if len(root) != HASH_SIZE or b64encode(root).decode() != rest[1]:
        raise Refused("EV33", "the root of a checkpoint is 32 bytes in base64")
    return Checkpoint(origin=origin, size=int(rest[0]), root=root, extensions=tuple(rest[2:]))
