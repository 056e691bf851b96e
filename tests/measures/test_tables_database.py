"""Tables in databases: counted there, read only, and nobody's password in an error."""

import shutil
import socket
import sqlite3
import subprocess
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tanba.kernel import Faults
from tanba.measures.frame.measure import Artefact
from tanba.measures.tables.source import Column, Key, Source, open_table
from tanba.measures.tables.values import days, moments, numbers

SECRET = "қ0піеß/құпия"  # noqa: S105


def opened(url: str) -> Source:
    return open_table(Artefact(name="decisions", kind="table", at="decisions", url=url))


@pytest.fixture
def base(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(tmp_path / "d.db")) as found:
        found.execute("create table d (sex text, age integer, day text, money numeric, raw blob, free)")
        rows = [
            ("әйел", 17, "2026-01-31", 1.5, b"x", 1),
            (" әйел ", 40, "01.02.2026", 2, b"x", "a"),
            ("нет данных", "нет", None, "1,5", b"x", None),
        ]
        found.executemany("insert into d values (?, ?, ?, ?, ?, ?)", rows)
        found.commit()
        yield found


def test_words_in_a_column_of_numbers_of_sqlite_are_read_and_not_lost(base, tmp_path):
    source = opened(f"sqlite:///{tmp_path}/d.db#d")
    assert source.columns[1] == Column(name="age", kind="number")
    assert source.tally([Key(column="sex")], ["money"]).rows() == [
        ("әйел", 2, 2, 3.5, 6.25),
        (None, 1, 1, 1.5, 2.25),
    ]
    assert source.tally([Key(column="day", period="month")])["day"].to_list() == [
        "2026-01", "2026-02", None,
    ]  # fmt: skip
    with pytest.raises(Faults, match=r"d\.db#d: MT13 'нет' in column 'age' is not a number"):
        source.tally([Key(column="age", cuts=(18,))])
    assert [row[0] for row in source.tally([Key(column="free")]).rows()] == ["1", "a", None]
    (frame,) = source.batches(["money", "day"])
    assert numbers(frame["money"]).to_list() == [1.5, 2.0, 1.5]
    assert str(days(frame["day"])[1]) == "2026-02-01"
    with pytest.raises(Faults, match="MT12 column 'raw'"):
        source.tally([Key(column="raw")])
    with pytest.raises(Faults, match="MT12 column 'raw'"):
        next(source.batches(["raw"]))


def test_a_database_that_is_not_there_is_not_made_and_one_that_is_stays_as_it_is(base, tmp_path):
    with pytest.raises(Faults, match="MT01 there is no such file"):
        opened(f"sqlite:///{tmp_path}/none.db#d")
    assert not (tmp_path / "none.db").exists()
    before = (tmp_path / "d.db").read_bytes()
    with pytest.raises(Faults, match=r"MT23 there is no table 'dd'\n.*did you mean 'd'"):
        opened(f"sqlite:///{tmp_path}/d.db#dd")
    assert list(opened(f"sqlite:///{tmp_path}/d.db#d").batches(["age"]))
    assert (tmp_path / "d.db").read_bytes() == before
    (tmp_path / "text.db").write_text("no database" * 100)
    with pytest.raises(Faults, match=r"MT22 .*not a database"):
        opened(f"sqlite:///{tmp_path}/text.db#d")


@pytest.mark.parametrize(
    ("url", "match"),
    [
        ("sqlite:///d.db", "MT20 the address names no table"),
        ("mysql://a:{}@h/b#t", "MT20 no tables are read from mysql"),
        ("postgresql://a:{}@h:port/b#t", "MT20 the address of the database cannot be read"),
        ("{}", "MT20"),
        ("env:TANBA_NONE#t", "MT21 there is no TANBA_NONE in the environment"),
        ("postgresql+psycopg://a:{}@127.0.0.1:1/b#t", "MT22 the database cannot be read"),
        ("postgresql://a@127.0.0.1:1/b?password={}#t", "MT22"),
        ("env:TANBA_URL#t", "env:TANBA_URL#t: MT22"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_without_its_password(url, match, monkeypatch):
    monkeypatch.setenv("TANBA_URL", f"postgresql://a:{SECRET.replace('/', '%2F')}@127.0.0.1:1/b")
    with pytest.raises(Faults, match=match) as caught:
        opened(url.format(SECRET.replace("/", "%2F")))
    told = "".join(traceback.format_exception(caught.value, chain=True, limit=0))
    for secret in (SECRET, SECRET.replace("/", "%2F"), "құпия"):
        assert secret not in told


def test_the_environment_names_a_database_with_or_without_its_table(base, tmp_path, monkeypatch):
    monkeypatch.setenv("TANBA_URL", f"sqlite:///{tmp_path}/d.db#d")
    assert opened("env:TANBA_URL").tally([])["n"].to_list() == [3]
    monkeypatch.setenv("TANBA_URL", f"sqlite:///{tmp_path}/d.db")
    assert opened("env:TANBA_URL#d").tally([])["n"].to_list() == [3]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A PostgreSQL of our own, for as long as these tests take."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = Path(found[-1] if found else shutil.which("initdb") or "")
    if not initdb.is_file():
        pytest.skip("NOT TESTED: PostgreSQL is not installed")
    as_user = []
    with tempfile.TemporaryDirectory(prefix="tanba-pg-", ignore_cleanup_errors=True) as folder:
        data = Path(folder, "data")
        if Path("/").owner() == Path(folder).owner():  # a server refuses to be run by root
            as_user = ["runuser", "-u", "postgres", "--"]
            try:
                shutil.chown(folder, "postgres")
            except LookupError:
                pytest.skip("NOT TESTED: there is no user that may run PostgreSQL")
        with closing(socket.create_server(("127.0.0.1", 0))) as free:
            port = free.getsockname()[1]
        words = ["-A", "trust", "-U", "tanba", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run([*as_user, initdb, "-D", data, *words], **quiet)
        options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
        pg_ctl = [*as_user, initdb.with_name("pg_ctl"), "-D", data, "-w"]
        subprocess.run([*pg_ctl, "-o", options, "-l", data / "log", "start"], **quiet)
        try:
            yield f"postgresql+psycopg://tanba@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*pg_ctl, "-m", "immediate", "stop"], **quiet)


def told(server: str, *statements: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_postgresql_counts_as_files_do(server, tmp_path):
    told(
        server,
        "create table d as select (array['әйел', 'ер', null, ' ер'])[1 + i % 4] as sex, i % 90 as age,"
        " case when i % 50 = 0 then 'NaN'::float8 else i / 7.0::float8 end as income, i % 2 = 0 as good,"
        " date '2026-01-31' + i as day, '2026-01-31 22:00+00'::timestamptz as at,"
        " (i / 4.0)::numeric(9, 2) as money, i::text as txt, '007'::char(5) as code, '{}'::jsonb as js,"
        " '10.0.0.1'::inet as net from generate_series(1, 500) i",
        "create schema other",
        "create view other.v as select sex, age from d",
    )
    source = opened(server + "#d")
    kinds = {column.name: column.kind for column in source.columns}
    assert kinds == {
        "sex": "text", "age": "number", "income": "number", "good": "truth", "day": "day", "at": "moment",
        "money": "number", "txt": "text", "code": "text", "js": "other", "net": "text",
    }  # fmt: skip
    names = [name for name in kinds if name != "js"]
    frame = pl.concat(source.batches(names, 200))
    assert frame.height == 500
    assert [one.height for one in source.batches(["sex"], 200)] == [200, 200, 100]
    frame.write_parquet(tmp_path / "d.parquet")
    path = tmp_path / "d.parquet"
    file = open_table(Artefact(name="decisions", kind="table", at="d.parquet", path=path))
    asked = [
        ([Key(column="sex"), Key(column="good"), Key(column="code")], ["income", "money"]),
        ([Key(column="age", cuts=(18, 65.5)), Key(column="day", period="month")], ["age"]),
        ([Key(column="day", period="week"), Key(column="at", period="year")], ["txt"]),
        ([Key(column="income", cuts=(10,)), Key(column="net")], []),
        ([Key(column="txt", cuts=(100, 200)), Key(column="sex")], []),
        ([Key(column="at"), Key(column="age")], []),
        ([], ["income"]),
    ]
    for keys, sums in asked:
        ours, theirs = source.tally(keys, sums), file.tally(keys, sums)
        assert_frame_equal(ours, theirs, rel_tol=1e-12)
        assert ours.equals(source.tally(keys, sums))
    assert moments(frame["at"])[0].isoformat() == "2026-01-31T22:00:00+00:00"
    assert opened(server + "#other.v").tally([])["n"].to_list() == [500]
    with pytest.raises(Faults, match="MT17 more than 10 combinations: column 'age' alone has 11"):
        source.tally([Key(column="good"), Key(column="age")], cells=10)
    with pytest.raises(Faults, match="MT12 column 'js'"):
        source.tally([Key(column="js")])
    with pytest.raises(Faults, match=r"MT13 '(ер|әйел)' in column 'sex'"):
        source.tally([], ["sex"])
    told(server, "update d set income = 'infinity' where age = 5")
    with pytest.raises(Faults, match="MT16 a number in column 'income' is infinite"):
        source.tally([Key(column="sex")], ["income"])
    told(server, "truncate d")
    assert source.tally([Key(column="sex")], ["income"]).rows() == []
    assert source.tally([], ["income"]).rows() == [(0, 0, 0.0, 0.0)]
    assert list(source.batches(["sex"])) == []


def test_postgresql_is_asked_and_never_told(server):
    told(
        server,
        "create table kept (a int)",
        "create function writes() returns int language sql as 'insert into kept values (1) returning a'",
        "create view trap as select writes() as a",
    )
    with pytest.raises(Faults, match=r"MT22 .*read-only transaction"):
        opened(server + "#trap").tally([Key(column="a")])
    assert opened(server + "#kept").tally([])["n"].to_list() == [0]
