"""The manifest of a bundle: which files there are, and the SHA-256 of each, written in one way."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from tanba.evidence.bundle.archive import safe
from tanba.kernel import canonical_bytes

NAME: Final = "manifest.json"
FORM: Final = "evidence-bundle/1"
_LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a manifest that is read; the longest we write have half of it."""


def manifest_of(files: Mapping[str, bytes | memoryview]) -> bytes:
    """Return the manifest of all files but itself."""
    sums = {name: sha256(content).hexdigest() for name, content in files.items() if name != NAME}
    return canonical_bytes({"tanba": FORM, "files": sums})


def altered(files: Mapping[str, bytes | memoryview]) -> tuple[str, ...]:
    """
    Return the files that are not what the manifest says, are missing, or that it does not name.

    Empty when all are as they were written. Where it is the manifest itself that cannot be followed, it.
    """
    said = bytes(files.get(NAME, b""))
    if said == manifest_of(files):
        return ()
    try:
        whole = json.loads(said) if len(said) <= _LARGEST else None
    except (ValueError, RecursionError):
        return (NAME,)
    sums = whole.get("files") if isinstance(whole, dict) else None
    if not isinstance(sums, dict):
        return (NAME,)
    names = {name for name in files if name != NAME} | {name for name in sums if safe(name)}
    wrong = [
        name
        for name in sorted(names)
        if name not in files or sums.get(name) != sha256(files[name]).hexdigest()
    ]
    return tuple(wrong) or (NAME,)
