"""Croissant and DCAT, two vocabularies of JSON-LD for data sets."""

from collections.abc import Iterator, Mapping
from typing import Any

from tanba.measures.libraries.statement import (
    ALGORITHMS,
    PRODUCERS,
    Stated,
    Sum,
    algorithm_of,
    licences_in,
    list_of,
    local_keys,
    mapping_of,
    mappings_in,
    names_in,
    plain_name,
    word_of,
)


def read_linked(tree: Mapping[str, Any], name: str) -> Stated | None:
    """
    Return what JSON-LD states, None where it is about no data set.

    Keys are read by their last part. Croissant 1.0 has `sha256` or `md5` on files, DCAT 3 a checksum of SPDX.
    """
    root = local_keys(tree)
    graph = [local_keys(one) for one in mappings_in(root.get("@graph"))]
    whole = next(
        (one for one in (root, *graph) if "distribution" in one), root if root.get("@context") else None
    )
    if whole is None:
        return None
    context = tree.get("@context")
    words = [*context.values()] if isinstance(context, Mapping) else list_of(context)
    croissant = "recordSet" in whole or any("mlcommons" in word_of(word) for word in words)
    sums: list[Sum] = []
    licences = list(licences_in("", whole.get("license")))
    named: dict[str, str] = {}
    for one in map(local_keys, mappings_in(whole.get("distribution"))):
        address = one.get("contentUrl") or one.get("downloadURL") or one.get("accessURL")
        path = plain_name(mapping_of(address).get("@id") if isinstance(address, Mapping) else address)
        if not path:
            continue
        named[word_of(one.get("@id"))] = path
        for algorithm in ALGORITHMS:
            if says := word_of(one.get(algorithm)):
                sums.append(Sum(name=path, algorithm=algorithm, digits=says.lower()))
        check = local_keys(mapping_of(one.get("checksum")))
        if digits := word_of(check.get("checksumValue")):
            said = check.get("algorithm")
            kind = word_of(mapping_of(said).get("@id") if isinstance(said, Mapping) else said)
            sums.append(Sum(name=path, algorithm=algorithm_of(kind), digits=digits.lower()))
        licences += licences_in(path, one.get("license"))
    makers = next((whole[key] for key in PRODUCERS if whole.get(key)), None)
    return Stated(
        file=name,
        shape="croissant" if croissant else "dcat",
        producers=tuple(names_in(makers)),
        sums=tuple(sums),
        licences=tuple(licences),
        columns=tuple(_croissant_columns(whole, named)),
    )


def _croissant_columns(whole: Mapping[str, Any], named: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for records in map(local_keys, mappings_in(whole.get("recordSet"))):
        for part in map(local_keys, mappings_in(records.get("field"))):
            source = local_keys(mapping_of(part.get("source")))
            of = word_of(mapping_of(source.get("fileObject")).get("@id"))
            column = mapping_of(source.get("extract")).get("column") or part.get("name")
            if of in named and column and part.get("dataType"):
                yield named[of], word_of(column)
