"""`tanba mark`, as a person meets it: the real program in a process of its own."""

import json
import os

import pytest

from faces.tanba_run import Person, person_with_key
from marks.samples import sample
from tanba.marks import CONTAINERS

CARD = "examples/kz/07-lyceum-emotions.yaml"
WIDE = (480, 320)
"""Pixels of a picture with room for the whole wording."""


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    return person_with_key(tmp_path_factory.mktemp("person"))


def write(folder, *names):
    """Write small files of the kinds that their names end with."""
    folder.mkdir(exist_ok=True)
    kinds = {"jpg": "jpeg", "tif": "tiff"}
    paths = [folder / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        ending = path.suffix[1:]
        path.write_bytes(sample(kinds.get(ending, ending), *WIDE))
    return paths


def records(out):
    return json.loads(out)


def test_a_file_is_marked_and_found_marked(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.jpg")
    code, out, err = person.tanba("mark", picture, "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    for word in ("label: in the pixels", "metadata: XMP in APP1", "C2PA: JUMBF in APP11", "contrast"):
        assert word in out
    assert picture.read_bytes() == sample("jpeg", *WIDE)
    code, out, err = person.tanba("verify", tmp_path / "out" / "a.jpg")
    assert (code, err) == (0, "")
    assert "newsroom, Қала News" in out
    assert "vouches for nobody" in out


def test_a_folder_is_marked_once_and_only_what_is_left_the_second_time(person, tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    write(folder, "a.jpg", "deep/b.txt", "deep/c.json")
    mark = ("mark", folder, "--out", out, "--layers", "metadata,c2pa", "--jobs", "1")
    code, _, err = person.tanba(*mark)
    assert code == 0
    assert "3 files marked" in err
    assert (out / "deep" / "b.txt.c2pa").is_file()
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if "tanba" not in path.name}
    write(folder, "deep/d.html")
    code, _, err = person.tanba(*mark)
    assert code == 0
    assert "1 file marked" in err
    assert "done before: 3" in err
    assert {path: path.stat().st_mtime_ns for path in before} == before
    code, _, err = person.tanba(*mark, "--again")
    assert code == 0
    assert "4 files marked" in err
    assert person.tanba("verify", out, "--jobs", "1", "--fail-on", "never")[0] == 0


def test_a_folder_marked_in_place_takes_its_own_manifests_for_no_files(person, tmp_path):
    folder = tmp_path / "in"
    write(folder, "a.txt", "b.png")
    for number in (1, 2):
        code, _, err = person.tanba("mark", folder, "--in-place", "--jobs", "1")
        assert code == 0, err
        assert "2 files marked" in err
        assert {one.name for one in folder.iterdir()} == {"a.txt", "a.txt.c2pa", "b.png"}
        code, out, _ = person.tanba("verify", folder, "--jobs", "1", "--format", "json")
        assert code == 0
        assert [one["layers"]["c2pa"]["manifests"] for one in records(out)] == [number, number]


def test_one_bad_file_among_good_ones_is_named_and_the_others_are_done(person, tmp_path):
    good, also = write(tmp_path / "in", "a.jpg", "b.txt")
    bad = tmp_path / "in" / "bad.docx"
    bad.write_bytes(sample("docx")[:500])
    code, out, err = person.tanba("mark", good, bad, also, "--out", tmp_path / "out")
    assert code == 2
    assert "bad.docx: MK02" in err
    assert "2 files marked" in err
    assert "refused: 1" in err
    assert {one.name for one in (tmp_path / "out").iterdir()} == {"a.jpg", "b.txt", "b.txt.c2pa"}
    assert "a.jpg" in out
    assert "b.txt" in out


def test_in_place_changes_the_file_itself(person, tmp_path):
    (picture,) = write(tmp_path, "a.png")
    assert person.tanba("mark", picture, "--in-place")[0] == 0
    assert picture.read_bytes() != sample("png", *WIDE)
    assert [one.name for one in tmp_path.iterdir()] == ["a.png"]
    assert person.tanba("verify", picture)[0] == 0


def test_a_sidecar_leaves_the_manifest_beside_the_file(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    wishes = ("--sidecar", "--layers", "c2pa", "--out", tmp_path / "out")
    code, out, _ = person.tanba("mark", picture, *wishes)
    assert code == 0
    assert "keep beside it" in out
    assert (tmp_path / "out" / "a.png").read_bytes() == picture.read_bytes()
    assert (tmp_path / "out" / "a.png.c2pa").stat().st_size > 1000


def test_a_small_picture_is_in_the_manifest_only_when_asked_for(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.jpg")
    for name, words, there in (("plain", (), False), ("shown", ("--thumbnail",), True)):
        out = tmp_path / name
        assert person.tanba("mark", picture, "--out", out, *words)[0] == 0
        assert (b"c2pa.thumbnail" in (out / "a.jpg").read_bytes()) == there
        assert person.tanba("verify", out / "a.jpg")[0] == 0


def test_metadata_alone_ask_for_no_key(tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    nobody = Person(tmp_path / "no keys")
    code, out, err = nobody.tanba(
        "mark", picture, "--layers", "metadata", "--out", tmp_path / "out", TANBA_PASSPHRASE=""
    )
    assert (code, err) == (0, "")
    assert "metadata: XMP in iTXt" in out
    assert "C2PA" not in out
    assert not (tmp_path / "no keys").exists()


def test_without_a_key_the_hint_says_how_to_make_one(tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    code, out, err = Person(tmp_path / "keys").tanba("mark", picture, "--out", tmp_path / "out")
    assert (code, out) == (2, "")
    assert "KY" in err
    assert "tanba keys new" in err
    assert not (tmp_path / "out").exists()


def test_a_wrong_passphrase_writes_nothing(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    code, out, err = person.tanba(
        "mark", picture, "--out", tmp_path / "out", TANBA_PASSPHRASE="wrong " * 3
    )
    assert (code, out) == (2, "")
    assert "KY" in err
    assert "hint:" in err
    assert "wrong wrong" not in err
    assert not (tmp_path / "out").exists()


def test_the_card_gives_the_names(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    words = ("mark", picture, "--system", CARD, "--out", tmp_path / "out", "--format", "json")
    (record,) = records(person.tanba(*words)[1])
    assert record["disclosure"]["system"].startswith("Cameras that read emotions")
    assert "maker" not in record["disclosure"]  # that card names neither owner nor holder
    (other,) = records(person.tanba(*words, "--maker", "Б. Серік")[1])
    assert other["disclosure"]["system"] == record["disclosure"]["system"]
    assert other["disclosure"]["maker"] == "Б. Серік"


def test_the_label_speaks_the_languages_that_were_asked_for(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    words = ("mark", picture, "--format", "json", "--layers", "label", "--out")
    drawn = {}
    for name, more in (("long", ()), ("en", ("--lang", "en")), ("short", ("--short",))):
        (record,) = records(person.tanba(*words, tmp_path / name, *more)[1])
        drawn[name] = record["written"][0]["drawn"]
    assert drawn["long"]["languages"] == ["kk", "ru"]
    assert drawn["en"]["languages"] == ["en"]
    assert drawn["en"]["text"].isascii()
    assert len(drawn["short"]["text"]) < len(drawn["long"]["text"])


@pytest.mark.parametrize(("lang", "label"), [("kk", "метадеректер"), ("ru", "метаданные")])
def test_what_was_done_is_told_in_the_language_of_the_person(person, lang, label, tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    code, out, _ = person.tanba("mark", picture, "--out", tmp_path / "out", lang=lang)
    assert code == 0
    assert label in out


def test_goods_are_told_by_notices_to_print(person, tmp_path):
    words = ("mark", "--scope", "goods", "--page", "https://qala.example/1", "--system", CARD)
    code, out, _ = person.tanba(*words, "--out", tmp_path)
    assert code == 0
    named = {line.rpartition("/")[2] for line in out.split()}
    assert named == {one.name for one in tmp_path.iterdir()}
    assert {name.rpartition(".")[2] for name in named} == {"svg", "pdf", "jsonld"}
    assert all(one.stat().st_size > 200 for one in tmp_path.iterdir())


def test_odd_names_neither_stop_a_run_nor_paint_the_terminal(person, tmp_path):
    folder = os.fsencode(tmp_path) + b"/in"
    os.mkdir(folder)
    for name in (b"a\x1b[31m\n.txt", b"\xff\xfe.txt"):
        with open(folder + b"/" + name, "wb") as file:
            file.write(sample("txt"))
    code, _, err = person.tanba("mark", tmp_path / "in", "--out", tmp_path / "out", "--jobs", "1")
    assert code == 0, err
    assert "2 files marked" in err
    for form in ("text", "json", "html"):
        code, out, err = person.tanba("verify", tmp_path / "out", "--format", form, "--jobs", "1")
        assert code == 0, err
        out.encode()


def test_links_and_pipes_in_a_folder_are_passed_over_and_named(person, tmp_path):
    folder = tmp_path / "in"
    (real,) = write(folder, "a.txt")
    (folder / "link.txt").symlink_to(real)
    os.mkfifo(folder / "pipe.txt")
    code, _, err = person.tanba("mark", folder, "--out", tmp_path / "out", "--jobs", "1")
    assert "1 file marked" in err
    assert "2" in err.partition("marked")[2]
    assert code in (0, 2)
    assert not (tmp_path / "out" / "link.txt").exists()
    code, _, err = person.tanba("mark", folder / "pipe.txt", "--out", tmp_path / "out2")
    assert not (tmp_path / "out2" / "pipe.txt").exists()


WRONG = [
    (),
    ("--out", "out", "--in-place"),
    ("--out", "out", "--layers", "label,paint"),
    ("--out", "out", "--lang", "de"),
]


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_wrong_use_is_status_2_and_writes_nothing(person, words, tmp_path):
    (picture,) = write(tmp_path, "a.png")
    code, out, err = person.tanba("mark", picture, *words, cwd=tmp_path)
    assert (code, out) == (2, "")
    assert err
    assert [one.name for one in tmp_path.iterdir()] == ["a.png"]


def test_out_and_in_place_together_are_told_apart_from_neither(person, tmp_path):
    (picture,) = write(tmp_path, "a.png")
    assert "not both" in person.tanba("mark", picture, "--out", tmp_path / "o", "--in-place")[2]
    assert "name the folder" in person.tanba("mark", picture)[2]


def test_a_result_that_would_fall_onto_its_source_is_refused_with_a_hint(person, tmp_path):
    (picture,) = write(tmp_path, "a.png")
    code, _, err = person.tanba("mark", picture, "--out", tmp_path)
    assert code == 2
    assert "BK09" in err
    assert "choose another --out, or --in-place" in " ".join(err.split())


def test_the_help_names_every_kind_as_the_hint_says(person):
    _, out, _ = person.tanba("mark", "--help")
    told = " ".join(out.split())
    assert [kind.title for kind in CONTAINERS if kind.title not in told] == []
    assert "one for each processor" in told


def test_nothing_marked_is_no_success(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    link = tmp_path / "link.png"
    link.symlink_to(picture)
    assert person.tanba("mark", link, "--out", tmp_path / "out")[0] == 2
    (tmp_path / "empty").mkdir()
    assert person.tanba("mark", tmp_path / "empty", "--out", tmp_path / "out")[0] == 2


def test_a_name_that_is_no_text_is_marked_too(person, tmp_path):
    (picture,) = write(tmp_path / "in", "a.png")
    odd = os.fsencode(tmp_path) + b"/bad\xff.png"
    os.rename(picture, odd)
    code, _, err = person.tanba(
        "mark", os.fsdecode(odd), "--layers", "metadata", "--out", tmp_path / "out"
    )
    assert (code, err) == (0, "")
    assert os.listdir(os.fsencode(tmp_path / "out")) == [b"bad\xff.png"]


def test_every_file_that_was_refused_is_listed_in_a_file(person, tmp_path):
    write(tmp_path / "in", "a.jpg")
    (tmp_path / "in" / "bad.png").write_bytes(b"no picture")
    words = ("--out", tmp_path / "out", "--troubles", tmp_path / "bad.jsonl")
    assert person.tanba("mark", tmp_path / "in", *words)[0] == 2
    (line,) = (tmp_path / "bad.jsonl").read_text().splitlines()
    assert (json.loads(line)["relative"], json.loads(line)["code"]) == ("bad.png", "MK01")
