"""The label on sound: a notice is heard first, as loud as what follows, and what follows is kept."""

import subprocess
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3, TIT2
from mutagen.mp4 import MP4, MP4Cover
from mutagen.oggopus import OggOpus

from marks.clips import code_of, ffprobe, packets, ran, samples, sound
from tanba.kernel import Refused
from tanba.marks.media import container
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.sounds import sound as labeller
from tanba.marks.visible.sounds.rhythm import RHYTHM, UNIT, tone

LABEL = Label(texts=(("kk", "ЖИ жасаған"),))
LOSSLESS = {
    "16 bit wav": ("wav", "wav", "pcm_s16le", None), "24 bit wav": ("wav", "wav", "pcm_s24le", None),
    "float wav": ("wav", "wav", "pcm_f32le", None), "8 bit wav": ("wav", "wav", "pcm_u8", None),
    "16 bit flac": ("flac", "flac", "flac", "s16"), "24 bit flac": ("flac", "flac", "flac", "s32"),
    "alac": ("m4a", "ipod", "alac", None),
}  # fmt: skip
LOSSY = {
    "mp3": ("mp3", "mp3", "libmp3lame"),
    "m4a": ("m4a", "ipod", "aac"),
    "ogg": ("ogg", "ogg", "libopus"),
}


def draw(data: bytes, kind: str, label: Label = LABEL) -> tuple[bytes, Drawn]:
    target = BytesIO()
    drawn = labeller.draw(BytesIO(data), target, label, container(kind))
    return target.getvalue(), drawn


@pytest.mark.parametrize("layout", ["mono", "stereo"])
@pytest.mark.parametrize("name", LOSSLESS)
def test_every_sample_of_lossless_sound_follows_the_notice_unchanged(name: str, layout: str) -> None:
    kind, muxer, codec, form = LOSSLESS[name]
    options = {"bits_per_raw_sample": "24"} if form == "s32" else {}
    data = sound(muxer, codec, layout=layout, form=form, rate=44_100, options=options)
    marked, drawn = draw(data, kind)
    was, now = samples(data), samples(marked)
    grown = now.shape[1] - was.shape[1]
    assert drawn.seconds
    assert grown == round(drawn.seconds * 44_100)
    assert np.array_equal(now[:, grown:], was)
    assert "every sample of the original follows unchanged" in drawn.how


@pytest.mark.parametrize("name", LOSSY)
def test_every_packet_of_lossy_sound_follows_the_notice_unchanged(name: str) -> None:
    kind, muxer, codec = LOSSY[name]
    data = sound(muxer, codec, seconds=2, layout="stereo")
    marked, drawn = draw(data, kind)
    was, now = (
        [body for _, body in packets(data, "audio")],
        [body for _, body in packets(marked, "audio")],
    )
    assert now[-len(was) :] == was
    assert len(now) > len(was)
    assert drawn.seconds
    assert drawn.text == RHYTHM
    assert "follows unchanged" in drawn.how
    grown = samples(marked).shape[1] - samples(data).shape[1]
    assert drawn.seconds <= grown / 48_000 < drawn.seconds + 0.1


def test_vorbis_becomes_opus_and_says_so(tmp_path: Path) -> None:
    ran(
        "ffmpeg",
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        "sine=duration=1",
        "-c:a",
        "libvorbis",
        "-metadata",
        "title=Дала",
        str(tmp_path / "a.ogg"),
    )
    marked, drawn = draw((tmp_path / "a.ogg").read_bytes(), "ogg")
    assert "Vorbis, which is not written here, has become Opus" in drawn.how
    tags = OggOpus(BytesIO(marked)).tags
    assert tags["title"] == ["Дала"]
    assert ffprobe(marked, tmp_path, "b.ogg")["streams"][0]["codec_name"] == "opus"


def loud(data: np.ndarray) -> float:
    return float(np.sqrt((data**2).mean()))


@pytest.mark.parametrize("level", [0.02, 0.3])
def test_the_notice_is_as_loud_as_what_follows(level: float, tmp_path: Path) -> None:
    data = sound("wav", "pcm_s16le", seconds=3, loud=level)
    marked, drawn = draw(data, "wav")
    assert drawn.seconds
    cut = round(drawn.seconds * 48_000)
    heard = {}
    for name, start, length in (("notice", 0.0, drawn.seconds), ("content", drawn.seconds, 3.0)):
        (tmp_path / "a.wav").write_bytes(marked)
        done = subprocess.run(
            [
                "/usr/bin/env",
                "ffmpeg",
                "-hide_banner",
                "-ss",
                str(start),
                "-t",
                str(length),
                "-i",
                str(tmp_path / "a.wav"),
                "-af",
                "ebur128",
                "-f",
                "null",
                "-",
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        heard[name] = float(done.stderr.rsplit("I:", 1)[1].split()[0])
    assert abs(heard["notice"] - heard["content"]) <= 0.5
    assert loud(samples(marked)[:, :cut]) > 0


def test_before_silence_the_notice_is_still_heard() -> None:
    marked, drawn = draw(sound("wav", "pcm_s16le", loud=0.0), "wav")
    assert drawn.seconds
    assert np.abs(samples(marked)[:, : round(drawn.seconds * 48_000)]).max() > 0.03


def test_the_rhythm_is_short_long_short_short() -> None:
    rate = 8_000
    heard = np.abs(tone(rate)) > 0.02
    edges = np.flatnonzero(np.diff(np.convolve(heard, np.ones(80), "same") > 0.5))
    lengths = np.diff(np.concatenate(([0], edges)))[0::2] / rate / UNIT
    gaps = np.diff(edges)[0::2][:3] / rate / UNIT
    assert [round(each) for each in lengths[:4]] == [1, 3, 1, 1]
    assert [round(each) for each in gaps] == [1, 3, 1]


def test_a_spoken_notice_is_used_where_one_is_given(tmp_path: Path) -> None:
    clip = tmp_path / "voice.mp3"
    clip.write_bytes(sound("mp3", "libmp3lame", rate=22_050, seconds=1.5))
    label = Label(texts=(("kk", "ЖИ жасаған"), ("ru", "Создано ИИ")), voice=clip)
    _marked, drawn = draw(sound("flac", "flac", form="s16", layout="stereo"), "flac", label)
    assert drawn.how.startswith("spoken clip")
    assert drawn.languages == ("kk", "ru")
    assert drawn.seconds
    assert 1.4 < drawn.seconds < 1.7


def test_a_clip_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    data = sound("wav", "pcm_s16le", rate=8_000)
    bad = {
        "long.wav": sound("wav", "pcm_s16le", rate=8_000, seconds=31),
        "silent.wav": sound("wav", "pcm_s16le", rate=8_000, loud=0.0),
        "text.wav": b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",
    }
    for name, body in bad.items():
        (tmp_path / name).write_bytes(body)
        with pytest.raises(Refused, match="MK77"):
            draw(data, "wav", Label(texts=LABEL.texts, voice=tmp_path / name))
    with pytest.raises(Refused, match="MK77"):
        draw(data, "wav", Label(texts=LABEL.texts, voice=tmp_path / "none.wav"))


# --- what the file says about itself ------------------------------------------------------------------


def test_tags_and_cover_art_stay_in_flac_mp3_and_m4a() -> None:
    file = BytesIO(sound("flac", "flac", form="s16"))
    flac = FLAC(file)
    flac["title"] = "Дала"
    cover = Picture()
    cover.data, cover.mime = b"\x89PNG" + bytes(999), "image/png"
    flac.add_picture(cover)
    file.seek(0)
    flac.save(file)
    now = FLAC(BytesIO(draw(file.getvalue(), "flac")[0]))
    assert now["title"] == ["Дала"]
    assert now.pictures[0].data == cover.data

    file = BytesIO(sound("mp3", "libmp3lame"))
    id3 = ID3(file)
    id3.add(TIT2(encoding=3, text="Дала"))
    file.seek(0)
    id3.save(file)
    assert ID3(BytesIO(draw(file.getvalue(), "mp3")[0]))["TIT2"].text == ["Дала"]

    for codec in ("aac", "alac"):
        file = BytesIO(sound("ipod", codec))
        m4a = MP4(file)
        m4a["\xa9nam"], m4a["covr"] = "Дала", [MP4Cover(cover.data, MP4Cover.FORMAT_PNG)]
        m4a["----:com.apple.iTunes:mood"] = [b"calm"]
        file.seek(0)
        m4a.save(file)
        marked = MP4(BytesIO(draw(file.getvalue(), "m4a")[0]))
        assert marked["\xa9nam"] == ["Дала"]
        assert bytes(marked["covr"][0]) == cover.data
        assert marked["----:com.apple.iTunes:mood"] == [b"calm"]


def test_cue_points_of_wav_move_with_the_sound_and_other_chunks_stay() -> None:
    data = sound("wav", "pcm_s16le", tags={"title": "Дала"})
    cue = (
        (1).to_bytes(4, "little")
        + b"".join(n.to_bytes(4, "little") for n in (1, 480))
        + b"data"
        + bytes(8)
        + (480).to_bytes(4, "little")
    )
    chunk = b"cue " + len(cue).to_bytes(4, "little") + cue + b"xyzw\x04\0\0\0abcd"
    data = b"RIFF" + (len(data) - 8 + len(chunk)).to_bytes(4, "little") + data[8:] + chunk
    marked, drawn = draw(data, "wav")
    at = marked.index(b"cue ")
    moved = 480 + round((drawn.seconds or 0) * 48_000)
    assert int.from_bytes(marked[at + 16 : at + 20], "little") == int.from_bytes(
        marked[at + 32 : at + 36], "little"
    )
    assert int.from_bytes(marked[at + 32 : at + 36], "little") == moved
    assert marked.endswith(b"xyzw\x04\0\0\0abcd")
    assert b"INAM" in marked


@pytest.mark.parametrize("quality", [{"q": "2"}, {"b": "128k"}])
def test_players_see_the_new_length_of_an_mp3(quality: dict[str, str], tmp_path: Path) -> None:
    data = sound("mp3", "libmp3lame", seconds=3, options=quality)
    marked, drawn = draw(data, "mp3")
    was, now = (
        float(ffprobe(each, tmp_path, "a.mp3")["format"]["duration"]) for each in (data, marked)
    )
    assert drawn.seconds
    assert abs(now - was - drawn.seconds) < 0.08
    grown = samples(marked).shape[1] - samples(data).shape[1]
    assert np.array_equal(samples(marked)[:, grown:], samples(data))


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "ogg", "m4a"])
def test_damaged_sound_is_refused_and_never_breaks_us(kind: str) -> None:
    muxer, codec = {
        "mp3": ("mp3", "libmp3lame"),
        "wav": ("wav", "pcm_s16le"),
        "flac": ("flac", "flac"),
        "ogg": ("ogg", "libopus"),
        "m4a": ("ipod", "aac"),
    }[kind]
    data = sound(muxer, codec, seconds=0.3)
    random = np.random.default_rng(5)
    for n in range(12):
        if n % 2:
            hurt = data[: random.integers(4, len(data))]
        else:
            at = int(random.integers(4, min(len(data), 600)))
            hurt = data[:at] + random.bytes(6) + data[at + 6 :]
        assert code_of(partial(draw, hurt, kind)).startswith("MK")
