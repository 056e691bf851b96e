"""Runs over many files: listing, journal, processes that die, and going on after being killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from marks import bulk_work
from marks.bulk_work import Copying
from tanba.kernel import Refused
from tanba.marks.bulk import Entry, Journal, Outcome, Tally, listing, run, shown, target_of

TESTS = Path(__file__).parents[1]


def files(folder: Path, **words: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, word in words.items():
        (folder / name).write_text(word)
    return folder


def names(*sources: Path, leave: tuple[Path, ...] = ()) -> dict[str, str]:
    return {entry.relative: entry.obstacle for entry in listing(sources, leave=leave)}


# --- listing ---


def test_every_file_is_listed_once_and_links_and_pipes_are_never_followed(tmp_path: Path) -> None:
    files(tmp_path / "a" / "b", deep="x", _hidden="x").joinpath("_hidden").rename(
        tmp_path / "a" / ".hidden"
    )
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "twin").symlink_to(tmp_path / "a" / "b" / "deep")
    (tmp_path / "a" / "broken").symlink_to("nowhere")
    os.mkfifo(tmp_path / "a" / "pipe")
    (tmp_path / "a" / ".tanba-journal").write_text("ours")

    assert names(tmp_path) == {
        "a/b/deep": "", "a/.hidden": "",
        "a/loop": "symlink", "a/twin": "symlink", "a/broken": "symlink",
        "a/pipe": "special",
    }  # fmt: skip


def test_the_journal_and_the_results_are_left_out_even_by_another_way_to_them(tmp_path: Path) -> None:
    files(tmp_path / "real" / "out", result="x")
    files(tmp_path / "real", picture="x", journal="x")
    (tmp_path / "way").symlink_to(tmp_path / "real")
    leave = (tmp_path / "way" / "out", tmp_path / "real" / "journal")
    assert names(tmp_path / "real", leave=leave) == {"picture": ""}
    assert names(tmp_path / "real" / "journal", tmp_path / "real" / "picture", leave=leave) == {
        "picture": ""
    }


def test_several_sources_bring_their_own_names_and_twins_are_refused(tmp_path: Path) -> None:
    one, two = files(tmp_path / "one", x="1"), files(tmp_path / "two", x="2")
    assert names(one, two) == {"one/x": "", "two/x": ""}
    assert names(one / "x", two) == {"x": "", "two/x": ""}
    assert names(one / "x") == {"x": ""}
    with pytest.raises(Refused, match=r"BK02 .*one/x and .*two/x"):
        listing([one / "x", two / "x"])
    with pytest.raises(Refused, match=r"BK03 .*three is not there"):
        listing([tmp_path / "three"])


def test_a_source_that_is_a_link_is_skipped_and_said(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(files(tmp_path / "real", x="1"))
    assert names(tmp_path / "link") == {"link": "symlink"}


def test_names_that_are_no_text_are_listed_and_shown_harmlessly(tmp_path: Path) -> None:
    odd = [
        b"line\nbreak",
        b"\x1b[31mred",
        b"latin-\xe9.jpg",
        "сурет-ә.jpg".encode(),
        "\u202egpj.exe".encode(),
    ]
    for name in odd:
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text("x")
    found = {entry.key: entry for entry in listing([tmp_path])}
    assert set(found) == set(odd)
    assert all(entry.path.read_text() == "x" for entry in found.values())
    texts = {shown(entry.relative) for entry in found.values()}
    assert texts == {
        "line\\nbreak", "\\x1b[31mred", "latin-\\udce9.jpg", "сурет-ә.jpg", "\\u202egpj.exe",
    }  # fmt: skip


def test_a_folder_of_endless_depth_ends(tmp_path: Path) -> None:
    here = tmp_path
    for _ in range(300):
        here /= "d"
    here.mkdir(parents=True)
    (found,) = listing([tmp_path])
    assert found.obstacle == "deep"
    assert found.relative.count("d") == 256


def test_a_folder_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    if os.getuid() == 0:
        pytest.skip("root may read every folder")
    files(tmp_path / "shut", x="1").chmod(0)
    try:
        assert names(tmp_path) == {"shut": "unreadable"}
    finally:
        (tmp_path / "shut").chmod(0o700)


# --- where results go ---


def test_a_result_lies_inside_the_folder_of_results(tmp_path: Path) -> None:
    source = files(tmp_path / "in" / "deep", x="1")
    entry = Entry(at=str(source / "x"), relative="deep/x")
    assert target_of(entry, tmp_path / "out") == tmp_path / "out" / "deep" / "x"


@pytest.mark.parametrize("relative", ["../x", "a/../../x", "/etc/passwd", "a//x", "", ".", "a/\0"])
def test_a_name_that_leads_out_is_refused(tmp_path: Path, relative: str) -> None:
    with pytest.raises(Refused, match="BK08"):
        target_of(Entry(at="x", relative=relative), tmp_path)


def test_a_link_in_the_folder_of_results_leads_nobody_out(tmp_path: Path) -> None:
    files(tmp_path / "out")
    (tmp_path / "out" / "deep").symlink_to(tmp_path)
    (tmp_path / "out" / "x").symlink_to(tmp_path / "y")
    for relative in ("deep/x", "x"):
        with pytest.raises(Refused, match="BK08 a symbolic link"):
            target_of(Entry(at="x", relative=relative), tmp_path / "out")


def test_a_result_never_falls_onto_its_own_file(tmp_path: Path) -> None:
    files(tmp_path, x="1")
    with pytest.raises(Refused, match="BK09"):
        target_of(Entry(at=str(tmp_path / "x"), relative="x"), tmp_path)


# --- runs ---


def told(tally: Tally) -> dict[str, str]:
    return {trouble.relative: f"{trouble.code} {trouble.what}" for trouble in tally.troubles}


@pytest.mark.parametrize("apart", [False, True], ids=["here", "apart"])
def test_one_bad_file_never_stops_the_run(tmp_path: Path, apart: bool) -> None:
    folder = files(tmp_path, a="fine", b="break", c="refuse", d="skip", e="leave", f="fine too")
    (tmp_path / "g").symlink_to("a")
    tally = run(listing([folder]), bulk_work.reading, apart=apart)
    assert (tally.seen, tally.done, tally.refused, tally.skipped, tally.failed) == (7, 2, 1, 2, 2)
    assert tally.settled == tally.seen
    assert tally.listed
    assert not tally.stopped
    assert tally.size == len("fine") + len("fine too")
    assert told(tally) == {
        "b": "BK12 ValueError: a bad\\x1b[31m file \\udcff",
        "c": "MK01 not a kind of file that Tanba marks",
        "e": "BK12 SystemExit: 1",
    }
    assert {(state, kind): n for state, kind, n in tally.kinds}["skipped", "symbolic link"] == 1


def test_a_process_that_dies_costs_only_its_file(tmp_path: Path) -> None:
    folder = files(tmp_path, **{f"{i:02}": "fine" for i in range(40)})
    files(folder, bad1="exit", bad2="kill")
    tally = run(listing([folder]), bulk_work.reading, jobs=2)
    assert (tally.done, tally.failed, tally.died) == (40, 2, 2)
    assert told(tally) == {
        "bad1": "BK10 the process that worked on it ended with code 3",
        "bad2": "BK10 the process that worked on it died of SIGKILL",
    }


def test_a_file_that_never_ends_is_given_up(tmp_path: Path) -> None:
    folder = files(tmp_path, a="fine", b="sleep", c="fine")
    tally = run(listing([folder]), bulk_work.reading, apart=True, limit=4.0)
    assert (tally.done, tally.failed) == (2, 1)
    assert told(tally) == {"b": "BK11 took longer than 4 seconds"}


def test_work_that_cannot_begin_is_told_once(tmp_path: Path) -> None:
    folder = files(tmp_path, a="fine", b="fine")
    with pytest.raises(Refused, match="MK07 the key does not open"):
        run(listing([folder]), bulk_work.hopeless, jobs=2)
    with pytest.raises(Refused, match=r"BK13 .* ended with code 9, 5 times over"):
        run(listing([folder]), bulk_work.stillborn, jobs=2)


def test_an_empty_folder_is_an_empty_run(tmp_path: Path) -> None:
    tally = run(listing([tmp_path]), bulk_work.hopeless, jobs=2)
    assert (tally.seen, tally.settled, tally.listed) == (0, 0, True)


def test_two_thousand_files_are_each_done_once_and_never_again(tmp_path: Path) -> None:
    folder = files(tmp_path / "in", **{f"{i:04}": str(i) for i in range(2_000)})
    out = files(tmp_path / "out")
    ticks: list[Tally] = []
    with Journal(tmp_path / "journal", "order") as journal:
        first = run(listing([folder]), Copying(str(out)), jobs=2, journal=journal, tick=ticks.append)
        again = run(listing([folder]), Copying(str(out)), jobs=2, journal=journal)
        assert sum(1 for _ in journal.details()) == 2_000
    assert (first.done, first.before, first.size) == (2_000, 0, sum(len(str(i)) for i in range(2_000)))
    assert (again.done, again.before, again.seen) == (0, 2_000, 2_000)
    assert sorted(out.joinpath("done.txt").read_text().split()) == [f"{i:04}" for i in range(2_000)]
    assert ticks[-1] == first


def test_only_the_first_troubles_are_named_and_all_are_counted_and_kept(tmp_path: Path) -> None:
    folder = files(tmp_path / "in", **{f"{i:03}": "refuse" for i in range(150)})
    with Journal(tmp_path / "journal", "order") as journal:
        tally = run(listing([folder]), bulk_work.reading, journal=journal)
        assert [trouble.relative for trouble in journal.troubles()] == [f"{i:03}" for i in range(150)]
    assert len(tally.troubles) == 100
    assert tally.refused == 150


# --- journal ---


def test_what_failed_or_changed_or_is_asked_otherwise_is_done_again(tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a="fine", b="break", c="refuse", d="fine")
    path = tmp_path / "journal"
    with Journal(path, "one") as journal:
        run(listing([folder]), bulk_work.reading, journal=journal)
        assert list(journal.details()) == [("a", "tiny", '{"ok":true}'), ("d", "tiny", '{"ok":true}')]
    (folder / "d").write_text("otherwise")
    with Journal(path, "one") as journal:
        tally = run(listing([folder]), bulk_work.reading, journal=journal)
        assert (tally.before, tally.done, tally.failed, tally.refused) == (2, 1, 1, 0)
        kept = run(listing([folder]), bulk_work.reading, journal=journal, kept=lambda entry: False)
        assert kept.before == 0
    with Journal(path, "two") as journal:
        assert run(listing([folder]), bulk_work.reading, journal=journal).before == 0


def test_a_file_changed_in_place_is_not_done_again(tmp_path: Path) -> None:
    folder = files(tmp_path / "in", a="fine", b="fine")
    for apart in (True, False):
        with Journal(tmp_path / "journal", "order") as journal:
            run(listing([folder]), bulk_work.changing, journal=journal, in_place=True, apart=apart)
    assert {path.read_text() for path in folder.iterdir()} == {"fine!"}


def test_odd_names_go_through_the_journal(tmp_path: Path) -> None:
    folder = files(tmp_path / "in")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\n\x1b")).write_text("refuse")
    for before in (0, 1):
        with Journal(tmp_path / "journal", "order") as journal:
            assert run(listing([folder]), bulk_work.reading, jobs=2, journal=journal).before == before
            assert [trouble.relative for trouble in journal.troubles()] == ["\\udcff\\n\\x1b"]


def test_a_damaged_journal_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(Refused, match="BK01 not a journal") as error:
        Journal(path, "order")
    assert "take it away" in error.value.hint
    assert path.read_bytes() == b"no database at all" * 100


def went_on(path: Path, folder: Path) -> None:
    with Journal(path, "order") as journal:
        run(listing([folder]), bulk_work.reading, journal=journal)
        list(journal.troubles())


def test_damage_in_the_middle_of_a_journal_is_told(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    folder = files(tmp_path / "in", **{f"{i:04}": "refuse" for i in range(600)})
    with Journal(path, "order") as journal:
        run(listing([folder]), bulk_work.reading, journal=journal)
    data = bytearray(path.read_bytes())
    data[12_288:-4_096] = b"\xa5" * (len(data) - 16_384)
    path.write_bytes(data)
    with pytest.raises(Refused, match="BK01"):
        went_on(path, folder)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    path = tmp_path / "theirs"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE money (sum)")
    before = path.read_bytes()
    with pytest.raises(Refused, match=r"BK01 .*some other kind"):
        Journal(path, "order")
    assert path.read_bytes() == before


def test_a_journal_serves_one_run_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    with Journal(path, "order"), pytest.raises(Refused, match="BK04"):
        Journal(path, "order")


def test_a_journal_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="BK05"):
        Journal(tmp_path / "no" / "such" / "folder", "order")


# --- being stopped ---

_RUN = """
import sys
from pathlib import Path
from marks.bulk_work import Copying
from tanba.marks.bulk import Journal, listing, run

if __name__ == "__main__":
    folder, out, journal, jobs = sys.argv[1:]
    with Journal(Path(journal), "order") as kept:
        tally = run(listing([Path(folder)]), Copying(out, 0.005), jobs=int(jobs), journal=kept)
    print(tally.done, tally.before, tally.stopped)
"""


def started(tmp_path: Path, jobs: int = 2) -> "subprocess.Popen[str]":
    script = tmp_path / "program.py"
    script.write_text(_RUN)
    arguments = [str(tmp_path / name) for name in ("in", "out", "journal")]
    return subprocess.Popen(
        [sys.executable, "-W", "error", str(script), *arguments, str(jobs)],
        env={**os.environ, "PYTHONPATH": str(TESTS)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def under_way(tmp_path: Path, process: "subprocess.Popen[str]", count: int) -> None:
    """Wait until some files are done."""
    done = tmp_path / "out" / "done.txt"
    for _ in range(2_000):
        if done.exists() and done.read_bytes().count(b"\n") >= count:
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    raise AssertionError("nothing was done")


def test_a_run_killed_outright_goes_on_where_it_stood(tmp_path: Path) -> None:
    files(tmp_path / "in", **{f"{i:04}": "x" for i in range(300)})
    done = files(tmp_path / "out") / "done.txt"
    with started(tmp_path) as process:
        under_way(tmp_path, process, 150)
        process.kill()
    with started(tmp_path) as process:
        text, errors = process.communicate()
    assert errors == ""
    now, before, stopped = text.split()
    assert int(now) + int(before) == 300
    assert int(before) > 0
    assert stopped == "False"
    assert set(done.read_text().split()) == {f"{i:04}" for i in range(300)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_ends_the_run_after_the_files_in_hand(tmp_path: Path, jobs: int) -> None:
    files(tmp_path / "in", **{f"{i:04}": "x" for i in range(1_000)})
    done = files(tmp_path / "out") / "done.txt"
    with started(tmp_path, jobs) as process:
        under_way(tmp_path, process, 50)
        process.send_signal(signal.SIGINT)
        text, errors = process.communicate()
    assert errors == ""
    now, _, stopped = text.split()
    assert stopped == "True"
    assert 50 <= int(now) < 1_000
    assert len(done.read_text().split()) == int(now), "what was done is exactly what the journal knows"


def test_a_wish_to_stop_is_heard(tmp_path: Path) -> None:
    folder = files(tmp_path / "in", **{f"{i:03}": "x" for i in range(400)})
    out = files(tmp_path / "out")
    seen: list[Tally] = []
    tally = run(
        listing([folder]),
        Copying(str(out), 0.005),
        jobs=2,
        tick=seen.append,
        stop=lambda: bool(seen[-1].done),
    )
    assert tally.stopped
    assert 0 < tally.done < 400


def test_outcomes_of_every_state_are_counted_by_kind() -> None:
    entries = [Entry(at=f"/{i}", relative=str(i)) for i in range(3)]
    kinds = iter(["jpeg", "png", "jpeg"])
    tally = run(entries, lambda: lambda entry: Outcome(state="done", kind=next(kinds), size=7))
    assert tally.kinds == (("done", "jpeg", 2), ("done", "png", 1))
    assert tally.size == 21
