"""Names in text, line by line: prompts, logs, code, lists of labels, and logs in JSON lines."""

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Refused
from tanba.measures.functions.names import CATEGORIES, CATEGORY, Name, Unread

LINES: Final = 1_000_000
"""Lines of one file that are read; that there are more is said."""
LINE: Final = 20_000
"""Letters of a line that are read at once; the rest comes as the same line again."""
_KEPT: Final = 200_000  # different names of a file that are told apart
_DEPTH: Final = 24
_PARTS: Final = 2_000  # of one record

# A word, and whether something is assigned to it. Nothing is tried twice: hostile lines are long.
_WORD: Final = re.compile(r"(?<!\w)([^\W\d]\w*+)([\"']?+[ \t]?+(?:=(?!=)|:(?!//)))?")
_CAMEL: Final = re.compile(r"[^\W\d_A-ZА-ЯЁ][A-ZА-ЯЁ]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def line_names(path: Path, name: str, unread: list[Unread]) -> Iterator[Name]:
    """
    Yield the identifiers of a text, each once, and every line without them.

    A line of few words is a label: a list of labels is one group. Raises Faults MF02 for what is no text.
    """
    seen: set[str] = set()
    for line, text in _lines(path, name, unread):
        left, done = [], 0
        for word, start, end in _identifiers(text):
            left.append(text[done:start])
            done = end
            if word not in seen and len(seen) < _KEPT:
                seen.add(word)
                yield Name(word[:CATEGORY], "name", name, name, "", line)
        if rest := " ".join([*left, text[done:]]).strip():
            yield Name(rest, "value" if _label(rest) else "text", name, name, "", line)


def _identifiers(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield snake_case, camelCase, and words that something is assigned to, with their start and end."""
    for found in _WORD.finditer(text):
        word, assigned = found.groups()
        if assigned or "_" in word or not (word.islower() or word.istitle() or not _CAMEL.search(word)):
            yield word, found.start(1), found.end(1)


def record_names(path: Path, name: str, unread: list[Unread]) -> Iterator[Name]:
    """
    Yield the keys of JSON lines, each path once, the values that are categories, and the long ones.

    A line that is no JSON is read as text. Raises Faults MF02 for what is no text.
    """
    seen: set[str] = set()
    values: dict[str, set[str]] = {}
    for line, text in _lines(path, name, unread):
        try:
            record = json.loads(text)
        except (ValueError, RecursionError):
            if text.strip():
                yield Name(text, "text", name, name, "", line)
            continue
        for path_, key, part in _parts(record):
            if key and path_ not in seen and len(seen) < _KEPT:
                seen.add(path_)
                yield Name(
                    key[:CATEGORY], "name", name, f"{name}#{path_.rpartition('.')[0]}", path_, line
                )
            if not isinstance(part, str) or not part:
                continue
            if not _label(part):
                yield Name(part[:LINE], "text", name, name, path_, line)
                continue
            known = values.setdefault(path_, set()) if len(values) < _KEPT else None
            if known is not None and part not in known and len(known) < CATEGORIES:
                known.add(part)
                yield Name(part, "value", name, f"{name}#{path_}", path_, line)


def open_text(path: Path, name: str) -> str:
    """Return the encoding of a file of text by its first bytes; raises Faults MF01, MF02."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise Refused("MF01", f"cannot be opened: {error.strerror}").at(name) from None
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    if b"\0" in start:
        raise _no_text(name, 0)
    return "utf-8"


def _lines(path: Path, name: str, unread: list[Unread]) -> Iterator[tuple[int, str]]:
    number, ended = 0, True
    with path.open(encoding=open_text(path, name), errors="strict") as file:
        while True:
            try:
                text = file.readline(LINE)
            except (UnicodeError, OSError):
                raise _no_text(name, number + 1) from None
            if not text:
                return
            number += ended
            ended = text.endswith("\n")
            if "\0" in text:
                raise _no_text(name, number)
            if number > LINES:
                unread.append(Unread(file=name, why=f"read to line {LINES:,}"))
                return
            yield number, text


def _no_text(name: str, line: int) -> Exception:
    return Refused("MF02", "not text in UTF-8 or UTF-16", "save it as UTF-8").at(name, line)


def _label(text: str) -> bool:
    return len(text) <= CATEGORY and text.count(" ") <= 3


def _parts(record: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield path, key and value of every part of a record, a bounded number of them."""
    stack: list[tuple[str, str, Any, int]] = [("", "", record, 0)]
    done = 0
    while stack and done < _PARTS:
        path, key, part, depth = stack.pop()
        done += 1
        if key or not isinstance(part, dict | list):
            yield path, key, part
        if depth >= _DEPTH:
            continue
        if isinstance(part, dict):
            inner = [(f"{path}.{k}".lstrip("."), k, v, depth + 1) for k, v in part.items()]
        elif isinstance(part, list):
            inner = [(f"{path}[]", "", v, depth + 1) for v in part]
        else:
            continue
        stack.extend(reversed(inner[:_PARTS]))
