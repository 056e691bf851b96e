"""Commands of a witness: it cosigns the trees of other people's logs, as long as they only grow."""

from pathlib import Path

import click

from tanba.cli.archives import moment, serving, signer_of
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.options import FOLDER, in_language
from tanba.cli.passphrase import read_passphrase, with_passphrase
from tanba.report import Speech, msg


@click.group(help=msg("Be a witness: cosign the logs of others as long as they only grow."))
@in_language
def witness() -> None:
    """Commands of a witness."""


@witness.command(help=msg("Begin a witness in a folder; prints its key for the policies of others."))
@click.argument("state", type=FOLDER)
@click.option("--name", required=True, help=msg("Name of the witness, such as example.kz/witness."))
@click.option("--key", help=msg("Name of the ed25519 key that cosigns; it serves nothing else."))
@click.option(
    "--log-key", "logs", multiple=True, required=True, help=msg("Key of a log, a line or a file.")
)
@with_keys
@with_passphrase
@in_language
def init(
    state: Path, name: str, key: str | None, logs: tuple[str, ...], folder: Path | None,
    passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Begin a witness."""
    from tanba.flow import begin_witness, named_key

    speech = Speech(current_language())
    secret = read_passphrase(speech, passphrase_file)
    signer = signer_of(folder, key, secret, moment().date())
    known = [named_key(line) for line in logs]
    click.echo(begin_witness(state, name, signer, known))


@witness.command(help=msg("Answer the logs that ask, on this machine until you say otherwise."))
@click.argument("state", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True, help=msg("The address to listen on."))
@click.option("--port", type=click.IntRange(0, 65_535), default=8231, show_default=True)
@with_keys
@with_passphrase
@in_language
def serve(state: Path, host: str, port: int, folder: Path | None, passphrase_file: Path | None) -> None:
    """Serve a witness."""
    from tanba.flow import open_witness, witness_card
    from tanba.web import serve as run
    from tanba.web import witness_app

    speech = Speech(current_language())
    card = witness_card(state)
    secret = read_passphrase(speech, passphrase_file)
    service = open_witness(state, card, signer_of(folder, card.key, secret, moment().date()))
    run(witness_app(service), port, host, serving)
