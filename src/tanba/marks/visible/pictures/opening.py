"""Pictures opened within bounds: the size is known and judged before a single pixel is decoded."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from typing import Final, cast

from PIL import Image, ImageFile

from tanba.kernel import Refused

PIXELS: Final = 200_000_000
"""Most pixels of one picture or frame."""
ALL_PIXELS: Final = 2_000_000_000
"""Most pixels of all frames or pages together."""
PARTS: Final = 20_000
"""Most frames or pages."""

_CLASSES: Final = {
    "jpeg": ("PIL.JpegImagePlugin", "JpegImageFile"),
    "png": ("PIL.PngImagePlugin", "PngImageFile"),
    "webp": ("PIL.WebPImagePlugin", "WebPImageFile"),
    "avif": ("PIL.AvifImagePlugin", "AvifImageFile"),
    "heic": ("pillow_heif", "HeifImageFile"),
    "jxl": ("pillow_jxl.JpegXLImagePlugin", "JXLImageFile"),
    "tiff": ("PIL.TiffImagePlugin", "TiffImageFile"),
    "gif": ("PIL.GifImagePlugin", "GifImageFile"),
}

# What Pillow, its plugins and their C libraries raise on bytes that are not what they should be.
DAMAGE: Final = (
    OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError,
    AssertionError, ArithmeticError, RuntimeError, MemoryError, zlib.error, struct.error,
    Image.DecompressionBombError,
)  # fmt: skip


def opened(data: bytes, kind: str) -> ImageFile.ImageFile:
    """
    Return a picture whose pixels are not yet decoded, by the one decoder of its kind.

    The decoder is called by name: no other may take the file for its own, and the warning that
    `Image.open` gives about large pictures is replaced by our refusal.
    """
    module, name = _CLASSES[kind]
    with guarded():
        image = cast(ImageFile.ImageFile, getattr(import_module(module), name)(BytesIO(data)))
        parts = int(getattr(image, "n_frames", 1))
    allow(*image.size, parts)
    return image


def allow(width: int, height: int, parts: int = 1) -> None:
    """Refuse with MK63 what would take too much memory or time; `parts` are frames or pages."""
    if width * height > PIXELS:
        what = f"a picture of {width} × {height}"
        raise Refused("MK63", f"{what}: {PIXELS:,} pixels are the most we decode")
    if parts > PARTS or width * height * parts > ALL_PIXELS:
        what = f"{parts} frames of {width} × {height}"
        raise Refused("MK63", f"{what}: {ALL_PIXELS:,} pixels are the most we decode")


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what a decoder or encoder raises on damaged bytes into MK66, and silence its warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except Refused:
        raise
    except DAMAGE as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise Refused("MK66", f"a damaged or truncated picture: {said}") from None
