"""TIFF, all of its pages: compression and tags as they were, pixels outside the label unchanged."""

from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageFile, TiffImagePlugin

from tanba.kernel import Refused
from tanba.marks.results import Label
from tanba.marks.visible.letters.lettering import Plate
from tanba.marks.visible.pictures.opening import allow
from tanba.marks.visible.pictures.overlay import Box, Labelled, labelled

_LAYOUT: Final = frozenset({
    256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 284, 288, 289, 292, 293, 317, 320, 322, 323,
    324, 325, 330, 338, 339, 340, 341, 347, 512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531,
    532, 34675, 42112,
})  # fmt: skip
"""Tags that say how the pixels lie (TIFF 6.0): the new page has its own, and stands upright."""

_EXIF: Final = (34665, 34853)
"""Places of further tags, which are carried over by value (Exif 2.32, 4.6.3)."""

_LOSSY: Final = frozenset({"jpeg", "tiff_jpeg", "webp"})
_KEPT: Final = frozenset(
    {"raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits", "lzma", "zstd"}
)
_ONE_BIT: Final = frozenset({"group3", "group4", "tiff_ccitt"})


def as_tiff(image: ImageFile.ImageFile, label: Label, most: int) -> tuple[bytes, Plate, Box, int]:
    """Return the TIFF with the label on each page, the plate and box of the first, and their number."""
    out = BytesIO()
    first: Labelled | None = None
    pages = min(int(getattr(image, "n_frames", 1)), most)
    with TiffImagePlugin.AppendingTiffWriter(out) as writer:
        for number in range(pages):
            image.seek(number)
            allow(*image.size, pages)
            tags = dict(image.tag_v2)  # type: ignore[attr-defined]  # a TIFF has it
            _refuse_deep(image, tags)
            options = _options(image, tags)
            result = labelled(_loaded(image), label)
            first = first or result
            if result.image.mode != image.mode and options["compression"] in _ONE_BIT:
                options["compression"] = "tiff_lzw"
            result.image.save(writer, "TIFF", **options)
            writer.newFrame()
    if first is None:
        raise Refused("MK66", "a damaged picture: no page")
    return out.getvalue(), first.plate, first.box, pages


def _loaded(image: ImageFile.ImageFile) -> Image.Image:
    page = image.copy()
    page.info = {
        name: image.info[name] for name in ("icc_profile", "transparency") if name in image.info
    }
    return page


def _refuse_deep(image: Image.Image, tags: dict[int, Any]) -> None:
    bits = tags.get(258, (1,))
    depth = max(bits) if isinstance(bits, tuple) else bits
    if depth > 8 and image.mode not in ("I;16", "I;16B", "I;16L", "I", "F"):
        raise Refused("MK65", f"a TIFF of {depth} bits in each of several channels",
                      "save it as PNG, or with 8 bits a channel")  # fmt: skip


def _options(image: ImageFile.ImageFile, tags: dict[int, Any]) -> dict[str, Any]:
    compression = str(image.info.get("compression", "raw"))
    tiffinfo = TiffImagePlugin.ImageFileDirectory_v2()
    types = image.tag_v2.tagtype  # type: ignore[attr-defined]  # a TIFF has it
    inner = image.getexif()
    for tag, what in tags.items():
        if tag in _LAYOUT:
            continue
        tiffinfo.tagtype[tag] = types[tag]
        tiffinfo[tag] = inner.get_ifd(tag) if tag in _EXIF else what
    if 274 in tags:
        tiffinfo[274] = 1
    options: dict[str, Any] = {"tiffinfo": tiffinfo}
    if compression in _LOSSY:
        options |= {"compression": compression, "quality": 95}
    elif compression in _KEPT or (compression in _ONE_BIT and image.mode == "1"):
        options["compression"] = compression
    else:  # a way of packing that nobody writes any more
        options["compression"] = "tiff_lzw"
    return options
