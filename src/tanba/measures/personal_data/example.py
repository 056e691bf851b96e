"""A clinic in Шымкент that says its data are depersonalised. Every number and name is made up."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tanba.measures.frame.measure import Example

_DISTRICTS: Final = ("Абай", "Әл-Фараби", "Еңбекші", "Қаратау")


def write_example(folder: Path) -> Example:
    """Write visits, a log, a register of processing and a list of stores; return how to run on them."""
    data = folder / "clinic"
    data.mkdir(parents=True, exist_ok=True)
    _write(
        data / "visits.csv",
        "visit,patient,district,receipt",
        (
            f"{number},{_iin(number)},{_DISTRICTS[number % 4]},{730_000_000_000 + number * 7_919}"
            for number in range(1, 61)
        ),
    )
    _write(
        data / "chat.log",
        "2026-03-02 09:00 start",
        (
            "2026-03-02 09:14 bot: Сәлеметсіз бе! Қай дәрігерге жазылғыңыз келеді?",
            "2026-03-02 09:15 user: Терапевтке. Менің нөмірім +7 700 000 00 01",
            "2026-03-02 10:40 user: Запишите Айдар Тестович Примеров, почта primer@example.kz",
            "2026-03-02 11:02 bot: Записал на 4 марта, 10:30",
        ),
    )
    _write(folder / "register.csv", "subject,purpose,basis,from,until,withdrawn,at", _register())
    _write(
        folder / "stores.csv",
        "data,store,place",
        (
            "medical records,db1.clinic.example,KZ",
            "medical records,backup,DE",
            "chat transcripts,model provider,US",
            "receipts,till.example.kz,till.example.kz",
        ),
    )
    return Example(
        reads={"data": "clinic", "register": "register.csv", "stores": "stores.csv"},
        settings={"depersonalised": True},
    )


def _register() -> list[str]:
    rows = [f"p{number:03},treatment,law,,,,2026-03-02" for number in range(1, 61)]
    rows += [
        f"p{number:03},assistant,consent,2025-12-01,2026-12-01,,2026-03-02" for number in range(1, 41)
    ]
    rows += [
        f"p{number:03},assistant,consent,2025-01-10,2026-01-10,,2026-03-02" for number in range(41, 46)
    ]
    rows += [
        f"p{number:03},assistant,consent,2025-12-01,,2026-01-15,2026-03-02" for number in range(46, 49)
    ]
    return rows + [f"p{number:03},advertising,,,,,2026-03-02" for number in (3, 17, 29, 44)]


def _iin(number: int) -> str:
    """Return a number of a person born on 1 January 1900 under a serial number that nobody has."""
    for serial in range(number * 20, number * 20 + 20):
        digits = f"0001013{serial:04}"
        for weights in ((1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
            rest = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True)) % 11
            if rest < 10:
                return f"{digits}{rest}"
    raise AssertionError("twenty serial numbers cannot all be left out")


def _write(path: Path, head: str, rows: Iterable[str]) -> None:
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8", newline="\n")
