"""Commands about cards: a new one, what the law says of some, and why."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tanba.cli.archives import anchored, archive_of, into_log
from tanba.cli.keyring import with_keys
from tanba.cli.language import current_language
from tanba.cli.options import (
    FILE,
    READABLE,
    deliver,
    from_pack,
    in_form,
    in_language,
    on_day,
    terminal,
    to_file,
)
from tanba.cli.passphrase import with_passphrase
from tanba.report import msg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tanba.flow import Case
    from tanba.report import Form, Speech


@click.command(help=msg("Write a card with every question in it, ready to be filled in."))
@click.argument("out", type=FILE, default="tanba.yaml")
@click.option("--name", default="", help=msg("What the system is called."))
@click.option("--force", is_flag=True, help=msg("Write over a card that is already there."))
@from_pack
@in_language
def new(out: Path, name: str, force: bool, pack_name: str | None) -> None:
    """Write an empty card."""
    from tanba.flow import new_card, open_pack, write_whole
    from tanba.kernel import Missing
    from tanba.report import Speech, card_words

    speech = Speech(current_language())
    if out.exists() and not force:
        raise Missing(
            f"{out}: CL01 "
            + speech.say(msg("there is a card already"))
            + "\n    hint: "
            + speech.say(msg("name another file, or use --force"))
        )
    pack = open_pack(pack_name)
    text = new_card(pack, name or out.stem, out.stem, speech.lang, card_words(speech))
    write_whole(out, text.encode())
    questions = speech.count(msg("{n} question"), msg("{n} questions"), len(pack.questions))
    click.echo(f"{out}: {questions}", err=True)
    click.echo(speech.say(msg("next: tanba ask {card}"), card=out), err=True)


@click.command(help=msg("Say what the law asks of the systems in these cards."))
@click.argument("cards", type=READABLE, nargs=-1, required=True)
@on_day
@in_form("text", "json", "html", "sarif")
@click.option(
    "--fail-on",
    type=click.Choice(["prohibited", "open", "never"]),
    default="prohibited",
    show_default=True,
    help=msg("Leave with 1 when something is prohibited, or when it cannot be ruled out either."),
)
@click.option("--full", is_flag=True, help=msg("Name everything, with every reason; not in brief."))
@to_file
@into_log
@with_keys
@with_passphrase
@from_pack
@in_language
def assess(
    cards: tuple[Path, ...],
    on: date,
    form: "Form",
    fail_on: str,
    full: bool,
    out: Path | None,
    log_folder: Path | None,
    folder: Path | None,
    passphrase_file: Path | None,
    pack_name: str | None,
) -> None:
    """Assess cards and print the result in one of four forms."""
    from tanba.flow import agenda, open_cases
    from tanba.report import Speech, write_assessments

    cases = open_cases(cards, on, pack_name)
    ask = {} if form == "sarif" else {case.card.file: agenda(case) for case in cases}
    width, colour = (100, False) if out else terminal()
    speech = Speech(current_language())
    deliver(write_assessments(cases, form, speech, ask, width, colour, full), out)
    if log_folder is not None:
        _keep(cases, log_folder, speech, folder, passphrase_file)
    found = {case.assessment.prohibited.name for case in cases}
    bad = {"prohibited": {"YES"}, "open": {"YES", "UNKNOWN"}, "never": set()}[fail_on]
    sys.exit(1 if found & bad else 0)


def _keep(
    cases: "Sequence[Case]", log: Path, speech: "Speech", keys: Path | None, passphrase: Path | None
) -> None:
    """Commit to assessments in the evidence log, and say where they stand."""
    from tanba.flow import record_assessment
    from tanba.report import write_receipt, write_record

    with archive_of(log, speech, keys, passphrase) as archive:
        for case in cases:
            receipt = record_assessment(archive, case, write_record(case))
            click.echo(write_receipt(receipt, speech), err=True)
        anchored(archive)


@click.command(help=msg("Show, step by step, why a rule came out as it did, and what would change it."))
@click.argument("card", type=READABLE)
@click.argument("rule")
@on_day
@from_pack
@in_language
def explain(card: Path, rule: str, on: date, pack_name: str | None) -> None:
    """Explain one finding."""
    from tanba.flow import open_cases
    from tanba.law import counterfactuals
    from tanba.law import explain as explain_rule
    from tanba.report import Speech, write_explanation

    (case,) = open_cases((card,), on, pack_name)
    explanation = explain_rule(case.pack, case.assessment, rule)
    changes = counterfactuals(case.pack, case.card.facts, on, rule)
    click.echo(write_explanation(case, explanation, changes, Speech(current_language()), *terminal()))
