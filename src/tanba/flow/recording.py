"""What Tanba did, kept as evidence: assessments and marks become entries of a log."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tanba.flow.archive import Archive, Receipt
from tanba.flow.case import Case
from tanba.flow.evidence import read_payload
from tanba.flow.runs import Run
from tanba.flow.subjects import subject_of
from tanba.kernel import canonical_bytes


def record_assessment(archive: Archive, case: Case, record: Mapping[str, Any]) -> Receipt:
    """Commit to an assessment and to the card it was made from; about the system that the card names."""
    subject = subject_of(archive.folder, "system", case.card.system.name)
    fields = {"record": canonical_bytes(record), "card": read_payload(Path(case.card.file))}
    return archive.record(
        "assessment", subject, fields, {"pack": case.pack.id, "on": str(case.assessment.on)}
    )


def record_mark(archive: Archive, record: Mapping[str, Any]) -> Receipt:
    """Commit to the record of one marked file, layer by layer; about the file as it left, by its hash."""
    subject = subject_of(archive.folder, "file", str(record["sha256"]))
    return archive.record("marking", subject, {"record": canonical_bytes(record)})


def record_run(archive: Archive, run: Run) -> Receipt:
    """Commit to a run in the evidence log; about the system that the card names."""
    subject = subject_of(archive.folder, "system", run.system)
    clear = {"measure": run.measure, "version": run.version, "until": str(run.until)}
    return archive.record("measure", subject, {"run": canonical_bytes(run)}, clear)
