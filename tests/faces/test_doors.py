"""A room has one door, and it cannot grow by accident."""

import re
import subprocess
import sys
from ast import literal_eval
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import tanba
import tanba.cli
import tanba.evidence
import tanba.flow
import tanba.kernel
import tanba.keys
import tanba.law
import tanba.marks
import tanba.measures
import tanba.report
import tanba.web
import tanba.works

SHOWN = re.compile(r"(?P<what>\S.*?) +# (?P<value>True|False|[0-9]+|\[.*\])")
"""A line of an example that shows what comes of it."""
ROOMS = [
    *(tanba.kernel, tanba.keys, tanba.law, tanba.marks, tanba.evidence, tanba.works),
    tanba.measures,
]
DOORS = [*ROOMS, tanba.flow, tanba.report, tanba.web, tanba.cli]
HEAVY = {
    *("numpy", "polars", "scipy", "sqlalchemy", "z3", "sqlglot", "duckdb", "c2pa", "PIL", "av", "lxml"),
    *("cryptography", "pyhanko", "rapidfuzz", "requests", "rfc3161_client", "sqlite3", "starlette"),
    *("typst", "uvicorn", "watchfiles"),
}


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
    """Who assesses one card waits for none of the libraries that decide, mark, prove or draw in bulk."""
    code = (
        "import sys; from datetime import date; from pathlib import Path;"
        "from tanba.flow import open_pack, open_case;"
        "case = open_case(open_pack(), Path('examples/kz/47-regex-filter.yaml'), date(2026, 3, 1));"
        "print(case.assessment.prohibited.name, *sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # fills the cache
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not HEAVY & set(loaded.stdout.split())


@pytest.mark.parametrize(
    "door",
    [tanba, *ROOMS, tanba.flow, tanba.report],
    ids=lambda door: door.__name__,
)
def test_the_example_at_a_door_runs(door, tmp_path, monkeypatch):
    lines = [line[4:] for line in door.__doc__.splitlines() if line.startswith("    ")]
    root = Path.cwd()
    for name in ("packs", "examples"):
        (tmp_path / name).symlink_to(root / name)
    (tmp_path / "tanba.yaml").write_text((root / "examples/kz/47-regex-filter.yaml").read_text())
    monkeypatch.chdir(tmp_path)
    names = {name: getattr(door, name) for name in door.__all__}
    names |= {"UTC": UTC, "date": date, "datetime": datetime, "Path": Path}
    names["folder"] = tmp_path
    exec("\n".join(lines), names)  # noqa: S102  (our own docstring)
    for shown in filter(None, map(SHOWN.fullmatch, lines)):
        assert eval(shown["what"], names) == literal_eval(shown["value"])  # noqa: S307
