"""
The law of a day as SQL, for a register that lives in somebody's database or cluster.

One SELECT that projects every rule as a truth, never WHERE: there an unknown would vanish. SQL's NULL
logic is Kleene's (ISO/IEC 9075-2), so the database gives the yes, no and NULL that `assess` gives.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from tanba.kernel import Fault, Faults, Place
from tanba.law.decision.formula import Decisions
from tanba.law.language.syntax import Between, Compare, Fact, Has, Leaf, Node, OneOf, leaves
from tanba.law.language.syntax import Literal as Answer
from tanba.law.language.vocabulary import suggest
from tanba.law.sheets.pack import Pack

_LEVELS = ("this", "db", "catalog")
DIALECTS = ("postgres", "duckdb", "clickhouse", "spark")


def to_sql(pack: Pack, on: date, dialect: str, table: str = "systems", keep: Iterable[str] = ()) -> str:
    """
    Return one SELECT that gives every rule of `pack` in force on the day `on`, system by system.

    The table has a column for each fact in `facts_used`: booleans, whole numbers, dates, text, and an
    array of text for a set; NULL is unknown. ClickHouse has no NULL arrays: there a column `…_known`
    beside the set says whether it was answered. The result has the columns in `keep`, then one named by
    each rule's id: true, false or NULL. Raises Faults for a dialect that is not one of DIALECTS and for
    what names no table.
    """
    from sqlglot import exp

    if dialect not in DIALECTS:
        hint = suggest(dialect, DIALECTS) or f"one of {', '.join(DIALECTS)}"
        fault = Fault(at=Place(file="dialect"), code="SQ01", what=f"no SQL for {dialect!r}", hint=hint)
        raise Faults([fault])
    live = {rule.id: rule for rule in pack.in_force(on)}
    definitions = {one.id: one.when.node for one in pack.derived}
    # Derived truths are columns of the steps before, so that each is worked out once.
    decisions: Decisions[Any] = Decisions(replace(pack, derived=()), _Printer(dialect))
    source: Any = exp.Table(**_path(table))
    query: Any = exp.Select()
    for number, names in enumerate(_steps([r.when.node for r in live.values()], definitions), 1):
        parts = [exp.alias_(decisions.node(definitions[n]), n, quoted=True) for n in names]
        step = exp.select(exp.Star(), *parts).from_(source)
        query = query.with_(f"step_{number}", as_=step)
        source = exp.to_table(f"step_{number}")
    columns = [_column(name) for name in keep]
    columns += [
        exp.alias_(decisions.rule(rule, live), name, quoted=True) for name, rule in live.items()
    ]
    text = query.select(*columns).from_(source).sql(dialect=dialect, pretty=True)
    heading = f"{pack.id} {pack.head.version}, the law of {on}: {len(live)} rules, NULL is unknown"
    return f"-- {' '.join(heading.split())}\n{text}\n"


def _steps(nodes: list[Node], definitions: Mapping[str, Node]) -> list[list[str]]:
    """Return the derived truths that `nodes` need, in steps: each after those it is built from."""
    depths: dict[str, int] = {}

    def depth(node: Node) -> int:
        names = {leaf.name for leaf in leaves(node)} & definitions.keys()
        for name in sorted(names - depths.keys()):
            depths[name] = 1 + depth(definitions[name])
        return max((depths[name] for name in names), default=0)

    deepest = max(map(depth, nodes), default=0)
    return [[n for n in definitions if depths.get(n) == step] for step in range(1, deepest + 1)]


class _Printer:
    """The algebra of sqlglot's expressions in one dialect."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def leaf(self, leaf: Leaf) -> Any:
        from sqlglot import exp

        column = _column(leaf.name)
        match leaf:
            case Fact():
                return column
            case Has(name, member):
                return self._has(name, column, exp.Literal.string(member))
            case Between(_, low, high):
                return exp.Between(this=column, low=self._literal(low), high=self._literal(high))
            case OneOf(_, several) if self.dialect == "clickhouse":
                # Its IN knows only yes and no; equality knows NULL.
                return exp.or_(*(exp.EQ(this=column, expression=self._literal(a)) for a in several))
            case OneOf(_, several):
                return exp.In(this=column, expressions=[self._literal(answer) for answer in several])
            case Compare(_, operator, answer):
                kinds = {
                    "=": exp.EQ, "<>": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE
                }  # fmt: skip
                return kinds[operator](this=column, expression=self._literal(answer))

    def negate(self, part: Any) -> Any:
        from sqlglot import exp

        return exp.not_(part)

    def every(self, parts: list[Any]) -> Any:
        from sqlglot import exp

        return exp.and_(*parts)

    def some(self, parts: list[Any]) -> Any:
        from sqlglot import exp

        return exp.or_(*parts)

    def _has(self, name: str, column: Any, member: Any) -> Any:
        from sqlglot import exp

        # Written out, because sqlglot's own array test turns NULL into false in some dialects.
        match self.dialect:
            case "postgres":
                return exp.EQ(this=member, expression=exp.Any(this=exp.paren(column)))
            case "duckdb":
                return exp.Anonymous(this="list_contains", expressions=[column, member])
            case "spark":
                return exp.Anonymous(this="array_contains", expressions=[column, member])
        has = exp.Anonymous(this="has", expressions=[column, member])
        return exp.Anonymous(this="if", expressions=[_column(f"{name}_known"), has, exp.null()])

    def _literal(self, answer: Answer) -> Any:
        from sqlglot import exp

        match answer:
            case date():
                day = exp.Literal.string(answer.isoformat())
                if self.dialect == "clickhouse":  # its Date begins in 1970
                    return exp.Anonymous(this="toDate32", expressions=[day])
                return exp.cast(day, "date")
            case str():
                return exp.Literal.string(answer)
            case int():
                return exp.Literal.number(answer)


def _column(name: str) -> Any:
    from sqlglot import exp

    return exp.column(exp.to_identifier(name, quoted=True))


def _path(table: str) -> dict[str, Any]:
    from sqlglot import exp

    names = table.split(".")
    if not all(names) or len(names) > len(_LEVELS):
        hint = "write name, schema.name or catalog.schema.name"
        what = f"{table!r} is not the name of a table"
        raise Faults([Fault(at=Place(file="table"), code="SQ02", what=what, hint=hint)])
    parts = [exp.to_identifier(part, quoted=True) for part in names]
    return dict(zip(_LEVELS, reversed(parts), strict=False))
