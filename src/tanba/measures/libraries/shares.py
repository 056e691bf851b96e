"""Whether the rows of a library are spread over groups as the people or cases it is meant for."""

from collections.abc import Mapping, Sequence
from typing import Final

from tanba.kernel import Refused, value
from tanba.measures.frame.intervals import share
from tanba.measures.frame.result import Band
from tanba.measures.frame.simultaneous import each
from tanba.measures.tables.source import Key, Source

OTHER: Final = "…"
"""All values that the reference does not name, together."""
_NEAR: Final = 1e-6


@value
class Group:
    """One group: its share among the rows, with a band that holds for all together, and the one wanted."""

    value: str
    rows: int
    share: float
    band: Band
    wanted: float


@value
class Spread:
    """
    A column against its reference.

    `distance` is the total variation, half the sum of all differences, 0 (alike) to 1; its band follows from
    those of the groups and is wide rather than narrow.
    """

    column: str
    rows: int
    silent: int
    groups: tuple[Group, ...]
    distance: float
    band: Band


def check_reference(reference: Mapping[str, Mapping[str, float]]) -> None:
    """Return if shares are shares; raises Refused ML04 for one below 0, or more than 1 together."""
    for column, wanted in reference.items():
        total = sum(wanted.values())
        if not wanted or any(not 0 <= one <= 1 for one in wanted.values()) or total > 1 + _NEAR:
            what = (
                f"the reference shares of {column!r} are not shares of one whole: they make {total:g}"
            )
            raise Refused("ML04", what, "give each value a share 0..1, together at most 1")


def spread(
    source: Source, column: str, wanted: Mapping[str, float], cuts: Sequence[float], level: float = 0.95
) -> Spread | None:
    """
    Return how rows are spread over the groups of a reference; None when no row says anything.

    Bands hold for all groups together (Bonferroni); the rows are taken as drawn from what the library is meant
    to show. Raises what tables raise, and Refused ML04 for cuts that do not rise.
    """
    try:
        key = Key(column=column, cuts=tuple(cuts))
    except ValueError:
        raise Refused(
            "ML04", f"the cuts of {column!r} do not rise", "give them from low to high"
        ) from None
    counts = dict.fromkeys(wanted, 0)
    silent = other = 0
    for found, n in source.tally([key]).select(column, "n").iter_rows():
        if found is None:
            silent += n
        elif found in counts:
            counts[found] += n
        else:
            other += n
    rows = sum(counts.values()) + other
    if not rows:
        return None
    rest = max(0.0, 1 - sum(wanted.values()))
    shares = {**wanted, **({OTHER: rest} if other or rest > _NEAR else {})}
    every = each(level, len(shares))
    groups = tuple(
        Group(
            value=name,
            rows=n,
            share=n / rows,
            band=share(n, rows, every),
            wanted=shares[name],
        )
        for name, n in ((name, other if name == OTHER else counts[name]) for name in shares)
    )
    # Rows that say nothing may be of any group: each moves the distance by its share at most.
    quiet = silent / (rows + silent)
    least = sum(max(0.0, one.band.low - one.wanted, one.wanted - one.band.high) for one in groups) / 2
    most = sum(max(one.band.high - one.wanted, one.wanted - one.band.low) for one in groups) / 2
    distance = sum(abs(one.share - one.wanted) for one in groups) / 2
    by = "from simultaneous bands of the shares (Bonferroni)"
    return Spread(
        column=column,
        rows=rows,
        silent=silent,
        groups=groups,
        distance=distance,
        band=Band(
            low=max(0.0, min(least, distance) - quiet),
            high=min(1.0, max(distance, most) + quiet),
            level=level,
            by=by,
        ),
    )
