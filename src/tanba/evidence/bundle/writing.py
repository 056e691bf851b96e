"""A bundle on the disk: there whole or not at all, and the same contents are the same bytes."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from tanba.evidence.bundle.archive import packed
from tanba.evidence.bundle.contents import Contents, files_of
from tanba.evidence.bundle.manifest import NAME, manifest_of
from tanba.evidence.bundle.readme import PROGRAM, program, readmes, times_of
from tanba.kernel import Fault, Faults, Place, Refused


def bundled(contents: Contents) -> bytes:
    """
    Return a bundle: a zip that anybody checks with stock programs, and nothing of ours.

    Raises
    ------
    Refused
        EV66 when it would be too large; EV67 when parts of it do not belong together; EV60 or EV61 when
        a time-stamp cannot be read; what `entry_from` raises.
    """
    files = files_of(contents)
    words = readmes(files, times_of(files)) | {PROGRAM: program()}
    listed = dict(sorted(words.items())) | files
    return packed(listed | {NAME: manifest_of(listed)})


def write_bundle(target: Path, contents: Contents) -> int:
    """
    Write a bundle to a file, over what was there, and return its size in bytes.

    Raises
    ------
    Faults
        What `bundled` refuses; EV68 when the file cannot be written.
    """
    try:
        data = bundled(contents)
        _write(target, data)
    except Refused as refused:
        raise refused.at(str(target)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        fault = Fault(at=Place(file=str(target)), code="EV68", what=f"cannot be written: {why}")
        raise Faults([fault]) from None
    return len(data)


def _write(target: Path, data: bytes) -> None:
    handle, beside = tempfile.mkstemp(prefix=".new-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.chmod(beside, 0o644)
        os.replace(beside, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(beside)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
