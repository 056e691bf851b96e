"""
Sounds in a record: clips on tracks, as an edit list, and whose each stretch is.

    edits = replayer("p1", blobs)
    edits.take(act)                      # open, clip, save
    edits.piece().body.ticks()           # {SpanKind.AI: 4000, SpanKind.HUMAN: 12000}
"""

from tanba.works.sounds.editing import EditList, replayer
from tanba.works.sounds.length import milliseconds
from tanba.works.sounds.stretches import SoundMap, Stretch

__all__ = ["EditList", "SoundMap", "Stretch", "milliseconds", "replayer"]
