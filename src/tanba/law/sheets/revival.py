"""
Values from the plain data that was stored of them.

Pydantic checks what people wrote. What was checked once, and is found under the digest of its sheets,
needs only building; doing that by the types of the fields spares a tenth of every start.
"""

import dataclasses
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic.fields import FieldInfo

from tanba.law.language.condition import Condition
from tanba.law.language.stored import from_stored
from tanba.law.sheets.rule import CONSEQUENCES, Then

Build = Callable[[Any], Any]


@cache
def builder(hint: Any) -> Build:
    """
    Return a function that builds a value of type `hint` from plain data.

    It raises KeyError, TypeError or ValueError, or builds nonsense, from what was never checked.
    """
    if hint is Then:
        kinds = {word: builder(kind) for word, kind in CONSEQUENCES.items()}
        return lambda raw: next(build for word, build in kinds.items() if word in raw)(raw)
    if hint is Condition:
        return lambda raw: Condition(raw["text"], from_stored(raw["tree"]))
    if hint is date:
        return date.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {member.value: member for member in hint}.__getitem__
    if dataclasses.is_dataclass(hint):
        return _value(hint)
    return _container(get_origin(hint), get_args(hint))


def _container(origin: Any, inner: tuple[Any, ...]) -> Build:
    if origin is Annotated:
        return builder(inner[0])
    if origin is tuple:
        part = builder(inner[0])
        return lambda raw: tuple(map(part, raw))
    if origin is Mapping and inner[1] is not Any:
        part = builder(inner[1])
        return lambda raw: {key: part(value) for key, value in raw.items()}
    if origin in (Union, UnionType):
        return _union([one for one in inner if one is not NoneType])
    return lambda raw: raw


def _union(kinds: list[Any]) -> Build:
    """Return the builder of what may be None or, in one place, a word or one of several values."""
    values: list[Any] = [kind for kind in kinds if dataclasses.is_dataclass(kind)]
    if not values:
        part = builder(kinds[0])
        return lambda raw: None if raw is None else part(raw)
    fields = [({*_names(kind)}, builder(kind)) for kind in values]

    def build(raw: Any) -> Any:
        if not isinstance(raw, dict):
            return raw
        return next(make for names, make in fields if raw.keys() <= names)(raw)

    return build


def _value(kind: Any) -> Build:
    hints = get_type_hints(kind, include_extras=True)
    fields = [(name, key, builder(hints[name])) for key, name in _names(kind).items()]

    def build(raw: Any) -> Any:
        return kind(**{name: make(raw[key]) for name, key, make in fields if key in raw})

    return build


def _names(kind: Any) -> dict[str, str]:
    """Return the names of the fields by the keys under which they are stored."""
    hints = get_type_hints(kind, include_extras=True)
    names = {}
    for field in dataclasses.fields(kind):
        extras = getattr(hints[field.name], "__metadata__", ())
        alias = next((e.alias for e in extras if isinstance(e, FieldInfo) and e.alias), None)
        names[alias or field.name] = field.name
    return names
