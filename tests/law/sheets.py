"""
A second reading of the law, straight from its sheets: slow, small, and shares no line with `tanba.law`.

Truths are 0 (no), 1 (unknown) and 2 (yes).
"""

import re
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

WORDS = re.compile(r"\s*('(?:[^']|'')*'|[A-Za-z_]\w*|-?\d+|<>|<=|>=|[=<>(),])")


class Sheets:
    """All facts, derived truths and rules of a pack as plain dictionaries."""

    def __init__(self, folder):
        head = load(folder / "pack.yaml")
        files = [*(folder / "rules").glob("*.yaml"), *(folder / head["vocabulary"]).glob("*.yaml")]
        trees = [load(path) for path in files]
        self.classes = head["classes"]
        self.facts = {f["id"]: f for tree in trees for f in tree.get("facts") or ()}
        self.derived = {d["id"]: d for tree in trees for d in tree.get("derived") or ()}
        self.rules = {r["id"]: r for tree in trees for r in tree.get("rules") or ()}
        self.trees = {}

    def live(self, on):
        """Return the ids of the rules in force."""
        return {
            name
            for name, rule in self.rules.items()
            if rule["from"] <= str(on) and ("until" not in rule or str(on) < rule["until"])
        }

    def rule(self, name, state, live):
        """Return the truth of a rule for a system."""
        truth = self.truth(self.rules[name]["when"], state)
        for excuse in self.rules[name].get("unless") or ():
            if excuse in live:
                truth = min(truth, 2 - self.rule(excuse, state, live))
        return truth

    def truth(self, text, state):
        """Return the truth of a condition for a system."""
        if text not in self.trees:
            self.trees[text] = Parser(text).either()
        return self.weigh(self.trees[text], state)

    def weigh(self, tree, state):
        kind, *parts = tree
        if kind == "or":
            return max(self.weigh(part, state) for part in parts)
        if kind == "and":
            return min(self.weigh(part, state) for part in parts)
        if kind == "not":
            return 2 - self.weigh(parts[0], state)
        name, test = parts
        if name in self.derived:
            return self.truth(self.derived[name]["when"], state)
        return 1 if state.get(name) is None else 2 * bool(test(state[name]))


class Parser:
    """Recursive descent over the grammar of docs/reference/pack.md."""

    def __init__(self, text):
        self.words = WORDS.findall(text)
        assert "".join(self.words) == re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", text)

    def next(self, *wanted):
        if self.words and (not wanted or self.words[0].upper() in wanted):
            return self.words.pop(0)
        return None

    def either(self):
        parts = [self.both()]
        while self.next("OR"):
            parts.append(self.both())
        return ("or", *parts)

    def both(self):
        parts = [self.single()]
        while self.next("AND"):
            parts.append(self.single())
        return ("and", *parts)

    def single(self):
        if self.next("NOT"):
            return ("not", self.single())
        if self.next("("):
            inner = self.either()
            assert self.next(")")
            return inner
        word = self.next()
        if word[0] == "'":
            negative = self.next("NOT")
            assert self.next("IN")
            member = word[1:-1]
            leaf = ("leaf", self.next(), lambda answer: member in answer)
            return ("not", leaf) if negative else leaf
        if self.next("BETWEEN"):
            low = self.literal()
            assert self.next("AND")
            high = self.literal()
            return ("leaf", word, lambda answer: low <= answer <= high)
        negative = self.next("NOT")
        if self.next("IN"):
            assert self.next("(")
            several = [self.literal()]
            while self.next(","):
                several.append(self.literal())
            assert self.next(")")
            leaf = ("leaf", word, lambda answer: answer in several)
            return ("not", leaf) if negative else leaf
        sign = self.next("=", "<>", "<", "<=", ">", ">=")
        if not sign:
            return ("leaf", word, lambda answer: answer)
        literal = self.literal()
        return ("leaf", word, lambda answer: compare(answer, sign, literal))

    def literal(self):
        word = self.next()
        if word.upper() == "DATE":
            return date.fromisoformat(self.next()[1:-1])
        return word[1:-1].replace("''", "'") if word[0] == "'" else int(word)


def compare(answer, sign, literal):
    less, same = answer < literal, answer == literal
    return {"=": same, "<>": not same, "<": less, "<=": less or same}.get(
        sign, {">": not less and not same, ">=": not less}.get(sign)
    )


def load(path: Path):
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    return yaml.load(path.read_text(encoding="utf-8"))
