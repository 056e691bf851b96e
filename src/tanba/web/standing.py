"""What the published files of a log say of it, for its page and the twin of that page."""

import re
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

from tanba.evidence import SignedCheckpoint, VerifierKey, files_in, read_checkpoint, read_key
from tanba.kernel import Refused, value

_STAMP: Final = re.compile(r"([0-9]{1,19})-[0-9]{1,3}\.tsr")
_MOST_STAMPS: Final = 10
_LARGEST_KEYS: Final = 1 << 16


@value
class Standing:
    """A log as its own files show it; nobody has checked it against anything else."""

    checkpoint: SignedCheckpoint
    keys: tuple[VerifierKey, ...]
    """Those that lie beside the log; one of them signed the checkpoint."""
    stamps: tuple[str, ...]
    """Names of the last time-stamps, the newest first, ten at most."""

    @property
    def root(self) -> str:
        """The root of the tree in base64, as the checkpoint spells it."""
        return b64encode(self.checkpoint.head.root).decode()

    @property
    def others(self) -> tuple[str, ...]:
        """The names under which others signed the checkpoint, in their order; not one is checked."""
        own = {(key.name, key.id) for key in self.keys}
        lines = self.checkpoint.note.signatures
        return tuple(dict.fromkeys(one.name for one in lines if (one.name, one.id) not in own))

    def plain(self) -> dict[str, Any]:
        """Return the same as JSON: origin, size, root (base64), checkpoint, keys, others, stamps."""
        head = self.checkpoint.head
        return {
            "schema": "tanba/log",
            "form": 1,
            "origin": head.origin,
            "size": head.size,
            "root": self.root,
            "checkpoint": str(self.checkpoint),
            "keys": [str(key) for key in self.keys],
            "others": list(self.others),
            "stamps": list(self.stamps),
        }


def read_standing(public: Path) -> Standing:
    """Return what the files say; raises Refused (WB01) when they are not those of a log, or not signed."""
    keys = keys_beside(public)
    checkpoint = read_checkpoint(_file(public, "checkpoint"))
    origin, note = checkpoint.head.origin, checkpoint.note
    if not any(key.name == origin and note.signed_by(key) for key in keys):
        raise Refused("WB01", "the checkpoint is not signed by the key beside it")
    return Standing(checkpoint=checkpoint, keys=keys, stamps=_stamps(public))


def keys_beside(public: Path) -> tuple[VerifierKey, ...]:
    """Return the keys that lie beside a log; raises Refused: WB01 without any, EV30 when one is none."""
    lines = _file(public, "vkey")[:_LARGEST_KEYS].decode("utf-8", "replace").split("\n")
    return tuple(read_key(line) for line in lines if line)


def _file(public: Path, name: str) -> bytes:
    try:
        return files_in(public)(name)
    except OSError:
        raise Refused("WB01", f"no log is published here: {name} is not there") from None


def _stamps(public: Path) -> tuple[str, ...]:
    try:
        names = [one.name for one in (public / "stamps").iterdir()]
    except OSError:
        return ()
    found = [(int(match[1]), name) for name in names if (match := _STAMP.fullmatch(name))]
    return tuple(name for _, name in sorted(found, reverse=True)[:_MOST_STAMPS])
