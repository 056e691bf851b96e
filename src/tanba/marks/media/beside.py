"""The manifest beside a file: where it is looked for, and how much of it is read."""

from pathlib import Path
from typing import Final

from tanba.kernel import Refused

SUFFIX: Final = ".c2pa"
BESIDE_AT_MOST: Final = 16 * 1024 * 1024
"""Bytes of a manifest beside a file that we read."""


def sidecar_of(file: Path) -> Path:
    """Return where we put the manifest of a file."""
    return file.with_name(file.name + SUFFIX)


def beside(file: Path) -> Path | None:
    """Return the manifest beside a file: `a.txt.c2pa` as we write it, or `a.c2pa` as others do."""
    for path in (sidecar_of(file), file.with_suffix(SUFFIX)):
        if path.is_file() and path != file:
            return path
    return None


def manifest_of(path: Path) -> bytes:
    """Return a manifest from its own file; raises Refused MK03 for too large a one."""
    with path.open("rb") as file:
        manifest = file.read(BESIDE_AT_MOST + 1)
    if len(manifest) > BESIDE_AT_MOST:
        raise Refused("MK03", f"{path.name} is larger than {BESIDE_AT_MOST} bytes")
    return manifest
