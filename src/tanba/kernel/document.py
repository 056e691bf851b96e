"""
Text somebody wrote in YAML, as plain data with the line of every part.

A strict subset of YAML 1.2: no anchors, aliases or tags, no duplicate keys, keys are strings; only
`true` and `false` are truth values (`yes`, `no`, `on` and dates are words); bounded in size, depth
and number of parts, so that a hostile file costs little.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from tanba.kernel.errors import Fault, Faults, Place
from tanba.kernel.values import value

T = TypeVar("T")
Step = str | int
Path = tuple[Step, ...]

_COLON = re.compile(r"[ \t]*:")
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_PER_PART = 8
"""Characters for each part that a text may have: people write some twenty, hostile texts two."""


@value
class Document:
    """The plain data of one file, and where each part of it stands."""

    file: str
    tree: Any
    lines: Mapping[Path, int]
    spans: Mapping[Path, tuple[int, int]] = field(default_factory=dict)
    """The first character of each part and the one after its last, comments around it left out."""

    def place(self, path: Sequence[Step]) -> Place:
        """Return the line of the deepest part on `path` that the file really has."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(tuple(path[:length]))
            if line is not None:
                return Place(file=self.file, line=line)
        return Place(file=self.file, line=1)

    def read(self, adapter: TypeAdapter[T], code: str, context: Any = None, path: Path = ()) -> T:
        """Return the part at `path` as a typed value; raises Faults with everything that is wrong."""
        tree = self.tree
        for step in path:
            tree = tree[step]
        try:
            return adapter.validate_python(tree, context=context)
        except ValidationError as error:
            raise Faults(self._faults(error, code, tree, path)) from None

    def _faults(self, error: ValidationError, code: str, tree: Any, start: Path) -> Iterator[Fault]:
        for problem in error.errors(include_url=False):
            path = problem["loc"]
            place = self.place((*start, *_real(tree, path)))
            # A validator of ours may raise several faults of its own: they keep code and hint.
            own = problem.get("ctx", {}).get("error")
            if isinstance(own, Flaw):
                for flaw in own.flaws:
                    yield Fault(at=place, code=flaw[0], what=f"{_name(path)}: {flaw[1]}", hint=flaw[2])
            else:
                yield Fault(
                    at=place,
                    code=code,
                    what=f"{_name(path)}: {_plainly(problem)}",
                    hint=_HINTS.get(problem["type"], ""),
                )


class Flaw(ValueError):
    """What a validator of ours found wrong: triples of code, fact and hint."""

    def __init__(self, *flaws: tuple[str, str, str]) -> None:
        self.flaws = flaws
        super().__init__("; ".join(flaw[1] for flaw in flaws))


def parse_document(text: str, file: str, limit: int = 1 << 20) -> Document:
    """
    Return the data in `text`, which is called `file` in faults.

    Raises Faults when it is longer than `limit` characters or not the strict YAML described above.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    from tanba.kernel.nodes import Excess, compose_nodes

    if len(text) > limit:
        raise Faults(
            [_fault(file, 0, "YM01", f"too long: {len(text):,} characters, at most {limit:,}")]
        )
    try:
        root, tagged = compose_nodes(text, limit // _PER_PART)
    except Excess as error:
        raise Faults([_fault(file, error.line, error.code, error.what)]) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 0
        raise Faults([_fault(file, line, "YM02", f"not YAML: {error.problem}")]) from None
    except (YAMLError, ValueError, OverflowError, RecursionError) as error:
        what = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Faults([_fault(file, 0, "YM02", f"not YAML: {what}")]) from None
    walk = _Walk(file, text, tagged)
    tree = walk.plain(root, ()) if root is not None else None
    if walk.faults:
        raise Faults(walk.faults)
    return Document(file=file, tree=tree, lines=walk.lines, spans=walk.spans)


class _Walk:
    """One pass over the nodes: plain data, lines, faults."""

    def __init__(self, file: str, text: str, tagged: frozenset[int]) -> None:
        self.file = file
        self.whole = text
        self.tagged = tagged
        self.lines: dict[Path, int] = {}
        self.spans: dict[Path, tuple[int, int]] = {}
        self.faults: list[Fault] = []
        self._seen: set[int] = set()

    def plain(self, node: Any, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen or node.anchor is not None:
            return self._wrong(line, "YM04", "anchors and aliases are not allowed", "write it out")
        self._seen.add(id(node))
        kind = node.id
        if id(node) in self.tagged:
            tag = str(node.tag or "").removeprefix("tag:yaml.org,2002:")[:60]
            return self._wrong(line, "YM05", f"the tag {tag} is not allowed", "write plain values")
        start = node.start_mark.index
        self.spans[path] = (start, node.end_mark.index)
        if kind == "scalar":
            return self._text(line, _scalar(node))
        if kind == "mapping":
            tree: Any = self._mapping(node, path)
            inner = [(*path, key) for key in tree]
        else:
            tree = [self.plain(part, (*path, i)) for i, part in enumerate(node.value)]
            inner = [(*path, i) for i in range(len(tree))]
        if not node.flow_style:  # what ruamel calls the end of a block is where the next part begins
            ends = (self.spans[part][1] for part in inner if part in self.spans)
            self.spans[path] = (start, max(ends, default=start))
        return tree

    def _mapping(self, node: Any, path: Path) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for key_node, part in node.value:
            line = key_node.start_mark.line + 1
            if key_node.id != "scalar":
                self._wrong(line, "YM06", "a key must be a word")
                continue
            key = str(self._text(line, str(key_node.value)))
            if key in tree:
                self._wrong(line, "YM07", f"{key!r} stands here twice", "keep one of them")
                continue
            self.lines[(*path, key)] = line
            tree[key] = self.plain(part, (*path, key))
            if part.id == "scalar" and part.style is None and not part.value:
                # ruamel puts what is not there where the next part begins; it belongs after the colon.
                colon = _COLON.match(self.whole, key_node.end_mark.index)
                at = colon.end() if colon else key_node.end_mark.index
                self.spans[(*path, key)] = (at, at)
        return tree

    def _text(self, line: int, scalar: Any) -> Any:
        # "\ud800" is half of a character: no file and no terminal could take it again.
        if isinstance(scalar, str) and any("\ud800" <= c <= "\udfff" for c in scalar):
            return self._wrong(line, "YM08", "half of a character", "save it as UTF-8")
        return scalar

    def _wrong(self, line: int, code: str, what: str, hint: str = "") -> None:
        self.faults.append(_fault(self.file, line, code, what, hint))


def _scalar(node: Any) -> Any:
    text = str(node.value)
    if node.style is not None:  # quoted or block: the writer means text
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    return int(text) if _INT.fullmatch(text) else text


def _fault(file: str, line: int, code: str, what: str, hint: str = "") -> Fault:
    return Fault(at=Place(file=file, line=line), code=code, what=what, hint=hint)


def _real(tree: Any, path: Path) -> Path:
    """Drop the steps that are Pydantic's (union tags), keep those that the file has."""
    real: list[Step] = []
    for step in path:
        inside = (isinstance(tree, dict) and step in tree) or (
            isinstance(tree, list) and isinstance(step, int) and step < len(tree)
        )
        if inside:
            real.append(step)
            tree = tree[step]
    return tuple(real)


def _name(path: Path) -> str:
    return ".".join(map(str, path)) or "the file"


def _plainly(problem: Any) -> str:
    have = repr(problem["input"])
    have = have if len(have) <= 60 else f"{have[:57]}…"
    match problem["type"]:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return "is missing"
        case "unexpected_keyword_argument" | "extra_forbidden":
            return "is not a word of this format"
        case "literal_error" | "enum":
            return f"should be {problem['ctx']['expected']}, is {have}"
        case "int_parsing" | "int_type":
            return f"should be a whole number, is {have}"
        case "bool_type" | "bool_parsing":
            return f"should be true or false, is {have}"
        case "string_type":
            return f"should be text, is {have}"
        case "date_from_datetime_parsing" | "date_type" | "date_parsing":
            return f"should be a day such as 2026-01-18, is {have}"
        case "dataclass_type" | "dict_type" | "mapping_type":
            return f"should be keys with values, is {have}"
        case "tuple_type" | "list_type":
            return f"should be a list, is {have}"
    return f"{str(problem['msg']).lower()} (is {have})"


_HINTS = {
    "bool_type": "only true and false are truth values; yes and no are words",
    "missing": "",
}
