"""A mapping file: which columns of somebody's table honestly say something about which fact."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, TypeAdapter

from tanba.kernel import Document, Fault, Faults, Missing, parse_document, value
from tanba.law import Pack


@value
class Reading:
    """
    How a fact is read: from a column as it stands, through a table of values, or always the same.

    What a cell says outside the table of values is not an answer: the fact stays unknown.
    """

    column: str | None = None
    values: Mapping[str, Any] | None = None
    always: Any = None
    split: str | None = None
    why: str | None = None


@value
class Columns:
    """A mapping file as written. Several readings of one fact are tried in order."""

    map: str
    about: str | None = None
    systems: tuple[str, ...] = ()
    """The columns that name a system; they go into the output unchanged."""
    facts: Mapping[str, Any] = Field(default_factory=dict)


@value
class TableMap:
    """A mapping that was checked against the vocabulary of a pack."""

    document: Document
    about: str | None
    systems: tuple[str, ...]
    facts: Mapping[str, tuple[Reading, ...]]

    def fault(self, name: str, code: str, what: str, hint: str = "") -> Fault:
        """Return a fault at the line of a fact."""
        return Fault(at=self.document.place(("facts", name)), code=code, what=what, hint=hint)


def read_map(path: Path, pack: Pack) -> TableMap:
    """Return the mapping in a file; raises Faults with all that is wrong with it."""
    try:
        document = parse_document(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise Missing(f"{path}: TB01 cannot be read as UTF-8 text: {error}") from None
    columns = document.read(_adapter(Columns), "TB05")
    faults: list[Fault] = []
    facts: dict[str, tuple[Reading, ...]] = {}
    for name, raw in columns.facts.items():
        try:
            facts[name] = _readings(document, name, raw)
        except Faults as found:
            faults += found.faults
    table = TableMap(document=document, about=columns.about, systems=columns.systems, facts=facts)
    faults += (fault for name in facts for fault in _wrong(table, pack, name))
    if faults:
        raise Faults(faults)
    return table


def plain_map(names: list[str], pack: Pack) -> TableMap:
    """Return the mapping of a table whose columns are named like facts; the others name systems."""
    facts = {name: (Reading(column=name),) for name in names if name in pack.vocabulary}
    rest = tuple(name for name in names if name not in facts)
    return TableMap(
        document=Document(file="table", tree={}, lines={}), about=None, systems=rest, facts=facts
    )


def _readings(document: Document, name: str, raw: Any) -> tuple[Reading, ...]:
    path = ("facts", name)
    if isinstance(raw, list):
        return tuple(document.read(_adapter(Reading), "TB05", path=(*path, i)) for i in range(len(raw)))
    return (document.read(_adapter(Reading), "TB05", path=path),)


def _wrong(table: TableMap, pack: Pack, name: str) -> list[Fault]:
    if name not in pack.vocabulary:
        code, what, hint = pack.vocabulary.flaw(name, True) or ("FC01", name, "")
        return [table.fault(name, code, what, hint)]
    faults = []
    for reading in table.facts[name]:
        if (reading.column is None) == (reading.always is None):
            faults.append(table.fault(name, "TB05", f"{name}: names either a column or `always`"))
        answers = [reading.always] if reading.always is not None else []
        answers += (reading.values or {}).values()
        for answer in answers:
            flaw = pack.vocabulary.flaw(name, answer)
            if flaw and answer is not None:
                faults.append(table.fault(name, *flaw))
    return faults


@cache
def _adapter(kind: type) -> Any:
    return TypeAdapter(kind)
