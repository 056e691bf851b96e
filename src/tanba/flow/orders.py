"""Orders: which measures a card wants to be run, on what, held against which yardsticks."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from tanba.flow.card import LIMIT, Draft, read_draft
from tanba.kernel import (
    Document,
    Fault,
    Faults,
    Flaw,
    Missing,
    Refused,
    TanbaError,
    Text,
    canonical_bytes,
    parse_document,
    value,
)
from tanba.measures import Measure, Yardstick, find_measure

LONGEST_NAME: Final = 200
"""Bytes of the name of an order: it becomes the name of a file, with an ending."""


@value
class OwnYardstick:
    """A number that the owner holds results against, and why this one."""

    because: str
    at_most: float | None = None
    at_least: float | None = None

    def __post_init__(self) -> None:
        numbers = [one for one in (self.at_most, self.at_least) if one is not None]
        if not numbers:
            raise Flaw(("MS09", "a yardstick without at_most or at_least", ""))
        if not all(map(math.isfinite, numbers)):
            # Infinity would be kept to by every number, and "nan" by none.
            raise Flaw(("MS09", "a yardstick is a finite number", ""))

    def yardstick(self, source: Text) -> Yardstick:
        """Return it with its source in three languages."""
        return Yardstick(source=source, at_most=self.at_most, at_least=self.at_least)


@value
class Wanted:
    """An order as a card writes it."""

    measure: str
    name: str | None = None
    reads: Mapping[str, str]
    settings: Mapping[str, Any] | None = None
    yardsticks: Mapping[str, OwnYardstick] | None = None


@value
class Order:
    """A measure to be run: checked, with settings of its own kind; `base` is where its paths begin."""

    name: str
    measure: str
    reads: Mapping[str, str]
    settings: Any
    yardsticks: Mapping[str, Yardstick]
    """All that hold, the measure's own beneath the owner's."""
    own: tuple[str, ...]
    """Ids of results that the owner has a yardstick for."""
    base: Path


def read_orders(path: Path) -> tuple[Order, ...]:
    """Return the orders of the card in `path`; raises Faults with all that is wrong, in line order."""
    return orders_of(read_draft(path))


def orders_of(draft: Draft) -> tuple[Order, ...]:
    """Return the orders of a card; raises Faults with all that is wrong, in line order."""
    document, orders, faults = draft.document, list[Order](), list[Fault]()
    names: set[str] = set()
    for number, _ in enumerate(draft.sheet.measures or ()):
        try:
            order = _order(document, number, Path(draft.file).parent)
        except Faults as found:
            faults += found.faults
            continue
        if order.name in names:
            what = f"measures.{number}: there is already an order named {order.name!r}"
            at = document.place(("measures", number))
            faults.append(Fault(at=at, code="MS06", what=what, hint="give each a `name` of its own"))
        names.add(order.name)
        orders.append(order)
    if faults:
        raise Faults(faults)
    return tuple(orders)


def _order(document: Document, number: int, base: Path) -> Order:
    path = ("measures", number)
    wanted = document.read(_wanted_adapter(), "MS06", path=path)
    own = {
        id_: one.yardstick(Text(kk=one.because, ru=one.because, en=one.because))
        for id_, one in (wanted.yardsticks or {}).items()
    }
    name = wanted.name or wanted.measure
    try:
        measure = find_measure(wanted.measure)
    except Refused as refused:
        raise Faults([_at(document, (*path, "measure"), refused)]) from None
    flaws = check_order(measure, wanted.reads, own, name)
    faults = [_at(document, (*path, *where), flaw) for where, flaw in flaws]
    settings: Any = None
    try:
        settings = read_settings_of(measure, _settings(document, path, wanted))
    except Faults as found:
        faults += found.faults
    if faults:
        raise Faults(faults)
    return Order(
        name=name,
        measure=wanted.measure,
        reads=wanted.reads,
        settings=settings,
        yardsticks={**measure.about.yardsticks, **own},
        own=tuple(own),
        base=base,
    )


def _settings(document: Document, path: tuple[str | int, ...], wanted: Wanted) -> Document:
    """Return the settings of an order as a document of their own, with the lines of the card."""
    here = (*path, "settings")
    lines = {at[len(here) :]: line for at, line in document.lines.items() if at[: len(here)] == here}
    lines.setdefault((), document.place(path).line)
    return Document(file=document.file, tree=wanted.settings or {}, lines=lines)


def _at(document: Document, path: tuple[str | int, ...], refused: Refused) -> Fault:
    return Fault(at=document.place(path), code=refused.code, what=refused.what, hint=refused.hint)


def plain_order(
    name: str,
    reads: Mapping[str, str],
    said: Document,
    base: Path,
    own: Mapping[str, Yardstick],
) -> Order:
    """Return an order given in words of a command; raises Refused, and Faults for its settings."""
    measure = find_measure(name)
    for _, flaw in check_order(measure, reads, own, name):
        raise flaw
    return Order(
        name=name,
        measure=name,
        reads=reads,
        settings=read_settings_of(measure, said),
        yardsticks={**measure.about.yardsticks, **own},
        own=tuple(own),
        base=base,
    )


def read_settings_of(measure: Measure, said: Document) -> Any:
    """Return the settings of a measure; raises Faults MS07 with all that is wrong."""
    settings = said.read(TypeAdapter(measure.settings), "MS07")
    try:
        canonical_bytes(settings)
    except (TanbaError, TypeError) as error:  # "nan" and "1e999" are numbers to Python
        what = f"{measure.about.id}: a setting cannot be kept: {error}"
        raise Faults([Fault(at=said.place(()), code="MS07", what=what)]) from None
    return settings


def check_order(
    measure: Measure, reads: Mapping[str, str], own: Mapping[str, Yardstick], name: str
) -> Iterator[tuple[tuple[str, ...], Refused]]:
    """Yield where an order names what the measure does not read (MS08), and odd names (MS06)."""
    about = measure.about
    known = {one.name for one in about.reads}
    hint = f"it reads {', '.join(sorted(known))}"
    for given, at in reads.items():
        if given not in known:
            yield ("reads", given), Refused("MS08", f"{about.id} reads no {given!r}", hint)
        elif not at.strip():
            yield ("reads", given), Refused("MS08", f"{given}: names nothing", "a path or an address")
    for one in about.reads:
        if one.required and one.name not in reads:
            need = f"reads: {{{one.name}: …}} – {one.about.en}"
            yield ("reads",), Refused("MS08", f"{about.id} needs {one.name!r}", need)
    odd = name[:1] in ("", ".", " ") or not name.isprintable() or any(char in name for char in '/\\:"')
    if odd or len(name.encode("utf-8", "replace")) > LONGEST_NAME:
        told = f"{name[:60]!r} cannot be the name of an order"
        yield ("name",), Refused("MS06", told, "letters, digits, spaces, - and _; 200 bytes at most")


@cache
def _wanted_adapter() -> TypeAdapter[Wanted]:
    return TypeAdapter(Wanted)


def said_settings(file: Path | None, pairs: Sequence[tuple[str, str]]) -> Document:
    """
    Return settings from a YAML file and from NAME=VALUE pairs, whose values are YAML too; pairs win.

    Raises Faults for what is no YAML of ours, and Missing MS03 for a file that cannot be read.
    """
    said: dict[str, Any] = {}
    lines: dict[tuple[str | int, ...], int] = {(): 0}
    if file is not None:
        document = parse_document(_text(file), str(file), limit=LIMIT)
        if not isinstance(document.tree, dict):
            raise Refused("MS07", "settings are names with values").at(str(file), 1)
        said |= document.tree
        lines |= {at: line for at, line in document.lines.items() if at}
    for name, value_ in pairs:
        said[name] = parse_document(value_, f"--set {name}", limit=LIMIT).tree
        lines = {at: line for at, line in lines.items() if at[:1] != (name,)}
    return Document(file=str(file) if file is not None else "--set", tree=said, lines=lines)


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(4 * LIMIT + 1).decode("utf-8")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Missing(f"{file}: MS03 cannot be read: {why}") from None
    except UnicodeDecodeError:
        raise Missing(f"{file}: MS03 cannot be read: not UTF-8") from None


def system_of(card: Path) -> str:
    """Return the name of the system that a card is about."""
    return read_draft(card).sheet.system.name
