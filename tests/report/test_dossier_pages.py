"""The pages of a dossier: a PDF/A-3 that readers of PDF open, all letters in it, nothing in it that acts."""

import io
import json
import re
import shutil
import subprocess
from datetime import date

import pikepdf
import pytest
from PIL import Image

from flow.dossiers import dossier_of, files_of
from flow.houses import anchor, house_with_time
from tanba.flow import add_deposit, at_work, begin_work, gather_dossier, seal_work
from tanba.kernel import LANGS
from tanba.report import Speech, dossier_record, write_dossier
from tanba.works import How
from works.written_works import write_article, write_story

LETTERS = "АаӘәБбВвГгҒғДдЕеЁёЖжЗзИиЙйКкҚқЛлМмНнҢңОоӨөПпРрСсТтУуҰұҮүФфХхҺһЦцЧчШшЩщЪъЫыІіЬьЭэЮюЯя₸№«»–"
SCRIPT = '#eval("1")<script>alert(1)</script> $x$ @ref \\ `raw` //c /*'
CARD = SCRIPT + "\u202edrow\u2066\u200b"
HOSTILE = CARD + "\x7f"
SPELLED = ("⟨U+202E⟩", "⟨U+2066⟩", "⟨U+200B⟩")
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler is not here: its programs go untested"
)


def poppler(program, pdf, *words, folder):
    file = folder / "d.pdf"
    file.write_bytes(pdf)
    done = subprocess.run(
        [program, *words, file, *(["-"] if program == "pdftotext" else [])],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(scope="module")
def painted(tmp_path_factory):
    """A work with a text beside a picture that a machine made and a person painted on."""
    folder = tmp_path_factory.mktemp("painted")
    work = folder / "a.work"
    begin_work(work, title="Қасқыр", author="Айгүл", language="kk", media="picture")
    with at_work(work) as recorder:
        prompt = recorder.prompt("Далада қасқыр")
        first, second = _png((10, 90, 90)), _png((10, 90, 90), painted=True)
        made = recorder.generated([first, _png((1, 2, 3))], "m", "1", {}, prompt, media="picture")
        recorder.choose(made, [0])
        recorder.open("../../қасқыр", "қасқыр.png", "picture", first, "ai", (made, 0))
        box = [4, 4, 8, 8]
        fields = {"piece": "../../қасқыр", "before": _sha(first), "after": recorder.blobs.put(second)}
        recorder.add("region", How.RECORDED, **fields, box=box, as_="typed", tool="brush")
        recorder.open("t", "t.txt", "text", b"")
        recorder.insert("t", 0, LETTERS * 3, "typed")
    return work


def _png(colour, painted=False):
    picture = Image.new("RGB", (64, 48), colour)
    if painted:
        picture.paste((255, 0, 0), (4, 4, 12, 12))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _sha(content):
    from hashlib import sha256

    return sha256(content).hexdigest()


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory, painted):
    """A dossier in each language, one of each kind of work."""
    folder = tmp_path_factory.mktemp("works")
    works = {"kk": write_story(folder)[0], "ru": write_article(folder), "en": painted}
    return {lang: dossier_of(work, lang=lang)[1] for lang, work in works.items()}


@pytest.mark.parametrize("lang", LANGS)
def test_it_is_an_archival_pdf_of_pages_in_the_language_of_its_reader(pdfs, lang):
    with pikepdf.open(io.BytesIO(pdfs[lang])) as paper:
        claims = paper.open_metadata()
        assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("3", "B")
        assert str(paper.Root.Lang) == lang
        assert len(paper.pages) >= 2
        related = {str(one.F): str(one.AFRelationship) for one in paper.Root.AF}
    assert related == {
        "dossier.json": "/Data", "prov.json": "/Alternative", "record.zip": "/Source",
    }  # fmt: skip


@needs_poppler
@pytest.mark.parametrize("lang", LANGS)
def test_every_letter_stands_in_a_font_that_goes_along(pdfs, lang, tmp_path):
    fonts = poppler("pdffonts", pdfs[lang], folder=tmp_path).splitlines()[2:]
    assert fonts
    for line in fonts:
        assert line.split()[-5:-2] == [
            "yes",
            "yes",
            "yes",
        ]  # embedded, a subset, with its letters named


@needs_poppler
def test_every_kazakh_letter_is_drawn_and_can_be_read_again(pdfs, tmp_path):
    text = poppler("pdftotext", pdfs["en"], folder=tmp_path)
    # One word longer than a line: none of it runs off the page.
    assert re.sub(r"\s", "", text).count(LETTERS) == 3
    with pikepdf.open(tmp_path / "d.pdf") as paper:
        drawn = b"".join(
            font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
            for page in paper.pages
            for font in page.Resources.get("/Font", {}).values()
        )
    assert drawn  # pdftotext goes by names; that there are outlines, only the font shows


@needs_poppler
def test_pages_say_what_a_person_and_what_a_machine_did(pdfs, tmp_path):
    said = {lang: poppler("pdftotext", pdfs[lang], folder=tmp_path) for lang in LANGS}
    assert "Айша мен бұлақ" in said["kk"]
    assert "қоғам игілігі" in said["kk"]
    assert "Кто отвечает за текст" in said["ru"]
    assert "Қасқыр" in said["en"]
    assert "No seal: nothing from outside shows" in said["en"]
    for text in said.values():
        assert not re.search(r"\{\w+\}", text)


@needs_poppler
def test_what_is_attached_comes_out_with_a_program_of_others(pdfs, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "d.pdf").write_bytes(pdfs["kk"])
    subprocess.run(
        [str(shutil.which("pdfdetach")), "-saveall", "-o", tmp_path / "out", tmp_path / "d.pdf"],
        check=True,
    )
    found = {file.name: file.read_bytes() for file in (tmp_path / "out").iterdir()}
    assert found == files_of(pdfs["kk"])
    assert json.loads(found["dossier.json"])["tanba"] == "dossier/1"
    subprocess.run(
        [str(shutil.which("unzip")), "-q", "record.zip", "-d", "record"],
        cwd=tmp_path / "out",
        check=True,
    )
    assert (tmp_path / "out/record/sessions/000001.jsonl").is_file()


def test_a_picture_is_shown_whatever_its_piece_is_called(painted, tmp_path):
    dossier, pdf = dossier_of(painted, lang="kk")
    (part, _) = dossier.contribution.parts
    assert part.preview
    assert {area.kind.value for area in part.areas} == {"ai", "ai_edited"}
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert sum(len(page.get_images()) if hasattr(page, "get_images") else len(page.images)
                   for page in paper.pages) == 1  # fmt: skip


def hostile_work(folder):
    work = folder / "hostile.work"
    begin_work(work, title=f"{SCRIPT} т", author=f"{SCRIPT} а", language="kk")
    with at_work(work) as recorder:
        prompt = recorder.prompt(f"{HOSTILE}\x00\x1b[31m\nсұрау")
        made = recorder.generated([f"{HOSTILE} жауап"], "m" + CARD[:20], "1", {}, prompt)
        source = recorder.source(CARD, "#h", "$r$")
        recorder.open("#a/../../b", f"{CARD}.txt", "text", b"")
        recorder.insert("#a/../../b", 0, HOSTILE + "\x00\x1b\r\n\u2028\ufeff", "typed")
        recorder.insert("#a/../../b", 0, HOSTILE, "source", source)
        recorder.choose(made, [0])
    return work


@needs_poppler
@pytest.mark.parametrize("lang", LANGS)
def test_hostile_words_are_shown_and_never_obeyed(tmp_path, lang):
    work = tmp_path / "w"
    work.mkdir()
    _, pdf = dossier_of(hostile_work(work), lang=lang)
    text = poppler("pdftotext", pdf, folder=tmp_path)
    whole = re.sub(r"\s", "", text)
    assert whole.count('#eval("1")<script>alert(1)</script>') >= 3
    assert not set(text) & set("\u202e\u2066\u200b\x00\x1b\u2028\ufeff")
    for one in (*SPELLED, "⟨U+0000⟩", "⟨U+001B⟩"):
        assert one in whole
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        for thing in paper.objects:
            if isinstance(thing, pikepdf.Dictionary):
                for name in ("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/URI"):
                    assert name not in thing
        assert list(paper.attachments) == ["dossier.json", "prov.json", "record.zip"]


def test_seals_and_deposits_stand_on_the_pages_and_in_the_json(tmp_path):
    work, _ = write_story(tmp_path)
    with house_with_time(tmp_path) as archive:
        for prompt in (b"one", b"two"):
            add_deposit(archive, "Шыңғыс Т.", "", prompt)
        seal_work(work, archive, anchor)
        dossier = gather_dossier(work, archive, date(2026, 11, 23), {"about": "Ертегі"})
    said = dossier_record(dossier)
    assert said["deposits"] == {"total": 2, "shown": []}
    assert said["seals"][0]["time"] is not None
    assert said["register"]["about"] == "Ертегі"
    assert "evidence.zip" in files_of(write_dossier(dossier, Speech("ru")))
