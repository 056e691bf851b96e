"""A worked example: the loans of an invented bank in Kostanay, always the same rows."""

import csv
from pathlib import Path

from tanba.measures.frame.measure import Example

_COLUMNS = ("month", "sex", "nationality", "age", "district", "income", "score", "decision", "repaid")
_STEP = 0x5851F42D4C957F2D
_MASK = (1 << 64) - 1


def write_loans(folder: Path, name: str = "loans.csv", rows: int = 600) -> Example:
    """Write the table and return how to run `discrimination` with it: one district is refused too often."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows(_loan(place) for place in range(rows))
    settings = {
        "decision": "decision",
        "favourable": ["мақұлданды"],
        "unfavourable": ["бас тартылды"],
        "grounds": [
            {"of": "sex", "column": "sex"},
            {"of": "nationality", "column": "nationality"},
            {"of": "residence", "column": "district"},
            {"of": "other", "column": "age", "cuts": [30, 60]},
        ],
        "set_aside": {"race": "the bank knows nothing of it, and nothing it knows stands for it"},
        "outcome": "repaid",
        "outcome_true": ["иә"],
        "score": "score",
        "score_cuts": [0.4, 0.6, 0.8],
        "factors": [{"column": "income", "cuts": [250000]}],
    }
    return Example(reads={"decisions": name}, settings=settings)


def _loan(place: int) -> tuple[str, ...]:
    draw = _draws(place)
    month = 1 + place * 12 // 600 % 12
    sex = "әйел" if draw[0] < 0.5 else "ер"
    age = 20 + int(draw[2] * 50)
    district = ("Қостанай", "Рудный", "Тобыл ауылы")[_which(draw[3], (0.55, 0.8))]
    # Who lives where is told by nationality, so that the district gives it away though nobody asks for it.
    ends = (0.2, 0.65, 0.9) if district == "Тобыл ауылы" else (0.62, 0.88, 0.96)
    nationality = ("қазақ", "орыс", "украин", "неміс")[_which(draw[1], ends)]
    income = 140_000 + int(draw[4] ** 2 * 500_000) // 1000 * 1000
    chance = 0.45 + 0.4 * (income > 250_000) + 0.1 * draw[5]
    # What the example is about: from April on the village loses half of its score, whoever lives there.
    score = chance * (0.5 if district == "Тобыл ауылы" and month > 3 else 1.0)
    decision = "мақұлданды" if score > 0.48 - 0.1 * draw[6] else "бас тартылды"
    repaid = "иә" if draw[7] < chance else "жоқ"
    said = nationality if draw[8] < 0.97 else ""
    return (
        f"2026-{month:02d}-15",
        sex,
        said,
        str(age),
        district,
        str(income),
        f"{score:.3f}",
        decision,
        repaid if decision == "мақұлданды" or draw[9] < 0.3 else "",
    )


def _which(draw: float, ends: tuple[float, ...]) -> int:
    return sum(draw >= end for end in ends)


def _draws(place: int) -> tuple[float, ...]:
    """Return ten numbers in 0..1 that look like chance and are always the same (splitmix64, Steele 2014)."""
    found = []
    state = (place * 10 * 0x9E3779B97F4A7C15 + _STEP) & _MASK
    for _ in range(10):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        found.append(((mixed ^ (mixed >> 31)) >> 11) / 2**53)
    return tuple(found)
