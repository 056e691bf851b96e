"""Notices on goods and services in a folder: sheets to print, and what a page tells machines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from tanba.flow.answering import write_whole
from tanba.kernel import Lang, Text
from tanba.marks import SHEETS, Order, compose, describe, stamp, write_pdf, write_svg


def write_notices(order: Order, law: Text, languages: Sequence[Lang], out: Path) -> tuple[Path, ...]:
    """
    Write the notice of an order on every sheet, as SVG and PDF, and its JSON-LD; return the files.

    Raises Faults when a text does not fit on a sheet; nothing of that sheet is written then.
    """
    said = order.disclosure(uuid4().urn, stamp(datetime.now(UTC)))
    notice = compose(said, order.notice, law, languages=languages)
    contents: dict[str, bytes] = {}
    for name, sheet in SHEETS.items():
        contents[f"{order.scope}-{name}.svg"] = write_svg(notice, sheet)
        contents[f"{order.scope}-{name}.pdf"] = write_pdf(notice, sheet)
    contents[f"{order.scope}.jsonld"] = describe(notice).encode() + b"\n"
    out.mkdir(parents=True, exist_ok=True)
    files = tuple(out / name for name in contents)
    for file, content in zip(files, contents.values(), strict=True):
        write_whole(file, content)
    return files
