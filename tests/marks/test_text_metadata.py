import json
from html.parser import HTMLParser
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from ruamel.yaml import YAML

from marks.samples import sample
from tanba.kernel import Refused, Text
from tanba.marks.disclosure import SOURCE_TYPES, Disclosure
from tanba.marks.metadata.carrier import carrier
from tanba.marks.metadata.packet import TOOL
from tanba.marks.refusal import CannotHold

NASTY = "</script><script>alert(1)</script> \"' &amp; --> ]]> \\ {{x}} ә\u2028\u202e"

CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"

PAGES = {
    "whole page": b"<!doctype html>\n<html lang=kk>\n  <head>\n    <title>A</title>\n  </head>\n"
                  b"<body><p>x</p></body></html>\n",
    "tags left out": b"<!doctype html><title>A</title><p>x",
    "fragment": b"<p>x</p>",
    "bare words": "Сәлем, дүние".encode(),
    "byte order mark": b"\xef\xbb\xbf<!DOCTYPE html><html><head></head><body></body></html>",
    "windows-1251": '<head><meta charset="windows-1251"><title>Привет</title></head>'.encode("cp1251"),
    "end tags in words": b"<head><title></head></title><!-- </head> --><script>'</head>'</script>"
                         b"<meta a='</head>'></head>x",
    "scripts in scripts": b"<head><script><!-- <script></script> </head> --></script></head><body>x",
    "XHTML": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a"/>'
             b"<title/></head><body/></html>",
    "nothing": b"",
    "cut off": b"<html><head><title>A",
}  # fmt: skip
NOTES = {
    "plain": "# Тақырып\n\nМәтін.\n".encode(),
    "front matter": b"---\ntitle: A\ntags: [x, y]\ntext: |\n  two\n  lines\n---\n# A\n",
    "DOS": b"---\r\ntitle: A\r\n---\r\n# A\r\n",
    "TOML": b'+++\ntitle = "A"\n\n[params]\nx = 1\n+++\n# A\n',
    "byte order mark": b"\xef\xbb\xbf# A\n",
    "a rule, not front matter": b"---\n\nwords\n",
    "empty front matter": b"---\n---\n",
    "nothing": b"",
}  # fmt: skip
RECORDS = {
    "indented": b'{\n  "a": [1, 2.50, -0e9],\n  "b": {"c": null}\n}\n',
    "tight": b'{"a":1}',
    "empty": b"{}",
    "empty with gap": b"{ \n}\n",
    "byte order mark": b'\xef\xbb\xbf{"a": 1}',
    "great numbers": b'{"a": ' + b"9" * 5_000 + b', "b": 1e99999}',
}  # fmt: skip
ALL = [
    *(pytest.param("html", data, id=f"html, {name}") for name, data in PAGES.items()),
    *(pytest.param("markdown", data, id=f"markdown, {name}") for name, data in NOTES.items()),
    *(pytest.param("json", data, id=f"json, {name}") for name, data in RECORDS.items()),
]  # fmt: skip


def written(name: str, data: bytes, said: Disclosure) -> bytes:
    target = BytesIO()
    carrier(name).write(BytesIO(data), target, said)
    return target.getvalue()


def read(name: str, data: bytes) -> tuple[object, ...]:
    return carrier(name).read(BytesIO(data))


def changed(said: Disclosure, **fields: str) -> Disclosure:
    return Disclosure(**{name: getattr(said, name) for name in said.__dataclass_fields__} | fields)


class Seen(HTMLParser):
    """What another parser of HTML sees: the tags, and the text of scripts."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(page.decode("utf-8", "replace"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script":
            self.scripts.append(data)


@pytest.mark.parametrize(("name", "data"), ALL)
def test_what_is_written_is_read_back(name: str, data: bytes, said: Disclosure) -> None:
    found = [each for each in read(name, written(name, data, said)) if each.profile]
    assert [each.profile for each in found] == [said]
    assert found[0].source_type == said.source_type
    assert found[0].ai
    assert json.loads(found[0].aigc)["Label"] == "1"
    assert not any(each.flaw for each in found)


@pytest.mark.parametrize(("name", "data"), ALL)
def test_a_second_mark_takes_the_place_of_the_first(name: str, data: bytes, said: Disclosure) -> None:
    later = changed(said, id="urn:uuid:later", system="Another", made="edited")
    assert written(name, written(name, data, said), said) == written(name, data, said)
    assert written(name, written(name, data, later), said) == written(name, data, said)


@pytest.mark.parametrize(("name", "data"), ALL)
def test_every_other_byte_stays_in_its_order(name: str, data: bytes, said: Disclosure) -> None:
    rest = iter(written(name, data, said))
    assert all(byte in rest for byte in data)


@pytest.mark.parametrize(("name", "data"), ALL)
def test_fields_with_markup_in_them_stay_words(name: str, data: bytes, said: Disclosure) -> None:
    nasty = changed(said, system=NASTY, maker=NASTY * 9, page="javascript:alert(1)")
    out = written(name, data, nasty)
    assert nasty in [each.profile for each in read(name, out)]
    if name == "html":
        assert b"alert(1)</script>" not in out
        assert sum(tag == "script" for tag, _ in Seen(out).tags) == 1 + sum(
            t == "script" for t, _ in Seen(data).tags
        )


def test_another_parser_sees_the_same_page(said: Disclosure) -> None:
    seen = Seen(written("html", PAGES["whole page"], said))
    metas = {
        attributes["name"]: attributes["content"] for tag, attributes in seen.tags if tag == "meta"
    }
    assert json.loads(metas["tanba:record"])["notice"]["kk"] == said.notice.kk
    assert metas["digital-source-type"] == SOURCE_TYPES["generated"]
    work = json.loads(seen.scripts[0])
    assert work["@type"] == "CreativeWork"
    assert work["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"


def test_xhtml_stays_well_formed(said: Disclosure) -> None:
    root = etree.fromstring(
        written("html", PAGES["XHTML"], changed(said, system=NASTY.replace("\u202e", "")))
    )
    head = root.find("{*}head")
    assert head is not None
    assert [etree.QName(each).localname for each in head][-4:] == ["meta", "meta", "meta", "script"]


def test_an_old_page_keeps_its_encoding(said: Disclosure) -> None:
    out = written("html", PAGES["windows-1251"], said)
    assert "<title>Привет</title>" in out.decode("cp1251")
    assert out.replace("Привет".encode("cp1251"), b"").isascii()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_a_page_in_utf_16_is_refused(encoding: str, said: Disclosure) -> None:
    with pytest.raises(Refused) as refused:
        written("html", "<p>x</p>".encode(encoding), said)
    assert (refused.value.code, refused.value.hint) == ("MK44", "save it as UTF-8")


@pytest.mark.parametrize(
    ("markup", "source_type", "ai"),
    [
        ('<script type="application/ld+json">{"@graph":[{"@type":"Article","digitalSourceType":'
         '["https://schema.org/DigitalCaptureDigitalSource",'
         '{"@id":"schema:TrainedAlgorithmicMediaDigitalSource"}]}]}</script>',
         SOURCE_TYPES["generated"], True),
        ('<script type=APPLICATION/LD+JSON>{"schema:digitalSourceType":'
         '"https://schema.org/DigitalCaptureDigitalSource"}</script>', CAPTURE, False),
        (f'<div itemscope><link itemprop="digitalSourceType" href="{SOURCE_TYPES["edited"]}"></div>',
         SOURCE_TYPES["edited"], True),
        (f'<head><meta name="Digital-Source-Type" content="{SOURCE_TYPES["composite"]}"></head>',
         SOURCE_TYPES["composite"], True),
    ],
)  # fmt: skip
def test_what_others_write_is_understood(markup: str, source_type: str, ai: bool) -> None:
    (found,) = read("html", markup.encode())
    assert (found.source_type, found.ai, found.profile) == (source_type, ai, None)


def test_scripts_of_others_that_are_no_json_are_a_flaw_and_not_an_end() -> None:
    bomb = "[" * 100_000 + '"digitalSourceType"'
    page = f'<script type="application/ld+json">{bomb}</script>'.encode()
    assert [each.flaw for each in read("html", page)] == ["not JSON"]
    many = b'<script type="application/ld+json">{"digitalSourceType":1}</script>' * 60
    assert "more than 50 scripts" in read("html", many)[-1].flaw


def test_the_generator_of_a_page_is_told() -> None:
    (found,) = read("html", b'<head><meta name=generator content="Hugo 0.150"></head>')
    assert (found.tool, found.ai) == ("Hugo 0.150", False)


@pytest.mark.parametrize(("name", "kind"), [("html", "html"), ("markdown", "md"), ("json", "json")])
def test_the_program_that_marked_is_named_where_none_is(name: str, kind: str, said: Disclosure) -> None:
    once = written(name, sample(kind), said)
    assert [one.tool for one in read(name, once)] == [TOOL]
    assert written(name, once, said) == once


def test_the_generator_of_a_page_stays_the_only_one(said: Disclosure) -> None:
    page = b'<head><meta name=generator content="Hugo 0.150"></head>'
    once = written("html", page, said)
    assert once.count(b"generator") == page.count(b"generator")
    assert read("html", once)[0].tool == "Hugo 0.150"


def test_json_is_the_same_but_for_one_member(said: Disclosure) -> None:
    before = json.loads(RECORDS["indented"])
    out = written("json", RECORDS["indented"], said)
    after = json.loads(out)
    assert after.pop("_tanba")["record"]["system"] == said.system
    assert after == before
    assert out.endswith(RECORDS["indented"].removeprefix(b"{"))


@pytest.mark.parametrize("where", ["first", "middle", "last", "only"])
def test_our_member_is_found_wherever_another_program_moved_it(where: str, said: Disclosure) -> None:
    mine = json.loads(written("json", b"{}", said))["_tanba"]
    order = {
        "first": ["_tanba", "a", "b"],
        "middle": ["a", "_tanba", "b"],
        "last": ["a", "b", "_tanba"],
        "only": ["_tanba"],
    }
    moved = {key: mine if key == "_tanba" else key for key in order[where]}
    out = json.loads(
        written("json", json.dumps(moved, indent=1).encode(), changed(said, system="Жаңа"))
    )
    assert out["_tanba"]["record"]["system"] == "Жаңа"
    assert {key: part for key, part in out.items() if key != "_tanba"} == {
        k: k for k in order[where] if k != "_tanba"
    }


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ("[1]", "MK43"), ('"x"', "MK43"), ("1", "MK43"), ("null", "MK43"), ('{"a":1}\n{"b":2}', "MK43"),
        ('{"a":1,"a":2}', "MK43"), ('{"_tanba":1,"_tanba":2}', "MK43"),
        ("", "MK42"), ("{", "MK42"),
        ('{"a":NaN}', "MK42"), ('{"a":[Infinity]}', "MK42"), ('{"a":1,}', "MK42"),
        ('{a:1}', "MK42"), ('{"a" 1}', "MK42"), ('{"a":1 "b":2}', "MK42"), ('{"a":"\n"}', "MK42"),
        ('{"a":' + "[" * 200_000, "MK42"), ('{"a":' + '{"a":' * 100_000, "MK42"),
    ],
)  # fmt: skip
def test_json_that_can_hold_no_member_is_refused_and_told_so(
    document: str, code: str, said: Disclosure
) -> None:
    with pytest.raises(Refused) as refused:
        written("json", document.encode(), said)
    assert refused.value.code == code
    if "a" not in document and code == "MK43":
        assert isinstance(refused.value, CannotHold)
        assert "sidecar" in refused.value.hint


def test_json_ld_of_others_is_understood() -> None:
    work = b'{"digitalSourceType":"https://schema.org/CompositeSyntheticDigitalSource"}'
    (found,) = read("json", work)
    assert (found.source_type, found.ai) == (SOURCE_TYPES["composite"], True)


def test_another_yaml_reader_sees_our_keys_and_all_others(said: Disclosure) -> None:
    out = written("markdown", NOTES["front matter"], changed(said, system=NASTY)).decode()
    front = YAML(typ="safe").load(out.split("---\n")[1])
    assert (front["title"], front["tags"], front["text"]) == ("A", ["x", "y"], "two\nlines\n")
    assert front["tanba"]["notice"]["kk"] == said.notice.kk
    assert front["tanba"]["system"] == NASTY
    assert out.endswith("---\n# A\n")


def test_line_ends_are_those_of_the_file(said: Disclosure) -> None:
    out = written("markdown", NOTES["DOS"], said)
    assert out.count(b"\n") == out.count(b"\r\n") > 10


def test_comments_and_gaps_after_our_keys_stay(said: Disclosure) -> None:
    once = written("markdown", b"---\ntitle: A\n---\nx", said)
    commented = once.replace(b"---\nx", b"# a remark\n\n---\nx")
    again = written("markdown", commented, changed(said, system="Жаңа"))
    assert b"title: A\n# a remark\n\ndigital_source_type" in again


@pytest.mark.parametrize(
    ("front", "code"),
    [
        (b"a: &x 1\nb: *x\n", "MK41"), (b"a: 1\na: 2\n", "MK41"), (b"{a: 1}\n", "MK41"),
        (b"- a\n", "MK41"),
        (b"a: [1,\n", "MK41"), (b"a: !!python/object x\n", "MK41"), (b"just words\n", "MK41"),
        (b"a: " + b"[" * 5_000 + b"\n", "MK41"), (b"x: " + b"y" * 70_000 + b"\n", "MK41"),
        (b"tanba: my own word\n", "MK46"), (b"tanba:\n  profile: mine\n", "MK46"),
    ],
)  # fmt: skip
def test_front_matter_that_we_could_break_is_left_alone(
    front: bytes, code: str, said: Disclosure
) -> None:
    with pytest.raises(CannotHold) as refused:
        written("markdown", b"---\n" + front + b"---\n# A\n", said)
    assert refused.value.code == code


@pytest.mark.parametrize("front", [b"a = \n", b"a = " + b"[" * 20_000 + b"\n", b"a = 1\na = 2\n"])
def test_broken_toml_is_left_alone(front: bytes, said: Disclosure) -> None:
    with pytest.raises(CannotHold):
        written("markdown", b"+++\n" + front + b"+++\n# A\n", said)


@pytest.mark.parametrize("name", ["markdown", "json"])
def test_another_encoding_is_refused_with_the_way_out(name: str, said: Disclosure) -> None:
    with pytest.raises(Refused) as refused:
        written(name, "Сәлем".encode("utf-16"), said)
    assert refused.value.code == "MK40"
    assert "iconv" in refused.value.hint


def test_a_producer_who_stands_there_already_is_kept(said: Disclosure) -> None:
    other = b'{"_tanba": {"AIGC": {"Label": "1", "ContentProducer": "Qala", "ProduceID": "q-1"}}}'
    (found,) = read("json", written("json", other, said))
    assert json.loads(found.aigc)["ContentProducer"] == "Qala"
    assert json.loads(found.aigc)["PropagateID"] == said.id


FIXED = Disclosure(
    id="urn:uuid:1", scope="ai-output", made="generated", system="S", law="kz/ai-law 21(2)",
    time="2026-11-23T06:00:00Z", notice=Text(kk="к", ru="р", en="e"),
)  # fmt: skip
MARKUP = st.lists(
    st.sampled_from(
        [b"<head>", b"</head>", b"<title>", b"</title>", b"<script>", b"</script>", b"<!--",
         b"-->", b"<meta ", b"'", b'"', b"=", b">", b"/", b"<", b"<body>", b"<template>",
         b"</template>", b"x", b" ",
         b"\n", b"data-tanba-mark", b"\xff", b"<?xml ?>", b"<![CDATA[", b"]]>",
         b"<script type=application/ld+json>",
         b'{"digitalSourceType":', b"<plaintext>"]
    ),
    max_size=40,
).map(b"".join)  # fmt: skip


@given(MARKUP)
def test_any_soup_of_tags_is_read_and_marked(soup: bytes) -> None:
    read("html", soup)
    once = written("html", soup, FIXED)
    assert written("html", once, FIXED) == once
    assert FIXED in [each.profile for each in read("html", once)]


@given(
    st.sampled_from(["markdown", "json"]),
    st.binary(max_size=200)
    | st.text(alphabet="-+\n a:[]{}\"'1,&*!#|>tanb", max_size=80).map(str.encode),
)
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    codes = set()
    for step in (lambda: read(name, data), lambda: read(name, written(name, data, FIXED))):
        try:
            step()
        except Refused as refused:
            codes.add(refused.code)
    assert codes <= {"MK40", "MK41", "MK42", "MK43", "MK46"}
