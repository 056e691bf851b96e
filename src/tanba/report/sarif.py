"""
An assessment as SARIF 2.1.0 (OASIS, 27 March 2020), for code hosts that show results beside a file.

A result is a thing to look at: a prohibition met or not ruled out, a duty of yours not met or not
shown. What was not read in the official text is at most a note. Nothing reported is no pass: the run's
properties say how much was checked and how much is open.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from tanba.flow import Case
from tanba.kernel import Reason, Truth
from tanba.law import Duty, Finding, Forbids, explain, leaves
from tanba.report.reasons import deciding
from tanba.report.speech import Speech, clean
from tanba.report.statements import NAME_LIMIT, is_verified
from tanba.report.wording import Words

VERSION = "2.1.0"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def write_sarif(cases: Sequence[Case], speech: Speech, version: str = "") -> dict[str, Any]:
    """
    Return a SARIF log with one run over all cases, as plain JSON types.

    A result stands at the line of the card with the first answer that decided it, or the first line
    when what decides it is missing. `version` is Tanba's own.
    """
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for case in cases:
        words = Words(speech, case.pack, case.assessment.on)
        for finding in case.assessment.findings:
            level = _level(finding)
            if level is None:
                continue
            rules.setdefault(finding.rule.id, _rule(words, finding))
            index = list(rules).index(finding.rule.id)
            results.append(_result(words, case, finding, level, index))
    run = {
        "tool": {
            "driver": {
                "name": "tanba",
                **({"version": version} if version else {}),
                "rules": list(rules.values()),
            }
        },
        "language": speech.lang,
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"systems": [_properties(case) for case in cases]},
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _properties(case: Case) -> dict[str, Any]:
    assessment = case.assessment
    return {
        "system": clean(case.card.system.name, NAME_LIMIT),
        "pack": f"{assessment.pack} {assessment.version}",
        "on": assessment.on.isoformat(),
        "digest": assessment.digest(),
        "rulesChecked": len(assessment.findings),
        "openQuestions": len(assessment.open),
    }


def _level(finding: Finding) -> str | None:
    level = _weight(finding)
    # Never a verdict on what was not read (section 3.27.10: a note needs no action to be right).
    return level if level is None or is_verified(finding) else "note"


def _weight(finding: Finding) -> str | None:
    match finding.rule.then:
        case Forbids() if finding.truth is Truth.YES:
            return "error"
        case Forbids() if finding.truth is Truth.UNKNOWN:
            return "note" if finding.reason is Reason.JUDGEMENT else "warning"
        case Duty() if finding.truth is Truth.YES and finding.owed is not None:
            if finding.owed.yours is Truth.NO or finding.owed.done is Truth.YES:
                return None
            return "warning" if finding.owed.done is Truth.NO else "note"
    return None


def _rule(words: Words, finding: Finding) -> dict[str, Any]:
    rule = finding.rule
    return {
        "id": rule.id,
        "shortDescription": {"text": words.text(rule.title)},
        "fullDescription": {"text": words.text(rule.says)},
        "help": {"text": words.cite(rule.cite)},
    }


def _result(words: Words, case: Case, finding: Finding, level: str, index: int) -> dict[str, Any]:
    card = case.card
    line = next((card.lines[fact] for fact in _facts(case, finding) if fact in card.lines), 1)
    uri = quote(clean(card.file).replace("\\", "/"))
    where = {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}
    # The same rule for the same system is the same result, however the words around it change.
    same = f"{case.pack.id}:{finding.rule.id}:{clean(card.system.id, NAME_LIMIT)}"
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": level,
        "message": {"text": _message(words, card.system.name, finding)},
        "locations": [{"physicalLocation": where}],
        "partialFingerprints": {"tanbaRule/v1": same},
    }


def _message(words: Words, name: str, finding: Finding) -> str:
    rule, verified = finding.rule, is_verified(finding)
    parts = [words.verdict(finding, verified)]
    if finding.owed is not None:
        parts = [words.done(finding.owed.done, verified)]
    if finding.reason is not None:
        parts.append(words.reason(finding.reason))
    said = f"{words.text(rule.title)}: {', '.join(parts)} ({words.cite(rule.cite)})"
    return f"{clean(name, NAME_LIMIT)}: {said}"


def _facts(case: Case, finding: Finding) -> Iterator[str]:
    """Yield what decides, most telling first: what is open or shows the duty, then the condition."""
    then = finding.rule.then
    if isinstance(then, Duty) and then.shown is not None:
        yield from dict.fromkeys(leaf.name for leaf in leaves(then.shown.node))
    yield from (one.name for one in finding.open)
    # The last parts of a condition are its own; the first say that the law applies at all.
    steps = deciding(explain(case.pack, case.assessment, finding.rule.id))
    yield from (step.fact for step in reversed(steps) if step.fact)
