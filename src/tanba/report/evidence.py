"""What a log holds and shows, in words: entries, proofs, bundles, and what others said of its tree."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from tanba.evidence import Audit, BundleSeen, Checked, SignedCheckpoint, VerifierKey
from tanba.flow import Anchored, Listed, Receipt
from tanba.kernel import plain
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg
from tanba.report.whys import reason

STATES = {
    "valid": msg("it holds"),
    "invalid": msg("it does not hold"),
    "not shown": msg("not shown"),
}

_SHOWN = 50
"""Findings on a screen; all of them are in the JSON."""

_QUORUM = {
    "reached": msg("enough witnesses vouch for it"),
    "not reached": msg("too few witnesses vouch for it"),
    "none asked": msg("no witness was asked: nobody but the log itself vouches for the tree"),
}
_WHY = {
    "malformed": msg("could not read the request"),
    "signature": msg("does not know the log's key"),
    "unknown log": msg("does not know this log"),
    "inconsistent": msg("saw another tree: a fork or a rollback"),
    "ahead": msg("has cosigned a larger tree already"),
    "lost": msg("has forgotten what it had cosigned"),
    "no cosignature": msg("gave no cosignature of its own key"),
    "clock": msg("its clock differs from ours"),
    "bad answer": msg("answered something else"),
    "not reached": msg("was not reached"),
}


def write_receipt(receipt: Receipt, speech: Speech) -> str:
    """Return where an entry stands."""
    return speech.say(
        msg("Entry {index}: {kind} no. {seq}, subject {subject}"),
        index=receipt.index, kind=receipt.kind, seq=receipt.seq, subject=receipt.subject,
    )  # fmt: skip


def write_listed(listed: Iterable[Listed], speech: Speech) -> str:
    """Return entries, a line each; a sentence when there are none."""
    lines = [f"{one.index:>8}  {clean(one.kind):<20} {one.seq:>6}  {one.subject}" for one in listed]
    return "\n".join(lines) or speech.say(msg("No entries."))


def write_head(signed: SignedCheckpoint | None, speech: Speech) -> str:
    """Return what a checkpoint says."""
    if signed is None:
        return speech.say(msg("No checkpoint has been signed yet."))
    head = signed.head
    size = speech.count("{n} entry", "{n} entries", head.size)
    return f"{clean(head.origin)}: {size}, {head.root.hex()}"


def write_anchored(anchored: Anchored, speech: Speech, times: Sequence[datetime | None]) -> str:
    """Return what witnesses and authorities of time said; `times` are those proven by each stamp."""
    sheet = Sheet(100, colour=False)
    sheet.put(write_head(anchored.checkpoint, speech), 0)
    for one in anchored.heard:
        said = msg("cosigned") if not one.why else _WHY[one.why]
        sheet.put(f"{clean(one.witness.key.name)}: {speech.say(said)}")
    for time in times:
        if time is None:
            sheet.put(
                speech.say(msg("a time-stamp is kept; you have not said which authority you trust"))
            )
        else:
            sheet.put(speech.say(msg("it existed by {time}"), time=speech.moment(time)))
    for why in anchored.refused:
        sheet.put(speech.say(msg("no time-stamp: {why}"), why=clean(why)))
    if not anchored.heard and not times and not anchored.refused:
        sheet.put(speech.say(msg("Nobody else was asked: nothing shows when this tree existed.")))
    return sheet.text()


def write_checked(checked: Checked, speech: Speech) -> str:
    """Return what a proof shows, each part apart."""
    sheet = Sheet(100, colour=False)
    parts = ((checked.included, msg("the entry is in the tree")),
             (checked.signed, msg("the log's key signed the tree")))  # fmt: skip
    for holds, words in parts:
        sheet.put(f"{speech.say(words)}: {speech.say(STATES['valid' if holds else 'invalid'])}", 0)
    for seen in checked.cosigned:
        time = f", {speech.moment(seen.time)}" if seen.time else ""
        sheet.put(f"{clean(seen.witness.name)}: {speech.say(msg('cosigned'))}{time}")
    sheet.put(speech.say(_QUORUM[checked.quorum]), 0)
    return sheet.text()


def write_audit(found: Audit, speech: Speech) -> str:
    """Return what a whole log was found to be, with every finding up to a screenful."""
    sheet = Sheet(100, colour=False)
    size = speech.count("{n} entry", "{n} entries", found.entries)
    sheet.put(f"{clean(found.origin)}: {speech.say(msg('computed anew'))}: {size}", 0)
    if found.sound:
        sheet.put(speech.say(msg("Every entry leads to the signed root.")), 0)
        database = (
            msg("The database is the same.") if found.database else msg("No database was compared.")
        )
        sheet.put(speech.say(database), 0)
    for finding in found.findings[:_SHOWN]:
        sheet.put(f"{clean(finding.place)}: {clean(finding.what)}", 0, "✗")
    more = len(found.findings) - _SHOWN
    if more > 0:
        sheet.put(speech.say(msg("… and {n} more"), n=speech.number(more)))
    if not found.sound and not found.findings:
        sheet.put(speech.say(msg("Nothing was checked: the log is empty.")), 0)
    return sheet.text()


def write_bundle_seen(seen: BundleSeen, speech: Speech) -> str:
    """Return what a bundle shows to this reader, and what it does not."""
    sheet = Sheet(100, colour=False)
    sheet.put(f"{speech.say(msg('The bundle'))}: {speech.say(STATES[seen.state])}", 0)
    if not seen.known:
        words = msg("You named no key: nothing says whose log this is. Its key is {key}")
        sheet.put(speech.say(words, key=clean(seen.key)))
    for entry in seen.entries:
        name = speech.say(msg("entry {n}"), n=entry.index)
        sheet.put(f"{name}: {clean(entry.kind)} {entry.seq}, {speech.say(STATES[entry.included])}", 0)
        for line in _fields(entry.opened, entry.mismatched, entry.closed, speech):
            sheet.put(line)
        sheet.put(_existed(entry.not_after, speech))
    for stamp in seen.stamps:
        title = speech.say(msg("time-stamp over {n} entries"), n=stamp.size)
        why = f" ({reason(stamp.seen.why, speech)})" if stamp.seen.why else ""
        sheet.put(f"{title}: {speech.say(STATES[stamp.seen.state])}{why}", 0)
    for failing in seen.failing:
        sheet.put(f"{clean(failing.file)}: {reason(failing.why, speech)}", 0, "✗")
    return sheet.text()


def _fields(
    opened: Sequence[str], mismatched: Sequence[str], closed: Sequence[str], speech: Speech
) -> Iterator[str]:
    for words, names in (
        (msg("shown, and what was committed to: {names}"), opened),
        (msg("shown, but not what was committed to: {names}"), mismatched),
        (msg("not shown: {names}"), closed),
    ):
        if names:
            yield speech.say(words, names=", ".join(map(clean, names)))


def _existed(time: datetime | None, speech: Speech) -> str:
    if time is None:
        return speech.say(
            msg("when it existed is not shown: no time-stamp authority that you trust says so")
        )
    return speech.say(msg("it existed by {time}"), time=speech.moment(time))


def evidence_record(thing: Any) -> Any:
    """Return a result of the log as JSON types; bytes are hexadecimal, moments ISO 8601."""
    return plain(_spelled(thing))


def _spelled(thing: Any) -> Any:
    match thing:
        case bytes():
            return thing.hex()
        case datetime():
            return thing.isoformat()
        case tuple() | list():
            return [_spelled(one) for one in thing]
        case dict():
            return {key: _spelled(one) for key, one in thing.items()}
        case SignedCheckpoint():
            return str(thing.note)
        case VerifierKey():
            return str(thing)
    names = getattr(thing, "__dataclass_fields__", None)
    if names is None:
        return thing
    return {name: _spelled(getattr(thing, name)) for name in names}
