"""
An assessment as JSON, with every text in the three languages.

The object (`schema` names its form; a field that has nothing to say is left out, never null):

    schema      "tanba/assessment", form   1
    system      name, id, about, owner, holder, file, sources: what the card says of itself
    pack        id, version, title; act: number, title, edition (first day), confidence
    on          the day, ISO 8601
    digest      SHA-256 of the answers and results (`Assessment.digest`)
    verified    true only if the official text behind every result was read
    share       measured, declared, unknown: how many of the facts behind the results
    measured    fact, run, measure, on, until, verdict, state (`tanba.flow.measured`)
    facts       name → answer, or {unknown, by, on, note}
    classes     id, title, cite, value (when settled), possible, proposed, reason, rules
    results     every rule in force, in the order of the pack: id, kind, name, title, says, cite,
                truth (yes, no, unknown), verdict, confidence, reason, open (fact and reason),
                excused_by, and by kind: class: axis, value; right: of, against;
                duty: owed_by, to, due, yours, done, by, late;
                sanction: on, for, fines, repeat (units), unit, worth, currency, also, repeat_also
    questions   what to answer next: fact, ask, reason, rules

Texts are {kk, ru, en}. Keys and their order are stable within a form; new keys may appear.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tanba.flow import Case
from tanba.kernel import LANGS, Text, plain
from tanba.law import (
    Assessment,
    ClassIs,
    Duty,
    Finding,
    Forbids,
    Pack,
    Placed,
    Recommends,
    Right,
    Sanction,
    States,
)
from tanba.report.speech import Speech, clean
from tanba.report.statements import is_verified
from tanba.report.views import Next
from tanba.report.wording import Words

SCHEMA = "tanba/assessment"
FORM = 1

_NAMES = {
    Forbids: "forbids",
    Duty: "duty",
    Right: "right",
    Sanction: "sanction",
    Recommends: "recommends",
    States: "states",
    ClassIs: "class",
}


def write_record(case: Case, ask: Sequence[Next] = ()) -> dict[str, Any]:
    """Return the assessment as plain JSON types, ready for `json.dumps` or `canonical_bytes`."""
    pack, assessment, system = case.pack, case.assessment, case.card.system
    writer = _Writer(pack, assessment)
    act = pack.head.acts[0]
    edition = act.edition(assessment.on)
    record = {
        "schema": SCHEMA,
        "form": FORM,
        "system": {
            "name": clean(system.name),
            "id": clean(system.id),
            "about": clean(system.about or "") or None,
            "owner": clean(system.owner or "") or None,
            "holder": clean(system.holder or "") or None,
            "file": clean(case.card.file),
            "sources": [_cleaned(plain(source)) for source in case.card.sources],
        },
        "pack": {
            "id": pack.id,
            "version": assessment.version,
            "title": writer.text(pack.head.title),
            "act": {
                "number": act.number,
                "title": writer.text(act.title),
                "edition": edition.from_ if edition else None,
                "confidence": edition.confidence if edition else None,
            },
        },
        "on": assessment.on,
        "digest": assessment.digest(),
        "verified": bool(assessment.findings) and all(map(is_verified, assessment.findings)),
        "share": case.share,
        "measured": case.measured,
        "facts": {name: _answer(raw) for name, raw in assessment.facts.items()},
        "classes": [writer.position(placed) for placed in assessment.classes],
        "results": [writer.result(finding) for finding in assessment.findings],
        "questions": [writer.question(one) for one in ask],
    }
    return {key: _without_nothing(part) for key, part in plain(record).items()}


class _Writer:
    """Three languages at once."""

    def __init__(self, pack: Pack, assessment: Assessment) -> None:
        self.pack = pack
        self.assessment = assessment
        self.words = [Words(Speech(lang), pack, assessment.on) for lang in LANGS]

    def text(self, text: Text) -> dict[str, str]:
        return {words.lang: words.text(text) for words in self.words}

    def position(self, placed: Placed) -> dict[str, Any]:
        return {
            "id": placed.axis.id,
            "title": self.text(placed.axis.title),
            "cite": {words.lang: words.cite(placed.axis.cite) for words in self.words},
            "value": placed.is_,
            "possible": placed.possible,
            "proposed": placed.axis.proposed,
            "reason": placed.reason,
            "rules": placed.by,
        }

    def result(self, finding: Finding) -> dict[str, Any]:
        rule, read = finding.rule, is_verified(finding)
        kind = _NAMES.get(type(rule.then), "excuses")
        return {
            "id": rule.id,
            "kind": kind,
            "name": getattr(rule.then, kind, None) if kind not in ("class", "excuses") else None,
            "title": self.text(rule.title),
            "says": self.text(rule.says),
            "cite": {words.lang: words.cite(rule.cite) for words in self.words},
            "truth": finding.truth,
            "verdict": {words.lang: words.verdict(finding, read) for words in self.words},
            "confidence": finding.confidence,
            "reason": finding.reason,
            "open": [{"fact": one.name, "reason": one.reason} for one in finding.open],
            "excused_by": finding.excused_by,
            **self._terms(finding),
        }

    def _terms(self, finding: Finding) -> Mapping[str, Any]:
        then, owed = finding.rule.then, finding.owed
        match then:
            case ClassIs():
                return {"axis": then.axis, "value": then.is_}
            case Duty() if owed is not None:
                standing = {"yours": owed.yours, "done": owed.done, "by": owed.by, "late": owed.late}
                return {"owed_by": then.owed_by, "to": then.to, "due": then.due, **standing}
            case Right():
                return {"of": then.of, "against": then.against}
            case Sanction():
                amount = self.pack.head.amounts[then.amount]
                return {
                    "on": then.on,
                    "for": then.for_,
                    "fines": then.fines,
                    "repeat": then.repeat,
                    "unit": self.text(amount.title),
                    "worth": amount.on(self.assessment.on),
                    "currency": amount.currency,
                    "also": self.text(then.also) if then.also else None,
                    "repeat_also": self.text(then.repeat_also) if then.repeat_also else None,
                }
        return {}

    def question(self, one: Next) -> dict[str, Any]:
        fact = getattr(one.question, "id", one.question)
        reasons = {o.name: o.reason for o in self.assessment.open}
        ask = self.pack.vocabulary[fact].ask
        return {"fact": fact, "ask": self.text(ask), "reason": reasons.get(fact), "rules": one.rules}


def _cleaned(tree: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): clean(str(part)) for key, part in tree.items()}


def _answer(raw: Any) -> Any:
    """An answer in JSON types; foreign text in it is cleaned, a reason for none is said as such."""
    match plain(raw):
        case str(words):
            return clean(words)
        case {"reason": reason, **rest}:
            return {"unknown": reason, **_cleaned(rest)}
        case other:
            return other


def _without_nothing(tree: Any) -> Any:
    """Drop what is null; JSON readers then need one way to see that something is missing."""
    match tree:
        case dict():
            return {key: _without_nothing(part) for key, part in tree.items() if part is not None}
        case list():
            return [_without_nothing(part) for part in tree]
    return tree
