"""From a card that orders measures to an assessment that rests on them, as people do it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]


def tanba(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "tanba", *words],
        cwd=folder, env=os.environ | {"TANBA_LANG": "en"} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def control(tmp_path_factory):
    """A worked example of a log of decisions, measured once."""
    folder = tmp_path_factory.mktemp("control")
    assert tanba(folder, "measure", "example", "human-control", "--to", "case").returncode == 0
    ran = tanba(folder, "measure", "run", "--card", "case/tanba.yaml", "--by", "an auditor")
    assert ran.returncode == 1, ran.stderr  # the example clears 380 an hour
    return folder, ran


def test_a_run_says_who_when_and_on_what_and_is_kept_beside_the_card(control):
    folder, ran = control
    (kept,) = (folder / "case/tanba.measured").glob("*.json")
    run = json.loads(kept.read_text("utf-8"))
    assert run["by"] == "an auditor"
    assert re.fullmatch(r"[0-9a-f]{64}", run["inputs"][0]["sha256"])
    assert "not met" in ran.stdout
    assert not list(kept.parent.glob("*.transcripts")), "an empty folder is not left behind"


def test_what_was_measured_answers_the_question_of_the_law(control):
    folder, _ = control
    before = tanba(folder, "assess", "case/tanba.yaml", "--on", "2026-02-01", "--format", "json")
    assert "human_can_review" not in json.loads(before.stdout)[0]["facts"]
    found = json.loads(tanba(folder, "assess", "case/tanba.yaml", "--format", "json").stdout)[0]
    assert found["facts"]["human_can_review"] is False
    assert found["share"]["measured"] == 1
    assert [one["state"] for one in found["measured"]] == ["used"]
    text = tanba(folder, "assess", "case/tanba.yaml").stdout
    assert "1 measured" in text
    assert "human-control" in text


def test_a_plan_says_what_is_ordered_and_what_it_would_settle(control):
    folder, _ = control
    planned = json.loads(tanba(folder, "measure", "plan", "case/tanba.yaml", "--format", "json").stdout)
    states = {one["id"]: one["ready"] for one in planned["measures"]}
    assert states["human-control"] == "measured"
    assert states["discrimination"] == "possible"
    rules = next(one["rules"] for one in planned["measures"] if one["id"] == "human-control")
    assert any(rule.startswith("ai-law.17.2") for rule in rules)


@pytest.mark.parametrize(
    ("lang", "words"), [("kk", "орындалмаған"), ("ru", "не исполнено"), ("en", "not met")]
)
def test_a_page_speaks_each_language_and_needs_no_network(control, lang, words):
    folder, _ = control
    page = tanba(
        folder, "measure", "show", "case/tanba.yaml", "--format", "html", TANBA_LANG=lang
    ).stdout
    assert f'<html lang="{lang}">' in page
    assert words in page
    assert "<svg" in page
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="https?:', page)
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_run_in_the_log_is_the_run_beside_the_card(tmp_path):
    secret = {"TANBA_PASSPHRASE": "of the tests", "TANBA_KEYS": str(tmp_path / "keys")}
    for words in (
        ("keys", "new", "--name", "log", "--algorithm", "ed25519"),
        ("log", "init", "--log", "log", "--origin", "example.kz/log", "--key", "log"),
        ("measure", "example", "data-library", "--to", "case"),
    ):
        assert tanba(tmp_path, *words, **secret).returncode == 0
    ran = tanba(tmp_path, "measure", "run", "--card", "case/tanba.yaml", "--log", "log", **secret)
    assert ran.returncode == 1, ran.stderr
    proved = tanba(tmp_path, "log", "export", "--log", "log", "proof.zip", "0", **secret)
    assert proved.returncode == 0, proved.stderr
    (kept,) = (tmp_path / "case/tanba.measured").glob("*.json")
    with ZipFile(tmp_path / "proof.zip") as bundle:
        payloads = [bundle.read(name) for name in bundle.namelist()]
    assert kept.read_bytes().strip() in payloads


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("- {measure: astrology, reads: {}}", "MS01"),
        ("- {measure: drift, reads: {decisions: gone.csv}, settings: {decision: d}}", "MS07"),
        ("- {measure: human-control, reads: {}}", "MS08"),
        ("- {measure: human-control, reads: {decisions: x.csv, stars: y}}", "MS08"),
        ("- {measure: human-control, reads: {decisions: x.csv}, settings: {no_such: 1}}", "MS07"),
        ("- {measure: human-control, reads: {decisions: x.csv}, name: ../../up}", "MS06"),
        ("- 5", "MS06"),
    ],
)
def test_an_order_that_is_wrong_is_told_with_its_line(tmp_path, order, code):
    card = tmp_path / "tanba.yaml"
    head = "tanba: 1\npack: kz/ai-law\nsystem: {id: x, name: x}\nmeasures:\n"
    card.write_text(f"{head}  {order}\n", "utf-8")
    ran = tanba(tmp_path, "measure", "run", "--card", "tanba.yaml")
    assert ran.returncode == 2
    assert re.search(rf"tanba\.yaml:5: {code} ", ran.stderr), ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "tanba.measured").exists()


def test_a_failing_order_keeps_what_was_measured_before_it(tmp_path):
    assert tanba(tmp_path, "measure", "example", "human-control", "--to", "case").returncode == 0
    card = tmp_path / "case/tanba.yaml"
    second = "- measure: human-control\n  name: second\n  reads: {decisions: gone.csv}\n"
    card.write_text(card.read_text("utf-8") + second, "utf-8")
    ran = tanba(tmp_path, "measure", "run", "--card", "case/tanba.yaml")
    assert (ran.returncode, "MS03" in ran.stderr) == (2, True), ran.stderr
    assert [one.name for one in (tmp_path / "case/tanba.measured").glob("*.json")] == [
        "human-control.json"
    ]
