"""What metadata state, whatever their shape, and how words are taken out of fields nobody vouches for."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any, Final, Literal

from tanba.kernel import value

Shape = Literal["passport", "datapackage", "croissant", "dcat", "sums"]

LONGEST: Final = 500
"""Characters of a word that are kept."""
ALGORITHMS: Final = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128}
"""What can be computed again, by the length of its hexadecimal form."""

PRODUCERS: Final = ("producer", "author", "creator")


@value
class Sum:
    """A checksum that is stated of a file: its name, the algorithm in small letters, the hexadecimal digits."""

    name: str
    algorithm: str
    digits: str


@value
class Licence:
    """A licence that is stated, of a file or (empty name) of everything."""

    name: str
    licence: str


@value
class Stated:
    """
    What one metadata file states.

    `producers` are the names in a field for the producer; `columns` pairs of file and column that have a type;
    `passport` the tree of a passport; `whole` whether a checksum of the library as a whole is stated.
    """

    file: str
    shape: Shape
    producers: tuple[str, ...] = ()
    sums: tuple[Sum, ...] = ()
    licences: tuple[Licence, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    passport: Mapping[str, Any] | None = None
    whole: bool = False


def licences_in(name: str, things: Any) -> Iterator[Licence]:
    """Yield the licences that a field names, of a file or (empty name) of everything."""
    for one in list_of(things):
        said = one if isinstance(one, str) else None
        if isinstance(one, Mapping):
            part = local_keys(one)
            keys = ("name", "path", "@id", "title", "url")
            said = next((part[key] for key in keys if part.get(key)), None)
        if word := word_of(said):
            yield Licence(name=name, licence=word)


def names_in(things: Any) -> Iterator[str]:
    """Yield the names in a field for people: words, or parts with a name or title."""
    for one in list_of(things):
        part = local_keys(one) if isinstance(one, Mapping) else {"name": one}
        if word := word_of(part.get("name") or part.get("title")):
            yield word


def local_keys(thing: Mapping[str, Any]) -> dict[str, Any]:
    """Return keys without their vocabulary: dct:creator and http://purl.org/dc/terms/creator are creator."""
    return {
        key if key.startswith("@") else key.replace("#", "/").replace(":", "/").rsplit("/", 1)[-1]: part
        for key, part in thing.items()
    }


def plain_name(name: Any) -> str:
    """Return a name as files of the library are called; of an address the last part."""
    word = word_of(name)
    if "://" in word:
        return PurePosixPath(word.split("?")[0].split("#")[0]).name
    return str(PurePosixPath(word)) if word else ""


def algorithm_of(word: str) -> str:
    """Return the name of an algorithm in small letters without its vocabulary: spdx:…_sha256 is sha256."""
    last = word.lower().replace("#", "_").rsplit("_", 1)[-1]
    return last.replace("-", "")


def word_of(thing: Any) -> str:
    """Return a word that can be written anywhere and is not endless; half of a character becomes a mark."""
    if not isinstance(thing, str | int | float):
        return ""
    return str(thing)[:LONGEST].strip().encode("utf-8", "replace").decode("utf-8")


def mapping_of(thing: Any) -> Mapping[str, Any]:
    """Return a mapping, an empty one for anything else."""
    return thing if isinstance(thing, Mapping) else {}


def mappings_in(things: Any) -> Iterable[Mapping[str, Any]]:
    """Return the mappings of a list, or the one that stands alone."""
    return [one for one in list_of(things) if isinstance(one, Mapping)]


def list_of(things: Any) -> list[Any]:
    """Return a list, one of a thing alone, an empty one of nothing."""
    return things if isinstance(things, list) else [] if things is None else [things]
