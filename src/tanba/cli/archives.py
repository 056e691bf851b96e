"""Opening the log of a house: where it lies, the key that signs it, the passphrase of both."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tanba.cli.keyring import key_store
from tanba.cli.language import current_language
from tanba.cli.options import FOLDER, READABLE
from tanba.cli.passphrase import read_passphrase
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.flow import Anchored, Archive, Settings
    from tanba.keys import Signer

F = TypeVar("F", bound=Callable[..., Any])


def with_log(command: F) -> F:
    """Add `--log`."""
    words = msg("Folder of the evidence log; else TANBA_LOG, else where your programs keep data.")
    return click.option("--log", "log_folder", type=FOLDER, help=words)(command)


def into_log(command: F) -> F:
    """Add `--log` to a command that works without a log too."""
    words = msg("Record the result in this evidence log.")
    return click.option("--log", "log_folder", type=FOLDER, help=words)(command)


def asks_others(command: F) -> F:
    """Add `--time-authority`, `--roots` and `--witnesses`."""
    stamps = msg("Address of a time-stamp authority (RFC 3161) to ask; may be given several times.")
    roots = msg("PEM file of the roots of these authorities.")
    witnesses = msg("Whom to ask to cosign: a C2SP tlog-policy file.")
    for option in (
        click.option("--witnesses", type=READABLE, help=witnesses),
        click.option("--roots", type=READABLE, help=roots),
        click.option("--time-authority", "authorities", multiple=True, metavar="URL", help=stamps),
    ):
        command = option(command)
    return command


def log_folder_of(named: Path | None) -> Path:
    """Return where the log lies."""
    from tanba.flow import default_log

    return named or default_log(os.environ)


def standing_log(named: Path | None) -> Path | None:
    """Return the log that was named, else the one that lies where logs lie; None when none does."""
    place = log_folder_of(named)
    return place if named or (place / "public").is_dir() else None


def signer_of(keys: Path | None, name: str | None, secret: str, on: date) -> "Signer":
    """Return the key that signs the log."""
    from tanba.keys import Signer

    return Signer(key_store(keys).open(name or None, secret, on=on))


def archives_of(
    named: Path | None, speech: Speech, keys: Path | None, passphrase_file: Path | None
) -> "Callable[[], Archive]":
    """Return what opens the log to be written, as often as it is called; the passphrase is asked for once."""
    from tanba.flow import Archive, read_settings

    folder = log_folder_of(named)
    settings = read_settings(folder)
    secret = read_passphrase(speech, passphrase_file)
    signer = signer_of(keys, settings.key, secret, moment().date())
    return lambda: Archive.open(folder, signer, secret)


@contextmanager
def archive_of(
    named: Path | None, speech: Speech, keys: Path | None, passphrase_file: Path | None
) -> Iterator["Archive"]:
    """Yield the log, open to be written and signed by the key of its settings."""
    with archives_of(named, speech, keys, passphrase_file)() as archive:
        yield archive


@contextmanager
def maybe_archive(
    named: Path | None, speech: Speech, keys: Path | None, passphrase_file: Path | None
) -> Iterator["Archive | None"]:
    """Yield the log when one was named, else None."""
    if named is None:
        yield None
        return
    with archive_of(named, speech, keys, passphrase_file) as archive:
        yield archive


def anchored(archive: "Archive") -> "Anchored":
    """Publish the log, and ask its witnesses and authorities of time over the network."""
    from tanba.flow import asks, posts

    return archive.anchor(moment(), posts(), asks())


def settings_from(
    key: str, authorities: tuple[str, ...], roots: Path | None, policy: Path | None
) -> "Settings":
    """Return whom a log asks, from the files that were named."""
    from tanba.flow import settings_of

    return settings_of(key, authorities, roots, policy)


def serving(address: str) -> None:
    """Say on the error channel that we answer, where, and how to end it."""
    words = msg("Answers on {address} until Ctrl-C.")
    click.echo(Speech(current_language()).say(words, address=address), err=True)


def moment() -> datetime:
    """Return what the clock of this machine says, in UTC."""
    return datetime.now(UTC)
