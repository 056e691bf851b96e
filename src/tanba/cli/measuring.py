"""The command that measures: one measure on what is named, or all that a card orders."""

import getpass
import math
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tanba.cli.archives import anchored, into_log, maybe_archive
from tanba.cli.keyring import key_store, with_keys
from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import (
    FOLDER,
    READABLE,
    deliver,
    in_form,
    in_language,
    name_and_text,
    terminal,
    to_file,
)
from tanba.cli.passphrase import with_passphrase
from tanba.cli.progress import step_bar
from tanba.kernel import LANGS, Refused, TanbaError, Text
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tanba.flow import Order, Run
    from tanba.keys import Trust
    from tanba.measures import Yardstick
    from tanba.report import MeasuredForm

F = TypeVar("F", bound=Callable[..., Any])


def _what_to_read(command: F) -> F:
    """Add `--read`, `--set` and `--settings`."""
    where = msg("What to read: a path or an address.")
    for option in (
        click.option(
            "--settings", "settings_file", type=READABLE, help=msg("A YAML file of settings.")
        ),
        click.option(
            "--set", "settings", multiple=True, metavar="NAME=VALUE", help=msg("A setting, as YAML.")
        ),
        click.option("--read", "reads", multiple=True, metavar="NAME=WHERE", help=where),
    ):
        command = option(command)
    return command


def _against(command: F) -> F:
    """Add `--at-most` and `--at-least`."""
    most = msg("Your own yardstick: this result is at most so much.")
    least = msg("Your own yardstick: this result is at least so much.")
    for option in (
        click.option("--at-least", "at_least", multiple=True, metavar="ID=NUMBER", help=least),
        click.option("--at-most", "at_most", multiple=True, metavar="ID=NUMBER", help=most),
    ):
        command = option(command)
    return command


@click.command(help=msg("Measure: one measure on what you name, or all that a card orders."))
@click.argument("name", required=False)
@click.option("--card", type=READABLE, help=msg("Run what this card orders; results lie beside it."))
@click.option("--only", multiple=True, metavar="NAME", help=msg("Of the card's orders, only this."))
@_what_to_read
@_against
@click.option("--by", help=msg("Who measures; by default your name on this machine."))
@click.option(
    "--seconds",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0.1, 3600),
    help=msg("How long one question over the network may take."),
)
@click.option("--keep", type=FOLDER, help=msg("Keep transcripts here; a run goes on where it stopped."))
@click.option(
    "--fail-on",
    type=click.Choice(["not met", "not shown", "never"]),
    default="not met",
    show_default=True,
    help=msg("Leave with 1 when something is not met, or not shown either."),
)
@in_form("text", "json", "html")
@to_file
@into_log
@with_keys
@with_passphrase
@in_language
def run(
    name: str | None,
    card: Path | None,
    only: tuple[str, ...],
    reads: tuple[str, ...],
    settings: tuple[str, ...],
    settings_file: Path | None,
    at_most: tuple[str, ...],
    at_least: tuple[str, ...],
    by: str | None,
    seconds: float,
    keep: Path | None,
    fail_on: str,
    form: "MeasuredForm",
    out: Path | None,
    log_folder: Path | None,
    folder: Path | None,
    passphrase_file: Path | None,
) -> None:
    """Run measures and print what they found."""
    from tanba.flow import worst
    from tanba.report import write_measured

    speech = Speech(current_language())
    if (name is None) == (card is None):
        raise click.UsageError(speech.say(msg("name a measure, or a card with --card")))
    if card is not None and (reads or settings or settings_file or at_most or at_least):
        raise click.UsageError(
            speech.say(msg("what a card orders, it says itself: what to read, settings, yardsticks"))
        )
    if card is None and only:
        raise click.UsageError(speech.say(msg("--only names orders of a card")))
    orders: Sequence[Order]
    if card is None:
        orders = [_order(str(name), reads, settings, settings_file, at_most, at_least)]
    else:
        orders = _ordered(card, only, speech)
    runs, failed = _run_all(orders, by or _name(), card, keep, seconds, key_store(folder).trust())
    width, colour = (100, False) if out else terminal()
    deliver(write_measured(runs, form, speech, width, colour), out)
    _log(runs, log_folder, speech, folder, passphrase_file)
    bad = {"not met": {"not met"}, "not shown": {"not met", "not shown"}, "never": set[str]()}[fail_on]
    sys.exit(2 if failed else 1 if worst(runs) in bad else 0)


def _order(
    name: str,
    reads: tuple[str, ...],
    settings: tuple[str, ...],
    file: Path | None,
    at_most: tuple[str, ...],
    at_least: tuple[str, ...],
) -> "Order":
    """Return the order that the options of a command make."""
    from tanba.flow import plain_order, said_settings

    said = said_settings(file, list(_pairs("--set", settings).items()))
    return plain_order(name, _pairs("--read", reads), said, Path(), _own(at_most, at_least))


def _pairs(option: str, texts: tuple[str, ...]) -> dict[str, str]:
    """Return NAME=TEXT by name; what is said twice would be measured once, so it is refused."""
    pairs = [name_and_text(one) for one in texts]
    for name, _ in pairs:
        if [one for one, _ in pairs].count(name) > 1:
            words = Speech(current_language()).say(
                msg("{option} {name} is given twice"), option=option, name=name
            )
            raise click.UsageError(words)
    return dict(pairs)


def _own(at_most: tuple[str, ...], at_least: tuple[str, ...]) -> "dict[str, Yardstick]":
    from tanba.measures import Yardstick

    because = msg("given with the command")
    source = Text(
        **{lang: Speech(lang).say(because) for lang in LANGS}
    )  # a run is the same in any language
    most = {id_: _number(said) for id_, said in _pairs("--at-most", at_most).items()}
    least = {id_: _number(said) for id_, said in _pairs("--at-least", at_least).items()}
    return {
        id_: Yardstick(source=source, at_most=most.get(id_), at_least=least.get(id_))
        for id_ in (*most, *least)
    }


def _number(said: str) -> float:
    try:
        number = float(said)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):  # infinity would be kept to by every number
        words = Speech(current_language()).say(msg("{text} is not a number"), text=repr(said))
        raise click.UsageError(words)
    return number


def _name() -> str:
    """Return the name of the person on this machine; "?" where the machine has none for them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "?"


def _ordered(card: Path, only: tuple[str, ...], speech: Speech) -> "Sequence[Order]":
    """Return the orders of a card, all or those that were named."""
    from tanba.flow import read_orders

    orders = read_orders(card)
    for one in only:
        if one not in {order.name for order in orders}:
            raise click.UsageError(speech.say(msg("the card orders no {name}"), name=repr(one)))
    if not orders:
        words = msg("the card orders no measures; `tanba measure plan {card}` names them")
        raise click.UsageError(speech.say(words, card=card))
    return [order for order in orders if not only or order.name in only]


def _run_all(
    orders: "Sequence[Order]",
    by: str,
    card: Path | None,
    keep: Path | None,
    seconds: float,
    trust: "Trust",
) -> "tuple[list[Run], bool]":
    """
    Run each order; return what was found, and whether some order failed.

    A run is kept as soon as it is done, and a failure is told without ending the others of the card.
    """
    from tanba.flow import keep_run, open_pack, real_world, run_order, system_of, transcripts_of

    system, pack = system_of(card) if card else "", open_pack()
    runs: list[Run] = []
    for order in orders:
        kept = keep or (transcripts_of(card, order.name) if card else None)
        try:
            with step_bar(order.name) as tick, real_world(kept, seconds, tick, trust, pack) as world:
                found = run_order(order, system, by, _now, world)
            if card:
                click.echo(keep_run(card, found), err=True)
        except TanbaError as error:
            if len(orders) == 1:
                raise
            hint = f"\n    hint: {error.hint}" if isinstance(error, Refused) and error.hint else ""
            click.echo(printable(f"{order.name}: {error}{hint}"), err=True)
            continue
        runs.append(found)
    return runs, len(runs) < len(orders)


def _now() -> datetime:
    """Return what the clock of this machine says, with its offset: a day of validity is a day here."""
    return datetime.now().astimezone()


def _log(
    runs: "Sequence[Run]", log: Path | None, speech: Speech, keys: Path | None, passphrase: Path | None
) -> None:
    """Commit to the runs in the evidence log, when one was named."""
    from tanba.flow import record_run
    from tanba.report import write_receipt

    with maybe_archive(log, speech, keys, passphrase) as archive:
        if archive is None:
            return
        for one in runs:
            click.echo(write_receipt(record_run(archive, one), speech), err=True)
        anchored(archive)
