"""Who is chosen and who is not: rates, ratios, differences and gaps of every ground, with their bands."""

from collections.abc import Mapping, Sequence

import numpy as np

from tanba.kernel import value
from tanba.measures.discrimination.comparison import (
    Ends,
    count_ratios,
    spread,
    to_best,
    to_others,
    to_reference,
)
from tanba.measures.discrimination.counting import Decisions, Groups
from tanba.measures.discrimination.intersections import large
from tanba.measures.discrimination.settings import DiscriminationSettings, Ground
from tanba.measures.frame.result import Band
from tanba.measures.frame.scores import Numbers, shares
from tanba.measures.frame.simultaneous import each, pairs

ERRORS = ("true_positive", "false_positive", "precision")

ROWS = 200
"""Groups of a ground that are listed; with more, those that a verdict can hang on."""


@value
class Gap:
    """The widest difference between groups of a ground, 0..1; `n` people."""

    number: float
    band: Band
    n: int


@value
class Selection:
    """
    One ground: its groups of enough people, in rising order of their ratio, and what was found of each.

    `plain` are the ratios without factors, where there are factors. `errors` are shares by kind and group name.
    """

    ground: Ground
    groups: Groups
    totals: Groups
    rates: Ends
    ratios: Ends
    plain: Ends | None
    differences: Ends
    gaps: Mapping[str, Gap]
    errors: Mapping[str, Mapping[str, tuple[int, int]]]
    listed: tuple[int, ...]

    def small(self) -> tuple[int, int]:
        """Return how many groups are too small, and how many people are in them."""
        people = round(float(self.totals.n.sum() - self.groups.n.sum()))
        return len(self.totals.names) - len(self.groups.names), people


@value
class Levels:
    """The level of one band of each kind, so that all of the kind hold together; `ratios` of how many."""

    rate: float
    ratio: float
    difference: float
    gaps: Mapping[str, float]
    comparisons: int


def select_all(
    decisions: Decisions, settings: DiscriminationSettings, level: float
) -> tuple[tuple[Selection, ...], Levels]:
    """Return every ground; `level` is that of all ratios together, `settings.level` of all others of a kind."""
    smallest = settings.smallest
    totals = [decisions.select([ground]) for ground in settings.grounds]
    plain = [decisions.select([ground], factors=False) for ground in settings.grounds]
    groups = [large(one, smallest) for one in totals]
    kinds = ERRORS if settings.outcome else ()
    errors = {
        kind: [large(decisions.select_where([one], kind), smallest) for one in settings.grounds]
        for kind in kinds
    }
    count = sum(len(one.names) for one in groups)
    comparisons = sum(count_ratios(one) for one in groups)
    compared = {"gap.selection": groups, **{f"gap.{kind}": errors[kind] for kind in kinds}}
    levels = Levels(
        rate=each(settings.level, count),
        ratio=each(level, comparisons),
        difference=each(settings.level, count),
        gaps={
            id_: each(settings.level, sum(pairs(len(one.names)) for one in some))
            for id_, some in compared.items()
        },
        comparisons=comparisons,
    )
    found = tuple(
        _select(
            ground,
            totals[place],
            groups[place],
            large(plain[place], smallest) if settings.factors else None,
            {id_: some[place] for id_, some in compared.items()},
            settings,
            levels,
        )
        for place, ground in enumerate(settings.grounds)
    )
    return found, levels


def _select(
    ground: Ground,
    totals: Groups,
    groups: Groups,
    plain: Groups | None,
    compared: Mapping[str, Groups],
    settings: DiscriminationSettings,
    levels: Levels,
) -> Selection:
    ratios = _ratios(ground, groups, levels.ratio)
    # The lowest first; those of which nothing can be told last; names decide among equals.
    order = sorted(
        range(len(groups.names)), key=lambda one: (_last(ratios.number, one), groups.names[one])
    )
    groups = groups.only(order)
    ratios = _sorted(ratios, order)
    chosen, people = groups.chosen(), groups.people()
    low, high = shares(chosen, people, levels.rate)
    apart = {id_: _gap(some, settings.level, levels.gaps[id_]) for id_, some in compared.items()}
    bare = _ratios(ground, plain.only(order), levels.ratio) if plain is not None else None
    return Selection(
        ground=ground,
        groups=groups,
        totals=totals,
        rates=Ends(number=chosen / np.maximum(people, 1), low=low, high=high),
        ratios=ratios,
        plain=bare,
        differences=to_others(groups, totals, levels.difference),
        gaps={id_: gap for id_, gap in apart.items() if gap is not None},
        errors={
            id_.removeprefix("gap."): _shares(some)
            for id_, some in compared.items()
            if id_ != "gap.selection"
        },
        listed=_listed(ratios),
    )


def _ratios(ground: Ground, groups: Groups, level: float) -> Ends:
    if ground.reference and groups.names:
        return to_reference(groups, ground.reference, level)
    return to_best(groups, level)


def _gap(groups: Groups, level: float, one: float) -> Gap | None:
    found = spread(groups, one)
    if found is None:
        return None
    number, low, high = found
    by = "widest of all pairs, Newcombe's hybrid score (1998), Bonferroni"
    band = Band(low=low, high=high, level=level, by=by)
    return Gap(number=number, band=band, n=int(groups.n.sum()))


def _shares(groups: Groups) -> dict[str, tuple[int, int]]:
    counts = zip(groups.names, groups.chosen(), groups.people(), strict=True)
    return {name[0]: (int(chosen), int(people)) for name, chosen, people in counts}


def _listed(ratios: Ends) -> tuple[int, ...]:
    """Return the groups to list: all, or those with the lowest of either end, on which a verdict hangs."""
    many = len(ratios.number)
    if many <= ROWS:
        return tuple(range(many))
    half = ROWS // 2
    low = sorted(range(many), key=lambda one: (_last(ratios.low, one), one))[:half]
    high = sorted(range(many), key=lambda one: (_last(ratios.high, one), one))[:half]
    return tuple(sorted({*low, *high}))


def _last(numbers: Numbers, place: int) -> float:
    """Return a number to sort by, where nothing told comes last."""
    return float(np.nan_to_num(numbers[place], nan=np.inf))


def _sorted(ends: Ends, order: Sequence[int]) -> Ends:
    places = list(order)
    return Ends(number=ends.number[places], low=ends.low[places], high=ends.high[places])
