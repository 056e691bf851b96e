"""A person's part on terminal, in JSON and on a page: counts in words, nothing decided, nothing obeyed."""

import json
import re
import struct
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tanba.kernel import LANGS
from tanba.report import Speech
from tanba.report.contribution_charts import raster_png
from tanba.report.contribution_delivery import write_contribution
from tanba.report.contribution_indication import write_indication
from tanba.report.contribution_map import FOLD, SHOWN, leaves, visible
from tanba.works import (
    Area,
    BlobFolder,
    Grade,
    How,
    PicturePart,
    Raster,
    SpanKind,
    TextPart,
    compare,
    contribution_of,
)
from tanba.works.playback.replaying import replay
from works.written_works import DRAFT, ENDING, write_article, write_story

VOID = {"meta", "br", "hr", "img", "link", "input", "rect", "path"}
HOSTILE = "</mark><script>alert(1)</script>\u202edrow\u202c\x1b[31m\x00<img src=x onerror=a>\u2028&amp;"


class Page(HTMLParser):
    """What a test wants to know of a page; fails on tags that do not match."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.text = [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    work, anchors = write_story(tmp_path_factory.mktemp("story"))
    return contribution_of(replay(work), anchors, BlobFolder(work))


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    return contribution_of(replay(write_article(tmp_path_factory.mktemp("article"))))


def with_text(story, text):
    """Return the story with another text, all of it a person's."""
    (part,) = story.parts
    stretch = replace(part.stretches[0], start=0, end=len(text))
    return replace(story, parts=(replace(part, text=text, stretches=(stretch,)),))


def painted(story):
    """Return the story with a picture beside the text."""
    raster = Raster(width=6, height=2, step=1, kinds=bytes(range(6)) * 2)
    area = Area(
        kind=SpanKind.HUMAN, grade=Grade.E1, how=How.RECORDED, recorded=False, pixels=2, act=(1, 3), origin="",
        tool="<b>brush</b>",
    )  # fmt: skip
    picture = PicturePart(
        name="p", file="p\u202e.png", sha256="ab", width=6, height=2, areas=(area,), raster=raster, preview=b"",
        troubles=("WK41 cannot <be> decoded",),
    )  # fmt: skip
    return replace(story, parts=(*story.parts, picture))


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_well_formed_in_every_language(story, article, lang):
    for found in (story, article, painted(story)):
        page = Page(write_contribution(found, "html", Speech(lang)))
        assert page.all("html") == [{"lang": lang}]
        assert len(page.all("main")) == len(page.all("h1")) == 1
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1
        ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(set(ids)) == len(ids)
        labelled = [attrs["aria-labelledby"] for attrs in page.all("section")]
        assert set(labelled) <= set(ids)


def test_the_page_runs_nothing_and_fetches_nothing(story):
    html = write_contribution(painted(story), "html", Speech("en"))
    page = Page(html)
    assert not page.all("script")
    assert all(attrs["src"].startswith("data:image/png;base64,") for attrs in page.all("img"))
    assert not re.search(r"https?://", html)
    policy = next(
        attrs["content"]
        for attrs in page.all("meta")
        if "content" in attrs and "'none'" in attrs["content"]
    )
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_the_map_holds_the_whole_text_in_order_each_stretch_with_class_and_act(story):
    page = Page(write_contribution(story, "html", Speech("en")))
    marks = page.all("mark")
    assert [mark["class"] for mark in marks] == [
        "k-human", "k-ai", "k-ai-edited", "k-ai", "k-human", "k-source", "k-unknown", "k-ai",
    ]  # fmt: skip
    assert (
        marks[2]["title"]
        == "machine, edited; acts 1.25–1.38; recorded; E2; instead of «ақ сақалды қария»"
    )
    assert marks[5]["title"].startswith("source; s1; acts 1.101")
    (part,) = story.parts
    found, hidden = leaves(part, Speech("en"))
    assert "".join(str(one.text) for leaf in found for one in leaf.marked) == part.text
    assert hidden == 0
    assert ("machine (typed anew); g2#0; ") in marks[-1]["title"]


def test_colour_never_speaks_alone(story):
    page = Page(write_contribution(story, "html", Speech("en")))
    said = "".join(page.text)
    for kind in ("machine", "machine, edited", "person", "source", "unknown"):
        assert f"[{kind}" in said
    css = write_contribution(story, "html", Speech("en"))
    patterns = re.findall(r"--line-k:(\w+);--pattern:([^}]+)}", css)
    assert len({line for line, _ in patterns}) == len({pattern for _, pattern in patterns}) == 6


def test_a_table_stands_beside_each_chart(story):
    page = Page(write_contribution(painted(story), "html", Speech("en")))
    captions = len(page.all("caption"))
    assert captions >= 8
    charts = [
        attrs for _, attrs in page.tags if attrs.get("aria-hidden") == "true" and "class" in attrs
    ]
    assert {"bar", "bars", "tl"} <= {attrs["class"] for attrs in charts}


def test_hostile_works_are_shown_and_not_obeyed(story):
    work = replace(story.work, title=HOSTILE, author=HOSTILE)
    hostile = replace(with_text(replace(story, work=work), HOSTILE), longest=None)
    html = write_contribution(hostile, "html", Speech("en"))
    page = Page(html)
    assert not page.all("script")
    assert page.all("img") == []
    assert "\u202e" not in html
    assert "\x1b" not in html
    assert "\x00" not in html
    assert '<span class="sign">U+202E</span>' in html
    for form in ("text", "json"):
        said = write_contribution(hostile, form, Speech("en"))
        assert not set("\u202e\x1b\x00\u2028") & set(said)


def test_what_would_steer_is_written_out_in_its_place():
    assert str(visible("а\u202eб\tв\u200bг\n<")) == (
        'а<span class="sign">U+202E</span>б\tв<span class="sign">U+200B</span>г\n&lt;'
    )
    assert str(visible("ῥᾴδιος 它 é")) == "ῥᾴδιος 它 é"


def test_a_long_text_is_folded_and_a_longer_one_is_cut_with_its_count(story):
    long = Page(write_contribution(with_text(story, "а" * (3 * FOLD + 1)), "html", Speech("en")))
    assert len([1 for attrs in long.all("div") if attrs.get("class") == "map"]) == 4
    longer = with_text(story, "сөз " * SHOWN)
    html = write_contribution(longer, "html", Speech("en"))
    assert "360,000 further characters are not shown here" in html
    assert len(html) < 2_000_000
    one_line = with_text(story, "x" * 1_000_000)
    assert len(write_contribution(one_line, "html", Speech("en"))) < 1_000_000


def test_many_small_stretches_do_not_make_a_huge_page(story):
    (part,) = story.parts
    assert isinstance(part, TextPart)
    one = part.stretches[0]
    many = tuple(
        replace(one, start=i, end=i + 1, kind=(SpanKind.AI, SpanKind.HUMAN)[i % 2])
        for i in range(50_000)
    )
    found = replace(story, parts=(replace(part, text="а" * 50_000, stretches=many),))
    html = write_contribution(found, "html", Speech("en"))
    assert len(html) < 3_000_000
    assert "44,000 further characters are not shown here" in html


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [40, 72, 100])
def test_the_terminal_keeps_to_its_width(story, article, lang, width):
    for found in (story, article, painted(story)):
        text = write_contribution(found, "text", Speech(lang), width)
        assert max(map(len, text.splitlines())) <= width


def test_nothing_is_scored_and_nothing_decided(story, article):
    for found in (story, article):
        for form in ("text", "json", "html"):
            said = write_contribution(found, form, Speech("en"))
            body = said.split("</style>")[-1] if form == "html" else said
            visible_words = re.sub(r"<[^>]*>", " ", body)
            assert "%" not in visible_words
            assert not re.search(
                r"protected: ?yes|human score|% human|creativity", visible_words, re.IGNORECASE
            )
    text = write_contribution(story, "text", Speech("en"), 100)
    assert text.count("ould be put forward") == 4
    assert "Not claimed" in text
    assert "Effort is not authorship" in " ".join(text.split())


def test_json_has_keys_of_its_own_that_do_not_move(story):
    found = json.loads(write_contribution(painted(story), "json", Speech("kk")))
    assert list(found) == [
        "schema", "form", "work", "pieces", "text", "prompts", "generations", "chosen", "sources",
        "sessions", "acts", "outside", "not_covered", "elements", "limits",
    ]  # fmt: skip
    assert (found["schema"], found["form"]) == ("tanba/contribution", 1)
    spans = found["pieces"][0]["spans"]
    assert list(spans[0]) == [
        "start", "end", "class", "grade", "how", "acts", "origin", "before_points", "retyped",
    ]  # fmt: skip
    assert spans[-1] | {"acts": None} == {
        "start": 399, "end": 487, "class": "ai", "grade": "E1", "how": "recorded", "acts": None,
        "origin": "g2#0", "before_points": 0, "retyped": True,
    }  # fmt: skip
    assert found["text"]["intervals"][0] == {
        "unit": "character", "total": 487, "person": [79, 93], "machine_or_possibly": [337, 390],
    }  # fmt: skip
    assert [one["layer"] for one in found["elements"]][:2] == ["prompts", "own"]
    assert DRAFT not in json.dumps(found, ensure_ascii=False), "JSON has no words of the work"
    assert found["pieces"][1]["areas"][0]["extent"] == "indicated"


def test_a_pictures_classes_differ_in_pattern_as_well_as_in_colour():
    kinds = list(SpanKind)
    raster = Raster(
        width=48, height=8, step=1, kinds=b"".join(bytes([x // 8 for x in range(48)]) for _ in range(8))
    )
    part = PicturePart(
        name="p", file="p.png", sha256="", width=48, height=8, areas=(), raster=raster, preview=b"",
        troubles=(),
    )  # fmt: skip
    png = raster_png(part)
    assert png.startswith(b"\x89PNG")
    start = png.index(b"IDAT") + 4
    (size,) = struct.unpack(">I", png[start - 8 : start - 4])
    rows = zlib.decompress(png[start : start + size])
    seen = {}
    for kind in range(len(kinds)):
        cells = [rows[y * 49 + 1 + kind * 8 + x] for y in range(8) for x in range(8)]
        assert {cell // 2 for cell in cells} == {kind}
        seen[tuple(cell % 2 for cell in cells)] = kind
    assert len(seen) == len(kinds)


def test_an_indication_says_that_it_is_none_of_a_record_and_how_wrong_it_was():
    text = f"# Айша\n\n{DRAFT.replace('ақ сақалды қария', 'көк көзді бөрі')}\n\nӨзім қостым.\n{ENDING}{HOSTILE}"
    found = compare(text, [DRAFT, ENDING])
    for lang in LANGS:
        page = Page(write_indication(found, text, "html", Speech(lang)))
        assert not page.all("script")
    words = write_indication(found, text, "text", Speech("en"))
    assert "Indication, not a record" in words
    assert "person:" not in words
    assert words.count("±") == 20, (
        "each reading with its errors: two languages, and English where known"
    )
    marks = Page(write_indication(found, text, "html", Speech("en"))).all("mark")
    assert {mark["class"] for mark in marks} == {"k-ai", "k-ai-edited", "k-unknown"}
    data = json.loads(write_indication(found, text, "json", Speech("en")))
    assert data["schema"] == "tanba/indication"
    assert {one["kind"] for one in data["resemblances"]} == {"ai", "ai_edited", "unknown"}
    assert all(one["measured"] for one in data["readings"])


def test_headings_never_skip_a_level(story):
    page = Page(write_contribution(story, "html", Speech("en")))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels))
