"""
Take 200 systems from the 2025 US federal inventory of AI uses, always the same ones.

    python extract.py 2025_individually_reported_AI_use_cases.csv > systems-200.csv

The records are put in order of agency, then stage, then their place in the file, and 200 are taken
at equal distances. So agencies and stages have about the share they have in the whole, and nothing is
left to chance; an agency with fewer than eighteen records may be missing.
"""

import csv
import io
import sys
from pathlib import Path

COUNT = 200
LONGEST = 200
"""Characters in a cell; only names of systems come near."""

COLUMNS = (
    "agency",
    "id",
    "use_case_name",
    "development_stage",
    "is_high_impact",
    "topic_area",
    "classification",
    "contracting_usage",
    "has_pii",
    "hi_testing_conducted",
    "hi_assessment_completed",
    "hi_failsafe_presence",
    "hi_appeal_process",
)


def take(records: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return COUNT records with the columns kept here, and the place of each in the file, 1-based."""
    placed = list(enumerate(records, start=1))
    placed.sort(key=lambda one: (one[1]["agency"], one[1]["development_stage"], one[0]))
    chosen = [placed[(2 * n + 1) * len(placed) // (2 * COUNT)] for n in range(COUNT)]
    return [{"record": str(n), **{name: cell(r[name]) for name in COLUMNS}} for n, r in chosen]


def cell(text: str) -> str:
    """Return the text of a cell on one line, cut where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def extract(path: Path) -> str:
    """Return the extract as CSV text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        records = list(csv.DictReader(file))
    text = io.StringIO()
    writer = csv.DictWriter(text, ["record", *COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(take(records))
    return text.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(extract(Path(sys.argv[1])).encode())
