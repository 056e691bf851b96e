"""Files attached to a PDF, within bounds: what unfolds without end is refused before it does."""

import zlib
from typing import Any, Final

from tanba.kernel import Refused

LARGEST: Final = 100 << 20
"""Bytes of one attached file."""
MOST: Final = 32


def attachments(pdf: bytes) -> dict[str, bytes]:
    """
    Return the files attached to a PDF by their names.

    Raises Refused (DS03) when it is no PDF that can be read, or a file of it is too large or packed otherwise.
    """
    from io import BytesIO

    import pikepdf

    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            tree = opened.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles")
            if tree is None:
                return {}
            found: dict[str, bytes] = {}
            for name, spec in pikepdf.NameTree(tree).items():
                if len(found) == MOST:
                    raise Refused("DS03", f"more than {MOST} files are attached")
                found[str(name)] = _content(spec)
            return found
    except Refused:
        raise
    except Exception:  # the library raises of every kind on damaged files
        raise Refused("DS03", "not a PDF whose attached files can be read") from None


def _content(spec: Any) -> bytes:
    files = spec["/EF"]
    stream = files["/F"] if "/F" in files else files["/UF"]
    raw = bytes(stream.read_raw_bytes())
    packing = stream.get("/Filter")
    if packing is None or packing == []:
        content = raw
    elif str(packing) == "/FlateDecode" and stream.get("/DecodeParms") is None:
        content = zlib.decompressobj().decompress(raw, LARGEST + 1)
    else:
        raise Refused("DS03", "an attached file is packed in a way that no dossier is")
    if len(content) > LARGEST:
        raise Refused("DS03", f"an attached file of more than {LARGEST:,} bytes")
    return content
