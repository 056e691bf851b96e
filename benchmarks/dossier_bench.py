"""
A dossier of a work of ten thousand acts, sealed and signed: how long it takes to check.

    python -m benchmarks.dossier_bench            # as JSON on the last line
"""

import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.timing import child, tell
from benchmarks.works_bench import record
from tanba.flow import Archive, Settings, check_dossier, gather_dossier, seal_work, sign_dossier
from tanba.keys import KeyStore, Signer
from tanba.report import Speech, fails, write_dossier

ACTS = 10_000
RUNS = 3
ON = date(2026, 11, 23)
SECRET = "bench-passphrase"  # noqa: S105


def write(folder: Path) -> Path:
    """Write the dossier and return its file."""
    work, dossier = folder / "roman.work", folder / "dossier.pdf"
    record(work, ACTS)
    store = KeyStore(folder / "keys")
    store.new("log", "Bench", SECRET, "ed25519", on=ON)
    store.new("author", "Bench", SECRET, on=ON)
    signer = Signer(store.open("log", SECRET, on=ON))
    with Archive.create(folder / "log", "bench.example/log", signer, SECRET, Settings()) as archive:
        seal_work(work, archive)
        gathered = gather_dossier(work, archive, ON, {})
    pdf = sign_dossier(write_dossier(gathered, Speech("kk")), store.open("author", SECRET, on=ON))
    dossier.write_bytes(pdf)
    return dossier


def checking(dossier: Path) -> None:
    """Check it twice in a process of its own: with the libraries to load, and without."""
    times = []
    for _ in range(2):
        start, worked = time.perf_counter(), time.process_time()
        seen = check_dossier(dossier, datetime.now(UTC))
        assert not fails(seen), seen.troubles
        times.append((time.perf_counter() - start, time.process_time() - worked))
    tell(first=times[0][0], again=times[1][0], worked=times[1][1], size=dossier.stat().st_size)


def main() -> None:
    """Write one, check it a few times, keep the shortest."""
    with tempfile.TemporaryDirectory(prefix="tanba-bench-") as beside:
        dossier = write(Path(beside))
        runs = [child("dossier_bench", "check", dossier) for _ in range(RUNS)]
        best = min(runs, key=lambda one: one["again"])
        tell(**best | {"acts": ACTS, "first": min(one["first"] for one in runs),
                       "memory": max(one["peak"] for one in runs)})  # fmt: skip


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check", dossier]:
            checking(Path(dossier))
        case _:
            main()
