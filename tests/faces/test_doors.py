"""A room has one door, and it cannot grow by accident."""

import subprocess
import sys

import pytest

import tanba.cli
import tanba.flow
import tanba.kernel
import tanba.law
import tanba.report

DOORS = [tanba.kernel, tanba.law, tanba.flow, tanba.report, tanba.cli]


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_everything_a_door_names_is_there_once_and_in_order(door):
    assert len(set(door.__all__)) == len(door.__all__)
    for name in door.__all__:
        assert getattr(door, name) is not None


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_door_is_explained(door):
    assert door.__doc__
    assert len(door.__doc__.split()) > 6


def test_a_decision_loads_no_heavy_library():
    """Who assesses one card does not wait for NumPy, Polars, z3, sqlglot or DuckDB."""
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from tanba.flow import open_pack, open_case;"
        "case = open_case(open_pack(), Path('examples/kz/47-regex-filter.yaml'), date(2026, 3, 1));"
        "print(case.assessment.prohibited.name, *sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # fills the cache
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not {"numpy", "polars", "z3", "sqlglot", "duckdb"} & set(loaded.stdout.split())
