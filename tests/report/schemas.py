"""A reader of the JSON Schema words that our own schemas use (draft 2020-12), and of no others."""

import re
from collections.abc import Iterator
from typing import Any

TYPES = {
    "array": list, "boolean": bool, "integer": int, "null": type(None), "number": (int, float),
    "object": dict, "string": str,
}  # fmt: skip
WORDS = {
    *("$schema", "$id", "$defs", "$ref", "title", "description", "type", "enum", "const", "anyOf"),
    *("properties", "required", "additionalProperties", "items", "minItems", "maxItems"),
    *("minimum", "pattern"),
}


def faults(thing: Any, schema: dict[str, Any], whole: dict[str, Any], at: str = "$") -> Iterator[str]:
    """Yield where a thing is not what a schema says."""
    assert set(schema) <= WORDS, f"{at}: {set(schema) - WORDS}"
    if "$ref" in schema:
        named = whole["$defs"][schema["$ref"].removeprefix("#/$defs/")]
        yield from faults(thing, named, whole, at)
    if "const" in schema and thing != schema["const"]:
        yield f"{at}: {thing!r}"
    if "enum" in schema and thing not in schema["enum"]:
        yield f"{at}: {thing!r}"
    kinds = schema.get("type", list(TYPES))
    if not any(_is(thing, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{at}: {thing!r} is no {kinds}"
        return
    if "anyOf" in schema:
        tried = [list(faults(thing, one, whole, at)) for one in schema["anyOf"]]
        if all(tried):
            yield from min(tried, key=len)
    match thing:
        case dict():
            yield from _of_object(thing, schema, whole, at)
        case list():
            if not schema.get("minItems", 0) <= len(thing) <= schema.get("maxItems", len(thing)):
                yield f"{at}: {len(thing)} items"
            for number, one in enumerate(thing):
                yield from faults(one, schema.get("items", {}), whole, f"{at}[{number}]")
        case str() if not re.search(schema.get("pattern", ""), thing):
            yield f"{at}: {thing!r}"
        case int() | float() if thing < schema.get("minimum", thing):
            yield f"{at}: {thing!r}"


def _is(thing: Any, kind: str) -> bool:
    return isinstance(thing, TYPES[kind]) and (kind == "boolean" or not isinstance(thing, bool))


def _of_object(
    thing: dict[str, Any], schema: dict[str, Any], whole: dict[str, Any], at: str
) -> Iterator[str]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    yield from (f"{at}: no {name}" for name in schema.get("required", ()) if name not in thing)
    for name, one in thing.items():
        if name in known:
            yield from faults(one, known[name], whole, f"{at}.{name}")
        elif others is False:
            yield f"{at}: {name} is not known"
        else:
            yield from faults(one, others, whole, f"{at}.{name}")
