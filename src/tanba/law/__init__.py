"""
The law room: facts in, an assessment out.

    pack = read_pack(Path("packs/kz/ai-law"))
    assess(pack, {"roles": ["owner"]}, on=date(2026, 2, 1)).placed("risk").possible

Pure: the same pack, facts and day give the same assessment, today and in court. Heavy parts (NumPy for
sweeps, z3 for proofs, sqlglot for reading) are imported by the functions that need them.
"""

from tanba.law.assessment import (
    Assessment,
    Finding,
    OpenFact,
    Owed,
    Placed,
    assess,
)
from tanba.law.condition import Condition, Scope, parse
from tanba.law.explanation import Explanation, Step, explain
from tanba.law.pack import Act, Axis, Edition, Pack
from tanba.law.reading import read_pack
from tanba.law.rule import (
    ClassIs,
    Confidence,
    Derived,
    Duty,
    Excuses,
    Forbids,
    Recommends,
    Right,
    Rule,
    Sanction,
    States,
)
from tanba.law.vocabulary import Question, Vocabulary, suggest

__all__ = [
    "Act",
    "Assessment",
    "Axis",
    "ClassIs",
    "Condition",
    "Confidence",
    "Derived",
    "Duty",
    "Edition",
    "Excuses",
    "Explanation",
    "Finding",
    "Forbids",
    "OpenFact",
    "Owed",
    "Pack",
    "Placed",
    "Question",
    "Recommends",
    "Right",
    "Rule",
    "Sanction",
    "Scope",
    "States",
    "Step",
    "Vocabulary",
    "assess",
    "explain",
    "parse",
    "read_pack",
    "suggest",
]
