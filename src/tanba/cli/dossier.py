"""Commands about dossiers: one file that shows how a work was made, and checking such a file."""

import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click

from tanba.cli.archives import anchored, archive_of, moment, with_log
from tanba.cli.keyring import key_store, with_keys
from tanba.cli.language import current_language
from tanba.cli.options import FILE, READABLE, Day, in_form, in_language
from tanba.cli.passphrase import read_passphrase, with_passphrase
from tanba.cli.progress import progress_bar
from tanba.cli.work_place import by_parties, of_work, work_folder
from tanba.report import Speech, msg, write_json


@click.command(help=msg("Write the dossier of a work: a PDF with the record and its proofs inside."))
@click.argument("out", type=FILE)
@of_work
@click.option(
    "--sign", "key", help=msg("Name of the key with which the author signs; else nobody signs.")
)
@click.option("--about", default="", help=msg("Short description, for the register."))
@click.option("--program", is_flag=True, help=msg("The work is a computer program or a database."))
@click.option("--json", "also", type=FILE, help=msg("Write the same as JSON to this file as well."))
@by_parties
@click.option("--on", type=Day(), default="today", show_default=True, help=msg("The day it bears."))
@with_log
@with_keys
@with_passphrase
@in_language
def dossier(
    out: Path, named: Path | None, key: str | None, about: str, program: bool, also: Path | None,
    parties: Path | None, on: date, log_folder: Path | None, folder: Path | None, passphrase_file: Path | None,
) -> None:  # fmt: skip
    """Write a dossier."""
    from tanba.flow import (
        gather_dossier,
        log_of,
        proven_times,
        read_parties,
        record_dossier,
        sign_dossier,
        write_whole,
    )
    from tanba.report import dossier_record, write_anchored, write_dossier, write_receipt

    speech, work = Speech(current_language()), work_folder(named)
    trusted = read_parties(parties) if parties else ()
    log = log_folder or log_of(work)
    opened = archive_of(log, speech, folder, passphrase_file) if log else nullcontext()
    with opened as archive:
        gathered = gather_dossier(work, archive, on, {"about": about}, program, trusted)
        pdf = write_dossier(gathered, speech)
        if key is not None:
            store = key_store(folder)
            secret = "" if store.find(key).on_token else read_passphrase(speech, passphrase_file)
            pdf = sign_dossier(pdf, store.open(key, secret, on=moment().date()))
        write_whole(out, pdf)
        if also is not None:
            write_whole(also, write_json(dossier_record(gathered)).encode())
        if archive is not None:
            receipt = record_dossier(archive, gathered.record.work.id, pdf)
            done = anchored(archive)
            click.echo(write_receipt(receipt, speech), err=True)
            click.echo(write_anchored(done, speech, proven_times(done)), nl=False, err=True)
    click.echo(out)


@click.command(
    help=msg("Check a dossier with no log and no network; without a file, the record of the work here.")
)
@click.argument("file", type=READABLE, required=False)
@of_work
@click.option(
    "--log-key", help=msg("The log's key, a line or a file; whose log it is, only you can say.")
)
@click.option(
    "--roots", type=READABLE, help=msg("PEM file of the time-stamp authorities that you trust.")
)
@click.option(
    "--signers", type=READABLE, help=msg("PEM file of the authorities that say who somebody is.")
)
@by_parties
@click.option("--witnesses", type=READABLE, help=msg("Whom you trust: a C2SP tlog-policy file."))
@in_form("text", "json")
@in_language
def verify(
    file: Path | None, named: Path | None, log_key: str | None, roots: Path | None,
    signers: Path | None, parties: Path | None, witnesses: Path | None, form: str,
) -> None:  # fmt: skip
    """Check a dossier, or a record."""
    from tanba.flow import check_dossier, named_key, read_parties, read_payload, read_witnesses
    from tanba.report import fails, seen_record, write_dossier_seen

    speech = Speech(current_language())
    if file is None:
        _verify_record(named, speech)
        return
    pem, who = (read_payload(one).decode("utf-8", "replace") if one else "" for one in (roots, signers))
    seen = check_dossier(
        file, moment(), named_key(log_key) if log_key else None, pem, who,
        parties=read_parties(parties) if parties else (),
        witnesses=read_witnesses(witnesses) if witnesses else (),
    )  # fmt: skip
    text = write_json(seen_record(seen)) if form == "json" else write_dossier_seen(seen, speech)
    click.echo(text, nl=form == "json")
    sys.exit(1 if fails(seen) else 0)


def _verify_record(named: Path | None, speech: Speech) -> None:
    from tanba.flow import check_work

    with progress_bar(speech.say(msg("Reading the record"))) as tick:
        record = check_work(work_folder(named), lambda acts: tick(acts, acts))
    counts = (
        speech.count("{n} act", "{n} acts", sum(record.acts.values())),
        speech.count("{n} session", "{n} sessions", len(record.sessions)),
        speech.count("{n} seal", "{n} seals", len(record.seals)),
    )
    click.echo(speech.say(msg("the record holds: {counts}"), counts=", ".join(counts)))
    click.echo(
        speech.say(msg("It holds together; only a seal in a log of others shows when it was made.")),
        err=True,
    )
