"""The command line, as a person meets it: the real program in a process of its own."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tanba.flow import new_card, open_pack

ROOT = Path(__file__).parents[2]
CARD = "examples/kz/07-lyceum-emotions.yaml"
DAY = ["--on", "2026-03-01"]
TANBA = [sys.executable, "-m", "tanba"]


def tanba(*words, typed=None, lang="en", cwd=ROOT):
    run = subprocess.run(
        [*TANBA, *map(str, words)],
        input=typed,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=os.environ | {"TANBA_LANG": lang, "COLUMNS": "100"},
        check=False,
    )
    assert "Traceback" not in run.stderr, run.stderr
    return run.returncode, run.stdout, run.stderr


def blank(tmp_path):
    words = dict.fromkeys(("about", "answers", "judgement", "unknown"), "word")
    path = tmp_path / "tanba.yaml"
    path.write_text(new_card(open_pack(), "Scoring", "scoring", "en", words), encoding="utf-8")
    return path


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize("command", [[], ["assess"], ["ask"], ["sweep"], ["law"], ["law", "diff"]])
def test_help_is_there_in_every_language(lang, command):
    code, out, _ = tanba(*command, "--help", lang=lang)
    assert code == 0
    assert ("Options:" in out) == (lang == "en")
    assert "Language" not in out or lang == "en"


def test_the_list_of_commands_is_not_cut_short():
    for words in ([], ["law"]):
        assert "..." not in tanba(*words, "--help")[1].replace("[ARGS]...", "")


def test_a_term_in_hours_is_given_no_calendar_day(tmp_path):
    card = tmp_path / "tanba.yaml"
    card.write_text(
        "tanba: 1\npack: kz/ai-law\nsystem: {id: x, name: x}\nanswers:\n"
        "  operated_in_kazakhstan: true\n  cyber_centre_arranged: true\n"
        "  processes_personal_data: true\n  data_breach_found_on: 2026-11-02\n",
        encoding="utf-8",
    )
    code, out, _ = tanba("assess", card, "--on", "2026-11-02", "--full")
    assert code == 0
    terms = " ".join(out.split())
    assert "when: within 3 hours" in terms
    assert "within 3 hours; no later than" not in terms


def test_a_group_takes_the_language_too():
    assert "Командалар" in tanba("law", "--lang", "kk", "--help")[1]


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_days_are_written_whole_in_every_command(lang):
    for words in (["law", "show", "ai-law.17.3.6"], ["law", "diff", "2026-01-18", "2026-01-19"]):
        code, out, _ = tanba(*words, lang=lang)
        assert code == 0
        assert "2026" in out
        assert "\ufffd" not in out


def test_a_rule_shown_on_a_day_whose_text_was_not_read_says_so():
    unread = "the text in force on this day was not read, unverified"
    assert unread in tanba("law", "show", "ai-law.17.3.6", "--on", "2026-09-01")[1]
    assert unread not in tanba("law", "show", "ai-law.17.3.6", *DAY)[1]


def test_assess_speaks_the_language_that_was_asked_for():
    _, kk, _ = tanba("assess", CARD, *DAY, "--lang", "kk")
    _, ru, _ = tanba("assess", CARD, *DAY, "--lang", "ru")
    assert "ЖИ туралы" in kk
    assert "подп. 6) п. 3 ст. 17" in ru


def test_exit_status_says_whether_something_is_prohibited(tmp_path):
    card = ROOT / "examples/kz/35-deepfake-prosecutor.yaml"
    assert tanba("assess", card, *DAY)[0] == 1
    assert tanba("assess", card, *DAY, "--fail-on", "never")[0] == 0
    assert tanba("assess", CARD, *DAY)[0] == 0
    assert tanba("assess", CARD, *DAY, "--fail-on", "open")[0] == 1


def test_json_html_and_sarif_are_written_whole(tmp_path):
    for form in ("json", "html", "sarif"):
        out = tmp_path / f"report.{form}"
        words = ["assess", CARD, "examples/kz/24-social-aid.yaml", *DAY]
        code, printed, _ = tanba(*words, "--format", form, "--out", out)
        assert (code, printed) == (0, "")
        assert out.stat().st_size > 1000
    assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"
    assert json.loads((tmp_path / "report.json").read_text())


def test_an_output_that_cannot_be_written_leaves_nothing(tmp_path):
    code, out, err = tanba("assess", CARD, *DAY, "--out", tmp_path / "none" / "x.txt")
    assert (code, out) == (2, "")
    assert "CL02" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tanba: 1\nsystem: {id: a, name: A}\nanswers: {determines_emotion: true}", "FC01"),
        ("tanba: 1\nsystem: {id: a, name: A}\nanswers: {mode: opn}", "FC02"),
        ("tanba: [", "YM02"),
        ("answers:\n" + "  a: true\n" * 1_000_000, "YM01"),
    ],
)
def test_a_bad_card_is_our_error_with_place_code_and_status_2(tmp_path, text, code):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    status, out, err = tanba("assess", path, *DAY)
    assert (status, out) == (2, "")
    assert code in err
    assert str(path) in err


def test_two_bad_cards_are_both_named(tmp_path):
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text("tanba: 1\n")
    status, _, err = tanba("assess", tmp_path / "one.yaml", tmp_path / "two.yaml", *DAY)
    assert status == 2
    assert "one.yaml" in err
    assert "two.yaml" in err


def test_a_name_with_terminal_codes_cannot_paint_the_terminal(tmp_path):
    path = tmp_path / "evil.yaml"
    path.write_text('tanba: 1\nsystem: {id: a, name: "\\e[31mred\\u202e"}\nanswers: {}\n')
    _, out, err = tanba("assess", path, *DAY)
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err


def test_new_writes_a_card_that_assess_reads(tmp_path):
    path = tmp_path / "tanba.yaml"
    assert tanba("new", path, "--name", "Оценка «Ұстаз»", lang="kk")[0] == 0
    code, out, _ = tanba("assess", path, *DAY)
    assert code == 0
    assert "Оценка «Ұстаз»" in out
    code, _, err = tanba("new", path)
    assert code == 2
    assert "CL01" in err
    assert tanba("new", path, "--force")[0] == 0


def test_ask_saves_each_answer_and_stops_when_told(tmp_path):
    path = blank(tmp_path)
    code, out, _ = tanba("ask", path, *DAY, "--by", "A. Omarova", typed="3\nnonsense\n?\nq\n")
    assert code == 0
    text = path.read_text(encoding="utf-8")
    assert "logic:\n    answer: learned\n    by: A. Omarova" in text
    assert text.count("unknown: not_known") == 1
    assert "AI Law" in out or "art." in out


def test_ask_does_not_ask_again_what_is_not_known(tmp_path):
    path = blank(tmp_path)
    typed = "".join("?\n" for _ in range(5)) + "q\n"
    assert tanba("ask", path, *DAY, typed=typed)[0] == 0
    assert path.read_text(encoding="utf-8").count("unknown: not_known") == 5


def test_ctrl_c_loses_nothing_that_was_answered(tmp_path):
    path = blank(tmp_path)
    process = subprocess.Popen(
        [*TANBA, "ask", str(path), *DAY],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | {"TANBA_LANG": "en"},
    )  # fmt: skip
    process.stdin.write("3\n")
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while "logic: learned" not in path.read_text(encoding="utf-8") and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert "logic: learned" in path.read_text(encoding="utf-8")
    assert tanba("assess", path, *DAY)[0] == 0


def test_explain_names_the_steps_and_what_would_change(tmp_path):
    code, out, _ = tanba("explain", CARD, "ai-law.17.3.6", *DAY)
    assert code == 0
    assert "art. 17(3)(6)" in out
    code, _, err = tanba("explain", CARD, "ai-law.17.3.66", *DAY)
    assert code == 2
    assert "did you mean" in err


def test_sweep_writes_every_result_of_every_system(tmp_path):
    out = tmp_path / "results.csv"
    words = ["sweep", "examples/us-federal/systems-200.csv", "--map", "examples/us-federal/map.yaml"]
    code, printed, _ = tanba(*words, *DAY, "--out", out)
    assert code == 0
    assert "200" in printed
    assert re.search(r"Order 95/НҚ, unverified +109 ", printed)
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 200
    assert {row["ai-law.17.3.6"] for row in rows} <= {"yes", "no", "unknown"}


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"determines\xff\n1\n", "TB03"),
        ("a.csv", b"", "TB02"),
        ("a.parquet", b"not parquet", "TB02"),
        ("a.jsonl", b"{not json}\n", "TB02"),
        ("a.xls", b"x", "TB02"),
        ("a.csv", b"name,mode\nx,opn\n", "TB06"),
        ("a.csv", b'a,b\n"open\n', "TB02"),
        ("a.csv", b"name,mode,mode\nx,local,open\n", "TB04"),
        ("a.csv", b"name,roles\nx,owner;ownr\n", "TB06"),
        ("a.jsonl", b'{"name": {"x": [1]}, "mode": "local"}\n', "TB07"),
    ],
)
def test_a_bad_table_is_our_error_and_writes_nothing(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "out.csv"
    status, printed, err = tanba("sweep", tmp_path / name, *DAY, "--out", out)
    assert (status, printed) == (2, ""), err
    assert code in err
    assert not out.exists()


def test_a_table_without_a_mapped_column_names_it(tmp_path):
    (tmp_path / "t.csv").write_text("agency,stage_of_work\nx,Deployed\n")
    (tmp_path / "m.yaml").write_text(
        "map: m\nsystems: [agency]\nfacts:\n  mode: {column: stage_of_wrk}\n"
    )
    status, _, err = tanba("sweep", tmp_path / "t.csv", "--map", tmp_path / "m.yaml", *DAY)
    assert status == 2
    assert "m.yaml:4: TB04" in err
    assert "did you mean stage_of_work?" in err


def test_a_table_in_another_encoding_is_read_when_named(tmp_path):
    (tmp_path / "t.csv").write_bytes("name,mode\nЖүйе,local\n".replace("ү", "у").encode("cp1251"))
    assert tanba("sweep", tmp_path / "t.csv", *DAY)[0] == 2
    assert tanba("sweep", tmp_path / "t.csv", *DAY, "--encoding", "cp1251")[0] == 0


def test_the_law_can_be_shown_checked_proved_and_printed():
    assert "ai-law.17.3.6" in tanba("law", "show", *DAY)[1]
    shown = tanba("law", "show", "ai-law.17.3.6", *DAY, lang="kk")[1]
    assert "17-баптың 3-тармағы, 6)-тармақша" in shown
    assert "NOT consent_of_each_person" in shown
    assert "no faults" in tanba("law", "check")[1]
    assert tanba("law", "prove")[0] == 0
    assert tanba("law", "sql", "--dialect", "spark", *DAY)[1].lstrip().startswith("--")


def test_a_broken_pack_makes_check_fail_with_every_place(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "pack.yaml").write_text("pack: x\nversion: 1\n")
    (tmp_path / "rules" / "a.yaml").write_text("rules:\n  - id: x.1\n    when: a AND\n")
    status, out, err = tanba("law", "check", tmp_path)
    assert (status, out) == (2, "")
    assert "pack.yaml:1: PK01" in err
    assert "rules/a.yaml:" in err


def test_a_difference_of_days_brings_an_example_system():
    code, out, _ = tanba("law", "diff", "2026-01-18", "2026-08-25")
    assert code == 0
    assert "digital-code" in out
    assert "not in force → yes" in out


def test_wrong_use_is_status_2():
    assert tanba("assess")[0] == 2
    assert tanba("assess", CARD, "--on", "18.01.2026")[0] == 2
    assert tanba("assess", CARD, "--pack", "kz/none")[0] == 2


@pytest.mark.parametrize("kind", ["bytes", "structs", "lists"])
def test_cells_of_an_odd_kind_are_named_by_row(tmp_path, kind):
    cells = {"bytes": b"local", "structs": {"a": {"b": 1}}, "lists": [["local"]]}
    pl.DataFrame({"name": ["a", "b"], "mode": [None, cells[kind]]}).write_parquet(
        tmp_path / "t.parquet"
    )
    status, _, err = tanba("sweep", tmp_path / "t.parquet", *DAY)
    assert status == 2
    assert "t.parquet:3: TB06 column 'mode', row 3" in err


@pytest.mark.parametrize("encoding", ["none", "base64", "rot13", "punycode", "undefined", ""])
def test_an_encoding_of_something_else_than_text_is_our_error(tmp_path, encoding):
    (tmp_path / "t.csv").write_bytes(b"name,mode\nx,local\xff\n")
    status, _, err = tanba("sweep", tmp_path / "t.csv", *DAY, "--encoding", encoding)
    assert status == 2
    assert "TB03" in err


@pytest.mark.parametrize(
    "text",
    [
        "map: m\nsystems: [name, name]\nfacts:\n  mode: {column: mode}\n",
        "map: m\nfacts:\n  roles: {column: mode, values: {local: null}}\n",
        "map: m\nfacts:\n  mode: {column: mode, values: {local: null}}\n",
    ],
)
def test_a_mapping_may_name_a_column_twice_and_say_that_a_word_says_nothing(tmp_path, text):
    (tmp_path / "t.csv").write_text("name,mode\nx,local\n")
    (tmp_path / "m.yaml").write_text(text)
    status, _, err = tanba("sweep", tmp_path / "t.csv", "--map", tmp_path / "m.yaml", *DAY)
    assert status == 0, err


def test_a_terminal_that_cannot_write_kazakh_still_gets_a_result():
    run = subprocess.run(
        [*TANBA, "assess", CARD, *DAY],
        capture_output=True, cwd=ROOT, check=False,
        env=os.environ | {"TANBA_LANG": "kk", "PYTHONIOENCODING": "cp1251"},
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, b"")
    assert b"\\u049" in run.stdout


@pytest.mark.parametrize("day", ["20260301", "2026-W10-1", "2026-3-1", "9999-12-32"])
def test_a_day_on_the_command_line_is_written_in_one_way(day):
    assert tanba("assess", CARD, "--on", day)[0] == 2


def test_nonsense_at_the_prompt_is_asked_again(tmp_path):
    (tmp_path / "t.yaml").write_text("tanba: 1\nsystem: {id: a, name: A}\n")
    lines = ["--5", "\u00b2", "x" * 100_000, "\x1b[31m", "9" * 50, "-", "q"]
    status, out, err = tanba("ask", tmp_path / "t.yaml", *DAY, typed="\n".join(lines))
    assert status == 0
    assert "\x1b" not in out + err


def test_a_full_disk_and_a_closed_output_are_no_bugs():
    words = " ".join([*TANBA, "assess", CARD, *DAY])
    env = os.environ | {"TANBA_LANG": "en"}
    for end, status in (
        ("> /dev/full", 2),
        (">&-", 0),
        ("| head -1", 0),
        ("--out /dev/stdout | cat", 0),
    ):
        run = subprocess.run(
            ["/bin/sh", "-c", f"{words} {end}"],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=env,
            check=False,
        )
        assert run.returncode == status, run.stderr
        assert "Traceback" not in run.stderr
        assert ("no space left" in run.stderr) == (status == 2)
