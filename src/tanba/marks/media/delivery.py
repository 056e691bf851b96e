"""Files that are there whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

_NEW: Final = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_CLOEXEC", 0)
_PIECE: Final = 1024 * 1024


def deliver(files: Sequence[tuple[Path, BinaryIO]], mode: int) -> None:
    """
    Write every file beside its place, then put all of them there, each in one step.

    What stood there before is replaced only when the new file is on the disk: it may be somebody's only
    copy. A new file is left to the system to settle; after a loss of power it may have to be made again.
    """
    ready: list[tuple[str, str]] = []
    try:
        for path, content in files:
            place = os.fspath(path)
            # The name begins as those that no listing looks at, should a killed run leave it behind.
            beside = os.path.join(os.path.dirname(place), f".tanba-{secrets.token_hex(8)}")
            ready.append((beside, place))
            _write(beside, content, mode, settle=os.path.lexists(place))
        while ready:
            os.replace(*ready[0])
            ready.pop(0)
    finally:
        for beside, _ in ready:
            with suppress(OSError):
                os.unlink(beside)


def _write(path: str, content: BinaryIO, mode: int, settle: bool) -> None:
    handle = os.open(path, _NEW, 0o600)
    with os.fdopen(handle, "wb", buffering=0) as file:
        if isinstance(content, BytesIO):
            # Let go of at once: on a full disk the stream could else not be closed, and hid the reason.
            with content.getbuffer() as whole:
                at = 0
                while at < len(whole):
                    with whole[at:] as left:
                        at += file.write(left)
        else:
            content.seek(0)
            shutil.copyfileobj(content, file, _PIECE)
        os.fchmod(handle, mode)
        if settle:
            os.fsync(handle)
