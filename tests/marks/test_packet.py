"""The XMP packet: what we say is read back, what others said stays, and hostile XML does no harm."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import Refused, Text, canonical_bytes
from tanba.marks.disclosure import LONGEST, MADE, SCOPES, Disclosure, to_record
from tanba.marks.metadata.packet import LARGEST, TOOL, aigc_text, merged, parsed

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
OTHERS = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
 <!-- a remark -->
 <rdf:Description rdf:about="uuid:1" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
   xmp:CreatorTool="Qylqalam 4" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
  <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Көл</rdf:li></rdf:Alt></dc:title>
  <i:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture</i:DigitalSourceType>
 </rdf:Description>
</rdf:RDF></x:xmpmeta>""".encode()

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
disclosures = st.builds(
    Disclosure,
    id=texts.filter(bool), scope=st.sampled_from(SCOPES), made=st.sampled_from(MADE), system=texts,
    version=texts, maker=texts, law=texts.filter(bool), time=texts.filter(bool), page=texts,
    notice=st.builds(Text, kk=texts, ru=texts, en=texts),
)  # fmt: skip


def packet(inside: str, attributes: str = "") -> bytes:
    return (
        f'<rdf:RDF xmlns:rdf="{RDF}"><rdf:Description rdf:about="" {attributes} '
        'xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" xmlns:x="http://ns.adobe.com/xap/1.0/" '
        f'xmlns:TC260="http://www.tc260.org.cn/ns/AIGC/1.0/">{inside}</rdf:Description></rdf:RDF>'
    ).encode()


@given(disclosures)
def test_every_disclosure_is_read_back(said):
    first = merged(None, said)
    again = merged(first, said)
    assert parsed(first, "here").profile == said
    assert parsed(again, "here") == parsed(first, "here")
    assert merged(again, said) == again
    assert parsed(first, "here").flaw == ""


@given(disclosures)
def test_the_record_is_canonical_json(said):
    from lxml import etree

    found = etree.fromstring(merged(None, said)).find(".//{https://tanba.kz/ns/marks/1.0/}Record").text
    if not {"\ufffe", "\uffff"} & set(json.dumps(to_record(said), ensure_ascii=False)):
        assert found.encode() == canonical_bytes(to_record(said))
    assert json.loads(found) == to_record(said)


def test_the_longest_record_fits_a_segment_of_a_jpeg(said):
    long = "ң" * LONGEST
    notice = Text(kk=long, ru=long, en=long)
    full = replace(said, system=long, version=long, maker=long, page=long, notice=notice)
    assert parsed(merged(None, full), "here").profile == full
    assert len(merged(None, full)) < 65_502


def test_what_others_said_stays_and_ours_is_said_once(said):
    whole = merged(merged(OTHERS, replace(said, made="edited")), said)
    seen = parsed(whole, "here")
    assert "Көл".encode() in whole
    assert b"a remark" in whole
    assert b"digitalCapture" not in whole
    assert whole.count(b"<Iptc4xmpExt:DigitalSourceType>") == 1
    assert whole.count(b'rdf:about="uuid:1"') == 2  # all nodes speak of one thing
    assert (seen.profile, seen.tool, seen.source_type) == (said, "Qylqalam 4", said.source_type)


def test_the_creator_tool_is_ours_only_where_there_is_none(said):
    assert parsed(merged(None, said), "here").tool == TOOL
    old = packet("", 'xmp:CreatorTool="Tanba 0.0.1" xmlns:xmp="http://ns.adobe.com/xap/1.0/"')
    assert parsed(merged(old, said), "here").tool == TOOL


def test_another_producer_stays_and_we_are_its_propagator(said):
    earlier = {"Label": "1", "ContentProducer": "Другой", "ProduceID": "abc", "ReservedCode1": "x"}
    old = packet(f"<TC260:AIGC>{json.dumps(earlier)}</TC260:AIGC>")
    for whole in (merged(old, said), merged(merged(old, said), replace(said, id="urn:uuid:2"))):
        aigc = json.loads(parsed(whole, "here").aigc)
        assert {key: aigc[key] for key in earlier} == earlier
        assert aigc["ContentPropagator"] == said.maker
    assert aigc["PropagateID"] == "urn:uuid:2"
    again = merged(merged(None, said), replace(said, id="urn:uuid:3"))
    assert json.loads(parsed(again, "here").aigc)["ProduceID"] == "urn:uuid:3"


def test_the_aigc_text_has_the_fields_of_the_standard(said):
    aigc = json.loads(aigc_text(said))
    assert list(aigc) == [
        "Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID",
        "ReservedCode2",
    ]  # fmt: skip
    assert (aigc["Label"], aigc["ProduceID"]) == ("1", said.id)


AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


@pytest.mark.parametrize(
    ("whole", "ai"),
    [
        (packet(f"<i:DigitalSourceType>{AI}</i:DigitalSourceType>"), True),
        (packet(f'<i:DigitalSourceType rdf:resource="{AI}"/>'), True),
        (packet("", f'i:DigitalSourceType="{AI}"'), True),
        (packet("<i:DigitalSourceType>trainedAlgorithmicMedia</i:DigitalSourceType>"), True),
        (packet('<TC260:AIGC>{"Label":"1"}</TC260:AIGC>'), True),
        (packet('<TC260:AIGC>{"AIGC":{"Label":1}}</TC260:AIGC>'), True),
        (packet('<TC260:AIGC>{"Label":"2"}</TC260:AIGC>'), False),
        (packet("<TC260:AIGC>[[[</TC260:AIGC>"), False),
        (packet(f"<TC260:AIGC>{'[' * 3000}</TC260:AIGC>"), False),
        (packet("<i:DigitalSourceType>digitalCapture</i:DigitalSourceType>"), False),
        (packet("<x:CreatorTool>Qylqalam</x:CreatorTool>"), False),
    ],
)
def test_other_writers_are_understood(whole, ai):
    seen = parsed(whole, "here")
    assert (seen.ai, seen.flaw, seen.profile) == (ai, "", None)


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-be"])
def test_all_encodings_of_the_standard_are_read(coding, said):
    whole = OTHERS.decode().encode(coding) + " \n".encode(coding.replace("-sig", ""))
    assert parsed(merged(whole, said), "here").profile == said
    assert parsed(whole, "here").tool == "Qylqalam 4"


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)
HOSTILE = {
    "entities": f"{BOMB}]><a>&j;</a>".encode(),
    "entities in UTF-16": f"{BOMB}]><a>&j;</a>".encode("utf-16"),
    "a hidden encoding": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a []+AD4-<a/>',
    "a file from outside": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
    "too deep": b"<a>" * 5_000 + b"</a>" * 5_000,
    "too large": packet("<x:CreatorTool>" + "a" * LARGEST + "</x:CreatorTool>"),
    "not closed": OTHERS[:-20],
    "not XML": b"\x89PNG",
    "half UTF-16": "<a/>".encode("utf-16-le") + b"\0",
    "not RDF": b"<a><b/></a>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_packets_are_a_flaw_to_read_and_refused_to_rewrite(name, said):
    seen = parsed(HOSTILE[name], "here")
    assert seen.flaw
    assert (seen.ai, seen.profile) == (False, None)
    with pytest.raises(Refused, match="MK14"):
        merged(HOSTILE[name], said)


@pytest.mark.parametrize("record", ["{", "[]", "1", '{"profile": "x"}', "[" * 20_000])
def test_a_broken_record_is_a_flaw_and_the_rest_is_still_read(record, said):
    whole = packet(
        f'<t:Record xmlns:t="https://tanba.kz/ns/marks/1.0/">{record}</t:Record>'
        f"<i:DigitalSourceType>{AI}</i:DigitalSourceType>"
    )
    seen = parsed(whole, "here")
    assert seen.flaw
    assert (seen.profile, seen.ai) == (None, True)
    assert parsed(merged(whole, said), "here").profile == said


def test_an_empty_packet_is_as_none(said):
    assert merged(b"", said) == merged(b" \0", said) == merged(None, said)
    assert parsed(merged(b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', said), "here").profile == said


def test_half_a_surrogate_pair_is_refused(said):
    with pytest.raises(Refused, match="MK15"):
        merged(None, replace(said, system="\ud800"))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_altered_packets_never_raise_anything_of_their_own(said, data):
    whole = bytearray(merged(OTHERS, said))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=6))
    parsed(bytes(whole), "here")
    try:
        again = merged(bytes(whole), said)
    except Refused as refused:
        assert refused.code == "MK14"  # noqa: PT017
    else:
        assert parsed(again, "here").profile == said


def test_a_first_packet_loads_no_xml_library():
    code = (
        "import sys; from tanba.marks.disclosure import Disclosure; from tanba.kernel import Text\n"
        "from tanba.marks.metadata.packet import merged\n"
        "merged(None, Disclosure(id='a', scope='goods', made='edited', system='', law='l', time='t', "
        "notice=Text(kk='', ru='', en='')))\n"
        "sys.exit('lxml' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
