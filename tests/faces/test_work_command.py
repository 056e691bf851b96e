"""`tanba work`, as an author meets it: the real program in a process of its own."""

import json
import os
import pty
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from faces.tanba_run import PASSPHRASE, TANBA, Person
from keys.signers import time_authority
from tanba.flow import begin_work, find_work, stop_work
from tanba.works import SpanKind
from tanba.works.playback import replay

MACHINE = "Дала кең, аспан биік, жел еседі, атты адам үйге қайтады, түн келеді.\n"


class Author(Person):
    """Somebody in a folder with a work."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "keys")
        self.folder = folder

    def work(self, *words, **more):
        return self.tanba("work", *words, cwd=self.folder, **more)

    def write(self, name, content):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


@pytest.fixture
def author(tmp_path):
    return Author(tmp_path)


@pytest.fixture
def begun(author):
    begin_work(author.folder / "story.work", title="Таң", author="Айгүл")
    return author


def spans(piece):
    return [(span.kind, piece.text[span.start : span.end]) for span in piece.spans]


def test_a_story_from_the_first_prompt_to_the_last_word(author):
    code, out, err = author.work("start", "story", "--author", "Айгүл", "--language", "kk")
    assert (code, out) == (0, "story.work is begun\n")
    assert "--log" in err
    assert author.work("prompt", "Дала туралы жол")[1] == "p1\n"
    author.write("g0.txt", "Басқа жауап.\n")
    author.write("g1.txt", MACHINE)
    code, out, err = author.work("generated", "g0.txt", "g1.txt", "--model", "m", "--setting", "seed=7")
    assert (code, out, err) == (0, "g1\n", "answers p1\n")
    assert author.work("choose", "g1", "1")[0] == 0
    author.write("story.md", MACHINE)
    assert author.work("edit", "story.md")[1] == "story.md: 3 acts\n"
    author.write("story.md", MACHINE.replace("атты адам", "жаяу бала") + "Менің сөзім.\n")
    assert author.work("edit", "story.md", "--as", "typed")[0] == 0
    code, out, _ = author.work("stop")
    assert code == 0
    assert out.startswith("session 1 is ended, with ")
    record = replay(author.folder / "story.work")
    assert record.work.language == "kk"
    assert record.generations[0].chosen == (1,)
    assert dict(record.generations[0].settings) == {"seed": "7"}
    (piece,) = record.pieces
    kinds = spans(piece)
    assert (SpanKind.AI_EDITED, "жаяу бала") in kinds
    assert kinds[-1] == (SpanKind.HUMAN, "Менің сөзім.\n")
    assert {span.origin for span in piece.spans if span.kind is SpanKind.AI} == {"g1#1"}


def test_the_record_is_shown_in_three_forms_and_verified(begun):
    begun.write("a.md", "Менің сөзім.\n")
    begun.work("edit", "a.md", "--as", "typed")
    code, out, err = begun.work("verify")
    assert code == 0
    assert out == "the record holds: 3 acts, 1 session, 0 seals\n"
    assert "only a seal" in err
    code, out, _ = begun.work("show")
    assert code == 0
    assert "Таң" in out
    code, out, _ = begun.work("show", "--format", "json")
    assert code == 0
    assert json.loads(out)
    code, _, _ = begun.work("show", "--format", "html", "--out", "report.html")
    assert code == 0
    assert "<html" in (begun.folder / "report.html").read_text()[:500]
    line = begun.folder / "story.work" / "sessions" / "000001.jsonl"
    line.write_bytes(line.read_bytes().replace("Менің".encode(), "Сенің".encode()))
    code, _, err = begun.work("verify")
    assert code == 2
    assert "000001.jsonl" in err


def test_a_work_is_found_by_the_folder_it_is_in(author):
    code, _, err = author.work("prompt", "x")
    assert code == 2
    assert "WK60" in err
    assert "tanba work start" in err
    for name in ("a", "b"):
        begin_work(author.folder / f"{name}.work", title=name, author="x")
    code, _, err = author.work("prompt", "x")
    assert code == 2
    assert "WK61" in err
    assert "a.work, b.work" in err
    assert author.work("prompt", "x", TANBA_WORK="b.work")[1] == "p1\n"
    assert find_work(author.folder, author.folder / "a.work").name == "a.work"
    assert find_work(author.folder / "a.work").name == "a.work"


def test_a_new_work_needs_its_author_and_a_second_start_is_a_second_session(author):
    code, _, err = author.work("start", "story")
    assert code == 2
    assert "--author" in err
    assert author.work("start", "story", "--author", "Айгүл")[0] == 0
    stop_work(author.folder / "story.work")
    assert author.work("start")[1] == "session 2 of story.work is open\n"
    stop_work(author.folder / "story.work")
    code, _, err = author.work("stop")
    assert code == 2
    assert "WK17" in err


def test_what_is_told_without_a_session_has_one_of_its_own(begun):
    stop_work(begun.folder / "story.work")
    assert begun.work("prompt", "кейін айтылған")[1] == "p1\n"
    sessions = replay(begun.folder / "story.work").sessions
    assert [one.stopped for one in sessions] == [True, True]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("edit", "a.md", "--as", "ai", "--from", "g1"), "WK62"),
        (("edit", "a.md", "--as", "source"), "WK62"),
        (("edit", "a.md", "--crop", "0", "0", "5", "5"), "WK47"),
        (("edit", "p.png", "--mask", "m.png"), "WK47"),
        (("generated", "a.md", "p.png", "--model", "m"), "WK63"),
        (("choose", "g1", "0"), "WK13"),
    ],
)
def test_wrong_wishes_change_nothing_and_say_what_to_do(begun, words, code):
    begun.write("a.md", "сөз\n")
    for name in ("p.png", "m.png"):
        Image.new("L", (4, 4), 255).save(begun.folder / name)
    before = (begun.folder / "story.work" / "sessions" / "000001.jsonl").read_bytes()
    got, _, err = begun.work(*words)
    assert got == 2
    assert code in err
    assert (begun.folder / "story.work" / "sessions" / "000001.jsonl").read_bytes() == before


def test_a_file_that_cannot_be_followed_is_told_and_the_others_are_taken(begun):
    begun.write("a.md", "сөз\n")
    begun.write("b.md", b"\xff\xfe")
    code, out, err = begun.work("edit", "b.md", "a.md")
    assert code == 2
    assert out == "a.md: 3 acts\n"
    assert "b.md: passed over" in err


def test_a_picture_with_a_mask_and_a_crop(begun):
    picture = Image.effect_noise((40, 30), 80).convert("RGB")
    picture.save(begun.folder / "p.png")
    begun.write("g.png", (begun.folder / "p.png").read_bytes())
    begun.work("generated", "g.png", "--model", "m")
    assert begun.work("edit", "p.png", "--as", "ai", "--from", "g1")[0] == 0
    picture.paste((255, 0, 0), (5, 5, 15, 15))
    picture.save(begun.folder / "p.png")
    mask = Image.new("L", (40, 30), 0)
    mask.paste(255, (5, 5, 15, 15))
    mask.save(begun.folder / "mask.png")
    code, out, err = begun.work(
        "edit", "p.png", "--mask", "mask.png", "--as", "typed", "--tool", "brush"
    )
    assert (code, out) == (0, "p.png: 1 act\n"), err
    picture.crop((0, 0, 10, 30)).save(begun.folder / "p.png")
    assert begun.work("edit", "p.png", "--crop", "0", "0", "10", "30")[0] == 0
    (piece,) = replay(begun.folder / "story.work").pieces
    assert (piece.body.width, piece.body.height) == (10, 30)
    assert piece.body.pixels() == {SpanKind.AI: 250, SpanKind.AI_EDITED: 50}
    assert {one.origin for one in piece.body.regions if one.kind is SpanKind.AI} == {"g1#0"}


def test_an_arrangement_moves_passages_and_says_the_order_of_the_files(begun):
    one, two = "Таң атты, ауыл оянды, ит үрді.\n\n", "Көл бетінде аққулар жүзіп жүр екен, жаз.\n\n"
    begun.write("a.md", one + two)
    begun.write("b.md", "б\n")
    begun.work("edit", "a.md", "b.md", "--as", "typed")
    begun.write("a.md", two + one)
    code, out, _ = begun.work("arrange", "b.md", "a.md")
    assert code == 0
    assert "1 passage moved" in out
    record = replay(begun.folder / "story.work")
    piece = next(piece for piece in record.pieces if piece.file == "a.md")
    assert piece.text == two + one
    human = sum(span.end - span.start for span in piece.spans if span.kind is SpanKind.HUMAN)
    assert human >= len(piece.text) - 4
    assert record.acts["note"] == 1


def test_a_source_is_recognised_when_it_is_pasted(begun):
    begun.write("abai.txt", "Желсіз түнде жарық ай, сәулесі суда дірілдеп, ауылдың жаны терең сай.\n")
    assert begun.work("source", "Желсіз түнде", "--holder", "Абай", "--file", "abai.txt")[1] == "s1\n"
    begun.write("a.md", "Менің сөзім.\n" + (begun.folder / "abai.txt").read_text())
    begun.work("edit", "a.md", "--as", "typed")
    (piece,) = replay(begun.folder / "story.work").pieces
    assert [kind for kind, text in spans(piece) if text.strip()] == [SpanKind.HUMAN, SpanKind.SOURCE]


def test_acts_of_an_editor_are_answered_one_by_one_and_wrong_ones_change_nothing(begun):
    acts = [
        {"do": "open", "piece": "a.md", "file": "a.md", "media": "text", "text": ""},
        {"do": "prompt", "text": "сұрақ"},
        {"do": "generated", "prompt": "p1", "model": "m", "outputs": [MACHINE, "екінші"]},
        {"do": "insert", "piece": "a.md", "at": 0, "text": MACHINE, "as": "ai", "from": ["g1", 0, 0]},
        {"do": "insert", "piece": "a.md", "at": 99_999, "text": "x", "as": "typed"},
        {"do": "insert", "piece": "a.md", "at": 0, "text": "Мен. ", "as": "typed", "self": 1},
        {"do": "stop"},
        {"do": "insert", "piece": "a.md", "at": 0, "text": "Мен.\n", "as": "typed"},
        {"do": "save", "piece": "a.md"},
    ]
    lines = [json.dumps(act) for act in acts]
    lines[5:5] = [
        "no json",
        "[]",
        '{"do": "insert", "text": "\\ud800", "piece": "a.md", "at": 0, "as": "typed"}',
    ]
    done = subprocess.run(
        [*TANBA, "work", "act", "--json"],
        input="\n".join(lines).encode(),
        cwd=begun.folder,
        env=os.environ | {"TANBA_LANG": "en"},
        capture_output=True,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert [("at" in one) for one in answers] == [True] * 4 + [False] * 6 + [True] * 2
    assert (answers[1]["id"], answers[2]["id"]) == ("p1", "g1")
    assert answers[4]["error"]["code"] == "WK14"
    assert {one["error"]["code"] for one in answers[5:10]} <= {"WK48", "WK19"}
    (piece,) = replay(begun.folder / "story.work").pieces
    assert spans(piece) == [(SpanKind.HUMAN, "Мен.\n"), (SpanKind.AI, MACHINE)]


def test_an_act_that_was_answered_outlives_a_kill_and_others_take_turns(begun):
    process = subprocess.Popen(
        [*TANBA, "work", "act", "--json"],
        cwd=begun.folder,
        env=os.environ | {"TANBA_LANG": "en"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:

        def tell(**act):
            process.stdin.write(json.dumps(act).encode() + b"\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        tell(do="open", piece="a", file="a", media="text", text="")
        for letter in "сәлем":
            answer = tell(do="insert", piece="a", at=0, text=letter, **{"as": "typed"})
        assert begun.work("prompt", "арасында")[1] == "p1\n"
        answer = tell(do="insert", piece="a", at=0, text="!", **{"as": "typed"})
        process.kill()
    record = replay(begun.folder / "story.work")
    assert record.sessions[-1].acts == answer["at"][1] == 8
    assert record.pieces[0].text == "!меләс"


def test_the_record_is_sealed_into_a_log_with_a_time_of_others(begun):
    assert begun.tanba("keys", "new", "--name", "log", "--algorithm", "ed25519")[0] == 0
    begun.write("a.md", "Менің сөзім.\n")
    begun.work("edit", "a.md", "--as", "typed")
    with time_authority(begun.folder, datetime.now(UTC) - timedelta(days=1)) as clock:
        begun.write("root.pem", clock.root)
        code, _, err = begun.tanba(
            "log", "init", "--origin", "example.kz/log", "--log", begun.folder / "log",
            "--time-authority", clock.address, "--roots", begun.folder / "root.pem",
        )  # fmt: skip
        assert code == 0, err
        code, out, err = begun.work("seal", "--log", "log")
        assert code == 0, err
    assert "sealed up to act 3 of session 1: entry 0 of the log" in out
    assert "outside times: 1" in out
    record = replay(begun.folder / "story.work")
    (seal,) = record.seals
    assert (seal.upto, seal.entry, len(seal.stamps)) == ((1, 3), 0, 1)
    stop_work(begun.folder / "story.work")
    with subprocess.Popen(
        [*TANBA, "work", "watch", "a.md", "--seal"],
        cwd=begun.folder,
        env=os.environ
        | {"TANBA_LANG": "en", "TANBA_KEYS": str(begun.keys)}
        | {"TANBA_PASSPHRASE": PASSPHRASE},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert "session 2: entry 1 of the log" in process.stdout.readline()
        assert "outside times: 0" in process.stdout.readline()
        assert "not a day" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0
    record = replay(begun.folder / "story.work")
    assert record.sessions[-1].checkpoint.startswith("example.kz/log\n1\n")
    assert record.sessions[-1].stopped
    assert len(record.seals) == 2


def test_a_watch_on_a_terminal_ends_with_ctrl_c_and_a_stopped_session(begun):
    file = begun.write("a.md", "бір\n")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*TANBA, "work", "watch", "a.md", "--typed"],
        cwd=begun.folder,
        env=os.environ | {"TANBA_LANG": "kk", "TANBA_PASSPHRASE": PASSPHRASE},
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    assert process.stdout.readline().startswith("a.md: 3")
    file.write_text("бір екі\n")
    assert process.stdout.readline().startswith("a.md: 2")
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    process.stdout.close()
    os.close(ours)
    record = replay(begun.folder / "story.work")
    assert record.sessions[-1].stopped
    assert record.pieces[0].text == "бір екі\n"


def test_git_is_imported_from_the_terminal(begun):
    repo = begun.folder / "repo"
    repo.mkdir()
    git = ["git", "-C", str(repo), "-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run([*git, "init", "-q"], check=True)
    (repo / "a.md").write_text("сөз\n")
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "m"], check=True)
    code, out, err = begun.work("import-git", "repo", "--only", "*.md", "--typed")
    assert code == 0
    assert out == "1 file, 1 commit, 3 acts\n"
    assert "its dates are claims" in err
    (piece,) = replay(begun.folder / "story.work").pieces
    assert spans(piece) == [(SpanKind.HUMAN, "сөз\n")]
    assert str(piece.spans[0].how) == "declared"


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_help_is_there_for_every_command(author, lang):
    code, out, _ = author.work("--help", lang=lang)
    assert code == 0
    for name in ("start", "prompt", "generated", "choose", "edit", "arrange", "source", "seal", "stop",
                 "show", "watch", "import-git", "act", "verify"):  # fmt: skip
        assert f"\n  {name} " in out
