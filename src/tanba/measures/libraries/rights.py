"""Licences of the files of a library, and whether somebody reserved them from training."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final, Literal

from tanba.kernel import Refused, TanbaError, value
from tanba.measures.frame.folders import File, head
from tanba.measures.frame.measure import Artefact, World
from tanba.measures.libraries.settings import DataLibrarySettings
from tanba.measures.libraries.statement import Stated
from tanba.measures.tables.source import open_table

SPDX: Final = frozenset(
    word.lower()
    for word in (
        "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "C-UDA-1.0", "CC-BY-1.0", "CC-BY-2.0", "CC-BY-2.5",
        "CC-BY-3.0", "CC-BY-4.0", "CC-BY-NC-3.0", "CC-BY-NC-4.0", "CC-BY-NC-ND-4.0", "CC-BY-NC-SA-3.0",
        "CC-BY-NC-SA-4.0", "CC-BY-ND-4.0", "CC-BY-SA-3.0", "CC-BY-SA-4.0", "CC-PDDC", "CC0-1.0",
        "CDLA-Permissive-1.0", "CDLA-Permissive-2.0", "CDLA-Sharing-1.0", "DL-DE-BY-2.0", "etalab-2.0",
        "GFDL-1.3-only", "GFDL-1.3-or-later", "GPL-2.0-only", "GPL-3.0-only", "GPL-3.0-or-later", "MIT",
        "MPL-2.0", "O-UDA-1.0", "ODbL-1.0", "ODC-By-1.0", "OGL-UK-3.0", "PDDL-1.0", "Unlicense",
    )
)  # fmt: skip
"""Identifiers of the SPDX licence list that data go under; others are named, but not known to us."""

_ADDRESSES: Final = {
    "creativecommons.org/licenses/": "CC-{}",
    "creativecommons.org/publicdomain/zero/1.0": "CC0-1.0",
    "opendatacommons.org/licenses/odbl": "ODbL-1.0",
    "opendatacommons.org/licenses/by": "ODC-By-1.0",
    "opendatacommons.org/licenses/pddl": "PDDL-1.0",
    "spdx.org/licenses/": "{}",  # in capitals, which the list of licences does not mind
}
_TAG: Final = "SPDX-License-Identifier:"
_RESERVED: Final = frozenset(
    """reserved prohibited forbidden forbids no opt-out optout opted-out тыйым тыйылған бөгелген
    запрещено запрет запрещён запрещен отказ""".split()  # noqa: SIM905  (one word a value reads better so)
) | {"тыйым салынған"}
_OPEN: Final = frozenset(
    {"allowed", "allows", "none", "not found", "yes", "рұқсат", "жоқ", "разрешено", "нет"}
)

Wish = Literal["reserved", "open", "unknown"]


@value
class Collected:
    """Rows of a log of collection: sources, those that have day and address, and what they say, by file."""

    rows: int
    whole: int
    by_file: Mapping[str, Wish]
    loose: int
    """Reserved sources of which the log does not say whether they went into the library."""


def licences(files: Sequence[File], stated: Sequence[Stated]) -> dict[str, str]:
    """
    Return the licence of each file of data that has one: its own, its sidecar's (REUSE), or the library's.

    A licence is an SPDX identifier where its words or its address give one, else the words themselves.
    """
    own: dict[str, str] = {}
    whole = ""
    for one in stated:
        for said in one.licences:
            if said.name:
                own.setdefault(said.name, spdx(said.licence))
            else:
                whole = whole or spdx(said.licence)
    for file in files:
        if file.name.lower().endswith(".license"):
            found = _tagged(file)
            if found:
                own.setdefault(file.name[: -len(".license")], found)
    names = {file.name for file in files}
    by_last: dict[str, str] = {}
    for name, licence in own.items():
        by_last.setdefault(PurePosixPath(name).name, licence)
    return {
        name: found
        for name in sorted(names)
        if (found := own.get(name) or by_last.get(PurePosixPath(name).name) or whole)
    }


def spdx(word: str) -> str:
    """Return the SPDX identifier that words or an address mean, else the words."""
    plain = word.strip()
    for address, made in _ADDRESSES.items():
        _, there, rest = plain.lower().partition(address)
        if there:
            parts = [part for part in rest.removesuffix(".html").split("/") if part]
            return made.format("-".join(parts[:2]).upper()) if parts or "{}" not in made else plain
    return plain


def is_known(licence: str) -> bool:
    """Return whether every part of an SPDX expression is an identifier we know."""
    words = licence.replace("(", " ").replace(")", " ").split()
    parts = [word for word in words if word not in ("AND", "OR", "WITH")]
    return bool(parts) and all(part.lower() in SPDX for part in parts)


def wishes(files: Sequence[File], world: World) -> dict[str, Wish]:
    """Return what each file itself says of training; empty when nobody here can read that."""
    found: dict[str, Wish] = {}
    for file in files if world.reserved else ():
        try:
            says = world.reserved(file.path) if world.reserved else None
        except TanbaError:
            found[file.name] = "unknown"
        else:
            found[file.name] = "reserved" if says else "open"
    return found


def read_log(artefact: Artefact, settings: DataLibrarySettings) -> Collected:
    """Return what a log of collection says of sources; raises what tables raise."""
    from tanba.measures.tables.values import days, texts

    source = open_table(artefact)
    source.need(settings.url, settings.state)
    there = {column.name for column in source.columns}
    names = [settings.url, settings.state]
    names += [name for name in (settings.day, settings.file) if name in there]
    rows = whole = loose = 0
    by_file: dict[str, Wish] = {}
    for batch in source.batches(list(dict.fromkeys(names))):
        try:
            told = {name: texts(batch[name]).to_list() for name in names if name != settings.day}
            when = (
                days(batch[settings.day]).to_list() if settings.day in there else [None] * batch.height
            )
        except Refused as error:
            raise error.at(artefact.at) from None
        into = told.get(settings.file) or [None] * batch.height
        for url, state, day, file in zip(
            told[settings.url], told[settings.state], when, into, strict=True
        ):
            wish = _wish(state)
            rows += 1
            whole += bool(url and day and wish != "unknown")
            loose += wish == "reserved" and settings.file not in there
            if file and by_file.get(file) != "reserved":
                by_file[file] = wish
    return Collected(rows=rows, whole=whole, by_file=by_file, loose=loose)


def _wish(state: str | None) -> Wish:
    word = (state or "").strip().lower()
    if word in _RESERVED:
        return "reserved"
    return "open" if word in _OPEN else "unknown"


def _tagged(file: File) -> str:
    try:
        text = head(file.path, 4096).decode("utf-8", "replace")
    except TanbaError:
        return ""
    lines = (line.partition(_TAG)[2].strip() for line in text.splitlines() if _TAG in line)
    return next(lines, "")
