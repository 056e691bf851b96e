"""Writing cards: a new one with every question in it, and one more answer, kept as it is given."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from tanba.flow.card import FORM, Given, read_draft
from tanba.flow.patch import put_answer, quote_word
from tanba.kernel import Lang, Missing, Reason, plain
from tanba.law import Pack, Question


def new_card(pack: Pack, name: str, id_: str, lang: Lang, words: Mapping[str, str]) -> str:
    """
    Return an empty card as YAML text, with every question as a comment above its fact.

    `words` are the headings in `lang`: about, answers, judgement, unknown.
    """
    lines = [
        *_comment(words["about"]),
        f"tanba: {FORM}",
        f"pack: {pack.id}",
        "",
        "system:",
        f"  id: {_quoted(id_)}",
        f"  name: {_quoted(name)}",
        "  about:",
        "  owner:",
        "  holder:",
        "sources: []",
        "",
        *_comment(words["answers"]),
        "answers:",
    ]
    for question in pack.questions:
        lines += ["", *_question(question, lang, words), f"  {question.id}:"]
    return "\n".join(lines) + "\n"


def _question(question: Question, lang: Lang, words: Mapping[str, str]) -> list[str]:
    lines = _comment(question.ask.in_(lang), "  # ")
    if question.help:
        lines += _comment(question.help.in_(lang), "  #   ")
    if question.judgement:
        lines += _comment(words["judgement"], "  #   ")
    match question.type:
        case "bool":
            lines.append("  #   true | false")
        case "enum" | "set":
            for key, text in (question.values or {}).items():
                lines += _comment(f"{key}: {text.in_(lang)}", "  #   - ")
        case "day":
            lines.append("  #   2026-01-18")
        case _:
            lines.append(f"  #   {question.type}")
    return lines


def _comment(text: str, lead: str = "# ") -> list[str]:
    return [lead + line for line in wrap(" ".join(text.split()), 100)]


def _quoted(text: str) -> str:
    # Bytes of the command line that are no UTF-8 arrive as halves of characters.
    return quote_word("".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text))


def save_answer(path: Path, name: str, given: Given) -> None:
    """
    Put one answer into a card, leaving every other character as it is.

    The file is replaced in one step: whoever pulls the plug finds the old card or the new one. Raises
    Faults or Missing for a card that cannot be read any more, or not be written.
    """
    draft = read_draft(path)
    text = put_answer(draft.document, draft.text, name, _written(given))
    write_whole(path, text.encode())


def _written(given: Given) -> Any:
    """Return the shortest form of an answer that loses nothing."""
    keys = plain(given)
    if keys.keys() == {"answer"}:
        return keys["answer"]
    if keys == {"unknown": Reason.NOT_ASKED.value}:
        return None
    return keys


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file in one step: it is there whole or not at all; raises Missing when it cannot be.

    A link stays a link, and what is no file (a terminal, a pipe, /dev/null) is written to as it is.
    """
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                device.write(content)
            return
        real = Path(os.path.realpath(path))
        mode = real.stat().st_mode & 0o777 if real.exists() else 0o644
        # A name nobody has: what a killed run left behind is in nobody's way.
        handle, beside = tempfile.mkstemp(prefix=".tanba-", suffix=".new", dir=real.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(beside, mode)
            os.replace(beside, real)
        finally:
            Path(beside).unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        why = (getattr(error, "strerror", None) or str(error)).lower()
        raise Missing(f"{path}: CL02 cannot be written: {why}") from None
