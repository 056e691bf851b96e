"""A real watcher in a process of its own, while others save files as editors do."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tanba.flow import begin_work, record_generation
from tanba.works import SpanKind
from tanba.works.playback import replay

TANBA = [sys.executable, "-m", "tanba", "work"]
GENERATED = "Дала кең, аспан биік, жел еседі, атты адам үйге қайтады, түн келеді.\n"


class Desk:
    """A folder with a work in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.work = folder / "story.work"
        self.lines: list[str] = []

    def tanba(self, *words, **more):
        done = subprocess.run(
            [*TANBA, *map(str, words)],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **more,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    @property
    def environment(self):
        return os.environ | {"TANBA_LANG": "en", "COLUMNS": "100", "PYTHONUNBUFFERED": "1"}

    @contextmanager
    def watching(self, *words, ends=signal.SIGINT):
        self.lines.clear()
        process = subprocess.Popen(
            [*TANBA, "watch", *map(str, words)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

        def listen():
            for line in process.stdout:
                self.lines.append(line.rstrip("\n"))

        ears = threading.Thread(target=listen)
        ears.start()
        try:
            self.wait(lambda: (self.work / "ready").exists() or "Following" in "\n".join(self.lines))
            yield process
            process.send_signal(ends)
            process.wait(30)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            ears.join()
            process.stdout.close()
        assert "Traceback" not in "\n".join(self.lines), "\n".join(self.lines)

    def wait(self, until, seconds=30):
        ends = time.monotonic() + seconds
        while not until():
            assert time.monotonic() < ends, "\n".join(self.lines)
            time.sleep(0.02)

    def acts(self):
        """Every act that is in the record now, whole lines only."""
        found = []
        for file in sorted((self.work / "sessions").iterdir()):
            lines = file.read_bytes().split(b"\n")[:-1]
            found += [json.loads(line) for line in lines[1:]]
        return found

    def saved(self, text):
        """Wait until the record holds this text of some file."""
        from hashlib import sha256

        digest = sha256(text.encode()).hexdigest()
        self.wait(
            lambda: any(one.get("sha256") == digest for one in self.acts() if one["do"] == "save")
        )


@pytest.fixture
def desk(tmp_path):
    desk = Desk(tmp_path)
    begin_work(desk.work, title="Таң", author="Айгүл")
    return desk


def write_in_place(path, text):
    path.write_text(text)


def write_beside_and_rename(path, text):
    """As most editors do, so that a power cut loses nothing."""
    beside = path.with_name(f"{path.name}.part")
    beside.write_text(text)
    os.replace(beside, path)


def remove_and_write(path, text):
    """As Vim does with `backupcopy=no`: the old file becomes a backup, then a new one is written."""
    path.rename(path.with_name(path.name + "~"))
    time.sleep(0.3)
    path.write_text(text)


def kinds(piece):
    return [(span.kind, piece.text[span.start : span.end]) for span in piece.spans]


@pytest.mark.parametrize("save", [write_in_place, write_beside_and_rename, remove_and_write])
def test_every_save_is_an_act_however_the_editor_writes(desk, save):
    file = desk.folder / "a.md"
    file.write_text("Бұрынғы сөз.\n")
    (desk.folder / "g.txt").write_text(GENERATED)
    assert record_generation(desk.work, [desk.folder / "g.txt"], "m") == ("g1", "")
    with desk.watching("a.md", "--typed"):
        desk.saved("Бұрынғы сөз.\n")
        save(file, "Бұрынғы сөз.\nМенің сөзім.\n")
        desk.saved("Бұрынғы сөз.\nМенің сөзім.\n")
        save(file, f"Бұрынғы сөз.\nМенің сөзім.\n{GENERATED}")
        desk.saved(f"Бұрынғы сөз.\nМенің сөзім.\n{GENERATED}")
    record = replay(desk.work)
    assert record.sessions[-1].stopped
    (piece,) = record.pieces
    assert piece.text == file.read_text()
    assert kinds(piece) == [
        (SpanKind.UNKNOWN, "Бұрынғы сөз.\n"),
        (SpanKind.HUMAN, "Менің сөзім.\n"),
        (SpanKind.AI, GENERATED),
    ]
    assert {str(span.how) for span in piece.spans if span.kind is SpanKind.HUMAN} == {"declared"}


def test_without_a_declaration_what_is_saved_is_of_unknown_origin(desk):
    file = desk.folder / "a.md"
    file.write_text("")
    with desk.watching("a.md"):
        desk.wait(lambda: any(one["do"] == "open" for one in desk.acts()))
        file.write_text("Осыны кім жазды?\n")
        desk.saved("Осыны кім жазды?\n")
    (piece,) = replay(desk.work).pieces
    assert kinds(piece) == [(SpanKind.UNKNOWN, "Осыны кім жазды?\n")]


def test_a_folder_with_swap_files_links_binaries_deletions_and_renames(desk):
    folder = desk.folder / "text"
    folder.mkdir()
    (folder / "a.md").write_text("Алғашқы бет, ол өз атын кейін өзгертеді.\n")
    (folder / "gone.md").write_text("Бұл жойылады.\n")
    (folder / ".a.md.swp").write_bytes(bytes(range(256)))
    (folder / "a.md~").write_text("backup")
    (folder / "data.bin").write_bytes(bytes(range(256)) * 10)
    (folder / "link.md").symlink_to("/etc/hostname")
    os.mkfifo(folder / "pipe.md")
    with desk.watching("text", "--typed"):
        desk.saved("Бұл жойылады.\n")
        (folder / "gone.md").unlink()
        (folder / "a.md").rename(folder / "b.md")
        desk.wait(lambda: any(one.get("file") == "text/b.md" for one in desk.acts()))
        (folder / "b.md").write_text("Алғашқы бет, ол өз атын өзгертті.\n")
        desk.saved("Алғашқы бет, ол өз атын өзгертті.\n")
        desk.wait(lambda: any(one["do"] == "delete" and one["count"] == 14 for one in desk.acts()))
    said = "\n".join(desk.lines)
    for passed in ("data.bin", "link.md", "pipe.md"):
        assert said.count(f"text/{passed}: passed over") == 1
    pieces = {piece.file: piece for piece in replay(desk.work).pieces}
    assert set(pieces) == {"text/b.md", "text/gone.md"}
    assert pieces["text/b.md"].name == "text/a.md"
    assert pieces["text/gone.md"].text == ""
    assert SpanKind.UNKNOWN in {span.kind for span in pieces["text/b.md"].spans}


def test_others_take_turns_with_the_watcher_and_can_stop_it(desk):
    file = desk.folder / "a.md"
    file.write_text("бір\n")
    with desk.watching("a.md") as process:
        desk.saved("бір\n")
        assert desk.tanba("prompt", "екінші").stdout == "p1\n"
        file.write_text("бір\nекі\n")
        desk.saved("бір\nекі\n")
        assert desk.tanba("stop").returncode == 0
        file.write_text("бір\nекі\nүш\n")
        process.wait(30)
    assert process.returncode == 0
    assert "stopped elsewhere" in "\n".join(desk.lines)
    record = replay(desk.work)
    assert record.pieces[0].text == "бір\nекі\n"
    assert len(record.prompts) == 1


def test_ctrl_c_takes_in_the_last_save_and_ends_the_session(desk):
    file = desk.folder / "a.md"
    file.write_text("бір\n")
    with desk.watching("a.md", "--typed") as process:
        desk.saved("бір\n")
        file.write_text("бір екі\n")
    assert process.returncode == 0
    record = replay(desk.work)
    assert record.pieces[0].text == "бір екі\n"
    assert record.sessions[-1].stopped


def test_kill_9_loses_no_save_that_was_acknowledged(desk):
    file = desk.folder / "a.md"
    file.write_text("")
    text = ""
    for turn in range(3):
        with desk.watching("a.md", "--typed", ends=signal.SIGKILL):
            for line in range(3):
                seen = len([one for one in desk.lines if one.startswith("a.md: ")])
                text += f"сөйлем {turn} {line}\n"
                file.write_text(text)
                desk.wait(
                    lambda seen=seen: len([x for x in desk.lines if x.startswith("a.md: ")]) > seen
                )
        record = replay(desk.work)
        assert record.pieces[0].text == text
        assert not record.sessions[-1].stopped
    with desk.watching("a.md"):
        pass
    assert replay(desk.work).sessions[-1].stopped


def test_a_picture_that_is_saved_is_an_act_with_an_indication(desk):
    from PIL import Image

    first = Image.new("RGB", (40, 30), (10, 20, 30))
    first.save(desk.folder / "p.png")
    with desk.watching("p.png", "--typed"):
        desk.wait(lambda: any(one["do"] == "open" for one in desk.acts()))
        first.paste((200, 0, 0), (5, 6, 15, 16))
        first.save(desk.folder / "q.png")
        os.replace(desk.folder / "q.png", desk.folder / "p.png")
        desk.wait(lambda: any(one["do"] == "region" for one in desk.acts()))
    (act,) = [one for one in desk.acts() if one["do"] == "region"]
    assert act["box"] == [5, 6, 10, 10]
    assert "mask" not in act
    (piece,) = replay(desk.work).pieces
    assert piece.body.pixels() == {SpanKind.UNKNOWN: 1100}
    assert piece.body.pixels("indicated") == {SpanKind.HUMAN: 100}


def test_a_thousand_files_are_taken_in(desk):
    folder = desk.folder / "many"
    for number in range(1_000):
        (folder / str(number % 10)).mkdir(parents=True, exist_ok=True)
        (folder / str(number % 10) / f"{number}.md").write_text(f"файл {number}\n")
    with desk.watching("many", "--only", "*.md"):
        desk.wait(lambda: sum(one["do"] == "save" for one in desk.acts()) == 1_000, seconds=60)
    assert len(replay(desk.work).pieces) == 1_000


def test_what_is_not_there_and_what_is_too_much_is_refused(desk, monkeypatch, tmp_path):
    done = desk.tanba("watch", "nowhere.md")
    assert done.returncode == 2
    (tmp_path / "elsewhere").mkdir()
    done = desk.tanba("watch", "elsewhere", "--work", "elsewhere")
    assert done.returncode == 2
    assert "WK60" in done.stderr
