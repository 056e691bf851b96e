"""`tanba log`, as whoever keeps a log and whoever checks one meet it: real processes, servers and languages."""

import json
import shutil
import sqlite3
import zipfile

import pytest

from faces.log_keepers import Keeper, clock_of
from tanba.flow import read_settings

KEYS = ("log", "next", "w")


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A log with two entries and some keys beside it, for tests that only read."""
    keeper = Keeper(tmp_path_factory.mktemp("begun"))
    for name in KEYS[1:]:
        keeper.fine("keys", "new", "--name", name, "--algorithm", "ed25519")
    keeper.key = keeper.begin()
    keeper.fine(
        "log", "append", "decision", "--about", "Скоринг", "--field", "a=ашық", "--field", "b=жабық"
    )
    keeper.fine(
        "log", "append", "decision", "--about", "Скоринг", "--field", "a=2", "--clear", "note=ok"
    )
    return keeper


@pytest.fixture
def keeper(begun, tmp_path):
    """The same in a folder of its own."""
    copied = begun.copy(tmp_path / "keeper")
    copied.key = begun.key
    return copied


# --- the way of an entry ----------------------------------------------------------------------------


def test_an_entry_is_proven_to_somebody_who_has_no_log(begun, tmp_path):
    begun.fine("log", "prove", "1", "--out", "e.tlog-proof", "--entry", "e.json")
    entry = json.loads((begun.folder / "e.json").read_bytes())
    assert entry["clear"] == {"note": "ok"}
    assert len(entry["commits"]["a"]) == 64
    stranger = Keeper(tmp_path)
    for name in ("e.tlog-proof", "e.json"):
        shutil.copy(begun.folder / name, tmp_path / name)
    words = ("verify", "e.tlog-proof", "--entry", "e.json", "--key", begun.key)
    code, out, _ = stranger.log(*words)
    assert code == 0
    assert "nobody but the log itself vouches" in out
    (tmp_path / "e.json").write_bytes((tmp_path / "e.json").read_bytes().replace(b"ok", b"no"))
    code, out, _ = stranger.log(*words, "--format", "json")
    assert code == 1
    assert json.loads(out)["included"] is False


def test_entries_are_listed_by_kind_and_by_name_with_no_passphrase(begun):
    out = begun.fine("log", "show", "--about", "Скоринг", "--last", "1", TANBA_PASSPHRASE="")
    assert out.count("decision") == 1
    said = json.loads(begun.fine("log", "show", "--kind", "decision", "--format", "json"))
    assert [one["seq"] for one in said["entries"]] == [1, 2]
    assert "No entries." in begun.fine("log", "show", "--about", "nobody")
    assert "ашық" not in begun.fine("log", "show", "--format", "json")


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_it_speaks_the_language_of_its_keeper(keeper, lang):
    said = [
        keeper.fine("log", "stamp", lang=lang),
        keeper.fine("log", "audit", lang=lang),
        keeper.fine("log", "export", "b.zip", "0", lang=lang),
        keeper.fine("log", "verify", "b.zip", lang=lang),
        keeper.log("append", "decision", lang=lang)[2],
    ]
    text = "\n".join(said)
    assert {"kk": "жазба", "ru": "запис"}[lang] in text.lower()
    for word in ("Entry", "entries", "holds", "bytes", "Usage", "Missing", "shown"):
        assert word not in text


# --- time and witnesses ---------------------------------------------------------------------------------


@pytest.fixture
def friend(begun, tmp_path):
    """Somebody else, who is a witness of the log."""
    witness = Keeper(tmp_path / "friend")
    shutil.copytree(begun.keys, witness.keys)
    words = ("--name", "досым.kz/w", "--key", "w", "--log-key", begun.key)
    witness.line = witness.fine("log", "witness", "init", "state", *words).strip()
    return witness


def test_a_log_is_stamped_cosigned_served_audited_and_exported(keeper, friend, tmp_path):
    """The whole way with four programs: the log, its witness, an authority of time, and who audits it."""
    policy, roots, key = tmp_path / "policy", tmp_path / "roots.pem", keeper.key
    with (
        clock_of(tmp_path) as clock,
        friend.running("log", "witness", "serve", "state") as witness,
    ):
        policy.write_text(f"log {key}\nwitness w1 {friend.line} {witness}\nquorum w1\n")
        words = ("--time-authority", clock.address, "--roots", roots, "--witnesses", policy)
        assert keeper.fine("log", "ask", *words).splitlines() == [
            clock.address, f"{friend.line} {witness}",
        ]  # fmt: skip
        out = keeper.fine("log", "stamp")
        assert "досым.kz/w: cosigned" in out
        assert "existed by" in out
    keeper.fine("log", "prove", "1", "--out", "p.tlog-proof", "--entry", "e.json")
    keeper.fine("log", "export", "b.zip", "0", "1")
    with keeper.running("log", "serve", lang="kk") as address:
        assert "2 entries" in friend.fine("log", "audit", address, "--key", key)
        code, _, err = friend.log("audit", address)
        assert code == 2
        assert "--key" in err
        code, _, _ = friend.log("audit", address, "--key", friend.line)
        assert code in (1, 2)
    for name in ("p.tlog-proof", "e.json", "b.zip"):
        shutil.copy(keeper.folder / name, friend.folder / name)
    trust = ("--key", key, "--witnesses", policy)
    out = friend.fine("log", "verify", "p.tlog-proof", "--entry", "e.json", *trust)
    assert "enough witnesses" in out
    assert "existed by" in friend.fine("log", "verify", "b.zip", *trust, "--roots", roots)
    assert "existed by" not in friend.fine("log", "verify", "b.zip", *trust)


def test_a_silent_clock_is_told_and_stops_nothing(keeper):
    assert keeper.fine("log", "ask", "--time-authority", "http://127.0.0.1:9/tsa")
    assert keeper.log("append", "decision", "--field", "a=1", "--anchor")[0] == 0
    code, out, _ = keeper.log("stamp")
    assert code == 1
    assert "EV63" in out
    assert "3 entries" in out


def test_a_witness_does_not_cosign_a_log_that_forked(keeper, friend, tmp_path):
    """The folder of yesterday is put back and written on: the witness does not cosign, and says why."""
    with friend.running("log", "witness", "serve", "state") as witness:
        (tmp_path / "policy").write_text(
            f"log {keeper.key}\nwitness w1 {friend.line} {witness}\nquorum w1\n"
        )
        keeper.fine("log", "ask", "--witnesses", tmp_path / "policy")
        yesterday = keeper.copy(tmp_path / "yesterday")
        keeper.fine("log", "append", "decision", "--field", "b=2", "--anchor")
        yesterday.fine("log", "append", "decision", "--field", "c=3")
        code, out, _ = yesterday.log("stamp")
    assert code == 1
    assert "fork or a rollback" in out


def test_asking_others_keeps_what_is_not_named(keeper, tmp_path):
    with clock_of(tmp_path) as clock:
        keeper.fine("log", "ask", "--time-authority", clock.address, "--roots", tmp_path / "roots.pem")
    keeper.fine("log", "ask", "--time-authority", "http://127.0.0.1:9/tsa")
    settings = read_settings(keeper.log_folder)
    assert settings.authorities == ("http://127.0.0.1:9/tsa",)
    assert settings.roots == clock.root
    assert settings.key == "log"
    (tmp_path / "junk.pem").write_text("junk")
    code, _, err = keeper.log("ask", "--roots", tmp_path / "junk.pem")
    assert code == 2
    assert "junk.pem: EV64" in err


# --- what befalls a log -------------------------------------------------------------------------------------


def test_a_row_that_was_altered_or_deleted_is_found(keeper):
    (tile,) = (keeper.log_folder / "public/tile/entries").rglob("*.p/2")
    whole = tile.read_bytes()
    tile.write_bytes(whole.replace(b'"seq":2', b'"seq":9'))
    code, out, _ = keeper.log("audit", "--format", "json")
    assert code == 1
    assert json.loads(out)["findings"]
    tile.write_bytes(whole)
    with sqlite3.connect(keeper.log_folder / "log.db") as base:
        base.execute("DELETE FROM entries WHERE number = 1")
    base.close()
    assert keeper.log("audit")[0] in (1, 2)


def test_a_key_is_rotated_and_the_old_one_revoked(keeper):
    old = keeper.key
    new = keeper.fine("log", "rotate", "--to", "next").strip()
    assert new != old
    out = keeper.fine("log", "show")
    assert "key.rotate" in out
    assert "key.revoke" in out
    keeper.fine("log", "export", "b.zip", "0")
    for known in (old, new):
        assert keeper.log("verify", "b.zip", "--key", known)[0] == 0
    keeper.fine("log", "rotate", "--to", "w")
    keeper.fine("log", "revoke", new, "--reason", "compromised")
    assert keeper.log("audit")[0] == 0


def test_somebody_is_erased_and_the_proofs_stand(keeper):
    subject = json.loads(keeper.fine("log", "show", "--format", "json"))["entries"][0]["subject"]
    code, _, err = keeper.log("erase", subject)
    assert code != 0  # nobody said yes
    assert "Erase them?" in err
    assert keeper.fine("log", "erase", subject, "--yes") == "2 entries can no longer be opened\n"
    keeper.fine("log", "export", "b.zip", "0")
    with zipfile.ZipFile(keeper.folder / "b.zip") as bundle:
        assert not [name for name in bundle.namelist() if name.startswith("openings/")]
    assert keeper.log("verify", "b.zip", "--key", keeper.key)[0] == 0
    assert keeper.log("audit")[0] == 0
    assert keeper.log("erase", "0" * 32, "--yes")[0] == 1  # nothing is about that


def test_a_bundle_shows_what_was_asked_for_and_nothing_else(begun):
    (begun.folder / "note.txt").write_text("қоса")
    begun.fine("log", "export", "one.zip", "0", "--disclose", "a", "--with", "note.txt")
    begun.fine("log", "export", "none.zip", "0", "--seal")
    whole = (begun.folder / "one.zip").read_bytes()
    assert "ашық".encode() in whole
    assert "қоса".encode() in whole
    assert "жабық".encode() not in whole
    assert "ашық".encode() not in (begun.folder / "none.zip").read_bytes()


def test_a_bundle_that_was_cut_off_is_told(begun):
    begun.fine("log", "export", "whole.zip", "0")
    whole = (begun.folder / "whole.zip").read_bytes()
    (begun.folder / "half.zip").write_bytes(whole[: len(whole) // 2])
    code, _, err = begun.log("verify", "half.zip")
    assert code == 2
    assert "half.zip: EV65" in err


# --- wrong use ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("append", "decision", "--field", "a"), "NAME=TEXT"),
        (("append", "decision"), "--field"),
        (("append", "Not A Kind", "--field", "a=1"), "EV41"),
        (("append", "decision", "--field", "a=@no-such-file"), "EV24"),
        (("append", "decision", "--field", "Ә=1"), "EV41"),
        (("prove", "99"), "hint"),
        (("verify", "no-such-file"), "does not exist"),
        (("verify", "keys/keys.json", "--entry", "keys/keys.json"), ""),
        (("export", "x.zip", "99"), "hint"),
        (("export", "x.zip", "0", "--seal", "--disclose", "a"), "not both"),
        (("audit", "no-such-folder"), "EV01"),
        (("audit", "http://127.0.0.1:9/"), "--key"),
        (("revoke", "no key", "--reason", "lost"), "EV30"),
        (("rotate", "--to", "no-such-key"), "KY"),
        (("witness", "serve", "no-such-state"), "EV2"),
        (("serve", "--port", "70000"), "range"),
        (("init", "--origin", "x.kz/log"), "EV02"),
        (("no-such-command",), "No such command"),
    ],
    ids=lambda words: "-".join(words[:2]) if isinstance(words, tuple) else "",
)
def test_wrong_use_is_told_with_two(begun, words, hint):
    code, out, err = begun.log(*words)
    assert code == 2, (out, err)
    assert hint in err


def test_where_there_is_no_log_it_is_told_how_to_make_one(tmp_path):
    keeper = Keeper(tmp_path)
    for words in (("show",), ("prove", "0"), ("audit",), ("serve",)):
        code, _, err = keeper.log(*words)
        assert code == 2
        assert "EV01" in err
        assert "tanba log init" in err


def test_the_passphrase_of_another_opens_nothing(begun, tmp_path):
    (tmp_path / "wrong").write_text("not this one\n")
    code, _, err = begun.log(
        "append", "decision", "--field", "a=1", "--passphrase-file", tmp_path / "wrong"
    )
    assert code == 2
    assert "KY" in err


def test_a_port_that_is_taken_is_told(begun):
    with begun.running("log", "serve") as address:
        port = address.rpartition(":")[2]
        code, _, err = begun.log("serve", "--port", port)
    assert code == 2
    assert "WB02" in err
