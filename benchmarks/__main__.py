"""Measure everything, print a table, and say plainly which reach is hit and which is missed."""

import importlib.metadata
import os
import platform
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import coverage, detector_error, kz, log_bench, workload
from benchmarks.timing import child

UNKNOWNS = (0.0, 0.3, 0.6)
out = Console(width=110)


def main() -> None:
    """Run from the root of the repository; takes a few minutes."""
    out.print(_machine())
    reaches = [*_sweep(), *_kz(), *_marks(), *_log(), *_works(), *_measures()]
    table = Table("reach", "measured", "", title="Reach")
    for name, measured, hit in reaches:
        table.add_row(name, measured, "not measured" if hit is None else "hit" if hit else "MISS")
    out.print(table)


def _machine() -> str:
    names = (
        "numpy",
        "polars",
        "openfisca-core",
        "c2pa-python",
        "pillow",
        "pymerkle",
        "rapidfuzz",
        "fairlearn",
    )
    versions = ", ".join(f"{name} {_version(name)}" for name in names)
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in _lines("/proc/cpuinfo")
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"Python {platform.python_version()}, {versions}; {cores} cores of {cpu}"


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def _sweep() -> list[tuple[str, str, bool | None]]:
    """The invented workload: ours beside Polars and OpenFisca, every cell checked."""
    size = f"{workload.RULES} rules, {workload.literals()} literals, {workload.SYSTEMS:,} systems"
    what = f"{size} in memory, every cell checked"
    table = Table("engine", "unknown", "threads", "ms", "M systems/s", "ratio", title=what)
    ours = {unknown: child("planes_bench", unknown) for unknown in UNKNOWNS}
    base = ours[0.3]["deciding"]

    def row(engine: str, unknown: str, threads: int, seconds: float) -> None:
        speed = workload.SYSTEMS / seconds / 1e6
        table.add_row(
            engine,
            unknown,
            str(threads),
            f"{seconds * 1e3:.1f}",
            f"{speed:.1f}",
            f"{seconds / base:.2f}",
        )

    for unknown, found in ours.items():
        row("Tanba bit planes, all results kept", f"{unknown:.0%}", 1, found["deciding"])
        row("Tanba bit planes, counts only", f"{unknown:.0%}", 1, found["counting"])
    for unknown in UNKNOWNS:
        for threads in (1, 2):
            found = child("peers", "polars", unknown, threads=threads)
            row("Polars lazy, pl.Enum", f"{unknown:.0%}", threads, found["deciding"])
    if _version("openfisca-core") == "missing":
        out.print(table)
        return [("bit planes ≥ 4 × OpenFisca calculate()", "openfisca-core is not installed", None)]
    openfisca = child("peers", "openfisca")
    row("OpenFisca calculate()", "cannot", 1, openfisca["deciding"])
    table.add_section()
    for unknown, found in ours.items():
        row("apart: Tanba packs Polars columns", f"{unknown:.0%}", 1, found["packing"])
    row("apart: OpenFisca set_input, arrays ready", "cannot", 1, openfisca["putting"])
    out.print(table)
    out.print("ratio: time beside Tanba's with 30 % unknown, all results kept; more is slower")
    speed = workload.SYSTEMS / base / 1e6
    times = openfisca["deciding"] / base
    return [
        ("≥ 60 M systems/s, one thread, 30 % unknown", f"{speed:.1f} M/s", speed >= 60),
        ("≥ 4 × OpenFisca calculate(), which has no unknowns", f"{times:.1f} ×", times >= 4),
    ]


def _kz() -> list[tuple[str, str, bool | None]]:
    """The real pack."""
    found: dict[str, Any] = kz.measure()
    register, one = found["register"], found["one"]
    file = register["bytes"] / 1e6
    size = f"{register['rules']} rules, {register['facts']} facts, file of {file:.0f} MB"
    whole = f"{kz.SYSTEMS:,} systems from Parquet to counts ({size})"
    rows = [
        (f"{whole} < 2 s", register["seconds"], 2.0),
        ("assess, explaining the longest rule, warm < 2 ms", one["explain_one"], 0.002),
        ("next question, warm < 50 ms", one.get("question"), 0.05),
        ("law prove < 30 s", one.get("prove"), 30.0),
        ("tanba assess, one card, cold < 0.5 s", found["card"], 0.5),
    ]
    alone, all_ = one["assess"] * 1e3, one["explain_all"] * 1e3
    out.print(f"Parquet to counts keeps the cores busy for {register['worked']:.2f} s in all")
    out.print(f"tanba assess, all cards of examples/kz in one call, cold: {found['cards']:.2f} s")
    out.print(f"assess alone {alone:.2f} ms; with the explanation of every rule {all_:.1f} ms")
    memory = register["peak"] / 1e9
    return [
        *(
            (name, _time(seconds), None if seconds is None else seconds < limit)
            for name, seconds, limit in rows
        ),
        ("… in less than 1 GB, interpreter and libraries included", f"{memory:.2f} GB", memory < 1),
    ]


def _marks() -> list[tuple[str, str, bool | None]]:
    """Marks beside bare c2pa-python and exiftool, the same pictures in one run."""
    found = child("marks_bench")
    files = found["files"]
    what = f"{files:,} JPEGs of {found['small_mp']:.2f} megapixels, from file to file"
    table = Table("what", "jobs", "ms a file", "files/s", "beside bare signing", title=what)
    bare = found["bare_sign"]
    rows = (
        ("c2pa-python alone signs the shortest manifest", 1, "bare_sign"),
        ("c2pa-python alone signs the manifest that Tanba writes", 1, "bare_sign_same"),
        ("tanba mark: metadata and C2PA", 1, "mark_one_job"),
        ("tanba mark: metadata and C2PA", 2, "mark_two_jobs"),
        ("tanba mark: metadata alone", 1, "metadata_one_job"),
        ("exiftool writes one XMP property", 1, "exiftool"),
        ("c2pa-python alone reads and validates", 1, "bare_read"),
        ("tanba verify", 1, "verify_one_job"),
        ("tanba verify", 2, "verify_two_jobs"),
    )
    for name, jobs, key in rows:
        if found[key] is None:
            table.add_row(name, str(jobs), "not here", "", "")
            continue
        each = found[key] / files
        ratio = f"{found[key] / bare:.2f} ×"
        table.add_row(name, str(jobs), f"{each * 1e3:.2f}", f"{1 / each:,.0f}", ratio)
    out.print(table)
    few, many = found["memory"]
    for one in (few, many):
        alone, together = one["alone"] / 1e6, one["together"] / 1e6
        out.print(
            f"{one['files']:,} files: the run {alone:.0f} MB, with its processes {together:.0f} MB"
        )
    label = found["label_mp"] / found["label_two_jobs"]
    # What one file more costs: a run's start, with its libraries and its key, is nobody's signing.
    more = found["mark_one_job"] - found["mark_first"]
    over = more / (bare - found["bare_first"])
    same = more / (found["bare_sign_same"] - found["bare_first_same"])
    each = more / (files - found["first"])
    start = found["mark_first"] - each * found["first"]
    out.print(f"tanba mark, one job: {each * 1e3:.2f} ms for one file more, {start:.2f} s to start")
    growth = many["together"] / few["together"]
    marked, verified = files / found["mark_two_jobs"], files / found["verify_two_jobs"]
    return [
        ("mark without a label, two jobs ≥ 600 files/s", f"{marked:.0f} files/s", marked >= 600),
        ("mark with a label, two jobs ≥ 60 megapixels/s", f"{label:.0f} MP/s", label >= 60),
        ("one file more ≤ 1.5 × bare signing, shortest manifest", f"{over:.2f} ×", over <= 1.5),
        ("one file more ≤ 1.5 × bare signing, same manifest", f"{same:.2f} ×", same <= 1.5),
        ("verify, two jobs ≥ 500 files/s", f"{verified:.0f} files/s", verified >= 500),
        ("memory from 1,000 to 100,000 files grows by < 10 %", f"{growth:.2f} ×", growth < 1.1),
    ]


def _log() -> list[tuple[str, str, bool | None]]:
    """The evidence log beside pymerkle, on the same entries."""
    found = log_bench.measure()
    worked = found["ingest"]["worked"]
    out.print(
        f"log: batch ingest keeps the processor busy for {worked:.1f} s of {found['size']:,} entries"
    )
    return log_bench.reaches(found)


def _works() -> list[tuple[str, str, bool | None]]:
    """Records, differences and dossiers."""
    record, diff, dossier = child("works_bench"), child("diff_bench"), child("dossier_bench")
    replayed, memory = record["acts"] / record["replay"], record["memory"] / 2**20
    times = diff["difflib"] / diff["compare"]
    out.print(
        f"difflib on the same words: {times:.0f} × the time; rapidfuzz alone {_time(diff['rapidfuzz'])}"
    )
    out.print(f"a dossier checked with its libraries still to load: {_time(dossier['first'])}")
    return [
        (f"replay of {record['acts']:,} acts ≥ 100,000/s", f"{replayed:,.0f}/s", replayed >= 100_000),
        ("… in < 200 MiB", f"{memory:.0f} MiB", memory < 200),
        (f"two texts of {diff['bytes'] // 1000} kB compared < 0.5 s", _time(diff["compare"]),
         diff["compare"] < 0.5),
        (f"dossier of {dossier['acts']:,} acts checked < 1 s", _time(dossier["again"]),
         dossier["again"] < 1),
    ]  # fmt: skip


def _measures() -> list[tuple[str, str, bool | None]]:
    """Decision tables beside Fairlearn, the coverage of intervals, the errors of detectors."""
    table = child("discrimination_bench")
    detector_error.show(detector_error.measure())
    out.print(
        f"1 M rows from CSV: {_time(table['csv'])}; Fairlearn on 1 M rows: {_time(table['fairlearn'])}"
    )
    return [
        (
            "1 M rows, four metrics over two grounds < 0.1 s",
            _time(table["small"]),
            table["small"] < 0.1,
        ),
        ("… ≥ 50 × Fairlearn", f"{table['times']:.0f} ×", table["times"] >= 50),
        ("… equal to it to 1e-12", f"{table['apart']:.1g}", table["apart"] <= 1e-12),
        ("100 M rows < 15 s", _time(table["large"]), table["large"] < 15),
        ("… in < 4 GB", f"{table['memory'] / 1e9:.2f} GB", table["memory"] < 4e9),
        *coverage.reaches(coverage.measure()),
    ]


def _time(seconds: float | None) -> str:
    if seconds is None:
        return "—"
    return f"{seconds:.2f} s" if seconds >= 0.1 else f"{seconds * 1e3:.2f} ms"


if __name__ == "__main__":
    sys.exit(main())
