"""Asking for a passphrase: from a file, from the environment, or on the terminal without showing it."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from tanba.cli.options import READABLE
from tanba.kernel import Missing
from tanba.report import Speech, msg

F = TypeVar("F", bound=Callable[..., Any])

LONGEST = 4_096
"""Bytes of a passphrase file that are read."""


def with_passphrase(command: F) -> F:
    """Add `--passphrase-file`."""
    words = msg("Its first line is the passphrase; else TANBA_PASSPHRASE, else you are asked.")
    return click.option("--passphrase-file", type=READABLE, help=words)(command)


def read_passphrase(
    speech: Speech,
    file: Path | None,
    *,
    twice: bool = False,
    variable: str = "TANBA_PASSPHRASE",
    question: str = msg("Passphrase"),
) -> str:
    """
    Return a passphrase; a person is asked `twice` for a new one.

    Raises
    ------
    Missing
        KY26 when the file has none, when there is nobody to ask, or when they typed two different ones.
    """
    if file is not None:
        with file.open("rb") as opened:
            line = opened.readline(LONGEST)
        return line.decode("utf-8", "replace").rstrip("\r\n") or _none(
            f"{file}: ", speech, msg("there is no passphrase in the first line")
        )
    if given := os.environ.get(variable):
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        _none(
            "",
            speech,
            msg("no passphrase, and nobody to ask"),
            msg("--passphrase-file or TANBA_PASSPHRASE"),
        )
    typed = str(click.prompt(speech.say(question), hide_input=True, err=True))
    if twice and typed != click.prompt(speech.say(msg("Once more")), hide_input=True, err=True):
        _none("", speech, msg("these were two different passphrases"))
    return typed


def _none(where: str, speech: Speech, what: str, hint: str = "") -> str:
    text = f"{where}KY26 {speech.say(what)}"
    raise Missing(f"{text}\n    hint: {speech.say(hint)}" if hint else text)
