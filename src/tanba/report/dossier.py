"""A dossier as a PDF with everything that proves it attached, and as JSON."""

import json
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tanba.flow import EVIDENCE, RECORD, SAID, Dossier
from tanba.kernel import VERSION, canonical_bytes, plain
from tanba.report.contribution_json import contribution_record
from tanba.report.dossier_pages import pages, picture_file
from tanba.report.paper import Attached, Paper, write_paper
from tanba.report.speech import Speech, msg
from tanba.works import PicturePart


def write_dossier(dossier: Dossier, speech: Speech) -> bytes:
    """Return the dossier as PDF/A-3b, unsigned; the same dossier is the same bytes."""
    work = dossier.record.work
    return write_paper(
        Paper(
            lang=speech.lang,
            kind=speech.say(msg("Dossier of a work made with AI")),
            title=work.title,
            subtitle=f"{work.author} · {speech.day(dossier.on)}",
            author=work.author,
            running=speech.say(msg("Dossier of a work made with AI")),
            foot=f"Tanba {VERSION} · {work.id}",
            on=dossier.on,
            blocks=pages(dossier, speech),
            attached=_attached(dossier, speech),
            pictures={
                picture_file(part): part.preview
                for part in dossier.contribution.parts
                if isinstance(part, PicturePart) and part.preview
            },
        )
    )


def dossier_record(dossier: Dossier) -> dict[str, Any]:
    """
    Return the dossier as the JSON object `dossier/1`.

    `contribution` is that of `tanba work show --format json`; every figure in it can be computed again
    from the record, and `tanba work verify` does so.
    """
    record = dossier.record
    return {
        "tanba": "dossier/1",
        "made_by": made_by(),
        "on": dossier.on.isoformat(),
        "work": record.work.id,
        "head": plain(record.head),
        "register": plain(dossier.register),
        "contribution": contribution_record(dossier.contribution),
        "prompts": dict(dossier.prompts),
        "seals": [
            {"upto": list(one.seal.upto), "entry": one.seal.entry,
             "time": one.time.isoformat() if one.time else None, "witnessed": one.witnessed}
            for one in dossier.seals
        ],
        "log_key": dossier.log_key or None,
        "parties": list(dossier.parties),
        "deposits": plain(dossier.deposits) if dossier.deposits else None,
    }  # fmt: skip


@cache
def made_by() -> str:
    """
    Return what sets the pages of a dossier: where it is the same, the same dossier is the same bytes.

    The last part sums up this room: its words, letters and templates change between releases too.
    """
    room, whole = Path(__file__).parent, sha256()
    for file in sorted(room.rglob("*")):
        if file.suffix in (".py", ".typ", ".ttf", ".mo"):
            whole.update(file.read_bytes())
    return f"tanba {VERSION}, typst {version('typst')}, pages {whole.hexdigest()[:16]}"


def _attached(dossier: Dossier, speech: Speech) -> tuple[Attached, ...]:
    said = json.dumps(dossier_record(dossier), ensure_ascii=False, indent=1).encode()
    prov = json.dumps(dossier.prov, ensure_ascii=False, indent=1).encode()
    files = [
        Attached(name=SAID, kind="application/json", relation="data", content=said,
                 about=speech.say(msg("What these pages say, for programs"))),
        Attached(name="prov.json", kind="application/json", relation="alternative", content=prov,
                 about=speech.say(msg("The making of the work as PROV-JSON"))),
        Attached(name=RECORD, kind="application/zip", relation="source", content=dossier.record_zip,
                 about=speech.say(msg("The whole record, line by line"))),
    ]  # fmt: skip
    if dossier.bundle:
        about = speech.say(msg("What proves the seals, for programs made by others"))
        files.append(
            Attached(name=EVIDENCE, kind="application/zip", relation="supplement", about=about,
                     content=dossier.bundle)
        )  # fmt: skip
    return tuple(files)


def same_contribution(said: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Say whether what a dossier says of a contribution is what its own record gives."""
    try:
        return canonical_bytes(said) == canonical_bytes(found)
    except (TypeError, ValueError, RecursionError):
        return False
