"""
Pictures that a machine gave, found again in other bytes: saved anew, compressed, or with strokes on top.

A picture repeats an output of its size when four fifths of the output's pixels stand in it, colour for
colour. An output's commonest colour alone shows nothing, as a blank sheet is everybody's: half of the
other pixels have to stand there too. One that was turned, scaled, cut or toned is not found.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from tanba.kernel import Refused, value
from tanba.works.pictures import opening
from tanba.works.record.values import ActAt, Blobs, Generation, How

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAME: Final = 8
"""Of 255, in each channel of colour: what good compression changes."""
WORK: Final = 2_000_000_000
"""Most pixels that one picture's record decodes and compares with outputs: a minute or two."""
_SHARE: Final = 4, 5
_ROWS: Final = 256
_SAMPLE: Final = 1_000_000  # pixels that the commonest colour is found by


@value
class Repeated:
    """A picture that repeats an output."""

    from_: tuple[str, int]
    act: ActAt
    """Of the generation; (0, 0) when it was declared, as nobody knows when it was made."""
    apart: "NDArray[np.uint8]"
    """How far the pixels are from the output's: the largest difference of a channel, shape (height, width)."""


class Outputs:
    """The pictures that machines gave, as a record goes on."""

    def __init__(self, blobs: Blobs, generations: Mapping[str, Generation]) -> None:
        self.blobs, self.generations = blobs, generations
        self.left = WORK
        self._sizes: dict[str, tuple[int, int] | None] = {}
        self._pixels: dict[str, NDArray[np.uint8] | None] = {}

    def of_size(self, size: tuple[int, int]) -> list[tuple[str, Generation, int]]:
        """Return the outputs so wide and high: their SHA-256, generation and number."""
        return [
            (digest, made, number)
            for made in self.generations.values()
            if made.media != "text"
            for number, digest in enumerate(made.outputs)
            if self._size(digest) == size
        ]

    def repeated(self, pixels: "NDArray[np.uint8]") -> Iterator[Repeated]:
        """Yield which outputs a picture repeats; raises Refused (WK43) when there is too much to compare."""
        height, width = pixels.shape[:2]
        for digest, made, number in self.of_size((width, height)):
            said = self._decoded(digest, width * height)
            apart = None if said is None else _compared(said, pixels)
            if apart is not None:
                act = (0, 0) if made.how is How.DECLARED else made.act
                yield Repeated(from_=(made.id, number), act=act, apart=apart)

    def _size(self, digest: str) -> tuple[int, int] | None:
        if digest not in self._sizes:
            try:
                self._sizes[digest] = opening.measured(self.blobs.read(digest))
            except Refused:  # no picture that we know: there is nothing to compare with
                self._sizes[digest] = None
        return self._sizes[digest]

    def _decoded(self, digest: str, size: int) -> "NDArray[np.uint8] | None":
        self.left -= size
        if self.left < 0:
            raise Refused("WK43", f"more than {WORK:,} pixels to compare in one picture's record")
        if digest not in self._pixels:
            if sum(one.size for one in self._pixels.values() if one is not None) > opening.PIXELS:
                self._pixels.clear()
            try:
                self._pixels[digest] = opening.decoded(self.blobs.read(digest))[0][..., :3]
            except Refused:
                self._pixels[digest] = None
        return self._pixels[digest]


def _compared(said: "NDArray[np.uint8]", pixels: "NDArray[np.uint8]") -> "NDArray[np.uint8] | None":
    """Return how far apart two pictures are, pixel by pixel; None when one does not repeat the other."""
    import numpy as np

    part, of = _SHARE
    plain = _commonest(said)
    other, others, same = (
        0,
        0,
        0,
    )  # pixels that are not plain and stand there, that are not, that stand there
    apart = np.empty(said.shape[:2], dtype=np.uint8)
    for row in range(0, len(said), _ROWS):
        strip = np.s_[row : row + _ROWS]
        apart[strip] = _apart(said[strip], pixels[strip, :, :3])
        stands, marked = apart[strip] <= SAME, _apart(said[strip], plain) > SAME
        same += int(stands.sum())
        other, others = other + int((stands & marked).sum()), others + int(marked.sum())
        rest = apart.size - apart[: row + _ROWS].size
        if (same + rest) * of < apart.size * part:
            return None
    return apart if 2 * other >= others > 0 else None


def _apart(one: "NDArray[np.uint8]", other: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
    import numpy as np

    furthest = np.zeros(one.shape[:2], dtype=np.uint8)
    for channel in range(3):  # one after the other: three times as fast
        a, b = one[..., channel], other[..., channel]
        np.maximum(furthest, np.maximum(a, b) - np.minimum(a, b), out=furthest)
    return furthest


def _commonest(pixels: "NDArray[np.uint8]") -> "NDArray[np.uint8]":
    import numpy as np

    flat = pixels.reshape(-1, 3)
    flat = flat[:: max(1, len(flat) // _SAMPLE)].astype(np.uint32)
    colours, counts = np.unique(flat[:, 0] << 16 | flat[:, 1] << 8 | flat[:, 2], return_counts=True)
    colour = int(colours[counts.argmax()])
    return np.array([colour >> 16, colour >> 8 & 255, colour & 255], dtype=np.uint8)
