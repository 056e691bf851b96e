from html.parser import HTMLParser
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks.samples import sample
from tanba.kernel import Refused
from tanba.marks.media import container
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.labeller import labeller
from tanba.marks.visible.texts.hypertext import INK, PLATE, contrast

TEXTS = (
    ("kk", "Жасанды интеллект көмегімен жасалған"),
    ("ru", "Создано с использованием искусственного интеллекта"),
    ("en", "Made with AI"),
)
LABEL = Label(texts=TEXTS)
KINDS = ("txt", "md", "html")


def drawn(kind: str, data: bytes, label: Label = LABEL) -> tuple[bytes, Drawn]:
    target = BytesIO()
    each = container(kind)
    assert each.label is not None
    report = labeller(each.label).draw(BytesIO(data), target, label, each)
    return target.getvalue(), report


def read(kind: str, data: bytes) -> Drawn | None:
    each = container(kind)
    assert each.label is not None
    return labeller(each.label).read(BytesIO(data), each, TEXTS)


class Text(HTMLParser):
    """The body of a page as another parser sees it: its first element, and the words in order."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.first: tuple[str, dict[str, str | None]] | None = None
        self.body, self.words = False, ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.body and self.first is None:
            self.first = tag, dict(attrs)
        self.body = self.body or tag == "body"

    def handle_data(self, data: str) -> None:
        self.words += data if self.body else ""


@pytest.mark.parametrize("kind", KINDS)
def test_the_label_opens_the_text_and_is_read_back(kind: str) -> None:
    out, report = drawn(kind, sample(kind))
    assert read(kind, sample(kind)) is None
    assert read(kind, out) == report
    assert report.languages == ("kk", "ru", "en")
    assert report.text.split("\n") == [text for _, text in TEXTS]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_label_is_not_written_twice(kind: str) -> None:
    once, _ = drawn(kind, sample(kind))
    assert drawn(kind, once)[0] == once
    fewer, _ = drawn(kind, sample(kind), Label(texts=TEXTS[:1]))
    assert drawn(kind, fewer)[0] == once


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_itself_stays_to_the_byte(kind: str) -> None:
    before, (after, _) = sample(kind), drawn(kind, sample(kind))
    added = len(after) - len(before)
    start = next(i for i in range(len(before) + 1) if before[i:] == after[i + added :])
    assert before[:start] == after[:start]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("kind", ["txt", "md"])
def test_line_ends_and_the_mark_of_utf_8_are_kept(kind: str, bom: bytes, newline: bytes) -> None:
    data = bom + "Бір".encode() + newline + "Екі".encode() + newline
    out, _ = drawn(kind, data)
    assert out.startswith(bom)
    assert out.endswith(data.removeprefix(bom))
    assert out.count(b"\n") == out.count(newline)
    assert out.count(b"\xef\xbb\xbf") == len(bom) // 3


def test_markdown_keeps_its_front_matter_first() -> None:
    out, _ = drawn("md", b"---\ntitle: A\n---\n# A\n")
    assert out.decode().startswith(
        "---\ntitle: A\n---\n> **Жасанды интеллект көмегімен жасалған**\n>\n"
    )
    assert out.endswith(b"> **Made with AI**\n\n# A\n")


def test_plain_text_has_no_front_matter() -> None:
    out, _ = drawn("txt", b"---\ntitle: A\n---\n")
    assert out.startswith(b"[")


@pytest.mark.parametrize("kind", ["txt", "md"])
def test_another_encoding_is_refused_with_the_way_out(kind: str) -> None:
    for encoding in ("cp1251", "utf-16"):
        with pytest.raises(Refused) as refused:
            drawn(kind, "Сәлем".replace("ә", "е").encode(encoding))
        assert refused.value.code == "MK40"
        assert "UTF-8" in refused.value.hint


def test_an_old_page_gets_its_label_in_its_own_encoding() -> None:
    page = '<html><head><meta charset="windows-1251"></head><body bgcolor=white>Привет</body>'.encode(
        "cp1251"
    )
    out, report = drawn("html", page)
    assert out.decode("cp1251").endswith("Привет</body>")
    assert read("html", out) == report


@pytest.mark.parametrize("steering", ["\u202e", "\u200b", "\x07", "\u2066", "\ufeff", "\ue000"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_label_holds_no_letters_that_steer_or_hide(kind: str, steering: str) -> None:
    with pytest.raises(Refused) as refused:
        drawn(kind, b"x", Label(texts=(("en", f"Made{steering} with AI"),)))
    assert refused.value.code == "MK45"


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_label_is_refused(kind: str) -> None:
    with pytest.raises(Refused):
        drawn(kind, b"x", Label(texts=(("en", " \n "),)))


@pytest.mark.parametrize("kind", KINDS)
def test_markup_in_a_label_stays_words(kind: str) -> None:
    nasty = "</p><script>alert(1)</script> [x](javascript:y) **b** `c` &amp; \"'"
    out, _ = drawn(kind, sample(kind), Label(texts=(("en", nasty),)))
    each = container(kind)
    assert each.label is not None
    seen = labeller(each.label).read(BytesIO(out), each, (("en", nasty),))
    assert seen is not None
    assert seen.text == nasty
    if kind == "html":
        assert b"<script" not in out
    if kind == "md":
        assert b"\\<script\\>" in out


def test_the_block_of_a_page_is_seen_by_all() -> None:
    out, report = drawn("html", sample("html"))
    seen = Text(out)
    assert seen.first is not None
    tag, attributes = seen.first
    assert (tag, attributes["role"]) == ("div", "note")
    style = dict(each.split(":", 1) for each in str(attributes["style"]).split(";"))
    assert style["display"] == "block!important"
    assert all(value.endswith("!important") for value in style.values())
    assert seen.words.strip().startswith(TEXTS[0][1])
    assert out.count(b'<p lang="kk"') == 1
    assert report.contrast is not None
    assert report.contrast >= 7
    assert report.cover == 0


@pytest.mark.parametrize(
    ("ink", "plate", "ratio"),
    [((255,) * 3, (0,) * 3, 21.0), ((119,) * 3, (255,) * 3, 4.48), ((0, 0, 255), (255,) * 3, 8.59)],
)  # fmt: skip
def test_contrast_is_that_of_wcag(
    ink: tuple[int, int, int], plate: tuple[int, int, int], ratio: float
) -> None:
    assert contrast(ink, plate) == pytest.approx(ratio, abs=0.01)
    assert contrast(INK, PLATE) > 18


@pytest.mark.parametrize(
    "page",
    [
        "<body><p hidden>Made with AI</p>x",
        "<body><p style='display : none'>Made with AI</p>x",
        "<body><p style='color:transparent'>Made with AI</p>x",
        "<body><div style='position:absolute;left:-9999px'><div><p>Made with AI</div></div>x",
        "<body><div style='font-size:0'><b>Made with AI</b></div>x",
        "<body><div style='dis/**/play:none;visibility:hidden'>Made with AI</div>x",
        "<body><!-- <p>Made with AI</p> -->x",
        "<body><script>Made with AI</script><style>Made with AI</style>x",
        "<body><template>Made with AI</template>x",
        "<title>Made with AI</title><p>x",
        "<body><p>This was not made with AI</p>",
        "<body><p>" + "x " * 4_000 + "<p>Made with AI",
        "<body><img alt='Made with AI'>",
        "<body><p style='color:rgba(0,0,0,0)'>Made with AI</p>x",
        "<body><p style='font:0/0 a'>Made with AI</p>x",
        "<body><p style='font-size:.01px'>Made with AI</p>x",
        "<body><p style='opacity:.001'>Made with AI</p>x",
        "<body><p style='margin-left:-9999px'>Made with AI</p>x",
        "<body><p style='transform:translateX(-9999px)'>Made with AI</p>x",
        "<body><p style='d\\69splay:none'>Made with AI</p>x",
        "<body><p style='color:#fff;background:#fff'>Made with AI</p>x",
        "<body><p><font color=white>Made with AI</font>x",
        "<body hidden><p>Made with AI</p>x",
        "<html style='display:none'><body><p>Made with AI</p>x",
        "<body><p><s>Made with AI</s> by hand",
        "<body><canvas>Made with AI</canvas>x",
        "<body><svg><desc>Made with AI</desc></svg>x",
        "<body><select><option>Any<option>Made with AI</select>x",
        "<body><label><input type=checkbox> Made with AI</label>x",
        "<body><nav><a>Home</a> | <a>Made with AI</a></nav>x",
    ],
)
def test_a_label_that_nobody_sees_is_none(page: str) -> None:
    assert read("html", page.encode()) is None


@pytest.mark.parametrize(
    "page",
    [
        "<body><p>Made with AI</p>",
        "<body><p>  «<b>Made</b>\n with&nbsp;AI.» ",
        "<p>A<p>MADE WITH AI",
        "<body style='margin:0;color:#222'><p style='font-size:14px;margin:1em auto'>Made with AI</p>",
        "<header><i>Made with AI</i> · Создано с использованием искусственного интеллекта</header>",
    ],
)
def test_a_label_of_others_is_seen(page: str) -> None:
    found = read("html", page.encode())
    assert found is not None
    assert "en" in found.languages
    assert found.contrast is None


def test_a_block_of_ours_in_other_colours_is_not_vouched_for() -> None:
    out, _ = drawn("html", sample("html"))
    assert read("html", out.replace(b"color:#fff", b"color:#111")) is None


@pytest.mark.parametrize(
    "text",
    ["<!--\nMade with AI\n-->\nx", "[Made with AI]: http://x\n\nx",
     "<div hidden>\n\nMade with AI\n\n</div>", "x\n" * 20 + "Made with AI",
     "I hope it is not\nmade with AI at all", "This was never\nmade with AI\nas some say",
     "~~Made with AI~~\n\nBy hand", "Put first:\n\n```\nMade with AI\n```\n", "Is it\n> Made with AI\n",
     "---\nMade with AI\n---\nx"],
)  # fmt: skip
def test_markdown_that_shows_no_label_has_none(text: str) -> None:
    assert read("md", text.encode()) is None


def test_a_long_comment_before_a_label_hides_it_from_nobody() -> None:
    out, report = drawn("md", b"# A\n")
    assert read("md", b"<!-- " + b"A" * 50_000 + b" -->\n\n<!-- b -->\n" + out) == report


@given(st.sampled_from(KINDS), st.text(alphabet="<>!-/ap'\"= \n[]*_>#&;·hidMadewithAI", max_size=120))
def test_any_text_is_labelled_and_read(kind: str, text: str) -> None:
    data = text.encode()
    read(kind, data)
    out, _ = drawn(kind, data)
    assert read(kind, out) is not None
    assert drawn(kind, out)[0] == out
