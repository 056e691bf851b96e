"""A small PDF/A-3 with a file attached, as a dossier is one."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

_TEXT = """
#set document(title: "Dossier", date: datetime(year: 2026, month: 3, day: 1))
#pdf.attach("record.json", mime-type: "application/json", relationship: "source", description: "record")
= Dossier
What was recorded.
"""


@cache
def paper() -> bytes:
    with TemporaryDirectory() as folder:
        Path(folder, "paper.typ").write_text(_TEXT)
        Path(folder, "record.json").write_text("{}")
        made = typst.compile(
            str(Path(folder, "paper.typ")),
            root=folder,
            ignore_system_fonts=True,
            pdf_standards=["a-3b"],
        )
    return bytes(made)  # type: ignore[arg-type]
