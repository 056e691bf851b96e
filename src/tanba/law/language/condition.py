"""A condition as a value: its text, its tree, and what it decides."""

from collections.abc import Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from tanba.kernel import Flaw
from tanba.law.language.kleene import Test, compile_node
from tanba.law.language.stored import from_stored, to_stored
from tanba.law.language.syntax import Node, show


class Condition:
    """A condition as written, and as a tree. Equal when the trees are."""

    __slots__ = ("_test", "node", "text")

    def __init__(self, text: str, node: Node) -> None:
        self.text = text
        self.node = node
        self._test: Test | None = None

    @property
    def test(self) -> Test:
        """The compiled decision; see `kleene`."""
        if self._test is None:
            self._test = compile_node(self.node)
        return self._test

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and self.node == other.node

    def __hash__(self) -> int:
        return hash(self.node)

    def __str__(self) -> str:
        return show(self.node)

    def __repr__(self) -> str:
        return f"Condition({self!s})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, __: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            _validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda condition: {"text": condition.text, "tree": to_stored(condition.node)}
            ),
        )


def _validate(raw: Any, info: core_schema.ValidationInfo) -> Condition:
    if isinstance(raw, Mapping) and info.context is None:
        return Condition(raw["text"], from_stored(raw["tree"]))
    if not isinstance(raw, str):
        fact = f"a condition is text, this is {raw!r}"[:120]
        raise Flaw(("CN01", fact, "write SQL, as in: a AND NOT b"))
    # A sheet is read with the names that its conditions may use: a `grammar.Scope`.
    scope: Any = info.context
    read: Condition = scope.read(raw)
    return read
