"""Data libraries: metadata in the shapes people have, checksums computed again, repeats, shares, rights."""

import json
import os
from collections.abc import Callable
from hashlib import md5, sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import TanbaError, canonical_bytes
from tanba.measures import Artefact, Measured, Result, World, Yardstick, answer, judged
from tanba.measures.frame.folders import walk
from tanba.measures.libraries import words
from tanba.measures.libraries.duplicates import near, same
from tanba.measures.libraries.form import document_fields, filled, sections
from tanba.measures.libraries.measure import DataLibrary
from tanba.measures.libraries.metadata import read_metadata
from tanba.measures.libraries.rights import is_known, spdx

MEASURE = DataLibrary()


def _run(
    library: Path, log: Path | None = None, world: World | None = None, **settings: Any
) -> Measured:
    reads = {"library": Artefact(name="library", kind="folder", at=library.name, path=library)}
    if log:
        reads["log"] = Artefact(name="log", kind="table", at=log.name, path=log)
    return MEASURE.run(reads, MEASURE.settings(**settings), world or World())


def _one(measured: Measured, id_: str, **of: str) -> Result:
    (found,) = [r for r in measured.results if r.id == id_ and dict(r.of) == of]
    return found


def _band(measured: Measured, id_: str, **of: str) -> tuple[float, float]:
    band = _one(measured, id_, **of).band
    assert band is not None
    return band.low, band.high


def _answers(measured: Measured, **own: Yardstick) -> dict[str, Any]:
    found = judged(measured, {**MEASURE.about.yardsticks, **own})
    return {shows.fact: answer(shows, found).answer for shows in MEASURE.about.shows}


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _json(path: Path, tree: Any) -> Path:
    return _write(path, json.dumps(tree, ensure_ascii=False))


def _example(folder: Path) -> Measured:
    example = MEASURE.example(folder)
    assert example is not None
    return _run(folder / "library", folder / "collected.csv", **example.settings)


def _full_passport() -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for section in sections():
        part: dict[str, Any] = {}
        for name, rule in section.fields.items():
            part[name] = [dict.fromkeys(rule["each"], "here")] if "each" in rule else "here"
            if "at_least" in rule:
                part[name] = ["one"] * rule["at_least"]
        tree[section.id] = part
    return tree


def test_the_example_lacks_sections_a_checksum_and_kazakh_letters(tmp_path: Path) -> None:
    measured = _example(tmp_path)
    assert _answers(measured) == {
        "library_passport": False,
        "library_metadata": False,
        "library_checksum": False,
        "library_machine_readable": True,
        "producer_named_machine_readable": True,
        "producer_data_read_back": True,
        "data_sets_lawful": None,
        "data_sets_good": False,
    }
    missing = _one(measured, "passport_fields_missing")
    (grid,) = [grid for grid in measured.tables if grid.id == "passport:passport.json"]
    assert missing.number == sum(row[2] - row[1] for row in grid.rows) > 0
    assert missing.n == sum(row[2] for row in grid.rows)
    assert [row[0].ru for row in grid.rows][3] == "Источники и происхождение данных"
    assert _one(measured, "files_logged").number == 3 / 11
    assert _one(measured, "passport_sections").number == 4 / 11
    assert _one(measured, "exact_duplicates").number == 1 / 11
    assert _one(measured, "near_duplicates").number == 2 / 10
    assert _one(measured, "missing_cells").number == 10 / 600
    assert _band(measured, "share_gap", column="language", value="kk")[1] < 0


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    assert canonical_bytes(_example(tmp_path)) == canonical_bytes(_example(tmp_path))


# The form.


def test_the_form_has_eleven_sections_and_ten_fields_of_a_document() -> None:
    assert len(sections()) == 11
    assert len(document_fields()) == 10
    assert sections()[3].title.ru == "Источники и происхождение данных"


def test_a_passport_with_every_field_is_drawn_up_and_without_any_one_it_is_not(tmp_path: Path) -> None:
    assert all(not one.missing for one in filled(_full_passport()))
    for section in sections():
        for name in section.fields:
            tree = _full_passport()
            tree[section.id][name] = " – "
            assert [one.missing for one in filled(tree) if one.missing] == [(name,)]
    _write(tmp_path / "a.txt", "сөз")
    _json(tmp_path / "passport.json", _full_passport())
    assert _answers(_run(tmp_path))["library_passport"] is True


@pytest.mark.parametrize(("count", "fine"), [(2, False), (3, True), (10, True), (11, False)])
def test_scenarios_are_as_many_as_the_form_wants(count: int, fine: bool) -> None:
    tree = _full_passport()
    tree["purposes"]["scenarios"] = ["a scenario"] * count
    assert all(not one.missing for one in filled(tree)) is fine


def test_a_library_without_a_passport_in_it_shows_nothing_of_one(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt", "сөз")
    found = _answers(_run(tmp_path))
    assert found["library_passport"] is None
    assert found["library_metadata"] is None
    assert found["library_checksum"] is None
    assert found["producer_named_machine_readable"] is None


# Shapes of metadata.

TABLE = "id,text\n1,бір\n2,екі\n"
TRUE = sha256(TABLE.encode()).hexdigest()

CROISSANT = {
    "@context": {"@vocab": "https://schema.org/", "cr": "http://mlcommons.org/croissant/"},
    "@type": "sc:Dataset",
    "creator": {"@type": "sc:Organization", "name": "Институт"},
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "distribution": [{"@id": "f", "@type": "cr:FileObject", "contentUrl": "a.csv", "sha256": TRUE}],
    "recordSet": [
        {
            "field": [
                {
                    "dataType": "sc:Text",
                    "source": {"fileObject": {"@id": "f"}, "extract": {"column": "text"}},
                },
                {
                    "dataType": "sc:Integer",
                    "source": {"fileObject": {"@id": "f"}, "extract": {"column": "id"}},
                },
            ]
        }
    ],
}
DCAT = {
    "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/"},
    "@graph": [
        {
            "@type": "dcat:Dataset",
            "dct:creator": {"foaf:name": "Институт"},
            "dct:license": {"@id": "http://spdx.org/licenses/CC0-1.0"},
            "dcat:distribution": {
                "dcat:downloadURL": {"@id": "https://data.example.kz/a.csv?x=1"},
                "spdx:checksum": {
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": TRUE,
                },
            },
        }
    ],
}
PACKAGE = {
    "contributors": [{"title": "Институт", "role": "author"}, {"title": "Ann", "role": "wrangler"}],
    "licenses": [{"name": "ODbL-1.0"}],
    "resources": [
        {
            "path": "./a.csv",
            "hash": md5(TABLE.encode(), usedforsecurity=False).hexdigest(),
            "schema": {
                "fields": [{"name": "id", "type": "integer"}, {"name": "text", "type": "string"}]
            },
        }
    ],
}


@pytest.mark.parametrize(
    ("name", "tree", "shape", "licence"),
    [
        ("croissant.json", CROISSANT, "croissant", "CC-BY-4.0"),
        ("metadata.json", DCAT, "dcat", "CC0-1.0"),
        ("datapackage.json", PACKAGE, "datapackage", "ODbL-1.0"),
    ],
)
def test_producer_checksum_and_licence_are_read_from_each_shape(
    tmp_path: Path, name: str, tree: Any, shape: str, licence: str
) -> None:
    _write(tmp_path / "a.csv", TABLE)
    _json(tmp_path / name, tree)
    (stated,) = read_metadata(walk(tmp_path, 10).files)
    assert (stated.shape, stated.producers) == (shape, ("Институт",))
    measured = _run(tmp_path)
    found = _answers(measured)
    assert found["library_checksum"] is True
    assert found["producer_data_read_back"] is True
    (grid,) = [grid for grid in measured.tables if grid.id == "licences"]
    assert grid.rows == ((licence, 1),)
    if shape != "dcat":  # DCAT has no words for columns
        assert found["library_metadata"] is True


def test_two_names_of_the_producer_cannot_be_read_in_one_meaning(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", TABLE)
    _json(tmp_path / "datapackage.json", PACKAGE)
    _json(tmp_path / "passport.json", {"producer": "Another"})
    found = _answers(_run(tmp_path))
    assert found["producer_named_machine_readable"] is True
    assert found["producer_data_read_back"] is None


def test_metadata_that_name_no_producer_say_so(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", TABLE)
    _json(tmp_path / "passport.json", {"general": {"holder": "City"}})
    found = _answers(_run(tmp_path))
    assert found["producer_named_machine_readable"] is False
    assert found["producer_data_read_back"] is False


def test_a_passport_in_yaml_is_read(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", TABLE)
    said = f"producer:\n  name: Институт\ndelivery:\n  checksums:\n    - {{file: a.csv, value: '{TRUE}'}}\n"
    _write(tmp_path / "passport.yaml", said)
    assert _answers(_run(tmp_path))["library_checksum"] is True


# Checksums.


@pytest.mark.parametrize(
    ("sums", "band"),
    [
        (f"{TRUE}  a.csv\n", (1, 1)),
        (f"{TRUE} *./a.csv\n", (1, 1)),
        (f"{TRUE.upper()}  a.csv\n", (1, 1)),
        (f"{'0' * 64}  a.csv\n", (0, 0)),
        (f"{TRUE}  a.csv\n{TRUE}  gone.csv\n", (0.5, 0.5)),
        (f"{TRUE}  a.csv\n{'0' * 32}  a.csv\n", (0, 0)),
    ],
)
def test_a_checksum_counts_only_when_it_is_true(
    tmp_path: Path, sums: str, band: tuple[float, float]
) -> None:
    _write(tmp_path / "a.csv", TABLE)
    _write(tmp_path / "SHA256SUMS", sums)
    assert _band(_run(tmp_path), "checksums_true") == band


def test_a_checksum_of_the_whole_or_of_another_algorithm_shows_nothing(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", TABLE)
    _json(tmp_path / "passport.json", {"delivery": {"checksums": "стрибог: 12ab"}})
    assert _band(_run(tmp_path), "checksums_true") == (0, 1)
    _json(tmp_path / "passport.json", {"delivery": {"checksums": {"a.csv": "streebog:12ab"}}})
    assert _band(_run(tmp_path), "checksums_true") == (0, 1)
    assert _answers(_run(tmp_path))["library_checksum"] is None


# Repeats.


def _sentence(seed: int, length: int = 200) -> str:
    return " ".join(f"сөз{(seed * 7919 + step * 104729) % 99991}" for step in range(length))


def test_texts_that_differ_in_a_few_words_repeat_and_others_do_not() -> None:
    texts = [(f"{n}", _sentence(n)) for n in range(30)]
    twin = texts[4][1].split()
    twin[100] = "басқа"
    found = near([*texts, ("twin", " ".join(twin)), ("short", "екі сөз")], 0.8, 100)
    assert (found.repeats, found.of, found.pairs) == (1, 31, (("twin", "4"),))


@given(st.integers(0, 60))
@settings(deadline=None, max_examples=25)
def test_whether_two_texts_repeat_is_their_exact_share_of_sequences(changed: int) -> None:
    one = _sentence(1).split()
    two = one[: len(one) - changed] + [f"жаңа{n}" for n in range(changed)]
    rows = [{tuple(text[at : at + 5]) for at in range(len(text) - 4)} for text in (one, two)]
    jaccard = len(rows[0] & rows[1]) / len(rows[0] | rows[1])
    if abs(jaccard - 0.8) > 0.005:
        assert near([("a", " ".join(one)), ("b", " ".join(two))], 0.8, 9).repeats == (jaccard > 0.8)


def test_texts_beyond_the_bound_may_repeat(tmp_path: Path) -> None:
    for number in range(4):
        _write(tmp_path / f"{number}.txt", _sentence(number))
    assert _band(_run(tmp_path, most_texts=3), "near_duplicates") == (0, 0.25)


def test_texts_in_a_column_are_compared_too(tmp_path: Path) -> None:
    rows = [json.dumps({"said": _sentence(number % 3)}, ensure_ascii=False) for number in range(6)]
    _write(tmp_path / "a.jsonl", "\n".join(rows) + "\n")
    assert _one(_run(tmp_path, texts="said"), "near_duplicates").number == 0.5
    assert _one(_run(tmp_path), "near_duplicates").n == 0


def test_the_first_of_equal_files_is_kept_and_the_others_repeat_it() -> None:
    found = same({"b": "1", "a": "1", "c": "2", "d": "1"})
    assert (found.repeats, found.of, found.pairs) == (2, 4, (("b", "a"), ("d", "a")))


def test_rows_that_repeat_and_cells_that_are_empty_are_counted(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", "x,y\n1,2\n1,2\n,3\nn/a,3\n")
    measured = _run(tmp_path)
    assert _one(measured, "row_duplicates").number == 0.25
    assert _one(measured, "missing_cells").number == 2 / 8
    assert _one(_run(tmp_path, obligatory=("x",)), "missing_cells").number == 2 / 4


# Shares.


def test_shares_against_a_reference_add_up_and_the_distance_is_half_of_what_differs(
    tmp_path: Path,
) -> None:
    _write(tmp_path / "a.csv", "lang\n" + "kk\n" * 50 + "ru\n" * 40 + "uz\n" * 10)
    measured = _run(tmp_path, reference={"lang": {"kk": 0.7, "ru": 0.3}})
    gaps = {dict(r.of)["value"]: r.number for r in measured.results if r.id == "share_gap"}
    assert gaps == {"kk": pytest.approx(-0.2), "ru": pytest.approx(0.1), "…": pytest.approx(0.1)}
    assert _one(measured, "total_variation", column="lang").number == pytest.approx(0.2)
    low, high = _band(measured, "total_variation", column="lang")
    assert 0 < low < 0.2 < high < 1


def test_a_balanced_library_is_not_said_to_be_unlike_its_reference(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", "age\n" + "\n".join(str(10 + n % 60) for n in range(600)) + "\n")
    measured = _run(
        tmp_path, reference={"age": {"< 40": 0.5, "≥ 40": 0.5}}, cuts={"age": (40,)}, population="a.csv"
    )
    low, high = _band(measured, "total_variation", column="age")
    assert low == 0
    assert high < 0.1


def test_rows_that_say_nothing_of_a_group_widen_the_distance(tmp_path: Path) -> None:
    said = "lang,n\n" + "kk,1\n" * 300 + "ru,1\n" * 300
    wanted = {"lang": {"kk": 0.5, "ru": 0.5}}
    _write(tmp_path / "a.csv", said)
    sure = _band(_run(tmp_path, reference=wanted), "total_variation", column="lang")
    _write(tmp_path / "a.csv", said + ",1\n" * 200)
    silent = _band(_run(tmp_path, reference=wanted), "total_variation", column="lang")
    assert sure[1] < 0.1 < silent[1] == pytest.approx(sure[1] + 0.25)


def test_empty_cells_are_a_fault_only_of_columns_that_are_obligatory(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", "id,remark\n1,\n2,\n3,x\n")
    assert _band(_run(tmp_path), "missing_cells") == (0, pytest.approx(2 / 6))
    assert _answers(_run(tmp_path))["data_sets_good"] is None
    assert _answers(_run(tmp_path, obligatory=("remark",)))["data_sets_good"] is False


def _with_reference(folder: Path, rows: str) -> Measured:
    _write(folder / "library" / "a.csv", "lang\n" + "kk\n" * 90 + "ru\n" * 10)
    table = _write(folder / "reference.csv", rows)
    paths = {"library": folder / "library", "reference": table}
    kinds = {"library": "folder", "reference": "table"}
    reads = {
        name: Artefact(name=name, kind=kinds[name], at=path.name, path=path)
        for name, path in paths.items()
    }
    return MEASURE.run(reads, MEASURE.settings(), World())


def test_reference_shares_may_come_as_a_table(tmp_path: Path) -> None:
    measured = _with_reference(tmp_path, "column,value,share\nlang,kk,0.5\nlang,ru,0.5\n")
    assert _one(measured, "total_variation", column="lang").number == pytest.approx(0.4)
    assert _answers(measured)["data_sets_good"] is False


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("column,value,share\nlang,kk,\n", "ML08"),
        ("column,value,share\nlang,kk,0.5\nlang,kk,0.5\n", "ML08"),
        ("column,value,share\nlang,kk,1.5\n", "ML04"),
        ("column,value\nlang,kk\n", "MT10"),
    ],
)
def test_a_reference_that_is_none_is_refused(tmp_path: Path, rows: str, code: str) -> None:
    with pytest.raises(TanbaError, match=code):
        _with_reference(tmp_path, rows)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reference": {"lang": {"kk": 0.7, "ru": 0.7}}}, "ML04"),
        ({"reference": {"lang": {"kk": -0.1}}}, "ML04"),
        ({"reference": {"lang": {"kk": 1.0}}, "cuts": {"lang": (3.0, 1.0)}}, "ML04"),
        ({"reference": {"nothing": {"kk": 1.0}}}, "ML07"),
        ({"alike": 0.0}, "ML05"),
        ({"documents": "no.csv"}, "ML06"),
    ],
)
def test_settings_that_cannot_be_are_refused(tmp_path: Path, wrong: dict[str, Any], code: str) -> None:
    _write(tmp_path / "a.csv", "lang\nkk\n")
    with pytest.raises(TanbaError, match=code):
        _run(tmp_path, **wrong)


# Rights.


@pytest.mark.parametrize(
    ("said", "licence"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode", "CC-BY-NC-SA-4.0"),
        ("http://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("https://spdx.org/licenses/MIT.html", "MIT"),
        ("https://opendatacommons.org/licenses/odbl/1-0/", "ODbL-1.0"),
    ],
)
def test_addresses_of_licences_become_identifiers_of_spdx(said: str, licence: str) -> None:
    assert spdx(said) == licence
    assert is_known(licence)


def test_words_that_are_no_identifier_are_kept_and_not_known() -> None:
    assert spdx("ask the author") == "ask the author"
    assert not is_known("ask the author")
    assert is_known("(MIT OR CC0-1.0)")


def test_a_file_has_its_own_licence_before_that_of_the_library(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt", "бір")
    _write(tmp_path / "a.txt.license", "SPDX-License-Identifier: CC0-1.0\n")
    _write(tmp_path / "b.txt", "екі")
    _json(tmp_path / "datapackage.json", {"licenses": [{"name": "CC-BY-4.0"}]})
    (grid,) = [grid for grid in _run(tmp_path).tables if grid.id == "licences"]
    assert grid.rows == (("CC-BY-4.0", 1), ("CC0-1.0", 1))


def _reserved(*names: str) -> Callable[[Path], bool | None]:
    return lambda path: True if path.name in names else None


def test_a_file_that_reserves_itself_and_has_no_licence_is_not_lawful_to_learn_from(
    tmp_path: Path,
) -> None:
    _write(tmp_path / "a.txt", "бір")
    _write(tmp_path / "b.txt", "екі")
    measured = _run(tmp_path, world=World(reserved=_reserved("b.txt")))
    assert _band(measured, "reserved") == (1, 1)
    assert _answers(measured)["data_sets_lawful"] is False
    _json(tmp_path / "datapackage.json", {"licenses": [{"name": "CC-BY-4.0"}]})
    licensed = _run(tmp_path, world=World(reserved=_reserved("b.txt")))
    # Silence is no permission, and a licence is for a person to read.
    assert _answers(licensed)["data_sets_lawful"] is None


def test_who_cannot_read_wishes_says_nothing_of_them(tmp_path: Path) -> None:
    _write(tmp_path / "a.txt", "бір")
    assert _one(_run(tmp_path), "reserved").n == 0


def test_a_reserved_source_counts_when_the_log_says_it_went_in(tmp_path: Path) -> None:
    library = tmp_path / "library"
    _write(library / "a.txt", "бір")
    rows = "2026-02-01,https://a.kz/1,reserved,a.txt\n2026-02-01,https://a.kz/2,reserved,\n"
    log = _write(tmp_path / "log.csv", f"day,url,state,file\n{rows}")
    assert _band(_run(library, log), "reserved") == (1, 1)
    loose = _write(tmp_path / "log.csv", "day,url,state\n2026-02-01,https://a.kz/1,reserved\n")
    assert _band(_run(library, loose), "reserved") == (0, 1)
    assert _answers(_run(library, loose))["data_sets_lawful"] is None


# What cannot be read, and hostile folders.


def test_what_cannot_be_read_is_named_and_keeps_good_from_being_shown(tmp_path: Path) -> None:
    library = tmp_path / "library"
    _write(library / "a.csv", TABLE)
    _write(library / "texts" / "a.txt", _sentence(1))
    _write(
        library / "SHA256SUMS",
        f"{TRUE}  a.csv\n{sha256(_sentence(1).encode()).hexdigest()}  texts/a.txt\n",
    )
    _json(library / "datapackage.json", PACKAGE)
    own = Yardstick(source=words.ALL, at_most=0.1)
    ids = ("missing_cells", "exact_duplicates", "near_duplicates")
    wanted = {"text": {"бір": 0.5, "екі": 0.5}}
    yardsticks = {**dict.fromkeys(ids, own), "total_variation": Yardstick(source=words.ALL, at_most=1)}
    fine = _run(library, reference=wanted)
    assert _answers(fine, **yardsticks)["data_sets_good"] is True
    assert _answers(fine)["data_sets_good"] is None
    os.mkfifo(library / "pipe")
    (library / "round").symlink_to(library)
    broken = _run(library, reference=wanted)
    assert _one(broken, "files_unread").number == 2
    assert _answers(broken, **yardsticks)["data_sets_good"] is None


def test_files_beyond_the_bounds_are_unread_and_may_repeat(tmp_path: Path) -> None:
    for name in "abc":
        _write(tmp_path / f"{name}.txt", name * 100)
    assert _one(_run(tmp_path, most_files=2), "files_unread").number == 1
    measured = _run(tmp_path, most_bytes=250)
    assert _one(measured, "files_unread").number == 1
    assert _band(measured, "exact_duplicates") == (0, pytest.approx(1 / 3))


def test_a_walk_is_in_order_and_leaves_no_folder_by_a_link(tmp_path: Path) -> None:
    outside = _write(tmp_path / "secret.txt", "x")
    for name in ("b/2.txt", "b/1.txt", "a.txt"):
        _write(tmp_path / "in" / name, name)
    (tmp_path / "in" / "link").symlink_to(outside)
    found = walk(tmp_path / "in", 10)
    assert [file.name for file in found.files] == ["a.txt", "b/1.txt", "b/2.txt"]
    assert [(one.name, one.why) for one in found.left] == [("link", "link")]


def test_a_program_cannot_read_a_scan_and_that_is_for_a_person(tmp_path: Path) -> None:
    _write(tmp_path / "a.csv", TABLE)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7\n\0\0")
    measured = _run(tmp_path)
    assert _one(measured, "machine_readable").number == 0.5
    assert _answers(measured)["library_machine_readable"] is None


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\0", b"[1]", b"{", b"[" * 100_000, b'{"a":' * 5000, b'{"a": ' + b"9" * 9000 + b"}",
        b'{"a": ' + b"[" * 60 + b"]" * 60 + b"}", b'"\\ud800"', bytes(range(256)),
    ],
)  # fmt: skip
def test_metadata_that_cannot_be_read_are_a_fault_of_that_file(tmp_path: Path, content: bytes) -> None:
    _write(tmp_path / "a.txt", "бір")
    (tmp_path / "passport.json").write_bytes(content)
    with pytest.raises(TanbaError, match=r"passport\.json.*ML03"):
        _run(tmp_path)


@pytest.mark.parametrize(
    "tree",
    [
        {"producer": {"name": "\ud800"}, "licence": "\ud800"},
        {
            "producer": 5,
            "general": [],
            "structure": {"tables": "x"},
            "delivery": {"checksums": [1, None]},
        },
        {
            "@context": 3,
            "distribution": [{"contentUrl": "../../etc/passwd", "sha256": "x"}],
            "recordSet": 7,
        },
    ],
)
def test_metadata_of_strange_shapes_are_read_as_far_as_they_go(tmp_path: Path, tree: Any) -> None:
    _write(tmp_path / "a.txt", "бір")
    for name in ("passport.json", "datapackage.json", "croissant.json"):
        (tmp_path / name).write_text(json.dumps(tree), "utf-8")
    assert canonical_bytes(_run(tmp_path))


def test_nothing_named_and_a_file_for_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TanbaError, match="ML01"):
        MEASURE.run({}, MEASURE.settings(), World())
    with pytest.raises(TanbaError, match="ML01"):
        _run(_write(tmp_path / "a.txt", "x"))


def test_an_empty_folder_measures_nothing(tmp_path: Path) -> None:
    wanted = {"lang": {"kk": 1.0}}
    assert {result.n for result in _run(tmp_path, reference=wanted).results} == {0}
    _write(tmp_path / "a.csv", "lang,text\n")
    _json(tmp_path / "datapackage.json", {})
    found = _run(tmp_path, reference=wanted)
    assert {_one(found, id_).n for id_ in ("missing_cells", "share_gap", "total_variation")} == {0}
