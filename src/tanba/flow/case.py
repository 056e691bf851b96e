"""The story of one case: a card, the law of a day, and what follows."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tanba.flow.card import Card, Draft, check_card, read_draft
from tanba.flow.library import open_named, open_pack
from tanba.flow.measured import MeasuredFact, Share, overlay, share_of
from tanba.flow.runs import read_runs
from tanba.kernel import Fault, Faults, value
from tanba.law import Assessment, Pack, assess


@value
class Case:
    """
    One system before one law on one day.

    What was measured stands among the answers of the card; `measured` says what became of each.
    """

    pack: Pack
    card: Card
    assessment: Assessment
    measured: tuple[MeasuredFact, ...] = ()

    @property
    def share(self) -> Share:
        """How many of the facts behind the assessment are measured, declared and unknown."""
        return share_of(self.card, self.assessment, self.measured)


def open_case(pack: Pack, path: Path, on: date) -> Case:
    """Read a card and assess its system; raises Faults when the card is not right."""
    return _case(pack, read_draft(path), on)


def open_cases(paths: Sequence[Path], on: date, pack: str | None = None) -> tuple[Case, ...]:
    """
    Read and assess several cards, each before the pack it names unless `pack` says otherwise.

    Raises Faults with what is wrong in *all* of them, so that forty cards are mended in one go.
    """
    packs: dict[str | None, Pack] = {}
    cases: list[Case] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            draft = read_draft(path)
            name = pack or draft.pack
            if name not in packs:
                # A card may name a law; which folder is the law, only the person at the keys may say.
                packs[name] = open_pack(name) if pack or name is None else open_named(name)
            cases.append(_case(packs[name], draft, on))
        except Faults as found:
            faults += found.faults
    if faults:
        raise Faults(faults)
    return tuple(cases)


def _case(pack: Pack, draft: Draft, on: date) -> Case:
    card, measured = overlay(check_card(draft, pack), read_runs(Path(draft.file)), pack, on)
    return Case(pack=pack, card=card, assessment=assess(pack, card.facts, on), measured=measured)
