"""Commands about training: forbid or allow it where programs read it, and check what others said."""

import os
import sys
from contextlib import ExitStack
from datetime import UTC, date, datetime
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from tanba.cli.archives import anchored, archive_of, into_log
from tanba.cli.flood import FEW, are_few, journal_of, pieces_to
from tanba.cli.keyring import key_store, with_keys
from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import FILE, FOLDER, from_pack, in_language, on_day, terminal, to_file
from tanba.cli.passphrase import read_passphrase, with_passphrase
from tanba.cli.progress import bulk_bar
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.report import OptoutForm
    from tanba.works import Wish

SOURCES = click.Path(path_type=Path, exists=True)


@click.group(
    help=msg("Whether AI may learn from your works: say it so that programs read it, and check.")
)
@in_language
def optout() -> None:
    """Commands about training."""


@optout.command(
    help=msg(
        "Forbid training, or allow it: in robots.txt, tdmrep.json and the pages of a website, and in"
        " pictures, sound, video, PDF and EPUB. Nothing else in them changes."
    )
)
@click.argument("files", type=SOURCES, nargs=-1)
@click.option("--site", type=FOLDER, help=msg("Folder of a website, as it is served."))
@click.option("--out", type=FOLDER, help=msg("Folder of the results; of a website, of what changes."))
@click.option(
    "--in-place", is_flag=True, help=msg("Change the files themselves; each is replaced in one step.")
)
@click.option("--dry-run", is_flag=True, help=msg("Show what would change, and write nothing."))
@click.option("--allow", is_flag=True, help=msg("Say that training is allowed; without it, forbidden."))
@click.option(
    "--search",
    type=click.Choice(["y", "n"]),
    help=msg("Say whether search engines may use the website; without it nothing is said of that."),
)
@click.option("--policy", default="", help=msg("Address of the terms of a licence."))
@click.option(
    "--server",
    type=click.Choice(["nginx", "apache", "caddy"]),
    default="nginx",
    show_default=True,
    help=msg("The web server whose configuration lines are printed."),
)
@click.option("--key", help=msg("Sign the wish with this key; without it, metadata alone are written."))
@with_keys
@with_passphrase
@in_language
def write(
    files: tuple[Path, ...],
    site: Path | None,
    out: Path | None,
    in_place: bool,
    dry_run: bool,
    allow: bool,
    search: str | None,
    policy: str,
    server: str,
    key: str | None,
    folder: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Write wishes."""
    from tanba.works import Wish

    if not files and site is None:
        raise click.UsageError(gettext(msg("name a website with --site, or files")))
    if sum((out is not None, in_place, dry_run)) != 1:
        raise click.UsageError(gettext(msg("ask for one of these: --out, --in-place, --dry-run")))
    speech = Speech(current_language())
    wish = Wish(
        allowed=allow, search={"y": True, "n": False}.get(search or ""), policy=policy
    ).checked()
    bad = _write_site(site, wish, server, out, dry_run, speech) if site else False
    if files:
        signer = None
        if key:
            store = key_store(folder)
            secret = "" if store.find(key).on_token else read_passphrase(speech, passphrase_file)
            signer = store.open(key, secret, on=datetime.now().astimezone().date())
        bad = _write_files(files, wish, signer, out, dry_run, folder, speech) or bad
    sys.exit(2 if bad else 0)


def _write_site(
    site: Path, wish: "Wish", server: str, out: Path | None, dry_run: bool, speech: Speech
) -> bool:
    """Write into a website, and print what its server has to be told; say whether a page was left alone."""
    from tanba.flow import site_changes, write_change
    from tanba.report import write_change_lines
    from tanba.works import header_lines

    written, left = 0, False
    for change in site_changes(site, wish):
        name = str(change.file)
        if change.refused:
            left = True
            click.echo(printable(f"{name}: {change.refused}"), err=True)
        elif change.changes:
            written += 1
            if dry_run:
                click.echo(write_change_lines(name, change.before or b"", change.after), nl=False)
            else:
                write_change(change, out or site)
                click.echo(printable(str((out or site) / change.file)))
    if not written:
        click.echo(speech.say(msg("the website says so already: nothing changes")), err=True)
    click.echo(speech.say(msg("Lines for the configuration of {server}:"), server=server))
    click.echo(header_lines(wish, server), nl=False)  # type: ignore[arg-type]
    return left


def _write_files(
    files: tuple[Path, ...], wish: "Wish", signer: Any, out: Path | None, dry_run: bool,
    folder: Path | None, speech: Speech,
) -> bool:  # fmt: skip
    """Write into files; say whether one was refused or failed."""
    from tanba.flow import ReserveWork, reserve_files, try_files
    from tanba.report import write_reserved, write_tally

    few = are_few(files)
    target = out.resolve() if out else None
    work = ReserveWork(wish=wish, key=signer, trust=key_store(folder).trust(), out=target)

    def each(record: dict[str, Any]) -> None:
        if few:
            click.echo(write_reserved(record, speech), nl=False)

    if dry_run:
        tally = try_files(files, work, each)
    else:
        jobs = 1 if few else os.cpu_count() or 1
        with journal_of(None, target, few, again=False) as journal, bulk_bar("", speech) as tick:
            tally = reserve_files(files, work, journal, jobs=jobs, tick=tick, each=each)
    click.echo(printable(write_tally(tally, speech, speech.say(msg("written")))), err=True, nl=False)
    if tally.stopped:
        sys.exit(130)
    return bool(tally.refused or tally.failed or not (tally.done or tally.before))


@optout.command(
    help=msg(
        "Check works for prohibitions of training: addresses, files, folders, lists of them. robots.txt is"
        " obeyed. That nothing was found does not mean that training is allowed."
    )
)
@click.argument("targets", nargs=-1)
@click.option(
    "--list",
    "lists",
    type=click.File("r", encoding="utf-8", errors="surrogateescape"),
    multiple=True,
    help=msg("A list with one work in each line; - reads it from the input."),
)
@click.option(
    "--agent", default="tanba", show_default=True, help=msg("The crawler in whose name is asked.")
)
@click.option("--private", is_flag=True, help=msg("Ask machines of your own network too."))
@click.option(
    "--seconds",
    type=click.FloatRange(0.5, 600),
    default=20,
    show_default=True,
    help=msg("How long one question may take."),
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help=msg("Servers that are asked at once, each one question at a time."),
)
@click.option(
    "--journal",
    "named",
    type=FILE,
    help=msg("Where a run is remembered, so that it goes on when it was cut off."),
)
@click.option("--again", is_flag=True, help=msg("Check again what an earlier run has checked."))
@click.option(
    "--fail-on",
    type=click.Choice(["unchecked", "prohibited", "never"]),
    default="unchecked",
    show_default=True,
    help=msg(
        "Leave with 1 for a prohibition, and with 2 for what could not be checked; or for prohibitions"
        " alone; or never."
    ),
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "csv"]),
    default="text",
    show_default=True,
    help=msg("How the result is written."),
)
@to_file
@into_log
@with_keys
@with_passphrase
@on_day
@from_pack
@in_language
def check(
    targets: tuple[str, ...],
    lists: tuple[TextIO, ...],
    agent: str,
    private: bool,
    seconds: float,
    jobs: int,
    named: Path | None,
    again: bool,
    fail_on: str,
    form: "OptoutForm",
    out: Path | None,
    log_folder: Path | None,
    folder: Path | None,
    passphrase_file: Path | None,
    on: date,
    pack_name: str | None,
) -> None:
    """Check works."""
    from tanba.flow import Checking, check_works, into_archive, items_of, open_pack
    from tanba.report import optout_basis, optout_frame, write_check, write_checks

    if not targets and not lists:
        raise click.UsageError(gettext(msg("name works to check, or a list of them with --list")))
    speech = Speech(current_language())
    basis = optout_basis(open_pack(pack_name), on)
    width = 100 if out else terminal()[0]
    few = not lists and len(targets) <= FEW and not any(Path(target).is_dir() for target in targets)
    how = Checking(agent=agent, seconds=seconds, private=private, trust=key_store(folder).trust())
    shown = few or form != "text" or out is not None
    with ExitStack() as stack:
        archive = None
        if log_folder is not None:
            archive = stack.enter_context(archive_of(log_folder, speech, folder, passphrase_file))
        journal = stack.enter_context(journal_of(named, None, few, again))
        piece = stack.enter_context(pieces_to(out, *optout_frame(form))) if shown else None
        tick = stack.enter_context(bulk_bar(speech.say(msg("Checking")), speech))

        def each(record: dict[str, Any]) -> None:
            if piece is not None:
                piece(write_check(record, form, basis, speech, width))

        tally = check_works(
            items_of(targets, lists), how, lambda: datetime.now(UTC), journal, jobs=jobs, tick=tick,
            each=each, keep=into_archive(archive, agent) if archive else None,
        )  # fmt: skip
        if archive is not None:
            anchored(archive)
    if not few or tally.stopped:
        click.echo(printable(write_checks(tally, speech)), err=True, nl=False)
    if tally.stopped:
        sys.exit(130)
    found = {kind for _, kind, n in tally.kinds if n}
    if "prohibited" in found and fail_on != "never":
        sys.exit(1)
    sys.exit(2 if fail_on == "unchecked" and ("not checked" in found or not found) else 0)
