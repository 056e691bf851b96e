"""`tanba log`, as whoever keeps a log and whoever checks one meet it: real processes, servers and languages."""

import json
import os
import shutil
import zipfile

import pytest

from faces.log_keepers import Keeper, clock_of
from tanba.kernel import LANGS


@pytest.fixture
def keeper(tmp_path):
    return Keeper(tmp_path)


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A log with three entries, for tests that only read."""
    keeper = Keeper(tmp_path_factory.mktemp("begun"))
    keeper.key = keeper.begin()
    for number in range(3):
        keeper.fine(
            "log", "append", "decision", "--about", "Скоринг", "--field", f"reason=сөз {number}"
        )
    return keeper


# --- the way of an entry ----------------------------------------------------------------------------


def test_an_entry_goes_in_and_its_proof_is_checked_by_somebody_with_no_log(begun, tmp_path):
    code, out, _ = begun.log("append", "measure", "--about", "x", "--field", "what=@keys/trust.pem",
                             "--clear", "note=ok", "--format", "json")  # fmt: skip
    if code == 2:  # the key store has no such file under this name
        out = begun.fine("log", "append", "measure", "--about", "x", "--field", "what=1",
                         "--clear", "note=ok", "--format", "json")  # fmt: skip
    index = json.loads(out)["index"]
    begun.fine("log", "prove", str(index), "--out", "e.tlog-proof", "--entry", "e.json")
    entry = json.loads((begun.folder / "e.json").read_bytes())
    assert entry["clear"] == {"note": "ok"}
    assert len(entry["commits"]["what"]) == 64
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
    out = begun.fine("log", "show", "--about", "Скоринг", "--last", "2", TANBA_PASSPHRASE="")
    assert out.count("decision") == 2
    said = json.loads(begun.fine("log", "show", "--kind", "decision", "--format", "json"))
    assert [one["seq"] for one in said["entries"]] == [1, 2, 3]
    assert begun.fine("log", "show", "--about", "nobody")
    assert "сөз" not in begun.fine("log", "show", "--format", "json")


@pytest.mark.parametrize("lang", LANGS)
def test_it_speaks_three_languages_all_the_way(tmp_path, lang):
    keeper = Keeper(tmp_path)
    keeper.begin(lang=lang)
    said = [
        keeper.fine("log", "append", "decision", "--field", "a=1", lang=lang),
        keeper.fine("log", "show", lang=lang),
        keeper.fine("log", "stamp", lang=lang),
        keeper.fine("log", "audit", lang=lang),
        keeper.fine("log", "export", "b.zip", "0", lang=lang),
        keeper.fine("log", "verify", "b.zip", lang=lang),
        keeper.fine("log", "--help", lang=lang),
    ]
    words = {
        "kk": ["Жазба 0", "дәлелдейтін", "қол"],
        "ru": ["Запись 0", "журнал"],
        "en": ["Entry 0", "holds", "log"],
    }
    text = "\n".join(said)
    assert sum(word.lower() in text.lower() for word in words[lang]) >= 2, text
    if lang != "en":
        assert "Entry" not in text
        assert "entries" not in text


# --- time and witnesses ---------------------------------------------------------------------------------


def test_a_log_is_stamped_cosigned_served_audited_and_exported(tmp_path):
    """The whole way with four programs: the log, its witness, an authority of time, and who audits it."""
    keeper, friend, auditor = (Keeper(tmp_path / name) for name in ("keeper", "friend", "auditor"))
    for one in (keeper, friend, auditor):
        one.folder.mkdir()
    with clock_of(tmp_path) as clock:
        words = ("--time-authority", clock.address, "--roots", tmp_path / "roots.pem")
        keeper.fine("keys", "new", "--name", "log", "--algorithm", "ed25519")
        friend.fine("keys", "new", "--name", "w", "--algorithm", "ed25519")
        # Each needs the other's key: a log that is made first has a policy later.
        key = keeper.fine("log", "init", "--origin", "қала.kz/log", *words).strip()
        seen_by = friend.fine(
            "log", "witness", "init", "state", "--name", "досым.kz/w", "--key", "w", "--log-key", key
        ).strip()
        with friend.running("log", "witness", "serve", "state") as witness:
            policy = f"log {key}\nwitness w1 {seen_by} {witness}\nquorum w1\n"
            (tmp_path / "policy").write_text(policy)
            settings = json.loads((keeper.log_folder / "settings.json").read_bytes())
            settings["policy"] = policy
            (keeper.log_folder / "settings.json").write_text(json.dumps(settings))
            keeper.fine("log", "append", "decision", "--field", "a=1", "--anchor")
            keeper.fine("log", "append", "decision", "--field", "b=2")
            out = keeper.fine("log", "stamp")
            assert "cosigned" in out
            assert "existed by" in out
        keeper.fine("log", "prove", "1", "--out", "p.tlog-proof", "--entry", "e.json")
        keeper.fine("log", "export", "b.zip", "0", "1")
    with keeper.running("log", "serve") as address:
        out = auditor.fine("log", "audit", address, "--key", key)
        assert "2 entries" in out
        code, _, err = auditor.log("audit", address)
        assert code == 2
        assert "--key" in err
        code, out, _ = auditor.log("audit", address, "--key", seen_by)
        assert code in (1, 2)
    for name in ("p.tlog-proof", "e.json", "b.zip"):
        shutil.copy(keeper.folder / name, auditor.folder / name)
    trust = ("--witnesses", tmp_path / "policy")
    out = auditor.fine("log", "verify", "p.tlog-proof", "--entry", "e.json", "--key", key, *trust)
    assert "enough witnesses" in out
    out = auditor.fine(
        "log", "verify", "b.zip", "--key", key, *trust, "--roots", tmp_path / "roots.pem"
    )
    assert "existed by" in out
    assert "existed by" not in auditor.fine("log", "verify", "b.zip", "--key", key, *trust)


def test_a_silent_witness_and_a_silent_clock_are_told_and_stop_nothing(tmp_path):
    keeper = Keeper(tmp_path)
    keeper.begin("--time-authority", "http://127.0.0.1:9/tsa")
    code, out, _ = keeper.log("append", "decision", "--field", "a=1", "--anchor")
    assert code == 0
    code, out, _ = keeper.log("stamp")
    assert code == 1
    assert "EV63" in out
    assert "1 entry" in out


def test_a_witness_refuses_a_log_that_forked(tmp_path):
    """The folder of yesterday is put back and written on: the witness does not cosign, and says why."""
    keeper, friend = Keeper(tmp_path / "a"), Keeper(tmp_path / "b")
    for one in (keeper, friend):
        one.folder.mkdir()
    key = keeper.begin()
    friend.fine("keys", "new", "--name", "w", "--algorithm", "ed25519")
    line = friend.fine(
        "log", "witness", "init", "state", "--name", "w.kz/w", "--key", "w", "--log-key", key
    ).strip()
    with friend.running("log", "witness", "serve", "state") as address:
        settings = json.loads((keeper.log_folder / "settings.json").read_bytes())
        settings["policy"] = f"log {key}\nwitness w1 {line} {address}\nquorum w1\n"
        (keeper.log_folder / "settings.json").write_text(json.dumps(settings))
        keeper.fine("log", "append", "decision", "--field", "a=1")
        shutil.copytree(keeper.log_folder, tmp_path / "yesterday")
        keeper.fine("log", "append", "decision", "--field", "b=2", "--anchor")
        keeper.log_folder = tmp_path / "yesterday"
        keeper.fine("log", "append", "decision", "--field", "c=3")
        code, out, _ = keeper.log("stamp")
    assert code == 1
    assert "fork or a rollback" in out


# --- what befalls a log -------------------------------------------------------------------------------------


def test_a_row_that_was_altered_or_deleted_is_found(keeper):
    import sqlite3

    keeper.begin()
    for number in range(4):
        keeper.fine("log", "append", "decision", "--field", f"a={number}")
    assert keeper.log("audit")[0] == 0
    tile = next((keeper.log_folder / "public/tile/entries").rglob("*.p/4"))
    whole = tile.read_bytes()
    tile.write_bytes(whole.replace(b'"seq":2', b'"seq":9'))
    code, out, _ = keeper.log("audit", "--format", "json")
    assert code == 1
    assert json.loads(out)["findings"]
    tile.write_bytes(whole)
    with sqlite3.connect(keeper.log_folder / "log.db") as base:
        (table,) = base.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%entr%'"
        ).fetchone()
        base.execute(f"DELETE FROM {table} WHERE rowid = (SELECT max(rowid) FROM {table})")  # noqa: S608
    base.close()
    assert keeper.log("audit")[0] in (1, 2)


def test_a_key_is_rotated_and_the_old_one_revoked(keeper):
    old = keeper.begin()
    keeper.fine("log", "append", "decision", "--field", "a=1")
    keeper.fine("keys", "new", "--name", "next", "--algorithm", "ed25519")
    new = keeper.fine("log", "rotate", "--to", "next").strip()
    assert new != old
    keeper.fine("log", "append", "decision", "--field", "b=2")
    out = keeper.fine("log", "show")
    assert "key.rotate" in out
    assert "key.revoke" in out
    assert keeper.log("audit")[0] == 0
    keeper.fine("log", "export", "b.zip", "0")
    for known in (old, new):
        assert keeper.log("verify", "b.zip", "--key", known)[0] == 0
    keeper.fine("keys", "new", "--name", "third", "--algorithm", "ed25519")
    keeper.fine("log", "rotate", "--to", "third")
    keeper.fine("log", "revoke", new, "--reason", "compromised")
    assert keeper.log("audit")[0] == 0


def test_somebody_is_erased_and_the_proofs_stand(keeper):
    key = keeper.begin()
    out = keeper.fine(
        "log", "append", "decision", "--about", "Айгүл", "--field", "a=құпия", "--format", "json"
    )
    subject = json.loads(out)["subject"]
    code, _, err = keeper.log("erase", subject)
    assert code != 0  # nobody said yes
    assert "Erase them?" in err
    assert keeper.fine("log", "erase", subject, "--yes") == "1 entry can no longer be opened\n"
    keeper.fine("log", "export", "b.zip", "0")
    with zipfile.ZipFile(keeper.folder / "b.zip") as bundle:
        assert not [name for name in bundle.namelist() if name.startswith("openings/")]
    assert keeper.log("verify", "b.zip", "--key", key)[0] == 0
    assert keeper.log("audit")[0] == 0
    code, _, _ = keeper.log("erase", subject, "--yes")
    assert code == 1  # there was nothing left to erase


def test_a_bundle_shows_what_was_asked_for_and_nothing_else(keeper):
    keeper.begin()
    keeper.fine("log", "append", "decision", "--field", "a=ашық", "--field", "b=жабық")
    (keeper.folder / "note.txt").write_text("қоса")
    keeper.fine("log", "export", "one.zip", "0", "--disclose", "a", "--with", "note.txt")
    keeper.fine("log", "export", "none.zip", "0", "--seal")
    whole = keeper.json("one.zip")
    assert "ашық".encode() in whole
    assert "қоса".encode() in whole
    assert "жабық".encode() not in whole
    assert "ашық".encode() not in keeper.json("none.zip")
    code, _, err = keeper.log("export", "x.zip", "0", "--seal", "--disclose", "a")
    assert code == 2
    assert "not both" in err


def test_a_bundle_that_was_cut_off_is_told(begun):
    begun.fine("log", "export", "whole.zip", "0")
    whole = begun.json("whole.zip")
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
        (("prove", "-1"), "range"),
        (("verify", "no-such-file"), "does not exist"),
        (("verify", "keys/keys.json", "--entry", "keys/keys.json"), ""),
        (("export", "x.zip", "99"), ""),
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
@pytest.mark.parametrize("lang", ["en"])
def test_wrong_use_is_told_with_two(begun, words, hint, lang):
    code, out, err = begun.log(*words, lang=lang)
    assert code == 2, (out, err)
    assert hint in err


def test_where_there_is_no_log_it_is_told_how_to_make_one(keeper):
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


@pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("unshare"), reason="needs a port of somebody"
)
def test_a_port_that_is_taken_is_told(begun):
    with begun.running("log", "serve") as address:
        port = address.rpartition(":")[2]
        code, _, err = begun.log("serve", "--port", port)
    assert code == 2
    assert "WB02" in err
