"""
Marking and verifying beside bare c2pa-python and exiftool, on the same pictures in one run.

    python -m benchmarks.marks_bench            # all of it, as JSON on the last line
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import c2pa
import numpy as np
import psutil
from PIL import Image

from benchmarks.timing import child, tell
from tanba.flow import (
    MarkWork,
    VerifyWork,
    known_wordings,
    mark_files,
    open_pack,
    order_for,
    verify_files,
)
from tanba.keys import KeyStore, SigningKey, Trust
from tanba.marks import Tally, Verified, stamp
from tanba.marks.credentials import Claim
from tanba.marks.credentials.manifest import definition
from tanba.marks.media import container
from tanba.report import both

ON = date(2026, 11, 23)
SMALL, LARGE = (640, 427), (4000, 3000)
"""0.27 and 12 megapixels."""
FILES = 3_000
FIRST = 300
"""Files of a shorter run: what the longer one takes more is what files cost without the start."""
BIG_FILES = 24
PURPOSES = "1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.4\n1.3.6.1.5.5.7.3.36"
AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def pictures(folder: Path, count: int, size: tuple[int, int]) -> float:
    """Write `count` JPEGs, eight different ones, soft shapes with grain; return megapixels in all."""
    folder.mkdir(parents=True)
    chance = np.random.default_rng(230)
    width, height = size
    kinds = []
    for number in range(8):
        x, y = np.meshgrid(np.linspace(0, 6 + number, width), np.linspace(0, 5, height))
        waves = np.stack([np.sin(x + i) * np.cos(y - i) for i in range(3)], axis=-1)
        grain = chance.normal(0, 6, (height, width, 3))
        pixels = np.clip(127 + 100 * waves + grain, 0, 255).astype(np.uint8)
        path = folder / f"kind-{number}.jpg"
        Image.fromarray(pixels).save(path, quality=85)
        kinds.append(path.read_bytes())
        path.unlink()
    for number in range(count):
        (folder / f"{number:06}.jpg").write_bytes(kinds[number % 8])
    return count * width * height / 1e6


def keys(folder: Path) -> tuple[SigningKey, Trust]:
    """A key of a local authority, and the trust of who has made it."""
    store = KeyStore(folder)
    store.new("bench", "Bench", "bench-passphrase", on=ON)
    return store.open("bench", "bench-passphrase", on=ON), store.trust()


def shortest() -> dict[str, Any]:
    """The shortest manifest that says AI."""
    action = {"action": "c2pa.created", "digitalSourceType": AI}
    return {
        "claim_generator_info": [{"name": "bare", "version": "1"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [action]}, "created": True}],
    }


def same_as_ours() -> dict[str, Any]:
    """The manifest that Tanba writes."""
    said = order_for(open_pack(), "synthetic", "generated", "short", maker="Bench").disclosure(
        uuid4().urn, stamp(datetime.now(UTC))
    )
    return definition(
        Claim(disclosure=said, title="000000.jpg", described=True), container("jpeg"), opened=False
    )


def bare_signing(source: Path, out: Path, key: SigningKey, trust: Trust, said: dict[str, Any]) -> float:
    """Sign every file with c2pa-python alone, from file to file; return seconds."""
    out.mkdir()
    context = c2pa.Context.from_dict(_settings(trust))
    info = c2pa.C2paSignerInfo(b"es256", key.chain.encode(), key.private, None)
    manifest = json.dumps(said)
    files = sorted(source.iterdir())
    with c2pa.Signer.from_info(info) as signer:
        start = time.perf_counter()
        for file in files:
            with (
                file.open("rb") as opened,
                (out / file.name).open("w+b") as written,
                c2pa.Builder(manifest, context) as builder,
            ):
                builder.sign(signer, "image/jpeg", opened, written)
        return time.perf_counter() - start


def bare_reading(source: Path, trust: Trust) -> float:
    """Read and validate every file with c2pa-python alone; return seconds."""
    context = c2pa.Context.from_dict(_settings(trust))
    files = sorted(source.iterdir())
    start = time.perf_counter()
    for file in files:
        with file.open("rb") as opened, c2pa.Reader("image/jpeg", opened, context=context) as reader:
            assert reader.get_validation_state() == "Trusted"
            reader.json()
    return time.perf_counter() - start


def _settings(trust: Trust) -> dict[str, Any]:
    return {
        "version": 1,
        "verify": {"verify_after_sign": False, "remote_manifest_fetch": False},
        "builder": {"thumbnail": {"enabled": False}},
        "trust": {"user_anchors": trust.anchors, "trust_config": PURPOSES},
    }


def exiftool(source: Path, out: Path) -> float | None:
    """Write one property with exiftool, all files in one call; return seconds, or None without it."""
    program = shutil.which("exiftool")
    if program is None:
        return None
    start = time.perf_counter()
    command = [program, "-q", f"-XMP-iptcExt:DigitalSourceType={AI}", "-o", f"{out}/", str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def marking(
    source: Path,
    out: Path,
    keys_at: Path,
    layers: str,
    jobs: int,
    tick: Callable[[Tally], None] | None = None,
) -> dict[str, Any]:
    """Mark a folder; return seconds and files."""
    store = KeyStore(keys_at)
    key = store.open("bench", "bench-passphrase", on=ON) if "c2pa" in layers else None
    order = order_for(
        open_pack(), "synthetic", "generated", "short", maker="Bench", layers=tuple(layers.split(","))
    )
    work = MarkWork(order=order, key=key, trust=store.trust(), out=out)
    tally = mark_files([source], work, out.with_suffix(".journal"), jobs=jobs, tick=tick)
    assert not tally.refused + tally.failed, tally.troubles[:3]
    return {"seconds": tally.seconds, "files": tally.done}


def render(seen: Verified) -> str:
    """Keep of a file no more than its state: what reading costs is measured, not printing."""
    return seen.credentials.state


def verifying(source: Path, keys_at: Path, jobs: int) -> dict[str, Any]:
    """Verify a folder; return seconds and files."""
    pack = open_pack()
    work = VerifyWork(
        trust=KeyStore(keys_at).trust(), wordings=known_wordings(pack), render=render, worth=both
    )
    states: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder, "journal")
        tally = verify_files([source], work, journal, jobs=jobs, each=states.append)
    assert set(states) == {"trusted"}, set(states)
    return {"seconds": tally.seconds, "files": tally.done}


def measure(memory: tuple[int, int] = (1_000, 100_000)) -> dict[str, Any]:
    """Run everything; times are those of whole folders, best of three, with files in the page cache."""
    with tempfile.TemporaryDirectory() as name:
        at = Path(name)
        small = pictures(at / "small", FILES, SMALL)
        pictures(at / "first", FIRST, SMALL)
        large = pictures(at / "large", BIG_FILES, LARGE)
        key, trust = keys(at / "keys")
        bare = _best(lambda out: bare_signing(at / "small", out, key, trust, shortest()), at)
        same = _best(lambda out: bare_signing(at / "small", out, key, trust, same_as_ours()), at)
        ours = _best(lambda out: _child("mark", at / "small", out, at / "keys", "c2pa,metadata", 1), at)
        found: dict[str, Any] = {
            "files": FILES,
            "small_mp": small / FILES,
            "bare_sign": bare,
            "bare_sign_same": same,
            "mark_one_job": ours,
            "mark_first": _best(
                lambda out: _child("mark", at / "first", out, at / "keys", "c2pa,metadata", 1), at
            ),
            "bare_first": _best(
                lambda out: bare_signing(at / "first", out, key, trust, shortest()), at
            ),
            "bare_first_same": _best(
                lambda out: bare_signing(at / "first", out, key, trust, same_as_ours()), at
            ),
            "first": FIRST,
            "mark_two_jobs": _best(
                lambda out: _child("mark", at / "small", out, at / "keys", "c2pa,metadata", 2), at
            ),
            "metadata_one_job": _best(
                lambda out: _child("mark", at / "small", out, at / "keys", "metadata", 1), at
            ),
            "exiftool": _best(lambda out: exiftool(at / "small", out) or 0.0, at) or None,
            "label_mp": large,
            "label_two_jobs": _best(
                lambda out: _child("mark", at / "large", out, at / "keys", "label,metadata,c2pa", 2), at
            ),
        }
        _child("mark", at / "small", at / "marked", at / "keys", "metadata,c2pa", 2)
        found["bare_read"] = min(bare_reading(at / "marked", trust) for _ in range(3))
        found["verify_one_job"] = min(_child("verify", at / "marked", at / "keys", 1) for _ in range(3))
        found["verify_two_jobs"] = min(
            _child("verify", at / "marked", at / "keys", 2) for _ in range(3)
        )
        found["memory"] = [
            {"files": count, **child("marks_bench", "memory", at / f"many-{count}", count, at / "keys")}
            for count in memory
        ]
        return found


def _best(work: Callable[[Path], float], at: Path, runs: int = 3) -> float:
    # Each run writes to a folder of its own, and nothing is deleted meanwhile: ext4 looks long for an
    # inode when thousands were freed in the last seconds, and that is not what is to be measured.
    return min(work(Path(tempfile.mkdtemp(dir=at), "out")) for _ in range(runs))


def _child(*words: object) -> float:
    found = child("marks_bench", *words)
    return float(found["seconds"])


def memory(folder: Path, count: int, keys_at: Path) -> None:
    """Mark `count` tiny pictures; tell the most memory of the run itself and of all its processes."""
    folder.mkdir()
    Image.new("RGB", (16, 16), "white").save(folder / "seed.jpg")
    seed = (folder / "seed.jpg").read_bytes()
    (folder / "seed.jpg").unlink()
    for number in range(count):
        inner = folder / f"{number // 1000:03}"
        inner.mkdir(exist_ok=True)
        (inner / f"{number:06}.jpg").write_bytes(seed)
    most = 0

    def look(tally: Tally) -> None:
        nonlocal most
        family = (me, *me.children(recursive=True))
        with suppress(psutil.NoSuchProcess):
            most = max(most, sum(process.memory_info().rss for process in family))

    me = psutil.Process()
    done = marking(folder, Path(f"{folder}-out"), keys_at, "metadata,c2pa", 2, look)
    tell(**done, alone=me.memory_info().rss, together=most)


def main(words: list[str]) -> None:
    """Measure all, or one thing in this process."""
    match words:
        case ["mark", source, out, keys_at, layers, jobs]:
            tell(**marking(Path(source), Path(out), Path(keys_at), layers, int(jobs)))
        case ["verify", source, keys_at, jobs]:
            tell(**verifying(Path(source), Path(keys_at), int(jobs)))
        case ["memory", folder, count, keys_at]:
            memory(Path(folder), int(count), Path(keys_at))
        case []:
            tell(**measure())


if __name__ == "__main__":
    main(sys.argv[1:])
