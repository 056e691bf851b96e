"""The same rules and systems in Polars and in OpenFisca-core; every cell beside the reference."""

import functools
import sys
from typing import Any

import numpy as np
import polars as pl

from benchmarks import workload
from benchmarks.timing import best, tell
from tanba.law.language.syntax import Compare, Fact, Leaf, Node, OneOf, fold


class InPolars:
    """A condition as a Polars expression; its NULL logic is Kleene's."""

    def leaf(self, leaf: Leaf) -> pl.Expr:
        column = pl.col(leaf.name)
        match leaf:
            case Fact():
                return column
            case OneOf(_, several):
                return column.is_in(pl.Series(several, dtype=pl.Enum(workload.VALUES)).implode())
            case Compare(_, operator, literal):
                return {
                    "=": column.eq, "<>": column.ne, "<": column.lt, "<=": column.le, ">": column.gt,
                    ">=": column.ge,
                }[operator](literal)  # fmt: skip

    def negate(self, part: pl.Expr) -> pl.Expr:
        return ~part

    def every(self, parts: list[pl.Expr]) -> pl.Expr:
        return functools.reduce(lambda a, b: a & b, parts)

    def some(self, parts: list[pl.Expr]) -> pl.Expr:
        return functools.reduce(lambda a, b: a | b, parts)


def polars(unknown: float) -> None:
    frame = workload.table(unknown)
    said = [fold(node, InPolars()).alias(f"r{n}") for n, node in enumerate(workload.rules())]
    query = frame.lazy().select(said)
    found = query.collect()
    truths = workload.reference(workload.arrays(frame))
    for place, column in enumerate(found):
        codes = 2 * column.cast(pl.UInt8)
        assert np.array_equal(codes.fill_null(1).to_numpy(), truths[place]), f"rule {place} differs"
    tell(n=frame.height, deciding=best(query.collect))


class InOpenFisca:
    """A condition as what an OpenFisca formula does with a person's arrays; it has no unknowns."""

    def __init__(self, person: Any, period: Any, values: dict[str, Any]) -> None:
        self.person = person
        self.period = period
        self.values = values

    def leaf(self, leaf: Leaf) -> np.ndarray:
        answers = self.person(leaf.name, self.period)
        match leaf:
            case Fact():
                return answers
            case OneOf(name, several):
                return functools.reduce(
                    np.bitwise_or, (answers == self.values[name][v] for v in several)
                )
            case Compare(name, operator, literal):
                other = self.values[name][literal] if name in self.values else literal
                match operator:
                    case "=":
                        return answers == other
                    case "<>":
                        return answers != other
                    case "<":
                        return answers < other
                    case "<=":
                        return answers <= other
                    case ">":
                        return answers > other
                    case _:
                        return answers >= other

    def negate(self, part: np.ndarray) -> np.ndarray:
        return ~part

    def every(self, parts: list[np.ndarray]) -> np.ndarray:
        return functools.reduce(np.bitwise_and, parts)

    def some(self, parts: list[np.ndarray]) -> np.ndarray:
        return functools.reduce(np.bitwise_or, parts)


def openfisca() -> None:
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity("person", "persons", "", is_person=True)
    house = TaxBenefitSystem([person])
    period = "2026-06"
    values = {name: Enum(name, {value: value for value in workload.VALUES}) for name in workload.ENUMS}
    shared = {"entity": person, "definition_period": DateUnit.MONTH, "label": ""}
    for name in workload.BOOLS:
        house.add_variable(type(name, (Variable,), {**shared, "value_type": bool}))
    for name in workload.INTS:
        house.add_variable(type(name, (Variable,), {**shared, "value_type": int}))
    for name, kind in values.items():
        first = kind[workload.VALUES[0]]
        body = {**shared, "value_type": Enum, "possible_values": kind, "default_value": first}
        house.add_variable(type(name, (Variable,), body))

    def formula(node: Node) -> Any:
        return lambda persons, when: fold(node, InOpenFisca(persons, when, values))

    for number, node in enumerate(workload.rules()):
        body = {**shared, "value_type": bool, "formula": formula(node)}
        house.add_variable(type(f"r{number}", (Variable,), body))
    names = [f"r{number}" for number in range(len(workload.rules()))]

    frame = workload.table(0)
    given = workload.arrays(frame)
    inputs = {
        name: values[name].encode(answers.astype(np.int16)) if name in values else answers
        for name, answers in given.answers.items()
    }
    simulation = SimulationBuilder().build_default_simulation(house, frame.height)

    def put() -> None:
        for name, answers in inputs.items():
            simulation.set_input(name, period, answers)

    def forget() -> None:
        for name in names:
            simulation.delete_arrays(name)

    def calculate() -> list[np.ndarray]:
        return [simulation.calculate(name, period) for name in names]

    def forget_inputs() -> None:
        for name in inputs:
            simulation.delete_arrays(name)

    putting = best(put, before=forget_inputs)
    for place, (found, truths) in enumerate(zip(calculate(), workload.reference(given), strict=True)):
        assert np.array_equal(2 * found.astype(np.uint8), truths), f"rule {place} differs"
    tell(n=frame.height, deciding=best(calculate, before=forget), putting=putting)


if __name__ == "__main__":
    if sys.argv[1] == "polars":
        polars(float(sys.argv[2]))
    else:
        openfisca()
