"""What a dossier shows to whoever checked it, in words: each part apart, and what was not shown."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from tanba.evidence import PdfSignature
from tanba.flow import DossierSeen
from tanba.kernel import LANGS, plain
from tanba.report.contribution_json import contribution_record
from tanba.report.contribution_words import act_words, anchor_words
from tanba.report.dossier import made_by, same_contribution, write_dossier
from tanba.report.evidence import STATES, evidence_record
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg
from tanba.report.whys import reason
from tanba.works import Contribution, register_of

_ROWS = 20


def agrees(seen: DossierSeen) -> bool:
    """Say whether all that `dossier.json` claims, and a record can show, is what its own record gives."""
    said, record = seen.said, seen.record
    if seen.enclosed is None or record is None or not isinstance(said.get("contribution"), dict):
        return False
    register, prompts = said.get("register"), said.get("prompts")
    if not isinstance(register, dict) or not isinstance(prompts, dict):
        return False
    found = register_of(record, program=register.get("kind") == "program")
    shown = ("title", "author", "kind", "language", "begun", "ended")
    words = {name: sha256(str(text).encode("utf-8", "replace")) for name, text in prompts.items()}
    sealed = [one for one in seen.enclosed.anchors if not one.receipt]
    times = {one.last: (one.not_after, one.witnessed) for one in sealed}
    seals = [
        {"upto": list(one.upto), "entry": one.entry, "time": time.isoformat() if time else None,
         "witnessed": witnessed}
        for one in record.seals
        for time, witnessed in [times.get(one.upto, (None, 0))]
    ]  # fmt: skip
    return (
        said.get("work") == record.work.id
        and said.get("head") == plain(record.head)
        and said.get("seals") == seals
        and all(register.get(name) == getattr(found, name) for name in shown)
        and {name: one.hexdigest() for name, one in words.items()}
        == {one.id: one.sha256 for one in record.prompts}
        and same_contribution(said["contribution"], contribution_record(seen.enclosed))
    )


def pages_state(seen: DossierSeen) -> str:
    """
    Say whether the pages are those that the record and its proofs give: they are set again and compared.

    A signature is appended to a PDF, so that the pages are its beginning. `not shown` when another version
    of the programs has set them.
    """
    if seen.again is None or seen.said.get("made_by") != made_by():
        return "not shown"
    # The language is said in the file; a false word of it only costs the tries that follow.
    langs = sorted(LANGS, key=lambda lang: f"/Lang ({lang}".encode() not in seen.pdf)
    same = any(seen.pdf.startswith(write_dossier(seen.again, Speech(lang))) for lang in langs)
    return "valid" if same else "invalid"


def fails(seen: DossierSeen) -> bool:
    """Say whether anything in a dossier does not hold; that something is not shown is no failure."""
    return pages_state(seen) == "invalid" or files_fail(seen)


def files_fail(seen: DossierSeen) -> bool:
    """Say whether the files in a dossier or its signatures do not hold, whatever its pages say."""
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
        "json_agrees": agrees(seen),
        "pages": pages_state(seen),
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
    sheet.put(_line(msg("What dossier.json claims, computed again from the record"), state, speech), 0)
    pages = pages_state(seen)
    sheet.put(_line(msg("The pages, set again from the record and compared"), pages, speech), 0)
    if pages == "not shown":
        words = msg(
            "Other versions of the programs made this file: anything may be printed on its pages."
        )
        sheet.put(speech.say(words))
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
            words = msg("when it existed is not shown: no time-stamp authority that you trust says so")
            sheet.put(speech.say(words))
    if not seen.seals:
        sheet.put(speech.say(msg("No seal: nothing from outside shows when any of this existed.")), 0)
    if seen.contribution is not None:
        for line in _receipts(seen.contribution, speech):
            sheet.put(line, 0)
    if seen.bundle is not None and not seen.bundle.known:
        words = msg("You named no key: nothing says whose log this is. Its key is {key}")
        sheet.put(speech.say(words, key=clean(seen.bundle.key)), 0)
    for failing in seen.bundle.failing if seen.bundle else ():
        sheet.put(f"{clean(failing.file)}: {reason(failing.why, speech)}", 0, "✗")
    for trouble in seen.troubles:
        sheet.put(clean(trouble, 500), 0, "✗")
    return sheet.text()


def _receipts(contribution: Contribution, speech: Speech) -> Iterator[str]:
    """Yield whose receipts hold for this reader, and how many are enclosed that do not."""
    held = {one.first: one for one in contribution.anchors if one.receipt}
    for anchor in list(held.values())[:_ROWS]:
        yield speech.say(msg("from outside: {what}"), what=anchor_words(anchor, speech))
    kept = [one.generation for one in contribution.generations if one.generation.receipt]
    if silent := sum(one.act not in held for one in kept):
        words = msg("Receipts that nobody you trust has signed for what is recorded and sealed: {n}")
        yield speech.say(words, n=speech.number(silent))


def _signature(one: PdfSignature, speech: Speech) -> str:
    words = msg("Signed by {who}") if one.kind == "signature" else msg("Time-stamped by {who}")
    line = f"{speech.say(words, who=clean(one.signer, 200) or '–')}: {speech.say(STATES[one.state])}"
    if one.time is not None:
        line += f"; {speech.say(msg('it existed by {time}'), time=speech.moment(one.time))}"
    return f"{line} ({reason(one.why, speech)})" if one.why else line


def _line(words: str, state: str, speech: Speech) -> str:
    return f"{speech.say(words)}: {speech.say(STATES[state])}"
