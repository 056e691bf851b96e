"""The real pack: a register from Parquet to counts, and one system from facts to explanation."""

import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import tanba.law
from benchmarks.timing import best, child, tell
from tanba.law import Pack, Question, assess, explain, facts_used, read_pack, sweep_counts

PACK = Path("packs/kz/ai-law")
CARDS = Path("examples/kz")
ON = date(2026, 11, 23)
SYSTEMS = 1_000_000
UNKNOWN = 0.3
PART = 1 << 18


def register(pack: Pack, systems: int) -> pl.DataFrame:
    """Systems with answers by chance to every fact that the pack uses; 30 % of the cells are empty."""
    chance = np.random.default_rng(230)
    columns = {}
    for name in facts_used(pack, ON):
        column = _answers(pack.vocabulary[name], systems, chance)
        gaps = pl.Series(chance.random(systems) < UNKNOWN)
        columns[name] = pl.select(pl.when(~gaps).then(column)).to_series()
    return pl.DataFrame(columns)


def _answers(question: Question, systems: int, chance: np.random.Generator) -> pl.Series:
    names = list(question.values or {})
    match question.type:
        case "bool":
            return pl.Series(chance.random(systems) < 0.5)
        case "enum":
            return pl.Series(names, dtype=pl.Enum(names)).gather(
                chance.integers(0, len(names), systems)
            )
        case "set":
            some = [[n for n in names if chance.random() < 0.3] for _ in range(64)]
            return pl.Series(some, dtype=pl.List(pl.Enum(names))).gather(
                chance.integers(0, 64, systems)
            )
        case "int":
            low, high = question.min or 0, question.max or 10**6
            return pl.Series(chance.integers(low, high + 1, systems))
        case "day":
            return pl.Series(chance.integers(20_000, 21_000, systems, dtype=np.int32)).cast(pl.Date)
        case _:
            return pl.Series(["alpha", "beta"]).gather(chance.integers(0, 2, systems))


def write(path: str) -> None:
    """Write the register: a process of its own, so that its memory is not counted."""
    register(read_pack(PACK), SYSTEMS).write_parquet(path, row_group_size=PART)
    tell()


def count(path: str) -> None:
    """Count the register from its file; the pack is read before, as in a server."""
    pack = read_pack(PACK)
    start, worked = time.perf_counter(), time.process_time()
    parts = pl.scan_parquet(path).select(facts_used(pack, ON)).collect_batches(chunk_size=PART)
    counts = sweep_counts(pack, parts, ON)
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    assert counts.n == SYSTEMS
    facts = len(facts_used(pack, ON))
    size = Path(path).stat().st_size
    tell(seconds=seconds, worked=worked, rules=len(counts.rules), facts=facts, bytes=size)


def system(pack: Pack) -> dict[str, Any]:
    """One system of the register, as plain answers."""
    row = register(pack, 64).row(7, named=True)
    return {name: answer for name, answer in row.items() if answer is not None}


def one() -> None:
    """Decide one system: with the explanation of one rule, of all rules, and what comes after."""
    pack = read_pack(PACK)
    facts = system(pack)
    rules = [finding.rule.id for finding in assess(pack, facts, ON).findings]
    longest = max(
        rules, key=lambda id_: len(list(explain(pack, assess(pack, facts, ON), id_).when.walk()))
    )

    def decided() -> None:
        explain(pack, assess(pack, facts, ON), longest)

    def all_explained() -> None:
        assessment = assess(pack, facts, ON)
        for rule in rules:
            explain(pack, assessment, rule)

    found = {
        "assess": best(lambda: assess(pack, facts, ON), runs=30),
        "explain_one": best(decided, runs=30),
        "explain_all": best(all_explained),
    }
    if hasattr(tanba.law, "next_questions"):
        tanba.law.next_questions(pack, facts, ON)  # the first call prepares the pack
        found["question"] = best(lambda: tanba.law.next_questions(pack, facts, ON))
    if hasattr(tanba.law, "prove"):
        found["prove"] = best(lambda: tanba.law.prove(pack), runs=1)
    tell(**found)


def cold(most: int | None = None) -> float | None:
    """Return the seconds of `tanba assess` on `most` cards, as a command; None if it does not work."""
    command = Path(sys.executable).with_name("tanba")
    tanba = str(command) if command.exists() else shutil.which("tanba")
    cards = [str(card) for card in sorted(CARDS.glob("*.yaml"))][:most]
    if not tanba or not cards:
        return None
    words = [tanba, "assess", *cards]
    # 0 is "nothing found", 1 is "something found"; both are answers. The first run fills the caches.
    if subprocess.run(words, capture_output=True, check=False).returncode > 1:
        return None
    return best(lambda: subprocess.run(words, capture_output=True, check=False))


def measure() -> dict[str, Any]:
    """Return everything measured on the real pack, each part in its own process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.parquet"
        child("kz", "write", path, threads=2)
        counted = min(
            (child("kz", "count", path, threads=2) for _ in range(5)), key=lambda c: c["seconds"]
        )
    return {"register": counted, "one": child("kz", "one"), "card": cold(1), "cards": cold()}


if __name__ == "__main__":
    work: dict[str, Any] = {"write": write, "count": count, "one": one}
    work[sys.argv[1]](*sys.argv[2:])
