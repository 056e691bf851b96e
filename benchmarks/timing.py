"""Timing: the best of several runs, in a process of its own with its threads fixed."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

RUNS = 5


def best(work: Callable[[], Any], runs: int = RUNS, before: Callable[[], Any] = lambda: None) -> float:
    """Return the shortest of several runs in seconds; `before` each, outside the time."""
    shortest = float("inf")
    for _ in range(runs):
        before()
        start = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def peak() -> int:
    """Return the most memory that this process has had resident, in bytes."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes if sys.platform == "darwin" else kilobytes * 1024


def child(module: str, *words: object, threads: int = 1) -> dict[str, Any]:
    """Run a module of the benchmarks in a process of its own; return the JSON it prints last."""
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, "-m", f"benchmarks.{module}", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def tell(**found: Any) -> None:
    """Print what a child found."""
    print(json.dumps({**found, "peak": peak()}))
