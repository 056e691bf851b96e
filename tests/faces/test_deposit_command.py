"""`tanba deposit`, as whoever has a prompt meets it: secret now, shown alone later, its siblings counted."""

import json
import os
import shutil
import subprocess
import zipfile

import pytest

from faces.log_keepers import Keeper, clock_of
from faces.tanba_run import PASSPHRASE, TANBA

HOLDER = ("--holder", "Айгүл")


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """Three prompts in deposit, under a time that an authority gave."""
    keeper = Keeper(tmp_path_factory.mktemp("begun"))
    with clock_of(keeper.folder) as clock:
        keeper.key = keeper.begin("--time-authority", clock.address, "--roots", "roots.pem")
        for number, title in enumerate(("Бір", "Екі", "Үш"), 1):
            (keeper.folder / "p.txt").write_text(f"{title}: құпия сұрау")
            out = keeper.fine("deposit", "add", "p.txt", *HOLDER, "--title", title)
            assert f"Deposit {number} is entry {number - 1}" in out
            assert "held by you" in out
            assert "existed by" in out
    return keeper


@pytest.fixture
def keeper(begun, tmp_path):
    copied = begun.copy(tmp_path / "keeper")
    copied.key = begun.key
    return copied


def test_what_is_in_deposit_stands_in_no_published_file(begun):
    for file in (begun.log_folder / "public").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for word in ("құпия", "Айгүл", "Екі"):
                assert word.encode() not in content


def test_one_prompt_is_shown_alone_to_a_stranger(keeper, tmp_path):
    code, out, _ = keeper.say("deposit", "open", "2", *HOLDER, "--out", "two.zip")
    assert code == 0
    assert "3, of which not shown: 2" in out
    assert "who composed it, nothing here shows" in out
    assert "author" not in out.lower()
    whole = (keeper.folder / "two.zip").read_bytes()
    assert "Екі: құпия сұрау".encode() in whole
    for hidden in ("Бір", "Үш", "Айгүл"):
        assert hidden.encode() not in whole
    with zipfile.ZipFile(keeper.folder / "two.zip") as bundle:
        assert json.loads(bundle.read("files/siblings.json"))["undisclosed"] == 2
    stranger = Keeper(tmp_path)
    trust = ("--key", keeper.key, "--roots", keeper.folder / "roots.pem")
    code, out, _ = stranger.log("verify", keeper.folder / "two.zip", *trust)
    assert code == 0
    assert "shown, and what was committed to: prompt" in out
    assert "existed by" in out
    said = json.loads(keeper.fine("deposit", "list", *HOLDER, "--format", "json"))
    assert [one["shown"] for one in said] == [False, True, False]


def test_the_name_goes_along_only_when_it_is_wished(keeper):
    keeper.fine("deposit", "open", "1", *HOLDER, "--out", "named.zip", "--name")
    assert "Айгүл".encode() in (keeper.folder / "named.zip").read_bytes()


@pytest.mark.parametrize(("lang", "state"), [("kk", "құпия"), ("ru", "тайна"), ("en", "secret")])
def test_deposits_are_listed_in_the_language_of_their_holder(begun, lang, state):
    out = begun.fine("deposit", "list", *HOLDER, lang=lang)
    assert len(out.splitlines()) == 3
    assert state in out.lower()
    assert "сұрау" not in out  # titles are the holder's own; the words themselves stay in the vault


def test_a_prompt_may_be_piped_in_and_counted_by_programs(keeper):
    environment = {"TANBA_KEYS": str(keeper.keys), "TANBA_LOG": str(keeper.log_folder)}
    done = subprocess.run(
        [*TANBA, "deposit", "add", *HOLDER, "--format", "json"], input="Төрт".encode(),
        env=os.environ | environment | {"TANBA_PASSPHRASE": PASSPHRASE}, capture_output=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["seq"] == 4


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("add", "p.txt"), "--holder"),
        (("add", "empty.txt", *HOLDER), "DP01"),
        (("add", "latin.txt", *HOLDER), "UTF-8"),
        (("add", "no-such-file", *HOLDER), "no-such-file"),
        (("open", "9", *HOLDER, "--out", "x.zip"), "tanba deposit list"),
        (("open", "0", *HOLDER, "--out", "x.zip"), "range"),
        (("open", "1", *HOLDER), "--out"),
        (("open", "1", "--holder", "Айгул", "--out", "x.zip"), "DP03"),
        (("list", "--holder", "Ешкім"), "--holder"),
        (("list", *HOLDER, "--log", "elsewhere"), "tanba log init"),
    ],
    ids=lambda words: "-".join(words[:2]) if isinstance(words, tuple) else "",
)
def test_wrong_use_is_told_with_two(begun, words, hint):
    (begun.folder / "empty.txt").write_bytes(b" \n")
    (begun.folder / "latin.txt").write_bytes("сөз".encode("utf-16"))
    code, out, err = begun.say("deposit", *words)
    assert code == 2, (out, err)
    assert hint in err
    assert not (begun.folder / "x.zip").exists()


def test_without_the_vault_nothing_is_shown_and_nothing_breaks(keeper):
    shutil.rmtree(keeper.log_folder / "vault")
    code, _, err = keeper.say("deposit", "list", *HOLDER)
    assert code == 2
    assert "EV" in err
