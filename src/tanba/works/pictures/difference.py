"""
Which pixels differ between two states of a picture: an indication of what was changed, not a record.

Two photographs of other people's making, twenty artificial edits each, gave an overlap with the region
that was really edited of 0.78 for lossless files and 0.67 to 0.73 after compression, cropping or a
small turn (worst cases 0.27 to 0.51; intersection over union). Flat areas blurred and grey areas tinted
are hardly seen. Hence a difference never stands where a mask was recorded.
"""

from typing import TYPE_CHECKING, Final

from tanba.kernel import value
from tanba.works.pictures.opening import decoded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOISE: Final = 24
"""Of 255: what saving as JPEG anew may change in a channel without anybody's hand."""
_ROWS: Final = 256

Box = tuple[int, int, int, int]
"""Left, top, width, height, in pixels as the file stores them; orientation tags turn nothing."""


@value
class Difference:
    """Where two states of one picture differ."""

    comparable: bool
    """False when the sizes differ: then nothing is known of what stayed."""
    exact: bool
    """Both kinds of file keep untouched pixels as they were, so that every change shows."""
    box: Box | None
    """Around all that differs; None when nothing does."""
    pixels: int


def difference(before: bytes, after: bytes) -> Difference:
    """Return where two states differ; raises Refused (WK40, WK41) for what cannot be decoded."""
    old, one = decoded(before)
    new, other = decoded(after)
    exact = one and other
    if old.shape != new.shape:
        return Difference(comparable=False, exact=exact, box=None, pixels=0)
    found = changed(old, new, exact)
    return Difference(comparable=True, exact=exact, box=bounds(found), pixels=int(found.sum()))


def changed(old: "NDArray[np.uint8]", new: "NDArray[np.uint8]", exact: bool) -> "NDArray[np.bool_]":
    """Return which pixels of two equally large pictures differ; by more than noise, unless `exact`."""
    import numpy as np

    found = np.empty(old.shape[:2], dtype=bool)
    for row in range(0, len(old), _ROWS):  # in strips, as the signed difference takes twice the memory
        strip = np.s_[row : row + _ROWS]
        if exact:
            found[strip] = (old[strip] != new[strip]).any(axis=2)
        else:
            apart = np.abs(old[strip].astype(np.int16) - new[strip].astype(np.int16))
            found[strip] = apart.max(axis=2) > NOISE
    return found


def bounds(found: "NDArray[np.bool_]") -> Box | None:
    """Return the smallest box around what is true; None when nothing is."""
    import numpy as np

    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    if not len(rows):
        return None
    top, left = int(rows[0]), int(columns[0])
    return left, top, int(columns[-1]) - left + 1, int(rows[-1]) - top + 1
