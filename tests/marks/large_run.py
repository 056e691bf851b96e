"""Marks and reads one large file of a kind in a folder, and prints how much more memory each step took."""

import json
import resource
import sys
from datetime import UTC, datetime
from pathlib import Path

from marks.samples import sample
from tanba.kernel import Text
from tanba.keys import KeyStore
from tanba.marks import Inspector, Layer, Order, Stamp, Verified, mark, verify

LARGE = 160 * 1024 * 1024
TOLD = Text(kk="ЖИ жасаған", ru="Создано ИИ", en="Made with AI")
TIME = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
PASSPHRASE = "correct horse battery"  # noqa: S105


def large(kind: str, folder: Path) -> Path:
    """Return a file that is a hole on the disk for the most part: silence, or a movie with much to skip."""
    path, data = folder / f"large.{kind}", sample(kind)
    name, order = (b"data", "little") if kind == "wav" else (b"mdat", "big")
    at = data.index(name)
    place = at + 4 if kind == "wav" else at - 4
    size = int.from_bytes(data[place : place + 4], order)  # type: ignore[arg-type]
    end = at + 8 + size if kind == "wav" else place + size
    head = bytearray(data[:end])
    head[place : place + 4] = (size + LARGE).to_bytes(4, order)  # type: ignore[arg-type]
    if kind == "wav":
        head[4:8] = (len(data) - 8 + LARGE).to_bytes(4, "little")
    with path.open("wb") as file:
        file.write(head)
        file.seek(end + LARGE)
        file.write(data[end:])
        file.truncate(len(data) + LARGE)
    return path


def main(kind: str, folder: Path) -> None:
    """Mark a small file, so that all is loaded, then a large one, layer by layer."""
    today = datetime.now(UTC).date()
    store = KeyStore(folder / "keys")
    store.new("large", "", PASSPHRASE, on=today)
    inspector = Inspector(store.trust())
    steps: dict[str, object] = {}
    with Stamp(store.open(None, PASSPHRASE, on=today), trust=store.trust()) as stamp:

        def step(source: Path, *layers: Layer) -> Path:
            order = Order(law="kz/ai-law 21(2)", notice=TOLD, layers=layers)
            target = folder / "new" / f"{'-'.join(layers)}.{kind}"
            mark(source, target, order, stamp, id_="urn:uuid:1", time=TIME)
            return target

        small = folder / f"small.{kind}"
        small.write_bytes(sample(kind))
        verify(step(small, "label", "metadata", "c2pa"), inspector)
        now = large(kind, folder)
        # The label of a video is drawn into every frame, and these have long been read: only sound has all.
        layers: tuple[Layer, ...] = (
            ("label", "metadata", "c2pa") if kind == "wav" else ("metadata", "c2pa")
        )
        for layer in layers:
            before = _peak()
            now = step(now, layer)
            steps[layer] = _peak() - before
        before = _peak()
        seen: Verified = verify(now, inspector)
        steps["verify"] = _peak() - before
    steps |= {
        "state": seen.credentials.state,
        "where": [said.where for said in seen.metadata if said.profile],
    }
    steps |= {
        "size": now.stat().st_size,
        "left": sorted(path.name for path in (folder / "new").iterdir()),
    }
    json.dump(steps, sys.stdout)


def _peak() -> int:
    """Return the most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
