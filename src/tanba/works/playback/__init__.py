"""
The replay of a record: what it leaves, byte for byte, and what every code point of it is.

    replayed = replay(folder)
    [(span.kind, span.end - span.start) for span in replayed.pieces[0].spans]
"""

from tanba.works.playback.replaying import replay

__all__ = ["replay"]
