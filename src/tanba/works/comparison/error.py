"""
How wrong each rule of comparison has been where the truth was known: `measured.json`.

The rows of people are published figures of 1,447 sessions of people who wrote English with a language
model, keystroke by keystroke, against what was really accepted there; the model's suggestions were a
sentence or two. The rows of simulated edits are measured by `benchmarks/indication_error.py`: sessions
that a program made up from sentences of Tanba's own law pack, in Kazakh and in Russian. The truth of
those is exact, but no person wrote them, and law prose repeats itself more than a story does.
"""

import json
from functools import cache
from pathlib import Path
from typing import Final

from tanba.works.comparison.values import Measured, Rule

TABLE: Final = Path(__file__).parent / "measured.json"


def measured(rule: Rule) -> tuple[Measured, ...]:
    """Return what was measured of a rule: people first, then simulated edits by language."""
    return tuple(row for row in _rows() if row.rule == rule)


@cache
def _rows() -> tuple[Measured, ...]:
    return tuple(Measured(**row) for row in json.loads(TABLE.read_text("utf-8")))
