"""Dossiers for tests: written and sealed as people do it, and what an attacker makes of them."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf

from flow.houses import anchor, house_with_time
from tanba.evidence import VerifierKey, packed, unpacked
from tanba.flow import Dossier, at_work, check_dossier, gather_dossier, key_of_log, seal_work
from tanba.report import Speech, write_dossier

ON = date(2026, 11, 23)


@dataclass(frozen=True)
class Made:
    """A dossier with the work that it is about, and whom its reader may trust."""

    work: Path
    dossier: Dossier
    pdf: bytes
    key: VerifierKey
    roots: str


def dossier_of(work, archive=None, lang="kk", on=ON):
    """Return a dossier and its PDF."""
    dossier = gather_dossier(work, archive, on, {"about": "Ертегі"})
    return dossier, write_dossier(dossier, Speech(lang))


def sealed_dossier(folder: Path, work: Path, more="Тағы бір сөз.", lang="kk") -> Made:
    """Seal a work, write some more in it, seal it again, all with a real time; return its dossier."""
    with house_with_time(folder) as archive:
        seal_work(work, archive, anchor)
        with at_work(work) as recorder:
            piece = "story" if "aisha" in work.name else "article"
            recorder.insert(piece, len(recorder.text(piece)), more, "typed")
        seal_work(work, archive, anchor)
        dossier, pdf = dossier_of(work, archive, lang)
        key, roots = key_of_log(archive.log), archive.settings.roots
    return Made(work=work, dossier=dossier, pdf=pdf, key=key, roots=roots)


def files_of(pdf: bytes) -> dict[str, bytes]:
    """Return what is attached, as a reader of PDF that is not ours takes it out."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return {name: spec.get_file().read_bytes() for name, spec in opened.attachments.items()}


def with_files(files: Mapping[str, bytes]) -> bytes:
    """Return a PDF with other pages and these files."""
    with pikepdf.new() as paper:
        paper.add_blank_page()
        for name, content in files.items():
            paper.attachments[name] = pikepdf.AttachedFileSpec(paper, content, filename=name)
        out = io.BytesIO()
        paper.save(out)
    return out.getvalue()


def parts_of(zipped: bytes) -> dict[str, bytes]:
    """Return the files of one of our zips."""
    return {name: bytes(part) for name, part in unpacked(zipped).items()}


def changed_record(pdf: bytes, change) -> bytes:
    """Return the dossier with some files of its record changed."""
    files = files_of(pdf)
    parts = parts_of(files["record.zip"])
    return with_files(files | {"record.zip": packed(parts | change(parts))})


def checked(folder: Path, pdf: bytes, key=None, roots="", signers=""):
    """Check a dossier as a reader does it, from a file."""
    file = folder / "dossier.pdf"
    file.write_bytes(pdf)
    return check_dossier(file, datetime.now(UTC), key, roots, signers)
