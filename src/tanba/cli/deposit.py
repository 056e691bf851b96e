"""Commands about deposits: keep a prompt secret now, show it alone later."""

import sys
from pathlib import Path
from typing import IO

import click

from tanba.cli.archives import anchored, archive_of, with_log
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.options import FILE, in_form, in_language
from tanba.cli.passphrase import with_passphrase
from tanba.report import Speech, msg, write_json

HOLDER = msg("Whose it is, as you spell it; it stays out of the log.")


@click.group(help=msg("Prompts in deposit: proof that you held the words, without showing them."))
@in_language
def deposit() -> None:
    """Commands about deposits."""


@deposit.command(help=msg("Put a prompt in deposit: a file, or what is piped in."))
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--holder", required=True, help=HOLDER)
@click.option("--title", default="", help=msg("What you call it; it stays secret too."))
@in_form("text", "json")
@with_log
@with_keys
@with_passphrase
@in_language
def add(
    file: IO[bytes], holder: str, title: str, form: str, log_folder: Path | None,
    folder: Path | None, passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Add a deposit."""
    from tanba.flow import add_deposit, proven_times
    from tanba.report import evidence_record, write_anchored, write_deposit

    speech, prompt = Speech(current_language()), file.read()
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        receipt = add_deposit(archive, holder, title, prompt)
        done = anchored(archive)
    if form == "json":
        names = ("index", "kind", "subject", "seq")
        click.echo(write_json(evidence_record({name: getattr(receipt, name) for name in names})))
    else:
        click.echo(write_deposit(receipt.index, receipt.seq, speech))
        click.echo(write_anchored(done, speech, proven_times(done)), nl=False)


@deposit.command(
    "open", help=msg("Write the bundle that shows one prompt, and how many others there are.")
)
@click.argument("number", type=click.IntRange(1))
@click.option("--holder", required=True, help=HOLDER)
@click.option("--out", type=FILE, required=True, help=msg("The bundle, a zip file."))
@click.option("--name", "named", is_flag=True, help=msg("Show the title and the holder as well."))
@with_log
@with_keys
@with_passphrase
@in_language
def open_(
    number: int, holder: str, out: Path, named: bool, log_folder: Path | None, folder: Path | None,
    passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Show a deposit."""
    from tanba.flow import show_deposit
    from tanba.report import write_shown

    speech = Speech(current_language())
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        standing = show_deposit(archive, holder, number, out, named)
    click.echo(write_shown(number, standing, speech), nl=False)
    click.echo(out, err=True)


@deposit.command("list", help=msg("List your deposits, with what was shown of them."))
@click.option("--holder", required=True, help=HOLDER)
@in_form("text", "json")
@with_log
@with_keys
@with_passphrase
@in_language
def list_(
    holder: str, form: str, log_folder: Path | None, folder: Path | None, passphrase_file: Path | None
) -> None:
    """List deposits."""
    from tanba.flow import list_deposits
    from tanba.report import evidence_record, write_deposits

    speech = Speech(current_language())
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        held = list_deposits(archive, holder)
    click.echo(write_json(evidence_record(held)) if form == "json" else write_deposits(held, speech))
    sys.exit(0 if held else 1)
