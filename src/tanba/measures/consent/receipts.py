"""
Consent receipts as rows: who consents to what, from when until when, and when it was withdrawn.

Tables are read as they are (CSV, Parquet, databases); JSON and JSON lines are read flat or nested, in the
manner of ISO/IEC TS 27560 (`tanba.measures.consent.records`). Every carrier gives the same rows.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from tanba.kernel import Refused
from tanba.measures.consent.records import COLUMNS, Row, receipt_rows
from tanba.measures.consent.settings import ConsentSettings
from tanba.measures.frame.measure import Artefact
from tanba.measures.tables.source import open_table
from tanba.measures.tables.values import texts

LINE: Final = 1 << 20
"""Letters of one receipt."""
LARGEST: Final = 256 * 1024 * 1024
"""Bytes of a JSON file that holds all receipts at once; more come as JSON lines."""
FILES: Final = 100_000
_CHUNK: Final = 50_000
_OPTIONAL: Final = ("until", "withdrawn", "controller", "processing")


def receipt_frames(artefact: Artefact, settings: ConsentSettings) -> Iterator[pl.DataFrame]:
    """
    Yield receipts in order, some at a time: the columns of `COLUMNS`, as text or as the table holds them.

    Raises Refused or Faults: MC02 (no receipts can be read there), MC03 (no JSON), MT… (no table).
    """
    path = artefact.path
    if path is not None and not path.exists():
        raise Refused("MC02", f"there is no {artefact.at!r}", "check the path").at(artefact.at)
    if path is not None and path.is_dir():
        yield from _framed(_of_folder(path))
    elif path is not None and path.suffix.lower() == ".json":
        yield from _framed(_of_document(path, artefact.at))
    elif path is not None and path.suffix.lower() in (".jsonl", ".ndjson"):
        yield from _framed(_of_lines(path, artefact.at))
    else:
        yield from _of_table(artefact, settings)


def _of_table(artefact: Artefact, settings: ConsentSettings) -> Iterator[pl.DataFrame]:
    source = open_table(artefact)
    there = {column.name for column in source.columns}
    columns = settings.columns()
    # A column that nobody named may be missing; one that somebody named may not.
    own = ConsentSettings().columns()
    columns = {
        name: column
        for name, column in columns.items()
        if name not in _OPTIONAL or column in there or column != own[name]
    }
    source.need(*columns.values())
    for batch in source.batches(list(dict.fromkeys(columns.values()))):
        found = [batch.get_column(column).alias(name) for name, column in columns.items()]
        missing = [pl.lit(None, dtype=pl.String).alias(name) for name in COLUMNS if name not in columns]
        yield pl.DataFrame(found).with_columns(missing).select(COLUMNS)


def _framed(rows: Iterator[Row]) -> Iterator[pl.DataFrame]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield _frame(chunk)
            chunk = []
    if chunk:
        yield _frame(chunk)


def _frame(chunk: Sequence[Row]) -> pl.DataFrame:
    return pl.DataFrame(chunk, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _of_folder(folder: Path) -> Iterator[Row]:
    files = sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in (".json", ".jsonl", ".ndjson")
    )
    if len(files) > FILES:
        hint = "put the receipts into one file of JSON lines"
        raise Refused("MC02", f"{len(files):,} files, at most {FILES:,}", hint).at(folder.name)
    for path in files:
        name = path.relative_to(folder).as_posix()
        yield from (_of_document if path.suffix.lower() == ".json" else _of_lines)(path, name)


def _of_lines(path: Path, name: str) -> Iterator[Row]:
    line = 0
    try:
        with path.open(encoding="utf-8-sig") as file:
            while text := file.readline(LINE):
                line += 1
                if len(text) == LINE:
                    raise Refused("MC03", f"a receipt of more than {LINE:,} letters").at(name, line)
                if text.strip():
                    yield from receipt_rows(_parsed(text, name, line), name, line)
    except UnicodeError:
        raise Refused("MC03", "not UTF-8", "save it as UTF-8").at(name, line + 1) from None
    except OSError as error:
        raise Refused("MC02", f"cannot be opened: {error.strerror}").at(name) from None


def _of_document(path: Path, name: str) -> Iterator[Row]:
    try:
        if path.stat().st_size > LARGEST:
            raise Refused("MC02", f"larger than {LARGEST >> 20} MiB", "write JSON lines").at(name)
        text = path.read_text("utf-8-sig")
    except UnicodeError:
        raise Refused("MC03", "not UTF-8", "save it as UTF-8").at(name) from None
    except OSError as error:
        raise Refused("MC02", f"cannot be opened: {error.strerror}").at(name) from None
    if text.strip():
        tree = _parsed(text, name, 0)
        for number, receipt in enumerate(tree if isinstance(tree, list) else [tree], 1):
            yield from receipt_rows(receipt, name, number if isinstance(tree, list) else 0)


def _parsed(text: str, name: str, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        at = line or error.lineno
        raise Refused("MC03", f"not JSON: {error.msg.lower()}", "one receipt a line").at(
            name, at
        ) from None
    except (ValueError, RecursionError):
        raise Refused("MC03", "not JSON that can be read").at(name, line) from None


def purposes_told(artefact: Artefact, settings: ConsentSettings, most: int = 8) -> tuple[str, ...]:
    """Return purposes that the first receipts name, for a hint; empty when they name none."""
    for frame in receipt_frames(artefact, settings):
        found = texts(frame.get_column("purpose")).drop_nulls().unique(maintain_order=True)
        return tuple(str(one)[:60] for one in found[:most])
    return ()
