"""The official form of a library's passport: its sections, our names for its fields, and what is filled in."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Text, value

_FILE: Final = Path(__file__).with_name("passport.json")
_BLANK: Final = ("", "-", "–", "—", "?", "n/a", "tbd", "todo", "нет данных", "деректер жоқ")


@value
class Section:
    """One section of the form: its official title (Kazakh ones are ours where `official_kk` is false)."""

    id: str
    title: Text
    official_kk: bool
    fields: Mapping[str, Mapping[str, Any]]


@value
class Filled:
    """How many fields of a section are filled in, which are not, and of how many."""

    section: Section
    filled: int
    missing: tuple[str, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Return the sections in the order of the form."""
    form = _form()
    return tuple(
        Section(
            id=one["id"],
            title=Text(kk=one["kk"], ru=one["ru"], en=one["en"]),
            official_kk=one["id"] in form["official_kk"],
            fields=one["fields"],
        )
        for one in form["sections"]
    )


@cache
def document_fields() -> tuple[str, ...]:
    """Return our names for the fields of a document's metadata, in the order of the form."""
    return tuple(_form()["documents"])


def filled(passport: Mapping[str, Any]) -> tuple[Filled, ...]:
    """Return for each section what is filled in; whether what stands there is right is for a person."""
    found: list[Filled] = []
    for section in sections():
        part = passport.get(section.id)
        if section.id == "formats" and not isinstance(part, Mapping):
            part = {"formats": part}
        kept = part if isinstance(part, Mapping) else {}
        missing = tuple(name for name, rule in section.fields.items() if not _holds(kept, name, rule))
        found.append(
            Filled(section=section, filled=len(section.fields) - len(missing), missing=missing)
        )
    return tuple(found)


def says_something(thing: Any) -> bool:
    """Return whether a field holds anything but blanks and words that stand for nothing."""
    if isinstance(thing, str):
        return thing.strip().lower() not in _BLANK
    if isinstance(thing, list):
        return any(says_something(part) for part in thing)
    if isinstance(thing, Mapping):
        return any(says_something(part) for part in thing.values())
    return thing is not None


def _holds(part: Mapping[str, Any], name: str, rule: Mapping[str, Any]) -> bool:
    thing = part.get(name)
    if not says_something(thing):
        return "or" in rule and says_something(part.get(rule["or"]))
    if "at_least" in rule or "at_most" in rule:
        count = len(thing) if isinstance(thing, list) else 1
        return bool(rule.get("at_least", 0) <= count <= rule.get("at_most", count))
    if "each" in rule:
        parts = thing if isinstance(thing, list) else [thing]
        return all(
            isinstance(one, Mapping) and all(says_something(one.get(key)) for key in rule["each"])
            for one in parts
        )
    return True


def _form() -> dict[str, Any]:
    form: dict[str, Any] = json.loads(_FILE.read_text("utf-8"))
    return form
