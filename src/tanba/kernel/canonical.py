"""Canonical JSON (RFC 8785): the same value is the same bytes, today and in court."""

import dataclasses
from collections.abc import Mapping
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import Any

import rfc8785

from tanba.kernel.errors import TanbaError


def plain(thing: Any) -> Any:
    """
    Return `thing` as JSON types: values become objects, dates ISO strings, sets sorted arrays.

    A trailing underscore that only dodges a Python keyword is dropped (`from_` → `from`), and what
    is None is left out of an object.
    """
    match thing:
        case Enum():
            return thing.name.lower() if isinstance(thing.value, int) else thing.value
        case date():
            return thing.isoformat()
        case Mapping():
            return {str(key): plain(part) for key, part in thing.items()}
        case set() | frozenset():
            return sorted(plain(part) for part in thing)
        case tuple() | list():
            return [plain(part) for part in thing]
        case None | bool() | int() | float() | str():
            return thing
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        pairs = ((f.name.rstrip("_"), getattr(thing, f.name)) for f in dataclasses.fields(thing))
        return {name: plain(part) for name, part in pairs if part is not None}
    raise TypeError(f"no JSON form for {type(thing).__name__}")


def canonical_bytes(thing: Any) -> bytes:
    """Return the RFC 8785 bytes of `thing`; raises TanbaError for a number JSON cannot hold."""
    try:
        return rfc8785.dumps(plain(thing))
    except rfc8785.CanonicalizationError as error:
        raise TanbaError(f"no canonical JSON: {error}") from error


def digest(thing: Any) -> str:
    """Return the SHA-256 of the canonical JSON, in hexadecimal."""
    return sha256(canonical_bytes(thing)).hexdigest()
