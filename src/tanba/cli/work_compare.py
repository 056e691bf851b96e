"""Comparing without a record: what a text repeats of given outputs, as an indication with its error."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tanba.cli.language import current_language
from tanba.cli.options import READABLE, deliver, in_form, in_language, terminal, to_file
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.report import IndicationForm


@click.command(
    help=msg(
        "Without a record: say what a text repeats of given outputs; an indication, with its error."
    )
)
@click.argument("text", type=READABLE)
@click.argument("outputs", type=READABLE, nargs=-1, required=True)
@in_form("text", "json", "html")
@to_file
@in_language
def compare(text: Path, outputs: tuple[Path, ...], form: "IndicationForm", out: Path | None) -> None:
    """Compare a text with outputs."""
    from tanba.flow import compare_files
    from tanba.report import write_indication

    words, found = compare_files(text, outputs)
    width = 100 if out else terminal()[0]
    deliver(write_indication(found, words, form, Speech(current_language()), width), out)
