"""Texts with a known truth: the same sessions of simulated edits as the published errors are measured on."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from benchmarks.edits import sentences, session
from benchmarks.indication_error import measure

__all__ = ["measure", "sentences", "session"]
