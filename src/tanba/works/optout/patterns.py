"""Paths and patterns of paths (RFC 9309, 2.2.2 and 2.2.3), which TDMRep uses too."""

import re
from typing import Final
from urllib.parse import urlsplit

_UNRESERVED: Final = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_PART: Final = re.compile(rb"%([0-9A-Fa-f]{2})|([^!-~])")


def path_of(address: str) -> str:
    """Return the path and query of an address, as it is compared with patterns."""
    parts = urlsplit(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return compared(path.encode("utf-8", "surrogatepass")).replace("*", "%2A").replace("$", "%24")


def compared(path: bytes) -> str:
    """Return a path in the one spelling in which it is compared: ASCII, escapes where they must be."""
    return _PART.sub(_respelled, path).decode("ascii")


def _respelled(found: re.Match[bytes]) -> bytes:
    if found[2]:
        return b"%%%02X" % found[2][0]
    byte = int(found[1], 16)
    return bytes((byte,)) if byte in _UNRESERVED else b"%%%02X" % byte


def matches(pattern: str, path: str) -> bool:
    """
    Say whether a pattern holds for a path, both as `compared` gives them.

    `*` stands for any characters, `$` at the end for the end of the path. In time that grows with the
    product of neither: each part is looked for once, from where the last one ended.
    """
    anchored = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not parts:
        return not anchored or at == len(path)
    last = parts.pop() if anchored else ""
    for part in parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not anchored or (path.endswith(last) and len(path) - len(last) >= at)
