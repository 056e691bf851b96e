"""Commands about measures: which there are, what a card could have measured, and what was found."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tanba.cli.language import current_language
from tanba.cli.measuring import run
from tanba.cli.options import (
    FOLDER,
    READABLE,
    deliver,
    from_pack,
    in_form,
    in_language,
    on_day,
    terminal,
    to_file,
)
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.report import MeasuredForm


@click.group(help=msg("Measure what the law asks: numbers with their interval, from real artefacts."))
def measure() -> None:
    """Everything about measures."""


@measure.command(
    name="list", help=msg("Name the measures, or say all of some: what they read, show, assume.")
)
@click.argument("names", nargs=-1)
@in_form("text", "json")
@from_pack
@on_day
@in_language
def list_(names: tuple[str, ...], form: "MeasuredForm", pack_name: str | None, on: date) -> None:
    """Print declarations."""
    from tanba.flow import declarations, open_pack
    from tanba.report import write_declarations

    declared = declarations(open_pack(pack_name), names, on)
    click.echo(write_declarations(declared, bool(names), form, Speech(current_language()), *terminal()))


@measure.command(help=msg("Write a worked example into a new folder, with a card ready to run."))
@click.argument("name")
@click.option(
    "--to", "folder", type=FOLDER, help=msg("The folder; by default the name of the measure.")
)
@in_language
def example(name: str, folder: Path | None) -> None:
    """Write a worked example."""
    from tanba.flow import write_example

    card = write_example(name, folder or Path(name))
    click.echo(card)
    speech = Speech(current_language())
    click.echo(speech.say(msg("next: tanba measure run --card {card}"), card=card), err=True)


@measure.command(
    help=msg("Say what could be measured for the system in a card, and what it would settle.")
)
@click.argument("card", type=READABLE)
@in_form("text", "json")
@on_day
@from_pack
@in_language
def plan(card: Path, form: "MeasuredForm", on: date, pack_name: str | None) -> None:
    """Print a plan."""
    from tanba.flow import measure_plan, open_cases
    from tanba.report import write_plan

    (case,) = open_cases((card,), on, pack_name)
    click.echo(write_plan(case, measure_plan(case), form, Speech(current_language()), *terminal()))


@measure.command(help=msg("Show a kept run again, or all that are kept beside a card."))
@click.argument("path", type=READABLE)
@in_form("text", "json", "html")
@to_file
@in_language
def show(path: Path, form: "MeasuredForm", out: Path | None) -> None:
    """Print kept runs."""
    from tanba.flow import read_run, read_runs
    from tanba.report import write_measured

    runs = (read_run(path),) if path.suffix == ".json" else read_runs(path)
    width, colour = (100, False) if out else terminal()
    deliver(write_measured(runs, form, Speech(current_language()), width, colour), out)


measure.add_command(run)
