"""Prompts in deposit: secret now, shown alone later, and never without the number of their siblings."""

import json
import zipfile

import pytest

from flow.houses import anchor, house, house_with_time
from tanba.evidence import verify_bundle
from tanba.flow import add_deposit, key_of_log, list_deposits, show_deposit
from tanba.kernel import Refused


def test_one_prompt_is_shown_alone(tmp_path):
    with house_with_time(tmp_path) as archive:
        for title in ("Бір", "Екі", "Үш"):
            add_deposit(archive, "Айгүл", title, f"{title}: құпия сөз".encode())
        anchor(archive)
        standing = show_deposit(archive, "Айгүл", 2, tmp_path / "two.zip")
        seen = verify_bundle(
            tmp_path / "two.zip", key_of_log(archive.log), roots=archive.settings.roots
        )
    assert (standing.total, standing.undisclosed) == (3, 2)
    assert seen.state == "valid", seen.failing
    first = seen.entries[0]
    assert (first.kind, first.seq, first.opened, first.closed) == (
        "work.deposit", 2, ("prompt",), ("about",),
    )  # fmt: skip
    assert first.not_after is not None
    whole = (tmp_path / "two.zip").read_bytes()
    assert "Екі: құпия сөз".encode() in whole
    for hidden in ("Бір", "Үш", "Айгүл"):
        assert hidden.encode() not in whole


def test_shotgun_deposits_are_told_when_the_lucky_one_is_shown(tmp_path):
    with house(tmp_path) as archive:
        for number in range(50):
            add_deposit(archive, "Мерген", "", f"variant {number}".encode())
        archive.log.publish()
        show_deposit(archive, "Мерген", 37, tmp_path / "lucky.zip")
        standing = show_deposit(archive, "Мерген", 4, tmp_path / "other.zip")
        entries = verify_bundle(tmp_path / "other.zip", key_of_log(archive.log)).entries
    with zipfile.ZipFile(tmp_path / "lucky.zip") as bundle:
        said = json.loads(bundle.read("files/siblings.json"))
        deposit = json.loads(bundle.read("entries/36.json"))
    assert said == {"number": 37, "deposits": 50, "undisclosed": 49, "log_size": 51}
    # Not our word for it: the number stands in the entry, under the log's signature.
    assert deposit["seq"] == 37
    assert (standing.total, standing.undisclosed) == (50, 48)
    # Whoever reads the second one is told of the first: both showings are entries.
    assert [one.kind for one in entries].count("deposit.shown") == 2


def test_showing_one_twice_counts_once(tmp_path):
    with house(tmp_path) as archive:
        add_deposit(archive, "Айгүл", "", b"one")
        add_deposit(archive, "Айгүл", "", b"two")
        archive.log.publish()
        for name in ("a", "b"):
            standing = show_deposit(archive, "Айгүл", 1, tmp_path / f"{name}.zip")
    assert standing.undisclosed == 1


def test_two_holders_number_their_deposits_apart(tmp_path):
    with house(tmp_path) as archive:
        seqs = [add_deposit(archive, who, "", b"words").seq for who in ("А", "Б", "А")]
        held = list_deposits(archive, "А")
    assert seqs == [1, 1, 2]
    assert [(one.number, one.shown, one.erased) for one in held] == [
        (1, False, False),
        (2, False, False),
    ]


def test_an_erased_deposit_is_listed_as_such_and_cannot_be_shown(tmp_path):
    with house(tmp_path) as archive:
        receipt = add_deposit(archive, "Айгүл", "Атауы", b"words")
        archive.log.publish()
        archive.vault.erase(receipt.subject, on=__import__("datetime").date(2026, 11, 23))
        (held,) = list_deposits(archive, "Айгүл")
        assert held.erased
        with pytest.raises(Refused, match="DP02"):
            show_deposit(archive, "Айгүл", 1, tmp_path / "no.zip")
    assert not (tmp_path / "no.zip").exists()


@pytest.mark.parametrize("prompt", [b"", b"  \n", b"\xff\xfe", b"x" * ((1 << 20) + 1)])
def test_what_is_no_prompt_is_refused_and_takes_no_number(tmp_path, prompt):
    with house(tmp_path) as archive:
        with pytest.raises(Refused, match="DP01"):
            add_deposit(archive, "Айгүл", "", prompt)
        assert archive.log.size == 0


def test_nobody_has_deposits_that_they_did_not_make(tmp_path):
    with house(tmp_path) as archive, pytest.raises(Refused, match="DP03"):
        list_deposits(archive, "Ешкім")


@pytest.mark.parametrize(
    "harm", ["DELETE FROM entries WHERE at < 2", "ALTER TABLE entries ADD COLUMN more TEXT",
             "ALTER TABLE entries RENAME COLUMN seq TO number"],
)  # fmt: skip
def test_a_list_of_deposits_with_holes_is_made_anew_from_the_log(tmp_path, harm):
    import sqlite3

    from flow.houses import SECRET, signer
    from tanba.flow import Archive

    with house(tmp_path) as archive:
        for number in range(3):
            add_deposit(archive, "Айгүл", "", f"words {number}".encode())
    base = sqlite3.connect(tmp_path / "log" / "catalogue.db")
    base.execute(harm)
    base.commit()
    base.close()
    with Archive.open(tmp_path / "log", signer(), SECRET) as archive:
        assert [one.number for one in list_deposits(archive, "Айгүл")] == [1, 2, 3]
