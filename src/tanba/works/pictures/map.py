"""A picture's provenance: for each pixel, the act that it is owed to."""

import zlib
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from tanba.kernel import value
from tanba.works.pictures.difference import Box
from tanba.works.record.values import ActAt, How, SpanKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Seen = Literal["recorded", "indicated"]
"""Whether the extent of a region was recorded (a mask, a whole picture) or found by comparing pixels."""


@value
class Region:
    """What one act left in a picture."""

    kind: SpanKind
    how: How
    seen: Seen
    act: ActAt
    origin: str
    """"g1#0", "s1", or empty."""
    tool: str
    before: str
    """SHA-256 of the picture before the act; empty for what the picture was opened with."""
    box: Box
    """Around what is still seen of it."""
    pixels: int
    """Still seen of it, at least 1: what was painted over or cut off altogether is left out."""


@value
class PictureMap:
    """
    A picture's pixels and regions.

    `owners` are zlib-compressed 16-bit numbers, little-endian, row by row from the top left: for each
    pixel its place in `regions`. Pixels as the file stores them; orientation tags turn nothing.
    """

    width: int
    height: int
    regions: tuple[Region, ...]
    owners: bytes
    troubles: tuple[str, ...] = ()
    """What made the map unknown from some act on, in order: a code and a fact."""

    def pixels(self, seen: Seen = "recorded") -> Mapping[SpanKind, int]:
        """Return how many pixels each class has, by regions of which the extent was `seen` so."""
        found: Counter[SpanKind] = Counter()
        for region in self.regions:
            if region.seen == seen:
                found[region.kind] += region.pixels
        return {kind: n for kind, n in found.items() if n}

    def owned(self) -> "NDArray[np.uint16]":
        """Return the place in `regions` of each pixel, shape (height, width)."""
        import numpy as np

        flat = np.frombuffer(zlib.decompress(self.owners), dtype="<u2")
        return flat.reshape(self.height, self.width)

    def sampled(self, width: int) -> "NDArray[np.uint16]":
        """Return `owned` at every n-th pixel, at most `width` wide and high: enough for a drawing."""
        step = max(1, -(-max(self.width, self.height) // width))
        return self.owned()[::step, ::step]


def origin_of(from_: object) -> str:
    """Return where material comes from in one word: "g1#0", "s1", or nothing."""
    match from_:
        case str():
            return from_
        case [str(made), int(which), *_]:
            return f"{made}#{which}"
    return ""


def extents(owners: "NDArray[np.uint16]", regions: int) -> list[tuple[int, Box]]:
    """Return how many pixels each of so many regions has, and the box around them (empty for none)."""
    import numpy as np

    height, width = owners.shape
    pixels = np.zeros(regions, dtype=np.int64)
    low = np.full((2, regions), max(height, width, 1))  # left, top
    high = np.zeros((2, regions), dtype=np.int64)  # right, bottom
    for top in range(0, height, _ROWS):  # in strips: noise has as many runs as pixels
        strip = owners[top : top + _ROWS]
        begins = np.ones(strip.shape, dtype=bool)  # of a run of one owner, which ends with its row
        np.not_equal(strip[:, 1:], strip[:, :-1], out=begins[:, 1:])
        starts = np.flatnonzero(begins)
        ends = np.append(starts[1:], strip.size)
        owner, row, left = strip.ravel()[starts], top + starts // width, starts % width
        np.add.at(pixels, owner, ends - starts)
        np.minimum.at(low[0], owner, left)
        np.minimum.at(low[1], owner, row)
        np.maximum.at(high[0], owner, left + ends - starts)
        np.maximum.at(high[1], owner, row + 1)
    boxes = np.vstack([low, np.maximum(high - low, 0)]).T.tolist()
    return [(int(n), (x, y, w, h)) for n, (x, y, w, h) in zip(pixels, boxes, strict=True)]


_ROWS = 256
