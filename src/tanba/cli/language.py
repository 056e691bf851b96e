"""Which language a person wants, and telling gettext (and so Click) about it."""

import gettext
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tanba.kernel import LANGS, Lang
from tanba.report import DOMAIN, LOCALE, msg

CLICK = (
    msg("Usage:"),
    msg("Options"),
    msg("Commands"),
    msg("Show this message and exit."),
    msg("Show the version and exit."),
    msg("default: {default}"),
    msg("Error: {message}"),
    msg("Try '{command} {option}' for help."),
    msg("Missing argument"),
    msg("Missing option"),
    msg("Missing command."),
    msg("No such command {name!r}."),
    msg("No such option {name!r}."),
    msg("Invalid value for {param_hint}: {message}"),
    msg("Invalid value: {message}"),
    msg("{name} {filename!r} does not exist."),
    msg("{name} {filename!r} is a directory."),
    msg("{name} {filename!r} is a file."),
    msg("{value} is not in the range {range}."),
    msg("file"),
    msg("directory"),
    msg("path"),
    msg("Aborted!"),
)
"""Click's own words, so that our catalogues translate them too."""


def count(one: str, many: str) -> tuple[str, str]:
    """Return a pair that gettext counts with; its name is what the catalogue looks for."""
    return one, many


COUNTED = (
    count("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    count("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
)
"""Those of Click's words that have a plural."""


def settle_language(arguments: Sequence[str]) -> Lang:
    """
    Return the language of this run, and make it gettext's.

    In this order: `--lang` wherever it stands, TANBA_LANG, the locale of the terminal, English (as the
    plain C locale has it).
    """
    lang = wanted_language(arguments, os.environ)
    os.environ["LANGUAGE"] = lang
    # gettext ignores LANGUAGE under the C locale only in C programs; Python's reads it always.
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    return lang


def wanted_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """Return the language asked for on the command line or by the environment."""
    asked = [word.partition("=")[2] for word in arguments if word.startswith("--lang=")]
    asked += [after for word, after in pairwise(arguments) if word == "--lang"]
    asked.append(environment.get("TANBA_LANG", ""))
    asked += [environment.get(name, "")[:2] for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for word in asked:
        for lang in LANGS:
            if word == lang:
                return lang
    return "en"


def current_language() -> Lang:
    """Return the language that was settled for this run."""
    settled = os.environ.get("LANGUAGE", "en")
    return next((lang for lang in LANGS if lang == settled), "en")
