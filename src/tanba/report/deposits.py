"""Deposits in words. What they show is that words existed and were held; never who composed them."""

from collections.abc import Iterable

from tanba.flow import Held
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg
from tanba.works import Shown


def write_deposit(index: int, number: int, speech: Speech) -> str:
    """Return what a new deposit shows."""
    words = msg(
        "Deposit {number} is entry {index} of the log. It shows that these words existed and were held by you."
    )
    return speech.say(words, number=number, index=index)


def write_shown(number: int, standing: Shown, speech: Speech) -> str:
    """Return what the bundle of one deposit shows, and how many of its siblings are not shown."""
    sheet = Sheet(100, colour=False)
    words = msg(
        "Deposit {number} existed and was held by the holder; who composed it, nothing here shows."
    )
    sheet.put(speech.say(words, number=number), 0)
    sheet.put(
        speech.say(
            msg("Deposits of this holder: {total}, of which not shown: {left}."),
            total=speech.number(standing.total), left=speech.number(standing.undisclosed),
        ),
        0,
    )  # fmt: skip
    return sheet.text()


def write_deposits(held: Iterable[Held], speech: Speech) -> str:
    """Return deposits, a line each."""
    lines = []
    for one in held:
        state = msg("erased") if one.erased else msg("shown") if one.shown else msg("secret")
        size = speech.count("{n} byte", "{n} bytes", one.size)
        words = msg("no. {number}, entry {index}: {state}, {size}")
        line = speech.say(words, number=one.number, index=one.index, state=speech.say(state), size=size)
        lines.append(f"{line}  {clean(one.title)}".rstrip())
    return "\n".join(lines) or speech.say(msg("No deposits."))
