"""`dossier.json` is what its published schema says, with every kind of piece in it."""

import json
import wave
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from report.schemas import faults
from tanba.flow import follow_files, gather_dossier
from tanba.report import Speech, dossier_record, write_dossier
from works.written_works import write_article, write_story

SCHEMA: dict[str, Any] = json.loads(Path("docs/reference/dossier.schema.json").read_text())


def dossier_of(work: Path) -> Any:
    return gather_dossier(work, None, date(2026, 11, 23), {})


def wrong(thing: Any) -> list[str]:
    return list(faults(json.loads(json.dumps(thing)), SCHEMA, SCHEMA))


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A work with a text, a picture in a folder of its own, and a sound."""
    work, _ = write_story(tmp_path)
    drawn, said = tmp_path / "суреттер" / "қасқыр.png", tmp_path / "дауыс.wav"
    drawn.parent.mkdir()
    Image.new("RGB", (64, 48), (10, 90, 90)).save(drawn)
    kept = BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(b"\0\0" * 800)
    said.write_bytes(kept.getvalue())
    followed = follow_files(work, [drawn, said], "typed")
    assert [one.why for one in followed] == ["", ""]
    return work


def test_a_dossier_is_what_its_schema_says(tmp_path: Path, story: Path) -> None:
    said = dossier_record(dossier_of(story))
    media = {one["media"] for one in said["contribution"]["pieces"]}
    assert media == {"text", "picture", "sound"}
    assert wrong(said) == []
    assert wrong(dossier_record(dossier_of(write_article(tmp_path)))) == []


def test_what_is_attached_to_the_pages_is_what_the_schema_says(story: Path) -> None:
    pages = write_dossier(dossier_of(story), Speech("kk"))
    with pikepdf.open(BytesIO(pages)) as pdf:
        attached = pdf.attachments["dossier.json"].get_file().read_bytes()
    assert wrong(json.loads(attached)) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("tanba",), "dossier/2"),
        (("on",), "today"),
        (("head", "sha256"), "0" * 63),
        (("contribution", "score"), 0.7),
        (("contribution", "pieces", 0, "spans", 0, "class"), "protected"),
        (("contribution", "pieces", 0, "spans", 0, "start"), -1),
        (("contribution", "generations", 0, "grade"), "E5"),
        (("contribution", "sessions", 0, "stopped"), 1),
        (("log_key",), 5),
    ],
    ids=lambda one: ".".join(map(str, one)) if isinstance(one, tuple) else "",
)
def test_what_is_no_dossier_is_not_what_the_schema_says(
    tmp_path: Path, path: tuple[Any, ...], value: Any
) -> None:
    said = json.loads(json.dumps(dossier_record(dossier_of(write_story(tmp_path)[0]))))
    assert wrong(said) == []
    part = said
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert wrong(said) != []
