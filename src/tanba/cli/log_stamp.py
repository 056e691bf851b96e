"""The command that anchors the log in what others say: once, or again and again."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tanba.cli.archives import anchored, archives_of, asks_others, log_folder_of, with_log
from tanba.cli.ending import wished_end
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import in_language
from tanba.cli.passphrase import with_passphrase
from tanba.kernel import TanbaError
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.flow import Anchored


@click.command(
    help=msg("Ask other time-stamp authorities or witnesses from now on; what is not named stays.")
)
@asks_others
@with_log
@in_language
def ask(
    authorities: tuple[str, ...], roots: Path | None, witnesses: Path | None, log_folder: Path | None
) -> None:
    """Change whom the log asks."""
    from tanba.flow import ask_others

    asked = ask_others(log_folder_of(log_folder), authorities, roots, witnesses)
    for address in asked.authorities:
        click.echo(address)
    for one in asked.policy.witnesses if asked.policy else ():
        click.echo(f"{one.key} {one.url}")


@click.command(help=msg("Sign and publish the tree; ask the witnesses and the time-stamp authorities."))
@click.option(
    "--every", type=click.FloatRange(0, 1440, min_open=True), metavar="MINUTES",
    help=msg("Go on: do it again whenever the log has grown and so many minutes are over, until Ctrl-C."),
)  # fmt: skip
@with_log
@with_keys
@with_passphrase
@in_language
def stamp(
    every: float | None, log_folder: Path | None, folder: Path | None, passphrase_file: Path | None
) -> None:
    """Anchor the log."""
    speech = Speech(current_language())
    opened = archives_of(log_folder, speech, folder, passphrase_file)
    if every is None:
        with opened() as archive:
            done = anchored(archive)
        _tell(done, speech)
        sys.exit(1 if done.refused or any(one.why for one in done.heard) else 0)
    size = -1
    with wished_end() as stop:
        while not stop.is_set():
            # Opened for each round alone: whoever records in the meantime is not locked out.
            try:
                with opened() as archive:
                    if archive.log.size > size:
                        done = anchored(archive)
                        _tell(done, speech)
                        # Where nobody gave a time, the next round asks again.
                        unheard = done.refused and not done.stamps
                        size = -1 if unheard else done.checkpoint.head.size
            except TanbaError as error:  # somebody is recording, say: the next round comes
                click.echo(printable(str(error)), err=True)
            stop.wait(every * 60)


def _tell(done: "Anchored", speech: Speech) -> None:
    from tanba.flow import proven_times
    from tanba.report import write_anchored

    click.echo(write_anchored(done, speech, proven_times(done)), nl=False)
