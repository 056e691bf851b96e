"""What was proved of a pack, and what stands against it."""

from tanba.law import Defect, Pack, Proof
from tanba.report.examples import example_system
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, msg
from tanba.report.wording import Words

_KINDS = {
    "PR01": msg("a rule that no system can meet"),
    "PR02": msg("a rule that every system meets"),
    "PR03": msg("a class with two values at once"),
    "PR04": msg("a class that leaves a gap"),
    "PR05": msg("an exception that cannot fire"),
    "PR06": msg("a duty that nobody can owe"),
    "PR07": msg("a prohibition that no answer avoids"),
    "PR08": msg("the decision would contradict the condition"),
    "PR09": msg("not decided in the time given"),
}


def write_proof(pack: Pack, proof: Proof, speech: Speech) -> str:
    """Return every finding with its witness, and one line that claims no more than was checked."""
    sheet = Sheet(width=100, colour=False)
    sheet.heading(f"{pack.id} {pack.head.version}")
    for found in proof.found:
        _finding(sheet, pack, found, speech)
    if proof.found:
        sheet.lines.append("")
    checks = speech.count("{n} check", "{n} checks", proof.checks)
    if proof.sound:
        said = speech.say(
            msg("every rule can hold and can fail, classes neither overlap nor leave gaps,")
        )
        rest = speech.say(msg("every exception can fire, every duty is owed by somebody"))
        sheet.put(f"{checks}: {said} {rest}", 0)
    else:
        said = speech.say(msg("{found} findings, {undecided} not decided"),
                          found=len(proof.found), undecided=proof.undecided)  # fmt: skip
        sheet.put(f"{checks}: {said}", 0)
    return sheet.text()


def _finding(sheet: Sheet, pack: Pack, found: Defect, speech: Speech) -> None:
    start = found.days.from_
    words = Words(speech, pack, start or pack.change_days()[0])
    kind = speech.say(_KINDS.get(found.code, found.kind))
    sheet.heading(f"{found.code} {kind}: {', '.join(found.rules)}")
    days = [speech.say(msg("from {day}"), day=speech.day(start))] if start else []
    if found.days.until:
        until = msg("until {day} (first day out)")
        days.append(speech.say(until, day=speech.day(found.days.until)))
    sheet.put(", ".join(days))
    sheet.put(found.says)
    if found.witness is not None:
        example_system(sheet, words, found.witness)
