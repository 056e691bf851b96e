"""
Four metrics over two crossed grounds: a decision table from file to numbers, beside Fairlearn's MetricFrame.

    python -m benchmarks.discrimination_bench             # 1 and 100 million rows, as JSON on the last line
    python -m benchmarks.discrimination_bench big 20      # a CSV of 20 GB, written first
"""

import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.timing import best, child, tell

SMALL = 1_000_000
LARGE = 100_000_000
PIECE = 5_000_000
GROUNDS = ("sex", "residence")
METRICS = ("count", "selection_rate", "true_positive_rate", "false_positive_rate")
APART = 1e-12

Metrics = dict[str, list[float]]
"""The four numbers of each group."""


def write(path: Path, rows: int) -> None:
    """Write a table of loans, always the same: two sexes in twenty places, decisions, what came of them."""
    import numpy as np
    import polars as pl

    sexes = pl.Series(["әйел", "ер"])
    places = pl.Series([f"{chr(0x410 + one)} облысы" for one in range(20)])
    pieces = []
    for start in range(0, rows, PIECE):
        chance, count = np.random.default_rng(start), min(PIECE, rows - start)
        sex, place = chance.integers(0, 2, count), chance.integers(0, 20, count)
        repaid = chance.random(count) < 0.7
        approved = chance.random(count) < 0.3 + 0.04 * sex + 0.01 * place + 0.2 * repaid
        frame = pl.DataFrame(
            {
                "sex": sexes.gather(sex),
                "residence": places.gather(place),
                "approved": approved.astype(np.int8),
                "repaid": repaid.astype(np.int8),
            }
        )
        pieces.append(path.with_suffix(f".{start}"))
        frame.write_parquet(pieces[-1], row_group_size=500_000)
    pl.scan_parquet(pieces).sink_parquet(path, row_group_size=500_000)
    for piece in pieces:
        piece.unlink()
    tell(bytes=path.stat().st_size)


def made(path: Path, rows: int) -> Path:
    """Write a table in another process: whoever starts one that is measured has to be small itself."""
    child("discrimination_bench", "write", path, rows, threads=2)
    return path


def measure(path: Path) -> Metrics:
    """Return the four metrics by the way of the measure itself, the file included."""
    from tanba.measures import Artefact
    from tanba.measures.discrimination.counting import Decisions
    from tanba.measures.discrimination.settings import DiscriminationSettings, Ground
    from tanba.measures.tables.source import open_table

    grounds = (Ground(of="sex", column=GROUNDS[0]), Ground(of="residence", column=GROUNDS[1]))
    settings = DiscriminationSettings(
        decision="approved", favourable=("1",), grounds=grounds, outcome="repaid"
    )
    source = open_table(Artefact(name="decisions", kind="table", at=path.name, path=path))
    decisions = Decisions(source, settings)
    all_ = decisions.select(grounds)
    people = dict(zip(all_.names, all_.people().tolist(), strict=True))
    rates = [
        dict(zip(one.names, (one.chosen() / one.people()).tolist(), strict=True))
        for one in (
            all_,
            decisions.select_where(grounds, "true_positive"),
            decisions.select_where(grounds, "false_positive"),
        )
    ]
    return {" ".join(name): [people[name], *(rate[name] for rate in rates)] for name in all_.names}


def peer(path: Path) -> tuple[Metrics, float]:
    """Return the same by Fairlearn, and its seconds; the table is in memory before they count."""
    import pandas as pd
    import polars as pl
    from fairlearn.metrics import (
        MetricFrame,
        count,
        false_positive_rate,
        selection_rate,
        true_positive_rate,
    )

    table = pl.read_parquet(path)
    # Categories are what Pandas groups fastest by.
    words = {name: pd.Categorical(table[name].to_list()) for name in GROUNDS}
    grounds = pd.DataFrame(words)
    truth, decision = table["repaid"].to_numpy(), table["approved"].to_numpy()
    metrics = dict(
        zip(
            METRICS,
            (count, selection_rate, true_positive_rate, false_positive_rate),
            strict=True,
        )
    )
    start = time.perf_counter()
    found = MetricFrame(
        metrics=metrics,
        y_true=truth,
        y_pred=decision,
        sensitive_features=grounds,
    ).by_group
    seconds = time.perf_counter() - start
    rows = found[list(METRICS)].itertuples()
    return {" ".join(row[0]): [float(one) for one in row[1:]] for row in rows}, seconds


def compare(ours: Mapping[str, Sequence[float]], theirs: Mapping[str, Sequence[float]]) -> float:
    """Return the greatest difference of any number of any group; both know the same groups."""
    assert ours.keys() == theirs.keys(), "the same groups"
    return max(
        abs(one - other) for name in ours for one, other in zip(ours[name], theirs[name], strict=True)
    )


def ours(path: Path, runs: int) -> None:
    """Measure in a process of its own; the libraries are loaded before the time counts."""
    from tanba.measures.discrimination import counting  # noqa: F401

    seconds = best(lambda: measure(path), runs)
    tell(seconds=seconds, metrics=measure(path) if runs > 1 else {})


def theirs(path: Path) -> None:
    """Measure Fairlearn in a process of its own."""
    found, seconds = peer(path)
    tell(seconds=seconds, metrics=found)


def big(gigabytes: float) -> None:
    """Tell how long counting a CSV of so many gigabytes takes, and in how much memory; it is written first."""
    with tempfile.TemporaryDirectory(prefix="tanba-bench-") as beside:
        small, text = made(Path(beside, "small.parquet"), SMALL), Path(beside, "small.csv")
        child("discrimination_bench", "csv", small, text)
        header, body = text.read_bytes().split(b"\n", 1)
        path = Path(beside, "big.csv")
        with path.open("wb") as file:
            file.write(header + b"\n")
            while file.tell() < gigabytes * 1e9:
                file.write(body)
        found = child("discrimination_bench", "ours", path, 1, threads=2)
        tell(bytes=path.stat().st_size, seconds=found["seconds"], memory=found["peak"])


def csv(path: Path, text: Path) -> None:
    """Write the same table as CSV."""
    import polars as pl

    pl.scan_parquet(path).sink_csv(text)
    tell(bytes=text.stat().st_size)


def main() -> None:
    """Measure 1 million rows beside Fairlearn, and 100 million alone."""
    with tempfile.TemporaryDirectory(prefix="tanba-bench-") as beside:
        folder = Path(beside)
        small, text = made(folder / "small.parquet", SMALL), folder / "small.csv"
        child("discrimination_bench", "csv", small, text)
        one = child("discrimination_bench", "ours", small, 5, threads=2)
        fair = child("discrimination_bench", "theirs", small, threads=2)
        apart = compare(one["metrics"], fair["metrics"])
        assert apart <= APART, f"equal to Fairlearn to {APART}, and not {apart}"
        written = child("discrimination_bench", "ours", text, 5, threads=2)
        assert written["metrics"] == one["metrics"], "the same numbers from CSV"
        large = made(folder / "large.parquet", LARGE)
        whole = child("discrimination_bench", "ours", large, 1, threads=2)
        names = ("polars", "fairlearn", "pandas", "scikit-learn", "numpy")
        tell(
            small=one["seconds"],
            csv=written["seconds"],
            fairlearn=fair["seconds"],
            times=fair["seconds"] / one["seconds"],
            apart=apart,
            groups=len(one["metrics"]),
            large=whole["seconds"],
            bytes=large.stat().st_size,
            memory=whole["peak"],
            versions={name: version(name) for name in names},
        )


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["ours", path, runs]:
            ours(Path(path), int(runs))
        case ["theirs", path]:
            theirs(Path(path))
        case ["write", path, rows]:
            write(Path(path), int(rows))
        case ["csv", path, text]:
            csv(Path(path), Path(text))
        case ["big", gigabytes]:
            big(float(gigabytes))
        case _:
            main()
