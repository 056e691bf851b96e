"""Commands with which a house keeps its log: time, witnesses, keys, bundles, erasure, serving."""

import sys
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tanba.cli.archives import archive_of, log_folder_of, moment, serving, signer_of, with_log
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.log_stamp import ask, stamp
from tanba.cli.log_witness import witness
from tanba.cli.options import FILE, READABLE, in_language
from tanba.cli.passphrase import read_passphrase, with_passphrase
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.flow import Reason


def add_house(log: click.Group) -> None:
    """Add these commands to the group of the log."""
    for command in (stamp, ask, witness, export, rotate, revoke, erase, serve):
        log.add_command(command)


@click.command(
    help=msg("Write a bundle: entries with all that proves them, for somebody who has no Tanba.")
)
@click.argument("target", type=FILE)
@click.argument("indexes", type=click.IntRange(0), nargs=-1, required=True)
@click.option(
    "--disclose", multiple=True, metavar="FIELD",
    help=msg("Open these fields only; may be given several times. Without it all are opened."),
)  # fmt: skip
@click.option("--seal", is_flag=True, help=msg("Open nothing: the proofs alone."))
@click.option("--with", "files", multiple=True, type=READABLE, help=msg("A file that goes with it."))
@with_log
@with_keys
@with_passphrase
@in_language
def export(
    target: Path, indexes: tuple[int, ...], disclose: tuple[str, ...], seal: bool,
    files: tuple[Path, ...], log_folder: Path | None, folder: Path | None, passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Write a bundle."""
    from tanba.flow import export_bundle, read_payload

    if seal and disclose:
        raise click.UsageError(gettext(msg("--disclose or --seal, not both")))
    speech = Speech(current_language())
    opened = frozenset(disclose) if disclose or seal else None
    enclosed = {file.name: read_payload(file) for file in files}
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        size = export_bundle(archive, target, indexes, opened, enclosed)
    click.echo(f"{target}: {speech.count('{n} byte', '{n} bytes', size)}")


@click.command(help=msg("Let another key sign the log from now on; the change is an entry."))
@click.option("--to", "new", required=True, help=msg("Name of the new key."))
@with_log
@with_keys
@with_passphrase
@in_language
def rotate(
    new: str, log_folder: Path | None, folder: Path | None, passphrase_file: Path | None
) -> None:
    """Change the key."""
    from tanba.flow import key_of_log, revoke_key, rotate_key

    speech = Speech(current_language())
    secret = read_passphrase(speech, passphrase_file)
    follower = signer_of(folder, new, secret, moment().date())
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        place, old = archive.folder, key_of_log(archive.log)
        key = rotate_key(archive, follower)
    # The new key says that the old one is done with: whoever steals that later signs nothing.
    with archive_of(place, speech, folder, passphrase_file) as archive:
        revoke_key(archive, old, "superseded", None)
    click.echo(key)


@click.command(help=msg("Revoke a key of the log, also one that was stolen; the change is an entry."))
@click.argument("vkey")
@click.option(
    "--reason", type=click.Choice(["superseded", "lost", "compromised"]), required=True,
    help=msg("Why it signs no more."),
)  # fmt: skip
@click.option(
    "--from-size", type=click.IntRange(0),
    help=msg("From which size of the log on it counts no more; without it, from now on."),
)  # fmt: skip
@with_log
@with_keys
@with_passphrase
@in_language
def revoke(
    vkey: str, reason: "Reason", from_size: int | None, log_folder: Path | None, folder: Path | None,
    passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Revoke a key."""
    from tanba.flow import named_key, revoke_key
    from tanba.report import write_receipt

    speech = Speech(current_language())
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        receipt = revoke_key(archive, named_key(vkey), reason, from_size)
    click.echo(write_receipt(receipt, speech))


@click.command(
    help=msg("Destroy what opens the entries about somebody, for good; the proofs of the log stand.")
)
@click.argument("subject")
@click.option("--yes", is_flag=True, help=msg("Do not ask once more."))
@with_log
@with_keys
@with_passphrase
@in_language
def erase(
    subject: str, yes: bool, log_folder: Path | None, folder: Path | None, passphrase_file: Path | None
) -> None:
    """Erase a subject."""
    speech = Speech(current_language())
    if not yes:
        words = msg("Nobody will ever open the entries of {subject} again. Erase them?")
        click.confirm(speech.say(words, subject=subject), abort=True, err=True)
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        indexes = archive.erase(subject, moment().date())
        archive.log.publish()
    click.echo(speech.count("{n} entry can no longer be opened", "{n} entries can no longer be opened",
                            len(indexes)))  # fmt: skip
    sys.exit(0 if indexes else 1)


@click.command(help=msg("Serve the published log to others, on this machine until you say otherwise."))
@click.option("--host", default="127.0.0.1", show_default=True, help=msg("The address to listen on."))
@click.option("--port", type=click.IntRange(0, 65_535), default=8230, show_default=True)
@with_log
@in_language
def serve(host: str, port: int, log_folder: Path | None) -> None:
    """Serve the log."""
    from tanba.flow import own_keys
    from tanba.web import log_app
    from tanba.web import serve as run

    place = log_folder_of(log_folder)
    own_keys(place)  # where there is no log, nothing would ever answer
    run(log_app(place), port, host, serving)
