"""The label in subtitles: the first cue, long enough to be read; all other cues as they were."""

import re
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marks.clips import code_of, ran
from tanba.kernel import Lang, Refused
from tanba.marks.media import container
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.texts import subtitles

TEXTS: tuple[tuple[Lang, str], ...] = (
    ("kk", "Жасанды интеллект көмегімен жасалған"),
    ("en", "Made with AI"),
)
LABEL = Label(texts=TEXTS)
SRT = (
    "1\n00:00:01,000 --> 00:00:03,000\nСәлем!\n<i>Қалайсың?</i>\n\n"
    "2\n00:00:04,000 --> 00:00:06,000 X1:10\n42\n\n"
)
VTT = (
    "WEBVTT - news\nKind: captions\n\nNOTE who\n\nSTYLE\n::cue { color: lime }\n\n"
    "first\n00:05.000 --> 00:07.000 align:start\n"
    "Сәлем &amp; рахмет\n\n01:00:08.000 --> 01:00:09.000\nСоңы\n"
)


def draw(data: bytes, kind: str, label: Label = LABEL) -> tuple[bytes, Drawn]:
    target = BytesIO()
    drawn = subtitles.draw(BytesIO(data), target, label, container(kind))
    return target.getvalue(), drawn


def read(data: bytes, kind: str) -> Drawn | None:
    return subtitles.read(BytesIO(data), container(kind), TEXTS)


def test_subrip_begins_with_the_label_and_counts_on() -> None:
    marked, drawn = draw(SRT.encode(), "srt")
    text = marked.decode()
    assert text.startswith(
        "1\n00:00:00,000 --> 00:00:03,200\nЖасанды интеллект көмегімен жасалған\nMade with AI\n\n2\n"
    )
    assert re.findall(r"(?m)^(\d+)\n\d\d:", text) == ["1", "2", "3"]
    assert "00:00:01,000 --> 00:00:03,000\nСәлем!\n<i>Қалайсың?</i>\n\n" in text
    assert text.endswith("00:00:04,000 --> 00:00:06,000 X1:10\n42\n\n")
    assert drawn.seconds == 3.2
    assert drawn.languages == ("kk", "en")
    assert read(marked, "srt") == drawn


def test_webvtt_keeps_its_head_and_styles_before_the_label() -> None:
    plain = VTT.replace("STYLE\n::cue { color: lime }\n\n", "")
    marked, drawn = draw(plain.encode(), "vtt")
    head, name, rest = marked.decode().partition("tanba-label\n")
    assert name
    assert plain.startswith(head)
    assert head.endswith("NOTE who\n\n")
    assert (
        rest
        == "00:00:00.000 --> 00:00:03.200\nЖасанды интеллект көмегімен жасалған\nMade with AI\n\n"
        + plain[len(head) :]
    )
    assert read(marked, "vtt") == drawn
    styled, _ = draw(VTT.encode(), "vtt")
    assert read(styled, "vtt") is None, "a style sheet may hide it"


def test_line_ends_and_the_mark_of_utf_8_stay() -> None:
    data = b"\xef\xbb\xbf" + SRT.replace("\n", "\r\n").encode()
    marked, _ = draw(data, "srt")
    assert marked.startswith(b"\xef\xbb\xbf1\r\n00:00:00,000")
    assert b"\n" not in marked.replace(b"\r\n", b"")
    assert read(marked, "srt")
    vtt, _ = draw(b"\xef\xbb\xbf" + VTT.encode(), "vtt")
    assert vtt.startswith(b"\xef\xbb\xbfWEBVTT - news\n")


@pytest.mark.parametrize(("kind", "text"), [("srt", SRT), ("vtt", VTT)])
def test_the_same_label_is_not_written_twice(kind: str, text: str) -> None:
    once, _ = draw(text.encode(), kind)
    assert draw(once, kind)[0] == once
    fewer, _ = draw(once, kind, Label(texts=TEXTS[:1]))
    assert fewer == once.replace(b"Made with AI\n", b"").replace(b"03,200", b"02,400").replace(
        b"03.200", b"02.400"
    ) or (b"Made with AI" in fewer)


def test_an_opening_is_kept_and_at_least_two_seconds() -> None:
    marked, drawn = draw(SRT.encode(), "srt", Label(texts=TEXTS, opening=75.5))
    assert b"00:00:00,000 --> 00:01:15,500" in marked
    assert drawn.seconds == 75.5
    with pytest.raises(Refused, match="MK71"):
        draw(SRT.encode(), "srt", Label(texts=TEXTS, opening=1.0))


def test_without_an_opening_it_makes_way_for_the_first_words() -> None:
    late = "1\n00:00:02,500 --> 00:00:03,000\nСәлем\n"
    assert draw(late.encode(), "srt")[1].seconds == 2.5


def test_numbers_in_disorder_stay_as_they_are() -> None:
    data = SRT.replace("2\n00:00:04", "7\n00:00:04").encode()
    assert draw(data, "srt")[0].endswith(data)


def test_words_that_would_break_webvtt_are_escaped() -> None:
    marked, _ = draw(VTT.encode(), "vtt", Label(texts=(("en", "AI & <b> --> made"),)))
    assert b"AI &amp; &lt;b&gt; --&gt; made" in marked


def test_words_in_the_middle_are_no_label() -> None:
    assert (
        read(SRT.replace("Сәлем!", "Made with AI").replace("00:00:01", "00:00:02").encode(), "srt")
        is None
    )
    assert read(SRT.replace("Сәлем!", "not Made with AI at all").encode(), "srt") is None


@pytest.mark.parametrize(
    ("data", "kind", "code"),
    [(b"", "srt", "MK79"), ("Сәлем".encode(), "srt", "MK79"), ("Сәлем".encode("utf-16"), "srt", "MK40"),
     (b"00:01.000 --> 00:02.000\nx\n", "vtt", "MK79"), (b"WEBVTT\n\n", "vtt", "MK79")],
)  # fmt: skip
def test_what_is_not_subtitles_in_utf_8_is_refused(data: bytes, kind: str, code: str) -> None:
    with pytest.raises(Refused, match=code):
        draw(data, kind)


@given(st.text(alphabet="1\n\r :,.->0Wa\x00WEBVTT", max_size=80), st.sampled_from(["srt", "vtt"]))
def test_any_text_is_labelled_or_refused_and_what_is_written_is_read(text: str, kind: str) -> None:
    data = text.encode()
    code = code_of(lambda: draw(data, kind))
    assert code in ("MK", "MK79", "MK40")
    if code == "MK":
        assert read(draw(data, kind)[0], kind) or kind == "vtt"


def test_ffmpeg_reads_the_cues(tmp_path) -> None:
    for kind, text in (("srt", SRT), ("vtt", VTT.replace("STYLE\n::cue { color: lime }\n\n", ""))):
        (tmp_path / f"a.{kind}").write_bytes(draw(text.encode(), kind)[0])
        seen = ran(
            "ffmpeg",
            "-v",
            "error",
            "-nostdin",
            "-i",
            str(tmp_path / f"a.{kind}"),
            str(tmp_path / f"{kind}.srt"),
        )
        assert not seen
        seen = (tmp_path / f"{kind}.srt").read_text("utf-8")
        assert seen.count("-->") == 3
        assert "00:00:00,000 --> 00:00:03,200\nЖасанды" in seen
