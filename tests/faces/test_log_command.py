"""`tanba log`, as somebody meets it who must show an entry to others: the real program in its own process."""

import json

import pytest

from faces.tanba_run import Person


@pytest.fixture
def house(tmp_path):
    person = Person(tmp_path / "keys")
    assert person.tanba("keys", "new", "--name", "log", "--algorithm", "ed25519")[0] == 0
    person.here = {"cwd": tmp_path, "TANBA_LOG": str(tmp_path / "log")}
    code, _, err = person.tanba("log", "init", "--origin", "example.kz/log", **person.here)
    assert code == 0, err
    code, _, err = person.tanba(
        "log", "append", "measure", "--about", "Несие", "--field", "gap=2.1", **person.here
    )
    assert code == 0, err
    return person


def test_a_proof_is_written_with_its_entry_and_checked_beside_it(house, tmp_path):
    code, _, err = house.tanba(
        "log", "prove", "0", "--entry", "e.json", "--out", "e.tlog-proof", **house.here
    )
    assert code == 0, err
    assert json.loads((tmp_path / "e.json").read_bytes())["kind"] == "measure"
    check = ("log", "verify", "e.tlog-proof", "--entry", "e.json", "--key", "log/public/vkey")
    code, out, _ = house.tanba(*check, **house.here)
    assert code == 0
    assert out.count("it holds") == 2
    code, out, _ = house.tanba(*check, lang="ru", **house.here)
    assert "подтверждено" in out
    (tmp_path / "e.json").write_bytes(
        (tmp_path / "e.json").read_bytes().replace(b"measure", b"measurf")
    )
    code, out, _ = house.tanba(*check, **house.here)
    assert code == 1
    assert "it does not hold" in out


def test_a_proof_without_its_entry_is_told_what_it_lacks(house):
    house.tanba("log", "prove", "0", "--out", "e.tlog-proof", **house.here)
    code, _, err = house.tanba("log", "verify", "e.tlog-proof", **house.here)
    assert code == 2
    assert "EV34" in err
    assert "--entry" in err


def test_what_is_wrong_with_no_file_tells_its_hint_too(house):
    code, _, err = house.tanba("log", "append", "Meas ure", "--field", "a=b", **house.here)
    assert code == 2
    assert "EV41" in err
    assert "hint: such as measure" in err


def test_erasing_what_is_not_there_leaves_no_entry(house):
    code, out, _ = house.tanba("log", "erase", "0" * 32, "--yes", **house.here)
    assert code == 1
    assert "0 entries can no longer be opened" in out
    shown = json.loads(house.tanba("log", "show", "--format", "json", **house.here)[1])
    assert [one["kind"] for one in shown["entries"]] == ["measure"]


def test_a_session_is_younger_than_the_log_that_lies_where_logs_lie(house):
    code, _, err = house.tanba("work", "start", "story", "--author", "Әсел", **house.here)
    assert (code, err) == (0, "")
    code, _, err = house.tanba("work", "seal", **house.here)
    assert code == 0, err
    code, out, err = house.tanba("work", "show", "--sealed", **house.here)
    assert code == 0, err
    assert "No time from outside was given" in out
    assert "from outside:" not in out


def test_an_anchored_entry_tells_who_was_silent(house, tmp_path):
    key = (tmp_path / "log/public/vkey").read_text().strip()
    house.tanba("keys", "new", "--name", "eye", "--algorithm", "ed25519")
    begin = ("log", "witness", "init", "state", "--name", "b.kz/w", "--key", "eye", "--log-key", key)
    witness = house.tanba(*begin, **house.here)[1].strip()
    policy = f"log {key}\nwitness eye {witness} http://127.0.0.1:9\nquorum eye\n"
    (tmp_path / "policy").write_text(policy)
    other = house.here | {"TANBA_LOG": str(tmp_path / "other")}
    init = ("log", "init", "--origin", "example.kz/log", "--key", "log", "--witnesses", "policy")
    code, _, err = house.tanba(*init, **other)
    assert code == 0, err
    code, out, err = house.tanba("log", "append", "measure", "--field", "a=b", "--anchor", **other)
    assert code == 0, err
    assert "b.kz/w: was not reached" in out
