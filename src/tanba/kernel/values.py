"""The one way to declare a value in Tanba."""

import dataclasses
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def value(cls: type[T]) -> type[T]:
    """Make `cls` a frozen, slotted, keyword-only record that refuses unknown keys at the border."""
    cls.__pydantic_config__ = {  # type: ignore[attr-defined]
        "extra": "forbid",
        "coerce_numbers_to_str": True,  # `article: 17` in a sheet is the name of an article
    }
    return dataclasses.dataclass(frozen=True, slots=True, kw_only=True)(cls)
