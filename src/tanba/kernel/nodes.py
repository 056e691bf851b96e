"""The nodes of a YAML text, composed with bounds: what is too much is refused before it is built."""

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.events import AliasEvent

DEPTH = 24
"""How deep parts may lie inside each other."""


class Excess(Exception):
    """More than a text may have: the 1-based line, a code and the fact. Never leaves this room."""

    def __init__(self, line: int, code: str, what: str) -> None:
        self.line = line
        self.code = code
        self.what = what
        super().__init__(what)


def compose_nodes(text: str, most: int) -> tuple[Any, frozenset[int]]:
    """
    Return the root node of `text` (None when it is empty) and the `id` of every node with a tag.

    Raises Excess for more than `most` parts, or parts nested deeper than DEPTH, and whatever ruamel
    raises for what is not YAML: YAMLError, ValueError or OverflowError.
    """
    yaml = YAML(typ="safe", pure=True)
    composers: list[_Bounded] = []

    def composer(loader: Any) -> _Bounded:
        composers.append(_Bounded(loader, most))
        return composers[0]

    yaml.Composer = composer  # type: ignore[assignment]  # a function that makes one does as well
    root = yaml.compose(text)
    return root, frozenset(composers[0].tagged) if composers else frozenset()


class _Bounded(Composer):
    """Counts parts and depth while ruamel composes, and notes tags that were written out."""

    def __init__(self, loader: Any, most: int) -> None:
        super().__init__(loader=loader)
        self.warn_double_anchors = False  # an anchor is a fault here, once or twice
        self.most = most
        self.count = 0
        self.tagged: set[int] = set()

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        line = event.start_mark.line + 1
        self.count += 1
        if self.count > self.most:
            raise Excess(line, "YM01", f"too long: more than {self.most:,} parts")
        if self.depth > DEPTH:
            raise Excess(line, "YM03", f"nested deeper than {DEPTH}")
        node = super().compose_node(parent, index)
        # An alias has no tag of its own; every other part may have one.
        if not isinstance(event, AliasEvent) and event.ctag is not None:
            self.tagged.add(id(node))
        return node
