"""Whether a file carries a manifest: asked before each signing, so answered cheaply."""

from io import BytesIO
from typing import BinaryIO, Final

import c2pa

from tanba.kernel import Refused
from tanba.marks.credentials.weight import HEAVY, segments, weigh_inside
from tanba.marks.media import Container

NAME: Final = b"c2pa"
"""The label of the outermost box, and of many inside: every manifest store has it."""
BOX: Final = b"jumdc2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
"""How a manifest store begins, after its length (C2PA 2.4, 11.1.4.2)."""

_HIDDEN: Final = frozenset({"pdf", "gif", "jxl"})
"""Containers that may compress a manifest or cut it up, so that its name is not in their bytes."""
_PIECE: Final = 1024 * 1024


def carries(source: BinaryIO, kind: Container, context: c2pa.Context) -> bool:
    """
    Say whether the library finds a manifest in a file.

    A file in memory without the name of a manifest store needs no parsing, in most containers: that
    costs some microseconds instead of a fifth of a millisecond.

    Raises
    ------
    Refused
        MK59 when its manifest is too heavy to be kept as an ingredient.
    """
    if kind.c2pa not in ("embed", "zip"):
        return False
    if kind.name == "jpeg":
        if not segments(source):
            return False
    elif kind.name not in _HIDDEN and isinstance(source, BytesIO) and not has(source, NAME):
        return False
    if weigh_inside(source, kind) > HEAVY:
        raise Refused("MK59", f"its manifest has more than {HEAVY} bytes of words, and cannot be kept")
    source.seek(0)
    try:
        with c2pa.Reader(kind.mime, source, context=context):
            return True
    except c2pa.C2paError:
        return False


def has(source: BinaryIO, trace: bytes) -> bool:
    """Say whether some bytes stand anywhere in a stream."""
    if isinstance(source, BytesIO):
        return trace in source.getvalue()
    source.seek(0)
    before = b""
    while piece := source.read(_PIECE):
        if trace in before + piece:
            return True
        before = piece[-len(trace) :]
    return False
