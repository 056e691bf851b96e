"""The page: whole, accessible, silent on the network, and not to be taken over by a name."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from trial_law import SCHOOL, UNREAD

from tanba.flow import Given
from tanba.kernel import LANGS, TanbaError
from tanba.report import Speech, compose, write_page

VOID = {"meta", "br", "hr", "img", "link", "input"}


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

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def paged(*cases, lang="en"):
    return write_page([compose(case, Speech(lang)) for case in cases])


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("many", [False, True])
def test_a_page_is_well_formed_in_every_language(make_case, lang, many):
    cases = [make_case(SCHOOL), *([make_case({}), make_case(SCHOOL, on=UNREAD)] if many else [])]
    page = Page(paged(*cases, lang=lang))
    assert page.all("html") == [{"lang": lang}]
    assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    for _, attrs in page.tags:
        assert attrs.get("aria-labelledby", ids[0]) in ids
        assert attrs.get("href", "#main").removeprefix("#") in ids


def test_every_table_has_a_caption_and_headed_columns(make_case):
    page = Page(paged(make_case(SCHOOL), make_case(SCHOOL)))
    assert len(page.all("table")) == len(page.all("caption")) == 3
    assert {attrs["scope"] for attrs in page.all("th")} == {"col", "row"}


def test_a_page_needs_no_script_and_no_network(make_case):
    html = paged(make_case(SCHOOL))
    page = Page(html)
    (policy,) = (a["content"] for a in page.all("meta") if a.get("http-equiv"))
    assert "default-src 'none'; style-src 'unsafe-inline'" in policy
    assert not {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "form", "object"}
    assert not re.search(r"https?:|url\(|@import|javascript:|\son\w+=", html)


def test_a_name_cannot_become_markup(make_case):
    evil = "</title><script>alert(1)</script>\"'\x1b[31m\u202e{{ 7 * 7 }}"
    given = Given(answer=False, by=evil, evidence=evil)
    case = make_case({**SCHOOL, "consent": given}, name=evil, file=evil, owner=evil, about=evil)
    html = paged(case, case)
    page = Page(html)
    assert page.all("script") == []
    assert "{{ 7 * 7 }}" in "".join(page.text)
    assert not [c for c in html if not c.isprintable() and c not in "\n\xa0"]


def test_the_verdict_shows_its_law_its_day_and_its_proof(make_case):
    case = make_case(SCHOOL)
    text = "".join(Page(paged(case)).text)
    for part in (
        "Law on Tests, No. 1-I",
        "18 January 2026",
        "test/law 1.2.3",
        case.assessment.digest(),
    ):
        assert part in text


def test_what_was_not_read_is_never_painted_as_a_verdict(make_case):
    page = Page(paged(make_case(SCHOOL, on=UNREAD)))
    assert not [a for a in page.all("li") if a.get("class") in ("yes", "no", "calm")]
    assert "would be prohibited (unverified)" in "".join(page.text)


def test_a_page_of_nothing_is_refused():
    with pytest.raises(TanbaError, match="at least one system"):
        write_page([])


def test_a_page_of_two_languages_is_refused(make_case):
    case = make_case(SCHOOL)
    with pytest.raises(TanbaError, match="one language"):
        write_page([compose(case, Speech("kk")), compose(case, Speech("ru"))])


def test_a_page_of_two_laws_is_refused(make_case):
    view = compose(make_case(SCHOOL), Speech("en"))
    with pytest.raises(TanbaError, match="one law"):
        write_page([view, replace(view, glance=view.glance[1:])])


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_words_stand_out_from_the_paper_by_day_and_by_night(make_case):
    """WCAG 2.2, success criterion 1.4.3: at least 4.5 to 1."""
    themes = re.findall(r"--ink:.*?\}", paged(make_case(SCHOOL)))[:2]
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--(\w+):(#\w+)", theme))
        full = {
            k: v if len(v) == 7 else "#" + "".join(c * 2 for c in v[1:]) for k, v in colours.items()
        }
        for name in ("ink", "mute", "sky", "warn", "stop"):
            for ground in ("paper", "soft"):
                light, dark = sorted((luminance(full[name]), luminance(full[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, ground)
