"""Commands that record a work by themselves: a watcher, a history, a pipe."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tanba.cli.archives import anchored, archives_of, with_log
from tanba.cli.ending import wished_end
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import in_language
from tanba.cli.passphrase import with_passphrase
from tanba.cli.progress import progress_bar
from tanba.cli.work_place import followed_line, of_work, sealed_lines, work_folder
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.works import Followed

SOURCE = click.Path(path_type=Path, exists=True)
ONLY = msg("Only files like this, such as *.md; may be given several times.")


def add_capture(group: click.Group) -> None:
    """Add the commands to the group."""
    for command in (watch, import_git, act):
        group.add_command(command)


@click.command(help=msg("Follow a file or a folder: every save is an act, until you press Ctrl-C."))
@click.argument("path", type=SOURCE, default=".")
@click.option("--only", multiple=True, metavar="PATTERN", help=ONLY)
@click.option(
    "--typed", is_flag=True,
    help=msg("You declare that you type yourself what you save; without it, it is of unknown origin."),
)  # fmt: skip
@click.option(
    "--seal",
    is_flag=True,
    help=msg("Seal the record in its log, every ten minutes of work and at the end."),
)
@with_log
@with_keys
@with_passphrase
@of_work
@in_language
def watch(
    path: Path, only: tuple[str, ...], typed: bool, seal: bool, log_folder: Path | None,
    folder: Path | None, passphrase_file: Path | None, named: Path | None,
) -> None:  # fmt: skip
    """Watch files."""
    from tanba.flow import Watch

    speech, place = Speech(current_language()), work_folder(named)

    def each(one: "Followed") -> None:
        click.echo(printable(followed_line(one, speech)), err=bool(one.why))

    sealing = _sealer(place, speech, log_folder, folder, passphrase_file) if seal else None
    click.echo(speech.say(msg("Following {path}; Ctrl-C ends it."), path=path), err=True)
    with wished_end() as stop, ExitStack() as open_:
        bar = open_.enter_context(progress_bar(speech.say(msg("Taking in what is there"))))

        def tick(done: int, total: int) -> None:
            bar(done, total)
            if done == total:
                open_.close()

        done = Watch(place, path, only, typed).run(stop, each, tick, sealing)
    files = speech.count("{n} file", "{n} files", done.files)
    saves = speech.count("{n} save", "{n} saves", done.saves)
    click.echo(speech.say(msg("followed {files}: {saves}"), files=files, saves=saves), err=True)
    if done.stopped:
        click.echo(speech.say(msg("The session was stopped elsewhere.")), err=True)


def _sealer(
    place: Path, speech: Speech, named: Path | None, keys: Path | None, passphrase_file: Path | None
) -> Callable[[], None]:
    """Return what seals a work; the passphrase is asked for before hours of work, not after them."""
    from tanba.flow import log_of, remember_log, seal_work

    opened = archives_of(named or log_of(place), speech, keys, passphrase_file)

    def seal() -> None:
        # Opened for each seal alone: who keeps other things in this log is not locked out meanwhile.
        with opened() as archive:
            done = seal_work(place, archive, anchored)
        click.echo(printable(sealed_lines(done, speech)))

    with opened() as archive:
        remember_log(place, archive.folder)
    return seal


@click.command("import-git", help=msg("Take the history of a git repository into a work, as declared."))
@click.argument("repository", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--only", multiple=True, metavar="PATTERN", help=ONLY)
@click.option("--branch", default="HEAD", show_default=True, help=msg("Up to which commit."))
@click.option(
    "--typed", is_flag=True,
    help=msg("You declare that what the commits brought in was typed; else it is of unknown origin."),
)  # fmt: skip
@click.option(
    "--mechanical", multiple=True, metavar="COMMIT",
    help=msg("A commit of a formatter; may be given several times."),
)  # fmt: skip
@of_work
@in_language
def import_git(
    repository: Path, only: tuple[str, ...], branch: str, typed: bool, mechanical: tuple[str, ...],
    named: Path | None,
) -> None:  # fmt: skip
    """Import a history."""
    from tanba.flow import import_history

    speech, place = Speech(current_language()), work_folder(named)
    with progress_bar(speech.say(msg("Importing"))) as tick:
        done = import_history(
            place, repository, only, branch=branch, typed=typed, mechanical=mechanical, tick=tick
        )
    files = speech.count("{n} file", "{n} files", done.files)
    commits = speech.count("{n} commit", "{n} commits", done.commits)
    acts = speech.count("{n} act", "{n} acts", done.acts)
    click.echo(f"{files}, {commits}, {acts}")
    if done.attested:
        words = msg("saves in which git-ai names a machine: {n}")
        click.echo(speech.say(words, n=speech.number(done.attested)))
    for one in done.passed:
        click.echo(printable(speech.say(msg("passed over: {what}"), what=one)), err=True)
    click.echo(speech.say(_CLAIMS), err=True)


_CLAIMS = msg("A history can be written anew: all of this is declared, and its dates are claims.")


@click.command(help=msg("Record acts that a program pipes in, one JSON object on each line."))
@click.option("--json", "as_json", is_flag=True, required=True, help=msg("The acts are JSON lines."))
@of_work
@in_language
def act(as_json: bool, named: Path | None) -> None:
    """Record acts of a program."""
    from tanba.flow import record_lines

    def answer(said: object) -> None:
        click.echo(json.dumps(said, ensure_ascii=False))  # and flushes: whoever reads it may rely on it

    _, refused = record_lines(work_folder(named), sys.stdin.buffer, answer)
    sys.exit(1 if refused else 0)
