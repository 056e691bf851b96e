"""
The rhythm of GB 45438-2025: short, long, short, short; Morse code for "AI" (ITU-R M.1677-1).

    tone(48_000).size / 48_000      # 1.74 seconds
"""

from typing import Any, Final

import numpy as np

RHYTHM: Final = "·— ··"
"""Dots and dashes as they are heard; the gap parts the letters."""
UNIT: Final = 0.12
"""Seconds of a dot; a dash has three, the gap in a letter one, between letters three."""
PITCH: Final = 800.0
"""Hertz: where the ear is keen and a telephone still carries sound."""
AFTER: Final = 0.42
"""Seconds of silence before the content."""
_EDGE: Final = 0.01
"""Seconds in which a tone swells and fades, so that it does not click."""


def tone(rate: int) -> Any:
    """
    Return the rhythm and the silence after it.

    Parameters
    ----------
    rate : Hz
        Samples in a second.

    Returns
    -------
    array of float32, one channel
        Between -1 and 1.
    """
    parts: list[Any] = []
    for letter in RHYTHM.split():
        for mark in letter:
            parts += [_beep(rate, UNIT if mark == "·" else 3 * UNIT), np.zeros(round(rate * UNIT))]
        parts.append(np.zeros(round(rate * 2 * UNIT)))
    parts[-1] = np.zeros(round(rate * (AFTER - UNIT)))
    return np.concatenate(parts).astype(np.float32)


def _beep(rate: int, seconds: float) -> Any:
    time = np.arange(round(rate * seconds)) / rate
    edge = np.clip(np.minimum(time, seconds - time) / _EDGE, 0, 1)
    return np.sin(2 * np.pi * PITCH * time) * (1 - np.cos(np.pi * edge)) / 2
