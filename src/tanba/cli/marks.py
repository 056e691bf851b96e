"""Commands about marks: put them on files, and read them back."""

import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tanba.cli.archives import anchored, into_log, maybe_archive
from tanba.cli.flood import Array, are_few, journal_of, lines_to, pieces_to
from tanba.cli.keyring import key_store, with_keys
from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import FILE, FOLDER, from_pack, in_form, in_language, on_day, terminal, to_file
from tanba.cli.passphrase import read_passphrase, with_passphrase
from tanba.cli.progress import bulk_bar
from tanba.cli.wishes import order_from, with_wishes
from tanba.kernel import LANGS, Lang
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.law import Pack
    from tanba.marks import Order, Tally
    from tanba.report import SeenForm

F = TypeVar("F", bound=Callable[..., Any])

SOURCES = click.Path(path_type=Path, exists=True)


def in_jobs(command: F) -> F:
    """Add `--jobs`."""
    return click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        default=os.cpu_count() or 1,
        help=msg("Processes that work side by side; else one for each processor."),
    )(command)


@click.command(
    help=msg(
        "Mark files and whole folders: a label for people, metadata and a signed manifest for"
        " machines. Goods and services without files: print the notice that stands beside them."
    ),
    epilog=msg(
        "Kinds of files: JPEG, PNG, WebP, AVIF, HEIC, JPEG XL, TIFF, DNG, GIF, SVG, MP4, QuickTime,"
        " Matroska, WebM, AVI, M4A, MP3, WAV, FLAC, Ogg, PDF, Word, Excel, PowerPoint,"
        " OpenDocument text, EPUB, HTML, Markdown, plain text, JSON, SubRip, WebVTT."
    ),
)
@click.argument("files", type=SOURCES, nargs=-1)
@click.option("--out", type=FOLDER, help=msg("Folder of the results."))
@click.option(
    "--in-place", is_flag=True, help=msg("Change the files themselves; each is replaced in one step.")
)
@with_wishes
@click.option("--key", help=msg("Name of the key that signs; without it, the default one."))
@with_keys
@with_passphrase
@in_jobs
@click.option("--again", is_flag=True, help=msg("Do again what an earlier run has done."))
@click.option(
    "--journal",
    "named",
    type=FILE,
    help=msg("Where a run over folders is remembered; else in the folder of the results."),
)
@click.option(
    "--troubles", type=FILE, help=msg("Every file that was refused or failed, as JSON lines.")
)
@into_log
@in_form("text", "json")
@on_day
@from_pack
def mark(
    files: tuple[Path, ...],
    out: Path | None,
    in_place: bool,
    key: str | None,
    folder: Path | None,
    passphrase_file: Path | None,
    jobs: int,
    again: bool,
    named: Path | None,
    troubles: Path | None,
    log_folder: Path | None,
    form: str,
    on: date,
    pack_name: str | None,
    **wishes: Any,
) -> None:
    """Mark files, or print a notice."""
    from tanba.flow import MarkWork, mark_files, open_pack, record_mark
    from tanba.report import write_marked, write_tally

    speech = Speech(current_language())
    pack = open_pack(pack_name)
    order = order_from(pack, wishes)
    if not files:
        print_notices(pack, order, wishes["languages"] or LANGS, on, out)
        return
    if in_place and out is not None:
        raise click.UsageError(gettext(msg("--out or --in-place, not both")))
    if not in_place and out is None:
        words = msg("name the folder of the results with --out, or ask for --in-place")
        raise click.UsageError(gettext(words))
    store, signer = key_store(folder), None
    if "c2pa" in order.layers:
        secret = "" if store.find(key).on_token else read_passphrase(speech, passphrase_file)
        signer = store.open(key, secret, on=on)
    target = out.resolve() if out else None
    small = wishes["thumbnail"]
    work = MarkWork(order=order, key=signer, trust=store.trust(), out=target, thumbnail=small)
    few = are_few(files)
    printed = Array() if form == "json" else None

    def each(record: dict[str, Any]) -> None:
        if archive is not None:
            record_mark(archive, record)
        if printed is not None:
            printed.add(record)
        elif few:
            click.echo(write_marked(record, speech, terminal()[0]), nl=False)

    with (
        maybe_archive(log_folder, speech, folder, passphrase_file) as archive,
        journal_of(named, target, few, again) as journal,
        lines_to(troubles) as trouble,
        bulk_bar(speech.say(msg("Marking")), speech) as tick,
    ):
        count = 1 if few else jobs
        tally = mark_files(files, work, journal, jobs=count, tick=tick, each=each, trouble=trouble)
        if archive is not None:
            anchored(archive)
    if printed is not None:
        printed.close()
    if target and not few:
        click.echo(target, err=True)
    _end(tally, write_tally(tally, speech, speech.say(msg("marked"))), few)
    nothing = not (tally.done or tally.before)
    sys.exit(2 if tally.refused or tally.failed or nothing else 0)


def print_notices(
    pack: "Pack", order: "Order", languages: Sequence[Lang], on: date, out: Path | None
) -> None:
    """Write the notice that stands beside goods or a service."""
    from tanba.flow import find_notice, write_notices
    from tanba.report import cite_text

    if order.scope not in ("goods", "service"):
        raise click.UsageError(gettext(msg("name the files to mark")))
    if out is None:
        raise click.UsageError(gettext(msg("name the folder of the results with --out")))
    law = cite_text(pack, find_notice(pack, order.scope, order.made), on)
    for file in write_notices(order, law, languages, out):
        click.echo(file)


@click.command(
    help=msg("Read every layer of marks in files and folders, and say what they show together.")
)
@click.argument("files", type=SOURCES, nargs=-1, required=True)
@in_form("text", "json", "html")
@click.option(
    "--fail-on",
    type=click.Choice(["missing", "open", "never"]),
    default="missing",
    show_default=True,
    help=msg("Leave with 1 when a mark is missing, or when that both are there is not shown either."),
)
@with_keys
@in_jobs
@to_file
@on_day
@from_pack
@in_language
def verify(
    files: tuple[Path, ...],
    form: "SeenForm",
    fail_on: str,
    folder: Path | None,
    jobs: int,
    out: Path | None,
    on: date,
    pack_name: str | None,
) -> None:
    """Verify files."""
    from tanba.flow import DEFAULT, VerifyWork, known_wordings, open_pack, verify_files
    from tanba.report import Seen, both, write_tally

    speech = Speech(current_language())
    width = 100 if out else terminal()[0]
    render = Seen(form=form, lang=speech.lang, pack=pack_name or DEFAULT, on=on, width=width)
    wordings = known_wordings(open_pack(pack_name))
    work = VerifyWork(trust=key_store(folder).trust(), wordings=wordings, render=render, worth=both)
    few = are_few(files)
    with (
        pieces_to(out, *render.frame) as each,
        journal_of(None, None, few, again=False) as journal,
        bulk_bar(speech.say(msg("Verifying")), speech) as tick,
    ):
        tally = verify_files(files, work, journal, jobs=1 if few else jobs, tick=tick, each=each)
    _end(tally, write_tally(tally, speech, speech.say(msg("verified"))), few)
    if tally.refused or tally.failed or not tally.done:  # nothing read is not a pass
        sys.exit(2)
    shown = {kind for _, kind, _ in tally.kinds}
    bad = {"missing": {"missing"}, "open": {"missing", "not shown"}, "never": set()}[fail_on]
    sys.exit(1 if shown & bad else 0)


def _end(tally: "Tally", text: str, few: bool) -> None:
    """Say on the error channel how the run ended; of a few files only what went wrong."""
    if not few or tally.refused or tally.failed or tally.skipped or tally.stopped:
        click.echo(printable(text), err=True, nl=False)
    if tally.stopped:
        sys.exit(130)
