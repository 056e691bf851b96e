"""A picture or a sound of a work: what each act left in it."""

from io import BytesIO
from typing import TYPE_CHECKING, Final

from tanba.kernel import Refused
from tanba.works.contribution.grading import Grading
from tanba.works.contribution.values import Area, Passage, PicturePart, Raster, SoundPart
from tanba.works.record.values import Blobs, Piece, SpanKind

if TYPE_CHECKING:
    from tanba.works.pictures.map import PictureMap
    from tanba.works.sounds import SoundMap

SIDE: Final = 480
"""Pixels of the longer side of a raster and of a preview, at most."""
_PICTURE: Final = 256 * 1024 * 1024  # bytes


def picture_part(piece: Piece, grading: Grading, blobs: Blobs | None) -> PicturePart:
    """Return a picture with its areas, and a small raster of classes; a preview when it can be read."""
    found: PictureMap = piece.body
    seen = [one for one in found.regions if one.pixels]
    return PicturePart(
        name=piece.name,
        file=piece.file,
        sha256=piece.sha256,
        width=found.width,
        height=found.height,
        areas=tuple(
            Area(
                kind=one.kind,
                grade=grading.of(one.how, one.act),
                how=one.how,
                recorded=one.seen == "recorded",
                pixels=one.pixels,
                act=one.act,
                origin=one.origin,
                tool=one.tool,
            )
            for one in sorted(seen, key=lambda one: one.act)
        ),
        raster=_raster(found),
        preview=_preview(piece.sha256, blobs) if blobs and piece.sha256 else b"",
        troubles=found.troubles,
    )


def _raster(found: "PictureMap") -> Raster:
    import numpy as np

    owners = found.sampled(SIDE)
    step = max(1, -(-max(found.width, found.height) // SIDE))
    places = [list(SpanKind).index(one.kind) for one in found.regions]
    unknown = list(SpanKind).index(SpanKind.UNKNOWN)
    table = np.array([*places, unknown], dtype=np.uint8)
    kinds = table[np.minimum(owners, len(places))]
    height, width = kinds.shape
    return Raster(width=width, height=height, step=step, kinds=kinds.tobytes())


def _preview(sha256: str, blobs: Blobs) -> bytes:
    """Return a small PNG of a picture; what cannot be decoded has none, which hides nothing counted."""
    from PIL import Image

    from tanba.works.pictures.opening import decoded

    try:
        pixels, _ = decoded(blobs.read(sha256, _PICTURE))
    except Refused:
        return b""
    step = max(1, -(-max(pixels.shape[:2]) // SIDE))
    file = BytesIO()
    Image.fromarray(pixels[::step, ::step]).save(file, "PNG")
    return file.getvalue()


def sound_part(piece: Piece, grading: Grading) -> SoundPart:
    """Return a sound with its stretches in seconds."""
    found: SoundMap = piece.body
    return SoundPart(
        name=piece.name,
        file=piece.file,
        sha256=piece.sha256,
        seconds=found.length / found.rate,
        passages=tuple(
            Passage(
                track=one.track,
                start=one.start / found.rate,
                end=one.end / found.rate,
                kind=one.kind,
                grade=grading.of(one.how, one.act),
                how=one.how,
                act=one.act,
                origin=one.origin,
            )
            for one in found.stretches
        ),
        troubles=found.troubles,
    )
