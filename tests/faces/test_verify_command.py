"""`tanba verify`, as a person meets it: the real program in a process of its own."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

from faces.tanba_run import person_with_key
from marks.samples import sample

WIDE = (480, 320)


@pytest.fixture(scope="module")
def person(tmp_path_factory):
    return person_with_key(tmp_path_factory.mktemp("person"))


@pytest.fixture(scope="module")
def folder(person, tmp_path_factory):
    """Return a folder of files: marked in every layer, in metadata or label alone, and not at all."""
    folder = tmp_path_factory.mktemp("seen")
    whole = folder / "in"
    whole.mkdir()
    for name, kind in (("a.png", "png"), ("b.html", "html")):
        (whole / name).write_bytes(sample(kind, *WIDE))
    for out, layers in (("all", "label,metadata,c2pa"), ("told", "metadata"), ("shown", "label")):
        words = ("mark", whole / "a.png", whole / "b.html", "--layers", layers, "--out", folder / out)
        assert person.tanba(*words)[0] == 0
    return folder


def test_an_unmarked_picture_has_no_mark_and_that_shows_nothing(person, folder):
    code, out, err = person.tanba("verify", folder / "in" / "a.png")
    assert (code, err) == (1, "")
    assert "No mark was found; that does not show that no AI was used." in " ".join(out.split())
    assert person.tanba("verify", folder / "in" / "a.png", "--fail-on", "never")[0] == 0


def test_fail_on_open_fails_where_nobody_can_say(person, folder):
    path = folder / "told" / "a.png"
    assert person.tanba("verify", path)[0] == 0
    assert person.tanba("verify", path, "--fail-on", "open")[0] == 1
    assert person.tanba("verify", folder / "all" / "b.html", "--fail-on", "open")[0] == 0


def test_a_label_alone_is_no_mark_for_machines(person, folder):
    code, out, _ = person.tanba("verify", folder / "shown" / "b.html")
    assert code == 1
    assert "read in the file" in out


@pytest.mark.parametrize(("lang", "word"), [("kk", "таңба"), ("ru", "метаданные"), ("en", "metadata")])
def test_every_language_tells_the_same(person, folder, lang, word):
    code, out, err = person.tanba("verify", folder / "all" / "a.png", "--lang", lang)
    assert (code, err) == (0, "")
    assert word in out.lower()
    assert "newsroom, Қала News" in " ".join(out.split())
    assert "\ufffd" not in out


def test_json_is_one_array_in_three_languages(person, folder):
    code, out, err = person.tanba("verify", folder / "all", "--format", "json", "--jobs", "1")
    assert code == 0, err
    seen = json.loads(out)
    assert [one["container"] for one in sorted(seen, key=lambda one: one["file"])] == ["png", "html"]
    for one in seen:
        assert one["schema"] == "tanba/verification"
        assert set(one["says"]) == {"kk", "ru", "en"}
        assert one["layers"]["c2pa"]["state"] == "trusted"
        assert one["answer"]["both"] == "met"
        assert any(said["profile"] for said in one["layers"]["metadata"])


def test_html_is_a_whole_page_without_scripts_and_addresses(person, folder, tmp_path):
    page = tmp_path / "report.html"
    words = ("verify", folder / "all", folder / "in" / "a.png", "--jobs", "1", "--fail-on", "never")
    code, out, _ = person.tanba(*words, "--format", "html", "--out", page)
    assert (code, out) == (0, "")
    text = page.read_text("utf-8")
    seen = Elements()
    seen.feed(text)
    assert seen.tags.count("html") == 1
    assert seen.tags.count("article") == 3
    assert not {"script", "img", "iframe", "link"} & set(seen.tags)
    assert "default-src 'none'" in text
    assert text.rstrip().endswith("</html>")


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)


def test_a_changed_file_is_told_from_a_file_without_a_mark(person, folder, tmp_path):
    data = bytearray((folder / "all" / "a.png").read_bytes())
    data[data.rindex(b"IDAT") + 40] ^= 1
    (tmp_path / "a.png").write_bytes(data)
    _, out, _ = person.tanba("verify", tmp_path / "a.png")
    assert "does not fit" in out
    assert "assertion.dataHash.mismatch" in out


def test_a_stranger_sees_a_signer_whom_nobody_vouches_for(folder, tmp_path):
    stranger = person_with_key(tmp_path)
    code, out, _ = stranger.tanba("verify", folder / "all" / "a.png")
    assert code == 0
    assert "whom nobody vouches for" in " ".join(out.split())
    assert "would be" not in out or "unverified" in out


def test_one_bad_file_is_named_and_the_others_are_read(person, folder, tmp_path):
    (tmp_path / "bad.docx").write_bytes(sample("docx")[:500])
    (tmp_path / "empty.png").write_bytes(b"")
    words = ("verify", tmp_path / "bad.docx", folder / "all" / "a.png", tmp_path / "empty.png")
    code, out, err = person.tanba(*words)
    assert code == 2
    assert "bad.docx: MK02" in err
    assert "empty.png: MK01" in err
    assert "newsroom" in out


def test_nothing_to_read_is_said_and_not_a_pass(person, tmp_path):
    assert person.tanba("verify")[0] == 2
    assert person.tanba("verify", tmp_path / "none.png")[0] == 2
    (tmp_path / "empty").mkdir()
    code, out, err = person.tanba("verify", tmp_path / "empty", "--format", "json", "--jobs", "1")
    assert json.loads(out) == []
    assert "0 files" in err
    assert code == 2


def test_a_report_that_cannot_be_written_leaves_nothing(person, folder, tmp_path):
    out = tmp_path / "none" / "x.html"
    code, printed, err = person.tanba(
        "verify", folder / "in" / "a.png", "--format", "html", "--out", out
    )
    assert (code, printed) == (2, "")
    assert "CL02" in err
    assert list(tmp_path.iterdir()) == []


def test_of_a_folder_is_counted_what_was_found(person, folder):
    _, _, err = person.tanba("verify", folder / "all", folder / "in", "--jobs", "1")
    assert "mark and warning found: 2; one of them not found: 2" in err


def test_a_source_type_that_contradicts_the_record_is_told(person, tmp_path):
    ours = b"digitalsourcetype/trainedAlgorithmicMedia<"
    svg = tmp_path / "a.svg"
    svg.write_bytes(sample("svg", *WIDE))
    assert person.tanba("mark", svg, "--layers", "metadata", "--out", tmp_path / "out")[0] == 0
    marked = tmp_path / "out" / "a.svg"
    assert ours in marked.read_bytes()
    marked.write_bytes(marked.read_bytes().replace(ours, b"digitalsourcetype/digitalCapture<"))
    assert "digitalCapture" in person.tanba("verify", marked)[1]


def test_two_files_of_one_name_are_both_read(person, tmp_path):
    first, second = tmp_path / "in.png", tmp_path / "other" / "in.png"
    second.parent.mkdir()
    for path in (first, second):
        path.write_bytes(sample("png"))
    code, out, _ = person.tanba("verify", first, second, second, "--format", "json")
    assert code == 1
    assert {Path(one["file"]) for one in json.loads(out)} == {first, second}
    assert len(json.loads(out)) == 2
