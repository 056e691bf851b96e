"""Bytes by the name of their SHA-256: what was opened, prompted, generated, brought in, sealed."""

import hashlib
import re
from pathlib import Path
from typing import Final

from tanba.kernel import Refused
from tanba.works.record.folder import BLOBS, opened, settle, told, written

LARGEST: Final = 256 * 1024 * 1024
"""Bytes of one blob: a picture of 40 megapixels without compression, or 25 minutes of sound."""

_NAME = re.compile(r"[0-9a-f]{64}")
_BLOCK = 1024 * 1024


class BlobFolder:
    """The blobs of one work."""

    def __init__(self, work: Path) -> None:
        self._folder = work / BLOBS

    def path(self, sha256: str) -> Path:
        """Return where a blob lies or would lie; nobody has looked whether it is what it says."""
        if not _NAME.fullmatch(sha256):
            raise Refused("WK11", "a blob is named by 64 hexadecimal digits")
        return self._folder / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """
        Keep these bytes and return their name; after this they survive a loss of power.

        Raises
        ------
        Refused
            WK12 when there are more than `LARGEST`.
        Faults
            WK01 when the disk fails.
        """
        if len(content) > LARGEST:
            raise Refused("WK12", f"{len(content):,} bytes; the most that is kept is {LARGEST:,}")
        name = hashlib.sha256(content).hexdigest()
        path = self.path(name)
        with told(path):
            if not path.exists() or _digest(path) != name:
                written(path, content)
                settle(self._folder)
        return name

    def read(self, sha256: str, at_most: int = LARGEST) -> bytes:
        """Return the bytes; raises Refused: WK11 missing or altered, WK12 more than `at_most`."""
        try:
            with opened(self.path(sha256)) as file:
                content = file.read(at_most + 1)
        except OSError as error:
            raise _unread(sha256, error) from None
        if len(content) > at_most:
            raise Refused("WK12", f"blob {sha256[:12]}… has more than {at_most:,} bytes")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise _altered(sha256)
        return content

    def text(self, sha256: str, at_most: int = LARGEST) -> str:
        """Return a blob as text, every character of it kept; raises Refused (WK16) if it is not UTF-8."""
        return decoded(self.read(sha256, at_most))

    def checked(self, sha256: str) -> Path:
        """Return the path of a blob whose bytes are as its name says, read in blocks; raises Refused."""
        path = self.path(sha256)
        try:
            if _digest(path) != sha256:
                raise _altered(sha256)
        except OSError as error:
            raise _unread(sha256, error) from None
        return path


def decoded(content: bytes) -> str:
    """Return UTF-8 as text, byte order mark and line ends and all; raises Refused (WK16)."""
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            "WK16", f"not UTF-8 at byte {error.start:,}", "save the text as UTF-8 and open it again"
        ) from None


def _digest(path: Path) -> str:
    """Hash at most one byte more than a blob may have: what is longer is another one anyhow."""
    hashed, left = hashlib.sha256(), LARGEST + 1
    with opened(path) as file:
        while left > 0 and (block := file.read(min(left, _BLOCK))):
            hashed.update(block)
            left -= len(block)
    return hashed.hexdigest()


def _unread(sha256: str, error: OSError) -> Refused:
    if isinstance(error, FileNotFoundError):
        return Refused("WK11", f"blob {sha256[:12]}… is missing")
    why = (error.strerror or str(error)).lower()
    return Refused("WK01", f"blob {sha256[:12]}… cannot be read: {why}")


def _altered(sha256: str) -> Refused:
    return Refused("WK11", f"blob {sha256[:12]}… is not what its name says")
