"""Options and words that the commands about a work share."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tanba.cli.main import printable
from tanba.cli.options import FOLDER, READABLE
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.flow import SealedWork
    from tanba.works import Followed

F = TypeVar("F", bound=Callable[..., Any])

ENTRIES = ("typed", "pasted", "ai", "source", "mechanical")


def of_work(command: F) -> F:
    """Add `--work`."""
    words = msg("Folder of the work; else TANBA_WORK, else the only one in this folder.")
    return click.option("--work", "named", type=FOLDER, help=words)(command)


def said_as(command: F) -> F:
    """Add `--as` and `--from`."""
    words = msg("What is new in it: typed by you, pasted, a machine's, a source's, or a formatter's.")
    command = click.option(
        "--as", "as_", type=click.Choice(ENTRIES), default="pasted", show_default=True, help=words
    )(command)
    words = msg("The generation or the source that it comes from, such as g1 or s1.")
    return click.option("--from", "of", default="", help=words)(command)


def by_parties(command: F) -> F:
    """Add `--parties`."""
    words = msg(
        "File with the keys of the second parties that you trust; a receipt of others is nothing."
    )
    return click.option("--parties", type=READABLE, help=words)(command)


def work_folder(named: Path | None) -> Path:
    """Return the work that is meant."""
    from tanba.flow import find_work

    asked = named or (Path(os.environ["TANBA_WORK"]) if os.environ.get("TANBA_WORK") else None)
    return find_work(Path.cwd(), asked)


def tell_followed(found: "Sequence[Followed]", speech: Speech) -> bool:
    """Say what became of each file; return whether all of them were followed."""
    for one in found:
        click.echo(printable(followed_line(one, speech)), err=bool(one.why))
    return not any(one.why for one in found)


def followed_line(one: "Followed", speech: Speech) -> str:
    """Return what became of one file, in a line."""
    if one.why:
        return speech.say(msg("{file}: passed over: {why}"), file=one.file, why=one.why)
    acts = speech.count("{n} act", "{n} acts", one.acts)
    if not one.moves:
        return f"{one.file}: {acts}"
    moved = speech.count("{n} passage moved", "{n} passages moved", one.moves)
    return f"{one.file}: {acts}, {moved}"


def sealed_lines(seal: "SealedWork", speech: Speech) -> str:
    """Return what the log vouches for now, in lines."""
    session, act = seal.head.session, seal.head.n
    lines = [
        speech.say(
            msg("sealed up to act {act} of session {session}: entry {entry} of the log"),
            act=speech.number(act),
            session=session,
            entry=speech.number(seal.entry),
        ),
        speech.say(
            msg("outside times: {stamps}; witnesses: {cosigned}"),
            stamps=seal.stamps,
            cosigned=seal.cosigned,
        ),
    ]
    if not seal.stamps:
        lines.append(speech.say(msg("Without an outside time the seal shows an order, not a day.")))
    return "\n".join([*lines, *seal.silent])
