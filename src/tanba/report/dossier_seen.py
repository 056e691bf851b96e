"""What a dossier shows to whoever checked it, in words: each part apart, and what was not shown."""

from typing import Any

from tanba.evidence import PdfSignature
from tanba.flow import DossierSeen
from tanba.report.contribution_json import contribution_record
from tanba.report.contribution_words import act_words
from tanba.report.dossier import same_contribution
from tanba.report.evidence import STATES, evidence_record
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg
from tanba.report.whys import reason


def agrees(seen: DossierSeen) -> bool:
    """Say whether every figure that the dossier claims is what its own record gives."""
    said = seen.said.get("contribution")
    if seen.enclosed is None or not isinstance(said, dict):
        return False
    head = seen.record.head.sha256 if seen.record else ""
    named = seen.said.get("head")
    same = isinstance(named, dict) and named.get("sha256") == head
    return same and same_contribution(said, contribution_record(seen.enclosed))


def fails(seen: DossierSeen) -> bool:
    """Say whether anything in a dossier does not hold; that something is not shown is no failure."""
    signed = any(one.state == "invalid" for one in seen.signatures)
    bundle = seen.bundle is not None and seen.bundle.state == "invalid"
    sealed = any(one.included and not one.opened for one in seen.seals)
    return bool(seen.troubles) or signed or bundle or sealed or not agrees(seen)


def seen_record(seen: DossierSeen) -> dict[str, Any]:
    """Return the same for programs."""
    shown = contribution_record(seen.contribution) if seen.contribution else None
    return {
        "schema": "tanba/dossier-seen",
        "form": 1,
        "fails": fails(seen),
        "record_replays": seen.record is not None,
        "pages_agree": agrees(seen),
        "signatures": evidence_record(seen.signatures),
        "seals": evidence_record(seen.seals),
        "bundle": evidence_record(seen.bundle) if seen.bundle else None,
        "contribution": shown,
        "troubles": [clean(one, 500) for one in seen.troubles],
    }


def write_dossier_seen(seen: DossierSeen, speech: Speech) -> str:
    """Return what a dossier shows to this reader."""
    sheet = Sheet(100, colour=False)
    sheet.put(
        _line(msg("The record, followed act by act"), "valid" if seen.record else "invalid", speech), 0
    )
    state = "valid" if agrees(seen) else "invalid"
    sheet.put(_line(msg("What the pages claim, computed again from the record"), state, speech), 0)
    for one in seen.signatures:
        sheet.put(_signature(one, speech), 0)
    if not seen.signatures:
        sheet.put(speech.say(msg("Nobody signed it.")), 0)
    for seal in seen.seals:
        acts = speech.say(msg("Acts up to {act}"), act=act_words(seal.seal.upto, seal.seal.upto))
        if seal.included and seal.opened:
            sheet.put(
                f"{acts}: {speech.say(msg('sealed in the log, entry {n}'), n=seal.seal.entry)}", 0
            )
        else:
            why = clean(seal.why, 200) or speech.say(msg("the entry commits to something else"))
            sheet.put(f"{acts}: {speech.say(msg('not shown'))} ({why})", 0)
        if seal.time is not None:
            sheet.put(speech.say(msg("it existed by {time}"), time=speech.moment(seal.time)))
        else:
            words = msg("when it existed is not shown: no authority of time that you trust says so")
            sheet.put(speech.say(words))
    if not seen.seals:
        sheet.put(speech.say(msg("No seal: nothing from outside shows when any of this existed.")), 0)
    if seen.bundle is not None and not seen.bundle.known:
        words = msg("You named no key: nothing says whose log this is. Its key is {key}")
        sheet.put(speech.say(words, key=clean(seen.bundle.key)), 0)
    for failing in seen.bundle.failing if seen.bundle else ():
        sheet.put(f"{clean(failing.file)}: {reason(failing.why, speech)}", 0, "✗")
    for trouble in seen.troubles:
        sheet.put(clean(trouble, 500), 0, "✗")
    return sheet.text()


def _signature(one: PdfSignature, speech: Speech) -> str:
    words = msg("Signed by {who}") if one.kind == "signature" else msg("Time-stamped by {who}")
    line = f"{speech.say(words, who=clean(one.signer, 200) or '–')}: {speech.say(STATES[one.state])}"
    if one.time is not None:
        line += f"; {speech.say(msg('it existed by {time}'), time=speech.moment(one.time))}"
    return f"{line} ({reason(one.why, speech)})" if one.why else line


def _line(words: str, state: str, speech: Speech) -> str:
    return f"{speech.say(words)}: {speech.say(STATES[state])}"
