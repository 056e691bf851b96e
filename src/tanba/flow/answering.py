"""Writing cards: a new one with every question in it, and one more answer, kept as it is given."""

import os
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from textwrap import wrap
from typing import Any

from tanba.flow.card import FORM, Given
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
    import json

    return json.dumps(text, ensure_ascii=False)  # a JSON string is a YAML string


def save_answer(path: Path, name: str, given: Given) -> None:
    """
    Put one answer into a card, leaving every comment and the order as they are.

    The file is replaced in one step: whoever pulls the plug finds the old card or the new one.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    tree = yaml.load(path.read_text(encoding="utf-8"))
    if tree.get("answers") is None:
        tree["answers"] = {}
    tree["answers"][name] = _written(given)
    text = StringIO()
    yaml.dump(tree, text)
    write_whole(path, text.getvalue().encode())


def _written(given: Given) -> Any:
    """Return the shortest form of an answer that loses nothing."""
    keys = plain(given)
    if keys.keys() == {"answer"}:
        return keys["answer"]
    if keys == {"unknown": Reason.NOT_ASKED.value}:
        return None
    return keys


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: it is there whole or not at all; raises Missing when it cannot be."""
    try:
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        beside = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            with beside.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.chmod(mode)
            os.replace(beside, path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Missing(f"{path}: CL02 cannot be written: {why}") from None
