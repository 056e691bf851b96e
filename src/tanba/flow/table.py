"""Tables of systems: CSV, Parquet and JSON lines, as columns of facts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanba.flow.answering import write_whole
from tanba.flow.mapping import Reading, TableMap
from tanba.kernel import Fault, Faults, Missing, Place, value
from tanba.law import Pack, Question, suggest

if TYPE_CHECKING:
    import polars as pl

WHOLE = re.compile(r"-?[0-9]{1,16}")
"""A whole number as people write it; more digits than a fact can have are not read."""

SHOWN = 5
"""How many bad cells of a column are named."""


@value
class Table:
    """The facts of many systems, a row each, and the columns that name them."""

    facts: "pl.DataFrame"
    names: "pl.DataFrame"

    @property
    def said(self) -> float:
        """The share of cells that say something, 0 to 1; of no cells, 0."""
        cells = self.facts.height * self.facts.width
        blank = sum(self.facts.null_count().row(0)) if cells else 0
        return 1 - blank / cells if cells else 0.0


def read_table(path: Path, encoding: str = "utf-8") -> "pl.DataFrame":
    """
    Return the table in a file, by its ending: .csv, .tsv, .parquet, .jsonl or .ndjson.

    Cells of CSV stay text and empty ones become null. Raises Faults or Missing, and nothing else,
    for a file that is not what its ending says.
    """
    import polars as pl

    ending = path.suffix.lower()
    try:
        match ending:
            case ".csv" | ".tsv":
                return _read_csv(path, encoding, "\t" if ending == ".tsv" else ",")
            case ".parquet":
                return pl.read_parquet(path)
            case ".jsonl" | ".ndjson":
                return pl.read_ndjson(path, infer_schema_length=None)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Missing(f"{path}: TB01 cannot be read: {why}") from None
    except pl.exceptions.PolarsError as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Faults([_fault(path, 0, "TB02", f"not a readable {ending[1:]} table: {first}")]) from None
    hint = "Tanba reads .csv, .tsv, .parquet, .jsonl and .ndjson"
    raise Faults([_fault(path, 0, "TB02", f"tables do not end in {ending or 'nothing'}", hint)])


def _read_csv(path: Path, encoding: str, separator: str) -> "pl.DataFrame":
    import polars as pl

    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except (LookupError, ValueError) as error:
        if not isinstance(error, UnicodeDecodeError):
            raise Faults([_fault(path, 0, "TB03", f"there is no encoding {encoding!r}")]) from None
        line = content[: error.start].count(b"\n") + 1
        hint = "save it as UTF-8, or name its encoding: --encoding cp1251"
        raise Faults([_fault(path, line, "TB03", f"not {encoding}", hint)]) from None
    if not text.strip():
        raise Faults([_fault(path, 1, "TB02", "an empty table", "the first line names the columns")])
    return pl.read_csv(
        text.encode(), separator=separator, infer_schema=False, null_values=[""], raise_if_empty=False
    )


def table_facts(table: "pl.DataFrame", by: TableMap, pack: Pack, file: str) -> Table:
    """
    Return what a table says in facts of the vocabulary; a blank or unmapped cell says nothing.

    Raises Faults for columns that are not there and for cells that are no answer.
    """
    import polars as pl

    faults = [*_missing_columns(table, by, file)]
    columns: list[pl.Series] = []
    for name, readings in by.facts.items():
        if faults:
            break
        question = pack.vocabulary[name]
        series = None
        for reading in readings:
            try:
                new = _series(table, reading, question, file)
            except Faults as found:
                faults += found.faults
                break
            series = new if series is None else _filled(series, new)
        if series is not None:
            columns.append(series.alias(name))
    if faults:
        raise Faults(faults)
    return Table(facts=pl.DataFrame(columns), names=table.select(list(dict.fromkeys(by.systems))))


def _missing_columns(table: "pl.DataFrame", by: TableMap, file: str) -> Iterator[Fault]:
    columns = set(table.columns)
    wanted: list[tuple[str | None, str]] = [(None, name) for name in by.systems]
    wanted += [(name, r.column) for name, rs in by.facts.items() for r in rs if r.column]
    for fact, column in wanted:
        at = by.document.place(("facts", fact) if fact else ("systems",))
        if column not in columns:
            what = f"the table {file} has no column {column!r}"
            yield Fault(at=at, code="TB04", what=what, hint=suggest(column, columns))
        elif fact and f"{column}_duplicated_0" in columns:  # as Polars calls the second of a name
            what = f"the table {file} has two columns {column!r}"
            yield Fault(at=at, code="TB04", what=what, hint="which one answers is not for us to say")


def _series(table: "pl.DataFrame", reading: Reading, question: Question, file: str) -> "pl.Series":
    import polars as pl

    kind = _dtype(question)
    if reading.column is None:
        answer = _cell(question, reading.always)
        return pl.Series([answer], dtype=kind).new_from_index(0, table.height)
    column = table[reading.column]
    if reading.values is None and column.dtype == kind and question.type in ("bool", "int", "day"):
        return column
    # Registers repeat themselves: each distinct cell is read once and joined back.
    distinct = column.unique()
    keys = distinct.to_list()
    answers: list[Any] = []
    faults: list[Fault] = []
    for key in keys:
        answer, wrong = _read_cell(key, reading, question)
        answers.append(answer)
        if wrong and len(faults) < SHOWN:
            # Python compares what Polars has no comparison for: structs, bytes, objects.
            row = next((place for place, cell in enumerate(column.to_list()) if cell == key), 0) + 2
            what = f"column {reading.column!r}, row {row}: {wrong}, is {str(key)[:60]!r}"
            hint = "map its values in the mapping file" if question.type != "int" else ""
            faults.append(Fault(at=Place(file=file, line=row), code="TB06", what=what, hint=hint))
    if faults:
        raise Faults(faults)
    known = pl.DataFrame({"cell": distinct, "answer": pl.Series(answers, dtype=kind)})
    joined = pl.DataFrame({"cell": column}).join(
        known, on="cell", how="left", maintain_order="left", nulls_equal=True
    )
    return joined["answer"]


def _read_cell(cell: Any, reading: Reading, question: Question) -> tuple[Any, str | None]:
    """Return the answer in a cell, and what is wrong with it."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None, None
    if reading.values is not None:
        parts = str(cell).split(reading.split) if reading.split else [str(cell)]
        words = [part.strip() for part in parts if part.strip()]
        found: list[Any] = [reading.values.get(word) for word in words]
        # A set says what it has not, too: one word that the mapping does not know leaves all unknown.
        if not found or any(answer is None for answer in found):
            return None, None
        if question.type == "set":
            return sorted({member for answer in found for member in answer}), None
        return _cell(question, found[0]), None
    raw = _as_it_stands(cell, reading, question)
    wrong = question.wrong(raw)
    return (None, wrong) if wrong else (_cell(question, raw), None)


def _as_it_stands(cell: Any, reading: Reading, question: Question) -> Any:
    if not isinstance(cell, str):
        return cell.to_list() if hasattr(cell, "to_list") else cell
    text = cell.strip()
    match question.type:
        case "bool":
            return {"true": True, "false": False}.get(text.lower(), text)
        case "int":
            return int(text) if WHOLE.fullmatch(text) else text
        case "set":
            return [part.strip() for part in text.split(reading.split or ";") if part.strip()]
    return text


def _cell(question: Question, raw: Any) -> Any:
    answer = question.answer(raw)
    return sorted(answer) if isinstance(answer, frozenset) else answer


def _filled(first: "pl.Series", second: "pl.Series") -> "pl.Series":
    import polars as pl

    both = pl.DataFrame({"first": first, "second": second})
    return both.select(pl.coalesce("first", "second").alias("first"))["first"]


def _dtype(question: Question) -> Any:
    import polars as pl

    kinds = {"bool": pl.Boolean, "int": pl.Int64, "day": pl.Date, "set": pl.List(pl.String)}
    return kinds.get(question.type, pl.String)


def _fault(path: Path, line: int, code: str, what: str, hint: str = "") -> Fault:
    return Fault(at=Place(file=str(path), line=line), code=code, what=what, hint=hint)


def _check_kinds(path: Path, whole: "pl.DataFrame") -> None:
    """Refuse columns that a form of file cannot hold; Polars would stop in the middle."""
    import polars as pl

    ending = path.suffix.lower()
    for name, kind in whole.schema.items():
        odd = kind in (pl.Binary, pl.Object) and ending != ".parquet"
        if odd or (kind.is_nested() and ending == ".csv"):
            what = f"the column {name!r} is {kind} and cannot be written as {ending}"
            raise Faults([_fault(path, 0, "TB07", what, "name it not in `systems`, or use .parquet")])


def write_table(path: Path, names: "pl.DataFrame", results: "pl.DataFrame") -> None:
    """
    Write the results of a sweep beside the columns that name the systems, by the ending of `path`.

    The file is there whole or not at all. Raises Faults for an ending Tanba does not write.
    """
    import io

    import polars as pl

    taken = [name for name in names.columns if name in results.columns]
    whole = pl.concat([names.drop(taken), results], how="horizontal")
    buffer = io.BytesIO()
    _check_kinds(path, whole)
    match path.suffix.lower():
        case ".csv":
            whole.write_csv(buffer)
        case ".parquet":
            whole.write_parquet(buffer)
        case ".jsonl" | ".ndjson":
            whole.write_ndjson(buffer)
        case ending:
            hint = "Tanba writes .csv, .parquet and .jsonl"
            raise Faults(
                [_fault(path, 0, "TB07", f"results do not end in {ending or 'nothing'}", hint)]
            )
    write_whole(path, buffer.getvalue())
