"""Metadata of video and sound: written, read back by others, the content untouched, damage refused."""

import struct
from dataclasses import replace
from functools import partial
from io import BytesIO
from zlib import compress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.flac import FLAC, Picture
from mutagen.id3 import APIC, CHAP, ID3, TIT2, TXXX
from mutagen.oggopus import OggOpus

from marks.clips import code_of, decoded, exiftool, ffprobe, film, packets, sound
from tanba.kernel import Refused, Text
from tanba.marks.disclosure import Disclosure
from tanba.marks.media import recognise
from tanba.marks.media.boxes import boxes, packed
from tanba.marks.media.ebml import elements
from tanba.marks.media.ebml import packed as element
from tanba.marks.media.movie import XMP
from tanba.marks.metadata.carrier import carrier

FILMS = {
    "plain.mp4": partial(film, "mp4", "libx264", "aac", tags={"title": "Дала"}),
    "fragments.mp4": partial(
        film, "mp4", "libx264", "aac", options={"movflags": "frag_keyframe+empty_moov"}
    ),
    "quicktime.mov": partial(film, "mov", "libx264", "aac"),
    "film.mkv": partial(film, "matroska", "libx264", "aac", tags={"title": "Дала"}),
    "film.webm": partial(film, "webm", "libvpx", "libopus"),
    "live.webm": partial(film, "webm", "libvpx", "libopus", options={"live": "1"}),
}
SOUNDS = {
    "sound.m4a": partial(sound, "ipod", "aac", tags={"title": "Дала"}),
    "sound.mp3": partial(sound, "mp3", "libmp3lame", tags={"title": "Дала"}),
    "sound.flac": partial(sound, "flac", "flac", tags={"title": "Дала"}),
    "sound.opus": partial(sound, "ogg", "libopus", tags={"title": "Дала"}),
}
ALL = FILMS | SOUNDS


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {name: make() for name, make in ALL.items()}


def write(data: bytes, said: Disclosure, name: str = "") -> bytes:
    source, target = BytesIO(data), BytesIO()
    carrier(recognise(source, name).metadata or "").write(source, target, said)
    return target.getvalue()


def read(data: bytes, name: str = ""):
    return carrier(recognise(BytesIO(data), name).metadata or "").read(BytesIO(data))


@pytest.mark.parametrize("name", ALL)
def test_what_is_written_is_read_back_and_nothing_heard_or_seen_changes(name, made, said):
    data = made[name]
    marked = write(data, said, name)
    assert [each.profile for each in read(marked, name) if each.profile]
    assert all(each.profile in (None, said) and not each.flaw for each in read(marked, name))
    for kind in ("video", "audio"):
        if kind == "audio" or name in FILMS:
            assert packets(marked, kind) == packets(data, kind)
            assert decoded(marked, kind) == decoded(data, kind)


@pytest.mark.parametrize("name", ALL)
def test_writing_again_leaves_one_mark_that_says_the_new(name, made, said):
    other = replace(said, id="urn:uuid:00000000-0000-4000-8000-000000000002", system="Басқа")
    twice = write(write(made[name], said, name), other, name)
    profiles = [each.profile for each in read(twice, name) if each.profile]
    assert set(profiles) == {other}
    assert len(profiles) == (2 if name.endswith("mp3") else 1), (
        "MP3 says it in XMP and in its own texts"
    )
    assert len(write(twice, other, name)) == len(twice)
    assert said.id.encode() not in twice


@pytest.mark.parametrize(
    "name", ["plain.mp4", "fragments.mp4", "quicktime.mov", "sound.m4a", "sound.mp3"]
)
def test_exiftool_reads_the_xmp(name, made, said, tmp_path):
    seen = exiftool(write(made[name], said, name), tmp_path, name)
    assert seen["XMP-iptcExt:DigitalSourceType"] == said.source_type
    assert '"Label":"1"' in str(seen["XMP-TC260:Aigc"])
    assert not [key for key in seen if "Warning" in key or "Error" in key]


@pytest.mark.parametrize("name", ["film.mkv", "film.webm", "live.webm", "sound.mp3", "sound.flac"])
def test_ffprobe_reads_the_texts(name, made, said, tmp_path):
    tags = ffprobe(write(made[name], said, name), tmp_path, name)["format"]["tags"]
    assert said.id in tags["TANBA_RECORD"]
    assert '"Label":"1"' in tags["AIGC"]
    assert tags["DIGITALSOURCETYPE"] == said.source_type
    assert tags.get("title", tags.get("TITLE", "Дала")) == "Дала"


def test_opus_comments_are_read_by_mutagen_with_those_of_others(made, said):
    tags = OggOpus(BytesIO(write(made["sound.opus"], said))).tags
    assert tags["title"] == ["Дала"]
    assert len(tags["tanba_record"]) == len(tags["aigc"]) == 1


@pytest.mark.parametrize("version", [3, 4])
def test_frames_of_others_in_id3_stay_byte_for_byte(version, made, said):
    file = BytesIO(made["sound.mp3"])
    tags = ID3(file)
    tags.add(TIT2(encoding=1, text="Дала"))
    tags.add(
        APIC(encoding=0, mime="image/png", type=3, desc="", data=b"\x89PNG" + bytes(range(256)) * 8)
    )
    tags.add(
        CHAP(element_id="one", start_time=0, end_time=500, sub_frames=[TIT2(encoding=3, text="Бір")])
    )
    tags.add(TXXX(encoding=3, desc="mood", text="calm"))
    file.seek(0)
    tags.save(file, v2_version=version)
    data = file.getvalue() + b"TAG" + b"old title".ljust(125, b"\0")
    marked = write(data, said)
    now, was = ID3(BytesIO(marked)), ID3(BytesIO(data))
    assert now.version[1] == version
    assert {key: now[key] for key in was} == dict(was.items())
    assert marked.endswith(data[-128:])
    assert {
        "TXXX:TANBA_RECORD",
        "TXXX:AIGC",
        "PRIV:XMP:" + now.getall("PRIV")[0].data.decode("latin-1"),
    } <= set(now)


def test_a_compressed_frame_is_kept_and_never_unpacked(said):
    bomb = compress(bytes(30_000_000), 9)
    frame = b"TXXX" + len(bomb).to_bytes(4, "big") + b"\0\x80" + bomb
    body = len(frame)
    size = bytes(body >> shift & 0x7F for shift in (21, 14, 7, 0))
    data = b"ID3\x03\0\0" + size + frame + sound("mp3", "libmp3lame", seconds=0.2)
    marked = write(data, said)
    assert frame in marked
    assert read(marked)[0].profile == said


def test_pictures_and_comments_of_flac_stay(made, said):
    file = BytesIO(made["sound.flac"])
    tags = FLAC(file)
    picture = Picture()
    picture.data, picture.mime = b"\x89PNG" + bytes(500), "image/png"
    tags.add_picture(picture)
    file.seek(0)
    tags.save(file)
    marked = FLAC(BytesIO(write(file.getvalue(), said)))
    assert marked.pictures[0].data == picture.data
    assert marked["title"] == ["Дала"]


# --- places in MP4 ------------------------------------------------------------------------------------


def kinds(data: bytes) -> list[bytes]:
    return [box.kind for box in boxes(BytesIO(data), 0, len(data))]


def test_an_index_of_fragments_stays_last(made, said):
    assert kinds(made["fragments.mp4"])[-1] == b"mfra"
    assert kinds(write(made["fragments.mp4"], said))[-2:] == [b"uuid", b"mfra"]


def test_a_packet_before_the_media_gives_way_without_moving_them(made, said):
    data = made["plain.mp4"]
    first = int.from_bytes(data[:4], "big")
    old = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:format="kept"/>'
        b"</rdf:RDF></x:xmpmeta>"
    )
    for spare in (0, 20_000):
        box = packed(b"uuid", XMP, old + b" " * spare)
        # The offsets of this file now point too low by the box: a state to keep, not to mend.
        with_box = data[:first] + box + data[first:]
        marked = write(with_box, said)
        assert marked[first + len(box) : len(with_box)] == with_box[first + len(box) :]
        assert kinds(marked).count(b"uuid") == 1
        assert b"kept" in marked
        assert read(marked)[0].profile == said or read(marked)[-1].profile == said


def test_a_box_that_goes_on_to_the_end_is_closed(made, said):
    data = made["plain.mp4"]
    last = list(boxes(BytesIO(data), 0, len(data)))[-1]
    open_ = data[: last.start] + bytes(4) + data[last.start + 4 :]
    marked = write(open_, said)
    assert decoded(marked) == decoded(data)
    assert read(marked)[-1].profile == said


def test_aigc_among_the_keys_of_others_is_read(made):
    data = film(
        "mp4", "libx264", tags={"AIGC": '{"Label":"1"}'}, options={"movflags": "use_metadata_tags"}
    )
    seen = read(data)
    assert [each.aigc for each in seen] == ['{"Label":"1"}']
    assert seen[0].ai


# --- places in Matroska -------------------------------------------------------------------------------


def test_tags_of_others_in_matroska_stay(said, tmp_path):
    data = film("matroska", "libx264", "aac", tags={"title": "Дала", "artist": "Айгүл"})
    tags = ffprobe(write(data, said), tmp_path, "a.mkv")
    assert tags["format"]["tags"]["ARTIST"] == "Айгүл"
    assert [stream["tags"].get("language", "") for stream in tags["streams"]][1] == "kaz"


def test_an_index_without_room_leads_to_a_second_one(said, tmp_path):
    data = film("matroska", "libx264")
    void = data.index(b"\xec", data.index(b"\x11\x4d\x9b\x74"))
    # The Void after the index becomes an element that nobody may touch.
    filled = data[:void] + b"\xc1" + data[void + 1 :]
    marked = write(filled, said)
    assert "TANBA_RECORD" in ffprobe(marked, tmp_path, "a.mkv")["format"]["tags"]
    assert read(marked)[0].profile == said


# --- damage -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALL)
def test_a_file_cut_anywhere_is_refused_or_read_and_never_breaks_us(name, made, said):
    data = made[name]
    for cut in {*range(5, 200, 31), *range(200, len(data), max(1, len(data) // 12))}:
        for work in (partial(write, data[:cut], said, name), partial(read, data[:cut], name)):
            assert code_of(work).startswith("MK")


@given(
    place=st.floats(0, 1),
    new=st.binary(min_size=1, max_size=8),
    name=st.sampled_from(
        ["film.mkv", "live.webm", "plain.mp4", "sound.mp3", "sound.flac", "sound.opus"]
    ),
)
@settings(max_examples=150, deadline=None)
def test_a_file_with_bytes_changed_never_breaks_us(place, new, name):
    data = _cached(name)
    at = int(place * min(len(data), 4000))
    changed = data[:at] + new + data[at + len(new) :]
    for work in (partial(read, changed, name), partial(write, changed, _SAID, name)):
        assert code_of(work).startswith("MK")


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_after_a_matroska_header_are_refused_or_read(rest):
    head = element(0x1A45DFA3, element(0x4282, b"webm"))
    for data in (head + rest, head + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + rest):
        assert code_of(partial(carrier("matroska").read, BytesIO(data))).startswith("MK")
        assert code_of(partial(carrier("matroska").write, BytesIO(data), BytesIO(), _SAID)).startswith(
            "MK"
        )


@given(st.binary(max_size=64))
def test_elements_lie_inside_each_other_and_never_overlap(data):
    here = 0
    try:
        for each in elements(BytesIO(data), 0, len(data)):
            assert each.start == here
            assert here < each.body <= each.end <= len(data)
            here = each.end
    except Refused:
        pass


def test_deep_nests_and_long_lists_are_refused_or_passed_over(made, said):
    tags = b""
    for _ in range(3000):
        tags = element(0x67C8, tags)
    deep = element(0x1A45DFA3, element(0x4282, b"webm")) + element(
        0x18538067, element(0x1254C367, element(0x7373, tags))
    )
    assert write(deep, said)
    assert read(deep) == ()
    moov = b""
    for _ in range(3000):
        moov = packed(b"udta", moov)
    nested = packed(b"ftyp", b"isom\0\0\0\0isom") + packed(b"moov", moov)
    assert read(nested) == ()
    many = packed(b"ftyp", b"isom\0\0\0\0isom") + packed(b"free") * 300_000
    with pytest.raises(Refused, match="MK13"):
        read(many)
    frames = b"".join(b"TXXX" + bytes(3) + b"\x01" + bytes(2) + b"\0" for _ in range(30_000))
    size = bytes(len(frames) >> shift & 0x7F for shift in (21, 14, 7, 0))
    with pytest.raises(Refused, match="MK21"):
        read(b"ID3\x04\0\0" + size + frames)


def test_lengths_beyond_the_file_are_refused(said):
    huge = b"\x1a\x45\xdf\xa3" + b"\x01" + (1 << 40).to_bytes(7, "big")
    with pytest.raises(Refused, match="MK25"):
        read(huge)
    comments = (
        b"OggS\0\x02"
        + bytes(8)
        + struct.pack("<III", 1, 0, 0)
        + b"\x01\xff"
        + b"OpusHead".ljust(255, b"\xff")
    )
    with pytest.raises(Refused, match="MK20"):
        read(comments)


_SAID = Disclosure(
    id="urn:uuid:5f0c3f6e-8a47-4b8e-9d0e-0a8b6f3b7d12", scope="ai-output", made="edited", system="x",
    law="kz/ai-law 21(2)", time="2026-11-23T06:00:00Z", notice=Text(kk="а", ru="б", en="c"),
)  # fmt: skip
_FILES: dict[str, bytes] = {}


def _cached(name: str) -> bytes:
    if name not in _FILES:
        _FILES[name] = ALL[name]()
    return _FILES[name]


@pytest.mark.parametrize("name", ["film.mkv", "sound.mp3", "sound.flac"])
def test_half_a_character_is_refused(name, made, said):
    with pytest.raises(Refused, match="MK15"):
        write(made[name], replace(said, system="\ud800"), name)
