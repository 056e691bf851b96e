"""Intervals beside published ones, and what must hold of all of them."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.measures.frame.intervals import (
    MOST,
    difference,
    exact_share,
    mean,
    rate,
    ratio,
    share,
    standardised,
)
from tanba.measures.frame.scores import (
    differences,
    exact_ratios,
    mantel_haenszel,
    ratios,
    shares,
    strata_differences,
    strata_ratios,
    strata_ratios_fast,
    wilson,
)
from tanba.measures.frame.simultaneous import each, holm, pairs

# Newcombe 1998a, Statistics in Medicine 17:857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
EXACT = [
    (81, 263, 0.2527, 0.3676),
    (15, 148, 0.0578, 0.1617),
    (0, 20, 0.0, 0.1684),
    (1, 29, 0.0009, 0.1776),
]
MID_P = [(1, 29, 0.0017, 0.1585)]

# Newcombe 1998b, Statistics in Medicine 17:873-890, table II, method 10.
DIFFERENCES = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 10, 0.6075, 1.0),
]

# Koopman 1984, Biometrics 40:513-517; Gart & Nam 1988, Biometrics 44:323-338.
RATIOS = [(36, 40, 16, 80, 2.94, 7.15), (8, 15, 4, 15, 0.815, 5.336), (6, 10, 6, 20, 0.844, 4.594)]

# Garwood 1936, Biometrika 28:437-442: no event; Cohen & Yang 1994, Statistics in Medicine 13:2189-2203, mid-P.
EVENTS = [(0, 0.0, 3.689), (1, 0.05, 4.93), (5, 1.83, 11.08), (10, 5.08, 17.82)]


@pytest.mark.parametrize(("k", "n", "low", "high"), WILSON)
def test_wilsons_interval_is_that_of_newcombes_table(k, n, low, high):
    ends = wilson(np.array([float(k)]), np.array([float(n)]), 0.95)
    assert [float(end[0]) for end in ends] == pytest.approx([low, high], abs=6e-5)


@pytest.mark.parametrize(("k", "n", "low", "high"), EXACT)
def test_the_exact_interval_is_that_of_newcombes_table(k, n, low, high):
    band = exact_share(k, n)
    assert (band.low, band.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(("k", "n", "low", "high"), MID_P)
def test_few_people_are_asked_of_the_binomial_distribution(k, n, low, high):
    band = share(k, n)
    assert (band.low, band.high) == pytest.approx((low, high), abs=6e-5)
    assert "mid-P" in band.by


def test_a_band_says_which_method_it_is_of():
    assert "Wilson" in share(81, 263).by
    assert "Clopper" in share(0, 500).by
    assert share(0, 20).high == pytest.approx(0.1684, abs=6e-5)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2", "low", "high"), DIFFERENCES)
def test_differences_are_those_of_newcombes_table(k1, n1, k2, n2, low, high):
    band = difference(k1, n1, k2, n2)
    assert (band.low, band.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(("k1", "n1", "k2", "n2", "low", "high"), RATIOS)
def test_ratios_are_those_of_koopman_and_of_gart_and_nam(k1, n1, k2, n2, low, high):
    band = ratio(k1, n1, k2, n2)
    assert (band.low, band.high) == pytest.approx((low, high), abs=5e-3 if low > 1 else 6e-4)


def test_where_everybody_was_chosen_the_ratio_has_nams_closed_form():
    z2 = 1.959963985**2  # Nam 1995, Biometrical Journal 37:375-379
    band = ratio(5, 5, 7, 7)
    assert (band.low, band.high) == pytest.approx((5 / (5 + z2), (7 + z2) / 7), abs=1e-7)


def test_a_ratio_to_nobody_ends_at_the_cap_and_one_of_nobody_to_nobody_says_nothing():
    assert ratio(3, 10, 0, 10).high == MOST
    assert ratio(3, 10, 0, 10).low == pytest.approx(0.924, abs=1e-3)
    assert (ratio(0, 10, 0, 10).low, ratio(0, 10, 0, 10).high) == (0.0, MOST)


@pytest.mark.parametrize(("events", "low", "high"), EVENTS)
def test_rates_are_those_of_the_tables_of_garwood_and_of_cohen_and_yang(events, low, high):
    band = rate(events, 1.0)
    assert (band.low, band.high) == pytest.approx((low, high), abs=6e-3)
    assert rate(events, 10.0).high == pytest.approx(band.high / 10)


def test_a_mean_has_students_interval():
    numbers = [1.0, 2.0, 3.0, 4.0, 5.0]
    band = mean(5, sum(numbers), sum(x * x for x in numbers))
    # Student's t with four degrees of freedom is 2.776 (any table).
    half = 2.7764451 * math.sqrt(2.5 / 5)
    assert (band.low, band.high) == pytest.approx((3 - half, 3 + half), abs=1e-6)


def test_a_standardised_difference_is_hedges_g():
    # Borenstein et al., Introduction to Meta-Analysis (2009), chapter 4: d = 0.5970, J = 0.9923, g = 0.5924.
    sums = (50 * 103, 49 * 5.5**2 + 50 * 103**2, 50 * 100, 49 * 4.5**2 + 50 * 100**2)
    found = standardised(50, sums[0], sums[1], 50, sums[2], sums[3])
    assert found is not None
    assert found[0] == pytest.approx(0.5924, abs=2e-4)
    assert found[1].low < found[0] < found[1].high
    assert standardised(3, 3.0, 3.0, 3, 3.0, 3.0) is None


# Agresti, Categorical Data Analysis (2002), table 6.9: eight centres; the common odds ratio is another matter,
# here the two ways to a ratio and the difference over strata are held against each other and the truth.
CENTRES = np.array(
    [
        [11, 36, 10, 37],
        [16, 20, 22, 32],
        [14, 19, 7, 19],
        [2, 16, 1, 17],
        [6, 17, 0, 12],
        [1, 11, 0, 10],
    ],
    dtype=float,
)


def test_over_strata_the_score_interval_turns_on_the_estimate_of_mantel_and_haenszel():
    k1, n1, k2, n2 = CENTRES.T
    number = float(mantel_haenszel(k1, n1, k2, n2))
    by_hand = sum(a * d / (b + d) for a, b, c, d in CENTRES) / sum(
        c * b / (b + d) for a, b, c, d in CENTRES
    )
    assert number == pytest.approx(by_hand)
    low, high = strata_ratios(k1, n1, k2, n2, 1e-9)
    assert (float(low), float(high)) == pytest.approx((number, number), rel=1e-6)
    score, fast = strata_ratios(k1, n1, k2, n2, 0.95), strata_ratios_fast(k1, n1, k2, n2, 0.95)
    assert [float(end) for end in score] == pytest.approx([float(end) for end in fast], rel=0.05)


def test_in_one_large_stratum_every_difference_is_much_the_same():
    k1, n1, k2, n2 = (np.array([[float(x)]]) for x in (560, 700, 480, 800))
    number, low, high = strata_differences(k1, n1, k2, n2, 0.95)
    band = difference(560, 700, 480, 800)
    assert float(number[0]) == pytest.approx(0.2)
    assert (float(low[0]), float(high[0])) == pytest.approx((band.low, band.high), abs=1e-3)


def test_strata_that_hold_one_group_only_tell_nothing():
    one, none = np.array([5.0]), np.array([0.0])
    assert [float(end) for end in strata_ratios(one, one * 2, none, none, 0.95)] == [0.0, MOST]
    number, low, high = strata_differences(one, one * 2, none, none, 0.95)
    assert math.isnan(float(number))
    assert (float(low), float(high)) == (-1.0, 1.0)


people = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.8, 0.95, 0.999, 0.999999])


@settings(deadline=None, max_examples=60)
@given(people, people, levels)
def test_every_number_lies_in_its_band_and_mirrors(one, two, level):
    k1, n1 = one
    k2, n2 = two
    for band in (share(k1, n1, level), exact_share(k1, n1, level)):
        assert 0 <= band.low <= k1 / n1 <= band.high <= 1
    away, back = difference(k1, n1, k2, n2, level), difference(k2, n2, k1, n1, level)
    assert away.low <= k1 / n1 - k2 / n2 <= away.high
    assert (away.low, away.high) == pytest.approx((-back.high, -back.low))
    more, less = ratio(k1, n1, k2, n2, level), ratio(k2, n2, k1, n1, level)
    if k1 and k2:
        number = k1 * n2 / (k2 * n1)
        assert more.low * (1 - 1e-9) <= number <= more.high * (1 + 1e-9)
    if k1 and k2 and max(more.high, less.high) < MOST / 2:
        assert more.low == pytest.approx(1 / less.high, rel=1e-6)
    ends = exact_ratios(*(np.array([float(x)]) for x in (k1, n1, k2, n2)), level)
    assert 0 <= ends[0][0] <= ends[1][0] <= MOST
    if k2:
        assert ends[0][0] * (1 - 1e-9) <= min(k1 * n2 / (k2 * n1), MOST) <= ends[1][0] * (1 + 1e-9)


@settings(deadline=None, max_examples=40)
@given(people, levels)
def test_surer_bands_are_wider(one, level):
    k, n = one
    wider = each(level, 5)
    assert share(k, n, wider).low <= share(k, n, level).low + 1e-12
    assert share(k, n, wider).high >= share(k, n, level).high - 1e-12
    assert rate(k, n, wider).high >= rate(k, n, level).high - 1e-9


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_keeps_the_order_and_is_between_bare_and_bonferroni(chances):
    found = holm(chances)
    for bare, corrected in zip(chances, found, strict=True):
        assert bare <= corrected <= min(1.0, bare * len(chances)) + 1e-12
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    assert [found[place] for place in order] == sorted(found)


def test_holm_is_that_of_a_worked_example():
    # Holm 1979 as R's help of p.adjust works it.
    assert holm([0.01, 0.02, 0.03, 0.04]) == pytest.approx((0.04, 0.06, 0.06, 0.06))
    assert pairs(6) == 15


def test_nothing_counted_is_not_asked_for():
    for wrong in (
        lambda: share(0, 0),
        lambda: share(3, 2),
        lambda: rate(1, 0.0),
        lambda: mean(1, 1.0, 1.0),
    ):
        with pytest.raises(ValueError, match=r"of|in"):
            wrong()


def test_bands_hold_the_truth_as_often_as_they_promise():
    """Every outcome is reckoned with, at shares of 5 to 95 %; `benchmarks/coverage.py` asks for more."""
    spots = np.linspace(0.05, 0.95, 91)
    for n in (15, 30, 60, 200):
        k = np.arange(n + 1.0)
        low, high = shares(k, np.full(n + 1, float(n)), 0.95)
        held = (low[:, None] <= spots) & (spots <= high[:, None])
        assert 0.94 <= float((binomial(n, spots) * held).sum(axis=0).mean()) <= 0.9675
    two, four = np.arange(21.0)[:, None], np.arange(41.0)[None, :]
    k1, k2 = (part.ravel() for part in np.broadcast_arrays(two, four))
    counts = k1, np.full_like(k1, 20), k2, np.full_like(k2, 40)
    chances = (binomial(20, spots)[:, None, :] * binomial(40, np.array([0.5]))[None]).reshape(-1, 91)
    for ends, truth in ((differences, spots - 0.5), (ratios, spots / 0.5)):
        low, high = ends(*counts, 0.95)
        held = (low[:, None] <= truth) & (truth <= high[:, None])
        assert 0.94 <= float((chances * held).sum(axis=0).mean()) <= 0.965


def binomial(n, spots):
    k = np.arange(n + 1)
    ways = np.array([float(math.comb(n, int(one))) for one in k])
    return ways[:, None] * spots ** k[:, None] * (1 - spots) ** (n - k)[:, None]
