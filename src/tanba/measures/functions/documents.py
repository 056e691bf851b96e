"""Names in documents: JSON Schema, OpenAPI, model cards and labels, in JSON or YAML."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Refused, parse_document
from tanba.measures.functions.lines import open_text
from tanba.measures.functions.names import CATEGORY, Name

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a JSON document; a larger one is a table and wants JSON lines."""
_SENTENCE: Final = 4_000  # letters of a description that are read
_PATH: Final = 300


def document_names(path: Path, name: str) -> Iterator[Name]:
    """
    Yield every key and every text of a document, with its path such as components.schemas.Call.properties.tone.

    Keys of one object are a group, and so are the texts of one object or list (an enum, id2label). Raises
    Faults: MF02 (no text, too large), MF03 (no JSON), YM01 to YM08 (no strict YAML, more than 1 MiB of it).
    """
    encoding = open_text(path, name)
    if path.stat().st_size > LARGEST:
        raise Refused("MF02", f"larger than {LARGEST >> 20} MiB", "split it, or write JSON lines").at(
            name
        )
    try:
        text = path.read_text(encoding)
    except (UnicodeError, OSError):
        raise Refused("MF02", "not text in UTF-8 or UTF-16", "save it as UTF-8").at(name) from None
    if path.suffix.lower() == ".json":
        yield from _walk(_json(text, name), name, {})
    elif text.strip():
        document = parse_document(text, name)
        yield from _walk(document.tree, name, document.lines)


def _json(text: str, name: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise Refused("MF03", f"not JSON: {error.msg.lower()}").at(name, error.lineno) from None
    except (ValueError, RecursionError):
        raise Refused("MF03", "not JSON that can be read: nested too deep, or a number without end").at(
            name
        ) from None


def _walk(tree: Any, name: str, lines: Mapping[tuple[str | int, ...], int]) -> Iterator[Name]:
    """Yield names depth first, in order, without recursion: a hostile document is deep."""
    stack: list[tuple[Any, tuple[str | int, ...]]] = [(tree, ())]
    while stack:
        part, at = stack.pop()
        match part:
            case str():
                yield _text(part, at, name, lines)
                continue
            case dict():
                group = f"{name}#{_shown(at)}"
                for key in part:
                    there = (*at, key)
                    yield Name(key[:CATEGORY], "name", name, group, _shown(there), lines.get(there, 0))
                inner = [(value, (*at, key)) for key, value in part.items()]
            case list():
                inner = [(value, (*at, number)) for number, value in enumerate(part)]
            case _:
                continue
        stack.extend(reversed(inner))


def _text(
    text: str, at: tuple[str | int, ...], name: str, lines: Mapping[tuple[str | int, ...], int]
) -> Name:
    group, where, line = f"{name}#{_shown(at[:-1])}.*", _shown(at), lines.get(at, 0)
    if len(text) <= CATEGORY and text.count(" ") <= 3:
        return Name(text, "value", name, group, where, line)
    return Name(text[:_SENTENCE], "text", name, group, where, line)


def _shown(at: tuple[str | int, ...]) -> str:
    return ".".join(map(str, at[-12:]))[-_PATH:]
