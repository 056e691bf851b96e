"""Tables in files: what is read, what is counted, and what is said when a file is not what it should be."""

import csv
import io
import json
import random
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import Faults, Refused, TanbaError
from tanba.measures.frame.measure import Artefact
from tanba.measures.tables import cells, delimited, files
from tanba.measures.tables.delimited import read_blocks
from tanba.measures.tables.layout import read_layout
from tanba.measures.tables.source import CELLS, Column, Key, Source, open_table
from tanba.measures.tables.values import days, moments, numbers, texts, truths

ROWS = [
    ("әйел", 17, "2026-01-31", 10.5, True, "007"),
    ("ер", 18, "2026-02-01", None, False, "7"),
    (None, 64, "2026-02-28", 0.25, True, "007"),
    ("әйел", 65, "2026-12-31", 1e3, None, "010"),
    ("ер", None, None, -2.0, True, "007"),
    ("әйел", 30, "2026-01-01", 3.0, True, "7"),
]
NAMES = ("жынысы", "age", "day", "income", "approved", "code")


def opened(path: Path) -> Source:
    return open_table(Artefact(name="decisions", kind="table", at=path.name, path=path))


def written(folder: Path, data: bytes | str, name: str = "decisions.csv") -> Source:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return opened(path)


def rows_of(source: Source) -> list[tuple]:
    return [row for frame in source.batches([c.name for c in source.columns]) for row in frame.rows()]


def as_csv(folder: Path, ending: str = ".csv", letters: str = "utf-8", mark: str = ",") -> Source:
    out = io.StringIO()
    line = csv.writer(out, delimiter=mark, lineterminator="\r\n")
    line.writerow(NAMES)
    line.writerows(ROWS)
    path = folder / f"decisions{ending}"
    path.write_bytes(out.getvalue().encode(letters))
    return opened(path)


def as_parquet(folder: Path) -> Source:
    frame = pl.DataFrame(ROWS, schema=list(NAMES), orient="row")
    kinds = pl.col("жынысы").cast(pl.Categorical), pl.col("day").str.to_date()
    frame.with_columns(*kinds).write_parquet(folder / "decisions.parquet")
    return opened(folder / "decisions.parquet")


def as_lines(folder: Path) -> Source:
    lines = (json.dumps(dict(zip(NAMES, row, strict=True)), ensure_ascii=False) for row in ROWS)
    return written(folder, "\n".join(lines), "decisions.jsonl")


def as_database(folder: Path) -> Source:
    path = folder / "decisions.db"
    base = sqlite3.connect(path)
    base.execute(
        "create table d (жынысы text, age integer, day date, income real, approved text, code text)"
    )
    told = [(*row[:4], None if row[4] is None else str(row[4]).lower(), row[5]) for row in ROWS]
    base.executemany("insert into d values (?, ?, ?, ?, ?, ?)", told)
    base.commit()
    base.close()
    return open_table(
        Artefact(name="decisions", kind="table", at="decisions.db", url=f"sqlite:///{path}#d")
    )


CARRIERS = [
    as_csv,
    lambda folder: as_csv(folder, letters="utf-8-sig", mark=";"),
    lambda folder: as_csv(folder, ".tsv", "utf-16", "\t"),
    as_parquet,
    as_lines,
    as_database,
]


@pytest.mark.parametrize(
    "carrier", CARRIERS, ids=["csv", "bom;", "utf-16", "parquet", "lines", "sqlite"]
)
def test_every_carrier_gives_the_same_columns_and_the_same_tally(carrier, tmp_path):
    source = carrier(tmp_path)
    assert [column.name for column in source.columns] == list(NAMES)
    assert {c.name: c.kind for c in source.columns}["code"] == "text"
    tally = source.tally([Key(column="жынысы"), Key(column="age", cuts=(18, 65))], ["income"])
    assert tally.columns == ["жынысы", "age", "n", "income:n", "income:sum", "income:squares"]
    assert tally.rows() == [
        ("ер", "[18, 65)", 1, 0, 0.0, 0.0),
        ("ер", None, 1, 1, -2.0, 4.0),
        ("әйел", "< 18", 1, 1, 10.5, 110.25),
        ("әйел", "[18, 65)", 1, 1, 3.0, 9.0),
        ("әйел", "≥ 65", 1, 1, 1000.0, 1e6),
        (None, "[18, 65)", 1, 1, 0.25, 0.0625),
    ]
    assert source.tally([Key(column="day", period="month"), Key(column="code")]).rows() == [
        ("2026-01", "007", 1),
        ("2026-01", "7", 1),
        ("2026-02", "007", 1),
        ("2026-02", "7", 1),
        ("2026-12", "010", 1),
        (None, "007", 1),
    ]
    assert [r[0] for r in source.tally([Key(column="day", period="week")]).rows()] == [
        "2026-W01", "2026-W05", "2026-W09", "2026-W53", None,
    ]  # fmt: skip
    frame = pl.concat(source.batches(NAMES, 4))
    assert frame.height == len(ROWS)
    assert frame.columns == list(NAMES)
    assert numbers(frame["income"]).to_list() == [10.5, None, 0.25, 1e3, -2.0, 3.0]
    assert truths(frame["approved"]).to_list() == [True, False, True, None, True, True]
    assert days(frame["day"]).to_list()[1] == date(2026, 2, 1)
    assert texts(frame["жынысы"]).to_list() == [row[0] for row in ROWS]
    assert max(len(one) for one in source.batches(["code"], 4)) == 4
    with pytest.raises(Faults, match=r"MT10 there is no column 'cod'\n.*did you mean 'code'"):
        source.need("age", "cod", "sex")
    with pytest.raises(Faults, match="MT17 more than 3 combinations: column 'age' alone has"):
        source.tally([Key(column="approved"), Key(column="age")], cells=3)
    with pytest.raises(Faults, match=r"MT15 ('|column 'income' holds)"):
        source.tally([Key(column="income", period="month")])
    with pytest.raises(Faults, match=r"MT13 '(ер|әйел)' in column 'жынысы' is not"):
        source.tally([Key(column="жынысы", cuts=(1,))])
    with pytest.raises(Faults, match="MT18 the tally would have two columns 'age'"):
        source.tally([Key(column="age"), Key(column="age", cuts=(18,))])


READ = {
    "a header alone": (b"a,b\n", []),
    "a header without an end": (b"a,b", []),
    "codes keep their zeros": (b"a,b\n007,1e3\n", [("007", "1e3")]),
    "old lines of Macs": (b"a,b\r1,2\r3,4\r", [("1", "2"), ("3", "4")]),
    "both ends of lines": (b"a,b\r\n1,2\n3,4\r\n", [("1", "2"), ("3", "4")]),
    "blank lines are no rows": (b"\na,b\n1,2\n\n \r\n3,4\n\n", [("1", "2"), ("3", "4")]),
    "blank lines of one column": (b"a\n1\n\n3\n", [("1",), ("3",)]),
    "blank lines in quotes stay": (b'a,b\n"x\n\ny",2\n\n', [("x\n\ny", "2")]),
    "rows of nothing are rows": (b"a;b\n;\n;1\n", [(None, None), (None, "1")]),
    "quotes in quotes": (b'a,b\n"x ""y""","1,5"\n', [('x "y"', "1,5")]),
    "told its separator": (b"sep=|\na|b\n1|2\n", [("1", "2")]),
    "no end after the last row": (b"a\tb\n1\t2", [("1", "2")]),
    "UTF-16 of the other end": ("\ufeffә,b\n1,ң\n".encode("utf-16-be"), [("1", "ң")]),
}


@pytest.mark.parametrize("name", READ)
def test_separated_values_are_read_as_they_stand(name, tmp_path):
    data, rows = READ[name]
    source = written(tmp_path, data)
    assert rows_of(source) == rows
    assert source.tally([])["n"].to_list() == [len(rows)]


WRONG = {
    ".csv": {
        "nothing": (b"", "d.csv: MT04 the file is empty"),
        "a mark and nothing": (b"\xef\xbb\xbf\n", "MT04"),
        "too few": (b"a,b,c\n1,2,3\n1,2\n", "d.csv:3: MT06 a row of 2 values under a header of 3"),
        "too many": (b'a,b,c\n"1\n",2,3\n1,2,3,4\n', "d.csv:4: MT06 a row of 4 values"),
        "one more, one less": (b"a,b\n1,2,3\n1\n", "d.csv:2: MT06 a row of 3"),
        "Russian Windows": ("пол;b\nмуж;1\n".encode("cp1251"), "d.csv:1: MT03 .*\n.*Windows-1251"),
        "two kinds of letters": (
            "пол;b\nмуж;1\n".encode() + "женский;2\n".encode("cp1251"),
            "d.csv:3: MT03 .*\n.*Windows-1251",
        ),
        "half a letter": ("a,b\n1,2\n".encode("utf-16")[:-1], "MT03"),
        "UTF-16 without a mark": ("a,b\n1,2\n".encode("utf-16-le"), "MT03 a zero byte"),
        "a zero byte": (b"a,b\n1,2\n1,\0\n", "d.csv:3: MT03 a zero byte"),
        "an open quote": (b'a,b\n1,2\n1,"2\n3,4\n', "d.csv:3: MT06 a quote is opened and never closed"),
        "a quote inside": (b'a,b,c\n1,2,3\n1,"2"3,4\n', "d.csv:3: MT06 a quote in the middle"),
        "names twice and none": (
            b"a,a,\n1,2,3\n",
            "MT05 column 3 has no name\n.*\n.*MT05 two columns are called 'a'",
        ),
        "too many columns": (b",".join(b"c%d" % i for i in range(10_001)), "MT06 the header has 10001"),
        "a header without end": (b"a" * (1 << 20), "MT06 the header does not end"),
        "a row without end": (b"a,b\n1,2\n" + b"x" * (17 << 20), "d.csv:3: MT06 a row of more than"),
        "a quote above much": (
            b'a,b\n1,"2\n' + b"1,2\n" * (5 << 20),
            "d.csv:2: MT06 a quote is opened",
        ),
        "Excel": (b"PK\x03\x04", "MT01 .*\n.*save the sheet as CSV"),
        "Parquet by another name": (b"PAR1PAR1", "MT01 .*\n.*call it .parquet"),
    },
    ".docx": {"a word": (b"x", "MT01 a table does not end in '.docx'")},
    ".jsonl": {
        "not JSON": (b'{"a": 1}\n\nhello\n', "d.jsonl:3: MT07 the line is not JSON"),
        "no object": (b'{"a": 1}\n[1]\n', "d.jsonl:2: MT07 .* no object"),
        "cut short": (b'{"a": 1}\n{"a":', "d.jsonl:2: MT07"),
        "no number": (b'{"a": NaN}\n', "d.jsonl:1: MT07 .*NaN"),
        "beyond numbers": (b'{"a": 1}\n{"a": 1e400}\n', "d.jsonl:2: MT07 .*1e400"),
        "too deep": (b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "MT07 .*too deep"),
        "other letters": (b'{"a": 1}\n{"a": "\xe9"}\n', "d.jsonl:2: MT03"),
        "a line without end": (
            b'{"a": 1}\n{"a": "' + b"x" * (17 << 20),
            "d.jsonl:2: MT07 a line of more",
        ),
        "no lines": (b"\n", "MT04"),
        "many names": (json.dumps({f"c{i}": 1 for i in range(10_001)}).encode(), "MT07 .*names"),
    },
    ".parquet": {
        "no Parquet": (b"hello" * 99, "d.parquet: MT02"),
        "nothing": (b"", "d.parquet: MT02"),
    },
}


@pytest.mark.parametrize(("ending", "name"), [(end, name) for end in WRONG for name in WRONG[end]])
def test_a_file_that_is_no_table_is_refused_with_the_place_that_is_wrong(ending, name, tmp_path):
    data, match = WRONG[ending][name]
    with pytest.raises(Faults, match=match):
        rows_of(written(tmp_path, data, f"d{ending}"))
    with pytest.raises(Faults, match=match):
        counted(tmp_path, data, f"d{ending}")


def counted(folder: Path, data: bytes, name: str) -> pl.DataFrame:
    source = written(folder, data, name)
    return source.tally([Key(column=source.columns[0].name)])


def test_parquet_that_is_damaged_inside_is_our_error_though_polars_panics(tmp_path):
    path = tmp_path / "d.parquet"
    pl.DataFrame({"a": [f"{i % 7}" for i in range(50_000)]}).write_parquet(path)
    data = bytearray(path.read_bytes())
    data[100:500] = b"\xff" * 400
    with pytest.raises(Faults, match=r"d\.parquet: MT02"):
        written(tmp_path, bytes(data), "d.parquet").tally([Key(column="a")])


def test_a_folder_or_nothing_is_no_table(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(Faults, match="MT01 there is no such file"):
            opened(path)


@settings(deadline=None, max_examples=60)
@given(data=st.binary(max_size=300), ending=st.sampled_from([".csv", ".tsv", ".jsonl", ".parquet"]))
def test_any_bytes_at_all_are_a_table_or_our_error(tmp_path_factory, data, ending):
    try:
        source = written(tmp_path_factory.mktemp("any"), data, f"d{ending}")
        source.tally([Key(column=column.name) for column in source.columns if column.name != "n"])
        rows_of(source)
    except TanbaError:
        pass


words_ = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6)
tables_ = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(words_, min_size=width, max_size=width), min_size=1, max_size=12)
)


@settings(deadline=None, max_examples=80)
@given(rows=tables_, mark=st.sampled_from(",;\t"), size=st.integers(1, 40))
def test_what_is_written_quoted_is_read_again_in_blocks_of_any_size(tmp_path_factory, rows, mark, size):
    out = io.StringIO()
    csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [[f"c{i}" for i in range(len(rows[0]))], *rows]
    )
    path = tmp_path_factory.mktemp("quoted") / "d.csv"
    path.write_bytes(out.getvalue().encode())
    layout = read_layout(path, "d.csv")
    blocks = list(read_blocks(path, layout, "d.csv", size))
    assert b"".join(block.data for block in blocks) == out.getvalue().encode().split(b"\n", 1)[1]
    assert sum(block.rows for block in blocks) == len(rows)
    assert rows_of(opened(path)) == [tuple(row) for row in rows]


def test_the_tally_is_the_same_in_strips_of_any_size_to_the_last_digit(tmp_path, monkeypatch):
    chance = random.Random(5)  # noqa: S311
    frame = pl.DataFrame(
        {
            "group": [chance.choice("абв") for _ in range(4_000)],
            "x": [chance.uniform(-1e6, 1e6) for _ in range(4_000)],
        }
    )
    frame.write_parquet(tmp_path / "d.parquet", row_group_size=100)
    keys, source = [Key(column="group"), Key(column="x", cuts=(0,))], opened(tmp_path / "d.parquet")
    whole = source.tally(keys, ["x"])
    assert whole.equals(source.tally(keys, ["x"]))
    monkeypatch.setattr(files, "STRIP", 333)
    parts = source.tally(keys, ["x"])
    assert parts.equals(source.tally(keys, ["x"]))
    assert parts.select("group", "n").equals(whole.select("group", "n"))
    for name in ("x:sum", "x:squares"):
        for one, other in zip(whole[name], parts[name], strict=True):
            assert one == pytest.approx(other, rel=1e-12)


def test_counting_streams_and_never_holds_the_table(tmp_path, monkeypatch):
    pl.DataFrame({"a": [str(i % 3) for i in range(1_000)]}).write_parquet(tmp_path / "d.parquet")
    (tmp_path / "d.csv").write_text("a\n" + "1\n2\n" * 500)
    seen = []
    collect = pl.LazyFrame.collect

    def watched(self, **how):
        found = collect(self, **how)
        seen.append((how["engine"], found.height))
        return found

    monkeypatch.setattr(files, "STRIP", 100)
    monkeypatch.setattr(pl.LazyFrame, "collect", watched)
    for name in ("d.parquet", "d.csv"):
        source = opened(tmp_path / name)
        seen.clear()
        assert source.tally([Key(column="a")])["n"].sum() == 1_000
        assert {engine for engine, _ in seen} == {"streaming"}
        assert max(height for _, height in seen) <= 3


def test_ten_thousand_groups_are_counted_and_names_of_everybody_are_not(tmp_path):
    many = "a,b\n" + "".join(f"{i % 10_000},{i}\n" for i in range(30_000))
    source = written(tmp_path, many)
    tally = source.tally([Key(column="a")])
    assert tally.height == 10_000
    assert set(tally["n"]) == {3}
    assert CELLS == 200_000
    with pytest.raises(Faults, match="MT17 more than 25000 combinations: column 'b' alone has 30000"):
        source.tally([Key(column="a"), Key(column="b")], cells=25_000)


def test_words_that_say_nothing_and_space_around_words_make_no_groups(tmp_path):
    source = written(tmp_path, "a\nNaN\n ер \nер\nнет данных\nДеректер жоқ\nNone\n", "d.csv")
    assert source.tally([Key(column="a")]).rows() == [("None", 1), ("ер", 2), (None, 3)]
    frame = pl.DataFrame({"a": [1.0, float("nan"), None, 2.5, 1.0]})
    frame.write_parquet(tmp_path / "d.parquet")
    source = opened(tmp_path / "d.parquet")
    assert source.tally([Key(column="a")], []).rows() == [("1", 2), ("2.5", 1), (None, 2)]
    cut = source.tally([Key(column="a", cuts=(2,))])
    assert cut.rows() == [("< 2", 2), ("≥ 2", 1), (None, 2)]
    frame.with_columns(a=pl.lit(float("inf"))).write_parquet(tmp_path / "d.parquet")
    with pytest.raises(Faults, match="MT16 a number in column 'a' is infinite"):
        opened(tmp_path / "d.parquet").tally([], ["a"])


def test_numbers_of_parquet_are_sorted_by_size_and_days_are_those_of_the_place(tmp_path):
    moment = pl.Series([datetime(2026, 1, 31, 20, tzinfo=UTC)] * 3)
    frame = pl.DataFrame(
        {"a": [100, 9, 20], "at": moment.dt.convert_time_zone("Asia/Almaty"), "deep": [[1], [2], [3]]}
    )
    frame.write_parquet(tmp_path / "d.parquet")
    source = opened(tmp_path / "d.parquet")
    assert source.columns[1:] == (Column(name="at", kind="moment"), Column(name="deep", kind="other"))
    assert source.tally([Key(column="a")])["a"].to_list() == ["9", "20", "100"]
    assert source.tally([Key(column="at", period="day")])["at"].to_list() == ["2026-02-01"]
    with pytest.raises(Faults, match="MT12 column 'deep' does not hold one value a row"):
        source.tally([Key(column="deep")])


def test_names_that_come_late_and_change_their_kind_are_not_lost_in_json_lines(tmp_path):
    lines = [{"a": 1, "b": {"x": 1}}] * 300 + [{"a": "y", "late": 1.5}, {"b": {"x": 1, "y": [2]}}]
    text = "\ufeff" + "\n\n".join(json.dumps(line) for line in lines)
    source = written(tmp_path, text, "d.jsonl")
    kinds = {column.name: column.kind for column in source.columns}
    assert kinds == {"a": "text", "b": "other", "late": "number"}
    assert source.tally([Key(column="a"), Key(column="late")]).rows() == [
        ("1", None, 300), ("y", "1.5", 1), (None, None, 1),
    ]  # fmt: skip


def test_a_table_without_rows_has_no_groups_and_one_count_of_nothing(tmp_path):
    for name, data in (("d.csv", b"a,x\n"), ("e.tsv", b"a\tx\n")):
        source = written(tmp_path, data, name)
        assert source.tally([Key(column="a")], ["x"]).rows() == []
        assert source.tally([], ["x"]).rows() == [(0, 0, 0.0, 0.0)]
        assert rows_of(source) == []


def words(*found: str | None) -> pl.Series:
    return pl.Series("c", found, dtype=pl.String)


def test_numbers_are_read_as_people_here_write_them():
    found = numbers(
        words("1", "1,5", " 1 234,50 ", "12\u00a0345\u202f678", "-3", "0,123", "007", "1e3")
    )
    assert found.to_list() == [1, 1.5, 1234.5, 12345678, -3, 0.123, 7, 1000]
    assert numbers(words("", None, "нет данных", "-", "NA")).to_list() == [None] * 5
    for wrong in ("1,234", "1.234,5", "1 23", "5 %", "inf", "1e400", "0x10", "тысяча"):
        with pytest.raises(Refused, match=f"MT13 '{wrong}' in column 'c' is not a number"):
            numbers(words("1", wrong))


def test_truths_are_read_in_three_languages_and_by_the_words_one_names():
    assert truths(words("ИӘ", "да", "Yes", "1")).to_list() == [True] * 4
    assert truths(words("жоқ", "НЕТ", "false", "0", None, "")).to_list() == [False] * 4 + [None] * 2
    assert truths(pl.Series("c", [1.0, 0.0, None])).to_list() == [True, False, None]
    assert truths(words("Approved", "no"), ["approved"]).to_list() == [True, False]
    with pytest.raises(Refused, match="MT14 'maybe' in column 'c' is neither true nor false"):
        truths(words("да", "maybe"))
    with pytest.raises(Refused, match="MT14 'x'"):
        truths(words("approved", "x"), ["approved"], ["rejected"])


def test_moments_are_brought_to_utc_and_days_stay_where_they_were_written():
    told = words(
        "2026-03-01T10:00:00+05:00", "2026-03-01 05:00:00Z", "01.03.2026 10:00", "2026-03-01T10:00"
    )
    assert moments(told, "Asia/Almaty").to_list() == [datetime(2026, 3, 1, 5, tzinfo=UTC)] * 4
    late = words("2026-03-01T23:30:00-05:00", "01.03.2026", None)
    assert days(late).to_list() == [date(2026, 3, 1), date(2026, 3, 1), None]
    fine = moments(words("2026-03-01T10:00:00.123456789Z"))
    assert fine[0].microsecond == 123456
    for wrong in ("2026-02-30", "03/01/2026", "2026-03-01T25:00", "вчера"):
        with pytest.raises(Refused, match="MT15"):
            moments(words(wrong))


def test_a_time_zone_that_is_none_is_refused():
    with pytest.raises(Refused, match="MT19 there is no time zone 'Asia/Qostanaj'"):
        moments(words("2026-03-01"), "Asia/Qostanaj")


def test_whole_texts_are_no_groups(tmp_path, monkeypatch):
    monkeypatch.setattr(cells, "HELD", 5_000)
    source = written(tmp_path, "a\n" + "".join(f"{i}{'x' * 1_000}\n" for i in range(9)))
    with pytest.raises(Faults, match="MT17 the values of 'a' are whole texts"):
        source.tally([Key(column="a")])
    assert list(source.batches([])) == []


def test_a_large_table_of_names_is_refused_after_its_first_rows(tmp_path, monkeypatch):
    pl.DataFrame({"a": [str(i) for i in range(1_000)]}).write_parquet(tmp_path / "d.parquet")
    monkeypatch.setattr(files, "STRIP", 500)
    monkeypatch.setattr(files, "FIRST", 50)
    with pytest.raises(Faults, match="column 'a' alone has 50 values or more"):
        opened(tmp_path / "d.parquet").tally([Key(column="a")], cells=20)


def test_a_long_value_is_named_in_short():
    with pytest.raises(Refused) as caught:
        numbers(words("x" * 1_000))
    assert len(str(caught.value)) < 120


def test_blocks_are_small_beside_any_table():
    assert max(delimited.BLOCK, delimited.LONGEST) <= 16 << 20
