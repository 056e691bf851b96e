"""
Measure how wrong the comparison without a record is on simulated edits, and write the table down.

    python -m benchmarks.indication_error            # prints; with --write renews measured.json
"""

import json
import random
import sys
from statistics import median, quantiles
from typing import Any

from benchmarks.edits import Session, sentences, session
from tanba.works.comparison.error import TABLE
from tanba.works.comparison.indication import repeated

SESSIONS = 300
SEED = 230


def measure(language: str, sessions: int = SESSIONS, seed: int = SEED) -> list[dict[str, Any]]:
    """Return a row of the table for each rule."""
    chance, pool = random.Random(seed), sentences(language)  # noqa: S311
    return _rows([session(pool, chance) for _ in range(sessions)], language)


def _rows(made: list[Session], language: str) -> list[dict[str, Any]]:
    counts: dict[str, list[tuple[int, int, int, int]]] = {}
    for one in made:
        for rule, places in repeated(one.text, one.outputs).items():
            said = bytearray(len(one.text))
            for start, end in places:
                said[start:end] = b"\1" * (end - start)
            both = sum(1 for mark, who in zip(said, one.truth, strict=True) if mark and who == "a")
            counts.setdefault(rule, []).append((both, sum(said), one.truth.count("a"), len(one.text)))
    return [_row(rule, rows, language) for rule, rows in counts.items()]


def _row(rule: str, rows: list[tuple[int, int, int, int]], language: str) -> dict[str, Any]:
    both, said, true = (sum(column) for column in list(zip(*rows, strict=True))[:3])
    errors = [abs(found - really) / length for _, found, really, length in rows]
    precision, recall = both / max(said, 1), both / true
    return {
        "rule": rule,
        "texts": "simulated",
        "language": language,
        "sessions": len(rows),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 3),
        "median": round(median(errors), 3),
        "p90": round(quantiles(errors, n=10)[-1], 3),
        "worst": round(max(errors), 3),
    }


def main() -> None:
    """Measure Kazakh and Russian; takes a minute."""
    rows = [row for language in ("kk", "ru") for row in measure(language)]
    for row in rows:
        print(json.dumps(row))
    if "--write" in sys.argv:
        kept = [row for row in json.loads(TABLE.read_text("utf-8")) if row["texts"] == "people"]
        lines = ",\n".join(json.dumps(row) for row in [*kept, *rows])
        TABLE.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
