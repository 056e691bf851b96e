"""
A visible label on pictures: JPEG, PNG, WebP, AVIF, HEIC, JPEG XL, TIFF, GIF, still or moving.

Lossless kinds keep every pixel outside the label's box as it was. The label stands upright as people
see the picture, whatever its EXIF orientation. What the file says about itself stays.
"""

from collections.abc import Callable
from typing import Any, BinaryIO, Final, cast

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from tanba.kernel import Lang, Refused
from tanba.marks.media import Container, whole
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.letters.lettering import Plate
from tanba.marks.visible.pictures.animation import as_moving_png, reel
from tanba.marks.visible.pictures.deep import is_deep, png_labelled
from tanba.marks.visible.pictures.opening import DAMAGE, PARTS, allow, guarded, opened
from tanba.marks.visible.pictures.overlay import Box, Labelled, labelled

AT_MOST: Final = 512 * 1024 * 1024
"""Bytes of one file: the decoders want it whole."""

_Finished = tuple[bytes, Plate, Box, int]
"""The file, the plate, its box as stored, and how many frames or pages carry it."""


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the picture with the label on it, on every frame or page.

    Raises
    ------
    Refused
        MK03 and MK63 for what is too large, MK65 for pixels that we cannot draw on without loss, MK66
        for damage, and what `placement.placed` raises when the label does not fit.
    """
    data = whole(source, AT_MOST)
    with guarded():
        made, sign, box, count = _DRAW[kind.name](data, label)
    target.write(made)
    return Drawn(
        how="pixels", text=sign.text, box=box, share=round(sign.share, 4), cover=round(sign.cover, 4),
        languages=tuple(lang for lang, text in label.texts if text.strip()),
        contrast=round(sign.contrast, 2), count=count,
    )  # fmt: skip


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """Return None: letters in pixels are not read back."""
    return None


def _orientation(image: Image.Image) -> int:
    try:
        turn = image.getexif().get(0x0112, 1)
    except DAMAGE:  # damaged EXIF turns nothing: viewers show the picture as it is stored
        return 1
    return turn if isinstance(turn, int) and 1 <= turn <= 8 else 1


def _done(result: Labelled, made: bytes, count: int = 1) -> _Finished:
    return made, result.plate, result.box, count


def _jpeg(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.recompression import as_jpeg, holds_rgb

    image = cast(JpegImageFile, opened(data, "jpeg"))
    # The colours as they are coded, not their RGB: two conversions less, and nothing rounded twice.
    if not holds_rgb(image):
        image.draft("YCbCr", image.size)
    result = labelled(image, label, _orientation(image))
    return _done(result, as_jpeg(result.image, image, data))


def _png(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.recompression import as_png

    image = opened(data, "png")
    if is_deep(data):
        return *png_labelled(data, label, _orientation(image)), 1
    if getattr(image, "is_animated", False):
        return as_moving_png(image, data, label, _orientation(image))
    key, depth = image.info.get("transparency"), data[24]
    if image.mode == "L" and isinstance(key, int) and depth < 8:
        # Pillow scales the pixels, but not this.
        image.info["transparency"] = key * 255 // (2**depth - 1)
    result = labelled(image, label, _orientation(image))
    return _done(result, as_png(result.image, data))


def _webp(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.recompression import as_webp

    image = opened(data, "webp")
    info, turn = dict(image.info), _orientation(image)
    if getattr(image, "n_frames", 1) == 1:
        result = labelled(image, label, turn)
        return _done(result, as_webp(result.image, info, data))
    film = reel(image, label, turn)
    more = {"save_all": True, "duration": film.durations, "loop": info.get("loop", 0)}
    more["background"] = info.get("background", (0, 0, 0, 0))
    return film.finished(as_webp(film, info, data, **more))


def _avif(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.recompression import as_avif

    image = opened(data, "avif")
    info, turn = dict(image.info), _orientation(image)
    if getattr(image, "n_frames", 1) == 1:
        result = labelled(image, label, turn)
        return _done(result, as_avif(result.image, info, data))
    film = reel(image, label, turn)
    return film.finished(as_avif(film, info, data, save_all=True, duration=film.durations))


def _heic(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.recompression import as_heic

    image = opened(data, "heic")
    if image.info.get("bit_depth", 8) > 8:
        raise Refused("MK65", "a HEIC of more than 8 bits a channel", "save it with 8 bits a channel")
    # libheif turns the picture upright before we see it.
    pages: list[Labelled] = []
    first = image.tell()
    count = int(getattr(image, "n_frames", 1))
    for number in (first, *(n for n in range(count) if n != first)):
        image.seek(number)
        allow(*image.size, count)
        page = image.copy()
        page.info = dict(image.info)
        result = labelled(page, label)
        result.image.info = {
            name: image.info[name] for name in ("exif", "xmp", "icc_profile") if image.info.get(name)
        }
        pages.append(result)
    return _done(pages[0], as_heic([page.image for page in pages]), count)


def _jxl(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.codestream import header
    from tanba.marks.visible.pictures.recompression import as_jxl

    told = header(data)
    allow(told.width, told.height)
    if told.animated:
        raise Refused("MK65", "a moving JPEG XL, which we cannot write", "save it as WebP or APNG")
    image = opened(data, "jxl")
    if told.bits > 8 and image.mode not in ("I;16", "F"):
        raise Refused(
            "MK65", f"a JPEG XL of {told.bits} bits a channel", "save it with 8 bits a channel"
        )
    result = labelled(image, label)
    return _done(result, as_jxl(result.image, dict(image.info), data))


def _tiff(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.tiff import as_tiff

    return as_tiff(opened(data, "tiff"), label, PARTS)


def _gif(data: bytes, label: Label) -> _Finished:
    from tanba.marks.visible.pictures.gif import gif_labelled

    return gif_labelled(data, label)


_DRAW: Final[dict[str, Callable[[bytes, Label], Any]]] = {
    "jpeg": _jpeg, "png": _png, "webp": _webp, "avif": _avif,
    "heic": _heic, "jxl": _jxl, "tiff": _tiff, "gif": _gif,
}  # fmt: skip
