"""robots.txt: which rule speaks of a path, by the drafts' own examples; and written without losing a byte."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protego import Protego

from tanba.kernel import Refused
from tanba.works.optout import (
    Wish,
    crawl_signals,
    decide,
    may_crawl,
    path_of,
    read_robots,
    robots_with,
    usage_signals,
)
from tanba.works.optout.patterns import matches
from tanba.works.optout.preferences import training_in

DRAFT = b"""User-Agent: *
Allow: /
Disallow: /never/
Content-Usage: / train-ai=n
Content-Usage: /ai-ok/ train-ai=y

User-Agent: ExampleBot
Allow: /
Content-Usage: / train-ai=y
"""
HERE = "https://a.kz/robots.txt"


def said(data: bytes, path: str, agent: str = "tanba"):
    return usage_signals(read_robots(data), agent, path_of(f"https://a.kz{path}"), HERE)


def counted(data: bytes, path: str, agent: str = "tanba") -> set[str]:
    return {one.says for one in said(data, path, agent) if not one.outranked}


@pytest.mark.parametrize(
    ("agent", "path", "crawled", "says"),
    [
        ("OtherBot", "/test", True, {"forbids"}),
        ("OtherBot", "/never/test", False, set()),
        ("OtherBot", "/ai-ok/test", True, {"allows"}),
        ("examplebot", "/test", True, {"allows"}),
        ("ExampleBot", "/never/test", True, {"allows"}),
    ],
)
def test_the_example_of_the_draft_is_read_as_the_draft_says(agent, path, crawled, says):
    assert (may_crawl(read_robots(DRAFT), agent, path) is None) is crawled
    assert counted(DRAFT, path, agent) == says


def test_the_line_and_the_words_of_the_rule_are_told():
    first = next(one for one in said(DRAFT, "/test") if not one.outranked)
    assert (first.part, first.rule, first.where) == ("line 4", "Content-Usage: / train-ai=n", HERE)
    assert "draft-ietf-aipref-attach" in first.standard


def test_equal_paths_combine_to_the_most_restrictive():
    data = b"User-agent: *\nContent-Usage: /a train-ai=y\nContent-Usage: /a train-ai=n\n"
    assert counted(data, "/a") == {"forbids", "allows"}
    assert decide(said(data, "/a"), ()).decision == "prohibited"
    assert decide(said(data, "/a"), ()).against[0].says == "allows"


def test_a_rule_without_a_path_speaks_of_everything():
    assert counted(b"User-agent: *\nContent-Usage: train-ai=n\n", "/x/y?z") == {"forbids"}


def test_rules_before_any_user_agent_speak_to_nobody():
    assert said(b"Content-Usage: / train-ai=n\nUser-agent: *\nAllow: /\n", "/") == ()


def test_a_rule_for_another_crawler_is_shown_and_does_not_count():
    data = b"User-agent: *\nAllow: /\n\nUser-agent: other\nContent-Usage: / train-ai=n\n"
    assert [one.outranked for one in said(data, "/")] == ["other crawler"]
    assert decide(said(data, "/"), ()).decision != "prohibited"


@pytest.mark.parametrize(
    ("preference", "says"),
    [
        ("train-ai=n", "forbids"),
        ("train-ai=y, search=n", "allows"),
        ("search=n", None),
        ("", None),
        ('train-ai=n;reason="x"', "forbids"),
        ("train-ai;allow=n, train-ai=y", "allows"),  # the last of two counts, with its own parameters
        ("train-ai=y, train-ai", "unclear"),
        ('train-ai="n"', "unclear"),
        ("train-ai=(n)", "unclear"),
        ("Train-AI=n", "unclear"),  # keys are of small letters: the text is no dictionary
        ("train-ai = n", "unclear"),
        ("train-ai=n,", "unclear"),
        ("other=?1, x=(a b;c=2);d, train-ai=n", "forbids"),
        ('x=%"caf%c3%a9", y=@1659578233, z=:aGk=:, train-ai=n', "forbids"),
        ("genai=n", "forbids"),  # earlier drafts
        ("tdm=n, train-ai=y", "forbids"),
        ("tdm=y", None),
    ],
)
def test_preferences_are_dictionaries_of_structured_fields(preference, says):
    assert training_in(preference)[0] == says


def test_closing_a_known_gatherer_by_name_is_a_weaker_signal():
    data = b"User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /\n"
    robots = read_robots(data)
    found = crawl_signals(robots, "tanba", "/a", HERE)
    assert {one.rule for one in found} == {"GPTBot: Disallow: /", "CCBot: Disallow: /"}
    assert all(one.weak and one.standard == "RFC 9309" for one in found)
    alone = decide(found, ())
    assert (alone.decision, alone.why) == ("prohibited", "by name")
    usage = usage_signals(read_robots(b"User-agent: *\nContent-Usage: / train-ai=y\n"), "t", "/a", HERE)
    both = decide((*found, *usage), ())
    assert (both.decision, both.against) == ("allowed", found)  # what speaks of training goes before


def test_closing_search_engines_says_nothing_of_training():
    robots = read_robots(b"User-agent: Googlebot\nDisallow: /\nUser-agent: *\nDisallow: /x\n")
    assert crawl_signals(robots, "tanba", "/a", HERE) == ()


@pytest.mark.parametrize(
    ("pattern", "path", "held"),
    [
        ("/", "/anything", True), ("/fish", "/fish.html", True), ("/fish", "/Fish.asp", False),
        ("/fish*", "/fishheads", True), ("/fish/", "/fish", False), ("/*.php", "/folder/any.php.file", True),
        ("/*.php$", "/filename.php?x", False), ("/*.php$", "/filename.php", True),
        ("/fish*.php", "/fishheads/catfish.php?p", True), ("/a*b*c$", "/a-b-c-b", False),
        ("*/x", "/deep/x", True), ("/a$", "/a", True), ("/a$", "/ab", False), ("/a*$", "/abc", True),
        ("/aa*a$", "/aa", False),
    ],
)  # fmt: skip
def test_patterns_match_as_rfc_9309_says(pattern, path, held):
    assert matches(pattern, path) is held


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84"), ("/foo/bar/%E3%83%84", "/foo/bar/ツ"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"), ("/foo/bar/baz", "/foo/bar/%62%61%7A"),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html"), ("/path/foo-%24", "/path/foo-$"),
        ("/қазақ", "/%D2%9B%D0%B0%D0%B7%D0%B0%D2%9B?x=1"),
    ],
)  # fmt: skip
def test_paths_are_compared_octet_by_octet(rule, path):
    data = f"User-agent: *\nContent-Usage: {rule} train-ai=n\n".encode()
    assert counted(data, path) == {"forbids"}


names = st.sampled_from(["*", "tanba", "other", "GPTBot"])
paths = st.text("ab/*$.", max_size=6).map(lambda text: "/" + text)
lines = st.lists(
    st.one_of(
        names.map("User-agent: {}".format),
        st.tuples(st.sampled_from(["Allow", "Disallow"]), paths).map(": ".join),
    ),
    max_size=12,
).map("\n".join)


@settings(deadline=None, max_examples=400)
@given(lines, st.text("ab/.", max_size=8).map(lambda text: "/" + text), st.sampled_from(["tanba", "x"]))
def test_what_may_be_crawled_is_what_another_parser_says(text, path, agent):
    theirs = Protego.parse(text).can_fetch(f"https://a.kz{path}", agent)
    assert (may_crawl(read_robots(text.encode()), agent, path) is None) is theirs


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_and_never_raise(data):
    robots = read_robots(data)
    usage_signals(robots, "tanba", "/", HERE)
    crawl_signals(robots, "tanba", "/", HERE)


NUL = b"User-agent: *\r\n\0Content-Usage: / train-ai=y\r\nContent-Usage: / train-ai=n\xff\r\n"


def test_bytes_that_are_no_text_make_a_rule_unclear_and_never_a_permission():
    assert counted(NUL, "/") == {"unclear"}
    assert decide(said(NUL, "/"), ()).decision == "not checked"


def test_ten_megabytes_are_read_in_bounded_time_and_told_as_cut():
    rule = b"Content-Usage: /" + b"a*" * 50 + b" train-ai=n\n"
    data = b"User-agent: *\n" + rule * (10_000_000 // len(rule))
    began = time.process_time()
    robots = read_robots(data)
    usage_signals(robots, "tanba", "/" + "a" * 5_000, HERE)
    assert robots.cut
    assert time.process_time() - began < 5


# --- writing ----------------------------------------------------------------------------------------

WISHES = [Wish(), Wish(allowed=True), Wish(search=True), Wish(allowed=True, search=False)]


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xef\xbb\xbf", b"# nothing\n", b"User-agent: *", b"User-agent: *\r\nDisallow: /a\r\n",
        b"Sitemap: https://a.kz/s.xml\n", b"User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nDisallow:\n",
        b"User-agent: a\nUser-agent: b\nAllow: /\nUser-agent: *\nCrawl-delay: 3\n", DRAFT, NUL,
        b"User-agent: *\nContent-Usage: train-ai=y, search=n # our wish\n",
        b"User-agent: *\nContent-Usage: / train-ai=\"odd\"\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("wish", WISHES)
def test_a_wish_is_written_once_for_every_crawler_and_read_back(data, wish):
    new = robots_with(data, wish)
    assert robots_with(new, wish) == new
    for agent in ("tanba", "GPTBot", "a", "b"):
        robots = read_robots(new)
        if b"train-ai" not in data or data is DRAFT:
            path = "/some"
            says = {one.says for one in usage_signals(robots, agent, path, HERE) if not one.outranked}
            closed = may_crawl(robots, agent, path)
            assert closed or says == {"allows" if wish.allowed else "forbids"}
    for line in data.replace(b"\r\n", b"\n").split(b"\n"):
        if b"ontent-" not in line:
            assert line.strip(b"\xef\xbb\xbf") in new
    for agent in ("tanba", "GPTBot"):  # and nothing changes in what may be crawled
        for path in ("/a", "/never/x", "/"):
            before = may_crawl(read_robots(data), agent, path)
            assert (before is None) is (may_crawl(read_robots(new), agent, path) is None)


@settings(deadline=None, max_examples=200)
@given(lines, st.sampled_from(WISHES))
def test_writing_keeps_every_line_and_twice_is_as_once(text, wish):
    new = robots_with(text.encode(), wish)
    assert robots_with(new, wish) == new
    kept = iter(new.decode().split("\n"))
    assert all(line in kept for line in text.split("\n"))  # in their order


def test_other_preferences_and_remarks_stay_in_a_line_that_is_rewritten():
    new = robots_with(b"User-agent: *\nContent-Usage: train-ai=y, search=n # our wish\n", Wish())
    assert new == b"User-agent: *\nContent-Usage: / train-ai=n, search=n # our wish\n"


def test_a_file_longer_than_crawlers_read_is_refused():
    with pytest.raises(Refused, match="OP10"):
        robots_with(b"#" * 600_000, Wish())
