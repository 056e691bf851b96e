"""
Time from outside: tokens of time-stamp authorities (RFC 3161) over what we show.

    tsr = stamped(checkpoint.note.text.encode(), "https://tsa.example", post)    # kept as it came
    check_stamp(tsr, checkpoint.note.text.encode(), roots).time                  # None unless it is proven
"""

from tanba.evidence.stamps.asking import Answer, Post, gathered, stamped
from tanba.evidence.stamps.interval import EVERY, due
from tanba.evidence.stamps.opinions import State
from tanba.evidence.stamps.verification import StampSeen, check_stamp, read_roots

__all__ = [
    "EVERY",
    "Answer",
    "Post",
    "StampSeen",
    "State",
    "check_stamp",
    "due",
    "gathered",
    "read_roots",
    "stamped",
]
