"""
One answer put into the text of a card, where it belongs; not one other character is touched.

A library that writes YAML anew would reformat what somebody wrote by hand: line ends, quotes, columns.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from tanba.kernel import Document, Fault, Faults, parse_document

_PLAIN = re.compile(r"[^\W\d_](?:[\w .()/+-]*[\w)/])?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS = frozenset(["true", "false", "null", "yes", "no", "on", "off", "y", "n"])


def put_answer(document: Document, text: str, name: str, answer: Any) -> str:
    """
    Return `text`, from which `document` was read, with `answer` as the answer to the fact `name`.

    `answer` is None, a word, a number, a truth, a list of words, or a long form: keys with such. Raises
    Faults when the text is built so that the answer cannot be put in.
    """
    new = _Patch(document, text).put(name, answer)
    tree = document.tree
    answers = {**(tree.get("answers") or {}), name: answer}
    # Whatever the layout was: what is written is what was meant, and the rest is as it was.
    if parse_document(new, document.file).tree != {**tree, "answers": answers}:
        at = document.place(("answers", name))
        hint = "write it into the card by hand"
        raise Faults([Fault(at=at, code="CD06", what=f"{name} cannot be put in here", hint=hint)])
    return new


class _Patch:
    """The layout of one card."""

    def __init__(self, document: Document, text: str) -> None:
        self.document = document
        self.text = text
        self.line_end = "\r\n" if "\r\n" in text else "\n"

    def put(self, name: str, answer: Any) -> str:
        path = ("answers", name)
        answers = self.document.tree.get("answers")
        if answers and name in answers:
            if self._flows(("answers",)):
                return self._replaced(path, f" {_inline(answer) or 'null'}")
            return self._replaced(path, self._beside(answer, self._indent(path)))
        if "answers" not in self.document.tree:
            if self._flows(()):
                return self._first((), f"answers: {{{name}: {_inline(answer)}}}")
            return self._added((), f"answers:{self.line_end}  {name}:{self._beside(answer, '  ')}")
        if not answers:  # nothing, or {}: the first answer makes it a block
            if self._flows(()):
                return self._replaced(("answers",), f" {{{name}: {_inline(answer)}}}")
            empty = _Patch(self.document, self._replaced(("answers",), ""))
            start = self._span(("answers",))[0]
            return empty.below(start, f"  {name}:{self._beside(answer, '  ')}")
        if self._flows(("answers",)):
            return self._first(("answers",), f"{name}: {_inline(answer) or 'null'}")
        indent = self._indent(("answers", next(iter(answers))))
        return self._added(("answers",), f"{indent}{name}:{self._beside(answer, indent)}")

    def below(self, at: int, line: str) -> str:
        """Return the text with `line` after the line in which the character `at` stands."""
        at = min(at, len(self.text))
        if at and self.text[at - 1] == "\n":
            return f"{self.text[:at]}{line}{self.line_end}{self.text[at:]}"
        end = self.text.find("\n", at)
        if end < 0:
            return f"{self.text}{self.line_end}{line}{self.line_end}"
        return f"{self.text[: end + 1]}{line}{self.line_end}{self.text[end + 1 :]}"

    def _span(self, path: tuple[str, ...]) -> tuple[int, int]:
        return self.document.spans[path]

    def _flows(self, path: tuple[str, ...]) -> bool:
        return self.text[self._span(path)[0] :].startswith("{")

    def _indent(self, path: tuple[str, ...]) -> str:
        line = self.text.split("\n")[self.document.lines[path] - 1]
        return line[: len(line) - len(line.lstrip(" "))]

    def _replaced(self, path: tuple[str, ...], value: str) -> str:
        start, end = self._span(path)
        before = self.text[:start].rstrip(" \r\n")
        if not before.endswith(":"):  # a comment stands between the key and what it held
            before = self.text[:start]
            if value.startswith(self.line_end):
                before, value = before.rstrip(" "), value.removeprefix(self.line_end)
            else:
                value = value.lstrip(" ")
        ends_line = start < end and self.text[end - 1] == "\n"
        return before + value + (self.line_end if ends_line else "") + self.text[end:]

    def _first(self, path: tuple[str, ...], pair: str) -> str:
        at = self._span(path)[0] + 1
        more = ", " if self.text[at:].lstrip()[:1] != "}" else ""
        return f"{self.text[:at]}{pair}{more}{self.text[at:]}"

    def _added(self, path: tuple[str, ...], line: str) -> str:
        return self.below(self._span(path)[1], line)

    def _beside(self, answer: Any, indent: str) -> str:
        """Return an answer as it stands after its key and colon in a block."""
        if isinstance(answer, Mapping):
            lines = (f"{indent}  {key}: {_inline(part)}" for key, part in answer.items())
            return self.line_end + self.line_end.join(lines)
        words = _inline(answer)
        return f" {words}" if words else ""


def _inline(answer: Any) -> str:
    match answer:
        case None:
            return ""
        case bool():
            return "true" if answer else "false"
        case int():
            return str(answer)
        case Mapping():
            return "{" + ", ".join(f"{key}: {_inline(part)}" for key, part in answer.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(_inline, answer)) + "]"
    word = str(answer)
    if _DAY.fullmatch(word) or (_PLAIN.fullmatch(word) and word.lower() not in _WORDS):
        return word
    return quote_word(word)


def quote_word(word: str) -> str:
    """Return a word in double quotes, as YAML reads it back on one line."""
    # A JSON string is a YAML string once everything that does not print is escaped.
    return "".join(c if c.isprintable() else _escaped(c) for c in json.dumps(word, ensure_ascii=False))


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
