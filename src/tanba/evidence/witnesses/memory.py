"""What a log remembers of its witnesses: the size that each cosigned last, over restarts."""

import json
import os
from pathlib import Path
from typing import Any, Final

from tanba.evidence.notes.checkpoint import LIMIT
from tanba.evidence.notes.note import VerifierKey
from tanba.kernel import Refused

_KIND: Final = "tanba/witness-memory/1"
_LARGEST: Final = 1 << 20


class Memory:
    """
    The largest size that each witness was seen to cosign of each log, in one file.

    A witness that names a smaller size than it cosigned has lost its state and could be led to cosign a
    fork: it is remembered as such and asked no more until `forget`. A file that is not there is a memory
    without anything in it. Raises Refused (EV37) when the file is not ours, or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sizes: dict[str, int] = {}
        self._lost: set[str] = set()
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return
        self._read(data)

    def size(self, witness: VerifierKey, origin: str) -> int:
        """Return the size this witness cosigned last; 0 when it never did."""
        return self._sizes.get(_place(witness, origin), 0)

    def is_lost(self, witness: VerifierKey, origin: str) -> bool:
        """Say whether this witness forgot what it had cosigned."""
        return _place(witness, origin) in self._lost

    def cosigned(self, witness: VerifierKey, origin: str, size: int) -> None:
        """Remember a size; a smaller one than before changes nothing."""
        place = _place(witness, origin)
        if size > self._sizes.get(place, -1):
            self._sizes[place] = size
            self._write()

    def lost(self, witness: VerifierKey, origin: str) -> None:
        """Remember that this witness forgot."""
        self._lost.add(_place(witness, origin))
        self._write()

    def forget(self, witness: VerifierKey, origin: str) -> None:
        """Begin anew with a witness, as its operator asks."""
        place = _place(witness, origin)
        self._sizes.pop(place, None)
        self._lost.discard(place)
        self._write()

    def _read(self, data: bytes) -> None:
        try:
            found: Any = json.loads(data) if len(data) <= _LARGEST else None
            sizes, lost = found["sizes"], found["lost"]
            good = found["kind"] == _KIND and all(
                type(size) is int and 0 <= size < LIMIT for size in sizes.values()
            )
            self._sizes, self._lost = dict(sizes), set(map(str, lost))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            good = False
        if not good:
            hint = "move it away; the witnesses tell their sizes when asked"
            raise Refused("EV37", "not the memory of a log's witnesses", hint)

    def _write(self) -> None:
        said = {"kind": _KIND, "sizes": self._sizes, "lost": sorted(self._lost)}
        data = json.dumps(said, indent=1, sort_keys=True).encode()
        beside = self._path.with_name(f"{self._path.name}.new")
        try:
            with beside.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
        except OSError as error:
            why = (error.strerror or "no reason given").lower()
            raise Refused("EV37", f"what witnesses cosigned cannot be remembered: {why}") from None


def _place(witness: VerifierKey, origin: str) -> str:
    return f"{witness.name}+{witness.id.hex()} {origin}"
