"""Commands about keys: make, bring in, show, renew, choose, and say whom to trust."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from tanba.cli.keyring import key_lines, key_store, trust_lines, with_keys
from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import READABLE, Day, in_form, in_language
from tanba.cli.passphrase import read_passphrase, with_passphrase
from tanba.cli.signatures import check
from tanba.keys import Algorithm
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.keys import KeyStore, StoredKey

F = TypeVar("F", bound=Callable[..., Any])


def from_day(command: F) -> F:
    """Add `--on`."""
    return click.option(
        "--on",
        type=Day(),
        default="today",
        show_default=True,
        help=msg("The day from which it is valid."),
    )(command)


def with_algorithm(command: F) -> F:
    """Add `--algorithm`."""
    words = msg("How it signs; where you do not say, es256 or what goes with the key.")
    return click.option("--algorithm", type=click.Choice(get_args(Algorithm)), help=words)(command)


def with_time_authority(command: F) -> F:
    """Add `--time-authority`."""
    words = msg("Address of a time-stamp authority (RFC 3161), asked whenever this key signs.")
    return click.option("--time-authority", default="", metavar="URL", help=words)(command)


@click.group(help=msg("The keys that sign marks, and whom you trust when you read them."))
@in_language
def keys() -> None:
    """Commands about keys."""


@keys.command(help=msg("Make a key, with an authority of your own that vouches for nobody."))
@click.option(
    "--name", default="main", show_default=True, help=msg("What the key is called; readers see it.")
)
@click.option("--organisation", default="", help=msg("Who signs; readers see it."))
@with_algorithm
@with_time_authority
@with_passphrase
@with_keys
@from_day
@in_language
def new(
    name: str, organisation: str, algorithm: Algorithm | None, time_authority: str,
    passphrase_file: Path | None, folder: Path | None, on: date,
) -> None:  # fmt: skip
    """Make a key."""
    speech, store = Speech(current_language()), key_store(folder)
    secret = read_passphrase(speech, passphrase_file, twice=True)
    key = store.new(
        name, organisation, secret, algorithm or "es256", on=on, time_authority=time_authority
    )
    _settle(key, store, speech)


@keys.command(
    "import",
    help=msg("Bring in a key for which a real authority vouches: PEM, PKCS#12, or on a token."),
)
@click.argument("file", type=READABLE, required=False)
@click.option("--name", default="main", show_default=True, help=msg("What the key is called here."))
@click.option(
    "--chain", type=READABLE, help=msg("Its certificates as PEM, where they are not in FILE.")
)
@click.option(
    "--replace", is_flag=True, help=msg("Retire the key of this name; its old marks stay readable.")
)
@click.option(
    "--file-passphrase-file",
    type=READABLE,
    help=msg("Its first line opens FILE; else TANBA_FILE_PASSPHRASE, else you are asked."),
)
@click.option(
    "--token",
    nargs=3,
    metavar="MODULE LABEL KEY",
    help=msg("A key on a PKCS#11 token, in place of FILE."),
)
@click.option(
    "--pin-from",
    default="TANBA_PIN",
    show_default=True,
    metavar="VARIABLE",
    help=msg("The environment variable that holds the PIN of the token."),
)
@with_algorithm
@with_time_authority
@with_passphrase
@with_keys
@from_day
@in_language
def bring(
    file: Path | None, name: str, chain: Path | None, file_passphrase_file: Path | None,
    token: tuple[str, str, str] | None, pin_from: str, passphrase_file: Path | None,
    folder: Path | None, **terms: Any,
) -> None:  # fmt: skip
    """Import a key."""
    from tanba.keys import Token

    speech, store = Speech(current_language()), key_store(folder)
    if token and chain and not file:
        module, label, key = token
        kept = Token(module=module, label=label, key=key, pin_from=pin_from)
        made = store.use_token(name, kept, chain, **terms)
    elif file and not token:
        opens = ""
        if store.locked(file):
            question, variable = msg("Passphrase of the file"), "TANBA_FILE_PASSPHRASE"
            opens = read_passphrase(speech, file_passphrase_file, variable=variable, question=question)
        secret = read_passphrase(speech, passphrase_file, twice=True)
        made = store.import_key(name, file, secret, chain=chain, file_passphrase=opens, **terms)
    else:
        raise click.UsageError(speech.say(msg("name a FILE, or a --token and its --chain")))
    _settle(made, store, speech)


@keys.command(help=msg("Show every key, but none of its secrets."))
@in_form("text", "json")
@with_keys
@in_language
def show(form: str, folder: Path | None) -> None:
    """Show keys."""
    speech, store = Speech(current_language()), key_store(folder)
    found = store.show()
    if form == "json":
        click.echo(_json([asdict(key) for key in found]))
    elif found:
        _say(found, speech)
    else:
        click.echo(speech.say(msg("No key yet. Make one: tanba keys new")), err=True)


@keys.command(
    help=msg("Renew a key of your own authority; its old marks stay readable, its old secret goes.")
)
@click.option("--name", help=msg("Which key; else the default one."))
@with_algorithm
@with_time_authority
@with_passphrase
@with_keys
@from_day
@in_language
def rotate(name: str | None, passphrase_file: Path | None, folder: Path | None, **terms: Any) -> None:
    """Rotate a key."""
    speech, store = Speech(current_language()), key_store(folder)
    key = store.find(name)
    secret = read_passphrase(speech, passphrase_file)
    _settle(store.rotate(key.name, secret, **terms), store, speech)


@keys.command("default", help=msg("Choose the key that signs when nobody names one."))
@click.argument("name")
@with_keys
@in_language
def choose(name: str, folder: Path | None) -> None:
    """Choose a key."""
    _say([key_store(folder).choose(name)], Speech(current_language()))


@keys.command(help=msg("Show whom you trust, or trust the authorities of these PEM files from now on."))
@click.argument("files", type=READABLE, nargs=-1)
@click.option("--remove", metavar="NAME", help=msg("Trust this list no more."))
@in_form("text", "json")
@with_keys
@in_language
def trust(files: tuple[Path, ...], remove: str | None, form: str, folder: Path | None) -> None:
    """Add, remove and show anchors."""
    speech, store = Speech(current_language()), key_store(folder)
    for file in files:
        store.bring_anchors(file)
    if remove is not None:
        store.dismiss_anchors(remove)
    own = store.authorities()
    if form == "json":
        lists = [asdict(anchors) for anchors in store.anchors()]
        click.echo(_json({"local": own, "lists": lists}))
    else:
        click.echo(printable("\n".join(trust_lines(own, store.anchors(), speech))))


def _settle(key: "StoredKey", store: "KeyStore", speech: Speech) -> None:
    """Show a key that was just written, where it is, and for how long its marks hold."""
    _say([key], speech)
    until = speech.day(key.valid_until)
    click.echo(speech.say(_HOLD, until=until), err=True)
    kept = msg("Kept in {folder}.") if key.on_token else _KEPT
    click.echo(speech.say(kept, folder=store.folder), err=True)


_HOLD = msg("Its marks hold until {until}; longer with a time-stamp authority that readers trust.")
_KEPT = msg("Kept in {folder}. Without the passphrase nobody can use it.")


def _json(thing: object) -> str:
    return json.dumps(thing, ensure_ascii=False, indent=2, default=str)


def _say(found: "Sequence[StoredKey]", speech: Speech) -> None:
    click.echo(printable("\n\n".join("\n".join(key_lines(key, speech)) for key in found)))


keys.add_command(check)
