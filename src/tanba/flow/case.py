"""The story of one case: a card, the law of a day, and what follows."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tanba.flow.card import Card, card_pack, read_card
from tanba.flow.library import open_pack
from tanba.kernel import Fault, Faults, value
from tanba.law import Assessment, Pack, assess


@value
class Case:
    """One system before one law on one day."""

    pack: Pack
    card: Card
    assessment: Assessment


def open_case(pack: Pack, path: Path, on: date) -> Case:
    """Read a card and assess its system; raises Faults when the card is not right."""
    card = read_card(path, pack)
    return Case(pack=pack, card=card, assessment=assess(pack, card.facts, on))


def open_cases(paths: Sequence[Path], on: date, pack: str | None = None) -> tuple[Case, ...]:
    """
    Read and assess several cards, each before the pack it names unless `pack` says otherwise.

    Raises Faults with what is wrong in *all* of them, so that forty cards are mended in one go.
    """
    packs: dict[str | None, Pack] = {}
    cases: list[Case] = []
    faults: list[Fault] = []
    for path in paths:
        name = pack or card_pack(path)
        try:
            if name not in packs:
                packs[name] = open_pack(name)
            cases.append(open_case(packs[name], path, on))
        except Faults as found:
            faults += found.faults
    if faults:
        raise Faults(faults)
    return tuple(cases)
