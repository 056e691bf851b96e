"""The notice on goods and services: nothing over the edge, read by programs that are not ours."""

import json
import re
import shutil
import subprocess
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import segno
from lxml import etree
from PIL import Image

from tanba.kernel import LANGS, Refused, Text
from tanba.marks.disclosure import Disclosure, Scope, stamp
from tanba.marks.notices import SHEETS, Notice, Sheet, compose, describe, write_pdf, write_svg
from tanba.marks.notices.layout import arrange
from tanba.marks.notices.outlines import length, reach
from tanba.marks.notices.sheet import POINT, QUIET, THINNEST
from tanba.marks.visible.letters.typeface import run

PAGE = "https://tanba.example/n/0f8fad5b-d9cb-469f"
WORDING = Text(
    kk="Тауар жасанды интеллект жүйесін пайдалана отырып өндірілген",
    ru="Товар произведён с использованием системы искусственного интеллекта",
    en="Produced with the use of an AI system",
)
LAW = Text(
    kk="«Жасанды интеллект туралы» ҚР Заңы, 21-бап", ru="Закон РК «Об ИИ», ст. 21", en="AI law, art. 21"
)
SVG = "{http://www.w3.org/2000/svg}"


def said(scope: Scope = "goods", **changes: str) -> Disclosure:
    fields: dict[str, Any] = {
        "id": "urn:uuid:0f8fad5b-d9cb-469f-a165-70867728950e", "system": "AsylDesign", "version": "2.1",
        "maker": "«Асыл Өрнек» ЖШС", "law": "kz/ai-law 21(1)",
        "time": stamp(datetime(2026, 3, 1, 9, tzinfo=UTC)),
    }  # fmt: skip
    return Disclosure(scope=scope, made="generated", notice=WORDING, **fields | changes)


def notice(page: str = PAGE, wording: Text = WORDING, **changes: str) -> Notice:
    return compose(said(**changes), wording, LAW, page=page)


every_sheet = pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)


def rendered(data: bytes, folder: Path, dpi: int) -> Image.Image:
    """Return the page of a PDF as poppler draws it."""
    if shutil.which("pdftoppm") is None:
        pytest.skip("NOT TESTED: pdftoppm (poppler-utils) is not installed")
    (folder / "sheet.pdf").write_bytes(data)
    command = [
        "pdftoppm",
        "-r",
        str(dpi),
        "-png",
        "-singlefile",
        folder / "sheet.pdf",
        folder / "sheet",
    ]
    subprocess.run(command, check=True, timeout=30)
    with Image.open(folder / "sheet.png") as picture:
        return picture.convert("L")


def scanned(picture: Path) -> str:
    """Return what ZBar reads in a picture."""
    program = shutil.which("zbarimg")
    if program is None:
        pytest.skip("NOT TESTED: zbarimg (zbar-tools) is not installed")
    found = subprocess.run(
        [program, "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture],
        check=True, timeout=30, capture_output=True, text=True,
    )  # fmt: skip
    return found.stdout.strip()


# --- PDF ---


@every_sheet
def test_a_pdf_has_the_sheets_size_and_its_text_in_kazakh_letters(sheet: Sheet, tmp_path: Path) -> None:
    with pikepdf.open(BytesIO(write_pdf(notice(), sheet))) as pdf:
        assert len(pdf.pages) == 1
        box = [float(edge) for edge in pdf.pages[0].trimbox]
        assert box == pytest.approx([0, 0, sheet.width / POINT, sheet.height / POINT], abs=0.01)
        assert pdf.Root.Lang == "kk"
        assert str(pdf.docinfo["/Title"]) == WORDING.kk
        with pdf.open_metadata() as about:
            assert about["dc:title"] == WORDING.kk
            assert about["dc:language"] == set(LANGS)
        fonts = list(pdf.pages[0].Resources.Font.values())
        assert fonts
        assert all("/FontFile2" in font.FontDescriptor for font in fonts), "a typeface is not inside"
    assert words(text_of(write_pdf(notice(), sheet), tmp_path)) >= words(
        WORDING.kk + " " + WORDING.ru + " ӨРНЕК ЖШС"
    )


def text_of(data: bytes, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("NOT TESTED: pdftotext (poppler-utils) is not installed")
    (folder / "sheet.pdf").write_bytes(data)
    command = ["pdftotext", "-enc", "UTF-8", folder / "sheet.pdf", "-"]
    return subprocess.run(command, check=True, timeout=30, capture_output=True, text=True).stdout


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.upper()))


def test_the_same_notice_is_the_same_bytes() -> None:
    one, two = (write_pdf(notice(), SHEETS["label"]) for _ in range(2))
    assert one == two
    assert write_svg(notice(), SHEETS["a6"]) == write_svg(notice(), SHEETS["a6"])


@every_sheet
@pytest.mark.parametrize("page", [PAGE, ""], ids=["code", "no code"])
def test_no_ink_is_near_the_edge(sheet: Sheet, page: str, tmp_path: Path) -> None:
    dpi = 200
    picture = rendered(write_pdf(notice(page), sheet), tmp_path, dpi)
    box = picture.point(lambda level: 255 if level < 250 else 0).getbbox()
    assert box is not None
    free = 0.66 * sheet.margin / 25.4 * dpi
    assert min(box[0], box[1], picture.width - box[2], picture.height - box[3]) >= free


@every_sheet
def test_the_code_is_read_from_the_printed_sheet(sheet: Sheet, tmp_path: Path) -> None:
    rendered(write_pdf(notice(), sheet), tmp_path, 400 if sheet.name == "label" else 120)
    assert scanned(tmp_path / "sheet.png") == PAGE


# --- SVG ---


@every_sheet
def test_an_svg_is_strict_self_contained_and_of_the_sheets_size(sheet: Sheet) -> None:
    data = write_svg(notice(), sheet)
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    assert root.get("width") == f"{sheet.width:g}mm"
    assert root.get("viewBox") == f"0 0 {sheet.width:g} {sheet.height:g}"
    assert {etree.QName(part).localname for part in root.iter()} == {
        "svg",
        "title",
        "desc",
        "rect",
        "path",
    }
    names = {name for part in root.iter() for name in part.attrib}
    assert not [name for name in names if "href" in name or name.startswith("on") or name == "style"]
    assert b"url(" not in data
    assert root.findtext(f"{SVG}title") == WORDING.kk
    for text in (WORDING.kk, WORDING.ru, WORDING.en, PAGE):
        assert text in (root.findtext(f"{SVG}desc") or "")


def test_text_that_looks_like_markup_stays_text() -> None:
    evil = notice(maker="<script>alert('1')</script> & \"Co\"")
    root = etree.fromstring(write_svg(evil, SHEETS["a4"]))
    assert not list(root.iter(f"{SVG}script"))
    assert "<script>alert('1')</script> & \"Co\"" in (root.findtext(f"{SVG}desc") or "")


@every_sheet
def test_the_code_of_an_svg_is_the_matrix_that_segno_makes(sheet: Sheet) -> None:
    root = etree.fromstring(write_svg(notice(), sheet))
    (path,) = root.xpath("//*[@id='code']")
    runs = [
        tuple(map(float, run))
        for run in re.findall(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z", path.get("d"))
    ]
    left, top, module = min(x for x, *_ in runs), min(y for _, y, *_ in runs), runs[0][3]
    matrix = segno.make_qr(PAGE, error="m").matrix
    drawn = [[0] * len(matrix) for _ in matrix]
    for x, y, width, _ in runs:
        for column in range(round((x - left) / module), round((x - left + width) / module)):
            drawn[round((y - top) / module)][column] = 1
    assert drawn == [list(row) for row in matrix]
    assert module >= THINNEST


# --- layout ---


def repeated(times: int) -> Text:
    return Text(**{lang: " ".join([WORDING.in_(lang)] * times) for lang in LANGS})


@pytest.mark.parametrize(
    ("name", "text"), [("label", 1), ("a6", 1), ("a6", 2), ("a4", 1), ("a4", 2), ("a4", 3)]
)
def test_whatever_fits_stays_inside_and_off_the_code(name: str, text: int) -> None:
    sheet = SHEETS[name]
    drawing = arrange(notice(wording=repeated(text)), sheet)
    code = drawing.code
    assert code is not None
    quiet = QUIET * code.module
    assert code.x + code.side + quiet <= sheet.width
    assert code.y + code.side + quiet <= sheet.height
    lowest = 0.0
    for line in drawing.lines:
        ink, em = reach(line.text), line.size * POINT
        assert line.x + ink.right * em <= sheet.width - sheet.margin + 0.3 * sheet.margin
        if line.y - ink.above * em < code.y + code.side and line.y - ink.below * em > code.y - quiet:
            right, left = line.x + ink.right * em, line.x + ink.left * em
            assert right < code.x - quiet + 1e-6 or left > code.x + code.side + quiet - 1e-6
        assert line.y - 0.75 * em > lowest - 1e-6, "lines overlap"
        lowest = line.y


def test_kazakh_comes_first_russian_as_large_and_english_last_and_smaller() -> None:
    mixed = compose(said(), WORDING, LAW, languages=("en", "ru", "kk"), page=PAGE)
    for sheet in SHEETS.values():
        lines = [line for line in arrange(mixed, sheet).lines if line.lang and line.size > sheet.note]
        assert list(dict.fromkeys(line.lang for line in lines)) == ["kk", "ru", "en"]
        sizes = {line.lang: line.size for line in lines}
        assert sizes["kk"] == sizes["ru"] > sizes["en"]


def test_small_letters_are_never_lower_than_eight_tenths_of_a_millimetre() -> None:
    height = reach("х").above
    for sheet in SHEETS.values():
        assert min(sheet.least * sheet.english, sheet.note) * POINT * height >= 0.8


def test_a_word_of_one_letter_never_ends_a_line() -> None:
    for sheet in SHEETS.values():
        for line in arrange(notice(), sheet).lines:
            assert not line.text.endswith(" с")


def test_without_a_page_there_is_no_code() -> None:
    for sheet in SHEETS.values():
        assert arrange(notice(""), sheet).code is None
        assert b'id="code"' not in write_svg(notice(""), sheet)


def test_the_page_of_the_marking_is_taken_when_none_is_named() -> None:
    assert compose(said(page=PAGE), WORDING).page == PAGE


def test_the_typeface_is_measured_as_freetype_measures_it() -> None:
    for text in (WORDING.kk, WORDING.ru, "ӘҒҚҢӨҰҮҺІ әғқңөұүһі"):
        assert length(text) == pytest.approx(
            run(text), rel=0.03
        )  # FreeType moves pairs of letters together


# --- refusals ---


def test_a_text_too_long_for_the_sheet_is_refused_and_fits_on_a_larger_one() -> None:
    long = Text(kk=" ".join([WORDING.kk] * 4), ru=" ".join([WORDING.ru] * 4), en=WORDING.en)
    with pytest.raises(Refused, match="NT01 the text does not fit on the label") as error:
        write_svg(notice(wording=long), SHEETS["label"])
    assert "larger sheet" in error.value.hint
    assert write_svg(notice(wording=long), SHEETS["a4"])


def test_a_maker_with_an_endless_name_is_broken_or_refused_and_never_cut() -> None:
    endless = notice(maker="Ә" * 300)
    drawing = arrange(endless, SHEETS["a4"])
    assert sum(line.text.count("Ә") for line in drawing.lines) == 300
    with pytest.raises(Refused, match="NT01"):
        arrange(endless, SHEETS["label"])


@pytest.mark.parametrize(
    "maker", ["东方工厂", "smile 😀", "a\u202eb", "a\x00b", "a\ud800b", "zero\u200bwidth"]
)
def test_letters_that_cannot_be_drawn_are_refused(maker: str) -> None:
    with pytest.raises(Refused, match=r"NT02 .* U\+"):
        notice(maker=maker)


def test_spaces_of_every_kind_are_drawn_as_spaces() -> None:
    assert notice(maker="a\n b\u2003c\u3000d\u202fe ").maker == "a b c d\u00a0e"


BAD = ["javascript:alert(1)", "tanba.kz", "https://", "https://a b", "https://тест.kz",
       "https://a/\n", 'https://a/"']  # fmt: skip


@pytest.mark.parametrize("page", BAD)
def test_an_address_that_is_none_is_refused(page: str) -> None:
    with pytest.raises(Refused, match="NT03"):
        notice(page)


def test_an_address_too_long_to_scan_is_refused_on_the_small_sheet_only() -> None:
    long = notice(PAGE + "/" + "a" * 400)
    with pytest.raises(Refused, match=r"NT05 .* label"):
        arrange(long, SHEETS["label"])
    assert arrange(long, SHEETS["a4"]).code is not None


def test_nothing_to_say_is_refused() -> None:
    with pytest.raises(Refused, match="NT04"):
        compose(said(), WORDING, languages=())
    with pytest.raises(Refused, match="NT04"):
        compose(said(), Text(kk=" ", ru="x", en="x"))
    with pytest.raises(Refused, match="NT04"):
        notice(maker="x" * 1_001)


@pytest.mark.parametrize("change", [{"time": "yesterday"}, {"id": "urn:\x01"}])
def test_a_marking_without_proper_id_or_time_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(Refused, match="NT06"):
        notice(**change)


# --- the page ---


@pytest.mark.parametrize(
    ("scope", "kind"),
    [
        ("goods", "Product"),
        ("service", "Service"),
        ("ai-output", "CreativeWork"),
        ("synthetic", "CreativeWork"),
    ],
)
def test_a_page_says_what_it_is_about_in_words_that_schema_org_knows(scope: Scope, kind: str) -> None:
    thing = json.loads(describe(compose(said(scope), WORDING, LAW, page=PAGE), name="Кілем"))
    assert (thing["@type"], thing["name"]) == (kind, "Кілем")
    assert thing["subjectOf"]["url"] == PAGE
    assert {"@language": "kk", "@value": WORDING.kk} in thing["subjectOf"]["text"]
    assert ("digitalSourceType" in thing) == (kind == "CreativeWork")
    assert ("additionalProperty" in thing) == (kind == "Product")
    if kind == "CreativeWork":
        assert thing["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def test_a_page_never_lets_a_text_end_its_script() -> None:
    text = describe(notice(maker="</script><!-- ]]> & x"), name="</SCRIPT >\u2028")
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text)["manufacturer"]["name"] == "</script><!-- ]]> & x"


def test_what_is_unknown_is_left_out_of_the_page() -> None:
    bare = compose(said(system="", version="", maker=""), WORDING)
    thing = json.loads(describe(bare))
    assert not {"manufacturer", "name", "url"} & set(thing)
    assert not {"mentions", "publisher", "url"} & set(thing["subjectOf"])
    assert thing["subjectOf"]["isBasedOn"] == {
        "@type": "Legislation",
        "legislationIdentifier": "kz/ai-law 21(1)",
    }
