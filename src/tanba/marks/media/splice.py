"""A stream copied with some pieces taken out and others put in: every byte that is not named stays."""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO, Final

from tanba.kernel import value
from tanba.marks.media.spool import size_of

_PIECE: Final = 1024 * 1024


@value
class Cut:
    """Bytes `start` to `end` of the source give way to `new`; with both the same, it is put in."""

    start: int
    end: int
    new: bytes = b""

    @property
    def grows(self) -> int:
        """By how many bytes the stream grows; negative when it shrinks."""
        return len(self.new) - (self.end - self.start)


def spliced(source: BinaryIO, target: BinaryIO, cuts: Iterable[Cut]) -> None:
    """Write the source with cuts made to the target; they come in any order, and must not overlap."""
    end, here = size_of(source), 0
    view = source.getbuffer() if isinstance(source, BytesIO) else None
    try:
        for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end)):
            if not here <= cut.start <= cut.end <= end:
                raise ValueError("cuts overlap or reach past the end")
            if view is None:
                _copied(source, target, here, cut.start)
            else:
                target.write(view[here : cut.start])
            target.write(cut.new)
            here = cut.end
        if view is None:
            _copied(source, target, here, end)
        else:
            target.write(view[here:])
    finally:
        if view is not None:
            view.release()


def _copied(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    source.seek(start)
    while start < end:
        piece = source.read(min(_PIECE, end - start))
        if not piece:
            raise OSError("the file became shorter while it was read")
        target.write(piece)
        start += len(piece)
