"""The worked example of human control: a week of credit decisions of a bank in Қостанай."""

import csv
import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from tanba.measures.control.measure import COLUMNS
from tanba.measures.frame.measure import Example

_HERE: Final = timezone(timedelta(hours=5))
_BEGINS: Final = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
_PEOPLE: Final = (
    # who, decisions, seconds each at least and most, how often they step in
    ("officer-1", 110, (25, 240), 0.14),
    ("officer-2", 90, (30, 300), 0.10),
    ("officer-3", 380, (1, 8), 0.0),  # clears a queue in a few seconds a case, and never says no
)
_ALONE: Final = 12
"""Small sums that the system decided by itself."""
_BROKEN: Final = 2
"""Rows of a night on which the clock of a server was wrong."""


def write_example(folder: Path) -> Example:
    """Write `decisions.csv`, a few hundred rows; the same each time."""
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(230)  # noqa: S311 – an example needs no secrecy, and must be the same each time
    rows = sorted(_rows(chance), key=lambda row: row[3])
    with (folder / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, lineterminator="\n")
        written.writerow(COLUMNS)
        for number, row in enumerate(rows, 1):
            written.writerow([f"Q-{number:04}", *row])
    return Example(reads={"decisions": "decisions.csv"}, settings={"least_decisions": 80})


def _rows(chance: random.Random) -> list[list[str]]:
    rows = []
    for who, count, (least, most), share in _PEOPLE:
        at = _BEGINS
        for _ in range(count):
            proposed = at - timedelta(seconds=chance.randint(60, 3600))
            took = chance.randint(least, most)
            offered = chance.choice(("мақұлдау", "мақұлдау", "бас тарту"))
            final, cancelled = offered, "жоқ"
            if chance.random() < share:
                final = "бас тарту" if offered == "мақұлдау" else "мақұлдау"
                cancelled = "иә" if chance.random() < 0.3 else "жоқ"
            decided = at + timedelta(seconds=took)
            rows.append([*_written(proposed, at, decided), who, offered, final, cancelled])
            at = decided + timedelta(seconds=chance.randint(1, 3))
    for number in range(_ALONE):
        at = _BEGINS + timedelta(minutes=7 * number)
        asked, done = _written(at, at + timedelta(seconds=1))
        rows.append([asked, "", done, "жүйе", "мақұлдау", "мақұлдау", "жоқ"])
    for number in range(_BROKEN):
        at = _BEGINS + timedelta(hours=number)
        wrong = at - timedelta(days=1)  # decided the day before it was proposed
        rows.append([*_written(at, at, wrong), "officer-2", "мақұлдау", "мақұлдау", "жоқ"])
    return rows


def _written(*moments: datetime) -> list[str]:
    return [f"{moment.astimezone(_HERE):%Y-%m-%dT%H:%M:%S}+05:00" for moment in moments]
