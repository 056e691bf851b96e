"""The group of all commands."""

import sys
from pathlib import Path

import click

from tanba.kernel import TanbaError


class Shown(click.Group):
    """A group that shows our own errors in people's words and leaves with status 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; everything not ours is a bug and keeps its traceback."""
        try:
            return super().invoke(ctx)
        except TanbaError as error:
            click.echo(error, err=True)
            sys.exit(2)


@click.group(cls=Shown)
def main() -> None:
    """Kazakhstan's law on artificial intelligence, as running software."""


@main.group()
def law() -> None:
    """The law itself."""


@law.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def check(folder: Path) -> None:
    """Read a rule pack and report everything that is wrong with it."""
    from tanba.law import read_pack

    pack = read_pack(folder)
    click.echo(f"{len(pack.rules)} rules, {len(pack.questions)} facts, no faults.")
