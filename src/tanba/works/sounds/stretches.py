"""A sound's provenance: stretches of its tracks, each owed to a clip."""

from collections.abc import Mapping

from tanba.kernel import value
from tanba.works.record.values import ActAt, How, SpanKind


@value
class Stretch:
    """Of one track, the ticks `start` up to, not including, `end`."""

    track: int
    start: int
    end: int
    kind: SpanKind
    how: How
    act: ActAt
    """What brought the clip in, or changed whose it is."""
    origin: str
    """`g1#0`, `s1`, or empty."""
    clip: str
    sha256: str
    """The material that is heard here; from tick `inside` of it on."""
    inside: int


@value
class SoundMap:
    """
    A sound as an edit list leaves it.

    Where clips of one track overlap, the one that was placed or moved last is heard. Tracks sound
    together: their lengths do not add up to the length of the sound.
    """

    rate: int
    """Ticks in a second: 1,000 for milliseconds, or the sampling rate."""
    length: int
    """Ticks to the end of the last stretch."""
    stretches: tuple[Stretch, ...]
    """By track, then in order, none over another; silence between them is left out."""
    troubles: tuple[str, ...] = ()
    """What made the map unknown from some act on, in order: a code and a fact."""

    def ticks(self) -> Mapping[SpanKind, int]:
        """Return how long each class is heard, all tracks together."""
        found: dict[SpanKind, int] = {}
        for one in self.stretches:
            found[one.kind] = found.get(one.kind, 0) + one.end - one.start
        return found
