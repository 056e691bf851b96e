"""The documents say what the program does: fresh pages, links that lead on, commands that run."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tanba.cli.reference import reference_pages
from tanba.flow import open_pack

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
WRITTEN = [page for page in PAGES if not page.name.startswith(("kz-ai-law", "commands"))]
KINDS = "YM|PK|CN|FC|CD|TB|CL|LW|SQ|PR|MK|BK|NT|KY|EV|WK|OP|WB|DS|DP|MS|MT|MD|MC|MF|MP|ML|MM|MH|MB"
CODE = re.compile(rf"\b(?:{KINDS})\d\d\b")


def test_the_generated_pages_are_fresh(monkeypatch):
    monkeypatch.setenv("LANGUAGE", "en")
    for name, text in reference_pages():
        page = ROOT / "docs" / "reference" / name
        assert page.read_text(encoding="utf-8") == text, f"{name}: run `make docs`"


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_leads_to_a_file(page):
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [t for t in targets if not (page.parent / t).exists()] == []


def test_every_error_code_is_documented_and_no_other():
    sources = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "src").rglob("*.py"))
    used = set(CODE.findall(sources))
    pages = [ROOT / "docs/reference/errors.md", ROOT / "docs/explanation/proofs.md"]
    listed = {
        c for p in pages for c in re.findall(r"^\| ([A-Z]{2}\d{2}) \|", p.read_text("utf-8"), re.M)
    }
    assert used == listed


def commands(page):
    for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.S):
        for line in re.sub(r"\s+#.*", "", block).splitlines():
            if line.strip().startswith(("tanba ", "cp ")):
                yield line.strip()


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_is_shown_runs(page, tmp_path):
    shown = list(commands(page))
    if not any(line.startswith("tanba ") for line in shown):
        return
    for name in ("examples", "packs"):
        (tmp_path / name).symlink_to(ROOT / name)
    places = {"TANBA_KEYS": str(tmp_path / "keys"), "TANBA_LOG": str(tmp_path / "log")}
    environment = os.environ | {"TANBA_LANG": "en", "TANBA_PASSPHRASE": "of the documents"} | places
    if not any(line.startswith("tanba keys new") for line in shown):
        subprocess.run(
            [sys.executable, "-m", "tanba", "keys", "new"], cwd=tmp_path, env=environment, check=True
        )
    if not any(line.startswith("tanba new") for line in shown):
        subprocess.run(
            [sys.executable, "-m", "tanba", "new"], cwd=tmp_path, env=environment, check=True
        )
    for line in shown:
        words, _, _ = line.partition(" > ")
        if words.startswith("cp "):
            _, source, target = words.split()
            shutil.copy(tmp_path / source, tmp_path / target)
            continue
        run = subprocess.run(
            [sys.executable, "-m", *shlex.split(words)],
            cwd=tmp_path, env=environment, capture_output=True, text=True, input="q\n", check=False,
        )  # fmt: skip
        assert run.returncode in (0, 1), f"{line}\n{run.stderr}"
        assert "Traceback" not in run.stderr, f"{line}\n{run.stderr}"
        assert run.stdout or "--out" in words or words.startswith("tanba new"), line


def test_the_readme_counts_what_the_pack_has():
    pack = open_pack()
    cases = sum(len(part.examples) for parts in (pack.rules, pack.derived) for part in parts)
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"{len(pack.rules)} rules" in text
    assert f"{cases} worked cases" in text
