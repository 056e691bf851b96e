"""The folder of the keys, and how they are told on the terminal: what may be seen, for whom they vouch."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tanba.cli.options import FOLDER
from tanba.report import Speech, msg

if TYPE_CHECKING:
    from tanba.keys import Anchors, KeyStore, StoredKey

F = TypeVar("F", bound=Callable[..., Any])


def with_keys(command: F) -> F:
    """Add `--keys`, the folder of the keys."""
    words = msg("Where the keys are kept; else TANBA_KEYS, else your data folder.")
    return click.option("--keys", "folder", type=FOLDER, help=words)(command)


def key_store(folder: Path | None) -> "KeyStore":
    """Return the keys of a folder; of none, those of this person."""
    from tanba.keys import KeyStore, default_folder

    return KeyStore(folder or default_folder(os.environ))


def key_lines(key: "StoredKey", speech: Speech) -> list[str]:
    """Return what is shown of a key, a line for each thing."""
    head = key.name + (" " + speech.say(msg("(default)")) if key.default else "")
    if key.flaw:
        return [head, "  " + key.flaw]
    days = speech.say(
        msg("{first} to {last}"), first=speech.day(key.valid_from), last=speech.day(key.valid_until)
    )
    told = [
        (msg("signs as"), key.subject),
        (msg("issued by"), key.issuer),
        (
            msg("algorithm"),
            key.algorithm.upper() + (" " + speech.say(msg("on a token")) if key.on_token else ""),
        ),
        (msg("valid"), days),
        ("SHA-256", key.sha256),
        (msg("time-stamp authority"), key.time_authority),
        (
            msg("renewed"),
            speech.count(msg("{n} time"), msg("{n} times"), len(key.retired)) if key.retired else "",
        ),
    ]
    wide = max(len(speech.say(label)) for label, _ in told)
    lines = [head, *(f"  {speech.say(label):{wide}}  {text}" for label, text in told if text)]
    return [*lines, "  " + speech.say(_NOBODY)] if key.local else lines


_NOBODY = msg("A local authority vouches for nobody: only who was given it can check who signed.")


def trust_lines(own: Sequence[str], lists: "Sequence[Anchors]", speech: Speech) -> list[str]:
    """Return whom a reader trusts, one name a line, each list under its own."""
    lines = []
    if own:
        lines += [speech.say(msg("Local authorities of this machine, which vouch for nobody:"))]
        lines += [f"  {name}" for name in own]
    for anchors in lists:
        lines += [f"{anchors.name}:", *(f"  {subject}" for subject in anchors.subjects)]
    return lines or [speech.say(msg("Nobody. Trust somebody: tanba keys trust FILE"))]
