"""Checking works on real servers and in real files: what decides, what was looked at, and lists of works."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from keys.signers import issue
from marks.samples import sample
from tanba.flow.optout_list import check_record, check_works, items_of
from tanba.flow.optouts import Checker, Checking
from tanba.kernel import Faults
from tanba.marks import Order, Stamp, mark
from tanba.marks.reservation import Reservation
from tanba.marks.reserving import reserve
from works.optout_servers import MALICE, raw, served

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
TIME = "2026-11-23T06:30:00Z"
HOW = Checking(private=True, seconds=2)
PAGE = b"<!doctype html><html><head><title>x</title></head><body>x"
HTML = {"Content-Type": "text/html"}
OPEN = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nAllow: /\n")


def checked(pages, path="/a.html", how=HOW, asked=None):
    with served(pages, asked) as address, Checker(how) as checker:
        return checker.check(address + path, NOW)


def states(check):
    return {look.source: look.state for look in check.looks}


@pytest.mark.parametrize(
    ("pages", "decision", "source"),
    [
        ({}, "not found", None),
        ({"/robots.txt": (200, {}, b"User-agent: *\nContent-Usage: / train-ai=n")}, "prohibited", "robots.txt"),
        ({"/robots.txt": (200, {}, b"User-agent: *\nContent-Usage: / train-ai=y")}, "allowed", "robots.txt"),
        ({"/.well-known/tdmrep.json": (200, {}, b'[{"location":"/","tdm-reservation":1}]')}, "prohibited",
         "tdmrep.json"),
        ({"/a.html": (200, HTML | {"Content-Usage": "train-ai=n"}, PAGE)}, "prohibited", "content-usage"),
        ({"/a.html": (200, HTML | {"tdm-reservation": "1"}, PAGE)}, "prohibited", "tdm-header"),
        ({"/a.html": (200, HTML | {"X-Robots-Tag": "noai"}, PAGE)}, "prohibited", "x-robots-tag"),
        ({"/a.html": (200, HTML, PAGE.replace(b"<title>", b'<meta name="robots" content="noai"><title>'))},
         "prohibited", "html"),
        ({"/robots.txt": (200, {}, b"User-agent: CCBot\nDisallow: /\n")}, "prohibited", "robots.txt"),
    ],
)  # fmt: skip
def test_every_way_to_say_it_on_the_web_is_found(pages, decision, source):
    check = checked({"/a.html": (200, HTML, PAGE), "/robots.txt": OPEN} | pages)
    assert check.decided.decision == decision
    assert (check.decided.by.source if check.decided.by else None) == source
    assert check.at == TIME


def test_the_hash_is_that_of_the_bytes_that_came():
    pages = {"/robots.txt": OPEN, "/a.html": (200, HTML, PAGE)}
    looks = {look.source: look for look in checked(pages).looks}
    assert looks["robots.txt"].sha256 == sha256(OPEN[2]).hexdigest()
    assert looks["address"].sha256 == sha256(PAGE).hexdigest()
    assert (looks["tdmrep.json"].state, looks["tdmrep.json"].status) == ("none", 404)


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_robots_txt_that_cannot_be_had_is_not_a_pass_and_nothing_else_is_fetched(status):
    asked: list[tuple[str, str]] = []
    pages = {
        "/robots.txt": (status, {}, b""),
        "/a.html": (200, HTML | {"Content-Usage": "train-ai=y"}, PAGE),
    }
    check = checked(pages, asked=asked)
    assert check.decided.decision == "not checked"
    assert states(check)["robots.txt"] == "failed"
    assert "/a.html" not in [path for path, _ in asked]


def test_what_robots_txt_closes_to_us_is_not_fetched():
    asked: list[tuple[str, str]] = []
    pages = {
        "/robots.txt": (200, {}, b"User-agent: my-crawler\nDisallow: /\n"),
        "/a.html": (200, HTML, PAGE),
    }
    check = checked(pages, how=Checking(private=True, agent="my-crawler"), asked=asked)
    assert (check.decided.decision, check.decided.why) == ("not checked", "closed")
    assert asked == [("/robots.txt", "my-crawler"), ("/.well-known/tdmrep.json", "my-crawler")]
    assert checked(pages).decided.decision == "not found"


def test_any_prohibition_wins_and_what_opposes_it_is_named():
    file = (200, {}, b'[{"location":"/","tdm-reservation":1}]')
    page = PAGE.replace(b"<title>", b'<meta name="tdm-reservation" content="0"><title>')
    check = checked({"/.well-known/tdmrep.json": file, "/a.html": (200, HTML, page)})
    assert check.decided.decision == "prohibited"
    assert [one.source for one in check.decided.against] == ["html"]


def test_a_work_that_is_not_there_could_not_be_checked():
    assert checked({"/robots.txt": OPEN}, "/gone.html").decided.decision == "not checked"


def test_pages_that_come_in_place_of_files_are_no_files():
    anything = (200, HTML, PAGE)
    check = checked(
        {"/robots.txt": anything, "/.well-known/tdmrep.json": anything, "/a.html": anything}
    )
    assert (check.decided.decision, states(check)["tdmrep.json"]) == ("not found", "none")


@pytest.mark.parametrize("file", [b"{", b"\xff\xfe", b"[" * 99_999])
def test_a_tdmrep_that_cannot_be_read_is_not_a_pass(file):
    check = checked({"/.well-known/tdmrep.json": (200, {}, file), "/a.html": (200, HTML, PAGE)})
    assert (check.decided.decision, states(check)["tdmrep.json"]) == ("not checked", "failed")


def test_ten_megabytes_of_robots_txt_are_read_in_part_and_that_is_said():
    rules = b"User-agent: *\nAllow: /\n" + b"Disallow: /x\n" * 800_000
    check = checked({"/robots.txt": (200, {}, rules), "/a.html": (200, HTML, PAGE)})
    assert (check.decided.decision, states(check)["robots.txt"]) == ("not checked", "cut")


def test_a_redirect_is_told_and_the_site_where_it_leads_is_asked_too():
    forbids = (200, {}, b"User-agent: *\nContent-Usage: / train-ai=n\n")
    with served({"/robots.txt": forbids, "/b.html": (200, HTML, PAGE)}) as other:
        pages = {"/robots.txt": OPEN, "/a.html": (302, {"Location": f"{other}/b.html"}, b"")}
        check = checked(pages)
        work = next(look for look in check.looks if look.source == "address")
        assert work.final == f"{other}/b.html"
        assert len(work.hops) == 2
        assert check.decided.decision == "prohibited"
        assert check.decided.by.where == f"{other}/robots.txt"


@pytest.mark.parametrize("name", MALICE)
def test_a_hostile_server_is_never_a_pass(name):
    with raw(MALICE[name][0]) as address, Checker(Checking(private=True, seconds=0.7)) as checker:
        check = checker.check(f"{address}/a.png", NOW)
    assert check.decided.decision == "not checked"
    json.dumps(check_record(check))


def test_a_private_machine_is_not_asked_unless_it_is_wished():
    with served({"/a.html": (200, HTML, PAGE)}) as address, Checker(Checking()) as checker:
        check = checker.check(f"{address}/a.html", NOW)
    assert check.decided.decision == "not checked"
    assert "OP06" in check.looks[0].why


# --- files ------------------------------------------------------------------------------------------

HOLD = ("jpeg", "png", "webp", "avif", "heic", "jxl", "tiff", "dng", "gif", "svg", "mp4", "mov", "avi", "m4a",
        "mp3", "wav", "pdf", "epub")  # fmt: skip


@pytest.fixture(scope="module")
def keys():
    return issue(datetime.now(UTC) - timedelta(days=1))


@pytest.mark.parametrize("kind", HOLD)
def test_a_wish_is_written_into_a_file_read_back_and_turned_around(kind, tmp_path):
    file = tmp_path / f"a.{kind}"
    file.write_bytes(sample(kind))
    before = file.read_bytes()
    with Checker(HOW) as checker:
        assert checker.check(str(file), NOW).decided.decision == "not found"
        reserve(file, tmp_path / f"b.{kind}", Reservation(allowed=False), None, time=TIME)
        assert file.read_bytes() == before
        forbidden = checker.check(str(tmp_path / f"b.{kind}"), NOW)
        assert forbidden.decided.decision == "prohibited"
        target = tmp_path / f"b.{kind}"
        reserve(target, target, Reservation(allowed=True), None, time=TIME)
        assert checker.check(str(target), NOW).decided.decision == "allowed"


def test_a_wish_says_nothing_of_ai_and_a_mark_keeps_it(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(sample("png"))
    reserve(file, file, Reservation(allowed=False), None, time=TIME)
    assert b"DigitalSourceType" not in file.read_bytes()
    from tanba.kernel import Text

    order = Order(law="kz/ai-law 21(2)", notice=Text(kk="ЖИ", ru="ИИ", en="AI"), layers=("metadata",))
    mark(file, tmp_path / "b.png", order, None, id_="urn:uuid:1", time=TIME)
    marked = (tmp_path / "b.png").read_bytes()
    assert b"DigitalSourceType" in marked
    assert b"DMI-PROHIBITED-AIMLTRAINING" in marked


def test_a_mark_may_carry_the_wish_in_xmp_too(tmp_path):
    from tanba.kernel import Text

    file = tmp_path / "a.png"
    file.write_bytes(sample("png"))
    notice = Text(kk="ЖИ", ru="ИИ", en="AI")
    order = Order(law="kz/ai-law 21(2)", notice=notice, layers=("metadata",), training=False)
    mark(file, tmp_path / "b.png", order, None, id_="urn:uuid:1", time=TIME)
    with Checker(HOW) as checker:
        assert checker.check(str(tmp_path / "b.png"), NOW).decided.decision == "prohibited"


@pytest.mark.parametrize("kind", ["jpeg", "mp4", "pdf", "flac", "mkv", "docx", "txt"])
def test_a_key_puts_the_wish_into_a_signed_manifest(kind, tmp_path, keys):
    file, out = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    file.write_bytes(sample(kind))
    with Stamp(keys.key, trust=keys.local) as stamp:
        reserve(file, out, Reservation(allowed=False), stamp, time=TIME)
    with Checker(Checking(trust=keys.local)) as checker:
        check = checker.check(str(out), NOW)
    said = [one for one in check.signals if one.source == "c2pa"]
    assert {one.rule for one in said} == {
        "cawg.ai_training: notAllowed",
        "cawg.ai_generative_training: notAllowed",
    }
    assert check.decided.decision == "prohibited"


def test_a_wish_in_the_manifest_of_what_it_was_made_from_still_forbids(tmp_path, keys):
    file, first, second = (tmp_path / f"{name}.png" for name in "abc")
    file.write_bytes(sample("png"))
    from tanba.kernel import Text

    with Stamp(keys.key, trust=keys.local) as stamp:
        reserve(file, first, Reservation(allowed=False), stamp, time=TIME)
        notice = Text(kk="ЖИ", ru="ИИ", en="AI")
        order = Order(law="kz/ai-law 21(2)", notice=notice, layers=("c2pa",))
        mark(first, second, order, stamp, id_="urn:uuid:1", time=TIME)
    with Checker(Checking(trust=keys.local)) as checker:
        check = checker.check(str(second), NOW)
    assert any(one.source == "c2pa" and one.says == "forbids" for one in check.signals)


def test_metadata_alone_are_not_put_into_a_signed_file(tmp_path, keys):
    file = tmp_path / "a.png"
    file.write_bytes(sample("png"))
    with Stamp(keys.key, trust=keys.local) as stamp:
        reserve(file, file, Reservation(allowed=False), stamp, time=TIME)
    before = file.read_bytes()
    with pytest.raises(Faults, match="MK17"):
        reserve(file, file, Reservation(allowed=True), None, time=TIME)
    assert file.read_bytes() == before


@pytest.mark.skipif(
    shutil.which("exiftool") is None, reason="exiftool is missing, which reads PLUS apart from us"
)
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "tiff", "mp4", "pdf", "svg"])
def test_exiftool_reads_the_wish(kind, tmp_path):
    file = tmp_path / f"a.{kind}"
    file.write_bytes(sample(kind))
    reserve(file, file, Reservation(allowed=False), None, time=TIME)
    words = ["exiftool", "-j", "-G1", "-n", "-XMP-plus:all", "-XMP-tdm:all", str(file)]
    told = json.loads(subprocess.run(words, capture_output=True, check=True).stdout)[0]
    assert str(told["XMP-plus:DataMining"]).endswith("DMI-PROHIBITED-AIMLTRAINING")
    assert str(told["XMP-tdm:Reservation"]) == "1"


def test_files_that_nothing_is_known_of_or_that_are_damaged_are_not_a_pass(tmp_path):
    for name, data in (("a.bin", b"\0\1\2"), ("b.png", sample("png")[:60]), ("c.docx", sample("docx")[:400]),
                       ("d.png", b"")):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        with Checker(HOW) as checker:
            check = checker.check(str(tmp_path / name), NOW)
        assert check.decided.decision == "not checked", name
    os.mkfifo(tmp_path / "pipe.html")
    for name in ("none.png", "pipe.html"):
        with Checker(HOW) as checker:
            assert checker.check(str(tmp_path / name), NOW).decided.decision == "not checked"


def test_a_wish_in_a_picture_on_a_server_is_found(tmp_path):
    file = tmp_path / "a.png"
    file.write_bytes(sample("png"))
    reserve(file, file, Reservation(allowed=False), None, time=TIME)
    picture = (200, {"Content-Type": "image/png"}, file.read_bytes())
    check = checked({"/robots.txt": OPEN, "/p.png": picture}, "/p.png")
    assert check.decided.decision == "prohibited"
    assert check.decided.by.source == "xmp"


# --- lists ------------------------------------------------------------------------------------------


def run_list(items, journal, how=HOW, **more):
    found: list[dict] = []
    return check_works(items, how, lambda: NOW, journal, each=found.append, **more), found


def test_a_list_is_checked_in_its_order_one_question_at_a_time_and_robots_once(tmp_path):
    asked: list[tuple[str, str]] = []
    pages = {f"/{n}.html": (200, HTML, PAGE) for n in range(60)} | {"/robots.txt": OPEN}
    with served(pages, asked) as address:
        listed = [f"{address}/{n}.html" for n in range(60)]
        tally, found = run_list(items_of(listed), tmp_path / "j", jobs=4)
    assert [one["target"] for one in found] == listed
    assert (tally.done, tally.failed, tally.kinds) == (60, 0, (("done", "not found", 60),))
    assert [path for path, _ in asked].count("/robots.txt") == 1


def test_a_second_run_checks_only_what_is_new_or_could_not_be_checked(tmp_path):
    asked: list[tuple[str, str]] = []
    pages = {"/robots.txt": OPEN, "/a.html": (200, HTML, PAGE)}
    with served(pages, asked) as address:
        names = [f"{address}/{name}.html" for name in "ab"]
        assert run_list(items_of(names), tmp_path / "j")[0].failed == 1
        asked.clear()
        pages["/b.html"] = pages["/c.html"] = (200, HTML, PAGE)
        tally, found = run_list(items_of([*names, f"{address}/c.html"]), tmp_path / "j")
    assert [path for path, _ in asked if path.endswith("html")] == ["/b.html", "/c.html"]
    assert (tally.before, tally.done, len(found)) == (1, 2, 3)
    other = Checking(private=True, agent="other")
    with served(pages, asked) as address:
        assert run_list(items_of(names), tmp_path / "j", other)[0].before == 0


def test_each_new_record_is_handed_to_the_evidence_once(tmp_path):
    kept: list[dict] = []
    with served({"/robots.txt": OPEN, "/a.html": (200, HTML, PAGE)}) as address:
        for _ in range(2):
            run_list(items_of([f"{address}/a.html"]), tmp_path / "j", keep=kept.append)
    assert len(kept) == 1
    assert kept[0]["decided"]["decision"] == "not found"


def test_the_folder_of_a_website_speaks_for_its_files(tmp_path):
    site = tmp_path / "site"
    (site / "ok").mkdir(parents=True)
    rules = b"User-agent: *\nContent-Usage: / train-ai=n\nContent-Usage: /ok/ train-ai=y\n"
    (site / "robots.txt").write_bytes(rules)
    for name in ("a.png", "ok/b.png", "ok/қала 1.png"):
        (site / name).write_bytes(sample("png"))
    _, found = run_list(items_of([str(site)]), tmp_path / "j")
    decided = {Path(one["target"]).name: one["decided"]["decision"] for one in found}
    assert decided == {"a.png": "prohibited", "b.png": "allowed", "қала 1.png": "allowed"}


def test_a_run_that_is_killed_goes_on_where_it_stood(tmp_path):
    pages = {f"/{n}.html": (200, HTML, PAGE) for n in range(200)} | {"/robots.txt": OPEN}
    with served(pages) as address:
        listed = tmp_path / "works.txt"
        listed.write_text("# works\n\n" + "".join(f"{address}/{n}.html\n" for n in range(200)))
        words = [sys.executable, "-m", "tanba", "optout", "check", "--list", str(listed), "--private",
                 "--journal", str(tmp_path / "j"), "--format", "jsonl"]  # fmt: skip
        first = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and not (tmp_path / "j-wal").exists():
            time.sleep(0.05)
        time.sleep(0.6)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 200
    assert all(
        json.loads(line)["decided"]["decision"] == "not found" for line in done.stdout.splitlines()
    )


def test_ctrl_c_ends_a_run_soon_and_keeps_what_was_done(tmp_path):
    with raw(MALICE["a body that drips"][0]) as address:
        listed = tmp_path / "works.txt"
        listed.write_text("".join(f"{address}/{n}.html\n" for n in range(50)))
        words = [sys.executable, "-m", "tanba", "optout", "check", "--list", str(listed), "--private",
                 "--journal", str(tmp_path / "j"), "--seconds", "60"]  # fmt: skip
        run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(3)
        run.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, err = run.communicate(timeout=20)
    assert run.returncode == 130, err
    assert time.monotonic() - began < 10
    assert "Traceback" not in err
    assert "the same command goes on" in err


def test_a_journal_of_another_kind_is_refused(tmp_path):
    (tmp_path / "j").write_bytes(b"no database at all, and long enough to be looked at" * 100)
    with pytest.raises(Exception, match="OP15"):
        run_list(items_of(["https://a.invalid/"]), tmp_path / "j")
