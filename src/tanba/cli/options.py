"""Options that many commands share."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime
from gettext import gettext
from pathlib import Path
from typing import Any, TypeVar

import click

from tanba.kernel import LANGS, parse_day
from tanba.report import msg

F = TypeVar("F", bound=Callable[..., Any])

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
READABLE = click.Path(path_type=Path, exists=True, dir_okay=False)


class Day(click.ParamType[date]):
    """A day as ISO 8601 writes it; `today` is the day of this machine."""

    name = "day"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Return the day that `value` names."""
        if isinstance(value, date):
            return value
        if value == "today":
            return datetime.now().astimezone().date()
        return parse_day(value) or self.fail(_no_day(str(value)), param, ctx)


def _no_day(text: str) -> str:
    return gettext(msg("{value!r} is not a day such as 2026-01-18")).format(value=text)


def on_day(command: F) -> F:
    """Add `--on`."""
    return click.option(
        "--on", type=Day(), default="today", show_default=True, help=msg("The law as of this day.")
    )(command)


def from_pack(command: F) -> F:
    """Add `--pack`."""
    return click.option("--pack", "pack_name", help=msg("A pack by name or folder."), metavar="PACK")(
        command
    )


def by_map(command: F) -> F:
    """Add `--map`."""
    words = msg("Which columns say what; without it, columns are named like facts.")
    return click.option("--map", "map_file", type=READABLE, help=words)(command)


def in_language(command: F) -> F:
    """Add `--lang`, which `main` has read already wherever it stands."""
    return click.option(
        "--lang",
        type=click.Choice(LANGS),
        expose_value=False,
        help=msg("Language: Kazakh, Russian or English."),
    )(command)


def in_form(*forms: str) -> Callable[[F], F]:
    """Add `--format`, which is one of `forms`: text unless another is asked for."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default="text",
        show_default=True,
        help=msg("How the result is written."),
    )


def to_file(command: F) -> F:
    """Add `--out`."""
    return click.option("--out", type=FILE, help=msg("Write to this file instead of the terminal."))(
        command
    )


def deliver(text: str, out: Path | None) -> None:
    """Print a result, or write it whole into a file and say so."""
    from tanba.flow import write_whole

    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    write_whole(out, text.encode())
    click.echo(out, err=True)


def terminal() -> tuple[int, bool]:
    """Return the width of lines, and whether colour is wanted: on a terminal without NO_COLOR."""
    seen = sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return min(100, shutil.get_terminal_size((100, 24)).columns), seen


def name_and_text(text: str) -> tuple[str, str]:
    """Return the two parts of NAME=TEXT; the text may be empty."""
    name, mark, said = text.partition("=")
    if not mark or not name:
        raise click.UsageError(gettext(msg("{text!r} is not NAME=TEXT")).format(text=text))
    return name, said
