"""The law as SQL: a database gives the cells that `assess` gives."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from law.invented import ON, invent_answers, invent_pack, registers, seeded, to_frame
from tanba.kernel import Faults
from tanba.law import DIALECTS, read_pack, sweep, to_sql

PACKS = [read_pack(head.parent) for head in sorted(Path("packs").rglob("pack.yaml"))]
TODAY = date(2026, 11, 23)
CODE = {False: 0, None: 1, True: 2}
TYPES = {"bool": "BOOLEAN", "int": "BIGINT", "day": "DATE", "set": "VARCHAR[]"}


def cells(pack, systems, on):
    """The truths of every rule, as DuckDB finds them with the SQL we print."""
    with duckdb.connect() as database:
        columns = ", ".join(f'"{q.id}" {TYPES.get(q.type, "VARCHAR")}' for q in pack.questions)
        database.execute(f"CREATE TABLE systems (row BIGINT, {columns})")
        marks = ", ".join("?" * (len(pack.questions) + 1))
        rows = [[n, *(one.get(q.id) for q in pack.questions)] for n, one in enumerate(systems)]
        database.executemany(f"INSERT INTO systems VALUES ({marks})", rows)  # noqa: S608
        sql = to_sql(pack, on, "duckdb", keep=["row"])
        found = sorted(database.execute(sql).fetchall())
    rules = [rule.id for rule in pack.in_force(on)]
    return {rule: [CODE[row[n]] for row in found] for n, rule in enumerate(rules, 1)}


def compare(pack, systems, on):
    swept = sweep(pack, to_frame(pack, systems), on)
    assert cells(pack, systems, on) == {rule.id: swept.truth(rule.id).tolist() for rule in swept.rules}


@given(registers(most=12))
@settings(deadline=None, max_examples=30)
def test_a_database_gives_the_cells_of_a_sweep(register):
    compare(*register, ON)


@pytest.mark.parametrize("unknown", [0.0, 0.3, 0.6])
def test_a_larger_register_in_a_database_agrees_on_every_cell(unknown):
    chance = seeded(20260118)
    pack = invent_pack(chance, rules=40)
    compare(pack, [invent_answers(chance, pack, unknown) for _ in range(200)], ON)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
@pytest.mark.parametrize("unknown", [0.0, 0.3, 0.6])
def test_a_real_pack_in_a_database_agrees_on_every_cell(pack, unknown):
    chance = seeded(230)
    compare(pack, [invent_answers(chance, pack, unknown) for _ in range(40)], TODAY)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(chance=st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=20)
def test_the_sql_of_every_dialect_parses_and_projects_every_rule(dialect, chance):
    pack = invent_pack(chance)
    query = sqlglot.parse_one(
        to_sql(pack, ON, dialect, table="reg.systems", keep=["id"]), dialect=dialect
    )
    assert query.named_selects == ["id", *(rule.id for rule in pack.in_force(ON))]
    assert query.find(sqlglot.exp.Where) is None


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_real_pack_prints_in_every_dialect(pack, dialect):
    text = to_sql(pack, TODAY, dialect)
    assert text.startswith(f"-- {pack.id} {pack.head.version}, the law of 2026-11-23")
    query = sqlglot.parse_one(text, dialect=dialect)
    assert query.named_selects == [rule.id for rule in pack.in_force(TODAY)]


def leaf_sql(text, dialect):
    """The SQL of one condition over the invented facts."""
    from dataclasses import replace

    from tanba.law import parse

    pack = invent_pack(seeded(1))
    rule = next(r for r in pack.in_force(ON) if not r.unless)
    rule = replace(rule, id="r", when=parse(text, pack.scope))
    pack = replace(pack, rules=(rule,))
    printed = sqlglot.parse_one(to_sql(pack, ON, dialect), dialect=dialect)
    return printed.selects[0].this.sql(dialect=dialect)


LEAVES = [
    ("'it''s' IN s0", "postgres", "'it''s' = ANY(\"s0\")"),
    ("'it''s' IN s0", "duckdb", "ARRAY_CONTAINS(\"s0\", 'it''s')"),
    ("'red' IN s0", "spark", "ARRAY_CONTAINS(`s0`, 'red')"),
    ("'red' IN s0", "clickhouse", 'CASE WHEN "s0_known" THEN has("s0", \'red\') ELSE NULL END'),
    ("e0 IN ('red', 'blue')", "postgres", "\"e0\" IN ('red', 'blue')"),
    ("e0 IN ('red', 'blue')", "clickhouse", "\"e0\" = 'red' OR \"e0\" = 'blue'"),
    ("d0 < DATE '2026-01-18'", "postgres", "\"d0\" < CAST('2026-01-18' AS DATE)"),
    ("d0 < DATE '1950-01-18'", "clickhouse", "\"d0\" < toDate32('1950-01-18')"),
    ("i0 >= -5", "spark", "`i0` >= -5"),
]


@pytest.mark.parametrize(("text", "dialect", "sql"), LEAVES)
def test_a_condition_is_printed_in_the_manner_of_the_place(text, dialect, sql):
    assert leaf_sql(text, dialect) == sql


def test_another_dialect_is_refused_with_a_hint():
    with pytest.raises(Faults, match="did you mean postgres"):
        to_sql(invent_pack(seeded(1)), ON, "postgre")


@pytest.mark.parametrize("table", ["", ".", "a..b", "a.b.c.d"])
def test_what_names_no_table_is_refused(table):
    with pytest.raises(Faults, match="SQ02"):
        to_sql(PACKS[0], TODAY, "postgres", table)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_hostile_table_name_stays_one_name(dialect):
    (statement,) = sqlglot.parse(to_sql(PACKS[0], TODAY, dialect, 'x"; drop'), dialect=dialect)
    assert 'x"; drop' in {table.name for table in statement.find_all(sqlglot.exp.Table)}
