"""
The log beside pymerkle, on the same entries in one run.

    python -m benchmarks.log_bench              # all of it, as JSON on the last line
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

from benchmarks.timing import child, tell
from tanba.evidence import Log, Publisher, VerifierKey, audit, files_in, read_key
from tanba.keys import KeyStore, Signer

ON = date(2026, 11, 23)
ORIGIN = "bench.example/log"
SIZE = 1_000_000
ENTRY = 300
"""Bytes: about what an entry with two commitments takes."""
CALLERS = 64
EACH = 500
"""Entries that each caller appends, one after the other."""
PROOFS = 10_000
PEER_PROOFS = 20
"""pymerkle's SQLite form takes a fifth of a second for each at this size."""


def entries(count: int) -> Iterator[bytes]:
    """Yield entries, no two alike."""
    pad = b"." * (ENTRY - 10)
    return (b"%010d" % number + pad for number in range(count))


def new_signer(folder: Path) -> Signer:
    """A key in memory."""
    store = KeyStore(folder)
    store.new("bench", "Bench", "bench-passphrase", "ed25519", on=ON)
    return Signer(store.open("bench", "bench-passphrase", on=ON))


class Clock:
    """Time since it was made: on the wall, and what the processor worked for us (of two shared cores)."""

    def __init__(self) -> None:
        self._start = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        """Return both, in seconds."""
        wall, work = self._start
        return {"seconds": time.perf_counter() - wall, "worked": time.process_time() - work}


def ingest(folder: Path, count: int) -> dict[str, Any]:
    """Add entries in one batch while a publisher signs each second; until all is published and signed."""
    signer = new_signer(folder / "keys")
    clock = Clock()
    with Log.create(folder / "log", ORIGIN, signer) as log, Publisher(log):
        assert log.extend(entries(count)) == range(count)
    took = clock.read()
    with Log.open(folder / "log") as log:
        signed = log.checkpoint()
        assert signed is not None
        assert signed.head.size == count
    return took


def appending(folder: Path, callers: int, each: int) -> dict[str, Any]:
    """Append from many threads, each waiting for its acknowledgement; while a publisher signs."""
    signer, took = new_signer(folder / "keys"), list[float]()

    def caller(number: int) -> None:
        mine = []
        for _ in range(each):
            data = number.to_bytes(2, "big") + os.urandom(ENTRY - 2)
            start = time.perf_counter()
            log.append(data)
            mine.append(time.perf_counter() - start)
        took.extend(mine)

    with Log.create(folder / "log", ORIGIN, signer) as log, Publisher(log):
        threads = [Thread(target=caller, args=(number,)) for number in range(callers)]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = time.perf_counter() - start
        assert log.size == callers * each == len(took)
    took.sort()
    return {"seconds": seconds, "p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100]}


def proving(folder: Path, count: int) -> dict[str, Any]:
    """Prove entries at random, from nothing in memory on, then again; and growths."""
    chance = random.Random(230)  # noqa: S311  (which entries, not a key)
    found: dict[str, Any] = {}
    with Log.open(folder / "log") as log:
        size = log.size
        for name in ("inclusion_cold", "inclusion"):
            clock = Clock()
            for _ in range(count):
                log.inclusion(chance.randrange(size), size)
            found[name] = clock.read()
        clock = Clock()
        for _ in range(count):
            log.consistency(chance.randrange(1, size), size)
        found["consistency"] = clock.read()
    return found


def auditing(folder: Path, database: bool) -> dict[str, Any]:
    """Compute everything anew from the published files; beside the database as well."""
    key: VerifierKey = read_key((folder / "log/public/vkey").read_text())
    clock = Clock()
    found = audit(files_in(folder / "log/public"), [key], folder / "log" if database else None)
    took = clock.read()
    assert found.sound
    assert found.database == database
    return took


def peer(folder: Path, count: int, proofs: int) -> dict[str, Any]:
    """pymerkle's SQLite form: entries in one batch, and proofs at random. It signs and publishes nothing."""
    from pymerkle import SqliteTree

    chance = random.Random(230)  # noqa: S311
    with SqliteTree(str(folder / "pymerkle.db")) as tree:
        start = time.perf_counter()
        tree.append_entries(entries(count), chunksize=100_000)
        seconds = time.perf_counter() - start
        tree.prove_inclusion(1, count)
        start = time.perf_counter()
        for _ in range(proofs):
            tree.prove_inclusion(chance.randrange(count) + 1, count)
        each = (time.perf_counter() - start) / proofs
        start = time.perf_counter()
        for _ in range(200):
            tree.append_entry(os.urandom(ENTRY))
        return {"seconds": seconds, "each": each, "append": (time.perf_counter() - start) / 200}


def measure(size: int = SIZE) -> dict[str, Any]:
    """Run everything, each in a process of its own; the log on the disk of temporary files."""
    found: dict[str, Any] = {"size": size, "entry": ENTRY, "callers": CALLERS, "proofs": PROOFS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found["ingest"] = child("log_bench", "ingest", folder, size)
        found["proving"] = child("log_bench", "proving", folder, PROOFS)
        found["audit"] = child("log_bench", "audit", folder)
        found["audit_with_database"] = child("log_bench", "audit-database", folder)
    for callers in (1, CALLERS):
        with tempfile.TemporaryDirectory() as name:
            found[f"append_{callers}"] = child("log_bench", "append", name, callers, EACH)
    with tempfile.TemporaryDirectory() as name:
        try:
            found["peer"] = child("log_bench", "peer", name, size, PEER_PROOFS)
        except SystemExit as missing:
            if "No module named 'pymerkle'" not in str(missing):
                raise
            found["peer"] = None
    return found


def reaches(found: dict[str, Any]) -> list[tuple[str, str, bool | None]]:
    """Return what was to be reached, what was measured, and whether it was."""
    size, callers, cold = found["size"], found[f"append_{CALLERS}"], found["proving"]["inclusion_cold"]
    ingested = size / found["ingest"]["seconds"]
    appended = CALLERS * EACH / callers["seconds"]
    proved = PROOFS / cold["seconds"]
    audited, p99 = found["audit"]["seconds"], callers["p99"] * 1e3
    parts = ("ingest", "proving", "audit", "audit_with_database", f"append_{CALLERS}")
    most = max(found[part]["peak"] for part in parts) / 2**20
    rows = [
        ("batch ingest ≥ 60,000 entries/s, with tiles and signed checkpoints",
         f"{ingested:,.0f}/s", ingested >= 60_000),
        (f"durable appends, {CALLERS} callers, ≥ 5,000/s", f"{appended:,.0f}/s", appended >= 5_000),
        ("… at p99 ≤ 50 ms", f"{p99:.1f} ms", p99 <= 50),
        (f"inclusion proofs at {size:,} entries ≥ 3,000/s, nothing in memory before",
         f"{proved:,.0f}/s", proved >= 3_000),
        (f"audit of {size:,} entries < 5 s", f"{audited:.2f} s", audited < 5),
        ("memory of each < 200 MiB", f"{most:.0f} MiB", most < 200),
    ]  # fmt: skip
    if found["peer"] is None:
        return [*rows, ("proofs beside pymerkle's SQLite form", "pymerkle is not installed", None)]
    times = found["peer"]["each"] / (cold["seconds"] / PROOFS)
    return [*rows, ("proofs beside pymerkle's SQLite form", f"{times:,.0f} ×", times > 1)]


def main(words: list[str]) -> None:
    """Measure all, or one thing in this process."""
    match words:
        case ["ingest", folder, count]:
            tell(**ingest(Path(folder), int(count)))
        case ["append", folder, callers, each]:
            tell(**appending(Path(folder), int(callers), int(each)))
        case ["proving", folder, count]:
            tell(**proving(Path(folder), int(count)))
        case ["audit", folder]:
            tell(**auditing(Path(folder), database=False))
        case ["audit-database", folder]:
            tell(**auditing(Path(folder), database=True))
        case ["peer", folder, count, proofs]:
            tell(**peer(Path(folder), int(count), int(proofs)))
        case []:
            found = measure()
            for name, measured, hit in reaches(found):
                verdict = "not measured" if hit is None else "hit" if hit else "MISS"
                print(f"{name}: {measured} ({verdict})")
            tell(**found)


if __name__ == "__main__":
    main(sys.argv[1:])
