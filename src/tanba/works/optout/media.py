"""Wishes inside files: PLUS Data Mining and TDMRep in XMP or EPUB, training-mining in C2PA."""

from typing import Final

from tanba.kernel import value
from tanba.works.optout.signal import Says, Signal, Source, bounded
from tanba.works.optout.tdmrep import STANDARD as TDMREP
from tanba.works.optout.tdmrep import reserved

PLUS: Final = "IPTC Photo Metadata 2023.1 / PLUS Data Mining"
CAWG: Final = "CAWG Training and Data Mining Assertion 1.1"

_VALUES: Final[dict[str, Says | None]] = {
    "UNSPECIFIED": None,
    "ALLOWED": "allows",
    "PROHIBITED": "forbids",
    "PROHIBITED-AIMLTRAINING": "forbids",
    "PROHIBITED-GENAIMLTRAINING": "forbids",
    "PROHIBITED-EXCEPTSEARCHENGINEINDEXING": "forbids",
    "PROHIBITED-SEECONSTRAINT": "forbids",
    "PROHIBITED-SEEEMBEDDEDRIGHTSEXPR": "forbids",
    "PROHIBITED-SEELINKEDRIGHTSEXPR": "forbids",
}
"""The nine values; the last three forbid with exceptions that stand elsewhere, for a person to read."""

_TRAINING: Final = ("ai_training", "ai_generative_training", "data_mining")
_USES: Final[dict[str, Says]] = {"notAllowed": "forbids", "constrained": "forbids", "allowed": "allows"}
"""Constrained is not allowed unless its conditions are met (1.1, 3.1), which a person must read."""


@value
class Embedded:
    """One property or entry as a file has it."""

    kind: str
    """`mining` PLUS, `reservation` TDMRep, `use` C2PA."""
    part: str
    """Where it stands, in the format's own words."""
    said: str
    name: str = ""
    """Of a C2PA entry: cawg.ai_training …"""
    note: str = ""
    """Its conditions."""
    holds: bool = True
    """The manifest fits the file, and is the file's own: only then does it allow anything."""
    book: bool = False


def embedded_signals(found: tuple[Embedded, ...], where: str) -> tuple[Signal, ...]:
    """Return what the properties and entries of one file say of training."""
    seen = (_signal(one, where) for one in found)
    return tuple(dict.fromkeys(one for one in seen if one is not None))[:200]


def _signal(one: Embedded, where: str) -> Signal | None:
    match one.kind:
        case "mining":
            says, rule, standard = _mining(one.said), f"plus:DataMining = {one.said}", PLUS
        case "reservation":
            says, rule, standard = reserved(one.said), f"tdm:reservation = {one.said}", TDMREP
        case _:
            says, standard = _use(one), CAWG
            rule = f"{one.name}: {one.said}" + (f" ({one.note})" if one.note else "")
    if says is None:
        return None
    source: Source = "c2pa" if one.kind == "use" else "epub" if one.book else "xmp"
    return Signal(
        source=source, where=where, part=one.part, rule=bounded(rule), says=says, standard=standard
    )


def _mining(said: str) -> Says | None:
    key = said.strip().rpartition("/")[2].upper()
    return _VALUES.get(key.removeprefix("DMI-"), "unclear") if key.startswith("DMI-") else "unclear"


def _use(one: Embedded) -> Says | None:
    name = one.name.partition(".")[2] or one.name
    if name not in _TRAINING:
        return None
    says = _USES.get(one.said, "unclear")
    if says == "allows" and (not one.holds or name == "data_mining"):
        return None
    return says
