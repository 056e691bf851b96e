"""Every other form of a wish: TDMRep, headers, pages, metadata, manifests; and what they come to together."""

import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import Refused
from tanba.works.optout import (
    SERVERS,
    Embedded,
    Look,
    Signal,
    Wish,
    decide,
    embedded_signals,
    header_lines,
    header_signals,
    page_signals,
    page_with,
    read_tdmrep,
    tdmrep_signals,
    tdmrep_with,
)

PLUS = "http://ns.useplus.org/ldf/vocab/"
EXAMPLE = b"""[
 {"location": "/directory-a/", "tdm-reservation": 1},
 {"location": "/directory-b/html/", "tdm-reservation": 1, "tdm-policy":"https://provider.com/p.json"},
 {"location": "/directory-b/images/*.jpg", "tdm-reservation": 0}]"""


def says(signals) -> list[str]:
    return [one.says for one in signals if not one.outranked]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/directory-a/x.pdf", ["forbids"]), ("/directory-b/html/x.html", ["forbids"]),
        ("/directory-b/images/x.jpg", ["allows"]), ("/directory-b/images/x.png", []), ("/other", []),
    ],
)  # fmt: skip
def test_the_example_of_tdmrep_is_read_as_the_report_says(path, said):
    assert says(tdmrep_signals(read_tdmrep(EXAMPLE), path, "w")) == said


def test_of_tdmrep_rules_the_first_match_counts_and_later_ones_are_shown():
    rules = read_tdmrep(
        b'[{"location":"/a/","tdm-reservation":0},{"location":"/","tdm-reservation":1}]'
    )
    found = tdmrep_signals(rules, "/a/x", "w")
    assert [(one.says, one.outranked) for one in found] == [("allows", ""), ("forbids", "earlier rule")]
    assert found[0].part == "rule 1"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("1", "forbids"), ("0", "allows"), ("2", "unclear"), ("null", "unclear"), ("true", "forbids"),
        ("false", "allows"), ('"1"', "forbids"), ("1.5", "unclear"), ("[1]", "unclear"),
    ],
)  # fmt: skip
def test_only_one_and_zero_are_reservations(value, said):
    rules = read_tdmrep(f'[{{"location":"/","tdm-reservation":{value}}}]'.encode())
    assert says(tdmrep_signals(rules, "/x", "w")) == [said]


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, b"null", b'{"a":' * 50_000, b"[{}" + b" " * 600_000]
)  # fmt: skip
def test_a_hostile_tdmrep_is_refused_with_our_own_error(data):
    with pytest.raises(Refused, match="OP11"):
        read_tdmrep(data)


def test_tdmrep_keeps_rules_for_parts_of_the_site_and_is_written_once():
    wish = Wish(policy="https://a.kz/terms")
    new = tdmrep_with(EXAMPLE, wish)
    assert tdmrep_with(new, wish) == new
    assert json.loads(new)[:3] == json.loads(EXAMPLE)
    assert says(tdmrep_signals(read_tdmrep(new), "/other", "w")) == ["forbids"]
    assert says(tdmrep_signals(read_tdmrep(new), "/directory-b/images/x.jpg", "w")) == ["allows"]
    turned = tdmrep_with(new, Wish(allowed=True))
    assert says(tdmrep_signals(read_tdmrep(turned), "/other", "w")) == ["allows"]
    with pytest.raises(Refused, match="OP11"):
        tdmrep_with(b"not json", wish)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ([("Content-Usage", "train-ai=n")], ["forbids"]),
        ([("content-usage", "search=n"), ("CONTENT-USAGE", "train-ai=y")], ["allows"]),
        ([("Content-Usage", "train-ai=y"), ("Content-Usage", "train-ai=n")], ["forbids"]),
        ([("Content-Usage", "train-ai=?")], ["unclear"]),
        ([("tdm-reservation", "1"), ("tdm-policy", "https://x")], ["forbids"]),
        ([("TDM-Reservation", " 0 ")], ["allows"]),
        ([("tdm-reservation", "yes")], ["unclear"]),
        ([("X-Robots-Tag", "noindex, noai")], ["forbids"]),
        ([("X-Robots-Tag", "otherbot: NoImageAI")], ["forbids"]),
        ([("X-Robots-Tag", "noindex")], []),
        ([("Link", "<https://x>; rel=license")], []),
    ],
)
def test_headers_are_read(fields, said):
    assert says(header_signals(fields, "w")) == said


@pytest.mark.parametrize("server", SERVERS)
def test_lines_for_servers_state_the_wish(server):
    text = header_lines(Wish(search=True, policy="https://a.kz/t"), server)
    for part in ("Content-Usage", "train-ai=n, search=y", "tdm-reservation", "https://a.kz/t"):
        assert part in text


def test_a_policy_that_could_break_out_of_a_configuration_is_refused():
    for policy in ('https://a.kz/"; evil', "javascript:1", "https://a.kz/\nX: 1", "https://қаз.kz/"):
        with pytest.raises(Refused, match="OP13"):
            Wish(policy=policy).checked()


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ('<meta name="tdm-reservation" content="1">', ["forbids"]),
        ("<META NAME=TDM-Reservation CONTENT=0 >", ["allows"]),
        ("<meta content='noai, noimageai' name='robots'/>", ["forbids"]),
        ('<meta name="robots" content="noindex">', []),
        ('<!-- <meta name="robots" content="noai"> -->', []),
        ('<script>"<meta name=robots content=noai>"</script>', []),
        ('<title><meta name="robots" content="noai"></title>', []),
        ('<meta name="robots" content="n&#111;ai">', ["forbids"]),
        ('<meta property="x" content="noai">', []),
        ('<meta name="tdm-reservation">', ["unclear"]),
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_metas_of_a_page_are_read(page, said, coding):
    whole = f"<!doctype html><html><head><title>Ұ</title>{page}</head><body>x"
    assert says(page_signals(whole.encode(coding), "w")) == said


PAGES = [
    b"", b"<p>text", b"<html><head></head></html>", b"<!DOCTYPE html>\n<html lang=kk>\n<body>x",
    b"\xef\xbb\xbf<html><head><meta charset=utf-8><title></head></title></head>",
    b'<head><meta name="robots" content="noindex"></head>', b"<head><script>'</head>'</script></head>",
    b'<head><meta name="tdm-reservation" content="0">\n<meta name=robots content="noai, nofollow"></head>',
    "<html><head><title>Жаңалық</title></head>".encode("windows-1251", "replace"),
    b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head></html>',
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("wish", [Wish(), Wish(allowed=True), Wish(policy="https://a.kz/?a=1&b=2")])
def test_a_page_states_the_wish_once_and_is_read_back(page, wish):
    new = page_with(page, wish)
    assert page_with(new, wish) == new
    found = set(says(page_signals(new, "w")))
    assert found == {"allows" if wish.allowed else "forbids"}
    assert b"noindex" in new or b"noindex" not in page
    assert b"nofollow" in new or b"nofollow" not in page
    if b"<meta name" not in page:  # only put in: taken out again, the page is what it was
        assert OURS.sub(b"", new) == page


OURS = re.compile(rb'<meta name="(?:robots|tdm-reservation|tdm-policy)" content="[^"]*" />\n')


def test_a_signed_page_is_left_alone():
    with pytest.raises(Refused, match="OP14"):
        page_with(b'<head><script type="application/c2pa">x</script></head>', Wish())


@pytest.mark.parametrize(
    "data",
    [b"<meta " * 500_000, b"<!--" * 500_000, b"<script" * 500_000, b"<meta a='" * 300_000,
     b"<meta name=" + b'"' * 2_000_000, b"<title>" + b"</titl" * 500_000, b"<head " * 300_000],
)  # fmt: skip
def test_hostile_pages_cost_little(data):
    began = time.process_time()
    page_signals(data, "w")
    page_with(data[:500_000], Wish())
    assert time.process_time() - began < 5


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=300), st.text("<>meta name=robts\"'/!-content,ai ", max_size=200))
def test_any_page_is_read_and_written_without_a_stray_error(raw, text):
    for data in (raw, text.encode()):
        try:
            page_signals(data, "w")
            new = page_with(data, Wish())
        except Refused as refused:
            assert refused.code in ("OP12", "OP14")  # noqa: PT017
        else:
            assert len(new) >= len(data) or b"meta" in data


# --- inside files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("DMI-UNSPECIFIED", []), ("DMI-ALLOWED", ["allows"]), ("DMI-PROHIBITED", ["forbids"]),
        ("DMI-PROHIBITED-AIMLTRAINING", ["forbids"]), ("DMI-PROHIBITED-GENAIMLTRAINING", ["forbids"]),
        ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", ["forbids"]),
        ("DMI-PROHIBITED-SEECONSTRAINT", ["forbids"]),
        ("DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR", ["forbids"]),
        ("DMI-PROHIBITED-SEELINKEDRIGHTSEXPR", ["forbids"]), ("DMI-SOMETHING-NEW", ["unclear"]),
        ("Prohibited", ["unclear"]), ("", ["unclear"]),
    ],
)  # fmt: skip
def test_the_nine_values_of_plus_are_known(value, said):
    for text in {value, PLUS + value}:
        assert says(embedded_signals((Embedded(kind="mining", part="p", said=text),), "w")) == said


def use(name: str, said: str, **more) -> list[str]:
    one = Embedded(kind="use", part="cawg.training-mining", said=said, name=name, **more)
    return says(embedded_signals((one,), "w"))


def test_entries_of_a_manifest_speak_of_training_and_only_a_sound_manifest_allows():
    assert use("cawg.ai_training", "notAllowed") == ["forbids"]
    assert use("c2pa.ai_generative_training", "constrained") == ["forbids"]
    assert use("cawg.ai_training", "allowed") == ["allows"]
    assert use("cawg.ai_training", "allowed", holds=False) == []
    assert use("cawg.ai_training", "notAllowed", holds=False) == ["forbids"]
    assert use("cawg.ai_inference", "notAllowed") == []
    assert use("cawg.data_mining", "allowed") == []
    assert use("cawg.ai_training", "maybe") == ["unclear"]


# --- together ---------------------------------------------------------------------------------------


def one(what: str, **more) -> Signal:
    return Signal(source="html", where="w", part="p", rule="r", says=what, standard="s", **more)


def look(state: str) -> Look:
    return Look(source="address", where="w", state=state)


@pytest.mark.parametrize(
    ("signals", "states", "decision"),
    [
        (["forbids", "allows"], ["read"], "prohibited"),
        (["forbids"], ["failed"], "prohibited"),  # found is found
        (["allows"], ["read"], "allowed"),
        (["allows"], ["read", "failed"], "not checked"),  # a prohibition may stand where nobody looked
        (["allows"], ["read", "cut"], "not checked"),
        (["allows", "unclear"], ["read"], "not checked"),
        ([], ["read", "none"], "not found"),
        ([], ["none", "none"], "not found"),
        ([], ["none", "unknown"], "not found"),
        ([], ["unknown"], "not checked"),
        ([], [], "not checked"),  # nothing checked is not a pass
        ([], ["read", "closed"], "not checked"),
        (["unclear"], ["read"], "not checked"),
    ],
)
def test_what_wishes_come_to(signals, states, decision):
    found = decide([one(what) for what in signals], [look(state) for state in states])
    assert found.decision == decision
    assert (found.by is not None) is (found.why in ("rule", "unclear", "by name"))


signals = st.lists(
    st.builds(one, st.sampled_from(["forbids", "allows", "unclear"]), weak=st.just(False)), max_size=5
)
looks = st.lists(
    st.builds(look, st.sampled_from(["read", "none", "failed", "unknown", "closed"])), max_size=5
)


@settings(deadline=None)
@given(signals, looks)
def test_one_more_prohibition_always_prohibits_and_one_more_failure_never_allows(found, seen):
    assert decide([*found, one("forbids")], seen).decision == "prohibited"
    assert decide(found, [*seen, look("failed")]).decision in ("prohibited", "not checked")
    if decide(found, seen).decision == "allowed":
        assert any(each.says == "allows" for each in found)
