"""
Pictures in a record: whose each pixel is, by recorded masks, and by comparison where there is none.

    canvas = replayer("p1", blobs)
    canvas.take(act)                     # open, region, crop, save
    canvas.piece().body.pixels()         # {SpanKind.AI: 9000, SpanKind.AI_EDITED: 1000}
"""

from tanba.works.pictures.difference import Difference, bounds, difference
from tanba.works.pictures.map import PictureMap, Region
from tanba.works.pictures.opening import decoded, measured, stencil
from tanba.works.pictures.replaying import Canvas, replayer

__all__ = [
    "Canvas",
    "Difference",
    "PictureMap",
    "Region",
    "bounds",
    "decoded",
    "difference",
    "measured",
    "replayer",
    "stencil",
]
