"""The segment of a Matroska or WebM file (RFC 9559) and its first level, read within bounds."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from tanba.kernel import Refused, value
from tanba.marks.media.ebml import HELD, MANY, Element, body, element, elements, inside
from tanba.marks.media.spool import size_of

_EBML, _DOCTYPE, _SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
SEEK_HEAD, INFO = 0x114D9B74, 0x1549A966
CLUSTER, CUES, TAGS = 0x1F43B675, 0x1C53BB6B, 0x1254C367
_LEVEL_1: Final = frozenset({SEEK_HEAD, INFO, 0x1654AE6B, 0x1043A770, 0x1941A469, CLUSTER, CUES, TAGS})
"""What ends a cluster of unknown size (RFC 8794, 6.2)."""


@value
class Segment:
    """The segment of a file, and what lies on its first level."""

    itself: Element
    parts: tuple[Element, ...]
    """Without the clusters after the first."""

    def of(self, identifier: int) -> list[Element]:
        """Return the parts with this identifier."""
        return [part for part in self.parts if part.id == identifier]


def segment_of(source: BinaryIO) -> Segment:
    """
    Return the first segment of a file.

    Raises
    ------
    Refused
        MK25 for a damaged file, MK26 for one beyond our bounds, MK27 for one of another kind.
    """
    end = size_of(source)
    head = element(source, 0, end)
    if head.id != _EBML or head.open:
        raise Refused("MK27", "not a Matroska or WebM file: it does not begin with an EBML header")
    kind = text_in(source, held(head), _DOCTYPE, 100)
    if kind not in ("matroska", "webm"):
        raise Refused("MK27", f"an EBML file of kind {kind[:40]!r}, not Matroska or WebM")
    for part in elements(source, head.end, end, 1000):
        if part.id == _SEGMENT:
            return Segment(itself=part, parts=tuple(_parts(source, part)))
    raise Refused("MK27", "a Matroska or WebM file without a segment", "it was cut off")


def _parts(source: BinaryIO, segment: Element) -> Iterator[Element]:
    """Yield what lies on the first level of a segment; of the clusters, only the first."""
    at, count, clusters, others = segment.body, 0, 0, 0
    while at < segment.end:
        part = element(source, at, segment.end)
        if part.open:
            if part.id != CLUSTER:
                raise Refused(
                    "MK25",
                    "a damaged Matroska or WebM file: only a segment or cluster may have no size",
                )
            at, count = _end_of_cluster(source, part, count)
        else:
            at = part.end
        count += 1
        if count > MANY:
            raise Refused("MK26", f"more than {MANY} elements on one level")
        clusters += part.id == CLUSTER
        if part.id != CLUSTER or clusters == 1:
            others += 1
            if others > 10_000:
                raise Refused("MK26", "more than 10000 elements beside the clusters")
            yield part


def _end_of_cluster(source: BinaryIO, cluster: Element, count: int) -> tuple[int, int]:
    at = cluster.body
    while at < cluster.end:
        part = element(source, at, cluster.end)
        if part.id in _LEVEL_1:
            return at, count
        if part.open or (count := count + 1) > MANY:
            raise Refused("MK26", "a cluster of unknown size that does not end")
        at = part.end
    return at, count


def text_in(source: BinaryIO, parent: Element, identifier: int, at_most: int) -> str:
    """
    Return the text of the first child with this identifier; empty when there is none, or it is too
    long.
    """
    for part in inside(source, parent):
        if part.id == identifier:
            return (
                ""
                if part.size > at_most
                else body(source, part).rstrip(b"\0").decode("utf-8", "replace")
            )
    return ""


def held(found: Element) -> Element:
    """Return the element itself, unless it is longer than what we look into."""
    if found.open or found.size > HELD:
        raise Refused("MK26", f"an element of {found.size} bytes, where at most {HELD} are read")
    return found
