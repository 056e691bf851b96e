"""Commands about a work: record how it is made, act by act, and show what the record says."""

import sys
from contextlib import AbstractContextManager, nullcontext
from gettext import gettext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import click

from tanba.cli.archives import anchored, archive_of, standing_log, with_log
from tanba.cli.dossier import dossier, verify
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.options import READABLE, deliver, in_form, in_language, name_and_text, terminal, to_file
from tanba.cli.passphrase import with_passphrase
from tanba.cli.progress import progress_bar
from tanba.cli.work_capture import add_capture
from tanba.cli.work_compare import compare
from tanba.cli.work_place import by_parties, of_work, said_as, sealed_lines, tell_followed, work_folder
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.flow import Archive
    from tanba.works import EnteredAs, Followed, Media


@click.group(help=msg("A work made with AI: record how it is made, and show what you did."))
@in_language
def work() -> None:
    """Commands about a work."""


@work.command(help=msg("Begin a session; the first one makes the folder NAME.work."))
@click.argument("name", required=False)
@click.option("--title", help=msg("What the work is called; else NAME."))
@click.option("--author", help=msg("Whose it is; needed for a new work."))
@click.option("--language", default="", help=msg("Language of the work, such as kk."))
@click.option(
    "--media", type=click.Choice(("text", "picture", "sound")), default="text", show_default=True,
    help=msg("What the work is for the most part."),
)  # fmt: skip
@with_log
@of_work
@in_language
def start(
    name: str | None, title: str | None, author: str | None, language: str, media: "Media",
    log_folder: Path | None, named: Path | None,
) -> None:  # fmt: skip
    """Begin a session."""
    from tanba.flow import begin_work, log_of

    speech = Speech(current_language())
    folder = Path(f"{name.removesuffix('.work')}.work") if name else work_folder(named)
    new = not (folder / "work.json").exists()
    if new and not author:
        raise click.UsageError(gettext(msg("a new work needs its author: --author")))
    begun = begin_work(
        folder, title=title or folder.stem, author=author or "", language=language, media=media,
        log=log_folder or (None if log_of(folder) else standing_log(None)),
    )  # fmt: skip
    words = msg("session {n} of {work} is open") if begun.session > 1 else msg("{work} is begun")
    click.echo(speech.say(words, n=begun.session, work=begun.folder.name))
    if not begun.after:
        click.echo(speech.say(_NO_START), err=True)


_NO_START = msg(
    "No log says when this session began at the earliest; name one with --log if you have one."
)


@work.command(help=msg("Record a prompt: the words, or what is piped in."))
@click.argument("text", required=False)
@click.option("--file", type=READABLE, help=msg("Take the prompt from this file."))
@of_work
@in_language
def prompt(text: str | None, file: Path | None, named: Path | None) -> None:
    """Record a prompt."""
    from tanba.flow import record_prompt

    if text is not None and file is not None:
        raise click.UsageError(gettext(msg("the words or a --file, not both")))
    if text is None:
        stream: BinaryIO = file.open("rb") if file else sys.stdin.buffer
        with stream:
            text = _words(stream.read(_LONGEST + 1))
    click.echo(record_prompt(work_folder(named), text))


_LONGEST = 16 << 20


def _words(data: bytes) -> str:
    if len(data) > _LONGEST:
        raise click.UsageError(gettext(msg("a prompt of more than 16 MiB")))
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise click.UsageError(gettext(msg("a prompt should be text in UTF-8"))) from None


@work.command(help=msg("Record what a machine gave in answer: all of it, a file for each output."))
@click.argument("files", type=READABLE, nargs=-1, required=True)
@click.option("--model", required=True, help=msg("Which model it was."))
@click.option("--version", default="", help=msg("Which version of it."))
@click.option(
    "--prompt", default="", metavar="p1",
    help=msg("The prompt it answers; else the last one without an answer; “none” for none."),
)  # fmt: skip
@click.option(
    "--setting", "settings", multiple=True, metavar="NAME=TEXT",
    help=msg("A setting, such as seed=7; may be given several times."),
)  # fmt: skip
@click.option(
    "--receipt", type=READABLE,
    help=msg("What a gateway or a provider signed for these outputs; its readers judge it."),
)  # fmt: skip
@of_work
@in_language
def generated(
    files: tuple[Path, ...], model: str, version: str, prompt: str, settings: tuple[str, ...],
    receipt: Path | None, named: Path | None,
) -> None:  # fmt: skip
    """Record a generation."""
    from tanba.flow import record_generation

    speech = Speech(current_language())
    pairs = dict(map(name_and_text, settings))
    of = None if prompt == "none" else prompt
    work = work_folder(named)
    name, answered = record_generation(work, files, model, version, pairs, of, receipt)
    click.echo(name)
    if answered:
        click.echo(speech.say(msg("answers {prompt}"), prompt=answered), err=True)


@work.command(
    help=msg("Record which outputs you took of a generation, counted from 0; none: all rejected.")
)
@click.argument("generation")
@click.argument("outputs", type=click.IntRange(0), nargs=-1)
@of_work
@in_language
def choose(generation: str, outputs: tuple[int, ...], named: Path | None) -> None:
    """Record a choice."""
    from tanba.flow import record_choice

    record_choice(work_folder(named), generation, outputs)
    words = msg("{generation}: taken: {outputs}") if outputs else msg("{generation}: all rejected")
    taken = ", ".join(map(str, outputs))
    click.echo(Speech(current_language()).say(words, generation=generation, outputs=taken))


@work.command(help=msg("Record what files hold now, as one save of each."))
@click.argument("files", type=READABLE, nargs=-1, required=True)
@said_as
@click.option("--mask", type=READABLE, help=msg("Of a picture: white where it was changed."))
@click.option(
    "--crop", type=click.IntRange(0), nargs=4, metavar="X Y W H",
    help=msg("Of a picture: what is left of it, from the top left corner."),
)  # fmt: skip
@click.option("--tool", default="", help=msg("What a picture was changed with."))
@of_work
@in_language
def edit(
    files: tuple[Path, ...], as_: "EnteredAs", of: str, mask: Path | None,
    crop: tuple[int, int, int, int] | None, tool: str, named: Path | None,
) -> None:  # fmt: skip
    """Record edits."""
    from tanba.flow import follow_files, record_crop, record_mask

    folder = work_folder(named)
    if (mask or crop) and len(files) > 1:
        raise click.UsageError(gettext(msg("--mask and --crop are for one picture")))
    found: tuple[Followed, ...]
    if mask:
        found = (record_mask(folder, files[0], mask, as_, of, tool),)
    elif crop:
        found = (record_crop(folder, files[0], crop),)
    else:
        found = follow_files(folder, files, as_, of)
    sys.exit(0 if tell_followed(found, Speech(current_language())) else 2)


@work.command(
    help=msg("Record an arrangement: passages that moved in the files, and the order of the files.")
)
@click.argument("files", type=READABLE, nargs=-1, required=True)
@of_work
@in_language
def arrange(files: tuple[Path, ...], named: Path | None) -> None:
    """Record an arrangement."""
    from tanba.flow import record_order

    found = record_order(work_folder(named), files)
    sys.exit(0 if tell_followed(found, Speech(current_language())) else 2)


@work.command(help=msg("Record material that you bring in: somebody else's, or earlier work of yours."))
@click.argument("title")
@click.option("--holder", default="", help=msg("Whose it is."))
@click.option("--rights", default="", help=msg("By what right you use it."))
@click.option("--file", type=READABLE, help=msg("The material itself, so that its passages are found."))
@of_work
@in_language
def source(title: str, holder: str, rights: str, file: Path | None, named: Path | None) -> None:
    """Record a source."""
    from tanba.flow import record_source

    click.echo(record_source(work_folder(named), title, holder, rights, file))


@work.command(help=msg("Commit to the record in the evidence log, and ask for the time."))
@with_log
@with_keys
@with_passphrase
@of_work
@in_language
def seal(
    log_folder: Path | None, folder: Path | None, passphrase_file: Path | None, named: Path | None
) -> None:
    """Seal a work."""
    from tanba.flow import log_of, remember_log, seal_work

    speech, place = Speech(current_language()), work_folder(named)
    with archive_of(log_folder or log_of(place), speech, folder, passphrase_file) as archive:
        done = seal_work(place, archive, anchored)
        remember_log(place, archive.folder)
    click.echo(sealed_lines(done, speech))


@work.command(help=msg("End the session."))
@of_work
@in_language
def stop(named: Path | None) -> None:
    """End the session."""
    from tanba.flow import stop_work

    head = stop_work(work_folder(named))
    words = msg("session {n} is ended, with {acts} acts; seal it: tanba work seal")
    speech = Speech(current_language())
    click.echo(speech.say(words, n=head.session, acts=speech.number(head.n)))


@work.command(help=msg("Show what the record says of your part, and what it does not."))
@click.option(
    "--sealed", is_flag=True,
    help=msg("Check the seals in the log; without it, no fact has a grade above E1."),
)  # fmt: skip
@by_parties
@in_form("text", "json", "html")
@to_file
@with_log
@with_keys
@with_passphrase
@of_work
@in_language
def show(
    sealed: bool, parties: Path | None, form: Literal["text", "json", "html"], out: Path | None,
    log_folder: Path | None, folder: Path | None, passphrase_file: Path | None, named: Path | None,
) -> None:  # fmt: skip
    """Show a contribution."""
    from tanba.flow import contribution_of_work, log_of, read_parties
    from tanba.report import write_contribution

    place, speech = work_folder(named), Speech(current_language())
    if parties and not (sealed or log_folder):
        raise click.UsageError(gettext(msg("--parties goes with --sealed")))
    trusted = read_parties(parties) if parties else ()
    opened: AbstractContextManager[Archive | None] = nullcontext()
    if sealed or log_folder:
        opened = archive_of(log_folder or log_of(place), speech, folder, passphrase_file)
    with opened as archive, progress_bar(speech.say(msg("Reading the record"))) as tick:
        found = contribution_of_work(place, archive, lambda acts: tick(acts, acts), trusted)
    width, colour = (100, False) if out else terminal()
    deliver(write_contribution(found, form, speech, width, colour), out)


for command in (compare, dossier, verify):
    work.add_command(command)
add_capture(work)
