"""Numbers of measures in words: per cent, points, seconds, each as the language writes them."""

import math

from tanba.measures import Band, Unit
from tanba.report.speech import Speech, msg

_NO_BREAK = "\N{NO-BREAK SPACE}"


def quantity(speech: Speech, number: float | None, unit: Unit | None) -> str:
    """Return a number with its unit; of None, a dash. Shares become per cent, differences points of it."""
    if number is None:
        return "–"
    match unit:
        case "share":
            return percent(speech, 100 * number)
        case "difference":
            words = _signed(speech, 100 * number, _places(100 * number))
            return speech.say(msg("{number} points"), number=words)
        case "seconds":
            words = _signed(speech, number, 0 if number >= 100 else 2 if number >= 0.1 else 3)
            return speech.say(msg("{number} s"), number=words)
        case "per_hour":
            return speech.say(msg("{number} an hour"), number=_plain(speech, number))
        case "bits":
            return speech.say(msg("{number} bits"), number=_signed(speech, number, 3))
        case "count":
            return _signed(speech, number, 0)
        case "ratio":
            return _signed(speech, number, 0 if number >= 100 else 2 if number >= 0.1 else 3)
    return _plain(speech, number)


def percent(speech: Speech, number: float, places: int | None = None) -> str:
    """Return per cent as the language writes them: 12.5%, but 12,5 % in Kazakh and Russian."""
    words = _signed(speech, number, _places(number) if places is None else places)
    return f"{words}%" if speech.lang == "en" else f"{words}{_NO_BREAK}%"


def span(speech: Speech, band: Band | None, unit: Unit) -> str:
    """Return where the true number lies; empty for a count, which is what it is."""
    if band is None or (band.level == 1 and band.low == band.high):
        return ""
    return span_of(speech, band.low, band.high, unit)


def span_of(speech: Speech, low: float | None, high: float | None, unit: Unit) -> str:
    """Return two ends in words; empty without them."""
    if low is None or high is None:
        return ""
    if math.isinf(high):
        return speech.say(msg("{low} or more"), low=quantity(speech, low, unit))
    return speech.say(
        msg("{low} to {high}"), low=quantity(speech, low, unit), high=quantity(speech, high, unit)
    )


def _places(per_cent: float) -> int:
    """A tenth of a per cent tells something, except where it would show a false 0 or 100."""
    rest = min(abs(per_cent), abs(100 - abs(per_cent)))
    return 0 if rest == 0 else 1 if rest >= 0.1 else 3


def _plain(speech: Speech, number: float) -> str:
    whole = number == int(number) and abs(number) < 1e15
    return _signed(speech, number, 0 if whole else 3 if abs(number) < 10 else 1)


def _signed(speech: Speech, number: float, places: int) -> str:
    """Return a number with a minus sign and not a hyphen, and none before zero."""
    words = speech.number(abs(number), places)
    return f"−{words}" if number < 0 and words.strip("0,.") else words
