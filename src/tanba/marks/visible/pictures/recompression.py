"""Pixels written back in the kind of file they came from, as near to how they were as can be."""

from io import BytesIO
from typing import Any, Final

import pillow_heif
from PIL import Image, ImageCms, JpegImagePlugin
from pillow_jxl import JpegXLImagePlugin as _jxl  # noqa: F401  # registers the encoder

from tanba.kernel import Refused
from tanba.marks.visible.pictures.codestream import header
from tanba.marks.visible.pictures.splicing import PNG_SIGNATURE, chunks, jpeg_with, jxl_with, png_with

QUALITY: Final = 90
"""Of lossy kinds that do not tell how they were written."""


def as_jpeg(image: Image.Image, opened: JpegImagePlugin.JpegImageFile, original: bytes) -> bytes:
    """Return a JPEG with the tables, sampling and progression of the original, and all it says."""
    sampling = JpegImagePlugin.get_sampling(opened)
    options: dict[str, Any] = {
        "qtables": opened.quantization,
        # Pillow knows 4:4:4, 4:2:2 and 4:2:0. Of any other, full colour loses nothing.
        "subsampling": sampling if sampling >= 0 or opened.layers == 1 else 0,
        "progressive": bool(opened.info.get("progressive")),
        "keep_rgb": holds_rgb(opened),
    }
    if interval := _restarts(original):
        options["restart_marker_blocks"] = interval
    return jpeg_with(_saved(image, "JPEG", **options), original)


def holds_rgb(opened: JpegImagePlugin.JpegImageFile) -> bool:
    """Say whether the three components are red, green and blue themselves, as libjpeg judges it."""
    if opened.layers != 3 or "jfif" in opened.info:
        return False
    if "adobe_transform" in opened.info:
        return bool(opened.info["adobe_transform"] == 0)
    return bytes(part[0] for part in opened.layer) == b"RGB"


def _restarts(original: bytes) -> int:
    at = original.find(b"\xff\xdd\0\x04", 0, original.find(b"\xff\xda"))
    return int.from_bytes(original[at + 4 : at + 6], "big") if at >= 0 else 0


def as_png(image: Image.Image, original: bytes) -> bytes:
    """Return a PNG with these pixels and every other chunk of the original."""
    image.info.pop("icc_profile", None)  # it comes with the chunks
    options = {"transparency": image.info["transparency"]} if "transparency" in image.info else {}
    saved = _saved(image, "PNG", **options)
    kept = (b"IHDR", b"PLTE", b"tRNS", b"IDAT")
    assert saved.startswith(PNG_SIGNATURE)  # noqa: S101  # of our own making
    return png_with([part for part in chunks(saved) if part[0] in kept], original)


def as_webp(image: Image.Image, info: dict[Any, Any], original: bytes, **more: Any) -> bytes:
    """Return a WebP, lossless if the original was, with its EXIF, XMP and colour profile."""
    options = {**_said(info), **more, "method": 2}
    if b"VP8L" in original[12:16] or _has_lossless_frame(original):
        options |= {"lossless": True, "exact": True, "quality": 75}
    else:
        options |= {"quality": QUALITY, "alpha_quality": 100}
    return _saved(image, "WEBP", **options)


def _has_lossless_frame(original: bytes) -> bool:
    """Walk the chunks (RFC 9649, 2.7): lossless if a picture or frame is VP8L, and none is VP8."""
    at, found, tries = 12, set(), 0
    while at + 8 <= len(original) and (tries := tries + 1) < 200_000:
        name, size = original[at : at + 4], int.from_bytes(original[at + 4 : at + 8], "little")
        found.add(name)
        at += 8 + 16 if name == b"ANMF" else 8 + size + size % 2  # the frame's own chunks come next
    return b"VP8L" in found and b"VP8 " not in found


def as_avif(image: Image.Image, info: dict[Any, Any], original: bytes, **more: Any) -> bytes:
    """Return an AVIF with the chroma of the original, and its EXIF, XMP and colour profile."""
    at = original.find(b"av1C", 0, 65_536)  # AV1-ISOBMFF 2.3.3
    flags = original[at + 6] if 0 <= at < len(original) - 6 else 0
    if flags & 0x40:
        raise Refused("MK65", "an AVIF of more than 8 bits a channel", "save it with 8 bits a channel")
    sampling = "4:0:0" if flags & 0x10 else {0x00: "4:4:4", 0x08: "4:2:2"}.get(flags & 0x0C, "4:2:0")
    return _saved(image, "AVIF", quality=QUALITY, speed=8, subsampling=sampling, **_said(info), **more)


def as_heic(images: list[Image.Image]) -> bytes:
    """Return a HEIC of one or more pictures, the first one primary; each keeps what its `info` says."""
    file = pillow_heif.HeifFile()  # type: ignore[no-untyped-call]  # the library types only its arguments
    for image in images:
        file.add_from_pillow(image)
    out = BytesIO()
    # The quickest preset costs a seventh of the usual one, and a hundredth more bytes.
    file.save(out, quality=80, primary_index=0, enc_params={"preset": "ultrafast"})
    return out.getvalue()


def as_jxl(image: Image.Image, info: dict[Any, Any], original: bytes) -> bytes:
    """
    Return a JPEG XL, lossless unless the original was lossy, with its Exif, XMP and JUMBF boxes.

    The encoder knows no colour space but sRGB: colours of another are converted to it.
    """
    if profile := info.get("icc_profile"):
        image = _in_srgb(image, profile)
    lossless = not header(original).lossy
    image.info = {}
    saved = _saved(
        image,
        "JXL",
        lossless=lossless,
        quality=QUALITY,
        effort=2 if lossless else 3,
        num_threads=1,
        exif=b"",
    )
    return jxl_with(saved, original)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        theirs = ImageCms.ImageCmsProfile(BytesIO(profile))
    except ImageCms.PyCMSError as error:
        raise Refused("MK66", f"a damaged colour profile: {str(error)[:80]}") from None
    if "srgb" in (ImageCms.getProfileDescription(theirs) or "").lower() or image.mode not in (
        "RGB",
        "RGBA",
    ):
        return image
    ours = ImageCms.createProfile("sRGB")
    changed = ImageCms.profileToProfile(image, theirs, ours, ImageCms.Intent.RELATIVE_COLORIMETRIC)
    return changed if changed is not None else image


def _said(info: dict[Any, Any]) -> dict[str, Any]:
    return {name: info[name] for name in ("exif", "xmp", "icc_profile") if info.get(name)}


def _saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def png_of(image: Image.Image) -> bytes:
    """Return a plain PNG of these pixels."""
    image.info = {}
    return _saved(image, "PNG")
