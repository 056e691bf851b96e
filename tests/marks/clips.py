"""Small films and sounds made to measure, and what other programs read in them."""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from fractions import Fraction
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest

from tanba.kernel import Refused


def film(
    muxer: str,
    codec: str,
    sound: str | None = None,
    *,
    width: int = 160,
    height: int = 120,
    seconds: float = 1.0,
    rate: int = 10,
    pixels: str = "yuv420p",
    grey: int | None = None,
    times: list[int] | None = None,
    rotation: int = 0,
    options: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> bytes:
    """
    Return a film of moving bars, or of one grey; `times` are the times of its frames in 1/1000 s.

    `sound` names an audio codec for a tone beside it.
    """
    out = BytesIO()
    with av.open(out, "w", format=muxer, options=dict(options or {})) as file:
        file.metadata.update(tags or {})
        video = file.add_stream(codec, rate=rate)
        video.width, video.height, video.pix_fmt = width, height, pixels
        if rotation:
            video.set_display_rotation(rotation)
        video.codec_context.time_base = Fraction(1, 1000 if times else rate)
        audio = file.add_stream(sound, rate=48_000) if sound else None
        if audio:
            audio.layout = "mono"
            audio.metadata["language"] = "kaz"
        stamps = times or list(range(round(seconds * rate)))
        for n, stamp in enumerate(stamps):
            frame = av.VideoFrame.from_ndarray(_bars(width, height, n, grey), format="rgb24")
            shaped = frame.reformat(format=pixels)
            shaped.pts, shaped.time_base = stamp, video.codec_context.time_base
            file.mux(video.encode(shaped))
        if audio:
            for tone in _tone(seconds, 48_000, audio.format.name):
                file.mux(audio.encode(tone))
            file.mux(audio.encode(None))
        file.mux(video.encode(None))
    return out.getvalue()


def sound(
    muxer: str,
    codec: str,
    *,
    rate: int = 48_000,
    layout: str = "mono",
    seconds: float = 1.0,
    form: str | None = None,
    loud: float = 0.2,
    options: Mapping[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> bytes:
    """Return a tone of 440 Hz with a little noise in it."""
    out = BytesIO()
    with av.open(out, "w", format=muxer) as file:
        file.metadata.update(tags or {})
        stream = file.add_stream(codec, rate=rate, options=dict(options or {}))
        stream.layout = layout
        if form:
            stream.format = form
        for frame in _tone(seconds, rate, stream.format.name, layout, loud):
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return out.getvalue()


def _bars(width: int, height: int, n: int, grey: int | None) -> np.ndarray:
    if grey is not None:
        return np.full((height, width, 3), grey, np.uint8)
    y, x = np.mgrid[0:height, 0:width]
    return np.stack(((x + 4 * n) % 256, y * 255 // height, (x // 20 % 2) * 200), axis=-1).astype(
        np.uint8
    )


def _tone(seconds: float, rate: int, form: str, layout: str = "mono", loud: float = 0.2):
    time = np.arange(round(seconds * rate)) / rate
    noise = np.random.default_rng(21).normal(0, 0.01, time.size)
    wave = (
        ((np.sin(2 * np.pi * 440 * time) + noise) * loud * 2**31)
        .clip(-(2**31), 2**31 - 1)
        .astype(np.int32)
    )
    shape = av.AudioResampler(format=form, layout=layout, rate=rate)
    for start in range(0, wave.size, 4800):
        frame = av.AudioFrame.from_ndarray(
            wave[None, start : start + 4800], format="s32", layout="mono"
        )
        frame.sample_rate, frame.pts = rate, start
        yield from shape.resample(frame)
    yield from (frame for frame in shape.resample(None) if frame is not None)


# --- what is in a file --------------------------------------------------------------------------------


def decoded(data: bytes, kind: str = "video") -> list[str]:
    """Return a hash of every decoded frame with its time."""
    with av.open(BytesIO(data)) as file:
        stream = getattr(file.streams, kind)[0]
        return [
            f"{frame.pts} {sha256(frame.to_ndarray().tobytes()).hexdigest()}"
            for frame in file.decode(stream)
        ]


def samples(data: bytes) -> np.ndarray:
    """Return all samples of a sound: channels × samples of float64, -1 to 1, exact for 24 bits."""
    parts = []
    with av.open(BytesIO(data)) as file:
        for frame in file.decode(audio=0):
            array = frame.to_ndarray().astype(np.float64)
            if not frame.format.is_planar:
                array = array.reshape(-1, frame.layout.nb_channels).T
            scale = {"u8": 2**7, "s16": 2**15, "s32": 2**31}.get(frame.format.name.rstrip("p"), 1)
            parts.append((array - 128 * (scale == 2**7)) / scale)
    return np.concatenate(parts, axis=1)


def packets(data: bytes, kind: str) -> list[tuple[int | None, bytes]]:
    """Return time and bytes of every packet of the first track of a kind."""
    with av.open(BytesIO(data)) as file:
        stream = getattr(file.streams, kind)[0]
        return [(packet.pts, bytes(packet)) for packet in file.demux(stream) if packet.size]


def pictures(data: bytes) -> list[np.ndarray]:
    """Return the frames as RGB, as they are stored."""
    with av.open(BytesIO(data)) as file:
        return [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]


def code_of(work: Callable[[], object]) -> str:
    """Return the code with which work is refused; just MK when it is done. Other errors stay errors."""
    try:
        work()
    except Refused as refused:
        return refused.code
    return "MK"


# --- other programs -----------------------------------------------------------------------------------


def ran(*command: str) -> str:
    """Return what a program says; the test is skipped where the program is not installed."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} IS NOT INSTALLED: nothing independent was asked")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr.strip(), done.stderr
    return done.stdout


def exiftool(data: bytes, folder: Path, name: str) -> dict[str, object]:
    """Return what exiftool reads."""
    file = folder / name
    file.write_bytes(data)
    return dict(json.loads(ran("exiftool", "-json", "-a", "-G1", str(file)))[0])


def ffprobe(data: bytes, folder: Path, name: str) -> dict:
    """Return format and streams as ffprobe reads them."""
    file = folder / name
    file.write_bytes(data)
    return dict(
        json.loads(
            ran("ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(file))
        )
    )
