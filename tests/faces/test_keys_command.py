"""`tanba keys`, as a person meets it: the real program in a process of its own."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from keys.authorities import Authority, key_pem, new_key, pem

ROOT = Path(__file__).parents[2]
TANBA = [sys.executable, "-m", "tanba", "keys"]
PASSPHRASE = "correct horse battery"  # noqa: S105


@pytest.fixture
def keys(tmp_path):
    def run(*words, lang="en", **environment):
        settled = {"TANBA_LANG": lang, "COLUMNS": "100", "TANBA_KEYS": str(tmp_path / "keys")}
        done = subprocess.run(
            [*TANBA, *map(str, words)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | settled | {"TANBA_PASSPHRASE": PASSPHRASE} | environment,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        for text in (done.stdout, done.stderr):
            assert "PRIVATE KEY" not in text
            assert PASSPHRASE not in text
        return done.returncode, done.stdout, done.stderr

    return run


def test_a_key_from_the_first_word_to_the_renewal(keys, tmp_path):
    code, out, err = keys("show")
    assert (code, out) == (0, "")
    assert "tanba keys new" in err
    code, out, err = keys("new", "--name", "newsroom", "--organisation", "Қала News")
    assert code == 0
    assert out.startswith("newsroom (default)\n")
    assert "newsroom, Қала News" in out
    assert "A local authority vouches for nobody" in out
    assert "Its marks hold until" in err
    assert str(tmp_path / "keys") in err
    code, out, _ = keys("show", "--format", "json")
    (before,) = json.loads(out)
    assert (before["name"], before["local"], before["default"]) == ("newsroom", True, True)
    code, out, _ = keys("rotate", "--algorithm", "ed25519", "--time-authority", "https://time.kz")
    assert code == 0
    assert "renewed" in out
    (after,) = json.loads(keys("show", "--format", "json")[1])
    assert after["retired"] == [before["sha256"]]
    assert (after["algorithm"], after["time_authority"]) == ("ed25519", "https://time.kz")


def test_a_key_of_a_real_authority_and_whom_to_trust(keys, tmp_path):
    authority, key = Authority(), new_key("es384")
    (tmp_path / "key.pem").write_bytes(key_pem(key, "file"))
    (tmp_path / "chain.pem").write_bytes(pem(authority.issue(key), authority.certificate))
    (tmp_path / "root.pem").write_bytes(authority.pem)
    words = ["import", tmp_path / "key.pem", "--chain", tmp_path / "chain.pem", "--name", "real"]
    code, out, err = keys(*words)
    assert code == 2
    assert "KY26" in err
    assert out == ""
    (tmp_path / "opens").write_text("file\n")
    code, out, _ = keys(*words, "--file-passphrase-file", tmp_path / "opens")
    assert code == 0
    assert "ES384" in out
    assert "vouches for nobody" not in out
    assert "Nobody." in keys("trust")[1]
    code, out, _ = keys("trust", tmp_path / "root.pem")
    assert out == "root:\n  Test root, Test authority\n"
    told = json.loads(keys("trust", "--format", "json")[1])
    assert told == {"local": [], "lists": [{"name": "root", "subjects": ["Test root, Test authority"]}]}
    assert keys("trust", "--remove", "root")[0] == 0
    assert "KY25" in keys("trust", "--remove", "root")[2]


def test_the_default_is_chosen_by_name(keys):
    for name in ("first", "second"):
        assert keys("new", "--name", name, "--algorithm", "ed25519")[0] == 0
    assert keys("default", "second")[1].startswith("second (default)")
    told = json.loads(keys("show", "--format", "json")[1])
    assert {key["name"]: key["default"] for key in told} == {"first": False, "second": True}
    assert "KY01" in keys("default", "third")[2]


@pytest.mark.parametrize(
    ("words", "environment", "told"),
    [
        (["rotate"], {}, "KY01"),
        (["new"], {"TANBA_PASSPHRASE": "short"}, "KY04"),
        (["new"], {"TANBA_PASSPHRASE": ""}, "KY26"),
        (["new", "--name", "../x"], {}, "KY02"),
        (["new", "--time-authority", "ftp://a.kz"], {}, "KY16"),
        (["new", "--algorithm", "gost"], {}, "Invalid value"),
        (["import"], {}, "name a FILE, or a --token and its --chain"),
        (["import", "README.md"], {}, "KY06"),
        (["import", "--token", "m", "l", "k", "--chain", "README.md"], {}, "KY07"),
        (["trust", "README.md"], {}, "KY07"),
        (["new", "--passphrase-file", os.devnull], {}, "KY26"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(keys, words, environment, told):
    code, out, err = keys(*words, **environment)
    assert (code, out) == (2, "")
    assert told in err


def test_a_certificate_cannot_rewrite_somebodys_terminal(keys, tmp_path):
    authority = Authority("\x1b[2Jroot\u202e")
    (tmp_path / "root.pem").write_bytes(authority.pem)
    code, out, _ = keys("trust", tmp_path / "root.pem")
    assert code == 0
    assert "\x1b" not in out
    assert "\u202e" not in out


@pytest.mark.parametrize(
    "words", [["new"], ["import"], ["show"], ["rotate"], ["default"], ["trust"], []]
)
def test_every_command_explains_itself(keys, words):
    code, out, _ = keys(*words, "--help")
    assert code == 0
    assert "Options:" in out


@pytest.mark.parametrize("second", [PASSPHRASE, "another passphrase"])
def test_a_person_types_a_new_passphrase_twice_and_it_is_not_shown(tmp_path, second):
    """On a terminal of its own, as a person has one."""
    terminal, screen = pty.openpty()
    here = {name: text for name, text in os.environ.items() if name != "TANBA_PASSPHRASE"}
    run = subprocess.Popen(
        [*TANBA, "new"],
        stdin=screen,
        stdout=screen,
        stderr=screen,
        cwd=ROOT,
        env=here | {"TANBA_KEYS": str(tmp_path / "keys"), "TANBA_LANG": "en"},
        start_new_session=True,
    )
    os.close(screen)
    # The space comes from who reads without echo: from then on nothing that is typed is shown.
    seen = read_until(terminal, b"Passphrase: ")
    os.write(terminal, PASSPHRASE.encode() + b"\n")
    seen += read_until(terminal, b"Once more: ")
    os.write(terminal, second.encode() + b"\n")
    seen += read_until(terminal, None)
    os.close(terminal)
    assert run.wait() == (0 if second == PASSPHRASE else 2)
    assert PASSPHRASE.encode() not in seen
    assert (b"KY26" in seen) == (second != PASSPHRASE)
    assert (tmp_path / "keys" / "main").exists() == (second == PASSPHRASE)


def read_until(terminal, words):
    """Return what the terminal says, up to these words or to its end."""
    seen = b""
    while words is None or words not in seen:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # the other end is closed, says Linux
            return seen
        if not more:
            return seen
        seen += more
    return seen
