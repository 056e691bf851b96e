"""
Time from outside: tokens of time-stamp authorities (RFC 3161) over what we show.

    tsr = stamped(checkpoint.note.text.encode(), "https://tsa.example", post)    # kept as it came
    check_stamp(tsr, checkpoint.note.text.encode(), roots).time                  # None unless it is proven
"""
