"""The worked example of emotions and consent: invented, always the same."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tanba.measures.frame.measure import Example

_START = datetime.fromisoformat("2026-03-02T09:00:00")
_PURPOSE = "эмоцияны айқындау"


def write_example(folder: Path) -> Example:
    """
    Write 180 calls of 60 clients of a bank in Қостанай, their consent records, and the schema of the service.

    Clients 1 to 40 consent all the time; 41 to 45 withdraw on 6 March and two of them consent again; 46 to 50
    consented to marketing only; 51 to 54 never; 55 to 60 consent in records after ISO/IEC TS 27560. The schema
    calls the emotion "tone of the call" and "satisfaction index".
    """
    rows = ["client,called_at,call_tone"]
    for call in range(180):
        at = _START + timedelta(minutes=47 * call)
        tone = ("бейтарап", "риза", "ашулы", "мұңды")[call % 4]
        rows.append(f"C-{call % 60 + 1:04},{at.isoformat(sep=' ')},{tone}")
    (folder / "calls.csv").write_text("\n".join(rows) + "\n", "utf-8")
    receipts = [*_plain(), *_nested()]
    lines = [json.dumps(one, ensure_ascii=False) for one in receipts]
    (folder / "consents.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    names = folder / "service"
    names.mkdir()
    (names / "openapi.yaml").write_text(_SCHEMA, "utf-8")
    (names / "config.json").write_text(json.dumps(_MODEL, ensure_ascii=False, indent=1) + "\n", "utf-8")
    (names / "prompt.md").write_text(_PROMPT, "utf-8")
    return Example(
        reads={"names": "service", "outputs": "calls.csv", "consents": "consents.jsonl"},
        settings={
            "purposes": [_PURPOSE],
            "person": "client",
            "moment": "called_at",
            "emotion": "call_tone",
        },
    )


def _plain() -> list[dict[str, Any]]:
    year = {"from": "2026-01-01", "until": "2027-01-01"}
    found = [{"person": f"C-{n:04}", "purpose": _PURPOSE, **year} for n in range(1, 46)]
    for n in range(41, 46):
        found[n - 1]["withdrawn"] = "2026-03-06T12:00:00+05:00"
    for n in (41, 42):
        found.append({"person": f"C-{n:04}", "purpose": _PURPOSE, "from": "2026-03-06T16:00:00+05:00"})
    found += [{"person": f"C-{n:04}", "purpose": "маркетинг", **year} for n in range(46, 51)]
    return found


def _nested() -> list[dict[str, Any]]:
    return [
        {
            "schema_version": "example-1",
            "record_id": f"r-{n}",
            "pii_principal_id": f"C-{n:04}",
            "pii_processing": {"purposes": [{"purpose": _PURPOSE, "lawful_basis": "consent"}]},
            "event": [
                {
                    "event_time": "2026-02-01T10:00:00+05:00",
                    "event_state": "consent given",
                    "validity_duration": "P1Y",
                }
            ],
        }
        for n in range(55, 61)
    ]


_SCHEMA = """\
openapi: 3.1.0
info:
  title: Байланыс орталығы
paths:
  /calls/{id}/tone:
    get:
      summary: Қоңырау реңкін беру
components:
  schemas:
    Call:
      type: object
      properties:
        call_id: {type: string}
        duration_s: {type: integer}
        call_tone:
          type: string
          description: Клиент дауысының реңкі, модель анықтайды
        satisfaction_index: {type: number}
        индекс_лояльности: {type: number}
        ringtone: {type: string}
"""
_MODEL = {
    "model_type": "wav2vec2",
    "id2label": {"0": "neutral", "1": "joy", "2": "anger", "3": "sadness"},
}
_PROMPT = """\
# Қоңырауды қорытындылау

Определи тональность разговора и укажи её одним словом.
Не определяй диагноз клиента.
"""
