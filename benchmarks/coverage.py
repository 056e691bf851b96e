"""
How often intervals hold the truth: nominal 95 % should be 94 to 96.5 % on average over the cells people have.

Shares, differences and ratios are not simulated but summed over every outcome; means, standardised
differences and strata are drawn with a seed. Cells outside the reach are told one by one. Bands of several
groups are asked for another thing: that none at all is wrong in at least 95 % of tables.

    python -m benchmarks.coverage
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.special import gammaln

from tanba.measures.discrimination.comparison import to_best
from tanba.measures.discrimination.counting import Groups
from tanba.measures.discrimination.intersections import behind
from tanba.measures.frame.intervals import mean, rate, standardised
from tanba.measures.frame.scores import differences, ratios, shares, strata_differences, strata_ratios
from tanba.measures.frame.simultaneous import each, holm, pairs

LEVEL = 0.95
REACH = 0.94, 0.965
SIZES = 10, 20, 40, 100, 300, 1000
RATES = 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9
DRAWS = 4000
TABLES = 400
SEED = 230

Numbers = NDArray[np.float64]
Cells = dict[str, float]


def measure(tables: int = TABLES, draws: int = DRAWS) -> dict[str, Any]:
    """Return coverage by kind and cell, and how many of many tables had no error at all."""
    chance = np.random.default_rng(SEED)
    return {
        "cells": {
            "share": _shares(),
            "difference of two shares": _twos(differences, lambda p1, p2: p1 - p2),
            "ratio of two shares": _twos(ratios, lambda p1, p2: p1 / p2),
            "events an hour": _rates(),
            "mean": _means(chance, draws),
            "standardised difference": _apart(chance, draws),
            "ratio over strata": _strata(chance, draws, ratio=True),
            "difference over strata": _strata(chance, draws, ratio=False),
        },
        "families": dict(_families(chance, tables)),
        "tables": tables,
    }


def reaches(found: dict[str, Any]) -> list[tuple[str, str, bool | None]]:
    """Return what was to be reached and whether it was."""
    low, high = REACH
    rows: list[tuple[str, str, bool | None]] = []
    for kind, cells in found["cells"].items():
        average = sum(cells.values()) / len(cells)
        within = sum(low <= one <= high for one in cells.values())
        told = f"{average:.2%}; {within} of {len(cells)} cells by themselves"
        rows.append((f"{kind}: 94 to 96.5 % on average", told, low <= average <= high))
    for kind, share in found["families"].items():
        # Three standard errors of so many tables: what would be called a miss is then one.
        slack = 3 * (LEVEL * (1 - LEVEL) / found["tables"]) ** 0.5
        rows.append((f"{kind}: none wrong in ≥ 95 %", f"{share:.1%}", share >= LEVEL - slack))
    return rows


def _shares() -> Cells:
    found = {}
    for n in SIZES:
        k = np.arange(n + 1.0)
        low, high = shares(k, np.full(n + 1, float(n)), LEVEL)
        for p in RATES:
            # A rate is a stretch and not a point, or one lucky or unlucky spot would decide.
            spots = np.linspace(p * 0.9, p * 1.1, 41)
            chances = _binomial(k, n, spots)
            held = (low[:, None] <= spots) & (spots <= high[:, None])
            found[f"{n} people, rate {p:.2f}"] = float((chances * held).sum(axis=0).mean())
    return found


def _twos(ends: Callable[..., Any], truth: Callable[[Numbers, float], Numbers]) -> Cells:
    found = {}
    for n1, n2 in (
        (10, 10),
        (10, 100),
        (20, 20),
        (20, 300),
        (40, 40),
        (40, 300),
        (100, 100),
        (100, 300),
    ):
        k1, k2 = (part.ravel() for part in np.meshgrid(np.arange(n1 + 1.0), np.arange(n2 + 1.0)))
        low, high = ends(k1, np.full_like(k1, n1), k2, np.full_like(k2, n2), LEVEL)
        for p1, p2 in (
            (0.1, 0.1),
            (0.1, 0.2),
            (0.3, 0.3),
            (0.3, 0.5),
            (0.5, 0.5),
            (0.6, 0.8),
            (0.9, 0.9),
        ):
            spots = np.linspace(p1 * 0.9, p1 * 1.1, 9)
            aim = truth(spots, p2)
            chances = _binomial(k1, n1, spots) * _binomial(k2, n2, np.array([p2]))
            held = (low[:, None] <= aim) & (aim <= high[:, None])
            found[f"{n1} and {n2} people, rates {p1} and {p2}"] = float(
                (chances * held).sum(axis=0).mean()
            )
    return found


def _rates() -> Cells:
    found = {}
    for expected in (1, 2, 5, 10, 20, 50):
        spots = np.linspace(expected * 0.9, expected * 1.1, 41)
        k = np.arange(expected * 3 + 20)
        bands = [rate(int(one), 1.0, LEVEL) for one in k]
        low, high = np.array([one.low for one in bands]), np.array([one.high for one in bands])
        log = k[:, None] * np.log(spots) - spots - gammaln(k + 1.0)[:, None]
        held = (low[:, None] <= spots) & (spots <= high[:, None])
        found[f"{expected} events expected"] = float((np.exp(log) * held).sum(axis=0).mean())
    return found


def _means(chance: np.random.Generator, draws: int) -> Cells:
    found = {}
    for n in SIZES[:-1]:
        for name, drawn, truth in (
            ("normal", chance.normal(5, 2, (draws, n)), 5.0),
            ("scores of 0 to 1", chance.beta(2, 5, (draws, n)), 2 / 7),
        ):
            held = 0
            for row in drawn:
                band = mean(n, float(row.sum()), float((row * row).sum()), LEVEL)
                held += band.low <= truth <= band.high
            found[f"{n} {name}"] = held / draws
    return found


def _apart(chance: np.random.Generator, draws: int) -> Cells:
    found = {}
    for n1, n2 in ((10, 30), (20, 20), (40, 300), (100, 100)):
        for apart in (0.0, 0.3, 0.8):
            held = 0
            for _ in range(draws):
                one, two = chance.normal(apart, 1, n1), chance.normal(0, 1, n2)
                sums = (float((part**power).sum()) for part in (one, two) for power in (1, 2))
                total1, squares1, total2, squares2 = sums
                told = standardised(n1, total1, squares1, n2, total2, squares2, LEVEL)
                held += told is not None and told[1].low <= apart <= told[1].high
            found[f"{n1} and {n2}, {apart} apart"] = held / draws
    return found


def _strata(chance: np.random.Generator, draws: int, ratio: bool) -> Cells:
    found = {}
    for n in (10, 30, 100):
        for strata in (2, 5, 20):
            base = np.linspace(0.2, 0.6, strata)
            first = base * 0.8 if ratio else base - 0.1
            n1 = np.broadcast_to(np.linspace(n * 0.5, n * 1.5, strata).round(), (draws, strata))
            n2 = np.broadcast_to(np.linspace(n * 2, n, strata).round(), (draws, strata))
            k1 = chance.binomial(n1.astype(int), first).astype(float)
            k2 = chance.binomial(n2.astype(int), base).astype(float)
            ends = strata_ratios if ratio else strata_differences
            *_, low, high = ends(k1, n1, k2, n2, LEVEL)
            truth = 0.8 if ratio else -0.1
            found[f"{strata} strata of about {n}"] = float(((low <= truth) & (truth <= high)).mean())
    return found


def _families(chance: np.random.Generator, tables: int) -> Iterator[tuple[str, float]]:
    for many, low, high in ((2, 20, 400), (6, 20, 2000), (30, 10, 200), (60, 10, 1000)):
        for p in (0.05, 0.3, 0.9):
            clean, found = 0, 0
            for _ in range(tables):
                groups = _alike(chance, many, low, high, np.array([p]))
                ends = to_best(groups, each(LEVEL, pairs(many) + (many if many > 40 else 0)))
                clean += not (ends.high < 1 - 1e-9).any()
                found += min(holm(behind(groups, groups))) > 1 - LEVEL
            cells = f"{many} equal groups of {low} to {high}, rate {p}"
            yield f"ratios to the best, {cells}", clean / tables
            yield f"Holm, {cells}", found / tables
    for rates in ((0.05, 0.1, 0.3), (0.6, 0.8, 0.9)):
        clean = 0
        for _ in range(tables):
            groups = _alike(chance, 8, 10, 200, np.array(rates))
            ends = to_best(groups, each(LEVEL, pairs(8)))
            clean += not (ends.high < 1 - 1e-9).any()
        yield f"ratios to the best within strata, 8 equal groups, rates {rates}", clean / tables


def _alike(chance: np.random.Generator, many: int, low: int, high: int, rates: Numbers) -> Groups:
    n = np.exp(chance.uniform(np.log(low), np.log(high), (many, len(rates)))).round()
    k = chance.binomial(n.astype(int), rates).astype(float)
    return Groups(grounds=(), names=tuple((str(one),) for one in range(many)), k=k, n=n)


def _binomial(k: Numbers, n: int, p: Numbers) -> Numbers:
    log = gammaln(n + 1.0) - gammaln(k + 1) - gammaln(n - k + 1)
    return np.asarray(np.exp(log[:, None] + k[:, None] * np.log(p) + (n - k)[:, None] * np.log1p(-p)))


def main() -> None:
    """Print what was reached, and every cell outside the reach."""
    out = Console(width=110)
    found = measure()
    table = Table("reach", "measured", "", title="Coverage")
    for name, told, hit in reaches(found):
        table.add_row(name, told, "hit" if hit else "MISS")
    out.print(table)
    low, high = REACH
    for kind, cells in found["cells"].items():
        for name, share in cells.items():
            if not low <= share <= high:
                out.print(f"outside: {kind}, {name}: {share:.2%}")


if __name__ == "__main__":
    main()
