"""A library of letters to a city office in Ақтөбе, whose passport lacks sections. All of it is made up."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tanba.measures.frame.measure import Example

_TOPICS: Final = ("жол", "су", "жарық", "мектеп", "қоқыс")
_PRODUCER: Final = "«Ақтөбе қалалық деректер орталығы» ЖШС"


def write_example(folder: Path) -> Example:
    """Write the library and the log of its collection; return how to run on them."""
    library = folder / "library"
    (library / "texts").mkdir(parents=True, exist_ok=True)
    letters = [_letter(number) for number in range(1, 121)]
    _write(library / "letters.csv", "id,language,district,topic,answer_days", letters)
    for number in range(1, 9):
        _write(library / "texts" / f"{number:02}.txt", _text(number), ())
    _write(library / "texts" / "09.txt", _text(3), ())  # the same once more
    _write(library / "texts" / "10.txt", _text(5) + " Құрметпен, тұрғындар.", ())
    _write(
        library / "documents.csv",
        "id,source,kind,language,heading,date,status,checksum,personal_data,text",
        (
            f"d{number},city office,letter,kk,Өтініш {number},2026-02-0{number},"
            f"{'approved' if number < 7 else ''},{_sum(library, number)},no,texts/{number:02}.txt"
            for number in range(1, 9)
        ),
    )
    _json(library / "passport.json", _passport(library))
    _json(library / "datapackage.json", _package(library))
    _write(folder / "collected.csv", "day,url,state,file", _log())
    return Example(
        reads={"library": "library", "log": "collected.csv"},
        settings={"reference": {"language": {"kk": 0.7, "ru": 0.3}}},
    )


def _letter(number: int) -> str:
    language = "kk" if number % 5 < 2 else "ru"
    days = "" if number % 12 == 0 else str(3 + number % 9)
    return f"{number},{language},{('Астана', 'Алматы')[number % 2]},{_TOPICS[number % 5]},{days}"


def _text(number: int) -> str:
    topic = _TOPICS[number % 5]
    places = " ".join(f"{topic} {number * 7 + step} үйдің жанында бұзылған," for step in range(12))
    return f"Құрметті әкімдік! Біздің көшеде {places} соны жөндеп беруіңізді сұраймыз"


def _passport(library: Path) -> dict[str, Any]:
    return {
        "producer": {"name": _PRODUCER, "contacts": "data@example.kz"},
        "licence": "CC-BY-4.0",
        "general": {
            "use": "training a model that sorts letters", "name": "Letters of citizens", "version": "1.2",
            "holder": "City office", "supplier": "Department of letters", "basis": "Order 12 of 2026",
            "responsible": "Data manager, +7 7132 00 00 00",
        },
        "purposes": {
            "component": "classifier", "purposes": ["training"], "scenarios": ["by topic", "by urgency"],
        },
        "composition": {
            "types": ["table", "text"], "volume": "120 rows", "period": "2025–2026", "language": "kk, ru",
        },
        "formats": ["csv", "txt"],
        "quality": {
            "criteria": ["completeness"], "checks": ["types"], "results": {"gaps": 0.02}, "handling": "-",
        },
        "delivery": {
            "way": "files", "kit": "csv and txt", "frequency": "quarterly",
            "checksums": {"letters.csv": f"sha256:{_hash(library / 'letters.csv')}"},
        },
    }  # fmt: skip


def _package(library: Path) -> dict[str, Any]:
    types = {"id": "integer", "language": "string", "district": "string", "topic": "string"}
    texts = [
        {
            "name": f"t{number:02}",
            "path": f"texts/{number:02}.txt",
            # The checksum of the last was not renewed when the text was.
            "hash": f"sha256:{_hash(library / 'texts' / f'{number if number < 10 else 4:02}.txt')}",
        }
        for number in range(1, 11)
    ]
    fields = [{"name": name, "type": kind} for name, kind in types.items()]
    return {
        "name": "letters",
        "contributors": [{"title": _PRODUCER, "roles": ["producer"]}],
        "licenses": [{"name": "CC-BY-4.0"}],
        "resources": [{"name": "letters", "path": "letters.csv", "schema": {"fields": fields}}, *texts],
    }


def _log() -> list[str]:
    return [
        "2026-02-01,https://office.example.kz/1,none,texts/01.txt",
        "2026-02-01,https://office.example.kz/2,allowed,texts/02.txt",
        "2026-02-02,https://paper.example.kz/letters,reserved,",
        "2026-02-03,https://office.example.kz/3,,texts/03.txt",
    ]


def _sum(library: Path, number: int) -> str:
    return _hash(library / "texts" / f"{number:02}.txt")[:16]


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _json(path: Path, tree: Any) -> None:
    _write(path, json.dumps(tree, ensure_ascii=False, indent=1), ())


def _write(path: Path, head: str, rows: Iterable[str]) -> None:
    path.write_text("\n".join([head, *rows]) + "\n", "utf-8", newline="\n")
