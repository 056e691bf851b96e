"""`tanba measure` before hostile cards, words, artefacts and measures: our own errors, and nothing lost."""

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from faces.tanba_run import TANBA, Person
from tanba.flow import declarations, keep_run, open_pack, read_run, read_runs, rules_reached
from tanba.kernel import Faults, Missing
from tanba.law import Duty, leaves
from tanba.measures import Broken

SECRET = "h0rse/battery"  # noqa: S105  (opens nothing)
LOANS = "sex,approved\n" + "f,1\n" * 30 + "f,0\n" * 70 + "m,1\n" * 80 + "m,0\n" * 20
SETTINGS = "decision: approved\nfavourable: ['1']\ngrounds: [{of: sex, column: sex}]\n"
ORDER = (
    "  - measure: discrimination\n    name: {name}\n    reads: {{decisions: {at}}}\n"
    "    settings: {{decision: approved, favourable: ['1'], grounds: [{{of: sex, column: sex}}]}}\n"
)
HEAD = "tanba: 1\npack: kz/ai-law\nsystem: {id: bank, name: A bank's scoring}\n"


LAX = ("--at-least", "selection.ratio=0.1", "--at-most", "grounds.unmeasured=11")


class House(Person):
    """A folder with a table of loans, settings and a card that orders what it is told to."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "keys")
        self.folder = folder
        self.card = folder / "tanba.yaml"
        (folder / "loans.csv").write_text(LOANS, "utf-8")
        (folder / "s.yaml").write_text(SETTINGS, "utf-8")

    def orders(self, *orders: str, head: str = HEAD) -> None:
        self.card.write_text(f"{head}measures:\n{''.join(orders)}", "utf-8")

    def measure(self, *words, **more):
        return self.tanba("measure", *words, cwd=self.folder, **more)

    def run(self, *words, **more):
        return self.measure("run", "--card", "tanba.yaml", *words, **more)

    def plain(self, *words, at="loans.csv", **more):
        reads = ("--read", f"decisions={at}", "--settings", "s.yaml")
        return self.measure("run", "discrimination", *reads, *words, **more)

    @property
    def kept(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "tanba.measured").glob("*"))


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """A house with one run, for tests that only read."""
    house = House(tmp_path_factory.mktemp("measured"))
    house.orders(ORDER.format(name="loans", at="loans.csv"))
    code, _, err = house.run()
    assert code == 1, err
    return house


# --- hostile cards ----------------------------------------------------------------------------------


def test_everything_wrong_with_the_orders_of_a_card_is_told_at_once_each_with_its_line(house):
    settings = "settings: {decision: d, favourable: [y], grounds: [{of: sex, column: sex}]}"
    wrong = [
        ("- astrology", "MS06"),
        ("- {measure: discrimination, reads: 5}", "MS06"),
        ("- {measure: [discrimination], reads: {}}", "MS06"),
        (f"- {{measure: discrimination, name: a/b, reads: {{decisions: x.csv}}, {settings}}}", "MS06"),
        (
            f"- {{measure: discrimination, name: {'a' * 300}, reads: {{decisions: x}}, {settings}}}",
            "MS06",
        ),
        (
            f'- {{measure: discrimination, name: "a\\u202eb", reads: {{decisions: x}}, {settings}}}',
            "MS06",
        ),
        (f"- {{measure: discrimination, name: '', reads: {{decisions: ' '}}, {settings}}}", "MS08"),
        ("- {measure: discrimination, reads: {decisions: x}, settings: [decision]}", "MS06"),
        ("- {measure: discrimination, reads: {decisions: x}, settings: {decision: d}}", "MS07"),
        (f"- {{measure: drift, reads: {{stars: x}}, {settings}}}", "MS08"),
    ]
    for bound in ("{because: b}", "{at_most: nan, because: b}", "{at_least: 1e999, because: b}"):
        own = f"yardsticks: {{x: {bound}}}"
        wrong.append((f"- {{measure: labels, reads: {{results: x}}, {own}}}", "MS09"))
    house.orders(*(f"  {order}\n" for order, _ in wrong))
    code, out, err = house.run()
    assert (code, out, house.kept) == (2, "", [])
    for line, (order, expected) in enumerate(wrong, 5):
        assert re.search(rf"^tanba\.yaml:{line}: {expected} ", err, re.M), (order, err)


def test_two_orders_of_one_name_are_refused_where_the_second_stands(house):
    house.orders(*[ORDER.format(name="loans", at="loans.csv")] * 2)
    code, _, err = house.run()
    assert code == 2
    assert "tanba.yaml:9: MS06 measures.1: there is already an order named 'loans'" in err


@pytest.mark.parametrize("section", ["5", "all of them", "{measure: labels}", "[[]]", "[null]"])
def test_orders_that_are_no_list_of_orders_are_refused(house, section):
    house.card.write_text(f"{HEAD}measures: {section}\n", "utf-8")
    code, _, err = house.run()
    assert code == 2
    assert re.match(r"tanba\.yaml:4: (CD01 measures|MS06)", err), err


def test_a_card_of_five_thousand_orders_costs_little(house):
    house.orders(*["  - {measure: x, reads: {}}\n"] * 5_000)
    begun = time.monotonic()
    code, _, err = house.run()
    assert code == 2
    assert len(err) < 20_000
    assert time.monotonic() - begun < 20


# --- words of the command ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name a measure, or a card"),
        (("labels", "--card", "tanba.yaml"), "name a measure, or a card"),
        (
            ("--card", "tanba.yaml", "--read", "decisions=loans.csv"),
            "what a card orders, it says itself",
        ),
        (("--card", "tanba.yaml", "--at-most", "x=1"), "what a card orders, it says itself"),
        (("--card", "tanba.yaml", "--only", "others"), "the card orders no 'others'"),
        (("labels", "--only", "loans"), "--only names orders of a card"),
        (("labels", "--read", "outputs"), "'outputs' is not NAME=TEXT"),
        (("labels", "--read", "outputs=a", "--read", "outputs=b"), "--read outputs is given twice"),
        (("labels", "--read", "outputs=a", "--at-most", "x=nan"), "'nan' is not a number"),
        (("labels", "--read", "outputs=a", "--at-least", "x=-inf"), "'-inf' is not a number"),
        (("labels", "--read", "outputs=a", "--set", "seed=[1"), "--set seed:1: YM02"),
        (("labels", "--read", "outputs=a", "--set", "- x=1"), "--set: MS07 - x: is not a word"),
        (("labels", "--read", "outputs=a", "--set", "x=1\nseed: 2"), "YM02"),
        (("labels", "--read", "outputs=\0"), "MS03"),
    ],
)
def test_words_that_make_no_order_are_told(measured, words, told):
    if "\0" in "".join(words):
        words = tuple(word.replace("\0", "a" * 5_000) for word in words)
    code, out, err = measured.measure("run", *words)
    assert (code, out) == (2, "")
    assert told in err


def test_a_file_of_settings_is_told_with_its_line_and_pairs_win(house):
    (house.folder / "s.yaml").write_text(f"{SETTINGS}level: often\nno_such: 1\n", "utf-8")
    code, _, err = house.plain("--set", "level=0.9")
    assert code == 2
    assert err.splitlines() == ["s.yaml:5: MS07 no_such: is not a word of this format"]
    (house.folder / "s.yaml").write_bytes(b"decision: \xff\n")
    assert "MS03 cannot be read: not UTF-8" in house.plain()[2]
    (house.folder / "s.yaml").write_text("[1]", "utf-8")
    assert "s.yaml:1: MS07" in house.plain()[2]
    (house.folder / "s.yaml").write_text(f"{SETTINGS}level: nan\n", "utf-8")
    assert "MS07" in house.plain()[2]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--fail-on", "never"), 0),
        (LAX, 0),
        ((*LAX, "--at-least", "selection.ratoi=0.9"), 0),
        ((*LAX, "--at-least", "selection.ratoi=0.9", "--fail-on", "not shown"), 1),
    ],
)
def test_the_exit_code_says_what_was_found(measured, words, code):
    found, out, err = measured.plain(*words, "--format", "json")
    assert (found, err) == (code, "")
    if "selection.ratoi=0.9" in words:  # a slip in a name shows, and is no pass
        last = json.loads(out)[0]["judged"][-1]
        assert last["result"] == {"id": "selection.ratoi", "n": 0, "of": [], "unit": "number"}
        assert last["verdict"] == "not shown"


def test_a_run_is_the_same_in_any_language_but_for_its_time(measured):
    runs = []
    for lang in ("kk", "en"):
        _, out, _ = measured.plain("--at-least", "selection.ratio=0.9", "--format", "json", lang=lang)
        (run,) = json.loads(out)
        assert run.pop("at")
        assert len(run.pop("digest")) == 64
        runs.append(run)
    assert json.dumps(runs[0]) == json.dumps(runs[1])


# --- artefacts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        f"postgresql://clerk:{SECRET}@127.0.0.1:1/bank?sslpassword={SECRET}#loans",
        f"mysql://clerk:{SECRET}@127.0.0.1/bank#loans",
        f"https://clerk:{SECRET}@127.0.0.1/loans",
        f"env:postgresql://clerk:{SECRET}@127.0.0.1/bank#loans",
        f"postgresql:clerk:{SECRET}@127.0.0.1/bank#loans",
        f"postgresql://clerk:{SECRET}@127.0.0.1:port/bank#loans",
    ],
)
def test_a_password_in_an_address_is_never_printed(measured, at):
    code, out, err = measured.plain(at=at)
    assert (code, out) == (2, "")
    assert re.search(r"M[ST]\d\d", err)
    assert "h0rse" not in err
    assert "battery" not in err


def test_a_database_is_read_by_a_name_of_the_environment_that_alone_is_kept(house):
    with sqlite3.connect(house.folder / "b.db") as base:
        base.execute("CREATE TABLE loans (sex TEXT, approved TEXT)")
        rows = [line.split(",") for line in LOANS.splitlines()[1:]]
        base.executemany("INSERT INTO loans VALUES (?, ?)", rows)
    base.close()
    house.orders(
        ORDER.format(name="by name", at="'env:BANK#loans'"),
        ORDER.format(name="beside the card", at="'sqlite:///b.db#loans'"),
    )
    url = f"sqlite:///{house.folder / 'b.db'}"
    code, out, err = house.tanba(
        "measure", "run", "--card", house.card, "--format", "json", cwd="/", BANK=url
    )
    assert code == 1, err
    assert [run["inputs"][0]["at"] for run in json.loads(out)] == [
        "env:BANK#loans",
        "sqlite:///b.db#loans",
    ]
    assert str(house.folder) not in "".join(
        path.read_text("utf-8") for path in (house.folder / "tanba.measured").iterdir()
    )


def test_what_is_no_file_is_refused_and_never_waited_for(measured):
    folder = measured.folder
    for name, make in {
        "pipe.csv": os.mkfifo,
        "loop.csv": lambda path: path.symlink_to(path),
        "folder.csv": os.mkdir,
    }.items():
        make(folder / name)
        code, _, err = measured.plain(at=name)
        assert code == 2
        assert re.search("MS0[34]", err), err


def test_a_folder_is_told_by_every_name_and_byte_whatever_the_names_are(house):
    folder = house.folder / "results"
    folder.mkdir()
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    hashes = []
    for name, content in ((b"a.txt", b"1"), (b"\xff\xfe.txt", b"2"), (b"a.txt", b"3"), (b"b.txt", b"")):
        (folder / os.fsdecode(name)).write_bytes(content)
        code, out, err = house.measure(
            "run", "labels", "--read", "outputs=results", "--format", "json", "--fail-on", "never"
        )
        assert code == 0, err
        hashes.append(json.loads(out)[0]["inputs"][0]["sha256"])
    assert len(set(hashes)) == 4


def test_a_table_that_somebody_writes_meanwhile_is_refused(house):
    house.orders(ORDER.format(name="loans", at="loans.csv"))
    stop = threading.Event()

    def write() -> None:
        with (house.folder / "loans.csv").open("a") as table:
            while not stop.wait(0.002):
                print("f,1", file=table, flush=True)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        code, out, err = house.run()
    finally:
        stop.set()
        writer.join()
    assert (code, house.kept) == (2, [])
    assert "MS05 loans.csv: changed while it was measured" in err
    assert "not met" not in out


# --- what is kept -----------------------------------------------------------------------------------


def test_a_run_of_a_measure_that_is_not_installed_still_answers(measured, tmp_path):
    house = House(tmp_path)
    house.orders(head=HEAD)
    run = json.loads((measured.folder / "tanba.measured/loans.json").read_text("utf-8"))
    run["measure"] = "of-others"
    folder = house.folder / "tanba.measured"
    folder.mkdir()
    (folder / "loans.json").write_text(json.dumps(run), "utf-8")
    house.card.write_text(HEAD, "utf-8")
    code, out, err = house.tanba("assess", house.card, "--format", "json", "--fail-on", "never")
    assert (code, json.loads(out)[0]["share"]["measured"]) == (0, 1), err
    assert house.measure("show", "tanba.yaml", "--format", "json")[0] == 0
    code, _, err = house.measure("show", "tanba.yaml")
    assert (code, "MS01 there is no measure 'of-others'" in err) == (2, True)


@pytest.mark.parametrize(
    "make",
    [
        os.mkfifo,
        os.mkdir,
        lambda path: path.symlink_to("/dev/zero"),
        lambda path: path.symlink_to(path),
        lambda path: path.symlink_to("gone"),
    ],
    ids=["a pipe", "a folder", "a device", "a loop", "nothing"],
)
def test_what_is_no_file_among_the_runs_is_refused_and_never_waited_for(house, make):
    house.card.write_text(HEAD, "utf-8")
    (house.folder / "tanba.measured").mkdir()
    make(house.folder / "tanba.measured/x.json")
    with pytest.raises(Missing, match=r"x\.json: MS03"):
        read_runs(house.card)


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace(b'"n":100', b'"n":NaN', 1),
        lambda text: text.replace(b'"n":100', b'"n":-100'),
        lambda text: text.replace(b'"verdict":"not met"', b'"verdict":"met"', 1),
        lambda text: text.replace(b'"form":1', b'"form":1,"more":2'),
        lambda text: text[: len(text) // 2],
        lambda text: text + b" " * (65 << 20),
    ],
    ids=["nan", "below nothing", "another verdict", "more", "half", "large"],
)
def test_a_run_that_was_altered_is_refused(measured, tmp_path, alter):
    path = tmp_path / "x.json"
    before = (measured.folder / "tanba.measured/loans.json").read_bytes()
    path.write_bytes(alter(before))
    assert path.read_bytes() != before
    with pytest.raises(Faults, match=r"x\.json: MS10"):
        read_run(path)


def test_a_folder_that_cannot_be_written_is_our_own_error(measured, tmp_path):
    (run,) = read_runs(measured.card)
    (tmp_path / "tanba.measured").write_text("", "utf-8")
    with pytest.raises(Missing, match="CL02"):
        keep_run(tmp_path / "tanba.yaml", run)


# --- measures of others -----------------------------------------------------------------------------

RUBBISH = """
import time
from tanba.kernel import Text, value
from tanba.measures import About, Chart, Grid, Heading, Measured, Reads, Result, Point, exact

def said(text):
    return Text(kk=text, ru=text, en=text)

@value
class Settings:
    how: str = "well"

def result(**more):
    return Result(**({"id": "x", "number": 1.0, "band": exact(1.0), "unit": "number", "n": 1} | more))

class Rubbish:
    settings = Settings
    about = About(id="rubbish", version="1", title=said("Rubbish"), purpose=said("Tries."), reads=(),
                  shows=(), yardsticks={}, assumes=(said("Nothing."),), cost=said("None."), valid_days=9)
    def run(self, reads, settings, world):
        world.tick(1, 0)
        good = Measured(results=(result(),))
        match settings.how:
            case "well": return good
            case "none": return None
            case "a list": return [good]
            case "text for a number": return Measured(results=(result(n="many"),))
            case "another unit": return Measured(results=(result(unit="parsecs"),))
            case "infinity":
                return Measured(results=(), tables=(Grid(id="t", title=said("t"),
                    headings=(Heading(title=said("h")),), rows=((float("inf"),),)),))
            case "wide rows":
                return Measured(results=(), tables=(Grid(id="t", title=said("t"), headings=(), rows=((1,),)),))
            case "half of a character": return Measured(results=(result(of=(("a", "\\ud800"),)),))
            case "huge":
                points = tuple(Point(label="x" * 50_000) for _ in range(1_500))
                return Measured(results=(), charts=(Chart(id="c", kind="intervals", title=said("c"),
                    unit="number", points=points),))
            case "disk": raise OSError(5, "Input/output error")
            case "memory": raise MemoryError
            case "depth": return self.run(reads, settings, world)
            case "key": raise KeyError("\\x1b[31mred\\n" + "x" * 5_000)
            case "sleep":
                print("waiting", flush=True)
                time.sleep(60)
    def example(self, folder):
        return None
"""
HOWS = [
    *("none", "a list", "text for a number", "another unit", "infinity", "wide rows"),
    *("half of a character", "huge", "disk", "memory", "depth", "key"),
]


@pytest.fixture
def rubbish(house):
    """A house with a package of somebody, laid out as pip would."""
    (house.folder / "rubbish_package.py").write_text(RUBBISH, "utf-8")
    info = house.folder / "rubbish_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: rubbish_package\nVersion: 1\n", "utf-8"
    )
    (info / "entry_points.txt").write_text(
        "[tanba.measures]\nrubbish = rubbish_package:Rubbish\n", "utf-8"
    )
    return house


def rubbish_order(how: str, name: str = "") -> str:
    name = json.dumps(name or how)
    return f"  - {{measure: rubbish, name: {name}, reads: {{}}, settings: {{how: {how}}}}}\n"


def test_measures_of_others_that_break_or_lie_are_named_and_harm_no_other(rubbish):
    rubbish.orders(rubbish_order("well"), *map(rubbish_order, HOWS), rubbish_order("well", "last"))
    code, out, err = rubbish.run("--format", "json")
    assert code == 2
    assert [run["name"] for run in json.loads(out)] == ["well", "last"]
    assert rubbish.kept == ["last.json", "well.json"]
    for how in HOWS:
        assert re.search(rf"^{how}: MS13 the measure 'rubbish' (broke|gave back)", err, re.M), err
    assert all(len(line) < 500 for line in err.splitlines())


def test_who_stops_a_measure_keeps_what_was_measured_before(rubbish):
    rubbish.orders(rubbish_order("well"), rubbish_order("sleep"), rubbish_order("well", "last"))
    process = subprocess.Popen(
        [*TANBA, "measure", "run", "--card", "tanba.yaml"],
        cwd=rubbish.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"TANBA_LANG": "en"},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "Traceback" not in err
    assert rubbish.kept == ["well.json"]
    assert read_runs(rubbish.card)[0].name == "well"


def test_a_terminal_sees_progress_and_a_name_with_brackets_is_what_it_is(rubbish):
    rubbish.orders(rubbish_order("well", "[bold] loans [x]"))
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*TANBA, "measure", "run", "--card", "tanba.yaml"],
        cwd=rubbish.folder, stdout=subprocess.PIPE, stderr=theirs, check=False,
        env=os.environ | {"TANBA_LANG": "en", "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    seen = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert done.returncode == 0, seen
    assert "[bold] loans [x]" in seen
    assert rubbish.kept == ["[bold] loans [x].json"]


# --- an endpoint ------------------------------------------------------------------------------------


class Honest(BaseHTTPRequestHandler):
    """An endpoint that answers chat completions."""

    asked: list[str]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(self.headers["Authorization"])
        message = {"role": "assistant", "content": "Done, cancelled. The button is in your profile."}
        body = json.dumps({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


def test_transcripts_are_kept_beside_the_card_without_the_key_and_replayed(house):
    handler = type("Handler", (Honest,), {"asked": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = "{model: m, key: 'env:KEY', languages: [en], behaviours: [guilt], probes: 2}"
        order = f"{{endpoint: 'http://127.0.0.1:{server.server_port}/v1'}}, settings: {settings}"
        house.orders(f"  - {{measure: manipulation, name: chat, reads: {order}}}\n")
        code, out, err = house.run("--fail-on", "never", "--seconds", "5", KEY=SECRET)
        assert (code, house.kept) == (0, ["chat.json", "chat.transcripts"]), err
        first = len(handler.asked)
        assert set(handler.asked) == {f"Bearer {SECRET}"}
        again, _, err = house.run("--fail-on", "never", "--seconds", "5", KEY=SECRET)
        assert (again, len(handler.asked)) == (0, first), "a run goes on where it stopped"
        server.shutdown()
    written = [path for path in (house.folder / "tanba.measured").rglob("*") if path.is_file()]
    assert len(written) >= 2
    assert all(SECRET.encode() not in path.read_bytes() for path in written)
    assert SECRET not in out + err


# --- what an assessment says of it ------------------------------------------------------------------


def test_every_form_of_an_assessment_rests_on_what_was_measured(measured):
    never = ("--fail-on", "never")
    for form in ("text", "html", "sarif"):
        code, out, err = measured.tanba("assess", measured.card, "--format", form, *never)
        assert code == 0, err
        assert "ai-law" in out
    (found,) = json.loads(measured.tanba("assess", measured.card, "--format", "json", *never)[1])
    assert found["facts"]["discrimination_found"] is True
    assert found["share"]["measured"] == 1
    (told,) = found["measured"]
    assert (told["fact"], told["state"], told["run"]) == ("discrimination_found", "used", "loans")
    rules = [one["id"] for one in found["results"] if "discrimination_found" in str(one)]
    reached = rules_reached(open_pack(), ["discrimination_found"], read_runs(measured.card)[0].until)
    assert reached
    code, out, err = measured.tanba("explain", measured.card, reached[0])
    assert (code, "discrimination" in out.lower()) == (0, True), (err, rules)


def test_what_was_measured_is_not_asked(measured, tmp_path):
    house = House(tmp_path)
    house.card.write_text(HEAD, "utf-8")
    (before,) = json.loads(
        house.tanba("assess", house.card, "--format", "json", "--fail-on", "never")[1]
    )
    (after,) = json.loads(
        measured.tanba("assess", measured.card, "--format", "json", "--fail-on", "never")[1]
    )
    asked = [{one["fact"] for one in record["questions"]} for record in (before, after)]
    assert asked[0] - asked[1] <= {"discrimination_found"}
    assert "discrimination_found" not in asked[1]


def test_the_rules_that_a_measure_reaches_are_those_that_lean_on_its_facts():
    """Counted again from below: every leaf of a rule is followed down to the facts it is built from."""
    pack = open_pack()
    derived = {one.id: one for one in pack.derived}

    def facts(condition) -> set[str]:
        names = {leaf.name for leaf in leaves(condition.node)}
        return names | {fact for name in names & set(derived) for fact in facts(derived[name].when)}

    day = max(rule.from_ for rule in pack.rules)
    for declared in declarations(pack, (), day):
        assert not isinstance(declared, Broken)
        shown = {one.fact for one in declared.about.shows}
        leaning = []
        for rule in pack.in_force(day):
            shows = rule.then.shown if isinstance(rule.then, Duty) else None
            if shown & (facts(rule.when) | (facts(shows) if shows else set())):
                leaning.append(rule.id)
        assert list(declared.rules) == leaning
        assert not shown or leaning, declared.about.id
