"""Personal data: what is found where, who has no basis, and where data are kept."""

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tanba.kernel import Refused, TanbaError, canonical_bytes
from tanba.measures import Artefact, Measured, Result, World, answer, judged
from tanba.measures.personal_data import register as registers
from tanba.measures.personal_data.example import _iin
from tanba.measures.personal_data.measure import PersonalData
from tanba.measures.personal_data.scanning import text_of

MEASURE = PersonalData()


def _run(reads: dict[str, Path], **settings: Any) -> Measured:
    artefacts = {
        name: Artefact(
            name=name,
            kind="folder" if path.is_dir() else "table" if name != "data" else "file",
            at=path.name,
            path=path,
        )
        for name, path in reads.items()
    }
    return MEASURE.run(artefacts, MEASURE.settings(**settings), World())


def _one(measured: Measured, id_: str, **of: str) -> Result:
    (found,) = [r for r in measured.results if r.id == id_ and dict(r.of) == of]
    return found


def _band(measured: Measured, id_: str, **of: str) -> tuple[float, float]:
    band = _one(measured, id_, **of).band
    assert band is not None
    return band.low, band.high


def _answers(measured: Measured) -> dict[str, Any]:
    about = MEASURE.about
    found = judged(measured, about.yardsticks)
    return {shows.fact: answer(shows, found).answer for shows in about.shows}


def _file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _example(folder: Path) -> Measured:
    example = MEASURE.example(folder)
    assert example is not None
    return _run({name: folder / at for name, at in example.reads.items()}, **example.settings)


def test_the_clinic_is_not_depersonalised_and_four_patients_have_no_basis(tmp_path: Path) -> None:
    measured = _example(tmp_path)
    assert _answers(measured) == {
        "personal_data_lawful": False,
        "data_stored_in_kazakhstan": False,
        "cross_border_transfer": True,
        "processes_personal_data": True,
        "library_holds_personal_data": True,
        "library_depersonalised": False,
    }
    assert _band(measured, "without_basis") == (4, 4)
    assert _band(measured, "without_basis", purpose="advertising") == (4, 4)
    assert _band(measured, "outside_consent", purpose="assistant") == (8, 8)
    assert _band(measured, "holdings_outside") == (1, 2)


def test_no_value_that_was_found_stands_anywhere_in_what_is_returned(tmp_path: Path) -> None:
    said = canonical_bytes(_example(tmp_path)).decode()
    found = {_iin(number) for number in range(1, 61)} | {"+7 700", "primer@example.kz", "Тестович"}
    assert not [value for value in found if value in said]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert canonical_bytes(_example(tmp_path)) == canonical_bytes(_example(tmp_path))


def test_numbers_are_found_whether_a_table_keeps_them_as_text_or_lost_their_zeros(
    tmp_path: Path,
) -> None:
    numbers = [_iin(number) for number in range(1, 31)]
    _file(tmp_path / "a.csv", "who,x", *(f"{number},{place}" for place, number in enumerate(numbers)))
    pl.DataFrame({"who": [int(number) for number in numbers]}).write_parquet(tmp_path / "b.parquet")
    lines = (json.dumps({"who": number, "said": "Аты-жөні: Айгерім Серікқызы"}) for number in numbers)
    _file(tmp_path / "c.jsonl", *lines)
    measured = _run({"data": tmp_path})
    shares = {r.of: (r.number, r.n) for r in measured.results if r.id == "iin_share"}
    # The zeros at the front of a whole number are lost for good; nine digits or more are tried with them.
    lost = [number for number in numbers if number.lstrip("0") and len(number.lstrip("0")) >= 9]
    assert shares[("file", "a.csv"), ("column", "who")] == (1, 30)
    assert shares[(("file", "c.jsonl"),)] == (1, 30)
    assert len(lost) == 30
    assert shares[("file", "b.parquet"), ("column", "who")] == (1, 30)
    assert _one(measured, "identifiers", kind="name").number == 30
    assert _one(measured, "iin_held").number == 3


def test_dates_written_as_twelve_digits_are_no_persons(tmp_path: Path) -> None:
    moments = [
        f"2012{month:02}{day:02}{day % 24:02}{month * 4:02}"
        for month in range(1, 13)
        for day in range(1, 29)
    ]
    measured = _run({"data": _file(tmp_path / "moments.csv", "at", *moments)})
    assert (_one(measured, "identifiers", kind="iin").number or 0) > 0
    assert _one(measured, "iin_held").number == 0
    assert "processes_personal_data" not in {k for k, v in _answers(measured).items() if v is not None}


def test_what_nobody_could_read_keeps_the_owners_word_open(tmp_path: Path) -> None:
    _file(tmp_path / "fine.txt", "ештеңе жоқ")
    (tmp_path / "scan.pdf").write_bytes(b"%PDF\0\1\2" * 40)
    (tmp_path / "round").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    measured = _run({"data": tmp_path}, depersonalised=True)
    assert _one(measured, "unread").number == 3
    assert _band(measured, "identifiers_left") == (0, 3)
    assert _answers(measured)["library_depersonalised"] is None
    (note,) = [note for note in measured.notes if note.words and "names" in note.words]
    assert note.words is not None
    assert note.words["names"] == "pipe, round, scan.pdf"


def test_files_beyond_the_bound_on_bytes_are_named_and_not_read(tmp_path: Path) -> None:
    _file(tmp_path / "a.txt", "х" * 100)
    _file(tmp_path / "b.txt", "+7 701 000 00 01")
    measured = _run({"data": tmp_path}, depersonalised=True, most_bytes=205)
    assert _band(measured, "identifiers_left") == (0, 1)


def test_an_owners_word_is_not_asked_for_where_it_was_not_given(tmp_path: Path) -> None:
    measured = _run({"data": _file(tmp_path / "a.txt", "+7 701 000 00 01")})
    assert _one(measured, "identifiers_left").n == 0


def test_a_name_alone_is_a_hint_and_shows_nothing(tmp_path: Path) -> None:
    measured = _run(
        {"data": _file(tmp_path / "a.txt", "көшесі Абай Құнанбаев, Айдар Серіков")}, depersonalised=True
    )
    assert _one(measured, "identifiers_left").number == 0
    assert _answers(measured)["library_depersonalised"] is None


def test_text_is_read_in_the_encodings_that_are_met_here(tmp_path: Path) -> None:
    said = "Иван Петров, тел. +7 701 000 00 01\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1251"):
        path = tmp_path / "a.log"
        path.write_bytes(said.encode(encoding))
        assert "".join(text_of(path)) == said, encoding


def test_a_line_of_many_mebibytes_is_read_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("x" * 3_000_000 + " +7 701 000 00 01 " + "я " * 600_000, "utf-8")
    parts = list(text_of(path))
    assert max(map(len, parts)) < 3_000_000
    assert _one(_run({"data": path}), "identifiers", kind="phone").number == 1


@pytest.mark.parametrize("content", [bytes(range(256)) * 8, b"\0" * 4096, b"PK\3\4" + bytes(99)])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(content)
    with pytest.raises(Refused, match="MP01"):
        _run({"data": path})


def test_a_file_only_called_a_table_is_read_as_text(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_text("+7 701 000 00 01\n" * 3, "utf-8")
    assert _one(_run({"data": tmp_path}), "identifiers", kind="phone").number == 3


HEAD = "subject,purpose,basis,from,until,withdrawn,at"


@pytest.mark.parametrize(
    ("row", "lacking", "ended"),
    [
        ("law,,,,2026-03-01", (0, 0), (0, 0)),
        (",,,,2026-03-01", (1, 1), (0, 0)),
        ("нет,,,,2026-03-01", (1, 1), (0, 0)),
        ("белгісіз,,,,2026-03-01", (0, 1), (0, 1)),
        ("legitimate interest,,,,2026-03-01", (0, 1), (0, 1)),
        ("келісім,2026-01-01,2026-12-31,,2026-03-01", (0, 0), (0, 0)),
        ("Согласие,2026-01-01,2026-03-01,,2026-03-01", (0, 0), (0, 0)),  # the last day still counts
        ("consent,2026-01-01,2026-02-28,,2026-03-01", (0, 0), (1, 1)),
        ("consent,2026-03-02,,,2026-03-01", (0, 0), (1, 1)),
        ("consent,01.01.2026,,01.02.2026,2026-03-03", (0, 0), (0, 0)),  # thirty days to come to an end
        ("consent,2026-01-01,,2026-02-01,2026-03-04", (0, 0), (1, 1)),
        ("consent,,,,2026-03-01", (0, 1), (0, 1)),  # a consent of no day
        ("consent,2026-01-01,,,", (0, 1), (0, 1)),  # a processing of no day
    ],
)
def test_each_row_of_a_register_is_judged_on_its_own_day(
    tmp_path: Path, row: str, lacking: tuple[int, int], ended: tuple[int, int]
) -> None:
    measured = _run({"register": _file(tmp_path / "r.csv", HEAD, f"p1,ads,{row}")})
    assert _band(measured, "without_basis") == lacking
    assert _band(measured, "outside_consent") == ended


def test_a_renewed_consent_holds_where_an_old_one_has_ended(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "r.csv",
        "subject,purpose,basis,from,until",
        "p1,ads,consent,2024-01-01,2025-01-01",
        "p1,ads,consent,2025-06-01,2026-06-01",
        "p1,profiling,consent,2024-01-01,2025-01-01",
    )
    measured = _run({"register": path}, on=date(2026, 3, 1))
    assert _band(measured, "outside_consent", purpose="ads") == (0, 0)
    assert _band(measured, "outside_consent", purpose="profiling") == (1, 1)
    assert _one(measured, "basis_share").number == 0.5


def test_a_register_without_any_day_shows_nothing_of_consents(tmp_path: Path) -> None:
    path = _file(tmp_path / "r.csv", "subject,basis", "p1,consent", "p2,law")
    measured = _run({"register": path})
    assert _band(measured, "outside_consent") == (0, 1)
    assert _answers(measured)["personal_data_lawful"] is None
    assert any("consents were not checked" in note.says.en for note in measured.notes)


def test_a_register_in_order_is_never_called_lawful(tmp_path: Path) -> None:
    measured = _run({"register": _file(tmp_path / "r.csv", "subject,basis", "p1,law", "p2,contract")})
    assert _band(measured, "without_basis") == (0, 0)
    assert _answers(measured)["personal_data_lawful"] is None


def test_an_owners_own_words_for_a_basis_are_read(tmp_path: Path) -> None:
    path = _file(tmp_path / "r.csv", "subject,basis", "p1,Ст. 9 п. 3", "p2,Ст. 9 п. 3")
    assert _band(_run({"register": path}), "without_basis") == (0, 2)
    assert _band(_run({"register": path}, bases={"ст. 9 п. 3": "law"}), "without_basis") == (0, 0)
    with pytest.raises(Refused, match="MP02"):
        _run({"register": path}, bases={"x": "goodwill"})


def test_a_register_too_large_to_hold_at_once_gives_the_same_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"p{n % 900},m{n % 7},{'law' if n % 5 else ''},,,,2026-03-{1 + n % 28:02}" for n in range(4000)
    ]
    path = _file(tmp_path / "r.csv", HEAD, *rows)
    whole = _run({"register": path})
    monkeypatch.setattr(registers, "HELD", 700)
    assert canonical_bytes(_run({"register": path})) == canonical_bytes(whole)
    lacking = {n % 900 for n in range(4000) if not n % 5}
    assert _one(whole, "without_basis").number == len(lacking)
    monkeypatch.setattr(registers, "HELD", 1)
    with pytest.raises(TanbaError, match="MP03"):
        _run({"register": path})


def test_a_day_that_is_none_is_a_fault_of_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path / "r.csv", HEAD, "p1,ads,consent,yesterday,,,2026-03-01")
    with pytest.raises(TanbaError, match=r"r\.csv.*MT15"):
        _run({"register": path})


def test_a_host_in_kz_does_not_show_where_the_machine_stands(tmp_path: Path) -> None:
    path = _file(tmp_path / "s.csv", "data,store,place", "a,db,db.example.kz", "b,b1,KZ", "b,b2,ru")
    measured = _run({"stores": path})
    assert _band(measured, "holdings_outside") == (0, 1)
    assert _band(measured, "stores_outside") == (1, 2)
    told = _run({"stores": path}, places={"DB.example.kz": "kz"})
    assert _band(told, "holdings_outside") == (0, 0)
    # A declared place is no proof, so that the data lie here stays for a person to say.
    assert _answers(told)["data_stored_in_kazakhstan"] is None
    assert _answers(told)["cross_border_transfer"] is True


def test_nothing_given_is_nothing_measured() -> None:
    measured = MEASURE.run({}, MEASURE.settings(), World())
    assert {result.n for result in measured.results} == {0}
    assert set(_answers(measured).values()) == {None}


def test_headers_alone_and_an_empty_folder_measure_nothing(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    reads = {
        "data": tmp_path / "d",
        "register": _file(tmp_path / "r.csv", HEAD),
        "stores": _file(tmp_path / "s.csv", "data,store,place"),
    }
    measured = _run(reads, depersonalised=True)
    assert {result.n for result in measured.results} == {0}
