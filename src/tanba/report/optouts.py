"""
Checks for wishes about training, in words, as JSON and as rows; and what was written, in words.

As JSON what `tanba.flow.check_record` gives (`schema` "tanba/optout-check", form 1), with `law` (pack, on,
verified, cite and says, each {kk, ru, en}) and `says`, the decision in a sentence in three languages.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final, Literal

from tanba.kernel import LANGS, value
from tanba.law import Confidence, Duty, Pack, Rule
from tanba.marks import Tally
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg, write_json
from tanba.report.wording import Words

OptoutForm = Literal["text", "json", "jsonl", "csv"]
DUTY: Final = "respect_optouts"
"""The duty of a pack that checks are made for."""

_DECISIONS = {
    "prohibited": msg("prohibited"),
    "allowed": msg("expressly allowed"),
    "not found": msg("no prohibition found"),
    "not checked": msg("could not be checked"),
}
_WHY = {
    ("prohibited", "rule"): msg("Training is prohibited by {rule} – {place}."),
    ("prohibited", "by name"): msg(
        "Crawling is closed by name to a crawler that gathers training data: {rule} – {place}. It speaks of"
        " crawling, not of training; it is counted as a prohibition until a person has judged."
    ),
    ("allowed", "rule"): msg("Training is expressly allowed by {rule} – {place}."),
    ("not found", "silent"): msg(
        "No prohibition was found by these checks at this time. That does not mean that training is allowed."
    ),
    ("not checked", "unread"): msg(
        "It could not be checked: a place where a prohibition may stand was not read. {what}"
    ),
    ("not checked", "closed"): msg(
        "It could not be checked: it is closed to this crawler and was not fetched. {what}"
    ),
    ("not checked", "unclear"): msg(
        "It could not be checked: {rule} – {place} – is meant as a wish and cannot be read by its own"
        " standard. A person must look."
    ),
    ("not checked", "nothing looked at"): msg(
        "It could not be checked: nothing is known of where a wish would stand in such a file."
    ),
}
_STATES = {
    "read": msg("read"),
    "none": msg("not there"),
    "failed": msg("not read"),
    "cut": msg("read in part only"),
    "closed": msg("not fetched"),
    "unknown": msg("of a kind whose inside is not known"),
}
_OUTRANKED = {
    "longer path": msg("a rule for a longer path goes before it"),
    "earlier rule": msg("an earlier rule goes before it"),
    "other crawler": msg("it speaks to other crawlers"),
    "not crawlable": msg("it does not speak of what may not be crawled"),
}
_SAYS = {
    "forbids": msg("forbids"),
    "allows": msg("allows"),
    "unclear": msg("unclear"),
}
_COLUMNS: Final = (
    "target", "checked_at", "decision", "why", "source", "where", "part", "rule", "standard", "conflict",
    "sha256", "agent",
)  # fmt: skip


@value
class Basis:
    """The place of the law that checks are made for."""

    pack: Pack
    rule: Rule
    on: date

    @property
    def verified(self) -> bool:
        """Whether the text of that place, as of the day, was read."""
        return self.pack.confidence(self.rule, self.on) is Confidence.TEXT_SEEN

    def cite(self, speech: Speech) -> str:
        """Return the place in words."""
        return Words(speech, self.pack, self.on).cite(self.rule.cite)

    def says(self, speech: Speech) -> str:
        """Return what the pack says of it."""
        return self.pack.wording(self.rule.says, self.on).in_(speech.lang)


def optout_basis(pack: Pack, on: date) -> Basis | None:
    """Return the rule of a pack in force on a day that makes wishes count; None where it has none."""
    for rule in pack.in_force(on):
        if isinstance(rule.then, Duty) and rule.then.duty == DUTY:
            return Basis(pack=pack, rule=rule, on=on)
    return None


def optout_frame(form: OptoutForm) -> tuple[str, str, str]:
    """Return what goes before the first piece, between two, and after the last."""
    match form:
        case "json":
            return "[\n", ",\n", "\n]\n"
        case "csv":
            return _row(_COLUMNS), "", ""
        case "text":
            return "", "\n", ""
    return "", "", ""


def write_check(
    record: Mapping[str, Any], form: OptoutForm, basis: Basis | None, speech: Speech, width: int = 100
) -> str:
    """Return one check in a form, from its record."""
    match form:
        case "json":
            return write_json(_whole(record, basis))
        case "jsonl":
            return json.dumps(_whole(record, basis)) + "\n"
        case "csv":
            return _row(_cells(record))
    return _text(record, basis, speech, width)


def write_checks(tally: Tally, speech: Speech) -> str:
    """Return how a run over works ended: how many of each decision, before and now."""
    sheet = Sheet(100, colour=False)
    found = {kind: n for _, kind, n in tally.kinds}
    words = (
        f"{speech.say(title)}: {speech.number(found.get(kind, 0))}"
        for kind, title in _DECISIONS.items()
    )
    sheet.put("; ".join(words), 0)
    parts = [speech.count(msg("{n} work checked"), msg("{n} works checked"), tally.done + tally.failed)]
    if tally.before:
        parts.append(speech.say(msg("done before: {n}"), n=speech.number(tally.before)))
    sheet.put("; ".join(parts), 0)
    if tally.stopped:
        sheet.put(speech.say(msg("stopped before the end; the same command goes on")), 0)
    return sheet.text()


def decision_sentence(record: Mapping[str, Any], speech: Speech) -> str:
    """Return a decision in one sentence, or two."""
    decided = record["decided"]
    words = _WHY[decided["decision"], decided["why"]]
    by = decided.get("by")
    rule = f"«{clean(by['rule'], 300)}»" if by else ""
    place = _place(by) if by else ""
    return speech.say(words, rule=rule, place=place, what=_unread(record))


def _text(record: Mapping[str, Any], basis: Basis | None, speech: Speech, width: int) -> str:
    sheet = Sheet(width, colour=False)
    decided = record["decided"]
    sheet.heading(clean(record["target"]))
    sheet.put(
        f"{speech.say(_DECISIONS[decided['decision']]).upper()}. {decision_sentence(record, speech)}"
    )
    for against in decided["against"]:
        words = msg("Against it speaks {rule} – {place}.")
        sheet.put(speech.say(words, rule=f"«{clean(against['rule'], 300)}»", place=_place(against)))
    others = [
        one for one in record["signals"] if one != decided.get("by") and one not in decided["against"]
    ]
    if others:
        sheet.put(speech.say(msg("Seen as well:")))
        for one in others:
            why = _OUTRANKED.get(one["outranked"])
            note = f" ({speech.say(why)})" if why else ""
            sheet.put(
                f"{speech.say(_SAYS[one['says']])}: «{clean(one['rule'], 300)}» – {_place(one)}{note}",
                4,
            )
    sheet.put(speech.say(msg("Looked at:")))
    for look in record["looks"]:
        sheet.put(" ".join(_look(look, speech)), 4)
    at = datetime.fromisoformat(record["at"])
    moment = f"{speech.day(at.date())}, {at:%H:%M:%S} UTC"
    agent = clean(record["agent"], 100)
    sheet.put(
        speech.say(
            msg("Checked {moment}, in the name of the crawler {agent}."), moment=moment, agent=agent
        )
    )
    if basis is not None:
        sheet.put(_law(basis, speech))
    return sheet.text()


def _law(basis: Basis, speech: Speech) -> str:
    unread = "" if basis.verified else f" {speech.say(msg('(unverified)'))}"
    return f"{basis.cite(speech)}: {basis.says(speech)}{unread}"


def _place(signal: Mapping[str, Any]) -> str:
    return f"{clean(signal['part'], 200)}, {clean(signal['where'], 300)}; {signal['standard']}"


def _look(look: Mapping[str, Any], speech: Speech) -> Iterator[str]:
    led = f" → {clean(look['final'], 300)}" if look["final"] else ""
    yield f"{look['source']}: {clean(look['where'], 300)}{led} – {speech.say(_STATES[look['state']])}"
    if look["why"]:
        yield f"({clean(look['why'], 300)})"
    if look["sha256"]:
        yield f"SHA-256 {look['sha256']}"


def _unread(record: Mapping[str, Any]) -> str:
    """Return what was not read, and why."""
    bad = [look for look in record["looks"] if look["state"] in ("failed", "cut", "closed")]
    return "; ".join(
        f"{clean(one['where'], 200)}: {clean(one['why'] or one['state'], 200)}" for one in bad[:3]
    )


def _whole(record: Mapping[str, Any], basis: Basis | None) -> dict[str, Any]:
    told = dict(record)
    if basis is not None:
        told["law"] = {
            "pack": basis.pack.id,
            "on": basis.on.isoformat(),
            "verified": basis.verified,
            "cite": _in_all(basis.cite),
            "says": _in_all(basis.says),
        }
    told["says"] = _in_all(lambda speech: decision_sentence(record, speech))
    return told


def _in_all(words: Callable[[Speech], str]) -> dict[str, str]:
    return {lang: words(Speech(lang)) for lang in LANGS}


def _cells(record: Mapping[str, Any]) -> tuple[str, ...]:
    decided = record["decided"]
    by = decided.get("by") or {}
    work = [
        look
        for look in record["looks"]
        if look["source"] in ("file", "html", "address") and look["sha256"]
    ]
    return (
        clean(record["target"]), record["at"], decided["decision"], decided["why"], by.get("source", ""),
        clean(by.get("where", "")), clean(by.get("part", "")), clean(by.get("rule", "")),
        by.get("standard", ""), "yes" if decided["against"] else "no",
        work[0]["sha256"] if work else "", clean(record["agent"], 100),
    )  # fmt: skip


def _row(cells: tuple[str, ...]) -> str:
    """Return a line of RFC 4180; what a spreadsheet would take for a formula is led by an apostrophe."""
    out = io.StringIO()
    safe = (f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell for cell in cells)
    csv.writer(out, lineterminator="\r\n").writerow(safe)
    return out.getvalue()


# --- what was written -------------------------------------------------------------------------------


def write_change_lines(name: str, before: bytes, after: bytes) -> str:
    """Return the lines that differ between two states of a file: what goes with `-`, what comes with `+`."""
    old, new = (data.decode("utf-8", "replace").splitlines() for data in (before, after))
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    gone, came = old[head : len(old) - tail], new[head : len(new) - tail]
    lines = [f"{clean(name)} @ {head + 1}"]
    lines += [f"- {clean(line, 300)}" for line in gone] + [f"+ {clean(line, 300)}" for line in came]
    return "\n".join(lines) + "\n"


def write_reserved(record: Mapping[str, Any], speech: Speech) -> str:
    """Return what was written into one file, from its record."""
    sheet = Sheet(100, colour=False)
    sheet.put(clean(record["target"]), 0)
    for written in record["written"]:
        sheet.put(f"{written['layer']}: {clean(written['where'], 200)}")
    for left in record["left_out"]:
        words = msg("left out: {layer} – {why}")
        sheet.put(speech.say(words, layer=left["layer"], why=clean(left["why"], 300)))
    return sheet.text()
