"""Bit planes: the algebra of circuits, the order of programs, and columns as planes."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from law.invented import WORDS
from tanba.law import Question, Vocabulary
from tanba.law.language.syntax import Between, Compare
from tanba.law.tables.arrow import bitmaps
from tanba.law.tables.columns import Encoder
from tanba.law.tables.layout import lay_out
from tanba.law.tables.planes import ALL, INPUTS, NONE, Circuit, Program, from_plane, to_plane, whole

ROWS = 150
PLANES = 5

# An expression is a list of steps; each takes two earlier ones (inputs, constants, steps).
steps = st.lists(st.tuples(st.sampled_from("&|-"), st.integers(0, 99), st.integers(0, 99)), max_size=30)


def build(circuit, plan, bits):
    """The plan as numbers in a circuit and, beside it, as plain arrays of truths."""
    numbers = [NONE, ALL, *(INPUTS + n for n in range(PLANES))]
    truths = [np.zeros(ROWS, bool), np.ones(ROWS, bool), *bits]
    for kind, i, j in plan:
        a, b = i % len(numbers), j % len(numbers)
        if kind == "&":
            numbers.append(circuit.both(numbers[a], numbers[b]))
            truths.append(truths[a] & truths[b])
        elif kind == "|":
            numbers.append(circuit.either(numbers[a], numbers[b]))
            truths.append(truths[a] | truths[b])
        else:  # what is taken away must lie inside
            inside = circuit.both(numbers[a], numbers[b])
            numbers.append(circuit.without(numbers[a], inside))
            truths.append(truths[a] & ~truths[b])
    return numbers, truths


@given(steps, st.integers(0, 2**32 - 1), st.sampled_from([1, 2, 64]))
def test_a_program_computes_what_its_circuit_says(plan, seed, block):
    bits = np.random.default_rng(seed).random((PLANES, ROWS)) < 0.5
    circuit = Circuit(PLANES)
    numbers, truths = build(circuit, plan, bits)
    planes = np.array([to_plane(row) for row in bits])
    program = Program(circuit, numbers)
    kept = program.keep(planes, ROWS, block)
    assert [from_plane(plane, ROWS).astype(bool).tolist() for plane in kept] == [
        t.tolist() for t in truths
    ]
    assert program.count(planes, ROWS, block).tolist() == [int(t.sum()) for t in truths]


@given(steps, st.integers(0, 2**32 - 1), st.dictionaries(st.integers(0, PLANES - 1), st.booleans()))
def test_a_restricted_circuit_is_the_circuit_of_a_table_with_that_answer(plan, seed, answer):
    bits = np.random.default_rng(seed).random((PLANES, ROWS)) < 0.5
    circuit = Circuit(PLANES)
    numbers, _ = build(circuit, plan, bits)
    inputs = {INPUTS + n: ALL if on else NONE for n, on in answer.items()}
    now = circuit.restrict(circuit.below(numbers), inputs)
    planes = np.array([to_plane(row) for row in bits])
    restricted = Program(circuit, [now.get(n, n) for n in numbers]).keep(planes, ROWS)
    for n, on in answer.items():
        planes[n] = whole(ROWS) if on else 0
    assert np.array_equal(restricted, Program(circuit, numbers).keep(planes, ROWS))


def test_equal_expressions_are_computed_once():
    circuit = Circuit(3)
    one = circuit.every([2, 3, 4])
    assert circuit.every([4, 2, 3, 2]) == one
    assert circuit.both(circuit.both(4, 4), circuit.both(2, 3)) != NONE
    assert Program(circuit, [one, one]).steps == 2


def test_scratch_registers_are_used_again():
    circuit = Circuit(64)
    chain = 2
    for n in range(3, 66):
        chain = circuit.either(circuit.both(chain, n), n - 1)
    assert Program(circuit, [chain]).scratch <= 2


@given(st.lists(st.sampled_from([True, False, None]), max_size=200), st.integers(0, 20))
def test_bitmaps_are_the_column_wherever_it_begins(truths, skip):
    column = pl.Series(truths, dtype=pl.Boolean)[skip:]
    true, known = bitmaps(column)
    size = len(column)
    known = np.ones(size) if known is None else np.unpackbits(known, count=size, bitorder="little")
    assert known.astype(bool).tolist() == column.is_not_null().to_list()
    true = np.unpackbits(true, count=size, bitorder="little").astype(bool)
    assert true[known.astype(bool)].tolist() == column.drop_nulls().to_list()


numbers = st.integers(-(10**15), 10**15)


@given(numbers, numbers, st.lists(st.none() | numbers, min_size=1, max_size=80))
def test_bit_slices_compare_numbers_of_any_size(low, high, answers):
    vocabulary = Vocabulary([Question(id="n", type="int", ask=WORDS)])
    leaves = [Compare("n", ">=", low), Between("n", low, high)]
    field = lay_out(leaves, vocabulary)["n"]
    encoder = Encoder({"n": field}, vocabulary, ())
    planes = encoder.encode(pl.DataFrame({"n": answers}, schema={"n": pl.Int64}))
    circuit = Circuit(field.size)
    bits = range(INPUTS + 1, INPUTS + field.size)
    roots = [circuit.at_least(bits, field.code(edge)) for edge in (low, low, high + 1)]
    kept = Program(circuit, roots).keep(planes, len(answers))
    for plane, edge in zip(kept, (low, low, high + 1), strict=True):
        wanted = [answer is not None and answer >= edge for answer in answers]
        assert from_plane(plane, len(answers)).astype(bool).tolist() == wanted


@given(st.lists(st.integers(-40, 40), min_size=1, max_size=12, unique=True))
def test_a_comparison_costs_a_step_a_bit_at_most(edges):
    vocabulary = Vocabulary([Question(id="n", type="int", ask=WORDS)])
    field = lay_out([Compare("n", ">=", edge) for edge in edges], vocabulary)["n"]
    assert 2 ** (field.bits - 1) <= len(edges) + 1 < 2**field.bits
    for edge in edges:
        circuit = Circuit(field.size)
        circuit.at_least(range(INPUTS + 1, INPUTS + field.size), field.code(edge))
        assert len(circuit.steps) < field.bits
