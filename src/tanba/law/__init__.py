"""
The law room: facts in, an assessment out.

    pack = read_pack(Path("packs/kz/ai-law"))
    assess(pack, {"roles": ["owner"]}, on=date(2026, 2, 1)).placed("risk").possible

Pure: the same pack, facts and day give the same assessment, today and in court. Heavy parts (NumPy for
sweeps, z3 for proofs, sqlglot for reading) are imported by the functions that need them.

The door opens lazily: who decides one system does not wait for the sweep or the prover.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tanba.law.assessment import Assessment, Finding, OpenFact, Owed, Placed, assess
    from tanba.law.condition import Condition
    from tanba.law.counterfactual import Change, Counterfactual, counterfactuals
    from tanba.law.dialect import DIALECTS, to_sql
    from tanba.law.edition import Difference, Move, RuleChange, Witness, diff
    from tanba.law.explanation import Explanation, Step, explain
    from tanba.law.grammar import Scope, parse
    from tanba.law.interview import NextQuestion, forced, next_questions
    from tanba.law.pack import Act, Axis, Edition, Pack, Provision
    from tanba.law.proof import Defect, Proof, prove
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
    from tanba.law.showing import duty_questions
    from tanba.law.sweeping import Sweep, facts_used, sweep, sweep_counts
    from tanba.law.syntax import leaves
    from tanba.law.tally import ClassTally, Counts, Deciding, Tally
    from tanba.law.vocabulary import Question, Vocabulary, suggest

__all__ = [
    "DIALECTS",
    "Act",
    "Assessment",
    "Axis",
    "Change",
    "ClassIs",
    "ClassTally",
    "Condition",
    "Confidence",
    "Counterfactual",
    "Counts",
    "Deciding",
    "Defect",
    "Derived",
    "Difference",
    "Duty",
    "Edition",
    "Excuses",
    "Explanation",
    "Finding",
    "Forbids",
    "Move",
    "NextQuestion",
    "OpenFact",
    "Owed",
    "Pack",
    "Placed",
    "Proof",
    "Provision",
    "Question",
    "Recommends",
    "Right",
    "Rule",
    "RuleChange",
    "Sanction",
    "Scope",
    "States",
    "Step",
    "Sweep",
    "Tally",
    "Vocabulary",
    "Witness",
    "assess",
    "counterfactuals",
    "diff",
    "duty_questions",
    "explain",
    "facts_used",
    "forced",
    "leaves",
    "next_questions",
    "parse",
    "prove",
    "read_pack",
    "suggest",
    "sweep",
    "sweep_counts",
    "to_sql",
]

_ROOMS = {
    "DIALECTS": "dialect",
    "Act": "pack",
    "Assessment": "assessment",
    "Axis": "pack",
    "Change": "counterfactual",
    "ClassIs": "rule",
    "ClassTally": "tally",
    "Condition": "condition",
    "Confidence": "rule",
    "Counterfactual": "counterfactual",
    "Counts": "tally",
    "Deciding": "tally",
    "Defect": "proof",
    "Derived": "rule",
    "Difference": "edition",
    "Duty": "rule",
    "Edition": "pack",
    "Excuses": "rule",
    "Explanation": "explanation",
    "Finding": "assessment",
    "Forbids": "rule",
    "Move": "edition",
    "NextQuestion": "interview",
    "OpenFact": "assessment",
    "Owed": "assessment",
    "Pack": "pack",
    "Placed": "assessment",
    "Proof": "proof",
    "Provision": "pack",
    "Question": "vocabulary",
    "Recommends": "rule",
    "Right": "rule",
    "Rule": "rule",
    "RuleChange": "edition",
    "Sanction": "rule",
    "Scope": "grammar",
    "States": "rule",
    "Step": "explanation",
    "Sweep": "sweeping",
    "Tally": "tally",
    "Vocabulary": "vocabulary",
    "Witness": "edition",
    "assess": "assessment",
    "counterfactuals": "counterfactual",
    "diff": "edition",
    "duty_questions": "showing",
    "explain": "explanation",
    "facts_used": "sweeping",
    "forced": "interview",
    "leaves": "syntax",
    "next_questions": "interview",
    "parse": "grammar",
    "prove": "proof",
    "read_pack": "reading",
    "suggest": "vocabulary",
    "sweep": "sweeping",
    "sweep_counts": "sweeping",
    "to_sql": "dialect",
}


def __getattr__(name: str) -> Any:
    """Return a name of `__all__` from the module that has it."""
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)
