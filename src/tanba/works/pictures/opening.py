"""Pictures of a record opened within bounds: the size is judged before a single pixel is decoded."""

import struct
import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from PIL import Image

from tanba.kernel import Refused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PIXELS: Final = 64_000_000
"""Most pixels of a picture; its class map has two bytes for each."""
_FORMATS: Final = ("PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "AVIF")
_EXACT: Final = frozenset({"PNG", "BMP", "TIFF"})
"""Kinds in which what nobody touched comes back as the same numbers."""
# What Pillow and its C libraries raise on bytes that are not what they should be.
_DAMAGE: Final = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError,
    AssertionError, ArithmeticError, RuntimeError, MemoryError, zlib.error, struct.error,
)  # fmt: skip


def measured(data: bytes) -> tuple[int, int]:
    """Return width and height without decoding; raises Refused as `decoded` does."""
    return _opened(data).size


def decoded(data: bytes) -> "tuple[NDArray[np.uint8], bool]":
    """
    Return the pixels, shape (height, width, 4), and whether this kind of file keeps them exactly.

    The four bytes are RGBA, or a grey of more than eight bits as it is stored: they are for comparing.
    Of a moving picture, the first frame. Raises Refused: WK40 for too many pixels, WK41 for what is no
    picture of a kind we know, or a damaged one.
    """
    import numpy as np

    image = _opened(data)
    exact = image.format in _EXACT
    if image.mode[0] in "IF":
        deep = np.asarray(_as(image, "I"), dtype="<i4")
        return np.ascontiguousarray(deep).view(np.uint8).reshape(*deep.shape, 4), exact
    return np.asarray(_as(image, "RGBA")), exact


def stencil(data: bytes) -> "NDArray[np.bool_]":
    """
    Return which pixels a mask names, shape (height, width): those at least half white and half opaque.

    Raises Refused as `decoded` does.
    """
    import numpy as np

    pixels = np.asarray(_as(_opened(data), "LA"))
    return np.logical_and(pixels[..., 0] >= 128, pixels[..., 1] >= 128)


def _as(image: Image.Image, mode: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return image.convert(mode)
    except _DAMAGE as error:
        raise _damaged(error) from None


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own bound stands below Pillow's
            image = Image.open(BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError:
        raise _large("a picture") from None
    except _DAMAGE as error:
        raise _damaged(error) from None
    width, height = image.size
    if width * height > PIXELS:
        raise _large(f"a picture ({width} × {height})")
    return image


def _large(which: str) -> Refused:
    what = f"{which} of more than {PIXELS:,} pixels, which are the most we map"
    return Refused("WK40", what, "record a smaller copy of it")


def _damaged(error: BaseException) -> Refused:
    said = " ".join(str(error).split())[:120] or type(error).__name__
    return Refused(
        "WK41", f"not a picture we can read, or a damaged one: {said}", "save it as PNG or JPEG"
    )
