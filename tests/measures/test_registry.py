"""Measures of other packages come by entry point, and one that is broken harms nobody."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs/how-to/write-a-measure.md"


def install(folder: Path, name: str, points: str, code: str) -> None:
    """Lay a package out as pip would."""
    (folder / f"{name}.py").write_text(code, "utf-8")
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[tanba.measures]\n{points}\n", "utf-8")


def tanba(folder: Path, *words: str) -> subprocess.CompletedProcess:
    code = f"import sys; sys.path.insert(0, {str(folder)!r}); from tanba.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words, "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_measure_of_the_guide_runs_beside_ours(tmp_path):
    code = re.search(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.S).group(1)
    install(tmp_path, "guide_package", "reasons = guide_package:Reasons", code)
    assert "reasons: Decisions without a reason" in tanba(tmp_path, "measure", "list").stdout
    made = tanba(tmp_path, "measure", "example", "reasons", "--to", str(tmp_path / "out"))
    assert made.returncode == 0, made.stderr
    ran = tanba(tmp_path, "measure", "run", "--card", str(tmp_path / "out" / "tanba.yaml"))
    assert ran.returncode == 1, ran.stderr
    assert "unreasoned: 1" in ran.stdout
    judged = tanba(tmp_path, "assess", str(tmp_path / "out" / "tanba.yaml"))
    assert "1 measured" in judged.stdout, judged.stderr


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("raise RuntimeError('no driver')", "no driver"),
        ("Reasons = 5", "not callable"),
        ("class Reasons:\n    class about: id = 'other'", "its id is 'other'"),
    ],
)
def test_a_broken_measure_is_named_and_all_others_work(tmp_path, code, why):
    install(tmp_path, "broken_package", "reasons = broken_package:Reasons", code)
    listed = tanba(tmp_path, "measure", "list")
    assert listed.returncode == 0, listed.stderr
    assert why in " ".join(listed.stdout.split())
    assert "discrimination:" in listed.stdout
    refused = tanba(tmp_path, "measure", "run", "reasons")
    assert (refused.returncode, "MS02" in refused.stderr) == (2, True)


def test_a_measure_of_others_never_takes_the_place_of_ours(tmp_path):
    install(tmp_path, "sly_package", "discrimination = sly_package:Sly", "Sly = dict")
    listed = tanba(tmp_path, "measure", "list").stdout
    assert "its name is taken" in listed
    assert "discrimination: " in listed
