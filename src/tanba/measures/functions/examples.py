"""Worked examples of the finders: invented, always the same."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tanba.measures.frame.measure import Example


def write_social_example(folder: Path) -> Example:
    """
    Write marks of 40 taxi drivers in Шымкент over six months, and the schema of the service.

    Ten drivers joined late and were marked once. The schema joins a period, behaviour and tiers.
    """
    first = date(2026, 1, 31)
    rows = ["driver;month_end;points;tier"]
    for driver in range(40):
        for month in range(6) if driver < 30 else [5]:
            day = first + timedelta(days=30 * month)
            points = 60 + (driver * 7 + month * 11) % 40
            tier = "алтын" if points >= 90 else "күміс" if points >= 75 else "қола"
            rows.append(f"D-{driver + 1:03};{day.isoformat()};{points};{tier}")
    (folder / "marks.csv").write_text("\n".join(rows) + "\n", "utf-8")
    driver_month = {
        "type": "object",
        "properties": {
            "driver_id": {"type": "string"},
            "period_month": {"type": "string", "format": "date"},
            "complaints": {"type": "integer"},
            "behaviour_index": {
                "type": "number",
                "description": "жүргізушінің мінез-құлқы бойынша балл",
            },
            "reliability_score": {"type": "number"},
            "tier": {"type": "string", "enum": ["алтын", "күміс", "қола"]},
        },
    }
    ride = {
        "type": "object",
        "properties": {"ride_id": {"type": "string"}, "price_kzt": {"type": "integer"}},
    }
    _write(folder / "schema.json", {"$defs": {"DriverMonth": driver_month, "Ride": ride}})
    return Example(
        reads={"names": "schema.json", "evaluations": "marks.csv"},
        settings={"person": "driver", "moment": "month_end", "label": "tier", "score": "points"},
    )


def write_biometric_example(folder: Path) -> Example:
    """Write the schema and the labels of a model behind the gates of a stadium in Актөбе."""
    visit = {
        "type": "object",
        "properties": {
            "gate": {"type": "string"},
            "face_vector": {"type": "array", "items": {"type": "number"}},
            "face_match_score": {"type": "number"},
            "predicted_ethnicity": {"type": "string"},
            "age_group_pred": {"type": "string"},
        },
    }
    ticket = {
        "type": "object",
        "properties": {"seat": {"type": "string"}, "пол_этаж": {"type": "integer"}},
    }
    names = folder / "gate"
    names.mkdir()
    _write(names / "schema.json", {"$defs": {"Visit": visit, "Ticket": ticket}})
    labels = {"0": "asian", "1": "white", "2": "black", "3": "indian"}
    _write(
        names / "config.json", {"model": "gate-face-2", "task": "face_attributes", "id2label": labels}
    )
    return Example(reads={"names": "gate"}, settings={})


def _write(path: Path, tree: Any) -> None:
    path.write_text(json.dumps(tree, ensure_ascii=False, indent=1) + "\n", "utf-8")
