"""The group of all commands: its language, its errors, its exit codes."""

import errno
import gc
import importlib
import os
import sys
from gettext import gettext
from io import TextIOWrapper
from typing import Any, TextIO

import click

from tanba.cli.language import settle_language
from tanba.kernel import LANGS, Refused, TanbaError
from tanba.report import msg

COMMANDS = {
    "new": "cards",
    "assess": "cards",
    "explain": "cards",
    "ask": "interview",
    "sweep": "tables",
    "law": "statute",
    "measure": "measure",
    "mark": "marks",
    "verify": "marks",
    "keys": "keys",
    "work": "work",
    "optout": "optout",
    "deposit": "deposit",
    "log": "log",
}


_ENGLISH: dict[click.Command | click.Option, str] = {}
_EPILOGS: dict[click.Command, str] = {}


class Spoken(click.Group):
    """
    A group that speaks the person's language and shows our errors in people's words.

    Exit codes: 0 fine, 1 found something, 2 wrong use or unreadable input. Commands are imported when
    they are named, so that one does not pay for the rest.
    """

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Settle the language before Click speaks its first word, then run."""
        # A command makes many values and few cycles: looking for them eats a tenth of its time.
        gc.set_threshold(100_000, 50, 50)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # a terminal that cannot write Kazakh still gets it
                stream.reconfigure(errors="backslashreplace")
        given = kwargs.get("args") or (args[0] if args else None)
        settle_language(list(given) if given is not None else sys.argv[1:])
        spoken(self)
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command in the language of the person."""
        room = COMMANDS.get(cmd_name)
        if room is None:
            return None
        command: click.Command = getattr(importlib.import_module(f"tanba.cli.{room}"), cmd_name)
        return spoken(command)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what is not our error is a bug and keeps its traceback."""
        try:
            return super().invoke(ctx)
        except TanbaError as error:
            click.echo(printable(str(error)), err=True)
            if isinstance(error, Refused) and error.hint:  # of no file: Faults have told their hints
                click.echo(printable(f"    hint: {error.hint}"), err=True)
            sys.exit(2)
        except OSError as error:
            if error.errno != errno.ENOSPC:  # a closed pipe is Click's to handle, all else is a bug
                raise
            click.echo("CL02 cannot be written: no space left on device", err=True)
            _abandon(sys.stdout)
            sys.exit(2)


def _abandon(stream: TextIO) -> None:
    """Let go of what could not be written, or Python tries again when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def spoken(command: click.Command) -> click.Command:
    """Return `command` with its help texts translated; the English ones are kept for the next time."""
    for thing in (command, *command.params):
        if isinstance(thing, click.Command | click.Option) and thing.help:
            thing.help = gettext(_ENGLISH.setdefault(thing, thing.help))
            if isinstance(thing, click.Command):
                thing.short_help = thing.help  # a list of commands says it whole: Click would cut it
    if command.epilog:
        command.epilog = gettext(_EPILOGS.setdefault(command, command.epilog))
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            spoken(inner)
    return command


def printable(text: str) -> str:
    """Return `text` without the control characters that could rewrite somebody's terminal."""
    kept = "\n\t\N{NO-BREAK SPACE}"  # days and money in Kazakh and Russian hold no-break spaces
    return "".join(c if c.isprintable() or c in kept else "�" for c in text)


@click.group(cls=Spoken, help=msg("Kazakhstan's law on artificial intelligence, as running software."))
@click.version_option(package_name="tanba", message="tanba %(version)s")
@click.option("--lang", type=click.Choice(LANGS), help=msg("Language: Kazakh, Russian or English."))
def main(lang: str | None) -> None:
    """Kazakhstan's law on artificial intelligence, as running software."""
