"""PDFs of strangers, opened within bounds."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING, Final

from tanba.kernel import Refused

if TYPE_CHECKING:
    from pyhanko.pdf_utils.decode_limits import DecodeLimits
    from pyhanko.pdf_utils.reader import PdfFileReader

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a PDF."""
MOST_SIGNATURES: Final = 30
_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes that its packed parts may unfold to, all together; or, of a large file, four times its size."""


def opened(pdf: bytes) -> "PdfFileReader":
    """
    Return a PDF that can be looked into.

    Raises Refused (EV70) when it is too large, encrypted, or cannot be read.
    """
    if len(pdf) > LARGEST:
        raise Refused("EV70", f"a PDF of more than {LARGEST} bytes")
    from pyhanko.pdf_utils.reader import PdfFileReader

    with readable():
        reader = PdfFileReader(BytesIO(pdf), strict=False, decode_limits=bounds())
        if reader.encrypted:
            raise Refused("EV70", "an encrypted PDF", "take the encryption off before it is signed")
        _ = reader.root, reader.root["/Pages"]
    return reader


@contextmanager
def readable() -> Iterator[None]:
    """Say of whatever a hostile PDF makes the library raise that it cannot be read: Refused (EV70)."""
    try:
        yield
    except Refused:
        raise
    except Exception:  # of every kind, RecursionError among them
        raise Refused("EV70", "a PDF that cannot be read: damaged, or not a PDF") from None


def bounds() -> "DecodeLimits":
    """Return how far packed parts may unfold."""
    from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget

    return DecodeLimits(document_budget=DocumentDecodeBudget(base_allowance=_UNPACKED, max_ratio=4))
