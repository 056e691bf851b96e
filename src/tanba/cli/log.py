"""Commands about the evidence log: make it, add to it, prove and check what is in it."""

import sys
from gettext import gettext
from pathlib import Path
from typing import Any

import click

from tanba.cli.archives import (
    anchored,
    archive_of,
    asks_others,
    log_folder_of,
    moment,
    settings_from,
    signer_of,
    with_log,
)
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.log_house import add_house
from tanba.cli.options import FILE, READABLE, deliver, in_form, in_language, name_and_text
from tanba.cli.passphrase import read_passphrase, with_passphrase
from tanba.cli.progress import progress_bar
from tanba.report import Speech, msg, write_json


@click.group(help=msg("The evidence log: what was done, so that nobody can rewrite it."))
@in_language
def log() -> None:
    """Commands about the evidence log."""


@log.command(help=msg("Make a log, with a vault for what it commits to."))
@click.option("--origin", required=True, help=msg("Name of the log, such as example.kz/log."))
@click.option("--key", help=msg("Name of the ed25519 key that signs; without it, the default one."))
@asks_others
@with_log
@with_keys
@with_passphrase
@in_language
def init(
    origin: str, key: str | None, authorities: tuple[str, ...], roots: Path | None,
    witnesses: Path | None, log_folder: Path | None, folder: Path | None, passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Make a log."""
    from tanba.flow import Archive, key_of_log

    speech, place = Speech(current_language()), log_folder_of(log_folder)
    secret = read_passphrase(speech, passphrase_file)
    signer = signer_of(folder, key, secret, moment().date())
    settings = settings_from(signer.name, authorities, roots, witnesses)
    with Archive.create(place, origin, signer, secret, settings) as archive:
        click.echo(key_of_log(archive.log))
    click.echo(place, err=True)


@log.command(help=msg("Commit to something in the log: a hash for everybody, the words in the vault."))
@click.argument("kind")
@click.option(
    "--about", default="", help=msg("Whom or what it is about: a name that stays out of the log.")
)
@click.option(
    "--field", "fields", multiple=True, required=True, metavar="NAME=TEXT",
    help=msg("What is committed to; NAME=@FILE takes a file. May be given several times."),
)  # fmt: skip
@click.option(
    "--clear", "clear", multiple=True, metavar="NAME=TEXT",
    help=msg("A short fact that everybody may read; nothing personal."),
)  # fmt: skip
@click.option("--anchor", is_flag=True, help=msg("Publish, and ask witnesses and the time at once."))
@in_form("text", "json")
@with_log
@with_keys
@with_passphrase
@in_language
def append(
    kind: str, about: str, fields: tuple[str, ...], clear: tuple[str, ...], anchor: bool, form: str,
    log_folder: Path | None, folder: Path | None, passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Add an entry."""
    from tanba.flow import proven_times, subject_of
    from tanba.report import evidence_record, write_anchored, write_receipt

    speech = Speech(current_language())
    said = {name: _content(text) for name, text in map(name_and_text, fields)}
    with archive_of(log_folder, speech, folder, passphrase_file) as archive:
        subject = subject_of(archive.folder, "system", about or kind)
        receipt = archive.record(kind, subject, said, dict(map(name_and_text, clear)))
        done = anchored(archive) if anchor else None
        if done is None:
            archive.log.publish()
    shown = {name: getattr(receipt, name) for name in ("index", "kind", "subject", "seq")}
    click.echo(write_json(evidence_record(shown)) if form == "json" else write_receipt(receipt, speech))
    if done is not None:  # who was silent is told, also to a program's person
        click.echo(write_anchored(done, speech, proven_times(done)), nl=False, err=form == "json")


@log.command(help=msg("List entries, and say how large the log is."))
@click.option("--kind", default="", help=msg("Only entries of this kind."))
@click.option("--about", default="", help=msg("Only entries about this name."))
@click.option("--last", type=click.IntRange(1), default=20, show_default=True, help=msg("How many."))
@in_form("text", "json")
@with_log
@in_language
def show(kind: str, about: str, last: int, form: str, log_folder: Path | None) -> None:
    """List entries."""
    from tanba.flow import list_entries
    from tanba.report import evidence_record, write_head, write_listed

    speech = Speech(current_language())
    head, listed = list_entries(log_folder_of(log_folder), kind, about, last)
    if form == "json":
        click.echo(write_json(evidence_record({"checkpoint": head, "entries": listed})))
        return
    click.echo(write_head(head, speech))
    click.echo(write_listed(listed, speech))


@log.command(help=msg("Write the proof that an entry is in the log: a file that is checked offline."))
@click.argument("index", type=click.IntRange(0))
@click.option("--out", type=FILE, help=msg("Write to this file instead of the terminal."))
@click.option(
    "--entry", type=FILE, help=msg("Write the entry to this file: a proof is checked beside it.")
)
@with_log
@in_language
def prove(index: int, out: Path | None, entry: Path | None, log_folder: Path | None) -> None:
    """Prove an entry."""
    from tanba.flow import prove_entry, write_whole

    proof, proven = prove_entry(log_folder_of(log_folder), index)
    if entry is not None:
        write_whole(entry, proven)
    deliver(str(proof), out)


@log.command(help=msg("Check a proof or a bundle; no log and no network is needed."))
@click.argument("file", type=READABLE)
@click.option("--entry", type=READABLE, help=msg("The entry that a proof is about."))
@click.option("--key", help=msg("The log's key, a line or a file; whose log it is, only you can say."))
@click.option("--witnesses", type=READABLE, help=msg("Whom you trust: a C2SP tlog-policy file."))
@click.option(
    "--roots", type=READABLE, help=msg("PEM file of the time-stamp authorities that you trust.")
)
@in_form("text", "json")
@in_language
def verify(
    file: Path,
    entry: Path | None,
    key: str | None,
    witnesses: Path | None,
    roots: Path | None,
    form: str,
) -> None:
    """Check a proof or a bundle."""
    from tanba.flow import check_bundle_file, check_proof_file
    from tanba.report import evidence_record, write_bundle_seen, write_checked

    speech = Speech(current_language())
    if entry is not None:
        if key is None:
            raise click.UsageError(gettext(msg("name the log's key with --key")))
        checked = check_proof_file(file, entry, key, witnesses)
        text, fine = write_checked(checked, speech), checked.holds
        record: Any = checked
    else:
        seen = check_bundle_file(file, key, witnesses, roots)
        text, fine = write_bundle_seen(seen, speech), seen.state != "invalid"
        record = seen
    click.echo(write_json(evidence_record(record)) if form == "json" else text, nl=form == "json")
    sys.exit(0 if fine else 1)


@log.command(
    help=msg("Compute the whole log anew, from its folder or from a server, and say what differs.")
)
@click.argument("source", required=False)
@click.option("--key", help=msg("The log's key, a line or a file; needed for a log of others."))
@in_form("text", "json")
@with_log
@in_language
def audit(source: str | None, key: str | None, form: str, log_folder: Path | None) -> None:
    """Audit a log."""
    from tanba.flow import audit_log, fetches
    from tanba.report import evidence_record, write_audit

    speech = Speech(current_language())
    place = source or str(log_folder_of(log_folder))
    far = place.startswith(("http://", "https://"))
    if far and key is None:
        raise click.UsageError(gettext(msg("name the log's key with --key")))
    with progress_bar(speech.say(msg("Auditing"))) as tick:
        found = audit_log(place, key, fetches(place) if far else None, tick)
    json_wanted = form == "json"
    text = write_json(evidence_record(found)) if json_wanted else write_audit(found, speech)
    click.echo(text, nl=json_wanted)
    sys.exit(0 if found.sound else 1)


add_house(log)


def _content(text: str) -> bytes:
    from tanba.flow import read_payload

    return (
        read_payload(Path(text[1:]))
        if text.startswith("@")
        else text.encode("utf-8", "surrogateescape")
    )
