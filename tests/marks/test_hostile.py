"""
Files of ill will: each is marked and read within little memory and time, or refused with a reason.

They are worked on by `hostile_run`, each in a process of its own that may have 4 GiB and 20 seconds.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from marks import hostile
from marks.samples import KINDS, sample
from tanba.marks import CONTAINERS

SUFFIX = {kind.name: kind.suffixes[0] for kind in CONTAINERS}
CUTS = (1, 3, 11, 30, 100, 0.1, 0.3, 0.5, 0.8, 0.97, -1)
FILES = hostile.files()
ROOT = Path(__file__).parents[2]


def cut(data: bytes, at: float) -> bytes:
    return data[: int(len(data) * at)] if isinstance(at, float) else data[:at]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what became of every file, by what was done and its name."""
    folder = tmp_path_factory.mktemp("hostile")
    jobs = []
    for name, made in FILES.items():
        path = folder / name
        path.write_bytes(made())
        jobs += [(name, what, [str(path)]) for what in ("mark", "verify")]
    for kind in KINDS:
        paths = []
        for at in CUTS:
            path = folder / f"{kind} cut at {at}{SUFFIX[kind]}"
            path.write_bytes(cut(sample(kind), at))
            paths.append(str(path))
        jobs += [(f"{kind} cut", what, paths) for what in ("mark", "verify")]
    done = subprocess.run(
        [sys.executable, "-m", "marks.hostile_run"],
        input=json.dumps({"folder": str(folder), "jobs": jobs}),
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "tests"), "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told: dict[str, str] = json.loads(done.stdout)
    return told


def is_fine(outcome: str) -> bool:
    return all(one == "done" or one[:2] in ("MK", "KY") for one in outcome.split(","))


@pytest.mark.parametrize("what", ["mark", "verify"])
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_or_worked_on_within_bounds(
    name: str, what: str, outcomes: dict[str, str]
) -> None:
    assert is_fine(outcomes[f"{what} {name}"]), outcomes[f"{what} {name}"]


@pytest.mark.parametrize("what", ["mark", "verify"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_short_anywhere_is_refused_or_worked_on(
    kind: str, what: str, outcomes: dict[str, str]
) -> None:
    assert is_fine(outcomes[f"{what} {kind} cut"]), outcomes[f"{what} {kind} cut"]


@pytest.mark.parametrize(
    "name",
    ["bomb.docx", "lie.docx", "bomb.odt", "many.docx", "laughs.docx", "text in name.docx", "empty.jpg",
     "plain.zip", "vast.png", "vast.jpg", "vast.tif", "circle.pdf", "deep.json", "zeros.mp4"],
)  # fmt: skip
def test_what_cannot_be_marked_is_refused_with_a_code(name: str, outcomes: dict[str, str]) -> None:
    assert outcomes[f"mark {name}"].startswith("MK")
