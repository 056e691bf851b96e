"""Reports of measures: numbers as each language writes them, and pages that no name takes over."""

import json
import re
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from tanba.flow import Run
from tanba.kernel import LANGS, Text, plain
from tanba.measures import (
    Band,
    Chart,
    Grid,
    Heading,
    Measured,
    Note,
    Point,
    Result,
    Yardstick,
    exact,
    find_measure,
    judged,
    nothing,
)
from tanba.report import Speech, write_measured

NB = "\N{NO-BREAK SPACE}"
VOID = {"meta", "br", "hr", "img", "link", "input"}
SHAPES = {"path", "svg"}
STICK = {
    "rate": Yardstick(source=Text(kk="келісім", ru="обычай", en="a convention"), at_least=0.8),
}


def same(text: str) -> Text:
    return Text(kk=text, ru=text, en=text)


def run_of(measured: Measured, **more) -> Run:
    about = find_measure("discrimination").about
    said = {
        "form": 1, "measure": about.id, "version": about.version, "name": "loans", "system": "Bank",
        "by": "auditor", "at": datetime(2026, 3, 10, 12, tzinfo=UTC), "until": date(2026, 9, 6),
        "inputs": (), "settings": {}, "judged": judged(measured, STICK), "answers": (), "measured": measured,
    }  # fmt: skip
    return Run(**(said | more))


def rate(number: float, group: str = "women", **more) -> Result:
    low, high = max(0.0, number - 0.1), min(1.0, number + 0.1)
    told = {"id": "rate", "number": number, "band": Band(low=low, high=high), "unit": "share", "n": 40}
    return Result(**(told | {"of": (("sex", group),)} | more))


def chart(*points: Point, kind="intervals", unit="share", **more) -> Chart:
    return Chart(id="c", kind=kind, title=same("A chart"), unit=unit, points=points, **more)


def text_of(*results: Result, lang="en") -> str:
    return write_measured([run_of(Measured(results=results))], "text", Speech(lang))


def page_of(measured: Measured, lang="en", runs: int = 1) -> "Page":
    return Page(write_measured([run_of(measured)] * runs, "html", Speech(lang)))


class Page(HTMLParser):
    """What a test wants to know of a page; fails on tags that do not match."""

    def __init__(self, html):
        super().__init__()
        self.html, self.tags, self.open, self.text = html, [], [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        assert tag in SHAPES
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


# --- numbers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "number", "en", "ru"),
    [
        ("share", 0.125, "12.5%", f"12,5{NB}%"),
        ("share", 1.0, "100%", f"100{NB}%"),
        ("share", 0.9996, "99.960%", f"99,960{NB}%"),
        ("difference", -0.125, "−12.5 points", "−12,5 пункта"),
        ("difference", 0.0, "0 points", "0 пункт"),
        ("ratio", 0.8, "0.80", "0,80"),
        ("ratio", 0.004, "0.004", "0,004"),
        ("count", 1234567, "1,234,567", f"1{NB}234{NB}567"),
        ("seconds", 1234.5, "1,234 s", f"1{NB}234"),
        ("seconds", 0.004, "0.004 s", "0,004"),
        ("number", -3.5, "−3.500", "−3,500"),
        ("number", -0.00001, "0.000", "0,000"),
        ("per_hour", 412.0, "412 an hour", "412"),
        ("bits", 0.25, "0.250 bits", "0,250 бит"),
    ],
)
def test_a_number_is_written_as_the_language_writes_it(unit, number, en, ru):
    result = Result(id="x", number=number, band=exact(number), unit=unit, n=1200)
    assert f"x: {en} n = 1,200\n" in text_of(result)
    russian = text_of(result, lang="ru")
    kazakh = text_of(result, lang="kk")
    assert f"x: {ru}"[: 3 + len(re.match(r"[−\d,\xa0%]+", ru)[0])] in russian
    for words in (russian, kazakh):
        assert f"n = 1{NB}200" in words
        assert not re.search(r"\d\.\d", words.split("x: ")[1].split(" n =")[0])
        assert "-" not in words.split("x: ")[1].split(" n =")[0]


def test_nothing_measured_is_a_dash_and_never_met():
    text = text_of(nothing("rate", "share"))
    assert "? not shown: rate: – n = 0" in text
    assert "✓" not in text


def test_the_worst_comes_first_and_its_yardstick_is_told_once():
    text = text_of(rate(0.95, "men", band=Band(low=0.9, high=1.0)), rate(0.85, "others"), rate(0.5))
    order = [text.index(f"sex: {group}") for group in ("women", "others", "men")]
    assert order == sorted(order)
    assert text.count("at least 80.0% (a convention)") == 1


def test_braces_in_somebodys_words_are_what_they_are():
    says = same("{group}: {number}, {low}, {none}")
    text = text_of(rate(0.5, says=says, words={"group": "{number} {0} {}", "n}": "x"}))
    assert "{number} {0} {}: 50.0%, 40.0%, {none}" in text


# --- hostile words ----------------------------------------------------------------------------------

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "attribute": "\" onload='alert(1)' x=\"",
    "bidi": "\u202ewomen\u2066",
    "terminal": "\x1b[31mred\x1b]0;title\x07",
    "nul": "wo\0men",
    "lines": "women\nnot met: all\r\n",
    "long": "ә" * 10_000,
    "template": "{{ 7 * 7 }}{% raw %}",
}


def hostile(word: str) -> Measured:
    return Measured(
        results=(
            rate(0.5, word, says=Text(kk="{g}", ru="{g}", en=f"{word} {{g}}"), words={"g": word}),
        ),
        charts=(
            chart(*(Point(label=word, series=s, number=0.5, low=0.4, high=0.6) for s in (word, "b"))),
            chart(Point(label=word, number=0.5), kind="series", across=same(word)),
            replace(chart(Point(label="a", number=0.5)), title=same(word)),
        ),
        tables=(
            Grid(id="t", title=same(word), headings=(Heading(title=same(word)),), rows=((word,),)),
        ),
        notes=(Note(says=same("{w}"), words={"w": word}), Note(says=same(word))),
    )


@pytest.mark.parametrize("word", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_name_of_a_group_takes_over_a_page_or_a_terminal(word):
    runs = [run_of(hostile(word), name=word, system=word, by=word)]
    page = Page(write_measured(runs, "html", Speech("en")))
    assert not page.all("script")
    assert all(not name.startswith("on") for _, attrs in page.tags for name in attrs)
    text = write_measured(runs, "text", Speech("en"))
    for written in (text, page.html):
        assert not re.search("[\0\x07\x1b\u202e\u2066]", written)
        assert len(written) < 100_000
    assert "\n! not met: all" not in text
    record = write_measured(runs, "json", Speech("en"))
    assert not re.search("[\0\x07\x1b\u202e\u2066]", record)
    assert json.loads(record)[0]["judged"][0]["result"]["of"] == [["sex", word]]


# --- the page ---------------------------------------------------------------------------------------

WHOLE = Measured(
    results=(rate(0.5), rate(0.9, "men"), Result(id="y", number=3.0, band=exact(3.0), unit="count", n=9)),
    charts=(
        chart(Point(label="a", number=0.5, low=0.4, high=0.6, n=9), lines=(0.8,)),
        chart(Point(label="a", number=0.5), Point(label="b", number=0.7), kind="series"),
        chart(*(Point(label="", x=x / 9, number=x / 9) for x in range(10)), kind="curve"),
    ),
    tables=tuple(
        Grid(
            id="t", title=same("The same title"), more=7, headings=(Heading(title=same("Group")),) * 2,
            rows=(("a", 1.0), (None, same("b"))),
        )
        for _ in range(2)
    ),
    notes=(Note(says=same("A note")),),
)  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("runs", [0, 1, 3])
def test_a_page_is_whole_accessible_and_asks_nobody(lang, runs):
    page = page_of(WHOLE, lang, runs)
    assert page.all("html") == [{"lang": lang}]
    assert len(page.all("main")) == len(page.all("h1")) == len(page.all("title")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    for _, attrs in page.tags:
        assert set(attrs.get("aria-labelledby", "").split()) <= set(ids)
    assert len(page.all("table")) == 5 * runs
    assert all(attrs.get("scope") in ("col", "row") for attrs in page.all("th"))
    assert all(attrs.get("aria-hidden") == "true" for attrs in page.all("svg"))
    (policy,) = [one["content"] for one in page.all("meta") if "http-equiv" in one]
    assert "default-src 'none'" in policy
    assert not page.all("script") + page.all("link") + page.all("img")
    assert not re.search(r"https?://|url\(|@import", page.html)


def test_what_scrolls_has_a_name_and_is_no_landmark():
    """Two charts may have one name, and two landmarks may not (axe: landmark-unique)."""
    page = page_of(WHOLE, runs=2)
    assert not [one for _, one in page.tags if one.get("role") == "region"]
    scrolled = [one for _, one in page.tags if one.get("tabindex") == "0"]
    assert len(scrolled) == 10
    assert all(one["role"] == "group" for one in scrolled)
    assert all(one.get("aria-label") or one.get("aria-labelledby") for one in scrolled)


@pytest.mark.parametrize(
    "points",
    [
        (Point(label="a", number=0.5),),
        (Point(label="a", number=0.0), Point(label="b", number=0.0)),
        (Point(label="a", number=7.0, low=7.0), Point(label="b", number=7.0, high=7.0)),
        (Point(label="a", number=1e300), Point(label="b", number=-1e300)),
        (Point(label="a", number=1.7e308), Point(label="b", number=-1.7e308)),
        (Point(label="a", number=5e-324), Point(label="b", number=0.0)),
        (Point(label="a", number=1.0, low=0.5, high=float("inf")), Point(label="b", number=1.0)),
        (Point(label="a"), Point(label="b", number=2.0, x=1.0), Point(label="c", number=2.0, x=1.0)),
    ],
    ids=["one", "zeros", "equal", "huge", "hugest", "tiny", "no upper end", "one place"],
)
@pytest.mark.parametrize("kind", ["intervals", "series", "curve"])
@pytest.mark.parametrize("unit", ["share", "ratio", "number"])
def test_odd_points_are_drawn_within_the_drawing(points, kind, unit):
    from tanba.report.measured_charts import plot

    drawn = plot(chart(*points, kind=kind, unit=unit), Speech("ru"))
    assert drawn is not None
    assert len(drawn.across) >= 1
    shapes = "".join(str(row.drawing) for row in drawn.rows) + str(drawn.drawing or "")
    assert 'class="dot' in shapes
    assert not re.search("nan|inf", shapes)
    places = [
        float(x) for path in re.findall(r' d="([^"]+)"', shapes) for x in re.findall(r"[\d.]+", path)
    ]
    assert all(0 <= x <= 1000 for x in places)
    assert all(0 <= one.at <= 100 for one in (*drawn.across, *drawn.up))
    if drawn.kind == "intervals" and "inf" in str(points):
        assert any("или больше" in row.words or "и больше" in row.words for row in drawn.rows)


def test_a_chart_without_a_number_is_not_drawn():
    page = page_of(Measured(results=(), charts=(chart(Point(label="a")), chart())))
    assert not page.all("figure")


def test_ten_thousand_groups_cost_little_and_none_is_passed_over():
    results = tuple(rate(0.5, f"group {i}") for i in range(10_000))
    ids = tuple(replace(rate(0.5), id=f"id-{i}") for i in range(2_000))
    points = tuple(Point(label=f"g{i}", number=0.5) for i in range(10_000))
    begun = time.monotonic()
    page = page_of(Measured(results=results, charts=(chart(*points),)))
    assert len(page.all("path")) < 500
    assert "9,940 more rows" in page.html
    assert "group 9999<" in page.html
    assert text_of(*ids).count("n = 40") == 2_000
    assert time.monotonic() - begun < 30


def test_the_record_is_the_run_and_speaks_no_language():
    run = run_of(WHOLE)
    records = {write_measured([run], "json", Speech(lang)) for lang in LANGS}
    assert len(records) == 1
    (record,) = json.loads(records.pop())
    assert record.pop("schema") == "tanba/measured"
    assert record.pop("digest") == run.digest
    assert record == json.loads(json.dumps(plain(run)))
