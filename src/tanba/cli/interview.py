"""The interview in the terminal: one question at a time, each answer kept as it is given."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import READABLE, from_pack, in_language, on_day
from tanba.flow import Given
from tanba.kernel import Reason
from tanba.law import Question
from tanba.report import Speech, msg

STOP = "q"
LATER = "s"
DO_NOT_KNOW = "?"


@click.command(help=msg("Ask what can still change the result, the most deciding question first."))
@click.argument("card", type=READABLE)
@on_day
@click.option("--most", type=click.IntRange(1), help=msg("Stop after so many questions."))
@click.option("--by", help=msg("Who answers; kept beside each answer."))
@from_pack
@in_language
def ask(card: Path, on: date, most: int | None, by: str | None, pack_name: str | None) -> None:
    """Interview a person about one system; Ctrl-C loses nothing that was answered."""
    from tanba.flow import agenda, open_cases, save_answer
    from tanba.report import write_question, write_standing

    speech = Speech(current_language())
    click.echo(
        speech.say(msg("? = I do not know yet, s = skip for now, q = stop. Every answer is saved."))
    )
    asked = 0
    skipped: set[str] = set()
    while most is None or asked < most:
        (case,) = open_cases((card,), on, pack_name)
        waiting = [one for one in agenda(case) if one.question.id not in skipped]
        if not waiting:
            break
        asked += 1
        click.echo("\n" + printable(write_question(case, waiting[0], asked, len(waiting), speech)))
        reply = _reply(waiting[0].question, speech)
        if reply == STOP:
            break
        if reply == LATER:
            skipped.add(waiting[0].question.id)
            continue
        save_answer(card, waiting[0].question.id, _given(reply, by))
    (case,) = open_cases((card,), on, pack_name)
    click.echo("\n" + printable(write_standing(case, speech)))


def _given(reply: Any, by: str | None) -> Given:
    today = datetime.now().astimezone().date() if by else None
    if reply == DO_NOT_KNOW:
        return Given(unknown=Reason.NOT_KNOWN, by=by, on=today)
    return Given(answer=reply, by=by, on=today)


def _reply(question: Question, speech: Speech) -> Any:
    """Return an answer in its own type, or one of the three signs."""
    from tanba.report import how_to_answer

    while True:
        try:
            typed = click.prompt(">", prompt_suffix=" ", type=str).strip()
        except (click.Abort, EOFError):
            click.echo()
            return STOP
        if typed in (STOP, LATER, DO_NOT_KNOW):
            return typed
        answer = _read(question, typed, speech)
        if question.wrong(answer) is None:
            return answer
        click.echo(printable(f"{typed!r}: {how_to_answer(question, speech)}"), err=True)


def _read(question: Question, typed: str, speech: Speech) -> Any:
    """Return what was typed as the question's type wants it; numbers pick from a list."""
    match question.type:
        case "bool":
            yes = {"y", "yes", "true", "1", speech.say(msg("yes")).lower(), speech.say(msg("y"))}
            no = {"n", "no", "false", "0", speech.say(msg("no")).lower(), speech.say(msg("n"))}
            return True if typed.lower() in yes else False if typed.lower() in no else typed
        case "int":
            return int(typed) if re.fullmatch(r"-?[0-9]{1,16}", typed) else typed
        case "enum":
            return _picked(question, typed)
        case "set":
            parts = [part for part in typed.replace(",", " ").split() if part not in ("0", "-")]
            return [_picked(question, part) for part in parts]
    return typed


def _picked(question: Question, typed: str) -> str:
    names = list(question.values or {})
    number = int(typed) if re.fullmatch(r"[0-9]{1,3}", typed) else 0
    return names[number - 1] if 1 <= number <= len(names) else typed
