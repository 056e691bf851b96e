"""The one way to declare a value in Tanba."""

import dataclasses
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """Make `cls` a frozen, slotted, keyword-only record that refuses unknown keys at the border."""
    cls.__pydantic_config__ = {  # type: ignore[attr-defined]
        "extra": "forbid",
        "coerce_numbers_to_str": True,  # `article: 17` in a sheet is the name of an article
    }
    # dataclasses would compile these three anew for each of a hundred values: a tenth of a cold start.
    cls.__eq__ = _equal  # type: ignore[method-assign]
    cls.__hash__ = _hashed  # type: ignore[method-assign]
    cls.__repr__ = _shown  # type: ignore[method-assign]
    make = dataclasses.dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
    return make(cls)


def _parts(thing: Any) -> list[Any]:
    return [getattr(thing, name) for name in thing.__dataclass_fields__]


def _equal(self: Any, other: object) -> bool:
    if self is other:
        return True
    return _parts(self) == _parts(other) if other.__class__ is self.__class__ else NotImplemented


def _hashed(self: Any) -> int:
    return hash((self.__class__, *_parts(self)))


def _shown(self: Any) -> str:
    pairs = (f"{name}={getattr(self, name)!r}" for name in self.__dataclass_fields__)
    return f"{self.__class__.__qualname__}({', '.join(pairs)})"
