"""
The law room: facts in, an assessment out.

    pack = read_pack(Path("packs/kz/ai-law"))
    assess(pack, {"roles": ["owner"]}, on=date(2026, 2, 1)).placed("risk").possible

Pure: the same pack, facts and day give the same assessment, today and in court. Heavy parts (NumPy for
sweeps, z3 for proofs, sqlglot for reading) are imported by the functions that need them.

Inside, each folder stands on those before it: `language` (conditions), `sheets` (packs), `decision`
(one system), `tables` (many systems, SQL), `reasoning` (questions, changes, proofs, editions).

The door opens lazily: who decides one system does not wait for the sweep or the prover.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.law.decision.assessment import Assessment, Finding, OpenFact, Owed, Placed, assess
    from tanba.law.decision.explanation import Explanation, Step, explain
    from tanba.law.language.condition import Condition
    from tanba.law.language.grammar import Scope, parse
    from tanba.law.language.syntax import leaves
    from tanba.law.language.vocabulary import Question, Vocabulary, suggest
    from tanba.law.reasoning.counterfactual import Change, Counterfactual, counterfactuals
    from tanba.law.reasoning.edition import Difference, Move, RuleChange, Witness, diff
    from tanba.law.reasoning.interview import NextQuestion, forced, next_questions
    from tanba.law.reasoning.proof import Defect, Proof, prove
    from tanba.law.reasoning.showing import duty_questions
    from tanba.law.sheets.notice import Notice
    from tanba.law.sheets.pack import Act, Axis, Edition, Pack, Provision
    from tanba.law.sheets.reading import read_pack
    from tanba.law.sheets.rule import (
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
    from tanba.law.tables.dialect import DIALECTS, to_sql
    from tanba.law.tables.sweeping import Sweep, facts_used, sweep, sweep_counts
    from tanba.law.tables.tally import ClassTally, Counts, Deciding, Tally

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
    "Notice",
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
    "DIALECTS": "tables.dialect",
    "Act": "sheets.pack",
    "Assessment": "decision.assessment",
    "Axis": "sheets.pack",
    "Change": "reasoning.counterfactual",
    "ClassIs": "sheets.rule",
    "ClassTally": "tables.tally",
    "Condition": "language.condition",
    "Confidence": "sheets.rule",
    "Counterfactual": "reasoning.counterfactual",
    "Counts": "tables.tally",
    "Deciding": "tables.tally",
    "Defect": "reasoning.proof",
    "Derived": "sheets.rule",
    "Difference": "reasoning.edition",
    "Duty": "sheets.rule",
    "Edition": "sheets.pack",
    "Excuses": "sheets.rule",
    "Explanation": "decision.explanation",
    "Finding": "decision.assessment",
    "Forbids": "sheets.rule",
    "Move": "reasoning.edition",
    "NextQuestion": "reasoning.interview",
    "Notice": "sheets.notice",
    "OpenFact": "decision.assessment",
    "Owed": "decision.assessment",
    "Pack": "sheets.pack",
    "Placed": "decision.assessment",
    "Proof": "reasoning.proof",
    "Provision": "sheets.pack",
    "Question": "language.vocabulary",
    "Recommends": "sheets.rule",
    "Right": "sheets.rule",
    "Rule": "sheets.rule",
    "RuleChange": "reasoning.edition",
    "Sanction": "sheets.rule",
    "Scope": "language.grammar",
    "States": "sheets.rule",
    "Step": "decision.explanation",
    "Sweep": "tables.sweeping",
    "Tally": "tables.tally",
    "Vocabulary": "language.vocabulary",
    "Witness": "reasoning.edition",
    "assess": "decision.assessment",
    "counterfactuals": "reasoning.counterfactual",
    "diff": "reasoning.edition",
    "duty_questions": "reasoning.showing",
    "explain": "decision.explanation",
    "facts_used": "tables.sweeping",
    "forced": "reasoning.interview",
    "leaves": "language.syntax",
    "next_questions": "reasoning.interview",
    "parse": "language.grammar",
    "prove": "reasoning.proof",
    "read_pack": "sheets.reading",
    "suggest": "language.vocabulary",
    "sweep": "tables.sweeping",
    "sweep_counts": "tables.sweeping",
    "to_sql": "tables.dialect",
}

__getattr__ = lazy_door(__name__, _ROOMS)
