"""What could be measured: for each measure, what is ordered, how old it is, and which rules it would reach."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, fields
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from tanba.flow.case import Case
from tanba.flow.orders import Order, read_orders
from tanba.flow.runs import Run, read_runs
from tanba.kernel import value
from tanba.law import Condition, Duty, Pack, Rule, leaves
from tanba.measures import About, Broken, Measure, all_measures, find_measure

Readiness = Literal["measured", "aged", "ordered", "possible"]
"""`measured`: a run holds; `aged`: none holds any more; `ordered`: by the card; `possible`: not ordered."""


@value
class Planned:
    """One measure for one system: how it stands, and what it would reach."""

    about: About
    ready: Readiness
    orders: tuple[str, ...]
    runs: tuple[Run, ...]
    open: tuple[str, ...]
    """Facts it can show that can still change a result."""
    rules: tuple[str, ...]
    """Rules of the pack that lean on the facts it can show."""


@value
class Setting:
    """A setting of a measure: its default, None where there is none, and its help."""

    name: str
    default: Any = None
    needed: bool
    """It has no default, and must be given."""
    help: str


@value
class Declared:
    """A measure as it declares itself, its settings with their defaults, and the rules it would reach."""

    about: About
    settings: tuple[Setting, ...]
    rules: tuple[str, ...]


def declarations(pack: Pack, names: Sequence[str], on: date) -> tuple[Declared | Broken, ...]:
    """Return the named measures, or all; raises Refused MS01 for a name that is none."""
    known = all_measures()
    chosen = [
        known[name] if isinstance(known.get(name), Broken) else find_measure(name) for name in names
    ]
    return tuple(
        one if isinstance(one, Broken) else _declared(pack, one, on) for one in chosen or known.values()
    )


def _declared(pack: Pack, measure: Measure, on: date) -> Declared:
    facts = [one.fact for one in measure.about.shows]
    return Declared(
        about=measure.about,
        settings=tuple(_settings(measure.settings)),
        rules=rules_reached(pack, facts, on),
    )


def _settings(kind: type[Any]) -> Iterator[Setting]:
    helps = _field_docs(kind)
    for field in fields(kind):
        made = field.default_factory() if field.default_factory is not MISSING else field.default
        needed = made is MISSING
        default = None if needed else made
        yield Setting(name=field.name, default=default, needed=needed, help=helps.get(field.name, ""))


def _field_docs(kind: type[Any]) -> dict[str, str]:
    """Return what stands below each field of a class in its source, as Sphinx and our own pages read it."""
    import ast
    import inspect
    from textwrap import dedent

    try:
        tree = ast.parse(dedent(inspect.getsource(kind))).body[0]
    except (OSError, TypeError, SyntaxError, IndexError):  # a class without source: it has no help
        return {}
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    return {
        one.target.id: " ".join(str(two.value.value).split())
        for one, two in pairwise(body)
        if isinstance(one, ast.AnnAssign)
        and isinstance(one.target, ast.Name)
        and isinstance(two, ast.Expr)
        and isinstance(two.value, ast.Constant)
    }


def measure_plan(case: Case) -> tuple[Planned, ...]:
    """Return every measure for the system of a case, those that can still change a result first."""
    path = Path(case.card.file)
    orders, runs = read_orders(path), read_runs(path)
    planned = [
        _planned(case, measure.about, orders, runs)
        for measure in all_measures().values()
        if not isinstance(measure, Broken)
    ]
    return tuple(sorted(planned, key=lambda one: (not one.open, not one.orders)))


def _planned(case: Case, about: About, orders: Iterable[Order], runs: Iterable[Run]) -> Planned:
    on = case.assessment.on
    mine = tuple(one.name for one in orders if one.measure == about.id)
    ran = tuple(one for one in runs if one.measure == about.id)
    facts = [one.fact for one in about.shows]
    open_ = {one.name for one in case.assessment.open}
    return Planned(
        about=about,
        ready=_ready(mine, ran, on),
        orders=mine,
        runs=ran,
        open=tuple(fact for fact in facts if fact in open_),
        rules=rules_reached(case.pack, facts, on),
    )


def _ready(orders: tuple[str, ...], runs: tuple[Run, ...], on: date) -> Readiness:
    if any(run.at.date() <= on <= run.until for run in runs):
        return "measured"
    if runs:
        return "aged"
    return "ordered" if orders else "possible"


def rules_reached(pack: Pack, facts: Iterable[str], on: date) -> tuple[str, ...]:
    """
    Return the rules in force on a day whose condition or proof leans on one of the facts.

    Derived truths are followed; exceptions and classes count like every other rule.
    """
    wanted = set(facts)
    for derived in pack.derived:  # each after those it is built from
        if wanted & _leaned(derived.when):
            wanted.add(derived.id)
    return tuple(rule.id for rule in pack.in_force(on) if wanted & _names(rule))


def _names(rule: Rule) -> set[str]:
    shown = rule.then.shown if isinstance(rule.then, Duty) else None
    return _leaned(rule.when) | (_leaned(shown) if shown else set())


def _leaned(condition: Condition) -> set[str]:
    return {leaf.name for leaf in leaves(condition.node)}
