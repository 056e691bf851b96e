"""The law of every measure: one test holds each of them to it."""

import os
from dataclasses import fields, replace
from itertools import count
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tanba.kernel import LANGS, TanbaError, canonical_bytes
from tanba.measures import (
    Artefact,
    Broken,
    Label,
    World,
    all_measures,
    answer,
    find_measure,
    judged,
)

MEASURES = [one for one in all_measures().values() if not isinstance(one, Broken)]
every = pytest.mark.parametrize("measure", MEASURES, ids=lambda one: one.about.id)
TABLES = {".csv", ".tsv", ".parquet", ".jsonl", ".ndjson"}


def world() -> World:
    ticks = count()
    return World(
        clock=lambda: float(next(ticks)),
        label=lambda path: Label(machine=None, people=None),
        reserved=lambda path: None,
    )


def worked(measure, folder: Path):
    """Write the worked example; return what it reads and its settings, read as strictly as a card's."""
    folder.mkdir()
    example = measure.example(folder)
    if example is None:
        pytest.skip(f"{measure.about.id} needs a live system: its own tests have one")
    settings = TypeAdapter(measure.settings).validate_python(example.settings)
    reads = {}
    for name, at in example.reads.items():
        declared = next(one for one in measure.about.reads if one.name == name)
        path = folder / at
        kind = (
            "folder"
            if path.is_dir()
            else next(
                (k for k in declared.kinds if k == ("table" if path.suffix in TABLES else "file")),
                declared.kinds[0],
            )
        )
        reads[name] = Artefact(name=name, kind=kind, at=at, path=path)
    return reads, settings


@every
def test_a_measure_declares_itself_whole(measure):
    about = measure.about
    texts = [about.title, about.purpose, about.cost, *about.assumes]
    texts += [one.about for one in about.reads] + [one.source for one in about.yardsticks.values()]
    for text in texts:
        said = [text.in_(lang).strip() for lang in LANGS]
        assert all(said)
        assert said[0] != said[1] or said[0].isascii()
    assert about.assumes
    assert 0 < about.valid_days <= 366
    for shows in about.shows:
        assert shows.by


@every
def test_a_worked_example_is_measured_and_shows_more_than_one_verdict(measure, tmp_path):
    reads, settings = worked(measure, tmp_path / "example")
    measured = measure.run(reads, settings, world())
    assert any(result.n for result in measured.results)
    for result in measured.results:
        assert result.band is None or result.band.low <= result.number <= result.band.high, result.id
    assert len(measured.tables) + len(measured.charts) > 0
    for table in measured.tables:
        assert len(table.rows) <= 200
        assert all(len(row) == len(table.headings) for row in table.rows)


@every
def test_the_same_input_gives_the_same_bytes(measure, tmp_path):
    runs = []
    for name in ("one", "two"):
        reads, settings = worked(measure, tmp_path / name)
        runs.append(canonical_bytes(measure.run(reads, settings, world())))
    assert runs[0] == runs[1]


@every
def test_no_data_shows_nothing(measure, tmp_path):
    reads, settings = worked(measure, tmp_path / "example")
    for artefact in reads.values():
        empty(artefact.path)
    try:
        measured = measure.run(reads, settings, world())
    except TanbaError:
        return  # an empty folder or file may be refused: that is no pass either
    found = judged(measured, measure.about.yardsticks)
    for shows in measure.about.shows:
        said = answer(shows, found)
        assert said.verdict == "not shown", said
        assert said.answer is None


def empty(path: Path) -> None:
    """Leave nothing but the names of columns."""
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file():
                file.unlink()
    elif path.suffix in (".csv", ".tsv"):
        path.write_text(path.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    elif path.suffix == ".parquet":
        import polars as pl

        pl.read_parquet(path).clear().write_parquet(path)
    else:
        path.write_bytes(b"")


HOSTILE = {
    "random bytes": lambda path: path.write_bytes(os.urandom(4096)),
    "nothing but nulls": lambda path: path.write_bytes(b"\0" * 4096),
    "another encoding": lambda path: path.write_bytes("имя,сумма\nӘсел,1\n".encode("utf-16-be")),
    "one very long line": lambda path: path.write_bytes(b"a" * 3_000_000),
    "deep nesting": lambda path: path.write_bytes(b"[" * 200_000),
    "another table": lambda path: path.write_text("x,y\n1,2\n3\n,,,,\n", "utf-8"),
    "a picture": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
}


@pytest.mark.parametrize("how", HOSTILE)
@every
def test_hostile_input_costs_our_own_error_or_shows_nothing(measure, how, tmp_path):
    reads, settings = worked(measure, tmp_path / "example")
    for artefact in reads.values():
        files = [artefact.path] if artefact.path.is_file() else sorted(artefact.path.rglob("*"))
        for file in files:
            if file.is_file():
                HOSTILE[how](file)
    try:
        measured = measure.run(reads, settings, world())
    except TanbaError:
        return
    found = judged(measured, measure.about.yardsticks)
    canonical_bytes(measured)
    for shows in measure.about.shows:
        assert answer(shows, found).verdict != "met"


@every
def test_what_is_not_there_is_our_own_error(measure, tmp_path):
    reads, settings = worked(measure, tmp_path / "example")
    gone = {name: replace(one, path=tmp_path / "gone" / one.path.name) for name, one in reads.items()}
    with pytest.raises(TanbaError):
        measure.run(gone, settings, world())


@every
def test_settings_have_defaults_or_are_said_to_be_needed(measure, tmp_path):
    assert all(field.kw_only for field in fields(measure.settings))
    with pytest.raises(ValueError, match=r"extra|unexpected"):
        TypeAdapter(measure.settings).validate_python({"no_such_setting": 1})


def test_there_is_no_measure_of_another_name():
    with pytest.raises(TanbaError, match="MS01"):
        find_measure("astrology")
