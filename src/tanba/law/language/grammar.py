"""
Reading a condition: a whitelisted subset of SQL's boolean expressions.

sqlglot splits and parses; what we do not name here is refused, so that the same text means the same
in every place that runs it. `docs/reference/pack.md` has the grammar.
"""

from datetime import date
from typing import Any

from tanba.kernel import Flaw
from tanba.law.language.condition import Condition
from tanba.law.language.syntax import (
    Between,
    Compare,
    Fact,
    Has,
    Literal,
    Node,
    Not,
    OneOf,
    every,
    some,
)
from tanba.law.language.vocabulary import Question, Vocabulary, suggest

LENGTH = 4_000
DEPTH = 60

_TOKENS = frozenset(
    [
        "VAR",
        "STRING",
        "NUMBER",
        "L_PAREN",
        "R_PAREN",
        "COMMA",
        "DASH",
        "AND",
        "OR",
        "NOT",
        "IN",
        "BETWEEN",
        "EQ",
        "NEQ",
        "LT",
        "LTE",
        "GT",
        "GTE",
        "DATE",
    ]
)


class Scope:
    """The names that a condition may use: facts with their types, and derived truths."""

    def __init__(self, vocabulary: Vocabulary, derived: frozenset[str] = frozenset()) -> None:
        self.vocabulary = vocabulary
        self.derived = derived

    def question(self, name: str) -> Question | None:
        """Return the question behind a fact; None for a derived truth; raises Flaw for neither."""
        if name in self.derived:
            return None
        if name not in self.vocabulary:
            hint = suggest(name, [*self.vocabulary, *self.derived])
            raise Flaw(("CN05", f"there is no fact {name!r}", hint))
        return self.vocabulary[name]

    def read(self, text: str) -> Condition:
        """Return the condition that `text` writes with these names; raises Flaw."""
        return parse(text, self)


def parse(text: str, scope: Scope) -> Condition:
    """
    Return the condition that `text` writes, checked against the types of its facts.

    Raises Flaw (a ValueError with code, fact and hint) and nothing else, whatever the text is.
    """
    import sqlglot
    from sqlglot.errors import SqlglotError

    if len(text) > LENGTH:
        raise Flaw(("CN02", f"longer than {LENGTH} characters", "name its parts as derived facts"))
    try:
        _check_tokens(sqlglot.tokenize(text))
        tree = sqlglot.parse_one(text)
        node = _Reader(scope).node(tree, 0)
    except Flaw:
        raise
    except SqlglotError as error:
        first = str(error).splitlines()[0] if str(error) else "it does not parse"
        raise Flaw(("CN03", f"not a condition: {first.lower().rstrip('. ')}", "")) from None
    except (RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        # Hostile text may trip the parser itself: to the writer it is the same fault.
        raise Flaw(("CN03", "not a condition that can be read", "")) from None
    return Condition(" ".join(text.split()), node)


def _check_tokens(tokens: list[Any]) -> None:
    if not tokens:
        raise Flaw(("CN03", "an empty condition", "write the name of a derived fact that always binds"))
    for token in tokens:
        if token.comments:
            raise Flaw(("CN04", "comments do not belong into a condition", "put them into `note`"))
        if token.token_type.name not in _TOKENS:
            at = f"at character {token.start + 1}"
            raise Flaw(
                (
                    "CN04",
                    f"{token.text!r} {at} is not allowed in a condition",
                    "see docs/reference/pack.md",
                )
            )


class _Reader:
    """From sqlglot's tree to ours."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def node(self, tree: Any, depth: int) -> Node:
        from sqlglot import exp

        if depth > DEPTH:
            raise Flaw(("CN02", f"nested deeper than {DEPTH}", "name its parts as derived facts"))
        match tree:
            case exp.Paren():
                return self.node(tree.this, depth + 1)
            case exp.Not():
                return Not(self.node(tree.this, depth + 1))
            case exp.And() | exp.Or():
                return self._connective(tree, depth)
            case exp.Column():
                return self._truth(self._name(tree))
            case exp.In():
                return self._membership(tree)
            case exp.Between():
                question = self._typed(tree.this)
                bounds = [self._literal(tree.args[end], question) for end in ("low", "high")]
                self._ordered(question)
                return Between(question.id, *bounds)
            case exp.EQ() | exp.NEQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
                return self._comparison(tree)
        raise _refused(tree)

    def _connective(self, tree: Any, depth: int) -> Node:
        from sqlglot import exp

        kind = type(tree)
        parts = []
        while isinstance(tree, kind):  # sqlglot nests a AND b AND c to the left
            parts.append(tree.expression)
            tree = tree.this
        parts.append(tree)
        if any(isinstance(part, exp.And | exp.Or) and type(part) is not kind for part in parts):
            raise Flaw(("CN06", "AND and OR meet without brackets", "write a AND (b OR c)"))
        nodes = [self.node(part, depth + 1) for part in reversed(parts)]
        return every(nodes) if kind is exp.And else some(nodes)

    def _name(self, tree: Any) -> str:
        from sqlglot import exp

        plain = isinstance(tree, exp.Column) and isinstance(tree.this, exp.Identifier)
        if not plain or tree.table or tree.this.quoted:
            raise _refused(tree)
        return str(tree.this.name)

    def _truth(self, name: str) -> Node:
        question = self.scope.question(name)
        if question is not None and question.type != "bool":
            raise Flaw(("CN07", f"{name} is {question.type}, not a truth", f"compare it: {name} = …"))
        return Fact(name)

    def _typed(self, tree: Any) -> Question:
        from sqlglot import exp

        if not isinstance(tree, exp.Column):
            raise Flaw(("CN08", "the fact stands on the left, the literal on the right", ""))
        name = self._name(tree)
        question = self.scope.question(name)
        if question is None or question.type == "bool":
            raise Flaw(("CN07", f"{name} is a truth", f"write {name} or NOT {name}"))
        return question

    def _membership(self, tree: Any) -> Node:
        from sqlglot import exp

        field = tree.args.get("field")
        if field is not None:  # 'member' IN a_set
            question = self._typed(field)
            if question.type != "set":
                raise Flaw(("CN07", f"{question.id} is {question.type}, not a set", ""))
            if not (isinstance(tree.this, exp.Literal) and tree.this.is_string):
                raise Flaw(("CN08", "before IN stands the member in quotes", ""))
            return Has(question.id, str(self._literal(tree.this, question)))
        if {key for key, part in tree.args.items() if part} - {"this", "expressions"}:
            raise _refused(tree)
        question = self._typed(tree.this)
        if question.type == "set":
            raise Flaw(("CN07", f"{question.id} is a set", f"write 'member' IN {question.id}"))
        literals = tuple(self._literal(part, question) for part in tree.expressions)
        if not literals:
            raise Flaw(("CN03", "IN needs at least one literal", ""))
        return OneOf(question.id, literals)

    def _comparison(self, tree: Any) -> Node:
        from sqlglot import exp

        question = self._typed(tree.this)
        literal = self._literal(tree.expression, question)
        operators: dict[type, str] = {
            exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">="
        }  # fmt: skip
        operator = operators[type(tree)]
        if question.type == "set":
            raise Flaw(("CN07", f"{question.id} is a set", f"write 'member' IN {question.id}"))
        if operator not in ("=", "<>"):
            self._ordered(question)
        return Compare(question.id, operator, literal)

    def _ordered(self, question: Question) -> None:
        if question.type not in ("int", "day"):
            raise Flaw(("CN07", f"{question.id} is {question.type} and has no order", ""))

    def _literal(self, tree: Any, question: Question) -> Literal:
        literal = _literal(tree)
        match question.type:
            case "int" if isinstance(literal, int):
                return literal
            case "day" if isinstance(literal, date):
                return literal
            case "text" if isinstance(literal, str):
                return literal
            case "enum" | "set" if isinstance(literal, str):
                names = question.values or {}
                if literal not in names:
                    raise Flaw(
                        (
                            "CN09",
                            f"{literal!r} is not a value of {question.id}",
                            suggest(literal, names),
                        )
                    )
                return literal
        want = {"int": "a whole number", "day": "DATE '2026-01-18'"}.get(
            question.type, "a word in quotes"
        )
        raise Flaw(("CN09", f"{question.id} is compared with {want}", ""))


def _literal(tree: Any) -> Literal:
    from sqlglot import exp

    if isinstance(tree, exp.Neg):
        inner = _literal(tree.this)
        if isinstance(inner, int):
            return -inner
    if isinstance(tree, exp.Literal):
        if tree.is_string:
            return str(tree.this)
        if str(tree.this).isdecimal() and len(str(tree.this)) <= 16:
            return int(tree.this)
        raise Flaw(("CN09", f"{tree.this} is not a whole number", "decimals are not allowed"))
    is_date = isinstance(tree, exp.Cast) and tree.to.this.name == "DATE"
    if is_date and isinstance(tree.this, exp.Literal):
        try:
            return date.fromisoformat(str(tree.this.this))
        except ValueError:
            raise Flaw(
                ("CN09", f"{tree.this.this!r} is not a day", "write DATE '2026-01-18'")
            ) from None
    raise _refused(tree)


def _refused(tree: Any) -> Flaw:
    return Flaw(
        (
            "CN04",
            f"{type(tree).__name__.upper()} is not allowed in a condition",
            "see docs/reference/pack.md",
        )
    )
