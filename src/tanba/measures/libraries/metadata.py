"""The metadata files of a library, read: passports, data packages, JSON-LD and lists of checksums."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

from tanba.kernel import Refused, TanbaError, parse_document
from tanba.measures.frame.folders import File, head
from tanba.measures.libraries.linked import read_linked
from tanba.measures.libraries.statement import (
    ALGORITHMS,
    PRODUCERS,
    Stated,
    Sum,
    algorithm_of,
    licences_in,
    list_of,
    mapping_of,
    mappings_in,
    names_in,
    plain_name,
    word_of,
)

LARGEST: Final = 8 << 20
"""Bytes of one metadata file."""
DEEPEST: Final = 32
_SUMS: Final = ("sha256sums", "sha512sums", "sha1sums", "md5sums", "checksums", "checksum")
_PAPERS: Final = ("readme", "license", "licence", "notice", "changelog", "citation")


def is_paper(name: str) -> bool:
    """Return whether a file is no data but about them, by its name: readme, licence, checksums, metadata."""
    path = PurePosixPath(name.lower())
    stem = path.name.split(".")[0]
    return (
        stem in (*_PAPERS, *_SUMS, "passport", "datapackage", "croissant", "dcat")
        or path.suffix in (".jsonld", ".license", ".sha256", ".sha512", ".md5")
        or path.name in ("metadata.json",)
    )


def read_metadata(files: Sequence[File]) -> tuple[Stated, ...]:
    """
    Return what every metadata file of a library states, in the order of their names.

    Passports are `passport.json` or `.yaml`, besides Frictionless `datapackage.json`, Croissant and DCAT as
    JSON-LD, and lists of checksums. Raises Faults ML03 for one that cannot be read: what it would have stated
    is not to be passed over in silence.
    """
    found: list[Stated] = []
    for file in files:
        if is_paper(file.name):
            found += _stated(file)
    return tuple(found)


def _stated(file: File) -> Iterator[Stated]:
    path = PurePosixPath(file.name.lower())
    stem = path.name.split(".")[0]
    if stem in _SUMS or path.suffix in (".sha256", ".sha512", ".md5"):
        yield Stated(file=file.name, shape="sums", sums=tuple(_sums(_text(file), file.name)))
    elif path.suffix in (".json", ".jsonld", ".yaml", ".yml"):
        tree = _tree(file)
        if stem == "passport":
            yield _passport(tree, file.name)
        elif stem == "datapackage":
            yield _datapackage(tree, file.name)
        elif (linked := read_linked(tree, file.name)) is not None:
            yield linked


def _text(file: File) -> str:
    if file.size > LARGEST:
        raise _wrong(file, f"{file.size:,} bytes are more than a metadata file may have, {LARGEST:,}")
    try:
        return head(file.path, LARGEST).decode("utf-8-sig")
    except Refused as error:
        raise error.at(file.name) from None
    except UnicodeDecodeError:
        raise _wrong(file, "not UTF-8") from None


def _tree(file: File) -> Mapping[str, Any]:
    text = _text(file)
    if file.name.lower().endswith((".yaml", ".yml")):
        tree = parse_document(text, file.name, LARGEST).tree
    else:
        try:
            tree = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            raise _wrong(file, "not JSON", line) from None
    if not isinstance(tree, Mapping):
        raise _wrong(file, "should be keys with values")
    if _is_deeper(tree, DEEPEST):
        raise _wrong(file, f"nested deeper than {DEEPEST}")
    return tree


def _is_deeper(tree: Any, most: int) -> bool:
    level = [tree]
    for _ in range(most):
        level = [
            part
            for one in level
            if isinstance(one, Mapping | list)
            for part in (one.values() if isinstance(one, Mapping) else one)
        ]
        if not level:
            return False
    return True


def _wrong(file: File, what: str, line: int = 0) -> TanbaError:
    return Refused("ML03", what, "mend the file or take it out of the library").at(file.name, line)


def _passport(tree: Mapping[str, Any], name: str) -> Stated:
    delivery = mapping_of(tree.get("delivery"))
    sums = delivery.get("checksums")
    structure = mapping_of(tree.get("structure"))
    return Stated(
        file=name,
        shape="passport",
        producers=tuple(names_in(tree.get("producer"))),
        sums=tuple(_listed_sums(sums)),
        licences=tuple(licences_in("", tree.get("licence") or tree.get("license"))),
        columns=tuple(
            (plain_name(table.get("file") or table.get("name")), word_of(part.get("name")))
            for table in mappings_in(structure.get("tables"))
            for part in mappings_in(table.get("fields"))
            if part.get("name") and part.get("type")
        ),
        passport=tree,
        whole=isinstance(sums, str) or bool(delivery.get("checksum")) or bool(tree.get("checksum")),
    )


def _datapackage(tree: Mapping[str, Any], name: str) -> Stated:
    """Read Frictionless Data Package v1 and v2: `hash` is of MD5 unless it names another algorithm."""
    sums: list[Sum] = []
    licences = list(licences_in("", tree.get("licenses") or tree.get("license")))
    columns: list[tuple[str, str]] = []
    for resource in mappings_in(tree.get("resources")):
        paths = [plain_name(one) for one in list_of(resource.get("path")) if isinstance(one, str)]
        stated = word_of(resource.get("hash"))
        algorithm, _, digits = stated.rpartition(":")
        for path in paths:
            if stated and len(paths) == 1:
                sums.append(
                    Sum(name=path, algorithm=algorithm_of(algorithm or "md5"), digits=digits.lower())
                )
            licences += licences_in(path, resource.get("licenses"))
            columns += [
                (path, word_of(part.get("name")))
                for part in mappings_in(mapping_of(resource.get("schema")).get("fields"))
                if part.get("name") and part.get("type")
            ]
    people = [
        one
        for one in mappings_in(tree.get("contributors"))
        if {word_of(role).lower() for role in (*list_of(one.get("roles")), one.get("role"))}
        & set(PRODUCERS)
    ]
    return Stated(
        file=name,
        shape="datapackage",
        producers=tuple(
            found for one in people for found in names_in(one.get("title") or one.get("name"))
        ),
        sums=tuple(sums),
        licences=tuple(licences),
        columns=tuple(columns),
    )


def _sums(text: str, name: str) -> Iterator[Sum]:
    """Read lines of `digits  name`, as the tools of GNU coreutils write them."""
    folder = PurePosixPath(name).parent
    for line in text.splitlines():
        digits, _, of = line.strip().partition(" ")
        of = of.strip().lstrip("*")
        algorithm = next((kind for kind, length in ALGORITHMS.items() if length == len(digits)), "")
        if algorithm and of and all(sign in "0123456789abcdefABCDEF" for sign in digits):
            yield Sum(name=plain_name(str(folder / of)), algorithm=algorithm, digits=digits.lower())


def _listed_sums(things: Any) -> Iterator[Sum]:
    """A passport lists `{file, algorithm, value}`, or files with `algorithm:digits`."""
    if isinstance(things, Mapping):
        for of, says in things.items():
            algorithm, _, digits = word_of(says).rpartition(":")
            yield Sum(
                name=plain_name(of),
                algorithm=algorithm_of(algorithm or "sha256"),
                digits=digits.lower(),
            )
    for one in mappings_in(things) if isinstance(things, list) else ():
        yield Sum(
            name=plain_name(one.get("file")),
            algorithm=algorithm_of(word_of(one.get("algorithm")) or "sha256"),
            digits=word_of(one.get("value")).lower(),
        )
