"""The history of a real git repository as declared acts, however the repository came about."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.flow import begin_work, import_history
from tanba.kernel import Faults
from tanba.works import How, SpanKind
from tanba.works.capture.attestation import read_attestation
from tanba.works.playback import replay

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

AGENT = {"tool": "cursor", "id": "6ef2299e", "model": "a-model"}
NOTE_OF_SESSIONS = {
    "schema_version": "authorship/3.0.0",
    "git_ai_version": "1.4.5",
    "base_commit_sha": "7734793b756b3921c88db5375a8c156e9532447b",
    "prompts": {},
    "humans": {"h_31dce776f88375": {"author": "Aigul <a@example.kz>"}},
    "sessions": {"s_c9883b05a2487d": {"agent_id": AGENT, "human_author": "a@example.kz"}},
}


class Repo:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.git("init", "-q", "-b", "main")

    def git(self, *words, **more):
        return subprocess.run(
            ["git", "-c", "user.name=a", "-c", "user.email=a@b", *words],  # noqa: S607
            cwd=self.folder,
            env=os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            check=True,
            capture_output=True,
            **more,
        ).stdout.decode()

    def commit(self, message="m", **files):
        for name, text in files.items():
            path = self.folder / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode() if isinstance(text, str) else text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def note(self, commit, body, about=NOTE_OF_SESSIONS):
        text = f"{body}---\n{json.dumps(about)}"
        self.git("notes", "--ref=ai", "add", "-f", "-F", "-", commit, input=text.encode())


@pytest.fixture
def repo(tmp_path):
    return Repo(tmp_path / "repo")


def imported(repo, **how):
    work = repo.folder.parent / "w.work"
    begin_work(work, title="t", author="a")
    done = import_history(work, repo.folder, **how)
    record = replay(work)
    return done, record, {piece.file: piece for piece in record.pieces}


def spans(piece):
    return [(span.kind, piece.text[span.start : span.end]) for span in piece.spans]


def test_a_history_is_declared_and_leaves_the_file_byte_for_byte(repo):
    repo.commit(a_md="Бірінші жол.\n")
    repo.commit(a_md="Бірінші жол.\r\nЕкінші жол.\n", b_md="\ufeffбасқа")
    last = repo.commit(a_md="Екінші жол.\nБірінші, бірақ өзгерген жол.\n")
    done, record, pieces = imported(repo)
    assert (done.commits, done.files, done.passed) == (3, 2, ())
    for name, piece in pieces.items():
        assert piece.text.encode() == (repo.folder / name).read_bytes()
        assert {span.kind for span in piece.spans} == {SpanKind.UNKNOWN}
    notes = [act for act in _acts(record, repo) if act["do"] == "note"]
    assert len(notes) == 3
    assert notes[-1]["text"].startswith(f"commit {last}, which says of itself: 20")
    assert {act["how"] for act in _acts(record, repo) if act["do"] in ("insert", "replace")} == {
        "declared"
    }


def _acts(record, repo):
    found = []
    for file in sorted((repo.folder.parent / "w.work" / "sessions").iterdir()):
        found += [json.loads(line) for line in file.read_bytes().splitlines()[1:]]
    return found


def test_only_a_declaration_makes_it_human_and_a_formatter_never_does(repo):
    repo.commit(a_py="def f( x ):\n    return x\n")
    ran = repo.commit(a_py="def f(x):\n    return x\n\n\nprint(f(1))\n")
    _, _, pieces = imported(repo, typed=True, mechanical=[ran[:10]])
    kinds = {kind for kind, _ in spans(pieces["a.py"])}
    assert kinds == {SpanKind.HUMAN, SpanKind.MECHANICAL}
    assert (SpanKind.MECHANICAL, "\n\nprint(f(1))\n") in spans(pieces["a.py"])
    assert all(span.how is How.DECLARED for span in pieces["a.py"].spans)


def test_files_are_followed_through_renames_and_others_are_left_out(repo):
    repo.commit(old__a_md="бір\nекі\nүш\nтөрт\n", c_txt="мұнсыз\n")
    repo.git("mv", "old/a.md", "b.md")
    repo.commit()
    repo.commit(b_md="бір\nекі\nүш\nтөрт\nбес\n", old__a_md="жаңа файл, ескі аты\n")
    repo.git("rm", "-q", "old/a.md")
    repo.commit()
    done, _, pieces = imported(repo, only=["*.md"])
    assert set(pieces) == {"b.md"}
    assert pieces["b.md"].text == "бір\nекі\nүш\nтөрт\nбес\n"
    assert done.commits == 3


def test_what_a_merge_brought_in_is_one_step(repo):
    repo.commit(a_md="бас\n\nаяқ\n")
    repo.git("checkout", "-q", "-b", "side")
    on_side = repo.commit(a_md="бас\nмашина жазған жол\n\nаяқ\n")
    repo.note(on_side, "a.md\n  s_c9883b05a2487d::t_9f8e7d6c5b4a32 2\n")
    repo.git("checkout", "-q", "main")
    repo.commit(a_md="бас\n\nаяқ\nсоңы\n")
    repo.git("merge", "-q", "--no-edit", "side")
    done, _, pieces = imported(repo, typed=True)
    assert done.commits == 3
    assert (SpanKind.AI, "машина жазған жол\n") in spans(pieces["a.md"])


def test_lines_that_git_ai_attests_are_the_machines_and_unattested_ones_are_not_human(repo):
    repo.commit(a_py="import os\n")
    commit = repo.commit(a_py="import os\ndef f():\n    return 1\n\nx = f()\ny = 2\n")
    body = "a.py\n  s_c9883b05a2487d::t_9f8e7d6c5b4a32 2-3\n  h_31dce776f88375 5\n"
    repo.note(commit, body)
    done, record, pieces = imported(repo)
    assert done.attested == 1
    assert spans(pieces["a.py"]) == [
        (SpanKind.UNKNOWN, "import os\n"),
        (SpanKind.AI, "def f():\n    return 1\n"),
        (SpanKind.UNKNOWN, "\n"),
        (SpanKind.HUMAN, "x = f()\n"),
        (SpanKind.UNKNOWN, "y = 2\n"),
    ]
    assert any("cursor a-model" in act["text"] for act in _acts(record, repo) if act["do"] == "note")


def test_a_repository_cannot_make_us_run_its_programs(repo, tmp_path):
    trap = tmp_path / "trap"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {trap}\n")
    script.chmod(0o755)
    commit = repo.commit(a_md="бір\n")
    repo.commit(a_md="екі\n")
    for name in ("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "core.editor",
                 "core.sshCommand", "core.gitProxy", "core.alternateRefsCommand", "diff.evil.textconv",
                 "filter.evil.smudge", "filter.evil.clean", "uploadpack.packObjectsHook"):  # fmt: skip
        repo.git("config", name, str(script))
    repo.git("config", "log.showSignature", "true")
    repo.git("config", "alias.rev-list", f"!{script}")
    repo.git("config", "remote.origin.url", f"ext::{script}")
    repo.git("config", "remote.origin.promisor", "true")
    repo.git("config", "protocol.ext.allow", "always")
    repo.git("config", "core.repositoryformatversion", "1")
    repo.git("config", "extensions.partialClone", "origin")
    (repo.folder / ".git" / "info" / "attributes").write_text("* diff=evil filter=evil\n")
    for hook in ("post-index-change", "reference-transaction", "post-checkout"):
        target = repo.folder / ".git" / "hooks" / hook
        target.parent.mkdir(exist_ok=True)
        shutil.copy(script, target)
    trap.unlink(missing_ok=True)
    # One object is missing, so that a partial clone would fetch it.
    blob = repo.git("rev-parse", f"{commit}:a.md").strip()
    (repo.folder / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    trap.unlink(missing_ok=True)
    done, _, pieces = imported(repo)
    assert pieces["a.md"].text == "екі\n"
    assert len(done.passed) == 1
    assert not trap.exists()


def test_what_cannot_be_followed_is_passed_over_and_told(repo, monkeypatch):
    monkeypatch.setattr("tanba.works.capture.repository.LARGEST", 1_000)
    repo.commit(a_md="бір\n", b_bin=bytes(range(256)), c_md="ұзын " * 1_000)
    (repo.folder / "link.md").symlink_to("/etc/hostname")
    repo.commit(a_md="екі\n", d_md=b"\xff\xfe latin")
    done, _, pieces = imported(repo)
    assert set(pieces) == {"a.md"}
    assert sorted(line.split(" ", 1)[1] for line in done.passed) == [
        "'b.bin': no text in UTF-8",
        "'c.md': too large",
        "'d.md': no text in UTF-8",
    ]


@pytest.mark.parametrize(
    ("how", "code"),
    [({"branch": "nowhere"}, "WK51"), ({"branch": "--all"}, "WK51"), ({"only": ["*.zzz"]}, "WK53")],
)
def test_wrong_wishes_are_refused(repo, how, code):
    repo.commit(a_md="бір\n")
    with pytest.raises(Faults, match=code):
        imported(repo, **how)


def test_a_folder_that_is_no_repository_and_a_file_that_is_followed_already(repo, tmp_path):
    repo.commit(a_md="бір\n")
    imported(repo)
    with pytest.raises(Faults, match="WK55"):
        import_history(tmp_path / "w.work", repo.folder)
    (tmp_path / "plain").mkdir()
    with pytest.raises(Faults, match="WK50"):
        import_history(tmp_path / "w.work", tmp_path / "plain")


def test_the_example_of_the_standard_is_read():
    """Section 1.2.7 of the Git AI Standard 3.0.0: sessions, humans and legacy prompts in one note."""
    note = """src/main.rs
  s_c9883b05a2487d::t_9f8e7d6c5b4a32 1-10
  h_31dce776f88375 15-20
"src/my file.rs"
  abcd1234abcd1234 1,4-5
---
""" + json.dumps(NOTE_OF_SESSIONS | {"prompts": {"abcd1234abcd1234": {"agent_id": AGENT}}})
    said = read_attestation(note.encode())
    assert said.why == ""
    main = [(one.first, one.last, one.machine) for one in said.files["src/main.rs"]]
    assert main == [(1, 10, "cursor a-model"), (15, 20, "")]
    other = [(one.first, one.last, one.machine) for one in said.files["src/my file.rs"]]
    assert other == [(1, 1, "cursor a-model"), (4, 5, "cursor a-model")]


@pytest.mark.parametrize(
    "note",
    [
        b"", b"a\n", b"a.py\n  k 1\n---\nno json", b"a.py\n  k one\n---\n{}", b"\xff\n---\n{}",
        b"a.py\n  k 1\n---\n" + b"[" * 100_000,
        b'a.py\n  k 1\n---\n{"schema_version": "authorship/4.0.0"}',
        b'a.py\n   k 1\n---\n{"schema_version": "authorship/3.0.0"}',
        b'a.py\n  k 0-99999999999\n---\n{"schema_version": "authorship/3.0.0"}',
    ],
)  # fmt: skip
def test_what_is_no_such_note_says_nothing(note):
    said = read_attestation(note)
    assert said.files == {}
    assert said.why


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_of_notes_raise(data):
    read_attestation(data)
    read_attestation(b"a.py\n  " + data + b'\n---\n{"schema_version": "authorship/3.0.0"}')
