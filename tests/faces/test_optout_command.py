"""`tanba optout`, as a person meets it: the real program in a process of its own, on real servers."""

import csv
import io
import json

import pytest

from faces.tanba_run import Person, person_with_key
from marks.samples import sample
from works.optout_servers import served

HTML = {"Content-Type": "text/html"}
PAGE = (
    "<!doctype html>\n<html lang=kk>\n<head>\n<title>Жаңалық</title>\n</head>\n<body>x</body></html>\n"
)
ROBOTS = b"# ours\r\nUser-agent: *\r\nDisallow: /private/\r\n\r\nUser-agent: GPTBot\r\nDisallow: /\r\n"


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    return Person(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def site(tmp_path):
    site = tmp_path / "site"
    (site / "deep").mkdir(parents=True)
    (site / "robots.txt").write_bytes(ROBOTS)
    (site / "index.html").write_text(PAGE, "utf-8")
    (site / "deep" / "a.html").write_text(PAGE, "utf-8")
    (site / "a.png").write_bytes(sample("png"))
    return site


def everything(folder):
    return {
        str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*")) if f.is_file()
    }


def test_a_website_says_no_and_the_check_names_the_rule(person, site, tmp_path):
    before = everything(site)
    code, out, err = person.tanba("optout", "write", "--site", site, "--dry-run")
    assert (code, err) == (0, "")
    assert "+ Content-Usage: / train-ai=n" in out
    assert 'add_header Content-Usage "train-ai=n" always;' in out
    assert everything(site) == before

    assert person.tanba("optout", "write", "--site", site, "--in-place", "--server", "caddy")[0] == 0
    after = everything(site)
    assert all(line in after["robots.txt"] for line in ROBOTS.splitlines())
    assert after["robots.txt"].count(b"Content-Usage: / train-ai=n\r\n") == 2
    assert json.loads(after[".well-known/tdmrep.json"]) == [{"location": "/", "tdm-reservation": 1}]
    assert after["a.png"] == before["a.png"]
    code, _, err = person.tanba("optout", "write", "--site", site, "--in-place")
    assert (code, everything(site)) == (0, after)
    assert "nothing changes" in err

    pages = {
        f"/{name}": (200, HTML if name.endswith("html") else {}, body) for name, body in after.items()
    }
    with served(pages) as address:
        words = ("optout", "check", f"{address}/deep/a.html", "--private")
        code, out, err = person.tanba(*words, lang="en")
    assert (code, err) == (1, "")
    told = " ".join(out.split())
    assert "PROHIBITED" in told
    assert "«Content-Usage: / train-ai=n»" in told
    assert "line 4" in told
    assert "art. 23(5)" in told
    assert "SHA-256" in told


def test_results_go_to_another_folder_and_leave_the_website_as_it_is(person, site, tmp_path):
    before = everything(site)
    assert person.tanba("optout", "write", "--site", site, "--out", tmp_path / "out", "--allow")[0] == 0
    assert everything(site) == before
    assert set(everything(tmp_path / "out")) == {
        "robots.txt", ".well-known/tdmrep.json", "index.html", "deep/a.html"
    }  # fmt: skip
    assert b"train-ai=y" in (tmp_path / "out" / "robots.txt").read_bytes()


def test_a_damaged_tdmrep_is_not_written_over(person, site):
    (site / ".well-known").mkdir()
    (site / ".well-known" / "tdmrep.json").write_bytes(b"[oops")
    code, _, err = person.tanba("optout", "write", "--site", site, "--in-place")
    assert code == 2
    assert "OP11" in err
    assert (site / ".well-known" / "tdmrep.json").read_bytes() == b"[oops"


def test_a_signed_page_is_told_and_the_rest_is_written(person, site):
    (site / "index.html").write_text(
        PAGE.replace("</head>", '<link rel="c2pa-manifest"></head>'), "utf-8"
    )
    code, _, err = person.tanba("optout", "write", "--site", site, "--in-place")
    assert code == 2
    assert "index.html: OP14" in err
    assert b"noai" in (site / "deep" / "a.html").read_bytes()


def test_files_are_forbidden_and_checked(person, tmp_path):
    (tmp_path / "in").mkdir()
    for kind in ("png", "pdf", "mp3", "epub", "txt"):
        (tmp_path / "in" / f"a.{kind}").write_bytes(sample(kind))
    code, _, err = person.tanba("optout", "write", tmp_path / "in", "--out", tmp_path / "out")
    assert code == 2
    assert "a.txt: MK07" in err
    files = [tmp_path / "out" / f"a.{kind}" for kind in ("png", "pdf", "mp3", "epub")]
    code, out, err = person.tanba("optout", "check", *files, "--format", "json")
    assert (code, err) == (1, "")
    assert [one["decided"]["decision"] for one in json.loads(out)] == ["prohibited"] * 4


def test_a_key_signs_the_wish(tmp_path):
    person = person_with_key(tmp_path)
    (tmp_path / "a.png").write_bytes(sample("png"))
    words = ("optout", "write", tmp_path / "a.png", "--out", tmp_path / "out", "--key", "newsroom")
    code, out, err = person.tanba(*words)
    assert code == 0, err
    assert "c2pa" in out
    _, out, _ = person.tanba("optout", "check", tmp_path / "out" / "a.png", "--format", "json")
    sources = {one["source"] for one in json.loads(out)[0]["signals"]}
    assert sources == {"xmp", "c2pa"}


def test_nothing_found_is_never_called_allowed(person, tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(sample("png"))
    code, out, _ = person.tanba("optout", "check", file)
    assert code == 0
    told = " ".join(out.split())
    assert "NO PROHIBITION FOUND" in told
    assert "does not mean that training is allowed" in told


@pytest.mark.parametrize(
    ("pages", "fail_on", "code"),
    [
        ({"/a.html": (200, HTML | {"Content-Usage": "train-ai=n"}, b"x")}, "unchecked", 1),
        ({"/a.html": (200, HTML | {"Content-Usage": "train-ai=n"}, b"x")}, "never", 0),
        ({"/a.html": (200, HTML, b"x"), "/robots.txt": (500, {}, b"")}, "unchecked", 2),
        ({"/a.html": (200, HTML, b"x"), "/robots.txt": (500, {}, b"")}, "prohibited", 0),
        ({"/a.html": (200, HTML, b"x")}, "unchecked", 0),
        ({"/a.html": (200, HTML | {"Content-Usage": "train-ai=y"}, b"x")}, "unchecked", 0),
    ],
)
def test_exit_codes(person, pages, fail_on, code):
    with served(pages) as address:
        words = ("optout", "check", f"{address}/a.html", "--private", "--fail-on", fail_on)
        assert person.tanba(*words)[0] == code


def test_a_list_comes_as_rows_in_its_order(person, tmp_path):
    pages = {
        "/a.html": (200, HTML | {"Content-Usage": "train-ai=n"}, b"x"),
        "/b.html": (200, HTML, b"y"),
    }
    with served(pages) as address:
        listed = tmp_path / "works.txt"
        names = [f"{address}/{name}.html" for name in "abc"]
        listed.write_text("# a crawler's list\n" + "\n".join(names) + "\n")
        words = (
            "optout",
            "check",
            "--list",
            listed,
            "--private",
            "--format",
            "csv",
            "--out",
            tmp_path / "o.csv",
        )
        code, out, err = person.tanba(*words)
    assert (code, out) == (1, "")
    assert "3 works checked" in err
    rows = list(csv.DictReader(io.StringIO((tmp_path / "o.csv").read_text("utf-8"))))
    assert [row["target"] for row in rows] == names
    assert [row["decision"] for row in rows] == ["prohibited", "not found", "not checked"]
    assert rows[0]["rule"] == "train-ai=n"


def test_json_tells_the_law_in_three_languages(person, tmp_path):
    (tmp_path / "a.png").write_bytes(sample("png"))
    _, out, _ = person.tanba("optout", "check", tmp_path / "a.png", "--format", "jsonl")
    record = json.loads(out)
    assert record["schema"] == "tanba/optout-check"
    assert set(record["says"]) == set(record["law"]["cite"]) == {"kk", "ru", "en"}
    assert isinstance(record["law"]["verified"], bool)
    assert "23" in record["law"]["cite"]["kk"]


@pytest.mark.parametrize("words", [
    ("check",), ("write",), ("write", "--site", "x"), ("write", "--site", "x", "--in-place", "--dry-run"),
    ("check", "/not/there.png"),
])  # fmt: skip
def test_wrong_use_is_told(person, words):
    assert person.tanba("optout", *words)[0] == 2


def test_a_hostile_rule_cannot_steer_the_terminal(person):
    rule = 'User-agent: *\nContent-Usage: / train-ai=n, x="\x1b[2J\u202e"\n'.encode()
    pages = {"/robots.txt": (200, {}, rule), "/a.html": (200, HTML, b"x")}
    with served(pages) as address:
        code, out, _ = person.tanba("optout", "check", f"{address}/a.html", "--private")
    assert code == 2
    assert "\u202e" not in out


def test_checks_go_into_the_evidence_log_each_as_an_entry_without_names(tmp_path):
    person = Person(tmp_path / "keys")
    log = tmp_path / "log"
    for words in (
        ("keys", "new", "--name", "house", "--algorithm", "ed25519"),
        ("log", "init", "--origin", "example.kz/log", "--log", log),
    ):
        code, _, err = person.tanba(*words)
        assert code == 0, err
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(sample("png"))
    code, _, err = person.tanba("optout", "check", tmp_path / "a.png", tmp_path / "b.png", "--log", log)
    assert code == 0, err
    code, out, err = person.tanba("log", "show", "--log", log, "--format", "json")
    assert code == 0, err
    assert out.count("optout.check") == 2
    assert "a.png" not in out
